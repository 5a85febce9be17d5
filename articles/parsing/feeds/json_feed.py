"""JSON Feed 1.0 and 1.1, item by item.

A record's original is the feed with no other item than its own, written out again in UTF-8.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from articles.parsing.feeds.entry import NO_ENTRY, Entry, Place, Text, kept, record, source_date
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.text.strings import collapse_whitespace

_NO_FEED: Final = (
    "This is JSON, but no JSON Feed: an object with a list named items. Name the format it is in."
)
_NO_ITEM: Final = "The item is no JSON object: {…}; take it out, or write it as one."
_TOO_DEEP: Final = "It nests more than 32 levels deep; take out what no article needs."
_DEPTH: Final = 32
_TOO_WORDY: Final = (
    "What it says of the feed itself is too long to be kept with each item; shorten that."
)
_WORK_SIZE: Final = 128 * 2**20

_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*:\s*"https?:\\?/\\?/jsonfeed\.org)?|[{}\[\]]')


def sniff(head: str) -> bool:
    """Tell whether the outermost object has the version of a JSON Feed."""
    depth = 0
    for found in _TOKEN.finditer(head):
        depth += (found[0] in "{[") - (found[0] in "}]")
        if depth == 1 and found[1] == "version" and found[2]:
            return head.lstrip().startswith("{")
    return False


def read(text: str) -> Iterator[Record | Reject]:
    """Yield a record or a reject for each item of the feed, or one reject for all of it."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield Reject("line 1", f"It is not JSON: {error}.", kept(text.encode()))
        return
    if reason := _refusal(feed):
        yield Reject("line 1", reason, kept(text.encode()))
        return
    around = {name: value for name, value in feed.items() if name != "items"}
    for number, item in enumerate(feed["items"], 1):
        yield _read(item, around, position=f"item {number}")


def _refusal(feed: Any) -> str:
    """Return why nothing of the feed can be read, or ""."""
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return _NO_FEED
    if not feed["items"]:
        return NO_ENTRY
    if _is_deeper({**feed, "items": []}, than=_DEPTH):
        return _TOO_DEEP
    return _TOO_WORDY if _length(feed) * len(feed["items"]) > _WORK_SIZE else ""


def _is_deeper(told: Any, *, than: int) -> bool:
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else None
    return inner is not None and (
        not than or any(_is_deeper(each, than=than - 1) for each in inner)
    )


def _length(feed: Mapping[str, Any]) -> int:
    return sum(len(str(value)) for name, value in feed.items() if name != "items")


def _read(item: Any, around: Mapping[str, Any], *, position: str) -> Record | Reject:
    if _is_deeper(item, than=_DEPTH):
        return Reject(position, _TOO_DEEP, None)
    written = json.dumps({**around, "items": [item]}, ensure_ascii=False, indent=1)
    # Half a letter stays the escape that it was.
    original = written.encode("utf-8", "backslashreplace")
    if not isinstance(item, dict):
        return Reject(position, _NO_ITEM, kept(original))
    place = Place(
        position=position,
        original=original,
        media_type="application/feed+json",
        charset="utf-8",
        line=written.count("\n", 0, written.rfind('\n "items": [')) + 3,
    )
    return record(_entry(item, around), place=place)


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Entry:
    contents = Text(_line(item, "content_html"), is_html=True), Text(_line(item, "content_text"))
    return Entry(
        headline=Text(_line(item, "title")),
        # The same text twice: the plain one has nothing that the other lacks.
        contents=contents[:1] if contents[0].as_line() else contents[1:],
        summary=Text(_line(item, "summary")),
        link=_line(item, "url") or _line(item, "external_url"),
        link_base=_line(feed, "home_page_url") or _line(feed, "feed_url"),
        origin_id=_line(item, "id"),
        source=collapse_whitespace(_line(feed, "title")),
        date=source_date(_line(item, "date_published") or _line(item, "date_modified")),
        language=_line(item, "language") or _line(feed, "language"),
        names=_names(item) or _names(feed),
        tags=tuple(each for each in _list(item, "tags") if isinstance(each, str)),
    )


def _line(told: Mapping[str, Any], name: str) -> str:
    """Return a text, or a number as one; what is neither tells nothing."""
    value = told.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    value = told.get(name)
    return value if isinstance(value, list) else []


def _names(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the authors, of whom version 1.0 has but one."""
    authors = _list(told, "authors") or [told.get("author")]
    names = (_line(each, "name") for each in authors if isinstance(each, dict))
    return tuple(name for name in names if collapse_whitespace(name))
