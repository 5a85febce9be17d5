"""Read the stored originals again with today's parsers."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser
from django.utils.text import Truncator

from articles.importing.lock import RunUndoneError
from articles.importing.reasons import word_for_shell
from articles.importing.reparse import Rereading, Selection, reparse
from articles.management.arguments import add_map_option
from articles.management.base import EnglishCommand
from articles.management.starting import get_import_run, require_tables
from articles.parsing import formats
from articles.publishing import contents
from articles.text import diff
from articles.text.diff import Change, Segment

SOMETHING_DIFFERS: Final = 1
# Words before and after a difference, paragraphs of an article, and words of a difference that are
# printed.
CONTEXT: Final = 4
MAX_PARAGRAPHS: Final = 8
MAX_WORDS: Final = 60

_SIGNS: Final = {Change.ADDED: "+", Change.REMOVED: "-", Change.MOVED: ">", Change.FORMATTED: "*"}


class Command(EnglishCommand):
    help = (
        "Read the newest original of each article again and show what today's parser would read "
        "differently; with --apply, update the articles. Exit status: 0 nothing differs, or all "
        "was updated, 1 something differs, or cannot be updated, 2 could not start."
    )

    # The checks query the database, and fail before this command can say why it cannot start.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--run", type=int, metavar="N", help="only originals of this import")
        add(
            "--parser",
            choices=list(formats.IMPORT_FORMATS),
            help="only originals that this parser has read",
        )
        add_map_option(parser)
        add("--apply", action="store_true", help="update the articles, as an import of its own")

    def handle(self, *, apply: bool, **options: Any) -> None:
        require_tables()
        run = get_import_run(options["run"]) if options["run"] is not None else None
        selection = Selection(
            run=run, parser=options["parser"] or "", name_map=dict(options["map"])
        )
        try:
            counts = reparse(selection, is_applied=apply, on_difference=self._print)
        except RunUndoneError as error:
            raise CommandError(str(error)) from error
        changed = ("updated", "held") if apply else ("different",)
        labels = {"same": "unchanged"} | {name: name for name in (*changed, "unreadable")}
        self.stdout.write(", ".join(f"{counts[name]} {label}" for name, label in labels.items()))
        if counts["different"] or counts["unreadable"]:
            sys.exit(SOMETHING_DIFFERS)

    def _print(self, rereading: Rereading) -> None:
        for line in format_difference(rereading):
            self.stdout.write(line)


def format_difference(rereading: Rereading) -> Iterator[str]:
    """Yield the lines that show an editor what today's parser reads differently."""
    original = rereading.original
    article = original.article
    yield f"Article {article.pk}, {article.headline} ({original}):"
    if rereading.problem:
        yield f"  {word_for_shell(rereading.problem)}"
    for name in rereading.changed_fields:
        before, after = rereading.before[name], rereading.after[name]
        if name == "body":
            yield f"  {contents.LABELS[name]}:"
            yield from _format_paragraphs(before, after)
        else:
            segments = diff.diff_words(_format_value(before), _format_value(after))
            yield f"  {contents.LABELS[name]}: {_format_segments(segments)}"


def _format_paragraphs(before: str, after: str) -> Iterator[str]:
    changed = [
        each for each in diff.diff_paragraphs(before, after) if each.change is not Change.SAME
    ]
    for each in changed[:MAX_PARAGRAPHS]:
        yield f"    {_SIGNS.get(each.change, '~')} {_format_segments(each.segments)}"
    if len(changed) > MAX_PARAGRAPHS:
        yield f"    … and {len(changed) - MAX_PARAGRAPHS} more paragraphs"


def _format_value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        affiliation = value.get("affiliation")
        return f"{value['name']} ({affiliation})" if affiliation else str(value["name"])
    if isinstance(value, list):
        # The slash is a word of its own, so that the diff leaves the names whole.
        return " / ".join(map(_format_value, value))
    return str(value or "")


def _format_segments(segments: Sequence[Segment]) -> str:
    """Return the words, removed ones as [-…-] and added ones as {+…+}, with some context."""
    return " ".join(_format_segment(segment) for segment in segments) or "(a rule)"


def _format_segment(segment: Segment) -> str:
    if segment.is_removed:
        return f"[-{_truncate(segment.text)}-]"
    if segment.is_added:
        return f"{{+{_truncate(segment.text)}+}}"
    return _shorten_middle(segment.text)


def _truncate(text: str) -> str:
    return Truncator(text).words(MAX_WORDS, truncate=" …")


def _shorten_middle(text: str) -> str:
    """Return the first and last words of a text that is the same in both."""
    words = text.split()
    if len(words) <= 2 * CONTEXT:
        return text
    return " ".join([*words[:CONTEXT], "…", *words[-CONTEXT:]])
