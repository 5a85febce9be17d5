"""Spelling suggestions for words that no article has."""

import pytest

from articles.models import Article
from articles.search.engine import build_expression, get_engine
from articles.search.query import parse_query
from articles.site.suggestions import correct, is_missing, list_close_words
from tests.factories import make_article, make_live, make_source

pytestmark = pytest.mark.django_db


def suggest(text: str) -> str:
    articles, expression = Article.objects.live(), build_expression(parse_query(text))
    terms = expression.query.positive_terms
    missing = [term for term in terms if is_missing(expression.narrow(term), articles)]
    return correct(expression.query, missing, articles)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("terminl", "terminal"),
        ("terminnal", "terminal"),
        ("termimal", "terminal"),
        ("termnial", "terminal"),
        ("istambul", "istanbul"),
        ("новосты", "новости"),
        ('"new terminol" -strike', '"new terminal" -strike'),
        ("Terminl OR istambul", "terminal OR istambul"),
        ("gunez", "güneş"),
        ("Işıgıx", "ışığı"),
    ],
)
def test_a_word_that_differs_by_one_character_is_suggested(text: str, suggestion: str) -> None:
    make_live(
        headline="İstanbul: the new terminal", standfirst="Новости. Güneş IŞIĞI", language="tr"
    )
    assert suggest(text) == suggestion


@pytest.mark.parametrize(
    "text",
    ["terminal", "trminl", "new", "nww", "terminl*", "xxxxxxxx", "-terminl new", "new " + "x" * 25],
)
def test_nothing_is_suggested_for_matching_short_or_distant_words(text: str) -> None:
    make_live(headline="The new terminal")
    assert suggest(text) == ""


def test_the_most_frequent_of_several_close_words_is_suggested() -> None:
    make_live(headline="Terminal")
    for _ in "12":
        make_live(headline="Terminus")
    assert (suggest("terminux"), suggest("terminas")) == ("terminus", "terminus")


def test_a_word_of_a_draft_is_not_suggested() -> None:
    make_article(headline="Terminal")
    assert suggest("terminl") == ""


def test_close_words_differ_by_one_character() -> None:
    assert {"erry", "feryr", "berry", "ferrys"} <= list_close_words("ferry")
    assert "ferry" not in list_close_words("ferry")


def test_close_words_that_are_too_frequent_are_looked_for_in_the_newest_articles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_live(headline="Tram")
    make_live(headline="The new terminal")
    find_ids = get_engine().find_ids

    def find_ids_of_few_words(text: str, limit: int) -> list[int] | None:
        return None if len(text) > 1_000 else find_ids(text, limit)

    monkeypatch.setattr(get_engine(), "find_ids", find_ids_of_few_words)
    assert suggest("termina") == "terminal"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("wrenhold", "wrenholt"),
        ("gazete harbour", "gazette harbour"),
        ("isikly", "ışıklı"),
        ("librarys", "library"),
        ("broadcastin", ""),
    ],
)
def test_a_word_of_a_name_that_readers_see_is_suggested(text: str, suggestion: str) -> None:
    source = make_source("Harbour Gazette")
    source.aliases.create(name="British Broadcasting")
    make_live(
        headline="Trams",
        source=source,
        authors=("Ada Wrenholt", "Ayşe Işıklı"),
        tags=("library",),
        language="tr",
    )
    make_article(headline="Draft", authors=("Ben Wrenhole",))
    assert suggest(text) == suggestion
