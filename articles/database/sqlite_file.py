"""The file of an SQLite database, which only ``create`` makes and only its owner reads."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

OWNER_ONLY: Final = 0o600
_OTHERS: Final = 0o077
# SQLite keeps these beside the file while it works.
_SUFFIXES: Final = ("", "-wal", "-shm", "-journal")


class MissingDatabaseError(sqlite3.OperationalError):
    """There is no file at the path of the database; SQLite alone would create an empty one."""


class ExistingFile(sqlite3.Connection):
    """A connection to a file that exists: the ``factory`` option of Django's connections."""

    def __init__(self, database: str, *args: Any, **kwargs: Any) -> None:
        if not is_in_memory(database):
            if not Path(database).exists():
                raise MissingDatabaseError(
                    f"The database {database} does not exist. Check NEWSROOM_DATABASE_URL and the "
                    "working folder, or create it with manage.py migrate."
                )
            restrict(database)
        super().__init__(database, *args, **kwargs)


def is_in_memory(database: str) -> bool:
    """Tell whether this is no file, as in tests of Django's own runner."""
    return database == ":memory:" or "mode=memory" in database


def create_for(connection: BaseDatabaseWrapper) -> None:
    """Create the file of the connection's database if that is one and there is none."""
    if connection.vendor == "sqlite":
        create(str(connection.settings_dict["NAME"]))


def create(database: str) -> None:
    """Create an empty file for the database, readable by its owner only, if there is none."""
    if not is_in_memory(database):
        with suppress(FileExistsError):
            os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))


def restrict(database: str) -> None:
    """Take the rights of everybody but the owner on the files, if they are ours."""
    for file in list_exposed_files(database):
        with suppress(FileNotFoundError, PermissionError):
            file.chmod(OWNER_ONLY)


def list_exposed_files(database: str) -> list[Path]:
    """Return the files of the database on which others have rights."""
    return [file for suffix in _SUFFIXES if is_exposed(file := Path(f"{database}{suffix}"))]


def is_exposed(file: Path) -> bool:
    """Tell whether anybody but the owner has rights on the file."""
    try:
        return bool(file.stat().st_mode & _OTHERS)
    except FileNotFoundError:
        return False
