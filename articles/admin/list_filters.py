"""The filters of the admin's lists, with facet counts that stay fast."""

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

from articles.admin.shortcuts import get_user
from articles.models import Article, ImportRun, Original, Source
from articles.models.article import ArticleQuerySet
from articles.models.languages import list_language_choices
from articles.publishing import queues

# The filter by source offers the sources that the newest articles have most often.
NEWEST_ARTICLES: Final = 500
SOURCES_LIMIT: Final = 15
KEY_DIGITS_LIMIT: Final = 19


class QueueFilter(admin.SimpleListFilter):
    """Filters by the queues of the front page, with the same rows and counts."""

    title = _("work list")
    parameter_name = "queue"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.person = get_user(request)
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.name, str(queue.label)) for queue in queues.QUEUES.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        queue = queues.QUEUES.get(self.value() or "")
        return queue.filter(cast("ArticleQuerySet", queryset), self.person) if queue else queryset

    def get_facet_queryset(self, changelist: ChangeList) -> dict[str, Any]:
        """Count each queue by its own index, up to the limit."""
        rows = cast(
            "ArticleQuerySet",
            changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters()),
        )
        return {
            f"{i}__c": queues.format_count(queues.count_rows(queue.filter(rows, self.person)))
            for i, queue in enumerate(queues.QUEUES.values())
        }


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list_language_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        is_valid = self.value() in settings.NEWSROOM_ARTICLE_LANGUAGES
        return queryset.filter(language=self.value()) if is_valid else queryset

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return _build_counts("language", self.lookup_choices)


class SourceFilter(admin.SimpleListFilter):
    """Filters by the most frequent sources of the newest articles; links to all others."""

    title = _("source")
    parameter_name = "source__id__exact"

    @property
    def source_pk(self) -> int | None:
        return _parse_key(self.value())

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return nothing yet: Django calls this for each facet count, ``choices`` only once."""
        return []

    def has_output(self) -> bool:
        return True

    def _list_sources(self) -> list[tuple[Any, Any]]:
        newest = Article.objects.order_by("-pk").values_list("source", flat=True)[:NEWEST_ARTICLES]
        counter = Counter(filter(None, newest))
        frequent = {pk for pk, _count in counter.most_common(SOURCES_LIMIT)}
        sources = Source.objects.filter(pk__in=frequent | {self.source_pk or 0})
        return [(str(source.pk), source.name) for source in sources]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(source=self.source_pk) if self.source_pk else queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        self.lookup_choices = self._list_sources()
        yield from super().choices(changelist)
        sources = reverse("admin:articles_source_changelist")
        yield {"selected": False, "query_string": sources, "display": _("Another source…")}

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return _build_counts("source", self.lookup_choices)


def _parse_key(value: str | None) -> int | None:
    text = value or ""
    return int(text) if text.isdecimal() and len(text) < KEY_DIGITS_LIMIT else None


def _build_counts(column: str, choices: Iterable[tuple[Any, object]]) -> dict[str, Count]:
    """Return aggregates that count each choice by the column itself, in one query for all.

    Django's own count the rows of each choice by a subquery.
    """
    return {
        f"{i}__c": Count("pk", filter=Q(**{column: value}))
        for i, (value, _title) in enumerate(choices)
    }


class ImportRunFilter(admin.SimpleListFilter):
    """Filters by one import run; it appears where a link from the run's page has set it."""

    title = _("import")
    parameter_name = "run"

    @property
    def run_pk(self) -> int:
        return _parse_key(self.value()) or 0

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        may_name = request.user.has_perm("articles.view_importrun")
        self.runs = ImportRun.objects.all() if may_name else ImportRun.objects.none()
        return []

    def has_output(self) -> bool:
        return bool(self.run_pk)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        run = self.runs.filter(pk=self.run_pk).first()
        self.lookup_choices = [(str(self.run_pk), str(run or self.run_pk))]
        yield from super().choices(changelist)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(self._build_condition())

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        return {"0__c": Count("pk", filter=self._build_condition())}

    def _build_condition(self) -> Q:
        """Return the condition that the run created or updated the article."""
        originals = Original.objects.filter(run=self.run_pk)
        originals = originals.exclude(outcome__in=Original.WITHOUT_TEXT)
        return Q(pk__in=originals.order_by().values("article"))


class RejectsFilter(admin.SimpleListFilter):
    title = _("rejects")
    parameter_name = "rejected"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", str(_("in the last 30 days")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ImportRun]) -> QuerySet[ImportRun]:
        return queues.filter_with_rejects(queryset) if self.value() == "yes" else queryset
