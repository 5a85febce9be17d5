"""The admin of sources, with their aliases and their feeds."""

from datetime import datetime

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import NamedAdmin
from articles.fetching.problems import word_stored
from articles.models import Feed, Source, SourceAlias


class SourceAliasInline(admin.TabularInline[SourceAlias, Source]):
    model = SourceAlias
    extra = 1


class FeedForm(forms.ModelForm[Feed]):
    def save(self, commit: bool = True) -> Feed:  # noqa: FBT002 - Django's signature
        """Reset the changed feed, so that the next run fetches it anew."""
        self.instance.reset()
        return super().save(commit)


class FeedInline(admin.TabularInline[Feed, Source]):
    model = Feed
    form = FeedForm
    extra = 1
    fields = ["address", "is_watched", "last_result"]
    readonly_fields = ["last_result"]

    @admin.display(description=gettext_lazy("last result"))
    def last_result(self, feed: Feed) -> str:
        if not feed.checked_at:
            return _("Not checked yet.") if feed.pk else ""
        params = {"at": _format_instant(feed.checked_at), "due": _format_instant(feed.next_due_at)}
        problem = word_stored(feed.problem)
        if not feed.is_watched:
            return problem or _("Last checked: %(at)s.") % params
        if not problem:
            return _("Last checked: %(at)s. Next check: after %(due)s.") % params
        params |= {"problem": problem, "count": str(feed.failure_count)}
        return (
            _("%(problem)s (%(at)s; failures in a row: %(count)s; next try after %(due)s)") % params
        )


def _format_instant(instant: datetime) -> str:
    return date_format(localtime(instant), "SHORT_DATETIME_FORMAT")


@admin.register(Source)
class SourceAdmin(NamedAdmin[Source]):
    list_display = ["name_label", "website", "encoding", "articles_link"]
    search_fields = ["aliases__folded_name"]
    fields = [
        *("name", "website", "about", "encoding", "slug"),
        *("index_policy", "is_in_news_sitemap"),
    ]
    inlines = [SourceAliasInline, FeedInline]

    @admin.display(description=gettext_lazy("articles"))
    def articles_link(self, source: Source) -> SafeString:
        url = reverse("admin:articles_article_changelist")
        label = _("Articles from %(source)s") % {"source": source}
        return format_html('<a href="{}?source__id__exact={}">{}</a>', url, source.pk, label)
