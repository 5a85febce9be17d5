"""The page that undoes an import run: what would be deleted, what would stay, the button."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles.admin.shortcuts import get_user
from articles.admin.uploads import render_import_page, require_importer
from articles.importing.undo import AlreadyUndoneError
from articles.importing.undo import undo as undo_run
from articles.models import ImportRun, ImportRunState

REMAINING_LIMIT: Final = 200  # rows on the page
# The labels of the counts in an UndoReport; a count without a label is shown by its key.
LABELS: Final[dict[str, str | Promise]] = {
    "created": gettext_lazy("Articles that it made"),
    "updated": gettext_lazy("Texts that it brought to articles"),
    "held": gettext_lazy("Texts that wait for an editor"),
    "duplicate": gettext_lazy("Originals of pieces that came once more"),
    "canceled": gettext_lazy("Pieces that it took back for their source"),
}


@require_importer
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what undoing would delete and what would stay; on POST undo the run."""
    run = get_object_or_404(ImportRun, pk=pk)
    redirect = HttpResponseRedirect(reverse("admin:articles_importrun_change", args=[pk]))
    if reason := _reason_blocked(run):
        messages.error(request, reason)
        return redirect
    if request.method == "POST":
        try:
            report = undo_run(run, by=get_user(request), is_dry_run=False)
            _add_message(request, len(report.remaining))
        except AlreadyUndoneError as error:  # somebody else pressed the button meanwhile
            messages.info(request, str(error))
        return redirect
    return _render_preview(request, run)


def _render_preview(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Return the page with the report of a dry run."""
    report = undo_run(run, by=get_user(request), is_dry_run=True)
    counts = [(LABELS.get(name, name), count) for name, count in report.counts.items() if count]
    context = {
        "title": _("Take the import back"),
        "run": run,
        "counts": counts,
        "live_count": report.live_count,
        "remaining": report.remaining[:REMAINING_LIMIT],
        "more_count": max(0, len(report.remaining) - REMAINING_LIMIT),
    }
    return render_import_page(request, "undo", **context)


def _reason_blocked(run: ImportRun) -> str:
    """Return why the run cannot be undone now, or ""."""
    if run.state == ImportRunState.UNDONE:
        return _("It was taken back already.")
    if run.state == ImportRunState.RUNNING:
        return _("It is still running. Take it back when it has ended.")
    return ""


def _add_message(request: HttpRequest, remaining_count: int) -> None:
    if not remaining_count:
        messages.success(request, _("The import was taken back, all of it."))
        return
    message = ngettext(
        "The import was taken back, but for %(count)s article, which stays.",
        "The import was taken back, but for %(count)s articles, which stay.",
        remaining_count,
    )
    messages.warning(request, message % {"count": remaining_count})
