"""Why a search finds nothing, and other searches that find something."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.search import suggestions
from articles.search.expression import Expression
from articles.search.query import Term
from articles.search.suggestions import loosen
from articles.site.filters import ArticleFilter


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
        has_others = any(
            value for name, value in self.filterset.cleaned_data.items() if name != "q"
        )
        return has_others and self._finds_any(str(self.query), self.articles)

    @cached_property
    def has_hits_elsewhere(self) -> bool:
        """Return whether the search finds nothing in the list, but something in all articles."""
        is_here = self.has_hits_without_filters
        return not is_here and self._finds_any(str(self.query), Article.objects.live())

    @cached_property
    def missing(self) -> list[str]:
        """Return the words and phrases that no article of the list has."""
        return [str(term) for term in self._missing]

    @cached_property
    def correction(self) -> str:
        """Return the query with one word spelt as an article has it, "" if there is none."""
        return suggestions.correct(self.query, self._missing, self.articles)

    @cached_property
    def is_left_out(self) -> bool:
        """Return whether only the excluded words leave nothing."""
        return self._without_exclusions in {each.text for each in self.attempts}

    @cached_property
    def attempts(self) -> list[Attempt]:
        """Return other searches that find something in the list as it is filtered."""
        candidates = self.filterset.candidates
        attempts = {each.text: each for each in self._list_attempts()}
        attempts.pop(str(self.query), None)
        return [each for text, each in attempts.items() if self._finds_any(text, candidates)]

    def _finds_any(self, text: str, articles: ArticleQuerySet) -> bool:
        return suggestions.finds_any(text, articles, known=self.expression.wanted)

    @cached_property
    def _missing(self) -> list[Term]:
        return suggestions.find_missing(self.expression, self.articles)

    def _list_attempts(self) -> Iterator[Attempt]:
        missing, positive = self._missing, self.query.positive_terms
        is_simple = len(self.query.alternatives) == 1 and len(positive) == len(self.query.terms)
        if is_simple:
            found = (str(term) for term in positive if term not in missing)
            yield Attempt(" OR ".join(found), _("any of the words"))
        if missing:
            yield Attempt(self._loosened, self._describe_loosened())
            yield Attempt(self._without_missing, _("without what is not found"))
        yield Attempt(self._without_exclusions, _("without leaving anything out"))

    @property
    def _loosened(self) -> str:
        return self._rewrite(lambda term: loosen(term) if term in self._missing else str(term))

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
