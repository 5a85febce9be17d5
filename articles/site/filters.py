"""What the public lists can be narrowed by; all of it combines."""

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
from articles.search.query import Query

# What names a place in a list; one that is narrowed otherwise has others.
PLACES: Final = ("newer", "older", "page")


# The years that addresses of the archive have; the calendar's own ends cannot be counted beyond.
IN_ARCHIVE = [MinValueValidator(date(1000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]

# A day in an address is the same in every language of the site.
ISO: Final = ["%Y-%m-%d"]


def seen_by_readers(named: Manager[Any], theirs: Q) -> QuerySet[Any]:
    """Return those of whom there is a live article; a draft must not show whom it names."""
    live = Article.objects.live().filter(theirs).order_by()
    return named.filter(Exists(live))


def sources() -> QuerySet[Source]:
    return seen_by_readers(Source.objects, Q(source=OuterRef("pk")))


def authors() -> QuerySet[Author]:
    return seen_by_readers(Author.objects, Q(authors=OuterRef("pk")))


def tags() -> QuerySet[Tag]:
    return seen_by_readers(Tag.objects, Q(tags=OuterRef("pk")))


class SlugField(forms.CharField):
    """A slug; its clean value is what bears it, None for none.

    A field of choices would prepare the query of all that there are for each request.
    """

    default_error_messages = {
        "unknown": forms.ModelChoiceField.default_error_messages["invalid_choice"]
    }

    def __init__(self, *, among: Callable[[], QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.among = among

    def clean(self, value: Any) -> Any:
        slug = super().clean(value)
        found = self.among().filter(slug=slug).first() if slug else None
        if slug and found is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return found


class SlugFilter(django_filters.Filter):
    field_class = SlugField


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list is narrowed to, and the address that shows the list without that."""

    label: str
    value: str
    without: str


class QueryField(forms.CharField):
    """What is searched for; its clean value is the query, None for none."""

    def clean(self, value: Any) -> Query | None:
        text = super().clean(value)
        try:
            return query.parse_query(text) if text else None
        except query.BadQueryError as error:
            raise ValidationError(str(error), code="invalid") from error


class QueryFilter(django_filters.Filter):
    field_class = QueryField

    def filter(self, articles: ArticleQuerySet, _query: Query | None) -> ArticleQuerySet:
        """Leave the searching to the end, when all other filters have narrowed the articles."""
        return articles


class DayInput(forms.DateInput):
    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """Return the day that was asked for, None for what is none, which HTML does not take."""
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            return None


class _Shared(dict[str, django_filters.Filter]):
    """Filters of which each list has its own, but not the texts and fields that they are of.

    Only the field of the language is each list's own, too.
    """

    def __deepcopy__(self, _memo: object) -> dict[str, django_filters.Filter]:
        return {name: _copied(each) for name, each in self.items()}


def _copied(one: django_filters.Filter) -> django_filters.Filter:
    other = copy(one)
    other.method = one.method  # which is bound to its filter
    return other


class ArticleFilter(django_filters.FilterSet):
    q = QueryFilter(
        label=_("Search"),
        max_length=200,
        widget=forms.TextInput({"type": "search", "enterkeyhint": "search"}),
    )
    source = SlugFilter(label=_("Source"), among=sources, widget=forms.HiddenInput)
    author = SlugFilter(
        field_name="authors",
        label=_("Author"),
        among=authors,
        widget=forms.HiddenInput,
    )
    tag = SlugFilter(
        field_name="tags",
        label=_("Tag"),
        among=tags,
        widget=forms.HiddenInput,
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=KIND_CHOICES, empty_label=_("all"))
    language = django_filters.ChoiceFilter(label=_("Language"), empty_label=_("all"))
    since = django_filters.DateFilter(
        label=_("From"),
        method="filter_since",
        input_formats=ISO,
        widget=DayInput,
        validators=IN_ARCHIVE,
    )
    until = django_filters.DateFilter(
        label=_("Until"),
        method="filter_until",
        input_formats=ISO,
        widget=DayInput,
        validators=IN_ARCHIVE,
    )

    def __init__(self, *args: Any, without: str = "", **kwargs: Any) -> None:
        """Leave one filter out: on a source's own page there is no other source to choose."""
        super().__init__(*args, **kwargs)
        self.filters.pop(without, None)
        languages = self.filters["language"]
        languages.extra = {**languages.extra, "choices": self._languages}

    @cached_property
    def _languages(self) -> list[tuple[str, str]]:
        """Return those that the desk reads, and the one that is asked for if a piece is in it."""
        choices, asked = list_language_choices(), self.data.get("language", "")
        if not is_language_tag(asked) or asked in dict(choices):
            return choices
        is_there = self.queryset.filter(language=asked).exists()
        return [*choices, (asked, get_language_name(asked))] if is_there else choices

    @classmethod
    def get_filters(cls) -> _Shared:
        """Name one filter "from", which Python's grammar keeps for itself."""
        filters = super().get_filters()
        named = {"from" if name == "since" else name: each for name, each in filters.items()}
        for name, each in named.items():
            if name != "language":
                each.field  # noqa: B018 - made here, it is the same for all lists
        return _Shared(named)

    @cached_property
    def form(self) -> forms.Form:
        """Return the form; its fields are its own already, and are not copied from a class."""
        form = forms.Form(self.data if self.is_bound else None)
        form.fields = {name: each.field for name, each in self.filters.items()}
        return form

    # Of a list that nobody narrows no form is made before it is shown, and what is shown is kept.

    @cached_property
    def is_asked(self) -> bool:
        """Tell whether the address says anything to narrow the list by."""
        return any(self.data.get(name) for name in self.filters)

    def is_valid(self) -> bool:
        return not self.is_asked or bool(super().is_valid())

    @property
    def qs(self) -> ArticleQuerySet:
        articles: ArticleQuerySet = super().qs if self.is_asked else self.queryset
        return articles

    @property
    def cleaned(self) -> Mapping[str, Any]:
        """Return what is asked for by the filters' names; nothing where that is not valid."""
        return self.form.cleaned_data if self.is_asked and self.is_valid() else {}

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned.values())

    @property
    def chosen(self) -> list[Chosen]:
        """Return whom the list is narrowed to, each with the address without."""
        named = {name: self.cleaned.get(name) for name in ("source", "author", "tag")}
        return [
            Chosen(str(self.filters[name].label), str(value), self._without(name))
            for name, value in named.items()
            if value
        ]

    def _without(self, name: str) -> str:
        asked = self.data.copy()
        for each in (name, *PLACES):
            asked.pop(each, None)
        return f"?{asked.urlencode()}"

    @property
    def told(self) -> tuple[Any, ...]:
        """Return all that its form shows."""
        asked = tuple((name, *self.data.getlist(name)) for name in self.filters)
        errors = self.form.errors.as_json() if self.is_asked else ""
        return asked, errors, *self.chosen, *dict(self._languages)

    @property
    def query(self) -> Query | None:
        """Return what is searched for, None for nothing."""
        return self.cleaned.get("q")

    @property
    def is_query_alone(self) -> bool:
        """Tell whether nothing but the query narrows the list."""
        return not any(value for name, value in self.cleaned.items() if name != "q")

    @cached_property
    def address_query(self) -> str:
        """Return the address's query with what it is narrowed by, and nothing else of it."""
        told = {name: value for name in self.filters if (value := self.data.get(name))}
        return f"?{urlencode(told)}" if told else ""

    @cached_property
    def narrowings(self) -> list[str]:
        """Return what it is narrowed by, each filter with its value as people read it."""
        values = self.cleaned.items()
        return [f"{self.form[name].label}: {self._shown(name, v)}" for name, v in values if v]

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, Query):
            return str(self.data["q"])
        if isinstance(value, date):
            return date_format(value, "j F Y")
        labels = dict(self.filters[name].field.choices) if isinstance(value, str) else {}
        return str(labels.get(value, value))

    def filter_queryset(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        narrowed = super().filter_queryset(articles)
        sought = self.form.cleaned_data["q"]
        return engine.filter_matches(narrowed, sought) if sought else narrowed

    def filter_since(self, articles: ArticleQuerySet, _name: str, day: date) -> ArticleQuerySet:
        return articles.filter(published_at__gte=get_start_of_day(day))

    def filter_until(self, articles: ArticleQuerySet, _name: str, day: date) -> ArticleQuerySet:
        return articles.filter(published_at__lt=get_start_of_day(day + timedelta(days=1)))


class DeskFilter(ArticleFilter):
    """The same filters for those who see every piece: any source, author and tag is known."""

    source = SlugFilter(among=Source.objects.all)
    author = SlugFilter(field_name="authors", among=Author.objects.all)
    tag = SlugFilter(field_name="tags", among=Tag.objects.all)
