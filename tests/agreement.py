"""How far imported entries agree with what other projects expect of the same feeds.

``python -m tests.agreement feeds PATH`` prints the share of the expectations below the path that
agree, and each that does not, with its cause. The files of feedparser's own tests carry an
``Expect:`` line; those of gofeed have a ``.json`` file of the same name. An entry without a text
would be rejected, so it gets one; an expected value without a word is skipped.
"""

import argparse
import ast
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from articles.parsing.feeds import feed
from articles.parsing.records import Record, Reject
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace
from tests.problems import list_codes, say


@dataclass(frozen=True, slots=True)
class Expectation:
    """The expected value of one field of the entry with this index, under our field names."""

    path: Path
    index: int
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """The value that we import for an expectation; ``cause`` is "" where both agree."""

    expectation: Expectation
    actual: str
    cause: str


# Feeds.

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
_NO_TEXT: Final = ["feed.entry_without_text"]
_ADDED_TEXT: Final = "Given a text."


def check_feeds(folder: Path) -> Iterator[Verdict]:
    """Yield the verdict on each expectation of an entry below the folder."""
    for path in sorted(folder.rglob("*")):
        expectations = [
            expectation
            for expectation in (_read_expectations(path) if path.is_file() else ())
            if _has_words(expectation.value)
        ]
        if expectations:
            entries = _parse_entries(path.read_bytes())
            yield from (_judge(expectation, entries) for expectation in expectations)


def _has_words(value: Any) -> bool:
    return bool(body_html.to_text(body_html.sanitise(value)) if isinstance(value, str) else value)


def _read_expectations(path: Path) -> Iterator[Expectation]:
    gofeed_path = path.with_suffix(".json")
    if path.suffix == ".json":
        return
    if gofeed_path.exists():
        yield from _read_gofeed(path, json.loads(gofeed_path.read_text()))
    elif match := re.search(rb"^\s*Expect:(.*)$", path.read_bytes(), re.MULTILINE):
        yield from _read_feedparser(path, match[1].decode("latin-1").strip())


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
                    yield Expectation(path, index, field, value)


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
    for index, entry in enumerate(document.get("entries") or document.get("items") or ()):
        for field, value in _list_gofeed_fields(entry):
            if value:
                yield Expectation(path, index, field, value)


def _list_gofeed_fields(entry: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an entry as gofeed's parsers and its translator write them."""
    links = [link.get("href", "") for link in entry.get("links", ()) if isinstance(link, dict)]
    authors = entry.get("authors") or [entry.get("author")]
    guid = entry.get("guid") or entry.get("id")
    content = entry.get("content") or entry.get("description") or entry.get("summary")
    yield "title", entry.get("title")
    yield "link", entry.get("link") or next(iter(links), "")
    yield "id", guid["value"] if isinstance(guid, dict) else guid
    dates = (entry.get(f"{name}Parsed") for name in ("published", "pubDate", "updated"))
    yield "date", next(filter(None, dates), "")
    for each in filter(None, authors):
        yield "author", (each.get("name") or each.get("email")) if isinstance(each, dict) else each
    yield "content", content["value"] if isinstance(content, dict) else content
    yield "source", (entry.get("source") or {}).get("title")
    for each in entry.get("categories") or ():
        yield "tag", (each.get("label") or each.get("value")) if isinstance(each, dict) else each


def _parse_entries(content: bytes) -> list[Record | Reject]:
    """Return the entries of the feed; where one has no text, all get one before they are read."""
    entries = list(feed.parse(io.BytesIO(content)))
    if not any(
        isinstance(entry, Reject) and list_codes(entry.reason) == _NO_TEXT for entry in entries
    ):
        return entries
    end_tags = re.compile(rb"</((?:\w+:)?(?:item|entry))>")
    description = rb"<description>" + _ADDED_TEXT.encode() + rb"</description></\1>"
    return list(feed.parse(io.BytesIO(end_tags.sub(description, content))))


def _judge(expectation: Expectation, entries: list[Record | Reject]) -> Verdict:
    entry = entries[expectation.index] if expectation.index < len(entries) else None
    if not isinstance(entry, Record):
        reason = say(entry.reason) if entry else "no such entry"
        return Verdict(expectation, reason, f"not read: {reason}")
    values = _list_our_values(entry, expectation.field)
    is_same = any(_agrees(expectation, value) for value in values)
    cause = "" if is_same else _explain(expectation, values)
    return Verdict(expectation, " | ".join(values), cause)


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
        body = body_html.sanitise(ours)
        is_same = body_html.is_equivalent(body, body_html.sanitise(value))
        return is_same or body_html.to_text(body) == clean_text(value).strip()
    return collapse_whitespace(ours) in {
        collapse_whitespace(clean_text(value)),
        collapse_whitespace(body_html.to_text(value)),
    }


def _parse_day(value: Any) -> date:
    return date(*value[:3]) if isinstance(value, tuple) else date.fromisoformat(value[:10])


def _explain(expectation: Expectation, ours: list[str]) -> str:
    value, field = str(expectation.value), expectation.field
    causes = (
        (field == "id" and not re.match(r"[a-z][a-z0-9+.-]*:", value), "id is no URI"),
        (field == "link" and not value.startswith("http"), "link not absolute"),
        (expectation.path.name.startswith("http_"), "in the server's headers"),
        (field == "author" and "@" in value, "e-mail address, not a name"),
        (not ours, "we have none"),
    )
    return next((cause for is_cause, cause in causes if is_cause), "another value")


# The report.

CHECKS: Final[dict[str, Callable[[Path], Iterator[Verdict]]]] = {"feeds": check_feeds}


def format_report(verdicts: list[Verdict]) -> Iterator[str]:
    """Yield the lines: the share of each field, then each cause with its disagreements."""
    totals = Counter(verdict.expectation.field for verdict in verdicts)
    agreed = Counter(verdict.expectation.field for verdict in verdicts if not verdict.cause)
    for field, count in [*totals.items(), ("all", len(verdicts))]:
        share = agreed[field] if field in totals else agreed.total()
        yield f"{field:10} {share:5} of {count:5}  {share / max(count, 1):7.1%}"
    causes = Counter(verdict.cause for verdict in verdicts if verdict.cause)
    for cause, count in causes.most_common():
        yield f"\n{cause}: {count}"
        yield from (_format_verdict(verdict) for verdict in verdicts if verdict.cause == cause)


def _format_verdict(verdict: Verdict) -> str:
    expectation = verdict.expectation
    expected, actual = repr(expectation.value)[:90], repr(verdict.actual)[:90]
    place = f"{expectation.path} [{expectation.index}] {expectation.field}"
    return f"  {place}: {expected} / {actual}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=CHECKS)
    parser.add_argument("path", type=Path)
    options = parser.parse_args()
    for line in format_report(list(CHECKS[options.kind](options.path))):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
