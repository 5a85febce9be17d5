"""The page that undoes an import run: what it deletes, withdraws and keeps, and the button."""

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
from articles.importing.undo import AlreadyUndoneError, UndoReport
from articles.importing.undo import undo as undo_run
from articles.models import ImportRun, ImportRunState

REMAINING_LIMIT: Final = 200  # rows on the page
# The labels of the counts in an UndoReport; a count without a label is shown by its key.
LABELS: Final[dict[str, str | Promise]] = {
    "created": gettext_lazy("Articles it created"),
    "updated": gettext_lazy("New texts for existing articles"),
    "held": gettext_lazy("New texts waiting for an editor"),
    "duplicate": gettext_lazy("Originals of duplicate articles"),
    "unchanged": gettext_lazy("Originals that brought nothing new"),
    "canceled": gettext_lazy("Articles withdrawn at their source’s request"),
    "held_cancellation": gettext_lazy("Cancellations waiting for an editor"),
}


@require_importer
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what undoing would delete, withdraw and keep; on POST undo the run."""
    run = get_object_or_404(ImportRun, pk=pk)
    redirect = HttpResponseRedirect(reverse("admin:articles_importrun_change", args=[pk]))
    if reason := _reason_blocked(run):
        messages.error(request, reason)
        return redirect
    if request.method == "POST":
        try:
            report = undo_run(run, by=get_user(request), is_dry_run=False)
            _add_messages(request, report)
        except AlreadyUndoneError as error:  # somebody else pressed the button meanwhile
            messages.info(request, str(error))
        return redirect
    return _render_preview(request, run)


def _render_preview(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Return the page with the report of a dry run."""
    report = undo_run(run, by=get_user(request), is_dry_run=True)
    counts = [(LABELS.get(name, name), count) for name, count in report.counts.items() if count]
    context = {
        "title": _("Undo this import"),
        "run": run,
        "counts": counts,
        "withdrawn_count": report.withdrawn_count,
        "remaining": report.remaining[:REMAINING_LIMIT],
        "more_count": max(0, len(report.remaining) - REMAINING_LIMIT),
    }
    return render_import_page(request, "undo", **context)


def _reason_blocked(run: ImportRun) -> str:
    """Return why the run cannot be undone now, or ""."""
    if run.state == ImportRunState.UNDONE:
        return _("This import has already been undone.")
    if run.state == ImportRunState.RUNNING:
        return _("The import is still running. Undo it when it has finished.")
    return ""


def _add_messages(request: HttpRequest, report: UndoReport) -> None:
    _add_result(request, len(report.remaining))
    if report.withdrawn_count:
        message = ngettext(
            "%(count)s article that readers have seen was withdrawn.",
            "%(count)s articles that readers have seen were withdrawn.",
            report.withdrawn_count,
        )
        messages.success(request, message % {"count": report.withdrawn_count})


def _add_result(request: HttpRequest, remaining_count: int) -> None:
    if not remaining_count:
        messages.success(request, _("The whole import was undone."))
        return
    message = ngettext(
        "The import was undone, except for %(count)s article, which was kept.",
        "The import was undone, except for %(count)s articles, which were kept.",
        remaining_count,
    )
    messages.warning(request, message % {"count": remaining_count})
