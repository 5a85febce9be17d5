"""The page of one transition, the bulk action for many articles, and the form of both."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminSplitDateTime
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles.admin import shortcuts
from articles.admin import signatures as signatures_page
from articles.admin.fields import add_zone_to_help_texts
from articles.models import Article, Revision, StatusChange
from articles.models.instants import validate_instant
from articles.models.program_reason import is_code
from articles.publishing import checks, revisions, signatures, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS, Transition
from articles.publishing.workflow import TransitionForbidden

BULK_LIMIT = 200  # articles


class TransitionForm(forms.Form):
    """The input of a transition, and the number of the revision that the user has seen."""

    reason = forms.CharField(
        required=False,
        max_length=workflow.TEXT_LIMIT,
        widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"}),
    )
    at = forms.SplitDateTimeField(
        label=gettext_lazy("Go live at"),
        required=False,
        widget=AdminSplitDateTime,
        validators=[validate_instant],
        help_text=gettext_lazy("Leave empty to go live at once, or at the planned time."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, transition: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_zone_to_help_texts(self.fields.values())
        if not transition.asks_time:
            del self.fields["at"]
        if transition.asks_text:
            self.fields["reason"].label = str(transition.asks_text.label)
            self.fields["reason"].help_text = str(transition.asks_text.help_text)
        else:
            del self.fields["reason"]

    def clean_reason(self) -> str:
        """Refuse what everybody would read as a reason that the program itself gave."""
        reason: str = self.cleaned_data["reason"]
        if is_code(reason):
            message = _("This is how Newsroom writes down its own reasons. Use your own words.")
            raise forms.ValidationError(message)
        return reason

    def build_arguments(self) -> dict[str, Any]:
        """Return the input as keyword arguments of ``workflow.perform``."""
        return {name: value for name, value in self.cleaned_data.items() if value}


@require_http_methods(["GET", "POST"])
def transition_page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show the form of the transition; on POST perform it."""
    article = shortcuts.get_article(request, pk)
    transition = _get_transition(article, name, by=shortcuts.get_user(request))
    seen = request.GET.get("seen") or revisions.get_working_revision(article).number
    initial = {"seen": seen, "at": _get_earliest_time(article)}
    form = TransitionForm(request.POST or None, transition=transition, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            perform_transition(request, article, transition, **form.build_arguments())
        except (TransitionNotPossible, TransitionForbidden) as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(shortcuts.get_article_url(article))
    context = _build_context(request, article, transition)
    return shortcuts.render_article_page(
        request, "transition", article, form=form, media=form.media, **context
    )


def _get_transition(article: Article, name: str, *, by: User) -> Transition:
    transition = TRANSITIONS.get(name)
    if transition is None:
        raise Http404(name)
    workflow.require_permission(article, transition, by=by)
    return transition


def _get_earliest_time(article: Article) -> datetime | None:
    """Return the first instant at which the plan and the embargo let readers see the article."""
    instants = filter(None, (article.publish_at, article.embargoed_until))
    return max(instants, default=None)


def _build_context(
    request: HttpRequest, article: Article, transition: Transition
) -> dict[str, Any]:
    by, at = shortcuts.get_user(request), _get_earliest_time(article)
    context: dict[str, Any] = {
        "title": transition.label,
        "transition": transition,
        "reason_blocked": workflow.reason_blocked(transition, article, by=by, at=at),
    }
    if transition.shows_signatures:
        context |= signatures_page.build_context(article, by=by)
    if transition.shows_checks:
        content = revisions.get_working_revision(article).content
        context |= {"has_checks": True, "problems": checks.find_problems(article, content, by=by)}
    return context


def perform_transition(
    request: HttpRequest, article: Article, transition: Transition, **arguments: Any
) -> None:
    """Perform the transition as the user and add a message that says so."""
    by = shortcuts.get_user(request)
    change = workflow.perform(article, transition.name, by=by, **arguments)
    messages.success(request, _describe_change(article, change, transition))


def _describe_change(article: Article, change: StatusChange, transition: Transition) -> str:
    """Return a sentence that says what the transition has done."""
    params = {
        "article": article,
        "done": transition.history,
        "status": article.get_status_display(),
    }
    if change.to_status != change.from_status:
        return _("The status of “%(article)s” is now “%(status)s”.") % params
    if transition.to_status:
        message = _(
            "You have signed “%(article)s”. It is approved as soon as somebody else has signed "
            "what you changed yourself."
        )
        return message % params
    message = _("“%(article)s”: %(done)s. The status is still “%(status)s”.")
    return message % params


# Many at once.

Action = Callable[[Any, HttpRequest, QuerySet[Article]], HttpResponse | None]


@dataclass(frozen=True, slots=True)
class _Row:
    """An article of a bulk action, its revision on the page, and what blocks it, or ""."""

    article: Article
    seen: int
    reason_blocked: str


def build_bulk_action(transition: Transition) -> Action:
    """Return the list's action for a transition: it asks for confirmation, then performs it."""

    @admin.action(description=transition.label)  # type: ignore[arg-type] # a lazy text has another name in the stubs
    def act(_admin: Any, request: HttpRequest, rows: QuerySet[Article]) -> HttpResponse | None:
        articles = list(
            rows.select_related("working_revision", "previous_live_revision")[: BULK_LIMIT + 1]
        )
        if len(articles) > BULK_LIMIT:
            message = _("Select no more than %(limit)s articles at a time. Nothing was changed.")
            messages.error(request, message % {"limit": BULK_LIMIT})
            return None
        data = request.POST if "confirmed" in request.POST else None
        form = TransitionForm(data, transition=transition)
        if form.is_valid():
            _perform_all(request, transition, articles, form)
            return None
        return _render_confirmation(request, transition, articles, form)

    act.__name__ = transition.name
    return act


def _render_confirmation(
    request: HttpRequest, transition: Transition, articles: Iterable[Article], form: TransitionForm
) -> HttpResponse:
    """Return a page that says of each article whether the transition is possible, and why not."""
    by, unsigned = shortcuts.get_user(request), _load_unsigned(transition, articles)
    rows = [
        _Row(
            article,
            revisions.get_working_revision(article).number,
            _reason_blocked(transition, article, by=by, unsigned=unsigned.get(article.pk, [])),
        )
        for article in articles
    ]
    context = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": transition.label,
        "transition": transition,
        "rows": rows,
        "possible_count": sum(not row.reason_blocked for row in rows),
        "form": form,
        "media": form.media,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/articles/article/bulk_transition.html", context)


def _load_unsigned(
    transition: Transition, articles: Iterable[Article]
) -> Mapping[int, list[Revision]]:
    """Return what waits for a signature in each article, if the transition depends on it."""
    return signatures.load_unsigned(articles) if transition.depends_on_signatures else {}


def _reason_blocked(
    transition: Transition, article: Article, *, by: User, unsigned: Sequence[Revision]
) -> str:
    """Return what blocks the transition of one article of many, or ""."""
    if article.status not in transition.from_statuses:
        status = article.get_status_display()
        return _("This cannot be done while the status is “%(status)s”.") % {"status": status}
    forbidden = workflow.explain_forbidden(article, transition, by=by)
    return forbidden or workflow.reason_blocked(transition, article, by=by, unsigned=unsigned)


def _perform_all(
    request: HttpRequest, transition: Transition, articles: Iterable[Article], form: TransitionForm
) -> None:
    """Perform the transition where it is possible; say of the others why it is not."""
    changed_count = unchanged_count = 0
    for article in articles:
        seen = shortcuts.read_number(request.POST.get(f"seen-{article.pk}", ""))
        arguments = form.build_arguments() | {"seen": seen}
        try:
            by = shortcuts.get_user(request)
            change = workflow.perform(article, transition.name, by=by, **arguments)
            is_changed = change.from_status != change.to_status
            changed_count += is_changed
            unchanged_count += not is_changed
        except (TransitionNotPossible, TransitionForbidden) as error:
            messages.warning(request, f"{article}: {error}")
    _tell_counts(request, changed_count, unchanged_count)


def _tell_counts(request: HttpRequest, changed_count: int, unchanged_count: int) -> None:
    """Add messages that say of how many articles the status was changed, and of how many not."""
    if unchanged_count:
        message = ngettext(
            "%(count)s article was signed or reverted; its status is still the same.",
            "%(count)s articles were signed or reverted; their status is still the same.",
            unchanged_count,
        )
        messages.success(request, message % {"count": unchanged_count})
    if changed_count or not unchanged_count:
        message = ngettext(
            "The status of %(count)s article was changed.",
            "The status of %(count)s articles was changed.",
            changed_count,
        )
        messages.success(request, message % {"count": changed_count})
