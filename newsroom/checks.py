"""What ``manage.py check`` says about the installation, besides Django's own checks."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks

from articles.database import sqlite_file


def check_file_modes(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Name the files that others may read though they hold everything: Newsroom could not mend it.

    Each process takes the rights of others on files that are its own user's.
    """
    database = settings.DATABASES["default"]
    is_file = database["ENGINE"] == "django.db.backends.sqlite3"
    exposed = sqlite_file.list_exposed_files(str(database["NAME"])) if is_file else []
    secret: Path = settings.SECRET_KEY_FILE
    if sqlite_file.is_exposed(secret):
        exposed.append(secret)
    return [
        checks.Warning(
            f"Users of this machine other than the owner have rights on {file}.",
            hint=f"As its owner: chmod 600 {file}",
            id="newsroom.W001",
        )
        for file in exposed
    ]


def check_static_files(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Name the static files that collectstatic has not seen, or not as they are now.

    Before it has run for the first time, all files are served from their source folders.
    """
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    collected: Any = staticfiles_storage  # its type knows no manifest
    if not (manifest.exists() and hasattr(collected, "load_manifest")):
        return []
    collected_at, known = manifest.stat().st_mtime, collected.load_manifest()[0]
    return [
        checks.Warning(
            f"The static file {name} is new or was changed since collectstatic ran.",
            hint="Run manage.py collectstatic --no-input, and restart the server.",
            id="newsroom.W002",
        )
        for finder in finders.get_finders()
        for name, storage in finder.list([])
        if name not in known or Path(storage.path(name)).stat().st_mtime > collected_at
    ]
