"""The source date of an article, as its source line shows it."""

from django import template
from django.utils.formats import date_format

from articles.models import Article
from articles.vocabulary import Precision

register = template.Library()


@register.filter
def source_date(article: Article) -> str:
    """Return the source date as printed, else formatted to its precision; "" for none."""
    if article.source_date_text or article.source_date is None:
        return article.source_date_text
    formats = {Precision.YEAR.value: "Y", Precision.MONTH.value: "F Y"}
    form = formats.get(article.source_date_precision, "j F Y")
    days = filter(None, (article.source_date, article.source_date_end))
    return " – ".join(date_format(day, form) for day in days)
