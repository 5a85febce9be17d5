"""Feeds as a source serves them."""

from html import escape

NO_TEXT = "<hr>"


def document(*headlines: str, body: str = "The ferry left the harbour.", **bodies: str) -> bytes:
    """Return a feed of pieces with these headlines; ``bodies`` are of pieces of other texts."""
    pieces = {name: f"<p>{name}: {body}</p>" for name in headlines} | bodies
    items = "".join(_item(name, content) for name, content in pieces.items())
    head = "<title>Gazette</title><link>https://gazette.example/</link>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(name: str, content: str) -> str:
    told = f'<guid isPermaLink="false">urn:{name}</guid><title>{escape(name)}</title>'
    return f"<item>{told}<description>{escape(content)}</description></item>"
