"""The source line: source, date and kind of an article, as on a clipping."""

from datetime import date
from typing import NamedTuple

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from articles.models import Article
from articles.models.article_choices import get_kind_name
from articles.models.list_items import ArticleListItem, SourceRef
from articles.templatetags.parts import include_cached
from articles.vocabulary import Precision

register = template.Library()


class Provenance(NamedTuple):
    """The fields of an article that the source line shows.

    ``language`` is that of ``source_date_text``, "" where the date is not shown as printed.
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


def build_provenance(article: Article | ArticleListItem) -> Provenance:
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
    return include_cached("source_line", build_provenance(article))


@register.filter
def source_date(provenance: Provenance) -> str:
    """Return the source date as printed, else formatted to its precision; "" for none."""
    if provenance.source_date_text or provenance.source_date is None:
        return provenance.source_date_text
    formats = {Precision.YEAR.value: "Y", Precision.MONTH.value: "F Y"}
    form = formats.get(provenance.source_date_precision, "j F Y")
    days = filter(None, (provenance.source_date, provenance.source_date_end))
    return " – ".join(date_format(day, form) for day in days)
