"""Read the kept originals again, with today's parsers."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import Truncator

from articles.importing.lock import RunUndoneError
from articles.importing.reparse import Choice, Rereading, reparse
from articles.management.commands.import_articles import mapping
from articles.management.starting import get_import_run, require_tables
from articles.parsing import formats
from articles.publishing import contents
from articles.text import diff
from articles.text.diff import Change, Segment

SOMETHING_DIFFERS: Final = 1
# So many words stand around what differs, and so many paragraphs are shown.
AROUND: Final = 4
PARAGRAPHS: Final = 8
# A value or a run of words is cut after so many.
LONGEST: Final = 60

_SIGNS: Final = {Change.ADDED: "+", Change.REMOVED: "-", Change.MOVED: ">", Change.FORMATTED: "*"}


class Command(BaseCommand):
    help = (
        "Read the newest original of each article again and show what today's parser reads "
        "otherwise; with --apply take it like an update. Exit status: 0 nothing differs, or all "
        "was taken, 1 something differs, or cannot be taken, 2 could not start."
    )

    # They would ask the database before this command can say what ails it.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--run", type=int, metavar="N", help="only originals of this import")
        add("--parser", choices=list(formats.FORMATS), help="only originals that it has read")
        names = "as it was given to import_articles"
        add("--map", type=mapping, action="append", default=[], metavar="THEIRS=OURS", help=names)
        add("--apply", action="store_true", help="take the new readings, as an import of their own")

    def handle(self, *, apply: bool, **given: Any) -> None:
        require_tables()
        run = get_import_run(given["run"]) if given["run"] is not None else None
        choice = Choice(run=run, parser=given["parser"] or "", names=dict(given["map"]))
        try:
            counts = reparse(choice, is_applied=apply, on_difference=self._show)
        except RunUndoneError as error:
            raise CommandError(str(error)) from error
        names = ("same", *(("updated", "held") if apply else ("different",)), "unreadable")
        self.stdout.write(", ".join(f"{name} {counts[name]}" for name in names))
        if counts["different"] or counts["unreadable"]:
            sys.exit(SOMETHING_DIFFERS)

    def _show(self, reread: Rereading) -> None:
        for line in lines_of(reread):
            self.stdout.write(line)


def lines_of(reread: Rereading) -> Iterator[str]:
    """Yield what an editor needs to see of the difference, a few lines a field."""
    original = reread.original
    article = original.article
    yield f"Article {article.pk}, {article.headline} ({original}):"
    if reread.problem:
        yield f"  {reread.problem}"
    for name in reread.changed:
        before, after = reread.before[name], reread.after[name]
        if name == "body":
            yield f"  {contents.LABELS[name]}:"
            yield from _paragraphs(before, after)
        else:
            pieces = diff.diff_words(_told(before), _told(after))
            yield f"  {contents.LABELS[name]}: {_marked(pieces)}"


def _paragraphs(before: str, after: str) -> Iterator[str]:
    changed = [
        each for each in diff.diff_paragraphs(before, after) if each.change is not Change.SAME
    ]
    for each in changed[:PARAGRAPHS]:
        yield f"    {_SIGNS.get(each.change, '~')} {_marked(each.segments)}"
    if len(changed) > PARAGRAPHS:
        yield f"    … and {len(changed) - PARAGRAPHS} more paragraphs"


def _told(value: Any) -> str:
    """Return a field's value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        affiliation = value.get("affiliation")
        return f"{value['name']} ({affiliation})" if affiliation else str(value["name"])
    if isinstance(value, list):
        return " / ".join(
            map(_told, value)
        )  # a word of its own, so that the names stay as they are
    return str(value or "")


def _marked(pieces: Sequence[Segment]) -> str:
    """Return the words, what went as [-…-] and what came as {+…+}, with a few words around."""
    return " ".join(_mark(piece) for piece in pieces) or "(a rule)"


def _mark(piece: Segment) -> str:
    if piece.is_removed:
        return f"[-{_cut(piece.text)}-]"
    return f"{{+{_cut(piece.text)}+}}" if piece.is_added else _middle(piece.text)


def _cut(text: str) -> str:
    return Truncator(text).words(LONGEST, truncate=" …")


def _middle(text: str) -> str:
    """Return the first and last words of a run that stays the same."""
    words = text.split()
    if len(words) <= 2 * AROUND:
        return text
    return " ".join([*words[:AROUND], "…", *words[-AROUND:]])
