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
from articles.site.http import for_reading
from articles.site.listings import LISTINGS
from articles.text.strings import clean_text

# As many as two busy days bring; each is told whole.
SIZE: Final = 30

# By the end of the address: what writes the feed, and what it is.
FORMATS: Final[Mapping[str, tuple[Callable[[Channel], str], str]]] = {
    "rss": (rss.render, rss.CONTENT_TYPE),
    "atom": (atom.render, atom.CONTENT_TYPE),
    "json": (jsonfeed.render, jsonfeed.CONTENT_TYPE),
}


@for_reading
def listing(request: HttpRequest, name: str, format: str, **place: Any) -> HttpResponse:
    """Tell the newest of the listed articles that the address names, narrowed by its filters."""
    listed = LISTINGS[name](**place)
    narrowing = listed.narrowed_by(request.GET)
    if not narrowing.is_valid():
        return _refused(narrowing)
    articles = narrowing.qs.with_related().with_corrections()
    return _written(
        format,
        title=" · ".join([listed.title, *narrowing.narrowings]),
        page=f"{listed.get_absolute_url()}{narrowing.address_query}",
        feed=f"{listed.feed_address(format)}{narrowing.address_query}",
        entries=map(channel.build_article_entry, paging.page(articles, {}, size=SIZE).articles),
    )


@for_reading
def corrections(_request: HttpRequest, format: str) -> HttpResponse:
    """Tell the newest notices on pieces that readers can read."""
    notices = Correction.objects.live().select_related("article")[:SIZE]
    return _written(
        format,
        title=_("Corrections"),
        page=reverse_page("corrections"),
        feed=reverse_page("corrections_feed", format),
        entries=map(channel.build_correction_entry, notices),
    )


def _written(
    format: str, *, title: str, page: str, feed: str, entries: Iterable[Entry]
) -> HttpResponse:
    site = settings.NEWSROOM_SITE_NAME
    told = Channel(
        title=clean_text(f"{title} – {site}"),  # it may tell what somebody searched for
        description=_("A press review: each piece names its source, and links to the original."),
        url=build_absolute_url(page),
        feed_url=build_absolute_url(feed),
        language=get_language() or settings.LANGUAGE_CODE,
        publisher=site,
        entries=list(entries),
    )
    write, content_type = FORMATS[format]
    return HttpResponse(write(told), content_type=f"{content_type}; charset=utf-8")


def _refused(narrowing: ArticleFilter) -> HttpResponse:
    """Say by which of its filters the list cannot be narrowed."""
    errors = [(field.label, error) for field in narrowing.form for error in field.errors]
    lines = [_("The list cannot be narrowed like this:"), *(f"{name}: {e}" for name, e in errors)]
    return HttpResponse(
        "".join(f"{line}\n" for line in lines),
        content_type="text/plain; charset=utf-8",
        status=HTTPStatus.BAD_REQUEST,
    )
