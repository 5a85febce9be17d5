"""Feeds of the web: RSS, RDF, Atom and JSON Feed, of any version, and archives of Blogger.

The original of a record is the feed without its other entries.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing.charsets import UnknownCharsetError, decode_declared
from articles.parsing.feeds import entry, json_feed, news_sitemap, xml_feed
from articles.parsing.feeds.splitting import parse_declared_charset
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem

PARSER: Final = entry.PARSER
SIZE_LIMIT: Final = 32 * 2**20

_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_TOO_LARGE: Final = Problem("feed.too_large", {"size": SIZE_LIMIT // 2**20})
# The XML declaration stands within this many bytes.
_DECLARATION_SIZE: Final = 1024


def sniff(head: str) -> bool:
    """Return whether the head begins a feed, or a list of feeds or pages often mistaken for one.

    The export of a WordPress site is RSS as well, but has a parser of its own.
    """
    name = xml_feed.find_root_name(_skip_messages(head))
    if name == "rdf":
        return "purl.org/rss/" in head or ".netscape.com/rdf/" in head
    if name == "rss":
        return not xml_feed.is_wordpress_export(head)
    if name == "entry":
        return xml_feed.ATOM in head
    return name in {"feed", "channel", "opml", "urlset", "sitemapindex"} or json_feed.sniff(head)


# Messages that PHP prints before the feed, and where it begins.
_MESSAGE: Final = re.compile(
    r"\s*+(?:<br\s*+/?>\s*+)?(?:<b>)?(?:PHP |Warning|Notice|Deprecated|Strict Standards)"
)
_MESSAGES_SIZE: Final = 4096
_FEED_START: Final = re.compile(r"<(?:\?xml\s|rss[\s>]|feed[\s>]|rdf:RDF\s)")


def _skip_messages(head: str) -> str:
    """Return the head from the beginning of the feed, where messages of PHP precede it."""
    start = _FEED_START.search(head, 0, _MESSAGES_SIZE) if _MESSAGE.match(head) else None
    return head[start.start() :] if start else head


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Read the whole stream, up to the limit, and yield its entries in order."""
    content = stream.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        yield Reject("line 1", _TOO_LARGE, None)
        return
    try:
        text, used_charset = _decode(content, charset)
    except UnknownCharsetError as error:
        yield Reject("line 1", error.problem, entry.build_reject_record(content))
        return
    if text.lstrip()[:1] in {"{", "["}:
        yield from json_feed.parse_text(text)
    elif xml_feed.find_root_name(text) == "urlset":
        yield from news_sitemap.parse_text(text, charset=used_charset)
    else:
        yield from xml_feed.parse_text(text, charset=used_charset)


def _decode(content: bytes, charset: str) -> tuple[str, str]:
    """Return the text and its charset; UTF-8 counts first, then the declared one.

    Plain ASCII is in the declared charset, so that an original keeps its declaration.
    """
    declared = parse_declared_charset(content[:_DECLARATION_SIZE].decode("latin-1"))
    if declared.startswith(("utf-16", "utf-32")):  # which cannot be read byte by byte
        declared = ""
    try:
        text, used_charset = decode_declared(content, declared=declared, charset=charset)
    except UnknownCharsetError:
        text, used_charset = content.decode("utf-8", "replace"), "utf-8"
        if not _is_nearly_utf8(text):
            raise
    return text, declared if declared and text.isascii() else used_charset


# So many characters must be read for one that a program has cut in two.
_READ_FOR_EACH_CUT: Final = 20


def _is_nearly_utf8(text: str) -> bool:
    """Return whether a text decoded as UTF-8 has few characters in place of unreadable bytes."""
    count = len(_NON_ASCII.findall(text))
    return count > _READ_FOR_EACH_CUT * text.count("\ufffd") and "\0" not in text
