"""What manage.py check says about the installation."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from pytest_django import Settings

from newsroom.checks import check_file_modes, check_static_files
from newsroom.storage import StaticFilesStorage


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


@pytest.fixture
def manifest(tmp_path: Path, settings: Settings) -> Path:
    """Return the manifest that collectstatic would have written, with names made up."""
    settings.STATIC_ROOT = tmp_path
    names = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    paths = {name: f"hashed/{name}" for name in names}
    manifest = tmp_path / "staticfiles.json"
    manifest.write_text(json.dumps({"version": "1.1", "paths": paths, "hash": "0"}))
    return manifest


def test_static_files_are_sound_before_and_after_they_are_collected(manifest: Path) -> None:
    assert check_static_files() == []
    manifest.unlink()
    assert check_static_files() == []


def test_static_files_that_are_new_or_changed_are_named(manifest: Path) -> None:
    content = json.loads(manifest.read_text())
    del content["paths"]["admin/css/base.css"]
    manifest.write_text(json.dumps(content))
    names = [message.msg.split()[3] for message in check_static_files()]
    assert names == ["admin/css/base.css"]
    os.utime(manifest, (0, 0))
    assert len(check_static_files()) > 100


def test_a_page_names_a_file_that_was_not_collected_by_its_plain_name(manifest: Path) -> None:
    storage = StaticFilesStorage(location=str(manifest.parent))
    assert storage.url("admin/css/base.css") == "/static/hashed/admin/css/base.css"
    assert storage.url("articles/of-tomorrow.css") == "/static/articles/of-tomorrow.css"
