"""What one checkout does, as its commands and its URLs show it.

The clock stands still in all processes of the checkout (``frozen/sitecustomize.py``). They work on
SQLite databases in a temporary folder, and write nothing into the checkout.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
LANGUAGES: Final = {"en": "English", "tr": "Turkish"}
EXPORT_FORMATS: Final = ("jsonl", "csv", "ninjs", "clipping")
# Each is used on all files: its reasons to reject files of other formats are compared, too.
IMPORT_FORMATS: Final = (
    *("clipping", "jsonl", "json", "csv", "tsv", "feed", "wxr"),
    *("ninjs", "newsml", "nitf", "press", "html"),
)
STATUSES: Final = ("draft", "review", "approved", "published", "withdrawn", "spiked")
# The most pages that are requested: of the demo, which has fewer, and of the data.
ALL_PAGES: Final = 20_000
PAGES_OF_DATA: Final = 2_500
# These are tried on articles of the demo before its pages are read, so that some have a notice.
TRANSITIONS: Final = (
    ("withdraw", "6", "--by", "publisher", "--reason", "The source took it back."),
    ("edit", "7", "--by", "editor"),
    ("submit", "7", "--by", "editor"),
    ("approve", "7", "--by", "editor"),
    ("approve", "7", "26", "--by", "publisher"),
    ("publish", "26", "--by", "publisher", "--at", "2026-10-18T18:00"),
    ("spike", "30", "--by", "editor"),
    ("submit", "30", "--by", "contributor"),
)

Captured = dict[str, dict[str, str]]  # section, name, text


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder with the project, the interpreter to run it with, and where it may write."""

    folder: Path
    python: str
    work: Path
    database: str = "demo"
    captured: Captured = field(default_factory=dict)

    def with_database(self, database: str) -> "Checkout":
        return Checkout(self.folder, self.python, self.work, database, self.captured)

    def keep(self, section: str, name: str, text: str) -> None:
        """Add the text to what is captured, without the paths of this machine."""
        places = {str(self.work): "WORK", str(self.folder): "CHECKOUT"}
        for place, word in places.items():
            text = text.replace(place, word)
        self.captured.setdefault(section, {})[name] = text

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [self.python, "manage.py", *arguments],
            cwd=self.folder,
            env=self.build_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )

    def build_environment(self) -> dict[str, str]:
        ours = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
        return ours | {
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": str(HERE / "frozen"),
            "PYTHONPYCACHEPREFIX": str(self.work / "compiled"),
            "NEWSROOM_DATABASE_URL": f"sqlite:///{self.work}/{self.database}.sqlite3",
            "NEWSROOM_STATIC_ROOT": str(self.work / "static"),
            "NEWSROOM_SECRET_KEY": "the same for both, and for nothing else",
            "NEWSROOM_HOSTS": "press.example.org",
            "NEWSROOM_SITE_ADDRESS": "https://press.example.org",
        }

    def create_database(self) -> None:
        """Make an empty database: the first is migrated, the others are copies of it."""
        empty, database = (self.work / f"{name}.sqlite3" for name in ("empty", self.database))
        if not empty.exists():
            self.with_database("empty").run("migrate", "-v0")
        shutil.copyfile(empty, database)

    def run_and_keep(self, section: str, *arguments: str, name: str = "") -> str:
        """Run a command, keep its output and status, and return its standard output."""
        result = self.run(*arguments)
        output, errors = (
            stream.decode("utf-8", "backslashreplace") for stream in (result.stdout, result.stderr)
        )
        text = f"{output}\n--- standard error\n{errors}\n--- status {result.returncode}\n"
        self.keep(section, name or " ".join(arguments), text)
        return output


def capture(folder: Path, python: str, data: Path | None) -> Captured:
    """Return what the checkout in the folder does; ``data`` is a folder of folders to import."""
    with tempfile.TemporaryDirectory() as work:
        checkout = Checkout(folder.resolve(), python, Path(work).resolve())
        with print_time("demo"):
            capture_demo(checkout)
        if data:
            with print_time("folders of the data"):
                capture_folders(checkout, data.resolve())
            with print_time("all the data"):
                capture_all_data(checkout.with_database("all"), data.resolve())
            with print_time("all the data, format by format"):
                capture_formats(checkout.with_database("format"), data.resolve())
    return checkout.captured


@contextmanager
def print_time(what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - start:.0f} s", file=sys.stderr)


def capture_demo(checkout: Checkout) -> None:
    checkout.run_and_keep("demo commands", "demo", "--no-serve", "--password", "invented")
    articles = export_all(checkout, "demo exports")
    for transition in TRANSITIONS:
        checkout.run_and_keep("demo commands", "move_articles", *transition)
    for language, name in LANGUAGES.items():
        section, also = f"demo pages in {name}", build_urls(articles)
        crawl(checkout, section, language=language, limit=ALL_PAGES, also=also)
    run_other_commands(checkout, "demo commands")


def export_all(checkout: Checkout, section: str) -> str:
    """Keep the exports in all formats; return the JSON lines."""
    for format_ in EXPORT_FORMATS:
        checkout.run_and_keep(section, "export_articles", "--format", format_)
    return export_every_status(checkout, section, "of every status")


def export_every_status(checkout: Checkout, section: str, name: str) -> str:
    options = [option for status in STATUSES for option in ("--status", status)]
    return checkout.run_and_keep(
        section, "export_articles", "--format", "jsonl", *options, name=name
    )


def build_urls(json_lines: str) -> list[str]:
    """Return the paths of the exported articles, also of those that are not live."""
    articles = [json.loads(line) for line in json_lines.splitlines()]
    dated = [article for article in articles if article.get("publish_at")]
    return [f"/{each['publish_at'][:10].replace('-', '/')}/{each['slug']}/" for each in dated]


def crawl(
    checkout: Checkout, section: str, *, language: str, limit: int, also: Sequence[str] = ()
) -> None:
    """Keep the responses to all that the site links to; ``also`` are further paths."""
    file = checkout.work / "crawled.jsonl"
    arguments = f"{str(file)!r}, language={language!r}, limit={limit}, also={list(also)!r}"
    code = f"import runpy; runpy.run_path({str(HERE / 'crawl.py')!r})['crawl']({arguments})"
    result = checkout.run("shell", "--no-imports", "-c", code)
    if result.returncode:
        raise SystemExit(f"The crawl of {checkout.folder} failed:\n{result.stderr.decode()}")
    with file.open(encoding="utf-8") as lines:
        for name, text in map(json.loads, lines):
            checkout.keep(section, name, text)


def run_other_commands(checkout: Checkout, section: str) -> None:
    for command in ("verify_record", "check_search", "publish_due", "send_notifications"):
        checkout.run_and_keep(section, command)
    checkout.run_and_keep(section, "list_imports")
    checkout.run_and_keep(section, "list_imports", "--json")
    checkout.run_and_keep(section, "fetch_feeds", "--json")
    checkout.run_and_keep(section, "reparse", "--parser", "clipping")
    checkout.run_and_keep(section, "undo_import", "1", "--dry-run")
    checkout.run_and_keep(section, "undo_import", "1")
    export_every_status(checkout, section, "export after undo")


def capture_folders(checkout: Checkout, data: Path) -> None:
    """Import each folder two levels down, each into a database of its own."""
    for path in sorted(data.glob("*/*")):
        folder = checkout.with_database("folder")
        folder.create_database()
        capture_import(folder, "imports of folders", str(path.relative_to(data)), path)


def capture_import(checkout: Checkout, section: str, name: str, path: Path, *options: str) -> None:
    """Import the path; keep the output, the rejects and the articles."""
    rejects = checkout.work / "rejects.jsonl"
    rejects.unlink(missing_ok=True)
    arguments = ("import_articles", str(path), "--json", "--rejects", str(rejects), *options)
    checkout.run_and_keep(section, *arguments, name=f"{name}: tally")
    text = rejects.read_text(encoding="utf-8") if rejects.exists() else ""
    checkout.keep(section, f"{name}: rejects", text)
    export_every_status(checkout, section, f"{name}: articles")


def capture_all_data(checkout: Checkout, data: Path) -> None:
    """Import everything as published articles, twice; then read exports and pages."""
    checkout.create_database()
    section, published = "imports of all the data", ("--status", "published")
    checkout.run_and_keep(section, "import_articles", str(data), "--json", "--dry-run", *published)
    capture_import(checkout, section, "all", data, *published)
    checkout.run_and_keep(section, "import_articles", str(data), "--json", *published, name="again")
    export_all(checkout, section)
    crawl(checkout, "pages of all the data", language="en", limit=PAGES_OF_DATA)
    run_other_commands(checkout, section)


def capture_formats(checkout: Checkout, data: Path) -> None:
    """Import everything once for each format, as if all files had this format."""
    for name in IMPORT_FORMATS:
        checkout.create_database()
        arguments = ("import_articles", str(data), "--json", "--format", name)
        section = "imports by format"
        checkout.run_and_keep(section, *arguments, name=f"{name}: tally and reasons")
        export_every_status(checkout, section, f"{name}: articles")
