"""The place of a text where a query's words stand, with each of them marked."""

import html
import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from django.utils.safestring import SafeString

from articles.search.query import Query, Term
from articles.text.strings import collapse_whitespace, fold

LENGTH: Final = 240
# Of a query of many words so many hits of a text are looked at; of one the first will do.
PLACES: Final = 50
# A stem goes on by so many letters at most.
ENDING: Final = r"\w{0,6}"
_LETTERS: Final = range(0x80, 0x250)
_MARKS: Final = "[\u0300-\u036f]*"


@cache
def _spellings() -> dict[str, str]:
    """Return by each letter the letters that are folded to it."""
    spelt: dict[str, str] = defaultdict(str)
    for code in _LETTERS:
        letter = unicodedata.normalize("NFC", chr(code))
        spelt[fold(letter)] += re.escape(letter)
    return spelt | {"i": f"{spelt['i']}Iİ", "e": f"{spelt['e']}əƏ"}


def _spelt(word: str) -> str:
    """Return the pattern of the word in any of the ways that are folded to it."""
    return "".join(f"[{_letters(letter)}]{_MARKS}" for letter in word)


def _letters(letter: str) -> str:
    capital = letter.upper()
    return f"{letter}{capital if len(capital) == 1 else ''}{_spellings().get(letter, '')}"


def _term(term: Term) -> str:
    between = r"[\W_]+"
    return between.join(map(_spelt, term.words)) + (r"\w*" if term.is_prefix else "")


def _stem(stem: str) -> str:
    """Return the pattern of a stem; what English ends in -y has one that ends in -i."""
    return _spelt(stem.removesuffix("i")) + ("[iy]" if stem.endswith("i") else "") + ENDING


def _any_of(patterns: Iterable[str]) -> str:
    """Return the pattern of whole words that any of the patterns finds.

    All begin with a set of letters, and so does this: sets are what is sought for fast.
    """
    rests: dict[str, list[str]] = defaultdict(list)
    for pattern in dict.fromkeys(patterns):
        first, _, rest = pattern[1:].partition("]")
        rests[first].append(rest)
    found = "|".join(f"(?<=[{first}])(?:{'|'.join(some)})" for first, some in rests.items())
    firsts = f"[{''.join(rests)}]"
    return rf"{firsts}(?<!\w{firsts})(?i:{found})(?!\w)"


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds the words of a query in texts; so many places of a text are looked at for the best."""

    pattern: re.Pattern[str]
    places: int

    @classmethod
    def from_query(cls, query: Query, stems: set[str]) -> "Marker":
        """Return what finds the query's terms, and words that begin with one of the stems."""
        sought = query.sought
        found = [_term(term) for term in sought] + [_stem(stem) for stem in sorted(stems)]
        words = sum(len(term.words) for term in sought)
        return cls(re.compile(_any_of(found)), PLACES if words > 1 else 1)

    def mark(self, text: str) -> SafeString:
        """Return the text as HTML with each hit in ``<mark>``."""
        return SafeString("".join(self._parts(text)))

    def _parts(self, text: str) -> Iterator[str]:
        end = 0
        for hit in self.pattern.finditer(text):
            yield html.escape(text[end : hit.start()])
            yield f"<mark>{html.escape(hit[0])}</mark>"
            end = hit.end()
        yield html.escape(text[end:])

    def build_excerpt(self, text: str, *, length: int = LENGTH) -> SafeString:
        """Return the part of the text with most of what was sought, marked; "" where none is."""
        hits = list(islice(self.pattern.finditer(text), self.places))
        if not hits:
            return SafeString("")
        start = _word_begins(text, max(0, _best(hits, length).start() - length // 4))
        end = _word_ends(text, start + length)
        before, after = "…" if start else "", "…" if end < len(text) else ""
        return SafeString(f"{before}{self.mark(collapse_whitespace(text[start:end]))}{after}")


def _best(hits: Sequence[re.Match[str]], length: int) -> re.Match[str]:
    """Return the hit, the first of equals, behind which most different words stand near."""
    words = [hit[0].lower() for hit in hits]
    if len({*words}) == 1:
        return hits[0]
    near = [bisect(hits, hit.start() + length * 3 // 4, key=re.Match.end) for hit in hits]
    told = [len({*words[first:end]}) for first, end in enumerate(near)]
    return hits[told.index(max(told))]


def _word_begins(text: str, place: int) -> int:
    return text.rfind(" ", 0, place) + 1 if place else 0


def _word_ends(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    return max(text.rfind(" ", 0, place), 0) or place
