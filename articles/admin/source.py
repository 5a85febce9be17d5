"""The desk's sources, with their other spellings."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.lists import FastAdmin
from articles.models import Source, SourceAlias


class SourceAliasInline(admin.TabularInline[SourceAlias, Source]):
    model = SourceAlias
    extra = 1


@admin.register(Source)
class SourceAdmin(FastAdmin[Source]):
    list_display = ["name", "website", "encoding", "articles_link"]
    search_fields = ["aliases__folded"]
    fields = ["name", "website", "about", "encoding", "slug"]
    inlines = [SourceAliasInline]

    @admin.display(description=_("articles"))
    def articles_link(self, source: Source) -> SafeString:
        address = reverse("admin:articles_article_changelist")
        told = _("Articles of %(source)s") % {"source": source}
        return format_html('<a href="{}?source__id__exact={}">{}</a>', address, source.pk, told)
