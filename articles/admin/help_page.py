"""The help page of the desk: roles, queues, statuses with their transitions, keys."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from articles.admin.shortcuts import get_user
from articles.admin.transitions import TransitionForm
from articles.importing import permissions
from articles.models import Status
from articles.publishing.queues import QUEUES
from articles.publishing.transitions import TRANSITIONS, Transition

Text = str | Promise

# The groups of publishing/roles.py, by their names in the database.
ROLES: Final[Mapping[str, tuple[Text, Text]]] = {
    "Contributors": (
        gettext_lazy("Contributors"),
        gettext_lazy(
            "They write articles, submit their own articles for review, sign what others have "
            "changed in them, and reopen them after publication. They see only their own articles."
        ),
    ),
    "Editors": (
        gettext_lazy("Editors"),
        gettext_lazy(
            "They see and edit all articles, approve them, request changes and spike them. They "
            "confirm or revert what was published on one signature, manage sources, authors, tags "
            "and feeds, and import files."
        ),
    ),
    "Publishers": (
        gettext_lazy("Publishers"),
        gettext_lazy(
            "They do everything that editors do, and publish, also on one signature, withdraw and "
            "restore articles."
        ),
    ),
}
STATUSES: Final[Mapping[Status, Text]] = {
    Status.DRAFT: gettext_lazy("Somebody is working on the text."),
    Status.REVIEW: gettext_lazy(
        "The article is waiting for an editor to read it. Editors can still change the text."
    ),
    Status.APPROVED: gettext_lazy(
        "The text is ready for publication. It cannot be changed without another review."
    ),
    Status.PUBLISHED: gettext_lazy("Readers see this text, or will see it from the time set."),
    Status.WITHDRAWN: gettext_lazy("Readers see the reason in place of the article."),
    Status.SPIKED: gettext_lazy("The article was dropped before readers saw it."),
}
# Keys of the editor of the body.
KEYS: Final[tuple[tuple[str, Text], ...]] = (
    ("Ctrl+B", gettext_lazy("bold")),
    ("Ctrl+I", gettext_lazy("italic")),
    ("Ctrl+K", gettext_lazy("link on the selected words")),
    ("Ctrl+Alt+2", gettext_lazy("heading; with 3 or 4 a heading of a lower level")),
    ("Ctrl+Shift+8", gettext_lazy("bulleted list")),
    ("Ctrl+Shift+7", gettext_lazy("numbered list")),
    ("Shift+Enter", gettext_lazy("new line in the same paragraph")),
    ("Ctrl+Z", gettext_lazy("undo")),
    ("Ctrl+Shift+Z", gettext_lazy("redo")),
)


@dataclass(frozen=True, slots=True)
class TransitionHelp:
    """A transition in words: who may make it, the fields of its form, and for which articles."""

    transition: Transition
    roles: list[str]
    fields: list[Text]
    limits: list[Text]


@dataclass(frozen=True, slots=True)
class StatusHelp:
    """A status, what it means, and the transitions that begin there."""

    status: Status
    meaning: Text
    transitions: list[TransitionHelp]


@require_GET
def show_help(request: HttpRequest) -> HttpResponse:
    """Show the page. Who may do what is read from the groups of this desk."""
    user = get_user(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Help"),
        "own_roles": _list_names(user.groups.all()),
        "roles": ROLES.values(),
        "has_four_eyes": settings.NEWSROOM_FOUR_EYES,
        "may_import": permissions.may_import(user),
        "queues": QUEUES.values(),
        "statuses": list(list_statuses()),
        "keys": KEYS,
    }
    return TemplateResponse(request, "admin/help.html", context)


def list_statuses() -> Iterator[StatusHelp]:
    """Yield each status with the transitions that begin there."""
    transitions = list(list_transitions())
    for status, meaning in STATUSES.items():
        starts_here = [each for each in transitions if status in each.transition.from_statuses]
        yield StatusHelp(status, meaning, starts_here)


def list_transitions() -> Iterator[TransitionHelp]:
    """Yield each transition in words."""
    for transition in TRANSITIONS.values():
        codename = transition.permission.removeprefix("articles.")
        groups = Group.objects.filter(
            permissions__codename=codename, permissions__content_type__app_label="articles"
        )
        limits = [transition.condition.label, _explain_four_eyes(transition)]
        yield TransitionHelp(
            transition,
            _list_names(groups),
            [field.label for field in TransitionForm(transition=transition).visible_fields()],
            [limit for limit in limits if limit],
        )


def _explain_four_eyes(transition: Transition) -> Text:
    is_needed = transition.needs_four_eyes and settings.NEWSROOM_FOUR_EYES
    return _("a text that somebody else has signed, or signs") if is_needed else ""


def _list_names(groups: QuerySet[Group]) -> list[str]:
    """Return the names of the groups; those of our roles in the user's language."""
    names: Iterable[str] = groups.order_by("pk").values_list("name", flat=True)
    return [str(ROLES[name][0]) if name in ROLES else name for name in names]
