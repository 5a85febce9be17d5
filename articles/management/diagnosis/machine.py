"""Checks of the machine: the user, files, folders and disks."""

import json
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.db import connection

from articles.database import sqlite_file
from articles.management.diagnosis.findings import FaultError, NotCheckedError

MEGABYTE: Final = 10**6
HOUR: Final = 3_600
OLDEST_BACKUP: Final = 36  # hours: one is made each night, which may take some


def check_settings() -> str:
    """Run Django's own checks for a public site."""
    found = checks.run_checks(include_deployment_checks=True)
    if serious := [
        each for each in found if each.is_serious(checks.WARNING) and not each.is_silenced()
    ]:
        words = " ".join(str(each.msg).split(". ")[0].rstrip(".") + "." for each in serious)
        raise FaultError(f"{words} Run manage.py check --deploy, which says what to do.")
    return "Django’s checks for public sites find nothing."


def check_user() -> str:
    return require_ordinary_user(os.geteuid())


def require_ordinary_user(user: int) -> str:
    """Raise FaultError where the number of the user is that of root."""
    if user == 0:
        raise FaultError(
            "This runs as root. Run the site, the worker and all commands as a user of their own, "
            "who can write to their folders alone."
        )
    return "This does not run as root."


def check_permissions() -> str:
    exposed = list_exposed_files()
    if exposed:
        raise FaultError(
            f"Other users of this machine can open {_join(exposed)}. Run chmod 600 on each, as its "
            "owner."
        )
    if closed := [each for each in list_folders() if not os.access(each, os.W_OK | os.X_OK)]:
        raise FaultError(
            f"The user of the site cannot write to {_join(closed)}. It has to be a folder that "
            "belongs to that user."
        )
    return "Nobody else can open the files of the site, and it can write to its folders."


def list_exposed_files() -> list[Path]:
    """Return the files that hold everything and on which others have rights."""
    is_file = connection.vendor == "sqlite"
    files = sqlite_file.list_exposed_files(_get_database_file()) if is_file else []
    secret: Path = settings.SECRET_KEY_FILE
    return [*files, secret] if sqlite_file.is_exposed(secret) else files


def _get_database_file() -> str:
    return str(connection.settings_dict["NAME"])


def _join(paths: Iterable[Path]) -> str:
    return ", ".join(sorted(map(str, paths)))


def list_folders() -> set[Path]:
    """Return the folders that the site writes to; of one that is not there yet, the one above."""
    files: dict[str, str] = settings.STORAGES["default"].get("OPTIONS", {})
    names = [files.get("location", ""), settings.NEWSROOM_BACKUP_FOLDER]
    if connection.vendor == "sqlite":
        names.append(str(Path(_get_database_file()).parent))
    folders = [Path(name) for name in names if name]
    return {next(each for each in (path, *path.parents) if each.exists()) for path in folders}


def check_disk(*, least: int) -> str:
    """Check that so many megabytes are free on the disk of each folder."""
    free = {folder: shutil.disk_usage(folder).free for folder in list_folders() | {Path.cwd()}}
    if full := [folder for folder, size in free.items() if size < least * MEGABYTE]:
        raise FaultError(
            f"Less than {least} MB are free on the disk of {_join(full)}. Delete what is not "
            "needed, or give it more room: when it is full, nothing can be saved."
        )
    return f"{min(free.values()) // MEGABYTE} MB are free."


def check_static_files() -> str:
    """Check that collectstatic has run for the files that the code has now."""
    root = Path(settings.STATIC_ROOT)
    manifest = root / "staticfiles.json"
    if not manifest.exists():
        raise FaultError(f"There is no {manifest}. Run manage.py collectstatic.")
    paths = json.loads(manifest.read_text(encoding="utf-8"))["paths"]
    missing = [
        name
        for name in list_static_names()
        if name not in paths or not (root / paths[name]).exists()
    ]
    if missing:
        raise FaultError(
            f"{len(missing)} static files are missing in {root}, such as {missing[0]}. Run "
            "manage.py collectstatic, and restart the site."
        )
    return f"{len(paths)} static files are collected."


def list_static_names() -> list[str]:
    found = {name for finder in get_finders() for name, _storage in finder.list([])}
    return sorted(found)


def check_backups() -> str:
    if not settings.NEWSROOM_BACKUP_FOLDER:
        raise NotCheckedError("NEWSROOM_BACKUP_FOLDER does not say where your backups are.")
    folder = Path(settings.NEWSROOM_BACKUP_FOLDER)
    try:
        ages = [time.time() - file.stat().st_mtime for file in folder.iterdir() if file.is_file()]
    except OSError as error:
        raise FaultError(
            f"The folder of backups cannot be read ({error}). Correct NEWSROOM_BACKUP_FOLDER, or "
            "let the folder belong to the user of the site."
        ) from error
    if not ages or min(ages) > OLDEST_BACKUP * HOUR:
        age = f"is {min(ages) / HOUR:.0f} hours old" if ages else "does not exist"
        raise FaultError(
            f"The newest backup in {folder} {age}. Make one now, and look why none was made last "
            "night (journalctl -u newsroom-backup)."
        )
    return f"The newest backup is {min(ages) / HOUR:.0f} hours old."
