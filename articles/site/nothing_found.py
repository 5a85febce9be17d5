"""Why a search finds nothing, and other searches that find something."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.database.planning import plan_for_values
from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.models.keyset import limit_scan
from articles.search.engine import filter_matches
from articles.search.expression import Expression
from articles.search.query import PREFIX_MINIMUM, BadQueryError, Query, Term, parse_query
from articles.search.wanted import resolve_query
from articles.site.filters import ArticleFilter
from articles.site.suggestions import TERMS_LIMIT, correct, is_missing
from articles.text.analyser import find_typed_tokens


class Attempt(NamedTuple):
    """Another search: its query, and how it differs."""

    text: str
    difference: str


class NothingFound:
    """A search without hits in a filtered list."""

    def __init__(self, filterset: ArticleFilter, expression: Expression) -> None:
        self.filterset = filterset
        self.expression = expression
        self.query = expression.query
        # The whole list, without any filters.
        self.articles = filterset.queryset

    @cached_property
    def has_hits_without_filters(self) -> bool:
        """Return whether only the other filters leave nothing."""
        return self._has_filters and _has_any(self._search(str(self.query), self.articles))

    @cached_property
    def has_hits_elsewhere(self) -> bool:
        """Return whether the search finds nothing in the list, but something in all articles."""
        is_here = self.has_hits_without_filters
        return not is_here and _has_any(self._search(str(self.query), Article.objects.live()))

    @cached_property
    def missing(self) -> list[str]:
        """Return the words and phrases that no article of the list has."""
        return [str(term) for term in self._missing]

    @cached_property
    def correction(self) -> str:
        """Return the query with one word spelt as an article has it, "" if there is none."""
        return correct(self.query, self._missing, self.articles)

    @cached_property
    def is_left_out(self) -> bool:
        """Return whether only the excluded words leave nothing."""
        return self._without_exclusions in {each.text for each in self.attempts}

    @cached_property
    def attempts(self) -> list[Attempt]:
        """Return other searches that find something in the list as it is filtered.

        The first whose hits are too many to be listed is the last: to look for them costs most.
        """
        candidates, found = self.filterset.candidates, []
        attempts = {str(self.query): Attempt("", "")}
        for each in self._list_attempts():
            attempts.setdefault(each.text, each)
        for each in attempts.values():
            matches = self._search(each.text, candidates)
            if _has_any(matches):
                found.append(each)
                if matches.scan_candidates is not None:
                    break
        return found

    def _search(self, text: str, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Return the articles that the query of this text finds, none for a bad query."""
        expression = self._build_expression(text)
        return filter_matches(articles, expression) if expression else articles.none()

    def _build_expression(self, text: str) -> Expression | None:
        """Return what the query of this text asks for, None for a bad query."""
        try:
            query = parse_query(text)
        except BadQueryError:
            return None
        known = self.expression.wanted
        others = tuple(term for term in query.terms if term not in known)
        wanted = {**known, **resolve_query(Query((others,)))}
        return Expression(query, {term: wanted[term] for term in query.terms})

    @property
    def _has_filters(self) -> bool:
        return any(value for name, value in self.filterset.cleaned_data.items() if name != "q")

    @cached_property
    def _missing(self) -> list[Term]:
        """Return those of the first terms that none of the articles has."""
        terms = self.query.positive_terms[:TERMS_LIMIT]
        if len(self.query.terms) == 1 and not self._has_filters:
            return terms
        return [term for term in terms if is_missing(self.expression.narrow(term), self.articles)]

    def _list_attempts(self) -> Iterator[Attempt]:
        missing, positive = self._missing, self.query.positive_terms
        if self._loosened != self._without_missing:
            yield Attempt(self._loosened, self._describe_loosened())
        yield Attempt(self._without_missing, _("without what is not found"))
        yield Attempt(self._without_exclusions, _("without leaving anything out"))
        if len(self.query.alternatives) == 1 and len(positive) == len(self.query.terms):
            found = (str(term) for term in positive if term not in missing)
            yield Attempt(" OR ".join(found), _("any of the words"))

    @cached_property
    def _loosened(self) -> str:
        """Return the query with texts that find more in the place of what is missing."""
        texts = {term: self._loosen(term) for term in self._missing}
        return self._rewrite(lambda term: texts.get(term, str(term)))

    def _loosen(self, term: Term) -> str:
        """Return the text that finds more than the term, "" if it finds nothing, either."""
        expression = self._build_expression(_loosen(term))
        is_found = expression is not None and not is_missing(expression, self.articles)
        return _loosen(term) if is_found else ""

    def _describe_loosened(self) -> str:
        has_phrase = any(len(term.words) > 1 for term in self._missing)
        return _("the words, not side by side") if has_phrase else _("words that begin like this")

    @property
    def _without_missing(self) -> str:
        return self._rewrite(lambda term: "" if term in self._missing else str(term))

    @property
    def _without_exclusions(self) -> str:
        return self._rewrite(lambda term: "" if term.is_excluded else str(term))

    def _rewrite(self, write: Callable[[Term], str]) -> str:
        """Return the query with each term as ``write`` returns it; "" leaves it out."""
        alternatives = (
            " ".join(filter(None, map(write, terms))) for terms in self.query.alternatives
        )
        return " OR ".join(filter(None, alternatives))


def _loosen(term: Term) -> str:
    """Return the text that finds more than the term: words that begin so, or not side by side."""
    if len(term.words) > 1:
        tokens = find_typed_tokens(term.typed)
        return " ".join(term.typed[token.start : token.end] for token in tokens)
    is_long = len(term.text) >= PREFIX_MINIMUM
    return str(replace(term, is_exact=False, is_prefix=is_long))


def _has_any(matches: ArticleQuerySet) -> bool:
    """Return whether there are any among those that one request scans."""
    scanned, _ = limit_scan(matches)
    with nullcontext() if matches.scan_candidates is None else plan_for_values():
        return bool(scanned.values_list("pk")[:1])
