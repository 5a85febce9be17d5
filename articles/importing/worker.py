"""Reading and preparing in a process of its own, so that the database's work does not wait for it.

    python -m articles.importing.worker OPTIONS ANSWERS PATH…

The options are a JSON object of those of ``inputs.read``. What was found goes to standard output in
frames: the length in four bytes, then a pickle of how many bytes were read and of a list of
``Ready``. An empty frame ends them. Only the parent, which started this very program, reads them.

Other frames ask: theirs is a pickle of a list of texts, each an identity and a digest. The parent
answers each text with a byte, 1 where the tables have had it, through the pipe whose descriptor is
ANSWERS. What they have had needs no preparing, which takes longer than to read it.
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
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from articles.importing.normalise import (
    Keys,
    PreparedItem,
    PreparedRecord,
    Text,
    UnchangedRecord,
    prepare,
)
from articles.parsing import inputs
from articles.parsing.records import (
    ParsedItem,
    Record,
    Reject,
    SkippedItem,
)

FRAME: Final = 100  # records
FRAME_SIZE: Final = 2**20  # bytes of their originals; the record that goes beyond it is the last
AHEAD: Final = 16  # frames, which are kept until the parent has time for them
ASKED_AHEAD: Final = 8  # frames that are read and asked for, but not prepared yet
_PROJECT: Final = Path(__file__).resolve().parents[2]
_LENGTH: Final = 4
_STOPPED: Final = (
    "Reading ended early, with status {status}. What was imported before stays; start the import "
    "again to go on, with fewer files at once if memory ran out."
)


class ReadingStoppedError(Exception):
    """The reading process ended before its input did; the message says what to do."""


# How many bytes were read, and what was found in them.
Read = tuple[int, list[PreparedItem]]
Frame = Read | list[Text]
Had = Callable[[Collection[Text]], Collection[Text]]
_NONE_YET: Final[Frame] = (0, [])


def read_prepared(
    paths: list[str],
    *,
    find_known: Had = lambda _texts: (),
    on_bytes: Callable[[int], object] = lambda _size: None,
    **options: Any,
) -> Generator[PreparedItem]:
    """Yield what stands at the paths, as ``inputs.read`` finds it, prepared by another process.

    Of the texts that it is asked, ``find_known`` returns those that the tables have: they come as
    ``Unchanged``. That process ends with the generator, also where that is closed early. Raise
    ReadingStoppedError where it was ended before, as when memory ran out.
    """
    theirs, ours = os.pipe()
    with (
        os.fdopen(ours, "wb", buffering=0) as answers,
        _started(paths, options, theirs) as process,
        closing(_frames(process)) as frames,
    ):
        for frame in frames:
            if isinstance(frame, list):
                told = find_known(frame)
                with suppress(BrokenPipeError):  # it was ended, as its frames will tell
                    answers.write(bytes(text in told for text in frame))
            else:
                on_bytes(frame[0])
                yield from frame[1]


@contextmanager
def _started(
    paths: list[str], options: Mapping[str, Any], answers: int
) -> Iterator["subprocess.Popen[bytes]"]:
    places = os.pathsep.join([str(_PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])])
    # -P: what lies in the folder where an operator stands is no part of the program.
    program = [sys.executable, "-P", "-m", "articles.importing.worker"]
    with subprocess.Popen(  # noqa: S603 - this very program
        [*program, json.dumps(options), str(answers), *paths],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": places},
        pass_fds=[answers],
    ) as process:
        os.close(answers)
        yield process


def _frames(process: "subprocess.Popen[bytes]") -> Generator[Frame]:
    frames: queue.Queue[Frame | None] = queue.Queue(AHEAD)
    thread = threading.Thread(target=_receive, args=(process.stdout, frames), daemon=True)
    thread.start()
    frame: Frame | None = _NONE_YET
    try:
        while frame := frames.get():
            yield frame
    finally:
        if frame:  # the run was broken off
            process.kill()
        while frame:  # or the thread would wait for ever
            frame = frames.get()
        thread.join()
    if frame is None:
        raise ReadingStoppedError(_STOPPED.format(status=process.wait()))


def _receive(stream: BinaryIO, frames: "queue.Queue[Frame | None]") -> None:
    """Take frame after frame off the pipe, while the main thread waits for the database.

    An empty one is the last; None stands for one that never came, or not as a whole.
    """
    frame: Frame | None = _NONE_YET
    while frame:
        frame = _received(stream)
        frames.put(frame)


def _received(stream: BinaryIO) -> Frame | None:
    head = stream.read(_LENGTH)
    length = int.from_bytes(head, "big")
    frame = stream.read(length)
    if len(head) < _LENGTH or len(frame) < length:
        return None
    told: Frame = pickle.loads(frame) if frame else []  # noqa: S301 - written by our own process, from bytes that it parsed
    return told


def main(
    paths: Sequence[str], options: Mapping[str, Any], stream: BinaryIO, answers: FileIO
) -> None:
    """Write what stands at the paths to the stream, frame by frame, as the answers say."""
    ahead = ASKED_AHEAD if all(map(_is_at_hand, paths)) else 0
    waiting: deque[_Frame] = deque()
    for frame in _read(paths, options):
        waiting.append(frame)
        if frame.texts:
            _send(frame.texts, stream)
        if len(waiting) > ahead:
            _send(waiting.popleft().ready(answers), stream)
    for frame in waiting:
        _send(frame.ready(answers), stream)
    stream.write(bytes(_LENGTH))
    stream.flush()


def _is_at_hand(path: str) -> bool:
    """Tell whether all of it is there; what comes through a pipe must not wait for more of it."""
    return path != "-" and (Path(path).is_file() or Path(path).is_dir())


@dataclass(slots=True)
class _Frame:
    """What was found in so many bytes, each record with its keys."""

    read: int = 0
    size: int = 0
    found: list[tuple[ParsedItem, Keys | None]] = field(default_factory=list)

    def add(self, each: ParsedItem) -> None:
        if isinstance(each.result, Record):
            self.found.append((each, Keys.of(each.result)))
            self.size += len(each.result.original)
        else:
            self.found.append((each, None))
            self.size += len(str(each.result))

    @property
    def is_full(self) -> bool:
        return len(self.found) == FRAME or self.size > FRAME_SIZE

    @property
    def texts(self) -> list[Text]:
        """Return those that the tables can be asked for."""
        return [keys.text for _, keys in self.found if keys and keys.identity]

    def ready(self, answers: FileIO) -> Read:
        texts = self.texts
        told = answers.read(len(texts))
        if len(told) < len(texts):
            raise BrokenPipeError
        had = {text for text, is_had in zip(texts, told, strict=True) if is_had}
        return self.read, [
            PreparedItem(each.path, _told(each, keys, had)) for each, keys in self.found
        ]


def _told(
    each: ParsedItem, keys: Keys | None, had: Collection[Text]
) -> PreparedRecord | UnchangedRecord | Reject | SkippedItem:
    if not isinstance(each.result, Record):
        return each.result
    return UnchangedRecord() if keys and keys.text in had else prepare(each.result, keys)


def _read(paths: Sequence[str], options: Mapping[str, Any]) -> Iterator[_Frame]:
    """Yield all that is found, a frame's worth at a time; last what is over, or nothing."""
    frame = _Frame()

    def count(size: int) -> None:
        frame.read += size

    for each in inputs.read_paths(paths, on_bytes=count, **options):
        frame.add(each)
        if frame.is_full:
            yield frame
            frame = _Frame()
    yield frame


def _send(message: Frame, stream: BinaryIO) -> None:
    frame = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(frame).to_bytes(_LENGTH, "big"))
    stream.write(frame)
    stream.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who breaks the run off, ends this one too
    gc.freeze()  # what is there by now stays: nobody has to look for what of it could go
    try:
        with os.fdopen(int(sys.argv[2]), "rb", buffering=0) as pipe:
            main(sys.argv[3:], json.loads(sys.argv[1]), sys.stdout.buffer, pipe)
    except BrokenPipeError:  # the parent was ended, and nobody waits for more
        os._exit(1)
