"""The desk's record of imports."""

from django.contrib import admin

from articles.admin.choices import RejectsFilter
from articles.admin.lists import ReadOnlyAdmin
from articles.models import Batch


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin[Batch]):
    list_display = [
        *("__str__", "started_at", "finished_at", "started_by", "created_count"),
        *("updated_count", "unchanged_count", "duplicate_count", "rejected_count"),
    ]
    list_filter = [RejectsFilter]
    list_select_related = ["started_by"]
    date_hierarchy = "started_at"
    search_fields = ["label"]
