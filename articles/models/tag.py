"""Tags: taggit's, with slugs in any script, and one tag for all spellings of its name."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from articles.models.fields import UnicodeSlugField
from articles.models.names import create_words, save_words
from articles.models.slugs import find_free_slug
from articles.models.urls import reverse_page
from articles.text.strings import SLUG_JOINER, fold_name, slugify_name

FOLDED_LIMIT = 200


def fold_tag_name(name: str) -> str:
    """Return the name as the column ``folded_name`` holds it, the same for all its spellings."""
    return fold_name(name)[:FOLDED_LIMIT]


class TagQuerySet(models.QuerySet["Tag"]):
    def get_or_create_by_names(self, names: Iterable[str]) -> list["Tag"]:
        """Return the tags of these names in their order, each once; create those that are new.

        A name also matches a tag's slug, unless another tag has that as its name.
        """
        names_by_fold: dict[str, str] = {}
        for name in names:
            names_by_fold.setdefault(fold_tag_name(name[:100]), name[:100])
        names_by_fold.pop("", None)
        existing = self.find_by_names(names_by_fold)
        tags = [
            existing.get(key) or self.create_by_name(name) for key, name in names_by_fold.items()
        ]
        return list(dict.fromkeys(tags))

    def find_by_names(self, folded_names: Iterable[str]) -> dict[str, "Tag"]:
        """Return the existing tags by the folded name that matches their name or slug.

        The names come from ``fold_tag_name``.
        """
        names_by_slug = {name.replace(" ", SLUG_JOINER): name for name in folded_names}
        matches = Q(folded_name__in=folded_names) | Q(slug__in=names_by_slug)
        tags = list(self.filter(matches).order_by("-pk"))
        by_slug = {names_by_slug[tag.slug]: tag for tag in tags if tag.slug in names_by_slug}
        return by_slug | {tag.folded_name: tag for tag in tags}

    def create_by_name(self, name: str) -> "Tag":
        """Create the tag of a name that was not found; return it if there is one all the same."""
        slug = slugify_name(name)
        try:
            with transaction.atomic():
                return self.create(name=name, slug=slug)
        except IntegrityError:
            # Meanwhile another process created it; or a tag of another name has its slug.
            folded_name = fold_tag_name(name)
            tag = self.find_by_names([folded_name]).get(folded_name)
            return tag or self.create(name=name, slug=find_free_slug(slug, queryset=self))


class Tag(TagBase):
    # Both as taggit has them, with labels of ours.
    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = UnicodeSlugField(_("address name"), max_length=100, unique=True)
    folded_name = models.CharField(max_length=FOLDED_LIMIT, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        indexes = [models.Index(fields=["folded_name"], name="tag_by_folded_name")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = fold_tag_name(self.name)
        write_words = create_words if self._state.adding else save_words
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            write_words(self)

    def get_absolute_url(self) -> str:
        return reverse_page("articles:tag", self.slug)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return the slug for a new tag; for one that is used, taggit gives its ``i``, from 1."""
        return slugify_name(tag) if i is None else f"{slugify_name(tag)}{SLUG_JOINER}{i}"


class TaggingManager(models.Manager["Tagging"]):
    def get_queryset(self) -> models.QuerySet["Tagging"]:
        """Load the tags with the taggings, which are always shown by name, in that order."""
        return super().get_queryset().select_related("tag").order_by("tag__name")


class Tagging(ItemBase):
    """One tag on one article."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    content_object = models.ForeignKey("articles.Article", models.CASCADE, related_name="taggings")

    objects = TaggingManager()

    class Meta:
        verbose_name = _("tag of an article")
        verbose_name_plural = _("tags of articles")
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="tagging_unique")
        ]
