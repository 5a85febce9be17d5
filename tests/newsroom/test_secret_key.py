"""The secret key: where it is created, and that every start uses the same one."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.newsroom.conftest import POSTGRESQL, ReadSettings, build_environment


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        ({}, "secret-key"),
        ({"NEWSROOM_DATABASE_URL": "sqlite:///below/press.sqlite3"}, "below/secret-key"),
        ({"NEWSROOM_DATABASE_URL": "sqlite:///{folder}/srv/press.sqlite3"}, "srv/secret-key"),
        ({"NEWSROOM_DATABASE_URL": POSTGRESQL}, "secret-key"),
    ],
)
def test_a_key_is_created_next_to_the_database_readable_by_its_owner_only(
    read_settings: ReadSettings, tmp_path: Path, variables: dict[str, str], place: str
) -> None:
    for folder in ("below", "srv"):
        (tmp_path / folder).mkdir()
    settings = read_settings(
        **{name: value.format(folder=tmp_path) for name, value in variables.items()}
    )
    file = tmp_path / place
    assert settings["SECRET_KEY"] == file.read_text()
    assert (len(settings["SECRET_KEY"]), stat.S_IMODE(file.stat().st_mode)) == (50, 0o600)
    assert list(file.parent.glob(".*")) == []


def test_the_key_of_the_next_start_is_the_same(read_settings: ReadSettings) -> None:
    assert read_settings()["SECRET_KEY"] == read_settings()["SECRET_KEY"]


def test_no_key_is_created_when_the_variable_is_set(
    read_settings: ReadSettings, tmp_path: Path
) -> None:
    read_settings(NEWSROOM_SECRET_KEY="secret")
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_cannot_be_written_stops_the_start(
    read_settings: ReadSettings, tmp_path: Path
) -> None:
    (tmp_path / "secret-key").mkdir()
    with pytest.raises(ImproperlyConfigured) as stopped:
        read_settings()
    assert str(stopped.value) == (
        "NEWSROOM_SECRET_KEY is not set, and no key can be kept: "
        f"[Errno 21] Is a directory: '{tmp_path}/secret-key'."
    )


def test_a_key_that_others_may_read_is_taken_from_them(
    read_settings: ReadSettings, tmp_path: Path
) -> None:
    (tmp_path / "secret-key").write_text("copied from a backup")
    (tmp_path / "secret-key").chmod(0o644)
    assert read_settings()["SECRET_KEY"] == "copied from a backup"
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.slow
def test_ten_processes_started_at_once_share_one_key(tmp_path: Path) -> None:
    command = "import newsroom.settings as settings; print(settings.SECRET_KEY)"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", command],
            cwd=tmp_path,
            env=build_environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(10)
    ]
    keys = {process.communicate()[0].strip() for process in processes}
    assert keys == {(tmp_path / "secret-key").read_text()}
