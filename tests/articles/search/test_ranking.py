"""The order of hits: by place, as written before inflected, then the newest."""

from typing import Any

import pytest

from articles.models import Article, Source
from articles.search.engine import build_expression, filter_matches
from articles.search.query import parse_query
from articles.search.ranking import rank_ids
from tests.factories import make_live

pytestmark = pytest.mark.django_db

# Each is a hit for "ferry" in another place, the best first.
PLACES = (
    {"headline": "Ferry"},
    {"headline": "Ferries"},
    {"byline": "By Ferry Wren"},
    {"source": "The Ferry"},
    {"tags": ("ferry",)},
    {"authors": ("Ferry Wren",)},
    {"byline": "By Ferries"},
    {"standfirst": "A ferry."},
    {"standfirst": "Some ferries."},
    {"body": "<p>A ferry.</p>"},
    {"body": "<p>Some ferries.</p>"},
)


def make_hit(**fields: Any) -> int:
    """Make an article without other words than those given, and return its id."""
    fields["source"] = Source.objects.get_or_create_by_name(fields.get("source", "Gazette"))
    bare = {"headline": "Harbour", "body": "<p>It left.</p>", "language": "en"}
    return make_live(**{**bare, **fields}).pk


def rank(text: str, ids: list[int]) -> list[int]:
    return rank_ids(build_expression(parse_query(text)), ids)


def test_hits_are_in_the_order_of_their_places() -> None:
    ids = [make_hit(**fields) for fields in PLACES]
    assert rank("ferry", ids[::-1])[:2] == ids[:2]
    assert {*rank("ferry", ids[::-1])[2:6]} == {*ids[2:6]}
    assert rank("ferry", ids[::-1])[6:] == ids[6:]


def test_equal_hits_keep_their_order_and_missing_articles_are_left_out() -> None:
    one, two = make_hit(headline="Ferry"), make_hit(headline="Ferry")
    assert (rank("ferry", [one, two]), rank("ferry", [two, one, 0])) == ([one, two], [two, one])


def test_an_article_that_has_changed_since_it_was_found_is_the_last() -> None:
    body, changed = make_hit(body="<p>Ferry.</p>"), make_hit(headline="Tram")
    assert rank("ferry OR bus", [changed, body]) == [body, changed]


def test_the_terms_of_an_alternative_count_alike() -> None:
    both = make_hit(headline="Ferry strike")
    apart = make_hit(headline="Ferry", body="<p>A strike.</p>")
    other = make_hit(headline="Trams")
    assert rank("ferry strike OR trams", [apart, both, other]) == [both, other, apart]
    assert rank("ferry strike", [apart, both]) == [both, apart]


def test_an_alternative_with_an_excluded_word_counts_where_that_is_not() -> None:
    excluded = make_hit(headline="Ferry", standfirst="A tram.", body="<p>A harbour strike.</p>")
    kept = make_hit(headline="A ferry", body="<p>It left.</p>")
    assert rank("ferry -tram OR strike", [excluded, kept]) == [kept, excluded]


def test_hits_found_are_ranked_as_the_page_ranks_them() -> None:
    ids = [make_hit(**fields) for fields in PLACES]
    expression = build_expression(parse_query("ferry"))
    found = filter_matches(Article.objects.live(), expression)
    assert {article.pk for article in found} == {*ids}
