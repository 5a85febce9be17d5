"""The index, the order of hits and their marks agree on what is a hit for a term."""

from collections.abc import Sequence

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.search.engine import build_expression, filter_matches
from articles.search.index import index_article
from articles.search.query import BadQueryError, Query, parse_query
from articles.text.analyser import analyse_text, find_tokens

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "tr", "az", "de", "fr", "hy", "ru", "ar", "")
# Letters, marks and signs for which the analyser has rules.
ALPHABET = "aoesıIİşgéœßйёևԵՎկե՞ك\u064e12.,\u00a0\u00ad\u0301'’´-&+#_ "

texts = st.lists(
    st.tuples(st.text(ALPHABET, min_size=1, max_size=20), st.sampled_from(LANGUAGES)),
    min_size=1,
    max_size=4,
)


@st.composite
def build_typed(draw: st.DrawFn, corpus: Sequence[tuple[str, str]]) -> str:
    """Return what is typed: a part of a text, perhaps in quotes or with an asterisk."""
    text = draw(st.sampled_from([text for text, _ in corpus]))
    start = draw(st.integers(0, len(text) - 1))
    part = text[start : draw(st.integers(start + 1, len(text)))]
    return draw(st.sampled_from(["{}", "{}", '"{}"', "{}*", "-{}"])).format(part)


@given(texts, st.data())
def test_what_is_found_is_ranked_and_marked(
    corpus: list[tuple[str, str]], data: st.DataObject
) -> None:
    typed = data.draw(build_typed(corpus))
    try:
        query = parse_query(typed)
    except BadQueryError:
        return
    with transaction.atomic():
        articles = [make_bare(*each) for each in corpus]
        check(query, articles)
        transaction.set_rollback(True)


def make_bare(headline: str, language: str) -> Article:
    article = Article.objects.create(headline=headline, language=language, is_own_work=True)
    index_article(article)
    return article


def check(query: Query, articles: Sequence[Article]) -> None:
    expression = build_expression(query)
    for term, wanted in expression.wanted.items():
        found = set(filter_matches(Article.objects.all(), expression.narrow(term)))
        for article in articles:
            text, language = article.headline, article.language
            likeness = wanted.compare(analyse_text(text, language), language)
            spans = [*wanted.find_spans([*find_tokens(text, language)], language)]
            assert (str(term), text, likeness is not None) == (str(term), text, article in found)
            assert (str(term), text, bool(spans)) == (str(term), text, article in found)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ferry", "Ferries"),
        ("ferries", "ferry’s"),
        ("running", "run"),
        ("ferry's", "ferry"),
    ],
)
def test_an_inflected_word_is_a_hit_in_its_language_alone(query: str, text: str) -> None:
    english, _ = make_bare(text, "en"), make_bare("Tram", "en")
    found = filter_matches(Article.objects.all(), build_expression(parse_query(query)))
    assert [*found] == [english]
