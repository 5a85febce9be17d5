"""The file of an SQLite database: no connection makes it, and nobody but its owner reads it."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from articles.database import sqlite_file


def connect(file: Path | str) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(str(file), factory=sqlite_file.ExistingFile))


def get_mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_connection_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(sqlite_file.MissingDatabaseError) as missing:
        connect(tmp_path / "new.sqlite3")
    assert str(missing.value) == (
        f"The database {tmp_path}/new.sqlite3 does not exist. Check NEWSROOM_DATABASE_URL and the "
        "working folder, or create it with manage.py migrate."
    )
    assert list(tmp_path.iterdir()) == []


def test_all_files_of_a_database_are_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite3"
    sqlite_file.create(str(file))
    with connect(file) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (x)")
        modes = {each.name: get_mode(each) for each in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["new.sqlite3", "new.sqlite3-wal", "new.sqlite3-shm"], 0o600)


def test_rights_of_others_are_taken_at_the_next_connection(tmp_path: Path) -> None:
    files = [tmp_path / f"old.sqlite3{suffix}" for suffix in ("", "-wal", "-shm")]
    for file in files:
        file.touch(0o644)
    with connect(files[0]):
        assert [get_mode(file) for file in files] == [0o600] * 3


def test_creating_keeps_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    file.write_bytes(b"kept")
    sqlite_file.create(str(file))
    assert file.read_bytes() == b"kept"


@pytest.mark.parametrize("name", [":memory:", "file:memorydb_default?mode=memory&cache=shared"])
def test_a_database_in_memory_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    sqlite_file.create(name)
    opened = sqlite3.connect(name, factory=sqlite_file.ExistingFile, uri=True)
    opened.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_database_that_is_there_needs_no_file() -> None:
    name = str(connection.settings_dict["NAME"])
    before = Path(name).exists()
    sqlite_file.create_for(connection)
    assert Path(name).exists() == before
