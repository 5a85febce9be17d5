"""The read-only API: what it tells, what it refuses, what it costs; and that it is as described."""

import json
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from articles.models import Article, Correction
from articles.publishing import revisions, workflow
from articles.site import openapi
from tests.factories import make_article, make_live, make_page_of_articles, make_source, make_user

pytestmark = pytest.mark.django_db


def told(client: Client, address: str, status: int = HTTPStatus.OK) -> Any:
    response = client.get(address)
    assert response.status_code == status, response.content
    kind = "application/json" if status == HTTPStatus.OK else "application/problem+json"
    assert response["Content-Type"] == kind
    assert response["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def make_whole() -> Article:
    """Make an article of which everything is known."""
    article = make_live(
        headline="Ferry sails",
        slug="ferry",
        standfirst="At last.",
        body="<p>It left.</p>",
        source=make_source("Agos"),
        source_date="2018-04-04",
        source_date_precision="day",
        source_date_text="4 Nisan 2018",
        source_address="https://agos.example/1",
        kind="news",
        language="en",
        byline="By Ada Writer",
        authors=("Ada Writer",),
        tags=("harbour",),
    )
    notice = {"kind": "correction", "text": "It was a tram.", "place": "top"}
    revision, instant = revisions.get_working_revision(article), article.published_at
    assert instant
    Correction.objects.create(article=article, revision=revision, published_at=instant, **notice)
    return article


def test_an_article_is_told_whole(client: Client) -> None:
    article = make_whole()
    site = "http://testserver"
    assert told(client, f"/api/articles/{article.pk}/") == {
        "id": article.pk,
        "uri": f"tag:127.0.0.1,{article.created_at:%Y-%m-%d}:article/{article.pk}",
        "url": f"{site}/2019/11/08/ferry/",
        "api_url": f"{site}/api/articles/{article.pk}/",
        "headline": "Ferry sails",
        "standfirst": "At last.",
        "excerpt": "It left.",
        "kind": "news",
        "language": "en",
        "is_own_work": False,
        "source": {"name": "Agos", "slug": "agos", "url": f"{site}/sources/agos/"},
        "source_date": {
            "first": "2018-04-04",
            "last": None,
            "precision": "day",
            "text": "4 Nisan 2018",
        },
        "source_address": "https://agos.example/1",
        "authors": [
            {"name": "Ada Writer", "slug": "ada-writer", "url": f"{site}/authors/ada-writer/"}
        ],
        "tags": [{"name": "harbour", "slug": "harbour", "url": f"{site}/tags/harbour/"}],
        "published_at": "2019-11-08T12:00:00+00:00",
        "updated_at": None,
        "body": "<p>It left.</p>",
        "byline": "By Ada Writer",
        "corrections": [
            {
                "kind": "correction",
                "text": "It was a tram.",
                "published_at": "2019-11-08T12:00:00+00:00",
            }
        ],
    }


def test_the_list_is_narrowed_and_searched_as_the_pages_are(client: Client) -> None:
    make_live(headline="Ferry", kind="report")
    make_live(headline="Ferry", kind="news")
    make_live(headline="Tram", kind="news", body="<p>It stops.</p>")
    found = told(client, "/api/articles/?q=ferry&kind=news")["results"]
    assert [(each["headline"], each["kind"]) for each in found] == [("Ferry", "news")]


def test_the_pages_lead_there_and_back(client: Client) -> None:
    make_page_of_articles(3)
    first = told(client, "/api/articles/?limit=2")
    second = told(client, first["next"])
    again = told(client, second["previous"])
    assert (first["previous"], second["next"]) == (None, None)
    assert [len(page["results"]) for page in (first, second)] == [2, 1]
    assert again["results"] == first["results"]


@pytest.mark.parametrize("name", ["sources", "authors", "tags"])
def test_names_are_told_page_by_page_of_whom_there_is_an_article(client: Client, name: str) -> None:
    make_page_of_articles(2)
    make_article(source=make_source("Nobody's"), authors=("Nobody",), tags=("nothing",))
    address, slugs = f"/api/{name}/?limit=2", []
    while address:
        page = told(client, address)
        slugs += [each["slug"] for each in page["results"]]
        address = page["next"]
    assert slugs == sorted(set(slugs))
    assert not {"nobodys", "nobody", "nothing"} & set(slugs)
    assert len(slugs) == {"sources": 2, "authors": 4, "tags": 4}[name]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("kind=x", {"kind": ["Select a valid choice. x is not one of the available choices."]}),
        ("q=-x", {"q": ["Name a word to search for, beside those to leave out."]}),
        ("from=2019-13-01", {"from": ["Enter a valid date."]}),
    ],
)
def test_a_wrong_filter_is_named_with_what_to_do(
    client: Client, query: str, errors: dict[str, list[str]]
) -> None:
    assert told(client, f"/api/articles/?{query}", HTTPStatus.BAD_REQUEST) == {
        "status": 400,
        "title": "Bad Request",
        "detail": "The list cannot be narrowed like this.",
        "errors": errors,
    }


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1"])
def test_a_wrong_limit_is_refused(client: Client, limit: str) -> None:
    problem = told(client, f"/api/articles/?limit={limit}", HTTPStatus.BAD_REQUEST)
    assert problem["detail"] == "The limit is a number from 1 to 100."


def test_a_wrong_place_is_refused(client: Client) -> None:
    problem = told(client, "/api/articles/?older=x", HTTPStatus.BAD_REQUEST)
    assert problem["detail"] == "There is no such place in the list. Begin again without it."


def test_a_draft_is_nowhere_and_a_withdrawn_piece_says_why(client: Client) -> None:
    draft, live = make_article(), make_live()
    workflow.perform(live, "withdraw", by=make_user("Publishers"), reason="It was wrong.")
    gone = told(client, f"/api/articles/{live.pk}/", HTTPStatus.GONE)
    missing = told(client, f"/api/articles/{draft.pk}/", HTTPStatus.NOT_FOUND)
    assert (gone["detail"], missing["detail"]) == (
        "It was wrong.",
        "There is nothing at this address.",
    )


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
@pytest.mark.parametrize("address", ["/api/", "/api/articles/", "/api/nothing/"])
def test_nothing_can_be_sent(method: str, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(address)
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["detail"] == "This API is only for reading. Ask with GET."


def test_scripts_of_other_sites_see_the_etag(client: Client) -> None:
    response = client.get("/api/articles/")
    assert response["Access-Control-Expose-Headers"] == "ETag"
    assert response["ETag"]


# As described.


def mistakes(schema: dict[str, Any], value: Any) -> list[str]:
    """Return where the value is not as the schema says, or knows more than that."""
    components = {"schemas": {name: _closed(each) for name, each in openapi.SCHEMAS.items()}}
    checker = Draft202012Validator(
        {**schema, "components": components}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [error.message for error in checker.iter_errors(value)]


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has nothing beside what it says."""
    return {**schema, "additionalProperties": False}


def test_every_answer_is_as_described(client: Client) -> None:
    article = make_whole()
    make_live(is_own_work=True)
    paths = told(client, "/api/openapi.json")["paths"]
    for path, methods in paths.items():
        answer = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        value = told(client, path.replace("{id}", str(article.pk)))
        assert mistakes(answer, value) == [], path
    problem = told(client, "/api/articles/?kind=x", HTTPStatus.BAD_REQUEST)
    wrong = {"$ref": "#/components/schemas/Problem"}
    assert mistakes(wrong, problem) == []
    assert mistakes(wrong, {"status": "x"}) != []


def test_every_address_is_described_with_every_filter(client: Client) -> None:
    root = told(client, "/api/")
    described = told(client, "/api/openapi.json")
    ours = {re.sub(r"^http://testserver", "", address) for address in root.values()}
    assert not described["servers"][0]["url"].endswith("/")  # the paths begin with one
    assert ours - {"/api/openapi.json"} == set(described["paths"]) - {"/api/articles/{id}/"}
    parameters = described["paths"]["/api/articles/"]["get"]["parameters"]
    taken = {each["name"]: each["schema"] for each in parameters}
    assert (taken["from"]["format"], taken["q"]["maxLength"]) == ("date", 200)
    named = [each["name"] for each in parameters]
    assert named == [
        *("q", "source", "author", "tag", "kind", "language", "from", "until"),
        *("older", "newer", "limit"),
    ]


@pytest.mark.parametrize("address", ["/api/nothing/", "/api/articles/x/", "/api/articles/1,2/"])
def test_what_is_nowhere_is_a_problem_too(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["detail"] == "There is nothing at this address."


def test_a_slash_that_lacks_is_added_all_the_same(client: Client) -> None:
    assert client.get("/api/articles?kind=news")["Location"] == "/api/articles/?kind=news"


def test_an_empty_place_is_none(client: Client) -> None:
    make_live()
    assert len(client.get("/api/articles/?newer=&older=").json()["results"]) == 1
