"""The headline, our date and the byline of a clipping are parsed."""

from datetime import date

import pytest

from articles.parsing.records import (
    Reading,
    Sureness,
)
from articles.vocabulary import (
    Credit,
)
from tests.clippings import (
    FIRST,
    SECOND,
    build_clipping,
    parse_record,
    split_paragraphs,
)

# The headline.


@pytest.mark.parametrize(
    ("head", "headline", "sureness"),
    [
        ("## Ferry Opens", "Ferry Opens", Sureness.SURE),
        ("# Ferry Opens", "Ferry Opens", Sureness.SURE),
        ("######Ferry Opens", "Ferry Opens", Sureness.SURE),
        ("## Ferry Opens ##", "Ferry Opens", Sureness.SURE),
        ("## Sailing in C#", "Sailing in C#", Sureness.SURE),
        ("  ##   Ferry \t Opens  ", "Ferry Opens", Sureness.SURE),
        ("Ferry Opens", "Ferry Opens", Sureness.GUESS),
        ("***\n___\n===\nFerry Opens", "Ferry Opens", Sureness.GUESS),
        ("## Ferry\nOpens", "Ferry Opens", Sureness.SURE),
        ("## Ferry\nOpens\nToday", "Ferry Opens Today", Sureness.SURE),
        ("Ferry\nOpens", "Ferry Opens", Sureness.GUESS),
    ],
)
def test_the_headline_is_the_first_line(head: str, headline: str, sureness: Sureness) -> None:
    parsed = parse_record(f"{head}\n-\n03.12.2020\n---\n\n{FIRST}\n")
    assert (parsed.headline, parsed.readings["headline"].sureness, parsed.our_date) == (
        headline,
        sureness,
        date(2020, 12, 3),
    )


@pytest.mark.parametrize("head", ["##", "#", "## ##", "---\n##\n\n---\n##"])
def test_a_heading_without_words_is_no_headline(head: str) -> None:
    assert parse_record(f"{head}\n\nFerry Opens\n-\n\n{FIRST}\n").headline == "Ferry Opens"


@pytest.mark.parametrize(
    "below",
    ["03.12.2020\n-", "---\nHarbour Times (2020)\n-", "One\nTwo\nThree\n-", "One\nTwo\nThree"],
)
def test_the_headline_ends_at_a_rule_or_a_date_and_after_three_lines(below: str) -> None:
    assert parse_record(f"## Ferry\n{below}\n\n{FIRST}\n").headline == "Ferry"


# Our date.


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("03.12.2020", date(2020, 12, 3)),
        ("3.12.2020", date(2020, 12, 3)),
        ("03/12/2020", date(2020, 12, 3)),
        ("2020-12-03", date(2020, 12, 3)),
        ("31.11.2020", None),
        ("00.12.2020", None),
        ("12.13.2020", None),
    ],
)
def test_our_date_is_day_first_and_exists(line: str, day: date | None) -> None:
    assert parse_record(f"## Ferry\n-\n{line}\n---\n\n{FIRST}\n").our_date == day


def test_a_date_that_does_not_exist_is_text() -> None:
    assert (
        split_paragraphs(parse_record(f"## Ferry\n-\n31.11.2020\n---\n\n{FIRST}\n").body)[0]
        == "31.11.2020"
    )


def test_our_date_needs_no_dash_or_rule() -> None:
    parsed = parse_record(f"## Ferry\n03.12.2020\n{FIRST}\n")
    assert (parsed.our_date, parsed.body) == (date(2020, 12, 3), f"<p>{FIRST}</p>")


def test_a_second_date_is_text() -> None:
    parsed = parse_record(f"## Ferry\n-\n03.12.2020\n\n01.12.2020\n\n{FIRST}\n")
    assert (parsed.our_date, split_paragraphs(parsed.body)[0]) == (date(2020, 12, 3), "01.12.2020")


# The byline.


@pytest.mark.parametrize(
    ("line", "authors", "sureness"),
    [
        ("By Ada Quill", (Credit("Ada Quill"),), Sureness.SURE),
        ("Yazan: Ayşe IŞIK", (Credit("Ayşe Işık"),), Sureness.SURE),
        ("Haber: Ayşe Işık", (Credit("Ayşe Işık"),), Sureness.SURE),
        ("Ada Quill", (Credit("Ada Quill"),), Sureness.GUESS),
        ("Ayşe IŞIK ve Mehmet KAYA", (Credit("Ayşe Işık"), Credit("Mehmet Kaya")), Sureness.GUESS),
        (
            "By Ada Quill, Ben Oar and Cem Deniz",
            (Credit("Ada Quill"), Credit("Ben Oar"), Credit("Cem Deniz")),
            Sureness.SURE,
        ),
        (
            "By Northern Press Agency",
            (Credit("Northern Press Agency", is_organisation=True),),
            Sureness.SURE,
        ),
        ("Haber Merkezi", (Credit("Haber Merkezi", is_organisation=True),), Sureness.GUESS),
    ],
)
def test_the_byline_credits_its_authors(
    line: str, authors: tuple[Credit, ...], sureness: Sureness
) -> None:
    turkish = "Bu terminal bir yıl sonra ve çok daha büyük bir tören ile açıldı, ama yağmur yağdı."
    parsed = parse_record(build_clipping(byline=line, body=turkish))
    assert (parsed.byline, parsed.credits, parsed.readings["credits"]) == (
        line,
        authors,
        Reading(sureness, 11),
    )


def test_a_byline_that_names_nobody_credits_nobody() -> None:
    parsed = parse_record(build_clipping(byline="By ***"))
    assert (parsed.byline, parsed.credits, parsed.readings["credits"]) == (
        "By ***",
        (),
        Reading(Sureness.MISSING),
    )


@pytest.mark.parametrize("line", ["Ferry opens on time", "Ada Quill was there.", "By the sea"])
def test_a_line_that_is_no_byline_is_text(line: str) -> None:
    parsed = parse_record(build_clipping(byline=line))
    assert (parsed.byline, parsed.credits, line in parsed.body) == ("", (), True)


@pytest.mark.parametrize("below", ["Short.", "<https://harbour.example/a-very-long-address>"])
def test_names_without_text_below_are_no_byline(below: str) -> None:
    assert parse_record(build_clipping(byline="Adalbert Quillington", body=below)).byline == ""


@pytest.mark.parametrize(
    "footnote",
    [
        "* Professor at the Sea Institute",
        "*Professor at the Sea Institute",
        "** Professor at the\nSea Institute",
    ],
)
def test_an_author_with_an_asterisk_has_the_affiliation_of_the_footnote(footnote: str) -> None:
    parsed = parse_record(
        build_clipping(byline="By Ada Quill*", body=f"{FIRST}\n\n{footnote}\n\n{SECOND}")
    )
    assert (parsed.credits, split_paragraphs(parsed.body)) == (
        (Credit("Ada Quill", "Professor at the Sea Institute"),),
        [FIRST, SECOND],
    )


def test_an_asterisk_without_a_footnote_is_no_affiliation() -> None:
    assert parse_record(build_clipping(byline="By Ada Quill*")).credits == (Credit("Ada Quill"),)


def test_a_footnote_without_an_asterisk_above_is_text() -> None:
    parsed = parse_record(build_clipping(body=f"{FIRST}\n\n* Not an affiliation"))
    assert split_paragraphs(parsed.body) == [FIRST, "* Not an affiliation"]
