"""The cost of pages with few articles and with many: CPU time, queries, and the ratio.

    python -m tests.benchmarks 1000 100000

Each number of articles gets a SQLite database of its own in a temporary folder. CPU time is that
of one process, which holds the database too: the least of five requests, in milliseconds. The last
column should stay near 1.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
MEASURE = "from tests.benchmarks.lists import measure; measure({})"


def main(numbers: list[int]) -> None:
    columns = [measure_in_process(number) for number in numbers]
    heads = "".join(f"{number:>14,}" for number in numbers)
    print(f"{'CPU ms a request (queries)':<52}{heads}{'ratio':>8}")
    for path in columns[0]:
        cells = [column[path] for column in columns]
        text = "".join(f"{ms:>9.1f} ({queries:>2})" for ms, queries in cells)
        print(f"{path:<52}{text}{cells[-1][0] / cells[0][0]:>8.2f}")


def measure_in_process(number: int) -> dict[str, tuple[float, int]]:
    """Return CPU milliseconds and queries by path, measured in a process with its own database."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "NEWSROOM_DATABASE_URL": f"sqlite:///{folder}/newsroom.sqlite3",
            "NEWSROOM_STATIC_ROOT": f"{folder}/static",
            "NEWSROOM_HOSTS": "testserver",
            "NEWSROOM_RATE_LIMITS": "off",
        }
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", MEASURE.format(number)]
        result = subprocess.run(
            shell, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, check=True
        )
    return {path: (ms, queries) for path, (ms, queries) in json.loads(result.stdout).items()}


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [1_000, 100_000])
