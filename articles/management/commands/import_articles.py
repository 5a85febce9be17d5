"""Import articles from files, folders or standard input."""

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TextIO

from django.core.management.base import CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection
from tqdm import tqdm

from articles.importing import import_jobs, worker
from articles.importing.duplicates import Duplicate
from articles.importing.ingest import ingest
from articles.importing.lock import RunUndoneError
from articles.importing.matching import find_known_texts
from articles.importing.options import OUTCOMES, WITHIN, Options, Tally, get_reading_limits
from articles.importing.preview import preview
from articles.importing.reasons import word_for_shell
from articles.management.arguments import (
    add_map_option,
    build_count_parser,
    parse_charset,
    parse_language,
)
from articles.management.base import EnglishCommand
from articles.management.starting import COULD_NOT_START, cannot_start, require_database
from articles.models import Article, Source, Status, Upload
from articles.models.blob import FileDamagedError, FileNotStoredError
from articles.parsing import formats, inputs
from articles.parsing.records import Reject
from articles.parsing.tabular.field_names import COLUMN
from articles.text.strings import collapse_whitespace

SOME_REJECTED = 1
COULD_NOT_GO_ON = COULD_NOT_START
MAX_CHUNK_SIZE = 10_000
_GO_ON: Final = "Records imported so far are kept. Run the import again to continue."


@contextmanager
def explain_interruption() -> Iterator[None]:
    """Turn what can end a running import into a CommandError that says how to go on."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise CommandError(f"Stopped. {_GO_ON}", returncode=COULD_NOT_GO_ON) from error
    except worker.ReadingStoppedError as error:
        raise CommandError(word_for_shell(error.problem), returncode=COULD_NOT_GO_ON) from error
    except FileNotStoredError as error:
        message = f"The original of a record could not be stored ({error.reason}). Make room where "
        message += f"Newsroom keeps its files, or let it write there. {_GO_ON}"
        raise CommandError(message, returncode=COULD_NOT_GO_ON) from error
    except (OperationalError, InterfaceError) as error:
        reason = collapse_whitespace(str(error)).rstrip(".")
        message = f"The database no longer answers: {reason}. {_GO_ON}"
        raise CommandError(message, returncode=COULD_NOT_GO_ON) from error


class Command(EnglishCommand):
    help = (
        "Import articles. "
        "Exit status: 0 all imported, 1 some rejected, 2 could not start or continue."
    )

    # The checks query the database, and fail before this command can say why it cannot start.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("paths", nargs="*", metavar="PATH", help="a file, a folder, or - for standard input")
        upload_help = "number of an upload from the desk (used by Newsroom itself)"
        add("--upload", type=int, metavar="N", help=upload_help)
        format_help = "auto detects it from the content"
        add("--format", choices=formats.CHOICES, default=formats.AUTO, help=format_help)
        statuses = [Status.DRAFT.value, Status.REVIEW.value, Status.PUBLISHED.value]
        add("--status", choices=statuses, default=statuses[0], help="of new articles (draft)")
        self._add_defaults(parser)
        add("--encoding", type=parse_charset, metavar="CHARSET", help="of files that are not UTF-8")
        add_map_option(parser)
        add("--dry-run", action="store_true", help="report the counts and change nothing")
        count = build_count_parser(limit=MAX_CHUNK_SIZE)
        add("--chunk-size", type=count, default=500, metavar="N", help="records per transaction")
        self._add_reports(parser)

    def _add_defaults(self, parser: CommandParser) -> None:
        """Add the options for records that do not say something themselves."""
        add = parser.add_argument
        add("--source", metavar="SLUG", help="the source of records that name none")
        language_help = "used when a record states no language"
        add("--language", type=parse_language, metavar="TAG", help=language_help)
        scope_help = "where the ids of records without a source are from, such as the old system"
        add("--id-scope", default="", metavar="NAME", help=scope_help)

    def _add_reports(self, parser: CommandParser) -> None:
        """Add the options of what the run writes about itself."""
        add = parser.add_argument
        add("--rejects", metavar="FILE", help="file for rejected records, to fix and import again")
        add("--duplicates", metavar="FILE", help="file for duplicates, each with its article")
        json_help = "print the counts as one JSON object and nothing else"
        add("--json", action="store_true", help=json_help)

    def handle(self, *, paths: list[str], upload: int | None, **options: Any) -> None:
        if (upload is None) != bool(paths):
            raise cannot_start("Give paths or --upload, not both.")
        gc.freeze()  # the modules stay for ever: the collector need not visit them
        if upload is None:
            tally = self._import_paths(paths, options)
        else:
            tally = self._process_upload(upload, is_preview=options["dry_run"])
        self._print_left_out(tally)
        self._print_tally(tally, as_json=options["json"])
        if tally.counts["rejected"]:
            sys.exit(SOME_REJECTED)

    def _process_upload(self, number: int, *, is_preview: bool) -> Tally:
        self._require_article_table()
        upload = Upload.objects.filter(pk=number).first()
        if upload is None:
            raise cannot_start(f"Upload {number} does not exist.")
        try:
            return import_jobs.process_upload(upload, is_preview=is_preview)
        except (import_jobs.WorkNotRequestedError, import_jobs.ImportForbiddenError) as error:
            raise cannot_start(str(error)) from error
        except import_jobs.SupersededError as error:
            raise CommandError(str(error)) from error
        except (FileDamagedError, FileNotStoredError) as error:
            raise CommandError(str(error), returncode=COULD_NOT_GO_ON) from error

    def _import_paths(self, paths: list[str], arguments: dict[str, Any]) -> Tally:
        size = self._measure_paths(paths)
        options = self._build_options(paths, arguments)
        charset = arguments["encoding"] or (options.source.encoding if options.source else "")
        with ExitStack() as stack:
            report: dict[str, Any] = {
                "on_reject": self._build_reject_reporter(paths, arguments["rejects"], stack),
                "on_duplicate": self._build_duplicate_reporter(
                    paths, arguments["duplicates"], stack
                ),
            }
            bar = stack.enter_context(self._build_progress_bar(size))
            stack.enter_context(explain_interruption())
            items = worker.read_prepared(
                paths,
                find_known=partial(find_known_texts, options=options),
                format_name=arguments["format"],
                name_map=dict(arguments["map"]),
                charset=charset,
                limits=get_reading_limits(),
                on_bytes=bar.update,
                exclude=[each for each in (arguments["rejects"], arguments["duplicates"]) if each],
            )
            stack.enter_context(closing(items))
            if options.is_dry_run:
                return preview(items, options=options, **report)
            try:
                return ingest(items, options=options, on_chunk=self._print_progress, **report)
            except RunUndoneError as error:
                raise CommandError(str(error)) from error

    def _measure_paths(self, paths: list[str]) -> int:
        """Return the size of all files at the paths, in bytes."""
        if missing := inputs.find_missing(paths):
            raise cannot_start(f"Not found: {', '.join(missing)}.")
        try:
            sizes = [file.size for file in inputs.walk_paths(paths)]
        except OSError as error:
            raise cannot_start(f"{error.filename} cannot be read: {error.strerror}.") from error
        if not sizes:
            raise cannot_start(f"No files in {', '.join(paths)}.")
        return sum(sizes)

    def _build_options(self, paths: list[str], arguments: dict[str, Any]) -> Options:
        self._require_article_table()
        return Options(
            label=" ".join(paths),
            status=Status(arguments["status"]),
            source=self._get_source(arguments["source"]),
            language=arguments["language"] or "",
            id_scope=arguments["id_scope"],
            is_dry_run=arguments["dry_run"],
            chunk_size=arguments["chunk_size"],
            is_command_line=True,
        )

    def _require_article_table(self) -> None:
        with require_database():
            tables = connection.introspection.table_names()
        if Article._meta.db_table not in tables:
            raise cannot_start("The database has no tables yet: run manage.py migrate first.")

    def _get_source(self, slug: str | None) -> Source | None:
        if slug is None:
            return None
        source = Source.objects.filter(slug=slug).first() or Source.objects.find_by_name(slug)
        if source is None:
            raise cannot_start(f"There is no source {slug!r}. Add it at the desk, under Sources.")
        return source

    def _build_progress_bar(self, size: int) -> "tqdm[Any]":
        """Return a bar of the bytes read, which only a terminal shows."""
        return tqdm(total=size, unit="B", unit_scale=True, disable=None, file=sys.stderr)

    def _print_progress(self, tally: Tally) -> None:
        """Print how far the run is, unless a terminal shows a bar."""
        if not sys.stderr.isatty():
            self.stderr.write(f"{tally.read} read, {tally.counts['rejected']} of them rejected")

    def _build_reject_reporter(
        self, paths: list[str], rejects: str | None, stack: ExitStack
    ) -> Callable[[str, Reject], None]:
        """Return the function that prints a reject and writes it to the file of rejects."""
        file = stack.enter_context(self._open_list(rejects, paths)) if rejects else None

        def report_reject(path: str, reject: Reject) -> None:
            reason = word_for_shell(reject.reason)
            tqdm.write(f"{path}, {reject.position}: {reason}", file=sys.stderr)
            if file:
                file.write(reject.to_line(path=path, reason=reason))
                file.flush()

        return report_reject

    def _build_duplicate_reporter(
        self, paths: list[str], duplicates: str | None, stack: ExitStack
    ) -> Callable[[str, Duplicate], None]:
        """Return the function that writes a duplicate to the file of duplicates."""
        file = stack.enter_context(self._open_list(duplicates, paths)) if duplicates else None

        def report_duplicate(path: str, duplicate: Duplicate) -> None:
            if file:
                file.write(duplicate.to_line(path))
                file.flush()

        return report_duplicate

    def _open_list(self, path: str, input_paths: list[str]) -> TextIO:
        target = Path(path).resolve()
        inputs_ = {Path(each).resolve() for each in input_paths}
        if target.exists() and not inputs_.isdisjoint({target, *target.parents}):
            raise cannot_start(f"{path} is one of the inputs; choose another file to write to.")
        try:
            # Lone surrogates, as in a file's name that is not UTF-8, are written as JSON's escapes.
            return Path(path).open("w", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise cannot_start(f"{path} cannot be written: {error.strerror}.") from error

    def _print_left_out(self, tally: Tally) -> None:
        for what, number in sorted(tally.left_out.items()):
            name = what.removeprefix(COLUMN)
            self.stderr.write(
                f"{what} skipped (not articles): {number}"
                if name == what
                else f'The column "{name}" was not read. To read it, say with --map what it is.'
            )

    def _print_tally(self, tally: Tally, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(tally.as_json()))
            return
        counts = ", ".join(f"{tally.counts[outcome]} {outcome}" for outcome in OUTCOMES)
        within = [f"{tally.counts[name]} {name}" for name in WITHIN if tally.counts[name]]
        counts += f", of these {', '.join(within).replace('_', ' ')}" if within else ""
        run = f"; import {tally.run}" if tally.run else ""
        self.stdout.write(f"{tally.read} read, {counts} ({tally.seconds:.1f} s){run}")
