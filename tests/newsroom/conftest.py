"""Fixtures and helpers for the tests of the settings."""

import os
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT

ReadSettings = Callable[..., dict[str, Any]]
OURS = ("NEWSROOM_", "DJANGO_")
POSTGRESQL = "postgresql://vera:geheim@db.example:5433/press"


@pytest.fixture
def read_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadSettings:
    """Return a function that reads the settings anew, in an empty working folder."""
    for name in [name for name in os.environ if name.startswith("NEWSROOM_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def read(**variables: str) -> dict[str, Any]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(PROJECT / "newsroom" / "settings.py"))

    return read


def build_environment(**variables: str) -> dict[str, str]:
    """Return the environment of a new process: of our variables only these, and the code's path."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return others | {"PYTHONPATH": str(PROJECT)} | variables
