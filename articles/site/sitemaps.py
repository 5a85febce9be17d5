"""What search engines may read: sitemaps (https://www.sitemaps.org/protocol.html) in parts.

A part is a range of article keys, so that it is found by the primary key, is the same each time,
and costs the same wherever it lies; what is in it may be fewer, as drafts have keys too.
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
from articles.site.http import for_reading
from articles.text.strings import clean_text, collapse_whitespace

# Keys in a part: the protocol allows 50,000 addresses, but a part is made in memory.
KEYS: Final = 10_000
# What the protocol of news sitemaps allows.
NEWS_LIMIT: Final = 1_000
NEWS_SPAN: Final = timedelta(days=2)

# The seconds after which those are asked for again that our own cache is not to keep.
SOON: Final = 600

NO_ATTRIBUTES: Final = AttributesImpl({})

_SITEMAP: Final = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_NEWS: Final = {"xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}
# All that an address and a title need; the texts are long.
_COLUMNS: Final = ("slug", "published_at", "updated_at")
_DIRECTORIES: Final = ("index", "sources", "authors", "tags", "archive", "corrections")


@dataclass(frozen=True, slots=True)
class _Place:
    """An address with when it changed last, if that is known; a piece in the news has a title."""

    address: str
    changed_at: datetime | None = None
    news: Mapping[str, str] | None = None


@for_reading
def index(_request: HttpRequest) -> HttpResponse:
    """List the parts in which there is something: one query for each, by the primary key."""
    parts = [reverse("articles:sitemap_part", args=[number]) for number in _parts()]
    text, xml = _begun("sitemapindex")
    for path in (reverse("articles:sitemap_pages"), *parts):
        xml.startElement("sitemap", NO_ATTRIBUTES)
        xml.addQuickElement("loc", build_absolute_url(path))
        xml.endElement("sitemap")
    return _ended("sitemapindex", text, xml)


@for_reading
def pages(_request: HttpRequest) -> HttpResponse:
    """List the front page, the directories, and the sources' pages."""
    named = [reverse(f"articles:{name}") for name in _DIRECTORIES]
    listed = (source.get_absolute_url() for source in filters.sources())
    return _urlset(_Place(build_absolute_url(path)) for path in (*named, *listed))


@for_reading
@cache_control(public=True, max_age=SOON)  # so that our own cache has no room for it
def part(_request: HttpRequest, number: int) -> HttpResponse:
    """List the articles whose keys are in the part of this number, from 1 on."""
    if not 0 < number < 2**63 // KEYS:
        raise Http404("There is no such part.")
    first = (number - 1) * KEYS + 1
    rows = _listed().filter(pk__gte=first, pk__lt=first + KEYS).order_by("pk").only(*_COLUMNS)
    return _urlset(map(_place, rows.iterator(chunk_size=2_000)))


@for_reading
@cache_control(public=True, max_age=SOON)  # every hour that passes makes it another
def news(_request: HttpRequest) -> HttpResponse:
    """List our own work of the last two days, and what sources allow us to show as news.

    https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    """
    since = timezone.now() - NEWS_SPAN
    ours = Q(is_own_work=True) | Q(source__is_in_news_sitemap=True)
    rows = _listed().filter(ours, published_at__gte=since).exclude(language="")
    newest = rows.order_by("-published_at", "-pk").only(*_COLUMNS, "headline", "language")
    return _urlset(map(_news_place, newest[:NEWS_LIMIT]), **_NEWS)


@for_reading
def robots(_request: HttpRequest) -> HttpResponse:
    """Let robots read all but what is no page for readers; say where sitemaps are (RFC 9309)."""
    lines = ["User-agent: *", "Disallow: /"]
    if settings.NEWSROOM_INDEXING:
        sitemaps = (reverse(f"articles:{name}") for name in ("sitemap", "news_sitemap"))
        closed = (f"Disallow: /{path}/" for path in ("admin", "language", "preview"))
        lines = ["User-agent: *", *closed, ""]
        lines += [f"Sitemap: {build_absolute_url(path)}" for path in sitemaps]
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _listed() -> ArticleQuerySet:
    """Return the live articles of which our page may be listed."""
    policies = Q(source=None) | Q(source__index_policy=Source.IndexPolicy.INDEX)
    return Article.objects.live().filter(policies)


def _parts() -> Iterator[int]:
    """Yield the numbers of the parts that have an article, each found from the one before."""
    keys = _listed().order_by("pk").values_list("pk", flat=True)
    number = 0  # so that the first is found by its key too, and no planner sorts all rows for it
    while key := keys.filter(pk__gt=number * KEYS).first():
        number = (key - 1) // KEYS + 1
        yield number


def _place(article: Article) -> _Place:
    changed_at = article.updated_at or article.published_at
    return _Place(build_absolute_url(article.get_absolute_url()), changed_at)


def _news_place(article: Article) -> _Place:
    published_at = article.published_at or article.created_at
    told = {
        "language": article.language.lower(),
        "publication_date": published_at.astimezone(UTC).isoformat(),
        "title": collapse_whitespace(clean_text(article.headline)),
    }
    return _Place(build_absolute_url(article.get_absolute_url()), None, told)


def _urlset(places: Iterable[_Place], **namespaces: str) -> HttpResponse:
    text, xml = _begun("urlset", **namespaces)
    for place in places:
        xml.startElement("url", NO_ATTRIBUTES)
        xml.addQuickElement("loc", place.address)
        if place.changed_at:
            xml.addQuickElement("lastmod", place.changed_at.astimezone(UTC).isoformat())
        if place.news:
            _write_news(xml, place.news)
        xml.endElement("url")
    return _ended("urlset", text, xml)


def _write_news(xml: SimplerXMLGenerator, told: Mapping[str, str]) -> None:
    xml.startElement("news:news", NO_ATTRIBUTES)
    xml.startElement("news:publication", NO_ATTRIBUTES)
    xml.addQuickElement("news:name", clean_text(settings.NEWSROOM_SITE_NAME))
    xml.addQuickElement("news:language", told["language"])
    xml.endElement("news:publication")
    xml.addQuickElement("news:publication_date", told["publication_date"])
    xml.addQuickElement("news:title", told["title"])
    xml.endElement("news:news")


def _begun(root: str, **namespaces: str) -> tuple[io.StringIO, SimplerXMLGenerator]:
    text = io.StringIO()
    xml = SimplerXMLGenerator(text, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({**_SITEMAP, **namespaces}))
    return text, xml


def _ended(root: str, text: io.StringIO, xml: SimplerXMLGenerator) -> HttpResponse:
    xml.endElement(root)
    xml.endDocument()
    return HttpResponse(text.getvalue(), content_type="application/xml; charset=utf-8")
