"""Signatures: a person's acceptance of a revision that somebody else made."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.instants import constrain_instants
from articles.models.revision import Revision
from articles.models.status_change import StatusChange


class Signature(models.Model):
    """One person's signature of one revision, given by the status change that it belongs to.

    Triggers of the database refuse to update or delete it, and the ``signed_sha256`` of its status
    change is the digest of all revisions that were signed by it. It outlives its article.
    """

    article = models.ForeignKey(
        Article,
        models.DO_NOTHING,
        db_constraint=False,
        related_name="signatures",
        verbose_name=_("article"),
    )
    revision = models.ForeignKey(
        Revision,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,  # signature_once has one
        related_name="signatures",
        verbose_name=_("revision"),
    )
    status_change = models.ForeignKey(
        StatusChange,
        models.DO_NOTHING,
        db_constraint=False,  # PostgreSQL would not say why it refuses to empty the other table
        related_name="signatures",
        verbose_name=_("status change"),
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="signatures",
        verbose_name=_("signed by"),
    )
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "signed_by"], name="signature_once"),
            constrain_instants(["signed_at"], name="signature_instant_in_range"),
        ]

    def __str__(self) -> str:
        return _("Signed by %(person)s") % {"person": self.signed_by}
