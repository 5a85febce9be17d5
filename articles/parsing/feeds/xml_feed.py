"""RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, entry by entry, as feedparser reads them.

Each entry is read from a document of its own: the feed's text without its other entries, which is
cut as text, so that of a feed that is not well-formed what can be read is read. That document,
in the charset of the feed, is the record's original.
"""

import io
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, Final

import feedparser

from articles.parsing.charsets import encode
from articles.parsing.feeds.entry import NO_ENTRY, Entry, Place, Text, kept, record, source_date
from articles.parsing.feeds.splitting import Cut, cut, plain
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.vocabulary import (
    SourceDate,
)

# What feedparser makes of a feed, dictionaries of its own.
Told = Any

# No article is larger, and a feed says less about itself with all its entries together.
_ENTRY_SIZE: Final = 4 * 2**20
_WORK_SIZE: Final = 128 * 2**20

_TOO_LARGE: Final = (
    f"The entry is larger than {_ENTRY_SIZE // 2**20} MiB, which no article is; shorten it."
)
_TOO_WORDY: Final = (
    "What it says of the feed itself is too long to be read with each entry; shorten that."
)
_DECLARES: Final = (
    "It declares entities, as no feed needs and as attacks do; write out what they stand for."
)
_OVERLOADED: Final = (
    "Its authors, tags or namespaces are too long or too many to be those of one article; "
    "shorten them."
)
_UNREADABLE: Final = (
    "The entry cannot be read as RSS or Atom; mend its tags, or save its page and import that."
)

_MISC: Final = r"(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->)|<![^<>\[]*+(?:\[(?>.*?\]\s*>)|>))*+"
_ROOT: Final = re.compile(rf"{_MISC}<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)
_FEEDS: Final = frozenset({"rss", "feed", "rdf", "channel"})
# What is taken for a feed, and is none: its root, and what to say of it.
OTHERS: Final = {
    "opml": "This is OPML, a list of feeds; import the feeds that it names.",
    "urlset": "This is a sitemap, a list of addresses; save the pages and import those.",
    "sitemapindex": "This is a list of sitemaps; save the pages that they name and import those.",
    "html": "This is a web page and no feed; import it with --format html.",
}
_EXPORT: Final = "wordpress.org/export/"
_IS_EXPORT: Final = (
    "This is the export of a WordPress site, which holds drafts and private pieces that no feed "
    "has; import it as such, in the format wxr."
)
_NO_FEED: Final = "This is no feed: neither RSS nor Atom nor JSON Feed. Name the format it is in."

# The sanitiser of feedparser is off because the gate is ours, and it resolves no links in texts.
_OPTIONS: Final = {"sanitize_html": False, "resolve_relative_uris": False}


def root(text: str) -> str:
    """Return the name of the first element, in lower case and without prefix, "" for none."""
    found = _ROOT.match(text)
    return found[1].lower() if found else ""


def is_export(head: str) -> bool:
    """Tell whether it begins as the export of a WordPress site, which is RSS as well."""
    return _EXPORT in head


def read(text: str, *, charset: str) -> Iterator[Record | Reject]:
    """Yield a record or a reject for each entry of the feed, or one reject for all of it."""
    pieces = cut(text, charset=charset)
    if reason := _refusal(pieces):
        yield Reject("line 1", reason, kept(encode(text, charset)))
        return
    line = pieces.before.count("\n") + 1
    for number, document in enumerate(pieces.documents(), 1):
        original = encode(document, charset)
        place = Place(
            position=f"entry {number}",
            original=original,
            media_type=_media_type(text),
            charset=charset,
            line=line,
        )
        yield _read(document, place, size=len(document) - len(pieces.before) - len(pieces.after))


def _refusal(pieces: Cut) -> str:
    """Return why nothing of the feed can be read, or ""."""
    around = pieces.before + pieces.after
    if not pieces.spans:
        name = root(pieces.text)
        return OTHERS.get(name, NO_ENTRY if name in _FEEDS else _NO_FEED)
    if is_export(pieces.before):
        return _IS_EXPORT
    if re.search("<!ENTITY", around, re.IGNORECASE):
        return _DECLARES
    return _TOO_WORDY if len(around) * len(pieces.spans) > _WORK_SIZE else ""


_MEDIA_TYPES: Final = {"feed": "application/atom+xml", "rdf": "application/rdf+xml"}


def _media_type(text: str) -> str:
    return _MEDIA_TYPES.get(root(text), "application/rss+xml")


def _read(document: str, place: Place, *, size: int) -> Record | Reject:
    if size > _ENTRY_SIZE:
        return Reject(place.position, _TOO_LARGE, None)
    if _is_overloaded(document):
        return Reject(place.position, _OVERLOADED, kept(place.original))
    try:
        # As a stream: feedparser takes a text, and even bytes, for the name of a file first.
        told = feedparser.parse(io.BytesIO(plain(document).encode()), **_OPTIONS)
        return record(_entry(told), place=place)
    except Exception:  # noqa: BLE001 - feedparser raises whatever any of its parts does
        return Reject(place.position, _UNREADABLE, kept(place.original))


# feedparser's time grows with the square of the length of these, and of the number of namespaces.
_LISTS: Final = re.compile(
    r"<((?:[\w.-]+:)?(?:author|creator|contributor|publisher|managingeditor|webmaster|owner"
    r"|credit|category|subject|keywords|tags))(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_NAMESPACE: Final = re.compile(r"""\sxmlns:?[\w.-]*\s*=\s*["']([^"'<>]*)""")
_LIST_SIZE: Final = 8_000
_NAMESPACES: Final = 200


def _is_overloaded(document: str) -> bool:
    namespaces = {found[1] for found in _NAMESPACE.finditer(document)}
    tags = islice(_LISTS.finditer(document), _LIST_SIZE)
    return len(namespaces) > _NAMESPACES or sum(_size(tag) for tag in tags) > _LIST_SIZE


def _size(tag: re.Match[str]) -> int:
    """Return the length of the element that the tag begins."""
    start, end = tag.span()
    if tag[0].endswith("/>"):
        return end - start
    closed = tag.string.find(f"</{tag[1]}", end, end + _LIST_SIZE)
    return (closed if closed >= 0 else end + _LIST_SIZE) - start


def _entry(told: Told) -> Entry:
    """Return what feedparser read; a document in which it found no entry raises IndexError."""
    entry, feed = told.entries[0], told.feed
    origin = entry.get("source") or {}
    names = _names(entry) or _names(origin) or _names(feed)
    guid = entry.get("id", "")
    return Entry(
        headline=_text(entry.get("title_detail"), entry.get("title")),
        contents=tuple(_text(each) for each in entry.get("content", ()) if _is_text(each)),
        summary=_summary(entry),
        link=_link(entry, guid),
        link_base=feed.get("link") or _self(feed),
        origin_id=guid,
        source=_title(origin) or _title(feed),
        date=_date(entry),
        language=_language(entry, feed),
        names=names if _is_atom(told) else (),
        credit_lines=() if _is_atom(told) else _credit_lines(entry),
        tags=tuple(each.get("label") or each.get("term") or "" for each in entry.get("tags", ())),
    )


def _is_atom(told: Told) -> bool:
    """Tell whether each author element is one author, and the feed's are those of its entries."""
    return str(told.version).startswith("atom")


def _names(told: Told) -> tuple[str, ...]:
    names = (each.get("name") or "" for each in told.get("authors", ()))
    return tuple(Text(name, is_html=bool(_MARKUP.search(name))).as_line() for name in names)


_MAIL: Final = re.compile(r"<?(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")


def _credit_lines(entry: Told) -> tuple[str, ...]:
    """Return the lines that name the authors of an item of RSS, without addresses of mail.

    From the last of them feedparser has not yet taken as much of an address as it knows.
    """
    last = _MAIL.sub("", entry.get("author") or "").strip(" ()\n")
    return (*_names(entry)[:-1], Text(last, is_html=bool(_MARKUP.search(last))).as_line())


def _title(told: Told) -> str:
    return _text(told.get("title_detail"), told.get("title")).as_line()


_MARKUP: Final = re.compile(r"</?[a-z]|&#?\w+;", re.IGNORECASE)
_HTML: Final = re.compile(r"text/html|application/(?:.*\+)?xml|text/xml")


def _text(detail: Told, value: str | None = None) -> Text:
    """Return a text by its details; one without them is a copy of another, or plain."""
    if detail is None:
        return Text(value or "")
    kind = detail.get("type") or "text/html"
    is_html = not kind.startswith("text/") or bool(_HTML.fullmatch(kind))
    return Text(detail.get("value") or "", is_html, detail.get("base") or "")


def _is_text(content: Told) -> bool:
    kind = content.get("type") or "text/html"
    return kind.startswith("text/") or bool(_HTML.fullmatch(kind))


def _summary(entry: Told) -> Text:
    """Return the summary, unless it is the copy of a content that feedparser makes for want of one.

    Some feeds say it twice over as well.
    """
    copied = {each.get("value") for each in entry.get("content", ())}
    value = entry.get("summary")
    return Text() if value in copied else _text(entry.get("summary_detail"), value)


def _link(entry: Told, guid: str) -> str:
    """Return the address of the page, rather that before a counter of clicks than after it.

    An id that merely may be an address, as RSS has it unless told otherwise, is none.
    """
    links = (each for each in entry.get("links", ()) if each.get("rel") == "alternate")
    pages = [each["href"] for each in links if each.get("href")]
    link = entry.get("link") or ""
    if pages and link not in pages:
        link = pages[0]
    is_mere_id = link == guid and entry.get("guidislink") and not re.match(r"https?:|/", link)
    return "" if is_mere_id else str(entry.get("feedburner_origlink") or link)


def _self(feed: Told) -> str:
    """Return the feed's own address, for a feed that leads nowhere else."""
    links = (each for each in feed.get("links", ()) if each.get("rel") == "self")
    return next((str(each.get("href", "")) for each in links), "")


def _language(entry: Told, feed: Told) -> str:
    details = (*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail"))
    told = (each.get("language") for each in details if each)
    return entry.get("language") or next(filter(None, told), "") or feed.get("language") or ""


def _date(entry: Told) -> SourceDate:
    name = next((each for each in ("published", "updated", "created") if entry.get(each)), "")
    parsed = entry.get(f"{name}_parsed")
    return source_date(entry.get(name, ""), parsed=date(*parsed[:3]) if parsed else None)
