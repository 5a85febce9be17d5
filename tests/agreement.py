"""How far what is imported agrees with what others expect of the same files.

``python -m tests.agreement feeds PATH`` prints the share of the expectations below the path that
agree, and each that does not, with its cause. The files of feedparser's own tests carry an
``Expect:`` line; beside those of gofeed stands a ``.json`` file. An entry without a text is given
one, without which it would be none of ours; an expected value without a word is passed over.
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
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace


@dataclass(frozen=True, slots=True)
class Expectation:
    """What somebody expects of a field of one piece of a file, both by our names."""

    path: Path
    at: int
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an expectation; ``cause`` is "" where we agree."""

    of: Expectation
    found: str
    cause: str


# Feeds.

# What feedparser calls the fields that we carry, as the path below an entry.
_FEEDPARSER: Final = (
    (r"title(\.value)?|title_detail\.value", "title"),
    (r"link|links\.0\.href", "link"),
    (r"id|guid", "id"),
    (r"(published|updated|issued|modified|date|created)_parsed", "date"),
    (r"author|author_detail\.name|authors\.\d\.name", "author"),
    (r"(content\.0|summary_detail|description_detail)\.value|summary|description", "content"),
    (r"source\.title(_detail\.value)?", "source"),
    (r"tags\.\d\.(term|label)|category", "tag"),
)
_NO_TEXT: Final = "It has no text"
_TEXT: Final = "Given a text."


def feeds(path: Path) -> Iterator[Verdict]:
    """Yield the verdict on each expectation of an entry below the path."""
    for each in sorted(path.rglob("*")):
        told = _expected_of(each) if each.is_file() else ()
        if expected := [one for one in told if _has_words(one.value)]:
            found = _entries(each.read_bytes())
            yield from (_verdict(one, found) for one in expected)


def _has_words(value: Any) -> bool:
    return bool(body_html.to_text(body_html.sanitise(value)) if isinstance(value, str) else value)


def _expected_of(path: Path) -> Iterator[Expectation]:
    beside = path.with_suffix(".json")
    if path.suffix == ".json":
        return
    if beside.exists():
        yield from _beside(path, json.loads(beside.read_text()))
    elif told := re.search(rb"^\s*Expect:(.*)$", path.read_bytes(), re.MULTILINE):
        yield from _in_line(path, told[1].decode("latin-1").strip())


def _in_line(path: Path, told: str) -> Iterator[Expectation]:
    """Yield what a line of Python compares an entry's fields with."""
    try:
        parts = ast.walk(ast.parse(told, mode="eval"))
    except SyntaxError:
        return
    for part in parts:
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq):
            yield from _compared(path, [part.left, *part.comparators])


def _compared(path: Path, sides: list[ast.expr]) -> Iterator[Expectation]:
    try:
        value = ast.literal_eval(sides[-1])
    except ValueError:
        return
    for side in sides[:-1]:
        match _keys(side):
            case ["entries", int(at), *below]:
                field = _field(".".join(map(str, below)))
                if field:
                    yield Expectation(path, at, field, value)


def _keys(side: ast.expr) -> list[Any]:
    """Return the names and numbers of ``entries[0]['title']`` and ``entries[0].title``."""
    match side:
        case ast.Subscript(value=held, slice=ast.Constant(value=key)):
            return [*_keys(held), key]
        case ast.Attribute(value=held, attr=key):
            return [*_keys(held), key]
        case ast.Name(id=name):
            return [name]
    return [None]


def _field(told: str) -> str:
    return next((name for form, name in _FEEDPARSER if re.fullmatch(form, told)), "")


def _beside(path: Path, told: dict[str, Any]) -> Iterator[Expectation]:
    for at, entry in enumerate(told.get("entries") or told.get("items") or ()):
        for field, value in _of_gofeed(entry):
            if value:
                yield Expectation(path, at, field, value)


def _of_gofeed(entry: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an entry as gofeed's parsers and its translator write them."""
    links = [each.get("href", "") for each in entry.get("links", ()) if isinstance(each, dict)]
    authors = entry.get("authors") or [entry.get("author")]
    guid = entry.get("guid") or entry.get("id")
    content = entry.get("content") or entry.get("description") or entry.get("summary")
    yield "title", entry.get("title")
    yield "link", entry.get("link") or next(iter(links), "")
    yield "id", guid["value"] if isinstance(guid, dict) else guid
    parsed = (entry.get(f"{name}Parsed") for name in ("published", "pubDate", "updated"))
    yield "date", next(filter(None, parsed), "")
    for each in filter(None, authors):
        yield "author", (each.get("name") or each.get("email")) if isinstance(each, dict) else each
    yield "content", content["value"] if isinstance(content, dict) else content
    yield "source", (entry.get("source") or {}).get("title")
    for each in entry.get("categories") or ():
        yield "tag", (each.get("label") or each.get("value")) if isinstance(each, dict) else each


def _entries(content: bytes) -> list[Record | Reject]:
    found = list(feed.parse(io.BytesIO(content)))
    if not any(isinstance(each, Reject) and each.reason.startswith(_NO_TEXT) for each in found):
        return found
    ends = re.compile(rb"</((?:\w+:)?(?:item|entry))>")
    filled = ends.sub(rb"<description>" + _TEXT.encode() + rb"</description></\1>", content)
    return list(feed.parse(io.BytesIO(filled)))


def _verdict(expected: Expectation, found: list[Record | Reject]) -> Verdict:
    told = found[expected.at] if expected.at < len(found) else None
    if not isinstance(told, Record):
        reason = told.reason if told else "no such entry"
        return Verdict(expected, reason, f"not read: {reason}")
    ours = _ours(told, expected.field)
    agrees = any(_agrees(expected, each) for each in ours)
    return Verdict(expected, " | ".join(ours), "" if agrees else _cause(expected, ours))


def _ours(told: Record, field: str) -> list[str]:
    names = [credit.name for credit in told.credits]
    fields = {
        "title": [told.headline],
        "link": [told.source_address],
        "id": [told.origin_id],
        "date": [str(told.source_date.first or "")],
        "author": [told.byline, *names],
        "content": [told.body, told.standfirst],
        "source": [told.source],
        "tag": list(told.tags),
    }
    return [each for each in fields[field] if each]


def _agrees(expected: Expectation, ours: str) -> bool:
    """Tell whether the same is meant, by the day of a date and the words and links of a text."""
    value = expected.value
    if expected.field == "date":
        return ours == str(_day(value))
    if expected.field == "content":
        shown = body_html.sanitise(ours)
        is_same = body_html.is_equivalent(shown, body_html.sanitise(value))
        return is_same or body_html.to_text(shown) == clean_text(value).strip()
    return collapse_whitespace(ours) in {
        collapse_whitespace(clean_text(value)),
        collapse_whitespace(body_html.to_text(value)),
    }


def _day(value: Any) -> date:
    return date(*value[:3]) if isinstance(value, tuple) else date.fromisoformat(value[:10])


def _cause(expected: Expectation, ours: list[str]) -> str:
    value = str(expected.value)
    causes = (
        (expected.field == "id" and not re.match(r"[a-z][a-z0-9+.-]*:", value), "id not lasting"),
        (expected.field == "link" and not value.startswith("http"), "link not whole"),
        (expected.path.name.startswith("http_"), "told by a server's headers"),
        (expected.field == "author" and "@" in value, "e-mail address, not a name"),
        (not ours, "we have none"),
    )
    return next((cause for is_so, cause in causes if is_so), "another value")


# The report.

KINDS: Final[dict[str, Callable[[Path], Iterator[Verdict]]]] = {"feeds": feeds}


def report(verdicts: list[Verdict]) -> Iterator[str]:
    """Yield the lines: the share of each field, the causes, and each that does not agree."""
    of = Counter(each.of.field for each in verdicts)
    agreed = Counter(each.of.field for each in verdicts if not each.cause)
    for field, count in [*of.items(), ("all", len(verdicts))]:
        share = agreed[field] if field in of else agreed.total()
        yield f"{field:10} {share:5} of {count:5}  {share / max(count, 1):7.1%}"
    for cause, count in Counter(each.cause for each in verdicts if each.cause).most_common():
        yield f"\n{cause}: {count}"
        for each in (each for each in verdicts if each.cause == cause):
            expected, found = repr(each.of.value)[:90], repr(each.found)[:90]
            yield f"  {each.of.path} [{each.of.at}] {each.of.field}: {expected} / {found}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("path", type=Path)
    options = parser.parse_args()
    for line in report(list(KINDS[options.kind](options.path))):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
