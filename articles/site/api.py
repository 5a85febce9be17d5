"""The read-only JSON API of articles, sources, authors and tags; openapi.py describes it."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from articles.exporting import fields
from articles.models import Article
from articles.site import filters, openapi, paging
from articles.site.filters import ArticleFilter
from articles.site.listings import list_latest
from articles.site.paging import BadCursorError

LIMIT: Final = "limit"
AFTER: Final = "after"
Payload = dict[str, Any]


class ProblemError(Exception):
    """An error whose response is a problem document (RFC 9457); ``extra`` adds members to it."""

    def __init__(self, status: HTTPStatus, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.extra = extra

    def build_response(self) -> HttpResponse:
        problem = {"status": self.status, "title": self.status.phrase, "detail": str(self)}
        return JsonResponse(
            problem | self.extra, status=self.status, content_type="application/problem+json"
        )


# Scripts of any site may read the responses.
_CORS_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}


def api_view(view: Callable[..., Payload]) -> Callable[..., HttpResponse]:
    """Make a view of a function that returns a payload or raises ProblemError or Http404."""

    @csrf_exempt
    @wraps(view)
    def respond(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            response = _call_view(view, request, kwargs)
        except ProblemError as problem:
            response = problem.build_response()
        except Http404:
            detail = _("Page not found.")
            response = ProblemError(HTTPStatus.NOT_FOUND, detail).build_response()
        for name, value in _CORS_HEADERS.items():
            response[name] = value
        return response

    return respond


def _call_view(
    view: Callable[..., Payload], request: HttpRequest, kwargs: dict[str, Any]
) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        return JsonResponse(view(request, **kwargs))
    detail = _("This API is read-only. Use GET.")
    response = ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, detail).build_response()
    response["Allow"] = "GET, HEAD"
    return response


@api_view
def page_not_found(_request: HttpRequest) -> Payload:
    """Respond with a problem document to unknown URLs of the API."""
    raise Http404


@api_view
def too_many_requests(_request: HttpRequest) -> Payload:
    """Respond with a problem document to whoever asks too often."""
    detail = _("Too many requests came from your address. Wait as long as Retry-After says.")
    raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, detail)


@api_view
def unavailable(_request: HttpRequest) -> Payload:
    """Respond with a problem document while the database does not answer."""
    detail = _("The site cannot answer for a moment. Wait as long as Retry-After says.")
    raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail)


@api_view
def root(request: HttpRequest) -> Payload:
    """Return the URLs of the API's entry points."""
    paths = {
        "articles": reverse("articles:api-articles"),
        "sources": reverse("articles:api-sources"),
        "authors": reverse("articles:api-authors"),
        "tags": reverse("articles:api-tags"),
        "openapi": reverse("articles:api-openapi"),
    }
    return {name: request.build_absolute_uri(path) for name, path in paths.items()}


@api_view
def description(request: HttpRequest) -> Payload:
    return openapi.build_description(request.build_absolute_uri("/").removesuffix("/"))


# Articles.


@api_view
def articles(request: HttpRequest) -> Payload:
    """Return a page of articles, newest first, with the same filters as the lists of the site."""
    filterset = list_latest().build_filterset(request.GET)
    _check_filters(filterset)
    size = _parse_limit(request.GET)
    try:
        queryset = filterset.qs.with_credits_and_tags().public_fields().defer("body")
        page = paging.get_page(queryset, request.GET, size=size)
    except BadCursorError as error:
        detail = _("The cursor is not valid. Start again without it.")
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail) from error
    return {
        "previous": _build_page_url(request, {paging.NEWER: page.newer, paging.OLDER: ""}),
        "next": _build_page_url(request, {paging.OLDER: page.older, paging.NEWER: ""}),
        "results": [_build_summary(article, request) for article in page.articles],
    }


def _check_filters(filterset: ArticleFilter) -> None:
    """Raise ProblemError with the messages of all invalid filters."""
    if not filterset.is_valid():
        errors = {
            name: list(map(str, messages)) for name, messages in filterset.form.errors.items()
        }
        detail = _("These filters cannot be used. Check the values.")
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail, errors=errors)


@api_view
def article(request: HttpRequest, pk: int) -> Payload:
    """Return a live article with its body; raise status 410 with the reason if it is withdrawn."""
    live = Article.objects.live().with_credits_and_tags().with_corrections()
    if article := live.filter(pk=pk).first():
        return _build_summary(article, request) | {
            "body": article.body,
            "byline": article.byline,
            "corrections": [
                {
                    "kind": notice.kind,
                    "text": notice.text,
                    "published_at": fields.format_instant(notice.published_at),
                }
                for notice in article.notices
            ],
        }
    if withdrawn := Article.objects.withdrawn().filter(pk=pk).first():
        raise ProblemError(HTTPStatus.GONE, withdrawn.withdrawn_reason_text)
    raise Http404


def _build_summary(article: Article, request: HttpRequest) -> Payload:
    when = fields.build_source_date(article)
    api_path = reverse("articles:api-article", args=[article.pk])
    return {
        "id": article.pk,
        "uri": fields.build_uri(article),
        "url": request.build_absolute_uri(article.get_absolute_url()),
        "api_url": request.build_absolute_uri(api_path),
        "headline": article.headline,
        "standfirst": article.standfirst,
        "excerpt": article.excerpt,
        "kind": article.kind,
        "language": article.language,
        "is_own_work": article.is_own_work,
        "source": _build_name(article.source, request) if article.source else None,
        "source_date": {
            "first": when.first.isoformat() if when.first else None,
            "last": when.last.isoformat() if when.last else None,
            "precision": when.precision.value,
            "text": when.text,
        },
        "source_address": article.source_address,
        "authors": [_build_name(credit.author, request) for credit in article.credit_list],
        "tags": [_build_name(tag, request) for tag in article.tag_list],
        "published_at": fields.format_instant(article.published_at),
        "updated_at": fields.format_instant(article.updated_at) or None,
    }


# Sources, authors and tags.


@api_view
def sources(request: HttpRequest) -> Payload:
    return _build_name_page(request, filters.get_sources())


@api_view
def authors(request: HttpRequest) -> Payload:
    return _build_name_page(request, filters.get_authors())


@api_view
def tags(request: HttpRequest) -> Payload:
    return _build_name_page(request, filters.get_tags())


def _build_name_page(request: HttpRequest, queryset: QuerySet[Any]) -> Payload:
    """Return a page of rows in the order of their slugs; it begins after the slug "after"."""
    size, after = _parse_limit(request.GET), request.GET.get(AFTER, "").replace("\0", "")
    rows = list(queryset.filter(slug__gt=after).order_by("slug")[: size + 1])
    last = rows[size - 1].slug if len(rows) > size else ""
    results = [_build_name(row, request) for row in rows[:size]]
    return {"next": _build_page_url(request, {AFTER: last}), "results": results}


def _build_name(row: Any, request: HttpRequest) -> Payload:
    url = request.build_absolute_uri(row.get_absolute_url())
    return {"name": row.name, "slug": row.slug, "url": url}


# Query strings.


def _parse_limit(params: QueryDict) -> int:
    try:
        limit = int(params.get(LIMIT, paging.PAGE_SIZE))
    except ValueError:
        limit = 0
    if not 1 <= limit <= openapi.MAX_LIMIT:
        detail = _("limit must be a number from 1 to %(most)s.") % {"most": openapi.MAX_LIMIT}
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail)
    return limit


def _build_page_url(request: HttpRequest, changes: Mapping[str, str]) -> str | None:
    """Return the URL of another page of the list, None where all ``changes`` are empty."""
    if not any(changes.values()):
        return None
    params = request.GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value:
            params[name] = value
    return request.build_absolute_uri(f"{request.path}?{params.urlencode()}")
