"""How the desk's pages about one piece find it, and who is asking for it."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import Article
from articles.publishing import revisions, workflow


def person(request: HttpRequest) -> User:
    """Return who is signed in; the admin lets nobody else through."""
    return cast("User", request.user)


def piece(request: HttpRequest, pk: int) -> Article:
    """Return the piece with the columns of its working revision; refuse who may not see it."""
    rows = Article.objects.select_related("source", "working_revision", "live_revision")
    return revisions.build_working_copy(row(request, pk, rows=rows))


def row(request: HttpRequest, pk: int, *, rows: QuerySet[Article]) -> Article:
    """Return the piece among these rows; refuse who may not see it."""
    article = get_object_or_404(rows, pk=pk)
    by = person(request)
    if not (by.has_perm("articles.view_article") and workflow.may_see(article, by=by)):
        raise PermissionDenied
    return article


def address(article: Article) -> str:
    """Return the address of the piece's page at the desk."""
    return reverse("admin:articles_article_change", args=[article.pk])


def page(request: HttpRequest, template: str, article: Article, **context: Any) -> HttpResponse:
    """Return a page of the desk about the piece."""
    told = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "original": article,
        **context,
    }
    return TemplateResponse(request, f"admin/articles/article/{template}.html", told)
