"""A real nginx with the configuration of newsroom/deploy/: what of a request reaches the site."""

import json
import re
import socket
from collections.abc import Iterator
from http.client import RemoteDisconnected

import pytest

from articles.admin import body_limit, upload_handlers
from tests.deployed import DEPLOY, Proxy, run_echo, run_nginx

pytestmark = [pytest.mark.slow, pytest.mark.unmeasured]

SESSION = "a=1; __Host-sessionid=x; b=2"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    with run_echo(folder), run_nginx(folder) as proxy:
        yield proxy


def echo(proxy: Proxy, path: str = "/", **headers: str) -> dict[str, str]:
    """Return the headers that the site gets; ``_`` in names stands for a hyphen."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    arrived: dict[str, str] = json.loads(proxy.ask(path, headers=sent).text)
    return arrived


def test_what_a_client_says_of_itself_is_replaced(proxy: Proxy) -> None:
    names = ["X-Forwarded-For", "X_Forwarded_For", "X-Forwarded-Host", "X-Forwarded-Port"]
    names += ["X-Forwarded-Proto", "X_Forwarded_Proto", "X-Real-IP", "Forwarded", "X-Request-ID"]
    response = proxy.ask("/", headers=dict.fromkeys(names, "203.0.113.9"))
    arrived = json.loads(response.text)
    assert re.fullmatch("[0-9a-f]{32}", arrived.pop("X-Request-ID"))
    assert arrived == {
        "Host": "press.example.org",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
        "Connection": "close",
    }


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("tr-TR,tr;q=0.9,en;q=0.8", "tr"),
        ("en-GB, en;q=0.9, tr;q=0.8", "en"),
        ("de-DE,de;q=0.9,en;q=0.5,tr;q=0.3", "en"),
        ("de, TR", "tr"),
        ("trv,enm,de-en", None),
        ("*", None),
        ("", None),
    ],
)
def test_the_site_is_asked_in_a_language_that_it_has(
    proxy: Proxy, accepted: str, language: str | None
) -> None:
    assert echo(proxy, Accept_Language=accepted).get("Accept-Language") == language


@pytest.mark.parametrize(
    ("cookie", "language"),
    [
        ("__Host-django_language=tr", "tr"),
        ("a=1; django_language=tr; b=2", "tr"),
        ("not__Host-django_language=tr", "en"),
        ("__Host-django_language=xx", "en"),
    ],
)
def test_the_switch_of_the_language_counts_more_than_the_browser(
    proxy: Proxy, cookie: str, language: str
) -> None:
    arrived = echo(proxy, Cookie=cookie, Accept_Language="en")
    assert (arrived["Accept-Language"], "Cookie" in arrived) == (language, False)


def test_cookies_reach_the_desk_and_the_pages_of_those_who_are_signed_in(proxy: Proxy) -> None:
    assert echo(proxy, "/admin/login/", Cookie="__Host-csrftoken=x")["Cookie"]
    assert echo(proxy, Cookie=SESSION)["Cookie"] == SESSION
    assert "Cookie" not in echo(proxy, Cookie="a=1; __Host-csrftoken=x")


@pytest.mark.parametrize(
    ("path", "accepted", "encoding"),
    [
        ("/static/site.css", "gzip, deflate, br", "br"),
        ("/static/site.css", "gzip", "gzip"),
        ("/static/site.css", "identity", None),
        ("/", "gzip, deflate, br", None),
    ],
)
def test_only_static_files_are_asked_for_compressed(
    proxy: Proxy, path: str, accepted: str, encoding: str | None
) -> None:
    assert echo(proxy, path, Accept_Encoding=accepted).get("Accept-Encoding") == encoding


def test_another_name_gets_no_answer(proxy: Proxy) -> None:
    with pytest.raises(RemoteDisconnected):
        proxy.ask("/", host="other.example")
    assert ask_plainly(proxy, "other.example") == b""


def test_plain_requests_are_led_to_https(proxy: Proxy) -> None:
    answer = ask_plainly(proxy, "press.example.org").decode()
    assert answer.startswith("HTTP/1.1 301 ")
    assert "\r\nLocation: https://press.example.org/?q=x\r\n" in answer


def ask_plainly(proxy: Proxy, host: str) -> bytes:
    """Return what is answered to a request without TLS, b"" for nothing."""
    with socket.create_connection(("127.0.0.1", proxy.plain_port), 10) as client:
        client.sendall(f"GET /?q=x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        return client.makefile("rb").read()


def test_the_log_has_neither_queries_nor_tokens(proxy: Proxy) -> None:
    for path in ("/?q=somebody", "/preview/secret/", "/admin/account/reset/key/secret/"):
        proxy.ask(path)
    paths = [line[3] for line in proxy.read_log()[-3:]]
    assert paths == ["/", "/preview/-", "/admin/account/reset/key/-"]


def test_bodies_may_be_as_large_as_the_site_takes_them() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    factors = {"k": 2**10, "m": 2**20}
    sizes = re.findall(r"client_max_body_size (\d+)([km]);", text)
    form, upload = (int(number) * factors[unit] for number, unit in sizes)
    assert form == body_limit.get_form_limit()
    assert 0 < upload - upload_handlers.get_body_limit() < 2**20
