"""The admin of tags, and the suggestions while an editor types one."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from taggit.models import Tag as TaggitTag

from articles.admin.base import SUGGESTIONS, NamedAdmin
from articles.models import Tag
from articles.search import index
from articles.text.strings import slugify_name

# Our own tags take the place of taggit's.
admin.site.unregister(TaggitTag)


@admin.register(Tag)
class TagAdmin(NamedAdmin[Tag]):
    list_display = ["name_label", "slug"]
    search_fields = ["folded_name", "slug"]
    fields = ["name", "slug"]

    def get_urls(self) -> list[URLPattern]:
        suggest = self.admin_site.admin_view(self.suggest)
        return [path("suggest/", suggest, name="articles_tag_suggest"), *super().get_urls()]

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        index.forget_tag(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        with transaction.atomic():
            for tag in queryset:
                index.forget_tag(tag)
            super().delete_queryset(request, queryset)

    def suggest(self, request: HttpRequest) -> HttpResponse:
        """Return as JSON, in the shape that select2 reads, the names that begin with the term."""
        if not request.user.has_perm("articles.view_tag"):
            raise PermissionDenied
        term = slugify_name(request.GET.get("term", ""))
        tags = Tag.objects.filter(slug__startswith=term).order_by("name")[:SUGGESTIONS]
        return JsonResponse({"results": [{"id": tag.name, "text": tag.name} for tag in tags]})
