"""The page that takes an import back: what would go, what would stay, and the button."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles.admin.shortcuts import person
from articles.admin.uploads import for_importers, page
from articles.importing.undo import AlreadyUndoneError
from articles.importing.undo import undo as take_back
from articles.models import ImportRun, ImportRunState

SHOWN: Final = 200
# What is taken back, by the outcome of the import; what else there is goes by its own name.
LABELS: Final[dict[str, str | Promise]] = {
    "created": gettext_lazy("Articles that it made"),
    "updated": gettext_lazy("Texts that it brought to articles"),
    "held": gettext_lazy("Texts that wait for an editor"),
    "duplicate": gettext_lazy("Originals of pieces that came once more"),
    "canceled": gettext_lazy("Pieces that it took back for their source"),
}


@for_importers
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would go and what would stay; take the import back when that is confirmed."""
    run = get_object_or_404(ImportRun, pk=pk)
    back = HttpResponseRedirect(reverse("admin:articles_importrun_change", args=[pk]))
    if obstacle := _obstacle(run):
        messages.error(request, obstacle)
        return back
    if request.method == "POST":
        try:
            _say(request, take_back(run, by=person(request), is_dry_run=False).remaining)
        except AlreadyUndoneError as error:  # somebody else pressed the button meanwhile
            messages.info(request, str(error))
        return back
    found = take_back(run, by=person(request), is_dry_run=True)
    context = {
        "title": _("Take the import back"),
        "run": run,
        "taken": [(LABELS.get(name, name), count) for name, count in found.counts.items() if count],
        "readable_count": found.live_count,
        "kept": found.remaining[:SHOWN],
        "more_count": max(0, len(found.remaining) - SHOWN),
    }
    return page(request, "undo", **context)


def _obstacle(run: ImportRun) -> str:
    """Return why the import cannot be taken back now, or ""."""
    if run.state == ImportRunState.UNDONE:
        return _("It was taken back already.")
    if run.state == ImportRunState.RUNNING:
        return _("It is still running. Take it back when it has ended.")
    return ""


def _say(request: HttpRequest, kept: Iterable[Any]) -> None:
    count = len(list(kept))
    if not count:
        messages.success(request, _("The import was taken back, all of it."))
        return
    told = ngettext(
        "The import was taken back, but for %(count)s article, which stays.",
        "The import was taken back, but for %(count)s articles, which stay.",
        count,
    )
    messages.warning(request, told % {"count": count})
