"""Excerpts of texts around the words of a query, with the words marked."""

import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.query import Query, Term
from articles.text.strings import collapse_whitespace, fold

LENGTH: Final = 240
# The number of hits in a text that are compared for a query of several words.
MAX_HITS: Final = 50
# What may follow the stem of a word.
_ENDING: Final = r"\w{0,6}"
# The code points of Latin letters beyond ASCII.
_LATIN_LETTERS: Final = range(0x80, 0x250)
_COMBINING_MARKS: Final = "[\u0300-\u036f]*"


@cache
def _map_variants() -> dict[str, str]:
    """Return, by letter, all letters that fold to it, escaped for a character class."""
    variants: dict[str, str] = defaultdict(str)
    for code in _LATIN_LETTERS:
        letter = unicodedata.normalize("NFC", chr(code))
        variants[fold(letter)] += re.escape(letter)
    # I and ə are outside of the range.
    return variants | {"i": f"{variants['i']}Iİ", "e": f"{variants['e']}əƏ"}


def _build_word(word: str) -> str:
    """Return the pattern of every spelling that folds to the word."""
    return "".join(f"[{_list_variants(letter)}]{_COMBINING_MARKS}" for letter in word)


def _list_variants(letter: str) -> str:
    capital = letter.upper()
    return f"{letter}{capital if len(capital) == 1 else ''}{_map_variants().get(letter, '')}"


def _build_term(term: Term) -> str:
    separator = r"[\W_]+"
    return separator.join(map(_build_word, term.words)) + (r"\w*" if term.is_prefix else "")


def _build_stem(stem: str) -> str:
    """Return the pattern of words with the stem; English words in -y have one in -i."""
    return _build_word(stem.removesuffix("i")) + ("[iy]" if stem.endswith("i") else "") + _ENDING


def _build_any_of(patterns: Iterable[str]) -> str:
    """Return the pattern of whole words that match any of the patterns.

    Each of them begins with a character class; the classes are merged into one at the start, which
    the engine of ``re`` can skip to fast.
    """
    rests: dict[str, list[str]] = defaultdict(list)
    for pattern in dict.fromkeys(patterns):
        first, _, rest = pattern[1:].partition("]")
        rests[first].append(rest)
    words = "|".join(f"(?<=[{first}])(?:{'|'.join(ends)})" for first, ends in rests.items())
    firsts = f"[{''.join(rests)}]"
    return rf"{firsts}(?<!\w{firsts})(?i:{words})(?!\w)"


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds the words of a query in texts; excerpts compare up to ``max_hits`` of them."""

    pattern: re.Pattern[str]
    max_hits: int

    @classmethod
    def from_query(cls, query: Query, stems: set[str]) -> "Marker":
        """Return the marker of the query's terms and of words that have one of the stems."""
        terms = query.positive_terms
        patterns = [*map(_build_term, terms), *map(_build_stem, sorted(stems))]
        words = sum(len(term.words) for term in terms)
        return cls(re.compile(_build_any_of(patterns)), MAX_HITS if words > 1 else 1)

    def mark(self, text: str) -> SafeString:
        """Return the text as HTML with each hit in ``<mark>``."""
        hits = list(self.pattern.finditer(text))
        starts = [0, *(hit.end() for hit in hits)]
        parts = (
            (text[start : hit.start()], hit[0]) for start, hit in zip(starts, hits, strict=False)
        )
        marked = format_html_join("", "{}<mark>{}</mark>", parts)
        return format_html("{}{}", marked, text[starts[-1] :])

    def build_excerpt(self, text: str, *, length: int = LENGTH) -> SafeString | str:
        """Return the part of the text with most words of the query, marked; "" if it has none."""
        hits = list(islice(self.pattern.finditer(text), self.max_hits))
        if not hits:
            return ""
        best = _select_best(hits, length)
        start = _find_word_start(text, max(0, best.start() - length // 4))
        end = _find_word_end(text, start + length)
        before, after = "…" if start else "", "…" if end < len(text) else ""
        marked = self.mark(collapse_whitespace(text[start:end]))
        return format_html("{}{}{}", before, marked, after)


def _select_best(hits: Sequence[re.Match[str]], length: int) -> re.Match[str]:
    """Return the first of the hits whose excerpt would have most different words of the query.

    An excerpt of ``length`` characters has a quarter of them before its hit.
    """
    words = [hit[0].lower() for hit in hits]
    if len({*words}) == 1:
        return hits[0]
    ends = [bisect(hits, hit.start() + length * 3 // 4, key=re.Match.end) for hit in hits]
    counts = [len({*words[start:end]}) for start, end in enumerate(ends)]
    return hits[counts.index(max(counts))]


def _find_word_start(text: str, index: int) -> int:
    return text.rfind(" ", 0, index) + 1 if index else 0


def _find_word_end(text: str, index: int) -> int:
    if index >= len(text):
        return len(text)
    return max(text.rfind(" ", 0, index), 0) or index
