"""The search in the list of articles: what it finds, for whom, in which order, and its limits."""

from typing import Any
from urllib.parse import parse_qs

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.admin import article_search
from articles.admin.article import ArticleAdmin
from articles.models import Article, Note, Status
from articles.search import engine, index
from tests.articles.admin.pages import LIST, sign_in
from tests.factories import NOON, make_article, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors")


def make_other(**fields: Any) -> Article:
    """Make an article without a word that the tests search for."""
    return make_live(**{"headline": "Other", "body": "<p>Text</p>", **fields})


def open_list(client: Client, term: str, **params: Any) -> Any:
    return client.get(LIST, {"q": term, **params}).context["cl"]


def list_headlines(person: User, term: str, **params: Any) -> list[str]:
    return [article.headline for article in open_list(sign_in(person), term, **params).result_list]


def read_page(person: User, term: str, **params: Any) -> str:
    page = sign_in(person).get(LIST, {"q": term, **params}).content.decode()
    return " ".join(page.split())


def suggest_originals(person: User, term: str) -> list[str]:
    field = {"app_label": "articles", "model_name": "article", "field_name": "translation_of"}
    results = sign_in(person).get("/admin/autocomplete/", {"term": term, **field}).json()["results"]
    return [each["text"] for each in results]


def add_note(article: Article, text: str) -> None:
    Note.objects.create(article=article, text=text, written_by=make_user("Editors"))
    index.index_article(article)


# What it finds.


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("term", "is_found"),
    [
        ("ISIK", True),
        ("ferry", True),
        ("ferries", True),
        ('"sails at dawn"', True),
        ('"dawn sails"', False),
        ("harbour -ferry", False),
        ("tram OR ferry", True),
        ("fer*", True),
        ("fer", False),
        ("standfirst", True),
        ("agos", True),
        ("wrenholt", True),
        ("transport", True),
        ("https://agos.example/1/", True),
        ("https://agos.example/2", False),
        ("nothing", False),
    ],
)
def test_it_finds_what_the_query_language_says(editor: User, term: str, *, is_found: bool) -> None:
    make_article(
        headline="IŞIK",
        standfirst="A standfirst",
        body="<p>The ferry sails at dawn.</p>",
        language="en",
        source=make_source("Agos"),
        authors=("Ada Wrenholt",),
        tags=("Transport",),
        source_address="http://www.agos.example/1?utm_source=x",
    )
    make_other()
    assert list_headlines(editor, term) == (["IŞIK"] if is_found else [])


STATES: dict[Status, dict[str, Any]] = {
    Status.PUBLISHED: {"is_released": True, "published_at": NOON},
    Status.WITHDRAWN: {"withdrawn_at": NOON, "withdrawn_reason": "A mistake", "published_at": NOON},
}


@pytest.mark.parametrize("status", Status)
def test_it_finds_articles_of_every_status(editor: User, status: Status) -> None:
    make_article(headline="Ferry", status=status, **STATES.get(status, {}))
    assert list_headlines(editor, "ferry") == ["Ferry"]


def test_it_finds_unpublished_changes_and_the_text_that_readers_see(editor: User) -> None:
    make_revision(make_live(headline="Ferry"), body="<p>Trams <b>rat</b>tle.</p>")
    found = [list_headlines(editor, term) for term in ("ferry", "rattle", '"trams rattle"')]
    assert found == [["Ferry"]] * 3


def test_it_finds_notes(editor: User) -> None:
    add_note(make_article(headline="Ferry"), "Ask the harbour master")
    found = [list_headlines(editor, term) for term in ("master", '"harbour master"', "mast*")]
    assert found == [["Ferry"]] * 3


def test_writers_find_their_own_articles_only() -> None:
    writer = make_user("Contributors")
    make_article(headline="Mine", body="<p>Ferry</p>", created_by=writer)
    add_note(make_article(headline="Theirs", body="<p>Ferry</p>"), "harbour")
    found = [list_headlines(writer, term) for term in ("ferry", "harbour", "theirs")]
    assert found == [["Mine"], [], []]


# Together with the rest of the list.


def test_it_searches_within_the_filters(editor: User) -> None:
    make_article(headline="Türkçe", body="<p>Ferry</p>", language="tr")
    make_article(headline="English", body="<p>Ferry</p>", language="en")
    assert list_headlines(editor, "ferry", language="tr") == ["Türkçe"]


def test_the_filters_count_what_it_finds(editor: User) -> None:
    make_article(body="<p>Ferry</p>", language="tr")
    make_other(language="tr")
    assert "Turkish (1)" in read_page(editor, "ferry", _facets="True")


def test_what_it_finds_has_pages(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 2)
    for number in range(5):
        make_article(headline=f"Ferry {number}")
    pages = [list_headlines(editor, "ferry", p=page) for page in (1, 2, 3)]
    assert pages == [["Ferry 4", "Ferry 3"], ["Ferry 2", "Ferry 1"], ["Ferry 0"]]


@pytest.mark.parametrize("is_all", [False, True])
def test_actions_take_what_it_finds(editor: User, *, is_all: bool) -> None:
    found = [make_article(headline=f"Ferry {number}") for number in range(2)]
    make_other(status=Status.DRAFT, is_released=False, published_at=None)
    data = {
        "action": "submit",
        "_selected_action": [found[0].pk],
        "select_across": int(is_all),
        "confirmed": "yes",
    }
    sign_in(editor).post(f"{LIST}?q=ferry", data)
    submitted = Article.objects.filter(status=Status.REVIEW).values_list("pk", flat=True)
    assert set(submitted) == {each.pk for each in (found if is_all else found[:1])}


# Order.


def make_ranked_articles() -> None:
    make_article(headline="Ferry sails", body="<p>Text</p>")
    make_article(headline="Old", body="<p>Ferry</p>")
    make_article(headline="New", body="<p>Ferry</p>")


def test_the_best_come_first_then_the_newest(editor: User) -> None:
    make_ranked_articles()
    assert list_headlines(editor, "ferry") == ["Ferry sails", "New", "Old"]
    assert "The best matches come first." in read_page(editor, "ferry")


def test_a_link_orders_them_by_age_and_back(editor: User) -> None:
    make_ranked_articles()
    client = sign_in(editor)
    by_age = open_list(client, "ferry").reordered_url
    changelist = client.get(LIST + by_age).context["cl"]
    headlines = [article.headline for article in changelist.result_list]
    assert headlines == ["New", "Old", "Ferry sails"]
    again = client.get(LIST + changelist.reordered_url).context["cl"]
    assert [article.headline for article in again.result_list] == ["Ferry sails", "New", "Old"]


def test_a_column_orders_them(editor: User) -> None:
    make_ranked_articles()
    assert list_headlines(editor, "ferry", o="1") == ["Ferry sails", "New", "Old"]
    assert list_headlines(editor, "ferry", o="-1") == ["Old", "New", "Ferry sails"]


def test_only_the_newest_are_ranked(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_ranked_articles()
    monkeypatch.setattr(article_search, "NEWEST_LIMIT", 2)
    monkeypatch.setattr(article_search.ArticleChangeList, "ranked_limit", 2)
    assert list_headlines(editor, "ferry") == ["New", "Old", "Ferry sails"]
    assert "The best of the newest 2 come first" in read_page(editor, "ferry")


# What cannot be searched for, or not at once.


@pytest.mark.parametrize(
    ("term", "problem"),
    [
        ("…", "Enter at least one word to search for."),
        ("f*", "Write at least 2 letters before the asterisk."),
        ("-ferry", "Add a word to search for"),
        ("ferry " * 40, "Shorten the search to 200 characters."),
    ],
)
def test_what_cannot_be_searched_for_finds_nothing_and_says_why(
    editor: User, term: str, problem: str
) -> None:
    make_article(headline="Ferry")
    assert list_headlines(editor, term) == []
    assert problem in read_page(editor, term)


def test_words_that_find_nothing_are_answered_with_a_hint(editor: User) -> None:
    assert "Nothing was found." in read_page(editor, "ferry")
    assert "Nothing was found." not in read_page(editor, "")


@pytest.fixture
def few_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make "listed" and "scanned" mean three articles."""
    monkeypatch.setattr(engine, "LISTED_LIMIT", 3)
    monkeypatch.setattr(article_search, "SCAN_LIMIT", 3)
    monkeypatch.setattr(article_search.ArticleChangeList, "scan_limit", 3)


@pytest.mark.usefixtures("few_are_listed")
def test_of_frequent_words_the_newest_articles_are_searched_then_older_ones(editor: User) -> None:
    for number in range(4):
        make_article(headline=f"Ferry {number}")
    make_other()
    client = sign_in(editor)
    newest = open_list(client, "ferry")
    assert [article.headline for article in newest.result_list] == ["Ferry 3", "Ferry 2"]
    assert "only the newest 3 were searched" in read_page(editor, "ferry")
    assert parse_qs(newest.older_url[1:])["q"] == ["ferry"]
    older = client.get(LIST + newest.older_url).context["cl"]
    assert [article.headline for article in older.result_list] == ["Ferry 1", "Ferry 0"]
    assert older.older_url == ""


@pytest.mark.usefixtures("few_are_listed")
def test_the_scan_ends_with_the_list(editor: User) -> None:
    for number in range(4):
        make_article(headline=f"Ferry {number}", language="tr" if number else "en")
    assert open_list(sign_in(editor), "ferry", language="tr").older_url == ""


# Where an article is chosen.


def test_originals_are_offered_while_a_word_is_typed(editor: User) -> None:
    make_article(headline="Other", body="<p>Ferries</p>")
    make_article(headline="Ferry sails", source_address="https://agos.example/1")
    terms = ("ferr", "ferry", "sails fe", "https://agos.example/1", "fe?", "f", "")
    assert [suggest_originals(editor, term) for term in terms] == [
        ["Ferry sails", "Other"],
        ["Ferry sails"],
        ["Ferry sails"],
        ["Ferry sails"],
        [],
        [],
        ["Ferry sails", "Other"],
    ]


def test_the_box_says_what_it_searches(editor: User) -> None:
    assert "Words of the text, of unpublished changes and notes" in read_page(editor, "")
