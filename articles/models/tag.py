"""Tags: taggit's, with slugs for every script, and one tag for all spellings of its name."""

from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from articles.text import slugify


class TagQuerySet(models.QuerySet["Tag"]):
    def called(self, names: Iterable[str]) -> list["Tag"]:
        """Return the tags of these names in their order, each once; make those that are new."""
        wanted: dict[str, str] = {}
        for name in names:
            wanted.setdefault(slugify(name), name[:100])
        wanted.pop("", None)
        known = {tag.slug: tag for tag in self.filter(slug__in=wanted)}
        return [
            known.get(slug) or self.get_or_create(slug=slug, defaults={"name": name})[0]
            for slug, name in wanted.items()
        ]


class Tag(TagBase):
    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("articles:tag", args=[self.slug])

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return the slug that taggit gives to a new tag."""
        return slugify(tag) if i is None else f"{slugify(tag)}-{i}"


class Tagging(ItemBase):
    """One tag on one article."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    content_object = models.ForeignKey("articles.Article", models.CASCADE, related_name="taggings")

    class Meta:
        verbose_name = _("tag of an article")
        verbose_name_plural = _("tags of articles")
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="tagging_unique")
        ]
