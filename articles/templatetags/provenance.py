"""Where a piece comes from, as it stands on a clipping."""

from datetime import date
from typing import NamedTuple

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from articles.models import Article
from articles.models.article_choices import get_kind_name
from articles.models.list_items import ArticleListItem, SourceRef
from articles.templatetags.parts import part
from articles.vocabulary import (
    Precision,
)

register = template.Library()


class Provenance(NamedTuple):
    """What the line of the source shows, by the names that an article has for it.

    The language is that of the date as it was printed.
    """

    source: SourceRef | None
    is_own_work: bool
    kind: str
    language: str
    source_date: date | None
    source_date_end: date | None
    source_date_precision: str
    source_date_text: str
    source_detail: str

    def get_kind_display(self) -> str:
        return get_kind_name(self.kind)


def provenance(article: Article | ArticleListItem) -> Provenance:
    source = article.source
    return Provenance(
        SourceRef(source.name, source.slug) if source else None,
        article.is_own_work,
        article.kind,
        article.language if article.source_date_text else "",
        article.source_date,
        article.source_date_end,
        article.source_date_precision,
        article.source_date_text,
        article.source_detail,
    )


@register.simple_tag
def source_line(article: Article | ArticleListItem) -> SafeString:
    """Show the source, its date and the kind of the piece."""
    return part("source_line", provenance(article))


@register.filter
def source_date(told: Provenance) -> str:
    """Return the source's date as printed, else as exactly as it is known, else ""."""
    if told.source_date_text or told.source_date is None:
        return told.source_date_text
    formats = {Precision.YEAR.value: "Y", Precision.MONTH.value: "F Y"}
    form = formats.get(told.source_date_precision, "j F Y")
    days = filter(None, (told.source_date, told.source_date_end))
    return " – ".join(date_format(day, form) for day in days)
