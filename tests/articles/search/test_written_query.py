"""Queries as the query language writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import BadQueryError, parse_query


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ferry  Işık", "Ferry Işık"),
        ("ferry AND tram", "ferry tram"),
        ("ferry NOT tram", "ferry -tram"),
        ("“new  terminal", '"new terminal"'),
        ("ferry OR -tram harb*", "ferry OR -tram harb*"),
        ('-"new terminal" ferry', '-"new terminal" ferry'),
        ("e-mail well-kno*", '"e-mail" well-kno*'),
        ("C++ R&D U.S. O’Brien 3,400", "C++ R&D U.S. O’Brien 3,400"),
        ('"OR" "NOT"', '"OR" "NOT"'),
        ("ferry OR", "ferry"),
    ],
)
def test_a_query_is_written_without_what_it_does_not_need(text: str, written: str) -> None:
    assert str(parse_query(text)) == written


@given(st.text(alphabet="abİşı12.,-*'’+#&\"“ ORNTA_\u00ad", max_size=40))
def test_a_written_query_means_the_same(text: str) -> None:
    try:
        query = parse_query(text)
    except BadQueryError:
        return
    assert parse_query(str(query)) == query
