"""A drill: a whole site goes into a file, and the same site comes out of it, on either engine."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection
from django.db.models import Max

from articles.backup.restoring import restore_backup
from articles.backup.tables import get_rows, list_models
from articles.backup.writing import write_backup
from articles.models import Article, Original
from tests.backups import (
    export_articles,
    make_site,
    make_sqlite_database,
    run_command,
    use_database,
)
from tests.desks import Desk
from tests.factories import make_article
from tests.storages import use_storage

pytestmark = pytest.mark.django_db


def test_every_table_of_a_backup_has_rows_in_the_drill() -> None:
    make_site()
    assert [model.__name__ for model in list_models() if not get_rows(model).exists()] == []


def test_a_restored_site_is_the_same(tmp_path: Path, file: Path, target: Desk) -> None:
    make_site()
    run_command("verify_record", "--head", tmp_path / "head.json")
    exported = export_articles(tmp_path)
    originals = [original.content for original in Original.objects.order_by("pk")]
    manifest = write_backup(file)
    with use_storage(target.folder / "files"), use_database(target.database_url):
        assert restore_backup(file) == (manifest, [])
        assert export_articles(tmp_path) == exported
        assert [original.content for original in Original.objects.order_by("pk")] == originals
        assert "intact" in run_command("verify_record", "--against", tmp_path / "head.json")
        assert "fixed 0 faults" in run_command("check_search")
        again = write_backup(tmp_path / "again.backup")
    assert again.tables == manifest.tables


def test_a_site_moves_from_either_engine_to_the_other(
    tmp_path: Path, file: Path, target: Desk
) -> None:
    """Whatever the suite runs on: to SQLite, and from there to an empty database of the suite."""
    make_site()
    run_command("verify_record", "--head", tmp_path / "head.json")
    exported, manifest = export_articles(tmp_path), write_backup(file)
    other = tmp_path / "other.backup"
    with use_storage(tmp_path / "a"), use_database(make_sqlite_database(tmp_path / "sqlite")):
        assert connection.vendor == "sqlite"
        restore_backup(file)
        assert export_articles(tmp_path) == exported
        assert "intact" in run_command("verify_record", "--against", tmp_path / "head.json")
        assert write_backup(other).tables == manifest.tables
    with use_storage(tmp_path / "b"), use_database(target.database_url):
        restore_backup(other)
        assert export_articles(tmp_path) == exported
        assert "intact" in run_command("verify_record", "--against", tmp_path / "head.json")
        assert "fixed 0 faults" in run_command("check_search")


def test_no_article_gets_the_number_of_one_that_was_deleted(file: Path, target: Desk) -> None:
    make_site()  # it ends with a deletion of the newest article
    last = Article.objects.aggregate(last=Max("pk"))["last"]
    write_backup(file)
    with use_storage(target.folder / "files"), use_database(target.database_url):
        restore_backup(file)
        new = make_article().pk
        assert "intact" in run_command("verify_record")
    assert new > last + 1


def test_an_empty_site_can_be_restored(file: Path, target: Desk) -> None:
    write_backup(file)
    with use_database(target.database_url):
        _manifest, findings = restore_backup(file)
    assert findings == []


def test_files_of_the_storage_are_in_the_backup_under_their_sha256(file: Path) -> None:
    make_site()
    original = Original.objects.get(blob__isnull=False)
    write_backup(file)
    with ZipFile(file) as archive:
        assert archive.read(f"files/{original.sha256}") == original.content


def test_only_the_system_user_may_read_the_backup(file: Path) -> None:
    write_backup(file)
    assert oct(file.stat().st_mode & 0o777) == "0o600"
