"""Other words for those that nothing is found by."""

import pytest

from articles.models import Article
from articles.search.query import parse_query
from articles.search.suggestions import list_close_words, suggest_query
from tests.factories import make_article, make_live

pytestmark = pytest.mark.django_db


def suggested(text: str) -> str:
    return suggest_query(text, parse_query(text), Article.objects.live())


@pytest.mark.parametrize(
    ("asked", "likelier"),
    [
        ("terminl", "terminal"),
        ("terminnal", "terminal"),
        ("termimal", "terminal"),
        ("termnial", "terminal"),
        ("istambul", "istanbul"),
        ("новосты", "новости"),
        ('"new terminol" -strike', '"new terminal" -strike'),
        ("Terminl OR istambul", "terminal OR istanbul"),
    ],
)
def test_a_word_one_slip_away_is_suggested(asked: str, likelier: str) -> None:
    make_live(headline="İstanbul: the new terminal", standfirst="Новости")
    assert suggested(asked) == likelier


@pytest.mark.parametrize("asked", ["terminal", "trminl", "new", "nww", "terminl*", "xxxxxxxx"])
def test_nothing_is_suggested_for_what_is_found_short_or_far_from_all(asked: str) -> None:
    make_live(headline="The new terminal")
    assert suggested(asked) == ""


def test_of_several_words_the_one_that_most_articles_have_is_suggested() -> None:
    make_live(headline="Terminal")
    for _ in "12":
        make_live(headline="Terminus")
    assert (suggested("terminux"), suggested("terminas")) == ("terminus", "terminus")


def test_a_word_of_a_draft_is_not_suggested() -> None:
    make_article(headline="Terminal")
    assert suggested("terminl") == ""


def test_what_is_near_is_one_slip_away() -> None:
    assert {"erry", "feryr", "berry", "ferrys"} <= list_close_words("ferry")
    assert "ferry" not in list_close_words("ferry")
