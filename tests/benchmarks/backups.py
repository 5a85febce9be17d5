"""How long a site takes to PostgreSQL and back to SQLite by backups, and whether it is the same.

    python -m tests.benchmarks.backups 10000

The articles are imported as published. PostgreSQL is a throw-away cluster. Each command runs in a
process of its own; the seconds are those of the whole process, the memory its peak.
"""

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.corpus import write_corpus
from tests.postgresql import Cluster, find_server_programs

PROJECT = Path(__file__).resolve().parents[2]


class Site:
    """A database with its files, on which manage.py runs."""

    def __init__(self, name: str, folder: Path, database_url: str) -> None:
        self.name = name
        self.folder = folder / name
        self.folder.mkdir()
        self.database_url = database_url

    def manage(self, *arguments: str) -> None:
        """Run the command, and print what it took."""
        environment = {
            **os.environ,
            "NEWSROOM_DATABASE_URL": self.database_url,
            "NEWSROOM_MEDIA_URL": f"file://{self.folder}/files",
            "NEWSROOM_SECRET_KEY": "only-for-benchmarks-" + "x" * 40,
        }
        begin = time.perf_counter()
        command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
        subprocess.run(command, cwd=self.folder, env=environment, check=True, stderr=sys.stdout)
        seconds = time.perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"{self.name}: {arguments[0]}: {seconds:.0f} s; peak so far {peak} MB", flush=True)

    def export(self) -> str:
        """Return the SHA-256 of all live articles as JSON lines."""
        self.manage("export_articles", "--format=jsonl", "--output=export.jsonl")
        return hashlib.sha256((self.folder / "export.jsonl").read_bytes()).hexdigest()


def main(count: int) -> None:
    programs = find_server_programs()
    if programs is None:
        sys.exit("The server programs of PostgreSQL are not installed.")
    cluster = Cluster(programs)
    cluster.start()
    try:
        with tempfile.TemporaryDirectory(prefix="newsroom-backups-") as folder:
            move_around(count, Path(folder), cluster.url)
    finally:
        cluster.stop()


def move_around(count: int, folder: Path, postgresql_url: str) -> None:
    corpus, head = folder / "corpus.jsonl", str(folder / "head.json")
    write_corpus(corpus, count)
    first = Site("SQLite", folder, f"sqlite:///{folder}/SQLite/newsroom.sqlite3")
    first.manage("migrate", "--verbosity=0")
    first.manage("import_articles", str(corpus), "--status=published")
    first.manage("verify_record", "--head", head)
    exports, source = [first.export()], first
    for name, url in (
        ("PostgreSQL", postgresql_url),
        ("SQLite-again", f"sqlite:///{folder}/SQLite-again/newsroom.sqlite3"),
    ):
        backup = str(folder / f"of-{source.name}.backup")
        source.manage("backup", backup)
        print(f"{Path(backup).stat().st_size // 2**20} MB")
        target = Site(name, folder, url)
        target.manage("migrate", "--verbosity=0")
        target.manage("restore", backup)
        target.manage("verify_record", "--against", head)
        exports.append(target.export())
        source = target
    print("the exports are the same" if len(set(exports)) == 1 else f"DIFFERENT: {exports}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
