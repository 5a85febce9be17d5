"""Sitemaps (https://www.sitemaps.org/protocol.html) and robots.txt.

The sitemap of articles is divided into parts, each a fixed range of ids: any part is found by the
primary key at the same cost. Since drafts have ids too, a part lists fewer articles than its size.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
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

NO_ATTRIBUTES: Final = AttributesImpl({})

_SITEMAP: Final = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_NEWS: Final = {"xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}
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


@dataclass(frozen=True, slots=True)
class _SitemapUrl:
    """A ``url`` element; ``news`` has the values of its ``news:news`` element, if it has one."""

    loc: str
    changed_at: datetime | None = None
    news: Mapping[str, str] | None = None


@public_view
def index(_request: HttpRequest) -> HttpResponse:
    """List the parts that have articles: one query for each, by the primary key."""
    parts = [reverse("articles:sitemap_part", args=[number]) for number in _find_parts()]
    text, xml = _open_document("sitemapindex")
    for path in (reverse("articles:sitemap_pages"), *parts):
        xml.startElement("sitemap", NO_ATTRIBUTES)
        xml.addQuickElement("loc", build_absolute_url(path))
        xml.endElement("sitemap")
    return _close_document("sitemapindex", text, xml)


@public_view
def pages(_request: HttpRequest) -> HttpResponse:
    """List the front page, the directories, and the pages of the sources."""
    paths = map(reverse, _PAGES)
    source_paths = (source.get_absolute_url() for source in filters.get_sources())
    return _render_urlset(_SitemapUrl(build_absolute_url(path)) for path in (*paths, *source_paths))


@public_view
@cache_control(public=True, max_age=MAX_AGE)  # keeps large responses out of our page cache
def part(_request: HttpRequest, number: int) -> HttpResponse:
    """List the articles of one part; parts are numbered from 1."""
    if not 0 < number < 2**63 // PART_SIZE:
        raise Http404("There is no such part.")
    first = (number - 1) * PART_SIZE + 1
    rows = (
        _get_indexable()
        .filter(pk__gte=first, pk__lt=first + PART_SIZE)
        .order_by("pk")
        .only(*_COLUMNS)
    )
    return _render_urlset(map(_build_url, rows.iterator(chunk_size=2_000)))


@public_view
@cache_control(public=True, max_age=MAX_AGE)  # changes without a new content version
def news(_request: HttpRequest) -> HttpResponse:
    """List our own work and articles whose sources allow it, of the last two days.

    https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    """
    since = timezone.now() - NEWS_SPAN
    is_allowed = Q(is_own_work=True) | Q(source__is_in_news_sitemap=True)
    rows = _get_indexable().filter(is_allowed, published_at__gte=since).exclude(language="")
    newest = rows.order_by("-published_at", "-pk").only(*_COLUMNS, "headline", "language")
    return _render_urlset(map(_build_news_url, newest[:NEWS_LIMIT]), **_NEWS)


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


def _build_url(article: Article) -> _SitemapUrl:
    changed_at = article.updated_at or article.published_at
    return _SitemapUrl(build_absolute_url(article.get_absolute_url()), changed_at)


def _build_news_url(article: Article) -> _SitemapUrl:
    published_at = article.published_at or article.created_at
    values = {
        "language": article.language.lower(),
        "publication_date": published_at.astimezone(UTC).isoformat(),
        "title": collapse_whitespace(clean_text(article.headline)),
    }
    return _SitemapUrl(build_absolute_url(article.get_absolute_url()), None, values)


def _render_urlset(urls: Iterable[_SitemapUrl], **namespaces: str) -> HttpResponse:
    text, xml = _open_document("urlset", **namespaces)
    for url in urls:
        xml.startElement("url", NO_ATTRIBUTES)
        xml.addQuickElement("loc", url.loc)
        if url.changed_at:
            xml.addQuickElement("lastmod", url.changed_at.astimezone(UTC).isoformat())
        if url.news:
            _write_news(xml, url.news)
        xml.endElement("url")
    return _close_document("urlset", text, xml)


def _write_news(xml: SimplerXMLGenerator, values: Mapping[str, str]) -> None:
    xml.startElement("news:news", NO_ATTRIBUTES)
    xml.startElement("news:publication", NO_ATTRIBUTES)
    xml.addQuickElement("news:name", clean_text(settings.NEWSROOM_SITE_NAME))
    xml.addQuickElement("news:language", values["language"])
    xml.endElement("news:publication")
    xml.addQuickElement("news:publication_date", values["publication_date"])
    xml.addQuickElement("news:title", values["title"])
    xml.endElement("news:news")


def _open_document(root: str, **namespaces: str) -> tuple[io.StringIO, SimplerXMLGenerator]:
    text = io.StringIO()
    xml = SimplerXMLGenerator(text, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({**_SITEMAP, **namespaces}))
    return text, xml


def _close_document(root: str, text: io.StringIO, xml: SimplerXMLGenerator) -> HttpResponse:
    xml.endElement(root)
    xml.endDocument()
    return HttpResponse(text.getvalue(), content_type="application/xml; charset=utf-8")
