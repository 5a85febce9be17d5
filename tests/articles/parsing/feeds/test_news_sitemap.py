"""Sitemaps for Google News."""

from dataclasses import replace
from datetime import date

import pytest

from articles.parsing.feeds import news_sitemap
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from tests.timing import measure_growth

HEAD = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)
PAGE = (
    "<url><loc>http://harbour.example/7?a=1&amp;b=2</loc><news:news><news:publication>"
    "<news:name>Harbour Times</news:name><news:language>tr</news:language></news:publication>"
    "<news:publication_date>2019-11-08T00:30:00+03:00</news:publication_date>"
    "<news:title><![CDATA[Ferry & Quay]]></news:title><news:keywords>rain, quay</news:keywords>"
    "</news:news></url>"
)
BARE = "<url><loc>http://harbour.example/</loc></url>"


def parse(*pages: str, head: str = HEAD) -> list[Record | Reject | SkippedItem]:
    return list(news_sitemap.parse_text(f"{head}{''.join(pages)}</urlset>", charset="utf-8"))


def test_a_page_is_a_stub_with_all_that_the_sitemap_says() -> None:
    (record,) = parse(PAGE)
    assert isinstance(record, Record)
    assert (record.headline, record.body, record.source, record.source_address) == (
        "Ferry & Quay",
        "",
        "Harbour Times",
        "http://harbour.example/7?a=1&b=2",
    )
    assert (record.language, record.source_date.first, record.tags) == (
        "tr",
        date(2019, 11, 8),
        ("rain", "quay"),
    )


def test_a_page_without_a_headline_is_left_out() -> None:
    first, second = parse(BARE, PAGE)
    assert first == SkippedItem("pages without a headline")
    assert isinstance(second, Record)
    again = parse(head=second.original.decode().removesuffix("</urlset>"))
    assert again == [replace(second, position="entry 1")]


@pytest.mark.parametrize("head", ["<urlset>", "<urlset xmlns:image='http://a.example/'>"])
def test_a_sitemap_without_headlines_is_rejected_as_a_whole(head: str) -> None:
    (reject,) = parse(BARE, head=head)
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("feed.sitemap")


def test_a_sitemap_that_says_too_much_of_itself_is_rejected() -> None:
    reason = Problem("feed.head_too_long")
    assert parse(BARE * 200, head=HEAD + "a" * 2**20) == [Reject("line 1", reason, None)]


@pytest.mark.parametrize("shape", [PAGE, "<url>", "<url><news:title>", "<url></url>", "<![CDATA["])
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: parse(shape * size), 200) < 24
