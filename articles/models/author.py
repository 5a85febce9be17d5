"""The persons and organisations that articles are credited to; never the users who edit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.names import AliasModel, NamedModel, NamedQuerySet
from articles.models.urls import reverse_page


class Author(NamedModel):
    is_organisation = models.BooleanField(_("organisation"), default=False)
    about = models.TextField(_("about"), blank=True, help_text=_("Shown to readers on its page."))

    objects = NamedQuerySet["Author"].as_manager()

    class Meta(NamedModel.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [models.UniqueConstraint(fields=["slug"], name="author_slug_unique")]

    def get_absolute_url(self) -> str:
        return reverse_page("articles:author", self.slug)


class AuthorAlias(AliasModel):
    author = models.ForeignKey(Author, models.CASCADE, related_name="aliases")

    class Meta(AliasModel.Meta):
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")
        constraints = [
            models.UniqueConstraint(
                fields=["folded_name"],
                name="author_alias_unique",
                violation_error_message=_(
                    "Another author already uses this spelling. Remove it there first."
                ),
            )
        ]
