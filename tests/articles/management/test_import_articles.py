"""The command that imports: its output, exit status and processes."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError

from articles.importing import worker
from articles.management.commands import import_articles
from articles.models import Article, ImportRun
from tests.conftest import PROJECT
from tests.desks import get_template_file
from tests.import_command import (
    KEYS,
    OUTCOMES,
    OWN_PREFIXES,
    Import,
    make_clipping,
    make_line,
)
from tests.runs import list_headlines

pytestmark = pytest.mark.django_db


# Output and exit status.


def test_json_is_the_one_thing_on_standard_output(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    (folder / "b.txt").write_text("")
    result = run(folder, "--json")
    assert result.out.count("\n") == 1
    tally = json.loads(result.out)
    assert list(tally) == KEYS
    assert tally["read"] == sum(tally[outcome] for outcome in OUTCOMES)
    assert tally["run"] == ImportRun.objects.get().pk


def test_the_tally_is_one_line_of_words(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    counts = "1 read, 1 created, 0 updated, 0 unchanged, 0 duplicate, 0 rejected"
    line = re.sub(r"\d+\.\d", "0.1", run(folder).out)
    assert line == f"{counts} (0.1 s); import {ImportRun.objects.get().pk}\n"


def test_the_status_is_0_when_all_was_imported(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    result = run(folder)
    assert (result.status, result.err) == (0, "")


def test_the_status_is_1_when_something_was_rejected_and_the_rest_is_imported(
    run: Import, folder: Path
) -> None:
    (folder / "a.txt").write_text("")
    (folder / "b.txt").write_text(make_clipping())
    result = run(folder, "--json")
    assert (result.status, result.tally) == (1, {"created": 1, "rejected": 1})
    assert result.err == f"{folder}/a.txt, line 1: The file is empty.\n"


@pytest.mark.one_engine
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_lost_database_is_reported_with_how_to_go_on(
    run: Import, folder: Path, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_database(*_: object, **__: object) -> None:
        raise error("server closed the\n\tconnection.\n")

    (folder / "a.txt").write_text(make_clipping())
    monkeypatch.setattr(import_articles, "ingest", lose_database)
    result = run(folder)
    assert result.status == 2
    assert result.err == (
        "The database no longer answers: server closed the connection. "
        "Records imported so far are kept. Run the import again to continue."
    )


def test_it_does_not_start_with_a_missing_path(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    result = run(folder / "a.txt", folder / "b.txt", folder / "c.txt")
    assert (result.status, list_headlines()) == (2, [])
    assert result.err == f"Not found: {folder}/b.txt, {folder}/c.txt."


def test_it_does_not_start_with_a_dangling_link(run: Import, folder: Path) -> None:
    (folder / "link").symlink_to(folder / "gone")
    assert run(folder / "link").status == 2


def test_it_does_not_start_with_an_unknown_source(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    result = run(folder, "--source", "gazette")
    assert result.status == 2
    assert result.err == "There is no source 'gazette'. Add it at the desk, under Sources."


@pytest.mark.parametrize(
    "rejects",
    ["in/a.txt", "in/below/old.jsonl", "in/../in/a.txt"],
)
def test_it_does_not_start_when_the_rejects_file_is_read_from(
    run: Import, folder: Path, rejects: str
) -> None:
    (folder / "a.txt").write_text(make_clipping())
    (folder / "below").mkdir()
    (folder / "below" / "old.jsonl").write_text(make_line())
    path = folder.parent / rejects
    result = run(folder, "--rejects", path)
    assert (result.status, (folder / "a.txt").read_text()) == (2, make_clipping())
    assert result.err == f"{path} is one of the inputs; choose another file to write to."


def test_duplicates_are_written_to_a_file_with_their_articles(run: Import, folder: Path) -> None:
    lines = [make_line(id="1", source="Gazette"), make_line(source="Gazette")]
    (folder / "a.jsonl").write_text("".join(lines))
    path = folder / "duplicates.jsonl"
    assert run(folder, "--duplicates", path).status == 0
    [duplicate] = map(json.loads, path.read_text().splitlines())
    assert (duplicate["position"], duplicate["article"]) == ("line 2", Article.objects.get().pk)


def test_duplicates_may_go_unlisted(run: Import, folder: Path) -> None:
    lines = [make_line(id="1", source="Gazette"), make_line(source="Gazette")]
    (folder / "a.jsonl").write_text("".join(lines))
    assert json.loads(run(folder, "--json").out)["duplicate"] == 1


def test_a_new_rejects_file_among_the_inputs_is_not_read(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text("no clipping")
    path = folder / "rejects.jsonl"
    assert run(folder, "--rejects", path).status == 1
    assert len(path.read_text().splitlines()) == 1


def test_a_long_run_says_how_far_it_is(run: Import, folder: Path) -> None:
    (folder / "a.jsonl").write_text("".join(make_line(headline=f"Ferry {i}") for i in range(5)))
    result = run(folder, "--chunk-size", "2")
    assert result.err.splitlines() == ["2 read, 0 of them rejected", "4 read, 0 of them rejected"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.one_engine
def test_on_a_terminal_a_bar_says_how_far_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jsonl").write_text("".join(make_line(headline=f"Ferry {i}") for i in range(5)))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    call_command("import_articles", str(folder), "--chunk-size", "2", stderr=terminal)
    assert "100%" in terminal.getvalue()
    assert "of them rejected" not in terminal.getvalue()


def test_it_does_not_start_when_the_rejects_file_is_the_input_itself(
    run: Import, folder: Path
) -> None:
    file = folder / "rejects.jsonl"
    file.write_text(make_line())
    (folder / "link").symlink_to(file)
    assert [run(file, "--rejects", each).status for each in (file, folder / "link")] == [2, 2]
    assert file.read_text() == make_line()


def test_it_does_not_start_when_the_rejects_file_cannot_be_written(
    run: Import, folder: Path
) -> None:
    (folder / "a.txt").write_text(make_clipping())
    path = folder.parent / "missing" / "rejects.jsonl"
    result = run(folder, "--rejects", path)
    assert (result.status, ImportRun.objects.count()) == (2, 0)
    assert result.err == f"{path} cannot be written: No such file or directory."


def test_nothing_is_written_over_when_it_does_not_start(run: Import, folder: Path) -> None:
    rejects = folder.parent / "rejects.jsonl"
    rejects.write_text(make_line())
    assert run(folder, "--rejects", rejects, "--source", "gazette").status == 2
    assert rejects.read_text() == make_line()


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--language", "Turkish", "'Turkish' is not a language tag such as en or tr"),
        ("--encoding", "turkish", "'turkish' is not a charset such as windows-1254"),
        ("--encoding", "base64", "'base64' is not a charset such as windows-1254"),
        ("--encoding", "hex", "'hex' is not a charset such as windows-1254"),
        ("--encoding", "idna", "'idna' is not a charset such as windows-1254"),
        ("--encoding", "undefined", "'undefined' is not a charset such as windows-1254"),
        ("--chunk-size", "0", "'0' is not a number from 1 to 10000"),
        ("--chunk-size", "10001", "'10001' is not a number from 1 to 10000"),
        ("--chunk-size", "-1", "'-1' is not a number from 1 to 10000"),
        ("--chunk-size", "many", "'many' is not a number from 1 to 10000"),
        ("--format", "word", "invalid choice: 'word'"),
        ("--status", "approved", "invalid choice: 'approved'"),
    ],
)
def test_a_bad_option_says_what_it_takes(
    run: Import, folder: Path, option: str, value: str, expected: str
) -> None:
    message = run(folder, option, value).err
    assert (message.split(": ")[1], expected in message) == (f"argument {option}", True)


# The command in a process of its own.


@pytest.fixture(scope="module")
def desk(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - makes the template
    """Make a folder with a database in it, and one clipping."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copy(get_template_file(), folder / "newsroom.sqlite3")
    (folder / "good.txt").write_text(make_clipping())
    (folder / "bad.txt").write_text("")
    return folder


def manage(
    folder: Path, *arguments: str, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(OWN_PREFIXES)
    }
    return subprocess.run(
        [sys.executable, PROJECT / "manage.py", *arguments],
        cwd=folder,
        env=inherited | variables,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.unmeasured
@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["good.txt"], 0),
        (["missing.txt"], 2),
        (["good.txt", "--chunk-size", "none"], 2),
    ],
)
def test_a_process_ends_with_the_status(desk: Path, arguments: list[str], status: int) -> None:
    result = manage(desk, "import_articles", *arguments)
    assert (result.returncode, "Traceback" in result.stderr) == (status, False)


@pytest.mark.unmeasured
@pytest.mark.one_engine
def test_a_process_prints_nothing_but_the_json(desk: Path) -> None:
    result = manage(
        desk, "import_articles", "-", "bad.txt", "--json", stdin=make_line("From a pipe")
    )
    assert (result.returncode, list(json.loads(result.stdout))) == (1, KEYS)
    assert result.stderr == "bad.txt, line 1: The file is empty.\n"


@pytest.mark.one_engine
def test_a_database_without_tables_is_reported_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(make_clipping())
    (tmp_path / "newsroom.sqlite3").touch()
    result = manage(tmp_path, "import_articles", "a.txt")
    assert result.returncode == 2
    assert result.stderr == (
        "CommandError: The database has no tables yet: run manage.py migrate first.\n"
    )


@pytest.mark.one_engine
def test_a_database_that_cannot_be_reached_is_reported_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(make_clipping())
    (tmp_path / "newsroom.sqlite3").write_text("This is not a database, although it has its name.")
    result = manage(tmp_path, "import_articles", "a.txt")
    assert result.returncode == 2
    assert result.stderr == (
        "CommandError: The database cannot be used (file is not a database): check that the file "
        "and its folder are there and that this user may write them.\n"
    )


def list_children(pid: int) -> list[int]:
    """Return the processes that this one started and that still run."""
    return [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if stat.read_text().rpartition(")")[2].split()[1] == str(pid)
    ]


@pytest.mark.one_engine
def test_a_killed_reading_process_is_reported_and_what_was_read_stays(
    desk: Path,
) -> None:
    (desk / "many.jsonl").write_text("".join(make_line(f"Ferry {i}") for i in range(worker.FRAME)))
    options = ["--chunk-size", str(worker.FRAME)]
    with subprocess.Popen(
        [sys.executable, PROJECT / "manage.py", "import_articles", "many.jsonl", "-", *options],
        cwd=desk,
        env={
            name: value for name, value in os.environ.items() if not name.startswith(OWN_PREFIXES)
        },
        stdin=subprocess.PIPE,  # nothing is written to it
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert process.stderr.readline() == f"{worker.FRAME} read, 0 of them rejected\n"
        (child,) = list_children(process.pid)
        os.kill(child, signal.SIGKILL)
        errors = process.stderr.read()
    assert process.returncode == 2
    assert errors == (
        "CommandError: Reading stopped early (status -9). What was imported so far is kept. Start "
        "the import again to go on; if memory ran out, use fewer files at a time.\n"
    )
    again = manage(desk, "import_articles", "many.jsonl", "--json")
    assert json.loads(again.stdout)["unchanged"] == worker.FRAME
