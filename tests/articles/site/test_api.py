"""The read-only API: its payloads and errors, and that they match the OpenAPI document."""

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


def get_payload(client: Client, url: str, status: int = HTTPStatus.OK) -> Any:
    response = client.get(url)
    assert response.status_code == status, response.content
    kind = "application/json" if status == HTTPStatus.OK else "application/problem+json"
    assert response["Content-Type"] == kind
    assert response["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def make_complete_article() -> Article:
    """Make an article with a value for every field."""
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


def test_an_article_has_all_its_fields(client: Client) -> None:
    article = make_complete_article()
    site = "http://testserver"
    assert get_payload(client, f"/api/articles/{article.pk}/") == {
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


def test_the_list_has_the_filters_and_search_of_the_pages(client: Client) -> None:
    make_live(headline="Ferry", kind="report")
    make_live(headline="Ferry", kind="news")
    make_live(headline="Tram", kind="news", body="<p>It stops.</p>")
    results = get_payload(client, "/api/articles/?q=ferry&kind=news")["results"]
    assert [(item["headline"], item["kind"]) for item in results] == [("Ferry", "news")]


def test_next_and_previous_lead_to_the_same_pages(client: Client) -> None:
    make_page_of_articles(3)
    first = get_payload(client, "/api/articles/?limit=2")
    second = get_payload(client, first["next"])
    again = get_payload(client, second["previous"])
    assert (first["previous"], second["next"]) == (None, None)
    assert [len(page["results"]) for page in (first, second)] == [2, 1]
    assert again["results"] == first["results"]


@pytest.mark.parametrize("name", ["sources", "authors", "tags"])
def test_names_with_a_live_article_are_listed_page_by_page(client: Client, name: str) -> None:
    make_page_of_articles(2)
    make_article(source=make_source("Nobody's"), authors=("Nobody",), tags=("nothing",))
    url, slugs = f"/api/{name}/?limit=2", []
    while url:
        page = get_payload(client, url)
        slugs += [item["slug"] for item in page["results"]]
        url = page["next"]
    assert slugs == sorted(set(slugs))
    assert not {"nobodys", "nobody", "nothing"} & set(slugs)
    assert len(slugs) == {"sources": 2, "authors": 4, "tags": 4}[name]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("kind=x", {"kind": ["Select a valid choice. x is not one of the available choices."]}),
        (
            "q=-x",
            {
                "q": [
                    "Add a word to search for; the words with a minus sign only leave articles out."
                ]
            },
        ),
        ("from=2019-13-01", {"from": ["Enter a valid date."]}),
    ],
)
def test_an_invalid_filter_gives_its_error_message(
    client: Client, query: str, errors: dict[str, list[str]]
) -> None:
    assert get_payload(client, f"/api/articles/?{query}", HTTPStatus.BAD_REQUEST) == {
        "status": 400,
        "title": "Bad Request",
        "detail": "These filters cannot be used. Check the values.",
        "errors": errors,
    }


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1"])
def test_an_invalid_limit_is_an_error(client: Client, limit: str) -> None:
    problem = get_payload(client, f"/api/articles/?limit={limit}", HTTPStatus.BAD_REQUEST)
    assert problem["detail"] == "limit must be a number from 1 to 100."


def test_an_invalid_cursor_is_an_error(client: Client) -> None:
    problem = get_payload(client, "/api/articles/?older=x", HTTPStatus.BAD_REQUEST)
    assert problem["detail"] == "The cursor is not valid. Start again without it."


def test_a_draft_is_not_found_and_a_withdrawn_article_gives_its_reason(client: Client) -> None:
    draft, live = make_article(), make_live()
    workflow.perform(live, "withdraw", by=make_user("Publishers"), reason="It was wrong.")
    gone = get_payload(client, f"/api/articles/{live.pk}/", HTTPStatus.GONE)
    missing = get_payload(client, f"/api/articles/{draft.pk}/", HTTPStatus.NOT_FOUND)
    assert (gone["detail"], missing["detail"]) == (
        "It was wrong.",
        "Page not found.",
    )


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
@pytest.mark.parametrize("url", ["/api/", "/api/articles/", "/api/nothing/"])
def test_methods_other_than_get_and_head_are_refused(method: str, url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(url)
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["detail"] == "This API is read-only. Use GET."


def test_scripts_of_other_sites_may_read_the_etag(client: Client) -> None:
    response = client.get("/api/articles/")
    assert response["Access-Control-Expose-Headers"] == "ETag, Retry-After"
    assert response["ETag"]


# The OpenAPI document.


def validate(schema: dict[str, Any], value: Any) -> list[str]:
    """Return the errors of the value, by a schema that allows no further properties."""
    components = {"schemas": {name: _forbid_extra(item) for name, item in openapi.SCHEMAS.items()}}
    checker = Draft202012Validator(
        {**schema, "components": components}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [error.message for error in checker.iter_errors(value)]


def _forbid_extra(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object without additional properties."""
    return {**schema, "additionalProperties": False}


def test_every_response_matches_its_schema(client: Client) -> None:
    article = make_complete_article()
    make_live(is_own_work=True)
    paths = get_payload(client, "/api/openapi.json")["paths"]
    for path, methods in paths.items():
        response = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        value = get_payload(client, path.replace("{id}", str(article.pk)))
        assert validate(response, value) == [], path
    problem = get_payload(client, "/api/articles/?kind=x", HTTPStatus.BAD_REQUEST)
    wrong = {"$ref": "#/components/schemas/Problem"}
    assert validate(wrong, problem) == []
    assert validate(wrong, {"status": "x"}) != []


def test_every_path_and_filter_is_in_the_openapi_document(client: Client) -> None:
    root = get_payload(client, "/api/")
    described = get_payload(client, "/api/openapi.json")
    ours = {re.sub(r"^http://testserver", "", url) for url in root.values()}
    assert not described["servers"][0]["url"].endswith("/")  # the paths begin with one
    assert ours - {"/api/openapi.json"} == set(described["paths"]) - {"/api/articles/{id}/"}
    parameters = described["paths"]["/api/articles/"]["get"]["parameters"]
    schemas = {item["name"]: item["schema"] for item in parameters}
    day = {"type": "string", "format": "date"}
    assert schemas["from"] == {"anyOf": [day, {"const": ""}]}
    assert schemas["q"]["maxLength"] == 200
    names = [item["name"] for item in parameters]
    assert names == [
        *("q", "source", "author", "tag", "kind", "language", "from", "until"),
        *("older", "newer", "limit"),
    ]


@pytest.mark.parametrize("url", ["/api/nothing/", "/api/articles/x/", "/api/articles/1,2/"])
def test_an_unknown_path_gives_a_problem_document(client: Client, url: str) -> None:
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"] == "Page not found."


def test_a_missing_slash_is_added(client: Client) -> None:
    assert client.get("/api/articles?kind=news")["Location"] == "/api/articles/?kind=news"


def test_an_empty_cursor_is_ignored(client: Client) -> None:
    make_live()
    assert len(client.get("/api/articles/?newer=&older=").json()["results"]) == 1
