"""The check of the folder that the files are in."""

import os
from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from articles.models.file_checks import check_folder
from tests.files import keep_files_apart


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    return keep_files_apart(settings, tmp_path / "files")


def test_a_folder_for_newsroom_alone_is_in_order(folder: Path) -> None:
    folder.mkdir(0o700)
    assert check_folder() == []


def test_a_missing_folder_is_named(folder: Path) -> None:
    (warning,) = check_folder()
    assert warning.msg == f"{folder}, the folder of the files, is missing."
    assert warning.hint == (
        f"Make it for the system user of Newsroom alone: install -d -m 700 {folder}"
    )


@pytest.mark.parametrize("mode", [0o750, 0o701])
def test_a_folder_that_others_can_enter_is_named(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)
    (warning,) = check_folder()
    assert warning.msg == f"Other system users can look into {folder}, the folder of the files."


def test_a_folder_that_is_not_writable_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(0o500)
    if os.geteuid() == 0:  # root may write everywhere
        monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != folder)
    (error,) = check_folder()
    assert (error.msg, error.is_serious()) == (f"Newsroom cannot write in {folder}.", True)


def test_another_storage_is_left_alone(settings: Settings) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    assert check_folder() == []


def test_it_belongs_to_the_checks_of_a_deployment(folder: Path) -> None:
    ids = [each.id for each in run_checks(include_deployment_checks=True)]
    assert ("articles.W001" in ids, folder.exists()) == (True, False)
    assert "articles.W001" not in [each.id for each in run_checks()]
