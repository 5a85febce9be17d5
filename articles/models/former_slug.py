"""Where a piece stood before its address changed: readers who come there are led on."""

from django.db import models

from articles.models.article import Article


class FormerSlug(models.Model):
    """A slug under which readers could read the article; of the article that had it last."""

    slug = models.SlugField(max_length=120, allow_unicode=True, unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


def save_former_slug(article: Article, *, slug: str) -> None:
    """Note that the article's slug was another one before, if readers may know that."""
    if article.published_at is not None and slug != article.slug:
        FormerSlug.objects.update_or_create(slug=slug, defaults={"article": article})
        FormerSlug.objects.filter(slug=article.slug, article=article).delete()
