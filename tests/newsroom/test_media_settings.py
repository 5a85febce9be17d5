"""Where files are kept: beside the database, or where the operator says."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.newsroom.conftest import POSTGRESQL, ReadSettings

SECRET = {"NEWSROOM_SECRET_KEY": "secret"}


def get_folder(settings: dict[str, Any]) -> str:
    options: dict[str, str] = settings["STORAGES"]["default"]["OPTIONS"]
    return options["location"]


@pytest.mark.parametrize(
    ("database", "folder"),
    [
        ("", "{0}/newsroom-files"),
        ("sqlite:///{0}/a%20b/press.sqlite3", "{0}/a b/press-files"),
        (POSTGRESQL, "{0}/newsroom-files"),
    ],
)
def test_files_are_beside_the_database(
    read_settings: ReadSettings, tmp_path: Path, database: str, folder: str
) -> None:
    (tmp_path / "a b").mkdir()
    settings = read_settings(NEWSROOM_DATABASE_URL=database.format(tmp_path), **SECRET)
    assert get_folder(settings) == folder.format(tmp_path)


def test_the_folder_can_be_set(read_settings: ReadSettings) -> None:
    settings = read_settings(NEWSROOM_MEDIA_URL="file:///srv/press%20files", **SECRET)
    assert get_folder(settings) == "/srv/press files"


@pytest.mark.parametrize(
    "url", ["/srv/files", "file://host/srv/files", "file://", "s3://bucket", f"file://{__file__}"]
)
def test_anything_but_a_folder_is_refused(read_settings: ReadSettings, url: str) -> None:
    message = f"NEWSROOM_MEDIA_URL is {url!r}, but it takes file:///path/to/folder."
    with pytest.raises(ImproperlyConfigured, match=re.escape(message)):
        read_settings(NEWSROOM_MEDIA_URL=url)
