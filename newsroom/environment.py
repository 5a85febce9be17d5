"""NEWSROOM_* variables as Python values; a value that is not valid is refused with what it takes.

Each cast raises ValueError or KeyError for a value that is not valid.
"""

import contextlib
import difflib
import importlib.util
import os
import re
import tempfile
import zoneinfo
from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import unquote, urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from environ import Env

from articles.database import sqlite_file

T = TypeVar("T")

HOST: Final = re.compile(r"\*|\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]")
MAILBOX: Final = re.compile(r"[^@<>\s]+@[^@<>\s]+|[^@<>]+<[^@<>\s]+@[^@<>\s]+>")
CONTACT: Final = re.compile(r"mailto:[^@<>\s]+@[^@<>\s]+|https://[^\s<>\"]+")
PAGE_URL: Final = re.compile(
    r"https?://([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d+)?(/[^\s<>\"',;\\]*)?", re.ASCII
)
PORT_0: Final = re.compile(r"^[a-z]+://([^/?#]*@)?[^/?#@]*:0+(?=[,/?#]|$)")
ORIGIN: Final = re.compile(r"https?://(\*\.)?([\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\])(:\d+)?")

# The checks of an article before publication, with their default levels; what each looks for is in
# articles/publishing/checks.py.
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

SQLITE: Final[dict[str, Any]] = {
    # Writers wait for one another instead of failing; readers never wait.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    "factory": sqlite_file.ExistingFile,  # SQLite would make an empty file where there is none
}
POSTGRESQL: Final[dict[str, Any]] = {
    # PostgreSQL plans a repeated statement once for each connection.
    "server_side_binding": True,
    "prepare_threshold": 2,
    # A server whose machine or network is gone is noticed after some ten seconds, not two hours.
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# Parallel workers answer one request a little sooner but take twice the CPU from all others; the
# default random_page_cost is that of disks with heads, on which indexes are slow.
PLANNER_OPTIONS: Final = {"options": "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"}


# The names of all settings, as far as they have been read.
_names: Final[set[str]] = set()


def read_setting(name: str, default: str, cast: Callable[[str], T], takes: str) -> T:
    """Return the value of the environment variable, converted by ``cast``.

    Raise ImproperlyConfigured with ``takes``, the description of valid values, when it is invalid.
    """
    _names.add(name)
    value = os.environ.get(name, "").strip() or default
    try:
        return cast(value)
    except (ValueError, KeyError):
        masked = re.sub(r"(://[^:]*:).*@", r"\1…@", value)
        # Not chained: the cause would print the password that is masked here.
        raise ImproperlyConfigured(f"{name} is {masked!r}, but it takes {takes}.") from None


def refuse_unknown_variables() -> None:
    """Raise ImproperlyConfigured for a NEWSROOM_ variable that no setting has read."""
    for name in sorted(os.environ):
        if name.startswith("NEWSROOM_") and name not in _names:
            nearest = difflib.get_close_matches(name, sorted(_names), n=1, cutoff=0)
            raise ImproperlyConfigured(
                f"{name} is not a setting of Newsroom: did you mean {nearest[0]}?"
            )


def refuse_port_0(url: str) -> None:
    """Raise ValueError for port 0, for which parsers of URLs silently take the default port."""
    if PORT_0.search(url):
        raise ValueError(url)


def parse_switch(value: str) -> bool:
    return {"on": True, "off": False}[value.lower()]


def split_list(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def parse_hosts(value: str) -> list[str]:
    hosts = split_list(value)
    if not hosts or not all(HOST.fullmatch(host) for host in hosts):
        raise ValueError(value)
    return hosts


def parse_origins(value: str) -> list[str]:
    origins = split_list(value)
    if not all(ORIGIN.fullmatch(origin) for origin in origins):
        raise ValueError(value)
    return origins


def parse_site_url(value: str) -> str:
    if "*" in value or not ORIGIN.fullmatch(value):
        raise ValueError(value)
    return value


def parse_page_url(value: str) -> str:
    """Return the URL of a page, or "" for none; it can stand in a header without quoting."""
    if value and not PAGE_URL.fullmatch(value):
        raise ValueError(value)
    return value


def parse_contacts(value: str) -> list[str]:
    contacts = split_list(value)
    if not all(CONTACT.fullmatch(contact) for contact in contacts):
        raise ValueError(value)
    return contacts


def parse_issuer(value: str) -> str:
    """Return the address of an OpenID provider: with TLS, or on this very machine."""
    is_local = value.startswith(("http://localhost:", "http://127.0.0.1:"))
    if value and not (value.startswith("https://") or is_local):
        raise ValueError(value)
    return value


def parse_pairs(value: str) -> dict[str, str]:
    """Return ``{"a": "b"}`` for "a=b"; the name before the last "=" may hold others."""
    pairs = [pair.rpartition("=")[::2] for pair in split_list(value)]
    if not all(name.strip() and text.strip() for name, text in pairs):
        raise ValueError(value)
    return {name.strip(): text.strip() for name, text in pairs}


def parse_mailbox(value: str) -> str:
    if not MAILBOX.fullmatch(value) or not value.isprintable():
        raise ValueError(value)
    return value


def parse_mail_url(value: str) -> dict[str, Any]:
    """Return Django's ``MAILERS`` entry for an smtp:// or smtps:// URL.

    For "" it is the dummy backend, which discards all mail.
    """
    if not value:
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    scheme = value.partition("://")[0]
    default_port = {"smtp": 25, "smtps": 465}[scheme]
    refuse_port_0(value)
    config = dict(Env.email_url_config(value))
    if not config["EMAIL_HOST"]:
        raise ValueError(value)
    port = config["EMAIL_PORT"] or default_port
    options = {
        "host": config["EMAIL_HOST"],
        "port": port,
        "username": config["EMAIL_HOST_USER"] or "",
        "password": config["EMAIL_HOST_PASSWORD"] or "",
        "use_ssl": port == 465,
        "use_tls": port != 465 and (scheme == "smtps" or port == 587),
        "timeout": 10,  # as long as one mail may keep the others waiting
    }
    return {"BACKEND": config["EMAIL_BACKEND"], "OPTIONS": options}


def parse_languages(value: str) -> list[str]:
    tags = split_list(value)
    if not tags or not all(tag in LANG_INFO for tag in tags):
        raise ValueError(value)
    return tags


def parse_interface_language(value: str) -> str:
    return {"en": "en", "tr": "tr"}[value]


def parse_time_zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError(value)
    return value


def parse_time(value: str) -> time:
    return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - the zone is a setting of its own


def parse_checks(value: str) -> dict[str, str]:
    """Return the level of every check: as ``value`` sets it, the default for the others."""
    pairs = [pair.split("=") for pair in split_list(value)]
    levels = {name.strip(): level.strip() for name, level in pairs}
    if len(levels) < len(pairs) or levels.keys() - CHECKS.keys() or set(levels.values()) - LEVELS:
        raise ValueError(value)
    return CHECKS | levels


def parse_number(value: str, *, least: int = 1, most: int) -> int:
    number = int(value)
    if not least <= number <= most:
        raise ValueError(value)
    return number


def read_number(name: str, default: str, of: str, *, least: int = 1, most: int) -> int:
    """Return the number of seconds, megabytes or whatever it is of, within these bounds."""
    cast = partial(parse_number, least=least, most=most)
    return read_setting(name, default, cast, f"a number of {of} from {least} to {most}")


def parse_database_url(value: str, *, pool_size: int) -> dict[str, Any]:
    """Return Django's ``DATABASES`` entry for a sqlite:// or postgresql:// URL.

    ``pool_size`` is how many connections a process holds to PostgreSQL at most.
    """
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError(value)
    refuse_port_0(value)
    config = dict(Env.db_url_config(value))
    options = config.get("OPTIONS", {})
    if config["ENGINE"] == "django.db.backends.sqlite3":
        file = Path.cwd() / config["NAME"]
        if config["NAME"] == ":memory:" or file.is_dir():
            raise ValueError(value)
        if not file.parent.is_dir():
            raise ImproperlyConfigured(
                f"NEWSROOM_DATABASE_URL names a file in {file.parent}, which is not a folder: "
                "check it, or create the folder first."
            )
        return config | {"NAME": str(file), "OPTIONS": SQLITE | options}
    if not config["NAME"]:
        raise ValueError(value)
    # The pool keeps connections open, so Django must not.
    pool = {"min_size": 1, "max_size": pool_size}
    # Without server-side binding there is a pooler in between, which may refuse startup options.
    has_pooler = options.get("server_side_binding") == "off"
    defaults = POSTGRESQL if has_pooler else POSTGRESQL | PLANNER_OPTIONS
    return config | {
        "ENGINE": "newsroom.postgresql",
        "CONN_MAX_AGE": 0,
        "OPTIONS": defaults | options | {"pool": pool},
    }


def parse_media_url(value: str) -> dict[str, Any]:
    """Return Django's ``STORAGES`` entry for a file:// URL of an absolute folder."""
    url = urlsplit(value)
    folder = Path(unquote(url.path))
    if url.scheme != "file" or url.netloc or not folder.is_absolute() or folder.is_file():
        raise ValueError(value)
    backend = "articles.models.file_storage.FileStorage"
    return {"BACKEND": backend, "OPTIONS": {"location": str(folder)}}


def parse_cache_url(value: str) -> str:
    """Return a redis:// or rediss:// URL, or "" for none."""
    if not value:
        return ""
    if not value.startswith(("redis://", "rediss://")):
        raise ValueError(value)
    refuse_port_0(value)
    if importlib.util.find_spec("redis") is None:
        raise ImproperlyConfigured(
            "NEWSROOM_CACHE_URL names a Redis server, but the package for it is not installed: "
            "run uv sync --group redis."
        )
    return value


def build_redis_cache(url: str, *, fallback: str) -> dict[str, Any]:
    """Return Django's ``CACHES`` entry; the cache ``fallback`` replaces it while Redis is away."""
    backend = "newsroom.redis_cache.RedisCache"
    return {"BACKEND": backend, "LOCATION": url, "OPTIONS": {"fallback": fallback}}


def build_memory_cache(name: str, *, entries: int) -> dict[str, Any]:
    """Return Django's ``CACHES`` entry for a cache in the memory of each process."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    return {"BACKEND": backend, "LOCATION": name, "OPTIONS": {"MAX_ENTRIES": entries}}


def read_or_create_secret(path: Path) -> str:
    """Return the secret key in the file, which is created atomically when it does not exist.

    Nobody but its owner may read it, also where somebody copied it with other rights.
    """
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-") as new:
            new.write(get_random_secret_key())
            new.flush()
            with contextlib.suppress(FileExistsError):  # another process was first: its key counts
                os.link(new.name, path)
    if sqlite_file.is_exposed(path):
        with contextlib.suppress(PermissionError):
            path.chmod(sqlite_file.OWNER_ONLY)
    return path.read_text(encoding="ascii")
