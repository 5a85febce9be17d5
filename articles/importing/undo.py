"""A batch taken back: what it made is deleted, what it changed is as before, edits stay."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing import undo_rules
from articles.importing.lock import lock_imports
from articles.models import Article, ImportRun, Original, Revision
from articles.publishing import revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.text.strings import collapse_whitespace

# So many originals in one transaction.
CHUNK: Final = 500


class AlreadyUndoneError(Exception):
    """The batch was taken back before."""


@dataclass(frozen=True, slots=True)
class RemainingArticle:
    """An article on which something of the batch stays, and why."""

    article_pk: int
    headline: str
    reason: str


@dataclass(slots=True)
class UndoReport:
    """How many originals of each outcome were taken back, and what stays.

    ``live_count`` of the articles that were deleted could be read by readers.
    """

    counts: Counter[str] = field(default_factory=Counter)
    remaining: list[RemainingArticle] = field(default_factory=list)
    live_count: int = 0


def undo(run: ImportRun, *, by: User | None = None, is_dry_run: bool = False) -> UndoReport:
    """Take back what the batch brought, but for what was edited, moved or updated since.

    Articles that it made are deleted, texts that it brought give way to those before them, pieces
    that it took off the desk are drafts again. Sources, authors and tags that it made stay: nobody
    sees those that no piece names. A run that is killed loses the transaction that it was in; run
    again, it goes on there. Raise AlreadyUndoneError where that is done.
    """
    run.refresh_from_db()
    if run.undone_at:
        raise AlreadyUndoneError(_("%(batch)s was taken back already.") % {"batch": run})
    work = _Work(run, UndoReport(), is_dry_run=is_dry_run)
    is_done = False
    while not is_done:
        with transaction.atomic():
            lock_imports()
            is_done = work.is_done()
            if is_done and not is_dry_run:
                _close(run, by)
            transaction.set_rollback(is_dry_run)
    return work.undone


def _close(run: ImportRun, by: User | None) -> None:
    run.undone_at, run.undone_by = timezone.now(), by
    run.save(update_fields=["undone_at", "undone_by"])


class _Work:
    """One run: what it is to take back, how far it is, and what it did."""

    def __init__(self, run: ImportRun, undone: UndoReport, *, is_dry_run: bool) -> None:
        self.run, self.undone, self.is_dry_run = run, undone, is_dry_run
        self._last = 0
        self._seen: set[int] = set()  # articles that stay, and in a dry run all

    def is_done(self) -> bool:
        """Take the next chunk back; tell whether there was none."""
        next_ones = self.run.originals.filter(pk__gt=self._last).order_by("pk")
        chunk = list(next_ones.values_list("pk", "article")[:CHUNK])
        if chunk:
            self._last = chunk[-1][0]
            self._take({article for _pk, article in chunk} - self._seen)
        return not chunk

    def _take(self, numbers: Collection[int]) -> None:
        """Take back all that the batch brought for these articles, if it may be."""
        # Locked for good: nobody may write a note on what is being deleted.
        locked = Article.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
        articles = dict(locked.values_list("pk", "headline"))
        brought = self._brought(articles)
        made = {each.article for each in brought if each.outcome == Original.Outcome.CREATED}
        stays = _staying(brought, made)
        gone = made - stays.keys()
        self._count(each for each in brought if each.article in gone)
        self._delete(gone)
        self._take_singly([each for each in brought if each.article not in gone], stays, made)
        for article, reason in sorted(stays.items()):
            self.undone.remaining.append(RemainingArticle(article, articles[article], reason))
        self._seen |= articles.keys() if self.is_dry_run else stays.keys()

    def _brought(self, articles: Collection[int]) -> "list[_Brought]":
        """Return what the batch brought for the articles, newest first."""
        columns = ("pk", "article", "outcome", "run")
        rows = Original.objects.filter(article__in=articles).order_by("-pk").values_list(*columns)
        # Only here by its batch: SQLite would walk all of the batch for each chunk.
        return [_Brought(*row) for *row, run in rows if run == self.run.pk]

    def _count(self, brought: "Iterable[_Brought]") -> None:
        self.undone.counts.update(each.outcome for each in brought)

    def _delete(self, numbers: Collection[int]) -> None:
        """Delete the articles with all that hangs on them."""
        gone = Article.objects.filter(pk__in=numbers)
        self.undone.live_count += gone.live().count()
        if not self.is_dry_run:
            # Django finds what hangs on them, a query for each table.
            gone.only("pk").delete()

    def _take_singly(
        self, brought: "list[_Brought]", stays: dict[int, str], made: Collection[int]
    ) -> None:
        """Take back what may be, newest first: where one has to stay, so has what was before it."""
        for each in brought:
            if each.outcome == Original.Outcome.DUPLICATE:
                Original.objects.filter(pk=each.pk).delete()
                self._count([each])
            elif each.article not in stays and each.article not in made:
                if reason := _back(each):
                    stays[each.article] = reason
                else:
                    self._count([each])


class _Brought(NamedTuple):
    """An original of the batch."""

    pk: int
    article: int
    outcome: str


def _staying(brought: "list[_Brought]", made: Collection[int]) -> dict[int, str]:
    """Return the articles on which something has to stay, each with why."""
    asked = {
        each.pk: each.outcome
        for each in brought
        if each.article not in made or each.outcome == Original.Outcome.CREATED
    }
    reasons = undo_rules.reasons(asked)
    return {each.article: reasons[each.pk] for each in reversed(brought) if each.pk in reasons}


def _back(brought: _Brought) -> str:
    """Take back what the original did, and itself; return why that could not be, or ""."""
    original = Original.objects.defer("compressed").get(pk=brought.pk)
    try:
        with transaction.atomic():
            _BACK[brought.outcome](original)
            Original.objects.filter(pk=brought.pk).delete()
    except (IntegrityError, DataError, TransitionNotPossible) as error:
        return _("It cannot be as it was before: %(reason)s") % {
            "reason": collapse_whitespace(str(error))
        }
    return ""


def _let_the_text_before_be(original: Original) -> None:
    """Let the work go on from the revision before the one that the original brought, if it did."""
    brought = _revision(original)
    if brought:
        article, before = brought.article, _before(brought)
        revisions.apply_content(article, before.content)
        Article.objects.filter(pk=article.pk).update(working_revision=before)
        # The record goes on naming those that it names.
        if not brought.status_changes.exists():
            brought.delete()


def _revision(original: Original) -> Revision | None:
    found = Revision.objects.filter(
        article=original.article_id, number=original.revision_number or 0
    )
    return found.select_related("article").first()


def _before(brought: Revision) -> Revision:
    """Return the one that the work was at: of those that imports brought, one that was taken."""
    originals = Original.objects.filter(article=brought.article_id)
    taken = originals.filter(outcome=Original.Outcome.UPDATED, revision_number=OuterRef("number"))
    earlier = Revision.objects.filter(article=brought.article_id, number__lt=brought.number)
    return earlier.filter(Q(is_imported=False) | Exists(taken)).latest("number")


def _drop_what_waits(original: Original) -> None:
    """Delete the revision that waits, and wait for nobody where it was the last one to."""
    Revision.objects.filter(
        article=original.article_id, number=original.revision_number or 0
    ).delete()
    taken = Revision.objects.filter(
        article=OuterRef("article"), restored_number=OuterRef("revision_number")
    )
    others = Original.objects.filter(article=original.article_id, outcome=Original.Outcome.HELD)
    if not others.exclude(pk=original.pk).exclude(Exists(taken)).exists():
        Article.objects.filter(pk=original.article_id).update(has_held_revision=False)


def _restore(original: Original) -> None:
    """Take the piece up again as a draft, if it was this original that took it off the desk."""
    if Original.objects.filter(undo_rules.last_move_was("spike"), pk=original.pk).exists():
        reason = _("%(batch)s was taken back.") % {"batch": original.run}
        workflow.perform(original.article, "restore", by=None, reason=reason)


_BACK: Final[Mapping[str, Callable[[Original], None]]] = {
    Original.Outcome.UPDATED: _let_the_text_before_be,
    Original.Outcome.HELD: _drop_what_waits,
    Original.Outcome.CANCELED: _restore,
}
