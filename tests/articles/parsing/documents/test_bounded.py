"""Documents are read in a process with limits, whose end is never the end of the import."""

import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

from articles.parsing.documents import bounded
from articles.parsing.documents.document import (
    DAMAGED,
    OVER_LIMITS,
    TOO_LONG,
    Document,
    DocumentError,
)
from articles.parsing.documents.process import write_results
from articles.parsing.problems import Problem, ProblemError


def pass_on(results: Iterator[Any]) -> list[Any]:
    """Return what arrives of the results, and last the problem if one stopped them."""
    output = io.StringIO()
    write_results(results, output)
    return read_lines(output.getvalue().splitlines(keepends=True))


def read_lines(lines: list[str]) -> list[Any]:
    values: list[Any] = []
    try:
        values.extend(bounded.read_results(lines))
    except DocumentError as error:
        values.append(error.problem)
    return values


def test_what_a_reader_yields_arrives() -> None:
    fields = asdict(Document(html="ş"))
    assert pass_on(iter([Document(html="ş"), ["1", "İ"], {"sheet": "a"}])) == [
        fields,
        ["1", "İ"],
        {"sheet": "a"},
    ]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (DocumentError(TOO_LONG), TOO_LONG),
        (ProblemError(Problem("file.empty")), Problem("file.empty")),
        (MemoryError(), OVER_LIMITS),
        (RecursionError(), OVER_LIMITS),
        (KeyError("x"), DAMAGED),
    ],
)
def test_why_a_reader_stopped_arrives_last(error: Exception, problem: Problem) -> None:
    def read() -> Iterator[str]:
        yield "first"
        raise error

    assert pass_on(read())[-1] == problem


@pytest.mark.parametrize("lines", [[], ['"a'], ['{"problem": null'], [""]])
def test_a_process_that_ended_before_its_last_line_was_over_its_limits(lines: list[str]) -> None:
    assert read_lines(lines) == [OVER_LIMITS]


def read_bounded(reader: str, content: bytes) -> list[Any]:
    values: list[Any] = []
    try:
        values.extend(bounded.read_bounded(reader, io.BytesIO(content)))
    except DocumentError as error:
        values.append(error.problem)
    return values


def test_a_document_is_read_by_the_process() -> None:
    (fields,) = read_bounded("rtf", rb"{\rtf1 It rained on \u350?ile.}")
    assert fields["html"] == "<p>It rained on Şile.</p>"


def test_a_process_that_cannot_start_is_reported() -> None:
    assert read_bounded("nothing", b"") == [OVER_LIMITS]


def test_a_document_that_takes_too_long_ends_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "TIME_LIMIT", 1)
    monkeypatch.setattr(bounded, "TIME_PER_MEBIBYTE", 0)
    assert read_bounded("rtf", b"{\\rtf1" + b"{\\b a}" * 600_000) == [OVER_LIMITS]


def test_a_document_that_takes_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MEMORY_LIMIT", 64 * 2**20)
    assert read_bounded("rtf", b"{\\rtf1" + b"{\\b a}" * 300_000) == [OVER_LIMITS]


def test_a_process_whose_results_nobody_waits_for_is_ended() -> None:
    results = bounded.read_bounded("rtf", io.BytesIO(rb"{\rtf1 It rained.}"))
    next(results)
    results.close()  # type: ignore[attr-defined]
