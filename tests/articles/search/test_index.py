"""The words of articles: they follow whatever writes a text, and the index finds them."""

import json
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, SearchEntry, Status
from articles.parsing.records import ParsedItem, Record
from articles.publishing import revisions, workflow
from articles.search import index
from articles.text.strings import fold
from articles.vocabulary import Credit
from tests.factories import make_article, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db

# A letter of four bytes: no text takes more room.
WIDEST = 0x20000


def found(words: str, *, stemmer: str = "simple") -> set[int]:
    """Return the keys of the articles that the database's own index finds by all the words."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT article_id FROM articles_searchentry "
                "WHERE vector @@ plainto_tsquery(%s::regconfig, %s)",
                [stemmer, words],
            )
        else:
            cursor.execute(
                "SELECT rowid FROM articles_search WHERE articles_search MATCH %s", [words]
            )
        return {key for (key,) in cursor.fetchall()}


def entry(article: Article) -> dict[str, Any]:
    return QuerySet(SearchEntry).values().get(article=article)


def imported(**fields: Any) -> Article:
    """Import a record, and return the newest article."""
    told: dict[str, Any] = {
        "headline": "Ferry sails",
        "body": "<p>Full for once.</p>",
        "source": "Gazette",
    } | fields
    written = {
        "original": json.dumps(told, default=str).encode(),
        "media_type": "application/json",
        "charset": "utf-8",
        "parser": "test/1",
        "position": "line 1",
    }
    tally = ingest(
        [ParsedItem("a.jsonl", Record(**(written | told)))], options=Options(label="a test")
    )
    assert tally.counts["rejected"] == 0
    return Article.objects.latest("pk")


# What it holds.


def test_an_entry_holds_the_folded_words_of_each_part() -> None:
    article = make_article(
        headline="Iğdır, İSTANBUL'un",
        standfirst="«Şile» — Ağva",
        byline="By Ayşe IŞIK",
        source=make_source("Hürriyet"),
        body="<p>Vapur <b>Ke</b>mal&amp;</p><p>ərik</p>",
        language="tr",
    )
    assert entry(article) == {
        "article_id": article.pk,
        "language": "tr",
        "headline": "igdir istanbul un",
        "standfirst": "sile agva",
        "byline": "by ayse isik",
        "source": "hurriyet",
        "body": "vapur kemal erik",
    }
    assert str(article.search_entry) == "igdir istanbul un"


def test_own_work_has_no_source_to_be_found_by() -> None:
    assert entry(make_article(is_own_work=True))["source"] == ""


@pytest.mark.parametrize("part", ["headline", "standfirst", "byline", "body"])
def test_the_index_finds_an_article_by_each_part(part: str) -> None:
    make_article()
    fields: dict[str, Any] = {part: "<p>Kadıköy</p>" if part == "body" else "Kadıköy"}
    article = make_article(**fields)
    assert found("kadikoy") == {article.pk}


def test_the_index_finds_an_article_by_its_source() -> None:
    article = make_article(source=make_source("Kadıköy Postası"))
    assert found("kadikoy") == {article.pk}


def test_the_index_finds_all_the_words_in_any_part() -> None:
    article = make_article(headline="Ferry", body="<p>Kadıköy.</p>")
    make_article(headline="Ferry")
    assert found("kadikoy ferry") == {article.pk}


@pytest.mark.parametrize(
    ("language", "stemmer", "text", "asked"),
    [
        ("en", "english", "Ferries sailed", "ferry sailing"),
        ("en-GB", "english", "Ferries sailed", "ferry sailing"),
        ("tr", "turkish", "Vapurlar", "vapur"),
        ("az", "simple", "Ferries", "ferries"),
        ("", "simple", "Ferries", "ferries"),
    ],
)
def test_postgresql_finds_words_by_their_stem_in_languages_that_it_knows(
    language: str, stemmer: str, text: str, asked: str
) -> None:
    article = make_article(headline=text, language=language)
    words = asked if connection.vendor == "postgresql" else fold(text)
    assert found(words, stemmer=stemmer) == {article.pk}


def test_words_of_a_language_without_a_stemmer_are_found_as_they_are() -> None:
    make_article(headline="Ferries", body="", language="az")
    assert found("ferry") == set()


# What it follows.


def test_an_entry_follows_what_is_saved() -> None:
    article = make_article(headline="Ferry")
    make_revision(article, headline="Tram", body="<p>Rails.</p>")
    assert (found("ferry"), found("tram rails")) == (set(), {article.pk})


def test_an_entry_follows_what_readers_see_not_what_is_worked_on() -> None:
    article = make_live(headline="Ferry", body="<p>Full.</p>")
    make_revision(article, headline="Tram")
    assert (found("ferry"), found("tram")) == ({article.pk}, set())
    boss = make_user("Publishers")
    Article.objects.filter(pk=article.pk).update(status=Status.APPROVED)
    workflow.perform(Article.objects.get(pk=article.pk), "publish", by=boss)
    assert (found("ferry"), found("tram")) == (set(), {article.pk})


def test_an_entry_follows_what_is_applied() -> None:
    article = make_article(headline="Ferry")
    content = revisions.get_working_revision(article).content | {"source": "Kadıköy Postası"}
    revisions.apply_content(article, content)
    assert (entry(article), found("kadikoy")) == (index.build_article_entry(article), {article.pk})


def test_an_entry_that_is_kept_again_is_the_same() -> None:
    article = make_article()
    before = entry(article)
    index.index_article(article)
    assert (entry(article), SearchEntry.objects.count()) == (before, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"standfirst": "Şile", "byline": "By Ayşe", "language": "tr"},
        {"source": "", "is_own_work": True},
        {"tags": ("—",)},  # as no name can be, so that it is written alone
    ],
    ids=["in bulk", "in bulk with all", "in bulk our own", "one by one"],
)
def test_an_entry_follows_what_is_imported(fields: dict[str, Any]) -> None:
    article = imported(**fields)
    assert entry(article) == index.build_article_entry(Article.objects.get(pk=article.pk))
    assert found("ferry once") == {article.pk}


def test_an_entry_follows_an_update_that_is_imported() -> None:
    article = imported(origin_id="1")
    imported(origin_id="1", body="<p>Mended.</p>", credits=(Credit("Ada"),))
    assert (found("once"), found("mended")) == (set(), {article.pk})


@pytest.mark.parametrize("number", [1, 3])
def test_an_entry_goes_with_its_article(number: int) -> None:
    for _each in range(number):
        make_article(headline="Kadıköy", body="<p>Vapur.</p>")
    Article.objects.all().delete()
    assert (SearchEntry.objects.count(), found("kadikoy"), found("vapur")) == (0, set(), set())


# How much of a text it holds.


def wide_words(letters: int, *, length: int, first: int) -> str:
    """Return words of this length, no two alike, of letters from that one on."""
    words = (
        chr(first + each % 10_000) + chr(first + each // 10_000) * (length - 1)
        for each in range(letters // (length + 1))
    )
    return " ".join(words)


def test_an_entry_is_bounded() -> None:
    article = make_article(body=f"<p>first {'x ' * 200_000} last</p>")
    assert (found("first"), found("last")) == ({article.pk}, set())


@pytest.mark.parametrize("length", [2, 3, 10, 500])
def test_a_text_however_wide_can_be_indexed(length: int) -> None:
    article = make_article(
        headline=wide_words(500, length=length, first=WIDEST) or "Ferry",
        standfirst=wide_words(400_000, length=length, first=WIDEST + 10_000),
        body=f"<p>first {wide_words(400_000, length=length, first=WIDEST + 20_000)}</p>",
    )
    assert found("first") == {article.pk}
