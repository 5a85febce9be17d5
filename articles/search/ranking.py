"""The order of hits: by where the words of the query stand, those as written first.

A term counts by the best place that it has in an article: headline; source, author or tag, with the
byline; standfirst; body. In each place a word as it is written comes before an inflected one. An
article counts by the mean of the terms of an alternative, the best one if several match; of equal
articles the newest comes first.
"""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, Final

from articles.database.any_of import AnyOf, encode_ids
from articles.models import Article
from articles.search.engine import find_matching
from articles.search.expression import Expression
from articles.search.query import Term, Terms
from articles.search.wanted import Likeness, Wanted
from articles.text.analyser import analyse_text

# The number of newest hits that are ranked and whose facets are counted.
NEWEST_LIMIT: Final = 1_000
# Places, with room between them for the likeness of the word.
_NAMES: Final = 2
_PLACES: Final = {"headline": 0, "byline": _NAMES, "standfirst": 4}
_BODY: Final = 6
_COLUMNS: Final = ("pk", "language", *_PLACES, "search_entry__names")

Row = Mapping[str, Any]
Places = Mapping[int, int]


def rank_ids(expression: Expression, ids: Sequence[int]) -> list[int]:
    """Return the ids of articles that match, the best first; equal ones keep their order."""
    articles = Article.objects.filter(AnyOf("pk", encode_ids(ids))).values(*_COLUMNS)
    rows = [_analyse(row) for row in articles]
    places = {term: _find_places(expression, term, rows) for term in expression.wanted}
    ranks = {row["pk"]: _rank(expression, row["pk"], places) for row in rows}
    return sorted((pk for pk in ids if pk in ranks), key=ranks.__getitem__)


def _analyse(row: dict[str, Any]) -> Row:
    """Return the row with the analysis of each of its texts."""
    return row | {name: analyse_text(row[name], row["language"]) for name in _PLACES}


def _find_places(expression: Expression, term: Term, rows: Sequence[Row]) -> Places:
    """Return the place of the term by the ids of the articles that have it."""
    wanted = expression.wanted[term]
    found = {row["pk"]: _find_short_place(wanted, row) for row in rows}
    places = {pk: place for pk, place in found.items() if place is not None}
    others = [pk for pk in found if pk not in places]
    if len(expression.query.alternatives) > 1 or term.is_excluded:
        others = find_matching(expression.narrow(term), others)
    written = {*others}
    if wanted.is_inflected:
        written = {*find_matching(expression.narrow(term, is_exact=True), others)}
    return places | {pk: _BODY + (pk not in written) for pk in others}


def _find_short_place(wanted: Wanted, row: Row) -> int | None:
    """Return the best place of the term outside of the body, None if it is not there."""
    found = {place: wanted.compare(row[name], row["language"]) for name, place in _PLACES.items()}
    if not wanted.names.isdisjoint(row["search_entry__names"].split()):
        found[_NAMES] = Likeness.WRITTEN
    places = (place + likeness for place, likeness in found.items() if likeness is not None)
    return min(places, default=None)


def _rank(expression: Expression, pk: int, places: Mapping[Term, Places]) -> float:
    """Return the rank of the article; a lower one is better."""
    alternatives = expression.query.alternatives
    matching = (
        terms
        for terms in alternatives
        if all((pk in places[term]) is not term.is_excluded for term in terms)
    )
    means = (_compute_mean(terms, pk, places) for terms in matching)
    return min(means, default=inf)  # for an article that has changed since it was found


def _compute_mean(terms: Terms, pk: int, places: Mapping[Term, Places]) -> float:
    found = [places[term][pk] for term in terms if not term.is_excluded]
    return sum(found) / len(found)
