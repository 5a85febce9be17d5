"""Live articles: what readers see is the live revision."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, Author, Source, Tag
from articles.models.tag import fold_tag_name
from articles.publishing import contents
from articles.publishing.contents import Content
from articles.publishing.verification.findings import Finding, Tally
from articles.publishing.verification.streams import CHUNK
from articles.text.strings import fold_spelling

# Written from a revision only where that is possible, or not part of the article's own rows.
_LOOSE: Final = {"translation_of", "correction"}


def verify_rows(tally: Tally) -> Iterator[Finding]:
    """Compare each live article, with its authors and tags, with its live revision."""
    for article in _query_live_articles().iterator(chunk_size=CHUNK):
        tally.seen["live articles"] += 1
        tally.expected["live articles"] += 1
        if article.live_revision is None:
            yield Finding(_("It is live, and names no live revision."), article.pk)
        elif names := _list_differences(article, article.live_revision.content):
            labels = ", ".join(str(contents.LABELS[name]) for name in names)
            message = _("What readers see is not the live revision: %(fields)s.")
            yield Finding(message % {"fields": labels}, article.pk)


def _query_live_articles() -> "QuerySet[Article]":
    return (
        Article.objects.filter(is_released=True)
        .order_by("pk")
        .select_related("source", "live_revision")
        .prefetch_related("bylines__author", "taggings")
    )


def _list_differences(article: Article, content: Content) -> list[str]:
    row = contents.read_content(article)
    changed = contents.list_changed_fields(content, row)
    return [name for name in changed if name not in _LOOSE and not _is_same(name, content, row)]


def _is_same(name: str, content: Content, row: Content) -> bool:
    """Return whether the names in both are names of the same rows, which may have been renamed."""
    if name == "source":
        return _find_source(content["source"]) == _find_source(row["source"])
    if name == "credits":
        return _find_credits(content["credits"]) == _find_credits(row["credits"])
    if name == "tags":
        return _find_tags(content) == _find_tags(row)
    return False


def _find_source(name: str) -> Source | None:
    return Source.objects.find_by_name(name) if name else None


def _find_credits(rows: list[Mapping[str, Any]]) -> list[tuple[object, str]]:
    found = Author.objects.find_all_by_name([row["name"] for row in rows])
    return [
        (found.get(row["name"]) or fold_spelling(row["name"]), row["affiliation"]) for row in rows
    ]


def _find_tags(content: Content) -> set[object]:
    """Return the tags, found by their names or, where they were renamed, by their slugs."""
    names = {fold_tag_name(name) for name in content["tags"]}
    found = Tag.objects.find_by_names(names)
    return {found.get(name) or name for name in names}
