"""Saved web pages."""

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
from tests.timing import measure_growth

RAIN = "It rained on the pier when the ferry, which had been away for a whole year, came in. "
BODY = (
    f"<p>{RAIN}</p><h3>On board</h3><p>{RAIN * 2}<a href='/crew'>The crew</a> and "
    "<a href='https://b.example/x'>others</a> cheered.</p>"
    f"<blockquote><p>{RAIN}</p></blockquote><ul><li>Rain in the morning</li><li>Snow</li></ul>"
)
URL = "https://harbour.example/news/ferry"
CANONICAL = f'<link rel="canonical" href="{URL}">'


def build_page(head: str = "", *, body: str = BODY, attributes: str = ' lang="en"') -> str:
    article = f"<article><h1>Ferry opens again</h1>{body}</article>"
    return (
        f"<!DOCTYPE html><html{attributes}><head><title>Ferry opens again</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav>{article}<footer>All rights</footer></body></html>"
    )


def build_meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{html.escape(content)}">'


def build_json_ld(**members: Any) -> str:
    return build_script({"@type": "NewsArticle", "headline": "Ferry opens", **members})


def build_script(node: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def parse(content: str | bytes, *, charset: str = "") -> Record | Reject:
    data = content.encode() if isinstance(content, str) else content
    (parsed,) = webpage.parse(io.BytesIO(data), charset=charset)
    return parsed


def parse_record(content: str | bytes, *, charset: str = "") -> Record:
    parsed = parse(content, charset=charset)
    assert isinstance(parsed, Record)
    return parsed


def get_reject_reason(content: str | bytes) -> str:
    parsed = parse(content)
    assert isinstance(parsed, Reject)
    return parsed.reason


def get_sureness(record: Record) -> dict[str, str]:
    return {name: reading.sureness.value for name, reading in record.readings.items()}


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
def test_a_page_is_sniffed_by_its_beginning(head: str) -> None:
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
def test_anything_else_is_not_sniffed_as_a_page(head: str) -> None:
    assert not webpage.sniff(head)


def test_an_article_is_read_with_the_metadata_of_its_page() -> None:
    content = build_page(
        CANONICAL
        + build_meta("og:site_name", "Harbour Times")
        + build_meta("og:description", "A year late, the ferry is back.")
        + build_json_ld(
            author=[{"@type": "Person", "name": "Ada Writer"}, {"name": "Harbour News Agency"}],
            datePublished="2019-11-08T23:30:00-05:00",
            keywords=["ferries", "Rain & snow"],
        )
    )
    parsed = parse_record(content)
    assert parsed == Record(
        headline="Ferry opens",
        standfirst="A year late, the ferry is back.",
        body=parsed.body,
        original=content.encode(),
        media_type="text/html",
        charset="utf-8",
        parser="html/1",
        position="line 1",
        language="en",
        source="Harbour Times",
        source_date=SourceDate(date(2019, 11, 8), None, Precision.DAY),
        source_address=URL,
        byline="Ada Writer, Harbour News Agency",
        credits=(Credit("Ada Writer"), Credit("Harbour News Agency", is_organisation=True)),
        tags=("ferries", "Rain & snow"),
    )


def test_the_body_has_links_headings_quotations_and_lists() -> None:
    body = body_html.sanitise(parse_record(build_page(CANONICAL)).body)
    assert body.startswith(f"<p>{RAIN.strip()}</p>\n<h3>On board</h3>\n<p>{RAIN}")
    assert '<a href="https://harbour.example/crew" rel="noopener nofollow">The crew</a>' in body
    assert '<a href="https://b.example/x" rel="noopener nofollow">others</a>' in body
    assert f"<blockquote><p>{RAIN.strip()}</p>" in body
    assert body.endswith("<ul><li>Rain in the morning</li> <li>Snow</li> </ul>")


def test_a_relative_link_is_replaced_by_its_words() -> None:
    assert "The crew and <a" in body_html.sanitise(parse_record(build_page()).body)


def test_the_cells_of_a_table_are_separated_by_spaces() -> None:
    table = (
        "<table><tr><td>Monday</td><td>rain</td></tr><tr><td>Friday</td><td>snow</td></tr></table>"
    )
    body = body_html.sanitise(parse_record(build_page(body=BODY + table)).body)
    assert body_html.to_text(body).splitlines()[-2:] == ["Monday  rain", "Friday  snow"]


@pytest.mark.parametrize("level", ["h1", "h2", "h5"])
def test_headings_get_levels_that_a_body_may_have(level: str) -> None:
    parsed = parse_record(build_page(body=f"{BODY}<{level}>Then it snowed</{level}><p>{RAIN}</p>"))
    assert "Then it snowed</h" in body_html.sanitise(parsed.body)


def test_the_headline_and_the_text_above_it_are_not_in_the_body() -> None:
    body = f"<p>News and weather of the coast</p><h2>Ferry opens again</h2><p>{RAIN * 3}</p>"
    content = build_page(body=body).replace("<h1>Ferry opens again</h1>", "")
    assert body_html.to_text(parse_record(content).body).startswith("It rained on the pier")


# The headline.


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        (build_json_ld(headline="Ferry &amp; pier"), "Ferry & pier"),
        (
            build_meta("og:title", "Ferry | Harbour Times")
            + build_meta("og:site_name", "Harbour Times"),
            "Ferry",
        ),
        (build_meta("og:title", "Ferry – and pier"), "Ferry – and pier"),
        (build_meta("twitter:title", "Ferry and pier"), "Ferry and pier"),
        (build_meta("DC.Title", "Ferry") + build_meta("og:title", "Other"), "Ferry"),
        (
            '<meta property="dcterms:title" content="Ferry">' + build_meta("dc.title", "Other"),
            "Ferry",
        ),
        ("", "Ferry opens again"),
        (build_json_ld(headline=7), "Ferry opens again"),
    ],
)
def test_the_headline_is_read_from_the_metadata_or_the_title(head: str, headline: str) -> None:
    assert parse_record(build_page(head)).headline == headline


# JSON-LD of several articles.


def test_of_several_articles_the_one_with_the_url_of_the_page_is_read() -> None:
    others = [{"@type": "Article", "headline": "Other", "url": "https://harbour.example/other"}]
    own = {"@type": "OpinionNewsArticle", "headline": "Own", "url": f"{URL}/?utm_source=x"}
    parsed = parse_record(build_page(CANONICAL + build_script([*others, own])))
    assert (parsed.headline, parsed.kind) == ("Own", "commentary")


@pytest.mark.parametrize("head", ["", CANONICAL])
def test_of_several_articles_without_the_url_of_the_page_none_is_read(head: str) -> None:
    others = [{"@type": "Article", "headline": f"Other {at}", "url": ""} for at in range(2)]
    assert parse_record(build_page(head + build_script(others))).headline == "Ferry opens again"


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
def test_a_description_that_adds_something_is_the_standfirst(
    description: str, standfirst: str
) -> None:
    assert parse_record(build_page(build_meta("description", description))).standfirst == standfirst


def test_a_standfirst_printed_above_the_text_is_removed_from_the_body() -> None:
    printed = "A whole year late, the ferry to the islands is back."
    head = build_json_ld(description=f"{printed} - Harbour Times")
    parsed = parse_record(build_page(head, body=f"<h2>{printed}</h2>{BODY}"))
    assert parsed.standfirst == printed
    assert printed not in parsed.body


def test_a_description_that_repeats_a_later_paragraph_is_no_standfirst() -> None:
    repeated = "Nobody had expected the ferry to come back this year."
    parsed = parse_record(
        build_page(
            build_meta("description", repeated), body=f"<p>{RAIN}</p><p>{repeated}</p>{BODY}"
        )
    )
    assert parsed.standfirst == ""
    assert repeated in parsed.body


# The URL.


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (CANONICAL + build_meta("og:url", "https://harbour.example/other"), URL),
        ('<link rel="canonical" href="/news/1">' + build_meta("og:url", URL), URL[:28] + "/1"),
        (build_meta("og:url", URL), URL),
        (build_meta("og:url", "javascript:alert(1)"), ""),
        (build_meta("og:url", "/news/ferry"), ""),
        ('<link rel="canonical" href="file:///tmp/x">', ""),
        ("<link>", ""),
    ],
)
def test_the_url_is_the_one_that_the_page_declares(head: str, url: str) -> None:
    assert parse_record(build_page(head)).source_address == url


def test_the_url_is_read_from_the_comment_of_a_browser() -> None:
    comment = f"<!-- saved from url=(0036){URL} -->\n"
    assert parse_record(comment + build_page()).source_address == URL


# The source.


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (
            build_meta("og:site_name", "Harbour")
            + build_json_ld(publisher={"name": "Harbour Ltd"}),
            "Harbour",
        ),
        (build_json_ld(publisher={"@type": "Organization", "name": "Harbour Ltd"}), "Harbour Ltd"),
        (build_meta("DC.publisher", "Harbour"), "Harbour"),
    ],
)
def test_the_source_is_the_name_of_the_site(head: str, source: str) -> None:
    parsed = parse_record(build_page(head))
    assert (parsed.source, "source" in get_sureness(parsed)) == (source, False)


def test_a_source_read_from_a_twitter_account_is_a_guess() -> None:
    parsed = parse_record(build_page(build_meta("twitter:site", "@Harbour Times")))
    assert (parsed.source, get_sureness(parsed)["source"]) == ("Harbour Times", "guess")


@pytest.mark.parametrize("head", ["", CANONICAL])
def test_a_host_name_is_not_a_source(head: str) -> None:
    parsed = parse_record(build_page(head))
    assert (parsed.source, get_sureness(parsed)["source"]) == ("", "missing")


# The authors.


@pytest.mark.parametrize(
    ("head", "body", "byline", "names"),
    [
        (build_meta("author", "Ada Writer and Bo Other"), "", "Ada Writer and Bo Other", 2),
        (
            build_meta("dc.creator", "Ada Writer") + build_meta("author", "Web Desk"),
            "",
            "Ada Writer",
            1,
        ),
        ("", "<p>By <span itemprop='author'>Ada Writer</span></p>", "Ada Writer", 1),
        ("", "<p><a rel='author'>Ada Writer</a> <i rel='author'></i></p>", "Ada Writer", 1),
    ],
)
def test_the_byline_is_read_from_metadata_or_markup(
    head: str, body: str, byline: str, names: int
) -> None:
    parsed = parse_record(build_page(head, body=body + BODY))
    assert (parsed.byline, len(parsed.credits)) == (byline, names)
    assert "byline" not in get_sureness(parsed)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        (build_meta("author", "https://harbour.example/ada"), ""),
        (build_meta("author", "Harbour Times") + build_meta("og:site_name", "Harbour Times"), ""),
        (build_meta("author", "Ada Writer, " * 50), ""),
        ("", "<p><a rel='author'>Ada Writer</a> <a rel='author'>Bo Other</a></p>"),
        ("", "<p class='author'>seafarer99</p>"),
    ],
)
def test_text_that_is_not_a_byline_is_ignored(head: str, body: str) -> None:
    parsed = parse_record(build_page(head, body=body + BODY))
    assert (parsed.byline, parsed.credits) == ("", ())


def test_an_author_found_in_the_layout_is_a_guess() -> None:
    parsed = parse_record(build_page(body=f"<div class='author'>Ada Writer</div>{BODY}"))
    assert (parsed.byline, get_sureness(parsed)["byline"]) == ("Ada Writer", "guess")


# The date.


@pytest.mark.parametrize(
    ("head", "first", "precision"),
    [
        (build_json_ld(datePublished="2019-11-08"), date(2019, 11, 8), "day"),
        (build_json_ld(datePublished="2019-11"), date(2019, 11, 1), "month"),
        (build_json_ld(datePublished="2019"), date(2019, 1, 1), "year"),
        (build_json_ld(datePublished="2019-11-08 07:00:00Z"), date(2019, 11, 8), "day"),
        (build_meta("article:published_time", "2019-11-08T01:00:00Z"), date(2019, 11, 8), "day"),
        (build_meta("DC.date.issued", "8 Kasım 2019, 12:30"), date(2019, 11, 8), "day"),
        (build_meta("date", "08.11.2019 12:30"), date(2019, 11, 8), "day"),
        ("<time itemprop='datePublished' datetime='2019-11-08'></time>", date(2019, 11, 8), "day"),
        ("<time pubdate datetime='2019-11-08'></time>", date(2019, 11, 8), "day"),
    ],
)
def test_the_date_has_the_precision_of_the_page(head: str, first: date, precision: str) -> None:
    parsed = parse_record(build_page(head, body=BODY + (head if "<time" in head else "")))
    assert (parsed.source_date.first, parsed.source_date.precision) == (first, precision)
    assert "source_date" not in get_sureness(parsed)


@pytest.mark.parametrize("value", ["2019-13-45", "yesterday", "0000-00-00"])
def test_a_date_that_does_not_exist_is_flagged(value: str) -> None:
    parsed = parse_record(build_page(build_json_ld(datePublished=value)))
    assert (parsed.source_date, get_sureness(parsed)["source_date"]) == (SourceDate(), "missing")


def test_a_date_in_the_url_is_a_guess() -> None:
    parsed = parse_record(
        build_page(build_meta("og:url", "https://harbour.example/2019/11/08/ferry"))
    )
    assert (parsed.source_date.first, get_sureness(parsed)["source_date"]) == (
        date(2019, 11, 8),
        "guess",
    )


# Language and tags.


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        (' lang="tr"', "", "tr"),
        (' lang="en-US"', "", "en"),
        (' xml:lang="fr"', "", "fr"),
        (' lang="sr-latn-RS"', "", "sr-Latn"),
        (' lang="x"', build_meta("og:locale", "tr_TR"), "tr"),
        ("", build_json_ld(inLanguage="de"), "de"),
        ("", '<meta http-equiv="Content-Language" content="az">', "az"),
        ("", "", ""),
    ],
)
def test_the_language_is_read_without_its_country(
    attributes: str, head: str, language: str
) -> None:
    assert parse_record(build_page(head, attributes=attributes)).language == language


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (build_meta("keywords", "ferries, Rain,ferries"), ("ferries", "Rain")),
        (
            build_meta("article:tag", "ferries") + build_meta("article:tag", "rain"),
            ("ferries", "rain"),
        ),
        (build_meta("news_keywords", "rain") + build_meta("keywords", "snow"), ("rain",)),
        (build_meta("keywords", "topic:ferries,rain"), ()),
        (build_meta("keywords", ",".join(f"word {at}" for at in range(21))), ()),
        ("", ()),
    ],
)
def test_keywords_are_tags_if_all_of_them_are_plain(head: str, tags: tuple[str, ...]) -> None:
    assert parse_record(build_page(head)).tags == tags


# Charsets and other forms.


def test_a_page_is_read_in_the_charset_that_it_declares() -> None:
    content = build_page(
        "<meta charset='windows-1254'>", body=f"<p>{RAIN}Iğdır'da yağmur.</p>{BODY}"
    )
    parsed = parse_record(content.encode("cp1254"))
    assert parsed.charset == "cp1254"
    assert "Iğdır'da yağmur." in parsed.body


def test_an_xml_declaration_makes_it_xhtml() -> None:
    parsed = parse_record(f'<?xml version="1.0" encoding="utf-8"?>\n{build_page()}')
    assert parsed.media_type == "application/xhtml+xml"


def test_a_text_that_is_only_in_json_ld_is_the_body() -> None:
    head = build_json_ld(articleBody=f"{RAIN}\n\n{RAIN} <b>Snow</b>", headline="Ferry")
    content = f"<!DOCTYPE html><html><head><title>Ferry</title>{head}</head><body></body></html>"
    assert parse_record(content).body.startswith(f"<p>{RAIN.strip()}</p>\n<p>It rained")


# Rejects.


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        ("<html></html>", "No article was found in this page; "),
        ("<html><body><script>alert(1)</script></body></html>", "No article was found in this "),
        ("<!doctype html>", "It holds no HTML; "),
        (f"<html><body><p>{RAIN * 3}", "The page has no headline: "),
        (build_page(body="<b></b>" * 20_001), "It has more than 20000 elements, "),
        (build_page(body="<p>" + "<" * 500_001), "Its text is longer than 500,000 characters, "),
        (
            build_page(body=f"<p><hi rend='x'>{RAIN}</hi></p>"),
            "No article was found in this page; ",
        ),
        (b"<html><body><p>Yerevan \xff", "Byte 24 is not UTF-8. Say which charset "),
    ],
)
def test_a_page_without_an_article_is_rejected_with_the_remedy(
    content: str | bytes, beginning: str
) -> None:
    assert get_reject_reason(content)[: len(beginning)] == beginning


def test_a_reject_holds_the_page() -> None:
    parsed = parse("<html></html>")
    assert isinstance(parsed, Reject)
    assert (parsed.position, parsed.record) == ("line 1", "<html></html>")


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
def test_the_body_holds_no_scripts(vector: str) -> None:
    assert "alert" not in body_html.sanitise(parse_record(build_page(body=BODY + vector)).body)


def test_parsing_writes_no_log_and_opens_no_connection(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(logging, "lastResort", logging.StreamHandler(sys.stderr))
    records = [
        parse_record(build_page(CANONICAL)),
        parse("<html></html>"),
        parse(build_page(build_json_ld(headline=[[]]))),
    ]
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
        *(
            CANONICAL,
            build_json_ld(),
            build_json_ld(author={}, datePublished=7),
            build_meta("og:title", "Ferry"),
            "<",
        ),
        *(
            build_meta("keywords", "a,b"),
            "<time pubdate datetime=2019>",
            "<script>",
            "</script>",
            "<!--",
        ),
        *("<blockquote>", "<ul><li>", "<pre>", "<iframe>", "<svg>", "\0", "ş", "\ud83d"),
    ]
)
LIKE_PAGES = st.lists(TOKENS, max_size=25).map(lambda parts: "".join(["<html>", *parts]))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | LIKE_PAGES.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_record_or_a_reject_with_a_reason(content: bytes) -> None:
    parsed = parse(content, charset="windows-1254")
    if isinstance(parsed, Reject):
        assert parsed.reason.endswith(".")
    else:
        assert (bool(parsed.headline), bool(parsed.body), parsed.original) == (True, True, content)
        assert parse_record(content, charset=parsed.charset) == parsed


@pytest.mark.parametrize("shape", ["<b>", "<p>x", "<br>", "x ", "<!--", "<script>", "[", "&amp;"])
def test_the_time_of_long_pages_is_limited(shape: str) -> None:
    assert measure_growth(lambda size: parse(build_page(body=shape * size)), 250) < 40
