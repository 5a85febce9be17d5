"""The desk's search for articles: the readers' query language over everything that the desk has."""

from functools import cached_property
from typing import Any, Final, cast

from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat, StrIndex
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from articles.admin.base import BoundedChangeList
from articles.database.any_of import AnyOf, encode_ids
from articles.models.article import ArticleQuerySet
from articles.models.keyset import SCAN_LIMIT
from articles.search.engine import build_expression, filter_matches, find_matching
from articles.search.expression import Expression
from articles.search.query import BadQueryError, parse_query
from articles.search.ranking import NEWEST_LIMIT, rank_ids
from articles.text.urls import compute_address_key

OLDER_VAR: Final = "id__lt"  # in URLs: the id from which on the search goes on to older articles
HELP_TEXT: Final = gettext_lazy(
    "Words of the text, of unpublished changes and notes, and of the names of source, authors and "
    "tags; also “as written”, -without, begin*, OR. Or the full address of the original."
)


def search(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Return the articles that the text finds, by their ids; none if it cannot be searched for.

    Of words that very many articles have, only the newest SCAN_LIMIT are searched: the first of
    ``scan_candidates``, which is None otherwise.
    """
    if _is_address(text):
        return articles.filter(address_key=compute_address_key(text))
    expression = _read_words(text)
    if expression is None:
        return articles.none() if text else articles
    matches = filter_matches(articles, expression)
    if matches.scan_candidates is None:
        return matches
    newest = list(_list_newest(articles)[:SCAN_LIMIT])
    found = articles.filter(AnyOf("pk", encode_ids(find_matching(expression, newest))))
    found.scan_candidates = articles
    return found


def put_best_first(found: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Return what ``search`` found in its best order: the newest ones ranked, then the others."""
    expression = _read_words(text)
    if expression is None:
        return found
    ranked = rank_ids(expression, list(_list_newest(found)[:NEWEST_LIMIT]))
    # The better an id is, the higher is its place in this text; it is 0 for one that is not there.
    best_last = " ".join(["", *map(str, reversed(ranked)), ""])
    place = StrIndex(Value(best_last), Concat(Value(" "), Cast("pk", CharField()), Value(" ")))
    return found.order_by(place.desc(), "-pk")


def complete_last_word(text: str) -> str:
    """Return the text with an asterisk at its last word, which is still being typed."""
    return f"{text}*" if text[-1:].isalnum() and not _is_address(text) else text


def explain_problem(text: str) -> str:
    """Return why the text cannot be searched for, "" if it can."""
    try:
        _ = _is_address(text) or parse_query(text)
    except BadQueryError as error:
        return str(error)
    return ""


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _read_words(text: str) -> Expression | None:
    """Return what the words of the text ask for; None for an address, and if they ask nothing."""
    if _is_address(text) or explain_problem(text):
        return None
    return build_expression(parse_query(text), is_for_desk=True)


def _list_newest(articles: ArticleQuerySet) -> QuerySet[Any, int]:
    return articles.order_by("-pk").values_list("pk", flat=True)


class ArticleChangeList(BoundedChangeList):
    """The list of articles. A search puts the best first, unless the URL has another order."""

    ranked_limit = NEWEST_LIMIT
    scan_limit = SCAN_LIMIT
    more_parameters = frozenset({OLDER_VAR})

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> ArticleQuerySet:
        found = cast("ArticleQuerySet", super().get_queryset(request, exclude_parameters))
        is_counted_only = exclude_parameters is not None
        return (
            put_best_first(found, self.query) if self.is_ranked and not is_counted_only else found
        )

    @property
    def has_words(self) -> bool:
        """Return whether words were typed, not an address."""
        return bool(self.query) and not _is_address(self.query)

    @property
    def problem(self) -> str:
        """Return why the words cannot be searched for, "" if they can."""
        return explain_problem(self.query)

    @property
    def is_ranked(self) -> bool:
        return self.has_words and ORDER_VAR not in self.params

    @property
    def reordered_url(self) -> str:
        """Return the URL of the same articles newest first, or in the best order."""
        order = {ORDER_VAR: ""} if self.is_ranked else {}
        return self.get_query_string(order, [PAGE_VAR, ORDER_VAR])

    @cached_property
    def older_url(self) -> str:
        """Return the URL that searches articles older than those searched, "" if all were."""
        candidates = cast("ArticleQuerySet", self.queryset).scan_candidates
        if candidates is None:
            return ""
        last = list(_list_newest(candidates)[SCAN_LIMIT - 1 : SCAN_LIMIT + 1])
        return self.get_query_string({OLDER_VAR: last[0]}, [PAGE_VAR]) if len(last) == 2 else ""
