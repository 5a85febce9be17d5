"""What is expected of the entries of feeds.

Files of feedparser's own tests carry an ``Expect:`` line; those of gofeed have a ``.json`` file of
the same name. Of any other feed, ``feed_reading`` says what it tells. An entry without a headline
and a text would be rejected, so it gets a text; an expected value without a word is skipped.
"""

import ast
import gzip
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from articles.parsing.feeds import feed
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace
from tests.agreement.feed_reading import read_feed
from tests.agreement.report import Expectation, Verdict, has_same_words

# The fields in feedparser's words, as a path below an entry, and in ours.
_FEEDPARSER_FIELDS: Final = (
    (r"title(\.value)?|title_detail\.value", "title"),
    (r"link|links\.0\.href", "link"),
    (r"id|guid", "id"),
    (r"(published|updated|issued|modified|date|created)_parsed", "date"),
    (r"author|author_detail\.name|authors\.\d\.name", "author"),
    (r"(content\.0|summary_detail|description_detail)\.value|summary|description", "content"),
    (r"source\.title(_detail\.value)?", "source"),
    (r"tags\.\d\.(term|label)|category", "tag"),
)
_NO_TEXT: Final = "feed.entry_without_text"
_ADDED_TEXT: Final = "Given a text."


def check_feeds(folder: Path) -> Iterator[Verdict]:
    """Yield the verdict on each expectation of an entry below the folder."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = _read_content(path)
        expectations = [each for each in _list_expectations(path, content) if _has_words(each)]
        if expectations:
            entries = _parse_entries(content)
            yield from (_judge(expectation, entries) for expectation in expectations)


def _read_content(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _has_words(expectation: Expectation) -> bool:
    value = expectation.value
    return bool(body_html.to_text(body_html.sanitise(value)) if isinstance(value, str) else value)


def _list_expectations(path: Path, content: bytes) -> Iterator[Expectation]:
    gofeed_path = path.with_suffix(".json")
    if path != gofeed_path and gofeed_path.exists():
        return _read_gofeed(path, json.loads(gofeed_path.read_text()))
    if match := re.search(rb"^\s*Expect:(.*)$", content, re.MULTILINE):
        return _read_feedparser(path, match[1].decode("latin-1").strip())
    return _read_plainly(path, content)


def _read_plainly(path: Path, content: bytes) -> Iterator[Expectation]:
    for number, fields in enumerate(read_feed(content), 1):
        for field, value in fields:
            yield Expectation("read plainly", path, str(number), field, value)


def _read_feedparser(path: Path, expression: str) -> Iterator[Expectation]:
    """Yield the comparisons of an entry's fields in a Python expression."""
    try:
        nodes = ast.walk(ast.parse(expression, mode="eval"))
    except SyntaxError:
        return
    for node in nodes:
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            yield from _read_comparison(path, [node.left, *node.comparators])


def _read_comparison(path: Path, sides: list[ast.expr]) -> Iterator[Expectation]:
    try:
        value = ast.literal_eval(sides[-1])
    except ValueError:
        return
    for side in sides[:-1]:
        match _list_keys(side):
            case ["entries", int(index), *keys]:
                field = _translate_field(".".join(map(str, keys)))
                if field:
                    yield Expectation("feedparser", path, str(index + 1), field, value)


def _list_keys(side: ast.expr) -> list[Any]:
    """Return the names and numbers of ``entries[0]['title']`` and ``entries[0].title``."""
    match side:
        case ast.Subscript(value=container, slice=ast.Constant(value=key)):
            return [*_list_keys(container), key]
        case ast.Attribute(value=container, attr=key):
            return [*_list_keys(container), key]
        case ast.Name(id=name):
            return [name]
    return [None]


def _translate_field(path: str) -> str:
    return next((name for pattern, name in _FEEDPARSER_FIELDS if re.fullmatch(pattern, path)), "")


def _read_gofeed(path: Path, document: dict[str, Any]) -> Iterator[Expectation]:
    for number, entry in enumerate(document.get("entries") or document.get("items") or (), 1):
        for field, value in _list_gofeed_fields(entry):
            if value:
                yield Expectation("gofeed", path, str(number), field, value)


def _list_gofeed_fields(entry: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an entry as gofeed's parsers and its translator write them."""
    links = [link.get("href", "") for link in entry.get("links", ()) if isinstance(link, dict)]
    authors = entry.get("authors") or [entry.get("author")]
    dates = (entry.get(f"{name}Parsed") for name in ("published", "pubDate", "updated"))
    yield "title", entry.get("title")
    yield "link", entry.get("link") or next(iter(links), "")
    yield "id", _get_value(entry.get("guid") or entry.get("id"))
    yield "date", next(filter(None, dates), "")
    for each in filter(None, authors):
        yield "author", (each.get("name") or each.get("email")) if isinstance(each, dict) else each
    yield (
        "content",
        _get_value(entry.get("content") or entry.get("description") or entry.get("summary")),
    )
    yield "source", (entry.get("source") or {}).get("title")
    for each in entry.get("categories") or ():
        yield (
            "tag",
            (each.get("label") or _get_value(each) or each.get("term"))
            if isinstance(each, dict)
            else each,
        )


def _get_value(field: Any) -> Any:
    """Return the value of a field that may be an object with attributes, None without one."""
    return field.get("value") if isinstance(field, dict) else field


def _parse_entries(content: bytes) -> list[Record | Reject | SkippedItem]:
    """Return the entries of the feed; where one has no text, all get one before they are read."""
    entries: list[Record | Reject | SkippedItem] = [*feed.parse(io.BytesIO(content))]
    if not any(isinstance(entry, Reject) and entry.reason.code == _NO_TEXT for entry in entries):
        return entries
    end_tags = re.compile(rb"</((?:\w+:)?(?:item|entry))>")
    description = rb"<description>" + _ADDED_TEXT.encode() + rb"</description></\1>"
    return list(feed.parse(io.BytesIO(end_tags.sub(description, content))))


def _judge(expectation: Expectation, entries: list[Record | Reject | SkippedItem]) -> Verdict:
    index = int(expectation.place) - 1
    entry = entries[index] if index < len(entries) else None
    if not isinstance(entry, Record):
        return Verdict(expectation, "", _explain_absence(entry))
    values = _list_our_values(entry, expectation.field)
    is_same = any(_agrees(expectation, value) for value in values)
    cause = "" if is_same else _explain(expectation, values)
    return Verdict(expectation, " | ".join(values), cause)


def _explain_absence(entry: Reject | SkippedItem | None) -> str:
    match entry:
        case None:
            return "no such entry"
        case Reject(reason=reason):
            return f"not read: {reason.code}"
    return f"left out: {entry.what}"


def _list_our_values(record: Record, field: str) -> list[str]:
    names = [credit.name for credit in record.credits]
    fields = {
        "title": [record.headline],
        "link": [record.source_address],
        "id": [record.origin_id],
        "date": [str(record.source_date.first or "")],
        "author": [record.byline, *names],
        "content": [record.body, record.standfirst],
        "source": [record.source],
        "tag": list(record.tags),
    }
    return [value for value in fields[field] if value]


def _agrees(expectation: Expectation, ours: str) -> bool:
    """Tell whether both mean the same: the day of a date, the words and links of a text."""
    value = expectation.value
    if expectation.field == "date":
        return ours == str(_parse_day(value))
    if expectation.field == "content":
        return _has_same_content(value, ours)
    return collapse_whitespace(ours) in {
        collapse_whitespace(clean_text(value)),
        collapse_whitespace(body_html.to_text(value)),
    }


def _has_same_content(value: str, ours: str) -> bool:
    body = body_html.sanitise(ours)
    expected = body_html.sanitise(value)
    # What is escaped twice, we read as the HTML that it was meant to be.
    words = body_html.to_text(body_html.sanitise(body_html.to_text(expected)))
    return (
        body_html.is_equivalent(body, expected)
        or body_html.to_text(body) == clean_text(value).strip()
        or has_same_words(words, body_html.to_text(body))
    )


def _parse_day(value: Any) -> date:
    return date(*value[:3]) if isinstance(value, tuple) else date.fromisoformat(value[:10])


def _explain(expectation: Expectation, ours: list[str]) -> str:
    value, field = str(expectation.value), expectation.field
    causes = (
        (field == "link" and not value.startswith("http"), "link not absolute"),
        (expectation.path.name.startswith("http_"), "in the server's headers"),
        (field == "author" and "@" in value, "e-mail address, not a name"),
        (not ours, "we have none"),
    )
    return next((cause for is_cause, cause in causes if is_cause), "another value")
