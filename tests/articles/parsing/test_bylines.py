"""Printed bylines are parsed into the authors that they credit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing import bylines
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
        ("By Harbour Times", (Credit("Harbour Times"),)),
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
