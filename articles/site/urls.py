"""The URLs of the public site."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from articles.site import api, article_formats, feeds, health, security_txt, sitemaps, views


class NumberConverter:
    """A number, written with at least ``width`` digits."""

    regex = "[0-9]+"
    width = 1

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:0{self.width}d}"


class YearConverter(NumberConverter):
    regex = "[12][0-9]{3}"
    width = 4


class MonthConverter(NumberConverter):
    regex = "0[1-9]|1[0-2]"
    width = 2


class DayConverter(NumberConverter):
    regex = "0[1-9]|[12][0-9]|3[01]"
    width = 2


class IdConverter(NumberConverter):
    """A primary key; 18 digits always fit into a 64-bit integer."""

    regex = "[1-9][0-9]{0,17}"


class TextConverter:
    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SlugConverter(TextConverter):
    """A slug in any script, unlike Django's own "slug"."""

    regex = r"[-\w]+"


class FeedFormatConverter(TextConverter):
    regex = "rss|atom|json"


class ArticleFormatConverter(TextConverter):
    regex = "json|txt"


register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
register_converter(DayConverter, "day")
register_converter(IdConverter, "id")
register_converter(SlugConverter, "unicode_slug")
register_converter(FeedFormatConverter, "feed_format")
register_converter(ArticleFormatConverter, "article_format")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handle status 404: with a problem document below the API, elsewhere with a page."""
    if request.path.startswith(f"/{API}"):
        return api.page_not_found(request)
    return views.page_not_found(request, exception)


API = "api/"
FEED = "feed.<feed_format:format>"
YEAR = "<year:year>/"
MONTH = f"{YEAR}<month:month>/"
DAY = f"{MONTH}<day:day>/"
SOURCE = "sources/<unicode_slug:slug>/"
AUTHOR = "authors/<unicode_slug:slug>/"
TAG = "tags/<unicode_slug:slug>/"

app_name = "articles"
urlpatterns = [
    path("", views.listing, {"name": "index"}, name="index"),
    path(YEAR, views.listing, {"name": "year"}, name="year"),
    path(MONTH, views.listing, {"name": "month"}, name="month"),
    path(DAY, views.listing, {"name": "day"}, name="day"),
    path(SOURCE, views.listing, {"name": "source"}, name="source"),
    path(AUTHOR, views.listing, {"name": "author"}, name="author"),
    path(TAG, views.listing, {"name": "tag"}, name="tag"),
    path(f"{DAY}<unicode_slug:slug>/", views.article, name="article"),
    path(FEED, feeds.listing, {"name": "index"}, name="index_feed"),
    path(f"{YEAR}{FEED}", feeds.listing, {"name": "year"}, name="year_feed"),
    path(f"{MONTH}{FEED}", feeds.listing, {"name": "month"}, name="month_feed"),
    path(f"{DAY}{FEED}", feeds.listing, {"name": "day"}, name="day_feed"),
    path(f"{SOURCE}{FEED}", feeds.listing, {"name": "source"}, name="source_feed"),
    path(f"{AUTHOR}{FEED}", feeds.listing, {"name": "author"}, name="author_feed"),
    path(f"{TAG}{FEED}", feeds.listing, {"name": "tag"}, name="tag_feed"),
    path(
        f"{DAY}<unicode_slug:slug>/article.<article_format:format>",
        article_formats.article,
        name="article_format",
    ),
    path("sources/", views.sources, name="sources"),
    path("authors/", views.authors, name="authors"),
    path("tags/", views.tags, name="tags"),
    path("archive/", views.archive, name="archive"),
    path("corrections/", views.corrections, name="corrections"),
    path(f"corrections/{FEED}", feeds.corrections, name="corrections_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-<int:number>.xml", sitemaps.part, name="sitemap_part"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path(".well-known/security.txt", security_txt.show, name="security_txt"),
    path("preview/<str:token>/", views.preview, name="preview"),
    # Without a CSRF token: the cache gives one page to all readers, so it cannot hold the token of
    # one of them; and all that a forged request can do is to change the language.
    path("language/", csrf_exempt(require_POST(set_language)), name="language"),
    path("healthz", health.healthz, name="healthz"),
    path(API, api.root, name="api-root"),
    path(f"{API}openapi.json", api.description, name="api-openapi"),
    path(f"{API}articles/", api.articles, name="api-articles"),
    path(f"{API}articles/<id:pk>/", api.article, name="api-article"),
    path(f"{API}sources/", api.sources, name="api-sources"),
    path(f"{API}authors/", api.authors, name="api-authors"),
    path(f"{API}tags/", api.tags, name="api-tags"),
]
