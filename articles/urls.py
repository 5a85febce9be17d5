"""The addresses of the public site."""

from django.urls import path, register_converter

from articles import views


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


class Words:
    """A slug in any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Year, "year")
register_converter(Month, "month")
register_converter(Day, "day")
register_converter(Words, "words")

app_name = "articles"
urlpatterns = [
    path("", views.index, name="index"),
    path("<year:year>/", views.year, name="year"),
    path("<year:year>/<month:month>/", views.month, name="month"),
    path("<year:year>/<month:month>/<day:day>/", views.day, name="day"),
    path("<year:year>/<month:month>/<day:day>/<words:slug>/", views.article, name="article"),
    path("sources/", views.sources, name="sources"),
    path("sources/<words:slug>/", views.source, name="source"),
    path("authors/", views.authors, name="authors"),
    path("authors/<words:slug>/", views.author, name="author"),
    path("tags/", views.tags, name="tags"),
    path("tags/<words:slug>/", views.tag, name="tag"),
    path("corrections/", views.corrections, name="corrections"),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("healthz", views.healthz, name="healthz"),
]
