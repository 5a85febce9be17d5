"""Saved web pages."""

import logging
import re
import socket
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.records import Record, Reject
from articles.parsing.webpage import webpage
from articles.text import body_html
from articles.vocabulary import Credit, Precision, SourceDate
from tests.articles.parsing.webpage.pages import (
    BODY,
    CANONICAL,
    RAIN,
    URL,
    build_json_ld,
    build_meta,
    build_page,
    build_script,
    get_reject_reason,
    parse,
    parse_record,
)
from tests.problems import is_worded
from tests.timing import measure_growth


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
    assert body.endswith("<ul><li>Rain in the morning</li><li>Snow</li></ul>")


def test_a_relative_link_is_replaced_by_its_words() -> None:
    assert "The crew and <a" in body_html.sanitise(parse_record(build_page()).body)


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("<table><tr><th>Day<td>rain</table>", "<tr><th>Day</th><td>rain</td></tr>"),
        ("<ol><li>Rain<ul><li>Snow</ul></ol>", "<ol><li>Rain<ul><li>Snow</li></ul></li></ol>"),
        ("<dl><dt>Rain<dd>falls</dl>", "<dl><dt>Rain</dt><dd>falls</dd></dl>"),
        ("<pre>a {\n  b\n}</pre>", "<pre>a {\n  b\n}</pre>"),
        ("<p>Use <code>ls -l</code> now</p>", "Use <code>ls -l</code> now"),
        ("<p>He said <q>rain</q> and <em>snow</em></p>", "He said <q>rain</q> and <em>snow</em>"),
        ("<p>CO<sub>2</sub> is <b>up</b></p>", "CO<sub>2</sub> is <strong>up</strong>"),
        ("<p>Snow<br>and rain</p>", "Snow<br>and rain"),
    ],
)
def test_the_markup_of_a_text_is_kept(markup: str, kept: str) -> None:
    body = body_html.sanitise(parse_record(build_page(body=BODY + markup)).body)
    assert re.sub(r"\s*\n(?!  b|})", "", kept) in re.sub(r"\s*\n(?!  b|})", "", body)


@pytest.mark.parametrize("level", ["h1", "h2", "h5"])
def test_headings_get_levels_that_a_body_may_have(level: str) -> None:
    parsed = parse_record(build_page(body=f"{BODY}<{level}>Then it snowed</{level}><p>{RAIN}</p>"))
    assert "Then it snowed</h" in body_html.sanitise(parsed.body)


def test_the_headline_and_the_text_above_it_are_not_in_the_body() -> None:
    body = f"<p>News and weather of the coast</p><h2>Ferry opens again</h2><p>{RAIN * 3}</p>"
    content = build_page(body=body).replace("<h1>Ferry opens again</h1>", "")
    assert body_html.to_text(parse_record(content).body).startswith("It rained on the pier")


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


def test_a_text_that_the_layout_shows_only_in_part_is_read_from_json_ld() -> None:
    text = "\n\n".join(f"{at}. {RAIN}" for at in range(20))
    assert "19. It rained" in parse_record(build_page(build_json_ld(articleBody=text))).body


def test_the_updates_of_a_live_blog_are_its_text() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": f"At {at}", "articleBody": RAIN * 4}
        for at in range(9, 0, -1)
    ]
    node = {"@type": "LiveBlogPosting", "headline": "Ferry", "liveBlogUpdate": [*updates, "x"]}
    lines = body_html.to_text(parse_record(build_page(build_script(node))).body).splitlines()
    assert lines[::2] == [f"At {at}" for at in range(9, 0, -1)]


def test_a_paragraph_that_repeats_the_one_before_it_is_kept() -> None:
    page = build_page(body=f"<p>{RAIN * 4}</p><p>{RAIN * 4}</p><p>{RAIN * 4}</p>")
    assert body_html.to_text(parse_record(page).body).count("It rained") == 12


# Rejects.


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        ("<html></html>", "No article was found in this page. "),
        ("<html><body><script>alert(1)</script></body></html>", "No article was found in this "),
        ("<!doctype html>", "It contains no HTML. "),
        (f"<html><body><p>{RAIN * 3}", "The page has no headline. "),
        (build_page(body="<b></b>" * 20_001), "It has more than 20,000 elements, "),
        (build_page(body="<p>" + "<" * 500_001), "Its text is longer than 500,000 characters, "),
        (b"<html><body><p>Yerevan \xff", "Byte 24 is not UTF-8. Say which charset "),
    ],
)
def test_a_page_without_an_article_is_rejected_with_the_remedy(
    content: str | bytes, beginning: str
) -> None:
    assert get_reject_reason(content)[: len(beginning)] == beginning


def test_a_page_that_the_extractor_fails_on_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("trafilatura.bare_extraction")
    assert get_reject_reason(build_page()).startswith("No article was found in this page. ")


def test_a_reject_holds_the_page() -> None:
    parsed = parse("<html></html>")
    assert isinstance(parsed, Reject)
    assert (parsed.position, parsed.record) == ("line 1", "<html></html>")


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


@given(st.binary(max_size=60) | LIKE_PAGES.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_record_or_a_reject_with_a_reason(content: bytes) -> None:
    parsed = parse(content, charset="windows-1254")
    if isinstance(parsed, Reject):
        assert is_worded(parsed.reason)
    else:
        assert (bool(parsed.headline), bool(parsed.body), parsed.original) == (True, True, content)
        assert parse_record(content, charset=parsed.charset) == parsed


@pytest.mark.parametrize("shape", ["<b>", "<p>x", "<br>", "x ", "<!--", "<script>", "[", "&amp;"])
def test_the_time_of_long_pages_is_limited(shape: str) -> None:
    assert measure_growth(lambda size: parse(build_page(body=shape * size)), 250) < 40
