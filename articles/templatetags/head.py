"""The head of public pages: canonical URLs, feeds, alternates and JSON-LD."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from articles.models import Article
from articles.models.safe_html import build_script_json
from articles.models.urls import build_absolute_url, reverse_page
from articles.site import metadata
from articles.site.filters import PAGE_PARAMS, ArticleFilter
from articles.site.listings import Listing
from articles.site.search_page import BEST, ORDER, PAGE

register = template.Library()

_FEEDS: Final = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json": ("JSON Feed", "application/feed+json"),
}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed: its URL, its title, the name of its format, and its content type."""

    url: str
    title: str
    format_name: str
    content_type: str


@register.simple_tag(takes_context=True)
def feed_links(context: Context, of: str = "") -> list[FeedLink]:
    """Return the feeds of the page's list with its filters, without a list those of the latest.

    ``of`` is "corrections" for the feeds of the corrections.
    """
    if of == "corrections":
        return _build_links(_("Corrections"), _get_corrections_feed_url)
    listing: Listing | None = context.get("listing")
    if listing is None:
        return _build_links(_("Latest articles"), _get_latest_feed_url)
    filterset: ArticleFilter = context["filters"]
    if not filterset.is_valid():
        return []
    title, query = " · ".join([listing.title, *filterset.descriptions]), filterset.query_string
    return _build_links(title, lambda format: listing.get_feed_url(format) + query)


def _get_latest_feed_url(format: str) -> str:
    # Not by the listing: an error page must do nothing that could fail.
    return reverse_page("articles:index_feed", format)


def _get_corrections_feed_url(format: str) -> str:
    return reverse_page("articles:corrections_feed", format)


def _build_links(title: str, get_url: Callable[[str], str]) -> list[FeedLink]:
    return [
        FeedLink(get_url(format), f"{title} ({name})", name, content_type)
        for format, (name, content_type) in _FEEDS.items()
    ]


@register.simple_tag(takes_context=True)
def canonical_list_url(context: Context) -> str:
    """Return the URL of the list with its filters and page, without any other parameters."""
    listing: Listing = context["listing"]
    filterset: ArticleFilter = context["filters"]
    params = filterset.data.copy()
    names = {*filterset.filters, *PAGE_PARAMS, ORDER}
    if params.get(ORDER) != BEST:
        names -= {PAGE, ORDER}  # only ranked hits have numbered pages
    for name in set(params) - names:
        del params[name]
    query = f"?{params.urlencode()}" if params else ""
    return build_absolute_url(listing.get_absolute_url()) + query


@register.simple_tag
def canonical_url(article: Article) -> str:
    return metadata.get_canonical_url(article)


@register.simple_tag
def robots(article: Article) -> str:
    return metadata.get_robots(article)


@register.simple_tag
def own_url(article: Article) -> str:
    return build_absolute_url(article.get_absolute_url())


@register.filter
def absolute_url(path: str) -> str:
    return build_absolute_url(path)


@register.simple_tag
def hreflang(versions: Sequence[Article]) -> list[tuple[str, str]]:
    """Return language and URL of each version that search engines may index."""
    return list(metadata.build_alternates(versions).items())


@register.filter
def locale(language: str) -> str:
    """Return the language tag in the form of Open Graph: pt_BR."""
    return to_locale(language or settings.LANGUAGE_CODE)


@register.simple_tag
def json_ld(article: Article, versions: Sequence[Article]) -> SafeString:
    """Return the article as JSON-LD, in a script element that browsers do not execute."""
    thing = metadata.build_news_article(article, versions)
    return format_html('<script type="application/ld+json">{}</script>', build_script_json(thing))
