"""The public site: each view fetches what this reader may see, and shows it."""

import re
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import defaults
from django.views.decorators.cache import never_cache

from articles.database.compiled import INSTANT_PLACEHOLDER, TEXT_PLACEHOLDER, CompiledQuery
from articles.models import Article, Correction, PreviewLink
from articles.publishing import revision_preview, revisions
from articles.search.hits import Hits
from articles.site import filters, paging
from articles.site.alphabet import directory
from articles.site.filters import ArticleFilter
from articles.site.http import for_reading, moved, shown
from articles.site.listings import LISTINGS, Listing, years
from articles.site.related import related
from articles.site.search_page import SearchPage
from articles.text.strings import slugify

CORRECTIONS_A_PAGE = 50
A_YEAR: Final = 365 * 24 * 3600
LONGEST_SLUG: Final = 200
# No capitals and no marks, but what somebody tries out.
_STRANGE: Final = re.compile(r"[\x00-\x1f\x7f%;*\\<>|]")

# For what only those are to see who have its address.
SECLUDED: Final = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@for_reading
def listing(request: HttpRequest, name: str, **place: Any) -> HttpResponse:
    """Show the page of the listed articles that the address names, narrowed by its filters."""
    listed = LISTINGS[name](**place)
    narrowing = listed.narrowed_by(request.GET)
    is_valid = narrowing.is_valid()
    articles = narrowing.qs if is_valid else listed.articles.none()
    found = _found(request, narrowing, listed)
    try:
        if found:
            page = found.page()
        elif listed.is_latest and not narrowing.is_asked:
            page = paging.latest(request.GET)
        else:
            page = paging.page(articles.as_list_items(), request.GET)
    except paging.BadCursorError as error:
        raise Http404(f"No place in a list: {error}") from error
    if paging.names_place(request.GET) and not (page.articles or page.is_short):
        return redirect(request.path + _without_place(request.GET))
    context = {
        **listed.context,
        "listing": listed,
        "filters": narrowing,
        "page": page,
        "found": found,
    }
    status = HTTPStatus.OK if is_valid else HTTPStatus.BAD_REQUEST
    return shown(request, name, context, status=status)


def _found(request: HttpRequest, narrowing: ArticleFilter, listed: Listing) -> SearchPage | None:
    if narrowing.query is None:
        return None
    is_of_all = listed.is_latest and narrowing.is_query_alone
    hits = Hits(narrowing.qs, narrowing.query, is_of_all=is_of_all)
    return SearchPage(hits, request.GET, among=listed.articles)


def _without_place(asked: QueryDict) -> str:
    """Return the query of the first page of the same list."""
    query = asked.copy()
    for place in (paging.NEWER, paging.OLDER):
        query.pop(place, None)
    return f"?{query.urlencode()}" if query else ""


# An article with all that its page shows, but for other languages.
_ARTICLE: Final = CompiledQuery(
    lambda: (
        Article.objects.live(INSTANT_PLACEHOLDER)
        .with_related(in_one_query=True)
        .public_fields()
        .filter(slug=TEXT_PLACEHOLDER)
        .order_by()
    )
)


@for_reading
def article(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    found = next(
        iter(_ARTICLE.bind({INSTANT_PLACEHOLDER: timezone.now(), TEXT_PLACEHOLDER: slug})), None
    )
    if found is None:
        return _elsewhere(request, slug) or _gone(request, slug)
    if (year, month, day) != _parts(found.published_on):
        return moved(request, found.get_absolute_url())
    context = {
        "article": found,
        "previewed": None,  # told, since templates take longer to look for what is not there
        "listing": None,
        "versions": _versions(found),
        "related": related(found),
    }
    return shown(request, "article", context)


def _versions(article: Article) -> list[Article]:
    """Return the piece in each language that readers can read it in, none where it has but one."""
    if not (article.translation_of_id or article.related_data.has_translations):
        return []
    return list(Article.objects.live().language_versions_of(article).select_related("source"))


def _elsewhere(request: HttpRequest, slug: str) -> HttpResponse | None:
    """Lead on to the piece that stood here before its address changed, if readers can read it."""
    article = Article.objects.live().filter(former_slugs__slug=slug).first()
    return moved(request, article.get_absolute_url()) if article else None


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Give headline, date and reason of a piece that was withdrawn, as readers knew it."""
    withdrawn = Article.objects.withdrawn().select_related("live_revision")
    article = get_object_or_404(withdrawn, Q(slug=slug) | Q(former_slugs__slug=slug))
    if article.live_revision:
        article = revisions.fill_columns(article, article.live_revision.content)
    return shown(request, "gone", {"article": article}, status=HTTPStatus.GONE)


@for_reading
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show a revision to whoever has its link, while the link is open."""
    links = PreviewLink.objects.open().select_related("article", "revision")
    link = get_object_or_404(links.with_token(token))
    article = revision_preview.build_preview(link.article, link.revision.content)
    context = {"article": article, "previewed": link.revision, "related": related(article)}
    response = shown(request, "article", context)
    for name, value in SECLUDED.items():
        response[name] = value
    return response


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


@for_reading
def sources(request: HttpRequest) -> HttpResponse:
    return _directory(request, "sources", filters.sources())


@for_reading
def authors(request: HttpRequest) -> HttpResponse:
    return _directory(request, "authors", filters.authors())


@for_reading
def tags(request: HttpRequest) -> HttpResponse:
    return _directory(request, "tags", filters.tags())


def _directory(request: HttpRequest, template: str, named: QuerySet[Any]) -> HttpResponse:
    """Show, by name, all those of whom there is a live article."""
    context = {"directory": directory(named, request.GET.get("page"))}
    return shown(request, template, context)


@for_reading
def archive(request: HttpRequest) -> HttpResponse:
    """Show the years of which there are articles, the newest first."""
    return shown(request, "archive", {"years": years()})


@for_reading
def corrections(request: HttpRequest) -> HttpResponse:
    """List the notices on pieces that readers can read, newest first."""
    notices = Correction.objects.live().select_related("article__source")
    page = Paginator(notices, CORRECTIONS_A_PAGE).get_page(request.GET.get("page"))
    return shown(request, "corrections", {"page": page})


@for_reading
@never_cache
def language(request: HttpRequest, tag: str) -> HttpResponse:
    """Show the site in this language from now on, and go on with the page that asks for it."""
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(asked if is_ours else "articles:index")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        tag,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead on from an address in capitals or with marks to the plain one, if there may be one."""
    plain = "/".join(map(_plain, request.path.split("/")))
    if plain != request.path and not _STRANGE.search(request.path):
        for address in (plain, f"{plain}/"):
            if _is_for_readers(address):
                return moved(request, address)
    return defaults.page_not_found(request, exception)


def _is_for_readers(address: str) -> bool:
    """Tell whether something public may stand at the address; a preview's secret is no slug."""
    try:
        match = resolve(address)
    except Resolver404:
        return False
    return match.app_name == "articles" and match.url_name != "preview"


def _plain(part: str) -> str:
    """Return a part of an address as ours are: folded, but for what is the name of a file."""
    return part.lower() if "." in part else slugify(part, limit=LONGEST_SLUG)


@for_reading
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
