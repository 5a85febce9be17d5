"""WordPress exports for tests, and what they are parsed to."""

import io
from collections.abc import Iterable
from typing import Any

from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.wordpress import wxr
from tests.problems import list_codes

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n'
    "<!-- This is a WordPress eXtended RSS file -->\n"
    '<rss version="2.0"\n'
    '\txmlns:excerpt="http://wordpress.org/export/{0}/excerpt/"\n'
    '\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
    '\txmlns:dc="http://purl.org/dc/elements/1.1/"\n'
    '\txmlns:wp="http://wordpress.org/export/{0}/"\n>\n<channel>\n'
)
SITE = (
    "<title>Harbour</title><link>https://harbour.example</link><language>en-US</language>\n"
    "<wp:base_blog_url>https://harbour.example</wp:base_blog_url>\n"
    "<wp:author><wp:author_login>ayse</wp:author_login>"
    "<wp:author_display_name><![CDATA[Ayşe Işık]]></wp:author_display_name></wp:author>\n"
)
LEAST = {
    "title": "Ferry Opens",
    "link": "https://harbour.example/ferry-opens/",
    "pubDate": "Thu, 03 Dec 2020 07:30:00 +0000",
    "dc:creator": "ayse",
    "guid": "https://harbour.example/?p=7",
    "content:encoded": "It rained.",
    "wp:post_id": "7",
    "wp:post_date": "2020-12-03 10:30:00",
    "wp:post_date_gmt": "2020-12-03 07:30:00",
    "wp:post_name": "ferry-opens",
    "wp:status": "publish",
    "wp:post_type": "post",
}


def build_item(inner: str = "", /, **fields: str | None) -> str:
    """Return an item; the names of fields have _0_ for the colon of an export."""
    texts = {**LEAST, **{name.replace("_0_", ":"): text for name, text in fields.items()}}
    children = (
        f"<{name}><![CDATA[{text}]]></{name}>" for name, text in texts.items() if text is not None
    )
    return f"<item>\n{''.join(children)}{inner}</item>\n"


def build_export(*items: str, version: str = "1.2", site: str = SITE) -> str:
    return f"{HEAD.format(version)}{site}{''.join(items)}</channel>\n</rss>\n"


def parse(content: str | bytes, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    data = content.encode() if isinstance(content, str) else content
    return list(wxr.parse(io.BytesIO(data), charset=charset))


def parse_record(inner: str = "", /, *, site: str = SITE, **fields: str | None) -> Record:
    (parsed,) = parse(build_export(build_item(inner, **fields), site=site))
    assert isinstance(parsed, Record)
    return parsed


def get_rejects(content: str | bytes, *, charset: str = "") -> list[tuple[str, list[str]]]:
    """Return the position of each reject, and its codes."""
    parsed = parse(content, charset=charset)
    return [(each.position, list_codes(each.reason)) for each in parsed if isinstance(each, Reject)]


def get_type_names(results: Iterable[Any]) -> list[str]:
    return [type(each).__name__ for each in results]


def build_category(name: str, *, domain: str = "category", nicename: str = "x") -> str:
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{name}]]></category>'


AUTHORS = (
    "<wp:author><wp:author_login>\n b </wp:author_login><wp:author_display_name>"
    "</wp:author_display_name><wp:author_first_name>Bea</wp:author_first_name>"
    "<wp:author_last_name>Other &amp; Co</wp:author_last_name></wp:author>"
    "<wp:author><wp:author_login>nameless</wp:author_login></wp:author>"
)
