"""A thread that reads what an import reads, as its process does, which takes a second to start."""

import json
import os
import select
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from typing import Any, BinaryIO

from articles.importing import worker

STARTER = "_start_process"
start_process = getattr(worker, STARTER)


class Answers(FileIO):
    """The end of the pipe that the thread reads answers from until it is ended."""

    ended: Callable[[], bool]

    def read(self, size: int | None = -1, /) -> bytes:
        while size and not select.select([self], [], [], 0.01)[0]:
            if self.ended():
                return b""
        return super().read(size) or b""


@dataclass
class ReadingThread:
    """Has those members of a process that the reader of its messages uses."""

    stdout: BinaryIO
    killed: threading.Event = field(default_factory=threading.Event)

    def kill(self) -> None:
        self.killed.set()

    def wait(self) -> int:
        return 1

    def write(self, paths: list[str], options: str, descriptor: int, answers: Answers) -> None:
        with os.fdopen(descriptor, "wb") as stream, closing(answers), suppress(BrokenPipeError):
            worker.main(paths, json.loads(options), stream, answers)


@contextmanager
def start_thread(paths: list[str], options: Mapping[str, Any], answers: int) -> Iterator[Any]:
    """Start a thread in place of the process; standard input can only be read by the process."""
    if "-" in paths:
        with start_process(paths, options, answers) as process:
            yield process
        return
    ours, theirs = os.pipe()
    pipe = Answers(answers)
    with os.fdopen(ours, "rb") as stdout:
        reading = ReadingThread(stdout)
        pipe.ended = reading.killed.is_set
        arguments = (paths, json.dumps(options), theirs, pipe)
        thread = threading.Thread(target=reading.write, args=arguments)
        thread.start()
        try:
            yield reading
        finally:
            reading.kill()
            thread.join()
