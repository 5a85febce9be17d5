"""The admin of originals: shown and downloaded as received, never changed."""

from mimetypes import guess_extension
from typing import Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ReadOnlyAdmin
from articles.admin.shortcuts import get_user
from articles.models import Original
from articles.models.blob import FileDamagedError
from articles.models.positions import word_position

NO_TEXT: Final = _("This original is a document. Download it to read it.")


@admin.register(Original)
class OriginalAdmin(ReadOnlyAdmin[Original]):
    list_display = ["__str__", "article", "outcome", "media_type", "size", "received_at"]
    list_filter = ["outcome", "media_type", "parser"]
    list_select_related = ["article"]
    date_hierarchy = "received_at"
    search_fields = ["path", "sha256"]
    fields = [
        *("article", "outcome", "run", "path", "position_display", "received_at"),
        *("media_type", "charset", "parser", "size", "sha256", "download_link"),
        *("remarks_display", "text_display"),
    ]

    @admin.display(description=_("place in the file"))
    def position_display(self, original: Original) -> str:
        return word_position(original.position)

    @admin.display(description=_("remarks"))
    def remarks_display(self, original: Original) -> SafeString:
        return render_to_string("admin/articles/original/remarks.html", {"original": original})

    @admin.display(description=_("as received"))
    def text_display(self, original: Original) -> SafeString:
        try:
            text = original.text or NO_TEXT
        except FileDamagedError as error:
            return format_html('<p class="errornote">{}</p>', error)
        return format_html('<pre class="original-text">{}</pre>', text)

    @admin.display(description=_("file"))
    def download_link(self, original: Original) -> SafeString:
        url = reverse("admin:articles_original_download", args=[original.pk])
        return format_html('<a href="{}" download>{}</a>', url, _("Download"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Original]:
        """Return the originals of the articles that the user may see."""
        rows, by = super().get_queryset(request), get_user(request)
        is_reviewer = by.has_perm("articles.review_article")
        return rows if is_reviewer else rows.filter(article__created_by=by)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download)
        name = "articles_original_download"
        return [path("<int:pk>/download/", view, name=name), *super().get_urls()]

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the bytes as received, as an attachment, so that no browser runs them.

        Where their file is not whole, lead back to the page with the reason.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        original = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            content = original.content
        except FileDamagedError as error:
            messages.error(request, str(error))
            return redirect("admin:articles_original_change", pk)
        # Programs open documents by the ends of their names.
        suffix = "" if original.charset else guess_extension(original.media_type) or ""
        disposition = f'attachment; filename="original-{original.pk}{suffix}"'
        return HttpResponse(
            content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": disposition},
        )
