"""The admin of authors and their aliases, and the suggestions while a name is typed."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from articles.admin.base import SUGGESTIONS, NamedAdmin
from articles.models import Author, AuthorAlias
from articles.text.strings import fold_name


class AuthorAliasInline(admin.TabularInline[AuthorAlias, Author]):
    model = AuthorAlias
    extra = 1


@admin.register(Author)
class AuthorAdmin(NamedAdmin[Author]):
    list_display = ["name_label", "is_organisation"]
    list_filter = ["is_organisation"]
    search_fields = ["aliases__folded_name"]
    fields = ["name", "is_organisation", "about", "slug"]
    inlines = [AuthorAliasInline]

    def get_urls(self) -> list[URLPattern]:
        suggest = self.admin_site.admin_view(self.suggest)
        return [path("suggest/", suggest, name="articles_author_suggest"), *super().get_urls()]

    def suggest(self, request: HttpRequest) -> HttpResponse:
        """Return as JSON the names of which any spelling begins with the term."""
        if not request.user.has_perm("articles.view_author"):
            raise PermissionDenied
        term = fold_name(request.GET.get("term", ""))
        aliases = AuthorAlias.objects.filter(folded_name__startswith=term).select_related("author")
        names = dict.fromkeys(str(alias.author) for alias in aliases[:SUGGESTIONS])
        return JsonResponse({"names": list(names)})
