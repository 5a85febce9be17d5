"""The addresses of the public site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter

from articles.site import api, article_formats, feeds, sitemaps, views


class Number:
    """A number of so many digits, as dates in addresses have them."""

    regex = "[0-9]+"
    width = 1

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:0{self.width}d}"


class Year(Number):
    regex = "[12][0-9]{3}"
    width = 4


class Month(Number):
    regex = "0[1-9]|1[0-2]"
    width = 2


class Day(Number):
    regex = "0[1-9]|[12][0-9]|3[01]"
    width = 2


class Key(Number):
    """A primary key, as far as the databases count."""

    regex = "[1-9][0-9]{0,17}"


class Words:
    """A slug in any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FeedFormat(Words):
    regex = "rss|atom|json"


class ArticleFormat(Words):
    regex = "json|txt"


register_converter(Year, "year")
register_converter(Month, "month")
register_converter(Day, "day")


class Interface:
    """A language of the site itself."""

    regex = "|".join(tag for tag, _name in settings.LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Key, "key")
register_converter(Words, "words")
register_converter(FeedFormat, "feed_format")
register_converter(ArticleFormat, "article_format")
register_converter(Interface, "interface")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at the address, to whoever asked for it."""
    if request.path.startswith(f"/{API}"):
        return api.nothing(request)
    return views.page_not_found(request, exception)


API = "api/"
FEED = "feed.<feed_format:format>"
DAY = "<year:year>/<month:month>/<day:day>/"
# Where each of the LISTINGS stands.
LISTS = {
    "index": "",
    "year": "<year:year>/",
    "month": "<year:year>/<month:month>/",
    "day": DAY,
    "source": "sources/<words:slug>/",
    "author": "authors/<words:slug>/",
    "tag": "tags/<words:slug>/",
}

app_name = "articles"
urlpatterns = [
    *(path(route, views.listing, {"name": name}, name=name) for name, route in LISTS.items()),
    path(f"{DAY}<words:slug>/", views.article, name="article"),
    *(
        path(f"{route}{FEED}", feeds.listing, {"name": name}, name=f"{name}_feed")
        for name, route in LISTS.items()
    ),
    path(
        f"{DAY}<words:slug>/article.<article_format:format>",
        article_formats.article,
        name="article_as",
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
    path("preview/<str:token>/", views.preview, name="preview"),
    path("language/<interface:tag>/", views.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path(API, api.root, name="api-root"),
    path(f"{API}openapi.json", api.description, name="api-openapi"),
    path(f"{API}articles/", api.articles, name="api-articles"),
    path(f"{API}articles/<key:pk>/", api.article, name="api-article"),
    path(f"{API}sources/", api.sources, name="api-sources"),
    path(f"{API}authors/", api.authors, name="api-authors"),
    path(f"{API}tags/", api.tags, name="api-tags"),
]
