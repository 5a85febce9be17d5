"""The table of transitions: all that Newsroom knows of each change of status.

Buttons, pages, bulk actions, the command ``move_articles``, the queue of what waits for a person,
notifications and the history take what they need from here. What a new transition needs besides its
entry in TRANSITIONS is in newsroom/docs/architecture.md: a permission and a grant with migrations,
a row in ``tests/transitions.py`` and in newsroom/docs/desk.md, and translations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, NotificationReason, Status, StatusChange
from articles.publishing import effects
from articles.publishing.effects import Attempt, Columns
from articles.publishing.requirements import (
    Requirement,
    require_no_own_live_change,
    require_one_signature_allowed,
    require_publishable,
    require_publishable_now,
    require_unsigned_change,
    require_unsigned_live_change,
)

Label = str | Promise


class Condition(TextChoices):
    """What has to be true of the article besides its status, for a transition to be offered.

    The label is what the help page says of it. ``workflow`` checks it.
    """

    ANY = "any", ""
    HAS_BEEN_LIVE = "has been live", _("an article that is live or has expired")
    NEVER_LIVE = "never live", _("an article that was never live")
    ON_ONE_SIGNATURE = "on one signature", _("an article that was published on one signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInput:
    """A text that the person has to enter: its wording in the form, and what a missing one gets."""

    label: Label
    help_text: Label
    missing: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedTransition:
    """A change of status on the audit log, whoever made it.

    ``name`` is the value on the log, ``history`` its wording in the article's history.
    ``notification_when_made`` is what those who began, submitted or wrote the article are notified
    of when the change is made; None for nothing. A change that takes effect later is announced to
    them as scheduled.
    """

    name: str
    history: Label
    notification_when_made: NotificationReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(LoggedTransition):
    """A change of status that a person can make.

    ``label`` is on its button, ``explanation`` on the page that asks for confirmation.
    ``asks_text`` is the text that the person has to enter on that page, None for no text.
    ``condition`` is what has to be true of the article for the transition to be offered. Then the
    functions in ``requires`` are called, which are in the module ``requirements``: the first
    sentence that one of them returns blocks the transition and is shown to the person.

    ``build_columns`` returns what is written into the article's row together with ``to_status``;
    then ``effects`` follow, see ``status_writer.write_transition``. The functions for both are in
    the module ``effects``. ``to_status`` is None where the status stays as it is; ``build_columns``
    may name another one. ``takes_down`` returns whether the transition would withdraw the article
    at this time: whoever makes it needs the permission for that as well, see
    ``workflow.may_perform``. Where ``notification_when_possible`` is set, an article in one of
    ``from_statuses`` waits for those who may make the transition: it is in their queue, and this is
    what they are notified of when the article comes there. If it is None, nobody is waited for.
    """

    label: Label
    explanation: Label
    from_statuses: frozenset[Status]
    to_status: Status | None
    build_columns: Callable[[Article, Attempt], Columns]
    notification_when_possible: NotificationReason | None
    asks_text: TextInput | None = None
    asks_time: bool = False  # when it goes live; left empty, as planned, else at once
    condition: Condition = Condition.ANY
    takes_down: Callable[[Article, datetime], bool] | None = None  # None for never
    needs_four_eyes: bool = False  # unless the setting turns it off, which the log says
    gives_signatures: bool = False  # signs what others have changed and nobody has signed
    reads_signatures: bool = False  # depends on what nobody has signed, and signs nothing
    shows_signatures: bool = False  # on its page: who has signed what, and what nobody has
    requires: tuple[Requirement, ...] = ()
    shows_checks: bool = False  # on its page: the problems that the checks find
    effects: tuple[Callable[[Article, Attempt], None], ...] = ()

    @property
    def permission(self) -> str:
        return f"articles.{self.name}_article"

    @property
    def depends_on_signatures(self) -> bool:
        return self.gives_signatures or self.reads_signatures

    @property
    def needs_input(self) -> bool:
        """Return whether it has a page of its own, to enter or to read something."""
        return self.asks_text is not None or self.asks_time or self.shows_signatures


_SUBMIT: Final = Transition(
    name="submit",
    label=_("Submit for review"),
    explanation=_("The article goes to the editors, who approve it or request changes."),
    history=_("Submitted for review"),
    from_statuses=frozenset({Status.DRAFT}),
    to_status=Status.REVIEW,
    build_columns=effects.build_submit_columns,
    notification_when_made=None,
    notification_when_possible=None,
)
_REQUEST_CHANGES: Final = Transition(
    name="request_changes",
    label=_("Request changes"),
    explanation=_("The article goes back to its writer as a draft."),
    history=_("Changes requested"),
    from_statuses=frozenset({Status.REVIEW, Status.APPROVED}),
    to_status=Status.DRAFT,
    asks_text=TextInput(
        label=_("Note to the writer"),
        help_text=_("Say what needs changing."),
        missing=_("Say what needs changing, so that the writer knows."),
    ),
    build_columns=effects.build_no_columns,
    effects=(effects.keep_note,),
    notification_when_made=NotificationReason.SENT_BACK,
    notification_when_possible=None,
)
_APPROVE: Final = Transition(
    name="approve",
    label=_("Approve"),
    explanation=_(
        "You sign what others have changed. The text can then be published as it is now. It cannot "
        "be changed any more. What you have changed yourself, somebody else has to sign first."
    ),
    history=_("Approved"),
    from_statuses=frozenset({Status.REVIEW}),
    to_status=Status.APPROVED,
    needs_four_eyes=True,
    gives_signatures=True,
    shows_checks=True,
    build_columns=effects.build_approve_columns,
    notification_when_made=NotificationReason.APPROVED,
    notification_when_possible=NotificationReason.WAITS_FOR_APPROVAL,
)
_SIGN: Final = Transition(
    name="sign",
    label=_("Sign"),
    explanation=_(
        "Your signature says that you have read and accept what others have changed. The last "
        "signature that an approval waits for completes it."
    ),
    history=_("Signed"),
    from_statuses=frozenset({Status.REVIEW}),
    to_status=None,
    gives_signatures=True,
    shows_signatures=True,
    requires=(require_unsigned_change,),
    build_columns=effects.build_sign_columns,
    notification_when_made=None,
    notification_when_possible=None,
)
_PUBLISH: Final = Transition(
    name="publish",
    label=_("Publish"),
    explanation=_("Readers see the approved text at once, or from the time that you set."),
    history=_("Published"),
    from_statuses=frozenset({Status.APPROVED}),
    to_status=Status.PUBLISHED,
    asks_time=True,
    requires=(require_publishable,),
    shows_checks=True,
    build_columns=effects.build_publish_columns,
    notification_when_made=NotificationReason.PUBLISHED,
    notification_when_possible=NotificationReason.WAITS_FOR_PUBLICATION,
)
_PUBLISH_ON_ONE_SIGNATURE: Final = Transition(
    name="publish_on_one_signature",
    label=_("Publish on one signature"),
    explanation=_(
        "Readers see the text at once, also what you have changed and nobody else has signed. "
        "Another editor then confirms it or brings the text before back."
    ),
    history=_("Published on one signature"),
    from_statuses=frozenset({Status.REVIEW}),
    to_status=Status.PUBLISHED,
    asks_text=TextInput(
        label=_("Why it cannot wait"),
        help_text=_("Whoever confirms it reads this, and the history keeps it."),
        missing=_("Say why the article cannot wait for a second signature."),
    ),
    requires=(require_one_signature_allowed, require_publishable_now),
    gives_signatures=True,
    shows_checks=True,
    build_columns=effects.build_one_signature_columns,
    notification_when_made=NotificationReason.PUBLISHED,
    notification_when_possible=None,
)
_CONFIRM: Final = Transition(
    name="confirm",
    label=_("Give the second signature"),
    explanation=_("You give the second signature to what readers see. Nothing else changes."),
    history=_("Second signature"),
    from_statuses=frozenset({Status.PUBLISHED, Status.DRAFT, Status.REVIEW}),
    to_status=None,
    condition=Condition.ON_ONE_SIGNATURE,
    requires=(require_unsigned_live_change,),
    gives_signatures=True,
    shows_signatures=True,
    build_columns=effects.build_confirm_columns,
    notification_when_made=NotificationReason.CONFIRMED,
    notification_when_possible=None,
)
_REVERT: Final = Transition(
    name="revert",
    label=_("Revert"),
    explanation=_(
        "Readers see the text again that was live before. If there was none, the article is "
        "withdrawn, and readers see your reason in its place."
    ),
    history=_("Reverted"),
    takes_down=effects.is_withdrawn_by_revert,
    from_statuses=frozenset({Status.PUBLISHED, Status.DRAFT, Status.REVIEW}),
    to_status=None,
    condition=Condition.ON_ONE_SIGNATURE,
    asks_text=TextInput(
        label=_("Reason for the revert"),
        help_text=_(
            "The history keeps it. Readers see it if the article is withdrawn, or if a notice to "
            "them was published with the text that goes."
        ),
        missing=_("Say why the text that was published on one signature has to go."),
    ),
    requires=(require_no_own_live_change,),
    reads_signatures=True,
    build_columns=effects.build_revert_columns,
    notification_when_made=NotificationReason.REVERTED,
    notification_when_possible=None,
)
# "edit" is its name on the audit log, in commands and in its permission, ``edit_article``. It only
# reopens the article; whoever changes the text needs ``change_article``, see ``workflow.may_edit``.
_EDIT: Final = Transition(
    name="edit",
    label=_("Reopen for editing"),
    explanation=_(
        "The article becomes a draft. Readers keep seeing the live version until you publish "
        "again; anything scheduled is cancelled."
    ),
    history=_("Reopened for editing"),
    from_statuses=frozenset({Status.PUBLISHED}),
    to_status=Status.DRAFT,
    build_columns=effects.build_edit_columns,
    effects=(effects.discard_planned_corrections,),
    notification_when_made=None,
    notification_when_possible=None,
)
_WITHDRAW: Final = Transition(
    name="withdraw",
    label=_("Withdraw"),
    explanation=_("Readers see your reason in place of the article at once."),
    history=_("Withdrawn"),
    from_statuses=frozenset({Status.PUBLISHED, Status.DRAFT, Status.REVIEW, Status.APPROVED}),
    to_status=Status.WITHDRAWN,
    condition=Condition.HAS_BEEN_LIVE,
    asks_text=TextInput(
        label=_("Reason for readers"),
        help_text=_("Readers see this on the page instead of the text."),
        missing=_("Say why the article is withdrawn: readers will see this reason instead."),
    ),
    build_columns=effects.build_withdraw_columns,
    effects=(effects.settle_cancellation,),
    notification_when_made=NotificationReason.WITHDRAWN,
    notification_when_possible=None,
)
_RESTORE: Final = Transition(
    name="restore",
    label=_("Restore as draft"),
    explanation=_("The article becomes a draft again."),
    history=_("Restored as draft"),
    from_statuses=frozenset({Status.WITHDRAWN, Status.SPIKED}),
    to_status=Status.DRAFT,
    build_columns=effects.build_forget_submitter_columns,
    effects=(effects.apply_working_text,),
    notification_when_made=None,
    notification_when_possible=None,
)
_SPIKE: Final = Transition(
    name="spike",
    label=_("Spike"),
    explanation=_("The article is spiked. A publisher can restore it."),
    history=_("Spiked"),
    from_statuses=frozenset({Status.DRAFT, Status.REVIEW, Status.APPROVED}),
    to_status=Status.SPIKED,
    condition=Condition.NEVER_LIVE,
    build_columns=effects.build_no_columns,
    effects=(effects.settle_cancellation,),
    notification_when_made=None,
    notification_when_possible=None,
)
# In the order of their buttons.
TRANSITIONS: Final = {
    transition.name: transition
    for transition in (
        *(_SUBMIT, _REQUEST_CHANGES, _APPROVE, _SIGN, _PUBLISH, _PUBLISH_ON_ONE_SIGNATURE),
        *(_CONFIRM, _REVERT, _EDIT, _WITHDRAW, _RESTORE, _SPIKE),
    )
}

# Changes that no person makes: see ``automatic``.
IMPORT: Final = LoggedTransition(name="import", history=_("Imported"), notification_when_made=None)
GO_LIVE: Final = LoggedTransition(
    name="go_live",
    history=_("Went live as scheduled"),
    notification_when_made=NotificationReason.PUBLISHED,
)
_AUTOMATIC: Final = {transition.name: transition for transition in (IMPORT, GO_LIVE)}


def get_history_label(name: str) -> str:
    """Return how the history words a transition; the name of one that is not known any more."""
    transition = TRANSITIONS.get(name) or _AUTOMATIC.get(name)
    return str(transition.history) if transition else name


def describe_change(change: StatusChange) -> str:
    """Return what the history says of the change: the transition and the statuses, if it has two.

    An approval that another signature has to complete leaves the article in review.
    """
    label = get_history_label(change.transition)
    if change.from_status != change.to_status:
        return f"{label}: {change}"
    if change.transition == _APPROVE.name:
        return gettext("Approved; somebody else still has to sign")
    return label
