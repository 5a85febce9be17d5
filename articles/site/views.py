"""The pages of the public site."""

import re
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.views import defaults

from articles.models import Article, Correction, PreviewLink
from articles.publishing import revision_preview, revisions
from articles.site import filters, paging
from articles.site.alphabet import build_directory
from articles.site.filters import ArticleFilter
from articles.site.http import public_view, redirect_permanently, render_page
from articles.site.listings import LISTINGS, Listing, get_years
from articles.site.related import find_related
from articles.site.search_page import SearchPage
from articles.text.strings import slugify

CORRECTIONS_PER_PAGE = 50
_MAX_SEGMENT_LENGTH: Final = 200
# Characters in the paths of probes and attacks, which get no redirect.
_SUSPICIOUS: Final = re.compile(r"[\x00-\x1f\x7f%;*\\<>|]")

# The headers of previews, whose URLs are secret.
PREVIEW_HEADERS: Final = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@public_view
def listing(request: HttpRequest, name: str, **kwargs: Any) -> HttpResponse:
    """Show a page of the listing called ``name``, filtered by the query string."""
    listing = LISTINGS[name](**kwargs)
    filterset = listing.build_filterset(request.GET)
    is_valid = filterset.is_valid()
    search = SearchPage(filterset, filterset.expression) if filterset.expression else None
    try:
        page = _get_page(request, filterset, listing, search)
    except paging.BadCursorError as error:
        raise Http404(f"No place in a list: {error}") from error
    if not page.articles:
        listing.raise_404_if_hidden()
    if paging.has_cursor(request.GET) and not (page.articles or page.is_partial):
        return redirect(request.path + _build_first_page_query(request.GET))
    context = {
        **listing.context,
        "listing": listing,
        "filters": filterset,
        "page": page,
        "search": search,
    }
    status = HTTPStatus.OK if is_valid else HTTPStatus.BAD_REQUEST
    return render_page(request, name, context, status=status)


def _get_page(
    request: HttpRequest, filterset: ArticleFilter, listing: Listing, search: SearchPage | None
) -> paging.Page | paging.NumberedPage:
    """Return the page that the query string names, an empty one where a filter is invalid."""
    if search:
        return search.get_page()
    articles = filterset.qs if filterset.is_valid() else listing.articles.none()
    return paging.get_page(articles.list_fields(), request.GET)


def _build_first_page_query(params: QueryDict) -> str:
    """Return the query string of the first page of the same list."""
    query = params.copy()
    for cursor in (paging.NEWER, paging.OLDER):
        query.pop(cursor, None)
    return f"?{query.urlencode()}" if query else ""


@public_view
def article(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """Show an article with its notices, its versions in other languages and related articles."""
    live = Article.objects.live().select_related("source")
    article = live.public_fields().filter(slug=slug).first()
    if article is None:
        return _redirect_former_slug(request, slug) or _respond_gone(request, slug)
    if (year, month, day) != _split_day(article.published_on):
        return redirect_permanently(request, article.get_absolute_url())
    context = {
        "article": article,
        # Queried where the template has them in no cached fragment.
        "versions": SimpleLazyObject(partial(_get_versions, article)),
        "related": SimpleLazyObject(partial(find_related, article)),
    }
    return render_page(request, "article", context)


def _get_versions(article: Article) -> list[Article]:
    """Return the live versions in all languages, itself included; [] for an untranslated one."""
    live = Article.objects.live().language_versions_of(article)
    versions = list(live.select_related("source").public_fields().defer("body"))
    return versions if len(versions) > 1 else []


def _redirect_former_slug(request: HttpRequest, slug: str) -> HttpResponse | None:
    """Return a redirect to the live article that had this slug before, None if there is none."""
    article = Article.objects.live().filter(former_slugs__slug=slug).first()
    return redirect_permanently(request, article.get_absolute_url()) if article else None


def _respond_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Show headline, date and reason of a withdrawn article, as of its live revision."""
    withdrawn = Article.objects.withdrawn().select_related("live_revision")
    article = get_object_or_404(withdrawn, Q(slug=slug) | Q(former_slugs__slug=slug))
    if article.live_revision:
        article = revisions.fill_columns(article, article.live_revision.content)
    return render_page(request, "gone", {"article": article}, status=HTTPStatus.GONE)


@public_view
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show a revision to anybody who has the link, until it expires or is revoked."""
    links = PreviewLink.objects.open().select_related("article", "revision")
    link = get_object_or_404(links.with_token(token))
    article = revision_preview.build_preview(link.article, link.revision.content)
    context = {
        "article": article,
        "previewed": link.revision,
        "related": find_related(article),
        "content_version": None,
        "fragment_seconds": 0,
    }
    response = render_page(request, "article", context)
    for name, value in PREVIEW_HEADERS.items():
        response[name] = value
    return response


def _split_day(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


@public_view
def sources(request: HttpRequest) -> HttpResponse:
    return _render_directory(request, "sources", filters.get_sources())


@public_view
def authors(request: HttpRequest) -> HttpResponse:
    return _render_directory(request, "authors", filters.get_authors())


@public_view
def tags(request: HttpRequest) -> HttpResponse:
    return _render_directory(request, "tags", filters.get_tags())


def _render_directory(request: HttpRequest, name: str, queryset: QuerySet[Any]) -> HttpResponse:
    """Show a page of all names that have a live article."""
    context = {"directory": build_directory(queryset, request.GET.get("page"))}
    return render_page(request, name, context)


@public_view
def archive(request: HttpRequest) -> HttpResponse:
    """Show the years of the archive, the newest first."""
    return render_page(request, "archive", {"years": get_years()})


@public_view
def corrections(request: HttpRequest) -> HttpResponse:
    """Show the corrections of live articles, newest first."""
    notices = Correction.objects.live().select_related("article__source")
    page = Paginator(notices, CORRECTIONS_PER_PAGE).get_page(request.GET.get("page"))
    return render_page(request, "corrections", {"page": page})


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Redirect a path in capitals or with diacritics to the plain one, or show the error page."""
    plain = "/".join(map(_fold_segment, request.path.split("/")))
    if plain != request.path and not _SUSPICIOUS.search(request.path):
        for path in (plain, f"{plain}/"):
            if _is_public(path):
                return redirect_permanently(request, path)
    return defaults.page_not_found(request, exception)


def _is_public(path: str) -> bool:
    """Tell whether the path matches a public URL; a preview's token is not a slug to be folded."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return match.app_name == "articles" and match.url_name != "preview"


def _fold_segment(segment: str) -> str:
    """Return a segment of a path as a slug, a file name in lower case."""
    return segment.lower() if "." in segment else slugify(segment, limit=_MAX_SEGMENT_LENGTH)
