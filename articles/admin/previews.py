"""The preview of an article, and the links that show it to people without an account."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.admin import shortcuts
from articles.models import Article, PreviewLink
from articles.models.preview_link import OPEN_STATUSES
from articles.publishing import revision_preview, revisions, workflow

DAYS = 3
DAYS_LIMIT = 30


class _RevisionForm(forms.Form):
    """The number of the revision to show; if empty, the working one."""

    revision = forms.IntegerField(required=False, min_value=1)


class LinkForm(forms.Form):
    """For how many days a link is valid, and the number of the revision that the user has seen."""

    days = forms.IntegerField(min_value=1, max_value=DAYS_LIMIT)
    seen = forms.IntegerField()


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of an article shows of its previews.

    ``links`` have their absolute URLs, "" for users who may not share them.
    """

    links: list[tuple[PreviewLink, str]]
    may_share: bool
    is_open: bool
    days: int = DAYS
    days_limit: int = DAYS_LIMIT


def build_panel(request: HttpRequest, article: Article) -> Panel:
    """Return the open links of the article and what the user may do with them, in one query."""
    links = article.preview_links.open().select_related("made_by", "revision")
    may_share = _may_share(request, article)
    return Panel(
        [(link, _build_url(request, link) if may_share else "") for link in links],
        may_share=may_share,
        is_open=article.status in OPEN_STATUSES,
    )


def _build_url(request: HttpRequest, link: PreviewLink) -> str:
    return request.build_absolute_uri(reverse("articles:preview", args=[link.token]))


def _may_share(request: HttpRequest, article: Article) -> bool:
    """Tell whether the user, who may see the article, may edit or review it."""
    by = shortcuts.get_user(request)
    return by.has_perm("articles.review_article") or workflow.may_edit(article, by=by)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a revision as the public page would."""
    article = shortcuts.get_article(request, pk)
    newest, form = revisions.get_working_revision(article), _RevisionForm(request.GET)
    if not form.is_valid():
        raise Http404
    number = form.cleaned_data["revision"] or newest.number
    revision = get_object_or_404(article.revisions, number=number)
    context = {
        "article": revision_preview.build_preview(article, revision.content),
        "previewed": revision,
        "content_version": None,
        "fragment_seconds": 0,
    }
    return render(request, "articles/article.html", context)


@require_POST
def make_preview_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to the working revision, if that is what the user has seen."""
    article = _get_shareable_article(request, pk)
    form = LinkForm(request.POST)
    if not form.is_valid():
        message = _("No link was created: it may last from 1 to %(limit)s days.")
        messages.error(request, message % {"limit": DAYS_LIMIT})
    elif reason := _reason_blocked(article, seen=form.cleaned_data["seen"]):
        messages.error(request, reason)
    else:
        PreviewLink.objects.create(
            article=article,
            revision=revisions.get_working_revision(article),
            made_by=shortcuts.get_user(request),
            expires_at=timezone.now() + timedelta(days=form.cleaned_data["days"]),
        )
        messages.success(request, _("Link created. Copy its address from the list below."))
    return _redirect_to_panel(article)


@require_POST
def revoke_preview_link(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    """Revoke a link; one that is revoked stays as it is."""
    article = _get_shareable_article(request, pk)
    link = get_object_or_404(article.preview_links, pk=link_pk)
    article.preview_links.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("Link revoked: it no longer works."))
    return _redirect_to_panel(article)


def _get_shareable_article(request: HttpRequest, pk: int) -> Article:
    article = shortcuts.get_article(request, pk)
    if not _may_share(request, article):
        raise PermissionDenied
    return article


def _reason_blocked(article: Article, *, seen: int) -> str:
    """Return why no link can be made to the revision of this number, or ""."""
    if article.status not in OPEN_STATUSES:
        message = _(
            "No link was created: the article is %(status)s, and preview links are only "
            "for unfinished work."
        )
        return message % {"status": article.get_status_display()}
    if seen != revisions.get_working_revision(article).number:
        return _(
            "No link was created: the text has changed since you opened the page. Read the "
            "new text first."
        )
    return ""


def _redirect_to_panel(article: Article) -> HttpResponse:
    return HttpResponseRedirect(f"{shortcuts.get_article_url(article)}#previews")
