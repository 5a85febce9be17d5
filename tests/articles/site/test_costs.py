"""The number of queries of each public URL: the same for two articles and for many.

A URL without a line here fails, so that no page is added without looking at its cost.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Correction
from articles.publishing import revisions
from articles.site import health, urls
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_preview_link,
    make_revision,
    make_source,
    settle_content_version,
)

pytestmark = pytest.mark.django_db

MANY = 30
# Recent enough for news sitemaps.
LATELY = timezone.now() - timedelta(hours=1)
DAY = timezone.localtime(LATELY).strftime("/%Y/%m/%d/")
YEAR, MONTH = DAY[:6], DAY[:9]

VERSION = 1  # of each request: the content version, under which pages are cached
CREDITS = 2  # authors, tags
LIST = 1 + CREDITS
WITH_NOTICES = LIST + 1
NAMED = LIST + 1  # the source, author or tag of the list
FREQUENCY = int(connection.vendor == "sqlite")  # whether an author or tag has many articles
DATED = LIST + 1  # the days that have articles
CREDITED = 1 + CREDITS  # an article with its authors and tags
ARTICLE = CREDITED + 4  # corrections, versions, and in two queries related articles

COSTS = {
    "index": {"/": LIST, "/?language=": LIST, "/?kind=news": 1, "/?source=gazette": LIST + 1},
    "year": {YEAR: DATED},
    "month": {MONTH: DATED},
    "day": {DAY: LIST},
    "source": {"/sources/gazette/": NAMED + 1},
    "author": {"/authors/ada/": NAMED + 1 + FREQUENCY},
    "tag": {"/tags/harbour/": NAMED + 1 + FREQUENCY},
    "article": {f"{DAY}ferry/": ARTICLE},
    "index_feed": {f"/feed.{format}": WITH_NOTICES for format in ("rss", "atom", "json")},
    "year_feed": {f"{YEAR}feed.rss": WITH_NOTICES},
    "month_feed": {f"{MONTH}feed.rss": WITH_NOTICES},
    "day_feed": {f"{DAY}feed.rss": WITH_NOTICES},
    "source_feed": {"/sources/gazette/feed.rss": WITH_NOTICES + 1},
    "author_feed": {"/authors/ada/feed.rss": WITH_NOTICES + 1 + FREQUENCY},
    "tag_feed": {"/tags/harbour/feed.rss": WITH_NOTICES + 1 + FREQUENCY},
    "article_format": {f"{DAY}ferry/article.{format}": CREDITED for format in ("json", "txt")},
    "sources": {"/sources/": 1},
    "authors": {"/authors/": 1},
    "tags": {"/tags/": 1},
    "archive": {"/archive/": 2},
    "corrections": {"/corrections/": 2},
    "corrections_feed": {"/corrections/feed.rss": 1},
    "sitemap": {"/sitemap.xml": 2},
    "sitemap_pages": {"/sitemap-pages.xml": 1},
    "sitemap_part": {"/sitemap-1.xml": 1},
    "news_sitemap": {"/news-sitemap.xml": 1},
    "robots": {"/robots.txt": 0},
    "security_txt": {},  # reads settings alone, and answers 404 without them
    "preview": {"/preview/{token}/": 8},
    "language": {},  # takes only POST
    "healthz": {"/healthz": 1 - VERSION},  # of this machine: before the cache
    "api-root": {"/api/": 0},
    "api-openapi": {"/api/openapi.json": 0},
    "api-articles": {"/api/articles/": LIST, "/api/articles/?kind=news": 1},
    "api-article": {"/api/articles/{key}/": CREDITED + 1},
    "api-sources": {"/api/sources/": 1},
    "api-authors": {"/api/authors/": 1},
    "api-tags": {"/api/tags/": 1},
}


def test_every_public_url_is_counted() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(COSTS)


@pytest.mark.unmeasured
@pytest.mark.parametrize("number", [2, MANY])
def test_the_number_of_queries_does_not_grow_with_the_articles(number: int) -> None:
    values = {"key": make_articles(number).pk, "token": make_preview_token(number)}
    expected = {
        url: queries + VERSION for costs in COSTS.values() for url, queries in costs.items()
    }
    settle_content_version()
    health.require_migrations()  # which each process asks once
    assert {url: count_queries(url.format(**values)) for url in expected} == expected


def count_queries(url: str) -> int:
    """Return the number of queries of a reader's first request of the URL."""
    with CaptureQueriesContext(connection) as queries:
        response = Client().get(url)
    assert response.status_code in {HTTPStatus.OK, HTTPStatus.FOUND}, url
    return len(queries)


def make_articles(number: int) -> Article:
    """Make so many articles with everything that any page shows, and return the newest."""
    source = make_source("Gazette", slug="gazette", is_in_news_sitemap=True)
    make_author("Ada", slug="ada")
    ferry = make_ferry(0, source=source, slug="ferry")
    for i in range(1, number):
        make_ferry(i, source=source)
        make_ferry(i, source=source, language=f"x-{i}", translation_of=ferry)
    return ferry


def make_preview_token(number: int) -> str:
    """Make a draft with so many revisions, links and tags, and return the last link's secret."""
    draft = make_article(authors=("Ada",), tags=("harbour", *(f"tag {i}" for i in range(number))))
    for i in range(number):
        make_revision(draft, headline=f"Ferry {i}")
        make_preview_link(draft)
    return make_preview_link(draft).token


def make_ferry(i: int, **fields: Any) -> Article:
    article = make_live(
        published_at=LATELY - timedelta(seconds=i),
        authors=("Ada", f"Author {i}"),
        tags=("harbour", f"tag {i}"),
        **fields,
    )
    Correction.objects.create(
        article=article,
        revision=revisions.get_working_revision(article),
        kind=Correction.Kind.UPDATE,
        text=f"Notice {i}.",
        place=Correction.Place.TOP,
        published_at=LATELY,
    )
    return article
