"""What is expected of stories of news agencies, by a simple reading of their files.

Beside an input ``NAME``, a file ``NAME.expect.json`` with a list of objects of fields counts
instead.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from articles.parsing import formats
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace, fold
from tests.agreement.newswire_reading import Fields, read_stories
from tests.agreement.report import Expectation, Verdict, has_same_words

_EXPECTED: Final = ".expect.json"
# Values that are texts, which may differ in single words.
_TEXTS: Final = {"headline", "body", "byline"}


def check_newswire(folder: Path) -> Iterator[Verdict]:
    """Yield the verdict on each field of the stories below the folder."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        if path.name.endswith(_EXPECTED):
            continue
        stories = list(_list_stories(path))
        results = _parse_file(path) if stories else []
        for number, (kind, fields) in enumerate(stories):
            result = results[number] if number < len(results) else None
            for field, value in fields:
                if has_value(value):
                    expectation = Expectation(kind, path, str(number + 1), field, value)
                    yield _judge(expectation, result)


def _list_stories(path: Path) -> Iterator[tuple[str, Fields]]:
    expected = path.with_name(path.name + _EXPECTED)
    if not expected.exists():
        yield from read_stories(path.read_bytes())
        return
    for story in json.loads(expected.read_text()):
        yield "expected", list(story.items())


def has_value(value: Any) -> bool:
    """Return whether the value, or one of several, has a letter or a digit."""
    values = value if isinstance(value, list) else [value]
    return any(fold(str(each or "")) for each in values)


def _parse_file(path: Path) -> list[Record | Reject | SkippedItem]:
    with path.open("rb") as stream:
        return list(formats.read_stream(stream))


def _judge(expectation: Expectation, result: Record | Reject | SkippedItem | None) -> Verdict:
    if not isinstance(result, Record):
        reason = result.reason.code if isinstance(result, Reject) else str(result)
        return Verdict(expectation, reason, f"not read: {reason}")
    ours = _list_our_values(result, expectation.field)
    wanted = expectation.value if isinstance(expectation.value, list) else [expectation.value]
    is_same = any(_agrees(expectation.field, str(value), each) for value in wanted for each in ours)
    cause = "" if is_same else "another value" if any(ours) else "we have none"
    return Verdict(expectation, " | ".join(ours), cause)


def _list_our_values(record: Record, field: str) -> list[str]:
    text = body_html.to_text(body_html.sanitise(record.body))
    fields = {
        "headline": [record.headline],
        "body": [text, f"{record.headline} {text}"],
        "byline": [record.byline],
        "id": [record.origin_id],
        "date": [str(record.source_date.first or "")],
        "language": [record.language],
        "source": [record.source],
        "tag": list(record.tags),
    }
    return fields[field]


def _agrees(field: str, value: str, ours: str) -> bool:
    """Tell whether both mean the same; an id may have its provider before it."""
    plain = collapse_whitespace(clean_text(value))
    if field in _TEXTS:
        return has_same_words(plain, ours)
    if field == "id":
        return ours == plain or ours.endswith(f":{plain}")
    return fold(plain) == fold(ours)
