"""The commands that back up, check and restore: what they print, and their exit status."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article, Blob, Original
from articles.vocabulary import INLINE_LIMIT
from tests.backups import run_command, use_database
from tests.desks import Desk, make_desk
from tests.factories import make_article, make_live, make_original
from tests.storages import use_storage

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Return the path of a backup, which is not there yet; the files of the test are beside it."""
    with use_storage(tmp_path / "files"):
        yield tmp_path / "site.backup"


@pytest.fixture
def target(tmp_path: Path) -> Desk:
    """Return a desk with an empty, migrated database."""
    return make_desk(tmp_path / "target")


def fail(name: str, *arguments: object) -> tuple[int, str]:
    """Return the exit status and the sentence with which the command ends."""
    with pytest.raises(CommandError) as error:
        call_command(name, *map(str, arguments), stdout=io.StringIO(), stderr=io.StringIO())
    return error.value.returncode, str(error.value)


def damage_file() -> str:
    """Damage the file of a large original; return its name."""
    original = make_original(make_article(), b"x" * (INLINE_LIMIT + 1))
    Path(default_storage.path(Blob.objects.get().file_name)).write_bytes(b"y")
    return original.sha256


def test_what_was_written_is_said(file: Path) -> None:
    make_original(make_article(), b"x" * (INLINE_LIMIT + 1))
    pattern = (
        r"Backup written and checked: \d+ tables with \d+ rows, and 1 files with "
        rf"{INLINE_LIMIT + 1} bytes\.\n"
    )
    assert re.fullmatch(pattern, run_command("backup", file))


def test_a_file_that_exists_is_not_replaced_unless_asked(file: Path) -> None:
    file.write_bytes(b"precious")
    status, sentence = fail("backup", file)
    assert status == 2
    assert sentence == (
        f"No backup was made. {file} exists already. Choose another name, or replace it with "
        "--overwrite."
    )
    assert file.read_bytes() == b"precious"
    run_command("backup", file, "--overwrite")
    assert "is whole" in run_command("restore", "--check", file)


def test_a_folder_is_never_replaced(tmp_path: Path, file: Path) -> None:
    assert fail("backup", file.parent, "--overwrite")[0] == 2
    assert tmp_path.is_dir()


def test_a_folder_that_does_not_exist_is_named(file: Path) -> None:
    status, sentence = fail("backup", file / "x")
    assert (status, sentence) == (
        2,
        f"No backup was made. {file / 'x'} cannot be written: No such file or directory.",
    )


def test_a_file_that_the_storage_has_lost_does_not_keep_the_rest_from_the_backup(
    file: Path, target: Desk
) -> None:
    sha256 = damage_file()
    status, sentence = fail("backup", file)
    assert (status, sentence.endswith(f"{sha256}.")) == (1, True)
    with use_database(target.database_url):
        status, sentence = fail("restore", file)
        assert (status, "The audit log in the backup is not intact" in sentence) == (2, True)
        status, sentence = fail("restore", file, "--accept-findings")
        assert (status, sentence.endswith(f"{sha256}.")) == (1, True)
        assert Original.objects.count() == 1


def test_what_was_restored_is_said(file: Path, target: Desk) -> None:
    make_article()
    run_command("backup", file)
    with use_database(target.database_url):
        printed = run_command("restore", file)
    assert re.fullmatch(
        r"Restored and compared: \d+ tables with \d+ rows, and 0 files with 0 bytes; the audit log "
        r"is intact. The backup is of \S+\.\n",
        printed,
    )


def test_checking_needs_no_database(file: Path) -> None:
    run_command("backup", file)
    assert "The backup is whole: " in run_command("restore", "--check", file)


def test_a_file_that_does_not_exist_is_named(file: Path) -> None:
    assert fail("restore", file) == (2, f"{file} cannot be read: No such file or directory.")


def test_a_database_with_rows_is_never_restored_into(file: Path) -> None:
    make_article()
    run_command("backup", file)
    status, sentence = fail("restore", file)
    assert status == 2
    assert sentence == (
        "Nothing was restored. The database is not empty: articles_article, articles_nameword, "
        "articles_revision and perhaps others have rows. Restore into a new database, on which "
        "only manage.py migrate was run."
    )
    assert Article.objects.count() == 1


def test_a_log_that_is_not_intact_is_restored_only_when_asked(file: Path, target: Desk) -> None:
    pk = make_live().pk  # without any change on its log
    run_command("backup", file)
    with use_database(target.database_url):
        status, sentence = fail("restore", file)
        assert (status, "--accept-findings" in sentence) == (2, True)
        assert not Article.objects.exists()
        printed = run_command("restore", file, "--accept-findings")
        assert "; its findings are as listed." in printed
        assert Article.objects.get().pk == pk


def test_findings_are_listed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_live(pk=77)
    desk = make_desk(file.parent / "other")
    run_command("backup", file)
    with use_database(desk.database_url), pytest.raises(CommandError):
        call_command("restore", str(file))
    assert "Article 77, change 1: it is missing" in capsys.readouterr().err


def add_migration() -> None:
    """Let the database have a migration that the code does not know."""
    with connection.cursor() as cursor:
        columns, values = "app, name, applied", "'x', '1', '2026-01-01 00:00+00:00'"
        cursor.execute(f"INSERT INTO django_migrations ({columns}) VALUES ({values})")  # noqa: S608 - our own


def test_a_backup_of_a_newer_version_is_refused(file: Path, target: Desk) -> None:
    add_migration()
    run_command("backup", file)
    with use_database(target.database_url):
        sentence = fail("restore", file)[1]
    assert "The backup is of a newer version of Newsroom, which has x.1. Install" in sentence


def test_a_backup_of_an_older_version_is_refused(file: Path, target: Desk) -> None:
    run_command("backup", file)
    with use_database(target.database_url):
        add_migration()
        sentence = fail("restore", file)[1]
    assert "The backup is of an older version of Newsroom, without x.1. Install" in sentence


def test_a_database_that_lacks_migrations_is_not_backed_up(file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'contenttypes'")
    assert fail("backup", file) == (
        2,
        "No backup was made. The database lacks migrations: run manage.py migrate first.",
    )
