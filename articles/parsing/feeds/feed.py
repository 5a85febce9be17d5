"""Feeds of the web: RSS, RDF, Atom and JSON Feed, of any version.

The original of a record is the feed as it would be with that entry alone.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing.charsets import UnknownCharsetError, decode, mark_of
from articles.parsing.feeds import entry, json_feed, xml_feed
from articles.parsing.feeds.splitting import charset_told
from articles.parsing.records import (
    Record,
    Reject,
)

PARSER: Final = entry.PARSER
SIZE_LIMIT: Final = 32 * 2**20

_TOO_LARGE: Final = f"It is larger than {SIZE_LIMIT // 2**20} MiB, which no feed is; divide it."
# So much of a feed holds its declaration.
_DECLARED_WITHIN: Final = 1024


def sniff(head: str) -> bool:
    """Tell whether the head begins a feed, or the list of feeds or pages that is taken for one.

    The export of a WordPress site is RSS as well, yet has more to tell than a feed.
    """
    name = xml_feed.root(head)
    if name == "rdf":
        return "purl.org/rss/" in head or ".netscape.com/rdf/" in head
    if name == "rss":
        return not xml_feed.is_export(head)
    return name in {"feed", "channel", "opml", "urlset", "sitemapindex"} or json_feed.sniff(head)


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject]:
    """Read the stream whole, up to the limit, and yield its entries in their order."""
    content = stream.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        yield Reject("line 1", _TOO_LARGE, None)
        return
    try:
        text, read_in = _decode(content, charset)
    except UnknownCharsetError as error:
        yield Reject("line 1", str(error), entry.kept(content))
        return
    if text.lstrip()[:1] in {"{", "["}:
        yield from json_feed.read(text)
    else:
        yield from xml_feed.read(text, charset=read_in)


def _decode(content: bytes, charset: str) -> tuple[str, str]:
    """Return the text and the charset that it was read in, which is the one that it declares.

    Where that cannot be, it is as for any text. That it is UTF-16, no text can tell of itself.
    """
    declared = charset_told(content[:_DECLARED_WITHIN].decode("latin-1"))
    if declared and not mark_of(content)[0] and not declared.startswith(("utf-16", "utf-32")):
        try:
            text = content.decode(declared)
        except UnicodeDecodeError:
            return decode(content, charset)
        return (text, declared) if "\0" not in text else decode(content, charset)
    return decode(content, charset)
