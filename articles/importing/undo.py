"""An import run undone: what it created is deleted, what it changed is restored, edits stay.

What readers have seen is not deleted: it is withdrawn, by somebody who may withdraw.
"""

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
from articles.models import Article, ImportRun, Original, ProgramReason, Revision, Status
from articles.publishing import closing, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS
from articles.text.strings import collapse_whitespace

# Originals in one transaction.
CHUNK: Final = 500


class AlreadyUndoneError(Exception):
    """The run was undone before."""


@dataclass(frozen=True, slots=True)
class RemainingArticle:
    """An article on which something that the run brought remains, and why."""

    article_pk: int
    headline: str
    reason: str


@dataclass(slots=True)
class UndoReport:
    """How many originals of each outcome were undone, and what remains.

    ``withdrawn_count`` is the number of articles that readers had seen, which were withdrawn. They
    are not among those that were created and are deleted.
    """

    counts: Counter[str] = field(default_factory=Counter)
    remaining: list[RemainingArticle] = field(default_factory=list)
    withdrawn_count: int = 0


def undo(run: ImportRun, *, by: User | None = None, is_dry_run: bool = False) -> UndoReport:
    """Undo what the run brought, except where it was edited, transitioned or updated since.

    Articles that it created are deleted, or withdrawn where readers have seen them; texts that it
    brought give way to those before them, and articles that it spiked are drafts again. The audit
    log names ``by``, None for the command line; where the person may not withdraw or restore an
    article, it remains. Sources, authors and tags that it created remain:
    readers do not see those without articles. An undo that is killed loses the transaction that it
    was in; started again, it goes on there. Raise AlreadyUndoneError when the run is undone.
    """
    run.refresh_from_db()
    if run.undone_at:
        raise AlreadyUndoneError(_("%(batch)s has already been undone.") % {"batch": run})
    work = _Undo(run, by=by, is_dry_run=is_dry_run)
    is_done = False
    while not is_done:
        with transaction.atomic():
            lock_imports()
            is_done = work.undo_chunk()
            if is_done and not is_dry_run:
                _mark_undone(run, by)
            transaction.set_rollback(is_dry_run)
    return work.report


def _mark_undone(run: ImportRun, by: User | None) -> None:
    run.undone_at, run.undone_by = timezone.now(), by
    run.save(update_fields=["undone_at", "undone_by"])


class _RunOriginal(NamedTuple):
    """An original that the run brought; ``article`` is a primary key."""

    pk: int
    article: int
    outcome: str


class _Undo:
    """One undo: its run, who undoes it, how far it is, and its report."""

    def __init__(self, run: ImportRun, *, by: User | None, is_dry_run: bool) -> None:
        self.run, self.by, self.is_dry_run = run, by, is_dry_run
        self.reason, self.report = _encode_reason(run, by), UndoReport()
        self._last_pk = 0
        self._seen: set[int] = set()  # not to visit again: articles that remain; in a dry run all

    def undo_chunk(self) -> bool:
        """Undo the next chunk; return whether there was none."""
        originals = self.run.originals.filter(pk__gt=self._last_pk).order_by("pk")
        chunk = list(originals.values_list("pk", "article")[:CHUNK])
        if chunk:
            self._last_pk = chunk[-1][0]
            self._undo_articles({article for _pk, article in chunk} - self._seen)
        return not chunk

    def _undo_articles(self, pks: Collection[int]) -> None:
        """Undo all that the run brought for these articles, as far as the rules allow."""
        # Locked fully: nobody may write a note on what is being deleted.
        rows = Article.objects.select_for_update().filter(pk__in=pks).order_by("pk")
        headlines = dict(rows.values_list("pk", "headline"))
        originals = self._fetch_originals(headlines)
        created = {each.article for each in originals if each.outcome == Original.Outcome.CREATED}
        reasons = _find_reasons(originals, created)
        withdrawn = self._withdraw(created - reasons.keys(), reasons)
        deleted = created - reasons.keys() - withdrawn
        self._count(each for each in originals if each.article in deleted)
        self._delete(deleted)
        others = [each for each in originals if each.article not in deleted]
        self._undo_singly(others, reasons, created)
        for article, reason in sorted(reasons.items()):
            self.report.remaining.append(RemainingArticle(article, headlines[article], reason))
        self._seen |= headlines.keys() if self.is_dry_run else reasons.keys()

    def _fetch_originals(self, articles: Collection[int]) -> list[_RunOriginal]:
        """Return the run's originals of the articles, newest first."""
        columns = ("pk", "article", "outcome", "run")
        rows = Original.objects.filter(article__in=articles).order_by("-pk").values_list(*columns)
        # The run is compared here: in SQL, SQLite would scan all of the run for each chunk.
        return [_RunOriginal(*row) for *row, run in rows if run == self.run.pk]

    def _count(self, originals: Iterable[_RunOriginal]) -> None:
        self.report.counts.update(each.outcome for each in originals)

    def _withdraw(self, pks: Collection[int], reasons: dict[int, str]) -> set[int]:
        """Withdraw those of the articles that readers have seen, and return their keys.

        Add to ``reasons`` those that have to remain as they are.
        """
        withdrawn = set()
        for article in Article.objects.filter(pk__in=pks, published_at__lte=timezone.now()):
            if reason := self._try_to_withdraw(article):
                reasons[article.pk] = reason
            else:
                withdrawn.add(article.pk)
        self.report.withdrawn_count += len(withdrawn)
        return withdrawn

    def _try_to_withdraw(self, article: Article) -> str:
        """Withdraw the article; return why it remains as it is, or ""."""
        code = ProgramReason.WITHDRAWN_BY_UNDO if self.by else ProgramReason.WITHDRAWN_BY_COMMAND
        if article.status == Status.WITHDRAWN:
            is_ours = undo_rules.was_withdrawn_by_undo(article, self.run)
            return "" if is_ours else str(undo_rules.WAS_LIVE)
        if self.by and not workflow.may_perform(article, TRANSITIONS["withdraw"], by=self.by):
            return _("Readers have seen it. Ask somebody who may withdraw articles to undo this.")
        if not self.is_dry_run:
            reason = code.to_json(number=self.run.pk)
            workflow.perform(article, "withdraw", by=self.by, reason=reason)
        return ""

    def _delete(self, pks: Collection[int]) -> None:
        """Delete the articles, which readers have never seen, with all rows that refer to them."""
        if not self.is_dry_run:
            articles = Article.objects.filter(pk__in=pks)
            closing.delete_articles(articles, by=self.by, reason=self.reason)

    def _undo_singly(
        self,
        originals: list[_RunOriginal],
        reasons: dict[int, str],
        created: Collection[int],
    ) -> None:
        """Undo the originals, newest first; after one that remains, all of its article remain.

        Add the article to ``reasons`` when undoing fails.
        """
        for original in originals:
            if original.outcome in Original.WITHOUT_TEXT:
                _delete_original(original.pk, run=self.run, by=self.by)
                self._count([original])
            elif original.article not in reasons and original.article not in created:
                if reason := _undo_original(original, by=self.by):
                    reasons[original.article] = reason
                else:
                    self._count([original])


def _find_reasons(originals: list[_RunOriginal], created: Collection[int]) -> dict[int, str]:
    """Return, by article, why something that the run brought has to remain."""
    outcomes = {
        each.pk: each.outcome
        for each in originals
        if each.article not in created or each.outcome == Original.Outcome.CREATED
    }
    reasons = undo_rules.find_reasons(outcomes)
    return {each.article: reasons[each.pk] for each in reversed(originals) if each.pk in reasons}


def _undo_original(row: _RunOriginal, *, by: User | None) -> str:
    """Undo what the original did and delete it; return why that is not possible, or ""."""
    original = Original.objects.defer("compressed").get(pk=row.pk)
    try:
        with transaction.atomic():
            _UNDO[row.outcome](original, by)
            _delete_original(row.pk, run=original.run, by=by)
    except workflow.TransitionForbidden as error:
        return str(error)
    except (IntegrityError, DataError, TransitionNotPossible) as error:
        return _("It cannot be restored: %(reason)s") % {"reason": collapse_whitespace(str(error))}
    return ""


def _encode_reason(run: ImportRun, by: User | None) -> str:
    """Return the reason for the audit log; it names the command line, which is nobody."""
    code = ProgramReason.IMPORT_UNDONE if by else ProgramReason.IMPORT_UNDONE_BY_COMMAND
    return run.encode_reason(code)


def _delete_original(pk: int, *, run: ImportRun, by: User | None) -> None:
    reason = _encode_reason(run, by)
    closing.delete_originals(Original.objects.filter(pk=pk), by=by, reason=reason)


def _delete_revision(original: Original, *, by: User | None) -> None:
    """Delete the revision that the original brought, if it brought one."""
    revision = Revision.objects.filter(
        article=original.article_id, number=original.revision_number or 0
    )
    closing.delete_revisions(revision, by=by, reason=_encode_reason(original.run, by))


def _undo_update(original: Original, by: User | None) -> None:
    """Make the revision before the original's the working one, and delete the original's."""
    revision = _find_revision(original)
    if revision:
        article, previous = revision.article, _get_previous_revision(revision)
        article.working_revision = previous
        article.save(update_fields=["working_revision"])
        revisions.apply_content(article, previous.content)
        # The audit log keeps the revisions that it refers to.
        if not revision.status_changes.exists():
            _delete_revision(original, by=by)


def _find_revision(original: Original) -> Revision | None:
    revision = Revision.objects.filter(
        article=original.article_id, number=original.revision_number or 0
    )
    return revision.select_related("article").first()


def _get_previous_revision(revision: Revision) -> Revision:
    """Return the last working revision before this one: held ones that never were do not count."""
    originals = Original.objects.filter(article=revision.article_id)
    updates = originals.filter(outcome=Original.Outcome.UPDATED, revision_number=OuterRef("number"))
    earlier = Revision.objects.filter(article=revision.article_id, number__lt=revision.number)
    return earlier.filter(Q(is_imported=False) | Exists(updates)).latest("number")


def _undo_held(original: Original, by: User | None) -> None:
    """Delete the revision that it holds, if any; clear the mark when nothing else is held."""
    _delete_revision(original, by=by)
    accepted = Revision.objects.filter(
        article=OuterRef("article"), restored_number=OuterRef("revision_number")
    )
    others = Original.objects.filter(
        article=original.article_id, outcome__in=Original.WAITING_FOR_EDITOR
    )
    if not others.exclude(pk=original.pk).exclude(Exists(accepted)).exists():
        Article.objects.filter(pk=original.article_id).update(has_held_revision=False)


def _undo_cancellation(original: Original, by: User | None) -> None:
    """Restore the article as a draft, if it was this original that spiked it."""
    if Original.objects.filter(undo_rules.last_transition_was("spike"), pk=original.pk).exists():
        reason = _encode_reason(original.run, by)
        workflow.perform(original.article, "restore", by=by, reason=reason)


_UNDO: Final[Mapping[str, Callable[[Original, User | None], None]]] = {
    Original.Outcome.UPDATED: _undo_update,
    Original.Outcome.HELD: _undo_held,
    Original.Outcome.HELD_CANCELLATION: _undo_held,
    Original.Outcome.CANCELED: _undo_cancellation,
}
