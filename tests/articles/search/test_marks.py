"""Which words of a text are marked, and which part of it is its excerpt."""

import re
from html import unescape

import pytest

from articles.search.engine import build_expression
from articles.search.excerpts import LENGTH, MAX_HITS, build_excerpt, find_spans, mark
from articles.search.query import parse_query

pytestmark = pytest.mark.django_db

FILLER = "Nothing of it stands here, and nothing there. " * 20


def list_marked(text: str, query: str, language: str = "en") -> list[str]:
    html = mark(text, find_spans(build_expression(parse_query(query)), text, language))
    return [unescape(each) for each in re.findall("<mark>(.*?)</mark>", html, re.DOTALL)]


def make_excerpt(text: str, query: str) -> str:
    return build_excerpt(text, find_spans(build_expression(parse_query(query)), text, "en"))


@pytest.mark.parametrize(
    ("query", "text", "language", "marked"),
    [
        ("ferry", "Ferries and a ferry's, no ferrous metal", "en", ["Ferries", "ferry's"]),
        ("ferries", "A ferry", "en", ["ferry"]),
        ("ferry", "Ferries", "", []),
        ("kitap", "kitaplar", "tr", ["kitaplar"]),
        ("kış", "kişi kışlar kısa", "tr", ["kışlar"]),
        ("Azerbaycan", "Azerbaycan’ın", "az", ["Azerbaycan’ın"]),
        ("Wrenholt Ada", "Ada, a count and at an account", "en", ["Ada"]),
        ('"the ferries"', "the ferry, the ferries", "en", ["the ferries"]),
        ('"new new"', "new new new", "en", ["new new new"]),
        ("US", "us, U.S. and US", "en", ["us", "U.S.", "US"]),
    ],
)
def test_just_the_hits_are_marked(query: str, text: str, language: str, marked: list[str]) -> None:
    assert list_marked(text, query, language) == marked


def test_an_excerpt_shows_two_words_rather_than_one_of_them_thrice() -> None:
    text = f"Ferries, a ferry, ferry. {FILLER} A ferry at the terminal. {FILLER}"
    assert "A <mark>ferry</mark> at the <mark>terminal</mark>." in make_excerpt(
        text, "ferry terminal"
    )


def test_an_excerpt_shows_the_part_where_a_word_stands_most_often() -> None:
    text = f"A ferry. {FILLER}\nA ferry and a ferry. {FILLER}"
    assert "A <mark>ferry</mark> and a <mark>ferry</mark>." in make_excerpt(text, "ferry")


def test_a_long_phrase_is_whole() -> None:
    phrase = "a long phrase " * 13
    text = f"{FILLER} {phrase}. {FILLER}"
    assert f"<mark>{phrase.strip()}</mark>" in make_excerpt(text, f'"{phrase}"')


def test_all_hits_in_the_excerpt_are_marked() -> None:
    excerpt = make_excerpt("ferry " * MAX_HITS * 2, "ferry")
    assert excerpt == " ".join(["<mark>ferry</mark>"] * (LENGTH // len("ferry "))) + "…"
