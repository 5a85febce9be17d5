"""Both engines find what the query language says and nothing else, and rank it."""

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Source
from articles.search.engine import filter_matches, get_engine
from articles.search.query import Query, Term, parse_query
from tests.factories import make_article, make_live, make_source

pytestmark = pytest.mark.django_db

# Few words, so that queries match; az has no stemmer in either database.
WORDS = "vapur vapurda ıskele İSTANBUL istanbul köprü kopru e-mail o'neill 2019 şəhər".split()


def make_bare(**fields: Any) -> Article:
    """Make a live article with no words but those given."""
    return make_live(
        **{"body": "<p>…</p>", "source": Source.objects.get_or_create_by_name("X"), **fields}
    )


def find_headlines(text: str) -> list[str]:
    hits = filter_matches(Article.objects.live(), parse_query(text)).order_by("headline")
    return [article.headline for article in hits]


# Compared with a search that uses no index.

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
articles = st.lists(st.tuples(texts, texts), min_size=1, max_size=5)
terms = st.builds(
    Term,
    words=st.lists(st.sampled_from("vapur vapurda iskele istanbul kopru e mail o 2019".split()),
                   min_size=1, max_size=2).map(tuple),
    is_prefix=st.booleans(),
    is_excluded=st.booleans(),
)  # fmt: skip


def has_positive_term(terms: tuple[Term, ...]) -> bool:
    return any(not term.is_excluded for term in terms)


alternatives = st.lists(terms, min_size=1, max_size=3).map(tuple).filter(has_positive_term)
queries = st.builds(Query, st.lists(alternatives, min_size=1, max_size=2).map(tuple))


def is_in(term: Term, words: list[str]) -> bool:
    """Return whether the words of the term follow each other in ``words``."""
    size, last = len(term.words), term.words[-1]
    for start in range(len(words) - size + 1):
        window = words[start : start + size]
        ends = window[-1].startswith(last) if term.is_prefix else window[-1] == last
        if tuple(window[:-1]) == term.words[:-1] and ends:
            return True
    return False


def is_hit(query: Query, parts: list[list[str]]) -> bool:
    return any(
        all(any(is_in(term, part) for part in parts) != term.is_excluded for term in alternative)
        for alternative in query.alternatives
    )


@given(corpus=articles, query=queries)
def test_it_finds_what_reading_every_text_would_find(
    corpus: list[tuple[str, str]], query: Query
) -> None:
    with transaction.atomic():
        source, expected = make_source("X"), set()
        for standfirst, body in corpus:
            parts = {"standfirst": standfirst, "body": f"<p>{body}</p>", "source": source}
            article = make_live(headline="x", language="az", **parts)
            entry = article.search_entry
            if is_hit(query, [entry.standfirst.split(), entry.body.split()]):
                expected.add(article.pk)
        hits = set(filter_matches(Article.objects.live(), query).values_list("pk", flat=True))
        transaction.set_rollback(True)
    assert hits == expected


# In Turkish, and in other languages.


@pytest.mark.parametrize("text", ["istanbul", "ISTANBUL", "İstanbul", "Istanbul'da", "ıstanbul"])
def test_istanbul_is_found_however_it_is_spelt(text: str) -> None:
    make_bare(headline="İstanbul'da vapur", language="tr")
    assert find_headlines(text) == ["İstanbul'da vapur"]


@pytest.mark.parametrize("text", ["igdir", "Iğdır", "IĞDIR", "iğdir"])
def test_igdir_is_found_however_it_is_spelt(text: str) -> None:
    make_bare(headline="Iğdır", language="tr")
    assert find_headlines(text) == ["Iğdır"]


def test_a_source_is_found_by_its_name_without_accents() -> None:
    make_bare(headline="A", source=make_source("Hürriyet"))
    assert find_headlines("hurriyet") == ["A"]


def test_a_phrase_does_not_match_across_two_columns() -> None:
    make_bare(headline="Ferry sails", standfirst="Today")
    assert (find_headlines('"ferry sails"'), find_headlines('"sails today"')) == (
        ["Ferry sails"],
        [],
    )


def test_drafts_are_not_found() -> None:
    make_article(headline="Ferry drafted")
    assert find_headlines("ferry") == []


def test_words_are_found_by_their_stems_on_postgresql() -> None:
    make_bare(headline="Ferries sailing", language="en")
    make_bare(headline="Vapurlar", language="tr")
    has_stems = connection.vendor == "postgresql"
    expected = (["Ferries sailing"], ["Vapurlar"]) if has_stems else ([], [])
    assert (find_headlines("ferry"), find_headlines("vapur")) == expected


@pytest.mark.parametrize("text", ["the ferry", '"end of the road"', '"the road"', "road -strike"])
def test_stop_words_of_a_query_do_not_prevent_matches(text: str) -> None:
    make_bare(headline="The ferry at the end of the road", language="en")
    assert find_headlines(text) == ["The ferry at the end of the road"]


def test_a_stem_of_one_language_matches_no_text_of_another() -> None:
    make_bare(headline="Ferri", language="az")
    make_bare(headline="Ferri", language="es", standfirst="of no stemmer of the desk")
    assert (find_headlines("ferries"), find_headlines("ferri")) == ([], ["Ferri", "Ferri"])


def test_a_stop_word_of_one_language_is_searched_in_the_others() -> None:
    make_bare(headline="The die is cast", language="en")
    make_bare(headline="Die Fähre", language="de")
    has_stems = connection.vendor == "postgresql"
    expected = ["The die is cast"] if has_stems else ["Die Fähre", "The die is cast"]
    assert find_headlines("die") == expected


def test_an_exclusion_applies_in_every_language() -> None:
    make_bare(headline="Ferries sailing", language="en")
    make_bare(headline="Ferries", language="tr")
    assert find_headlines("ferries -sailing") == ["Ferries"]
    assert find_headlines("ferries -nothing") == ["Ferries", "Ferries sailing"]


# Ranking.


def test_a_word_in_the_headline_counts_more_than_one_in_the_text() -> None:
    body = make_bare(headline="Harbour", body="<p>A ferry left.</p>")
    standfirst = make_bare(headline="Harbour", standfirst="A ferry.", body="<p>It left.</p>")
    headline = make_bare(headline="Ferry", body="<p>It left.</p>")
    ids = [body.pk, standfirst.pk, headline.pk]
    assert get_engine().rank_ids(parse_query("ferry"), ids) == ids[::-1]


def test_ties_keep_their_order_and_other_ids_are_left_out() -> None:
    one, two = (make_bare(headline="Ferry") for _ in "12")
    other = make_bare(headline="Tram")
    assert get_engine().rank_ids(parse_query("ferry"), [two.pk, other.pk, one.pk]) == [
        two.pk,
        one.pk,
    ]


def test_frequent_words_are_found_by_scanning_articles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_bare(headline="Ferry one")
    make_bare(headline="Ferry two", standfirst="No tram")
    make_bare(headline="Tram")
    monkeypatch.setattr(get_engine(), "MAX_MATCHED_IDS", 0)
    assert (find_headlines("ferry"), find_headlines("ferry -tram")) == (
        ["Ferry one", "Ferry two"],
        ["Ferry one"],
    )


def test_stems_are_those_of_positive_terms_on_postgresql() -> None:
    has_stems = connection.vendor == "postgresql"
    stems = get_engine().find_stems(parse_query("ferries -trams"))
    assert ("ferri" in stems, "tram" in stems) == (has_stems, False)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL estimates matches")
def test_the_index_is_not_read_for_very_frequent_words() -> None:
    for _ in range(9):
        make_bare(headline="Ferry")
    few = filter_matches(Article.objects.live(), parse_query("ferry"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_searchentry")
        # As if there were so many entries.
        cursor.execute(
            "UPDATE pg_class SET reltuples = 1e9 WHERE oid = 'articles_searchentry'::regclass"
        )
    many = filter_matches(Article.objects.live(), parse_query("ferry"))
    assert (few.matched_ids is None, many.matched_ids is None) == (False, True)
    assert many.scan_candidates is not None
    assert list(few) == list(many)
    # For words without statistics the planner expects too many matches.
    many_words = Query(tuple((Term((f"ferry{number}",)),) for number in range(99)))
    for query in (parse_query("tram"), parse_query("tram -ferry"), many_words):
        assert filter_matches(Article.objects.live(), query).matched_ids is not None
