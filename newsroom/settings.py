"""Django settings of Newsroom, read from NEWSROOM_* variables; docs/operating.md has the table."""

import re
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from newsroom.environment import (
    CHECKS,
    build_memory_cache,
    build_redis_cache,
    parse_cache_url,
    parse_checks,
    parse_contacts,
    parse_database_url,
    parse_hosts,
    parse_interface_language,
    parse_issuer,
    parse_languages,
    parse_mail_url,
    parse_mailbox,
    parse_media_url,
    parse_origins,
    parse_page_url,
    parse_pairs,
    parse_site_url,
    parse_switch,
    parse_time,
    parse_time_zone,
    read_number,
    read_or_create_secret,
    read_setting,
    refuse_unknown_variables,
    split_list,
)
from newsroom.logs import build_logging
from newsroom.sentry import report_errors
from newsroom.signing_in.settings import *  # noqa: F403 # Django looks for them here
from newsroom.signing_in.settings import (
    DATABASE_CACHE,
    SIGNING_IN_APPS,
    SIGNING_IN_MIDDLEWARE,
    build_providers,
)

django_stubs_ext.monkeypatch()

BASE_DIR: Final = Path(__file__).resolve().parent.parent
WORKING_FOLDER: Final = Path.cwd()

# Mode, hosts and cookies.

DEBUG = read_setting("NEWSROOM_DEBUG", "off", parse_switch, "on or off")

ALLOWED_HOSTS = read_setting(
    "NEWSROOM_HOSTS",
    "localhost,127.0.0.1,[::1]",
    parse_hosts,
    "host names without scheme and port, with commas between them",
)
CSRF_TRUSTED_ORIGINS = read_setting(
    "NEWSROOM_TRUSTED_ORIGINS",
    "",
    parse_origins,
    "addresses such as https://press.example.org, with commas between them and no slash at the end",
)
BEHIND_PROXY: Final = read_setting("NEWSROOM_BEHIND_PROXY", "off", parse_switch, "on or off")
SECURE_COOKIES: Final = read_setting(
    "NEWSROOM_SECURE_COOKIES", "off" if DEBUG else "on", parse_switch, "on or off"
)

# Database, secret key and static files.

POOL_SIZE: Final = read_number("NEWSROOM_POOL_SIZE", "8", "connections", most=500)
DATABASES = {
    "default": read_setting(
        "NEWSROOM_DATABASE_URL",
        f"sqlite:///{quote(str(WORKING_FOLDER / 'newsroom.sqlite3'))}",
        partial(parse_database_url, pool_size=POOL_SIZE),
        "sqlite:////path/to/file or postgresql://user:password@host:5432/name",
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def get_database_folder() -> Path:
    """Return the folder of the SQLite file, the working folder for PostgreSQL."""
    name = Path(DATABASES["default"]["NAME"])
    return name.parent if name.is_absolute() else WORKING_FOLDER


SECRET_KEY_FILE: Final = get_database_folder() / "secret-key"
try:
    SECRET_KEY = read_setting("NEWSROOM_SECRET_KEY", "", str, "a key") or read_or_create_secret(
        SECRET_KEY_FILE
    )
except OSError as error:
    raise ImproperlyConfigured(
        f"NEWSROOM_SECRET_KEY is not set, and no key can be kept: {error}."
    ) from error


def guess_media_folder() -> Path:
    """Return the folder of the files: beside the SQLite file, with the beginning of its name."""
    name = Path(DATABASES["default"]["NAME"])
    return get_database_folder() / f"{name.stem if name.is_absolute() else 'newsroom'}-files"


STATIC_URL = "/static/"
STATIC_ROOT = read_setting(
    "NEWSROOM_STATIC_ROOT", str(WORKING_FOLDER / ".newsroom" / "static"), Path, "a folder"
)
STORAGES = {
    # Originals, uploads and other files that the tables refer to.
    "default": read_setting(
        "NEWSROOM_MEDIA_URL",
        guess_media_folder().as_uri(),
        parse_media_url,
        "file:///path/to/folder",
    ),
    "staticfiles": {"BACKEND": "newsroom.storage.StaticFilesStorage"},
}

# Files are served from their source folders, too, by their plain names: a page may name one that
# collectstatic has not seen.
WHITENOISE_USE_FINDERS = True
# Old hashed names stay, for pages that caches have kept; plain copies would only be a second one.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}
# Source maps are large, and only developer tools request them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# The caches.

NEWSROOM_PAGE_CACHE = read_setting("NEWSROOM_PAGE_CACHE", "on", parse_switch, "on or off")
# How long a withdrawn article may still be seen through a proxy that caches.
NEWSROOM_PROXY_SECONDS = read_number("NEWSROOM_PROXY_SECONDS", "10", "seconds", most=3_600)
REDIS: Final = read_setting(
    "NEWSROOM_CACHE_URL",
    "",
    parse_cache_url,
    "redis://host:6379/0, or nothing for its own memory",
)
LOCAL_CACHES: Final = {
    # What all processes have to share, such as the counters of attempts to sign in.
    "default": DATABASE_CACHE,
    # What may be lost, such as pages.
    "volatile": build_memory_cache("pages", entries=2_000),
    # How often each address has asked.
    "counters": build_memory_cache("counters", entries=2_000),
}
CACHES = LOCAL_CACHES | {
    # Parts of pages, of about 2 kB each, in the memory of each process. While debugging, a template
    # may have changed.
    "template_fragments": {
        "BACKEND": f"django.core.cache.backends.{'dummy.Dummy' if DEBUG else 'locmem.LocMem'}Cache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}

if REDIS:  # the local ones are used while it does not answer
    for name, local in LOCAL_CACHES.items():
        CACHES[f"local_{name}"] = local
        CACHES[name] = build_redis_cache(REDIS, fallback=f"local_{name}")
    # Redis alone, for doctor.
    CACHES["redis"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }

# Django's building blocks.

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
INSTALLED_APPS = [
    "csp",
    "django_filters",
    "django_prose_editor",
    "django_tasks_db",
    "taggit",
    "articles",
    "newsroom.apps.NewsroomConfig",
    *SIGNING_IN_APPS,
    "newsroom.desk.DeskConfig",  # django.contrib.admin with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # finds our widgets in templates/
MIDDLEWARE = [
    "newsroom.request_log.RequestLog",  # first, so that it sees all that is answered, and how long
    "newsroom.security_headers.SecurityHeaders",  # next, so that no response leaves without them
    "newsroom.postgresql.waiting.LimitWaiting",  # next, so that it holds for all that follow
    "articles.site.health.LocalHealth",  # before hosts and schemes are checked
    "articles.site.caching.PageCache",  # next, so that cached responses need no other middleware
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "newsroom.rate_limits.RateLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.admin.body_limit.BodyLimit",  # needs the user
    "django.contrib.messages.middleware.MessageMiddleware",
    *SIGNING_IN_MIDDLEWARE,
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.bad_values.BadValues",
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

# Tasks for the worker: rows of the database, in the queues of articles/models/task.py.

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Language and time.

LANGUAGE_CODE = read_setting("NEWSROOM_LANGUAGE", "en", parse_interface_language, "en or tr")
LANGUAGES = [("en", _("English")), ("tr", _("Turkish"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
LOCALE_PATHS = [
    BASE_DIR / "articles" / "locale",
    BASE_DIR / "newsroom" / "translations" / "locale",  # better Turkish for Django's own messages
]
TIME_ZONE = read_setting(
    "NEWSROOM_TIME_ZONE", "UTC", parse_time_zone, "a zone's name such as Europe/Istanbul"
)
USE_TZ = True
FORMAT_MODULE_PATH = "newsroom.formats"

# Newsroom's own.

NEWSROOM_SITE_NAME = read_setting("NEWSROOM_SITE_NAME", "Newsroom", str, "a name")
NEWSROOM_ARTICLE_LANGUAGES = read_setting(
    "NEWSROOM_ARTICLE_LANGUAGES",
    "en,tr,az,de,fr,hy,ru",
    parse_languages,
    "language tags with commas between them, such as en,tr,hy",
)

# Where backups are.
NEWSROOM_BACKUP_FOLDER = read_setting("NEWSROOM_BACKUP_FOLDER", "", str, "a folder")

# Off for a copy of the site that search engines must not index.
NEWSROOM_INDEXING = read_setting("NEWSROOM_INDEXING", "on", parse_switch, "on or off")

NEWSROOM_FOUR_EYES = read_setting("NEWSROOM_FOUR_EYES", "on", parse_switch, "on or off")
NEWSROOM_ONE_SIGNATURE = read_setting("NEWSROOM_ONE_SIGNATURE", "on", parse_switch, "on or off")

# The largest file that can be uploaded for import; a larger one is discarded while it arrives.
NEWSROOM_UPLOAD_LIMIT = read_number("NEWSROOM_UPLOAD_LIMIT", "200", "megabytes", most=10_000)
FILE_UPLOAD_HANDLERS = [
    "articles.admin.upload_handlers.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

NEWSROOM_TRUSTED_PROXIES = read_number(
    "NEWSROOM_TRUSTED_PROXIES", "1" if BEHIND_PROXY else "0", "proxies", least=0, most=20
)
# The number of requests in a minute that one address may make.
NEWSROOM_RATE_LIMITS = read_setting("NEWSROOM_RATE_LIMITS", "on", parse_switch, "on or off")
NEWSROOM_SEARCH_RATE = read_number("NEWSROOM_SEARCH_RATE", "60", "searches", most=1_000_000)
NEWSROOM_API_RATE = read_number("NEWSROOM_API_RATE", "120", "requests", most=1_000_000)

# What reading one record of an import or a feed may take.
NEWSROOM_READING_SECONDS = read_number("NEWSROOM_READING_SECONDS", "60", "seconds", most=3_600)
NEWSROOM_READING_MEMORY = read_number(
    "NEWSROOM_READING_MEMORY", "2048", "megabytes", most=1_000_000
)

NEWSROOM_PRIVATE_FEEDS = read_setting("NEWSROOM_PRIVATE_FEEDS", "off", parse_switch, "on or off")

NEWSROOM_CHECKS = read_setting(
    "NEWSROOM_CHECKS",
    "",
    parse_checks,
    "checks with their levels and commas between them, such as tags=required,standfirst=off; the "
    f"checks are {', '.join(CHECKS)}, the levels off, recommended and required",
)


def guess_site_url() -> str:
    """Return the https:// URL of the first allowed host with a public name, else the demo's URL."""
    names = [host for host in ALLOWED_HOSTS if re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]+", host)]
    return f"https://{names[0]}" if names else "http://127.0.0.1:8000"


# Mail to users: Django 6.1 reads MAILERS; on 5.2 our own mail code does.

NEWSROOM_SITE_ADDRESS = read_setting(
    "NEWSROOM_SITE_ADDRESS",
    guess_site_url(),
    parse_site_url,
    "an address such as https://press.example.org, with no slash at the end",
)
MAILERS = {
    "default": read_setting(
        "NEWSROOM_MAIL_URL",
        "",
        parse_mail_url,
        "smtp://user:password@host:587 or smtps://user:password@host:465",
    ),
}
NEWSROOM_DIGEST_TIME = read_setting(
    "NEWSROOM_DIGEST_TIME", "07:00", parse_time, "a time of the day such as 07:00"
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read_setting(
    "NEWSROOM_MAIL_FROM",
    "newsroom@localhost",
    parse_mailbox,
    "an address such as desk@example.org or Desk <desk@example.org>",
)

# Signing in; newsroom/signing_in/settings.py has what is the same everywhere.

NEWSROOM_SECOND_FACTOR_ROLES = read_setting(
    "NEWSROOM_SECOND_FACTOR_ROLES",
    "",
    split_list,
    "roles with commas between them, such as Publishers,Editors",
)
# Minutes; 0 is no limit. A session ends after two weeks in any case.
NEWSROOM_IDLE_LIMIT = read_number("NEWSROOM_IDLE_LIMIT", "0", "minutes", least=0, most=20_160)
NEWSROOM_OIDC_ISSUER = read_setting(
    "NEWSROOM_OIDC_ISSUER", "", parse_issuer, "an address such as https://login.example.org/realm"
)
NEWSROOM_OIDC_GROUP_CLAIM = read_setting("NEWSROOM_OIDC_GROUP_CLAIM", "groups", str, "a name")
NEWSROOM_OIDC_ROLES = read_setting(
    "NEWSROOM_OIDC_ROLES",
    "",
    parse_pairs,
    "values of the claim with their roles and commas between them, such as press-desk=Editors",
)
SOCIALACCOUNT_PROVIDERS = build_providers(
    issuer=NEWSROOM_OIDC_ISSUER,
    client_id=read_setting("NEWSROOM_OIDC_CLIENT_ID", "", str, "a text"),
    secret=read_setting("NEWSROOM_OIDC_CLIENT_SECRET", "", str, "a text"),
    name=read_setting("NEWSROOM_OIDC_NAME", "OpenID", str, "a name"),
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
    )
]
# Where browsers report what the policy below has blocked.
NEWSROOM_CSP_REPORTS = read_setting(
    "NEWSROOM_CSP_REPORTS",
    "",
    parse_page_url,
    "an address such as https://reports.example.org/csp",
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],  # a nonce for the editor's import map, on its pages only
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "report-uri": NEWSROOM_CSP_REPORTS or None,
        "report-to": "csp" if NEWSROOM_CSP_REPORTS else None,
    },
}
# How to report a vulnerability, for security.txt (RFC 9116).
NEWSROOM_SECURITY_CONTACT = read_setting(
    "NEWSROOM_SECURITY_CONTACT",
    "",
    parse_contacts,
    "mailto: and https: addresses with commas between them, such as mailto:security@example.org",
)
NEWSROOM_SECURITY_POLICY = read_setting(
    "NEWSROOM_SECURITY_POLICY",
    "",
    parse_page_url,
    "an address such as https://press.example.org/security",
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
# Browsers take a cookie of this name over HTTPS only, from this host only and for all its paths.
HOST_PREFIX: Final = "__Host-" if SECURE_COOKIES else ""
SESSION_COOKIE_NAME = f"{HOST_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{HOST_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{HOST_PREFIX}django_language"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "models.W040",  # SQLite ignores Index(include=…); the indexes are useful without it
    "mail.E001",  # Django 6.1 wants a mail server; without one, notifications are only listed
    "security.W005",  # HSTS for subdomains: they may be other people's sites
    "security.W021",  # HSTS preloading: for the same reason
]

# The log and reports of errors.

LOGGING = read_setting("NEWSROOM_LOG_FORMAT", "text", build_logging, "text or json")
report_errors(read_setting("NEWSROOM_SENTRY_DSN", "", str, "a DSN"))

refuse_unknown_variables()
