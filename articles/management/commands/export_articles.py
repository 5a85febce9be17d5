"""Export articles to a file or standard output."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser

from articles.exporting.formats import EXPORT_FORMATS
from articles.exporting.stream import iterate_articles
from articles.management.base import EnglishCommand
from articles.management.starting import cannot_start, require_database
from articles.models import Article, Status
from articles.site.filters import ArticleFilter, DeskFilter

STANDARD_OUTPUT = "-"


class Command(EnglishCommand):
    help = (
        "Export live articles, oldest first; with --status, articles of that status instead. "
        "Exit status: 0 done, 1 stopped early, 2 could not start."
    )

    # The checks query the database, and fail before this command can say why it cannot start.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--format", choices=list(EXPORT_FORMATS), required=True)
        add(
            "--output",
            metavar="FILE",
            default=STANDARD_OUTPUT,
            help="file to write (all or nothing); default: standard output",
        )
        add(
            "--status",
            choices=Status.values,
            action="append",
            default=[],
            help="articles of this status instead, live or not; may be repeated",
        )
        for name in ArticleFilter.base_filters:
            add(f"--{name}", metavar="VALUE", help=f"same as the filter ?{name}= on the site")

    def handle(self, *, output: str, **options: Any) -> None:
        self.article_count = 0
        chunks = EXPORT_FORMATS[options["format"]](self._count(select_articles(options)))
        try:
            with open_output(output) as file:
                for chunk in chunks:
                    file.write(chunk.encode())
        except BrokenPipeError:
            return  # the reader has read enough
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error
        self.stderr.write(f"{self.article_count} articles written")

    def _count(self, articles: Iterator[Article]) -> Iterator[Article]:
        for article in articles:
            self.article_count += 1
            yield article


def select_articles(options: Mapping[str, Any]) -> Iterator[Article]:
    """Return the articles that the options select."""
    if options["status"]:
        permitted = Article.objects.filter(status__in=options["status"])
        filter_class: type[ArticleFilter] = DeskFilter
    else:
        permitted, filter_class = Article.objects.live(), ArticleFilter
    names = filter_class.base_filters
    params = {name: options[name] for name in names if options[name] is not None}
    filters = filter_class(params, permitted)
    with require_database():
        if not filters.is_valid():
            raise cannot_start(format_errors(filters))
        filters.qs.exists()
    return iterate_articles(filters.qs, permitted=permitted)


def format_errors(filters: ArticleFilter) -> str:
    """Return the errors of the filters' form, with the options that they concern."""
    errors = filters.form.errors.items()
    return " ".join(f"--{name}: {' '.join(map(str, messages))}" for name, messages in errors)


@contextmanager
def open_output(output: str) -> Iterator[BinaryIO]:
    """Open the output; a file gets its name when all of it is written."""
    if output == STANDARD_OUTPUT:
        # sys.stdout.buffer may be unbuffered (PYTHONUNBUFFERED), and then write only in part.
        with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as file:
            yield file
    elif Path(output).exists() and not Path(output).is_file():  # a device or a pipe
        with open_file(Path(output), output) as file:
            yield file
    else:
        target = Path(output).resolve()
        part = target.with_name(f".{target.name}.{token_hex(4)}.part")
        with open_file(part, output) as file, rename_when_written(part, target):
            yield file
            file.flush()
            os.fsync(file.fileno())


def open_file(path: Path, output: str) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise cannot_start(f"{output} cannot be written: {error.strerror}.") from error


@contextmanager
def rename_when_written(part: Path, target: Path) -> Iterator[None]:
    """Give the part the name and the mode of the target, unless writing it fails."""
    try:
        if target.exists():
            part.chmod(target.stat().st_mode)
        yield
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
