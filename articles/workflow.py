"""The table of transitions, and the only writer of an article's status."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Status


class MayNotError(PermissionDenied):
    """A person may not make the move."""


class CannotError(Exception):
    """Nobody can make the move as the article stands; the message is a sentence for the editor."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One move: what it is called, who may make it, from which statuses to which."""

    name: str
    label: str | Promise
    permission: str
    origins: frozenset[Status]
    target: Status


TRANSITIONS: Final = {
    transition.name: transition
    for transition in (
        Transition(
            "submit",
            gettext_lazy("Submit for review"),
            "articles.submit_article",
            frozenset({Status.DRAFT}),
            Status.REVIEW,
        ),
        Transition(
            "request_changes",
            gettext_lazy("Request changes"),
            "articles.review_article",
            frozenset({Status.REVIEW, Status.APPROVED}),
            Status.DRAFT,
        ),
        Transition(
            "approve",
            gettext_lazy("Approve"),
            "articles.review_article",
            frozenset({Status.REVIEW}),
            Status.APPROVED,
        ),
        Transition(
            "publish",
            gettext_lazy("Publish"),
            "articles.publish_article",
            frozenset({Status.APPROVED}),
            Status.PUBLISHED,
        ),
        Transition(
            "spike",
            gettext_lazy("Spike"),
            "articles.spike_article",
            frozenset({Status.DRAFT, Status.REVIEW, Status.APPROVED}),
            Status.SPIKED,
        ),
        Transition(
            "restore",
            gettext_lazy("Restore as draft"),
            "articles.publish_article",
            frozenset({Status.SPIKED}),
            Status.DRAFT,
        ),
    )
}


def available(article: Article, *, by: User | AnonymousUser) -> list[Transition]:
    """Return the moves that this person may make with the article as it stands."""
    return [
        transition
        for transition in TRANSITIONS.values()
        if article.status in transition.origins and by.has_perm(transition.permission)
    ]


def perform(article: Article, name: str, *, by: User | AnonymousUser) -> None:
    """Make the move; raise MayNotError or CannotError and change nothing where it cannot be made.

    Of two people who press at once one moves the article, and the other is told.
    """
    transition = TRANSITIONS[name]
    if not by.has_perm(transition.permission):
        raise MayNotError(_("You may not do this: %(move)s.") % {"move": transition.label})
    if article.status not in transition.origins:
        raise CannotError(_moved(transition, article))
    changes = {"status": transition.target}
    if transition.target is Status.PUBLISHED:
        changes |= _release(article)
    unmoved = Article.objects.filter(pk=article.pk, status=article.status)
    if not unmoved.update(**changes):
        article.refresh_from_db(fields=["status"])
        raise CannotError(_moved(transition, article))
    for field, value in changes.items():
        setattr(article, field, value)


def _moved(transition: Transition, article: Article) -> str:
    return _("“%(move)s” is not possible: the piece is %(status)s. Reload the page.") % {
        "move": transition.label,
        "status": article.get_status_display(),
    }


def _release(article: Article) -> dict[str, Any]:
    """Return what makes the article live; say what it lacks where it cannot go live."""
    instant = article.published_at or article.publish_at or timezone.now()
    if not article.text:
        raise CannotError(_("The piece has no text. Write its body first."))
    if article.source is None and not article.is_own_work:
        raise CannotError(_("The piece has no source. Name it, or mark the piece as our own work."))
    if article.embargoed_until and instant < article.embargoed_until:
        raise CannotError(
            _("The piece is under embargo until %(until)s. Publish it at that time or later.")
            % {"until": date_format(timezone.localtime(article.embargoed_until), "DATETIME_FORMAT")}
        )
    if article.expire_at and article.expire_at <= max(instant, timezone.now()):
        raise CannotError(_("The piece expires before it would be live. Change one of the times."))
    return {"is_released": True, "published_at": instant}
