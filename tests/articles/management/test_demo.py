"""The demo: what it sets up, that a second run adds nothing, and that it serves pages."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from pytest_django import Settings

from articles.models import ImportRun
from tests.conftest import PROJECT
from tests.factories import make_user

pytestmark = pytest.mark.demo

OURS = ("NEWSROOM_", "DJANGO_")
PASSWORD = "paper-lantern-on-the-quay"


def build_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def run_demo(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROJECT / "manage.py", "demo", *options],
        cwd=folder,
        env=build_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def fetch_rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "newsroom.sqlite3")) as database:
        return database.execute(query).fetchall()


def parse_passwords(output: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\w+) +password: (\S+)$", output, re.MULTILINE))


def check_passwords(folder: Path, passwords: dict[str, str]) -> dict[str, bool]:
    """Return, by account, whether its password opens it."""
    hashes = dict(fetch_rows(folder, "SELECT username, password FROM auth_user WHERE is_staff"))
    return {name: check_password(password, hashes[name]) for name, password in passwords.items()}


ACCOUNTS = {"contributor": "Contributors", "editor": "Editors", "publisher": "Publishers"}
EVERYTHING = (
    "SELECT * FROM articles_article ORDER BY id",
    "SELECT * FROM articles_original ORDER BY id",
    "SELECT * FROM articles_byline ORDER BY id",
    "SELECT * FROM articles_tagging ORDER BY id",
)


def fetch_everything(folder: Path) -> list[list[tuple[Any, ...]]]:
    return [fetch_rows(folder, query) for query in EVERYTHING]


@dataclass
class Desk:
    folder: Path
    output: str
    made: list[list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Set up a demo in an empty folder, once for all tests of this file."""
    folder = tmp_path_factory.mktemp("demo")
    run = run_demo(folder, "--no-serve")
    assert (run.returncode, run.stderr) == (0, "")
    return Desk(folder, run.stdout, fetch_everything(folder))


# What is set up.


@pytest.mark.unmeasured  # it is the first, so the demo is set up for it; others measure the command
def test_there_are_an_account_for_each_role_and_no_other(desk: Desk) -> None:
    accounts = fetch_rows(
        desk.folder,
        "SELECT username, name, is_staff, is_superuser FROM auth_user"
        " LEFT JOIN auth_user_groups ON user_id = auth_user.id"
        " LEFT JOIN auth_group ON group_id = auth_group.id ORDER BY username",
    )
    assert accounts == [(name, role, 1, 0) for name, role in ACCOUNTS.items()]


def test_the_passwords_that_it_prints_open_the_accounts(desk: Desk) -> None:
    passwords = parse_passwords(desk.output)
    assert check_passwords(desk.folder, passwords) == dict.fromkeys(ACCOUNTS, True)
    assert len(set(passwords.values())) == 3


def test_it_prints_where_the_site_and_the_desk_are(desk: Desk) -> None:
    assert desk.output.splitlines()[-2:] == [
        "The site:  http://127.0.0.1:8000/",
        "The desk:  http://127.0.0.1:8000/admin/",
    ]


def test_it_puts_everything_into_the_working_folder(desk: Desk) -> None:
    made = {path.name for path in desk.folder.iterdir()}
    assert made - {"newsroom.sqlite3-wal", "newsroom.sqlite3-shm"} == {
        ".newsroom",
        "newsroom.sqlite3",
        "secret-key",
    }


def test_its_articles_have_every_status_of_the_workflow(desk: Desk) -> None:
    statuses = fetch_rows(
        desk.folder, "SELECT status, count(*) FROM articles_article GROUP BY status"
    )
    assert dict(statuses) == {"published": 24, "review": 5, "draft": 3}


def test_every_published_article_has_its_day_in_the_past_and_its_source(desk: Desk) -> None:
    query = (
        "SELECT count(*), min(published_at < datetime('now')), min(source_id IS NOT NULL)"
        " FROM articles_article WHERE is_released"
    )
    assert fetch_rows(desk.folder, query) == [(24, 1, 1)]


def test_nothing_is_rejected_and_nothing_is_imported_twice(desk: Desk) -> None:
    query = (
        "SELECT label, created_count, rejected_count + duplicate_count + updated_count"
        " FROM articles_importrun ORDER BY id"
    )
    assert fetch_rows(desk.folder, query) == [
        ("demo: published", 24, 0),
        ("demo: review", 5, 0),
        ("demo: draft", 3, 0),
    ]


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        ("01-ferry-terminal", "source_date_precision", "day"),
        ("03-turkish-month", "source_date_precision", "day"),
        ("03-turkish-month", "language", "tr"),
        ("04-no-brackets", "source_date_precision", "day"),
        ("05-comma-date", "source_date_precision", "day"),
        ("06-issue-pages", "source_date_precision", "month"),
        ("07-date-range", "source_date_precision", "range"),
        ("08-date-range-months", "source_date_text", "28 June - 4 July 2022"),
        ("14-footer-address", "source_address", "https://www.northernpress.example/culture/%"),
        (
            "15-hard-wrapped",
            "body",
            "<p>Trains will run again between Thornbeck and Weaver’s Mill%",
        ),
        ("25-no-source", "source_id IS NULL", 1),
        ("30-no-our-date", "publish_at IS NULL", 1),
    ],
)
def test_each_variant_of_a_clipping_was_read(
    desk: Desk, file: str, column: str, value: str | int
) -> None:
    query = (
        f"SELECT {column} LIKE '{value}' FROM articles_article JOIN articles_original"  # noqa: S608
        f" ON article_id = articles_article.id WHERE path LIKE '%/{file}.txt'"
    )
    assert fetch_rows(desk.folder, query) == [(1,)]


@pytest.mark.parametrize(
    ("file", "credited"),
    [
        (
            "09-affiliation",
            [("Peter Okeby", 0, "Professor of marine engineering, Ilgaz University")],
        ),
        ("11-organisation", [("Northern Press Agency", 1, "")]),
        (
            "12-several-authors",
            [("L. Straud", 0, ""), ("I. Varley", 0, ""), ("H. Pemberley", 0, "")],
        ),
    ],
)
def test_each_variant_of_a_byline_was_read(
    desk: Desk, file: str, credited: list[tuple[str, int, str]]
) -> None:
    query = (
        "SELECT name, is_organisation, affiliation FROM articles_byline"  # noqa: S608
        " JOIN articles_author ON author_id = articles_author.id"
        " JOIN articles_original ON articles_original.article_id = articles_byline.article_id"
        f" WHERE path LIKE '%/{file}.txt' ORDER BY articles_byline.position"
    )
    assert fetch_rows(desk.folder, query) == credited


# Databases that it leaves alone.

REFUSAL = (
    "This database already has user accounts, so the demo will not touch it. Use another one: "
    "NEWSROOM_DATABASE_URL=sqlite:///demo.sqlite3"
)


def run_refused() -> str:
    with pytest.raises(CommandError) as error:
        call_command("demo", "--no-serve")
    return str(error.value)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["vera", "editor"])
def test_a_database_with_accounts_of_its_own_is_left_alone(name: str) -> None:
    User.objects.create_user(name, password="hers")
    before = list(User.objects.values())
    assert run_refused() == REFUSAL
    assert (list(User.objects.values()), ImportRun.objects.count()) == (before, 0)


@pytest.mark.django_db
def test_accounts_that_were_added_to_a_demo_stay_as_they_are(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"  # other tests' pages keep their plain names
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["js", "css", "svg"]  # takes seconds
    ImportRun.objects.create(label="demo: published")
    vera = make_user("Editors")
    call_command("demo", "--no-serve", "--password", PASSWORD)
    vera.refresh_from_db()
    assert (vera.has_usable_password(), User.objects.count()) == (False, 4)
    assert list(vera.groups.all()) == [Group.objects.get(name="Editors")]


@pytest.mark.unmeasured
def test_a_database_that_is_not_migrated_is_not_touched_when_it_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "newsroom.sqlite3")) as database, database:
        database.execute("CREATE TABLE auth_user (id integer PRIMARY KEY, username text)")
        database.execute("INSERT INTO auth_user (username) VALUES ('vera')")
    (tmp_path / "newsroom.sqlite3").chmod(0o600)
    run = run_demo(tmp_path, "--no-serve")
    assert (run.returncode, run.stderr) == (1, f"CommandError: {REFUSAL}\n")
    assert fetch_rows(tmp_path, "SELECT name FROM sqlite_master") == [("auth_user",)]


@pytest.mark.django_db
def test_a_port_in_use_is_reported_before_anything_is_set_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(CommandError) as error:
            call_command("demo", "--port", str(port))
    assert str(error.value) == f"Port {port} is in use; choose another with --port."
    assert ImportRun.objects.count() == 0


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_out_of_range_is_reported(port: str) -> None:
    with pytest.raises(CommandError) as error:
        call_command("demo", "--port", port)
    assert str(error.value) == f"Error: argument --port: '{port}' is not a port number (1–65535)"


# The server.


@dataclass
class Response:
    status: int
    headers: Message
    body: bytes


def get(url: str, **headers: str) -> Response:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            return Response(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, error.headers, error.read())


def wait_for_server(url: str) -> None:
    for _ in range(1200):
        try:
            get(url)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("The demo has not answered within two minutes.")


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    printed: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def server(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the demo a second time, from a folder that is not the project's."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    printed = tmp_path_factory.mktemp("printed") / "output"
    options = ["demo", "--port", str(port), "--password", PASSWORD]
    with printed.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, PROJECT / "manage.py", *options],
            cwd=desk.folder,
            env=build_environment(),
            stdout=output,
            start_new_session=True,
        )
    try:
        started = Server(process, port, printed)
        wait_for_server(started.url)
        yield started
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def test_a_second_run_makes_no_second_set(server: Server, desk: Desk) -> None:
    assert server.process.poll() is None
    assert fetch_everything(desk.folder) == desk.made
    assert fetch_rows(desk.folder, "SELECT count(*) FROM auth_user") == [(3,)]


def test_the_password_option_opens_all_three_accounts(server: Server, desk: Desk) -> None:
    passwords = parse_passwords(server.printed.read_text())
    assert passwords == dict.fromkeys(ACCOUNTS, PASSWORD)
    assert check_passwords(desk.folder, passwords) == dict.fromkeys(ACCOUNTS, True)


def test_the_site_is_served(server: Server) -> None:
    response = get(server.url)
    assert (response.status, response.body.count(b"<article")) == (200, 20)


def test_an_article_is_served(server: Server) -> None:
    slug = "saltmere-to-replace-the-ferry-terminal-it-built-for-steamers"
    response = get(f"{server.url}/2019/11/08/{slug}/")
    assert (response.status, response.body.count(b"Harbour Gazette") > 0) == (200, True)


def test_drafts_are_not_served(server: Server, desk: Desk) -> None:
    """A live article would be found on any day: its address redirects to the right one."""
    slugs = fetch_rows(desk.folder, "SELECT slug FROM articles_article WHERE status = 'draft'")
    assert [get(f"{server.url}/2025/07/09/{slug}/").status for (slug,) in slugs] == [404] * 3


def test_the_login_page_of_the_desk_is_served(server: Server) -> None:
    response = get(f"{server.url}/admin/login/")
    assert (response.status, b'name="password"' in response.body) == (200, True)


def test_the_cookies_of_the_demo_work_without_https(server: Server) -> None:
    cookies = get(f"{server.url}/admin/login/").headers.get_all("Set-Cookie") or []
    assert [(cookie.split("=")[0], "Secure" in cookie) for cookie in cookies] == [
        ("csrftoken", False)
    ]


def test_a_static_file_has_a_hash_in_its_name_is_compressed_and_cached_for_ever(
    server: Server, desk: Desk
) -> None:
    page = get(server.url).body.decode()
    (path,) = set(re.findall(r"/static/articles/site\.[0-9a-f]{12}\.css", page))
    response = get(server.url + path, **{"Accept-Encoding": "br"})
    assert (response.status, response.headers["Content-Encoding"]) == (200, "br")
    assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    path_on_disk = desk.folder / ".newsroom" / f"{path.lstrip('/')}.br"
    assert response.body == path_on_disk.read_bytes()


def test_every_file_that_a_page_names_is_there(server: Server) -> None:
    links = set()
    for page in ("/", "/admin/login/"):
        html = get(server.url + page).body.decode()
        links |= set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    assert {path: get(server.url + path).status for path in links} == dict.fromkeys(links, 200)
    assert [path for path in links if not re.search(r"\.[0-9a-f]{12}\.\w+$", path)] == []


@pytest.mark.parametrize("page", ["/", "/admin/login/", "/nothing-here/"])
def test_every_page_bears_the_headers_of_security(server: Server, page: str) -> None:
    headers = get(server.url + page).headers
    rules = dict(
        rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";")
    )
    assert (rules["default-src"], rules["frame-ancestors"]) == ("'none'", "'none'")
    assert "unsafe-inline" not in json.dumps(rules)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.unmeasured
def test_it_stops_within_seconds_of_the_signal(server: Server) -> None:
    """The last test of this file, since it stops the server."""
    server.process.terminate()
    server.process.wait(8)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)
    with pytest.raises(ProcessLookupError):
        os.killpg(server.process.pid, 0)
