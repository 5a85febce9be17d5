"""Printed bylines are parsed into the authors that they credit."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing import bylines
from articles.text.strings import fold
from articles.vocabulary import Credit


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Quill",
        "by Ada Quill",
        "BY ADA QUILL",
        "By: Ada Quill",
        "Written by Ada Quill and Ben Oar",
        "By Sammy Reed Jr.",
        "Yazan: Ayşe Işık",
        "YAZAN AYŞE IŞIK",
        "Yazar : Ayşe Işık",
        "Haber: Mehmet Kaya",
        "Von Erika Muster und Max Beispiel",
        "Text: Erika Muster",
        "Ein Kommentar von Erika Muster",
        "Autorin: Erika Muster",
        "Par Jeanne Exemple et Luc Modèle",
        "Propos recueillis par Jeanne Exemple",
        "Auteur : Jeanne Exemple",
        "Автор: Иван Примеров",
        "Автор Иван Примеров",
        "Müəllif: Elçin Nümunəli",
        "Müəlliflər: Elçin Nümunəli, Aygün Misalova",
        "Հեղինակ՝ Արամ Օրինակյան",
        "Հեղինակ: Արամ Օրինակյան",
        "HABER: MEHMET KAYA",
        "Hazırlayan: Mehmet Kaya",
        "HAZIRLAYAN: MEHMET KAYA",
        "Derleyen Mehmet Kaya",
    ],
)
def test_a_line_with_a_prefix_is_a_byline(line: str) -> None:
    assert bylines.has_byline_prefix(line) is True


@pytest.mark.parametrize(
    "line",
    [
        "",
        "By",
        "Ada Quill",
        "Haber Merkezi",
        "Bystanders Watch",
        "By the end of the year it was over",
        "By Monday the ferry had left.",
        "Von Montag an fahren die Fähren wieder",
        "Von der Leyen besucht den Hafen",
        "Par ici la sortie",
        "Автор книги о порте приехал",
        "Text: Die Fähren fahren wieder",
        "By Monday: a diary of the strike:",
        "By " + "Ada Quill, " * 30,
    ],
)
def test_a_sentence_that_begins_like_a_byline_is_none(line: str) -> None:
    assert bylines.has_byline_prefix(line) is False


@pytest.mark.parametrize(
    "line",
    [
        "Ada Quill",
        "Ada Quill*",
        "Ada Quill, Ben Oar",
        "Ada Quill and Ben Oar",
        "Dr. Ayşe IŞIK ve Mehmet KAYA",
        "Vincent van Gogh",
        "Haber Merkezi",
        "Northern Press Agency",
        "Ministry of Culture and Tourism",
        "AFP",
        "Erika Muster und Max Beispiel",
        "Jeanne Exemple et Luc Modèle",
        "Elçin Nümunəli və Aygün Misalova",
        "Иван Примеров и Анна Образцова",
        "Արամ Օրինակյան և Աննա Նմուշյան",
        "Ada Quill, Political Correspondent",
    ],
)
def test_a_line_of_names_may_be_a_byline(line: str) -> None:
    assert bylines.may_be_byline(line) is True


@pytest.mark.parametrize(
    "line",
    [
        "",
        ",",
        "Ada",
        "Ada Quill.",
        "“Ada Quill”",
        "Ada Quill, 34",
        "Ferry opens on time",
        "the Quill",
        "One Two Three Four Five Six",
        "Keeper of Lighthouses",
        "New Ferry in Ankara",
        "Political Correspondent",
        "ABCDEFGHI",
        "agency",
        "Ada Quill, " * 10,
    ],
)
def test_a_line_of_more_than_names_is_no_byline(line: str) -> None:
    assert bylines.may_be_byline(line) is False


ADA = Credit("Ada Quill")
BEN = Credit("Ben Oar")
CEM = Credit("Cem Deniz")
REUTERS = Credit("Reuters", is_organisation=True)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ada Quill", (ADA,)),
        ("By Ada Quill and Ben Oar", (ADA, BEN)),
        ("By Ada Quill, Ben Oar and Cem Deniz", (ADA, BEN, CEM)),
        ("By Ada Quill, Ben Oar, and Cem Deniz", (ADA, BEN, CEM)),
        ("By Ada Quill; Ben Oar / Cem Deniz", (ADA, BEN, CEM)),
        ("By Ada Quill & Ben Oar with Cem Deniz", (ADA, BEN, CEM)),
        ("Yazan: Ada Quill ve Ben Oar", (ADA, BEN)),
        ("Ada Quill ile Ben Oar", (ADA, BEN)),
        ("By Ada Quill, Ada Quill", (ADA,)),
        ("By Dr. Ada Quill and Prof. Dr. Ben Oar", (ADA, BEN)),
        ("By Ada Quill, Harbour Times", (ADA,)),
        ("By ADA QUILL", (ADA,)),
        ("By Ada QUILL", (ADA,)),
        ("By Quill", (Credit("Quill"),)),
        ("By QUILL", (Credit("QUILL", is_organisation=True),)),
        ("By ***", ()),
    ],
)
def test_each_author_is_credited_once_and_in_order(line: str, authors: tuple[Credit, ...]) -> None:
    assert bylines.parse_byline(line, source="Harbour Times", language="en") == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Northern Press Agency", (Credit("Northern Press Agency", is_organisation=True),)),
        ("By AFP", (Credit("AFP", is_organisation=True),)),
        ("By Ada Quill and AFP", (ADA, Credit("AFP", is_organisation=True))),
        ("Haber Merkezi", (Credit("Haber Merkezi", is_organisation=True),)),
        ("DENİZ HABER AJANSI", (Credit("DENİZ HABER AJANSI", is_organisation=True),)),
        (
            "Ministry of Culture and Tourism",
            (Credit("Ministry of Culture and Tourism", is_organisation=True),),
        ),
        ("By Harbour Times", (Credit("Harbour Times", is_organisation=True),)),
        ("By Boats Ahoy", (Credit("Boats Ahoy"),)),
        ("Reuters", (Credit("Reuters", is_organisation=True),)),
        ("Reuters in New York", (Credit("Reuters", is_organisation=True),)),
        ("Reuters, AFP", (REUTERS, Credit("AFP", is_organisation=True))),
        ("dpa", (Credit("dpa", is_organisation=True),)),
        ("Anadolu Agency", (Credit("Anadolu Agency", is_organisation=True),)),
        ("The Editors", (Credit("The Editors", is_organisation=True),)),
        ("The Harbour", (Credit("The Harbour", is_organisation=True),)),
        ("Jerusalem Post", (Credit("Jerusalem Post", is_organisation=True),)),
        ("Die Redaktion", (Credit("Die Redaktion", is_organisation=True),)),
        ("Редакция", (Credit("Редакция", is_organisation=True),)),
        ("Channel 4", (Credit("Channel 4"),)),
        ("20 Minutes", (Credit("20 Minutes"),)),
    ],
)
def test_organisations_are_credited_as_such(line: str, authors: tuple[Credit, ...]) -> None:
    assert bylines.parse_byline(line, source="Harbour Times") == authors


@pytest.mark.parametrize(
    ("line", "language", "name"),
    [
        ("Ayşe IŞIK", "tr", "Ayşe Işık"),
        ("ALİ İPEKÇİ", "tr", "Ali İpekçi"),
        ("John SMITH", "en", "John Smith"),
        ("Jan van der BERG", "en", "Jan van der Berg"),
    ],
)
def test_a_surname_in_capitals_is_capitalised(line: str, language: str, name: str) -> None:
    assert bylines.parse_byline(line, language=language) == (Credit(name),)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ada Quill*", (Credit("Ada Quill", "Sea Institute"),)),
        ("By Ada Quill* and Ben Oar", (Credit("Ada Quill", "Sea Institute"), BEN)),
        ("By Ada Quill and Ben Oar*", (ADA, Credit("Ben Oar", "Sea Institute"))),
        ("By Ada Quill, professor", (Credit("Ada Quill", "professor"),)),
        ("By Ada Quill*, professor", (Credit("Ada Quill", "Sea Institute, professor"),)),
        (
            "By Ada Quill, professor, keeper of boats; Ben Oar",
            (Credit("Ada Quill", "professor, keeper of boats"), BEN),
        ),
    ],
)
def test_an_affiliation_belongs_to_the_author_before_it(
    line: str, authors: tuple[Credit, ...]
) -> None:
    assert bylines.parse_byline(line, footnote="Sea Institute") == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Von Ada Quill und Ben Oar", (ADA, BEN)),
        ("Par Ada Quill et Ben Oar", (ADA, BEN)),
        ("Por Ada Quill y Ben Oar", (ADA, BEN)),
        ("Di Ada Quill e Ben Oar", (ADA, BEN)),
        ("Av Ada Quill og Ben Oar", (ADA, BEN)),
        ("Müəllif: Ada Quill və Ben Oar", (ADA, BEN)),
        ("Автор: Иван Примеров и А.Б. Образцова", ("Иван Примеров", "А.Б. Образцова")),
        ("Հեղինակ՝ Արամ Օրինակյան և Աննա Նմուշյան", ("Արամ Օրինակյան", "Աննա Նմուշյան")),
        ("ADA QUILL y BEN OAR", (ADA, BEN)),
        ("Von unserem Korrespondenten Ada Quill", (ADA,)),
        ("Reporter Ada Quill", (ADA,)),
        ("Ada Quill (avec Ben Oar et Cem Deniz)", (ADA, BEN, CEM)),
        ("By Ada Quill | Photographs by Ben Oar", (ADA, BEN)),
        ("By Ada Quill Photographs by Ben Oar", (ADA, BEN)),
        ("Text: Ada Quill, Fotos: Ben Oar", (ADA, BEN)),
        ("Ada Quill (now), Ben Oar and Cem Deniz (earlier)", (ADA, BEN, CEM)),
        ("Ada Quill in Ankara and Ben Oar in New York", (ADA, BEN)),
        ("Ada Quill, Ben Oar and others", (ADA, BEN)),
        ("Ada Quill and agencies", (ADA,)),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Peter and Jane", ("Peter and Jane",)),
        ("Theodore Quill IV", ("Theodore Quill IV",)),
        ("محمد علی، حسن رضا", ("محمد علی", "حسن رضا")),
        ("u/ada", ("u/ada",)),
        ("Ada Quill; bob", (Credit("Ada Quill", "bob"),)),
        ("Tomaž; Niko", ("Tomaž", "Niko")),
        ("Von Neumann", ("Von Neumann",)),
        ("Les Quill", ("Les Quill",)),
        ("Ada Quill and Ben d'Oar", ("Ada Quill", "Ben d'Oar")),
        ("Ada Quill in Palm Beach, Florida, and Ben Oar", (ADA, BEN)),
        ("by ada quill and ben van oar", ("Ada Quill", "Ben van Oar")),
        (
            "by ada quill scottish political reporter in perth",
            (Credit("Ada Quill", "Scottish Political Reporter"),),
        ),
        ("ada quill", ("ada quill",)),
        ("ADAH Quill", ("Adah Quill",)),
        ("DJ Quill", ("DJ Quill",)),
        ("Example editor", ("Example editor",)),
        ("Ali Şan, Ali San", ("Ali Şan", "Ali San")),
    ],
)
def test_authors_are_told_apart_in_many_languages(
    line: str, authors: tuple[Credit | str, ...]
) -> None:
    expected = tuple(Credit(each) if isinstance(each, str) else each for each in authors)
    assert bylines.parse_byline(line) == expected


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Harold Quill, Jr. and Ben Oar", (Credit("Harold Quill, Jr."), BEN)),
        ("By Ada Quill, MD, and Ben Oar", (Credit("Ada Quill", "MD"), BEN)),
        ("Dr. Ada Quill, Ph.D.", (Credit("Ada Quill", "Ph.D."),)),
        ("Ada Quill MD", (Credit("Ada Quill", "MD"),)),
        ("Ada Quill, Washington Correspondent", (Credit("Ada Quill", "Washington Correspondent"),)),
        ("ADA QUILL AP Sports Writer", (Credit("Ada Quill", "AP Sports Writer"),)),
        ("ADA QUILL, AP Sports Writer", (Credit("Ada Quill", "AP Sports Writer"),)),
        (
            "Ada Quill Press Association Political Correspondent",
            (Credit("Ada Quill", "Press Association Political Correspondent"),),
        ),
        ("Ada Quill Harbour editor", (Credit("Ada Quill", "Harbour editor"),)),
        ("Ada Quill Reporter", (Credit("Ada Quill", "Reporter"),)),
        ("Ada Writer, Staff Writer", (Credit("Ada Writer", "Staff Writer"),)),
        ("Ada Quill Associated Press", (Credit("Ada Quill", "Associated Press"),)),
        ("Ada Quill/Reuters", (Credit("Ada Quill", "Reuters"),)),
        ("Ada Quill (AFP) and Ben Oar", (Credit("Ada Quill", "AFP"), BEN)),
        (
            "Ada Quill, Reuters and Ben Oar, AFP",
            (Credit("Ada Quill", "Reuters"), Credit("Ben Oar", "AFP")),
        ),
        ("Ada Quill, Political Editor and Ben Oar", (Credit("Ada Quill", "Political Editor"), BEN)),
        ("Ada Quill of The Harbour", (Credit("Ada Quill", "The Harbour"),)),
        ("Ada Quill, Sea Institute", (Credit("Ada Quill", "Sea Institute"),)),
        ("Ada Quill; Sea Institute", (ADA, Credit("Sea Institute", is_organisation=True))),
        ("Ayşe Nur Turan", (Credit("Ayşe Nur Turan"),)),
    ],
)
def test_titles_and_agencies_are_affiliations(line: str, authors: tuple[Credit, ...]) -> None:
    assert bylines.parse_byline(line) == authors


@pytest.mark.parametrize(
    "line",
    [
        *("Admin", "Staff", "Staff Writer", "Our Correspondent", "Editor", "Staff and agencies"),
        *("ada@a.example", "https://a.example/ada", "www.a.example", "07.11.2019", "14:35", "34"),
        *("7 November 2019", "Yönetici", "админ", "MD", "Jr.", ""),
    ],
)
def test_accounts_titles_addresses_and_dates_are_nobody(line: str) -> None:
    assert bylines.parse_byline(line) == tuple(Credit(each) for each in [line] if each == "Jr.")


@pytest.mark.parametrize(
    "line",
    [
        *("Ada Quill <ada@a.example>", "ada@a.example (Ada Quill)", "Ada Quill @adaquill"),
        *("Ada Quill https://a.example/ada", "Ada Quill 7 November 2019", "Ada Quill, 34"),
        *(
            "Ada Quill November 7, 2019",
            "Ada Quill | Nov 7, 2019 14:30",
            "Ada Quill, updated 14:30",
        ),
        *("Ada Quill 24", "“Ada Quill”", "Ada Quill¹"),
    ],
)
def test_addresses_dates_and_numbers_are_no_part_of_a_name(line: str) -> None:
    assert bylines.parse_byline(line) == (ADA,)


@pytest.mark.parametrize(
    ("field", "is_catalogue", "names"),
    [
        ("Quill, Ada", False, ["Ada Quill"]),
        ("Quill, Ada; van Oar, Ben J.", False, ["Ada Quill", "Ben J. van Oar"]),
        ("Ada Quill, Ben Oar", False, ["Ada Quill", "Ben Oar"]),
        ("Ada Quill, Reuters; Ben Oar", False, ["Ada Quill", "Ben Oar"]),
        ("Quill, Reporter", False, ["Quill"]),
        ("Quill Oar, Ada", False, ["Quill Oar"]),
        ("Quill Oar, Ada", True, ["Ada Quill Oar"]),
        (", Ada", True, ["Ada"]),
        ("Ada Quill and Ben Oar", True, ["Ada Quill", "Ben Oar"]),
    ],
)
def test_a_declared_surname_may_come_first(
    field: str,
    is_catalogue: bool,  # noqa: FBT001  # a column of the table
    names: list[str],
) -> None:
    authors = bylines.parse_authors([field], is_catalogue=is_catalogue)
    assert [credit.name for credit in authors] == names


def test_declared_authors_are_credited_once() -> None:
    assert bylines.parse_authors(["Ada Quill", "ADA QUILL and Ben Oar", "Admin"]) == (ADA, BEN)


@pytest.mark.parametrize(
    ("name", "authors"),
    [
        ("Quill and Oar", (Credit("Quill and Oar", is_organisation=True),)),
        *((name, ()) for name in ("", "admin", "www.a.example", "a@a.example")),
    ],
)
def test_a_declared_organisation_is_one_author(name: str, authors: tuple[Credit, ...]) -> None:
    assert bylines.parse_organisation(name) == authors


LINES = st.lists(
    st.sampled_from(
        [
            "By ",
            "Yazan: ",
            "Ada ",
            "QUILL ",
            "and ",
            "ve ",
            ", ",
            "*",
            "Dr. ",
            "of ",
            "Agency ",
            "4",
        ]
    )
    | st.text(max_size=3),
    max_size=10,
).map("".join)


@given(LINES, LINES)
def test_any_line_is_parsed_into_authors_with_names(line: str, source: str) -> None:
    is_byline = bylines.has_byline_prefix(line) or bylines.may_be_byline(line)
    authors = bylines.parse_byline(line, source=source) if is_byline else ()
    assert [credit for credit in authors if not credit.name] == []


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "Ada Quill and ",
            "Ada, ",
            "and ",
            "a@",
            "@",
            "ada@a.example ",
            " in ",
            "x",
            "* ",
            "By By ",
            "1 ",
        ),
        *("Prof. ", "photos by ", "(", "/", " - ", "https://", "Ada ", "editor ", "von "),
    ],
)
def test_the_time_of_a_byline_does_not_grow_with_its_square(piece: str) -> None:
    start = process_time()
    bylines.parse_authors([piece * (100_000 // len(piece))])
    assert process_time() - start < 1


@given(LINES)
def test_no_author_has_an_address_or_is_a_number(line: str) -> None:
    names = [credit.name for credit in bylines.parse_authors([line])]
    assert [name for name in names if "@" in name or not fold(name) or name.isdecimal()] == []
