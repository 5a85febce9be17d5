"""The indexes and constraints of the table of articles."""

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.article_choices import Status
from articles.models.instants import constrain_instants, constrain_source_days
from articles.vocabulary import Kind

ARTICLE_INDEXES: Final = [
    # PostgreSQL finds the live articles in the first two alone, which include all columns of that
    # condition; SQLite ignores ``include``.
    models.Index(
        fields=["-published_at", "-id"],
        name="article_by_instant",
        include=["is_released", "expire_at"],
        condition=Q(published_at__isnull=False),
    ),
    models.Index(
        fields=["source", "-published_at", "-id"],
        name="article_by_source_and_instant",
        include=["is_released", "expire_at"],
        condition=Q(published_at__isnull=False),
    ),
    models.Index(fields=["status", "-id"], name="article_by_status"),
    models.Index(
        fields=["scheduled_at"],
        name="article_by_scheduled",
        condition=Q(scheduled_at__isnull=False),
    ),
    models.Index(
        fields=["publish_at"],
        name="article_by_publish_at",
        condition=Q(publish_at__isnull=False, is_released=False),
    ),
    models.Index(
        fields=["embargoed_until"],
        name="article_by_embargo",
        condition=Q(embargoed_until__isnull=False),
    ),
    models.Index(
        fields=["translation_of"],
        name="article_by_original",
        condition=Q(translation_of__isnull=False),
    ),
    models.Index(
        fields=["expire_at"],
        name="article_by_expiry",
        condition=Q(expire_at__isnull=False),
    ),
    models.Index(
        fields=["-id"], name="article_with_held_revision", condition=Q(has_held_revision=True)
    ),
    models.Index(
        fields=["-id"], name="article_on_one_signature", condition=Q(needs_second_signature=True)
    ),
    models.Index(
        fields=["submitted_by", "status"],
        name="article_by_submitter",
        condition=Q(submitted_by__isnull=False),
    ),
    models.Index(
        fields=["created_by"],
        name="article_draft_by_creator",
        condition=Q(status="draft"),
    ),
    models.Index(
        fields=["edited_by"],
        name="article_draft_by_editor",
        condition=Q(status="draft"),
    ),
    # Much smaller than the table with its texts; the desk's filters count their values in it.
    models.Index(fields=["status", "kind", "language", "source"], name="article_for_facets"),
    models.Index(fields=["address_key"], name="article_by_address"),
    models.Index(fields=["fingerprint"], name="article_by_fingerprint"),
]

ARTICLE_CONSTRAINTS: Final[list[models.BaseConstraint]] = [
    models.UniqueConstraint(
        fields=["slug"],
        name="article_slug_unique",
        violation_error_message=_(
            "Another article already uses this address name. Change it a little."
        ),
    ),
    models.UniqueConstraint(fields=["identity"], name="article_identity_unique"),
    models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_known"),
    models.CheckConstraint(
        condition=Q(kind__in=["", *(kind.value for kind in Kind)]),
        name="article_kind_known",
    ),
    models.CheckConstraint(
        condition=Q(
            source_date_precision="unknown",
            source_date__isnull=True,
            source_date_end__isnull=True,
        )
        | Q(
            source_date_precision__in=["day", "month", "year"],
            source_date__isnull=False,
            source_date_end__isnull=True,
        )
        | Q(source_date_precision="range", source_date_end__gt=F("source_date")),
        name="article_source_date_fits_precision",
        violation_error_message=_(
            "The source date and its precision do not match. A range needs a first and a last day; "
            "a day, month or year needs one date; “unknown” needs none."
        ),
    ),
    models.CheckConstraint(
        condition=Q(is_released=False) | Q(published_at__isnull=False),
        name="article_released_has_instant",
    ),
    models.CheckConstraint(
        condition=~Q(status="published") | Q(is_released=True),
        name="article_published_is_released",
    ),
    models.CheckConstraint(
        condition=~Q(status__in=["withdrawn", "spiked"]) | Q(is_released=False),
        name="article_gone_is_not_released",
    ),
    models.CheckConstraint(
        condition=Q(is_released=False) | Q(source__isnull=False) | Q(is_own_work=True),
        name="article_released_has_provenance",
        violation_error_message=_(
            "A live article needs its source. Add it, or tick “our own work”."
        ),
    ),
    models.CheckConstraint(
        condition=Q(is_own_work=False) | Q(source__isnull=True),
        name="article_own_work_has_no_source",
        violation_error_message=_("Our own work has no source: remove the source or the tick."),
    ),
    models.CheckConstraint(
        condition=Q(is_released=False)
        | Q(embargoed_until__isnull=True)
        | Q(published_at__gte=F("embargoed_until")),
        name="article_released_after_embargo",
        violation_error_message=_(
            "The embargo ends after the article would go live. Change one of the times."
        ),
    ),
    models.CheckConstraint(
        condition=Q(expire_at__isnull=True)
        | Q(publish_at__isnull=True)
        | Q(expire_at__gt=F("publish_at")),
        name="article_expires_after_publication",
        violation_error_message=_(
            "The article would expire before it goes live. Change one of the times."
        ),
    ),
    models.CheckConstraint(
        condition=Q(needs_second_signature=False) | Q(is_released=True),
        name="article_on_one_signature_is_live",
    ),
    models.CheckConstraint(
        condition=~Q(status="withdrawn") | ~Q(withdrawn_reason=""),
        name="article_withdrawn_says_why",
    ),
    models.CheckConstraint(
        condition=Q(scheduled_at__isnull=True, scheduled_revision__isnull=True)
        | Q(
            scheduled_at__isnull=False,
            scheduled_revision__isnull=False,
            is_released=True,
            status="published",
        ),
        name="article_scheduled_is_live",
    ),
    constrain_instants(
        [
            *("published_at", "updated_at", "publish_at", "expire_at", "embargoed_until"),
            *("withdrawn_at", "scheduled_at", "created_at"),
        ],
        name="article_instants_in_range",
    ),
    constrain_source_days(["source_date", "source_date_end"], name="article_source_days_in_range"),
]
