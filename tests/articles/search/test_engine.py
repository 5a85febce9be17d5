"""Each database finds by a query what the query language says, nothing else, and the best first."""

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article, Source
from articles.search.engine import filter_matches, get_engine
from articles.search.query import Query, Term, parse_query
from tests.factories import make_article, make_live, make_source

pytestmark = pytest.mark.django_db

# Few words, so that they meet; az has no stemmer anywhere.
WORDS = "vapur vapurda ıskele İSTANBUL istanbul köprü kopru e-mail o'neill 2019 şəhər".split()


def live(**fields: Any) -> Article:
    """Make a live article with no words but those that are told."""
    return make_live(
        **{"body": "<p>…</p>", "source": Source.objects.get_or_create_by_name("X"), **fields}
    )


def found(text: str) -> list[str]:
    hits = filter_matches(Article.objects.live(), parse_query(text)).order_by("headline")
    return [article.headline for article in hits]


# Held against a search without any index.

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
articles = st.lists(st.tuples(texts, texts), min_size=1, max_size=5)
terms = st.builds(
    Term,
    words=st.lists(st.sampled_from("vapur vapurda iskele istanbul kopru e mail o 2019".split()),
                   min_size=1, max_size=2).map(tuple),
    is_prefix=st.booleans(),
    is_excluded=st.booleans(),
)  # fmt: skip


def seeks(terms: tuple[Term, ...]) -> bool:
    return any(not term.is_excluded for term in terms)


queries = st.builds(
    Query,
    st.lists(st.lists(terms, min_size=1, max_size=3).map(tuple).filter(seeks), min_size=1,
             max_size=2).map(tuple),
)  # fmt: skip


def stands(term: Term, words: list[str]) -> bool:
    """Tell whether the words stand one behind the other."""
    size, last = len(term.words), term.words[-1]
    for start in range(len(words) - size + 1):
        window = words[start : start + size]
        ends = window[-1].startswith(last) if term.is_prefix else window[-1] == last
        if tuple(window[:-1]) == term.words[:-1] and ends:
            return True
    return False


def is_hit(query: Query, parts: list[list[str]]) -> bool:
    return any(
        all(any(stands(term, part) for part in parts) != term.is_excluded for term in alternative)
        for alternative in query.alternatives
    )


@settings(max_examples=60)
@given(corpus=articles, query=queries)
def test_it_finds_what_a_reader_of_every_text_would(
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
def test_istanbul_is_found_however_it_is_typed(text: str) -> None:
    live(headline="İstanbul'da vapur", language="tr")
    assert found(text) == ["İstanbul'da vapur"]


@pytest.mark.parametrize("text", ["igdir", "Iğdır", "IĞDIR", "iğdir"])
def test_igdir_is_found_however_it_is_typed(text: str) -> None:
    live(headline="Iğdır", language="tr")
    assert found(text) == ["Iğdır"]


def test_a_source_is_found_by_its_name_without_marks() -> None:
    live(headline="A", source=make_source("Hürriyet"))
    assert found("hurriyet") == ["A"]


def test_no_phrase_reaches_from_one_part_into_the_next() -> None:
    live(headline="Ferry sails", standfirst="Today")
    assert (found('"ferry sails"'), found('"sails today"')) == (["Ferry sails"], [])


def test_what_readers_do_not_see_is_not_found() -> None:
    make_article(headline="Ferry drafted")
    assert found("ferry") == []


def test_words_are_found_by_their_stems_where_the_database_has_any() -> None:
    live(headline="Ferries sailing", language="en")
    live(headline="Vapurlar", language="tr")
    has_stems = connection.vendor == "postgresql"
    expected = (["Ferries sailing"], ["Vapurlar"]) if has_stems else ([], [])
    assert (found("ferry"), found("vapur")) == expected


@pytest.mark.parametrize("text", ["the ferry", '"end of the road"', '"the road"', "road -strike"])
def test_words_that_a_language_leaves_out_keep_nothing_from_being_found(text: str) -> None:
    live(headline="The ferry at the end of the road", language="en")
    assert found(text) == ["The ferry at the end of the road"]


def test_a_stem_of_one_language_finds_no_text_of_another() -> None:
    live(headline="Ferri", language="az")
    live(headline="Ferri", language="es", standfirst="of no stemmer of the desk")
    assert (found("ferries"), found("ferri")) == ([], ["Ferri", "Ferri"])


def test_what_one_language_leaves_out_is_sought_in_the_others() -> None:
    live(headline="The die is cast", language="en")
    live(headline="Die Fähre", language="de")
    has_stems = connection.vendor == "postgresql"
    expected = ["The die is cast"] if has_stems else ["Die Fähre", "The die is cast"]
    assert found("die") == expected


def test_an_exclusion_holds_in_every_language() -> None:
    live(headline="Ferries sailing", language="en")
    live(headline="Ferries", language="tr")
    assert found("ferries -sailing") == ["Ferries"]
    assert found("ferries -nothing") == ["Ferries", "Ferries sailing"]


# The best first.


def test_a_word_in_the_headline_counts_more_than_one_in_the_text() -> None:
    body = live(headline="Harbour", body="<p>A ferry left.</p>")
    standfirst = live(headline="Harbour", standfirst="A ferry.", body="<p>It left.</p>")
    headline = live(headline="Ferry", body="<p>It left.</p>")
    keys = [body.pk, standfirst.pk, headline.pk]
    assert get_engine().rank_ids(parse_query("ferry"), keys) == keys[::-1]


def test_of_equals_the_earlier_one_stays_first_and_what_does_not_match_is_left_out() -> None:

    one, two = (live(headline="Ferry") for _ in "12")
    other = live(headline="Tram")
    assert get_engine().rank_ids(parse_query("ferry"), [two.pk, other.pk, one.pk]) == [
        two.pk,
        one.pk,
    ]


def test_what_most_articles_have_is_found_article_by_article(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live(headline="Ferry one")
    live(headline="Ferry two", standfirst="No tram")
    live(headline="Tram")
    monkeypatch.setattr(get_engine(), "MAX_MATCHED_IDS", 0)
    assert (found("ferry"), found("ferry -tram")) == (["Ferry one", "Ferry two"], ["Ferry one"])


def test_the_stems_of_what_is_sought_are_known_where_there_are_any() -> None:
    has_stems = connection.vendor == "postgresql"
    stems = get_engine().find_stems(parse_query("ferries -trams"))
    assert ("ferri" in stems, "tram" in stems) == (has_stems, False)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's index tells the first")
def test_what_stands_in_very_many_articles_is_not_looked_up() -> None:
    for _ in range(9):
        live(headline="Ferry")
    few = filter_matches(Article.objects.live(), parse_query("ferry"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_searchentry")
        # As if there were as many entries as this.
        cursor.execute(
            "UPDATE pg_class SET reltuples = 1e9 WHERE oid = 'articles_searchentry'::regclass"
        )
    many = filter_matches(Article.objects.live(), parse_query("ferry"))
    assert (few.matched_ids is None, many.matched_ids is None) == (False, True)
    assert many.scan_candidates is not None
    assert list(few) == list(many)
    # Of words that the planner does not know it expects to find too many.
    near_to_one = Query(tuple((Term((f"ferry{number}",)),) for number in range(99)))
    for query in (parse_query("tram"), parse_query("tram -ferry"), near_to_one):
        assert filter_matches(Article.objects.live(), query).matched_ids is not None
