"""The command that exports: what it selects, where it writes, and its exit status."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.exporting import clipping, jsonl, ninjs, table
from articles.management.commands.export_articles import open_output
from articles.models import Status
from articles.site.filters import ArticleFilter
from tests.conftest import PROJECT
from tests.desks import get_template_file
from tests.factories import make_article, make_live, make_page_of_articles, make_source

pytestmark = pytest.mark.django_db

OURS = ("NEWSROOM_", "DJANGO_")
FORMATS = {"jsonl": jsonl, "csv": table, "ninjs": ninjs, "clipping": clipping}


@dataclass
class Run:
    status: int
    out: str
    err: str

    @property
    def headlines(self) -> list[str]:
        return [json.loads(line)["headline"] for line in self.out.splitlines()]


Export = Callable[..., Run]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Export:
    """Return a function that runs the command in this process."""

    def run(*arguments: str | Path, name: str = "jsonl") -> Run:
        capfd.readouterr()
        try:
            call_command("export_articles", "--format", name, *map(str, arguments))
        except CommandError as error:
            return Run(error.returncode, capfd.readouterr().out, str(error))
        output = capfd.readouterr()
        return Run(0, output.out, output.err)

    return run


# Formats.


@pytest.mark.parametrize("name", list(FORMATS))
def test_each_format_is_written_to_standard_output(run: Export, name: str) -> None:
    made = make_page_of_articles(3)
    result = run(name=name)
    assert result.out == "".join(FORMATS[name].stream(made))
    assert (result.status, result.err) == (0, "3 articles written\n")


@pytest.mark.parametrize("name", list(FORMATS))
def test_nothing_to_export_is_no_error(run: Export, name: str) -> None:
    result = run(name=name)
    assert result.out == "".join(FORMATS[name].stream([]))
    assert (result.status, result.err) == (0, "0 articles written\n")


# Selection.


def test_what_readers_see_is_exported_oldest_row_first(run: Export) -> None:
    make_live(headline="A", published_at=datetime(2020, 1, 1, tzinfo=UTC))
    make_article(headline="B")
    make_live(headline="C", published_at=timezone.now() + timedelta(days=1))
    make_live(headline="D", published_at=datetime(2019, 1, 1, tzinfo=UTC))
    make_live(headline="E", status=Status.DRAFT)
    assert run().headlines == ["A", "D", "E"]


@pytest.mark.parametrize(
    ("options", "headlines"),
    [
        (["--source", "agos"], ["A"]),
        (["--kind", "report"], ["B"]),
        (["--language", "tr"], ["A", "B"]),
        (["--author", "can-oz"], ["B"]),
        (["--tag", "harbour"], ["A"]),
        (["--from", "2020-01-02"], ["B"]),
        (["--until", "2020-01-01"], ["A"]),
        (["--language", "tr", "--from", "2020-01-01", "--until", "2020-01-02"], ["A", "B"]),
        (["--source", ""], ["A", "B"]),
    ],
)
def test_the_filters_of_the_public_lists_narrow_it(
    run: Export, options: list[str], headlines: list[str]
) -> None:
    day = datetime(2020, 1, 1, 12, tzinfo=UTC)
    make_live(
        headline="A", source=make_source("Agos"), language="tr", tags=("harbour",), published_at=day
    )
    make_live(
        headline="B",
        kind="report",
        language="tr",
        authors=("Can Öz",),
        published_at=day.replace(day=2),
    )
    assert run(*options).headlines == headlines


def test_every_filter_of_the_public_lists_is_an_option(run: Export) -> None:
    nothing = [part for name in ArticleFilter.base_filters for part in (f"--{name}", "")]
    assert run(*nothing).status == 0


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        (
            "--kind",
            "poem",
            "--kind: Select a valid choice. poem is not one of the available choices.",
        ),
        ("--from", "yesterday", "--from: Enter a valid date."),
        (
            "--source",
            "nobody",
            "--source: Select a valid choice. That choice is not one of the available choices.",
        ),
    ],
)
def test_a_bad_value_is_reported_with_the_form_error(
    run: Export, tmp_path: Path, option: str, value: str, message: str
) -> None:
    make_live()
    result = run(option, value, "--output", tmp_path / "out.jsonl")
    assert (result.status, result.out, result.err) == (2, "", message)
    assert list(tmp_path.iterdir()) == []


def test_articles_of_a_status_are_exported_from_their_row(run: Export) -> None:
    make_article(headline="A")
    make_article(headline="B", status=Status.REVIEW)
    make_live(headline="C", status=Status.DRAFT)
    make_live(headline="D")
    assert run("--status", "draft").headlines == ["A", "C"]
    assert run("--status", "draft", "--status", "review").headlines == ["A", "B", "C"]


def test_articles_of_a_status_can_be_filtered_by_unpublished_sources(run: Export) -> None:
    make_article(
        headline="A", source=make_source("Agos"), authors=("Ada Writer",), tags=("harbour",)
    )
    make_article(headline="B")
    filters = ["--source", "agos", "--author", "ada-writer", "--tag", "harbour"]
    assert run("--status", "draft", *filters).headlines == ["A"]
    assert run(*filters).status == 2


# Output.


def test_a_file_holds_all_of_it(run: Export, tmp_path: Path) -> None:
    article = make_live(headline="Iğdır")
    result = run("--output", tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == jsonl.render(article)
    assert (result.out, result.err) == ("", "1 articles written\n")
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


def test_lines_of_a_table_end_with_crlf(run: Export, tmp_path: Path) -> None:
    make_live()
    run("--output", tmp_path / "out.csv", name="csv")
    content = (tmp_path / "out.csv").read_bytes()
    assert (content[:3], content[-2:]) == (b"\xef\xbb\xbf", b"\r\n")


def test_a_file_is_replaced_and_keeps_its_mode_and_its_link(run: Export, tmp_path: Path) -> None:
    make_live()
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "real.jsonl").chmod(0o600)
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    run("--output", tmp_path / "link.jsonl")
    assert "headline" in (tmp_path / "real.jsonl").read_text()
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").stat().st_mode & 0o777 == 0o600


def test_an_export_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "out.jsonl"
    place.write_text("old")
    with contextlib.suppress(KeyboardInterrupt), open_output(str(place)) as file:
        file.write(b"half")
        raise KeyboardInterrupt  # as by Ctrl+C
    assert place.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("missing/out.jsonl", "missing/out.jsonl cannot be written: No such file or directory."),
        (".", ". cannot be written: Is a directory."),
    ],
)
def test_a_place_that_cannot_be_written_is_reported(
    run: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("--output", place)
    assert (result.status, result.err) == (2, message)


def test_a_device_is_written_to_and_not_replaced(run: Export) -> None:
    make_live()
    assert run("--output", "/dev/null").err == "1 articles written\n"
    assert Path("/dev/null").is_char_device()


def test_a_full_disk_is_reported(run: Export) -> None:
    make_live()
    result = run("--output", "/dev/full")
    assert (result.status, result.err) == (
        1,
        "/dev/full could not be written: No space left on device.",
    )


# The command in a process of its own.


def manage(folder: Path, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.Popen(
        [sys.executable, PROJECT / "manage.py", *arguments],
        cwd=folder,
        env=ours | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.fixture(scope="module")
def desk(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - makes the template
    """Make a folder with a database, and an article larger than the buffer of a pipe."""
    made = tmp_path_factory.mktemp("desk")
    shutil.copy(get_template_file(), made / "newsroom.sqlite3")
    record = {"headline": "Iğdır", "text": "It left. " * 30_000, "source": "Agos"}
    (made / "a.jsonl").write_text(json.dumps(record))
    manage(made, "import_articles", "a.jsonl", "--status", "published").communicate()
    return made


@pytest.mark.unmeasured
@pytest.mark.one_engine
def test_a_process_writes_utf_8_whatever_its_locale(desk: Path) -> None:
    process = manage(desk, "export_articles", "--format", "jsonl", LC_ALL="C", PYTHONUTF8="0")
    out, err = process.communicate()
    assert json.loads(out)["headline"] == "Iğdır"
    assert (process.returncode, err) == (0, b"1 articles written\n")


@pytest.mark.unmeasured
@pytest.mark.one_engine
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_is_closed_ends_it_quietly(desk: Path, unbuffered: str) -> None:
    arguments = ("export_articles", "--format", "clipping")
    with manage(desk, *arguments, PYTHONUNBUFFERED=unbuffered) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(5) == b"## I\xc4"
        process.stdout.close()
        assert (process.stderr.read(), process.wait(60)) == (b"", 0)


def test_a_pipe_that_nobody_reads_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    make_live()
    reading, writing = os.pipe()
    os.close(reading)
    errors = io.StringIO()
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        call_command("export_articles", "--format", "jsonl", stderr=errors)
    assert errors.getvalue() == ""


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("missing.sqlite3", "The database {folder}/missing.sqlite3 does not exist."),
        ("empty.sqlite3", "Tables are missing in the database: run manage.py migrate."),
    ],
)
def test_a_database_that_cannot_be_read_is_reported(
    tmp_path: Path, place: str, sentence: str
) -> None:
    (tmp_path / "empty.sqlite3").touch()
    process = manage(
        tmp_path,
        *("export_articles", "--format", "csv", "--source", "agos"),
        NEWSROOM_DATABASE_URL=f"sqlite:///{tmp_path}/{place}",
        NEWSROOM_SECRET_KEY="only-for-this-test",
    )
    out, err = process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert err.decode().startswith(f"CommandError: {sentence.format(folder=tmp_path)}")
    assert err.count(b"\n") == 1


def test_drafts_in_a_language_that_the_desk_does_not_read_can_be_chosen(run: Export) -> None:
    make_article(language="ar", headline="A")
    make_article(language="tr", headline="B")
    assert run("--status", "draft", "--language", "ar").headlines == ["A"]
    assert run("--status", "published", "--language", "ar").status == 2
