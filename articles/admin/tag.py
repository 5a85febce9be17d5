"""The admin of tags, and the suggestions while an editor types one."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.models import Tag as TaggitTag

from articles.admin.base import SUGGESTIONS, NamedAdmin
from articles.models import Article, Tag
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

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Add articles that readers see to what keeps the tags from being deleted.

        What readers see changes only by publishing, which leaves a link on the audit log.
        """
        *others, protected = super().get_deleted_objects(objs, request)
        released = Article.objects.filter(is_released=True, published_at__lte=timezone.now())
        rows = released.filter(taggings__tag__in=objs).distinct().order_by("-pk")
        label = _("Article that readers see: “%(headline)s”. Take the tag off it first.")
        headlines = rows.values_list("headline", flat=True)[:SUGGESTIONS]
        return (*others, [*protected, *(label % {"headline": each} for each in headlines)])

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
