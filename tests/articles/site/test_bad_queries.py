"""Queries that cannot be searched for: pages, feeds and the API say why, with status 400."""

from html import unescape
from http import HTTPStatus

import pytest
from django.test import Client

from tests.factories import make_live

pytestmark = pytest.mark.django_db

PROBLEMS = [
    ("a" * 201, "Shorten the search to 200 characters."),
    ("ab " * 21, "Search for no more than 20 words or phrases."),
    ("x" * 64, "Search for words of fewer than 64 letters."),
    ("a*", "Write at least 2 letters before the asterisk."),
    (
        "-ferry",
        "Add a word to search for; the words with a minus sign only leave articles out.",
    ),
    ('""', "Enter at least one word to search for."),
    ("\0", "Null characters are not allowed."),
]


@pytest.mark.parametrize(("query", "message"), PROBLEMS)
def test_a_page_says_why(client: Client, query: str, message: str) -> None:
    make_live(headline="Ferry")
    response = client.get("/", {"q": query})
    html = " ".join(unescape(response.content.decode()).split())
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert f'<li id="id_q_error">Search: {message}</li>' in html
    assert '<details class="filters-help" open>' in html
    assert ("<mark>" in html, "There are no articles here." in html) == (False, False)


@pytest.mark.parametrize(("query", "message"), PROBLEMS)
@pytest.mark.parametrize("path", ["/feed.rss", "/feed.json"])
def test_a_feed_says_why(client: Client, path: str, query: str, message: str) -> None:
    response = client.get(path, {"q": query})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert response.content.decode() == f"These filters cannot be used:\nSearch: {message}\n"


@pytest.mark.parametrize(("query", "message"), PROBLEMS)
def test_the_api_says_why(client: Client, query: str, message: str) -> None:
    response = client.get("/api/articles/", {"q": query})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert response.json()["errors"] == {"q": [message]}


@pytest.mark.parametrize("query", ["ferry", '"the ferry"', "ferr*", "ferry -tram", "wrenholt"])
def test_feeds_and_the_api_find_what_the_page_finds(client: Client, query: str) -> None:
    make_live(headline="The ferry", authors=("Ada Wrenholt",))
    make_live(headline="A tram", body="<p>It stops.</p>")
    feed = client.get("/feed.json", {"q": query}).json()
    results = client.get("/api/articles/", {"q": query}).json()["results"]
    assert [item["title"] for item in feed["items"]] == ["The ferry"]
    assert [article["headline"] for article in results] == ["The ferry"]


def test_the_help_is_folded_where_a_search_finds_something(client: Client) -> None:
    make_live(headline="Ferry")
    for query, is_open in (("ferry", False), ("fery", True)):
        html = client.get("/", {"q": query}).content.decode()
        assert ('<details class="filters-help" open>' in html) is is_open
