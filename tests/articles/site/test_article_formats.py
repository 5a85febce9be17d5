"""Articles for other programs: as ninjs and as clippings."""

import json
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client

from articles.exporting import fields
from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, Author, FormerSlug, Source, Status, Tag
from articles.parsing import inputs
from articles.publishing import closing
from tests.factories import NOON, make_article, make_live, make_source

pytestmark = pytest.mark.django_db

SITE = "https://press.example.org"
SCHEMA = json.loads(Path("tests/samples/ninjs-schema_3.0.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _set_site_url(settings: Any) -> None:
    settings.NEWSROOM_SITE_ADDRESS = SITE


def make_complete_article(**values: Any) -> Article:
    return make_live(
        **{
            "headline": "The “ferry” & the sea",
            "slug": "ferry",
            "body": "<p>One &lt;two&gt;, and more of it.</p>\n<p>Three of four.</p>",
            "language": "en",
            "kind": "report",
            "source": make_source("Harbour Gazette", website="https://gazette.example/"),
            "source_date": NOON.date() - timedelta(days=1),
            "source_date_precision": "day",
            "source_date_text": "07 November 2019",
            "source_address": "https://gazette.example/1",
            "byline": "By Ada Writer",
            "authors": ("Ada Writer",),
            "tags": ("harbour", "sea"),
            **values,
        }
    )


def withdraw(article: Article) -> None:
    article.status, article.is_released = Status.WITHDRAWN, False
    article.withdrawn_reason = "The source took it back."
    article.save()


def test_an_article_is_valid_ninjs() -> None:
    article = make_complete_article()
    response = Client().get("/2019/11/08/ferry/article.json")
    document = json.loads(response.content)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert (document["uri"], document["standard"]["version"]) == (fields.build_uri(article), "3.1")
    assert document["renditions"][0]["href"] == SITE + article.get_absolute_url()


def test_the_ninjs_schema_refuses_other_json() -> None:
    """Show that the test above can fail."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert validator.is_valid({"uri": "tag:x", "headline": "No list"}) is False


def test_a_clipping_can_be_imported_as_the_same_article(tmp_path: Path) -> None:
    exported = fields.build_fields(make_complete_article())
    response = Client().get("/2019/11/08/ferry/article.txt")
    (tmp_path / "article.txt").write_bytes(response.content)
    closing.delete_articles(Article.objects.all())
    for table in (Source, Author, Tag):
        table.objects.all().delete()
    ingest(
        inputs.read_paths([str(tmp_path / "article.txt")]),
        options=Options(label="again", status=Status.PUBLISHED, language="en"),
    )
    imported = fields.build_fields(Article.objects.get())
    expected = {name: exported[name] for name in exported.keys() - {"identity", "slug"}}
    assert {name: imported[name] for name in expected} == expected
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("format", ["json", "txt"])
def test_a_wrong_day_in_the_url_is_redirected(format: str) -> None:
    make_complete_article()
    response = Client().get(f"/2001/01/01/ferry/article.{format}")
    assert (response.status_code, response["Location"]) == (
        HTTPStatus.MOVED_PERMANENTLY,
        f"/2019/11/08/ferry/article.{format}",
    )


def test_a_former_slug_is_redirected() -> None:
    article = make_complete_article()
    FormerSlug.objects.create(article=article, slug="tram")
    response = Client().get("/2019/11/08/tram/article.json")
    assert (response.status_code, response["Location"]) == (
        HTTPStatus.MOVED_PERMANENTLY,
        "/2019/11/08/ferry/article.json",
    )
    withdraw(article)
    assert Client().get("/2019/11/08/tram/article.json").status_code == HTTPStatus.GONE


@pytest.mark.parametrize("format", ["json", "txt"])
def test_a_withdrawn_article_is_gone_with_its_reason(format: str) -> None:
    withdraw(make_complete_article())
    response = Client().get(f"/2019/11/08/ferry/article.{format}")
    text = "We have withdrawn this article. Reason:\nThe source took it back.\n"
    assert (response.status_code, response.content.decode()) == (HTTPStatus.GONE, text)


@pytest.mark.parametrize("format", ["json", "txt", "xml"])
def test_an_article_that_was_never_live_is_not_found(format: str) -> None:
    make_article(slug="ferry")
    response = Client().get(f"/2019/11/08/ferry/article.{format}")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_an_article_allows_only_get_and_head() -> None:
    url = f"{make_complete_article().get_absolute_url()}article.json"
    assert Client().post(url).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Client().head(url).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("policy", "robots", "canonical"),
    [
        ("index", None, f"{SITE}/2019/11/08/ferry/"),
        ("noindex", "noindex", f"{SITE}/2019/11/08/ferry/"),
        ("original", None, "https://gazette.example/1"),
    ],
)
def test_the_headers_follow_the_index_policy_of_the_source(
    policy: str, robots: str | None, canonical: str
) -> None:
    make_complete_article()
    Source.objects.update(index_policy=policy)
    response = Client().get("/2019/11/08/ferry/article.json")
    assert response.get("X-Robots-Tag") == robots
    assert response["Link"] == f'<{canonical}>; rel="canonical"'
