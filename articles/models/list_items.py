"""An article as lists show it: a row of what they show, which costs less than a whole article."""

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

COLUMNS: Final = (
    *("pk", "headline", "slug", "kind", "language", "is_own_work", "published_at"),
    *("source__name", "source__slug", "source_date", "source_date_end", "source_date_precision"),
    *("source_date_text", "source_detail", "standfirst", "excerpt"),
)
_ALONE: Final = RelatedData()


class SourceRef(NamedTuple):
    """A source as an article names it."""

    name: str
    slug: str

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_page("source", self.slug)


class ArticleText:
    """What readers are told of an article's texts, a whole one's or a row's."""

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
        """Return the standfirst, or where there is none the beginning of the text."""
        told: str = self.standfirst or self.excerpt
        return told


@dataclass(slots=True)
class ArticleListItem(ArticleText):
    """What COLUMNS tell, in their order, by the names that an article has for it."""

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
    related_data: RelatedData = _ALONE

    @property
    def source(self) -> SourceRef | None:
        return SourceRef(self.source_name, self.source_slug) if self.source_name else None

    @property
    def published_on(self) -> date:
        return to_site_date(self.published_at)


class ArticleListItemIterable(ValuesListIterable[Any]):
    """Makes of each row of COLUMNS, and the body where it is asked for, an article in a list."""

    def __iter__(self) -> Iterator[ArticleListItem]:
        return starmap(ArticleListItem, super().__iter__())


def to_site_date(instant: datetime) -> date:
    """Return the day, in the site's zone, that stands in a public address."""
    return instant.astimezone(timezone.get_default_timezone()).date()
