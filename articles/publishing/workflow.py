"""The table of transitions, and the only writer of an article's status."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Correction, Note, Status, StatusChange
from articles.publishing import audit_log, checks, notifications, revisions
from articles.text import body_html

Person = User | AnonymousUser
Columns = dict[str, Any]

REASON_LIMIT: Final = 500  # characters, which the article's column holds


class TransitionForbidden(PermissionDenied):
    """A person may not make the move."""


class TransitionNotPossible(Exception):  # noqa: N818 - named like its sibling and PermissionDenied
    """Nobody can make the move as the article stands; the message is a sentence for the editor."""


class Asks(Enum):
    """What a transition needs to be told."""

    NOTHING = "nothing"
    NOTE = "note"  # to the one who submitted it; not for readers
    REASON = "reason"  # for readers
    TIME = "time"  # from when readers see it; left out, the plan, else at once


class Only(Enum):
    """What else must be true of the article."""

    ANY = "any"
    LIVE = "live"  # readers see it, or saw it until it expired
    NEVER_LIVE = "never live"


@dataclass(frozen=True, slots=True)
class Transition:
    """One move: what it is called, from which statuses to which, and what it asks for."""

    name: str
    label: str | Promise
    origins: frozenset[Status]
    target: Status
    asks: Asks = Asks.NOTHING
    only: Only = Only.ANY
    needs_four_eyes: bool = False

    @property
    def permission(self) -> str:
        return f"articles.{self.name}_article"


TRANSITIONS: Final = {
    transition.name: transition
    for transition in (
        Transition(
            "submit",
            gettext_lazy("Submit for review"),
            frozenset({Status.DRAFT}),
            Status.REVIEW,
        ),
        Transition(
            "request_changes",
            gettext_lazy("Request changes"),
            frozenset({Status.REVIEW, Status.APPROVED}),
            Status.DRAFT,
            asks=Asks.NOTE,
        ),
        Transition(
            "approve",
            gettext_lazy("Approve"),
            frozenset({Status.REVIEW}),
            Status.APPROVED,
            needs_four_eyes=True,
        ),
        Transition(
            "publish",
            gettext_lazy("Publish"),
            frozenset({Status.APPROVED}),
            Status.PUBLISHED,
            asks=Asks.TIME,
        ),
        Transition(
            "edit",
            gettext_lazy("Edit"),
            frozenset({Status.PUBLISHED}),
            Status.DRAFT,
        ),
        Transition(
            "withdraw",
            gettext_lazy("Withdraw"),
            frozenset({Status.PUBLISHED, Status.DRAFT, Status.REVIEW, Status.APPROVED}),
            Status.WITHDRAWN,
            asks=Asks.REASON,
            only=Only.LIVE,
        ),
        Transition(
            "restore",
            gettext_lazy("Restore as draft"),
            frozenset({Status.WITHDRAWN, Status.SPIKED}),
            Status.DRAFT,
        ),
        Transition(
            "spike",
            gettext_lazy("Spike"),
            frozenset({Status.DRAFT, Status.REVIEW, Status.APPROVED}),
            Status.SPIKED,
            only=Only.NEVER_LIVE,
        ),
    )
}


# Who may, and what can be.


def may_see(article: Article, *, by: Person) -> bool:
    """Tell whether the piece is the person's own, or the person may see those of others."""
    return by.has_perm("articles.review_article") or (
        by.pk is not None and article.created_by_id == by.pk
    )


def may_edit(article: Article, *, by: Person) -> bool:
    """Tell whether the person may change the text as it stands: a draft, a reviewer one in review.

    Before any other change the piece has to be taken up again, or changes requested.
    """
    if not (by.has_perm("articles.change_article") and may_see(article, by=by)):
        return False
    if article.status == Status.REVIEW:
        return by.has_perm("articles.review_article")
    return article.status == Status.DRAFT


def may_perform(article: Article, transition: Transition, *, by: Person) -> bool:
    """Tell whether the person has the transition's permission, for this piece."""
    return by.has_perm(transition.permission) and may_see(article, by=by)


def available_transitions(article: Article, *, by: Person) -> list[Transition]:
    """Return the moves that this person may make with the article as it stands."""
    return [move for move, obstacle in list_transitions(article, by=by) if not obstacle]


def list_transitions(article: Article, *, by: Person) -> list[tuple[Transition, str]]:
    """Return the moves that lead on from here for this person, each with what stops it, or ""."""
    return [
        (move, reason_blocked(move, article, by=by))
        for move in TRANSITIONS.values()
        if may_perform(article, move, by=by) and _leads_on(move, article)
    ]


def _leads_on(move: Transition, article: Article) -> bool:
    if move.only is Only.LIVE and not article.has_been_live:
        return False
    if move.only is Only.NEVER_LIVE and article.published_at is not None:
        return False
    return article.status in move.origins


def reason_blocked(
    move: Transition, article: Article, *, by: Person | None, at: datetime | None = None
) -> str:
    """Return what stops the move, as a sentence that says what to do, or ""."""
    if not _leads_on(move, article):
        return _moved(move, article)
    if move.needs_four_eyes and settings.NEWSROOM_FOUR_EYES and _changed_last(article, by):
        return _("You changed the text last, so somebody else has to approve it.")
    if move.target is Status.PUBLISHED:
        return _lack(article, at)
    return ""


def _changed_last(article: Article, by: Person | None) -> bool:
    maker = revisions.get_working_revision(article).made_by_id
    return by is not None and maker is not None and maker == by.pk


def _moved(move: Transition, article: Article) -> str:
    return _("“%(move)s” is not possible: the piece is %(status)s. Reload the page.") % {
        "move": move.label,
        "status": article.get_status_display(),
    }


def _lack(article: Article, at: datetime | None) -> str:
    """Return what the working revision lacks to go live at that instant, or ""."""
    work, now = revisions.get_working_revision(article).content, timezone.now()
    instant = _goes_live_at(article, at=at, now=now)
    embargo, expiry = (revisions.parse_instant(work, f) for f in ("embargoed_until", "expire_at"))
    if not body_html.to_text(work["body"]):
        return _("The piece has no text. Write its body first.")
    if not work["source"] and not work["is_own_work"]:
        return _("The piece has no source. Name it, or mark the piece as our own work.")
    if embargo and instant < embargo:
        told = _("The piece is under embargo until %(until)s. Publish it at that time or later.")
        return told % {"until": date_format(timezone.localtime(embargo), "DATETIME_FORMAT")}
    if expiry and expiry <= max(instant, now):
        return _("The piece expires before it would be live. Change one of the times.")
    if _is_republished(article) and instant > now:
        return _("A piece that was withdrawn goes live again at once. Leave the time empty.")
    return " ".join(str(finding) for finding in checks.find_required_problems(article, work))


def _goes_live_at(article: Article, *, at: datetime | None, now: datetime) -> datetime:
    """Return when publishing now would show the working revision to readers."""
    plan = revisions.parse_instant(revisions.get_working_revision(article).content, "publish_at")
    if article.published_at is None:
        return at or plan or now
    return max(at or (plan if article.is_released and plan else now), now)


def _is_republished(article: Article) -> bool:
    return article.published_at is not None and not article.is_released


# Making the move.


def perform(
    article: Article,
    name: str,
    *,
    by: Person | None,
    reason: str = "",
    at: datetime | None = None,
    seen: int | None = None,
) -> StatusChange:
    """Make the move and record it; raise MayNotError or CannotError where it cannot be made.

    Of two people who press at once one moves the article, and the other is told. ``seen`` is the
    number of the revision that the person had before them; ``by`` is None for the program itself.
    """
    move = TRANSITIONS[name]
    if by is not None and not may_perform(article, move, by=by):
        raise TransitionForbidden(_("You may not do this: %(move)s.") % {"move": move.label})
    if seen is not None and seen != revisions.get_working_revision(article).number:
        raise TransitionNotPossible(
            _("The text has changed since you opened the page. Read it again first.")
        )
    if obstacle := reason_blocked(move, article, by=by, at=at) or _unsaid(move, reason):
        raise TransitionNotPossible(obstacle)
    step = _Step(move, by if isinstance(by, User) else None, reason.strip(), at, timezone.now())
    try:
        with transaction.atomic():
            return _write(article, step)
    except (IntegrityError, DataError) as error:
        raise TransitionNotPossible(_refused_by_tables(error)) from error
    finally:
        article.refresh_from_db()  # moved or not, it tells how the row stands


def _unsaid(move: Transition, reason: str) -> str:
    if move.asks is Asks.NOTE and not reason.strip():
        return _("Say what is to be changed, so that the writer can do it.")
    if move.asks is Asks.REASON and not reason.strip():
        return _("Say why the piece is withdrawn: readers will find the reason in its place.")
    if move.asks is Asks.REASON and len(reason.strip()) > REASON_LIMIT:
        return _("The reason is too long. Say it in %(limit)s characters.") % {
            "limit": REASON_LIMIT
        }
    return ""


def _refused_by_tables(error: DatabaseError) -> str:
    """Return the sentence of the constraint that the error names."""
    told = str(error)
    for constraint in Article._meta.constraints:
        column = f"articles_article.{constraint.fields[0]}" if hasattr(constraint, "fields") else ""
        if constraint.name in told or (column and column in told):
            return str(constraint.violation_error_message)
    return _("The tables do not take it: %(reason)s") % {"reason": told.strip()}


@dataclass(frozen=True, slots=True)
class _Step:
    """One move being made: by whom, why, when it is to take effect, and when that is."""

    move: Transition
    by: User | None
    reason: str
    at: datetime | None
    now: datetime


def _write(article: Article, step: _Step) -> StatusChange:
    """Move the row if it stands as it did, record that, and do what follows from it."""
    columns = _COLUMNS[step.move.name](article, step)
    change = audit_log.build_link(
        article,
        transition=step.move.name,
        from_status=article.status,
        to_status=step.move.target,
        changed_at=step.now,
        changed_by=step.by,
        reason=step.reason,
        revision=revisions.get_working_revision(article),
        readers_sha256=_readers_sha256(article, step.move),
        takes_effect_at=_takes_effect_at(columns, step.now),
        is_four_eyes_off=step.move.needs_four_eyes and not settings.NEWSROOM_FOUR_EYES,
    )
    _move_row(article, change, {"status": step.move.target, **columns}, move=step.move)
    if step.move.asks is Asks.NOTE and step.by:
        Note.objects.create(article=article, text=step.reason, written_by=step.by)
    _follow(article, step.move.name, columns)
    notifications.notify(change, article=article)
    return change


def _move_row(
    article: Article, change: StatusChange, columns: Columns, *, move: Transition | None = None
) -> None:
    """Write the columns if nobody has moved or changed the piece meanwhile, and keep the link."""
    unmoved = Article.objects.filter(
        pk=article.pk,
        status=article.status,
        audit_count=article.audit_count,
        working_revision=change.revision,
    )
    chained = {"audit_count": change.number, "audit_sha256": change.sha256}
    if not unmoved.update(**columns, **chained):
        raise TransitionNotPossible(_overtaken(article, move))
    change.save(force_insert=True)
    for name, value in (columns | chained).items():
        setattr(article, name, value)


def _overtaken(article: Article, move: Transition | None) -> str:
    """Say what somebody else did to the piece first."""
    article.refresh_from_db()
    if move is None or article.status not in move.origins:
        return _moved(move or TRANSITIONS["publish"], article)
    return _("Somebody else was faster: the piece has changed. Reload the page and read it again.")


def _readers_sha256(article: Article, move: Transition) -> str:
    """Return the digest of what readers see from now on, or saw until now, where that changes."""
    if move.target is Status.PUBLISHED:
        return revisions.get_working_revision(article).sha256
    if move.target is Status.WITHDRAWN and article.live_revision:
        return article.live_revision.sha256
    return ""


def _takes_effect_at(columns: Columns, now: datetime) -> datetime | None:
    planned = columns.get("scheduled_at") or columns.get("published_at")
    return planned if planned and planned > now else None


# What each move writes beside the status.


def _submit(_article: Article, step: _Step) -> Columns:
    return {"submitted_by": step.by}


def _publish(article: Article, step: _Step) -> Columns:
    work, instant = (
        revisions.get_working_revision(article),
        _goes_live_at(article, at=step.at, now=step.now),
    )
    if article.is_released and instant > step.now:
        return {"scheduled_revision": work, "scheduled_at": instant}
    is_corrected = (
        article.published_at and revisions.get_editable_content(article, work)["correction"]
    )
    return {
        "is_released": True,
        "published_at": article.published_at or instant,
        "updated_at": step.now if is_corrected else article.updated_at,
        "live_revision": work,
        "withdrawn_at": None,
        "withdrawn_reason": "",
    }


def _edit(article: Article, _step: _Step) -> Columns:
    """Take the schedule back; what readers see stays."""
    columns = {"scheduled_revision": None, "scheduled_at": None, "submitted_by": None}
    if article.has_been_live:
        return columns
    return columns | {"is_released": False, "published_at": None, "live_revision": None}


def _withdraw(_article: Article, step: _Step) -> Columns:
    return {
        "is_released": False,
        "withdrawn_at": step.now,
        "withdrawn_reason": step.reason,
        "scheduled_revision": None,
        "scheduled_at": None,
    }


def _restore(_article: Article, _step: _Step) -> Columns:
    return {"submitted_by": None}


def _nothing(_article: Article, _step: _Step) -> Columns:
    return {}


_COLUMNS: Final[Mapping[str, Callable[[Article, _Step], Columns]]] = {
    "submit": _submit,
    "request_changes": _nothing,
    "approve": _nothing,
    "publish": _publish,
    "edit": _edit,
    "withdraw": _withdraw,
    "restore": _restore,
    "spike": _nothing,
}


def _follow(article: Article, name: str, columns: Columns) -> None:
    """Bring the rows that readers read, and the notices, in line with the move that was made."""
    if name == "edit":
        article.corrections.filter(published_at__gt=timezone.now()).delete()
    if name == "restore":
        _bring_up(article)
    if columns.get("live_revision"):
        revisions.apply_content(article, revisions.get_working_revision(article).content)
        _publish_correction(article)


def _bring_up(article: Article) -> None:
    """Let the row of a piece that readers no longer see hold the newest text.

    What the tables do not take, such as a slug that another piece has by now, waits in the
    revision until an editor mends it: the piece could not be taken up again otherwise.
    """
    with suppress(IntegrityError, DataError), transaction.atomic():
        revisions.apply_content(article, revisions.get_working_revision(article).content)


def _publish_correction(article: Article) -> None:
    """Publish the notice of the revision that went live, if it has one that is not out yet."""
    revision = revisions.get_working_revision(article)
    correction = revision.content["correction"]
    if correction and not Correction.objects.filter(revision=revision).exists():
        instant = max(timezone.now(), article.published_at or timezone.now())
        Correction.objects.create(
            article=article, revision=revision, published_at=instant, **correction
        )


# Without a person.


def record_import(article: Article, *, status: Status, reason: str) -> StatusChange | None:
    """Record where an import placed an article that was a draft; None where it stays one."""
    if status is Status.DRAFT:
        return None
    change, columns = build_import_change(article, status=status, reason=reason)
    _move_row(article, change, columns)
    return change


def build_import_change(
    article: Article, *, status: Status, reason: str
) -> tuple[StatusChange, Columns]:
    """Return what ``enter`` writes: the change, and the columns that go with it."""
    work, now = revisions.get_working_revision(article), timezone.now()
    columns: Columns = {"status": status}
    if status is Status.PUBLISHED:
        instant = article.publish_at or now
        columns |= {"is_released": True, "published_at": instant, "live_revision": work}
    change = audit_log.build_link(
        article,
        transition="import",
        from_status=article.status,
        to_status=status,
        changed_at=now,
        reason=reason,
        revision=work,
        readers_sha256=work.sha256 if status is Status.PUBLISHED else "",
        takes_effect_at=_takes_effect_at(columns, now),
    )
    return change, columns


def publish_due() -> Iterator[StatusChange | TransitionNotPossible]:
    """Make the scheduled changes live whose instant has come; yield each, or why it could not be.

    Of two that run at once each change is made by one.
    """
    for article in Article.objects.due().order_by("scheduled_at", "pk"):
        try:
            with transaction.atomic():
                change = _go_live(article)
        except DatabaseError as error:
            yield TransitionNotPossible(
                f"Article {article.pk} ({article}): {_refused_by_tables(error)}"
            )
        else:
            if change:
                yield change


def _go_live(article: Article) -> StatusChange | None:
    """Make the scheduled revision live; None where somebody else has, or took it back."""
    work, now = revisions.get_working_revision(article), timezone.now()
    change = audit_log.build_link(
        article,
        transition="go_live",
        from_status=article.status,
        to_status=article.status,
        changed_at=now,
        revision=work,
        readers_sha256=work.sha256,
    )
    columns: Columns = {
        "live_revision": work,
        "scheduled_revision": None,
        "scheduled_at": None,
        "updated_at": now if work.content["correction"] else article.updated_at,
    }
    try:
        _move_row(article, change, columns)
    except TransitionNotPossible:
        return None
    _follow(article, change.transition, columns)
    notifications.notify(change, article=article)
    return change
