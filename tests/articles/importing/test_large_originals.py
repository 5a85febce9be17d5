"""Originals too large for the table: files, written once, that every reader of them checks."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from pytest_django import Settings

from articles.importing.reparse import Selection, reparse
from articles.importing.undo import undo
from articles.models import Article, Blob, ImportRun, Original
from articles.models.blob import GRACE
from articles.parsing.problems import Problem
from articles.vocabulary import INLINE_LIMIT
from tests.files import keep_files_apart, limit_file_size, list_files
from tests.import_command import make_line

pytestmark = pytest.mark.django_db

# More than the database of the tests needs, less than the file of the fixture below.
ROOM = 8 * 2**20
LARGE = "Long. " * (INLINE_LIMIT // 6 + 1)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    return keep_files_apart(settings, tmp_path / "files")


def write_lines(folder: Path, *lines: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "a.jsonl").write_text("".join(lines))
    return str(folder / "a.jsonl")


def run_import(path: str, *options: str) -> dict[str, int]:
    out = io.StringIO()
    call_command("import_articles", path, "--json", *options, stdout=out)
    return {name: count for name, count in json.loads(out.getvalue()).items() if count}


@pytest.fixture
def path(tmp_path: Path) -> str:
    lines = make_line(text=LARGE), make_line("Small"), make_line("Third", text=LARGE[6:])
    return write_lines(tmp_path / "input", *lines)


def test_only_large_originals_are_files(path: str, folder: Path) -> None:
    assert run_import(path)["created"] == 3
    lines = Path(path).read_bytes().splitlines(keepends=False)
    originals = {each.article.headline: each for each in Original.objects.all()}
    assert [bytes(each.content).strip() for each in originals.values()] == lines[::-1]
    blobs = {each.sha256 for each in originals.values() if each.blob}
    assert originals["Small"].blob is None
    assert list_files(folder) == blobs == set(Blob.objects.values_list("sha256", flat=True))
    call_command("verify_record")


def test_an_update_with_a_large_text_is_a_file(tmp_path: Path, folder: Path) -> None:
    url = "https://example.org/a"
    run_import(write_lines(tmp_path / "input", make_line(source_address=url)))
    text = f"The text of Ferry sails again. {LARGE}"
    tally = run_import(write_lines(tmp_path / "input", make_line(source_address=url, text=text)))
    assert tally["updated"] == 1
    assert list_files(folder) == {Original.objects.latest("pk").sha256}


def test_a_dry_run_writes_no_file(path: str, folder: Path) -> None:
    assert run_import(path, "--dry-run")["created"] == 3
    assert list_files(folder) == set()
    assert not Blob.objects.exists()


def test_after_an_undo_nothing_refers_to_the_files(path: str) -> None:
    run_import(path)
    undo(ImportRun.objects.get())
    row = Blob.objects.latest("pk")
    Blob.objects.update(stored_at=row.stored_at - 2 * GRACE)
    assert Blob.objects.unused().count() == 2


def test_a_damaged_file_is_reported_when_it_is_read_again(path: str) -> None:
    run_import(path)
    original = Original.objects.get(article__headline="Third")
    assert original.blob
    default_storage.delete(original.blob.file_name)
    problems: list[Problem | None] = []
    assert reparse_all(problems) == {"same": 2, "unreadable": 1}
    assert problems == [Problem("reparse.damaged", {"name": original.blob.file_name})]


def reparse_all(problems: list[Problem | None]) -> dict[str, int]:
    counts = reparse(Selection(), on_difference=lambda each: problems.append(each.problem))
    return dict(counts)


def test_a_full_disk_ends_the_import_with_the_remedy(tmp_path: Path, folder: Path) -> None:
    path = write_lines(tmp_path / "input", make_line("Small"), make_line(padding="x" * ROOM))
    with (
        limit_file_size(ROOM),
        pytest.raises(CommandError, match=r"could not be stored \(File too large\)") as error,
    ):
        run_import(path)
    assert error.value.returncode == 2
    assert "Run the import again to continue" in str(error.value)
    assert list_files(folder) == set()
    assert not Article.objects.exists()
    assert not Blob.objects.exists()
