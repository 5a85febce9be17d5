"""Feed entries to records."""

from typing import Any

import pytest

from articles.parsing.feeds.entry import (
    Entry,
    EntryDocument,
    Text,
    build_record,
    resolve_links,
    resolve_url,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, Sureness
from articles.text import body_html
from articles.text.strings import fold
from articles.vocabulary import Credit

DOCUMENT = EntryDocument(
    position="entry 3", original=b"<rss/>", media_type="a/b", charset="utf-8", line=5
)
GUESSED_LINK = {"source_address": Reading(Sureness.GUESS, 5)}
LEAST = {"headline": Text("Ferry Opens"), "contents": (Text("It rained."),)}


def build(**fields: Any) -> Record:
    record = build_record(Entry(**{**LEAST, **fields}), document=DOCUMENT)
    assert isinstance(record, Record)
    return record


def test_a_headline_and_a_text_are_enough() -> None:
    assert build() == Record(
        headline="Ferry Opens",
        body="<p>It rained.</p>",
        original=b"<rss/>",
        media_type="a/b",
        charset="utf-8",
        parser="feed/1",
        position="entry 3",
    )


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (Text("<b>Fish</b>\n&amp; chips", is_html=True), "Fish & chips"),
        (Text("Fish &amp;\n chips"), "Fish &amp; chips"),
        (Text("Fish &amp;amp; chips &amp;#8217;s", is_html=True), "Fish & chips ’s"),
        (Text("R&amp;D", is_html=True), "R&D"),
        (Text("&"), "&"),
    ],
)
def test_a_headline_is_one_plain_line(text: Text, headline: str) -> None:
    assert build(headline=text).headline == headline


@pytest.mark.parametrize("headline", [Text(), Text(" <br> ", is_html=True)])
def test_an_entry_without_a_headline_gets_the_first_words_of_its_text(headline: Text) -> None:
    record = build(headline=headline, contents=(Text("It rained again. " * 9),))
    assert (record.headline, record.readings, record.remarks) == (
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
        ({"contents": (Text("A\n\nB &amp; C", is_html=True),)}, "<p>A</p>\n<p>B &amp; C</p>", ""),
        ({"contents": (Text("&lt;p&gt;A&lt;/p&gt;", is_html=True),)}, "<p>A</p>", ""),
        ({"contents": (Text("A <\n\nB", is_html=True),)}, "<p>A &lt;</p>\n<p>B</p>", ""),
        ({"contents": (Text("a &lt;b&gt; c", is_html=True),)}, "<p>a &lt;b&gt; c</p>", ""),
        (
            {"contents": (Text("<br>", is_html=True),), "summary": Text("It rained.")},
            "<p>It rained.</p>",
            "",
        ),
    ],
)
def test_the_longest_content_is_the_body_and_a_summary_that_differs_the_standfirst(
    fields: dict[str, Any], body: str, standfirst: str
) -> None:
    record = build(**fields)
    assert (record.body, record.standfirst) == (body, standfirst)


@pytest.mark.parametrize("contents", [(), (Text("<img src='a'>", is_html=True),), (Text("…"),)])
def test_an_entry_without_a_word_is_rejected_unless_it_has_a_headline(
    contents: tuple[Text, ...],
) -> None:
    reason = Problem("feed.entry_without_text")
    entry = Entry(headline=Text("…"), contents=contents)
    assert build_record(entry, document=DOCUMENT) == Reject("entry 3", reason, "<rss/>")
    stub = build(contents=contents)
    assert (stub.headline, fold(body_html.to_text(stub.body)), stub.readings) == (
        "Ferry Opens",
        "",
        {},
    )


# URLs.


@pytest.mark.parametrize(
    ("origin_id", "link", "url", "readings"),
    [
        ("http://a.example/7#a", "", "http://a.example/7#a", GUESSED_LINK),
        ("http://a.example/7", "http://b.example/8#c", "http://b.example/8#c", {}),
        ("tag:a.example,2019:7", "", "", {}),
        ("/7", "", "", {}),
    ],
)
def test_an_id_that_is_a_url_stands_in_for_a_missing_link(
    origin_id: str, link: str, url: str, readings: dict[str, Reading]
) -> None:
    record = build(origin_id=origin_id, link=link, link_base="http://b.example/")
    assert (record.source_address, record.readings) == (url, readings)


@pytest.mark.parametrize(
    ("url", "absolute"),
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
def test_a_link_is_an_absolute_http_url(url: str, absolute: str) -> None:
    assert resolve_url(url, base="http://b.example/c/") == absolute
    assert build(link=url, link_base="http://b.example/c/").source_address == absolute


def test_a_relative_url_without_a_base_is_dropped() -> None:
    assert resolve_url("/7", base="") == ""


@pytest.mark.parametrize(
    ("body", "resolved"),
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
def test_links_in_a_text_become_absolute_or_lose_their_href(body: str, resolved: str) -> None:
    assert resolve_links(body, link="http://a.example/7", base="http://b.example/c/") == resolved


@pytest.mark.parametrize(
    ("base", "url"), [("", "http://b.example/7"), ("http://c.example/", "http://c.example/7")]
)
def test_a_text_may_have_a_base_of_its_own(base: str, url: str) -> None:
    content = Text('<p><a href="/7">a</a></p>', is_html=True, base=base)
    record = build(contents=(content,), link_base="http://b.example/")
    assert record.body == f'<p><a href="{url}">a</a></p>'


@pytest.mark.parametrize(
    ("printed", "origin_id"),
    [
        ("tag:a.example,2019:7", "tag:a.example,2019:7"),
        (" http://a.example/7\n", "http://a.example/7"),
        ("urn:uuid:7", "urn:uuid:7"),
        ("7", "7"),
        ("Ferry\n opens", "Ferry opens"),
        ("", ""),
    ],
)
def test_an_id_is_kept_as_it_is(printed: str, origin_id: str) -> None:
    assert build(origin_id=printed).origin_id == origin_id


@pytest.mark.parametrize(
    ("printed", "tag"),
    [
        *(("tr", "tr"), ("TR", "tr"), ("tr_TR", "tr-TR"), (" en-us ", "en-us")),
        *(("Turkish", ""), ("", ""), ("en" + "-abcdefgh" * 3, "")),
    ],
)
def test_the_language_is_a_tag(printed: str, tag: str) -> None:
    assert build(language=printed).language == tag


def test_tags_are_listed_once_and_without_urls() -> None:
    tags = ("Rain", " rain ", "", "–", "http://schemas.example/kind#post", "R&amp;D", "Çevre")
    assert build(tags=tags).tags == ("rain", "R&D", "Çevre")


# Authors.


@pytest.mark.parametrize(
    ("fields", "byline", "expected"),
    [
        ({"author_names": ("A. Writer", "a. writer", "")}, "a. writer", [Credit("A. Writer")]),
        ({"author_names": ("Writer, Ada",)}, "Writer, Ada", [Credit("Ada Writer")]),
        (
            {"author_names": ("Ayşe IŞIK",), "language": "tr-TR"},
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
    fields: dict[str, Any], byline: str, expected: list[Credit]
) -> None:
    record = build(**fields)
    assert (record.byline, list(record.credits)) == (byline, expected)
