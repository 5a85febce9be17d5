"""An article as readers would see it with the content of a revision, without saving anything."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from articles.models import Article, Author, Byline, Correction, Source, Tag
from articles.models.tag import fold_tag_name
from articles.publishing.contents import Content, Credits
from articles.publishing.revisions import fill_columns
from articles.text.strings import build_excerpt, slugify_name


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
    rows = list(rows)
    authors = Author.objects.find_credited([row["name"] for row in rows])
    for row in rows:
        name = row["name"]
        author = authors.get(name) or Author(name=name, slug=_build_slug(name))
        credit = Byline(author=author, affiliation=row["affiliation"])
        credits_by_slug.setdefault(author.slug, credit)
    return list(credits_by_slug.values())


def _build_tags(names: Iterable[str]) -> list[Tag]:
    """Return the tags in the order of their names, existing ones with the names readers know."""
    names_by_key = {key: name for name in names if (key := fold_tag_name(name))}
    found = Tag.objects.find_by_names(names_by_key)
    existing = list(Tag.objects.filter(pk__in={tag.pk for tag in found.values()}))
    new_names = [name for key, name in names_by_key.items() if key not in found]
    if not new_names:
        return existing  # in the database's order
    new = [Tag(name=name, slug=_build_slug(name)) for name in new_names]
    return sorted([*existing, *new], key=lambda tag: tag.name)


def _build_slug(name: str) -> str:
    """Return the slug that a new name gets; "-" where it would have none."""
    return slugify_name(name, limit=200) or "-"
