"""Marks at the words that make a text a hit, and the excerpt in which most of them stand."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.expression import Expression
from articles.search.wanted import Span
from articles.text.analyser import TEXT_LIMIT, find_tokens

LENGTH: Final = 240
# The number of hits in a text whose excerpts are compared.
MAX_HITS: Final = 500


def find_spans(expression: Expression, text: str, language: str) -> list[Span]:
    """Return the places of a text that are hits for any term of a query, in their order."""
    tokens = list(find_tokens(text[:TEXT_LIMIT], language))
    wanted = expression.wanted.values()
    spans = (span for each in wanted for span in each.find_spans(tokens, language))
    return sorted(spans, key=lambda span: (span.start, span.end))


def mark(text: str, spans: Iterable[Span]) -> SafeString:
    """Return the text as HTML with the places, which are in their order, in ``<mark>``."""
    places = _merge(spans)
    starts = [0, *(end for _, end in places)]
    parts = (
        (text[before:start], text[start:end])
        for before, (start, end) in zip(starts, places, strict=False)
    )
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", marked, text[starts[-1] :])


def _merge(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Return the starts and ends of the places, one for those that overlap."""
    merged: list[tuple[int, int]] = []
    for start, end, _ in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def build_excerpt(text: str, spans: Sequence[Span], *, length: int = LENGTH) -> SafeString | str:
    """Return the part of the text where most of the terms stand, marked; "" if none does.

    Of a text that is shorter it is all.
    """
    if not spans:
        return ""
    best = _select_best(spans[:MAX_HITS], length)
    start = _find_word_start(text, max(0, min(best.start - length // 4, len(text) - length)))
    end = max(best.end, _find_word_end(text, start + length))
    shown = [span.move(-start) for span in spans if start <= span.start and span.end <= end]
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return format_html("{}{}{}", before, mark(text[start:end], shown), after)


def _select_best(spans: Sequence[Span], length: int) -> Span:
    """Return the first of the hits whose excerpt would have most terms, and most hits of them.

    An excerpt of ``length`` characters has a quarter of them before its hit.
    """
    ends = [
        bisect(spans, span.start + length * 3 // 4, key=lambda each: each.end) for span in spans
    ]
    shown = [spans[start : max(end, start + 1)] for start, end in enumerate(ends)]
    counts = [(len({span.term for span in each}), len(each)) for each in shown]
    return spans[counts.index(max(counts))]


def _find_word_start(text: str, index: int) -> int:
    return max(text.rfind(" ", 0, index), text.rfind("\n", 0, index)) + 1 if index else 0


def _find_word_end(text: str, index: int) -> int:
    if index >= len(text):
        return len(text)
    return max(text.rfind(" ", 0, index), text.rfind("\n", 0, index), 0) or index
