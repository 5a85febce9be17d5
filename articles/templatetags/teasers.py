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
from articles.templatetags.parts import part
from articles.templatetags.provenance import Provenance, provenance

register = template.Library()


class Teaser(NamedTuple):
    """All that a list shows of an article, by the names that the article has for it.

    What was searched for is marked in headline and text, which are HTML; ``day`` is shown where the
    list is not in the order of days.
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
        return reverse_page("article", day.year, day.month, day.day, self.slug)


@register.simple_tag
def teasers(articles: Iterable[ArticleListItem], found: SearchPage | None) -> SafeString:
    """Show a page of the list, under its days where it is in their order.

    Of what was found the hits are marked. A page has twenty, and a template takes its time.
    """
    return SafeString("\n".join(_shown(articles, found)))


def _shown(articles: Iterable[ArticleListItem], found: SearchPage | None) -> Iterator[SafeString]:
    day = None
    for told in (_teaser(article, found) for article in articles):
        if not told.day and told.published_on != day:
            day = told.published_on
            yield part("day", day)
        yield part("teaser", told)


def _teaser(article: ArticleListItem, found: SearchPage | None) -> Teaser:
    day = article.published_on
    return Teaser(
        found.marker.mark(article.headline) if found else escape(article.headline),
        _text(article, found),
        day if found and found.is_best_first else None,
        article.slug,
        day,
        article.language,
        provenance(article),
        article.related_data,
    )


def _text(article: ArticleListItem, found: SearchPage | None) -> SafeString:
    """Return where the text has what was searched for, marked; else its beginning."""
    hit = found and found.marker.build_excerpt(f"{article.standfirst} {article.text}")
    return hit or escape(article.summary)
