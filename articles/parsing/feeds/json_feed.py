"""JSON Feed 1.0 and 1.1, item by item.

A record's original is the feed with no other item than its own, each of its values as it was.
Specification: https://www.jsonfeed.org/version/1.1/.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from articles.parsing.dropped import build_remarks
from articles.parsing.feeds.entry import (
    NO_ENTRY,
    Entry,
    EntryDocument,
    Text,
    build_record,
    build_reject_record,
)
from articles.parsing.feeds.media import list_pictures
from articles.parsing.json_scanner import (
    EndedError,
    JSONScanner,
    JSONValue,
    decode_string,
    nests_deeper,
)
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Record, Reject, Remark
from articles.parsing.stamps import parse_stamp
from articles.text.strings import collapse_whitespace

_DEPTH_LIMIT: Final = 32
_TOO_DEEP: Final = Problem("feed.too_deep", {"levels": _DEPTH_LIMIT})
# How many characters of a feed's own fields its originals may hold in all: each repeats them.
_REPEATED_SIZE: Final = 128 * 2**20

# What the fields of an item are read from.
_TEXTS: Final = (
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary"),
    *("date_published", "date_modified", "language"),
)
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    **dict.fromkeys(_TEXTS, (str, int)),
    **dict.fromkeys(("authors", "tags", "attachments"), (list,)),
    "author": (dict,),
}

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
        feed = _read_feed(text)
    except _UnreadableError as error:
        yield Reject("line 1", error.problem, build_reject_record(text.encode()))
        return
    scanner = _open_scanner(text)
    try:
        for number, value in enumerate(scanner.read_listed({"items"}), 1):
            yield _parse_item(value, feed, position=f"item {number}")
    except EndedError as error:
        yield Reject(f"line {scanner.line}", error.problem, None)
    else:
        if scanner.peek():
            yield Reject(f"line {scanner.line}", Problem("feed.more_after_end"), None)


class _UnreadableError(ProblemError):
    """Nothing of the feed can be read."""


@dataclass(frozen=True, slots=True)
class _Feed:
    """What stands before each item in its original, and the fields of the feed but its items."""

    head: str
    fields: Mapping[str, Any]


def _open_scanner(text: str) -> JSONScanner:
    return JSONScanner(iter([text]), limit=len(text))


def _read_feed(text: str) -> _Feed:
    """Read what the feed says of itself; raise _UnreadableError if nothing of it can be read."""
    members, item_count = _scan_members(_open_scanner(text))
    if item_count is None:
        raise _UnreadableError(Problem("feed.no_json_feed"))
    if not item_count:
        raise _UnreadableError(NO_ENTRY)
    if sum(map(len, members)) * item_count > _REPEATED_SIZE:
        raise _UnreadableError(Problem("feed.head_too_long"))
    try:
        fields = json.loads(f"{{{', '.join(members)}}}")
    except (ValueError, RecursionError) as error:
        raise _UnreadableError(Problem("json.malformed", {"message": str(error)})) from error
    if nests_deeper(fields, than=_DEPTH_LIMIT):
        raise _UnreadableError(_TOO_DEEP)
    return _Feed("".join(["{\n", *(f" {each},\n" for each in members), ' "items": [\n']), fields)


def _scan_members(scanner: JSONScanner) -> tuple[list[str], int | None]:
    """Return the members but the items, as JSON, and how many items there are.

    The number is None for what has no list of items.
    """
    members: list[str] = []
    item_count = None
    try:
        for name in scanner.read_names() if scanner.peek() == "{" else ():
            if decode_string(name) == "items" and scanner.accept("["):
                item_count = item_count or 0
                for _ in scanner.read_items():
                    item_count += 1
            else:
                members.append(f"{name}: {scanner.read_value().text}")
    except EndedError as error:
        if not item_count:
            raise _UnreadableError(error.problem) from error
    return members, item_count


def _parse_item(value: JSONValue, feed: _Feed, *, position: str) -> Record | Reject:
    if value.depth > _DEPTH_LIMIT:
        return Reject(position, _TOO_DEEP, None)
    original = f"{feed.head}{value.text}\n ]\n}}\n".encode()
    try:
        item = json.loads(value.text)
    except ValueError as error:
        reason = Problem("json.malformed", {"message": str(error)})
        return Reject(position, reason, build_reject_record(original))
    if nests_deeper(item, than=_DEPTH_LIMIT):
        return Reject(position, _TOO_DEEP, None)
    if not isinstance(item, dict):
        return Reject(position, Problem("feed.item_no_object"), build_reject_record(original))
    document = EntryDocument(
        position=position,
        original=original,
        media_type="application/feed+json",
        charset="utf-8",
        line=feed.head.count("\n") + 1,
    )
    remarks = tuple(_build_remarks(item, document.line))
    entry = replace(_build_entry(item, feed.fields), remarks=remarks)
    return build_record(entry, document=document)


def _build_remarks(item: Mapping[str, Any], line: int) -> Iterator[Remark]:
    if _get_list(item, "attachments"):
        yield Remark("links_left_out", line)
    yield from build_remarks(list_pictures(item))
    wrong = [name for name, value in item.items() if not _has_type_of(name, value)]
    if wrong:
        yield Remark("details_left_out", line, {"names": ", ".join(wrong)})


def _has_type_of(name: str, value: Any) -> bool:
    """Return whether the value has a type that is read under this name, or is not read at all."""
    if value is None or name not in _TYPES:
        return True
    return isinstance(value, _TYPES[name]) and not isinstance(value, bool)


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
        date=parse_stamp(_get_text(item, "date_published") or _get_text(item, "date_modified")),
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
