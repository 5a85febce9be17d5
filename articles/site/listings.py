"""The public lists: which live articles each has, and its URL. Pages and feeds show them."""

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

from articles.models import Article, Author, Source, Tag
from articles.models.article import ArticleQuerySet
from articles.models.days import get_start_of_day
from articles.models.urls import reverse_page
from articles.site.filters import ArticleFilter

# Lists are counted up to here: a full count would read the whole list for every reader.
COUNT_LIMIT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Extent:
    """The number of articles in a list, COUNT_LIMIT + 1 for more, and the day of the oldest."""

    count: int
    since: date

    @property
    def is_over_limit(self) -> bool:
        return self.count > COUNT_LIMIT


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of live articles.

    ``name`` is a key of LISTINGS, and the name of its template. ``kwargs`` are the arguments of its
    URL, ``context`` is for the template. ``without`` is the filter that the list leaves out, since
    its articles all have the same value: the source, author or tag that it is the list of.
    """

    name: str
    title: str
    articles: ArticleQuerySet
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    without: str = ""

    def get_absolute_url(self) -> str:
        page, _feed = URL_NAMES[self.name]
        return reverse_page(page, *self.kwargs.values())

    def get_feed_url(self, format: str) -> str:
        """Return the URL of the list as a feed; ``format`` is rss, atom or json."""
        _page, feed = URL_NAMES[self.name]
        return reverse_page(feed, *self.kwargs.values(), format)

    @property
    def extent(self) -> Extent | None:
        """Return how many articles there are and since when, None for an empty list."""
        instants = self.articles.order_by("published_at").values_list("published_at", flat=True)
        limited = instants.order_by()[: COUNT_LIMIT + 1]
        totals = limited.aggregate(count=Count("published_at"), since=Min("published_at"))
        # Beyond the limit the oldest article need not be among those that were counted.
        since = instants.first() if totals["count"] > COUNT_LIMIT else totals["since"]
        return Extent(totals["count"], localdate(since)) if since else None

    def raise_404_if_hidden(self) -> None:
        """Raise Http404 for a source, author or tag that no live article has.

        Names that only drafts have must not be public. Call it for a page without articles: a page
        that has some needs no query, which would be a tenth of its cost.
        """
        if self.without and not self.articles.exists():
            raise Http404(f"No live article has this {self.name}.")

    def build_filterset(self, params: QueryDict) -> ArticleFilter:
        """Return the filters of the list with the values in the query string."""
        return ArticleFilter(params, self.articles, without=self.without)


def list_latest() -> Listing:
    return Listing("index", _("Latest articles"), Article.objects.live())


def get_years() -> list[int]:
    """Return all years from that of the newest article down to that of the oldest."""
    instants = Article.objects.live().values_list("published_at", flat=True)
    newest, oldest = (
        instants.order_by(order).first() for order in ("-published_at", "published_at")
    )
    if newest is None or oldest is None:
        return []
    return [*range(localdate(newest).year, localdate(oldest).year - 1, -1)]


def list_year(year: int) -> Listing:
    first = date(year, 1, 1)
    articles = _filter_days(first, date(year + 1, 1, 1))
    context = {"first": first, "months": articles.datetimes("published_at", "month")}
    return Listing("year", date_format(first, "Y"), articles, {"year": year}, context)


def list_month(year: int, month: int) -> Listing:
    first = _build_day_or_404(year, month, 1)
    articles = _filter_days(first, (first + timedelta(days=31)).replace(day=1))
    context = {"first": first, "days": articles.datetimes("published_at", "day")}
    kwargs = {"year": year, "month": month}
    return Listing("month", date_format(first, "F Y"), articles, kwargs, context)


def list_day(year: int, month: int, day: int) -> Listing:
    first = _build_day_or_404(year, month, day)
    articles = _filter_days(first, first + timedelta(days=1))
    kwargs = {"year": year, "month": month, "day": day}
    return Listing("day", date_format(first, "j F Y"), articles, kwargs, {"first": first})


def _filter_days(first: date, end: date) -> ArticleQuerySet:
    """Return the live articles of the days from ``first`` up to but not including ``end``."""
    return Article.objects.live().filter(
        published_at__gte=get_start_of_day(first), published_at__lt=get_start_of_day(end)
    )


def _build_day_or_404(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(str(error)) from error


def list_source(slug: str) -> Listing:
    source = get_object_or_404(Source, slug=slug)
    articles = Article.objects.live().filter(source=source)
    return Listing("source", source.name, articles, {"slug": slug}, {"source": source}, "source")


def list_author(slug: str) -> Listing:
    author = get_object_or_404(Author, slug=slug)
    articles = Article.objects.live().filter(authors=author)
    return Listing("author", author.name, articles, {"slug": slug}, {"author": author}, "author")


def list_tag(slug: str) -> Listing:
    tag = get_object_or_404(Tag, slug=slug)
    articles = Article.objects.live().filter(tags=tag)
    return Listing("tag", tag.name, articles, {"slug": slug}, {"tag": tag}, "tag")


# Each function takes the arguments of the URL.
LISTINGS: Final[Mapping[str, Callable[..., Listing]]] = {
    "index": list_latest,
    "year": list_year,
    "month": list_month,
    "day": list_day,
    "source": list_source,
    "author": list_author,
    "tag": list_tag,
}
# The names of the URLs of each list: of its page, and of its feed.
URL_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "index": ("articles:index", "articles:index_feed"),
    "year": ("articles:year", "articles:year_feed"),
    "month": ("articles:month", "articles:month_feed"),
    "day": ("articles:day", "articles:day_feed"),
    "source": ("articles:source", "articles:source_feed"),
    "author": ("articles:author", "articles:author_feed"),
    "tag": ("articles:tag", "articles:tag_feed"),
}
