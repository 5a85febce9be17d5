"""The query language of the search field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import TERMS_LIMIT, BadQueryError, Query, Term, parse_query
from articles.text.analyser import Word


def list_alternatives(text: str) -> list[list[str]]:
    """Return the alternatives with their terms as strings: ``-`` excluded, ``*`` a prefix."""
    return [[format_term(term) for term in terms] for terms in parse_query(text).alternatives]


def format_term(term: Term) -> str:
    return "-" * term.is_excluded + term.text + "*" * term.is_prefix


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("ferry", [["ferry"]]),
        ("Ferry  HARBOUR", [["ferry", "harbour"]]),
        ('"New Terminal" ferry', [["new terminal", "ferry"]]),
        ("“new terminal”", [["new terminal"]]),
        ("«новый причал»", [["новый причал"]]),
        ("ferry -strike", [["ferry", "-strike"]]),
        ('ferry -"on strike"', [["ferry", "-on strike"]]),
        ("ferry OR tram", [["ferry"], ["tram"]]),
        ("ferry or tram", [["ferry", "or", "tram"]]),
        ("new ferry OR tram -old", [["new", "ferry"], ["tram", "-old"]]),
        ("harb*", [["harb*"]]),
        ("-harb*  ferry", [["-harb*", "ferry"]]),
        ("e-mail", [["e mail"]]),
        ("İSTANBUL'da Iğdır", [["istanbulda", "igdir"]]),
        ("ferry ferry", [["ferry"]]),
        ('"new terminal', [["new terminal"]]),
        ("OR ferry OR", [["ferry"]]),
        ("ferry OR -tram", [["ferry"]]),
        ('- * "" ferry', [["ferry"]]),
        ("--ferry tram", [["-ferry", "tram"]]),
        ("ferry AND NOT tram", [["ferry", "-tram"]]),
        ("ferry NOT OR tram", [["ferry"], ["tram"]]),
        ('ferry "OR" or NOT "on strike', [["ferry", "or", "or", "-on strike"]]),
        ("3\u00a0400 «3\u202f400»", [["3400", "3400"]]),
        ("‘ferry’ O'Brien", [["ferry", "obrien"]]),
    ],
)
def test_a_text_is_parsed_into_terms(text: str, alternatives: list[list[str]]) -> None:
    assert list_alternatives(text) == alternatives


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("!?", "Enter at least one word to search for."),
        ("OR", "Enter at least one word to search for."),
        (
            "-ferry",
            "Add a word to search for; the words with a minus sign only leave articles out.",
        ),
        (
            "-ferry OR -tram",
            "Add a word to search for; the words with a minus sign only leave articles out.",
        ),
        ("a " * (TERMS_LIMIT + 1), f"Search for no more than {TERMS_LIMIT} words or phrases."),
    ],
)
def test_a_query_without_positive_terms_or_with_too_many_is_refused(
    text: str, message: str
) -> None:
    with pytest.raises(BadQueryError, match=f"^{message}$"):
        parse_query(text)


def test_positive_terms_have_no_duplicates_and_no_exclusions() -> None:
    assert parse_query("ferry -strike OR ferry tram").positive_terms == [
        Term((Word("ferry", (), "ferry"),)),
        Term((Word("tram", (), "tram"),)),
    ]


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        query = parse_query(text)
    except BadQueryError:
        return
    assert isinstance(query, Query)
    assert all(any(not term.is_excluded for term in terms) for terms in query.alternatives)
    assert all(word.surface for term in query.terms for word in term.words)
