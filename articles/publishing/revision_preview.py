"""An article as readers would see it with the content of a revision, without saving anything."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from articles.models import Article, Author, Byline, Correction, Source, Tag
from articles.publishing.contents import Content, Credits
from articles.publishing.revisions import fill_columns
from articles.text.strings import build_excerpt, slugify


def build_preview(article: Article, content: Content) -> Article:
    """Return an unsaved instance that the public page shows as it would show this content."""
    preview = fill_columns(Article.objects.select_related("source").get(pk=article.pk), content)
    if content["source"] and preview.source is None:
        preview.source = Source(name=content["source"], slug=_build_slug(content["source"]))
    preview.published_at = preview.published_at or preview.publish_at or timezone.now()
    preview.excerpt = build_excerpt(preview.text)
    preview.credit_list = _build_credits(content["credits"])
    preview.tag_list = _build_tags(content["tags"])
    correction = content["correction"]
    if correction and not _has_correction(preview, correction):
        _add_correction(preview, correction)
    return preview


def _has_correction(article: Article, correction: Mapping[str, str]) -> bool:
    """Return whether the notice is one of the article's published ones."""
    return any(
        correction == {name: getattr(each, name) for name in correction}
        for each in article.correction_list
    )


def _add_correction(preview: Article, correction: Mapping[str, str]) -> None:
    """Put the notice before the published ones, as if it were published now."""
    now = timezone.now()
    preview.updated_at = now if preview.is_released else preview.updated_at
    new = Correction(article=preview, published_at=now, **correction)
    preview.correction_list = [new, *preview.correction_list]


def _build_credits(rows: Credits) -> list[Byline]:
    """Return the authors as saving would credit them: each once, where first named."""
    credits_by_slug: dict[str, Byline] = {}
    for row in rows:
        name = row["name"]
        author = Author.objects.find_by_name(name) or Author(name=name, slug=_build_slug(name))
        credit = Byline(author=author, affiliation=row["affiliation"])
        credits_by_slug.setdefault(author.slug, credit)
    return list(credits_by_slug.values())


def _build_tags(names: Iterable[str]) -> list[Tag]:
    """Return the tags in the order of their names, existing ones with the names readers know."""
    names_by_slug = {slug: name for name in names if (slug := slugify(name))}
    existing = list(Tag.objects.filter(slug__in=names_by_slug))  # in the database's order
    new_slugs = names_by_slug.keys() - {tag.slug for tag in existing}
    if not new_slugs:
        return existing
    new = [Tag(name=names_by_slug[slug], slug=slug) for slug in new_slugs]
    return sorted([*existing, *new], key=lambda tag: tag.name)


def _build_slug(name: str) -> str:
    """Return the slug that a new name gets; "-" where it would have none."""
    return slugify(name, limit=200) or "-"
