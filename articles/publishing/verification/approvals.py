"""Approvals: each revision that one covers was signed by somebody other than its maker."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import Revision, Signature, Status, StatusChange
from articles.publishing.signatures import APPROVALS
from articles.publishing.verification.chains import BrokenLink


def verify_approvals() -> Iterator[BrokenLink]:
    """Yield approvals of a change that nobody else had signed, in constant memory."""
    for change in _query_unsigned_approvals().iterator():
        reason = _("it approved a revision that nobody else had signed.")
        yield BrokenLink(change.article_id, change.number, reason)


def _query_unsigned_approvals() -> QuerySet[StatusChange]:
    """Return such approvals of articles that are here; without four eyes none is asked for."""
    link = OuterRef(OuterRef("pk"))
    signed = Signature.objects.filter(
        Q(revision__made_by=None) | ~Q(signed_by=F("revision__made_by")),
        revision=OuterRef("pk"),
        status_change__lte=link,
    )
    approved = StatusChange.objects.filter(
        APPROVALS,
        article=OuterRef("article"),
        revision__number__gte=OuterRef("number"),
        pk__lt=link,
    )
    unsigned = Revision.objects.filter(
        ~Exists(signed),
        ~Exists(approved),
        article=OuterRef("article"),
        number__lte=OuterRef("revision__number"),
        needs_signature=True,
    )
    approvals = StatusChange.objects.filter(to_status=Status.APPROVED, is_four_eyes_off=False)
    return approvals.filter(Exists(unsigned)).defer("revision__content").order_by("pk")
