"""Pages that readers share: kept while they are right, and never for whom they are not meant."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings as current_settings
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import TimeMachineFixture

from articles.models import Article, Status
from articles.publishing import workflow
from tests.factories import NOON, make_article, make_live, make_preview_link, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
LATER = datetime(2040, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> Iterator[None]:
    settings.NEWSROOM_PAGE_CACHE = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def article() -> Article:
    return make_live(headline="Ferry", slug="ferry")


ADDRESSES = ["/", "/2019/11/08/ferry/", "/2019/", "/sources/", "/corrections/", "/?q=ferry"]


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_asked_for_again_touches_no_article(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(address)
    with django_assert_num_queries(0):
        again = client.get(address)
    assert (again.status_code, again.content) == (HTTPStatus.OK, first.content)
    assert dict(again.items()) == dict(first.items())


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_reader_who_has_the_page_is_told_so_without_making_it(
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
    is_kept: bool,  # noqa: FBT001 - a column
) -> None:
    settings.NEWSROOM_PAGE_CACHE = is_kept
    etag = client.get("/")["ETag"]
    with django_assert_num_queries(0):
        again = client.get("/", headers={"If-None-Match": etag})
    told = (again.status_code, again.content, again["ETag"])
    assert told == (HTTPStatus.NOT_MODIFIED, b"", etag)
    assert again["Cache-Control"] == client.get("/")["Cache-Control"]


@pytest.mark.usefixtures("article")
def test_who_asks_for_what_is_no_page_is_told_so_whatever_they_have(client: Client) -> None:
    told = client.get("/2019/11/08/tram/", headers={"If-None-Match": "*"})
    assert told.status_code == HTTPStatus.NOT_FOUND
    assert client.get("/", headers={"If-None-Match": "*"}).status_code == HTTPStatus.OK


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    "condition", [{"If-Match": '"y"'}, {"If-Unmodified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}]
)
@pytest.mark.parametrize(
    ("address", "status"), [("/", HTTPStatus.OK), ("/tram/", HTTPStatus.NOT_FOUND)]
)
def test_no_other_condition_keeps_a_page_from_readers(
    client: Client, address: str, status: int, condition: dict[str, str]
) -> None:
    told = client.get(address, headers={"If-None-Match": '"x"', **condition})
    assert told.status_code == status


@pytest.mark.usefixtures("article")
def test_proxies_are_told_how_long_to_keep_it(client: Client) -> None:
    response = client.get("/")
    assert response["Cache-Control"] == (
        "public, max-age=0, s-maxage=10, stale-while-revalidate=30"
    )
    assert {each.strip() for each in response["Vary"].split(",")} == {"Accept-Language", "Cookie"}


def test_the_next_answer_after_a_change_is_right(client: Client, article: Article) -> None:
    address, publisher = article.get_absolute_url(), make_user("Publishers")
    assert client.get(address).status_code == HTTPStatus.OK
    etag = client.get(address)["ETag"]
    workflow.perform(article, "withdraw", by=publisher, reason="It was wrong.")
    assert client.get(address).status_code == HTTPStatus.GONE
    gone = client.get(address, headers={"If-None-Match": etag})
    assert gone.status_code == HTTPStatus.GONE
    draft = make_article(headline="Tram", status=Status.APPROVED)
    assert "Tram" not in client.get("/").text
    workflow.perform(draft, "publish", by=publisher)
    assert "Tram" in client.get("/").text


@pytest.mark.parametrize(
    ("fields", "statuses"),
    [
        ({"published_at": LATER}, (404, 200)),
        ({"published_at": NOON, "expire_at": LATER}, (200, 404)),
    ],
    ids=["goes live", "expires"],
)
def test_a_page_changes_at_the_very_instant(
    client: Client,
    fields: dict[str, datetime],
    statuses: tuple[int, int],
    time_machine: TimeMachineFixture,
) -> None:
    address = make_live(**fields).get_absolute_url()
    for instant, status in zip((LATER - timedelta(seconds=1), LATER), statuses, strict=True):
        time_machine.move_to(instant, tick=False)
        answers = [client.get(address).status_code for _ in "12"]
        assert answers == [status, status]


@pytest.mark.usefixtures("article")
def test_who_is_signed_in_neither_takes_nor_gives_a_page(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editor = Client()
    editor.force_login(make_user("Editors"))
    assert editor.get("/")["Cache-Control"] == "private, no-cache"
    assert not editor.get("/").has_header("ETag")
    client.get("/")
    editor.get("/")
    cache.clear()
    editor.get("/")
    with django_assert_num_queries(2):  # and not none, as for a page that is kept
        client.get("/")


def test_every_language_host_and_query_has_a_page_of_its_own(
    client: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    make_live(kind="news")
    asked = [
        {},
        {"headers": {"accept-language": "tr"}},
        {"headers": {"host": "other.example"}},
        {"query_params": {"kind": "news"}},
    ]
    etags = {client.get("/", **each)["ETag"] for each in asked}  # type: ignore[arg-type] # a table
    assert len(etags) == len(asked)


@pytest.mark.usefixtures("article")
def test_a_chosen_language_counts_more_than_the_browsers(client: Client) -> None:
    english = client.get("/")["ETag"]
    client.cookies[current_settings.LANGUAGE_COOKIE_NAME] = "tr"
    turkish = client.get("/", headers={"if-none-match": english})
    assert (turkish.status_code, 'lang="tr"' in turkish.text) == (HTTPStatus.OK, True)


@pytest.mark.usefixtures("article")
def test_a_head_is_answered_as_the_page_is(client: Client) -> None:
    page = client.get("/")
    for again in (client.head("/"), client.head("/", headers={"if-none-match": page["ETag"]})):
        assert (again["ETag"], again.content) == (page["ETag"], b"")


def test_what_is_refused_missing_secret_or_of_the_moment_is_not_kept(
    client: Client, article: Article
) -> None:
    preview = make_preview_link(article).get_absolute_url()
    for address in ("/?kind=x", "/nowhere/", preview, "/healthz", "/admin/login/"):
        assert not client.get(address).has_header("ETag"), address
        assert not client.post(address).has_header("ETag"), address


@pytest.mark.usefixtures("article")
def test_pages_are_made_while_no_edition_can_be_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise DatabaseError

    monkeypatch.setattr("articles.models.content_version.read_number", broken)
    response = client.get("/")
    assert (response.status_code, response.has_header("ETag")) == (HTTPStatus.OK, False)


@pytest.mark.usefixtures("article")
def test_pages_are_made_while_the_cache_is_away(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    away = {"BACKEND": backend, "LOCATION": str(tmp_path / "a file")}
    settings.CACHES = current_settings.CACHES | {"default": away}
    assert client.get("/").status_code == HTTPStatus.OK
    assert [record.message for record in caplog.records] == [
        "The cache does not answer; pages are made anew.",
        "The cache takes no page; they are made anew.",
    ]
    settings.CACHES = current_settings.CACHES | {"default": MEMORY}
