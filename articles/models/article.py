"""Articles: their text and provenance, how far the work on them is, and what readers see."""

import secrets
from collections.abc import Collection
from datetime import date
from typing import Any, Final, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.models.article_choices import KIND_CHOICES, PRECISION_CHOICES, Status
from articles.models.article_constraints import ARTICLE_CONSTRAINTS, ARTICLE_INDEXES
from articles.models.author import Author
from articles.models.fields import PublicURLField, UnicodeSlugField
from articles.models.instants import validate_instant, validate_source_day
from articles.models.languages import validate_language_tag
from articles.models.program_reason import word_reason
from articles.models.safe_html import declare_body_safe
from articles.models.slugs import find_free_slug
from articles.models.source import Source
from articles.models.tag import Tag, Tagging
from articles.models.urls import reverse_page
from articles.text import body_html
from articles.text.strings import (
    build_excerpt,
    compute_fingerprint,
    slugify,
)
from articles.text.urls import compute_address_key
from articles.vocabulary import Precision

# Columns that no public page shows.
_INTERNAL_FIELDS: Final = (
    *("publish_at", "embargoed_until", "withdrawn_at", "withdrawn_reason", "status"),
    *("audit_count", "audit_sha256", "identity", "edited_at", "edited_by", "created_by"),
    *("has_held_revision", "scheduled_at", "scheduled_revision", "working_revision"),
    *("needs_second_signature", "previous_live_revision"),
    *("submitted_by", "source__encoding", "source__about"),
)
CREDITS_AND_TAGS: Final = (
    Prefetch("bylines", to_attr="credit_list"),
    Prefetch("tags", to_attr="tag_list"),
)
# Columns that lists show.
_LIST_FIELDS: Final = (
    *("headline", "slug", "kind", "language", "is_own_work", "published_at"),
    *("source__name", "source__slug", "source_date", "source_date_end", "source_date_precision"),
    *("source_date_text", "source_detail", "standfirst", "excerpt"),
)


def create_identity() -> str:
    """Return 64 hexadecimal digits that no other article has, here or elsewhere."""
    return secrets.token_hex(32)


class ArticleQuerySet(models.QuerySet["Article"]):
    """A queryset that also holds how a search finds its articles.

    ``matched_ids``: the ids that a search found, encoded by ``encode_ids``; None where it could
    not list them. ``scan_candidates``: the articles that the database has to read one by one to
    find the matches; None where an index finds them. A request reads only a limited number of
    candidates.
    """

    scan_candidates: "ArticleQuerySet | None" = None
    matched_ids: str | None = None

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc] # django-stubs leave it out
        clone.scan_candidates = self.scan_candidates
        clone.matched_ids = self.matched_ids
        return clone

    def union_of(self, *querysets: "ArticleQuerySet") -> Self:
        """Articles that are in any of these querysets, each of which uses its own index.

        For their conditions joined by OR in one ordered query, planners would read the whole table.
        """
        first, *others = (each.order_by().values("pk") for each in querysets)
        return self.filter(pk__in=first.union(*others, all=True) if others else first)

    def live(self) -> Self:
        """Articles that readers can see."""
        now = timezone.now()
        unexpired = Q(expire_at=None) | Q(expire_at__gt=now)
        return self.filter(unexpired, is_released=True, published_at__lte=now)

    def withdrawn(self) -> Self:
        """Articles whose page is a notice of their withdrawal until they are published again."""
        taken_down = Q(status=Status.WITHDRAWN) | Q(withdrawn_at__isnull=False)
        return self.filter(taken_down, is_released=False, published_at__isnull=False)

    def scheduled(self) -> Self:
        """Articles that will go live, or change while they are live, at an instant that is set."""
        first = Article.objects.filter(is_released=True, published_at__gt=timezone.now())
        return self.union_of(first, Article.objects.filter(scheduled_at__isnull=False))

    def due(self) -> Self:
        """Live articles with a scheduled change that is due."""
        return self.filter(scheduled_at__lte=timezone.now())

    def embargoed(self) -> Self:
        """Articles that may not go live yet."""
        return self.filter(embargoed_until__gt=timezone.now())

    def language_versions_of(self, article: "Article") -> Self:
        """Articles that are this one in any language: the original, then translations by age."""
        original = article.translation_of_id or article.pk
        group = self.filter(Q(pk=original) | Q(translation_of=original))
        return group.order_by(F("translation_of").asc(nulls_first=True), "pk")

    def with_credits_and_tags(self) -> Self:
        """Load the source with the articles, and authors and tags, each in one more query."""
        return self.select_related("source").prefetch_related(*CREDITS_AND_TAGS)

    def with_keys(self) -> Self:
        """Load the keys by which imports know the articles, in one more query."""
        return self.prefetch_related(Prefetch("keys", to_attr="key_list"))

    def public_fields(self) -> Self:
        """Load the columns that public pages show, and defer the internal ones."""
        return self.defer(*_INTERNAL_FIELDS)

    def list_fields(self, *, with_text: bool = False) -> Self:
        """Load what lists show, with the source; ``with_text`` loads byline and body, too."""
        return self.select_related("source").only(
            *_LIST_FIELDS, *(["byline", "body"] if with_text else [])
        )

    def with_corrections(self) -> Self:
        """Load the corrections with the articles, in one more query."""
        return self.prefetch_related(Prefetch("corrections", to_attr="correction_list"))


class Article(models.Model):  # type: ignore[django-manager-missing] # taggit has no types
    """One article. While readers see it, its row has the text of ``live_revision``.

    Whether readers see it depends on ``is_released``, ``published_at`` and ``expire_at`` alone:
    ``status`` is about the editors' work, which goes on while an older revision is live.
    """

    # What readers read. The long texts are the last columns, so that lists do not read past them.
    headline = models.CharField(_("headline"), max_length=500)
    slug = UnicodeSlugField(
        _("address name"),
        max_length=120,
        blank=True,
        db_index=False,  # the unique constraint has one
        help_text=_(
            "The end of the article’s web address. Leave empty to make it from the headline."
        ),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=KIND_CHOICES, blank=True)
    language = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        validators=[validate_language_tag],
        help_text=_("The language of the article."),
    )
    byline = models.CharField(
        _("byline as printed"),
        max_length=300,
        blank=True,
        help_text=_("The credit exactly as printed, for example “By Jane Doe and John Roe”."),
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
        help_text=_("The outlet or organisation that first published the article."),
    )
    is_own_work = models.BooleanField(
        _("our own work"), default=False, help_text=_("Written by us, so it has no source.")
    )
    source_date = models.DateField(
        _("source date"),
        null=True,
        blank=True,
        validators=[validate_source_day],
        help_text=_(
            "The day the source published it. For a month, a year or a range, the first day."
        ),
    )
    source_date_end = models.DateField(
        _("last day of a range"), null=True, blank=True, validators=[validate_source_day]
    )
    source_date_precision = models.CharField(
        _("date precision"),
        max_length=10,
        choices=PRECISION_CHOICES,
        default=Precision.UNKNOWN.value,
    )
    source_date_text = models.CharField(_("date as printed"), max_length=100, blank=True)
    source_detail = models.CharField(
        _("issue and pages"),
        max_length=300,
        blank=True,
        help_text=_("Issue, volume, pages: for example No 12, pp. 3–5."),
    )
    source_address = PublicURLField(_("original address"), max_length=2000, blank=True)

    # One level deep: a translation has no translations.
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        db_index=False,  # mostly NULL; article_by_original indexes the others
        verbose_name=_("translation of"),
        help_text=_("The article in its original language; each page links to the other."),
    )

    # How far the work is, and what readers see.
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    is_released = models.BooleanField(_("cleared for publication"), default=False, editable=False)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        editable=False,
        help_text=_("When readers could first read it."),
    )
    updated_at = models.DateTimeField(_("updated at"), null=True, editable=False)
    publish_at = models.DateTimeField(
        _("go-live time"),
        null=True,
        blank=True,
        validators=[validate_instant],
        help_text=_("Leave empty to publish at once."),
    )
    expire_at = models.DateTimeField(
        _("end of publication"),
        null=True,
        blank=True,
        validators=[validate_instant],
        help_text=_("Readers no longer see it after this."),
    )
    embargoed_until = models.DateTimeField(
        _("embargoed until"),
        null=True,
        blank=True,
        validators=[validate_instant],
        help_text=_("Agreed with the source: the article cannot go live before this."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_reason = models.CharField(
        _("reason for withdrawal"), max_length=500, blank=True, editable=False
    )

    # Revisions by their role. The content of the live one is also in the columns above.
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
        _("scheduled for"),
        null=True,
        editable=False,
        help_text=_("When the scheduled revision replaces the live one."),
    )
    needs_second_signature = models.BooleanField(
        _("published on one signature"), default=False, editable=False
    )
    previous_live_revision = models.ForeignKey(
        "articles.Revision",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("revision before that on one signature"),
    )
    has_held_revision = models.BooleanField(
        _("new text from its source"), default=False, editable=False
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

    # What names the article in our exports, wherever they are imported.
    identity = models.CharField(max_length=64, editable=False)
    # Computed by set_derived_fields().
    fingerprint = models.CharField(max_length=64, editable=False)
    address_key = models.CharField(max_length=64, blank=True, editable=False)
    excerpt = models.TextField(editable=False, default="")

    standfirst = models.TextField(_("standfirst"), blank=True)
    body = models.TextField(_("body"), blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-pk"]
        permissions = [
            ("review_article", _("Can see and change the articles of others")),
            ("submit_article", _("Can submit articles for review")),
            ("request_changes_article", _("Can request changes")),
            ("approve_article", _("Can approve articles")),
            ("sign_article", _("Can sign the changes of others")),
            ("publish_article", _("Can publish articles")),
            ("publish_on_one_signature_article", _("Can publish on one signature")),
            ("confirm_article", _("Can give the second signature")),
            ("revert_article", _("Can bring back the previous live version")),
            ("edit_article", _("Can reopen published articles")),
            ("withdraw_article", _("Can withdraw articles")),
            ("restore_article", _("Can restore articles")),
            ("spike_article", _("Can spike articles")),
        ]
        indexes = ARTICLE_INDEXES
        constraints = ARTICLE_CONSTRAINTS

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.identity = self.identity or create_identity()
        derived = self.set_derived_fields()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *derived}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        day = self.published_on
        return reverse_page("articles:article", day.year, day.month, day.day, self.slug)

    def clean(self) -> None:
        """Raise ValidationError for a translation of itself or of another translation."""
        super().clean()
        original_id = self.translation_of_id  # it may have been deleted meanwhile
        original = Article.objects.filter(pk=original_id).first() if original_id else None
        if original is None:
            return
        if original.pk == self.pk:
            message = _("An article cannot be a translation of itself.")
            raise ValidationError({"translation_of": message})
        if original.translation_of_id:
            message = _("That article is itself a translation. Choose the original-language one.")
            raise ValidationError({"translation_of": message})
        if self.pk and self.translations.exists():
            message = _("This article has translations, so it cannot be one itself.")
            raise ValidationError({"translation_of": message})

    def set_derived_fields(self) -> Collection[str]:
        """Sanitise the body, compute the derived fields, and return the names of all of them."""
        self.body = body_html.sanitise(self.body)
        self.slug = self.slug or self.find_free_slug()
        self.fingerprint = self.compute_text_fingerprint()
        self.address_key = compute_address_key(self.source_address)
        self.excerpt = build_excerpt(self.text)
        return {"body", "slug", "fingerprint", "address_key", "excerpt"}

    @property
    def text(self) -> str:
        """Return the words of the body, a line for each paragraph."""
        return body_html.convert_clean(self.body)

    @property
    def safe_body(self) -> SafeString:
        """Return the body as HTML that templates do not escape."""
        return declare_body_safe(self.body)

    @property
    def summary(self) -> str:
        """Return the standfirst, or else the beginning of the text."""
        return self.standfirst or self.excerpt

    # For many articles, the queryset's with_credits_and_tags() and with_corrections() load these
    # three.

    @cached_property
    def credit_list(self) -> "list[Any]":
        """Return the bylines with their authors, in the order of the printed byline."""
        return list(self.bylines.all())

    @cached_property
    def key_list(self) -> "list[Any]":
        """Return the keys by which imports know the article."""
        return list(self.keys.all())

    @cached_property
    def tag_list(self) -> list[Tag]:
        """Return the tags by name."""
        return list(self.tags.all())

    @cached_property
    def correction_list(self) -> "list[Any]":
        return list(self.corrections.all())

    def compute_text_fingerprint(self) -> str:
        """Return the fingerprint of the body's words, or of the headline if the body has none."""
        return compute_fingerprint(self.text or self.headline)

    @property
    def notices(self) -> "list[Any]":
        """Return the corrections that readers see, newest first."""
        now = timezone.now()
        return [each for each in self.correction_list if each.published_at <= now]

    @property
    def is_live(self) -> bool:
        """Return whether the article belongs to ``live()``."""
        return self.has_been_live and (self.expire_at is None or self.expire_at > timezone.now())

    @property
    def has_been_live(self) -> bool:
        """Return whether readers see the article, or saw it until it expired."""
        return bool(self.is_released and self.published_at and self.published_at <= timezone.now())

    @property
    def has_unreleased_changes(self) -> bool:
        """Return whether the working revision is another than the one that readers see."""
        return self.is_released and self.working_revision_id != self.live_revision_id

    @property
    def withdrawn_reason_text(self) -> str:
        """Return the reason of the withdrawal for whoever reads it now."""
        return word_reason(self.withdrawn_reason)

    @property
    def published_on(self) -> date:
        """Return the day, in the site's time zone, that is part of the public URL."""
        if self.published_at is None:
            raise ValueError(f"Article {self.pk} has no public address: it was never published.")
        return self.published_at.astimezone(timezone.get_default_timezone()).date()

    def find_free_slug(self, preferred: str = "") -> str:
        """Return a slug that no other article has: ``preferred``, or one made of the headline."""
        base = preferred or slugify(self.headline) or "article"
        return find_free_slug(base, queryset=Article.objects.exclude(pk=self.pk))
