"""Links that show one revision of an article to people without an account, for a few days."""

from typing import Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.article_choices import Status
from articles.models.people import build_sight_condition
from articles.models.revision import Revision
from articles.models.status_change import StatusChange

# The statuses of work in progress; links end with any other.
OPEN_STATUSES = (Status.DRAFT, Status.REVIEW, Status.APPROVED)
_SIGNER = Signer(salt="articles.preview_link")


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self) -> Self:
        """Links that still work: their revision is the working one and work has not ended since.

        A link that ended stays ended when somebody edits the article again. Links of people who
        may not see the article any more do not work.
        """
        endings = StatusChange.objects.filter(
            article=models.OuterRef("article"), changed_at__gte=models.OuterRef("made_at")
        ).exclude(to_status__in=OPEN_STATUSES)
        return self.filter(
            ~models.Exists(endings),
            build_sight_condition("made_by", article="article"),
            revoked_at=None,
            expires_at__gt=timezone.now(),
            article__working_revision=F("revision"),
            article__status__in=OPEN_STATUSES,
        )

    def with_token(self, token: str) -> Self:
        """Links with this token; none for a token that this site has not signed."""
        try:
            return self.filter(pk=int(_SIGNER.unsign(token)))
        except BadSignature:
            return self.none()


class PreviewLink(models.Model):
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="preview_links", verbose_name=_("article")
    )
    revision = models.ForeignKey(
        Revision, models.CASCADE, related_name="preview_links", verbose_name=_("revision")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="preview_links",
        verbose_name=_("created by"),
    )
    made_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="preview_link_expires_later"
            )
        ]

    def __str__(self) -> str:
        return _("Preview of %(revision)s") % {"revision": self.revision}

    @property
    def token(self) -> str:
        """Return the secret that opens the preview to whoever has it."""
        return _SIGNER.sign(str(self.pk))
