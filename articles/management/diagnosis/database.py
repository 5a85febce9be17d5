"""Checks of the database."""

import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.database.installed import list_objects
from articles.database.objects import find_altered, find_missing
from articles.management.diagnosis.findings import FaultError, NotCheckedError
from articles.text.strings import collapse_whitespace

OLDEST_POSTGRESQL: Final = 15
# The most by which the clocks of two machines may differ: articles go live by both.
LARGEST_DIFFERENCE: Final = timedelta(seconds=2)
# File systems that share files between machines, on which SQLite's locks cannot be relied on.
NETWORK_FILE_SYSTEMS: Final = set(
    "9p afs ceph cifs fuse.ceph fuse.glusterfs fuse.s3fs fuse.sshfs gfs2 lustre ncpfs nfs nfs4 "
    "ocfs2 smb3 smbfs".split()
)
_NAMED: Final = 5  # how many names a sentence lists
_OWNER: Final = """
    SELECT current_user, rolsuper OR pg_has_role(current_user, relowner, 'USAGE')
    FROM pg_class, pg_roles
    WHERE pg_class.oid = 'articles_statuschange'::regclass AND rolname = current_user"""


def check_answers() -> str:
    """Ask the database something that needs no table."""
    began = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise FaultError(
            f"The database does not answer ({collapse_whitespace(str(error))}). Check that it runs "
            "and that NEWSROOM_DATABASE_URL names it."
        ) from error
    milliseconds = round((time.perf_counter() - began) * 1000)
    return f"{connection.display_name} answers after {milliseconds} ms."


def check_version() -> str:
    if connection.vendor == "sqlite":
        raise NotCheckedError("SQLite comes with Python, and Django checks its version.")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return require_version(int(cursor.fetchone()[0]) // 10_000)


def require_version(version: int) -> str:
    """Raise FaultError when PostgreSQL of this major version is too old."""
    if version < OLDEST_POSTGRESQL:
        raise FaultError(
            f"PostgreSQL is version {version}. Newsroom needs {OLDEST_POSTGRESQL} or later: "
            "upgrade the server."
        )
    return f"PostgreSQL is version {version}."


def check_file_system() -> str:
    """Check that SQLite's file is on a disk of this machine."""
    if connection.vendor != "sqlite":
        raise NotCheckedError("The files of PostgreSQL are its own affair.")
    file = Path(connection.settings_dict["NAME"])
    kind = find_file_system(file, Path("/proc/self/mounts").read_text(encoding="utf-8"))
    if kind in NETWORK_FILE_SYSTEMS:
        raise FaultError(
            f"{file} is on a network file system ({kind}), where SQLite can lose what it has "
            "written. Move the file to a disk of this machine, or use PostgreSQL."
        )
    return f"The file is on a disk of this machine ({kind})."


def find_file_system(file: Path, mounts: str) -> str:
    """Return the type of the file system that the file is on; ``mounts`` is /proc/self/mounts."""
    kinds = {_unescape(line.split()[1]): line.split()[2] for line in mounts.splitlines()}
    resolved = file.resolve()
    folders = [resolved, *resolved.parents]
    return next((kinds[str(each)] for each in folders if str(each) in kinds), "unknown")


def _unescape(path: str) -> str:
    r"""Return the path of a mount, in which a space is written ``\040``."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), path)


def check_role() -> str:
    """Check that PostgreSQL keeps the site from altering its tables."""
    if connection.vendor == "sqlite":
        raise NotCheckedError("SQLite has no roles: who can write to the file can alter all of it.")
    with connection.cursor() as cursor:
        cursor.execute(_OWNER)
        role, may_alter = cursor.fetchone()
    if may_alter:
        raise FaultError(
            f"The site signs in to PostgreSQL as {role}, which can alter the tables and switch off "
            "the triggers of the audit log. Give it a role of its own, as “Two roles in "
            "PostgreSQL” in newsroom/docs/operating.md describes."
        )
    return f"The site signs in as {role}, which cannot alter the tables."


def check_migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = _list_some([str(migration) for migration, _is_backwards in plan])
        raise FaultError(
            f"The tables do not fit the code: {names} not applied yet. Run manage.py migrate."
        )
    return "All migrations are applied."


def check_objects() -> str:
    """Check the triggers, functions and indexes that Newsroom made itself."""
    missing = find_missing(connection, list_objects(connection.vendor))
    altered = find_altered(connection, AUDIT_TRIGGERS[connection.vendor])
    names = sorted({each.name for each in [*missing, *altered]})
    if names:
        raise FaultError(
            f"Missing or altered in the database: {_list_some(names)}. Run manage.py "
            "repair_database as the owner of the tables, and then manage.py verify_record."
        )
    return "All triggers, functions and indexes are there."


def _list_some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def check_clock() -> str:
    """Compare the clock of this machine with that of the database."""
    if connection.vendor == "sqlite":
        raise NotCheckedError("SQLite goes by the clock of this machine.")
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    ours = before + (timezone.now() - before) / 2
    difference = abs(ours - theirs)
    if difference > LARGEST_DIFFERENCE:
        raise FaultError(
            f"The clocks of this machine and of the database differ by "
            f"{difference.total_seconds():.0f} seconds. Let both take the time from the network "
            "(timedatectl set-ntp true)."
        )
    return "The clock agrees with that of the database."
