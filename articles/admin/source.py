"""The desk's sources, with their other spellings."""

from django.contrib import admin

from articles.admin.lists import FastAdmin
from articles.models import Source, SourceAlias


class SourceAliasInline(admin.TabularInline[SourceAlias, Source]):
    model = SourceAlias
    extra = 1


@admin.register(Source)
class SourceAdmin(FastAdmin[Source]):
    list_display = ["name", "website", "encoding"]
    search_fields = ["aliases__folded"]
    fields = ["name", "website", "about", "encoding", "slug"]
    inlines = [SourceAliasInline]
