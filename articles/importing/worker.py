"""A process that reads and prepares records while its parent works with the database.

    python -m articles.importing.worker OPTIONS ANSWERS PATH…

OPTIONS is a JSON object of the options of ``inputs.read_paths``, with ``limits`` as a list. Results
go to standard output in frames: the length in four bytes, then a pickle of how many bytes were read
and of a list of ``PreparedItem``. An empty frame ends them. Only the parent, which started this
very program, reads them.

Other frames are questions: a pickle of a list of RecordKeys. The parent answers each with a byte,
1 when the tables have the text, through the pipe whose descriptor is ANSWERS. What the tables have
is not prepared: preparing takes longer than reading. Frames of a third kind are a pickle of a path:
that of the file on which the process works from then on.
"""

import gc
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from articles.importing.normalise import (
    PreparedItem,
    PreparedResult,
    RecordKeys,
    UnchangedRecord,
    prepare_record,
)
from articles.parsing import child_process, inputs
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import ParsedItem, Record, Reject
from articles.parsing.resource_limits import Limiter, Limits, OverLimitsError, limit_preparing

FRAME: Final = 100  # items
FRAME_SIZE: Final = 2**20  # bytes of their originals; the record that exceeds it is the last one
AHEAD: Final = 16  # frames that the parent has received and not used yet
QUESTIONS_AHEAD: Final = 8  # frames that were read and asked about, and are not prepared yet
_LENGTH: Final = 4


class ReadingStoppedError(ProblemError):
    """The reading process ended before its input did."""


# How many bytes were read, and the items that they hold.
Results = tuple[int, list[PreparedItem]]
Message = Results | list[RecordKeys]
FindKnown = Callable[[Sequence[RecordKeys]], Sequence[bool]]
_NO_RESULTS: Final[Message] = (0, [])
# The path of the file that is worked on now, once it is known.
_Latest = deque[str]


def know_none(records: Sequence[RecordKeys]) -> Sequence[bool]:
    return [False] * len(records)


def read_prepared(
    paths: list[str],
    *,
    find_known: FindKnown = know_none,
    on_bytes: Callable[[int], object] = lambda _size: None,
    **options: Any,
) -> Generator[PreparedItem]:
    """Yield what ``inputs.read_paths`` finds at the paths, prepared by another process.

    ``find_known`` tells for each record whether the tables have its text; one that they have is
    yielded as ``UnchangedRecord``. ``on_bytes`` gets the number of bytes that were read. The
    process ends with the generator, also when that is closed early. Raise ReadingStoppedError when
    the process was ended before, as when memory ran out.
    """
    # The process reads the answers from one end; we write them to the other.
    theirs, ours = os.pipe()
    with (
        os.fdopen(ours, "wb", buffering=0) as answers,
        _start_process(paths, options, theirs) as process,
        closing(_receive_messages(process)) as messages,
    ):
        for message in messages:
            if isinstance(message, list):
                known = find_known(message)
                with suppress(BrokenPipeError):  # it was ended, as its messages will show
                    answers.write(bytes(known))
            else:
                on_bytes(message[0])
                yield from message[1]


@contextmanager
def _start_process(
    paths: list[str], options: Mapping[str, Any], answers: int
) -> Iterator["subprocess.Popen[bytes]"]:
    program = child_process.build_command("articles.importing.worker")
    with subprocess.Popen(  # noqa: S603 - this very program
        [*program, json.dumps(options), str(answers), *paths],
        stdout=subprocess.PIPE,
        env=child_process.build_environment(),
        pass_fds=[answers],
    ) as process:
        os.close(answers)
        yield process


def _receive_messages(process: "subprocess.Popen[bytes]") -> Generator[Message]:
    messages: queue.Queue[Message | None] = queue.Queue(AHEAD)
    files = _Latest(maxlen=1)
    arguments = (process.stdout, messages, files)
    thread = threading.Thread(target=_fill_queue, args=arguments, daemon=True)
    thread.start()
    message: Message | None = _NO_RESULTS
    try:
        while message := messages.get():
            yield message
    finally:
        if message:  # the caller stopped early
            process.kill()
        while message:  # empty the queue, or the thread would wait for ever
            message = messages.get()
        thread.join()
    if message is None:
        raise ReadingStoppedError(_describe_end(process.wait(), files))


def _describe_end(status: int, files: _Latest) -> Problem:
    if files and status == -signal.SIGVTALRM:
        return Problem("import.over_time", {"status": status, "path": files[0]})
    return Problem("import.stopped", {"status": status})


def _fill_queue(stream: BinaryIO, messages: "queue.Queue[Message | None]", files: _Latest) -> None:
    """Read messages off the pipe while the main thread waits for the database.

    The last one is empty, or None when a message did not arrive whole. The file that is worked on
    goes to ``files``.
    """
    message: Message | str | None = _NO_RESULTS
    while message:
        message = _read_message(stream)
        if isinstance(message, str):
            files.append(message)
        else:
            messages.put(message)


def _read_message(stream: BinaryIO) -> Message | str | None:
    head = stream.read(_LENGTH)
    length = int.from_bytes(head, "big")
    frame = stream.read(length)
    if len(head) < _LENGTH or len(frame) < length:
        return None
    message: Message | str = pickle.loads(frame) if frame else []  # noqa: S301 - written by our own process, from bytes that it parsed
    return message


def main(
    paths: Sequence[str], options: Mapping[str, Any], stream: BinaryIO, answers: FileIO
) -> None:
    """Write what is at the paths to the stream, as questions and results."""
    # So many more frames are read while the parent answers about the first; none from a pipe.
    ahead = QUESTIONS_AHEAD if all(map(_is_on_disk, paths)) else 0
    limits = Limits(*options.get("limits", ()))
    limiter = limit_preparing(limits)
    waiting: deque[_Frame] = deque()
    current = _CurrentFile(stream)
    options = {**options, "limits": limits, "on_file": current.report}
    for frame in _read_frames(paths, options):
        read_path = current.path
        waiting.append(frame)
        if frame.questions:
            _send(frame.questions, stream)
        if len(waiting) > ahead:
            _send(waiting.popleft().prepare(answers, limiter, current), stream)
            current.report(read_path)
    for frame in waiting:
        _send(frame.prepare(answers, limiter, current), stream)
    stream.write(bytes(_LENGTH))
    stream.flush()


def _is_on_disk(path: str) -> bool:
    """Return whether all of the input can be read at once; what comes by a pipe must not wait."""
    return path != "-" and (Path(path).is_file() or Path(path).is_dir())


@dataclass(slots=True)
class _CurrentFile:
    """Reports to the parent which file is worked on, as the process may be ended for its time."""

    stream: BinaryIO
    path: str = ""

    def report(self, path: str) -> None:
        if path != self.path:
            self.path = path
            _send(path, self.stream)


@dataclass(slots=True)
class _Frame:
    """The items for one frame, each record with its keys, and how many bytes were read."""

    read: int = 0
    size: int = 0
    items: list[tuple[ParsedItem, RecordKeys | None]] = field(default_factory=list)

    def add(self, item: ParsedItem) -> None:
        if isinstance(item.result, Record):
            self.items.append((item, RecordKeys.of(item.result)))
            self.size += len(item.result.original)
        else:
            self.items.append((item, None))
            self.size += len(str(item.result))

    @property
    def is_full(self) -> bool:
        return len(self.items) == FRAME or self.size > FRAME_SIZE

    @property
    def questions(self) -> list[RecordKeys]:
        """Return the keys of the records to ask the parent about."""
        return [keys for _, keys in self.items if keys and keys.can_find_article]

    def prepare(self, answers: FileIO, limiter: Limiter, current: _CurrentFile) -> Results:
        """Return the results of the frame; read the answers to its questions."""
        count = len(self.questions)
        flags = answers.read(count)
        if len(flags) < count:
            raise BrokenPipeError
        known = iter(flags)
        items = []
        for item, keys in self.items:
            current.report(item.path)
            items.append(PreparedItem(item.path, _prepare(item, keys, known, limiter)))
        return self.read, items


def _prepare(
    item: ParsedItem, keys: RecordKeys | None, known: Iterator[int], limiter: Limiter
) -> PreparedResult:
    """Return the result prepared; take the answer for a record that was asked about."""
    if not isinstance(item.result, Record):
        return item.result
    if keys and keys.can_find_article and next(known):
        return UnchangedRecord()
    try:
        with limiter:
            return prepare_record(item.result, keys)
    except OverLimitsError as error:
        return Reject(item.result.position, error.problem, None)


def _read_frames(paths: Sequence[str], options: Mapping[str, Any]) -> Iterator[_Frame]:
    """Yield all items in frames; the last one is not full, and may be empty."""
    frame = _Frame()

    def count_bytes(size: int) -> None:
        frame.read += size

    for item in inputs.read_paths(paths, on_bytes=count_bytes, **options):
        frame.add(item)
        if frame.is_full:
            yield frame
            frame = _Frame()
    yield frame


def _send(message: Message | str, stream: BinaryIO) -> None:
    frame = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(frame).to_bytes(_LENGTH, "big"))
    stream.write(frame)
    stream.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent, which gets it too, ends this one
    gc.freeze()  # the modules stay for ever: the collector need not visit them
    try:
        with os.fdopen(int(sys.argv[2]), "rb", buffering=0) as pipe:
            main(sys.argv[3:], json.loads(sys.argv[1]), sys.stdout.buffer, pipe)
    except BrokenPipeError:  # the parent was ended
        os._exit(1)
