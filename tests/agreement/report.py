"""What is expected of imported articles, how the import differs, and the report of both."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from articles.text.strings import fold

LEAST_OVERLAP: Final = 0.9


@dataclass(frozen=True, slots=True)
class Expectation:
    """The expected value of one field of an article; ``kind`` says who expects it."""

    kind: str
    path: Path
    place: str
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """The value that we import for an expectation; ``cause`` is "" where both agree."""

    expectation: Expectation
    actual: str
    cause: str


def compute_overlap(one: str, other: str) -> float:
    """Return the word overlap, from 0 to 1: twice the common words by the words of both."""
    words, others = Counter(fold(one).split()), Counter(fold(other).split())
    return 2 * (words & others).total() / max(words.total() + others.total(), 1)


def has_same_words(one: str, other: str) -> bool:
    """Tell whether nearly all words are the same; where spaces stand does not matter."""
    letters, others = (re.sub(r"\W", "", text).casefold() for text in (one, other))
    return letters == others or compute_overlap(one, other) >= LEAST_OVERLAP


def format_report(verdicts: list[Verdict]) -> Iterator[str]:
    """Yield the lines: each cause with its disagreements, then the share of each field."""
    causes = Counter(verdict.cause for verdict in verdicts if verdict.cause)
    for cause, count in causes.most_common():
        yield f"{cause}: {count}"
        yield from (_format_verdict(verdict) for verdict in verdicts if verdict.cause == cause)
        yield ""
    yield from _format_shares(verdicts)
    yield from _format_words([each for each in verdicts if each.expectation.field == "text"])


def _format_words(verdicts: list[Verdict]) -> Iterator[str]:
    """Yield, for each kind, the share of our words that is expected, and of those that we have."""
    for kind in sorted({each.expectation.kind for each in verdicts}):
        ours = expected = common = 0
        for verdict in (each for each in verdicts if each.expectation.kind == kind):
            words = Counter(fold(verdict.actual).split())
            others = Counter(fold(verdict.expectation.value).split())
            ours, expected = ours + words.total(), expected + others.total()
            common += (words & others).total()
        precision, recall = common / max(ours, 1), common / max(expected, 1)
        yield f"{kind:12} words           precision {precision:.1%}, recall {recall:.1%}"


def _format_verdict(verdict: Verdict) -> str:
    expectation = verdict.expectation
    expected, actual = repr(expectation.value)[:90], repr(verdict.actual)[:90]
    place = f"{expectation.path} [{expectation.place}] {expectation.field}"
    return f"  {place}: {expected} / {actual}"


def _format_shares(verdicts: list[Verdict]) -> Iterator[str]:
    total, agreed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for verdict in verdicts:
        kind, field = verdict.expectation.kind, verdict.expectation.field
        for key in ((kind, field), (kind, "all"), ("all", "all")):
            total[key] += 1
            agreed[key] += not verdict.cause
    for kind, field in sorted(total, key=lambda key: (key[0] == "all", key[0], key[1] == "all")):
        count, share = total[kind, field], agreed[kind, field]
        yield f"{kind:12} {field:15} {share:6} of {count:6}  {share / count:7.1%}"
