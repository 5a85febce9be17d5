"""What Newsroom runs with, read from NEWSROOM_* variables; README.md has the table."""

import contextlib
import importlib.util
import os
import re
import tempfile
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from environ import Env
from whitenoise.compress import Compressor

django_stubs_ext.monkeypatch()

T = TypeVar("T")

BASE_DIR: Final = Path(__file__).resolve().parent.parent
WORKING_FOLDER: Final = Path.cwd()

HOST: Final = re.compile(r"\*|\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]")
MAILBOX: Final = re.compile(r"[^@<>\s]+@[^@<>\s]+|[^@<>]+<[^@<>\s]+@[^@<>\s]+>")
ORIGIN: Final = re.compile(r"https?://(\*\.)?([\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\])(:\d+)?")


# Reading the environment: each cast raises ValueError or KeyError for what it does not take.


def setting(name: str, default: str, cast: Callable[[str], T], takes: str) -> T:
    """Return the variable's value; stop the start where it is wrong, saying how to mend it."""
    got = os.environ.get(name, "").strip() or default
    try:
        return cast(got)
    except (ValueError, KeyError):
        shown = re.sub(r"(://[^:]*:).*@", r"\1…@", got)
        # From nothing: the cause would show a password that the message does not.
        raise ImproperlyConfigured(f"{name} is {shown!r}, but it takes {takes}.") from None


def switch(value: str) -> bool:
    return {"on": True, "off": False}[value.lower()]


def words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def hosts(value: str) -> list[str]:
    found = words(value)
    if not found or not all(HOST.fullmatch(host) for host in found):
        raise ValueError(value)
    return found


def origins(value: str) -> list[str]:
    found = words(value)
    if not all(ORIGIN.fullmatch(origin) for origin in found):
        raise ValueError(value)
    return found


def site_address(value: str) -> str:
    if "*" in value or not ORIGIN.fullmatch(value):
        raise ValueError(value)
    return value


def mailbox(value: str) -> str:
    if not MAILBOX.fullmatch(value) or not value.isprintable():
        raise ValueError(value)
    return value


def mail_server(value: str) -> dict[str, Any]:
    """Read an smtp:// or smtps:// address into Django's form; "" is no server, which takes all."""
    if not value:
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    scheme = value.partition("://")[0]
    default_port = {"smtp": 25, "smtps": 465}[scheme]
    address = dict(Env.email_url_config(value))
    if not address["EMAIL_HOST"]:
        raise ValueError(value)
    port = address["EMAIL_PORT"] or default_port
    options = {
        "host": address["EMAIL_HOST"],
        "port": port,
        "username": address["EMAIL_HOST_USER"] or "",
        "password": address["EMAIL_HOST_PASSWORD"] or "",
        "use_ssl": port == 465,
        "use_tls": port != 465 and (scheme == "smtps" or port == 587),
        "timeout": 10,  # an editor's page may wait for it
    }
    return {"BACKEND": address["EMAIL_BACKEND"], "OPTIONS": options}


def languages(value: str) -> list[str]:
    found = words(value)
    if not found or not all(tag in LANG_INFO for tag in found):
        raise ValueError(value)
    return found


def interface_language(value: str) -> str:
    return {"en": "en", "tr": "tr"}[value]


def time_zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError(value)
    return value


def checks(value: str) -> dict[str, str]:
    """Return the level of every check: what is told of some, of the others the usual one."""
    pairs = [pair.split("=") for pair in words(value)]
    told = {name.strip(): level.strip() for name, level in pairs}
    if len(told) < len(pairs) or told.keys() - CHECKS.keys() or set(told.values()) - LEVELS:
        raise ValueError(value)
    return CHECKS | told


def count(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError(value)
    return number


def database(value: str) -> dict[str, Any]:
    """Read a sqlite:// or postgresql:// address into Django's form."""
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError(value)
    address = dict(Env.db_url_config(value))
    given = address.get("OPTIONS", {})
    if address["ENGINE"] == "django.db.backends.sqlite3":
        file = WORKING_FOLDER / address["NAME"]
        if address["NAME"] == ":memory:" or file.is_dir():
            raise ValueError(value)
        return address | {"NAME": str(file), "OPTIONS": SQLITE | given}
    if not address["NAME"]:
        raise ValueError(value)
    # The pool keeps connections open; Django then must not.
    pool = {"min_size": 1, "max_size": POOL_SIZE, "timeout": 10}
    # A pooler in between, of which this option speaks, may refuse what is asked of a connection.
    ours = POSTGRESQL if given.get("server_side_binding") == "off" else POSTGRESQL | PLANNED
    return address | {"CONN_MAX_AGE": 0, "OPTIONS": ours | given | {"pool": pool}}


def page_cache(value: str) -> dict[str, Any]:
    """Read a redis:// or rediss:// address into Django's form; "" is each process's own memory."""
    if not value:
        memory = "django.core.cache.backends.locmem.LocMemCache"
        return {"BACKEND": memory, "OPTIONS": {"MAX_ENTRIES": 2_000}}
    if not value.startswith(("redis://", "rediss://")):
        raise ValueError(value)
    if importlib.util.find_spec("redis") is None:
        raise ImproperlyConfigured(
            "NEWSROOM_CACHE_URL names a Redis server, but the package for it is not installed: "
            "run uv sync --group redis."
        )
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}


def kept_secret(path: Path) -> str:
    """Return the key kept in the file; make it first, whole or not at all, where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-") as new:
            new.write(get_random_secret_key())
            new.flush()
            with contextlib.suppress(FileExistsError):  # of another process: its key is the key
                os.link(new.name, path)
    return path.read_text(encoding="ascii")


# How it runs.

DEBUG = setting("NEWSROOM_DEBUG", "off", switch, "on or off")

ALLOWED_HOSTS = setting(
    "NEWSROOM_HOSTS",
    "localhost,127.0.0.1,[::1]",
    hosts,
    "host names without scheme and port, with commas between them",
)
CSRF_TRUSTED_ORIGINS = setting(
    "NEWSROOM_TRUSTED_ORIGINS",
    "",
    origins,
    "addresses such as https://press.example.org, with commas between them and no slash at the end",
)
BEHIND_PROXY: Final = setting("NEWSROOM_BEHIND_PROXY", "off", switch, "on or off")
SECURE_COOKIES: Final = setting(
    "NEWSROOM_SECURE_COOKIES", "off" if DEBUG else "on", switch, "on or off"
)

# Where it keeps things.

POOL_SIZE: Final = setting("NEWSROOM_POOL_SIZE", "8", count, "a number of connections")
SQLITE: Final[dict[str, Any]] = {
    # Writers wait for one another instead of failing; readers never wait.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# What is asked again and again is planned once for each connection.
POSTGRESQL: Final[dict[str, Any]] = {"server_side_binding": True, "prepare_threshold": 2}
# With others at work a request would be done a little sooner, and take twice as much of them all;
# and an index is no dearer than the whole of a table where neither is on a disk with heads.
PLANNED: Final = {"options": "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"}
DATABASES = {
    "default": setting(
        "NEWSROOM_DATABASE_URL",
        f"sqlite:///{quote(str(WORKING_FOLDER / 'newsroom.sqlite3'))}",
        database,
        "sqlite:////path/to/file or postgresql://user:password@host:5432/name",
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def beside_database() -> Path:
    """Return the folder of the SQLite file; for a database elsewhere, the working folder."""
    name = Path(DATABASES["default"]["NAME"])
    return name.parent if name.is_absolute() else WORKING_FOLDER


try:
    SECRET_KEY = setting("NEWSROOM_SECRET_KEY", "", str, "a key") or kept_secret(
        beside_database() / "secret-key"
    )
except OSError as error:
    raise ImproperlyConfigured(
        f"NEWSROOM_SECRET_KEY is not set, and no key can be kept: {error}."
    ) from error

STATIC_URL = "/static/"
STATIC_ROOT = setting(
    "NEWSROOM_STATIC_ROOT", str(WORKING_FOLDER / ".newsroom" / "static"), Path, "a folder"
)
STORAGES = {
    "staticfiles": {"BACKEND": "newsroom.storage.StaticFilesStorage"},
}

# While debugging, and before collectstatic has run, files are served from where they are kept.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
# Pages name files by their hash alone: the plain names would be compressed for nobody.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are large, and only a developer's tools ask for them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# What it keeps of pages.

NEWSROOM_PAGE_CACHE = setting("NEWSROOM_PAGE_CACHE", "on", switch, "on or off")
CACHES = {
    "default": setting(
        "NEWSROOM_CACHE_URL", "", page_cache, "redis://host:6379/0, or nothing for its own memory"
    ),
}

# What it is made of.

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
INSTALLED_APPS = [
    "csp",
    "django_filters",
    "django_prose_editor",
    "taggit",
    "articles",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # readers have none
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets of our own have templates
MIDDLEWARE = [
    "articles.site.caching.PageCache",  # whose pages have passed through all the others
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "newsroom.policy.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Language and time.

LANGUAGE_CODE = setting("NEWSROOM_LANGUAGE", "en", interface_language, "en or tr")
LANGUAGES = [("en", _("English")), ("tr", _("Turkish"))]
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
TIME_ZONE = setting("NEWSROOM_TIME_ZONE", "UTC", time_zone, "a zone's name such as Europe/Istanbul")
USE_TZ = True
FORMAT_MODULE_PATH = "newsroom.formats"

# Newsroom's own.

NEWSROOM_SITE_NAME = setting("NEWSROOM_SITE_NAME", "Newsroom", str, "a name")
NEWSROOM_ARTICLE_LANGUAGES = setting(
    "NEWSROOM_ARTICLE_LANGUAGES",
    "en,tr,az,de,fr,hy,ru",
    languages,
    "language tags with commas between them, such as en,tr,hy",
)

# Off for a copy that search engines are not to find.
NEWSROOM_INDEXING = setting("NEWSROOM_INDEXING", "on", switch, "on or off")

NEWSROOM_FOUR_EYES = setting("NEWSROOM_FOUR_EYES", "on", switch, "on or off")

# The largest file that the desk takes to import; of larger ones nothing is kept.
NEWSROOM_UPLOAD_LIMIT = setting(
    "NEWSROOM_UPLOAD_LIMIT", "200", count, "a number of megabytes, such as 200"
)
FILE_UPLOAD_HANDLERS = [
    "articles.admin.upload_handlers.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

NEWSROOM_PRIVATE_FEEDS = setting("NEWSROOM_PRIVATE_FEEDS", "off", switch, "on or off")

# What a piece is looked over for before it is published, as articles/preflight.py does it.
LEVELS: Final = {"off", "recommended", "required"}
CHECKS: Final = {
    "source": "required",
    "source_date": "recommended",
    "tags": "recommended",
    "standfirst": "off",
    "headline_capitals": "recommended",
    "links": "recommended",
    "same_address": "recommended",
    "same_text": "recommended",
}
NEWSROOM_CHECKS = setting(
    "NEWSROOM_CHECKS",
    "",
    checks,
    "checks with their levels and commas between them, such as tags=required,standfirst=off; the "
    f"checks are {', '.join(CHECKS)}, the levels off, recommended and required",
)


def own_address() -> str:
    """Return the address at the first of the hosts that others can know; else the demo's."""
    known = [host for host in ALLOWED_HOSTS if re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]+", host)]
    return f"https://{known[0]}" if known else "http://127.0.0.1:8000"


# Mail to the people of the desk: Django 6.1 reads MAILERS, ours do on 5.2 too.

NEWSROOM_SITE_ADDRESS = setting(
    "NEWSROOM_SITE_ADDRESS",
    own_address(),
    site_address,
    "an address such as https://press.example.org, with no slash at the end",
)
MAILERS = {
    "default": setting(
        "NEWSROOM_MAIL_URL",
        "",
        mail_server,
        "smtp://user:password@host:587 or smtps://user:password@host:465",
    ),
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = setting(
    "NEWSROOM_MAIL_FROM",
    "newsroom@localhost",
    mailbox,
    "an address such as desk@example.org or Desk <desk@example.org>",
)

# Security.

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [
            SELF,
            NONCE,
        ],  # the editor's import map; a nonce only where it is in the page
        "img-src": [SELF, "data:"],  # the admin's select boxes draw their arrows with data:
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "models.W040",  # on SQLite the indexes of lists hold fewer columns, and are of use all the same
    "mail.E001",  # Django 6.1 wants a mail server; without one the desk has its list all the same
    "security.W005",  # other sites under the same domain are not ours to force to HTTPS
    "security.W021",  # nor to enter in browsers' preload lists
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
