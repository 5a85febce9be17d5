"""Excerpts of texts around the hits of a query, with the hits marked."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.analyser import find_tokens
from articles.search.expression import Expression
from articles.search.wanted import Span
from articles.text.strings import collapse_whitespace

LENGTH: Final = 240
# The number of hits in a text that are compared.
MAX_HITS: Final = 50


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds the hits of a query in texts, by what made them hits in the index."""

    expression: Expression

    def find_spans(self, text: str, language: str) -> list[Span]:
        """Return the places of all hits in a text, none of which overlap."""
        tokens = list(find_tokens(text, language))
        wanted = (each for term, each in self.expression.wanted.items() if not term.is_excluded)
        spans = sorted(span for each in wanted for span in each.find_spans(tokens, language))
        return _merge(spans)

    def mark(self, text: str, language: str) -> SafeString:
        """Return the text as HTML with each hit in ``<mark>``."""
        spans = self.find_spans(text, language)
        starts = [0, *(span.end for span in spans)]
        parts = (
            (text[start : span.start], text[span.start : span.end])
            for start, span in zip(starts, spans, strict=False)
        )
        marked = format_html_join("", "{}<mark>{}</mark>", parts)
        return format_html("{}{}", marked, text[starts[-1] :])

    def build_excerpt(self, text: str, language: str, *, length: int = LENGTH) -> SafeString | str:
        """Return the part of the text with most words of the query, marked; "" if it has none."""
        text = collapse_whitespace(text)
        spans = self.find_spans(text, language)[:MAX_HITS]
        if not spans:
            return ""
        best = _select_best(text, spans, length)
        start = _find_word_start(text, max(0, best.start - length // 4))
        end = _find_word_end(text, max(start + length, best.end))
        before, after = "…" if start else "", "…" if end < len(text) else ""
        return format_html("{}{}{}", before, self.mark(text[start:end], language), after)


def _merge(spans: Sequence[Span]) -> list[Span]:
    """Return the spans, sorted by their start, with one for those that overlap."""
    merged: list[Span] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            last = merged.pop()
            span = Span(last.start, max(last.end, span.end))  # noqa: PLW2901 - the same, longer
        merged.append(span)
    return merged


def _select_best(text: str, spans: Sequence[Span], length: int) -> Span:
    """Return the first of the hits whose excerpt would have most different words of the query.

    An excerpt of ``length`` characters has a quarter of them before its hit.
    """
    words = [text[span.start : span.end].lower() for span in spans]
    ends = [
        bisect(spans, span.start + length * 3 // 4, key=lambda each: each.end) for span in spans
    ]
    counts = [len({*words[start:end]}) for start, end in enumerate(ends)]
    return spans[counts.index(max(counts))]


def _find_word_start(text: str, index: int) -> int:
    return text.rfind(" ", 0, index) + 1 if index else 0


def _find_word_end(text: str, index: int) -> int:
    if index >= len(text):
        return len(text)
    return max(text.rfind(" ", 0, index), 0) or index
