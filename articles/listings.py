"""The public lists: which live articles stand under which address, whatever shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import filters
from articles.filters import ArticleFilter, day_begins
from articles.models import Article
from articles.models.article import ArticleQuerySet


@dataclass(frozen=True, slots=True)
class Listing:
    """Live articles that have something in common; ``without`` is the filter that tells it.

    ``name`` is that of its address and of its template, ``place`` what the address is made with.
    """

    name: str
    title: str
    articles: ArticleQuerySet
    place: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    without: str = ""

    def get_absolute_url(self) -> str:
        return reverse(f"articles:{self.name}", kwargs=dict(self.place))

    def feed_address(self, format: str) -> str:
        """Return where the list is a feed: rss, atom or json."""
        return reverse(f"articles:{self.name}_feed", kwargs={**self.place, "format": format})

    def narrowed_by(self, asked: QueryDict) -> ArticleFilter:
        """Return the list's filters as they are asked for."""
        return ArticleFilter(asked, self.articles, without=self.without)


def latest() -> Listing:
    return Listing("index", _("Latest articles"), Article.objects.live())


def year(year: int) -> Listing:
    first = date(year, 1, 1)
    articles = _between(first, date(year + 1, 1, 1))
    context = {"first": first, "months": articles.datetimes("published_at", "month")}
    return Listing("year", date_format(first, "Y"), articles, {"year": year}, context)


def month(year: int, month: int) -> Listing:
    first = _day_or_404(year, month, 1)
    articles = _between(first, (first + timedelta(days=31)).replace(day=1))
    context = {"first": first, "days": articles.datetimes("published_at", "day")}
    place = {"year": year, "month": month}
    return Listing("month", date_format(first, "F Y"), articles, place, context)


def day(year: int, month: int, day: int) -> Listing:
    first = _day_or_404(year, month, day)
    articles = _between(first, first + timedelta(days=1))
    place = {"year": year, "month": month, "day": day}
    return Listing("day", date_format(first, "j F Y"), articles, place, {"first": first})


def _between(first: date, end: date) -> ArticleQuerySet:
    return Article.objects.live().filter(
        published_at__gte=day_begins(first), published_at__lt=day_begins(end)
    )


def _day_or_404(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(str(error)) from error


def source(slug: str) -> Listing:
    found = get_object_or_404(filters.sources(), slug=slug)
    articles = Article.objects.live().filter(source=found)
    return Listing("source", found.name, articles, {"slug": slug}, {"source": found}, "source")


def author(slug: str) -> Listing:
    found = get_object_or_404(filters.authors(), slug=slug)
    articles = Article.objects.live().filter(authors=found)
    return Listing("author", found.name, articles, {"slug": slug}, {"author": found}, "author")


def tag(slug: str) -> Listing:
    found = get_object_or_404(filters.tags(), slug=slug)
    articles = Article.objects.live().filter(tags=found)
    return Listing("tag", found.name, articles, {"slug": slug}, {"tag": found}, "tag")


# By the name of the address; each is called with what the address is made with.
LISTINGS: Final[Mapping[str, Callable[..., Listing]]] = {
    "index": latest,
    "year": year,
    "month": month,
    "day": day,
    "source": source,
    "author": author,
    "tag": tag,
}
