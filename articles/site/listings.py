"""The public lists: which live articles stand under which address, whatever shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Min
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.database.compiled import ExecutionTime
from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.models.days import get_start_of_day
from articles.models.urls import reverse_page
from articles.site import filters
from articles.site.filters import ArticleFilter

# No list is counted beyond: counting on would read all of a large one for every reader.
COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Extent:
    """How many articles a list has, COUNTED + 1 where there are more, and since which day."""

    count: int
    since: date

    @property
    def is_more_than_counted(self) -> bool:
        return self.count > COUNTED


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

    @property
    def is_latest(self) -> bool:
        """Tell whether it is the list of all live articles."""
        return self.name == "index"

    def get_absolute_url(self) -> str:
        return reverse_page(self.name, *self.place.values())

    def feed_address(self, format: str) -> str:
        """Return where the list is a feed: rss, atom or json."""
        return reverse_page(f"{self.name}_feed", *self.place.values(), format)

    @property
    def extent(self) -> Extent | None:
        """Return how far the list goes, None where it has nothing."""
        instants = self.articles.order_by("published_at").values_list("published_at", flat=True)
        some = instants.order_by()[: COUNTED + 1]
        told = some.aggregate(count=Count("published_at"), since=Min("published_at"))
        # Of more than are counted, in no order, the oldest need not be among them.
        since = instants.first() if told["count"] > COUNTED else told["since"]
        return Extent(told["count"], localdate(since)) if since else None

    def narrowed_by(self, asked: QueryDict) -> ArticleFilter:
        """Return the list's filters as they are asked for."""
        return ArticleFilter(asked, self.articles, without=self.without)


# Begun once: most lists and searches begin with it.
_LIVE: Final = Article.objects.live(ExecutionTime())


def latest() -> Listing:
    return Listing("index", _("Latest articles"), _LIVE.all())


def years() -> list[int]:
    """Return the years from that of the newest article to that of the oldest."""
    instants = Article.objects.live().values_list("published_at", flat=True)
    newest, oldest = (instants.order_by(o).first() for o in ("-published_at", "published_at"))
    if newest is None or oldest is None:
        return []
    return [*range(localdate(newest).year, localdate(oldest).year - 1, -1)]


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
        published_at__gte=get_start_of_day(first), published_at__lt=get_start_of_day(end)
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
