"""What an entry of any feed tells, to a record."""

from datetime import date
from typing import Any

import pytest

from articles.parsing.feeds.entry import Entry, Place, Text, address, record, resolved, source_date
from articles.parsing.records import (
    Reading,
    Record,
    Reject,
    Remark,
    Sureness,
)
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)

PLACE = Place(position="entry 3", original=b"<rss/>", media_type="a/b", charset="utf-8", line=5)
LEAST = {"headline": Text("Ferry Opens"), "contents": (Text("It rained."),)}


def read(**fields: Any) -> Record:
    found = record(Entry(**{**LEAST, **fields}), place=PLACE)
    assert isinstance(found, Record)
    return found


def test_a_headline_and_a_text_are_enough() -> None:
    assert read() == Record(
        headline="Ferry Opens",
        body="<p>It rained.</p>",
        original=b"<rss/>",
        media_type="a/b",
        charset="utf-8",
        parser="feed/1",
        position="entry 3",
    )


@pytest.mark.parametrize(
    ("told", "headline"),
    [
        (Text("<b>Fish</b>\n&amp; chips", is_html=True), "Fish & chips"),
        (Text("Fish &amp;\n chips"), "Fish &amp; chips"),
        (Text("&"), "&"),
    ],
)
def test_a_headline_is_one_plain_line(told: Text, headline: str) -> None:
    assert read(headline=told).headline == headline


@pytest.mark.parametrize("headline", [Text(), Text(" <br> ", is_html=True)])
def test_the_first_words_stand_for_a_headline_that_is_not_there(headline: Text) -> None:
    found = read(headline=headline, contents=(Text("It rained again. " * 9),))
    assert (found.headline, found.readings, found.remarks) == (
        "It rained again. " * 4 + "It rained…",
        {"headline": Reading(Sureness.GUESS, 5)},
        (Remark("headline_from_text", 5),),
    )


@pytest.mark.parametrize(
    ("fields", "body", "standfirst"),
    [
        ({"contents": (), "summary": Text("It rained.")}, "<p>It rained.</p>", ""),
        ({"summary": Text("Not\n long.")}, "<p>It rained.</p>", "Not long."),
        ({"summary": Text("It rained…")}, "<p>It rained.</p>", ""),
        ({"contents": (Text("Rain."), Text("More rain."))}, "<p>More rain.</p>", ""),
        ({"contents": (Text("<p>A</p>", is_html=True),)}, "<p>A</p>", ""),
        ({"contents": (Text(" <b> \n"), Text())}, "<p>&lt;b&gt;</p>", ""),
        (
            {"contents": (Text("<br>", is_html=True),), "summary": Text("It rained.")},
            "<p>It rained.</p>",
            "",
        ),
    ],
)
def test_the_longest_content_is_the_body_and_a_summary_of_its_own_words_the_standfirst(
    fields: dict[str, Any], body: str, standfirst: str
) -> None:
    found = read(**fields)
    assert (found.body, found.standfirst) == (body, standfirst)


@pytest.mark.parametrize("contents", [(), (Text("<img src='a'>", is_html=True),), (Text("…"),)])
def test_an_entry_without_a_word_is_rejected(contents: tuple[Text, ...]) -> None:
    reason = (
        "It has no text, neither content nor a summary; save the page that it leads to and "
        "import that."
    )
    entry = Entry(headline=Text("Ferry Opens"), contents=contents)
    assert record(entry, place=PLACE) == Reject("entry 3", reason, "<rss/>")


# Addresses.


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ("http://a.example/7", "http://a.example/7"),
        (" 7 ", "http://b.example/c/7"),
        ("/7", "http://b.example/7"),
        ("//a.example", "http://a.example"),
        ("http://[", ""),
        ("javascript:alert(1)", ""),
        ("mailto:a@a.example", ""),
        ("a b", ""),
        (" ", ""),
    ],
)
def test_an_address_is_whole_and_of_the_web(told: str, whole: str) -> None:
    assert address(told, base="http://b.example/c/") == whole
    assert read(link=told, link_base="http://b.example/c/").source_address == whole


def test_without_a_base_a_relative_address_is_none() -> None:
    assert address("/7", base="") == ""


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ('<a href="/7">a</a>', '<a href="http://b.example/7">a</a>'),
        (
            "<a rel=x href='7?a=1&amp;b'>a</a>",
            '<a rel=x href="http://b.example/c/7?a=1&amp;b">a</a>',
        ),
        ("<A HREF=7>a</A>", '<A href="http://b.example/c/7">a</A>'),
        ('<a href="#n1">1</a>', '<a href="http://a.example/7#n1">1</a>'),
        ('<a href="http://[">a</a>', '<a href="http://[">a</a>'),
        ('<a href="//[">a</a>', "<a >a</a>"),
        ('<a href="mailto:a@a.example">a</a>', '<a href="mailto:a@a.example">a</a>'),
        ('<a data-href="/7">a</a> href="/7"', '<a data-href="/7">a</a> href="/7"'),
    ],
)
def test_links_of_a_text_lead_to_whole_addresses_or_nowhere(body: str, whole: str) -> None:
    assert resolved(body, link="http://a.example/7", base="http://b.example/c/") == whole


@pytest.mark.parametrize(
    ("base", "whole"), [("", "http://b.example/7"), ("http://c.example/", "http://c.example/7")]
)
def test_a_text_may_have_a_base_of_its_own(base: str, whole: str) -> None:
    content = Text('<p><a href="/7">a</a></p>', is_html=True, base=base)
    found = read(contents=(content,), link_base="http://b.example/")
    assert found.body == f'<p><a href="{whole}">a</a></p>'


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("tag:a.example,2019:7", "tag:a.example,2019:7"),
        (" http://a.example/7\n", "http://a.example/7"),
        ("urn:uuid:7", "urn:uuid:7"),
        ("7", ""),
        ("/7", ""),
        ("12:30", ""),
        ("", ""),
    ],
)
def test_an_id_that_another_feed_may_have_as_well_is_none(told: str, kept: str) -> None:
    assert read(origin_id=told).origin_id == kept


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        *(("tr", "tr"), ("TR", "tr"), ("tr_TR", "tr-TR"), (" en-us ", "en-us")),
        *(("Turkish", ""), ("", ""), ("en" + "-abcdefgh" * 3, "")),
    ],
)
def test_the_language_is_a_tag(told: str, tag: str) -> None:
    assert read(language=told).language == tag


def test_tags_are_told_once_and_addresses_are_none() -> None:
    tags = ("Rain", " rain ", "", "–", "http://schemas.example/kind#post", "Çevre")
    assert read(tags=tags).tags == ("rain", "Çevre")


# Authors.


@pytest.mark.parametrize(
    ("fields", "byline", "credited"),
    [
        ({"names": ("A. Writer", "a. writer", "")}, "a. writer", [Credit("a. writer")]),
        ({"names": ("Writer, Ada",)}, "Writer, Ada", [Credit("Writer, Ada")]),
        (
            {"names": ("Ayşe IŞIK",), "language": "tr-TR"},
            "Ayşe IŞIK",
            [Credit("Ayşe Işık")],
        ),
        (
            {"credit_lines": ("By Ada Writer and Ben Other",)},
            "By Ada Writer and Ben Other",
            [Credit("Ada Writer"), Credit("Ben Other")],
        ),
        (
            {"credit_lines": ("Ada Writer", "Harbour News Agency")},
            "Ada Writer, Harbour News Agency",
            [Credit("Ada Writer"), Credit("Harbour News Agency", is_organisation=True)],
        ),
    ],
)
def test_authors_are_credited_and_printed(
    fields: dict[str, Any], byline: str, credited: list[Credit]
) -> None:
    found = read(**fields)
    assert (found.byline, list(found.credits)) == (byline, credited)


# Dates.


def day(year: int, month: int, number: int, text: str) -> SourceDate:
    return SourceDate(date(year, month, number), None, Precision.DAY, text)


@pytest.mark.parametrize(
    ("told", "parsed", "read_as"),
    [
        ("Fri, 08 Nov 2019 00:30:00 +0300", date(2019, 11, 7), date(2019, 11, 8)),
        ("2019-11-08T00:30:00+03:00", date(2019, 11, 7), date(2019, 11, 8)),
        ("2019-11-08T00:30:00+03:00", None, date(2019, 11, 8)),
        ("8 Kasım 2019", None, date(2019, 11, 8)),
        ("08.11.2019", None, date(2019, 11, 8)),
        ("0812. (something)", date(2019, 11, 8), date(2019, 11, 8)),
        ("Fri, 31 Feb 2019 00:30:00 GMT", date(2019, 3, 3), date(2019, 3, 3)),
        ("01 Nov 19 10:00 GMT", date(2019, 11, 20), date(2019, 11, 20)),
    ],
)
def test_the_day_is_the_one_printed(told: str, parsed: date | None, read_as: date) -> None:
    assert source_date(told, parsed=parsed) == SourceDate(read_as, None, Precision.DAY, told)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("2019", SourceDate(date(2019, 1, 1), None, Precision.YEAR, "2019")),
        ("2019-11", SourceDate(date(2019, 11, 1), None, Precision.MONTH, "2019-11")),
        ("November 2019", SourceDate(date(2019, 11, 1), None, Precision.MONTH, "November 2019")),
    ],
)
def test_no_day_is_invented(told: str, found: SourceDate) -> None:
    assert source_date(told) == found


@pytest.mark.parametrize("told", ["", "soon", "2019-13", "0019", "0001-01-01T00:00:00Z"])
def test_what_is_no_date_stays_as_it_is_printed(told: str) -> None:
    assert source_date(told) == SourceDate(text=told)


def test_a_date_beyond_all_measure_is_cut() -> None:
    assert len(source_date("soon " * 99).text) <= 100
