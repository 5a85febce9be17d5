"""The outlets and organisations that published articles first."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.fields import CharsetField, PublicURLField
from articles.models.names import AliasModel, NamedModel, NamedQuerySet
from articles.models.urls import reverse_page


class Source(NamedModel):
    class IndexPolicy(models.TextChoices):
        INDEX = "index", _("index our page")
        NOINDEX = "noindex", _("do not index our page")
        ORIGINAL = "original", _("index the original, not our page")

    website = PublicURLField(_("website"), max_length=500, blank=True)
    encoding = CharsetField(
        _("charset of its files"),
        max_length=40,
        blank=True,
        help_text=_("For files that are not UTF-8, for example windows-1254."),
    )
    about = models.TextField(_("about"), blank=True, help_text=_("Shown to readers on its page."))

    index_policy = models.CharField(
        _("search engines"),
        max_length=10,
        choices=IndexPolicy,
        default=IndexPolicy.INDEX,
        help_text=_(
            "What search engines should do with our copies of its articles. If the original’s "
            "address is unknown, our page is not indexed either."
        ),
    )
    is_in_news_sitemap = models.BooleanField(
        _("include in the news sitemap"),
        default=False,
        help_text=_(
            "Services such as Google News may then show its articles as if they were ours. Tick "
            "only if the source agrees and search engines may index our page."
        ),
    )

    objects = NamedQuerySet["Source"].as_manager()

    class Meta(NamedModel.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="source_slug_unique"),
            models.CheckConstraint(
                condition=models.Q(index_policy__in=["index", "noindex", "original"]),
                name="source_index_policy_known",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse_page("articles:source", self.slug)


class SourceAlias(AliasModel):
    source = models.ForeignKey(Source, models.CASCADE, related_name="aliases")

    class Meta(AliasModel.Meta):
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")
        constraints = [
            models.UniqueConstraint(
                fields=["folded_name"],
                name="source_alias_unique",
                violation_error_message=_(
                    "Another source already uses this spelling. Remove it there first."
                ),
            )
        ]
