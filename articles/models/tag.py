"""Tags: taggit's, with slugs for every script, and one tag for all spellings of its name."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from articles.models.slugs import find_free_slug
from articles.models.urls import reverse_page
from articles.text.strings import fold, slugify

FOLDED_LIMIT = 200


def fold_tag_name(name: str) -> str:
    """Return what two spellings of a tag's name have in common."""
    return fold(name)[:FOLDED_LIMIT]


class TagQuerySet(models.QuerySet["Tag"]):
    def get_or_create_by_names(self, names: Iterable[str]) -> list["Tag"]:
        """Return the tags of these names in their order, each once; make those that are new.

        A tag answers to its name, and to its slug where no other tag has that for a name.
        """
        wanted: dict[str, str] = {}
        for name in names:
            wanted.setdefault(fold_tag_name(name[:100]), name[:100])
        wanted.pop("", None)
        known = self.find_by_names(wanted)
        found = [known.get(key) or self._made(name) for key, name in wanted.items()]
        return list(dict.fromkeys(found))

    def find_by_names(self, keys: Iterable[str]) -> dict[str, "Tag"]:
        """Return the known tags by those of the folded names that they answer to."""
        slugs = {key.replace(" ", "-"): key for key in keys}
        tags = list(self.filter(Q(folded_name__in=keys) | Q(slug__in=slugs)).order_by("-pk"))
        by_slug = {slugs[tag.slug]: tag for tag in tags if tag.slug in slugs}
        return by_slug | {tag.folded_name: tag for tag in tags}

    def _made(self, name: str) -> "Tag":
        slug = slugify(name)
        try:
            with transaction.atomic():
                return self.create(name=name, slug=slug)
        except IntegrityError:
            # In between, another process made it; or a tag of another name has its slug.
            made = self.find_by_names([fold_tag_name(name)]).get(fold_tag_name(name))
            return made or self.create(name=name, slug=find_free_slug(slug, queryset=self))


class Tag(TagBase):
    folded_name = models.CharField(max_length=FOLDED_LIMIT, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        indexes = [models.Index(fields=["folded_name"], name="tag_by_folded")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = fold_tag_name(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse_page("tag", self.slug)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return the slug that taggit gives to a new tag."""
        return slugify(tag) if i is None else f"{slugify(tag)}-{i}"


class TaggingManager(models.Manager["Tagging"]):
    def get_queryset(self) -> models.QuerySet["Tagging"]:
        """Bring the tags along, by name: a tagging without its tag's name tells nothing."""
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
