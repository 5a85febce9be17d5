"""What a cancellation by the source does to its article, and when an editor has to decide."""

from typing import Final

from django.utils import timezone

from articles.importing import mapping
from articles.importing.identity import Outcome
from articles.importing.options import Options
from articles.models import Article, ProgramReason, Status
from articles.parsing.records import Record
from articles.publishing import workflow
from articles.publishing.transitions import TRANSITIONS

# What the transitions that a cancellation makes are counted as.
_OUTCOMES: Final = {"withdraw": Outcome.WITHDRAWN, "spike": Outcome.CANCELED}


def choose_outcome(article: Article, *, options: Options) -> Outcome:
    """Return what a cancellation by the article's own source does.

    An article that has been live is withdrawn, another one is spiked, where whoever runs the import
    may do so. Where they may not, and where the article is scheduled, an editor has to decide. What
    was withdrawn or spiked before stays so.
    """
    if article.status in {Status.WITHDRAWN, Status.SPIKED}:
        return Outcome.CANCELED
    name = _choose_transition(article)
    is_allowed = bool(name) and _may_perform(name, article, options)
    return _OUTCOMES[name] if is_allowed else Outcome.HELD_CANCELLATION


def _choose_transition(article: Article) -> str:
    names = (
        name
        for name in _OUTCOMES
        if not workflow.reason_blocked(TRANSITIONS[name], article, by=None)
    )
    return next(names, "")


def _may_perform(name: str, article: Article, options: Options) -> bool:
    if options.started_by:
        return workflow.may_perform(article, TRANSITIONS[name], by=options.started_by)
    # Feeds, which run by the clock, take nothing from readers.
    return options.is_command_line or name == "spike"


def cancel_article(article: Article, *, options: Options) -> Outcome:
    """Withdraw or spike the article, which can be restored, or leave it to an editor."""
    outcome, name = choose_outcome(article, options=options), _choose_transition(article)
    if outcome is Outcome.HELD_CANCELLATION:
        hold_cancellation(article)
    elif name:
        reason = ProgramReason.CANCELED.to_json()
        workflow.perform(article, name, by=options.started_by, reason=reason)
    return outcome


def hold_cancellation(article: Article) -> None:
    """Mark the article as changed at its source, so that an editor decides."""
    Article.objects.filter(pk=article.pk).update(has_held_revision=True)


def foresee_outcome(record: Record, *, options: Options) -> Outcome:
    """Return what a cancellation would do to the article that the record makes."""
    columns = mapping.build_columns(record, options=options, source=None)
    columns["source"] = record.source or columns.get("source")
    status = mapping.choose_status(record, columns, options=options)
    article = Article(status=status)
    if status is Status.PUBLISHED:
        article.is_released = True
        article.published_at = columns.get("publish_at") or timezone.now()
    return choose_outcome(article, options=options)


def choose_next_outcome(result: object) -> Outcome | None:
    """Return what a further cancellation does after this result: what was canceled stays so.

    It is None where this result leaves it as it was.
    """
    if result in {Outcome.CANCELED, Outcome.WITHDRAWN}:
        return Outcome.CANCELED
    return None
