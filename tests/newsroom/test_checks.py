"""What manage.py check says about the installation."""

from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from newsroom.checks import check_file_modes


@pytest.fixture
def files(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the database, its log and the secret key, which their owner alone may read."""
    files = [tmp_path / name for name in ("press.sqlite3", "press.sqlite3-wal", "secret-key")]
    for file in files:
        file.touch(0o600)
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(files[0])}
    monkeypatch.setitem(settings.DATABASES, "default", sqlite)
    settings.SECRET_KEY_FILE = files[-1]
    return files


def test_files_that_others_may_read_are_named(files: list[Path]) -> None:
    for file in files:
        file.chmod(0o640)
    assert [message.hint for message in check_file_modes()] == [
        f"As its owner: chmod 600 {file}" for file in files
    ]


@pytest.mark.usefixtures("files")
def test_files_of_their_owner_alone_are_sound() -> None:
    assert check_file_modes() == []


def test_postgresql_has_no_file_here(files: list[Path]) -> None:
    settings.DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
    files[0].chmod(0o640)
    assert check_file_modes() == []
