"""The storage in a folder: private files, whole or not there."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File

from articles.models.file_storage import FileStorage


def get_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_files_and_folders_are_for_the_system_user_alone(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        FileStorage(tmp_path / "files").save("ab/cd/name", ContentFile(b"content"))
    finally:
        os.umask(before)
    modes = {str(each.relative_to(tmp_path)): get_mode(each) for each in tmp_path.rglob("*")}
    folders = ["files", "files/ab", "files/ab/cd", "files/incoming"]
    assert modes == {**dict.fromkeys(folders, 0o700), "files/ab/cd/name": 0o600}


def test_a_name_gets_the_new_content(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path)
    assert storage.save("ab/name", ContentFile(b"old")) == "ab/name"
    assert storage.save("ab/name", ContentFile(b"new")) == "ab/name"
    assert (tmp_path / "ab/name").read_bytes() == b"new"


class Interrupted(ContentFile[bytes]):
    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - Django's signature
        yield b"the first half"
        raise KeyboardInterrupt


@pytest.mark.parametrize("before", [[], [b"whole"]])
def test_a_file_that_is_not_written_whole_is_not_there(tmp_path: Path, before: list[bytes]) -> None:
    storage = FileStorage(tmp_path)
    for content in before:
        storage.save("ab/name", ContentFile(content))
    with pytest.raises(KeyboardInterrupt):
        storage.save("ab/name", Interrupted(b""))
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert [each.read_bytes() for each in files] == before


def test_files_are_read_in_parts(tmp_path: Path) -> None:
    storage, content = FileStorage(tmp_path), os.urandom(200_000)
    storage.save("ab/name", ContentFile(content))
    with storage.open("ab/name") as file:
        assert isinstance(file, File)
        assert b"".join(file.chunks()) == content
