"""The reading process: it yields what this process would read, and never outlives the run."""

import inspect
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from articles.importing import worker
from articles.importing.normalise import (
    PreparedItem,
    PreparedRecord,
    RecordKeys,
    UnchangedRecord,
    prepare_items,
)
from articles.parsing import inputs
from articles.parsing.problems import Problem
from articles.parsing.records import Reject
from articles.parsing.resource_limits import Limits
from tests.conftest import PROJECT

pytestmark = pytest.mark.usefixtures("read_in_a_process")

CLIPPING = "## Ferry Opens\n-\n03.12.2020\n---\nHarbour Times (2019)\n\nIt rained in Şile.\n"
# More frames than the parent reads ahead, each longer than the buffer of a pipe.
MANY = worker.FRAME * (worker.AHEAD + 8)
LENGTH = 1_000


def make_lines(number: int, *, length: int = 10) -> str:
    words = "rain " * (length // 5)
    return "".join(
        json.dumps({"headline": f"Ferry {each}", "text": f"{words}{each}"}) + "\n"
        for each in range(number)
    )


@pytest.fixture
def many(tmp_path: Path) -> str:
    (tmp_path / "many.jsonl").write_text(make_lines(MANY, length=LENGTH))
    return str(tmp_path / "many.jsonl")


def get_process(items: Generator[PreparedItem]) -> "subprocess.Popen[bytes]":
    process: subprocess.Popen[bytes] = inspect.getgeneratorlocals(items)["process"]
    return process


def get_queue(items: Generator[PreparedItem]) -> Any:
    """Return the queue of the messages that were received and wait."""
    return inspect.getgeneratorlocals(inspect.getgeneratorlocals(items)["messages"])["messages"]


def wait_until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# What it yields.


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"charset": "windows-1254"},
        {"format_name": "clipping"},
        {"name_map": {"başlık": "headline"}},
    ],
)
def test_it_yields_what_this_process_would_read(tmp_path: Path, options: dict[str, Any]) -> None:
    (tmp_path / "a.txt").write_text(CLIPPING)
    (tmp_path / "b.txt").write_bytes(CLIPPING.encode("windows-1254"))
    (tmp_path / "c.jsonl").write_text(make_lines(2 * worker.FRAME + 1))
    (tmp_path / "d.json").write_text('[{"başlık": "İskele", "text": "Vapur."}]')
    (tmp_path / "e.pdf").write_bytes(b"%PDF")
    here = prepare_items(inputs.read_paths([str(tmp_path)], **options))
    assert list(worker.read_prepared([str(tmp_path)], **options)) == list(here)


def test_an_empty_folder_yields_nothing(tmp_path: Path) -> None:
    assert list(worker.read_prepared([str(tmp_path)])) == []


def test_more_paths_are_read_than_one_argument_could_hold(tmp_path: Path) -> None:
    empty = tmp_path / ("x" * 100)
    empty.write_text("")
    paths = [str(empty)] * 1_500
    assert len(json.dumps(paths)) > 128 * 1024
    assert len(list(worker.read_prepared(paths))) == 1_500


@pytest.mark.parametrize("number", [0, 1, worker.FRAME, 2 * worker.FRAME + 1])
def test_all_bytes_read_are_reported(tmp_path: Path, number: int) -> None:
    (tmp_path / "a.jsonl").write_text(make_lines(number))
    sizes: list[int] = []
    list(worker.read_prepared([str(tmp_path)], on_bytes=sizes.append))
    assert sum(sizes) == len(make_lines(number))
    assert len(sizes) == number // worker.FRAME + 1


# Its modules.


def test_it_does_not_import_django() -> None:
    program = (
        "import sys, articles.importing.worker;"
        "print(sorted({each.split('.')[0] for each in sys.modules} & {'django', 'taggit'}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, check=True
    )
    assert result.stdout == b"[]\n"


def test_modules_in_the_working_folder_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "queue", "pickle"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    (tmp_path / "a.txt").write_text(CLIPPING)
    monkeypatch.chdir(tmp_path)
    assert [each.path for each in worker.read_prepared(["a.txt"])] == ["a.txt"]


def test_the_python_path_of_the_environment_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "marker"
    (tmp_path / "sitecustomize.py").write_text(f"open({str(marker)!r}, 'w').close()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    list(worker.read_prepared([]))
    assert marker.exists()


# How it ends.


def test_a_run_that_is_broken_off_leaves_no_process_and_no_thread_behind(many: str) -> None:
    threads = threading.enumerate()
    items = worker.read_prepared([many])
    next(items)
    assert wait_until(get_queue(items).full)
    pid = get_process(items).pid
    items.close()
    assert (is_running(pid), threading.enumerate()) == (False, threads)


def test_a_run_that_is_done_leaves_no_process_and_no_thread_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLIPPING)
    threads = threading.enumerate()
    items = worker.read_prepared([str(tmp_path)])
    next(items)
    process = get_process(items)
    assert list(items) == []
    assert (process.returncode, threading.enumerate()) == (0, threads)


def test_it_reads_ahead_a_limited_number_of_frames(many: str) -> None:
    items = worker.read_prepared([many])
    next(items)
    assert wait_until(get_queue(items).full)
    time.sleep(0.2)
    assert (get_queue(items).qsize(), get_process(items).poll()) == (worker.AHEAD, None)
    assert len(list(items)) == MANY - 1


def test_a_killed_reading_process_is_reported_with_what_to_do(many: str) -> None:
    items = worker.read_prepared([many])
    received = [next(items)]
    assert wait_until(get_queue(items).full)
    time.sleep(0.2)  # so that it is in the middle of a frame
    os.kill(get_process(items).pid, signal.SIGKILL)
    with pytest.raises(worker.ReadingStoppedError) as stopped:
        received.extend(items)
    assert stopped.value.problem == Problem("import.stopped", {"status": -9})
    assert worker.AHEAD * worker.FRAME <= len(received) < MANY


def test_a_process_that_cannot_start_is_reported(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(worker.ReadingStoppedError, match="'status': 1"):
        list(worker.read_prepared([str(tmp_path / "gone")]))
    assert "No such file" in capfd.readouterr().err


def test_a_process_whose_parent_was_killed_ends_silently(many: str) -> None:
    with Path(os.devnull).open("rb") as answers:
        number = answers.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "articles.importing.worker", "{}", str(number), many],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[number],
        )
    with process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert (process.wait(60), process.stderr.read()) == (1, b"")


# Its limits.


def list_outcomes(paths: list[Path], limits: Limits) -> list[tuple[str, str, str]]:
    """Return file, position and outcome of each item: its headline, or the code of its problem."""
    return [
        (Path(item.path).name, item.result.position, item.result.reason.code)
        if isinstance(item.result, Reject)
        else (Path(item.path).name, item.result.record.position, item.result.record.headline)  # type: ignore[union-attr] # nothing else is in the files
        for item in worker.read_prepared(list(map(str, paths)), limits=limits)
    ]


def make_line(headline: str, *, paragraphs: int) -> str:
    body = "".join(f"<p>Word{each} <b>and</b> more.</p>" for each in range(paragraphs))
    return json.dumps({"headline": headline, "body": body}) + "\n"


def test_a_record_that_takes_too_long_is_a_reject_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    records = {"A": 1, "B": 40_000, "C": 1}
    path.write_text("".join(make_line(name, paragraphs=each) for name, each in records.items()))
    assert list_outcomes([path], Limits(1, 2_048)) == [
        ("a.jsonl", "line 1", "A"),
        ("a.jsonl", "line 2", "record.over_time"),
        ("a.jsonl", "line 3", "C"),
    ]


def test_of_a_file_that_takes_too_much_memory_the_rest_is_a_reject(tmp_path: Path) -> None:
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    paths[0].write_text(make_line("A", paragraphs=1) + make_line("B", paragraphs=200_000))
    paths[1].write_text(make_line("C", paragraphs=1))
    assert list_outcomes(paths, Limits(60, 8)) == [
        ("a.jsonl", "line 1", "A"),
        ("a.jsonl", "line 1", "reading.over_memory"),
        ("b.jsonl", "line 1", "C"),
    ]


def test_a_process_that_was_ended_for_its_time_says_in_which_file(many: str) -> None:
    items = worker.read_prepared([many])
    next(items)
    assert wait_until(get_queue(items).full)
    os.kill(get_process(items).pid, signal.SIGVTALRM)
    with pytest.raises(worker.ReadingStoppedError) as stopped:
        list(items)
    params = {"status": -signal.SIGVTALRM, "path": many}
    assert stopped.value.problem == Problem("import.over_time", params)


# What it sends.


def collect_frames(path: Path, *, answers: bytes = b"") -> list[Any]:
    """Return the frames that the reading process sends for the path, but for those of files."""
    return [each for each in collect_messages(path, answers) if not isinstance(each, str)]


def collect_messages(path: Path, answers: bytes = b"") -> list[Any]:
    stream = io.BytesIO()
    theirs, ours = os.pipe()
    os.write(ours, answers)
    os.close(ours)
    with os.fdopen(theirs, "rb", buffering=0) as pipe:
        worker.main([str(path)], {}, stream, pipe)
    stream.seek(0)
    frames = []
    while length := int.from_bytes(stream.read(4), "big"):
        frames.append(pickle.loads(stream.read(length)))  # noqa: S301 - written above
    assert stream.read() == b""
    return frames


def test_it_tells_which_file_it_reads_and_of_which_it_prepares_the_records(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(make_lines(worker.FRAME * worker.QUESTIONS_AHEAD))
    (tmp_path / "b.jsonl").write_text(make_lines(worker.FRAME))
    files = [Path(each).name for each in collect_messages(tmp_path) if isinstance(each, str)]
    # It reads both; prepares a frame of the first and reads on, twice; and prepares the others.
    assert files == 4 * ["a.jsonl", "b.jsonl"]


def test_a_frame_holds_so_many_records_and_the_last_one_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(make_lines(worker.FRAME + 2))
    sizes = [len(items) for _read, items in collect_frames(tmp_path)]
    assert sizes == [worker.FRAME, 2]


@pytest.mark.parametrize("bad", [False, True])
def test_a_frame_of_long_texts_holds_fewer(tmp_path: Path, *, bad: bool) -> None:
    text = make_lines(5, length=worker.FRAME_SIZE // 2)
    (tmp_path / "a.jsonl").write_text(
        text.replace('"text": "', '"body": 7, "id": "') if bad else text
    )
    assert [len(items) for _read, items in collect_frames(tmp_path)] == [2, 2, 1]


# Texts that the tables have.


def make_lines_with_ids(number: int) -> str:
    return "".join(
        json.dumps({"id": f"tag:example.org,{each}", "headline": "Ferry", "text": "Rain."}) + "\n"
        for each in range(number)
    )


def test_a_known_text_is_not_prepared(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(make_lines_with_ids(3) + "no JSON\n" + make_lines(1))
    here = [
        each.result if isinstance(each.result, PreparedRecord) else None
        for each in prepare_items(inputs.read_paths([str(tmp_path)]))
    ]
    questions: list[RecordKeys] = []

    def find_known(records: Sequence[RecordKeys]) -> list[bool]:
        questions.extend(records)
        return [each.origin_id == "tag:example.org,1" for each in records]

    results = [item.result for item in worker.read_prepared([str(tmp_path)], find_known=find_known)]
    assert [type(result) for result in results] == [
        PreparedRecord,
        UnchangedRecord,
        PreparedRecord,
        Reject,
        PreparedRecord,
    ]
    # A record that only its text identifies leads to no question.
    assert questions == [each.keys for each in here[:3] if each]


def test_several_questions_are_sent_before_the_first_answer(tmp_path: Path) -> None:
    number = (worker.QUESTIONS_AHEAD + 2) * worker.FRAME
    (tmp_path / "a.jsonl").write_text(make_lines_with_ids(number))
    items = worker.read_prepared([str(tmp_path)], find_known=lambda records: [True] * len(records))
    assert [each.result for each in items] == [UnchangedRecord()] * number


def test_a_question_comes_before_the_results_it_is_about(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(make_lines_with_ids(2))
    question, (read, items) = collect_frames(tmp_path, answers=b"\0\1")
    assert (len(question), read) == (2, len(make_lines_with_ids(2)))
    assert [type(each.result) for each in items] == [PreparedRecord, UnchangedRecord]


def test_the_process_ends_when_its_parent_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(make_lines_with_ids(2))
    with pytest.raises(BrokenPipeError):
        collect_frames(tmp_path, answers=b"\0")


def test_a_process_that_ends_while_it_is_answered_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(make_lines_with_ids(2))

    def find_known(records: Sequence[RecordKeys]) -> list[bool]:
        os.kill(get_process(items).pid, signal.SIGKILL)
        get_process(items).wait()
        return [False] * len(records)

    items = worker.read_prepared([str(tmp_path / "a.jsonl")], find_known=find_known)
    with pytest.raises(worker.ReadingStoppedError, match="'status': -9"):
        list(items)
