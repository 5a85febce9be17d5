"""The check of the proxy: what doctor says of the answers that it gets at the public address."""

import json
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from articles.management.diagnosis import probe, proxy
from articles.management.diagnosis.findings import Finding, Verdict, run_checks
from tests.certificates import make_certificate
from tests.servers import Page, Server, build_page, build_redirect, run_server

SOUND = {"address": "127.0.0.1", "host": "localhost:443", "is_secure": True}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"), name="localhost")


@pytest.fixture
def server(
    certificate: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """Run a server at the public address of the site."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_name("privkey.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with run_server(context=context) as server:
        settings.NEWSROOM_SITE_ADDRESS = f"https://localhost:{server.port}"
        yield server


def diagnose(server: Server, page: Page, monkeypatch: pytest.MonkeyPatch) -> Finding:
    """Return what is found where the server responds with the page."""
    monkeypatch.setattr(probe, "make_token", lambda: "x")
    server.add_page(f"{reverse('probe')}?token=x", page)
    (finding,) = run_checks({"proxy": proxy.check_proxy})
    return finding


def test_a_proxy_that_replaces_what_clients_say_is_sound(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = build_page(json.dumps(SOUND).encode())
    assert diagnose(server, page, monkeypatch).verdict == Verdict.OK
    ((_path, headers),) = server.requests
    assert headers["X-Forwarded-For"] == proxy.FORGED_ADDRESS


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ({"address": proxy.FORGED_ADDRESS}, "believes what a client says of its own address"),
        ({"address": "0.0.0.0"}, "does not learn the addresses of readers"),  # noqa: S104 - none
        ({"is_secure": False}, "set NEWSROOM_BEHIND_PROXY=on"),
        ({"host": "forged.example"}, "is asked as forged.example"),
        (build_redirect("https://localhost/"), "redirects it for ever"),
        (build_page(b"<p>Welcome to nginx!"), "answers with status 200 and not as this site does"),
        (build_page(status="404 Not Found"), "the same NEWSROOM_SECRET_KEY"),
    ],
    ids=["forged", "unknown", "plain", "host", "redirect", "other site", "other key"],
)
def test_an_answer_that_is_wrong_is_a_fault(
    server: Server, page: Page | dict[str, object], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(page, dict):
        page = build_page(json.dumps({**SOUND, **page}).encode())
    finding = diagnose(server, page, monkeypatch)
    assert (finding.verdict, words in finding.message) == (Verdict.FAULT, True)


def test_an_address_that_cannot_be_reached_is_a_fault(
    server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    page = build_page(json.dumps(SOUND).encode())
    assert "certificate" in diagnose(server, page, monkeypatch).message
    settings.NEWSROOM_SITE_ADDRESS = "https://localhost:1"
    assert "cannot be reached from here" in diagnose(server, page, monkeypatch).message


def test_without_a_public_address_nothing_is_asked(settings: Settings) -> None:
    settings.NEWSROOM_SITE_ADDRESS = "http://127.0.0.1:8000"
    (finding,) = run_checks({"proxy": proxy.check_proxy})
    assert finding.verdict == Verdict.NOT_CHECKED


@pytest.mark.django_db
def test_the_site_says_what_it_sees_to_who_has_its_secret_key(
    client: Client, settings: Settings
) -> None:
    settings.NEWSROOM_TRUSTED_PROXIES = 1
    url, headers = reverse("probe"), {"X-Forwarded-For": "192.0.2.1"}
    response = client.get(url, {"token": probe.make_token()}, headers=headers)
    assert response.json() == {"address": "192.0.2.1", "host": "testserver", "is_secure": False}
    assert "no-store" in response["Cache-Control"]
    token = probe.make_token()
    settings.SECRET_KEY = "another" * 10
    assert client.get(url, {"token": token}).status_code == 404
    assert client.get(url).status_code == 404
