"""RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, entry by entry, as feedparser reads them.

Each entry is read from a document of its own, the feed without its other entries. The feed is
split as text, so that one that is not well-formed is read as far as it can be. That document, in
the charset of the feed, is the record's original.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, Final

import feedparser

from articles.parsing.charsets import encode_text
from articles.parsing.dropped import build_remarks
from articles.parsing.feeds import blogger
from articles.parsing.feeds.credit_lines import find_credit_lines
from articles.parsing.feeds.elements import MARKUP, compile_tags, remove_elements
from articles.parsing.feeds.entry import (
    NO_ENTRY,
    Entry,
    EntryDocument,
    Text,
    build_record,
    build_reject_record,
)
from articles.parsing.feeds.extensions import remove_extensions
from articles.parsing.feeds.media import list_media
from articles.parsing.feeds.splitting import SplitFeed, normalise_document, split_feed
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, Remark, SkippedItem
from articles.parsing.stamps import DateOrder, detect_document_order, parse_stamp
from articles.vocabulary import SourceDate

# The dictionaries of feedparser, whose keys are attributes as well.
Fields = Any

# No article is larger.
_ENTRY_SIZE: Final = 4 * 2**20
# How many characters of a feed's own fields may be read in all: they are read with each entry.
_REPEATED_SIZE: Final = 128 * 2**20

_TOO_LARGE: Final = Problem("feed.entry_too_large", {"size": _ENTRY_SIZE // 2**20})
_OVERLOADED: Final = Problem("feed.entry_overloaded")
_UNREADABLE: Final = Problem("feed.entry_unreadable")

# Above the root: white space, instructions, comments, and a document type.
_MISC: Final = r"(?>\s++|<\?(?>.*?\?>)|<!--(?>.*?-->)|<![^<>\[]*+(?:\[(?>.*?\]\s*>)|>))*+"
_ROOT: Final = re.compile(rf"{_MISC}<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)
_FEED_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel"})
# What is often mistaken for a feed: its root, and the reason of the reject.
_NO_FEED_ROOTS: Final = {
    "opml": Problem("feed.opml"),
    "sitemapindex": Problem("feed.sitemap_index"),
    "html": Problem("feed.web_page"),
}
ATOM: Final = "w3.org/2005/Atom"
ATOM_MEDIA_TYPE: Final = "application/atom+xml"
_WORDPRESS_EXPORT: Final = "wordpress.org/export/"
_NO_FEED: Final = Problem("feed.no_feed")

# The HTML gate is ours, so that feedparser need not sanitise, nor resolve links in texts.
_OPTIONS: Final = {"sanitize_html": False, "resolve_relative_uris": False}


def find_root_name(text: str) -> str:
    """Return the name of the first element, in lower case and without prefix, "" for none."""
    match = _ROOT.match(text)
    return match[1].lower() if match else ""


def is_wordpress_export(head: str) -> bool:
    """Return whether the head begins the export of a WordPress site, which is RSS as well."""
    return _WORDPRESS_EXPORT in head


def parse_text(text: str, *, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    """Yield a result for each entry of the feed, or one reject for the whole of it."""
    feed = split_feed(text, charset=charset)
    if reason := _find_problem(feed):
        yield Reject("line 1", reason, build_reject_record(encode_text(text, charset)))
        return
    media_type = _choose_media_type(text)
    line = feed.head.count("\n") + 1
    frame, order = _remove_feed_categories(feed), detect_document_order(text)
    for number, content in enumerate(feed.iter_entries(), 1):
        if kind := blogger.find_skipped_kind(content):
            yield SkippedItem(kind)
            continue
        document = EntryDocument(
            position=f"entry {number}",
            original=encode_text(feed.build_document(content), charset),
            media_type=media_type,
            charset=charset,
            line=line,
            order=order,
        )
        yield _parse_entry(content, document, frame=frame)


# Each entry is read with the fields of the feed. Its tags are only those of the entry itself.
_CATEGORIES: Final = compile_tags(r"(?:[\w.-]+:)?(?:category|subject|keywords|tags)")


def _remove_feed_categories(feed: SplitFeed) -> SplitFeed:
    head, tail = (remove_elements(text, _CATEGORIES) for text in (feed.head, feed.tail))
    return replace(feed, head=head, tail=tail)


def _find_problem(feed: SplitFeed) -> Problem | None:
    """Return why nothing of the feed can be read, or None."""
    feed_fields = feed.head + feed.tail
    if not feed.spans:
        name = find_root_name(feed.text)
        return _NO_FEED_ROOTS.get(name, NO_ENTRY if name in _FEED_ROOTS else _NO_FEED)
    if is_wordpress_export(feed.head):
        return Problem("feed.wordpress_export")
    if re.search("<!ENTITY", feed_fields, re.IGNORECASE):
        return Problem("feed.declares_entities")
    is_wordy = len(feed_fields) * len(feed.spans) > _REPEATED_SIZE
    return Problem("feed.head_too_long") if is_wordy else None


_MEDIA_TYPES: Final = {
    "feed": ATOM_MEDIA_TYPE,
    "entry": ATOM_MEDIA_TYPE,
    "rdf": "application/rdf+xml",
}


def _choose_media_type(text: str) -> str:
    return _MEDIA_TYPES.get(find_root_name(text), "application/rss+xml")


def _parse_entry(content: str, document: EntryDocument, *, frame: SplitFeed) -> Record | Reject:
    if len(content) > _ENTRY_SIZE:
        return Reject(document.position, _TOO_LARGE, None)
    own, remarks = _limit_lists(content, document.line)
    own = remove_extensions(remove_elements(own, _PICTURES))
    text = frame.build_document(own)
    if _is_overloaded(text):
        return Reject(document.position, _OVERLOADED, build_reject_record(document.original))
    try:
        # As a stream, because feedparser takes text, and even bytes, for the name of a file first.
        parsed = feedparser.parse(io.BytesIO(normalise_document(text).encode()), **_OPTIONS)
        entry = _build_entry(parsed, own, document)
        remarks += _remark_links(parsed.entries[0], document.line)
        remarks += build_remarks(list_media(parsed.entries[0]))
        is_draft = blogger.is_draft(content)
        return build_record(
            replace(entry, is_withheld=is_draft, remarks=remarks), document=document
        )
    except Exception:  # noqa: BLE001 - feedparser raises whatever any of its parts does
        return Reject(document.position, _UNREADABLE, build_reject_record(document.original))


# Elements of an entry with a title and a link of their own, which feedparser takes for the entry's.
_PICTURES: Final = compile_tags("image|textinput")


# feedparser's time grows with the square of the length of these, and of the number of namespaces.
_LIST_NAMES: Final = (
    r"(?:[\w.-]+:)?(?:author|creator|contributor|publisher|managingeditor|webmaster|owner"
    r"|credit|category|subject|keywords|tags)"
)
_LISTS: Final = re.compile(rf"<({_LIST_NAMES})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_LIST_TAGS: Final = compile_tags(_LIST_NAMES)
_NAMESPACE: Final = re.compile(r"""\sxmlns:?[\w.-]*\s*=\s*["']([^"'<>]*)""")
_LISTS_LIMIT: Final = 8_000  # characters
_NAMESPACES_LIMIT: Final = 200


def _limit_lists(content: str, line: int) -> tuple[str, tuple[Remark, ...]]:
    """Return the entry without its authors and tags where they are too long, and a remark then."""
    if not _has_long_lists(content):
        return content, ()
    return remove_elements(content, _LIST_TAGS), (Remark("authors_and_tags_left_out", line),)


def _is_overloaded(document: str) -> bool:
    namespaces = {match[1] for match in _NAMESPACE.finditer(document)}
    return len(namespaces) > _NAMESPACES_LIMIT or _has_long_lists(document)


def _has_long_lists(text: str) -> bool:
    tags = islice(_LISTS.finditer(text), _LISTS_LIMIT)
    return sum(map(_measure_element, tags)) > _LISTS_LIMIT


def _measure_element(tag: re.Match[str]) -> int:
    """Return the length of the element that the tag begins, at least the limit if it is longer."""
    start, end = tag.span()
    if tag[0].endswith("/>"):
        return end - start
    end_tag = tag.string.find(f"</{tag[1]}", end, end + _LISTS_LIMIT)
    return (end_tag if end_tag >= 0 else end + _LISTS_LIMIT) - start


def _build_entry(parsed: Fields, content: str, document: EntryDocument) -> Entry:
    """Return the entry that feedparser read; raise IndexError where it found none.

    Each author element of Atom names one author, and the feed's authors are those of its entries.
    """
    is_atom = document.media_type == ATOM_MEDIA_TYPE or str(parsed.version).startswith("atom")
    entry, feed = parsed.entries[0], parsed.feed
    origin = entry.get("source") or {}
    names = _get_author_names(entry) or _get_author_names(origin) or _get_author_names(feed)
    guid = entry.get("id", "")
    return Entry(
        headline=_build_text(entry.get("title_detail"), entry.get("title")),
        contents=tuple(map(_build_text, filter(_is_text, entry.get("content", ())))),
        summary=_build_summary(entry),
        link=_choose_link(entry, guid) or str(entry.get("blogger_filename") or ""),
        link_base=feed.get("link") or _get_feed_url(feed),
        origin_id=guid,
        source=_get_title(origin) or _get_title(feed),
        date=_parse_date(entry, document.order),
        date_order=_find_needed_order(entry, document.order),
        language=_choose_language(entry, feed),
        author_names=names if is_atom else (),
        credit_lines=() if is_atom else find_credit_lines(content),
        tags=tuple(tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ())),
    )


def _get_author_names(fields: Fields) -> tuple[str, ...]:
    names = (author.get("name") or "" for author in fields.get("authors", ()))
    return tuple(Text(name, is_html=bool(MARKUP.search(name))).as_line() for name in names)


def _get_title(fields: Fields) -> str:
    return _build_text(fields.get("title_detail"), fields.get("title")).as_line()


_HTML: Final = re.compile(r"text/html|application/(?:.*\+)?xml|text/xml")


def _build_text(detail: Fields, value: str | None = None) -> Text:
    """Return a text from its details, or as plain text where feedparser gives none."""
    if detail is None:
        return Text(value or "")
    media_type = detail.get("type") or "text/html"
    is_html = not media_type.startswith("text/") or bool(_HTML.fullmatch(media_type))
    return Text(detail.get("value") or "", is_html, detail.get("base") or "")


def _is_text(content: Fields) -> bool:
    media_type = content.get("type") or "text/html"
    return media_type.startswith("text/") or bool(_HTML.fullmatch(media_type))


def _build_summary(entry: Fields) -> Text:
    """Return the summary, unless it repeats a content.

    feedparser copies a content where the entry has no summary, and some feeds do so themselves.
    """
    contents = {content.get("value") for content in entry.get("content", ())}
    value = entry.get("summary")
    return Text() if value in contents else _build_text(entry.get("summary_detail"), value)


def _choose_link(entry: Fields, guid: str) -> str:
    """Return the URL of the page itself, rather than that of a click counter.

    An id is no link unless it looks like one, although RSS says that every guid is a permalink.
    """
    links = [link for link in entry.get("links", ()) if link.get("rel") == "alternate"]
    pages = [link for link in links if _HTML.fullmatch(link.get("type") or "text/html")]
    urls = [link["href"] for link in pages or links if link.get("href")]
    link = urls[0] if urls else entry.get("link") or ""
    is_mere_id = link == guid and entry.get("guidislink") and not re.match(r"https?:|/", link)
    return "" if is_mere_id else str(entry.get("feedburner_origlink") or link)


def _remark_links(entry: Fields, line: int) -> tuple[Remark, ...]:
    """Return a remark where the entry has recordings, other files, or several pages."""
    links = entry.get("links", ())
    pages = {link.get("href") for link in links if _is_page(link)}
    files = [link for link in links if link.get("rel") == "enclosure" and not _is_picture(link)]
    return (Remark("links_left_out", line),) if files or len(pages) > 1 else ()


def _is_page(link: Fields) -> bool:
    is_html = _HTML.fullmatch(link.get("type") or "text/html")
    return bool(link.get("rel") == "alternate" and is_html and not link.get("hreflang"))


def _is_picture(link: Fields) -> bool:
    return str(link.get("type")).startswith("image/") or not link.get("href")


def _get_feed_url(feed: Fields) -> str:
    """Return the feed's own URL, "" where it gives none."""
    links = (link for link in feed.get("links", ()) if link.get("rel") == "self")
    return next((str(link.get("href", "")) for link in links), "")


def _choose_language(entry: Fields, feed: Fields) -> str:
    details = (*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail"))
    languages = (detail.get("language") for detail in details if detail)
    return entry.get("language") or next(filter(None, languages), "") or feed.get("language") or ""


def _parse_date(entry: Fields, order: DateOrder) -> SourceDate:
    name = next((name for name in ("published", "updated", "created") if entry.get(name)), "")
    parsed = entry.get(f"{name}_parsed")
    utc_day = date(*parsed[:3]) if parsed else None
    return parse_stamp(entry.get(name, ""), order=order, utc_day=utc_day)


def _find_needed_order(entry: Fields, order: DateOrder) -> str:
    """Return the order of the feed's dates if this one cannot be read without it, else ""."""
    is_known = order is not DateOrder.UNKNOWN
    is_needed = is_known and _parse_date(entry, order) != _parse_date(entry, DateOrder.UNKNOWN)
    return order.value if is_needed else ""
