"""The command that imports: its paths, options, output, exit status and rejects file."""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.importing import worker
from articles.management.commands import import_articles
from articles.models import Article, ImportRun, Original, Source, Status
from tests.conftest import PROJECT
from tests.desks import get_template_file
from tests.factories import make_source

pytestmark = pytest.mark.django_db

OURS = ("NEWSROOM_", "DJANGO_")
KEYS = "read created updated unchanged duplicate rejected seconds run".split()


@dataclass
class Run:
    status: int
    out: str
    err: str

    @property
    def tally(self) -> dict[str, Any]:
        """Return the outcomes that were counted at all."""
        told: dict[str, Any] = json.loads(self.out)
        return {key: told[key] for key in KEYS[1:6] if told[key]}


Import = Callable[..., Run]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Import:
    """Return what runs the command in this process and tells its exit status and output."""

    def run(*arguments: str | Path) -> Run:
        status = 0
        capsys.readouterr()
        if isinstance(sys.stderr, io.TextIOWrapper):
            sys.stderr.reconfigure(errors="backslashreplace")  # as a process has it
        try:
            call_command("import_articles", *map(str, arguments))
        except SystemExit as stop:
            status = int(stop.code or 0)
        except CommandError as error:
            return Run(error.returncode, capsys.readouterr().out, str(error))
        told = capsys.readouterr()
        return Run(status, told.out, told.err)

    return run


def clipping(headline: str = "Ferry sails again", source: str = "Harbour Gazette") -> str:
    return (
        f"## {headline}\n-\n08.11.2019\n---\n{source} (07 November 2019)\n\n"
        f"The text of {headline}, which is long enough to be one.\n\n---\nKaynak/Source:\n"
    )


def line(headline: str = "Ferry sails again", **fields: Any) -> str:
    told = {"headline": headline, "text": f"The text of {headline}.", "source": "Harbour Gazette"}
    return json.dumps(told | fields, ensure_ascii=False) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder in a folder of its own, so that other files can lie beside it."""
    made = tmp_path / "in"
    made.mkdir()
    return made


def headlines() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("headline", flat=True))


# What it prints, and how it ends.


def test_json_is_the_one_thing_on_standard_output(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    (folder / "b.txt").write_text("")
    told = run(folder, "--json")
    assert told.out.count("\n") == 1
    tally = json.loads(told.out)
    assert list(tally) == KEYS
    assert tally["read"] == sum(tally[key] for key in KEYS[1:6])
    assert tally["run"] == ImportRun.objects.get().pk


def test_the_tally_is_one_line_of_words(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    told = run(folder).out.strip().split(", ")
    assert [word.split()[0] for word in told] == KEYS
    assert told[:2] == ["read 1", "created 1"]


def test_the_status_is_0_when_all_was_taken(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    told = run(folder)
    assert (told.status, told.err) == (0, "")


def test_the_status_is_1_when_something_was_rejected_and_the_rest_is_taken(
    run: Import, folder: Path
) -> None:
    (folder / "a.txt").write_text("")
    (folder / "b.txt").write_text(clipping())
    told = run(folder, "--json")
    assert (told.status, told.tally) == (1, {"created": 1, "rejected": 1})
    assert told.err == f"{folder}/a.txt, line 1: It is empty.\n"


def test_it_does_not_start_with_a_path_at_which_there_is_nothing(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    told = run(folder / "a.txt", folder / "b.txt", folder / "c.txt")
    assert (told.status, headlines()) == (2, [])
    assert told.err == f"There is nothing at {folder}/b.txt, {folder}/c.txt."


def test_it_does_not_start_with_a_link_that_leads_nowhere(run: Import, folder: Path) -> None:
    (folder / "link").symlink_to(folder / "gone")
    assert run(folder / "link").status == 2


def test_it_does_not_start_with_an_unknown_source(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    told = run(folder, "--source", "gazette")
    assert told.status == 2
    assert told.err == "There is no source 'gazette'. Make it in the admin, under Sources."


@pytest.mark.parametrize(
    "rejects",
    ["in/a.txt", "in/below/old.jsonl", "in/../in/a.txt"],
)
def test_it_does_not_start_when_the_rejects_file_is_read_from(
    run: Import, folder: Path, rejects: str
) -> None:
    (folder / "a.txt").write_text(clipping())
    (folder / "below").mkdir()
    (folder / "below" / "old.jsonl").write_text(line())
    path = folder.parent / rejects
    told = run(folder, "--rejects", path)
    assert (told.status, (folder / "a.txt").read_text()) == (2, clipping())
    assert told.err == f"{path} is read from and cannot be written to; name another file."


def test_a_new_rejects_file_among_the_inputs_is_not_read(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text("no clipping")
    path = folder / "rejects.jsonl"
    assert run(folder, "--rejects", path).status == 1
    assert len(path.read_text().splitlines()) == 1


def test_a_long_run_says_how_far_it_is(run: Import, folder: Path) -> None:
    (folder / "a.jsonl").write_text("".join(line(headline=f"Ferry {i}") for i in range(5)))
    told = run(folder, "--chunk-size", "2")
    assert told.err.splitlines() == ["2 read, 0 of them rejected", "4 read, 0 of them rejected"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.one_engine
def test_on_a_terminal_a_bar_says_how_far_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jsonl").write_text("".join(line(headline=f"Ferry {i}") for i in range(5)))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    call_command("import_articles", str(folder), "--chunk-size", "2", stderr=terminal)
    assert "100%" in terminal.getvalue()
    assert "of them rejected" not in terminal.getvalue()


def test_it_does_not_start_when_the_rejects_file_is_the_input_itself(
    run: Import, folder: Path
) -> None:
    file = folder / "rejects.jsonl"
    file.write_text(line())
    (folder / "link").symlink_to(file)
    assert [run(file, "--rejects", each).status for each in (file, folder / "link")] == [2, 2]
    assert file.read_text() == line()


def test_it_does_not_start_when_the_rejects_file_cannot_be_written(
    run: Import, folder: Path
) -> None:
    (folder / "a.txt").write_text(clipping())
    path = folder.parent / "missing" / "rejects.jsonl"
    told = run(folder, "--rejects", path)
    assert (told.status, ImportRun.objects.count()) == (2, 0)
    assert told.err == f"{path} cannot be written: No such file or directory."


def test_nothing_is_written_over_when_it_does_not_start(run: Import, folder: Path) -> None:
    rejects = folder.parent / "rejects.jsonl"
    rejects.write_text(line())
    assert run(folder, "--rejects", rejects, "--source", "gazette").status == 2
    assert rejects.read_text() == line()


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--language", "Turkish", "'Turkish' is no tag such as en or tr"),
        ("--encoding", "turkish", "'turkish' is no charset such as windows-1254"),
        ("--encoding", "base64", "'base64' is no charset such as windows-1254"),
        ("--encoding", "hex", "'hex' is no charset such as windows-1254"),
        ("--encoding", "idna", "'idna' is no charset such as windows-1254"),
        ("--encoding", "undefined", "'undefined' is no charset such as windows-1254"),
        ("--chunk-size", "0", "'0' is no number from 1 to 10000"),
        ("--chunk-size", "10001", "'10001' is no number from 1 to 10000"),
        ("--chunk-size", "-1", "'-1' is no number from 1 to 10000"),
        ("--chunk-size", "many", "'many' is no number from 1 to 10000"),
        ("--format", "word", "invalid choice: 'word'"),
        ("--status", "approved", "invalid choice: 'approved'"),
    ],
)
def test_a_bad_option_says_what_it_takes(
    run: Import, folder: Path, option: str, value: str, told: str
) -> None:
    message = run(folder, option, value).err
    assert (message.split(": ")[1], told in message) == (f"argument {option}", True)


# A process of its own, as an operator starts it.


@pytest.fixture(scope="module")
def desk(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - makes the template
    """Make a folder with a database in it, and one clipping."""
    made = tmp_path_factory.mktemp("desk")
    shutil.copy(get_template_file(), made / "newsroom.sqlite3")
    (made / "good.txt").write_text(clipping())
    (made / "bad.txt").write_text("")
    return made


def manage(
    folder: Path, *arguments: str, given: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, PROJECT / "manage.py", *arguments],
        cwd=folder,
        env=ours | variables,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


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
    told = manage(desk, "import_articles", *arguments)
    assert (told.returncode, "Traceback" in told.stderr) == (status, False)


@pytest.mark.one_engine
def test_a_process_prints_nothing_but_the_json(desk: Path) -> None:
    told = manage(desk, "import_articles", "-", "bad.txt", "--json", given=line("From a pipe"))
    assert (told.returncode, list(json.loads(told.stdout))) == (1, KEYS)
    assert told.stderr == "bad.txt, line 1: It is empty.\n"


@pytest.mark.one_engine
def test_a_database_without_tables_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(clipping())
    told = manage(tmp_path, "import_articles", "a.txt")
    assert told.returncode == 2
    assert told.stderr == (
        "CommandError: The database has no tables yet: run manage.py migrate first.\n"
    )


@pytest.mark.one_engine
def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(clipping())
    told = manage(
        tmp_path,
        *("import_articles", "a.txt"),
        NEWSROOM_DATABASE_URL=f"sqlite:///{tmp_path}/missing/newsroom.sqlite3",
        NEWSROOM_SECRET_KEY="only-for-this-test",
    )
    assert told.returncode == 2
    assert told.stderr == (
        "CommandError: The database cannot be reached: unable to open database file\n"
    )


def children_of(pid: int) -> list[int]:
    """Return the processes that this one started and that run still."""
    return [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if stat.read_text().rpartition(")")[2].split()[1] == str(pid)
    ]


@pytest.mark.one_engine
def test_a_reading_process_that_is_killed_is_told_in_a_sentence_and_what_was_read_stays(
    desk: Path,
) -> None:
    (desk / "many.jsonl").write_text("".join(line(f"Piece {i}") for i in range(worker.FRAME)))
    options = ["--chunk-size", str(worker.FRAME)]
    with subprocess.Popen(
        [sys.executable, PROJECT / "manage.py", "import_articles", "many.jsonl", "-", *options],
        cwd=desk,
        env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
        stdin=subprocess.PIPE,  # in which nothing comes
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert process.stderr.readline() == f"{worker.FRAME} read, 0 of them rejected\n"
        (child,) = children_of(process.pid)
        os.kill(child, signal.SIGKILL)
        told = process.stderr.read()
    assert process.returncode == 2
    assert told == (
        "CommandError: Reading ended early, with status -9. What was imported before stays; start "
        "the import again to go on, with fewer files at once if memory ran out.\n"
    )
    again = manage(desk, "import_articles", "many.jsonl", "--json")
    assert json.loads(again.stdout)["unchanged"] == worker.FRAME


# Paths.


def test_a_folder_is_read_by_name_with_all_below_it(run: Import, folder: Path) -> None:
    (folder / "b").mkdir()
    for name in ("c.txt", "a.txt", "b/2.txt", "b/1.txt"):
        (folder / name).write_text(clipping(name))
    assert run(folder).status == 0
    assert headlines() == ["a.txt", "b/1.txt", "b/2.txt", "c.txt"]


def test_hidden_files_and_links_in_a_folder_are_passed_over(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping("Seen"))
    (folder / ".b.txt").write_text(clipping("Hidden"))
    (folder / ".git").mkdir()
    (folder / ".git" / "c.txt").write_text(clipping("Deeper"))
    elsewhere = folder.parent / "elsewhere.txt"
    elsewhere.write_text(clipping("Elsewhere"))
    (folder / "link.txt").symlink_to(elsewhere)
    assert (run(folder, "--json").tally, headlines()) == ({"created": 1}, ["Seen"])


def test_a_link_that_is_named_itself_is_followed(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    (folder / "link").symlink_to(folder / "a.txt")
    assert run(folder / "link", "--json").tally == {"created": 1}


def test_a_folder_without_files_is_told(run: Import, folder: Path) -> None:
    (folder / "below").mkdir()
    told = run(folder)
    assert (told.status, told.err) == (2, f"There is no file in {folder}.")
    assert ImportRun.objects.count() == 0


def test_who_stops_it_is_told_how_to_go_on(
    run: Import, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    (folder / "a.txt").write_text(clipping())
    monkeypatch.setattr(import_articles, "ingest", stopped)
    told = run(folder)
    assert told.status == 2
    assert told.err == "Stopped. What was imported before stays; start the import again to go on."


def test_a_table_in_the_charset_that_is_told_is_a_table(run: Import, folder: Path) -> None:
    table = "Başlık\tMetin\nVapur kalktı\tVapur öğlen ayrıldı.\n"
    (folder / "a.tsv").write_text(table, encoding="windows-1254")
    names = ("--map", "Başlık=headline", "--map", "Metin=text")
    told = run(folder, "--encoding", "windows-1254", *names, "--json")
    assert (told.status, told.tally) == (0, {"created": 1})
    assert Article.objects.get().headline == "Vapur kalktı"


@contextmanager
def fed(content: bytes) -> Iterator[None]:
    """Let the processes that are started meanwhile read this from their standard input."""
    before = os.dup(0)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        os.dup2(file.fileno(), 0)
        yield
    os.dup2(before, 0)
    os.close(before)


def test_standard_input_is_read_for_a_dash(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping("A file"))
    with fed((line("İskele") + line("Vapur")).encode()):
        assert run("-", folder, "--json").tally == {"created": 3}
    assert headlines() == ["İskele", "Vapur", "A file"]
    assert list(Original.objects.order_by("pk").values_list("path", "position")) == [
        ("-", "line 1"),
        ("-", "line 2"),
        (f"{folder}/a.txt", "line 1"),
    ]


def test_what_cannot_be_read_is_a_reject_and_the_rest_goes_on(run: Import, folder: Path) -> None:
    (folder / "b.txt").write_text(clipping())
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "a.socket"))
        told = run(folder / "a.socket", folder / "b.txt", "--json")
    assert (told.status, told.tally) == (1, {"created": 1, "rejected": 1})
    assert told.err.split(": ", 1)[1] == "It cannot be read: No such device or address.\n"


def test_a_file_whose_name_is_not_utf_8_is_imported(run: Import, folder: Path) -> None:
    name = os.fsdecode(b"kad\xfdk\xf6y.txt")
    (folder / name).write_text(clipping())
    assert run(folder, "--json").tally == {"created": 1}
    assert Original.objects.get().path == rf"{folder}/kad\udcfdk\udcf6y.txt"


def test_the_batch_is_labelled_with_the_paths(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    run(folder / "a.txt", folder)
    assert ImportRun.objects.get().label == f"{folder}/a.txt {folder}"


# Options.


def test_drafts_are_what_it_makes_unless_told_otherwise(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    run(folder)
    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize("status", ["draft", "review", "published"])
def test_the_status_is_that_of_new_articles(run: Import, folder: Path, status: str) -> None:
    (folder / "a.txt").write_text(clipping())
    run(folder, "--status", status)
    assert Article.objects.get().status == status


@pytest.mark.parametrize("named", ["harbour-gazette", "Harbour Gazette", "HG"])
def test_the_source_is_named_by_its_slug_or_any_name(run: Import, folder: Path, named: str) -> None:
    source = make_source("Harbour Gazette")
    source.aliases.create(name="HG")
    (folder / "a.jsonl").write_text(line(source=None))
    run(folder, "--source", named)
    assert Article.objects.get().source == source


def test_the_language_stands_in_where_none_is_told(run: Import, folder: Path) -> None:
    (folder / "a.jsonl").write_text(line("One") + line("Two", language="hy"))
    run(folder, "--language", "pt-BR")
    told = Article.objects.order_by("pk").values_list("language", flat=True)
    assert list(told) == ["pt-BR", "hy"]


def test_the_encoding_is_that_of_files_that_are_not_utf_8(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping("Iğdır'da bayram"), encoding="windows-1254")
    (folder / "b.txt").write_text(clipping("Şişli"), encoding="utf-8")
    assert run(folder, "--encoding", "windows-1254").status == 0
    assert headlines() == ["Iğdır'da bayram", "Şişli"]


def test_the_encoding_of_the_source_is_taken_where_none_is_given(run: Import, folder: Path) -> None:
    Source.objects.create(name="Harbour Gazette", encoding="iso-8859-9")
    (folder / "a.txt").write_text(clipping("Iğdır'da bayram"), encoding="iso-8859-9")
    assert run(folder, "--source", "harbour-gazette").status == 0
    assert headlines() == ["Iğdır'da bayram"]


def test_the_encoding_that_is_given_goes_before_that_of_the_source(
    run: Import, folder: Path
) -> None:
    Source.objects.create(name="Harbour Gazette", encoding="koi8-r")
    (folder / "a.txt").write_text(clipping("Iğdır'da bayram"), encoding="iso-8859-9")
    run(folder, "--source", "harbour-gazette", "--encoding", "iso-8859-9")
    assert headlines() == ["Iğdır'da bayram"]


def test_the_format_is_taken_as_given(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text("A headline alone\n\nAnd a text that bears no mark.\n")
    assert run(folder, "--json").tally == {"rejected": 1}
    assert run(folder, "--json", "--format", "clipping").tally == {"created": 1}


def test_a_dry_run_tells_the_tally_and_changes_nothing(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(clipping())
    (folder / "b.txt").write_text("")
    dry = run(folder, "--json", "--dry-run")
    assert (dry.status, json.loads(dry.out)["run"]) == (1, None)
    assert (Article.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert run(folder, "--json").tally == dry.tally


def test_small_batches_bring_the_same(run: Import, folder: Path) -> None:
    (folder / "a.jsonl").write_text("".join(line(f"Piece {i}") for i in range(5)))
    assert run(folder, "--json", "--chunk-size", "2").tally == {"created": 5}
    assert run(folder, "--json", "--chunk-size", "3").tally == {"unchanged": 5}


# The rejects file.


def test_a_reject_is_a_json_line_of_its_place_reason_and_record(run: Import, folder: Path) -> None:
    rejects = folder.parent / "rejects.jsonl"
    (folder / "a.jsonl").write_text(line() + line("", kind="news"))
    run(folder, "--rejects", rejects)
    (told,) = rejects.read_text().splitlines()
    assert json.loads(told) == {
        "path": f"{folder}/a.jsonl",
        "position": "line 2",
        "reason": "It has no headline.",
        "record": json.loads(line("", kind="news")),
    }


def test_the_rejects_file_is_empty_when_nothing_was_rejected(run: Import, folder: Path) -> None:
    rejects = folder.parent / "rejects.jsonl"
    rejects.write_text("from an earlier run")
    (folder / "a.txt").write_text(clipping())
    run(folder, "--rejects", rejects)
    assert rejects.read_text() == ""


LONG = "x" * 501


@pytest.mark.parametrize(
    ("content", "wrong", "right"),
    [
        (line("", text="Words.").encode(), '"headline": ""', '"headline": "Mended"'),
        (line(LONG).encode(), LONG, "Mended"),
        (b"## Mended\n-\n08.11.2019\n", "08.11.2019\\n", "08.11.2019\\n\\nThe text.\\n"),
        (clipping(LONG).encode(), LONG, "Mended"),
        (b"Mended\n\nA text that bears no mark.", "Mended\\n", "## Mended\\n-\\n08.11.2019\\n"),
    ],
    ids=[
        "a JSON record",
        "a JSON record that the tables refused",
        "a clipping",
        "a clipping that the tables refused",
        "a text",
    ],
)
def test_a_reject_that_was_mended_is_imported_as_it_is(
    run: Import, folder: Path, content: bytes, wrong: str, right: str
) -> None:
    rejects = folder.parent / "rejects.jsonl"
    (folder / "a").write_bytes(content)
    assert run(folder, "--rejects", rejects, "--json").tally == {"rejected": 1}
    told = rejects.read_text()
    assert told.count(wrong) >= 1
    rejects.write_text(told.replace(wrong, right))
    assert run(rejects, "--json").tally == {"created": 1}
    assert headlines() == ["Mended"]


def test_bytes_that_are_no_utf_8_are_imported_from_the_rejects_file_with_their_encoding(
    run: Import, folder: Path
) -> None:
    rejects = folder.parent / "rejects.jsonl"
    content = clipping("Iğdır'da bayram").encode("windows-1254")
    (folder / "a.txt").write_bytes(content)
    assert run(folder, "--rejects", rejects, "--json").tally == {"rejected": 1}
    assert list(json.loads(rejects.read_text())["record"]) == ["base64"]
    assert run(rejects, "--json", "--encoding", "windows-1254").tally == {"created": 1}
    assert headlines() == ["Iğdır'da bayram"]
    assert bytes(Original.objects.get().content) == content


@pytest.mark.parametrize("name", ["a.txt", os.fsdecode(b"kad\xfdk\xf6y.txt")])
@pytest.mark.parametrize("content", ["", '{"headline": "half a pair \\ud800"}\n'])
def test_a_rejects_file_is_utf_8_whatever_was_rejected(
    run: Import, folder: Path, name: str, content: str
) -> None:
    rejects = folder.parent / "rejects.jsonl"
    (folder / name).write_text(content)
    assert run(folder, "--rejects", rejects).status == 1
    assert json.loads(rejects.read_text(encoding="utf-8"))["path"] == f"{folder}/{name}"


def test_rejects_are_rejected_again_until_they_are_mended(run: Import, folder: Path) -> None:
    first, second = folder.parent / "first.jsonl", folder.parent / "second.jsonl"
    (folder / "a.jsonl").write_text(line("", text="Words."))
    run(folder, "--rejects", first)
    assert run(first, "--rejects", second, "--json").tally == {"rejected": 1}
    told = [json.loads(each.read_text()) for each in (first, second)]
    assert told[0] | {"path": str(first)} == told[1]


@pytest.mark.one_engine
def test_a_copy_of_the_archive_of_the_demo_comes_out_the_same_twice(
    run: Import, folder: Path
) -> None:
    shutil.copytree(PROJECT / "articles" / "demo", folder, dirs_exist_ok=True)
    assert run(folder, "--json", "--status", "published").tally == {"created": 32}
    before = list(Article.objects.order_by("pk").values())
    assert run(folder, "--json", "--status", "published").tally == {"unchanged": 32}
    assert list(Article.objects.order_by("pk").values()) == before


# Names of others, and what is no article.


def test_names_of_theirs_are_read_as_ours(run: Import, folder: Path) -> None:
    told = {"başlık": "İskele", "metin": "Vapur kalktı.", "sayfa": 3}
    (folder / "a.jsonl").write_text(json.dumps(told))
    done = run(folder, "--map", "başlık=headline", "--map", "metin=text", "--json")
    assert (done.tally, headlines()) == ({"created": 1}, ["İskele"])


def test_a_name_that_is_none_of_ours_cannot_start(run: Import, folder: Path) -> None:
    (folder / "a.jsonl").write_text(line("İskele"))
    told = run(folder, "--map", "title=heading")
    assert (told.status > 0, "does not say which name of ours" in told.err) == (True, True)


WORDPRESS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Ferry</title>
<wp:wxr_version>1.2</wp:wxr_version>
<item><title>Photo</title><wp:post_id>1</wp:post_id><wp:post_type>attachment</wp:post_type></item>
<item><title>Ferry opens</title><guid>http://ferry.example.org/?p=2</guid>
<content:encoded>It rained.</content:encoded><wp:post_id>2</wp:post_id>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>"""


def test_what_is_no_article_is_left_out_and_counted(run: Import, folder: Path) -> None:
    (folder / "a.xml").write_text(WORDPRESS)
    done = run(folder, "--json")
    assert done.tally == {"created": 1}
    assert "attachments left out, as they are no articles: 1" in done.err
