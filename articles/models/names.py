"""Names that resolve however they are spelt: what sources and authors have in common."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from articles.models.slugs import find_free_slug
from articles.text.strings import fold, slugify

Named = TypeVar("Named", bound="NamedModel")

validate_has_letters = RegexValidator(r"[^\W_]", _("A name needs at least one letter or digit."))


class NamedQuerySet(models.QuerySet[Named]):
    def find_by_name(self, name: str) -> Named | None:
        """Return the one that bears the name or an alias, whatever its case and marks."""
        return self.filter(aliases__folded_name=fold(name)).first()

    def find_all_by_name(self, folded: Collection[str]) -> dict[str, Named]:
        """Return those that there are by the folded names, in a query for the lot."""
        found = self.filter(aliases__folded_name__in=folded).annotate(
            answers_to=F("aliases__folded_name")
        )
        by_name: dict[str, Any] = {each.answers_to: each for each in found}
        return by_name

    def get_or_create_by_name(self, name: str, **fields: Any) -> Named:
        """Return the one called so; make it, with the fields, where there is none yet."""
        found = self.find_by_name(name)
        if found:
            return found
        try:
            with transaction.atomic():
                return self.create(name=name, **fields)
        except IntegrityError:
            # In between, another process made it, or another one with its slug.
            return self.find_by_name(name) or self.create(name=name, **fields)


class NamedModel(models.Model):
    """A name, its slug, and every other way in which it is written.

    The name itself, and every name it had before, is one of the aliases, so that one unique index
    over the folded aliases keeps two of a kind from answering to the same name.
    """

    name = models.CharField(_("name"), max_length=200, validators=[validate_has_letters])
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        allow_unicode=True,
        blank=True,
        help_text=_("Its part of the public address. Left empty, it is made from the name."),
    )

    aliases: Any  # the other side of each subclass's own aliases

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self.find_free_slug()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.aliases.get_or_create(folded_name=fold(self.name), defaults={"name": self.name})

    def find_free_slug(self) -> str:
        """Return the name's slug, or the first of its numbered forms that is free."""
        named: NamedQuerySet[Any] = NamedQuerySet(self.__class__)
        return find_free_slug(slugify(self.name, limit=190), queryset=named.exclude(pk=self.pk))

    def clean(self) -> None:
        named: NamedQuerySet[Any] = NamedQuerySet(self.__class__)
        other = named.find_by_name(self.name)
        if other and other.pk != self.pk:
            message = _("“%(name)s” is already a name of “%(other)s”. Use that one, or add a mark.")
            raise ValidationError({"name": message % {"name": self.name, "other": other}})


class AliasModel(models.Model):
    """One way in which a name is written."""

    name = models.CharField(_("name"), max_length=200, validators=[validate_has_letters])
    folded_name = models.CharField(max_length=400, editable=False)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = fold(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.folded_name = fold(self.name)
