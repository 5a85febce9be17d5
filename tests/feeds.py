"""Feeds as a source serves them."""

import json
from html import escape

from articles import watching

NO_TEXT = "<hr>"


def document(*headlines: str, body: str = "The ferry left the harbour.", **bodies: str) -> bytes:
    """Return a feed of pieces with these headlines; ``bodies`` are of pieces of other texts."""
    pieces = {name: f"<p>{name}: {body}</p>" for name in headlines} | bodies
    if watching.FORMAT != "feed":
        told = [{"id": f"urn:{name}", "headline": name, "body": pieces[name]} for name in pieces]
        return "".join(f"{json.dumps(each)}\n" for each in told).encode()
    items = "".join(_item(name, content) for name, content in pieces.items())
    head = "<title>Gazette</title><link>https://gazette.example/</link>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(name: str, content: str) -> str:
    told = f'<guid isPermaLink="false">urn:{name}</guid><title>{escape(name)}</title>'
    return f"<item>{told}<description>{escape(content)}</description></item>"
