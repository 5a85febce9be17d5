"""Backups that are cut off, altered or made to harm are refused before a row is written."""

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.backup import checking
from articles.backup.checking import check_backup
from articles.backup.manifest import FORMAT
from articles.backup.problems import BackupError
from articles.backup.restoring import restore_backup
from articles.backup.writing import write_backup
from articles.vocabulary import INLINE_LIMIT
from tests.backups import use_database
from tests.desks import Desk
from tests.factories import make_article, make_original, make_user

pytestmark = pytest.mark.django_db

Entries = dict[str, bytes]
USERS = "tables/auth_user.jsonl"


@pytest.fixture
def whole(file: Path) -> Path:
    """Write a backup with a user, an article and a file."""
    make_user()
    make_original(make_article(), b"x" * (INLINE_LIMIT + 1))
    write_backup(file)
    return file


def rewrite(file: Path, change: Callable[[Entries, dict[str, Any]], None]) -> None:
    """Write the file again with changed entries, and a changed manifest."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(entries.pop("manifest.json"))
    change(entries, manifest)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))


def find_file(entries: Entries) -> str:
    return next(name for name in entries if name.startswith("files/"))


def get_table(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    return next(table for table in manifest["tables"] if table["name"] == name)


def change_letter(entries: Entries, _manifest: Any) -> None:
    entries[USERS] = entries[USERS].replace(b"somebody", b"anybody!")


def drop_row(entries: Entries, _manifest: Any) -> None:
    entries[USERS] = b""


def drop_table(entries: Entries, _manifest: Any) -> None:
    del entries[USERS]


def drop_table_everywhere(entries: Entries, manifest: dict[str, Any]) -> None:
    del entries[USERS]
    manifest["tables"].remove(get_table(manifest, "auth_user"))


def drop_files_table(entries: Entries, manifest: dict[str, Any]) -> None:
    del entries["tables/articles_blob.jsonl"]
    manifest["tables"].remove(get_table(manifest, "articles_blob"))


def drop_file(entries: Entries, _manifest: Any) -> None:
    del entries[find_file(entries)]


def change_file(entries: Entries, _manifest: Any) -> None:
    name = find_file(entries)
    entries[name] = b"y" + entries[name][1:]


def lengthen_file(entries: Entries, _manifest: Any) -> None:
    entries[find_file(entries)] += b"x"


def add_file(entries: Entries, _manifest: Any) -> None:
    entries[f"files/{'0' * 64}"] = b"x"


def climb_out(entries: Entries, _manifest: Any) -> None:
    entries["../../outside"] = b"x"


def climb_out_of_files(entries: Entries, _manifest: Any) -> None:
    entries["files/../../outside"] = b"x"


def name_root(entries: Entries, _manifest: Any) -> None:
    entries["/outside"] = b"x"


def count_wrong(_entries: Any, manifest: dict[str, Any]) -> None:
    get_table(manifest, "auth_user")["count"] += 1


def size_negative(_entries: Any, manifest: dict[str, Any]) -> None:
    get_table(manifest, "auth_user")["size"] = -1


def name_twice(_entries: Any, manifest: dict[str, Any]) -> None:
    manifest["tables"].append(get_table(manifest, "auth_user"))


def name_no_text(_entries: Any, manifest: dict[str, Any]) -> None:
    manifest["migrations"] = [1]


def format_newer(_entries: Any, manifest: dict[str, Any]) -> None:
    manifest["format"] = FORMAT.replace("1", "2")


def format_missing(_entries: Any, manifest: dict[str, Any]) -> None:
    manifest.clear()


ALTERED = {
    change_letter: "The rows of auth_user are not those that were written",
    drop_row: "auth_user.jsonl has not the size in the manifest",
    drop_table: "entries that its manifest does not name, or lacks some",
    drop_files_table: "has no table of files",
    drop_file: "has not the files that it should have",
    change_file: "is not as it was written",
    lengthen_file: "is not as it was written",
    add_file: "has not the files that it should have",
    climb_out: "'../../outside'",
    climb_out_of_files: "'files/../../outside'",
    name_root: "'/outside'",
    count_wrong: "The rows of auth_user are not those that were written",
    size_negative: "no backup of this format",
    name_twice: "names a table twice",
    name_no_text: "no backup of this format",
    format_newer: "no backup of this format",
    format_missing: "no backup of this format",
}


@pytest.mark.parametrize("change", ALTERED, ids=lambda change: change.__name__)
def test_an_altered_backup_is_refused(whole: Path, change: Callable[..., None]) -> None:
    rewrite(whole, change)
    with pytest.raises(BackupError) as error:
        check_backup(whole)
    assert ALTERED[change] in str(error.value)
    assert not (whole.parent.parent / "outside").exists()


def test_a_backup_that_is_cut_off_anywhere_is_refused(whole: Path) -> None:
    content = whole.read_bytes()
    for part in (0, 1, 100, len(content) // 2, len(content) - 30, len(content) - 1):
        whole.write_bytes(content[:part])
        with pytest.raises(BackupError, match="damaged or no backup"):
            check_backup(whole)


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_backup_with_one_wrong_byte_is_refused(whole: Path, place: float) -> None:
    content = bytearray(whole.read_bytes())
    with zipfile.ZipFile(whole) as archive:
        info = archive.getinfo(USERS)
    # In the packed bytes of the users: behind their header, which has the name and 20 bytes more.
    start = info.header_offset + 30 + len(USERS) + 20
    content[start + int(info.compress_size * place)] ^= 0xFF
    whole.write_bytes(content)
    with pytest.raises(BackupError):
        check_backup(whole)


def test_a_file_of_another_kind_is_refused(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0" + bytes(5_000))
    with pytest.raises(BackupError, match="damaged or no backup"):
        check_backup(file)


def test_a_zip_file_without_a_manifest_is_refused(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"")
    with pytest.raises(BackupError, match="no manifest"):
        check_backup(file)


def test_a_manifest_that_unpacks_to_more_than_memory_has_is_refused(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_MANIFEST_LIMIT", 1_000)
    with pytest.raises(BackupError, match="no manifest"):
        check_backup(whole)


def test_a_line_that_unpacks_to_more_than_memory_has_is_refused(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "LINE_LIMIT", 20)
    with pytest.raises(BackupError, match="is too long"):
        check_backup(whole)


def test_an_entry_that_unpacks_to_more_than_it_says_is_refused(whole: Path) -> None:
    """The directory of the file says 10 bytes, its packed bytes are some hundred."""
    content = bytearray(whole.read_bytes())
    at = content.rindex(USERS.encode()) - 46 + 24  # the size in the entry of the directory
    content[at : at + 4] = struct.pack("<I", 10)
    whole.write_bytes(content)
    with pytest.raises(BackupError):
        check_backup(whole)


def test_two_entries_of_one_name_are_refused(whole: Path) -> None:
    with zipfile.ZipFile(whole, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(USERS, b"")
    with pytest.raises(BackupError, match="two entries of one name"):
        check_backup(whole)


def test_other_ways_of_packing_are_refused(whole: Path) -> None:
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("bomb", b"")
    with pytest.raises(BackupError, match="packed as in no backup"):
        check_backup(whole)


def test_nothing_of_a_refused_backup_is_restored(whole: Path, target: Desk) -> None:
    rewrite(whole, change_file)
    with use_database(target.database_url):
        with pytest.raises(BackupError):
            restore_backup(whole)
        assert not User.objects.exists()


def test_a_backup_of_other_tables_is_refused(whole: Path, target: Desk) -> None:
    rewrite(whole, drop_table_everywhere)
    with (
        use_database(target.database_url),
        pytest.raises(BackupError, match="The table auth_user is not the same"),
    ):
        restore_backup(whole)
