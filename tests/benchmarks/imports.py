"""The cost of an import, compared with the bare writing of the same rows in the same run.

    python -m tests.benchmarks.imports 100000 [postgresql]

The import runs twice; the second time it finds all unchanged. Then the same rows are written, as
two floors, into a table without any index, and into one with the search column and its index. Rates
are articles a second of the clock. CPU seconds are those of all processes, the database's included;
the peak is that of the largest process of the import.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import corpus, floors
from tests.postgresql import Cluster, find_server_programs

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the clock and of all processors, and the peak of memory in MiB."""

    clock: float
    cpu: float
    peak: float


def main(count: int, engine: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "corpus.jsonl"
        corpus.write_corpus(source, count)
        with open_database(engine, Path(folder)) as (url, cpu):
            run_manage(url, "migrate", "-v0")
            first = _measure(lambda: run_manage(url, "import_articles", str(source), "--json"), cpu)
            again = _measure(lambda: run_manage(url, "import_articles", str(source), "--json"), cpu)
            write = floors.prepare(url, Path(folder))
            bare = _measure(lambda: write(is_searched=False), cpu)
            searched = _measure(lambda: write(is_searched=True), cpu)
    _print_table(
        count, {"import": first, "import again": again, "bare": bare, "searched": searched}
    )


def _print_table(count: int, costs: dict[str, Cost]) -> None:
    print(f"{'':<14}{'articles/s':>12}{'CPU s':>9}{'CPU ms each':>13}{'peak MiB':>10}{'ratio':>8}")
    floor = costs["searched"].clock
    for name, cost in costs.items():
        print(
            f"{name:<14}{count / cost.clock:>12,.0f}{cost.cpu:>9.1f}"
            f"{cost.cpu / count * 1000:>13.2f}{cost.peak:>10.0f}{floor / cost.clock:>8.2f}"
        )
    print("ratio: of the rate to that of the floor with search")


def _measure(work: Callable[[], object], database_cpu: Callable[[], float]) -> Cost:
    before, clock = _measure_cpu() + database_cpu(), time.monotonic()
    work()
    seconds = time.monotonic() - clock
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Cost(seconds, _measure_cpu() + database_cpu() - before, peak)


def _measure_cpu() -> float:
    """Return the CPU seconds of this process and of its ended children."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, who))


@contextmanager
def open_database(name: str, folder: Path) -> Iterator[tuple[str, Callable[[], float]]]:
    """Yield the database's URL, and a function that returns the CPU seconds of its processes."""
    if name == "sqlite":
        yield f"sqlite:///{folder}/newsroom.sqlite3", lambda: 0.0
        return
    programs = find_server_programs()
    assert programs, "PostgreSQL's server programs are not installed"
    cluster = Cluster(programs)
    cluster.start()
    server = int((cluster.data / "postmaster.pid").read_text().split()[0])
    try:
        yield cluster.url, lambda: measure_family_cpu(server)
    finally:
        cluster.stop()


def measure_family_cpu(server: int) -> float:
    """Return the CPU seconds of the server and its children, running and ended ones.

    The kernel counts those of running processes in nanoseconds, of ended ones in ticks of 10 ms.
    """
    running, ended = 0, 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if server in {int(stat.parent.name), int(fields[1])}:
                running += _count_nanoseconds(stat.parent)
        except OSError:  # it has ended since
            continue
        if int(stat.parent.name) == server:
            ended = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    return running / 1_000_000_000 + ended


def _count_nanoseconds(process: Path) -> int:
    return sum(int(each.read_text().split()[0]) for each in process.glob("task/*/schedstat"))


def run_manage(url: str, *arguments: str) -> str:
    """Run manage.py on the database and return its output; print a tally."""
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env={**os.environ, "NEWSROOM_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    if "--json" in arguments:
        print(json.loads(result.stdout))
    return result.stdout.decode()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "sqlite")
