"""The persons and organisations that articles are credited to; never the users who edit."""

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.names import (
    AliasModel,
    NamedModel,
    NamedQuerySet,
    build_spelling_key,
)
from articles.models.urls import reverse_page
from articles.text.strings import fold_name, fold_spelling
from articles.vocabulary import Credit


def find_namesakes(names: Iterable[str]) -> set[str]:
    """Return the names of one byline that differ in their diacritics only: they are two persons."""
    spellings: dict[str, set[str]] = {}
    names = list(names)
    for name in names:
        spellings.setdefault(fold_name(name), set()).add(fold_spelling(name))
    return {name for name in names if len(spellings[fold_name(name)]) > 1}


class AuthorQuerySet(NamedQuerySet["Author"]):
    def find_credited(self, names: Sequence[str]) -> dict[str, "Author"]:
        """Return the existing authors that these names of one byline credit."""
        namesakes = find_namesakes(names)
        authors = self.find_all_by_name([name for name in names if name not in namesakes])
        found = ((name, self._find_spelling(name)) for name in namesakes)
        return authors | {name: author for name, author in found if author}

    def get_or_create_credited(self, credited: Sequence[Credit]) -> list["Author"]:
        """Return the author of each credit of one byline; a new one is what its credit says."""
        namesakes = find_namesakes(credit.name for credit in credited)
        return [
            self._get_or_create_namesake(credit)
            if credit.name in namesakes
            else self.get_or_create_by_name(credit.name, is_organisation=credit.is_organisation)
            for credit in credited
        ]

    def _find_spelling(self, name: str) -> "Author | None":
        """Return the author of whom just this spelling is a name or alias, or None."""
        spelling, author = fold_spelling(name), self.find_by_name(name)
        names = author.aliases.values_list("name", flat=True) if author else ()
        return author if spelling in map(fold_spelling, names) else None

    def _get_or_create_namesake(self, credit: Credit) -> "Author":
        """Return the author of this spelling; another of the folded name may exist."""
        fields = {"is_organisation": credit.is_organisation}
        if author := self._find_spelling(credit.name):
            return author
        if not self.find_by_name(credit.name):
            return self.get_or_create_by_name(credit.name, **fields)
        author = self.model(name=credit.name, **fields)
        author.alias_key = build_spelling_key(credit.name)
        author.save()
        return author


class Author(NamedModel):
    is_organisation = models.BooleanField(_("organisation"), default=False)
    about = models.TextField(_("about"), blank=True, help_text=_("Shown to readers on its page."))

    objects = AuthorQuerySet.as_manager()

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
