"""Search entries follow every change of an article, and the index finds them."""

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

# A character of four bytes in UTF-8, the most there are.
WIDEST = 0x20000


def find_ids(words: str, *, stemmer: str = "simple") -> set[int]:
    """Return the ids of the articles for which the database index has all the words."""
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
        return {pk for (pk,) in cursor.fetchall()}


def get_entry(article: Article) -> dict[str, Any]:
    return QuerySet(SearchEntry).values().get(article=article)


def import_article(**fields: Any) -> Article:
    """Import a record and return the newest article."""
    columns: dict[str, Any] = {
        "headline": "Ferry sails",
        "body": "<p>Full for once.</p>",
        "source": "Gazette",
    } | fields
    metadata = {
        "original": json.dumps(columns, default=str).encode(),
        "media_type": "application/json",
        "charset": "utf-8",
        "parser": "test/1",
        "position": "line 1",
    }
    tally = ingest(
        [ParsedItem("a.jsonl", Record(**(metadata | columns)))], options=Options(label="a test")
    )
    assert tally.counts["rejected"] == 0
    return Article.objects.latest("pk")


# Content.


def test_an_entry_has_the_folded_words_of_each_column() -> None:
    article = make_article(
        headline="Iğdır, İSTANBUL'un",
        standfirst="«Şile» — Ağva",
        byline="By Ayşe IŞIK",
        source=make_source("Hürriyet"),
        body="<p>Vapur <b>Ke</b>mal&amp;</p><p>ərik</p>",
        language="tr",
    )
    assert get_entry(article) == {
        "article_id": article.pk,
        "language": "tr",
        "headline": "igdir istanbul un",
        "standfirst": "sile agva",
        "byline": "by ayse isik",
        "source": "hurriyet",
        "body": "vapur kemal erik",
    }
    assert str(article.search_entry) == "igdir istanbul un"


def test_the_entry_of_own_work_has_no_source() -> None:
    assert get_entry(make_article(is_own_work=True))["source"] == ""


@pytest.mark.parametrize("column", ["headline", "standfirst", "byline", "body"])
def test_the_index_finds_an_article_by_each_column(column: str) -> None:
    make_article()
    fields: dict[str, Any] = {column: "<p>Kadıköy</p>" if column == "body" else "Kadıköy"}
    article = make_article(**fields)
    assert find_ids("kadikoy") == {article.pk}


def test_the_index_finds_an_article_by_its_source() -> None:
    article = make_article(source=make_source("Kadıköy Postası"))
    assert find_ids("kadikoy") == {article.pk}


def test_the_index_finds_all_the_words_in_any_columns() -> None:
    article = make_article(headline="Ferry", body="<p>Kadıköy.</p>")
    make_article(headline="Ferry")
    assert find_ids("kadikoy ferry") == {article.pk}


@pytest.mark.parametrize(
    ("language", "stemmer", "text", "words"),
    [
        ("en", "english", "Ferries sailed", "ferry sailing"),
        ("en-GB", "english", "Ferries sailed", "ferry sailing"),
        ("tr", "turkish", "Vapurlar", "vapur"),
        ("az", "simple", "Ferries", "ferries"),
        ("", "simple", "Ferries", "ferries"),
    ],
)
def test_postgresql_finds_words_by_their_stem(
    language: str, stemmer: str, text: str, words: str
) -> None:
    article = make_article(headline=text, language=language)
    words = words if connection.vendor == "postgresql" else fold(text)
    assert find_ids(words, stemmer=stemmer) == {article.pk}


def test_words_of_a_language_without_a_stemmer_are_not_stemmed() -> None:
    make_article(headline="Ferries", body="", language="az")
    assert find_ids("ferry") == set()


# Updates.


def test_an_entry_follows_a_saved_revision() -> None:
    article = make_article(headline="Ferry")
    make_revision(article, headline="Tram", body="<p>Rails.</p>")
    assert (find_ids("ferry"), find_ids("tram rails")) == (set(), {article.pk})


def test_the_entry_of_a_live_article_follows_what_readers_see() -> None:
    article = make_live(headline="Ferry", body="<p>Full.</p>")
    make_revision(article, headline="Tram")
    assert (find_ids("ferry"), find_ids("tram")) == ({article.pk}, set())
    boss = make_user("Publishers")
    Article.objects.filter(pk=article.pk).update(status=Status.APPROVED)
    workflow.perform(Article.objects.get(pk=article.pk), "publish", by=boss)
    assert (find_ids("ferry"), find_ids("tram")) == (set(), {article.pk})


def test_an_entry_follows_applied_content() -> None:
    article = make_article(headline="Ferry")
    content = revisions.get_working_revision(article).content | {"source": "Kadıköy Postası"}
    revisions.apply_content(article, content)
    assert (get_entry(article), find_ids("kadikoy")) == (
        index.build_article_entry(article),
        {article.pk},
    )


def test_indexing_again_changes_nothing() -> None:
    article = make_article()
    before = get_entry(article)
    index.index_article(article)
    assert (get_entry(article), SearchEntry.objects.count()) == (before, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"standfirst": "Şile", "byline": "By Ayşe", "language": "tr"},
        {"source": "", "is_own_work": True},
        {"tags": ("—",)},  # a tag without a name, which bulk insert leaves to upsert
    ],
    ids=["in bulk", "in bulk with all", "in bulk our own", "one by one"],
)
def test_an_entry_follows_an_import(fields: dict[str, Any]) -> None:
    article = import_article(**fields)
    assert get_entry(article) == index.build_article_entry(Article.objects.get(pk=article.pk))
    assert find_ids("ferry once") == {article.pk}


def test_an_entry_follows_an_imported_update() -> None:
    article = import_article(origin_id="1")
    import_article(origin_id="1", body="<p>Mended.</p>", credits=(Credit("Ada"),))
    assert (find_ids("once"), find_ids("mended")) == (set(), {article.pk})


@pytest.mark.parametrize("number", [1, 3])
def test_an_entry_is_deleted_with_its_article(number: int) -> None:
    for _each in range(number):
        make_article(headline="Kadıköy", body="<p>Vapur.</p>")
    Article.objects.all().delete()
    assert (SearchEntry.objects.count(), find_ids("kadikoy"), find_ids("vapur")) == (
        0,
        set(),
        set(),
    )


# Limits.


def build_wide_words(size: int, *, length: int, first: int) -> str:
    """Return different words of this length, ``size`` characters in all, from ``first`` on."""
    words = (
        chr(first + each % 10_000) + chr(first + each // 10_000) * (length - 1)
        for each in range(size // (length + 1))
    )
    return " ".join(words)


def test_an_entry_is_limited() -> None:
    article = make_article(body=f"<p>first {'x ' * 200_000} last</p>")
    assert (find_ids("first"), find_ids("last")) == ({article.pk}, set())


@pytest.mark.parametrize("length", [2, 3, 10, 500])
def test_the_widest_texts_can_be_indexed(length: int) -> None:
    article = make_article(
        headline=build_wide_words(500, length=length, first=WIDEST) or "Ferry",
        standfirst=build_wide_words(400_000, length=length, first=WIDEST + 10_000),
        body=f"<p>first {build_wide_words(400_000, length=length, first=WIDEST + 20_000)}</p>",
    )
    assert find_ids("first") == {article.pk}
