"""Queries as people type them find the right articles, in the right order, by the right words."""

import re
from datetime import timedelta
from html import escape, unescape

import pytest

from articles.models import Article, Source
from articles.search.engine import build_expression, filter_matches
from articles.search.query import parse_query
from articles.search.ranking import rank_ids
from articles.site.hit import Hit
from tests.articles.search.hand_made import PIECES, QUERIES, Piece
from tests.factories import NOON, make_live

pytestmark = pytest.mark.django_db


def make_piece(piece: Piece, hours: int) -> Article:
    return make_live(
        headline=piece.headline,
        standfirst=piece.standfirst,
        body=f"<p>{escape(piece.body)}</p>",
        language=piece.language,
        source=Source.objects.get_or_create_by_name(piece.source),
        authors=(piece.author,) if piece.author else (),
        tags=(piece.tag,) if piece.tag else (),
        published_at=NOON - timedelta(hours=hours),
    )


def find(query: str, names: dict[int, str]) -> tuple[str, str]:
    """Return the names of the articles that are found, and the words that are marked."""
    expression = build_expression(parse_query(query))
    newest = filter_matches(Article.objects.live(), expression).order_by("-published_at")
    ids = rank_ids(expression, [article.pk for article in newest])
    hits = [Hit(Article.objects.get(pk=pk), expression) for pk in ids]
    html = " ".join(f"{hit.headline} {hit.excerpt}" for hit in hits)
    marked = map(unescape, re.findall("<mark>(.*?)</mark>", html))
    return " ".join(names[pk] for pk in ids), "|".join(marked)


@pytest.mark.parametrize("language", QUERIES)
def test_queries_find_the_right_articles_by_the_right_words(language: str) -> None:
    names = {
        make_piece(piece, hours).pk: name for hours, (name, piece) in enumerate(PIECES.items())
    }
    expected = {query: (found, marked) for query, found, marked in QUERIES[language]}
    assert {query: find(query, names) for query in expected} == expected


def test_there_are_two_hundred_queries() -> None:
    assert sum(map(len, QUERIES.values())) >= 200
