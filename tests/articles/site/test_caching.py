"""The page cache: what is cached, for whom, and until when."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as current_settings
from django.core.cache import caches
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import TimeMachineFixture

from articles.models import Article, Status
from articles.publishing import workflow
from tests.factories import (
    NOON,
    get_preview_path,
    make_article,
    make_live,
    make_preview_link,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
LATER = datetime(2040, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _enable_cache(settings: Settings) -> Iterator[None]:
    settings.NEWSROOM_PAGE_CACHE = True
    caches["volatile"].clear()
    yield
    caches["volatile"].clear()


@pytest.fixture
def article() -> Article:
    return make_live(headline="Ferry", slug="ferry")


URLS = ["/", "/2019/11/08/ferry/", "/2019/", "/sources/", "/corrections/", "/?q=ferry"]


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("url", URLS)
def test_a_cached_page_needs_only_the_content_version(
    client: Client, url: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(url)
    with django_assert_num_queries(1):
        again = client.get(url)
    assert (again.status_code, again.content) == (HTTPStatus.OK, first.content)
    del first["X-Request-ID"], again["X-Request-ID"]  # each request has its own
    assert dict(again.items()) == dict(first.items())


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("is_cached", [True, False])
def test_a_reader_who_has_the_page_gets_304_for_the_content_version_alone(
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
    is_cached: bool,  # noqa: FBT001 - a column
) -> None:
    settings.NEWSROOM_PAGE_CACHE = is_cached
    etag = client.get("/")["ETag"]
    with django_assert_num_queries(1):
        again = client.get("/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (HTTPStatus.NOT_MODIFIED, b"", etag)
    assert again["Cache-Control"] == client.get("/")["Cache-Control"]


@pytest.mark.usefixtures("article")
def test_if_none_match_with_a_star_is_ignored(client: Client) -> None:
    response = client.get("/2019/11/08/tram/", headers={"If-None-Match": "*"})
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert client.get("/", headers={"If-None-Match": "*"}).status_code == HTTPStatus.OK


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    "condition", [{"If-Match": '"y"'}, {"If-Unmodified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}]
)
@pytest.mark.parametrize(
    ("url", "status"), [("/", HTTPStatus.OK), ("/tram/", HTTPStatus.NOT_FOUND)]
)
def test_other_conditional_headers_are_ignored(
    client: Client, url: str, status: int, condition: dict[str, str]
) -> None:
    response = client.get(url, headers={"If-None-Match": '"x"', **condition})
    assert response.status_code == status


@pytest.mark.usefixtures("article")
def test_the_headers_allow_proxies_to_cache_a_page(client: Client) -> None:
    response = client.get("/")
    assert response["Cache-Control"] == (
        "public, max-age=0, s-maxage=10, stale-while-revalidate=30, stale-if-error=60"
    )
    assert {name.strip() for name in response["Vary"].split(",")} == {"Accept-Language", "Cookie"}


@pytest.mark.usefixtures("article")
def test_a_proxy_stores_that_a_page_is_no_longer_there(client: Client, settings: Settings) -> None:
    """If it did not, it would show the old page again while the site is down."""
    settings.NEWSROOM_PROXY_SECONDS = 3
    response = client.get("/2019/11/08/expired/")
    assert (response.status_code, response["Cache-Control"]) == (
        HTTPStatus.NOT_FOUND,
        "public, max-age=0, s-maxage=3, stale-while-revalidate=30, stale-if-error=60",
    )
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}


def test_a_change_is_visible_at_the_next_request(client: Client, article: Article) -> None:
    url, publisher = article.get_absolute_url(), make_user("Publishers")
    assert client.get(url).status_code == HTTPStatus.OK
    etag = client.get(url)["ETag"]
    workflow.perform(article, "withdraw", by=publisher, reason="It was wrong.")
    assert client.get(url).status_code == HTTPStatus.GONE
    gone = client.get(url, headers={"If-None-Match": etag})
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
def test_a_page_changes_at_the_planned_instant(
    client: Client,
    fields: dict[str, datetime],
    statuses: tuple[int, int],
    time_machine: TimeMachineFixture,
) -> None:
    url = make_live(**fields).get_absolute_url()
    for instant, status in zip((LATER - timedelta(seconds=1), LATER), statuses, strict=True):
        time_machine.move_to(instant, tick=False)
        codes = [client.get(url).status_code for _ in "12"]
        assert codes == [status, status]


@pytest.mark.usefixtures("article")
def test_users_who_are_signed_in_neither_read_nor_fill_the_cache(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editor = Client()
    editor.force_login(make_user("Editors"))
    assert editor.get("/")["Cache-Control"] == "private, no-cache"
    assert not editor.get("/").has_header("ETag")
    client.get("/")
    editor.get("/")
    caches["volatile"].clear()
    editor.get("/")
    with django_assert_num_queries(4):  # one, if the page were cached
        client.get("/")


def test_language_host_and_query_string_are_in_the_key(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    make_live(kind="news")
    requests = [
        {},
        {"headers": {"accept-language": "tr"}},
        {"headers": {"host": "other.example"}},
        {"query_params": {"kind": "news"}},
    ]
    etags = {client.get("/", **request_options)["ETag"] for request_options in requests}  # type: ignore[arg-type] # a table
    assert len(etags) == len(requests)


@pytest.mark.usefixtures("article")
def test_the_language_cookie_overrides_accept_language(client: Client) -> None:
    english = client.get("/")["ETag"]
    client.cookies[current_settings.LANGUAGE_COOKIE_NAME] = "tr"
    turkish = client.get("/", headers={"if-none-match": english})
    assert (turkish.status_code, 'lang="tr"' in turkish.text) == (HTTPStatus.OK, True)


@pytest.mark.usefixtures("article")
def test_a_head_request_has_the_headers_of_the_page(client: Client) -> None:
    page = client.get("/")
    for again in (client.head("/"), client.head("/", headers={"if-none-match": page["ETag"]})):
        assert (again["ETag"], again.content) == (page["ETag"], b"")


def test_errors_previews_and_health_checks_are_not_cached(client: Client, article: Article) -> None:
    preview = get_preview_path(make_preview_link(article))
    for url in ("/?kind=x", "/nowhere/", preview, "/healthz", "/admin/login/"):
        assert not client.get(url).has_header("ETag"), url
        assert not client.post(url).has_header("ETag"), url


@pytest.mark.parametrize("headers", [{}, {"if-none-match": "{etag}"}], ids=["page", "not modified"])
@pytest.mark.usefixtures("article")
def test_readers_get_the_pages_of_a_moment_ago_while_the_database_is_away(
    client: Client, headers: dict[str, str]
) -> None:
    page = client.get("/")
    headers = {name: value.format(etag=page["ETag"]) for name, value in headers.items()}
    expected = client.get("/", headers=headers)
    with connection.execute_wrapper(fail_to_answer):
        response = client.get("/", headers=headers)
    assert (response.status_code, response.content) == (expected.status_code, expected.content)
    assert (response["ETag"], response["Cache-Control"]) == (page["ETag"], "private, no-cache")


def fail_to_answer(*_args: object) -> None:
    raise OperationalError("the server closed the connection") from psycopg.OperationalError()


@pytest.mark.parametrize("seconds", [59, 61])
def test_a_page_is_shown_for_a_minute_of_an_outage(
    client: Client, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    client.raise_request_exception = False
    client.get("/")
    now = time.monotonic() + seconds
    monkeypatch.setattr("articles.site.caching.time.monotonic", lambda: now)
    with connection.execute_wrapper(fail_to_answer):
        assert client.get("/").status_code == (200 if seconds < 60 else 503)


@pytest.mark.parametrize("days", [-1, 1])
def test_no_page_is_shown_in_an_outage_that_the_clock_has_changed(
    client: Client, time_machine: TimeMachineFixture, days: int
) -> None:
    client.raise_request_exception = False
    make_live(published_at=NOON, expire_at=LATER)
    make_live(published_at=LATER + timedelta(hours=1))
    time_machine.move_to(LATER, tick=False)
    client.get("/")
    time_machine.move_to(LATER + timedelta(days=days), tick=False)
    with connection.execute_wrapper(fail_to_answer):
        assert client.get("/").status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_page_is_right_again_when_the_clock_is_set_back(
    client: Client, time_machine: TimeMachineFixture
) -> None:
    url = make_live(published_at=LATER).get_absolute_url()
    statuses = []
    for days in (-1, 1, -1):
        time_machine.move_to(LATER + timedelta(days=days), tick=False)
        statuses += [client.get(url).status_code for _ in "12"]
    assert statuses == [404, 404, 200, 200, 404, 404]


@pytest.mark.usefixtures("article")
def test_pages_are_rendered_while_the_content_version_cannot_be_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise DatabaseError

    monkeypatch.setattr("articles.models.content_version.get_current", fail)
    response = client.get("/")
    assert (response.status_code, response.has_header("ETag")) == (HTTPStatus.OK, False)


@pytest.mark.usefixtures("article")
def test_a_page_that_is_not_kept_is_rendered_while_the_content_version_cannot_be_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise DatabaseError

    client.get("/")
    monkeypatch.setattr("articles.models.content_version.get_current", fail)
    assert client.get("/sources/").status_code == HTTPStatus.OK


@pytest.mark.usefixtures("article")
def test_pages_are_rendered_where_there_is_no_content_version(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.models.content_version.get_current", lambda: None)
    response = client.get("/")
    assert (response.status_code, response.has_header("ETag")) == (HTTPStatus.OK, False)


@pytest.mark.usefixtures("article")
def test_pages_are_rendered_while_the_cache_is_down(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    broken_cache = {"BACKEND": backend, "LOCATION": str(tmp_path / "a file")}
    settings.CACHES = current_settings.CACHES | {"volatile": broken_cache}
    assert client.get("/").status_code == HTTPStatus.OK
    assert [record.message for record in caplog.records][:2] == [
        "The cache does not answer; pages are made anew.",
        "The cache takes no page; they are made anew.",
    ]
    settings.CACHES = current_settings.CACHES | {"volatile": MEMORY}
