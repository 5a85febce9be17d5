"""Reading and preparing in a process of its own, so that the database's work does not wait for it.

    python -m articles.importing.reading JOB

The job is a JSON object of what ``inputs.read`` takes. What was found goes to standard output in
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
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from articles.importing import inputs
from articles.importing.prepared import Ready, all_prepared

FRAME: Final = 100  # records
AHEAD: Final = 16  # frames, which are kept until the parent has time for them
_PROJECT: Final = Path(__file__).resolve().parents[2]
_LENGTH: Final = 4


class ReadingStoppedError(Exception):
    """The reading process ended before its input did; the message says what to do."""


def ready(
    paths: list[str], *, on_bytes: Callable[[int], object] = lambda _size: None, **options: Any
) -> Iterator[Ready]:
    """Yield what stands at the paths, as ``inputs.read`` finds it, prepared by another process.

    Raise ReadingStoppedError where that process was ended, as when memory ran out.
    """
    job = json.dumps({"paths": paths, **options})
    places = os.pathsep.join([str(_PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, "-m", "articles.importing.reading", job],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": places},
    ) as process:
        try:
            for read, found in _frames(process):
                on_bytes(read)
                yield from found
        finally:
            process.kill()  # it has ended, unless the run was broken off


def _frames(process: "subprocess.Popen[bytes]") -> Iterator[tuple[int, list[Ready]]]:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    frames: queue.Queue[bytes | None] = queue.Queue(AHEAD)
    thread = threading.Thread(target=_receive, args=(process.stdout, frames), daemon=True)
    thread.start()
    while frame := frames.get():
        yield pickle.loads(frame)  # noqa: S301 - written by our own process, from bytes that it parsed
    if frame is None:
        raise ReadingStoppedError(
            f"Reading ended early, with status {process.wait()}. What was imported before stays; "
            "start the import again to go on, with fewer files at once if memory ran out."
        )


def _receive(stream: BinaryIO, frames: "queue.Queue[bytes | None]") -> None:
    """Take frame after frame off the pipe, whatever the main thread is busy with."""
    while head := stream.read(_LENGTH):
        length = int.from_bytes(head, "big")
        frames.put(stream.read(length) if length else b"")
        if not length:
            return
    frames.put(None)


def main(job: Mapping[str, Any], stream: BinaryIO) -> None:
    """Write what the job finds to the stream, frame by frame."""
    read = 0

    def count(size: int) -> None:
        nonlocal read
        read += size

    found = all_prepared(inputs.read(job["paths"], on_bytes=count, **_options(job)))
    while chunk := list(islice(found, FRAME)):
        _send((read, chunk), stream)
        read = 0
    stream.write(bytes(_LENGTH))
    stream.flush()


def _options(job: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in job.items() if name != "paths"}


def _send(message: tuple[int, list[Ready]], stream: BinaryIO) -> None:
    frame = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(frame).to_bytes(_LENGTH, "big"))
    stream.write(frame)
    stream.flush()


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]), sys.stdout.buffer)
    except BrokenPipeError:  # the parent was ended, and nobody waits for more
        os._exit(1)
