"""The preview of a piece, and the links that show it to people without an account."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.admin import shortcuts
from articles.models import Article, PreviewLink
from articles.models.preview_link import OPEN_STATUSES
from articles.publishing import revision_preview, revisions, workflow

DAYS = 3
DAYS_LIMIT = 30


class _Choice(forms.Form):
    """Which revision to show; left out, the working one."""

    revision = forms.IntegerField(required=False, min_value=1)


class LinkForm(forms.Form):
    """For how long a link is good, and the revision that the person has before them."""

    days = forms.IntegerField(min_value=1, max_value=DAYS_LIMIT)
    seen = forms.IntegerField()


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of the piece shows of its previews; ``links`` with their whole addresses."""

    links: list[tuple[PreviewLink, str]]
    may_share: bool
    is_open: bool
    days: int = DAYS
    days_limit: int = DAYS_LIMIT


def panel(request: HttpRequest, article: Article) -> Panel:
    """Return the open links of the piece and what the person may do with them, in one query."""
    links = article.preview_links.open().select_related("made_by", "revision")
    return Panel(
        [(link, request.build_absolute_uri(link.get_absolute_url())) for link in links],
        may_share=_may_share(request, article),
        is_open=article.status in OPEN_STATUSES,
    )


def _may_share(request: HttpRequest, article: Article) -> bool:
    """Tell whether the person, who sees the piece, may edit or review it."""
    by = shortcuts.person(request)
    return by.has_perm("articles.review_article") or workflow.may_edit(article, by=by)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a revision exactly as the public page would."""
    article = shortcuts.piece(request, pk)
    work, choice = revisions.get_working_revision(article), _Choice(request.GET)
    if not choice.is_valid():
        raise Http404
    number = choice.cleaned_data["revision"] or work.number
    revision = get_object_or_404(article.revisions, number=number)
    context = {
        "article": revision_preview.build_preview(article, revision.content),
        "previewed": revision,
    }
    return render(request, "articles/article.html", context)


@require_POST
def make_preview_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to the working revision, if that is what the person has seen."""
    article = _to_share(request, pk)
    form = LinkForm(request.POST)
    if not form.is_valid():
        told = _("No link was made: give it from 1 to %(limit)s days.")
        messages.error(request, told % {"limit": DAYS_LIMIT})
    elif obstacle := _obstacle(article, seen=form.cleaned_data["seen"]):
        messages.error(request, obstacle)
    else:
        PreviewLink.objects.create(
            article=article,
            revision=revisions.get_working_revision(article),
            made_by=shortcuts.person(request),
            expires_at=timezone.now() + timedelta(days=form.cleaned_data["days"]),
        )
        messages.success(request, _("The link is made. Copy its address from the list below."))
    return _back(article)


@require_POST
def revoke_preview_link(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """End a link; one that has ended stays as it is."""
    article = _to_share(request, pk)
    found = get_object_or_404(article.preview_links, pk=link)
    article.preview_links.filter(pk=found.pk, revoked_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("The link is revoked: it leads nowhere from now on."))
    return _back(article)


def _to_share(request: HttpRequest, pk: int) -> Article:
    article = shortcuts.piece(request, pk)
    if not _may_share(request, article):
        raise PermissionDenied
    return article


def _obstacle(article: Article, *, seen: int) -> str:
    """Return why a link would lead nowhere, or to what the person has not seen, or ""."""
    if article.status not in OPEN_STATUSES:
        told = _("No link was made: the piece is %(status)s, and links show work that goes on.")
        return told % {"status": article.get_status_display()}
    if seen != revisions.get_working_revision(article).number:
        return _("No link was made: the text has changed since you opened the page. Read it first.")
    return ""


def _back(article: Article) -> HttpResponse:
    return HttpResponseRedirect(f"{shortcuts.address(article)}#previews")
