"""The public site: each view fetches what this reader may see, and shows it."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles import filters, paging, revisions
from articles.filters import ArticleFilter, day_begins
from articles.models import Article, Correction, PreviewLink
from articles.models.article import ArticleQuerySet

CORRECTIONS_A_PAGE = 50

# For what only those are to see who have its address.
SECLUDED: Final = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return _list(request, "index", Article.objects.live())


@require_safe
def article(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    found = Article.objects.live().with_credits().with_corrections().filter(slug=slug).first()
    if found is None:
        return _gone(request, slug)
    if (year, month, day) != _parts(found.published_on):
        return redirect(found, permanent=True)
    return render(request, "articles/article.html", {"article": found})


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Give headline, date and reason of a piece that was withdrawn, as readers knew it."""
    withdrawn = Article.objects.withdrawn().select_related("live_revision")
    article = get_object_or_404(withdrawn, slug=slug)
    if article.live_revision:
        article = revisions.fill(article, article.live_revision.content)
    return render(request, "articles/gone.html", {"article": article}, status=HTTPStatus.GONE)


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show a revision to whoever has its link, while the link is open."""
    links = PreviewLink.objects.open().select_related("article", "revision")
    link = get_object_or_404(links.at(token))
    shown = revisions.shown(link.article, link.revision.content)
    context = {"article": shown, "previewed": link.revision}
    response = render(request, "articles/article.html", context)
    for name, value in SECLUDED.items():
        response[name] = value
    return response


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    articles = _between(date(year, 1, 1), date(year + 1, 1, 1))
    context = {"first": date(year, 1, 1), "months": articles.datetimes("published_at", "month")}
    return _list(request, "year", articles, context)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = _day_or_404(year, month, 1)
    articles = _between(first, (first + timedelta(days=31)).replace(day=1))
    context = {"first": first, "days": articles.datetimes("published_at", "day")}
    return _list(request, "month", articles, context)


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    first = _day_or_404(year, month, day)
    return _list(request, "day", _between(first, first + timedelta(days=1)), {"first": first})


def _between(first: date, end: date) -> ArticleQuerySet:
    return Article.objects.live().filter(
        published_at__gte=day_begins(first), published_at__lt=day_begins(end)
    )


def _day_or_404(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(str(error)) from error


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    return _directory(request, "sources", filters.sources())


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(filters.sources(), slug=slug)
    articles = Article.objects.live().filter(source=found)
    return _list(request, "source", articles, {"source": found}, without="source")


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    return _directory(request, "authors", filters.authors())


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(filters.authors(), slug=slug)
    articles = Article.objects.live().filter(authors=found)
    return _list(request, "author", articles, {"author": found}, without="author")


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    return _directory(request, "tags", filters.tags())


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(filters.tags(), slug=slug)
    articles = Article.objects.live().filter(tags=found)
    return _list(request, "tag", articles, {"tag": found}, without="tag")


def _directory(request: HttpRequest, template: str, named: QuerySet[Any]) -> HttpResponse:
    """Show, by name, all those of whom there is a live article."""
    return render(request, f"articles/{template}.html", {"named": named})


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """List the notices on pieces that readers can read, newest first."""
    notices = Correction.objects.live().select_related("article__source")
    page = Paginator(notices, CORRECTIONS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "articles/corrections.html", {"page": page})


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when pages can be served, 503 with the reason when not."""
    try:
        Article.objects.live().exists()
    except DatabaseError as error:
        reason = f"The database does not answer: {type(error).__name__}.\n"
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(reason, content_type="text/plain", status=status)
    return HttpResponse("ok\n", content_type="text/plain")


def _list(
    request: HttpRequest,
    template: str,
    articles: ArticleQuerySet,
    context: dict[str, Any] | None = None,
    *,
    without: str = "",
) -> HttpResponse:
    """Show the page of the articles that the address names, narrowed by its filters."""
    narrowing = ArticleFilter(request.GET, articles, without=without)
    is_valid = narrowing.is_valid()
    narrowed = narrowing.qs.with_credits() if is_valid else articles.none()
    try:
        page = paging.page(narrowed, request.GET)
    except paging.BadCursorError as error:
        raise Http404(f"No place in a list: {error}") from error
    if paging.NEWER in request.GET and not page.articles:
        return redirect(request.path + _without_place(request.GET))
    context = {**(context or {}), "filters": narrowing, "page": page}
    status = HTTPStatus.OK if is_valid else HTTPStatus.BAD_REQUEST
    return render(request, f"articles/{template}.html", context, status=status)


def _without_place(asked: QueryDict) -> str:
    """Return the query of the first page of the same list."""
    query = asked.copy()
    query.pop(paging.NEWER, None)
    return f"?{query.urlencode()}" if query else ""
