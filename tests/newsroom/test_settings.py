"""The settings: the default and the valid values of each variable, and what stops the start."""

import subprocess
import sys
import traceback
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.conftest import PROJECT
from tests.newsroom.conftest import POSTGRESQL, ReadSettings, build_environment

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


# Defaults and valid values.


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
        ("NEWSROOM_FOUR_EYES", True),
        ("NEWSROOM_ONE_SIGNATURE", True),
        ("NEWSROOM_PAGE_CACHE", True),
        ("NEWSROOM_PRIVATE_FEEDS", False),
        ("NEWSROOM_UPLOAD_LIMIT", 200),
        ("NEWSROOM_READING_SECONDS", 60),
        ("NEWSROOM_READING_MEMORY", 2048),
        ("NEWSROOM_RATE_LIMITS", True),
        ("NEWSROOM_SEARCH_RATE", 60),
        ("NEWSROOM_API_RATE", 120),
        ("NEWSROOM_TRUSTED_PROXIES", 0),
        ("NEWSROOM_SITE_ADDRESS", "http://127.0.0.1:8000"),
        ("MAILERS", {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}),
        ("DEFAULT_FROM_EMAIL", "newsroom@localhost"),
        ("SERVER_EMAIL", "newsroom@localhost"),
        ("X_FRAME_OPTIONS", "DENY"),
        ("SECURE_REFERRER_POLICY", "strict-origin-when-cross-origin"),
    ],
)
def test_a_setting_has_its_default(read_settings: ReadSettings, name: str, value: Any) -> None:
    assert read_settings()[name] == value


@pytest.mark.parametrize("name", ["SECURE_PROXY_SSL_HEADER", "SECURE_SSL_REDIRECT"])
def test_no_proxy_header_is_trusted_by_default(read_settings: ReadSettings, name: str) -> None:
    assert read_settings().get(name) is None


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
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
        ("NEWSROOM_FOUR_EYES", "off", "NEWSROOM_FOUR_EYES", False),
        ("NEWSROOM_ONE_SIGNATURE", "off", "NEWSROOM_ONE_SIGNATURE", False),
        ("NEWSROOM_PRIVATE_FEEDS", "on", "NEWSROOM_PRIVATE_FEEDS", True),
        ("NEWSROOM_UPLOAD_LIMIT", "50", "NEWSROOM_UPLOAD_LIMIT", 50),
        ("NEWSROOM_RATE_LIMITS", "off", "NEWSROOM_RATE_LIMITS", False),
        ("NEWSROOM_READING_SECONDS", "5", "NEWSROOM_READING_SECONDS", 5),
        ("NEWSROOM_READING_MEMORY", "512", "NEWSROOM_READING_MEMORY", 512),
        ("NEWSROOM_SEARCH_RATE", "5", "NEWSROOM_SEARCH_RATE", 5),
        ("NEWSROOM_API_RATE", "5", "NEWSROOM_API_RATE", 5),
        ("NEWSROOM_TRUSTED_PROXIES", "2", "NEWSROOM_TRUSTED_PROXIES", 2),
        ("NEWSROOM_BEHIND_PROXY", "on", "NEWSROOM_TRUSTED_PROXIES", 1),
        ("NEWSROOM_POOL_SIZE", "3", "POOL_SIZE", 3),
        ("NEWSROOM_SECRET_KEY", "secret", "SECRET_KEY", "secret"),
        ("NEWSROOM_STATIC_ROOT", "/srv/static", "STATIC_ROOT", Path("/srv/static")),
        ("NEWSROOM_LANGUAGE", "tr", "LANGUAGE_CODE", "tr"),
        ("NEWSROOM_TIME_ZONE", "Europe/Istanbul", "TIME_ZONE", "Europe/Istanbul"),
        ("NEWSROOM_DIGEST_TIME", "06:30", "NEWSROOM_DIGEST_TIME", time(6, 30)),
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
        ("NEWSROOM_SECOND_FACTOR_ROLES", "A, B", "NEWSROOM_SECOND_FACTOR_ROLES", ["A", "B"]),
        ("NEWSROOM_IDLE_LIMIT", "30", "NEWSROOM_IDLE_LIMIT", 30),
        (
            "NEWSROOM_OIDC_ROLES",
            "cn=press = Editors, lead=Publishers",
            "NEWSROOM_OIDC_ROLES",
            {"cn=press": "Editors", "lead": "Publishers"},
        ),
        (
            "NEWSROOM_OIDC_ISSUER",
            "http://127.0.0.1:8080",
            "NEWSROOM_OIDC_ISSUER",
            "http://127.0.0.1:8080",
        ),
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
    read_settings: ReadSettings, variable: str, text: str, name: str, value: Any
) -> None:
    assert read_settings(**{variable: text})[name] == value


SWITCH = "on or off"
HOSTS = "host names without scheme and port, with commas between them"
ORIGINS = (
    "addresses such as https://press.example.org, with commas between them and no slash at the end"
)
POOL = "a number of connections from 1 to 500"
CACHE = "redis://host:6379/0, or nothing for its own memory"
DATABASE = "sqlite:////path/to/file or postgresql://user:password@host:5432/name"
SITE = "an address such as https://press.example.org, with no slash at the end"
MAIL = "smtp://user:password@host:587 or smtps://user:password@host:465"
MAIL_FROM = "an address such as desk@example.org or Desk <desk@example.org>"
LANGUAGES = "language tags with commas between them, such as en,tr,hy"
ISSUER = "an address such as https://login.example.org/realm"
GROUPS = "values of the claim with their roles and commas between them, such as press-desk=Editors"
REPORTS = "an address such as https://reports.example.org/csp"
CONTACT = (
    "mailto: and https: addresses with commas between them, such as mailto:security@example.org"
)
POLICY = "an address such as https://press.example.org/security"
LEVELS = (
    "checks with their levels and commas between them, such as tags=required,standfirst=off; the "
    "checks are source, source_date, tags, standfirst, headline_capitals, links, same_address, "
    "same_text, the levels off, recommended and required"
)


@pytest.mark.parametrize(
    ("variable", "text", "takes"),
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
        ("NEWSROOM_RATE_LIMITS", "none", SWITCH),
        ("NEWSROOM_READING_SECONDS", "0", "a number of seconds from 1 to 3600"),
        ("NEWSROOM_READING_SECONDS", "31536000", "a number of seconds from 1 to 3600"),
        ("NEWSROOM_READING_MEMORY", "much", "a number of megabytes from 1 to 1000000"),
        ("NEWSROOM_SEARCH_RATE", "0", "a number of searches from 1 to 1000000"),
        ("NEWSROOM_API_RATE", "many", "a number of requests from 1 to 1000000"),
        ("NEWSROOM_TRUSTED_PROXIES", "-1", "a number of proxies from 0 to 20"),
        ("NEWSROOM_UPLOAD_LIMIT", "99999999", "a number of megabytes from 1 to 10000"),
        ("NEWSROOM_POOL_SIZE", "1000000", POOL),
        ("NEWSROOM_DATABASE_URL", "postgresql://db.example:0/press", DATABASE),
        ("NEWSROOM_CACHE_URL", "redis://cache.example:0/1", CACHE),
        ("NEWSROOM_MAIL_URL", "smtp://mail.example:0", MAIL),
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
        ("NEWSROOM_DIGEST_TIME", "7", "a time of the day such as 07:00"),
        ("NEWSROOM_DIGEST_TIME", "24:00", "a time of the day such as 07:00"),
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
        ("NEWSROOM_IDLE_LIMIT", "-1", "a number of minutes from 0 to 20160"),
        ("NEWSROOM_OIDC_ISSUER", "http://login.example.org", ISSUER),
        ("NEWSROOM_OIDC_ISSUER", "login.example.org", ISSUER),
        ("NEWSROOM_OIDC_ROLES", "Editors", GROUPS),
        ("NEWSROOM_OIDC_ROLES", "=Editors", GROUPS),
        ("NEWSROOM_CHECKS", "spelling=required", LEVELS),
        ("NEWSROOM_CHECKS", "tags=on", LEVELS),
        ("NEWSROOM_CHECKS", "tags", LEVELS),
        ("NEWSROOM_CHECKS", "tags=off=on", LEVELS),
        ("NEWSROOM_CHECKS", "tags=off,links=required,tags=required", LEVELS),
        ("NEWSROOM_CSP_REPORTS", "reports.example.org", REPORTS),
        ("NEWSROOM_CSP_REPORTS", "ftp://reports.example.org/", REPORTS),
        ("NEWSROOM_CSP_REPORTS", "https://reports.example.org/a;b", REPORTS),
        ("NEWSROOM_CSP_REPORTS", 'https://reports.example.org/"x', REPORTS),
        ("NEWSROOM_SECURITY_CONTACT", "security@example.org", CONTACT),
        ("NEWSROOM_SECURITY_CONTACT", "mailto:security", CONTACT),
        ("NEWSROOM_SECURITY_CONTACT", "http://example.org/report", CONTACT),
        ("NEWSROOM_SECURITY_POLICY", "security.html", POLICY),
    ],
)
def test_a_wrong_value_stops_the_start_and_says_what_it_takes(
    read_settings: ReadSettings, variable: str, text: str, takes: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as stopped:
        read_settings(**{variable: text})
    assert str(stopped.value) == f"{variable} is {text!r}, but it takes {takes}."


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://vera:geheim@db.example:port/press",
        "postgresql://vera:ge:h/e@im@db.example/press/",
        "mysql://vera:geheim@db.example/press",
    ],
)
def test_the_error_for_a_wrong_database_url_masks_the_password(
    read_settings: ReadSettings, url: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as stopped:
        read_settings(NEWSROOM_DATABASE_URL=url)
    printed = traceback.format_exception_only(stopped.value)[0]
    assert [word for word in ("geheim", "ge:h", "e@im") if word in printed] == []
    assert (stopped.value.__suppress_context__, printed.count("://vera:…@db.example")) == (True, 1)


def test_a_process_stopped_by_a_wrong_value_names_it_in_its_last_line(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import newsroom.settings"],
        cwd=tmp_path,
        env=build_environment(NEWSROOM_DEBUG="true"),
        capture_output=True,
        text=True,
        check=False,
    )
    message = "ImproperlyConfigured: NEWSROOM_DEBUG is 'true', but it takes on or off."
    assert (run.returncode, run.stderr.splitlines()[-1]) == (1, f"django.core.exceptions.{message}")


def test_a_variable_that_is_no_setting_stops_the_start_and_names_the_nearest(
    read_settings: ReadSettings,
) -> None:
    with pytest.raises(ImproperlyConfigured) as stopped:
        read_settings(NEWSROOM_HOST="press.example.org")
    assert str(stopped.value) == (
        "NEWSROOM_HOST is not a setting of Newsroom: did you mean NEWSROOM_HOSTS?"
    )


# The mail server.


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption"),
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
def test_a_mail_url_sets_host_port_and_encryption(
    read_settings: ReadSettings,
    url: str,
    host: str,
    port: int,
    encryption: str,
    account: str,
    username: str,
    password: str,
) -> None:
    mailer = read_settings(NEWSROOM_MAIL_URL=url.replace("://", f"://{account}"))["MAILERS"][
        "default"
    ]
    assert mailer == {
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


def test_the_error_for_a_wrong_mail_url_masks_the_password(read_settings: ReadSettings) -> None:
    with pytest.raises(ImproperlyConfigured) as stopped:
        read_settings(NEWSROOM_MAIL_URL="smtp://vera:geheim@mail.example:port")
    assert "'smtp://vera:…@mail.example:port'" in str(stopped.value)


# Security.


def test_passwords_are_hashed_with_argon2(read_settings: ReadSettings) -> None:
    assert read_settings()["PASSWORD_HASHERS"][0].endswith(".Argon2PasswordHasher")


def test_djangos_deployment_checks_pass(tmp_path: Path) -> None:
    (tmp_path / "newsroom-files").mkdir(mode=0o700)
    run = subprocess.run(
        [
            *(sys.executable, PROJECT / "manage.py", "check"),
            *("--deploy", "--fail-level", "WARNING"),
        ],
        cwd=tmp_path,
        env=build_environment(
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


def test_pages_are_kept_in_the_memory_of_the_process(read_settings: ReadSettings) -> None:
    backend = read_settings()["CACHES"]["volatile"]["BACKEND"]
    assert backend == "django.core.cache.backends.locmem.LocMemCache"


def test_a_redis_url_sets_the_cache_when_the_package_is_installed(
    read_settings: ReadSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    url = "redis://cache.example:6379/0"
    caches = read_settings(NEWSROOM_CACHE_URL=url)["CACHES"]
    for name in ("default", "volatile", "counters"):
        assert caches[name] == {
            "BACKEND": "newsroom.redis_cache.RedisCache",
            "LOCATION": url,
            "OPTIONS": {"fallback": f"local_{name}"},
        }
    local = {name: caches[f"local_{name}"]["BACKEND"].rpartition(".")[2] for name in LOCAL}
    assert local == LOCAL


LOCAL = {"default": "DatabaseCache", "volatile": "LocMemCache", "counters": "LocMemCache"}


def test_without_redis_processes_share_counters_in_the_database(
    read_settings: ReadSettings,
) -> None:
    shared = read_settings()["CACHES"]["default"]
    backend = "django.core.cache.backends.db.DatabaseCache"
    assert (shared["BACKEND"], shared["LOCATION"]) == (backend, "newsroom_cache")


def test_a_redis_url_without_the_package_stops_the_start(
    read_settings: ReadSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match="run uv sync --group redis"):
        read_settings(NEWSROOM_CACHE_URL="redis://cache.example:6379/0")
