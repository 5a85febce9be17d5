"""Who else has an article open now, and whether somebody has saved it meanwhile."""

from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin import shortcuts
from articles.models import Article, Presence

# The texts that the scripts of the article's page show; the scripts put the values in.
TEXTS: Final = {
    "here": gettext_lazy("Also on this page: %(names)s"),
    "newer": gettext_lazy(
        "%(who)s saved revision %(number)s in the meantime. Your text is safe; when you save you "
        "will see both."
    ),
    "newer_of_mine": gettext_lazy(
        "You saved revision %(number)s in another tab. What you typed here is safe; when you save, "
        "you will see both texts."
    ),
    "newer_read_only": gettext_lazy(
        "%(who)s saved revision %(number)s in the meantime. Reload the page to see it."
    ),
    "signed_out": gettext_lazy(
        "You have been signed out. Sign in again in another tab; your text is kept here."
    ),
    "unsaved": gettext_lazy("You have unsaved changes from %(when)s."),
    "unsaved_older": gettext_lazy(
        "You have unsaved changes from %(when)s. The article has been saved since; when you save "
        "you will see both texts."
    ),
    "unsaved_read_only": gettext_lazy(
        "You have unsaved changes from %(when)s. The article is locked in its current status: open "
        "your text and copy what you need."
    ),
    "no_room": gettext_lazy("This browser cannot keep unsaved text. Save often."),
}


@require_POST
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the user has the article open, or has left it; return who else has it open.

    The JSON is ``{"others": [names], "newest": {"number", "by", "at", "is_mine"} or null}``, where
    ``newest`` is the working revision.
    """
    article = shortcuts.get_row(request, pk, rows=_get_rows())
    by = shortcuts.get_user(request)
    if "left" in request.POST:
        article.presences.filter(person=by).delete()
        return HttpResponse(status=204)
    if "opened" in request.POST:  # once for each page; the calls after it come every few seconds
        Presence.objects.outdated().delete()
    Presence.objects.touch(article, person=by)
    newest = _serialise_newest(article, by=by)
    return JsonResponse({"others": list_others(article, by=by), "newest": newest})


def list_others(article: Article, *, by: User) -> list[str]:
    """Return the names of the others who have the article open."""
    present = Presence.objects.current().filter(article=article).exclude(person=by)
    return [str(each) for each in present.select_related("person").order_by("person__username")]


def format_others(names: list[str]) -> str:
    """Return a sentence with the names, "" if there are none."""
    return str(TEXTS["here"]) % {"names": ", ".join(names)} if names else ""


def _get_rows() -> QuerySet[Article]:
    """Return articles without their texts: each open page reads its row every few seconds."""
    return Article.objects.select_related("working_revision__made_by").only(
        "created_by",
        "working_revision__number",
        "working_revision__made_at",
        "working_revision__made_by__username",
    )


def _serialise_newest(article: Article, *, by: User) -> dict[str, Any] | None:
    revision = article.working_revision
    if revision is None:
        return None
    return {
        "number": revision.number,
        "by": str(revision.made_by or _("Newsroom")),
        "at": revision.made_at,
        "is_mine": revision.made_by_id == by.pk,
    }
