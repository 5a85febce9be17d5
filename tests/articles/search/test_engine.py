"""Both engines find what the query language says, by their index or article by article."""

from typing import Any

import pytest
from django.db import connection

from articles.models import Article, Source
from articles.search import engine
from articles.search.engine import build_expression, filter_matches, find_matching
from articles.search.expression import build_words_expression
from articles.search.query import parse_query
from tests.factories import make_article, make_live

pytestmark = pytest.mark.django_db


def make_bare(**fields: Any) -> Article:
    """Make a live article with no words but those given."""
    source = Source.objects.get_or_create_by_name("X")
    return make_live(**{"body": "<p>…</p>", "source": source, **fields})


def find_headlines(text: str) -> list[str]:
    expression = build_expression(parse_query(text))
    hits = filter_matches(Article.objects.live(), expression).order_by("headline")
    return [article.headline for article in hits]


def test_a_phrase_does_not_match_across_two_texts() -> None:
    make_bare(headline="Ferry sails", standfirst="Today")
    assert (find_headlines('"ferry sails"'), find_headlines('"sails today"')) == (
        ["Ferry sails"],
        [],
    )


def test_drafts_are_not_found() -> None:
    make_article(headline="Ferry drafted")
    assert find_headlines("ferry") == []


def test_a_stem_of_one_language_matches_no_text_of_another() -> None:
    make_bare(headline="Ferri", language="az")
    make_bare(headline="Ferri", language="es", standfirst="of no stemmer of the desk")
    assert (find_headlines("ferries"), find_headlines("ferri")) == ([], ["Ferri", "Ferri"])


def test_an_exclusion_applies_in_every_language() -> None:
    make_bare(headline="Ferries sailing", language="en")
    make_bare(headline="Ferries", language="tr")
    assert find_headlines("ferries -sailing") == ["Ferries"]
    assert find_headlines("ferries -nothing") == ["Ferries", "Ferries sailing"]


@pytest.mark.parametrize(
    ("text", "headlines"),
    [
        ("ferry", ["Ferry one", "Ferry two"]),
        ("ferry -tram", ["Ferry one"]),
        ('"ferry one" OR tram', ["Ferry one", "Ferry two", "Tram"]),
        ('ferry -"no tram"', ["Ferry one"]),
    ],
)
@pytest.mark.parametrize("limit", [0, 99])
def test_the_index_and_a_scan_find_the_same(
    text: str, headlines: list[str], limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_bare(headline="Ferry one")
    make_bare(headline="Ferry two", standfirst="No tram")
    make_bare(headline="Tram")
    monkeypatch.setattr(engine, "LISTED_LIMIT", limit)
    monkeypatch.setattr(engine, "PHRASE_LIMIT", limit)
    expression = build_expression(parse_query(text))
    is_scan = filter_matches(Article.objects.live(), expression).scan_candidates is not None
    assert (find_headlines(text), is_scan) == (headlines, limit == 0)


def test_matches_are_told_among_given_ids() -> None:
    one, two, three = (make_bare(headline=text).pk for text in ("A ferry", "Ferry a", "Tram"))
    word, phrase = (build_expression(parse_query(text)) for text in ("ferry", '"a ferry"'))
    assert find_matching(word, []) == []
    assert find_matching(word, [three, two, one]) == [two, one]
    assert find_matching(phrase, [three, two, one]) == [one]
    assert find_matching(phrase, [three]) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL estimates matches")
def test_the_index_is_not_read_for_very_frequent_words() -> None:
    for _ in range(9):
        make_bare(headline="Ferry")
    few = filter_matches(Article.objects.live(), build_expression(parse_query("ferry")))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_searchentry")
        # As if there were so many entries.
        cursor.execute(
            "UPDATE pg_class SET reltuples = 1e9 WHERE oid = 'articles_searchentry'::regclass"
        )
    many = filter_matches(Article.objects.live(), build_expression(parse_query("ferry")))
    assert (few.matched_ids is None, many.matched_ids is None) == (False, True)
    assert many.scan_candidates is not None
    assert list(few) == list(many)
    # For words without statistics the planner expects too many matches.
    many_words = build_words_expression({f"ferry{number}": () for number in range(99)})
    tram = build_expression(parse_query("tram"))
    without_ferry = build_expression(parse_query("tram -ferry"))
    for expression in (tram, without_ferry, many_words):
        assert filter_matches(Article.objects.live(), expression).matched_ids is not None
