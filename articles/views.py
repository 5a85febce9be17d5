"""The public site: each view fetches what this reader may see, and shows it."""

from datetime import date
from http import HTTPStatus
from typing import Any, Final

from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import filters, paging, revisions
from articles.filters import ArticleFilter
from articles.finding import Found
from articles.listings import LISTINGS
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
def listing(request: HttpRequest, name: str, **place: Any) -> HttpResponse:
    """Show the page of the listed articles that the address names, narrowed by its filters."""
    listed = LISTINGS[name](**place)
    narrowing = listed.narrowed_by(request.GET)
    is_valid = narrowing.is_valid()
    articles = narrowing.qs if is_valid else listed.articles.none()
    found = _found(request, narrowing, among=listed.articles)
    try:
        page = found.page() if found else paging.page(articles.in_lists(), request.GET)
    except paging.BadCursorError as error:
        raise Http404(f"No place in a list: {error}") from error
    if paging.NEWER in request.GET and not page.articles:
        return redirect(request.path + _without_place(request.GET))
    context = {
        **listed.context,
        "listing": listed,
        "filters": narrowing,
        "page": page,
        "found": found,
    }
    status = HTTPStatus.OK if is_valid else HTTPStatus.BAD_REQUEST
    return render(request, f"articles/{name}.html", context, status=status)


def _found(
    request: HttpRequest, narrowing: ArticleFilter, *, among: ArticleQuerySet
) -> Found | None:
    if narrowing.query is None:
        return None
    return Found(narrowing.qs, narrowing.query, request.GET, among=among)


def _without_place(asked: QueryDict) -> str:
    """Return the query of the first page of the same list."""
    query = asked.copy()
    query.pop(paging.NEWER, None)
    return f"?{query.urlencode()}" if query else ""


def _live() -> ArticleQuerySet:
    """Return the live articles with all that their pages show, but for other languages."""
    return Article.objects.live().with_credits().with_corrections().with_translated()


@require_safe
def article(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    found = _live().filter(slug=slug).first()
    if found is None:
        return _gone(request, slug)
    if (year, month, day) != _parts(found.published_on):
        return redirect(found, permanent=True)
    context = {"article": found, "versions": _versions(found)}
    return render(request, "articles/article.html", context)


def _versions(article: Article) -> list[Article]:
    """Return the piece in each language that readers can read it in, none where it has but one."""
    if not (article.translation_of_id or vars(article)["is_translated"]):
        return []
    return list(Article.objects.live().versions_of(article).select_related("source"))


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
def sources(request: HttpRequest) -> HttpResponse:
    return _directory(request, "sources", filters.sources())


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    return _directory(request, "authors", filters.authors())


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    return _directory(request, "tags", filters.tags())


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
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when pages can be served, 503 with the reason when not."""
    try:
        Article.objects.live().exists()
    except DatabaseError as error:
        reason = f"The database does not answer: {type(error).__name__}.\n"
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(reason, content_type="text/plain", status=status)
    return HttpResponse("ok\n", content_type="text/plain")
