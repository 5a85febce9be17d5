"""What ``manage.py check`` says about the installation, besides Django's own checks."""

from pathlib import Path
from typing import Any

from django.conf import settings
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
