"""An article as ninjs and as a clipping: what other programs get at its address."""

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
from tests.factories import NOON, make_article, make_live, make_source

pytestmark = pytest.mark.django_db

SITE = "https://press.example.org"
SCHEMA = json.loads(Path("tests/samples/ninjs-schema_3.0.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.NEWSROOM_SITE_ADDRESS = SITE


def full(**told: Any) -> Article:
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
            **told,
        }
    )


def withdraw(article: Article) -> None:
    article.status, article.is_released = Status.WITHDRAWN, False
    article.withdrawn_reason = "The source took it back."
    article.save()


def test_an_article_is_ninjs_by_the_schema_of_the_iptc() -> None:
    article = full()
    response = Client().get("/2019/11/08/ferry/article.json")
    told = json.loads(response.content)
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert (told["uri"], told["standard"]["version"]) == (fields.build_uri(article), "3.1")
    assert told["renditions"][0]["href"] == SITE + article.get_absolute_url()


def test_the_schema_refuses_what_is_not_ninjs() -> None:
    """Show that the test above can fail."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert validator.is_valid({"uri": "tag:x", "headline": "No list"}) is False


def test_a_clipping_imports_back_as_the_same_article(tmp_path: Path) -> None:
    told = fields.build_fields(full())
    response = Client().get("/2019/11/08/ferry/article.txt")
    (tmp_path / "article.txt").write_bytes(response.content)
    for table in (Article, Source, Author, Tag):
        table.objects.all().delete()
    ingest(
        inputs.read_paths([str(tmp_path / "article.txt")]),
        options=Options(label="again", status=Status.PUBLISHED, language="en"),
    )
    again = fields.build_fields(Article.objects.get())
    ours = {name: told[name] for name in told.keys() - {"identity", "slug"}}
    assert {name: again[name] for name in ours} == ours
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("format", ["json", "txt"])
def test_another_day_in_the_address_leads_to_the_right_one(format: str) -> None:
    full()
    response = Client().get(f"/2001/01/01/ferry/article.{format}")
    assert (response.status_code, response["Location"]) == (
        HTTPStatus.MOVED_PERMANENTLY,
        f"/2019/11/08/ferry/article.{format}",
    )


def test_an_old_slug_leads_to_the_new_one() -> None:
    article = full()
    FormerSlug.objects.create(article=article, slug="tram")
    response = Client().get("/2019/11/08/tram/article.json")
    assert (response.status_code, response["Location"]) == (
        HTTPStatus.MOVED_PERMANENTLY,
        "/2019/11/08/ferry/article.json",
    )
    withdraw(article)
    assert Client().get("/2019/11/08/tram/article.json").status_code == HTTPStatus.GONE


@pytest.mark.parametrize("format", ["json", "txt"])
def test_what_is_withdrawn_is_gone_and_says_why(format: str) -> None:
    withdraw(full())
    response = Client().get(f"/2019/11/08/ferry/article.{format}")
    told = "We have withdrawn this piece. The reason:\nThe source took it back.\n"
    assert (response.status_code, response.content.decode()) == (HTTPStatus.GONE, told)


@pytest.mark.parametrize("format", ["json", "txt", "xml"])
def test_what_was_never_live_is_nowhere(format: str) -> None:
    make_article(slug="ferry")
    response = Client().get(f"/2019/11/08/ferry/article.{format}")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_an_article_is_only_read() -> None:
    address = f"{full().get_absolute_url()}article.json"
    assert Client().post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Client().head(address).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("policy", "robots", "canonical"),
    [
        ("index", None, f"{SITE}/2019/11/08/ferry/"),
        ("noindex", "noindex", f"{SITE}/2019/11/08/ferry/"),
        ("original", None, "https://gazette.example/1"),
    ],
)
def test_search_engines_are_told_what_the_source_wants(
    policy: str, robots: str | None, canonical: str
) -> None:
    full()
    Source.objects.update(index_policy=policy)
    response = Client().get("/2019/11/08/ferry/article.json")
    assert response.get("X-Robots-Tag") == robots
    assert response["Link"] == f'<{canonical}>; rel="canonical"'
