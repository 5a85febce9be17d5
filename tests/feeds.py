"""Feeds as a source serves them."""

from html import escape

# An item with this text has no headline either.
NO_TEXT = "<hr>"


def build_rss(*headlines: str, body: str = "The ferry left the harbour.", **bodies: str) -> bytes:
    """Return an RSS feed with an item for each headline.

    The headlines share the one body; ``bodies`` are further items, each a headline and its body.
    """
    texts = {headline: f"<p>{headline}: {body}</p>" for headline in headlines} | bodies
    items = "".join(_make_item(headline, text) for headline, text in texts.items())
    head = "<title>Gazette</title><link>https://gazette.example/</link>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _make_item(headline: str, body: str) -> str:
    guid = f'<guid isPermaLink="false">urn:{headline}</guid>'
    title = "" if NO_TEXT in body else f"<title>{escape(headline)}</title>"
    return f"<item>{guid}{title}<description>{escape(body)}</description></item>"
