"""The process that reads one document from standard input, within limits to its time and memory.

    python -m articles.parsing.documents.process READER SECONDS BYTES

READER is a module of this room with a function ``read``. Each thing that it yields is written to
standard output as a line of JSON. The last line is an object with ``problem``: what stopped the
reader, or null.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from typing import IO, Any

from articles.parsing.documents.document import DAMAGED, OVER_LIMITS, Document
from articles.parsing.problems import ProblemError


def write_results(results: Iterator[Any], output: IO[str]) -> None:
    """Write what a reader yields, and at the end why it stopped."""
    problem = None
    try:
        for each in results:
            _write(asdict(each) if isinstance(each, Document) else each, output)
    except ProblemError as error:
        problem = error.problem
    except (MemoryError, RecursionError):
        problem = OVER_LIMITS
    except Exception:  # noqa: BLE001 # the libraries raise anything for a damaged document
        problem = DAMAGED
    _write({"problem": problem and problem.as_json()}, output)


def _write(value: Any, output: IO[str]) -> None:
    output.write(json.dumps(value, ensure_ascii=True) + "\n")


def limit_resources(*, seconds: int, size: int) -> None:
    """Let the kernel end this process after so many seconds of work, and refuse it more memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    limit_resources(seconds=int(sys.argv[2]), size=int(sys.argv[3]))
    module = import_module(f"articles.parsing.documents.{sys.argv[1]}")
    write_results(module.read(sys.stdin.buffer), sys.stdout)
