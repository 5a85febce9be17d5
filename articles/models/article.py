"""The piece on our site: its text, its provenance, where its work stands and what readers see."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.database.compiled import ExecutionTime
from articles.models.author import Author
from articles.models.fields import WebURLField
from articles.models.languages import validate_language_tag
from articles.models.list_items import COLUMNS, ArticleListItemIterable, ArticleText, to_site_date
from articles.models.related_data import (
    RelatedData,
    build_related_data_column,
    load_related_data,
    parse_related_data,
)
from articles.models.slugs import find_free_slug
from articles.models.source import Source
from articles.models.tag import Tagging
from articles.models.urls import reverse_page
from articles.text import body_html
from articles.text.strings import (
    build_excerpt,
    compute_address_key,
    compute_fingerprint,
    fold,
    slugify,
)
from articles.vocabulary import (
    Kind,
    Precision,
    SourceDate,
)


class Status(models.TextChoices):
    """Where the work stands; what readers see is another matter."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SPIKED = "spiked", _("spiked")


KIND_CHOICES = [
    (Kind.NEWS.value, _("news")),
    (Kind.ANALYSIS.value, _("analysis")),
    (Kind.COMMENTARY.value, _("commentary")),
    (Kind.REPORT.value, _("report")),
    (Kind.ANNOUNCEMENT.value, _("announcement")),
]


def get_kind_name(kind: str) -> str:
    """Return what people call it."""
    return str(dict(KIND_CHOICES).get(kind, kind))


PRECISION_CHOICES = [
    (Precision.DAY.value, _("day")),
    (Precision.MONTH.value, _("month")),
    (Precision.YEAR.value, _("year")),
    (Precision.RANGE.value, _("range")),
    (Precision.UNKNOWN.value, _("unknown")),
]


# What only the desk and imports look at.
_UNSEEN: Final = (
    *("publish_at", "embargoed_until", "withdrawn_at", "withdrawn_reason", "status"),
    *("audit_count", "audit_sha256", "identity", "edited_at", "edited_by", "created_by"),
    *("has_held_revision", "scheduled_at", "scheduled_revision", "working_revision"),
    *("submitted_by", "folded_headline", "source__encoding", "source__about"),
)


class ArticleQuerySet(models.QuerySet["Article"]):
    # Those that have to be read one after another to find these among them; None where an index
    # finds them. Whoever lists them should read no more at once than a reader would wait for.
    scan_candidates: "ArticleQuerySet | None" = None
    matched_ids: str | None = None  # their keys, told as one value, where they are known and few
    has_related_data = False  # whether what stands beside them is brought along

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc] # Django's, though no type tells it
        clone.scan_candidates, clone.matched_ids, clone.has_related_data = (
            self.scan_candidates,
            self.matched_ids,
            self.has_related_data,
        )
        return clone

    def union_of(self, *sets: "ArticleQuerySet") -> Self:
        """Articles of any of these sets, each of which is found by its own index first.

        A planner that met their conditions beside a list's order would read the whole table.
        """
        first, *others = (each.order_by().values("pk") for each in sets)
        return self.filter(pk__in=first.union(*others, all=True) if others else first)

    def live(self, at: datetime | ExecutionTime | None = None) -> Self:
        """Articles that readers may see at the instant, now for None."""
        now = at or timezone.now()
        unexpired = Q(expire_at=None) | Q(expire_at__gt=now)
        return self.filter(unexpired, is_released=True, published_at__lte=now)

    def withdrawn(self) -> Self:
        """Articles that leave a notice where they stood, until they are published again."""
        taken_down = Q(status=Status.WITHDRAWN) | Q(withdrawn_at__isnull=False)
        return self.filter(taken_down, is_released=False, published_at__isnull=False)

    def scheduled(self) -> Self:
        """Articles that go live, or change while they are live, at an instant that is set."""
        first = Article.objects.filter(is_released=True, published_at__gt=timezone.now())
        return self.union_of(first, Article.objects.filter(scheduled_at__isnull=False))

    def due(self) -> Self:
        """Live articles with a change whose instant has come."""
        return self.filter(scheduled_at__lte=timezone.now())

    def embargoed(self) -> Self:
        """Articles that may not go live yet."""
        return self.filter(embargoed_until__gt=timezone.now())

    def language_versions_of(self, article: "Article") -> Self:
        """Articles that are this one in any language: the original, then translations by age."""
        original = article.translation_of_id or article.pk
        group = self.filter(Q(pk=original) | Q(translation_of=original))
        return group.order_by(F("translation_of").asc(nulls_first=True), "pk")

    def with_related(self, *, in_one_query: bool = False) -> Self:
        """Load the source and ``related_data`` with the articles.

        The data of any number of articles take a second query. With ``in_one_query`` they are a
        column of the articles' own query, which is faster for one article and slower for many.
        """
        articles = self.select_related("source")
        if in_one_query:
            return articles.annotate(related_data_json=build_related_data_column())
        articles.has_related_data = True
        return articles

    def public_fields(self) -> Self:
        """Leave out what no page shows."""
        return self.defer(*_UNSEEN)

    def as_list_items(self, *, with_text: bool = False) -> Any:
        """Yield each as a list shows it, ``Listed``; with the text, which is long, if asked."""
        listed: Any = self.values_list(*COLUMNS, *(["body"] if with_text else []))
        listed._iterable_class = ArticleListItemIterable  # noqa: SLF001 - as values_list itself does
        listed.has_related_data = True
        return listed

    def with_corrections(self) -> Self:
        """Bring the notices along, in one more query."""
        return self.prefetch_related(models.Prefetch("corrections", to_attr="correction_list"))

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self.has_related_data:
            found = load_related_data([article.pk for article in self])
            for article in self:
                article.related_data = found[article.pk]


class Article(ArticleText, models.Model):  # type: ignore[django-manager-missing] # taggit has no types
    # What readers read. The long texts stand last in the table, so that lists need not pass them.
    headline = models.CharField(_("headline"), max_length=500)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        allow_unicode=True,
        blank=True,
        db_index=False,  # the unique constraint has one
        help_text=_("Its part of the public address. Left empty, it is made from the headline."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=KIND_CHOICES, blank=True)
    language = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        validators=[validate_language_tag],
        help_text=_("The language of the text, as a tag: en, tr, hy."),
    )
    byline = models.CharField(
        _("byline as printed"),
        max_length=300,
        blank=True,
        help_text=_("The credit exactly as printed, such as “By A. Writer and B. Other”."),
    )
    authors = models.ManyToManyField(
        Author, through="articles.Byline", related_name="articles", verbose_name=_("authors")
    )
    tags = TaggableManager(_("tags"), through=Tagging, blank=True, help_text="", ordering=["name"])

    # Where it comes from.
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("source"),
        help_text=_("The outlet or organisation that published the piece first."),
    )
    is_own_work = models.BooleanField(
        _("is our own work"), default=False, help_text=_("We published it first; it has no source.")
    )
    source_date = models.DateField(
        _("source date"),
        null=True,
        blank=True,
        help_text=_("When the source published it; the first day of a month, a year or a range."),
    )
    source_date_end = models.DateField(_("last day of a range"), null=True, blank=True)
    source_date_precision = models.CharField(
        _("precision"), max_length=10, choices=PRECISION_CHOICES, default=Precision.UNKNOWN.value
    )
    source_date_text = models.CharField(_("date as printed"), max_length=100, blank=True)
    source_detail = models.CharField(
        _("source detail"), max_length=300, blank=True, help_text=_("Issue, volume, pages.")
    )
    source_address = WebURLField(_("original address"), max_length=2000, blank=True)

    # One level deep: what is a translation itself has none.
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        db_index=False,  # most are none: a partial index has the few
        verbose_name=_("translation of"),
        help_text=_("The piece in its first language; readers of each find the other."),
    )

    # Where the work stands, and what readers see.
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    is_released = models.BooleanField(_("is released"), default=False, editable=False)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        editable=False,
        help_text=_("When readers first could read it."),
    )
    updated_at = models.DateTimeField(_("updated at"), null=True, editable=False)
    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        help_text=_("Left empty: as soon as it is published."),
    )
    expire_at = models.DateTimeField(
        _("expire at"), null=True, blank=True, help_text=_("From then on readers no longer see it.")
    )
    embargoed_until = models.DateTimeField(
        _("embargoed until"),
        null=True,
        blank=True,
        help_text=_("A promise to the source: it cannot go live before this."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_reason = models.CharField(
        _("reason of the withdrawal"), max_length=500, blank=True, editable=False
    )

    # Which of its revisions is which; what readers see is also in the columns above.
    working_revision = models.ForeignKey(
        "articles.Revision",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("working revision"),
    )
    live_revision = models.ForeignKey(
        "articles.Revision",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("live revision"),
    )
    scheduled_revision = models.ForeignKey(
        "articles.Revision",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("scheduled revision"),
    )
    scheduled_at = models.DateTimeField(
        _("scheduled at"),
        null=True,
        editable=False,
        help_text=_("When the scheduled revision takes the place of the live one."),
    )
    has_held_revision = models.BooleanField(
        _("has a newer text from its source"), default=False, editable=False
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="articles_submitted",
        verbose_name=_("submitted by"),
    )
    audit_count = models.PositiveIntegerField(default=0, editable=False)
    audit_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    # The row's own history.
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="articles_created",
        verbose_name=_("created by"),
    )
    edited_at = models.DateTimeField(_("edited at"), null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="articles_edited",
        verbose_name=_("edited by"),
    )

    # Made from the rest by derive().
    identity = models.CharField(  # noqa: DJ001 - unique, so NULL for pieces that no import made
        max_length=64, null=True, editable=False
    )
    fingerprint = models.CharField(max_length=64, editable=False)
    address_key = models.CharField(max_length=64, blank=True, editable=False)
    folded_headline = models.TextField(editable=False)
    excerpt = models.TextField(editable=False, default="")

    standfirst = models.TextField(_("standfirst"), blank=True)
    body = models.TextField(_("body"), blank=True)

    objects = ArticleQuerySet.as_manager()
    related_data_json: str | None = None  # of rows that were asked for alone

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-pk"]
        permissions = [
            ("review_article", _("Can see and change the articles of others")),
            ("submit_article", _("Can submit articles for review")),
            ("request_changes_article", _("Can ask for changes")),
            ("approve_article", _("Can approve articles")),
            ("publish_article", _("Can publish articles")),
            ("edit_article", _("Can take published articles up again")),
            ("withdraw_article", _("Can withdraw articles")),
            ("restore_article", _("Can restore articles")),
            ("spike_article", _("Can spike articles")),
        ]
        indexes = [
            # Whether readers see an article is read from these two where the database can.
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
                name="article_by_plan",
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
            models.Index(fields=["-id"], name="article_held", condition=Q(has_held_revision=True)),
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
            # Narrow beside the rows with their texts, for the counts at the filters of the desk.
            models.Index(
                fields=["status", "kind", "language", "source"], name="article_for_facets"
            ),
            models.Index(fields=["address_key"], name="article_by_address"),
            models.Index(fields=["fingerprint"], name="article_by_fingerprint"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="article_slug_unique",
                violation_error_message=_("Another article has this slug. Change it a little."),
            ),
            models.UniqueConstraint(fields=["identity"], name="article_identity_unique"),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="article_status_known"
            ),
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
                    "The source date and its precision do not fit: a range needs its first and "
                    "last day, a day, month or year its date alone, unknown none."
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
                    "A piece that readers see needs its source, or the mark of our own work."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_own_work=False) | Q(source__isnull=True),
                name="article_own_work_has_no_source",
                violation_error_message=_(
                    "Our own work has no source: take out the source, or the mark."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_released=False)
                | Q(embargoed_until__isnull=True)
                | Q(published_at__gte=F("embargoed_until")),
                name="article_released_after_embargo",
                violation_error_message=_(
                    "The embargo ends after the piece goes live. Change one of the times."
                ),
            ),
            models.CheckConstraint(
                condition=Q(expire_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(expire_at__gt=F("publish_at")),
                name="article_expires_after_publication",
                violation_error_message=_(
                    "The piece would expire before it is published. Change one of the times."
                ),
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
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        derived = self.set_derived_fields()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *derived}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        day = self.published_on
        return reverse_page("article", day.year, day.month, day.day, self.slug)

    def clean(self) -> None:
        """Refuse what would make a translation of a translation."""
        super().clean()
        key = self.translation_of_id  # of a piece that may be gone
        original = Article.objects.filter(pk=key).first() if key else None
        if original is None:
            return
        if original.pk == self.pk:
            message = _("A piece is no translation of itself.")
            raise ValidationError({"translation_of": message})
        if original.translation_of_id:
            message = _("That piece is a translation itself. Choose the one in the first language.")
            raise ValidationError({"translation_of": message})
        if self.pk and self.translations.exists():
            message = _("This piece has translations, so that it is none itself.")
            raise ValidationError({"translation_of": message})

    def set_derived_fields(self) -> Collection[str]:
        """Pass the body through the gate, set what follows from the rest; return what was set."""
        self.body = body_html.sanitise(self.body)
        self.slug = self.slug or self.find_free_slug()
        self.fingerprint = self.compute_text_fingerprint()
        self.address_key = compute_address_key(self.source_address)
        self.folded_headline = fold(self.headline)
        self.excerpt = build_excerpt(self.text)
        return {"body", "slug", "fingerprint", "address_key", "folded_headline", "excerpt"}

    @cached_property
    def related_data(self) -> RelatedData:
        """Return what stands beside it, without a query where it was brought along."""
        if self.related_data_json is None:
            return load_related_data([self.pk])[self.pk]
        return parse_related_data(self.related_data_json, self.pk)

    @cached_property
    def correction_list(self) -> "list[Any]":
        return list(self.corrections.all()) if self.related_data.has_corrections else []

    def compute_text_fingerprint(self) -> str:
        """Return the fingerprint of the body's words; of the headline where there are none."""
        return compute_fingerprint(self.text or self.headline)

    @property
    def notices(self) -> "list[Any]":
        """Return the corrections that readers see, newest first."""
        now = timezone.now()
        return [each for each in self.correction_list if each.published_at <= now]

    @property
    def is_live(self) -> bool:
        """Tell what live() asks the database."""
        return self.has_been_live and (self.expire_at is None or self.expire_at > timezone.now())

    @property
    def has_been_live(self) -> bool:
        """Tell whether readers could read it, and may have, since it was released."""
        return bool(self.is_released and self.published_at and self.published_at <= timezone.now())

    @property
    def has_unreleased_changes(self) -> bool:
        """Tell whether the work on it has gone beyond what readers see."""
        return self.is_released and self.working_revision_id != self.live_revision_id

    @property
    def published_on(self) -> date:
        """Return the day, in the site's zone, that stands in the public address."""
        if self.published_at is None:
            raise ValueError(f"Article {self.pk} has no public address: it was never published.")
        return to_site_date(self.published_at)

    def find_free_slug(self, wish: str = "") -> str:
        """Return the wish, else the headline's slug, or the first numbered form that is free."""
        base = wish or slugify(self.headline) or "article"
        return find_free_slug(base, queryset=Article.objects.exclude(pk=self.pk))

    def set_source_date(self, told: SourceDate) -> None:
        self.source_date = told.first
        self.source_date_end = told.last
        self.source_date_precision = told.precision.value
        self.source_date_text = told.text
