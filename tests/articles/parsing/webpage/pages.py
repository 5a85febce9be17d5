"""Web pages for tests, and what they are parsed to."""

import html
import io
import json
from typing import Any

from articles.parsing.records import Record, Reject
from articles.parsing.webpage import webpage
from tests.problems import say

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
    return say(parsed.reason)


def get_sureness(record: Record) -> dict[str, str]:
    return {name: reading.sureness.value for name, reading in record.readings.items()}
