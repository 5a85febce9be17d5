"""What a query asks for: the words and tokens that are hits for each of its terms.

A word is asked for as it is written, and as its stem in each language of the desk. The index keeps
a stem only where it differs from its word, so that a stem that is a word itself is asked for as
that word, too, in texts of its language. Sources, authors and tags that have the term in their
names are asked for by their ids.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from django.conf import settings

from articles.search import names
from articles.search.query import Query, Term
from articles.text.analyser import (
    Analysis,
    Token,
    build_stem,
    get_stemmed_language,
    stem_word,
)
from articles.text.strings import fold_letters


class Likeness(IntEnum):
    """How a word of a text is a hit."""

    WRITTEN = 0
    INFLECTED = 1


class Span(NamedTuple):
    """A place in a text that is a hit for a term."""

    start: int
    end: int
    term: Term

    def move(self, offset: int) -> "Span":
        """Return the place in a text in which the offset lies before this one."""
        return Span(self.start + offset, self.end + offset, self.term)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is a hit for one term.

    ``tokens`` find a word in another form, ``own_stems`` are pairs of a language and a stem that is
    a word in it; exact terms and prefixes have neither. ``names`` are the tokens of sources,
    authors and tags.
    """

    term: Term
    tokens: frozenset[str]
    own_stems: frozenset[tuple[str, str]]
    names: frozenset[str]

    @property
    def is_phrase(self) -> bool:
        """Return whether the term has several words, whose order no index holds."""
        return len(self.term.words) > 1

    @property
    def is_inflected(self) -> bool:
        """Return whether other words than the term itself are hits."""
        return bool(self.tokens or self.own_stems)

    def compare(self, text: Analysis, language: str) -> Likeness | None:
        """Return how a text in the language is a hit, None if it is none."""
        end = "" if self.term.is_prefix else " "
        if f" {self.term.text}{end}" in f" {text.words} ":
            return Likeness.WRITTEN
        if self.is_phrase:
            return None
        return self._compare({*text.words.split(), *text.forms}, language)

    def find_spans(self, tokens: Sequence[Token], language: str) -> Iterator[Span]:
        """Yield the places of a text that are hits; ``tokens`` are all of the text."""
        if self.is_phrase:
            yield from self._find_phrases(tokens)
            return
        is_hit = self._begins if self.term.is_prefix else self.list_tokens(language).__contains__
        for token in tokens:
            if is_hit(token.word.surface) or any(map(is_hit, token.word.forms)):
                yield Span(token.start, token.end, self.term)

    def list_tokens(self, language: str) -> frozenset[str]:
        """Return the words and tokens of texts in the language that are hits."""
        language = get_stemmed_language(language)
        own = (stem for tag, stem in self.own_stems if tag == language)
        return frozenset((self.term.text, *self.tokens, *own))

    def _compare(self, tokens: Collection[str], language: str) -> Likeness | None:
        """Return how the tokens of a text are a hit, None if they are none."""
        if self.term.is_prefix:
            return Likeness.WRITTEN if any(map(self._begins, tokens)) else None
        if self.term.text in tokens:
            return Likeness.WRITTEN
        return None if self.list_tokens(language).isdisjoint(tokens) else Likeness.INFLECTED

    def _begins(self, token: str) -> bool:
        return token.startswith(self.term.words[-1].surface)

    def _find_phrases(self, tokens: Sequence[Token]) -> Iterator[Span]:
        surfaces = [token.word.surface for token in tokens]
        first, *others = (word.surface for word in self.term.words)
        for index, surface in enumerate(surfaces):
            end = index + len(others)
            if surface == first and self._are_equal(others, surfaces[index + 1 : end + 1]):
                yield Span(tokens[index].start, tokens[end].end, self.term)

    def _are_equal(self, wanted: list[str], found: list[str]) -> bool:
        if self.term.is_prefix and len(found) == len(wanted):
            return found[:-1] == wanted[:-1] and self._begins(found[-1])
        return found == wanted


def resolve_query(query: Query) -> dict[Term, Wanted]:
    """Return what each term of the query asks for."""
    tokens_by_term = names.find_tokens_of_names(query.terms)
    return {term: _resolve_term(term, tokens_by_term[term]) for term in query.terms}


def _resolve_term(term: Term, name_tokens: frozenset[str]) -> Wanted:
    if term.is_exact or term.is_prefix:
        return Wanted(term, frozenset(), frozenset(), name_tokens)
    word = term.words[0]
    stems = [(language, stem_word(word.part, language)) for language in list_stemmed_languages()]
    tokens = {build_stem(*pair) for pair in stems if pair[1]}
    tokens.update(word.query_forms)
    own = ((tag, stem) for tag, stem in stems if stem and fold_letters(stem) == stem)
    own_stems = frozenset(pair for pair in own if pair[1] != word.surface)
    return Wanted(term, frozenset(tokens), own_stems, name_tokens)


def build_language_token(language: str) -> str:
    """Return the token of all texts in a language that has a stemmer."""
    return f":{language}"


def list_stemmed_languages() -> list[str]:
    """Return the languages that the desk reads and that have a stemmer."""
    languages = map(get_stemmed_language, settings.NEWSROOM_ARTICLE_LANGUAGES)
    return sorted({language for language in languages if language})
