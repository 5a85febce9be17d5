"""The public lists as feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.exporting import atom, channel, jsonfeed, rss
from articles.exporting.channel import Channel, Entry
from articles.models import Correction
from articles.models.urls import build_absolute_url, reverse_page
from articles.site import paging
from articles.site.filters import ArticleFilter
from articles.site.http import public_view
from articles.site.listings import LISTINGS
from articles.text.strings import clean_text

# Entries in a feed: as many as two busy days bring. Each contains the whole article.
SIZE: Final = 30

# By file extension: the function that renders the feed, and the content type.
FEED_FORMATS: Final[Mapping[str, tuple[Callable[[Channel], str], str]]] = {
    "rss": (rss.render, rss.CONTENT_TYPE),
    "atom": (atom.render, atom.CONTENT_TYPE),
    "json": (jsonfeed.render, jsonfeed.CONTENT_TYPE),
}


@public_view
def listing(request: HttpRequest, name: str, format: str, **kwargs: Any) -> HttpResponse:
    """Return the feed of the listing called ``name``, filtered by the query string."""
    listing = LISTINGS[name](**kwargs)
    filterset = listing.build_filterset(request.GET)
    if not filterset.is_valid():
        listing.raise_404_if_hidden()
        return _respond_bad_request(filterset)
    rows = filterset.qs.with_credits_and_tags().with_corrections()
    articles = paging.get_page(rows, {}, size=SIZE).articles
    if not articles:
        listing.raise_404_if_hidden()
    return _render_feed(
        format,
        title=" · ".join([listing.title, *filterset.descriptions]),
        page=f"{listing.get_absolute_url()}{filterset.query_string}",
        feed=f"{listing.get_feed_url(format)}{filterset.query_string}",
        entries=map(channel.build_article_entry, articles),
    )


@public_view
def corrections(_request: HttpRequest, format: str) -> HttpResponse:
    """Return the feed of the newest corrections of live articles."""
    notices = Correction.objects.live().select_related("article")[:SIZE]
    return _render_feed(
        format,
        title=_("Corrections"),
        page=reverse_page("articles:corrections"),
        feed=reverse_page("articles:corrections_feed", format),
        entries=map(channel.build_correction_entry, notices),
    )


def _render_feed(
    format: str, *, title: str, page: str, feed: str, entries: Iterable[Entry]
) -> HttpResponse:
    """Return the feed of ``entries``; ``page`` is the path of the list, ``feed`` the feed's own."""
    site = settings.NEWSROOM_SITE_NAME
    content = Channel(
        title=clean_text(f"{title} – {site}"),  # it may contain a search query
        description=_("A press review: every article names its source and links to the original."),
        url=build_absolute_url(page),
        feed_url=build_absolute_url(feed),
        language=get_language() or settings.LANGUAGE_CODE,
        publisher=site,
        entries=list(entries),
    )
    render, content_type = FEED_FORMATS[format]
    return HttpResponse(render(content), content_type=f"{content_type}; charset=utf-8")


def _respond_bad_request(filterset: ArticleFilter) -> HttpResponse:
    """Return status 400 with one line for each invalid filter."""
    errors = [(field.label, error) for field in filterset.form for error in field.errors]
    lines = [_("These filters cannot be used:"), *(f"{name}: {e}" for name, e in errors)]
    return HttpResponse(
        "".join(f"{line}\n" for line in lines),
        content_type="text/plain; charset=utf-8",
        status=HTTPStatus.BAD_REQUEST,
    )
