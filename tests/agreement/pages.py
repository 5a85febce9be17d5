"""How far the parser of saved pages agrees with what other projects expect of the same pages.

``python -m tests.agreement pages FOLDER``, where FOLDER holds ``readability/``, ``newspaper4k/``,
``fundus/`` or ``trafilatura/``; the last has ``evaldata.py``, and its pages in ``cache/``. It says
which phrases the text of a page must have, and which it must not have. Texts agree if their word
overlap is 0.9 or more. Names and lines agree if their folded words are the same. A field without an
expected value is not compared.
"""

import ast
import gzip
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from articles.parsing.records import Record
from articles.parsing.webpage import webpage
from articles.text import body_html
from articles.text.strings import collapse_whitespace, fold
from articles.text.urls import compute_address_key
from tests.agreement.report import LEAST_OVERLAP, Expectation, Verdict, compute_overlap


@dataclass(frozen=True, slots=True)
class Case:
    """A page, and the expected values by field."""

    name: str
    page: bytes
    expected: dict[str, str]


def read_cases(folder: Path) -> Iterator[Case]:
    yield from _read_readability(folder / "readability")
    yield from _read_newspaper(folder / "newspaper4k")
    yield from _read_fundus(folder / "fundus")
    yield from _read_trafilatura(folder / "trafilatura")


def _read_readability(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*/expected-metadata.json")):
        metadata = json.loads(path.read_text())
        names = {"headline": "title", "byline": "byline", "source": "siteName", "language": "lang"}
        expected = {field: metadata.get(name) for field, name in names.items()}
        expected["standfirst"] = metadata.get("excerpt")
        expected["source_date"] = (metadata.get("publishedTime") or "")[:10]
        expected["text"] = body_html.to_text((path.parent / "expected.html").read_text())
        yield _build_case(f"readability/{path.parent.name}", path.parent / "source.html", expected)


def _read_newspaper(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("metadata/*.json")):
        metadata = json.loads(path.read_text())
        names = {"headline": "title", "language": "language", "source_address": "canonical_link"}
        expected = {field: metadata.get(name) for field, name in names.items()}
        expected["source"] = metadata.get("meta_site_name")
        expected["authors"] = ", ".join(metadata.get("authors") or ())
        expected["tags"] = ", ".join(metadata.get("meta_keywords") or ())
        expected["source_date"] = (metadata.get("publish_date") or "")[:10]
        expected["text"] = (folder / "txt" / f"{path.stem}.txt").read_text()
        yield _build_case(
            f"newspaper4k/{path.stem}", folder / "html" / f"{path.stem}.html", expected
        )


def _read_fundus(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*/*.json")):
        stories = list(json.loads(path.read_text()).values())
        for page in sorted(path.parent.glob(f"{path.stem}_*.html.gz")):
            story = min(stories, key=lambda each: _count_days_between(each, page))
            body = story["body"]
            sections = [[*each["headline"], *each["paragraphs"]] for each in body["sections"]]
            expected = {
                "headline": (story.get("title") or "").strip(),
                "authors": ", ".join(story.get("authors") or ()),
                "source_date": _get_publishing_day(story),
                "tags": ", ".join(story.get("topics") or ()),
                "standfirst": " ".join(body.get("summary") or ()),
                "text": "\n".join(line for section in sections for line in section),
            }
            yield _build_case(f"fundus/{path.parent.name}/{path.stem}", page, expected)


def _get_publishing_day(story: dict[str, Any]) -> str:
    return (story.get("publishing_date") or "")[:10]


def _count_days_between(story: dict[str, Any], page: Path) -> int:
    """Return how many days lie between the story and the day in the name of the page's file."""
    saved = date(*map(int, page.name.removesuffix(".html.gz").split("_")[-3:]))
    published = _get_publishing_day(story)
    return abs((date.fromisoformat(published) - saved).days) if published else sys.maxsize


def _read_trafilatura(folder: Path) -> Iterator[Case]:
    for path in folder.glob("evaldata.py"):
        (assignment,) = ast.parse(path.read_text()).body
        pages = ast.literal_eval(ast.unparse(assignment).partition("=")[2].strip())
        for page in pages.values():
            expected = {
                **{f"has {phrase}": phrase for phrase in page.get("with") or ()},
                **{f"lacks {phrase}": phrase for phrase in page.get("without") or ()},
            }
            file = folder / "cache" / page["file"]
            if file.exists():
                yield _build_case(f"trafilatura/{page['file']}", file, expected)


def _build_case(name: str, page: Path, expected: dict[str, Any]) -> Case:
    content = page.read_bytes()
    content = gzip.decompress(content) if page.suffix == ".gz" else content
    return Case(name, content, {field: value for field, value in expected.items() if value})


def get_values(record: Record) -> dict[str, str]:
    """Return the fields of the record as strings to compare with the expected ones."""
    first = record.source_date.first
    text = body_html.to_text(body_html.sanitise(record.body))
    return {
        "line": collapse_whitespace(text),
        "headline": record.headline,
        "byline": record.byline,
        "authors": ", ".join(credit.name for credit in record.credits),
        "source": record.source,
        "source_date": first.isoformat() if first else "",
        "language": record.language,
        "source_address": record.source_address,
        "standfirst": record.standfirst,
        "tags": ", ".join(record.tags),
        "text": text,
    }


def is_same(field: str, expected: str, values: dict[str, str]) -> bool:
    """Tell whether the field has the expected value; a standfirst may also be in the text."""
    if field.startswith(("has ", "lacks ")):
        return (collapse_whitespace(expected) in values["line"]) == field.startswith("has ")
    if field == "text":
        return compute_overlap(expected, values["text"]) >= LEAST_OVERLAP
    if field == "source_address":
        return compute_address_key(expected) == compute_address_key(values[field])
    if field == "standfirst" and not values[field]:
        lines = values["text"].splitlines()[:3]
        return any(fold(line).startswith(fold(expected)) for line in lines)
    return fold(expected) == fold(values[field])


def explain_difference(field: str, expected: str, values: dict[str, str], page: str) -> str:
    """Return why the values differ, as far as the page shows it."""
    if field == "text":
        words, others = (Counter(fold(text).split()) for text in (expected, values["text"]))
        more, fewer = (others - words).total(), (words - others).total()
        return f"the text has {more} words more, and {fewer} fewer"
    if " " in field:
        return f"the phrase is {'missing' if field.startswith('has ') else 'in the text'}"
    if fold(expected) not in page:
        return "the page does not say it in these words"
    if not values[field]:
        return "the page says it, but nothing there tells what it is"
    return "the page says both"


def check_pages(folder: Path) -> Iterator[Verdict]:
    """Yield the verdict on each expected value of the pages below the folder."""
    for case in read_cases(folder):
        yield from compare(case)


def compare(case: Case) -> Iterator[Verdict]:
    """Yield the verdict on each field; a page that is rejected has none of them."""
    result = next(webpage.parse(io.BytesIO(case.page)))
    values = get_values(result) if isinstance(result, Record) else {}
    page = fold(case.page.decode("utf-8", "replace"))
    for field, expected in case.expected.items():
        kind, name = case.name.partition("/")[0], field.partition(" ")[0]
        expectation = Expectation(kind, Path(case.name), "", name, expected)
        if not isinstance(result, Record):
            yield Verdict(expectation, "", f"not read: {result.reason.code}")
            continue
        is_agreed = is_same(field, expected, values)
        cause = "" if is_agreed else explain_difference(field, expected, values, page)
        yield Verdict(expectation, values.get(field, ""), cause)
