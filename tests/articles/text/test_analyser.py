"""The words of texts, and the forms that find them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import analyser
from articles.text.analyser import (
    TEXT_LIMIT,
    WORD_LIMIT,
    Analysis,
    Pieces,
    Word,
    analyse_text,
    analyse_word,
    find_tokens,
    find_typed_tokens,
    get_stemmed_language,
    split_words,
    stem_word,
)

SOFT, JOINER, BOM = "\u00ad", "\u200d", "\ufeff"


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("", "en", ""),
        ("… — !", "en", ""),
        (SOFT, "en", ""),
        ("A ferry, the FERRY", "en", "a ferry the ferry"),
        ("O'Brien, O’Brien and OʼBrien", "en", "obrien obrien and obrien"),
        ("O‘Brien, O´Brien, O`Brien", "en", "obrien obrien obrien"),
        ("‘Ferry’ 'tram'", "en", "ferry tram"),
        ("the ferry's crew", "en", "the ferrys crew"),
        ("Azerbaycan'ın, AB’nin", "tr", "azerbaycanin abnin"),
        ("IĞDIR Iğdır iğdir", "tr", "igdir igdir igdir"),
        ("İSTANBUL, Istanbul, ISTANBUL", "tr", "istanbul istanbul istanbul"),
        ("şəkidə ŞƏKİ", "az", "sekide seki"),
        ("Straße STRASSE", "de", "strasse strasse"),
        ("Œuvre, l'eau", "fr", "oeuvre leau"),
        ("Ёлка, елка; йод", "ru", "елка елка йод"),
        ("царь, ца\u0301рь", "ru", "царь царь"),
        ("և եւ ԵՎ, Երևան ԵՐԵՎԱՆ", "hy", "եվ եվ եվ երեվան երեվան"),
        ("Ինչո՞ւ, այո՛։ Կեցցե՜", "hy", "ինչու այո կեցցե"),
        ("كِتَاب كتاب كـتـاب", "ar", "كتاب كتاب كتاب"),
        ("U.S., U.S.A and the E.U.", "en", "us usa and the eu"),
        ("J.R.R. Tolkien, Ph.D.", "en", "jrr tolkien ph d"),
        ("www.gazette.example", "en", "www gazette example"),
        ("3,400 3.400 3\u00a0400 3\u202f400 3400", "en", "3400 3400 3400 3400 3400"),
        ("12.5 12,5 12,50 1.234,5 1,234.50", "en", "12.5 12.5 12.50 1234.5 1234.50"),
        ("0.123 3.14159 3,4 3, 4", "en", "0.123 3 14159 3.4 3 4"),
        ("1,234,567 and 12,34,567", "en", "1234567 and 12 34 567"),
        ("08.11.2019, 10.30 a.m.", "en", "08 11 2019 10.30 am"),
        ("2019-11-08 24/7 50% 1st G20", "en", "2019 11 08 24 7 50 1st g20"),
        ("R&D, AT&T, a & b", "en", "r&d at&t a b"),
        ("C++, C# and Canal+", "en", "c++ c# and canal+"),
        ("C++11 1+1 #ferry C+ +C", "en", "c 11 1 1 ferry c+ c"),
        ("e-mail ferry_boat ferry/tram", "en", "e mail ferry boat ferry tram"),
        (f"fer{SOFT}ry, fer{JOINER}ry, {BOM}ferry", "en", "ferry ferry ferry"),
        ("cafe\u0301 café", "fr", "cafe cafe"),
        ("½ ﬁlm 1ª", "en", "12 film 1a"),
        ("x" * 99, "en", "x" * WORD_LIMIT),
    ],
)
def test_the_words_of_a_text_are_folded(text: str, language: str, words: str) -> None:
    assert [word.surface for word in split_words(text, language)] == words.split()


@pytest.mark.parametrize(
    ("text", "language", "forms"),
    [
        ("ferry", "en", ":en:ferri"),
        ("ferry", "en-GB", ":en:ferri"),
        ("ferry", "", ""),
        ("ferry", "az", ""),
        ("the", "en", ""),
        ("ferry's", "en", "ferry :en:ferri"),
        ("O'Brien", "en", ""),
        ("O'Brien's", "en", "obrien"),
        ("o'brien’s", "en", "obrien"),
        ("G'ani", "en", ""),
        ("X'in", "tr", "x"),
        ("Azerbaycan'ın", "tr", "azerbaycan :tr:azerbayca"),
        ("Bakı'nın", "az", "baki"),
        ("l'eau", "fr", "eau"),
        ("L'Équipe", "fr", "equipe :fr:équip"),
        ("d'Artagnan", "fr", "artagnan"),
        ("dell'acqua", "it", "acqua"),
        ("Œuvre", "fr", ":fr:oeuvr"),
        ("C++", "en", "c"),
        ("Canal+", "fr", "canal"),
        ("R&D", "en", ""),
        ("R&D's", "en", "r&d"),
        ("12.5", "en", ""),
        ("2019'da", "tr", "2019"),
        ("Kitapları", "tr", ":tr:kitap"),
        ("IŞIĞI", "tr", ":tr:ışık"),
        ("ki\u0307tap", "tr", ""),
        ("fer\u00adries", "en", ":en:ferri"),
        ("ще\u0301пка", "ru", ":ru:щепк"),
        ("ԵՐԵՎԱՆԻ", "hy", ":hy:երեվ"),
        ("Երևանի", "hy", ":hy:երեվ"),
        ("كِتَاب", "ar", ""),
        ("الكِتَاب", "ar", ":ar:كتاب"),
        ("लड़कियाँ", "hi", ":hi:लड़क"),
    ],
)
def test_the_other_forms_of_a_word_find_it(text: str, language: str, forms: str) -> None:
    (word,) = split_words(text, language)
    assert word.forms == tuple(forms.split())


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("ferry's", "ferry"),
        ("café's", "cafe"),
        ("R&D's", "r&d"),
        ("C++", ""),
        ("C#", ""),
        ("A+", ""),
    ],
)
def test_a_word_with_a_sign_at_its_end_is_asked_for_as_it_is(text: str, forms: str) -> None:
    (word,) = split_words(text, "")
    assert word.query_forms == tuple(forms.split())


APART = [("kış", "kişi"), ("kış", "kısa"), ("kişi", "kısa"), ("köyü", "köşe"), ("igdir", "Iğdeli")]


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_only_look_alike_have_nothing_alike(one: str, other: str) -> None:
    def list_all(raw: str) -> set[str]:
        (word,) = split_words(raw, "tr")
        return {word.surface, *word.forms}

    assert list_all(one) & list_all(other) == set()


def test_the_words_and_forms_of_a_text_are_analysed_together() -> None:
    analysis = analyse_text("The ferry's ferries", "en")
    assert (analysis.words, analysis.forms) == (
        "the ferrys ferries",
        frozenset({"ferry", ":en:ferri"}),
    )
    assert analyse_text(f"{'x ' * TEXT_LIMIT}last", "en").words.split()[-1] == "x"


def test_a_word_knows_what_is_stemmed_of_it() -> None:
    assert split_words("Ferry's 3,400", "en") == [
        Word("ferrys", ("ferry", ":en:ferri"), "Ferry"),
        Word("3400"),
    ]


@pytest.mark.parametrize(
    ("tag", "language"), [("en", "en"), ("pt-BR", "pt"), ("az", ""), ("", ""), ("xx", "")]
)
def test_a_language_has_a_stemmer_or_none(tag: str, language: str) -> None:
    assert get_stemmed_language(tag) == language


@pytest.mark.parametrize("word", ["3400", "r&d", "c++", "c#", "g20", ""])
def test_what_is_no_word_of_letters_has_no_stem(word: str) -> None:
    assert stem_word(word, "en") == ""


def test_words_that_are_typed_are_not_kept() -> None:
    kept = analyse_word.cache_info().currsize
    (token,) = find_typed_tokens("Typed’s")
    assert token.word == Word("typeds", ("typed",), "Typed")
    assert analyse_word.cache_info().currsize == kept


LETTERS = "aİıçéşəßйёևԵՎכتِ3.,\u00a0\u00ad\u0301'’-_+#&՞ "


@given(st.text(alphabet=LETTERS) | st.text())
def test_words_have_the_same_tokens_with_and_without_places(text: str) -> None:
    tokens = list(find_tokens(text, "tr"))
    assert [token.word for token in tokens] == split_words(text, "tr")
    assert all(before.end <= after.start for before, after in pairwise(tokens))
    assert all(token.start < token.end for token in tokens)


@given(st.text(alphabet=LETTERS + "\n\t") | st.text())
def test_a_text_is_analysed_piece_by_piece_as_it_is_as_a_whole(text: str) -> None:
    words = split_words(text, "tr")
    assert analyse_text(text, "tr") == Analysis(
        " ".join(word.surface for word in words),
        frozenset(form for word in words for form in word.forms),
    )


def test_only_so_many_pieces_of_all_languages_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pieces, "LIMIT", 2)
    monkeypatch.setattr(
        analyser, "PIECES", {language: Pieces(language) for language in ("en", "tr")}
    )
    texts = [("One,", "en"), ("iki", "tr"), ("x" * 100, "en"), ("three", "en")]
    assert [analyse_text(text, language).words for text, language in texts] == [
        *("one", "iki", "x" * WORD_LIMIT, "three")
    ]
    assert [[*pieces] for pieces in analyser.PIECES.values()] == [["three"], []]


@given(st.text(alphabet=LETTERS) | st.text())
def test_a_surface_is_a_word_that_is_its_own_surface(text: str) -> None:
    for word in split_words(text, ""):
        assert not {*" '\\:!"} & {*word.surface}
        assert 0 < len(word.surface) <= WORD_LIMIT
