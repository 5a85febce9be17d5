"""A backup that is whole, but whose rows the database refuses, leaves nothing behind."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.backup import archive, restoring
from articles.backup.problems import BackupError
from articles.backup.restoring import restore_backup
from articles.models import Article
from tests.articles.backup.test_broken import USERS, Entries, get_table, rewrite, whole
from tests.backups import use_database
from tests.desks import Desk
from tests.storages import use_storage

__all__ = ["whole"]  # a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(target: Desk, tmp_path: Path) -> Iterator[Path]:
    """Use an empty database and an empty folder of files, which is returned."""
    folder = tmp_path / "restored files"
    with use_database(target.database_url), use_storage(folder):
        yield folder


def replace_lines(
    entries: Entries, manifest: dict[str, Any], lines: list[bytes], *, of: str = "auth_user"
) -> None:
    content = b"".join(lines)
    entries[f"tables/{of}.jsonl"] = content
    sha256 = hashlib.sha256(content).hexdigest()
    get_table(manifest, of).update(count=len(lines), size=len(content), sha256=sha256)


def empty_the_name(entries: Entries, manifest: dict[str, Any]) -> None:
    row = json.loads(entries[USERS])
    row[get_table(manifest, "auth_user")["columns"].index("username")] = None
    replace_lines(entries, manifest, [json.dumps(row).encode() + b"\n"])


def drop_article(entries: Entries, manifest: dict[str, Any]) -> None:
    replace_lines(entries, manifest, [], of="articles_article")


def write_otherwise(entries: Entries, manifest: dict[str, Any]) -> None:
    replace_lines(entries, manifest, [b" " + entries[USERS]])


REFUSED = {
    empty_the_name: "The database refuses lines 1 to 1 of auth_user",
    drop_article: "A row of the backup refers to one that is missing",
    write_otherwise: "The rows of auth_user in the database are not those of the backup",
}


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change.__name__)
def test_rows_that_cannot_be_restored_leave_nothing(
    whole: Path, place: Path, change: Callable[..., None]
) -> None:
    rewrite(whole, change)
    with pytest.raises(BackupError) as error:
        restore_backup(whole)
    assert str(error.value).startswith(REFUSED[change])
    assert not User.objects.exists()
    assert [path for path in place.rglob("*") if path.is_file()] == []


def test_rows_are_read_and_written_in_parts(
    whole: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "_CHUNK_ROWS", 1)
    monkeypatch.setattr(archive, "PART_SIZE", 1)
    assert list(archive.join_lines([b"a\n", b"b\n"])) == [(1, b"a\n"), (1, b"b\n")]
    restore_backup(whole)
    assert (User.objects.count(), Article.objects.count()) == (1, 1)
    assert place.exists()
