"""Lines that pages print around an article."""

import pytest

from articles.parsing.webpage.notices import (
    introduces_comments,
    introduces_links,
    is_date,
    is_notice,
)
from tests.timing import measure_growth


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Read more",
            "READ ALSO:",
            "See also: The ferry is late",
            "Share on Facebook",
            "Tags: rain",
        ),
        *(
            "12 comments",
            "3 min read",
            "© 2019 Harbour Times",
            "Copyright 2019 Harbour",
            "Photo: A. W.",
        ),
        *("Subscribe to our newsletter for more", "This site uses Akismet to reduce spam."),
        *(
            "İlgili Haberler",
            "Paylaş",
            "Bizi takip edin: @harbour",
            "Tüm hakları saklıdır.",
            "Etiketler: a",
        ),
        *(
            "Foto: AA",
            "Yorum yapmak için giriş yapın",
            "Güncelleme : 05.04.2025 12:30",
            "5 dakika okuma",
        ),
        *("Liman'ı Google News'te takip etmek için tıklayın", "Bu haber abonelere özeldir"),
        *(
            "Find out more in our newsletter",
            "Article réservé aux abonnés",
            "Il vous reste 85 % de cet article à lire",
            "Нажмите Ctrl+Enter",
        ),
        *("Oxşar xəbərlər", "Ətraflı oxu", "Bütün hüquqlar qorunur", "Şərhlər"),
        *(
            "Lesen Sie auch: Die Fähre",
            "Kommentar schreiben",
            "Lesedauer ca. 6 Minuten",
            "Teilen mit:",
        ),
        *("Alle Rechte vorbehalten", "Schlagwörter: Regen", "Das könnte Sie auch interessieren"),
        *(
            "À lire aussi",
            "Partagez cet article",
            "Crédit photo : A. W.",
            "Tous droits réservés",
            "3 commentaires",
        ),
        *(
            "Читайте также: Паром",
            "Все права защищены",
            "Подписывайтесь на наш канал",
            "Фото: ТАСС",
        ),
        *(
            "Կարդացեք նաև",
            "Բոլոր իրավունքները պաշտպանված են",
            "Լուսանկարը՝ Photo: Ա. Գ.".partition(" ")[2],
        ),
    ],
)
def test_a_notice_is_recognised_in_every_language_of_the_desk(line: str) -> None:
    assert is_notice(line)


@pytest.mark.parametrize(
    "line",
    [
        *("", "The ferry opens again", "Readers share the island", "Copyright law is changed"),
        *(
            "Photo exhibition opens on the pier",
            "Tags on the ferry",
            "Printing is cheap",
            "12 people",
        ),
        "Subscribe now, " + "says the captain of the ferry to everybody who still listens, " * 4,
        "The harbour was the first to say so in our newsletter, " * 3,
        *("All our apple trees are in flower", "Il vous reste une chance, dit le capitaine"),
        *("Paylaşmak güzeldir", "Die Fähre fährt", "Комментарий капитана: паром вернулся"),
    ],
)
def test_text_is_no_notice(line: str) -> None:
    assert not is_notice(line)


def test_some_notices_introduce_links() -> None:
    assert [introduces_links(line) for line in ("Mehr zum Thema", "Share", "Rain")] == [
        *(True, False, False)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        *(("Comments", True), ("2 comments", True), ("Comments (2)", True), ("Yorumlar (3)", True)),
        *(("Комментарии", True), ("3 Kommentare:", True), ("Leave a reply", True)),
        *(("Comments on the ferry", False), ("Comment " * 30, False)),
    ],
)
def test_a_line_may_introduce_comments(line: str, *, expected: bool) -> None:
    assert introduces_comments(line) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("8 November 2019", True),
        ("08.11.2019, 12:30", True),
        ("8 Kasım 2019 - 12:30", True),
        ("November 8, 2019 10:30 AM", True),
        ("8 November 2019 was a Friday", False),
        ("2019 tons", False),
    ],
)
def test_a_line_may_be_nothing_but_a_date(line: str, *, expected: bool) -> None:
    assert is_date(line) is expected


@pytest.mark.unmeasured
@pytest.mark.parametrize("shape", ["a ", "1", "tags :", "photo ", "published 2019", "© ", ": "])
def test_the_time_grows_linearly(shape: str) -> None:
    assert (
        measure_growth(lambda size: [is_notice(shape * size), is_date(shape * size)], 10_000) < 24
    )
