"""Search entries follow every change of an article, and the index finds them."""

import json
from typing import Any

import pytest
from django.db.models import QuerySet

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, Note, SearchEntry, Status
from articles.parsing.records import ParsedItem, Record
from articles.publishing import closing, revisions, workflow
from articles.search import index
from articles.search.engine import get_engine
from articles.text.analyser import VERSION
from articles.vocabulary import Credit
from tests.factories import make_article, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db

# A character of four bytes in UTF-8, the most there are.
WIDEST = 0x20000


def find_ids(words: str) -> set[int]:
    """Return the ids of the articles for which the database index has all the tokens."""
    syntax = get_engine().SYNTAX
    tokens = [syntax.word.format(word) for word in words.split()]
    return {*(get_engine().find_ids(syntax.all_of.join(tokens), 99) or ())}


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
        body="<p>Vapurlar <b>Ke</b>mal&amp;</p><p>ərik</p>",
        language="tr",
    )
    assert get_entry(article) == {
        "article_id": article.pk,
        "version": VERSION,
        "words": " igdir istanbulun  sile agva  by ayse isik  vapurlar kemal erik ",
        "forms": " :tr:ayşe :tr:ağva :tr:vapur :tr:ık :tr:ışık :tr:şil :tr:ərik istanbul ",
        "names": f" :source:{article.source_id} :tr ",
        "desk": "",
    }
    assert str(article.search_entry) == (
        f"{article.pk}: igdir istanbulun  sile agva  by ayse isik  vapurlar kemal erik"
    )


def test_the_names_of_an_entry_are_ids() -> None:
    article = make_article(authors=("Ada", "Bo"), tags=("harbour",), language="az")
    ada, bo = article.bylines.values_list("author_id", flat=True)
    tag = article.tags.get().pk
    names = [f":author:{ada}", f":author:{bo}", f":source:{article.source_id}", f":tag:{tag}"]
    assert get_entry(article)["names"].split() == sorted(names)


def test_the_entry_of_own_work_has_no_source() -> None:
    assert get_entry(make_article(is_own_work=True))["names"] == ""


def test_only_the_desk_finds_a_working_revision_and_notes() -> None:
    article = make_live(headline="Ferry", body="<p>Full.</p>", language="en", is_own_work=True)
    make_revision(article, headline="Trams", body="<p>Rails.</p>")
    Note.objects.create(article=article, text="Check it", written_by=make_user("Editors"))
    index.index_article(article)
    entry = get_entry(article)
    assert (entry["words"], entry["desk"]) == (
        " ferry  full ",
        " !trams  !rails  !check !it  !:en:rail !:en:tram ",
    )


@pytest.mark.parametrize("column", ["headline", "standfirst", "byline", "body"])
def test_the_index_finds_an_article_by_each_column(column: str) -> None:
    make_article()
    fields: dict[str, Any] = {column: "<p>Kadıköy</p>" if column == "body" else "Kadıköy"}
    article = make_article(**fields)
    assert find_ids("kadikoy") == {article.pk}


def test_the_index_finds_all_the_words_in_any_columns() -> None:
    article = make_article(headline="Ferry", body="<p>Kadıköy.</p>")
    make_article(headline="Ferry")
    assert find_ids("kadikoy ferry") == {article.pk}


@pytest.mark.parametrize(
    ("language", "text", "forms"),
    [
        ("en", "Ferries sailed", ":en:ferri :en:sail"),
        ("en-GB", "The ferry's crew", ":en:ferri ferry"),
        ("tr", "Vapurlar", ":tr:vapur"),
        ("az", "Ferries Bakı'nın", "baki"),
        ("", "Ferries", ""),
    ],
)
def test_forms_are_what_differs_from_the_words(language: str, text: str, forms: str) -> None:
    entry = get_entry(make_article(headline=text, body="", language=language))
    assert entry["forms"].split() == forms.split()


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
    assert (get_entry(article), find_ids(f":source:{article.source_id}")) == (
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
    closing.delete_articles(Article.objects.all())
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


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "length", [2, *(pytest.param(each, marks=pytest.mark.slow) for each in (3, 10)), 500]
)
def test_the_widest_texts_can_be_indexed(length: int) -> None:
    article = make_article(
        headline=build_wide_words(500, length=length, first=WIDEST) or "Ferry",
        standfirst=build_wide_words(400_000, length=length, first=WIDEST + 10_000),
        body=f"<p>first {build_wide_words(400_000, length=length, first=WIDEST + 20_000)}</p>",
    )
    words = list(dict.fromkeys(get_entry(article)["words"].split()))
    assert [word for word in words[:: len(words) // 50] if find_ids(word) != {article.pk}] == []


def test_what_goes_beyond_the_limit_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SIZE_LIMIT", len(b"ferrytramtrams:en:ferri"))
    article = make_article(headline="Ferry", body="<p>Tram trams ferry.</p>", language="en")
    entry = get_entry(article)
    assert (entry["words"], entry["forms"]) == (" ferry  tram trams ferry ", " :en:ferri ")
    monkeypatch.setattr(index, "SIZE_LIMIT", len(b"ferrytram"))
    index.index_article(article)
    entry = get_entry(article)
    assert (entry["words"], entry["forms"]) == (" ferry  tram ferry ", " ")
