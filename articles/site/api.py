"""The read-only API: what readers can see, as JSON; openapi.py describes it."""

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
from articles.site.listings import latest
from articles.site.paging import BadCursorError

LIMIT: Final = "limit"
AFTER: Final = "after"
Told = dict[str, Any]


class ProblemError(Exception):
    """What keeps a request from being answered, as RFC 9457 tells it."""

    def __init__(self, status: HTTPStatus, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.more = more

    def response(self) -> HttpResponse:
        told = {"status": self.status, "title": self.status.phrase, "detail": str(self)}
        kind = "application/problem+json"
        return JsonResponse(told | self.more, status=self.status, content_type=kind)


# A script of any site may read the answers.
_SHARED: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
}


def answers(view: Callable[..., Told]) -> Callable[..., HttpResponse]:
    """Give what the view tells as JSON that any page may read, or the problem that it met."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **place: Any) -> HttpResponse:
        try:
            response = _answer(view, request, place)
        except ProblemError as problem:
            response = problem.response()
        except Http404:
            told = _("There is nothing at this address.")
            response = ProblemError(HTTPStatus.NOT_FOUND, told).response()
        for name, value in _SHARED.items():
            response[name] = value
        return response

    return answered


def _answer(view: Callable[..., Told], request: HttpRequest, place: Told) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        return JsonResponse(view(request, **place))
    told = _("This API is only for reading. Ask with GET.")
    response = ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, told).response()
    response["Allow"] = "GET, HEAD"
    return response


@answers
def nothing(_request: HttpRequest) -> Told:
    """Tell a program that there is nothing at its address, in the words of all other problems."""
    raise Http404


@answers
def root(request: HttpRequest) -> Told:
    """Tell where everything is."""
    names = ("articles", "sources", "authors", "tags", "openapi")
    return {name: _absolute(request, reverse(f"articles:api-{name}")) for name in names}


@answers
def description(request: HttpRequest) -> Told:
    return openapi.description(_absolute(request, "/").removesuffix("/"))


# Articles.


@answers
def articles(request: HttpRequest) -> Told:
    """Tell a page of the articles, newest first, narrowed as the lists are."""
    narrowing = latest().narrowed_by(request.GET)
    _refuse_wrong(narrowing)
    size = _limit(request.GET)
    try:
        shown = narrowing.qs.with_related().public_fields().defer("body")
        page = paging.page(shown, request.GET, size=size)
    except BadCursorError as error:
        told = _("There is no such place in the list. Begin again without it.")
        raise ProblemError(HTTPStatus.BAD_REQUEST, told) from error
    return {
        "previous": _beside(request, {paging.NEWER: page.newer, paging.OLDER: ""}),
        "next": _beside(request, {paging.OLDER: page.older, paging.NEWER: ""}),
        "results": [_summary(article, request) for article in page.articles],
    }


def _refuse_wrong(narrowing: ArticleFilter) -> None:
    if not narrowing.is_valid():
        errors = {name: list(map(str, told)) for name, told in narrowing.form.errors.items()}
        told = _("The list cannot be narrowed like this.")
        raise ProblemError(HTTPStatus.BAD_REQUEST, told, errors=errors)


@answers
def article(request: HttpRequest, pk: int) -> Told:
    """Tell everything of one article; of one that was withdrawn why."""
    live = Article.objects.live().with_related(in_one_query=True)
    if found := live.filter(pk=pk).first():
        return _summary(found, request) | {
            "body": found.body,
            "byline": found.byline,
            "corrections": [
                {
                    "kind": notice.kind,
                    "text": notice.text,
                    "published_at": fields.format_instant(notice.published_at),
                }
                for notice in found.notices
            ],
        }
    if gone := Article.objects.withdrawn().filter(pk=pk).first():
        raise ProblemError(HTTPStatus.GONE, gone.withdrawn_reason)
    raise Http404


def _summary(article: Article, request: HttpRequest) -> Told:
    when = fields.build_source_date(article)
    return {
        "id": article.pk,
        "uri": fields.build_uri(article),
        "url": _absolute(request, article.get_absolute_url()),
        "api_url": _absolute(request, reverse("articles:api-article", args=[article.pk])),
        "headline": article.headline,
        "standfirst": article.standfirst,
        "excerpt": article.excerpt,
        "kind": article.kind,
        "language": article.language,
        "is_own_work": article.is_own_work,
        "source": _named(article.source, request) if article.source else None,
        "source_date": {
            "first": when.first.isoformat() if when.first else None,
            "last": when.last.isoformat() if when.last else None,
            "precision": when.precision.value,
            "text": when.text,
        },
        "source_address": article.source_address,
        "authors": [_named(author, request) for author in article.related_data.authors],
        "tags": [_named(tag, request) for tag in article.related_data.tags],
        "published_at": fields.format_instant(article.published_at),
        "updated_at": fields.format_instant(article.updated_at) or None,
    }


# Sources, authors and tags.


def _names(request: HttpRequest, named: QuerySet[Any]) -> Told:
    """Tell a page of those of whom there is a live article, by slug."""
    size, after = _limit(request.GET), request.GET.get(AFTER, "").replace("\0", "")
    found = list(named.filter(slug__gt=after).order_by("slug")[: size + 1])
    last = found[size - 1].slug if len(found) > size else ""
    results = [_named(each, request) for each in found[:size]]
    return {"next": _beside(request, {AFTER: last}), "results": results}


@answers
def sources(request: HttpRequest) -> Told:
    return _names(request, filters.sources())


@answers
def authors(request: HttpRequest) -> Told:
    return _names(request, filters.authors())


@answers
def tags(request: HttpRequest) -> Told:
    return _names(request, filters.tags())


def _named(named: Any, request: HttpRequest) -> Told:
    address = _absolute(request, named.get_absolute_url())
    return {"name": named.name, "slug": named.slug, "url": address}


# Addresses.


def _limit(asked: QueryDict) -> int:
    try:
        limit = int(asked.get(LIMIT, paging.PAGE_SIZE))
    except ValueError:
        limit = 0
    if not 1 <= limit <= openapi.MOST:
        told = _("The limit is a number from 1 to %(most)s.") % {"most": openapi.MOST}
        raise ProblemError(HTTPStatus.BAD_REQUEST, told)
    return limit


def _absolute(request: HttpRequest, address: str) -> str:
    return request.build_absolute_uri(address)


def _beside(request: HttpRequest, changes: Mapping[str, str]) -> str | None:
    """Return the address of another page of the list, None where there is none."""
    if not any(changes.values()):
        return None
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return _absolute(request, f"{request.path}?{asked.urlencode()}")
