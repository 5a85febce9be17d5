"""The variables: what each is by default, what it takes, and what stops the start."""

import os
import runpy
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.conftest import PROJECT

Read = Callable[..., dict[str, Any]]
OURS = ("NEWSROOM_", "DJANGO_")
POSTGRESQL = "postgresql://vera:geheim@db.example:5433/press"


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Return what reads the settings anew, in a working folder of its own."""
    for name in [name for name in os.environ if name.startswith("NEWSROOM_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def read(**variables: str) -> dict[str, Any]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(PROJECT / "newsroom" / "settings.py"))

    return read


CHECKS = {
    "source": "required",
    "source_date": "recommended",
    "tags": "recommended",
    "standfirst": "off",
    "headline_capitals": "recommended",
    "links": "recommended",
    "same_address": "recommended",
    "same_text": "recommended",
}


def environment(**variables: str) -> dict[str, str]:
    """Return the variables of a new process: none of ours but these, and where our code is."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return ours | {"PYTHONPATH": str(PROJECT)} | variables


# What each is by default, and what it takes.


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", False),
        ("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"]),
        ("CSRF_TRUSTED_ORIGINS", []),
        ("SESSION_COOKIE_SECURE", True),
        ("CSRF_COOKIE_SECURE", True),
        ("SECURE_HSTS_SECONDS", 31_536_000),
        ("LANGUAGE_CODE", "en"),
        ("TIME_ZONE", "UTC"),
        ("USE_TZ", True),
        ("NEWSROOM_SITE_NAME", "Newsroom"),
        ("NEWSROOM_ARTICLE_LANGUAGES", ["en", "tr", "az", "de", "fr", "hy", "ru"]),
        ("NEWSROOM_CHECKS", CHECKS),
        ("NEWSROOM_INDEXING", True),
        ("NEWSROOM_PAGE_CACHE", True),
        ("NEWSROOM_PRIVATE_FEEDS", False),
        ("NEWSROOM_UPLOAD_LIMIT", 200),
        ("NEWSROOM_SITE_ADDRESS", "http://127.0.0.1:8000"),
        ("MAILERS", {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}),
        ("DEFAULT_FROM_EMAIL", "newsroom@localhost"),
        ("SERVER_EMAIL", "newsroom@localhost"),
        ("X_FRAME_OPTIONS", "DENY"),
        ("SECURE_REFERRER_POLICY", "strict-origin-when-cross-origin"),
    ],
)
def test_a_setting_has_its_default(read: Read, name: str, value: Any) -> None:
    assert read()[name] == value


@pytest.mark.parametrize("name", ["SECURE_PROXY_SSL_HEADER", "SECURE_SSL_REDIRECT"])
def test_no_header_of_a_proxy_is_believed_by_default(read: Read, name: str) -> None:
    assert read().get(name) is None


@pytest.mark.parametrize(
    ("variable", "given", "name", "value"),
    [
        ("NEWSROOM_DEBUG", "on", "DEBUG", True),
        ("NEWSROOM_DEBUG", " ON ", "DEBUG", True),
        ("NEWSROOM_DEBUG", "on", "SESSION_COOKIE_SECURE", False),
        ("NEWSROOM_DEBUG", "on", "SECURE_HSTS_SECONDS", 0),
        ("NEWSROOM_DEBUG", "", "DEBUG", False),
        ("NEWSROOM_HOSTS", "press.example.org", "ALLOWED_HOSTS", ["press.example.org"]),
        (
            "NEWSROOM_HOSTS",
            "basın.example, .example.org,*,[2001:db8::1],10.0.0.7",
            "ALLOWED_HOSTS",
            ["basın.example", ".example.org", "*", "[2001:db8::1]", "10.0.0.7"],
        ),
        (
            "NEWSROOM_TRUSTED_ORIGINS",
            "https://press.example.org,http://*.example:8080, https://[::1]:8000",
            "CSRF_TRUSTED_ORIGINS",
            ["https://press.example.org", "http://*.example:8080", "https://[::1]:8000"],
        ),
        ("NEWSROOM_BEHIND_PROXY", "on", "SECURE_SSL_REDIRECT", True),
        (
            "NEWSROOM_BEHIND_PROXY",
            "on",
            "SECURE_PROXY_SSL_HEADER",
            ("HTTP_X_FORWARDED_PROTO", "https"),
        ),
        ("NEWSROOM_SECURE_COOKIES", "off", "SESSION_COOKIE_SECURE", False),
        ("NEWSROOM_SECURE_COOKIES", "off", "CSRF_COOKIE_SECURE", False),
        ("NEWSROOM_PRIVATE_FEEDS", "on", "NEWSROOM_PRIVATE_FEEDS", True),
        ("NEWSROOM_UPLOAD_LIMIT", "50", "NEWSROOM_UPLOAD_LIMIT", 50),
        ("NEWSROOM_POOL_SIZE", "3", "POOL_SIZE", 3),
        ("NEWSROOM_SECRET_KEY", "told", "SECRET_KEY", "told"),
        ("NEWSROOM_STATIC_ROOT", "/srv/static", "STATIC_ROOT", Path("/srv/static")),
        ("NEWSROOM_LANGUAGE", "tr", "LANGUAGE_CODE", "tr"),
        ("NEWSROOM_TIME_ZONE", "Europe/Istanbul", "TIME_ZONE", "Europe/Istanbul"),
        ("NEWSROOM_SITE_NAME", "Basın Özeti", "NEWSROOM_SITE_NAME", "Basın Özeti"),
        ("NEWSROOM_ARTICLE_LANGUAGES", "tr, hy", "NEWSROOM_ARTICLE_LANGUAGES", ["tr", "hy"]),
        ("NEWSROOM_CHECKS", "tags=off", "NEWSROOM_CHECKS", CHECKS | {"tags": "off"}),
        (
            "NEWSROOM_CHECKS",
            " source = recommended, links=required,",
            "NEWSROOM_CHECKS",
            CHECKS | {"source": "recommended", "links": "required"},
        ),
        (
            "NEWSROOM_SITE_ADDRESS",
            "https://press.example.org:8443",
            "NEWSROOM_SITE_ADDRESS",
            "https://press.example.org:8443",
        ),
        ("NEWSROOM_INDEXING", "off", "NEWSROOM_INDEXING", False),
        (
            "NEWSROOM_HOSTS",
            "localhost,10.0.0.7,.example.org,press.example.org,other.example",
            "NEWSROOM_SITE_ADDRESS",
            "https://press.example.org",
        ),
        ("NEWSROOM_HOSTS", "*,[::1]", "NEWSROOM_SITE_ADDRESS", "http://127.0.0.1:8000"),
        ("NEWSROOM_MAIL_FROM", "desk@example.org", "DEFAULT_FROM_EMAIL", "desk@example.org"),
        (
            "NEWSROOM_MAIL_FROM",
            "Basın Özeti <desk@example.org>",
            "SERVER_EMAIL",
            "Basın Özeti <desk@example.org>",
        ),
    ],
)
def test_a_variable_sets_its_setting(
    read: Read, variable: str, given: str, name: str, value: Any
) -> None:
    assert read(**{variable: given})[name] == value


SWITCH = "on or off"
HOSTS = "host names without scheme and port, with commas between them"
ORIGINS = (
    "addresses such as https://press.example.org, with commas between them and no slash at the end"
)
POOL = "a number of connections"
CACHE = "redis://host:6379/0, or nothing for its own memory"
DATABASE = "sqlite:////path/to/file or postgresql://user:password@host:5432/name"
SITE = "an address such as https://press.example.org, with no slash at the end"
MAIL = "smtp://user:password@host:587 or smtps://user:password@host:465"
MAIL_FROM = "an address such as desk@example.org or Desk <desk@example.org>"
LANGUAGES = "language tags with commas between them, such as en,tr,hy"
LEVELS = (
    "checks with their levels and commas between them, such as tags=required,standfirst=off; the "
    "checks are source, source_date, tags, standfirst, headline_capitals, links, same_address, "
    "same_text, the levels off, recommended and required"
)


@pytest.mark.parametrize(
    ("variable", "given", "takes"),
    [
        ("NEWSROOM_DEBUG", "true", SWITCH),
        ("NEWSROOM_DEBUG", "1", SWITCH),
        ("NEWSROOM_HOSTS", ",", HOSTS),
        ("NEWSROOM_HOSTS", "https://press.example.org", HOSTS),
        ("NEWSROOM_HOSTS", "press.example.org:8000", HOSTS),
        ("NEWSROOM_HOSTS", "press.example.org localhost", HOSTS),
        ("NEWSROOM_TRUSTED_ORIGINS", "press.example.org", ORIGINS),
        ("NEWSROOM_TRUSTED_ORIGINS", "https://", ORIGINS),
        ("NEWSROOM_TRUSTED_ORIGINS", "https://press.example.org/", ORIGINS),
        ("NEWSROOM_TRUSTED_ORIGINS", "https://a.example,ftp://b.example", ORIGINS),
        ("NEWSROOM_BEHIND_PROXY", "yes", SWITCH),
        ("NEWSROOM_SECURE_COOKIES", "no", SWITCH),
        ("NEWSROOM_CACHE_URL", "memcached://127.0.0.1", CACHE),
        ("NEWSROOM_POOL_SIZE", "0", POOL),
        ("NEWSROOM_POOL_SIZE", "-1", POOL),
        ("NEWSROOM_POOL_SIZE", "many", POOL),
        ("NEWSROOM_DATABASE_URL", "mysql://localhost/press", DATABASE),
        ("NEWSROOM_DATABASE_URL", "/srv/newsroom.sqlite3", DATABASE),
        ("NEWSROOM_DATABASE_URL", "sqlite:///", DATABASE),
        ("NEWSROOM_DATABASE_URL", "sqlite:///:memory:", DATABASE),
        ("NEWSROOM_DATABASE_URL", "sqlite:////tmp", DATABASE),
        ("NEWSROOM_DATABASE_URL", "postgresql://db.example", DATABASE),
        ("NEWSROOM_DATABASE_URL", "postgresql://db.example:port/press", DATABASE),
        ("NEWSROOM_LANGUAGE", "de", "en or tr"),
        ("NEWSROOM_TIME_ZONE", "Istanbul", "a zone's name such as Europe/Istanbul"),
        ("NEWSROOM_TIME_ZONE", "../etc/passwd", "a zone's name such as Europe/Istanbul"),
        ("NEWSROOM_ARTICLE_LANGUAGES", ",", LANGUAGES),
        ("NEWSROOM_SITE_ADDRESS", "press.example.org", SITE),
        ("NEWSROOM_SITE_ADDRESS", "https://press.example.org/", SITE),
        ("NEWSROOM_SITE_ADDRESS", "https://*.example.org", SITE),
        ("NEWSROOM_MAIL_URL", "mail.example.org", MAIL),
        ("NEWSROOM_MAIL_URL", "imap://mail.example.org", MAIL),
        ("NEWSROOM_MAIL_URL", "smtp://", MAIL),
        ("NEWSROOM_MAIL_URL", "smtp://mail.example.org:port", MAIL),
        ("NEWSROOM_MAIL_FROM", "desk", MAIL_FROM),
        ("NEWSROOM_MAIL_FROM", "Desk <desk>", MAIL_FROM),
        ("NEWSROOM_MAIL_FROM", "Desk\nBcc: all <desk@example.org>", MAIL_FROM),
        ("NEWSROOM_ARTICLE_LANGUAGES", "en,Turkish", LANGUAGES),
        ("NEWSROOM_CHECKS", "spelling=required", LEVELS),
        ("NEWSROOM_CHECKS", "tags=on", LEVELS),
        ("NEWSROOM_CHECKS", "tags", LEVELS),
        ("NEWSROOM_CHECKS", "tags=off=on", LEVELS),
        ("NEWSROOM_CHECKS", "tags=off,links=required,tags=required", LEVELS),
    ],
)
def test_a_wrong_value_stops_the_start_and_says_what_it_takes(
    read: Read, variable: str, given: str, takes: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as stopped:
        read(**{variable: given})
    assert str(stopped.value) == f"{variable} is {given!r}, but it takes {takes}."


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://vera:geheim@db.example:port/press",
        "postgresql://vera:ge:h/e@im@db.example/press/",
        "mysql://vera:geheim@db.example/press",
    ],
)
def test_a_wrong_address_is_told_without_its_password(read: Read, address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as stopped:
        read(NEWSROOM_DATABASE_URL=address)
    printed = traceback.format_exception_only(stopped.value)[0]
    assert [word for word in ("geheim", "ge:h", "e@im") if word in printed] == []
    assert (stopped.value.__suppress_context__, printed.count("://vera:…@db.example")) == (True, 1)


def test_a_wrong_value_stops_a_process_and_is_the_last_thing_told(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import newsroom.settings"],
        cwd=tmp_path,
        env=environment(NEWSROOM_DEBUG="true"),
        capture_output=True,
        text=True,
        check=False,
    )
    told = "ImproperlyConfigured: NEWSROOM_DEBUG is 'true', but it takes on or off."
    assert (run.returncode, run.stderr.splitlines()[-1]) == (1, f"django.core.exceptions.{told}")


# The database.


def test_the_database_is_a_file_in_the_working_folder(read: Read, tmp_path: Path) -> None:
    database = read()["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "newsroom.sqlite3")


def test_a_working_folder_may_have_any_name(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "c++ 50%20 #1? ü"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert read()["DATABASES"]["default"]["NAME"] == str(folder / "newsroom.sqlite3")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("sqlite:////srv/press.sqlite3", "/srv/press.sqlite3"),
        ("sqlite:///press.sqlite3", "{folder}/press.sqlite3"),
        ("sqlite:///below/press.sqlite3", "{folder}/below/press.sqlite3"),
    ],
)
def test_a_file_is_named_from_the_root_or_from_the_working_folder(
    read: Read, tmp_path: Path, address: str, path: str
) -> None:
    told = read(NEWSROOM_DATABASE_URL=address, NEWSROOM_SECRET_KEY="told")
    assert told["DATABASES"]["default"]["NAME"] == path.format(folder=tmp_path)


def test_writers_of_a_file_wait_for_one_another(read: Read) -> None:
    assert read()["DATABASES"]["default"]["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }


def test_an_option_in_the_address_goes_before_ours(read: Read) -> None:
    told = read(NEWSROOM_DATABASE_URL="sqlite:///press.sqlite3?timeout=60")
    assert told["DATABASES"]["default"]["OPTIONS"]["timeout"] == 60


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_the_address_of_postgresql_gives_a_pool(read: Read, scheme: str) -> None:
    address = POSTGRESQL.replace("postgresql", scheme) + "?sslmode=require"
    told = read(NEWSROOM_DATABASE_URL=address, NEWSROOM_POOL_SIZE="5")
    assert told["DATABASES"]["default"] == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "press",
        "USER": "vera",
        "PASSWORD": "geheim",
        "HOST": "db.example",
        "PORT": 5433,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 2,
            "options": "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1",
            "sslmode": "require",
            "pool": {"min_size": 1, "max_size": 5, "timeout": 10},
        },
    }


def test_nothing_is_asked_of_a_connection_through_a_pooler(read: Read) -> None:
    told = read(NEWSROOM_DATABASE_URL=f"{POSTGRESQL}?server_side_binding=off")
    assert told["DATABASES"]["default"]["OPTIONS"] == {
        "server_side_binding": "off",
        "prepare_threshold": 2,
        "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
    }


# The mail server.


@pytest.mark.parametrize(
    ("address", "host", "port", "encryption"),
    [
        ("smtp://mail.example", "mail.example", 25, ""),
        ("smtp://mail.example:2525", "mail.example", 2525, ""),
        ("smtp://mail.example:587", "mail.example", 587, "use_tls"),
        ("smtp://mail.example:465", "mail.example", 465, "use_ssl"),
        ("smtps://mail.example", "mail.example", 465, "use_ssl"),
        ("smtps://mail.example:587", "mail.example", 587, "use_tls"),
        ("smtps://mail.example:2525", "mail.example", 2525, "use_tls"),
    ],
)
@pytest.mark.parametrize(
    ("account", "username", "password"), [("", "", ""), ("vera:ge%40heim@", "vera", "ge@heim")]
)
def test_the_address_of_a_mail_server_tells_how_to_speak_to_it(
    read: Read,
    address: str,
    host: str,
    port: int,
    encryption: str,
    account: str,
    username: str,
    password: str,
) -> None:
    told = read(NEWSROOM_MAIL_URL=address.replace("://", f"://{account}"))["MAILERS"]["default"]
    assert told == {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": host,
            "port": port,
            "username": username,
            "password": password,
            "use_ssl": encryption == "use_ssl",
            "use_tls": encryption == "use_tls",
            "timeout": 10,
        },
    }


def test_a_wrong_address_of_a_mail_server_is_told_without_its_password(read: Read) -> None:
    with pytest.raises(ImproperlyConfigured) as stopped:
        read(NEWSROOM_MAIL_URL="smtp://vera:geheim@mail.example:port")
    assert "'smtp://vera:…@mail.example:port'" in str(stopped.value)


# The secret key.


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        ({}, "secret-key"),
        ({"NEWSROOM_DATABASE_URL": "sqlite:///below/press.sqlite3"}, "below/secret-key"),
        ({"NEWSROOM_DATABASE_URL": "sqlite:///{folder}/srv/press.sqlite3"}, "srv/secret-key"),
        ({"NEWSROOM_DATABASE_URL": POSTGRESQL}, "secret-key"),
    ],
)
def test_a_key_is_made_beside_the_database_for_its_owner_alone(
    read: Read, tmp_path: Path, variables: dict[str, str], place: str
) -> None:
    told = read(**{name: value.format(folder=tmp_path) for name, value in variables.items()})
    file = tmp_path / place
    assert told["SECRET_KEY"] == file.read_text()
    assert (len(told["SECRET_KEY"]), stat.S_IMODE(file.stat().st_mode)) == (50, 0o600)
    assert list(file.parent.glob(".*")) == []


def test_the_key_of_the_next_start_is_the_same(read: Read) -> None:
    assert read()["SECRET_KEY"] == read()["SECRET_KEY"]


def test_no_key_is_made_where_one_is_given(read: Read, tmp_path: Path) -> None:
    read(NEWSROOM_SECRET_KEY="told")
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_cannot_be_kept_stops_the_start(read: Read, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured) as stopped:
        read(NEWSROOM_DATABASE_URL="sqlite:///file/press.sqlite3")
    assert str(stopped.value) == (
        "NEWSROOM_SECRET_KEY is not set, and no key can be kept: "
        f"[Errno 17] File exists: '{tmp_path}/file'."
    )


def test_ten_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    command = "import newsroom.settings as told; print(told.SECRET_KEY)"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", command],
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(10)
    ]
    keys = {process.communicate()[0].strip() for process in started}
    assert keys == {(tmp_path / "secret-key").read_text()}


# Security.


def test_passwords_are_hashed_with_argon2(read: Read) -> None:
    assert read()["PASSWORD_HASHERS"][0].endswith(".Argon2PasswordHasher")


def test_no_inline_code_is_allowed(read: Read) -> None:
    allowed = read()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert [rule for rule in allowed if "'unsafe-inline'" in allowed[rule]] == []
    assert allowed["default-src"] == ["'self'"]


def test_djangos_own_checks_for_production_find_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [
            *(sys.executable, PROJECT / "manage.py", "check"),
            *("--deploy", "--fail-level", "WARNING"),
        ],
        cwd=tmp_path,
        env=environment(
            NEWSROOM_HOSTS="press.example.org",
            NEWSROOM_TRUSTED_ORIGINS="https://press.example.org",
            NEWSROOM_BEHIND_PROXY="on",
            NEWSROOM_DATABASE_URL=POSTGRESQL,
            NEWSROOM_MAIL_URL="smtp://mail.example.org",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (
        0,
        "System check identified no issues (2 silenced).\n",
    )


# The cache.


def test_pages_are_kept_in_each_processs_own_memory_by_default(read: Read) -> None:
    backend = read()["CACHES"]["default"]["BACKEND"]
    assert backend == "django.core.cache.backends.locmem.LocMemCache"


def test_a_redis_server_keeps_them_where_its_package_is_there(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    address = "redis://cache.example:6379/0"
    assert read(NEWSROOM_CACHE_URL=address)["CACHES"]["default"] == {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": address,
    }


def test_without_the_package_the_start_stops(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match="run uv sync --group redis"):
        read(NEWSROOM_CACHE_URL="redis://cache.example:6379/0")
