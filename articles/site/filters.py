"""The filters of the public lists."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, Manager, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Source, Tag
from articles.models.article import ArticleQuerySet
from articles.models.article_choices import KIND_CHOICES
from articles.models.days import get_start_of_day
from articles.models.languages import get_language_name, is_language_tag, list_language_choices
from articles.search import engine, query
from articles.search.expression import Expression
from articles.search.query import Query

# Query parameters that name a page of a list. They are dropped when its filters change.
PAGE_PARAMS: Final = ("newer", "older", "page")

# The years that the URLs of the archive can have. (A day after date.max would overflow.)
ARCHIVE_DAYS = [MinValueValidator(date(1000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]

# Dates in URLs have this form alone; by default Django accepts those of the reader's language too.
ISO_DATE: Final = ["%Y-%m-%d"]


def filter_with_live_articles(manager: Manager[Any], condition: Q) -> QuerySet[Any]:
    """Return the rows that have a live article: names that only drafts have must not be public.

    ``condition`` joins articles to the row, by ``OuterRef("pk")``.
    """
    live = Article.objects.live().filter(condition).order_by()
    return manager.filter(Exists(live))


def get_sources() -> QuerySet[Source]:
    return filter_with_live_articles(Source.objects, Q(source=OuterRef("pk")))


def get_authors() -> QuerySet[Author]:
    return filter_with_live_articles(Author.objects, Q(authors=OuterRef("pk")))


def get_tags() -> QuerySet[Tag]:
    return filter_with_live_articles(Tag.objects, Q(tags=OuterRef("pk")))


class SlugField(forms.CharField):
    """A slug; its clean value is the row that has it, None where the field is empty.

    A ModelChoiceField would copy the queryset of all choices for each request.
    """

    default_error_messages = {
        "unknown": forms.ModelChoiceField.default_error_messages["invalid_choice"]
    }

    def __init__(self, *, get_queryset: Callable[[], QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.get_queryset = get_queryset

    def clean(self, value: Any) -> Any:
        slug = super().clean(value)
        row = self.get_queryset().filter(slug=slug).first() if slug else None
        if slug and row is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return row


class SlugFilter(django_filters.Filter):
    field_class = SlugField


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is set: its label, its value, and the URL of the list without it."""

    label: str
    value: str
    remove_url: str


class QueryField(forms.CharField):
    """A search query; its clean value is the parsed query, None where the field is empty."""

    def clean(self, value: Any) -> Query | None:
        text = super().clean(value)
        try:
            return query.parse_query(text) if text else None
        except query.BadQueryError as error:
            raise ValidationError(str(error), code="invalid") from error


class QueryFilter(django_filters.Filter):
    field_class = QueryField

    def filter(self, articles: ArticleQuerySet, _query: Query | None) -> ArticleQuerySet:
        """Return the articles as they are: ``ArticleFilter.filter_queryset`` searches last."""
        return articles


class DayInput(forms.DateInput):
    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """Return the day in ISO 8601, None for text that is no day: HTML does not allow it."""
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            return None


class _SharedFilters(dict[str, django_filters.Filter]):
    """The filters of a class, for which a deep copy shares the form fields.

    Each instance deep-copies the filters of its class, and there is one for each request. Only the
    field of ``language`` is not shared: its choices depend on the list.
    """

    def __deepcopy__(self, _memo: object) -> dict[str, django_filters.Filter]:
        return {name: _copy_filter(one) for name, one in self.items()}


def _copy_filter(original: django_filters.Filter) -> django_filters.Filter:
    duplicate = copy(original)
    duplicate.method = original.method  # the setter binds the method to the new filter
    return duplicate


class ArticleFilter(django_filters.FilterSet):
    q = QueryFilter(
        label=_("Search"),
        widget=forms.TextInput({"type": "search", "enterkeyhint": "search"}),
    )
    source = SlugFilter(label=_("Source"), get_queryset=get_sources, widget=forms.HiddenInput)
    author = SlugFilter(
        field_name="authors",
        label=_("Author"),
        get_queryset=get_authors,
        widget=forms.HiddenInput,
    )
    tag = SlugFilter(
        field_name="tags",
        label=_("Tag"),
        get_queryset=get_tags,
        widget=forms.HiddenInput,
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=KIND_CHOICES, empty_label=_("any"))
    language = django_filters.ChoiceFilter(label=_("Language"), empty_label=_("any"))
    since = django_filters.DateFilter(
        label=_("From"),
        method="filter_since",
        input_formats=ISO_DATE,
        widget=DayInput,
        validators=ARCHIVE_DAYS,
    )
    until = django_filters.DateFilter(
        label=_("To"),
        method="filter_until",
        input_formats=ISO_DATE,
        widget=DayInput,
        validators=ARCHIVE_DAYS,
    )

    def __init__(self, *args: Any, without: str = "", **kwargs: Any) -> None:
        """Drop the filter called ``without``: the page of a source has no source filter."""
        super().__init__(*args, **kwargs)
        self.filters.pop(without, None)
        languages = self.filters["language"]
        languages.extra = {**languages.extra, "choices": self._language_choices}

    @cached_property
    def _language_choices(self) -> list[tuple[str, str]]:
        """Return the languages of the settings, and the requested one if an article is in it."""
        choices, tag = list_language_choices(), self.data.get("language", "")
        if not is_language_tag(tag) or tag in dict(choices):
            return choices
        is_used = self.queryset.filter(language=tag).exists()
        return [*choices, (tag, get_language_name(tag))] if is_used else choices

    @classmethod
    def get_filters(cls) -> _SharedFilters:
        """Return the filters with ``since`` renamed to "from", which is a keyword of Python."""
        filters = super().get_filters()
        renamed = {"from" if name == "since" else name: one for name, one in filters.items()}
        for name, one in renamed.items():
            if name != "language":
                one.field  # noqa: B018 - creates the form field that all instances share
        return _SharedFilters(renamed)

    @cached_property
    def form(self) -> forms.Form:
        """Return the form; its fields are used as they are, not deep-copied as Django does."""
        form = forms.Form(self.data if self.is_bound else None)
        form.fields = {name: one.field for name, one in self.filters.items()}
        return form

    # Without filters in the URL no form is validated: most requests have none.

    @cached_property
    def has_params(self) -> bool:
        """Tell whether the URL has a value for any of the filters."""
        return any(self.data.get(name) for name in self.filters)

    def is_valid(self) -> bool:
        return not self.has_params or bool(super().is_valid())

    @property
    def qs(self) -> ArticleQuerySet:
        articles: ArticleQuerySet = super().qs if self.has_params else self.queryset
        return articles

    @property
    def cleaned_data(self) -> Mapping[str, Any]:
        """Return the values by the names of their filters, nothing where any is invalid."""
        return self.form.cleaned_data if self.has_params and self.is_valid() else {}

    @property
    def is_filtered(self) -> bool:
        return any(self.cleaned_data.values())

    @property
    def active_filters(self) -> list[ActiveFilter]:
        """Return the source, author and tag that are set: the form does not show them."""
        rows = {name: self.cleaned_data.get(name) for name in ("source", "author", "tag")}
        return [
            ActiveFilter(str(self.filters[name].label), str(row), self._build_url_without(name))
            for name, row in rows.items()
            if row
        ]

    def _build_url_without(self, name: str) -> str:
        params = self.data.copy()
        for param in (name, *PAGE_PARAMS):
            params.pop(param, None)
        return f"?{params.urlencode()}"

    @property
    def query(self) -> Query | None:
        """Return the search query, None where there is none."""
        return self.cleaned_data.get("q")

    @cached_property
    def query_string(self) -> str:
        """Return the query string with the filters, without any other parameters of the URL."""
        params = {name: value for name in self.filters if (value := self.data.get(name))}
        return f"?{urlencode(params)}" if params else ""

    @cached_property
    def descriptions(self) -> list[str]:
        """Return "Label: value" for each filter that is set, as for a title."""
        values = self.cleaned_data.items()
        return [
            f"{self.form[name].label}: {self._format_value(name, v)}" for name, v in values if v
        ]

    def _format_value(self, name: str, value: Any) -> str:
        if isinstance(value, Query):
            return str(self.data["q"])
        if isinstance(value, date):
            return date_format(value, "j F Y")
        labels = dict(self.filters[name].field.choices) if isinstance(value, str) else {}
        return str(labels.get(value, value))

    @cached_property
    def expression(self) -> Expression | None:
        """Return what the search query asks for, None where there is none."""
        return engine.build_expression(self.query) if self.query else None

    @property
    def candidates(self) -> ArticleQuerySet:
        """Return the articles in which the query searches: those that the other filters leave."""
        candidates: ArticleQuerySet = super().filter_queryset(self.queryset.all())
        return candidates

    def filter_queryset(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Apply the filters, the search last: it works on what the others have left."""
        filtered = super().filter_queryset(articles)
        return engine.filter_matches(filtered, self.expression) if self.expression else filtered

    def filter_since(self, articles: ArticleQuerySet, _name: str, day: date) -> ArticleQuerySet:
        return articles.filter(published_at__gte=get_start_of_day(day))

    def filter_until(self, articles: ArticleQuerySet, _name: str, day: date) -> ArticleQuerySet:
        return articles.filter(published_at__lt=get_start_of_day(day + timedelta(days=1)))


class DeskFilter(ArticleFilter):
    """The same filters for users who may see drafts: any source, author and tag is valid."""

    source = SlugFilter(get_queryset=Source.objects.all)
    author = SlugFilter(field_name="authors", get_queryset=Author.objects.all)
    tag = SlugFilter(field_name="tags", get_queryset=Tag.objects.all)
