"""The condition that a query puts to the index, in the syntax of either engine.

The index has no order of words. It finds the texts that have all words of a phrase, and the words
of the entry, which are stored as they follow each other, decide.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from articles.models.search_entry import DESK
from articles.search.query import Query, Term, Terms
from articles.search.wanted import Wanted, build_language_token
from articles.text.analyser import Word


@dataclass(frozen=True, slots=True)
class Syntax:
    """The operators of an engine; all but the first two are formats."""

    all_of: str
    any_of: str
    without: str
    word: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A query with what its terms want; ``is_for_desk`` adds what only the desk sees."""

    query: Query
    wanted: Mapping[Term, Wanted]
    is_for_desk: bool = False

    def narrow(self, term: Term, *, is_exact: bool = False) -> "Expression":
        """Return the expression of one term alone, which is not excluded there.

        With ``is_exact`` it is asked for as it is written only, and in no name.
        """
        wanted = self.wanted[term]
        alone = replace(term, is_excluded=False, is_exact=term.is_exact or is_exact)
        if is_exact:
            wanted = replace(wanted, tokens=frozenset(), own_stems=frozenset(), names=frozenset())
        wanted = replace(wanted, term=alone)
        return replace(self, query=Query(((alone,),)), wanted={alone: wanted})

    @property
    def has_phrases(self) -> bool:
        return any(wanted.is_phrase for wanted in self.wanted.values())

    def render(self, syntax: Syntax) -> str:
        """Return the text that finds all matches; with phrases it may find others, too."""
        return _join(
            syntax.any_of, (self._render_all(each, syntax) for each in self.query.alternatives)
        )

    def build_condition(self, build_match: Callable[[str], Q], syntax: Syntax) -> Q:
        """Return the condition for entries that match; ``build_match`` makes one of a text."""
        if not self.has_phrases:
            return build_match(self.render(syntax))
        condition = Q()
        for terms in self.query.alternatives:
            condition |= self._build_all(terms, build_match, syntax)
        return condition

    def _build_all(self, terms: Terms, build_match: Callable[[str], Q], syntax: Syntax) -> Q:
        """Return the condition for all the terms; the index is asked for single words only."""
        condition = Q()
        for is_excluded in (False, True):
            words = [term for term in terms if self._is_word(term, is_excluded=is_excluded)]
            operator = syntax.any_of if is_excluded else syntax.all_of
            if words:
                match = build_match(_join(operator, (self._render_term(t, syntax) for t in words)))
                condition &= ~match if is_excluded else match
        for term in filter(self._is_phrase, terms):
            has_phrase = self._build_phrase_condition(term)
            condition &= ~has_phrase if term.is_excluded else has_phrase
        return condition

    def _is_word(self, term: Term, *, is_excluded: bool) -> bool:
        return not self._is_phrase(term) and term.is_excluded is is_excluded

    def _is_phrase(self, term: Term) -> bool:
        return self.wanted[term].is_phrase

    def _render_all(self, terms: Terms, syntax: Syntax) -> str:
        """Return the text for all the terms; excluded phrases are left to the condition."""
        required = (self._render_term(term, syntax) for term in terms if not term.is_excluded)
        excluded = [
            self._render_term(term, syntax)
            for term in terms
            if term.is_excluded and not self._is_phrase(term)
        ]
        text = _join(syntax.all_of, required)
        return syntax.without.format(text, _join(syntax.any_of, excluded)) if excluded else text

    def _render_term(self, term: Term, syntax: Syntax) -> str:
        wanted = self.wanted[term]
        names = [syntax.word.format(name) for name in sorted(wanted.names)]
        return _join(syntax.any_of, [*self._render_words(wanted, syntax), *names])

    def _render_words(self, wanted: Wanted, syntax: Syntax) -> Iterator[str]:
        """Yield the texts that find the words of the term, one for readers and one for the desk."""
        for mark in ("", DESK) if self.is_for_desk else ("",):
            words = [f"{mark}{word.surface}" for word in wanted.term.words]
            formats = [syntax.word] * len(words)
            if wanted.term.is_prefix:
                formats[-1] = syntax.prefix
            yield _join(syntax.all_of, map(str.format, formats, words))
            for token in sorted(wanted.tokens):
                yield syntax.word.format(f"{mark}{token}")
            for language, stem in sorted(wanted.own_stems):
                tokens = (f"{mark}{stem}", build_language_token(language))
                yield _join(syntax.all_of, map(syntax.word.format, tokens))

    def _build_phrase_condition(self, term: Term) -> Q:
        end = "" if term.is_prefix else " "
        condition = Q(words__contains=f" {term.text}{end}")
        if self.is_for_desk:
            marked = "".join(f" {DESK}{word.surface}" for word in term.words)
            condition |= Q(desk__contains=f"{marked}{end}")
        for name in sorted(self.wanted[term].names):
            condition |= Q(names__contains=f" {name} ")
        return condition


def _join(operator: str, texts: Iterable[str]) -> str:
    """Return the texts joined, in parentheses where there are several."""
    parts = [*texts]
    return parts[0] if len(parts) == 1 else f"({operator.join(parts)})"


def build_words_expression(names_by_word: Mapping[str, Iterable[str]]) -> Expression:
    """Return the expression for articles that have any of the words as they are written.

    With each word come the tokens of names that have it.
    """
    nothing: frozenset[Any] = frozenset()
    wanted = {
        Term((Word(word),), is_exact=True): frozenset(names)
        for word, names in names_by_word.items()
    }
    return Expression(
        Query(tuple((term,) for term in wanted)),
        {term: Wanted(term, nothing, nothing, names) for term, names in wanted.items()},
    )
