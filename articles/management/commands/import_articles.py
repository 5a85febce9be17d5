"""Import articles from files, folders or standard input."""

import argparse
import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection
from tqdm import tqdm

from articles.importing import import_jobs, worker
from articles.importing.ingest import ingest
from articles.importing.lock import RunUndoneError
from articles.importing.matching import find_known_texts
from articles.importing.options import Options, Tally
from articles.importing.preview import preview
from articles.models import Article, Source, Status, Upload
from articles.models.languages import validate_language_tag
from articles.parsing import formats, inputs
from articles.parsing.charsets import find_charset
from articles.parsing.records import (
    Reject,
)
from articles.parsing.tabular import field_names
from articles.text.strings import collapse_whitespace

SOME_REJECTED = 1
COULD_NOT_START = COULD_NOT_GO_ON = 2
LARGEST_CHUNK = 10_000


def language(value: str) -> str:
    try:
        validate_language_tag(value)
    except ValidationError as error:
        raise argparse.ArgumentTypeError(f"{value!r} is no tag such as en or tr") from error
    return value


def charset(value: str) -> str:
    if known := find_charset(value):
        return known
    raise argparse.ArgumentTypeError(f"{value!r} is no charset such as windows-1254")


def cannot_start(message: str) -> CommandError:
    return CommandError(message, returncode=COULD_NOT_START)


_GO_ON: Final = "What was imported before stays; start the import again to go on."


@contextmanager
def telling_why_it_stops() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as error:
        raise CommandError(f"Stopped. {_GO_ON}", returncode=COULD_NOT_GO_ON) from error
    except worker.ReadingStoppedError as error:
        raise CommandError(str(error), returncode=COULD_NOT_GO_ON) from error
    except (OperationalError, InterfaceError) as error:
        told = (
            f"The database does not answer any more: {collapse_whitespace(str(error)).rstrip('.')}."
        )
        raise CommandError(f"{told} {_GO_ON}", returncode=COULD_NOT_GO_ON) from error


def mapping(value: str) -> tuple[str, str]:
    try:
        return field_names.parse_mapping(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def count(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) <= LARGEST_CHUNK:
        raise argparse.ArgumentTypeError(f"{value!r} is no number from 1 to {LARGEST_CHUNK}")
    return int(value)


class Command(BaseCommand):
    help = "Import articles. Exit status: 0 all taken, 1 some rejected, 2 could not start or go on."

    # They would ask the database before this command can say what ails it.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("paths", nargs="*", metavar="PATH", help="a file, a folder, or - for standard input")
        add(
            "--upload", type=int, metavar="N", help="what the desk asked for with a file sent to it"
        )
        add("--format", choices=formats.CHOICES, default=formats.AUTO, help="auto tells by content")
        statuses = [Status.DRAFT.value, Status.REVIEW.value, Status.PUBLISHED.value]
        add("--status", choices=statuses, default=statuses[0], help="of new articles (draft)")
        add("--source", metavar="SLUG", help="the source of records that name none")
        add("--language", type=language, metavar="TAG", help="where none is told")
        add("--encoding", type=charset, metavar="CHARSET", help="of files that are not UTF-8")
        names = "what a field of tables and JSON is called there, and what here; may be repeated"
        add("--map", type=mapping, action="append", default=[], metavar="THEIRS=OURS", help=names)
        add("--dry-run", action="store_true", help="tell the tally and change nothing")
        add("--rejects", metavar="FILE", help="where rejected records go, to mend and feed again")
        add("--chunk-size", type=count, default=500, metavar="N", help="records a transaction")
        add("--json", action="store_true", help="print the tally as one JSON object, only that")

    def handle(self, *, paths: list[str], upload: int | None, **given: Any) -> None:
        if (upload is None) != bool(paths):
            raise cannot_start("Give either paths or the number of an upload.")
        gc.freeze()  # what is there by now stays: nobody has to look for what of it could go
        tally = self._import(paths, given) if upload is None else self._work_on(upload, given)
        self._tell_left_out(tally)
        self._print(tally, as_json=given["json"])
        if tally.counts["rejected"]:
            sys.exit(SOME_REJECTED)

    def _work_on(self, number: int, given: dict[str, Any]) -> Tally:
        self._refuse_a_bare_database()
        upload = Upload.objects.filter(pk=number).first()
        if upload is None:
            raise cannot_start(f"There is no upload {number}.")
        try:
            return import_jobs.process_upload(upload, is_preview=given["dry_run"])
        except import_jobs.WorkNotRequestedError as error:
            raise cannot_start(str(error)) from error
        except import_jobs.SupersededError as error:
            raise CommandError(str(error)) from error

    def _import(self, paths: list[str], given: dict[str, Any]) -> Tally:
        size = self._size(paths)
        options = self._options(paths, given)
        encoding = given["encoding"] or (options.source.encoding if options.source else "")
        with ExitStack() as stack:
            on_reject = self._reporter(paths, given["rejects"], stack)
            bar = stack.enter_context(self._bar(size))
            stack.enter_context(telling_why_it_stops())
            ready = worker.read_prepared(
                paths,
                find_known=find_known_texts,
                name=given["format"],
                name_map=dict(given["map"]),
                charset=encoding,
                on_bytes=bar.update,
                exclude=given["rejects"],
            )
            found = stack.enter_context(closing(ready))
            if options.is_dry_run:
                return preview(found, options=options, on_reject=on_reject)
            try:
                return ingest(found, options=options, on_reject=on_reject, on_chunk=self._say)
            except RunUndoneError as error:
                raise CommandError(str(error)) from error

    def _size(self, paths: list[str]) -> int:
        if gone := inputs.find_missing(paths):
            raise cannot_start(f"There is nothing at {', '.join(gone)}.")
        try:
            sizes = [each.size for each in inputs.walk_paths(paths)]
        except OSError as error:
            raise cannot_start(f"{error.filename} cannot be read: {error.strerror}.") from error
        if not sizes:
            raise cannot_start(f"There is no file in {', '.join(paths)}.")
        return sum(sizes)

    def _options(self, paths: list[str], given: dict[str, Any]) -> Options:
        self._refuse_a_bare_database()
        return Options(
            label=" ".join(paths),
            status=Status(given["status"]),
            source=self._source(given["source"]),
            language=given["language"] or "",
            is_dry_run=given["dry_run"],
            chunk_size=given["chunk_size"],
        )

    def _refuse_a_bare_database(self) -> None:
        try:
            tables = connection.introspection.table_names()
        except OperationalError as error:
            raise cannot_start(f"The database cannot be reached: {error}") from error
        if Article._meta.db_table not in tables:
            raise cannot_start("The database has no tables yet: run manage.py migrate first.")

    def _source(self, slug: str | None) -> Source | None:
        if slug is None:
            return None
        source = Source.objects.filter(slug=slug).first() or Source.objects.find_by_name(slug)
        if source is None:
            raise cannot_start(f"There is no source {slug!r}. Make it in the admin, under Sources.")
        return source

    def _bar(self, size: int) -> "tqdm[Any]":
        """Return a bar of the bytes read, with rate and time left; none but on a terminal."""
        return tqdm(total=size, unit="B", unit_scale=True, disable=None, file=sys.stderr)

    def _say(self, tally: Tally) -> None:
        """Tell how far the run is where there is no terminal to show a bar on."""
        if not sys.stderr.isatty():
            self.stderr.write(f"{tally.read} read, {tally.counts['rejected']} of them rejected")

    def _reporter(
        self, paths: list[str], rejects: str | None, stack: ExitStack
    ) -> Callable[[str, Reject], None]:
        """Return what tells of a reject: a line for the operator, and one for the file."""
        file = stack.enter_context(self._writable(rejects, paths)) if rejects else None

        def report(path: str, reject: Reject) -> None:
            tqdm.write(f"{path}, {reject.position}: {reject.reason}", file=sys.stderr)
            if file:
                file.write(reject.to_line(path=path))
                file.flush()

        return report

    def _writable(self, path: str, read_from: list[str]) -> TextIO:
        place, sources = Path(path).resolve(), {Path(each).resolve() for each in read_from}
        if place.exists() and not sources.isdisjoint({place, *place.parents}):
            raise cannot_start(f"{path} is read from and cannot be written to; name another file.")
        try:
            # Halves of surrogate pairs, as in a file's name that is not UTF-8, stay JSON's escapes.
            return Path(path).open("w", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise cannot_start(f"{path} cannot be written: {error.strerror}.") from error

    def _tell_left_out(self, tally: Tally) -> None:
        for what, number in sorted(tally.left_out.items()):
            self.stderr.write(f"{what} left out, as they are no articles: {number}")

    def _print(self, tally: Tally, *, as_json: bool) -> None:
        told = tally.as_json()
        if as_json:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(", ".join(f"{name} {value}" for name, value in told.items()))
