"""The desk's authors, with their other spellings."""

from django.contrib import admin

from articles.admin.lists import FastAdmin
from articles.models import Author, AuthorAlias


class AuthorAliasInline(admin.TabularInline[AuthorAlias, Author]):
    model = AuthorAlias
    extra = 1


@admin.register(Author)
class AuthorAdmin(FastAdmin[Author]):
    list_display = ["name", "is_organisation"]
    list_filter = ["is_organisation"]
    search_fields = ["aliases__folded"]
    fields = ["name", "is_organisation", "about", "slug"]
    inlines = [AuthorAliasInline]
