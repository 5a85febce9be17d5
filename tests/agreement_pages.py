"""How far the reader of saved pages agrees with what other projects expect of the same pages.

``uv run python -m tests.agreement_pages PATH``, the folder that holds ``readability/``,
``newspaper4k/`` and ``fundus/``. Texts agree where their word overlap is 0.9 or more: twice the
words that both have, counted as often as both have them, by the words of both. Names and lines
agree where their folded words are the same. What is not expected is not compared.
"""

import gzip
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from articles.parsing.records import (
    Record,
)
from articles.parsing.webpage import webpage
from articles.text import body_html
from articles.text.strings import compute_address_key, fold

LEAST: Final = 0.9
FIELDS: Final = (
    *("headline", "byline", "source", "source_date", "language", "source_address"),
    *("standfirst", "tags", "text"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A page, and the value expected of each field that another project tells."""

    name: str
    page: bytes
    expected: dict[str, str]


def cases(folder: Path) -> Iterator[Case]:
    yield from _readability(folder / "readability")
    yield from _newspaper(folder / "newspaper4k")
    yield from _fundus(folder / "fundus")


def _readability(folder: Path) -> Iterator[Case]:
    for told in sorted(folder.glob("*/expected-metadata.json")):
        metadata = json.loads(told.read_text())
        names = {"headline": "title", "byline": "byline", "source": "siteName", "language": "lang"}
        expected = {field: metadata.get(name) for field, name in names.items()}
        expected["standfirst"] = metadata.get("excerpt")
        expected["source_date"] = (metadata.get("publishedTime") or "")[:10]
        expected["text"] = body_html.to_text((told.parent / "expected.html").read_text())
        yield _case(f"readability/{told.parent.name}", told.parent / "source.html", expected)


def _newspaper(folder: Path) -> Iterator[Case]:
    for told in sorted(folder.glob("metadata/*.json")):
        metadata = json.loads(told.read_text())
        names = {"headline": "title", "language": "language", "source_address": "canonical_link"}
        expected = {field: metadata.get(name) for field, name in names.items()}
        expected["source"] = metadata.get("meta_site_name")
        expected["byline"] = ", ".join(metadata["authors"])
        expected["tags"] = ", ".join(metadata["meta_keywords"])
        expected["source_date"] = (metadata.get("publish_date") or "")[:10]
        expected["text"] = (folder / "txt" / f"{told.stem}.txt").read_text()
        yield _case(f"newspaper4k/{told.stem}", folder / "html" / f"{told.stem}.html", expected)


def _fundus(folder: Path) -> Iterator[Case]:
    for told in sorted(folder.glob("*/*.json")):
        for page in sorted(told.parent.glob(f"{told.stem}_*.html.gz")):
            story = next(iter(json.loads(told.read_text()).values()))
            body = story["body"]
            sections = [[*each["headline"], *each["paragraphs"]] for each in body["sections"]]
            expected = {
                "headline": story["title"].strip(),
                "byline": ", ".join(story["authors"]),
                "source_date": story["publishing_date"][:10],
                "tags": ", ".join(story["topics"]),
                "standfirst": " ".join(body["summary"]),
                "text": "\n".join(line for section in sections for line in section),
            }
            yield _case(f"fundus/{told.parent.name}/{told.stem}", page, expected)


def _case(name: str, page: Path, expected: dict[str, Any]) -> Case:
    content = page.read_bytes()
    content = gzip.decompress(content) if page.suffix == ".gz" else content
    return Case(name, content, {field: value for field, value in expected.items() if value})


def overlap(one: str, other: str) -> float:
    """Return the share of words that both texts have, from 0 to 1."""
    words, others = Counter(fold(one).split()), Counter(fold(other).split())
    return 2 * (words & others).total() / max(words.total() + others.total(), 1)


def values(record: Record) -> dict[str, str]:
    """Return what was read, as texts that can be compared with what is expected."""
    first = record.source_date.first
    return {
        "headline": record.headline,
        "byline": record.byline,
        "source": record.source,
        "source_date": first.isoformat() if first else "",
        "language": record.language,
        "source_address": record.source_address,
        "standfirst": record.standfirst,
        "tags": ", ".join(record.tags),
        "text": body_html.to_text(body_html.sanitise(record.body)),
    }


def agrees(field: str, expected: str, read: dict[str, str]) -> bool:
    """Tell whether the field was read as expected; a standfirst may also begin the text."""
    if field == "text":
        return overlap(expected, read["text"]) >= LEAST
    if field == "source_address":
        return compute_address_key(expected) == compute_address_key(read[field])
    if field == "standfirst" and not read[field]:
        return fold(read["text"]).startswith(fold(expected))
    return fold(expected) == fold(read[field])


def cause(field: str, expected: str, read: dict[str, str], page: str) -> str:
    """Return why that differs, as far as the page tells."""
    if field == "text":
        words, others = (Counter(fold(text).split()) for text in (expected, read["text"]))
        return (
            f"overlap {overlap(expected, read['text']):.2f}: "
            f"{(others - words).total()} words more, {(words - others).total()} fewer"
        )
    if fold(expected) not in page:
        return "the page does not say it in these words"
    if not read[field]:
        return "the page says it, but nothing there tells what it is"
    return "the page says both"


def compare(case: Case) -> Iterator[tuple[str, bool, str]]:
    """Yield each field, whether it agrees, and the line that tells of a disagreement."""
    told = next(webpage.parse(io.BytesIO(case.page)))
    if not isinstance(told, Record):
        yield "text", False, f"{case.name}: rejected: {told.reason}"
        return
    read = values(told)
    page = fold(case.page.decode("utf-8", "replace"))
    for field, expected in case.expected.items():
        why = cause(field, expected, read, page)
        shown = "" if field == "text" else f" {read[field][:70]!r} for {expected[:70]!r}:"
        yield field, agrees(field, expected, read), f"{case.name}: {field}:{shown} {why}"


def report(folder: Path) -> Iterator[str]:
    """Yield the lines of the report: the share of each field, then each disagreement."""
    compared, agreed = Counter[str](), Counter[str]()
    lines = []
    for case in cases(folder):
        for field, is_same, line in compare(case):
            compared[field] += 1
            agreed[field] += is_same
            lines += [] if is_same else [line]
    for field in FIELDS:
        yield f"{field:15} {agreed[field]} of {compared[field]}"
    yield f"{'all':15} {agreed.total()} of {compared.total()}"
    yield from lines


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in report(Path(sys.argv[1])))
