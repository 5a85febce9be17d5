"""The command import_articles, and a folder for its input."""

import io
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.import_command import Import, Run


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Import:
    """Return a function that runs the command in this process."""

    def run(*arguments: str | Path) -> Run:
        status = 0
        capsys.readouterr()
        if isinstance(sys.stderr, io.TextIOWrapper):
            sys.stderr.reconfigure(errors="backslashreplace")  # like the stderr of a process
        try:
            call_command("import_articles", *map(str, arguments))
        except SystemExit as stop:
            status = int(stop.code or 0)
        except CommandError as error:
            return Run(error.returncode, capsys.readouterr().out, str(error))
        output = capsys.readouterr()
        return Run(status, output.out, output.err)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder within a folder that can hold other files."""
    path = tmp_path / "in"
    path.mkdir()
    return path
