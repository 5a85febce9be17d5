"""A search that reads every article: what the rules say, in the plainest way.

It knows the words of texts and queries by hand (``vocabulary``), and takes nothing of the search
but the stemmers that that uses, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

import Stemmer

from tests.articles.search.vocabulary import Sample

STEMMERS = {
    "de": Stemmer.Stemmer("german"),
    "en": Stemmer.Stemmer("english"),
    "fr": Stemmer.Stemmer("french"),
    "hy": Stemmer.Stemmer("armenian"),
    "ru": Stemmer.Stemmer("russian"),
    "tr": Stemmer.Stemmer("turkish"),
}
HEADLINE, NAME, BYLINE, STANDFIRST, BODY = 0, 2, 2, 4, 6
WRITTEN, INFLECTED = 0, 1

Words = Sequence[Sample]


@dataclass(frozen=True, repr=False)
class Wish:
    """A term of a query: a word; words in sequence, if exact; the beginning of one, if a prefix."""

    words: tuple[Sample, ...]
    is_exact: bool = False
    is_prefix: bool = False
    is_excluded: bool = False
    typed: str = field(default="", compare=False)

    def __repr__(self) -> str:
        return self.typed


Query = Sequence[Sequence[Wish]]


@dataclass(frozen=True, repr=False)
class Text:
    """Words with what stands before each."""

    words: tuple[Sample, ...]
    separators: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<{self}>"

    def __str__(self) -> str:
        pairs = zip(self.separators, self.words, strict=True)
        return "".join(separator + word.raw for separator, word in pairs)

    def mark(self, marked: Sequence[range]) -> str:
        """Return the text as HTML with these ranges of words marked."""
        inside = {index for each in marked for index in each}
        joined = {index for each in marked for index in each[1:]}
        html = ""
        for index, (separator, word) in enumerate(zip(self.separators, self.words, strict=True)):
            begins = index in inside and index not in joined
            ends = index in inside and index + 1 not in joined
            html += escape(separator) + "<mark>" * begins + escape(word.raw) + "</mark>" * ends
        return html


@dataclass(frozen=True)
class Item:
    """An article; its names are by kind, and its note is for the desk alone."""

    key: int
    published_at: datetime
    language: str
    headline: Text
    standfirst: Text
    byline: Text
    body: Text
    names: Mapping[str, Sequence[Words]]
    note: Text


def find(query: Query, items: Sequence[Item], *, for_desk: bool) -> list[Item]:
    """Return the items that match, the best first, of equal ones the newest."""
    ranks = {item.key: rank(query, item, for_desk=for_desk) for item in items}
    hits = [item for item in items if ranks[item.key] is not None]
    newest = sorted(hits, key=lambda item: (item.published_at, item.key), reverse=True)
    return sorted(newest, key=lambda item: ranks[item.key] or 0)


def rank(query: Query, item: Item, *, for_desk: bool) -> float | None:
    """Return the least mean of the best places of the terms of an alternative, None for no hit."""
    means = []
    for terms in query:
        places = [min(find_places(term, item, for_desk=for_desk), default=None) for term in terms]
        pairs = list(zip(terms, places, strict=True))
        if all((place is None) is term.is_excluded for term, place in pairs):
            found = [place for place in places if place is not None]
            means.append(sum(found) / len(found))
    return min(means, default=None)


def find_places(term: Wish, item: Item, *, for_desk: bool) -> Iterator[int]:
    """Yield the places in which the item has the term."""
    parts = [(HEADLINE, item.headline), (BYLINE, item.byline), (STANDFIRST, item.standfirst)]
    parts += [(BODY, item.body)] + [(BODY, item.note)] * for_desk
    for place, text in parts:
        yield from (place + each for each, _ in find_words(term, text.words, item.language))
    yield from (NAME for each in item.names.values() for name in each if is_in_name(term, name))


def is_in_name(term: Wish, name: Words) -> bool:
    """Tell whether a name has the term; names have no language."""
    return any(True for _ in find_words(term, name, ""))


def find_words(term: Wish, words: Words, language: str) -> Iterator[tuple[int, range]]:
    """Yield how a term is found in a text, with the range of the words that are the hit."""
    size = len(term.words)
    for start in range(len(words) - size + 1):
        window = words[start : start + size]
        likeness = compare(term, window, language)
        if likeness is not None:
            yield likeness, range(start, start + size)


def compare(term: Wish, window: Words, language: str) -> int | None:
    """Return how as many words as the term has are a hit, None if they are none."""
    *before, last = zip(term.words, window, strict=True)
    if any(wish.surface != found.surface for wish, found in before):
        return None
    wish, found = last
    forms = [found.surface] if before else [found.surface, found.other]
    if term.is_prefix:
        return WRITTEN if any(form.startswith(wish.surface) for form in forms) else None
    if wish.surface in forms:
        return WRITTEN
    return INFLECTED if not term.is_exact and is_inflected(wish, found, language) else None


def is_inflected(wish: Sample, found: Sample, language: str) -> bool:
    """Tell whether two words have another form or, in the language of the text, a stem alike."""
    if wish.part and wish.other and wish.other in (found.surface, found.other):
        return True
    query_stem, found_stem = stem(wish, language), stem(found, language)
    return bool(query_stem) and query_stem in (found_stem, found.surface, found.other)


def stem(word: Sample, language: str) -> str:
    """Return the stem of a word, "" where it has none."""
    language = language.partition("-")[0]
    if language not in STEMMERS or not word.part:
        return ""
    part = word.part.replace("I", "ı").replace("İ", "i") if language == "tr" else word.part
    lower = part.lower().replace("i\u0307", "i").replace("և", "եվ").replace("œ", "oe")
    return str(STEMMERS[language].stemWord(lower))


# Marks, for readers.


def mark(query: Query, item: Item, text: Text) -> str:
    """Return a text as HTML with the words marked that make the item a hit."""
    terms = list_terms(query, item)
    return text.mark([words for term in terms for _, words in find_in(term, text, item)])


def mark_name(query: Query, item: Item, name: Words) -> str:
    """Return a name as HTML with the words marked that make the item a hit."""
    found = [words for term in list_terms(query, item) for _, words in find_words(term, name, "")]
    return Text(tuple(name), ("", *" " * (len(name) - 1))).mark(found)


def shows_byline(query: Query, item: Item) -> bool:
    """Tell whether a term stands in the byline and in no author's name."""
    terms = [term for term in list_terms(query, item) if [*find_in(term, item.byline, item)]]
    return any(not any(is_in_name(term, name) for name in item.names["author"]) for term in terms)


def list_terms(query: Query, item: Item) -> list[Wish]:
    """Return the terms that make the item a hit."""
    matching = [terms for terms in query if rank([terms], item, for_desk=False) is not None]
    return [term for terms in matching for term in terms if not term.is_excluded]


def find_in(term: Wish, text: Text, item: Item) -> Iterator[tuple[int, range]]:
    return find_words(term, text.words, item.language)


def write_name(name: Words) -> str:
    return " ".join(word.raw for word in name)
