"""Saved pages of the web."""

import html
import io
import json
import logging
import socket
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parsing.records import (
    Record,
    Reject,
)
from articles.parsing.webpage import webpage
from articles.text import body_html
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.timing import growth

RAIN = "It rained on the pier when the ferry, which had been away for a whole year, came in. "
BODY = (
    f"<p>{RAIN}</p><h3>On board</h3><p>{RAIN * 2}<a href='/crew'>The crew</a> and "
    "<a href='https://b.example/x'>others</a> cheered.</p>"
    f"<blockquote><p>{RAIN}</p></blockquote><ul><li>Rain in the morning</li><li>Snow</li></ul>"
)
ADDRESS = "https://harbour.example/news/ferry"
CANONICAL = f'<link rel="canonical" href="{ADDRESS}">'


def page(head: str = "", *, body: str = BODY, attributes: str = ' lang="en"') -> str:
    article = f"<article><h1>Ferry opens again</h1>{body}</article>"
    return (
        f"<!DOCTYPE html><html{attributes}><head><title>Ferry opens again</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav>{article}<footer>All rights</footer></body></html>"
    )


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{html.escape(content)}">'


def linked(**told: Any) -> str:
    return script({"@type": "NewsArticle", "headline": "Ferry opens", **told})


def script(told: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


def told(content: str | bytes, *, charset: str = "") -> Record | Reject:
    written = content.encode() if isinstance(content, str) else content
    (found,) = webpage.parse(io.BytesIO(written), charset=charset)
    return found


def record(content: str | bytes, *, charset: str = "") -> Record:
    found = told(content, charset=charset)
    assert isinstance(found, Record)
    return found


def reason(content: str | bytes) -> str:
    found = told(content)
    assert isinstance(found, Reject)
    return found.reason


def unsure(found: Record) -> dict[str, str]:
    return {name: reading.sureness.value for name, reading in found.readings.items()}


@pytest.mark.parametrize(
    "head",
    [
        *(
            "<!doctype html><p>",
            "<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
            "<html lang='en'>",
        ),
        *("\n\n<HTML>", '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "x" "y">'),
        *("<!-- saved -->\n<!-- twice -->\n<html>", '<?xml version="1.0"?><html xmlns="x">'),
    ],
)
def test_a_page_is_told_by_how_it_begins(head: str) -> None:
    assert webpage.sniff(head)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "text",
        "<p>",
        "<!DOCTYPE nitf>",
        "<htmlx>",
        '<?xml version="1.0"?><rss>',
        "x<html>",
        "<h",
    ],
)
def test_anything_else_is_no_page(head: str) -> None:
    assert not webpage.sniff(head)


def test_an_article_is_read_with_all_that_its_page_tells() -> None:
    content = page(
        CANONICAL
        + meta("og:site_name", "Harbour Times")
        + meta("og:description", "A year late, the ferry is back.")
        + linked(
            author=[{"@type": "Person", "name": "Ada Writer"}, {"name": "Harbour News Agency"}],
            datePublished="2019-11-08T23:30:00-05:00",
            keywords=["ferries", "Rain & snow"],
        )
    )
    found = record(content)
    assert found == Record(
        headline="Ferry opens",
        standfirst="A year late, the ferry is back.",
        body=found.body,
        original=content.encode(),
        media_type="text/html",
        charset="utf-8",
        parser="html/1",
        position="line 1",
        language="en",
        source="Harbour Times",
        source_date=SourceDate(date(2019, 11, 8), None, Precision.DAY),
        source_address=ADDRESS,
        byline="Ada Writer, Harbour News Agency",
        credits=(Credit("Ada Writer"), Credit("Harbour News Agency", is_organisation=True)),
        tags=("ferries", "Rain & snow"),
    )


def test_the_body_has_links_headings_quotations_and_lists() -> None:
    body = body_html.sanitise(record(page(CANONICAL)).body)
    assert body.startswith(f"<p>{RAIN.strip()}</p>\n<h3>On board</h3>\n<p>{RAIN}")
    assert '<a href="https://harbour.example/crew" rel="noopener nofollow">The crew</a>' in body
    assert '<a href="https://b.example/x" rel="noopener nofollow">others</a>' in body
    assert f"<blockquote><p>{RAIN.strip()}</p>" in body
    assert body.endswith("<ul><li>Rain in the morning</li> <li>Snow</li> </ul>")


def test_a_relative_link_keeps_its_words_alone() -> None:
    assert "The crew and <a" in body_html.sanitise(record(page()).body)


def test_the_words_of_a_table_stay_apart() -> None:
    table = (
        "<table><tr><td>Monday</td><td>rain</td></tr><tr><td>Friday</td><td>snow</td></tr></table>"
    )
    body = body_html.sanitise(record(page(body=BODY + table)).body)
    assert body_html.to_text(body).splitlines()[-2:] == ["Monday  rain", "Friday  snow"]


@pytest.mark.parametrize("level", ["h1", "h2", "h5"])
def test_headings_are_of_levels_that_a_body_may_have(level: str) -> None:
    found = record(page(body=f"{BODY}<{level}>Then it snowed</{level}><p>{RAIN}</p>"))
    assert "Then it snowed</h" in body_html.sanitise(found.body)


def test_the_headline_and_what_stands_above_it_are_not_in_the_body() -> None:
    body = f"<p>News and weather of the coast</p><h2>Ferry opens again</h2><p>{RAIN * 3}</p>"
    content = page(body=body).replace("<h1>Ferry opens again</h1>", "")
    assert body_html.to_text(record(content).body).startswith("It rained on the pier")


# The headline.


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        (linked(headline="Ferry &amp; pier"), "Ferry & pier"),
        (
            meta("og:title", "Ferry | Harbour Times") + meta("og:site_name", "Harbour Times"),
            "Ferry",
        ),
        (meta("og:title", "Ferry – and pier"), "Ferry – and pier"),
        (meta("twitter:title", "Ferry and pier"), "Ferry and pier"),
        (meta("DC.Title", "Ferry") + meta("og:title", "Other"), "Ferry"),
        ('<meta property="dcterms:title" content="Ferry">' + meta("dc.title", "Other"), "Ferry"),
        ("", "Ferry opens again"),
        (linked(headline=7), "Ferry opens again"),
    ],
)
def test_the_headline_is_what_the_page_calls_it(head: str, headline: str) -> None:
    assert record(page(head)).headline == headline


# JSON-LD of several articles.


def test_of_several_articles_that_of_this_address_is_taken() -> None:
    others = [{"@type": "Article", "headline": "Other", "url": "https://harbour.example/other"}]
    own = {"@type": "OpinionNewsArticle", "headline": "Own", "url": f"{ADDRESS}/?utm_source=x"}
    found = record(page(CANONICAL + script([*others, own])))
    assert (found.headline, found.kind) == ("Own", "commentary")


@pytest.mark.parametrize("head", ["", CANONICAL])
def test_of_several_articles_none_is_taken_where_nothing_tells_which(head: str) -> None:
    others = [{"@type": "Article", "headline": f"Other {at}", "url": ""} for at in range(2)]
    assert record(page(head + script(others))).headline == "Ferry opens again"


# The standfirst.


@pytest.mark.parametrize(
    ("description", "standfirst"),
    [
        ("A year late, the ferry is back.", "A year late, the ferry is back."),
        ("A year late, the ferry…", ""),
        ("A year late, the ferry...", ""),
        ("Ferry opens again!", ""),
        (RAIN, ""),
        (RAIN[:30], ""),
        ("", ""),
    ],
)
def test_a_description_that_says_something_else_is_the_standfirst(
    description: str, standfirst: str
) -> None:
    assert record(page(meta("description", description))).standfirst == standfirst


def test_a_standfirst_printed_above_the_text_is_taken_out_of_it() -> None:
    printed = "A whole year late, the ferry to the islands is back."
    head = linked(description=f"{printed} - Harbour Times")
    found = record(page(head, body=f"<h2>{printed}</h2>{BODY}"))
    assert found.standfirst == printed
    assert printed not in found.body


def test_a_description_that_repeats_a_later_paragraph_is_no_standfirst() -> None:
    repeated = "Nobody had expected the ferry to come back this year."
    found = record(
        page(meta("description", repeated), body=f"<p>{RAIN}</p><p>{repeated}</p>{BODY}")
    )
    assert found.standfirst == ""
    assert repeated in found.body


# The address.


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (CANONICAL + meta("og:url", "https://harbour.example/other"), ADDRESS),
        ('<link rel="canonical" href="/news/1">' + meta("og:url", ADDRESS), ADDRESS[:28] + "/1"),
        (meta("og:url", ADDRESS), ADDRESS),
        (meta("og:url", "javascript:alert(1)"), ""),
        (meta("og:url", "/news/ferry"), ""),
        ('<link rel="canonical" href="file:///tmp/x">', ""),
        ("<link>", ""),
    ],
)
def test_the_address_is_the_pages_own(head: str, address: str) -> None:
    assert record(page(head)).source_address == address


def test_a_browser_notes_where_it_saved_a_page_from() -> None:
    noted = f"<!-- saved from url=(0036){ADDRESS} -->\n"
    assert record(noted + page()).source_address == ADDRESS


# The source.


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (meta("og:site_name", "Harbour") + linked(publisher={"name": "Harbour Ltd"}), "Harbour"),
        (linked(publisher={"@type": "Organization", "name": "Harbour Ltd"}), "Harbour Ltd"),
        (meta("DC.publisher", "Harbour"), "Harbour"),
    ],
)
def test_the_source_is_the_name_of_the_site(head: str, source: str) -> None:
    found = record(page(head))
    assert (found.source, "source" in unsure(found)) == (source, False)


def test_a_source_that_only_has_an_account_elsewhere_is_a_guess() -> None:
    found = record(page(meta("twitter:site", "@Harbour Times")))
    assert (found.source, unsure(found)["source"]) == ("Harbour Times", "guess")


@pytest.mark.parametrize("head", ["", CANONICAL])
def test_the_name_of_a_server_is_no_source(head: str) -> None:
    found = record(page(head))
    assert (found.source, unsure(found)["source"]) == ("", "missing")


# The authors.


@pytest.mark.parametrize(
    ("head", "body", "byline", "names"),
    [
        (meta("author", "Ada Writer and Bo Other"), "", "Ada Writer and Bo Other", 2),
        (meta("dc.creator", "Ada Writer") + meta("author", "Web Desk"), "", "Ada Writer", 1),
        ("", "<p>By <span itemprop='author'>Ada Writer</span></p>", "Ada Writer", 1),
        ("", "<p><a rel='author'>Ada Writer</a> <i rel='author'></i></p>", "Ada Writer", 1),
    ],
)
def test_the_byline_is_what_the_page_marks_as_such(
    head: str, body: str, byline: str, names: int
) -> None:
    found = record(page(head, body=body + BODY))
    assert (found.byline, len(found.credits)) == (byline, names)
    assert "byline" not in unsure(found)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        (meta("author", "https://harbour.example/ada"), ""),
        (meta("author", "Harbour Times") + meta("og:site_name", "Harbour Times"), ""),
        (meta("author", "Ada Writer, " * 50), ""),
        ("", "<p><a rel='author'>Ada Writer</a> <a rel='author'>Bo Other</a></p>"),
        ("", "<p class='author'>seafarer99</p>"),
    ],
)
def test_what_is_no_byline_is_none(head: str, body: str) -> None:
    found = record(page(head, body=body + BODY))
    assert (found.byline, found.credits) == ("", ())


def test_an_author_whom_only_the_layout_tells_is_a_guess() -> None:
    found = record(page(body=f"<div class='author'>Ada Writer</div>{BODY}"))
    assert (found.byline, unsure(found)["byline"]) == ("Ada Writer", "guess")


# The date.


@pytest.mark.parametrize(
    ("head", "first", "precision"),
    [
        (linked(datePublished="2019-11-08"), date(2019, 11, 8), "day"),
        (linked(datePublished="2019-11"), date(2019, 11, 1), "month"),
        (linked(datePublished="2019"), date(2019, 1, 1), "year"),
        (linked(datePublished="2019-11-08 07:00:00Z"), date(2019, 11, 8), "day"),
        (meta("article:published_time", "2019-11-08T01:00:00Z"), date(2019, 11, 8), "day"),
        (meta("DC.date.issued", "8 Kasım 2019, 12:30"), date(2019, 11, 8), "day"),
        (meta("date", "08.11.2019 12:30"), date(2019, 11, 8), "day"),
        ("<time itemprop='datePublished' datetime='2019-11-08'></time>", date(2019, 11, 8), "day"),
        ("<time pubdate datetime='2019-11-08'></time>", date(2019, 11, 8), "day"),
    ],
)
def test_the_date_is_as_exact_as_the_page_tells_it(head: str, first: date, precision: str) -> None:
    found = record(page(head, body=BODY + (head if "<time" in head else "")))
    assert (found.source_date.first, found.source_date.precision) == (first, precision)
    assert "source_date" not in unsure(found)


@pytest.mark.parametrize("value", ["2019-13-45", "yesterday", "0000-00-00"])
def test_a_date_that_does_not_exist_is_flagged(value: str) -> None:
    found = record(page(linked(datePublished=value)))
    assert (found.source_date, unsure(found)["source_date"]) == (SourceDate(), "missing")


def test_a_date_in_the_address_is_a_guess() -> None:
    found = record(page(meta("og:url", "https://harbour.example/2019/11/08/ferry")))
    assert (found.source_date.first, unsure(found)["source_date"]) == (date(2019, 11, 8), "guess")


# Language and tags.


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        (' lang="tr"', "", "tr"),
        (' lang="en-US"', "", "en"),
        (' xml:lang="fr"', "", "fr"),
        (' lang="sr-latn-RS"', "", "sr-Latn"),
        (' lang="x"', meta("og:locale", "tr_TR"), "tr"),
        ("", linked(inLanguage="de"), "de"),
        ("", '<meta http-equiv="Content-Language" content="az">', "az"),
        ("", "", ""),
    ],
)
def test_the_language_is_told_without_its_country(
    attributes: str, head: str, language: str
) -> None:
    assert record(page(head, attributes=attributes)).language == language


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (meta("keywords", "ferries, Rain,ferries"), ("ferries", "Rain")),
        (meta("article:tag", "ferries") + meta("article:tag", "rain"), ("ferries", "rain")),
        (meta("news_keywords", "rain") + meta("keywords", "snow"), ("rain",)),
        (meta("keywords", "topic:ferries,rain"), ()),
        (meta("keywords", ",".join(f"word {at}" for at in range(21))), ()),
        ("", ()),
    ],
)
def test_keywords_are_tags_if_all_of_them_are_plain(head: str, tags: tuple[str, ...]) -> None:
    assert record(page(head)).tags == tags


# Charsets and other forms.


def test_a_page_is_read_in_the_charset_that_it_declares() -> None:
    content = page("<meta charset='windows-1254'>", body=f"<p>{RAIN}Iğdır'da yağmur.</p>{BODY}")
    found = record(content.encode("cp1254"))
    assert found.charset == "cp1254"
    assert "Iğdır'da yağmur." in found.body


def test_xhtml_says_so() -> None:
    found = record(f'<?xml version="1.0" encoding="utf-8"?>\n{page()}')
    assert found.media_type == "application/xhtml+xml"


def test_a_text_that_is_only_in_json_ld_is_the_body() -> None:
    head = linked(articleBody=f"{RAIN}\n\n{RAIN} <b>Snow</b>", headline="Ferry")
    content = f"<!DOCTYPE html><html><head><title>Ferry</title>{head}</head><body></body></html>"
    assert record(content).body.startswith(f"<p>{RAIN.strip()}</p>\n<p>It rained")


# What is no article.


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        ("<html></html>", "No article was found in this page; "),
        ("<html><body><script>alert(1)</script></body></html>", "No article was found in this "),
        ("<!doctype html>", "It holds no HTML; "),
        (f"<html><body><p>{RAIN * 3}", "The page has no headline: "),
        (page(body="<b></b>" * 20_001), "It has more than 20000 elements, "),
        (page(body="<p>" + "<" * 500_001), "Its text is longer than 500,000 characters, "),
        (page(body=f"<p><hi rend='x'>{RAIN}</hi></p>"), "No article was found in this page; "),
        (b"<html><body><p>Yerevan \xff", "Byte 24 is not UTF-8. Say which charset "),
    ],
)
def test_what_holds_no_article_is_rejected_with_the_remedy(
    content: str | bytes, beginning: str
) -> None:
    assert reason(content)[: len(beginning)] == beginning


def test_a_rejected_page_is_kept_to_be_mended() -> None:
    found = told("<html></html>")
    assert isinstance(found, Reject)
    assert (found.position, found.record) == ("line 1", "<html></html>")


def test_without_trafilatura_pages_are_rejected_with_the_remedy() -> None:
    program = (
        "import io, sys; sys.modules['trafilatura'] = None\n"
        "from articles.parsing.webpage import webpage\n"
        "print(*(each.reason for each in webpage.parse(io.BytesIO(b'<html>'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        "Pages of the web are read by trafilatura, which is not installed; "
        "install it with `uv sync --group scrape` and import the page again.\n"
    )


# Hostile pages.


@pytest.mark.parametrize(
    "vector",
    [
        "<script>alert(1)</script>",
        "<style>alert(1)</style>",
        "<noscript>alert(1)</noscript>",
        "<template>alert(1)</template>",
        "<p><img src=x onerror=alert(1)></p>",
        "<p><a href='javascript:alert(1)'>x</a></p>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<p style='x:alert(1)'>x</p>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    ],
)
def test_nothing_of_scripts_is_in_the_body(vector: str) -> None:
    assert "alert" not in body_html.sanitise(record(page(body=BODY + vector)).body)


def test_nothing_is_logged_and_nobody_called(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(logging, "lastResort", logging.StreamHandler(sys.stderr))
    records = [record(page(CANONICAL)), told("<html></html>"), told(page(linked(headline=[[]])))]
    assert len(records) == 3
    assert capfd.readouterr() == ("", "")


TOKENS = st.sampled_from(
    [
        *(
            "<html>",
            "<head>",
            "</head>",
            "<body>",
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<table>",
            "<td>",
        ),
        *(
            "<title>",
            "</title>",
            "Ferry",
            RAIN,
            "<h1>",
            "</h1>",
            "<a href=x>",
            "</a>",
            "<br>",
            "&amp;",
        ),
        *(CANONICAL, linked(), linked(author={}, datePublished=7), meta("og:title", "Ferry"), "<"),
        *(meta("keywords", "a,b"), "<time pubdate datetime=2019>", "<script>", "</script>", "<!--"),
        *("<blockquote>", "<ul><li>", "<pre>", "<iframe>", "<svg>", "\0", "ş", "\ud83d"),
    ]
)
LIKE_PAGES = st.lists(TOKENS, max_size=25).map(lambda parts: "".join(["<html>", *parts]))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | LIKE_PAGES.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_record_or_a_reject_with_a_reason(content: bytes) -> None:
    found = told(content, charset="windows-1254")
    if isinstance(found, Reject):
        assert found.reason.endswith(".")
    else:
        assert (bool(found.headline), bool(found.body), found.original) == (True, True, content)
        assert record(content, charset=found.charset) == found


@pytest.mark.parametrize("shape", ["<b>", "<p>x", "<br>", "x ", "<!--", "<script>", "[", "&amp;"])
def test_the_time_stays_within_bounds(shape: str) -> None:
    assert growth(lambda size: told(page(body=shape * size)), 250) < 40
