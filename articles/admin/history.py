"""The history of an article: revisions, status changes, and the comparison of two revisions."""

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

# Who decides about what a source sent: reviewers, also of an article that is their own.
KEEP_OURS_PERMISSIONS = ("articles.change_article", "articles.review_article")
LATEST_COUNT = 12  # entries next to the form


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an article's history: a revision, or a status change with its revision."""

    at: datetime
    by: User | None
    revision: Revision
    change: StatusChange | None = None


def list_entries(article: Article) -> list[Entry]:
    """Return the article's history, newest first, in two queries."""
    own_revisions = article.revisions.defer("content").select_related("made_by")
    changes = article.status_changes.select_related("changed_by", "revision").defer(
        "revision__content"
    )
    entries = [Entry(each.made_at, each.made_by, each) for each in own_revisions]
    entries += [Entry(each.changed_at, each.changed_by, each.revision, each) for each in changes]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def list_latest_entries(article: Article) -> list[Entry]:
    return list(islice(list_entries(article), LATEST_COUNT))


@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    article = shortcuts.get_article(request, pk)
    revisions.get_working_revision(article)  # makes the first, if there is none
    context = {"entries": list_entries(article), "title": _("History")}
    return shortcuts.render_article_page(request, "history", article, **context)


class _ComparisonForm(forms.Form):
    """The numbers of the two revisions to compare, and the layout."""

    before = forms.IntegerField(min_value=1)
    after = forms.IntegerField(min_value=1)
    view = forms.ChoiceField(choices=[("inline", "inline"), ("side", "side")], required=False)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what differs between two revisions, by default the live and the working one."""
    article = shortcuts.get_article(request, pk)
    newest = revisions.get_working_revision(article).number
    form = _ComparisonForm(request.GET)
    params = form.cleaned_data if form.is_valid() else {}
    live = article.live_revision.number if article.live_revision else max(newest - 1, 1)
    context = {
        "before": get_object_or_404(article.revisions, number=params.get("before", live)),
        "after": get_object_or_404(article.revisions, number=params.get("after", newest)),
        "numbers": article.revisions.values_list("number", flat=True),
        "view": params.get("view") or "inline",
        "title": _("Compare revisions"),
        "may_bring_back": workflow.may_edit(article, by=shortcuts.get_user(request)),
    }
    return shortcuts.render_article_page(request, "compare", article, **context)


@require_POST
def bring_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Save the content of an earlier or an imported revision as the new working revision."""
    article = shortcuts.get_article(request, pk)
    if not workflow.may_edit(article, by=shortcuts.get_user(request)):
        raise PermissionDenied
    earlier = get_object_or_404(article.revisions, number=number)
    seen = shortcuts.read_number(request.POST.get("seen", ""))
    builds_on = seen or revisions.get_working_revision(article).number
    try:
        by = shortcuts.get_user(request)
        messages.success(request, _restore(article, earlier, by=by, builds_on=builds_on))
    except revisions.ConflictError:
        message = _(
            "Somebody else has changed the article in the meantime. Check it, then restore the "
            "revision again."
        )
        messages.error(request, message)
    return HttpResponseRedirect(shortcuts.get_article_url(article))


@require_POST
def keep_ours(request: HttpRequest, pk: int) -> HttpResponse:
    """Dismiss the text or the cancellation that the source sent last; the history still has it.

    Reviewers decide, and not whoever wrote the article.
    """
    article = shortcuts.get_article(request, pk)
    if not shortcuts.get_user(request).has_perms(KEEP_OURS_PERMISSIONS):
        raise PermissionDenied
    seen = shortcuts.read_number(request.POST.get("held", ""))
    if revisions.dismiss_held(article, seen=seen):
        message = _("The article stays as it is. What the source sent is stored as an original.")
        messages.success(request, message)
    else:
        message = _(
            "Nothing was dismissed: the source has sent something else in the meantime. Look at it "
            "first."
        )
        messages.error(request, message)
    return HttpResponseRedirect(shortcuts.get_article_url(article))


def _restore(article: Article, earlier: Revision, *, by: User, builds_on: int) -> str:
    """Save the revision's content as a new one; return a message that says so."""
    content: dict[str, Any] = earlier.content | {"correction": None}
    if article.published_at is not None:
        content["slug"] = article.slug  # the public URL stays
    revision = revisions.save_revision(
        article, content, by=by, builds_on=builds_on, brings_back=earlier.number
    )
    message = _("Revision %(earlier)s was restored as revision %(number)s.")
    return message % {"earlier": earlier.number, "number": revision.number}
