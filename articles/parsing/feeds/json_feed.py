"""JSON Feed 1.0 and 1.1, item by item.

A record's original is the feed with no other item than its own, written out again in UTF-8.
Specification: https://www.jsonfeed.org/version/1.1/.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from articles.parsing.feeds.entry import (
    NO_ENTRY,
    Entry,
    EntryDocument,
    Text,
    build_record,
    build_reject_record,
    parse_feed_date,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from articles.text.strings import collapse_whitespace

_NO_FEED: Final = (
    "This is JSON, but no JSON Feed: an object with a list named items. Name the format it is in."
)
_NO_ITEM: Final = "The item is no JSON object: {…}; take it out, or write it as one."
_TOO_DEEP: Final = "It nests more than 32 levels deep; take out what no article needs."
_DEPTH_LIMIT: Final = 32
_TOO_WORDY: Final = (
    "What it says of the feed itself is too long to be kept with each item; shorten that."
)
# How many characters of a feed's own fields its originals may hold in all: each repeats them.
_REPEATED_SIZE: Final = 128 * 2**20

_TOKEN: Final = re.compile(r'"((?>[^"\\]|\\.)*+)"(\s*:\s*"https?:\\?/\\?/jsonfeed\.org)?|[{}\[\]]')


def sniff(head: str) -> bool:
    """Return whether the outermost object has the version of a JSON Feed."""
    depth = 0
    for match in _TOKEN.finditer(head):
        depth += (match[0] in "{[") - (match[0] in "}]")
        if depth == 1 and match[1] == "version" and match[2]:
            return head.lstrip().startswith("{")
    return False


def parse_text(text: str) -> Iterator[Record | Reject]:
    """Yield a record or a reject for each item of the feed, or one reject for the whole of it."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield Reject("line 1", f"It is not JSON: {error}.", build_reject_record(text.encode()))
        return
    if reason := _find_problem(feed):
        yield Reject("line 1", reason, build_reject_record(text.encode()))
        return
    feed_fields = {name: value for name, value in feed.items() if name != "items"}
    for number, item in enumerate(feed["items"], 1):
        yield _parse_item(item, feed_fields, position=f"item {number}")


def _find_problem(feed: Any) -> Problem | str:
    """Return why nothing of the feed can be read, or ""."""
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return _NO_FEED
    if not feed["items"]:
        return NO_ENTRY
    if _is_deeper({**feed, "items": []}, than=_DEPTH_LIMIT):
        return _TOO_DEEP
    is_wordy = _measure_feed_fields(feed) * len(feed["items"]) > _REPEATED_SIZE
    return _TOO_WORDY if is_wordy else ""


def _is_deeper(value: Any, *, than: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return not than or any(_is_deeper(each, than=than - 1) for each in inner)


def _measure_feed_fields(feed: Mapping[str, Any]) -> int:
    return sum(len(str(value)) for name, value in feed.items() if name != "items")


def _parse_item(item: Any, feed_fields: Mapping[str, Any], *, position: str) -> Record | Reject:
    if _is_deeper(item, than=_DEPTH_LIMIT):
        return Reject(position, _TOO_DEEP, None)
    text = json.dumps({**feed_fields, "items": [item]}, ensure_ascii=False, indent=1)
    # A lone half of a surrogate pair stays the escape that it was.
    original = text.encode("utf-8", "backslashreplace")
    if not isinstance(item, dict):
        return Reject(position, _NO_ITEM, build_reject_record(original))
    document = EntryDocument(
        position=position,
        original=original,
        media_type="application/feed+json",
        charset="utf-8",
        # The item begins two lines below the line feed before ``items``.
        line=text.count("\n", 0, text.rfind('\n "items": [')) + 3,
    )
    return build_record(_build_entry(item, feed_fields), document=document)


def _build_entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Entry:
    rich = Text(_get_text(item, "content_html"), is_html=True)
    plain = Text(_get_text(item, "content_text"))
    return Entry(
        headline=Text(_get_text(item, "title")),
        # Both are the same text; the plain one has nothing that the other lacks.
        contents=(rich,) if rich.as_line() else (plain,),
        summary=Text(_get_text(item, "summary")),
        link=_get_text(item, "url") or _get_text(item, "external_url"),
        link_base=_get_text(feed, "home_page_url") or _get_text(feed, "feed_url"),
        origin_id=_get_text(item, "id"),
        source=collapse_whitespace(_get_text(feed, "title")),
        date=parse_feed_date(_get_text(item, "date_published") or _get_text(item, "date_modified")),
        language=_get_text(item, "language") or _get_text(feed, "language"),
        author_names=_get_author_names(item) or _get_author_names(feed),
        tags=tuple(tag for tag in _get_list(item, "tags") if isinstance(tag, str)),
    )


def _get_text(fields: Mapping[str, Any], name: str) -> str:
    """Return the field where it is a text or a number, else ""."""
    value = fields.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _get_list(fields: Mapping[str, Any], name: str) -> list[Any]:
    value = fields.get(name)
    return value if isinstance(value, list) else []


def _get_author_names(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the authors; version 1.0 has a single ``author``."""
    authors = _get_list(fields, "authors") or [fields.get("author")]
    names = (_get_text(author, "name") for author in authors if isinstance(author, dict))
    return tuple(name for name in names if collapse_whitespace(name))
