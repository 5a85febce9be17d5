"""Reads a document in a process of its own, which a hostile one cannot keep busy for ever."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, Final, cast

from articles.parsing import child_process
from articles.parsing.documents.document import OVER_LIMITS, DocumentError
from articles.parsing.problems import Problem

# Seconds of work that a document may take, and those for each MiB of it.
TIME_LIMIT: Final = 60
TIME_PER_MEBIBYTE: Final = 20
# Bytes of memory that it may take.
MEMORY_LIMIT: Final = 2**30


def read_bounded(reader: str, stream: BinaryIO) -> Iterator[Any]:
    """Yield what the reader of this name, a module of this room, yields for the stream, as JSON.

    Raise DocumentError when it cannot read the document, or is stopped by its limits.
    """
    with _start_process(reader, stream) as output:
        yield from read_results(output)


def read_results(lines: Iterable[str]) -> Iterator[Any]:
    """Yield the values of the lines; raise DocumentError for the problem in the last one.

    The lines are read up to their end, so that the process that writes them ends by itself.
    """
    problem: Any = OVER_LIMITS.as_json()
    for line in lines:
        value = json.loads(line) if line.endswith("\n") else None  # cut off
        if isinstance(value, dict) and "problem" in value:
            problem = value["problem"]
        elif value is not None:
            yield value
    if problem:
        raise DocumentError(Problem.from_json(problem))


@contextmanager
def _start_process(reader: str, stream: BinaryIO) -> Iterator[IO[str]]:
    """Start the process, and end it with the context."""
    program = child_process.build_command("articles.parsing.documents.process")
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file)
        seconds = TIME_LIMIT + TIME_PER_MEBIBYTE * file.tell() // 2**20
        file.seek(0)
        with subprocess.Popen(  # noqa: S603 - a program of ours
            [*program, reader, str(seconds), str(MEMORY_LIMIT)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the libraries warn of what is wrong with documents
            env=child_process.build_environment(),
            encoding="ascii",
        ) as process:
            try:
                yield cast("IO[str]", process.stdout)
            finally:
                process.kill()
