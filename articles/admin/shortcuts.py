"""What the admin's pages about one article share: its row, its URL, its template context."""

from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import Article
from articles.publishing import access, revisions

_MOST_DIGITS: Final = 10  # of the number of a revision


def get_user(request: HttpRequest) -> User:
    """Return the user, who is signed in: the admin refuses all others before."""
    return cast("User", request.user)


def get_article(request: HttpRequest, pk: int) -> Article:
    """Return the article with the content of its working revision.

    Raise Http404, or PermissionDenied if the user may not see it.
    """
    rows = Article.objects.select_related("source", "working_revision", "live_revision")
    return revisions.build_working_copy(get_row(request, pk, rows=rows))


def get_row(request: HttpRequest, pk: int, *, rows: QuerySet[Article]) -> Article:
    """Return the article of these rows.

    Raise Http404, or PermissionDenied if the user may not see it.
    """
    article = get_object_or_404(rows, pk=pk)
    by = get_user(request)
    if not (by.has_perm("articles.view_article") and access.may_see(article, by=by)):
        raise PermissionDenied
    return article


def read_number(text: str) -> int | None:
    """Return the number of a revision as a form sends it; None if that is none.

    Python refuses to convert more than a few thousand digits, which no number has.
    """
    return int(text[:_MOST_DIGITS]) if text.isdecimal() else None


def get_article_url(article: Article) -> str:
    """Return the URL of the article's page in the admin."""
    return reverse("admin:articles_article_change", args=[article.pk])


def render_article_page(
    request: HttpRequest, template: str, article: Article, **extra_context: Any
) -> HttpResponse:
    """Return a page of the admin about the article."""
    context = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "original": article,
        **extra_context,
    }
    return TemplateResponse(request, f"admin/articles/article/{template}.html", context)
