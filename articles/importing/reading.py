"""Reading and preparing in a process of its own, so that the database's work does not wait for it.

    python -m articles.importing.reading OPTIONS PATH…

The options are a JSON object of those of ``inputs.read``. What was found goes to standard output in
frames: the length in four bytes, then a pickle of how many bytes were read and of a list of
``Ready``. An empty frame ends them. Only the parent, which started this very program, reads them.
"""

import json
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, Final

from articles.importing import inputs
from articles.importing.prepared import Prepared, Ready, all_prepared

FRAME: Final = 100  # records
FRAME_SIZE: Final = 2**20  # bytes of their originals; the record that goes beyond it is the last
AHEAD: Final = 16  # frames, which are kept until the parent has time for them
_PROJECT: Final = Path(__file__).resolve().parents[2]
_LENGTH: Final = 4
_STOPPED: Final = (
    "Reading ended early, with status {status}. What was imported before stays; start the import "
    "again to go on, with fewer files at once if memory ran out."
)


class ReadingStoppedError(Exception):
    """The reading process ended before its input did; the message says what to do."""


def ready(
    paths: list[str], *, on_bytes: Callable[[int], object] = lambda _size: None, **options: Any
) -> Generator[Ready]:
    """Yield what stands at the paths, as ``inputs.read`` finds it, prepared by another process.

    That process ends with the generator, also where that is closed early. Raise ReadingStoppedError
    where it was ended before, as when memory ran out.
    """
    places = os.pathsep.join([str(_PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])])
    # -P: what lies in the folder where an operator stands is no part of the program.
    program = [sys.executable, "-P", "-m", "articles.importing.reading", json.dumps(options)]
    environment = {**os.environ, "PYTHONPATH": places}
    with (
        subprocess.Popen([*program, *paths], stdout=subprocess.PIPE, env=environment) as process,  # noqa: S603 - this very program
        closing(_frames(process)) as frames,
    ):
        for read, found in frames:
            on_bytes(read)
            yield from found


def _frames(process: "subprocess.Popen[bytes]") -> Generator[tuple[int, list[Ready]]]:
    frames: queue.Queue[bytes | None] = queue.Queue(AHEAD)
    thread = threading.Thread(target=_receive, args=(process.stdout, frames), daemon=True)
    thread.start()
    frame: bytes | None = b"none yet"
    try:
        while frame := frames.get():
            yield pickle.loads(frame)  # noqa: S301 - written by our own process, from bytes that it parsed
    finally:
        if frame:  # the run was broken off
            process.kill()
        while frame:  # or the thread would wait for ever
            frame = frames.get()
        thread.join()
    if frame is None:
        raise ReadingStoppedError(_STOPPED.format(status=process.wait()))


def _receive(stream: BinaryIO, frames: "queue.Queue[bytes | None]") -> None:
    """Take frame after frame off the pipe, whatever the main thread is busy with.

    An empty one is the last; None stands for one that never came, or not as a whole.
    """
    frame: bytes | None = b"none yet"
    while frame:
        frame = _received(stream)
        frames.put(frame)


def _received(stream: BinaryIO) -> bytes | None:
    head = stream.read(_LENGTH)
    length = int.from_bytes(head, "big")
    frame = stream.read(length)
    return frame if len(head) == _LENGTH and len(frame) == length else None


def main(paths: Sequence[str], options: Mapping[str, Any], stream: BinaryIO) -> None:
    """Write what stands at the paths to the stream, frame by frame."""
    read = 0

    def count(size: int) -> None:
        nonlocal read
        read += size

    found = all_prepared(inputs.read(paths, on_bytes=count, **options))
    for chunk in _chunks(found):
        _send((read, chunk), stream)
        read = 0
    stream.write(bytes(_LENGTH))
    stream.flush()


def _chunks(found: Iterable[Ready]) -> Iterator[list[Ready]]:
    """Yield all that was found, a frame's worth at a time; last what is over, or nothing."""
    chunk, size = [], 0
    for each in found:
        chunk.append(each)
        size += _size(each)
        if len(chunk) == FRAME or size > FRAME_SIZE:
            yield chunk
            chunk, size = [], 0
    yield chunk


def _size(each: Ready) -> int:
    if isinstance(each.told, Prepared):
        return each.told.size
    return len(str(each.told))


def _send(message: tuple[int, list[Ready]], stream: BinaryIO) -> None:
    frame = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(frame).to_bytes(_LENGTH, "big"))
    stream.write(frame)
    stream.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[2:], json.loads(sys.argv[1]), sys.stdout.buffer)
    except BrokenPipeError:  # the parent was ended, and nobody waits for more
        os._exit(1)
