"""The admin of import runs, with links to the pages of uploads and of undoing a run."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from articles.admin import undo_page, uploads
from articles.admin.base import ReadOnlyAdmin
from articles.admin.list_filters import RejectsFilter
from articles.importing import permissions
from articles.models import ImportRun, ImportRunState, Original, Upload, UploadState
from articles.models.import_run import DEFERRED_UPLOAD_FIELDS

DUPLICATES_COUNT = 50  # on the page of an import
_ARTICLE = "admin:articles_article_change"
UNFINISHED_COUNT = 10  # uploads above the list


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin[ImportRun]):
    list_display = [
        *("__str__", "state_label", "started_at", "started_by", "created_link", "updated_link"),
        *("unchanged_count", "duplicate_count", "rejected_count"),
    ]
    list_filter = [RejectsFilter]
    list_select_related = ["started_by", "upload"]
    date_hierarchy = "started_at"
    search_fields = ["label"]
    fields = [
        *("label", "state_label", "started_at", "finished_at", "started_by", "created_count"),
        *("updated_count", "unchanged_count", "duplicate_count", "rejected_count"),
        *("held_count", "canceled_count", "withdrawn_count", "held_cancellation_count"),
        *("stub_count", "duplicates", "undone_at", "undone_by"),
    ]

    class Media:
        css = {"all": ["articles/admin.css", "articles/imports.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        return super().get_queryset(request).defer(*DEFERRED_UPLOAD_FIELDS)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of uploads, and that of undoing a run, to Django's own."""
        views = {**uploads.VIEWS, "<int:pk>/undo/": ("articles_importrun_undo", undo_page.undo)}
        ours = [
            path(route, self.admin_site.admin_view(view), name=name)
            for route, (name, view) in views.items()
        ]
        return [*ours, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        may_import = permissions.may_import(request.user)
        unfinished = _list_unfinished_uploads() if may_import else Upload.objects.none()
        context = {"may_import": may_import, "uploads": unfinished, **(extra_context or {})}
        return super().changelist_view(request, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        run = kwargs["obj"]
        is_over = run.state in {ImportRunState.FINISHED, ImportRunState.INTERRUPTED}
        may_import = permissions.may_import(request.user)
        context |= {"may_import": may_import, "may_undo": may_import and is_over}
        return super().render_change_form(request, context, *args, **kwargs)

    # The columns.

    @admin.display(description=gettext_lazy("state"))
    def state_label(self, run: ImportRun) -> str:
        return str(run.state.label)

    @admin.display(description=gettext_lazy("created"), ordering="created_count")
    def created_link(self, run: ImportRun) -> SafeString | int:
        return _link_to_articles(run, run.created_count)

    @admin.display(description=gettext_lazy("updated"), ordering="updated_count")
    def updated_link(self, run: ImportRun) -> SafeString | int:
        return _link_to_articles(run, run.updated_count)

    @admin.display(description=gettext_lazy("duplicates"))
    def duplicates(self, run: ImportRun) -> SafeString:
        """List the first duplicates, each with a link to its article.

        One that an earlier run brought, too, is kept only once, and is listed there.
        """
        originals = run.originals.filter(outcome=Original.Outcome.DUPLICATE).order_by("pk")
        rows = originals.select_related("article").defer("compressed")[:DUPLICATES_COUNT]
        places = [(str(each), each.article.pk, each.article.headline) for each in rows]
        links = [(place, reverse(_ARTICLE, args=[pk]), headline) for place, pk, headline in places]
        return format_html_join("", '<p>{} → <a href="{}">{}</a></p>', links)


def _link_to_articles(run: ImportRun, count: int) -> SafeString | int:
    """Return the count as a link to the articles of the run, if there are any."""
    if not count:
        return count
    label = ngettext(
        "%(count)s article from import %(number)s",
        "%(count)s articles from import %(number)s",
        count,
    )
    return format_html(
        '<a href="{}?run={}" aria-label="{}">{}</a>',
        reverse("admin:articles_article_changelist"),
        run.pk,
        label % {"count": count, "number": run.pk},
        count,
    )


def _list_unfinished_uploads() -> QuerySet[Upload]:
    """Return the uploads that wait for a decision or are being worked on."""
    rows = Upload.objects.exclude(state=UploadState.FINISHED).select_related("uploaded_by")
    return rows.defer("preview", "log")[:UNFINISHED_COUNT]
