"""A real nginx in front of the real server: what readers see, also when the server is down."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.publishing import workflow
from tests.deployed import Proxy, run_nginx, run_site
from tests.factories import make_live, make_user
from tests.processes import wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.unmeasured,
    pytest.mark.process,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# Seconds after which nginx asks the site again: NEWSROOM_PROXY_SECONDS of the example is 1, and
# nginx counts whole seconds.
EXPIRY = 2.1


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    with run_nginx(tmp_path) as proxy:
        yield proxy


@pytest.fixture
def article() -> Article:
    return make_live(headline="Ferry")


def get_cache_status(proxy: Proxy) -> str:
    """Return what the last line of the log says of the cache."""
    return proxy.read_log()[-1][7]


def test_a_page_is_kept_once_for_each_language(proxy: Proxy, article: Article) -> None:
    url = article.get_absolute_url()
    requests = [
        ({}, "MISS"),
        ({"Accept-Language": "en"}, "MISS"),
        ({"Accept-Language": "tr"}, "MISS"),
        ({"Accept-Language": "tr-TR,tr;q=0.9,en;q=0.8", "Cookie": "a=1"}, "HIT"),
        ({"Accept-Language": "en-GB,en;q=0.7", "User-Agent": "x"}, "HIT"),
        ({"Accept-Language": "de", "Cookie": "b=2; c=3"}, "HIT"),
        ({"Cookie": "__Host-django_language=tr", "Accept-Language": "en"}, "HIT"),
        ({"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"}, "BYPASS"),
    ]
    with run_site(proxy.folder, NEWSROOM_PROXY_SECONDS="60"):
        for headers, status in requests:
            response = proxy.ask(url, headers=headers)
            language = "tr" if "tr" in f"{headers}" else "en"
            assert (response.status, f'lang="{language}"' in response.text) == (200, True), headers
            assert get_cache_status(proxy) == status, headers


def test_a_kept_page_has_all_headers_and_is_compressed(proxy: Proxy, article: Article) -> None:
    with run_site(proxy.folder, NEWSROOM_PROXY_SECONDS="60"):
        new, kept = (proxy.ask(article.get_absolute_url()) for _ in "12")
        assert get_cache_status(proxy) == "HIT"
        etag = {"If-None-Match": kept.headers["ETag"]}
        assert proxy.ask(article.get_absolute_url(), headers=etag).status == 304
        small = proxy.ask("/", headers={"Accept-Encoding": "gzip"})
    assert [each for each in new.headers.items() if each[0] != "Date"] == [
        each for each in kept.headers.items() if each[0] != "Date"
    ]
    names = {"Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options"}
    assert [name for name in names if name not in kept.headers] == []
    assert small.headers["Content-Encoding"] == "gzip"


def test_a_withdrawn_article_is_gone_at_once_and_stays_so_when_the_site_is_down(
    proxy: Proxy, article: Article
) -> None:
    url, publisher = article.get_absolute_url(), make_user("Publishers")
    with run_site(proxy.folder):
        assert [proxy.ask(url).status for _ in "12"] == [200, 200]
        workflow.perform(article, "withdraw", by=publisher, reason="It was wrong.")
        time.sleep(EXPIRY)
        assert [proxy.ask(url).status for _ in "12"] == [410, 410]
    time.sleep(EXPIRY)
    response = proxy.ask(url)
    assert (response.status, get_cache_status(proxy)) == (410, "STALE")


def test_an_expired_article_does_not_come_back_when_the_site_is_down(proxy: Proxy) -> None:
    article = make_live(headline="Ferry")
    with run_site(proxy.folder):
        assert proxy.ask(article.get_absolute_url()).status == 200
        Article.objects.filter(pk=article.pk).update(
            expire_at=timezone.now() - timedelta(seconds=1)
        )
        time.sleep(EXPIRY)
        assert proxy.ask(article.get_absolute_url()).status == 404
    time.sleep(EXPIRY)
    assert proxy.ask(article.get_absolute_url()).status == 404


def test_readers_get_kept_pages_while_the_site_is_down(proxy: Proxy, article: Article) -> None:
    url = article.get_absolute_url()
    with run_site(proxy.folder):
        assert proxy.ask(url).status == 200
    time.sleep(EXPIRY)
    kept = proxy.ask(url)
    assert (kept.status, "Ferry" in kept.text, get_cache_status(proxy)) == (200, True, "STALE")
    for path, method in [("/sources/", "GET"), ("/admin/login/", "GET"), ("/language/", "POST")]:
        response = proxy.ask(path, method=method)
        assert (response.status, response.headers["Retry-After"]) == (503, "10"), path
        assert "try again in a minute" in response.text
    with run_site(proxy.folder):
        assert proxy.ask("/sources/").status == 200


def test_dead_processes_of_the_site_are_replaced(proxy: Proxy) -> None:
    with run_site(proxy.folder) as site:
        workers = list_children(site.pid)
        assert len(workers) >= 2
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: set(list_children(site.pid)).isdisjoint(workers))
        assert wait_until(lambda: proxy.ask("/sources/").status == 200)


def list_children(pid: int) -> list[int]:
    """Return the processes that this one has started and that still run."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def test_a_forged_address_does_not_escape_the_limits(proxy: Proxy) -> None:
    with run_site(proxy.folder, NEWSROOM_SEARCH_RATE="2", NEWSROOM_RATE_LIMITS="on"):
        # Each of the two processes counts for itself.
        statuses = {
            proxy.ask(f"/?q=ferry{i}", headers={"X-Forwarded-For": f"203.0.113.{i}"}).status
            for i in range(12)
        }
    assert 429 in statuses


def test_large_bodies_are_refused(proxy: Proxy) -> None:
    with run_site(proxy.folder):
        body = b"x" * (2560 * 1024 + 1)
        assert proxy.ask("/admin/login/", method="POST", body=body).status == 413
        body = b"x" * (65 * 1024)
        assert proxy.ask("/admin/login/", method="POST", body=body).status == 413


def test_who_may_import_sends_files(proxy: Proxy, client: Client) -> None:
    client.force_login(make_user("Publishers"))
    url = reverse("admin:articles_importrun_new")
    token = "x" * 32
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = {
        "Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}",
        "X-CSRFToken": token,
        "Referer": f"https://press.example.org{url}",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    parts = {'status"': b"draft", 'format"': b"auto", 'file"; filename="a"': b"y\n" * 5 * 2**20}
    heads = {f'--x\r\nContent-Disposition: form-data; name="{name}': parts[name] for name in parts}
    body = b"".join(head.encode() + b"\r\n\r\n" + heads[head] + b"\r\n" for head in heads)
    body += b"--x--\r\n"
    anonymous = headers | {"Cookie": ""}
    with run_site(proxy.folder):
        statuses = [
            proxy.ask(url, method="POST", headers=each, body=body).status
            for each in (headers, anonymous)
        ]
    assert statuses == [302, 413]
