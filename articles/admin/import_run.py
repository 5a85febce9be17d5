"""The desk's record of imports, and the way to a new one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from articles.admin import undo_page, uploads
from articles.admin.base import ReadOnlyAdmin
from articles.admin.list_filters import RejectsFilter
from articles.models import ImportRun, ImportRunState, Upload, UploadState
from articles.models.import_run import DEFERRED_UPLOAD_FIELDS

WAITING = 10  # uploads


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin[ImportRun]):
    list_display = [
        *("__str__", "shown_state", "started_at", "started_by", "created_link", "updated_link"),
        *("unchanged_count", "duplicate_count", "rejected_count"),
    ]
    list_filter = [RejectsFilter]
    list_select_related = ["started_by", "upload"]
    date_hierarchy = "started_at"
    search_fields = ["label"]
    fields = [
        *("label", "shown_state", "started_at", "finished_at", "started_by", "created_count"),
        *("updated_count", "unchanged_count", "duplicate_count", "rejected_count"),
        *("undone_at", "undone_by"),
    ]

    class Media:
        css = {"all": ["articles/admin.css", "articles/imports.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        return super().get_queryset(request).defer(*DEFERRED_UPLOAD_FIELDS)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of uploads, and that of undoing a run, to Django's own."""
        pages = {**uploads.PAGES, "<int:pk>/undo/": undo_page.undo}
        ours = [
            path(tail, self.admin_site.admin_view(view), name=f"articles_importrun_{view.__name__}")
            for tail, view in pages.items()
        ]
        return [*ours, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        may_import = uploads.may_import(request.user)
        waiting = _waiting() if may_import else Upload.objects.none()
        context = {"may_import": may_import, "uploads": waiting, **(extra_context or {})}
        return super().changelist_view(request, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        run = kwargs["obj"]
        is_over = run.state in {ImportRunState.FINISHED, ImportRunState.INTERRUPTED}
        may_import = uploads.may_import(request.user)
        context |= {"may_import": may_import, "may_undo": may_import and is_over}
        return super().render_change_form(request, context, *args, **kwargs)

    # The columns.

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, run: ImportRun) -> str:
        return str(run.state.label)

    @admin.display(description=gettext_lazy("created"), ordering="created_count")
    def created_link(self, run: ImportRun) -> SafeString | int:
        return _to_articles(run, run.created_count)

    @admin.display(description=gettext_lazy("updated"), ordering="updated_count")
    def updated_link(self, run: ImportRun) -> SafeString | int:
        return _to_articles(run, run.updated_count)


def _to_articles(run: ImportRun, count: int) -> SafeString | int:
    """Return the count as a link to the articles of the run, if there are any."""
    if not count:
        return count
    told = ngettext(
        "%(count)s article of import %(number)s", "%(count)s articles of import %(number)s", count
    )
    return format_html(
        '<a href="{}?run={}" aria-label="{}">{}</a>',
        reverse("admin:articles_article_changelist"),
        run.pk,
        told % {"count": count, "number": run.pk},
        count,
    )


def _waiting() -> QuerySet[Upload]:
    """Return the uploads that something is to be done with, or that are being worked on."""
    rows = Upload.objects.exclude(state=UploadState.FINISHED).select_related("uploaded_by")
    return rows.defer("preview", "log")[:WAITING]
