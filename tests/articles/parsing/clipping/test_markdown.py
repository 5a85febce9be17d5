"""Articles in Markdown with their fields above them."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.clipping import markdown
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Sureness
from articles.vocabulary import Credit, Precision, SourceDate
from tests.problems import list_codes
from tests.timing import measure_growth

ARTICLE = """\
---
layout: post
title: "Ferry opens&#58; rain"
subtitle: Nobody had
  asked
author: [Ada Writer, Ben Other]
date: 2019-11-08 10:00:00 +0300
publication: Harbour Times
tags:
  - Ferries
  - Rain
lang: en
# a comment
---

It  rained on
the *pier*.

[Source](http://harbour.example/ferry_1 "Permalink")
"""


def parse_content(content: str | bytes, *, charset: str = "") -> Record | Reject:
    encoded = content.encode() if isinstance(content, str) else content
    (result,) = markdown.parse(io.BytesIO(encoded), charset=charset)
    return result


def parse_record(content: str) -> Record:
    result = parse_content(content)
    assert isinstance(result, Record)
    return result


def test_fields_and_text_make_a_record() -> None:
    assert markdown.sniff(ARTICLE)
    assert parse_record(ARTICLE) == Record(
        headline="Ferry opens: rain",
        standfirst="Nobody had asked",
        body="<p>It rained on the <em>pier</em>.</p>",
        original=ARTICLE.encode(),
        media_type="text/markdown",
        charset="utf-8",
        parser="markdown/1",
        position="line 1",
        language="en",
        source="Harbour Times",
        source_date=SourceDate(date(2019, 11, 8), None, Precision.DAY),
        source_address="http://harbour.example/ferry_1",
        byline="Ada Writer; Ben Other",
        credits=(Credit("Ada Writer"), Credit("Ben Other")),
        tags=("Ferries", "Rain"),
    )


def with_fields(*lines: str) -> str:
    return "\n".join(["---", "title: Ferry", *lines, "---", "", "It rained.", ""])


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("author: Ada Writer, Ben Other", "byline", "Ada Writer; Ben Other"),
        ('author: "Writer, Ada"', "byline", "Writer, Ada"),
        ("title: 'It'", "headline", "Ferry It"),
        ("standfirst: Of 'rain'", "standfirst", "Of 'rain'"),
        (
            "date: 8 November 2019",
            "source_date",
            SourceDate(date(2019, 11, 8), None, Precision.DAY, "8 November 2019"),
        ),
        ("date: soon", "source_date", SourceDate(text="soon")),
        ("source: https://harbour.example/1", "source_address", "https://harbour.example/1"),
        ("source: https://harbour.example/1", "source", ""),
        ("canonical-url: https://harbour.example/1", "source_address", "https://harbour.example/1"),
        ("keywords: rain, snow, rain", "tags", ("rain", "snow")),
        ("lang: tr_TR", "language", "tr-TR"),
        ("lang: ???", "language", ""),
        ("- an item", "headline", "Ferry an item"),
        ("x", "headline", "Ferry x"),
    ],
)
def test_fields_are_read_as_tools_write_them(line: str, name: str, value: object) -> None:
    assert getattr(parse_record(with_fields(line)), name) == value


DAY = SourceDate(date(2019, 11, 8), None, Precision.DAY)


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        (("published: true", "date: 2019-11-08"), "source_date", DAY),
        (("date: soon", "published: 2019-11-08"), "source_date", DAY),
        (("published: True",), "source_date", SourceDate()),
        (
            ("canonical: http://x.example/2", "url: http://x.example/1"),
            "source_address",
            "http://x.example/1",
        ),
        (("url: /1", "canonical: http://x.example/2"), "source_address", "http://x.example/2"),
        (("source: http://x.example/1", "publisher: Harbour Times"), "source", "Harbour Times"),
        (("summary: Rain", "description: It rained"), "standfirst", "It rained"),
        (("description:", "summary: Rain"), "standfirst", "Rain"),
        (("byline: By Ada Writer", "author: Ada Writer"), "byline", "Ada Writer"),
        (("lang: tr", "language: de"), "language", "de"),
        (("tags: rain", "categories: snow, rain"), "tags", ("rain", "snow")),
    ],
)
def test_of_several_names_for_one_field_the_best_counts(
    lines: tuple[str, ...], name: str, value: object
) -> None:
    assert getattr(parse_record(with_fields(*lines)), name) == value


def test_a_language_that_is_not_named_is_guessed() -> None:
    text = with_fields().replace("It rained.", "It rained on the pier, and the ferry was at it.")
    record = parse_record(text)
    assert (record.language, record.readings) == ("en", {"language": Reading(Sureness.GUESS)})


@pytest.mark.parametrize(
    "link", ["[Source](http://x.example/1)", "[Kaynak](http://x.example/1)\n\n"]
)
def test_a_last_line_with_a_link_is_the_address(link: str) -> None:
    record = parse_record(with_fields() + link)
    assert (record.source_address, record.body) == ("http://x.example/1", "<p>It rained.</p>")


def test_another_last_line_is_text() -> None:
    record = parse_record(with_fields() + "\n[Source](/1)\n")
    assert (record.source_address, record.body.count("<p>")) == ("", 2)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_fields().replace("Ferry", ""), "markdown.no_title"),
        (with_fields().replace("It rained.", ""), "markdown.no_text"),
        ("---\ntitle: x\n", "markdown.no_title"),
        ("\xff", "charset.wrong_byte"),
        ("x" * (2 * 2**20 + 1), "clipping.too_large"),
    ],
)
def test_what_is_no_article_is_rejected_with_the_remedy(content: str, code: str) -> None:
    result = parse_content(content.encode("latin-1"))
    assert isinstance(result, Reject)
    assert list_codes(result.reason)[0] == code


def test_the_charset_counts_for_bytes_that_are_not_utf_8() -> None:
    result = parse_content(with_fields("source: Şile").encode("cp1254"), charset="cp1254")
    assert isinstance(result, Record)
    assert (result.source, result.charset) == ("Şile", "cp1254")


@pytest.mark.parametrize(
    ("text", "is_markdown"),
    [
        ("---\r\ntitle: x\r\n---\r\n", True),
        ("---\ntitle: x\n...\n", True),
        ("\ufeff---\ntitle: x\n---\n", True),
        ("---\nname: x\n---\n", False),
        ("---\ntitle: x\n", False),
        ("title: x\n---\n", False),
        ("--- \n\nFerry\n\n---\n", False),
        ("", False),
    ],
)
def test_only_fields_with_a_title_make_it_markdown(text: str, *, is_markdown: bool) -> None:
    assert markdown.sniff(text) == is_markdown


@given(st.text(alphabet="-:#*_[]()!<>`\\ \ntitleaxX1.", max_size=200))
def test_any_text_is_a_record_that_is_read_again_or_a_reject(text: str) -> None:
    result = parse_content(f"---\ntitle: x\n---\n{text}")
    if isinstance(result, Record):
        again = parse_content(result.original)
        assert isinstance(again, Record)
        assert again == result
    else:
        assert result.reason == Problem("markdown.no_text")


@pytest.mark.parametrize(
    "shape",
    [
        *(
            "a ",
            "*",
            "**a",
            "_a_ ",
            "[",
            "[a](b",
            "[a]: b\n",
            "![",
            "![a][",
            "<http://",
            "\\",
            "# ",
        ),
        *("- a\n", "> a\n", "1. a\n", "* * ", "  - ", "title: a\n", "- ", "[a][b] "),
    ],
)
@pytest.mark.unmeasured
def test_the_time_grows_linearly(shape: str) -> None:
    head = "---\ntitle: x\n---\n"
    assert measure_growth(lambda size: parse_content(head + shape * size), 2000) < 24
