"""What the head of a public page tells machines: where it stands, its feeds, what it is."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from articles.models import Article
from articles.models.urls import build_absolute_url, reverse_page
from articles.site import metadata
from articles.site.filters import PLACES, ArticleFilter
from articles.site.listings import Listing
from articles.site.search_page import BEST, ORDER, PAGE

register = template.Library()

# What a browser's parser could take for markup inside of a script.
_ESCAPED: Final = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}
# Of an article: its text, and the notices, which are told themselves.
_NOT_TOLD: Final = {"body", "correction_list"}
_FEEDS: Final = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json": ("JSON Feed", "application/feed+json"),
}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed of what the page shows."""

    address: str
    title: str
    form: str
    content_type: str


@register.simple_tag(takes_context=True)
def feed_links(context: Context, of: str = "") -> list[FeedLink]:
    """Return the feeds of the page's list, as it is narrowed; elsewhere those of the latest.

    ``of`` is "corrections" for those of the notices.
    """
    if of == "corrections":
        return _links(_("Corrections"), _of_corrections)
    listed: Listing | None = context.get("listing")
    if listed is None:
        return _links(_("Latest articles"), _latest)
    narrowing: ArticleFilter = context["filters"]
    if not narrowing.is_valid():
        return []
    named, query = " · ".join([listed.title, *narrowing.narrowings]), narrowing.address_query
    return _links(named, lambda format: listed.feed_address(format) + query)


def _latest(format: str) -> str:
    # Without the list itself: the page of an error asks for nothing that could fail.
    return reverse_page("index_feed", format)


def _of_corrections(format: str) -> str:
    return reverse_page("corrections_feed", format)


def _links(named: str, address: Callable[[str], str]) -> list[FeedLink]:
    return [
        FeedLink(address(format), f"{named} ({name})", name, content_type)
        for format, (name, content_type) in _FEEDS.items()
    ]


@register.simple_tag(takes_context=True)
def list_address(context: Context) -> str:
    """Return the address that counts as the page's: its list, filters and place, no more."""
    listed: Listing = context["listing"]
    narrowing: ArticleFilter = context["filters"]
    asked = narrowing.data.copy()
    told = {*narrowing.filters, *PLACES, ORDER}
    if asked.get(ORDER) != BEST:
        told -= {PAGE, ORDER}  # only the best first are numbered
    for name in set(asked) - told:
        del asked[name]
    query = f"?{asked.urlencode()}" if asked else ""
    return build_absolute_url(listed.get_absolute_url()) + query


@register.simple_tag
def all_told_of(article: Article, versions: Sequence[Article]) -> tuple[Any, ...]:
    """Return every column of the article, but for the body, and of all that its head tells of."""
    sources = filter(None, (each.source for each in (article, *versions)))
    rows = [article, *sources, *article.notices, *versions]
    return tuple(
        value
        for row in rows
        for name, value in vars(row).items()
        if name not in _NOT_TOLD and name[0] != "_"
    )


@register.simple_tag
def canonical(article: Article) -> str:
    return metadata.canonical(article)


@register.simple_tag
def robots(article: Article) -> str:
    return metadata.robots(article)


@register.simple_tag
def own_address(article: Article) -> str:
    return build_absolute_url(article.get_absolute_url())


@register.filter
def whole_address(path: str) -> str:
    return build_absolute_url(path)


@register.simple_tag
def hreflang(versions: Sequence[Article]) -> list[tuple[str, str]]:
    """Return language and address of each version that search engines may list."""
    return list(metadata.alternates(versions).items())


@register.filter
def locale(language: str) -> str:
    """Return the language as Open Graph writes it: pt_BR."""
    return to_locale(language or settings.LANGUAGE_CODE)


@register.simple_tag
def linked_data(article: Article, versions: Sequence[Article]) -> SafeString:
    """Return the article as JSON-LD, in a script that no browser runs."""
    thing: dict[str, Any] = metadata.news_article(article, versions)
    told = json.dumps(thing, ensure_ascii=False).translate(_ESCAPED)
    # Nothing is left in it that could end the element.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(told))  # noqa: S308
