"""A system check of the folder that the files are in."""

import os
import stat
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name
from django.core.files.storage import default_storage

from articles.models.file_storage import FileStorage


def check_folder(**_kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with the folder; a storage that is none is not looked at."""
    if not isinstance(default_storage, FileStorage):
        return []
    folder = Path(default_storage.location)
    if not folder.is_dir():
        hint = f"Make it for the system user of Newsroom alone: install -d -m 700 {folder}"
        return [
            Warning(f"{folder}, the folder of the files, is missing.", hint, id="articles.W001")
        ]
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        hint = f"Give it to the system user of Newsroom: chown -R USER {folder}"
        return [Error(f"Newsroom cannot write in {folder}.", hint, id="articles.E002")]
    if stat.S_IMODE(folder.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        hint = f"Close it to all but its owner: chmod 700 {folder}"
        message = f"Other system users can look into {folder}, the folder of the files."
        return [Warning(message, hint, id="articles.W002")]
    return []
