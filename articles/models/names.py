"""Abstract models of sources and authors: rows that are found by any spelling of their name."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from articles.models.fields import UnicodeSlugField
from articles.models.slugs import find_free_slug
from articles.text.analyser import split_words
from articles.text.strings import fold_name, fold_spelling, slugify_name

Named = TypeVar("Named", bound="NamedModel")

validate_has_letters = RegexValidator(r"[^\W_]", _("A name needs at least one letter or digit."))


# Characters of the column ``folded_name``, and of either part of a key of one spelling.
KEY_LIMIT = 400
_PART_LIMIT = 199
# Between the parts of such a key; no folded name has it.
_JOINER = "="


def build_name_key(name: str) -> str:
    """Return what ``folded_name`` holds for a name that is found by any spelling."""
    return fold_name(name)[:KEY_LIMIT]


def build_spelling_key(name: str) -> str:
    """Return what ``folded_name`` holds for a name that is found by this spelling only.

    It begins with the folded name, so that what is typed finds it.
    """
    return f"{fold_name(name)[:_PART_LIMIT]}{_JOINER}{fold_spelling(name)[:_PART_LIMIT]}"


def list_words(name: str) -> set[str]:
    """Return the words by which searches find a name, and their other forms."""
    return {form for word in split_words(name, "") for form in (word.surface, *word.forms)}


def save_words(named: Any) -> None:
    """Save the words of an alias or a tag in the place of those that it had."""
    named.words.all().delete()
    create_words(named)


def create_words(named: Any) -> None:
    """Save the words of an alias or a tag that has none."""
    rows, column = named.words, named.words.field.name
    rows.bulk_create(rows.model(word=word, **{column: named}) for word in list_words(named.name))


class NamedQuerySet(models.QuerySet[Named]):
    def find_by_name(self, name: str) -> Named | None:
        """Return the row with this name or alias, whatever its case and accents, or None.

        A row that has just this spelling to itself is preferred.
        """
        return self.find_all_by_name([name]).get(name)

    def find_all_by_name(self, names: Collection[str]) -> dict[str, Named]:
        """Return the existing rows by these names, as ``find_by_name`` does, in one query."""
        keys = {name: (build_spelling_key(name), build_name_key(name)) for name in names}
        rows = self.filter(aliases__folded_name__in={key for pair in keys.values() for key in pair})
        named_rows = rows.annotate(matched_name=F("aliases__folded_name"))
        by_key: dict[str, Any] = {row.matched_name: row for row in named_rows}
        found = {
            name: by_key.get(first) or by_key.get(second) for name, (first, second) in keys.items()
        }
        return {name: row for name, row in found.items() if row}

    def get_or_create_by_name(self, name: str, **fields: Any) -> Named:
        """Return the row of this name or alias; create it with the fields where there is none."""
        return self.find_by_name(name) or self.create_by_name(name, **fields)

    def create_by_name(self, name: str, **fields: Any) -> Named:
        """Create the row of a name that was not found; return it if there is one all the same."""
        try:
            with transaction.atomic():
                return self.create(name=name, **fields)
        except IntegrityError:
            # Meanwhile another process created it, or another row with its slug.
            return self.find_by_name(name) or self.create(name=name, **fields)


class NamedModel(models.Model):
    """A name with its slug and its aliases.

    The aliases include the present name and every earlier one, so that a unique index on their
    folded names keeps two rows from sharing a name.
    """

    name = models.CharField(_("name"), max_length=200, validators=[validate_has_letters])
    slug = UnicodeSlugField(
        _("address name"),
        max_length=200,
        blank=True,
        help_text=_("The end of the page’s web address. Leave empty to make it from the name."),
    )

    aliases: Any  # the reverse relation of each subclass's own alias model
    # The ``folded_name`` of the alias of a new row; "" for that of any spelling.
    alias_key = ""

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug, is_new = self.slug or self.find_free_slug(), self._state.adding
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if is_new or not self._has_own_alias():
                self.aliases.create(name=self.name, folded_name=self.alias_key)

    def _has_own_alias(self) -> bool:
        keys = (build_name_key(self.name), build_spelling_key(self.name))
        return bool(self.aliases.filter(folded_name__in=keys).exists())

    def find_free_slug(self) -> str:
        """Return the slug of the name, numbered if another row has it."""
        rows: NamedQuerySet[Any] = NamedQuerySet(self.__class__)
        return find_free_slug(slugify_name(self.name, limit=190), queryset=rows.exclude(pk=self.pk))

    def clean(self) -> None:
        """Raise ValidationError for a name or alias of another row."""
        rows: NamedQuerySet[Any] = NamedQuerySet(self.__class__)
        other = rows.find_by_name(self.name)
        if other and other.pk != self.pk:
            message = _(
                "“%(name)s” is already used for “%(other)s”. Use that, or add something to "
                "tell them apart."
            )
            raise ValidationError({"name": message % {"name": self.name, "other": other}})


class AliasModel(models.Model):
    """One spelling of a name."""

    name = models.CharField(_("name"), max_length=200, validators=[validate_has_letters])
    folded_name = models.CharField(max_length=KEY_LIMIT, editable=False)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean()
        write_words = create_words if self._state.adding else save_words
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            write_words(self)

    def clean(self) -> None:
        """Set the key; that of one spelling stays while the name has this spelling."""
        if self.folded_name != build_spelling_key(self.name):
            self.folded_name = build_name_key(self.name)
