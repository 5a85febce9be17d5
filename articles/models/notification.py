"""Notifications of status changes: to whom, why, and whether and when by mail."""

from datetime import datetime, timedelta
from typing import Final, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.article import Article
from articles.models.people import build_sight_condition
from articles.models.status_change import StatusChange

# A notification that could not be mailed waits so long, and no other wait is longer.
MAIL_PAUSE: Final = timedelta(minutes=5)


class NotificationReason(models.TextChoices):
    """What happened to the article, from the point of view of the person notified."""

    SENT_BACK = "sent_back", gettext_lazy("Your article was sent back")
    APPROVED = "approved", gettext_lazy("Your article was approved")
    SCHEDULED = "scheduled", gettext_lazy("Your article is scheduled")
    PUBLISHED = "published", gettext_lazy("Your article was published")
    WITHDRAWN = "withdrawn", gettext_lazy("Your article was withdrawn")
    CONFIRMED = "confirmed", gettext_lazy("Your article got its second signature")
    REVERTED = "reverted", gettext_lazy("Your article was reverted to the text before")
    WAITS_FOR_APPROVAL = "waits_for_approval", gettext_lazy("An article is waiting for approval")
    WAITS_FOR_SIGNATURE = (
        "waits_for_signature",
        gettext_lazy("Changes are waiting for your signature"),
    )
    WAITS_FOR_SECOND_SIGNATURE = (
        "waits_for_second_signature",
        gettext_lazy("An article was published on one signature"),
    )
    WAITS_FOR_PUBLICATION = (
        "waits_for_publication",
        gettext_lazy("An approved article is waiting to be published"),
    )


_EXPLANATIONS: Final = {
    NotificationReason.WAITS_FOR_APPROVAL: gettext_lazy(
        "You get this because you can approve articles."
    ),
    NotificationReason.WAITS_FOR_SIGNATURE: gettext_lazy(
        "You get this because you can sign what others changed in this article."
    ),
    NotificationReason.WAITS_FOR_SECOND_SIGNATURE: gettext_lazy(
        "You get this because you can give the second signature."
    ),
    NotificationReason.WAITS_FOR_PUBLICATION: gettext_lazy(
        "You get this because you can publish articles."
    ),
}
_EXPLANATION_FOR_PARTICIPANTS: Final = gettext_lazy(
    "You get this because you started, submitted or wrote this article."
)


class MailFrequency(models.TextChoices):
    """How often a person gets notifications by mail."""

    AT_ONCE = "at_once", gettext_lazy("at once")
    DAILY = "daily", gettext_lazy("once a day, in one email")
    NEVER = "never", gettext_lazy("never")


class MailChoice(models.Model):
    """How often a person wants mail; people without a choice get it at once."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="mail_choice",
        verbose_name=gettext_lazy("person"),
    )
    frequency = models.CharField(
        gettext_lazy("email notifications"),
        max_length=10,
        choices=MailFrequency,
        default=MailFrequency.AT_ONCE,
    )

    class Meta:
        verbose_name = gettext_lazy("email preference")
        verbose_name_plural = gettext_lazy("email preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__in=MailFrequency.values), name="mail_choice_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_frequency_display()


# A wait without an error is that of a claim.
_CLAIM: Final = Case(When(mail_error="", then=F("mail_waits_until")))


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def due(self, frequency: MailFrequency, *, is_retry: bool = False) -> Self:
        """Notifications still to be mailed, to people who still want and can get mail.

        Who may not see the article any more gets none. What a process has claimed is left out, and
        what could not be mailed a while ago, unless ``is_retry``.
        """
        now = timezone.now()
        # What waits for longer than a pause was claimed before the clock was set back.
        waits = Q(mail_waits_until__range=(now, now + MAIL_PAUSE))
        waits &= Q(mail_error="") if is_retry else Q()
        can_see = build_sight_condition("person", article="article")
        rows = self.filter(can_see, frequency=frequency, mailed_at=None).exclude(waits)
        never = MailFrequency.NEVER
        return rows.exclude(person__email="").exclude(person__mail_choice__frequency=never)

    def list_claims(self) -> list[tuple[int, datetime | None]]:
        """Return the ids of the people, each with every claim on notifications of theirs."""
        rows = self.annotate(claim=_CLAIM).order_by().values_list("person", "claim")
        return list(rows.distinct())

    def with_claim(self, claim: datetime | None) -> Self:
        """Return those that a process has, or had when it ended, until then; None for no claim."""
        return self.annotate(claim=_CLAIM).filter(claim=claim)

    def with_status_changes(self) -> Self:
        """Load person, status change, its author and the headline in the same query."""
        headline = KeyTextTransform("headline", "status_change__revision__content")
        rows = self.select_related("person", "status_change__changed_by")
        return rows.annotate(headline=headline)

    def mark_seen(self) -> None:
        """Mark all as seen; writes nothing if they are already."""
        if self.unseen().exists():
            self.unseen().update(seen_at=timezone.now())


class Notification(models.Model):
    """A notification of one person of one status change.

    ``frequency`` is fixed on creation: people who had no address or wanted no mail then get no
    mail for it later. ``mail_waits_until`` is set by the process that is about to mail it, and by
    a failure (then ``mail_error`` says which); nobody mails it before that instant.
    """

    headline: str  # of the revision that was changed; set by with_status_changes()

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,  # notification_by_person has it
        related_name="notifications",
        verbose_name=gettext_lazy("person"),
    )
    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="notifications",
        verbose_name=gettext_lazy("article"),
    )
    status_change = models.ForeignKey(
        StatusChange,
        models.DO_NOTHING,
        db_constraint=False,
        related_name="notifications",
        verbose_name=gettext_lazy("status change"),
    )
    why = models.CharField(gettext_lazy("subject"), max_length=30, choices=NotificationReason)
    frequency = models.CharField(gettext_lazy("by email"), max_length=10, choices=MailFrequency)
    made_at = models.DateTimeField(gettext_lazy("created at"), auto_now_add=True)
    seen_at = models.DateTimeField(gettext_lazy("read at"), null=True)
    mailed_at = models.DateTimeField(gettext_lazy("emailed at"), null=True)
    mailed_to = models.EmailField(gettext_lazy("emailed to"), blank=True)
    mail_error = models.TextField(gettext_lazy("email error"), blank=True)
    mail_waits_until = models.DateTimeField(gettext_lazy("email waits until"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("notification")
        verbose_name_plural = gettext_lazy("notifications")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "-id"], name="notification_by_person"),
            models.Index(
                fields=["person"], name="notification_unseen", condition=Q(seen_at__isnull=True)
            ),
            models.Index(
                fields=["frequency", "id"],
                name="notification_due",
                condition=Q(mailed_at__isnull=True, frequency__in=["at_once", "daily"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "status_change"], name="notification_once"),
            models.CheckConstraint(
                condition=Q(why__in=NotificationReason.values), name="notification_why_known"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=MailFrequency.values),
                name="notification_frequency_known",
            ),
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True, mailed_to="")
                | (Q(mailed_at__isnull=False) & ~Q(mailed_to="")),
                name="notification_mailed_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_why_display()

    @property
    def sender(self) -> str:
        """Return the name of the person who changed the status."""
        user: User | None = self.status_change.changed_by
        return user.get_full_name() or user.get_username() if user else _("Newsroom")

    @property
    def note(self) -> str:
        """Return the reason that the sender gave, in full."""
        return self.status_change.reason_text

    @property
    def explanation(self) -> str:
        """Return a sentence on why this person is notified."""
        return str(_EXPLANATIONS.get(NotificationReason(self.why), _EXPLANATION_FOR_PARTICIPANTS))
