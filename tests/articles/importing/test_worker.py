"""The process that reads: it finds what this one would, and never outlives the run."""

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
from collections.abc import Callable, Collection, Generator
from pathlib import Path
from typing import Any

import pytest

from articles.importing import worker
from articles.importing.normalise import (
    PreparedItem,
    PreparedRecord,
    TextKey,
    UnchangedRecord,
    prepare_items,
)
from articles.parsing import inputs
from articles.parsing.records import Reject
from tests.conftest import PROJECT

CLIPPING = "## Ferry Opens\n-\n03.12.2020\n---\nHarbour Times (2019)\n\nIt rained in Şile.\n"
# More frames than are kept ahead, each of them longer than a pipe holds.
MANY = worker.FRAME * (worker.AHEAD + 8)
LENGTH = 1_000


def lines(number: int, *, length: int = 10) -> str:
    words = "rain " * (length // 5)
    return "".join(
        json.dumps({"headline": f"Ferry {each}", "text": f"{words}{each}"}) + "\n"
        for each in range(number)
    )


@pytest.fixture
def many(tmp_path: Path) -> str:
    (tmp_path / "many.jsonl").write_text(lines(MANY, length=LENGTH))
    return str(tmp_path / "many.jsonl")


def process_of(found: Generator[PreparedItem]) -> "subprocess.Popen[bytes]":
    process: subprocess.Popen[bytes] = inspect.getgeneratorlocals(found)["process"]
    return process


def frames_of(found: Generator[PreparedItem]) -> Any:
    """Return the queue of the frames that were received and wait."""
    return inspect.getgeneratorlocals(inspect.getgeneratorlocals(found)["frames"])["frames"]


def until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)
    return is_so()


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# What it finds.


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"charset": "windows-1254"},
        {"name": "clipping"},
        {"name_map": {"başlık": "headline"}},
    ],
)
def test_it_finds_what_this_process_would(tmp_path: Path, options: dict[str, Any]) -> None:
    (tmp_path / "a.txt").write_text(CLIPPING)
    (tmp_path / "b.txt").write_bytes(CLIPPING.encode("windows-1254"))
    (tmp_path / "c.jsonl").write_text(lines(2 * worker.FRAME + 1))
    (tmp_path / "d.json").write_text('[{"başlık": "İskele", "text": "Vapur."}]')
    (tmp_path / "e.pdf").write_bytes(b"%PDF")
    here = prepare_items(inputs.read_paths([str(tmp_path)], **options))
    assert list(worker.read_prepared([str(tmp_path)], **options)) == list(here)


def test_nothing_is_found_in_an_empty_folder(tmp_path: Path) -> None:
    assert list(worker.read_prepared([str(tmp_path)])) == []


def test_more_paths_are_read_than_one_argument_could_hold(tmp_path: Path) -> None:
    empty = tmp_path / ("x" * 100)
    empty.write_text("")
    paths = [str(empty)] * 1_500
    assert len(json.dumps(paths)) > 128 * 1024
    assert len(list(worker.read_prepared(paths))) == 1_500


@pytest.mark.parametrize("number", [0, 1, worker.FRAME, 2 * worker.FRAME + 1])
def test_the_bytes_read_are_told_to_the_last(tmp_path: Path, number: int) -> None:
    (tmp_path / "a.jsonl").write_text(lines(number))
    told: list[int] = []
    list(worker.read_prepared([str(tmp_path)], on_bytes=told.append))
    assert sum(told) == len(lines(number))
    assert len(told) == number // worker.FRAME + 1


# What it is.


def test_it_does_not_import_django() -> None:
    asked = (
        "import sys, articles.importing.worker;"
        "print(sorted({each.split('.')[0] for each in sys.modules} & {'django', 'taggit'}))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, check=True
    )
    assert told.stdout == b"[]\n"


def test_what_lies_where_the_operator_stands_is_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "queue", "pickle"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    (tmp_path / "a.txt").write_text(CLIPPING)
    monkeypatch.chdir(tmp_path)
    assert [each.path for each in worker.read_prepared(["a.txt"])] == ["a.txt"]


def test_the_folders_of_an_environment_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    (tmp_path / "sitecustomize.py").write_text(f"open({str(told)!r}, 'w').close()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    list(worker.read_prepared([]))
    assert told.exists()


# How it ends.


def test_a_run_that_is_broken_off_leaves_no_process_and_no_thread_behind(many: str) -> None:
    threads = threading.enumerate()
    found = worker.read_prepared([many])
    next(found)
    assert until(frames_of(found).full)
    pid = process_of(found).pid
    found.close()
    assert (is_there(pid), threading.enumerate()) == (False, threads)


def test_a_run_that_is_done_leaves_no_process_and_no_thread_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLIPPING)
    threads = threading.enumerate()
    found = worker.read_prepared([str(tmp_path)])
    next(found)
    process = process_of(found)
    assert list(found) == []
    assert (process.returncode, threading.enumerate()) == (0, threads)


def test_it_reads_no_further_ahead_than_it_may(many: str) -> None:
    found = worker.read_prepared([many])
    next(found)
    assert until(frames_of(found).full)
    time.sleep(0.2)
    assert (frames_of(found).qsize(), process_of(found).poll()) == (worker.AHEAD, None)
    assert len(list(found)) == MANY - 1


def test_a_process_that_is_killed_in_the_middle_is_told_with_what_to_do(many: str) -> None:
    found = worker.read_prepared([many])
    taken = [next(found)]
    assert until(frames_of(found).full)
    time.sleep(0.2)  # so that it is in the middle of a frame
    os.kill(process_of(found).pid, signal.SIGKILL)
    with pytest.raises(worker.ReadingStoppedError) as stopped:
        taken.extend(found)
    assert str(stopped.value) == (
        "Reading ended early, with status -9. What was imported before stays; start the import "
        "again to go on, with fewer files at once if memory ran out."
    )
    assert worker.AHEAD * worker.FRAME <= len(taken) < MANY


def test_a_process_that_cannot_begin_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(worker.ReadingStoppedError, match="with status 1"):
        list(worker.read_prepared([str(tmp_path / "gone")]))
    assert "No such file" in capfd.readouterr().err


def test_a_process_whose_parent_was_ended_ends_without_a_word(many: str) -> None:
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


# What it sends.


def sent(path: Path, *, answers: bytes = b"") -> list[Any]:
    """Return the frames in which this process would send what stands at the path."""
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


def test_a_frame_holds_so_many_records_and_the_last_one_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(worker.FRAME + 2))
    told = [len(found) for _read, found in sent(tmp_path)]
    assert told == [worker.FRAME, 2]


@pytest.mark.parametrize("bad", [False, True])
def test_a_frame_of_long_texts_holds_fewer(tmp_path: Path, *, bad: bool) -> None:
    told = lines(5, length=worker.FRAME_SIZE // 2)
    (tmp_path / "a.jsonl").write_text(told.replace("headline", "no_headline") if bad else told)
    assert [len(found) for _read, found in sent(tmp_path)] == [2, 2, 1]


# What the tables have had already.


def told_ids(number: int) -> str:
    return "".join(
        json.dumps({"id": f"tag:example.org,{each}", "headline": "Ferry", "text": "Rain."}) + "\n"
        for each in range(number)
    )


def test_a_text_that_was_had_is_not_prepared_again(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(told_ids(3) + "no JSON\n" + lines(1))
    here = [
        each.result if isinstance(each.result, PreparedRecord) else None
        for each in prepare_items(inputs.read_paths([str(tmp_path)]))
    ]
    asked: list[TextKey] = []

    def had(texts: Collection[TextKey]) -> list[TextKey]:
        asked.extend(texts)
        return [text for text in texts if here[1] and text[0] == here[1].identity]

    found = [each.result for each in worker.read_prepared([str(tmp_path)], find_known=had)]
    assert [type(told) for told in found] == [
        PreparedRecord,
        UnchangedRecord,
        PreparedRecord,
        Reject,
        PreparedRecord,
    ]
    # One that only its text identifies cannot be asked for before that was looked at.
    assert asked == [(each.identity, each.text_digest) for each in here[:3] if each]


def test_more_is_asked_for_than_is_waited_for(tmp_path: Path) -> None:
    number = (worker.ASKED_AHEAD + 2) * worker.FRAME
    (tmp_path / "a.jsonl").write_text(told_ids(number))
    found = worker.read_prepared([str(tmp_path)], find_known=list)
    assert [each.result for each in found] == [UnchangedRecord()] * number


def test_asking_comes_first_and_what_was_found_goes_after_the_answer(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(told_ids(2))
    asked, (read, found) = sent(tmp_path, answers=b"\0\1")
    assert (len(asked), read) == (2, len(told_ids(2)))
    assert [type(each.result) for each in found] == [PreparedRecord, UnchangedRecord]


def test_a_parent_that_answers_no_more_ends_it(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(told_ids(2))
    with pytest.raises(BrokenPipeError):
        sent(tmp_path, answers=b"\0")


def test_a_process_that_ends_while_it_is_answered_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(told_ids(2))

    def had(_texts: Collection[TextKey]) -> list[TextKey]:
        os.kill(process_of(found).pid, signal.SIGKILL)
        process_of(found).wait()
        return []

    found = worker.read_prepared([str(tmp_path / "a.jsonl")], find_known=had)
    with pytest.raises(worker.ReadingStoppedError, match="with status -9"):
        list(found)
