"""The page of one move, that of a move of many pieces, and what each asks for."""

from collections.abc import Callable, Iterable
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
from articles.admin.fields import say_zone
from articles.models import Article
from articles.publishing import checks, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS, Asks, Transition
from articles.publishing.workflow import TransitionForbidden

# So many pieces a bulk move takes at once.
LIMIT = 200
# The moves whose page shows what the checks find.
LOOKED_OVER = {"approve", "publish"}


class MoveForm(forms.Form):
    """What a transition needs to be told, and which revision the person has seen."""

    reason = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"}),
    )
    at = forms.SplitDateTimeField(
        label=gettext_lazy("Readers see it from"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=gettext_lazy("Left empty: at once, or as planned."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, move: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_zone(self.fields.values())
        if move.asks is not Asks.TIME:
            del self.fields["at"]
        if move.asks not in {Asks.NOTE, Asks.REASON}:
            del self.fields["reason"]
        elif move.asks is Asks.NOTE:
            self.fields["reason"].label = _("Note to the writer")
            self.fields["reason"].help_text = _("Say what is to be changed.")
        else:
            self.fields["reason"].label = _("Reason for readers")
            self.fields["reason"].help_text = _("It stands on the page in place of the text.")

    def told(self) -> dict[str, Any]:
        """Return what was told as arguments of ``workflow.perform``."""
        return {name: value for name, value in self.cleaned_data.items() if value}


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask what the move needs, and make it."""
    article = shortcuts.piece(request, pk)
    step = _step(article, name, by=shortcuts.person(request))
    seen = request.GET.get("seen") or revisions.get_working_revision(article).number
    initial = {"seen": seen, "at": _suggested(article)}
    form = MoveForm(request.POST or None, move=step, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            make(request, article, step, **form.told())
        except (TransitionNotPossible, TransitionForbidden) as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(shortcuts.address(article))
    obstacle = workflow.reason_blocked(
        step, article, by=shortcuts.person(request), at=_suggested(article)
    )
    context = {"move": step, "form": form, "obstacle": obstacle, "title": step.label}
    if step.name in LOOKED_OVER:
        context["is_looked_over"] = True
        context["problems"] = checks.find_problems(
            article, revisions.get_working_revision(article).content
        )
    return shortcuts.page(request, "move", article, media=form.media, **context)


def _step(article: Article, name: str, *, by: User) -> Transition:
    step = TRANSITIONS.get(name)
    if step is None:
        raise Http404(name)
    if not workflow.may_perform(article, step, by=by):
        raise TransitionForbidden(_("You may not do this: %(move)s.") % {"move": step.label})
    return step


def _suggested(article: Article) -> datetime | None:
    """Return the first instant at which the plan and the embargo let readers see the piece."""
    told = filter(None, (article.publish_at, article.embargoed_until))
    return max(told, default=None)


def make(request: HttpRequest, article: Article, step: Transition, **told: Any) -> None:
    """Make the move and say so."""
    workflow.perform(article, step.name, by=shortcuts.person(request), **told)
    status = article.get_status_display()
    text = _("“%(piece)s” is now %(status)s.") % {"piece": article, "status": status}
    messages.success(request, text)


# Many at once.

Action = Callable[[Any, HttpRequest, QuerySet[Article]], HttpResponse | None]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """One piece of a bulk move: the revision shown, and what stops it, or ""."""

    article: Article
    seen: int
    obstacle: str


def bulk(step: Transition) -> Action:
    """Return the list's action for a move: it shows what would happen, and makes it happen."""

    @admin.action(description=step.label)  # type: ignore[arg-type] # a lazy text has another name in the stubs
    def act(_desk: Any, request: HttpRequest, articles: QuerySet[Article]) -> HttpResponse | None:
        chosen = list(articles.select_related("working_revision")[: LIMIT + 1])
        if len(chosen) > LIMIT:
            told = _("Choose up to %(limit)s pieces at a time. Nothing was moved.")
            messages.error(request, told % {"limit": LIMIT})
            return None
        form = MoveForm(request.POST if "confirmed" in request.POST else None, move=step)
        if form.is_valid():
            _move_all(request, step, chosen, form)
            return None
        return _confirm(request, step, chosen, form)

    act.__name__ = step.name
    return act


def _confirm(
    request: HttpRequest, step: Transition, chosen: Iterable[Article], form: MoveForm
) -> HttpResponse:
    """Show for each piece whether it will move, and if not why."""
    by = shortcuts.person(request)
    rows = [
        _Chosen(
            article,
            revisions.get_working_revision(article).number,
            _obstacle_to(step, article, by=by),
        )
        for article in chosen
    ]
    context = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": step.label,
        "move": step,
        "rows": rows,
        "movable_count": sum(not row.obstacle for row in rows),
        "form": form,
        "media": form.media,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/articles/article/move_many.html", context)


def _obstacle_to(step: Transition, article: Article, *, by: User) -> str:
    """Return what stops the move of one among many, or ""."""
    if article.status not in step.from_statuses:
        status = article.get_status_display()
        return _("This is no next step for a piece that is %(status)s.") % {"status": status}
    return workflow.reason_blocked(step, article, by=by)


def _move_all(
    request: HttpRequest, step: Transition, chosen: Iterable[Article], form: MoveForm
) -> None:
    """Move each piece that can be moved, and say why the others were not."""
    moved = 0
    for article in chosen:
        seen = request.POST.get(f"seen-{article.pk}", "")
        told = form.told() | {"seen": int(seen) if seen.isdecimal() else None}
        try:
            workflow.perform(article, step.name, by=shortcuts.person(request), **told)
            moved += 1
        except (TransitionNotPossible, TransitionForbidden) as error:
            messages.warning(request, f"{article}: {error}")
    told_count = ngettext("%(count)s piece was moved.", "%(count)s pieces were moved.", moved)
    messages.success(request, told_count % {"count": moved})
