"""The outlets and organisations that published articles first."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.fields import CharsetField, WebURLField
from articles.models.names import AliasModel, NamedModel, NamedQuerySet
from articles.models.urls import reverse_page


class Source(NamedModel):
    class IndexPolicy(models.TextChoices):
        INDEX = "index", _("list our page")
        NOINDEX = "noindex", _("do not list our page")
        ORIGINAL = "original", _("list the original, not our page")

    website = WebURLField(_("website"), max_length=500, blank=True)
    encoding = CharsetField(
        _("charset of its files"),
        max_length=40,
        blank=True,
        help_text=_("For files that are not UTF-8, such as windows-1254."),
    )
    about = models.TextField(_("about"), blank=True, help_text=_("For readers, on its own page."))

    index_policy = models.CharField(
        _("search engines"),
        max_length=10,
        choices=IndexPolicy,
        default=IndexPolicy.INDEX,
        help_text=_(
            "What they are asked to do with its pieces here. Where the original is to be listed "
            "and its address is not known, our page is not listed either."
        ),
    )
    is_in_news_sitemap = models.BooleanField(
        _("allows its pieces in the news sitemap"),
        default=False,
        help_text=_(
            "Services such as Google News may then show its pieces as ours, beside our own work. "
            "Only where the source agrees, and where search engines list our page."
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
                    "Another source already has this spelling. Take it out there first."
                ),
            )
        ]
