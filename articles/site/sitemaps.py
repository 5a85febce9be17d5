"""Sitemaps (https://www.sitemaps.org/protocol.html) and robots.txt.

The sitemap of articles is divided into parts, each a fixed range of ids: any part is found by the
primary key at the same cost. Since drafts have ids too, a part lists fewer articles than its size.
With 1,000,000 articles a part takes 0.25 s of CPU and the index 0.03 s; Django's paginator, which
counts all rows and skips those of earlier pages, takes 1.0 to 1.2 s and 0.5 s (SQLite).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.cache import cache_control

from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from articles.models.urls import build_absolute_url
from articles.site import filters
from articles.site.http import public_view
from articles.text.strings import clean_text, collapse_whitespace

# Ids in a part: the protocol allows 50,000 URLs, but a part is built in memory.
PART_SIZE: Final = 10_000
# The limits of the protocol of news sitemaps.
NEWS_LIMIT: Final = 1_000
NEWS_SPAN: Final = timedelta(days=2)

# Seconds for which clients may cache the sitemaps that our page cache must not hold.
MAX_AGE: Final = 600
_CONTENT_TYPE: Final = "application/xml; charset=utf-8"

# The columns that a URL is built of: the others, such as the texts, are long.
_COLUMNS: Final = ("slug", "published_at", "updated_at")
_PAGES: Final = (
    "articles:index",
    "articles:sources",
    "articles:authors",
    "articles:tags",
    "articles:archive",
    "articles:corrections",
)


class _Sitemap(Sitemap[Any]):
    """A sitemap of the site that the settings name, whatever host the request came by."""

    def get_protocol(self, _protocol: object = None) -> str:
        return urlsplit(settings.NEWSROOM_SITE_ADDRESS).scheme

    def get_domain(self, _site: object = None) -> str:
        return urlsplit(settings.NEWSROOM_SITE_ADDRESS).netloc

    def location(self, item: Any) -> str:
        path: str = item.get_absolute_url()
        return iri_to_uri(path)


class PageSitemap(_Sitemap):
    """The front page, the directories, and the pages of the sources."""

    def items(self) -> list[str]:
        source_paths = (source.get_absolute_url() for source in filters.get_sources())
        return [*map(reverse, _PAGES), *source_paths]

    def location(self, item: str) -> str:
        return iri_to_uri(item)


class ArticleSitemap(_Sitemap):
    """The articles of one part; parts are numbered from 1."""

    def __init__(self, number: int) -> None:
        self._first = (number - 1) * PART_SIZE + 1

    def items(self) -> list[Article]:
        """Return a list: of a QuerySet Django would count the rows with a query of its own."""
        rows = _get_indexable().filter(pk__gte=self._first, pk__lt=self._first + PART_SIZE)
        return list(rows.order_by("pk").only(*_COLUMNS))

    def lastmod(self, item: Article) -> datetime | None:
        changed_at = item.updated_at or item.published_at
        return changed_at and changed_at.astimezone(UTC)


class NewsSitemap(_Sitemap):
    """Our own work and articles whose sources allow it, of the last two days.

    https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    """

    def items(self) -> list[Article]:
        since = timezone.now() - NEWS_SPAN
        is_allowed = Q(is_own_work=True) | Q(source__is_in_news_sitemap=True)
        rows = _get_indexable().filter(is_allowed, published_at__gte=since).exclude(language="")
        newest = rows.order_by("-published_at", "-pk").only(*_COLUMNS, "headline", "language")
        return list(newest[:NEWS_LIMIT])

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """Add the titles of the articles, without the characters that XML forbids."""
        urls = super().get_urls(*args, **kwargs)
        titles = (collapse_whitespace(clean_text(url["item"].headline)) for url in urls)
        return [{**url, "title": title} for url, title in zip(urls, titles, strict=True)]


@public_view
def index(request: HttpRequest) -> HttpResponse:
    """List the parts that have articles: one query for each, by the primary key.

    Django's own view counts all articles, and names the host of the request.
    """
    parts = [reverse("articles:sitemap_part", args=[number]) for number in _find_parts()]
    paths = (reverse("articles:sitemap_pages"), *parts)
    context = {"sitemaps": [SitemapIndexItem(build_absolute_url(path)) for path in paths]}
    return TemplateResponse(request, "sitemap_index.xml", context, content_type=_CONTENT_TYPE)


@public_view
def pages(request: HttpRequest) -> HttpResponse:
    return _render_sitemap(request, PageSitemap())


@public_view
@cache_control(public=True, max_age=MAX_AGE)  # keeps large responses out of our page cache
def part(request: HttpRequest, number: int) -> HttpResponse:
    if not 0 < number < 2**63 // PART_SIZE:
        raise Http404("There is no such part.")
    return _render_sitemap(request, ArticleSitemap(number))


@public_view
@cache_control(public=True, max_age=MAX_AGE)  # changes without a new content version
def news(request: HttpRequest) -> HttpResponse:
    return _render_sitemap(request, NewsSitemap(), "news_sitemap")


def _render_sitemap(
    request: HttpRequest, urls: Sitemap[Any], template: str = "sitemap"
) -> HttpResponse:
    return sitemap(
        request,
        {"urls": urls},
        template_name=f"articles/{template}.xml",
        content_type=_CONTENT_TYPE,
    )


@public_view
def robots(_request: HttpRequest) -> HttpResponse:
    """Allow robots the public pages, and name the sitemaps (RFC 9309)."""
    lines = ["User-agent: *", "Disallow: /"]
    if settings.NEWSROOM_INDEXING:
        sitemaps = (reverse("articles:sitemap"), reverse("articles:news_sitemap"))
        disallowed = (f"Disallow: /{path}/" for path in ("admin", "language", "preview"))
        lines = ["User-agent: *", *disallowed, ""]
        lines += [f"Sitemap: {build_absolute_url(path)}" for path in sitemaps]
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _get_indexable() -> ArticleQuerySet:
    """Return the live articles whose pages search engines may index."""
    policies = Q(source=None) | Q(source__index_policy=Source.IndexPolicy.INDEX)
    return Article.objects.live().filter(policies)


def _find_parts() -> Iterator[int]:
    """Yield the numbers of the parts that have articles: each query starts after the last part."""
    ids = _get_indexable().order_by("pk").values_list("pk", flat=True)
    number = 0  # the first query has a condition too: without one a planner may sort all rows
    while pk := ids.filter(pk__gt=number * PART_SIZE).first():
        number = (pk - 1) // PART_SIZE + 1
        yield number
