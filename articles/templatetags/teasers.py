"""Articles as lists show them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from articles.models.list_items import ArticleListItem
from articles.models.related_data import RelatedData
from articles.models.urls import reverse_page
from articles.site.search_page import SearchPage
from articles.templatetags.parts import include_cached
from articles.templatetags.provenance import Provenance, build_provenance

register = template.Library()


class Teaser(NamedTuple):
    """The fields of an article that a list shows.

    ``headline`` and ``text`` are HTML, in which the words of a search are marked. ``day`` is shown
    with the article; it is None in lists by date, where the day is a heading.
    """

    headline: SafeString
    text: SafeString
    day: date | None
    slug: str
    published_on: date
    language: str
    provenance: Provenance
    related_data: RelatedData

    def get_absolute_url(self) -> str:
        day = self.published_on
        return reverse_page("articles:article", day.year, day.month, day.day, self.slug)


@register.simple_tag
def teasers(articles: Iterable[ArticleListItem], search: SearchPage | None) -> SafeString:
    """Render the articles of a list, with headings of days unless the hits are ranked.

    A loop in a template would take much longer for the twenty articles of a page.
    """
    return SafeString("\n".join(_render_teasers(articles, search)))


def _render_teasers(
    articles: Iterable[ArticleListItem], search: SearchPage | None
) -> Iterator[SafeString]:
    day = None
    for teaser in (_build_teaser(article, search) for article in articles):
        if not teaser.day and teaser.published_on != day:
            day = teaser.published_on
            yield include_cached("day", day)
        yield include_cached("teaser", teaser)


def _build_teaser(article: ArticleListItem, search: SearchPage | None) -> Teaser:
    day = article.published_on
    return Teaser(
        search.marker.mark(article.headline) if search else escape(article.headline),
        _build_text(article, search),
        day if search and search.is_best_first else None,
        article.slug,
        day,
        article.language,
        build_provenance(article),
        article.related_data,
    )


def _build_text(article: ArticleListItem, search: SearchPage | None) -> SafeString:
    """Return the excerpt around the words of the search, else the beginning of the text."""
    excerpt = search and search.marker.build_excerpt(f"{article.standfirst} {article.text}")
    return excerpt or escape(article.summary)
