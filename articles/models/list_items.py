"""Articles as lists show them: rows of the columns needed, which cost less than model instances."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap
from typing import Any, Final, NamedTuple

from django.db.models.query import ValuesListIterable
from django.utils import timezone

from articles.models.related_data import RelatedData
from articles.models.urls import reverse_page
from articles.text import body_html

# In the order of the fields of ArticleListItem.
COLUMNS: Final = (
    *("pk", "headline", "slug", "kind", "language", "is_own_work", "published_at"),
    *("source__name", "source__slug", "source_date", "source_date_end", "source_date_precision"),
    *("source_date_text", "source_detail", "standfirst", "excerpt"),
)
_NO_RELATED_DATA: Final = RelatedData()


class SourceRef(NamedTuple):
    """The name and the slug of a source: what it takes to link to it."""

    name: str
    slug: str

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_page("articles:source", self.slug)


class ArticleText:
    """A mixin for articles and list items: their body and summary as plain text."""

    __slots__ = ()
    body: Any
    standfirst: Any
    excerpt: Any

    @property
    def text(self) -> str:
        """Return the words of the body, a line for each paragraph."""
        return body_html.to_text(self.body)

    @property
    def summary(self) -> str:
        """Return the standfirst, or else the beginning of the text."""
        summary: str = self.standfirst or self.excerpt
        return summary


@dataclass(slots=True)
class ArticleListItem(ArticleText):
    """One row of COLUMNS, with the attributes of an article that lists show.

    ``body`` is "" unless ``as_list_items(with_text=True)`` loads it.
    """

    pk: int
    headline: str
    slug: str
    kind: str
    language: str
    is_own_work: bool
    published_at: datetime
    source_name: str | None
    source_slug: str
    source_date: date | None
    source_date_end: date | None
    source_date_precision: str
    source_date_text: str
    source_detail: str
    standfirst: str
    excerpt: str
    body: str = ""
    related_data: RelatedData = _NO_RELATED_DATA

    @property
    def source(self) -> SourceRef | None:
        return SourceRef(self.source_name, self.source_slug) if self.source_name else None

    @property
    def published_on(self) -> date:
        return to_site_date(self.published_at)


class ArticleListItemIterable(ValuesListIterable[Any]):
    """Yields an ArticleListItem for each row of COLUMNS, with or without a body behind them."""

    def __iter__(self) -> Iterator[ArticleListItem]:
        return starmap(ArticleListItem, super().__iter__())


def to_site_date(instant: datetime) -> date:
    """Return the day of the instant in the site's time zone, as public URLs have it."""
    return instant.astimezone(timezone.get_default_timezone()).date()
