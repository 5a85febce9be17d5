"""What became of a piece: its revisions and status changes, and any two of them side by side."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.admin import shortcuts
from articles.models import Article, Revision, StatusChange
from articles.publishing import revisions, workflow

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a piece's history: a revision that was taken, or a change of its status."""

    at: datetime
    by: User | None
    revision: Revision
    change: StatusChange | None = None


def entries(article: Article) -> list[Entry]:
    """Return the piece's history, newest first, in two queries."""
    taken = article.revisions.defer("content").select_related("made_by")
    changes = article.status_changes.select_related("changed_by", "revision").defer(
        "revision__content"
    )
    told = [Entry(each.made_at, each.made_by, each) for each in taken]
    told += [Entry(each.changed_at, each.changed_by, each.revision, each) for each in changes]
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def latest(article: Article) -> list[Entry]:
    return list(islice(entries(article), SHOWN))


@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    article = shortcuts.piece(request, pk)
    revisions.get_working_revision(article)
    context = {"entries": entries(article), "title": _("History")}
    return shortcuts.page(request, "history", article, **context)


class _Choice(forms.Form):
    """Which two revisions to compare, and how."""

    before = forms.IntegerField(min_value=1)
    after = forms.IntegerField(min_value=1)
    view = forms.ChoiceField(choices=[("inline", "inline"), ("side", "side")], required=False)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what differs between two revisions; the live and the working one unless told."""
    article = shortcuts.piece(request, pk)
    work = revisions.get_working_revision(article)
    choice = _Choice(request.GET)
    asked = choice.cleaned_data if choice.is_valid() else {}
    live = article.live_revision.number if article.live_revision else max(work.number - 1, 1)
    context = {
        "before": get_object_or_404(article.revisions, number=asked.get("before", live)),
        "after": get_object_or_404(article.revisions, number=asked.get("after", work.number)),
        "numbers": article.revisions.values_list("number", flat=True),
        "view": asked.get("view") or "inline",
        "title": _("Compare revisions"),
        "may_bring_back": workflow.may_edit(article, by=shortcuts.person(request)),
    }
    return shortcuts.page(request, "compare", article, **context)


@require_POST
def bring_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take an earlier revision, or one that an import brought, as the newest one."""
    article = shortcuts.piece(request, pk)
    if not workflow.may_edit(article, by=shortcuts.person(request)):
        raise PermissionDenied
    earlier = get_object_or_404(article.revisions, number=number)
    seen = request.POST.get("seen", "")
    builds_on = int(seen) if seen.isdecimal() else revisions.get_working_revision(article).number
    try:
        by = shortcuts.person(request)
        messages.success(request, _take_again(article, earlier, by=by, builds_on=builds_on))
    except revisions.ConflictError:
        told = _("Somebody else changed the piece meanwhile. Look at it, then bring it back again.")
        messages.error(request, told)
    return HttpResponseRedirect(shortcuts.address(article))


@require_POST
def keep_ours(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave what the source sent last in the history, and speak of it no more."""
    article = shortcuts.piece(request, pk)
    if not shortcuts.person(request).has_perm("articles.change_article"):
        raise PermissionDenied
    revisions.clear_held_revision(article)
    return HttpResponseRedirect(shortcuts.address(article))


def _take_again(article: Article, earlier: Revision, *, by: User, builds_on: int) -> str:
    content: dict[str, Any] = earlier.content | {"correction": None}
    if article.published_at is not None:
        content["slug"] = article.slug  # the public address stays
    taken = revisions.save_revision(
        article, content, by=by, builds_on=builds_on, brings_back=earlier.number
    )
    told = _("Revision %(earlier)s is back as revision %(number)s.")
    return told % {"earlier": earlier.number, "number": taken.number}
