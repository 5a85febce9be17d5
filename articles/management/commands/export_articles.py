"""Export articles to a file or standard output."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from articles.exporting.formats import FORMATS
from articles.exporting.stream import iterate_articles
from articles.models import Article, Status
from articles.site.filters import ArticleFilter, DeskFilter
from articles.text.strings import collapse_whitespace

COULD_NOT_START = 2
STANDARD_OUTPUT = "-"


def cannot_start(message: str) -> CommandError:
    return CommandError(message, returncode=COULD_NOT_START)


class Command(BaseCommand):
    help = (
        "Export the articles that readers see, oldest row first, or with --status others. "
        "Exit status: 0 done, 1 broken off, 2 could not start."
    )

    # They would ask the database before this command can say what ails it.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--format", choices=list(FORMATS), required=True)
        place = "written whole or not at all; standard output without it"
        add("--output", metavar="FILE", default=STANDARD_OUTPUT, help=place)
        statuses = "pieces of this status instead, whatever readers see; may be given again"
        add("--status", choices=Status.values, action="append", default=[], help=statuses)
        for name in ArticleFilter.base_filters:
            add(f"--{name}", metavar="VALUE", help=f"as ?{name}= narrows the public lists")

    def handle(self, *, output: str, **given: Any) -> None:
        self.written = 0
        parts = FORMATS[given["format"]](self._counted(chosen(given)))
        try:
            with opened(output) as file:
                for part in parts:
                    file.write(part.encode())
        except BrokenPipeError:
            return  # who reads has read enough
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error
        self.stderr.write(f"{self.written} written")

    def _counted(self, articles: Iterator[Article]) -> Iterator[Article]:
        for article in articles:
            self.written += 1
            yield article


def chosen(given: Mapping[str, Any]) -> Iterator[Article]:
    """Return the articles that the options choose."""
    among, filters = Article.objects.live(), ArticleFilter
    if given["status"]:
        among, filters = Article.objects.filter(status__in=given["status"]), DeskFilter
    asked = {name: given[name] for name in filters.base_filters if given[name] is not None}
    narrowed = filters(asked, among)
    try:
        if not narrowed.is_valid():
            raise cannot_start(problems(narrowed))
        narrowed.qs.exists()
    except DatabaseError as error:
        reason = collapse_whitespace(str(error))
        raise cannot_start(
            f"The database cannot be read; is it there, and migrated? {reason}"
        ) from error
    return iterate_articles(narrowed.qs, permitted=among)


def problems(filters: ArticleFilter) -> str:
    """Return what the form says of the options."""
    told = filters.form.errors.items()
    return " ".join(f"--{name}: {' '.join(map(str, messages))}" for name, messages in told)


@contextmanager
def opened(output: str) -> Iterator[BinaryIO]:
    """Open the place to write to; a file gets its name when all of it is written."""
    if output == STANDARD_OUTPUT:
        # Its own buffer may be none (PYTHONUNBUFFERED), and then writes only what a pipe takes.
        with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as file:
            yield file
    elif Path(output).exists() and not Path(output).is_file():  # a device or a pipe has no parts
        with begun(Path(output), output) as file:
            yield file
    else:
        place = Path(output).resolve()
        part = place.with_name(f".{place.name}.{token_hex(4)}.part")
        with begun(part, output) as file, renamed(part, place):
            yield file
            file.flush()
            os.fsync(file.fileno())


def begun(path: Path, output: str) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise cannot_start(f"{output} cannot be written: {error.strerror}.") from error


@contextmanager
def renamed(part: Path, place: Path) -> Iterator[None]:
    """Give the part the name of the place, and its mode, unless the writing fails."""
    try:
        if place.exists():
            part.chmod(place.stat().st_mode)
        yield
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
