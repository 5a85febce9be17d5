"""What the desk's lists can be narrowed by, with counts that stay quick."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.shortcuts import person
from articles.models import Article, ImportRun, Original, Source
from articles.models.article import ArticleQuerySet
from articles.publishing import queues

# The sources on offer are those that the newest pieces have most often.
NEWEST: Final = 500
OFFERED: Final = 15
LONGEST_KEY: Final = 19


class QueueFilter(admin.SimpleListFilter):
    """The queues of the front page: the same rows, so that its counts are those of the list."""

    title = _("queue")
    parameter_name = "queue"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.person = person(request)
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.name, str(queue.label)) for queue in queues.QUEUES.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        queue = queues.QUEUES.get(self.value() or "")
        return queue.filter(cast("ArticleQuerySet", queryset), self.person) if queue else queryset

    def get_facet_queryset(self, changelist: ChangeList) -> dict[str, Any]:
        """Count each queue by its own index, up to the limit."""
        found = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        rows = cast("ArticleQuerySet", found)
        return {
            f"{i}__c": queues.format_count(queues.count_rows(queue.filter(rows, self.person)))
            for i, queue in enumerate(queues.QUEUES.values())
        }


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(tag, tag) for tag in settings.NEWSROOM_ARTICLE_LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        known = self.value() in settings.NEWSROOM_ARTICLE_LANGUAGES
        return queryset.filter(language=self.value()) if known else queryset

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return _counts("language", self.lookup_choices)


class SourceFilter(admin.SimpleListFilter):
    """The sources that the newest pieces have most often; the others are a page away."""

    title = _("source")
    parameter_name = "source__id__exact"

    @property
    def chosen(self) -> int | None:
        value = self.value() or ""
        return int(value) if value.isdecimal() and len(value) < LONGEST_KEY else None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name none yet: Django makes each filter anew for each count, and ``choices`` once."""
        return []

    def has_output(self) -> bool:
        return True

    def offered(self) -> list[tuple[Any, Any]]:
        newest = Article.objects.order_by("-pk").values_list("source", flat=True)[:NEWEST]
        uses = Counter(filter(None, newest))
        offered = {source for source, _uses in uses.most_common(OFFERED)}
        sources = Source.objects.filter(pk__in=offered | {self.chosen or 0})
        return [(str(source.pk), source.name) for source in sources]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(source=self.chosen) if self.chosen else queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        self.lookup_choices = self.offered()
        yield from super().choices(changelist)
        sources = reverse("admin:articles_source_changelist")
        yield {"selected": False, "query_string": sources, "display": _("Another source…")}

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return _counts("source", self.lookup_choices)


def _counts(column: str, choices: Iterable[tuple[Any, object]]) -> dict[str, Count]:
    """Return what counts each choice by the column itself, in one query for all.

    Django's own would look up the rows of each choice in a query within the query.
    """
    return {
        f"{i}__c": Count("pk", filter=Q(**{column: value}))
        for i, (value, _title) in enumerate(choices)
    }


class BatchFilter(admin.SimpleListFilter):
    """What one import brought; it is on offer where its page has led to it."""

    title = _("import")
    parameter_name = "run"

    @property
    def chosen(self) -> int:
        value = self.value() or ""
        return int(value) if value.isdecimal() and len(value) < LONGEST_KEY else 0

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def has_output(self) -> bool:
        return bool(self.chosen)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        run = ImportRun.objects.filter(pk=self.chosen).first()
        self.lookup_choices = [(str(self.chosen), str(run or self.chosen))]
        yield from super().choices(changelist)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(self._is_brought())

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return {"0__c": Count("pk", filter=self._is_brought())}

    def _is_brought(self) -> Q:
        brought = Original.objects.filter(run=self.chosen)
        brought = brought.exclude(outcome=Original.Outcome.DUPLICATE)
        return Q(pk__in=brought.order_by().values("article"))


class RejectsFilter(admin.SimpleListFilter):
    title = _("rejects")
    parameter_name = "rejected"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", str(_("in the last thirty days")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ImportRun]) -> QuerySet[ImportRun]:
        return queues.filter_with_rejects(queryset) if self.value() == "yes" else queryset
