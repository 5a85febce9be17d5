"""The settings of the database: the default, the valid addresses, and a folder that is missing."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from articles.database.sqlite_file import ExistingFile
from tests.newsroom.conftest import POSTGRESQL, ReadSettings


def test_a_folder_of_the_database_that_is_missing_stops_the_start(
    read_settings: ReadSettings, tmp_path: Path
) -> None:
    with pytest.raises(ImproperlyConfigured) as stopped:
        read_settings(NEWSROOM_DATABASE_URL="sqlite:///missing/press.sqlite3")
    assert str(stopped.value) == (
        f"NEWSROOM_DATABASE_URL names a file in {tmp_path}/missing, which is not a folder: "
        "check it, or create the folder first."
    )
    assert list(tmp_path.iterdir()) == []


def test_the_database_is_a_file_in_the_working_folder(
    read_settings: ReadSettings, tmp_path: Path
) -> None:
    database = read_settings()["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "newsroom.sqlite3")


def test_a_working_folder_may_have_any_name(
    read_settings: ReadSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "c++ 50%20 #1? ü"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert read_settings()["DATABASES"]["default"]["NAME"] == str(folder / "newsroom.sqlite3")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////srv/press.sqlite3", "/srv/press.sqlite3"),
        ("sqlite:///press.sqlite3", "{folder}/press.sqlite3"),
        ("sqlite:///below/press.sqlite3", "{folder}/below/press.sqlite3"),
    ],
)
def test_a_relative_path_of_the_database_begins_in_the_working_folder(
    read_settings: ReadSettings, tmp_path: Path, url: str, path: str
) -> None:
    (tmp_path / "below").mkdir()
    settings = read_settings(NEWSROOM_DATABASE_URL=url, NEWSROOM_SECRET_KEY="secret")
    assert settings["DATABASES"]["default"]["NAME"] == path.format(folder=tmp_path)


def test_writers_to_sqlite_wait_for_each_other(read_settings: ReadSettings) -> None:
    assert read_settings()["DATABASES"]["default"]["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "factory": ExistingFile,
    }


# A server that is gone is noticed after some ten seconds.
TCP = {
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def test_an_option_in_the_url_overrides_ours(read_settings: ReadSettings) -> None:
    settings = read_settings(NEWSROOM_DATABASE_URL="sqlite:///press.sqlite3?timeout=60")
    assert settings["DATABASES"]["default"]["OPTIONS"]["timeout"] == 60


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgresql_url_sets_up_a_connection_pool(
    read_settings: ReadSettings, scheme: str
) -> None:
    url = POSTGRESQL.replace("postgresql", scheme) + "?sslmode=require"
    settings = read_settings(NEWSROOM_DATABASE_URL=url, NEWSROOM_POOL_SIZE="5")
    assert settings["DATABASES"]["default"] == {
        "ENGINE": "newsroom.postgresql",
        "NAME": "press",
        "USER": "vera",
        "PASSWORD": "geheim",
        "HOST": "db.example",
        "PORT": 5433,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 2,
            **TCP,
            "options": "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1",
            "sslmode": "require",
            "pool": {"min_size": 1, "max_size": 5},
        },
    }


def test_no_startup_options_are_sent_through_a_pooler(read_settings: ReadSettings) -> None:
    settings = read_settings(NEWSROOM_DATABASE_URL=f"{POSTGRESQL}?server_side_binding=off")
    assert settings["DATABASES"]["default"]["OPTIONS"] == {
        "server_side_binding": "off",
        "prepare_threshold": 2,
        **TCP,
        "pool": {"min_size": 1, "max_size": 8},
    }
