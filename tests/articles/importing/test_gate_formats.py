"""Every format that carries HTML brings the same body through the HTML gate."""

import csv
import html
import io
import json
from collections.abc import Callable

import pytest

from articles.exporting import atom, jsonfeed, jsonl, ninjs, rss, table
from articles.exporting.channel import Channel, build_article_entry
from articles.importing.normalise import prepare_record
from articles.models import Article
from articles.parsing import formats
from articles.parsing.records import Record
from articles.text import body_html
from tests.factories import make_live
from tests.gate_bodies import GATE_BODIES


def write_csv(body: str) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([("headline", "body"), ("Ferry", body)])
    return file.getvalue()


def write_rss(body: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Port</title>'
        "<item><title>Ferry</title><link>https://port.example/1</link>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item></channel></rss>"
    )


def write_description(body: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Port</title>'
        "<item><title>Ferry</title><link>https://port.example/1</link>"
        f"<description>{html.escape(body)}</description></item></channel></rss>"
    )


def write_atom(body: str) -> str:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Port</title>'
        "<entry><title>Ferry</title><id>urn:x:1</id><updated>2026-11-27T08:00:00Z</updated>"
        f'<content type="html">{html.escape(body)}</content></entry></feed>'
    )


def write_json_feed(body: str) -> str:
    item = {"id": "1", "title": "Ferry", "content_html": body}
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": "Port", "items": [item]})


def write_ninjs(body: str) -> str:
    return json.dumps(
        {
            "uri": "urn:newsml:port.example:1",
            "type": "text",
            "headline": "Ferry",
            "versioncreated": "2026-11-27T08:00:00+00:00",
            "body_html": body,
        }
    )


def write_wxr(body: str) -> str:
    names = "content wp".split()
    uris = ("http://purl.org/rss/1.0/modules/content/", "http://wordpress.org/export/1.2/")
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in zip(names, uris, strict=True))
    return (
        f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>Port</title>'
        "<wp:wxr_version>1.2</wp:wxr_version><item><title>Ferry</title>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>1</wp:post_id>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"
    )


WRITERS = {
    "JSON lines": lambda body: json.dumps({"headline": "Ferry", "body": body}),
    "other JSON": lambda body: json.dumps([{"title": "Ferry", "content": body}]),
    "CSV": write_csv,
    "RSS": write_rss,
    "a description": write_description,
    "Atom": write_atom,
    "JSON Feed": write_json_feed,
    "ninjs": write_ninjs,
}


def read_body(content: str) -> str:
    (record,) = formats.read_stream(io.BytesIO(content.encode()))
    assert isinstance(record, Record)
    return prepare_record(record).record.body


@pytest.mark.parametrize("case", GATE_BODIES.values(), ids=GATE_BODIES.keys())
@pytest.mark.parametrize("name", WRITERS)
def test_a_body_is_the_same_from_every_format(name: str, case: tuple[str, str, str]) -> None:
    source, body, _text = case
    assert read_body(WRITERS[name](source)) == body


# WordPress reads line feeds as line breaks, and has rules of its own for what is around blocks.
WORDPRESS_OWN = {
    *("blocks in an item", "languages", "emphasis around blocks", "scripts", "lines with emphasis"),
}


@pytest.mark.parametrize("name", sorted(GATE_BODIES.keys() - WORDPRESS_OWN))
def test_a_body_is_the_same_from_wordpress(name: str) -> None:
    source, body, _text = GATE_BODIES[name]
    assert body_html.is_equivalent(read_body(write_wxr(source)), body)


def build_channel(article: Article) -> Channel:
    entries = [build_article_entry(article)]
    url = "https://newsroom.example/"
    return Channel("Port", "", url, f"{url}feed.rss", "en", "Newsroom", entries)


EXPORTS: dict[str, Callable[[Article], str]] = {
    "JSON lines": jsonl.render,
    "CSV": lambda article: "".join(table.stream([article])),
    "ninjs": ninjs.render,
    "RSS": lambda article: rss.render(build_channel(article)),
    "Atom": lambda article: atom.render(build_channel(article)),
    "JSON Feed": lambda article: jsonfeed.render(build_channel(article)),
}


@pytest.mark.unmeasured
@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPORTS)
def test_an_exported_body_is_imported_as_it_was(name: str) -> None:
    bodies = {key: body for key, (_source, body, _text) in GATE_BODIES.items()}
    imported = {
        key: read_body(EXPORTS[name](make_live(headline=key, body=body)))
        for key, body in bodies.items()
    }
    assert imported == bodies
