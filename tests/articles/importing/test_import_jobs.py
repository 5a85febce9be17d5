"""Uploads: stored, previewed and imported, and what becomes of work that is interrupted."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from articles.importing import import_jobs, uploads, worker
from articles.models import Article, Blob, ImportRun, Original, Upload, UploadState
from articles.models.blob import FileNotStoredError
from articles.parsing.problems import Problem
from tests.factories import make_blob, make_source, make_upload, make_user
from tests.problems import say

OPTIONS = {"format": "auto", "status": "draft"}


def make_line(headline: str = "Ferry sails", **fields: Any) -> str:
    fields = {"headline": headline, "text": f"{headline}: it left at noon.", **fields}
    return json.dumps(fields, ensure_ascii=False) + "\n"


GOOD = (make_line("One") + make_line("Two", source="Gazette")).encode()
STOPPED = Problem("import.stopped", {"status": -9})
BAD = make_line("Three", text=7).encode()


def read_rejects(upload: Upload) -> bytes:
    rejects = Upload.objects.get(pk=upload.pk).rejects
    return rejects.read() if rejects else b""


def store(content: bytes) -> Upload:
    file = ContentFile(content, name="a.bin")
    return uploads.store_upload(file, by=make_user(), options=OPTIONS)


# Storing.


@pytest.mark.django_db
def test_a_file_is_stored_as_it_is() -> None:
    whole = os.urandom(2**20 * 2 + 5)
    upload = store(whole)
    assert upload.file
    assert upload.file.read() == whole
    assert (upload.name, upload.size) == ("a.bin", len(whole))


@pytest.mark.django_db
def test_an_upload_forgets_old_ones() -> None:
    make_upload(GOOD)
    done = make_upload(GOOD, state=UploadState.FINISHED, rejects=make_blob(b"rejects"))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        new = store(BAD)
        assert set(Upload.objects.all()) == {done, new}
        done.refresh_from_db()
        assert (done.file, read_rejects(done)) == (None, b"rejects")
        assert Blob.objects.unused().get().read() == GOOD


# Previewing.


@pytest.mark.django_db
def test_a_preview_reports_all_and_changes_nothing() -> None:
    upload = make_upload(GOOD + BAD, state=UploadState.PREVIEWING)
    tally = import_jobs.process_upload(upload, is_preview=True)
    upload.refresh_from_db()
    assert (upload.state, upload.read_size) == (UploadState.PREVIEWED, upload.size)
    assert (Article.objects.count(), ImportRun.objects.count(), tally.run) == (0, 0, None)
    reason = "text is 7, but must be a text"
    (problem,) = upload.preview.pop("problems")
    assert say(Problem.from_json(problem.pop("reason"))).startswith(reason)
    assert problem == {"path": "ferries.jsonl", "position": "line 3", "record": "Three"}
    blank = {"date": "", "authors": "", "language": ""}
    counts = {"created": 2, "updated": 0, "unchanged": 0, "duplicate": 0, "rejected": 1}
    assert upload.preview == {
        "counts": counts,
        "within": {},
        "left_out": {},
        "duplicates": [],
        "articles": [
            {"headline": "One", "source": "", **blank},
            {"headline": "Two", "source": "Gazette", **blank},
        ],
    }


@pytest.mark.django_db
def test_a_preview_keeps_the_first_duplicates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "MAX_PROBLEMS", 5)
    line = {"headline": "Ferry", "text": "It left at noon.", "source": "Gazette"}
    lines = [{**line, "id": "1"}, *[line] * (import_jobs.MAX_PROBLEMS + 1)]
    content = "".join(json.dumps(each) + "\n" for each in lines).encode()
    upload = make_upload(content, state=UploadState.PREVIEWING)
    tally = import_jobs.process_upload(upload, is_preview=True)
    upload.refresh_from_db()
    assert tally.counts["duplicate"] == import_jobs.MAX_PROBLEMS + 1
    assert len(upload.preview["duplicates"]) == import_jobs.MAX_PROBLEMS
    assert upload.preview["duplicates"][0]["position"] == "line 2"


@pytest.mark.django_db
def test_the_first_articles_are_shown_as_they_would_be() -> None:
    lines = [
        make_line("One", authors=["Ada", "Bo"], source_date="7 November 2019", language="tr"),
        make_line("Two", source_date={"first": "2019-11-07", "precision": "day"}, is_own_work=True),
        *(make_line(f"Ferry {number}") for number in range(9)),
    ]
    upload = make_upload(
        "".join(lines).encode(),
        state=UploadState.PREVIEWING,
        source=make_source("Courier"),
        language="hy",
    )
    import_jobs.process_upload(upload, is_preview=True)
    upload.refresh_from_db()
    first, second, *others = upload.preview["articles"]
    assert first == {
        "headline": "One",
        "source": "Courier",
        "date": "7 November 2019",
        "authors": "Ada, Bo",
        "language": "tr",
    }
    assert (second["source"], second["date"], second["language"]) == ("", "2019-11-07", "hy")
    assert len(others) == import_jobs.MAX_ARTICLES - 2


@pytest.mark.django_db
def test_the_first_of_many_problems_are_shown_and_all_are_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_jobs, "MAX_PROBLEMS", 2)
    upload = make_upload(BAD * 3, state=UploadState.PREVIEWING)
    import_jobs.process_upload(upload, is_preview=True)
    upload.refresh_from_db()
    assert [each["position"] for each in upload.preview["problems"]] == ["line 1", "line 2"]
    rejects = [json.loads(each) for each in read_rejects(upload).splitlines()]
    assert [each["position"] for each in rejects] == ["line 1", "line 2", "line 3"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (b"", ""),
        (b'["a list"]\n', '["a list"]'),
        (b'{"headline": 7}\n', '{"headline": 7}'),
        (
            b'{"headline": "\\ud83d", "kind": "\\u0000"}\n',
            '{"headline": "\\ud83d", "kind": "\\u0000"}',
        ),
        (b"no clipping\xff\n", '{"base64": "bm8gY2xpcHBpbmf/Cg=="}'),
    ],
)
def test_a_problem_shows_the_beginning_of_its_record(file: bytes, expected: str) -> None:
    format_name = "jsonl" if file[:1] else "auto"
    upload = make_upload(file, state=UploadState.PREVIEWING, format=format_name)
    import_jobs.process_upload(upload, is_preview=True)
    upload.refresh_from_db()
    assert [each["record"] for each in upload.preview["problems"]] == [expected]


@pytest.mark.django_db
def test_a_problem_of_a_whole_file_shows_no_record() -> None:
    upload = make_upload(b"[]", state=UploadState.PREVIEWING, format="json")
    import_jobs.process_upload(upload, is_preview=True)
    upload.refresh_from_db()
    assert [each["record"] for each in upload.preview["problems"]] == [""]


# Importing.


@pytest.mark.django_db
def test_an_upload_is_imported_like_a_path_and_its_rejects_are_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, rejects = tmp_path / "ferries.jsonl", tmp_path / "rejects.jsonl"
    file.write_bytes(GOOD + BAD)
    with pytest.raises(SystemExit):
        call_command("import_articles", str(file), "--dry-run", "--rejects", str(rejects))
    upload = make_upload(GOOD + BAD, state=UploadState.RUNNING)
    with pytest.raises(SystemExit) as stopped:
        call_command("import_articles", "--upload", str(upload.pk), "--json")
    assert stopped.value.code == 1
    tally = json.loads(capsys.readouterr().out.splitlines()[-1])
    run = ImportRun.objects.get()
    assert (tally["run"], tally["created"], tally["rejected"]) == (run.pk, 2, 1)
    expected = rejects.read_text().replace(str(file), "ferries.jsonl")
    assert read_rejects(upload).decode() == expected
    upload.refresh_from_db()
    assert (upload.state, run.upload) == (UploadState.FINISHED, upload)
    assert (run.label, run.started_by) == ("ferries.jsonl", upload.confirmed_by)
    assert set(Original.objects.values_list("path", flat=True)) == {"ferries.jsonl"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "role"), [("published", "Editors"), ("review", "Contributors"), ("draft", "")]
)
def test_who_lost_the_permission_imports_nothing(status: str, role: str) -> None:
    person = make_user(role)
    upload = make_upload(GOOD, state=UploadState.RUNNING, status=status, confirmed_by=person)
    with pytest.raises(CommandError) as error:
        call_command("import_articles", "--upload", str(upload.pk))
    label = upload.get_status_display()
    expected = f"{person} may not import articles with the status {label!r}."
    upload.refresh_from_db()
    assert (str(error.value), error.value.returncode) == (expected, 2)
    assert (upload.state, Article.objects.count()) == (UploadState.FAILED, 0)
    assert say(Problem.from_json(upload.problem)).endswith("Ask a publisher to go on with it.")


@pytest.mark.django_db
def test_the_upload_of_a_deleted_account_is_not_imported() -> None:
    upload = make_upload(GOOD, state=UploadState.RUNNING, confirmed_by=None)
    with pytest.raises(import_jobs.ImportForbiddenError):
        import_jobs.process_upload(upload, is_preview=False)
    assert Article.objects.count() == 0


@pytest.mark.django_db
def test_the_options_of_the_upload_are_used() -> None:
    content = "headline,Rubrik,text\n,Iğdır'da bayram,Vapur kalktı.\n".encode("windows-1254")
    upload = make_upload(
        content,
        state=UploadState.RUNNING,
        name="a.csv",
        status="review",
        format="csv",
        language="tr",
        names={"Rubrik": "headline", "headline": "-"},
        source=make_source("Courier", encoding="windows-1254"),
    )
    import_jobs.process_upload(upload, is_preview=False)
    article = Article.objects.get()
    fields = (article.headline, article.status, article.language, str(article.source))
    assert fields == ("Iğdır'da bayram", "review", "tr", "Courier")


@pytest.mark.django_db
def test_the_charset_option_overrides_that_of_the_source() -> None:
    upload = make_upload(
        make_line("Iğdır").encode("iso-8859-9"),
        state=UploadState.RUNNING,
        encoding="iso-8859-9",
        source=make_source("Courier", encoding="koi8-r"),
    )
    import_jobs.process_upload(upload, is_preview=False)
    assert Article.objects.get().headline == "Iğdır"


@pytest.mark.django_db
def test_a_second_import_continues_the_first() -> None:
    upload = make_upload(GOOD, state=UploadState.RUNNING)
    import_jobs.process_upload(upload, is_preview=False)
    Upload.objects.update(state=UploadState.RUNNING)
    tally = import_jobs.process_upload(upload, is_preview=False)
    assert (tally.counts["unchanged"], Article.objects.count()) == (2, 2)
    assert upload.runs.count() == 2


# Errors.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "options", "message"),
    [
        (UploadState.PREVIEWED, [], "is waiting to be confirmed, so"),
        (UploadState.PREVIEWED, ["--dry-run"], "is waiting to be confirmed, so"),
        (UploadState.RUNNING, ["--dry-run"], "is being imported, so"),
        (UploadState.FINISHED, [], "is finished, so"),
    ],
)
def test_work_that_nobody_requested_is_refused(
    state: UploadState, options: list[str], message: str
) -> None:
    upload = make_upload(GOOD, state=state)
    with pytest.raises(CommandError) as stopped:
        call_command("import_articles", "--upload", str(upload.pk), *options)
    assert (stopped.value.returncode, Article.objects.count()) == (2, 0)
    assert message in str(stopped.value)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [[], ["a.txt", "--upload", "1"]])
def test_paths_and_an_upload_exclude_each_other(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as stopped:
        call_command("import_articles", *arguments)
    assert stopped.value.returncode == 2
    assert str(stopped.value) == "Give paths or --upload, not both."


@pytest.mark.django_db
def test_a_missing_upload_is_reported() -> None:
    with pytest.raises(CommandError) as stopped:
        call_command("import_articles", "--upload", "7")
    assert str(stopped.value) == "Upload 7 does not exist."


@pytest.mark.django_db
def test_a_process_stops_when_another_one_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = make_upload(GOOD, state=UploadState.RUNNING)
    read_prepared = worker.read_prepared

    def supersede(*args: Any, **kwargs: Any) -> Iterator[Any]:
        Upload.objects.update(process_number=100)
        return read_prepared(*args, **kwargs)

    monkeypatch.setattr(worker, "read_prepared", supersede)
    with pytest.raises(CommandError) as stopped:
        call_command("import_articles", "--upload", str(upload.pk))
    message = f"Upload {upload.pk} is being processed elsewhere, or was discarded."
    assert str(stopped.value) == message
    upload.refresh_from_db()
    assert (upload.state, upload.process_number, upload.problem) == (UploadState.RUNNING, 100, {})


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "expected"), [(-1.0, [10, 15]), (60.0, [0, 0])])
def test_progress_is_reported_but_not_too_often(
    monkeypatch: pytest.MonkeyPatch, seconds: float, expected: list[int]
) -> None:
    monkeypatch.setattr(import_jobs, "_REPORT_INTERVAL", seconds)
    upload = make_upload(GOOD, state=UploadState.RUNNING)
    sizes: list[int] = []

    def read_none(*_args: Any, on_bytes: Callable[[int], object], **_kwargs: Any) -> Iterator[Any]:
        for size in (10, 5):
            on_bytes(size)
            sizes.append(Upload.objects.get().read_size)
        yield from ()

    monkeypatch.setattr(worker, "read_prepared", read_none)
    import_jobs.process_upload(upload, is_preview=False)
    assert sizes == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (worker.ReadingStoppedError(STOPPED), STOPPED),
        (FileNotStoredError("full"), Problem("import.not_stored", {"reason": "full"})),
        (RuntimeError("no"), Problem("import.failed")),
    ],
)
def test_failures_are_stored(
    monkeypatch: pytest.MonkeyPatch, error: Exception, problem: Problem
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> Iterator[Any]:
        raise error

    monkeypatch.setattr(worker, "read_prepared", fail)
    upload = make_upload(GOOD, state=UploadState.RUNNING)
    with pytest.raises(type(error)):
        import_jobs.process_upload(upload, is_preview=False)
    upload.refresh_from_db()
    assert (upload.state, upload.problem) == (UploadState.FAILED, problem.as_json())
    assert upload.log.endswith(f"{error}\n")


@pytest.mark.django_db
def test_a_file_in_which_reading_ended_is_named_by_the_name_of_the_upload(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(paths: list[str], **_kwargs: Any) -> Iterator[Any]:
        yield from ()
        problem = Problem("import.over_time", {"status": -26, "path": f"{paths[0]}/a\udce9.xml"})
        raise worker.ReadingStoppedError(problem)

    monkeypatch.setattr(worker, "read_prepared", fail)
    upload = make_upload(GOOD, name="all.zip", state=UploadState.RUNNING)
    with pytest.raises(worker.ReadingStoppedError):
        import_jobs.process_upload(upload, is_preview=False)
    upload.refresh_from_db()
    problem = Problem("import.over_time", {"status": -26, "path": "all.zip/a\\udce9.xml"})
    assert upload.problem == problem.as_json()


@pytest.mark.django_db
def test_an_import_that_is_interrupted_waits_for_a_process_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload = make_upload(GOOD, state=UploadState.RUNNING)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "read_prepared", _raise(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            import_jobs.process_upload(upload, is_preview=False)
    upload.refresh_from_db()
    assert (upload.state, upload.is_waiting) == (UploadState.RUNNING, True)
    import_jobs.process_upload(upload, is_preview=False)
    assert Article.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_an_import_that_the_database_failed_can_be_begun_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    upload = make_upload(GOOD, state=UploadState.RUNNING)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "read_prepared", _raise(error))
        with pytest.raises(type(error)):
            import_jobs.process_upload(upload, is_preview=False)
    upload.refresh_from_db()
    assert (upload.state, upload.problem) == (UploadState.RUNNING, {})
    import_jobs.process_upload(upload, is_preview=False)
    assert Article.objects.count() == 2


def _raise(error: BaseException) -> Callable[..., Iterator[Any]]:
    def fail(*_args: Any, **_kwargs: Any) -> Iterator[Any]:
        yield from ()
        raise error

    return fail
