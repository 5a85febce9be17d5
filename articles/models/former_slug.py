"""Slugs that articles had before; their URLs redirect to the present ones."""

from django.db import models

from articles.models.article import Article


class FormerSlug(models.Model):
    """A slug under which readers could read an article; it belongs to the last one that had it."""

    slug = models.SlugField(max_length=120, allow_unicode=True, unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


def save_former_slug(article: Article, *, slug: str) -> None:
    """Save ``slug`` as a former one if the article has another now and has been public."""
    if article.published_at is not None and slug != article.slug:
        FormerSlug.objects.update_or_create(slug=slug, defaults={"article": article})
        FormerSlug.objects.filter(slug=article.slug, article=article).delete()
