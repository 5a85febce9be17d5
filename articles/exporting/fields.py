"""Articles as mappings of values, by the names that our own imports read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from articles.models import Article, Byline
from articles.parsing.dates import parse_source_date
from articles.text.strings import clean_text, collapse_whitespace
from articles.vocabulary import Precision, SourceDate

# All names, in the order of every export. An import reads our date from ``publish_at``.
NAMES: Final = (
    *("identity", "slug", "headline", "standfirst", "body", "kind", "language"),
    *("source", "source_date", "source_detail", "source_address", "is_own_work"),
    *("byline", "authors", "tags", "publish_at", "expire_at", "embargoed_until"),
)
_LINES: Final = ("headline", "source_detail", "source_address", "byline")
_MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()


def build_fields(article: Article) -> dict[str, Any]:
    """Return all values of the article that are not empty, as JSON holds them, by name.

    Texts have the form that an import gives them: composed, and on one line where the field is one.
    ``source_date`` is an object of first, last, precision and text, ``authors`` a list of objects.
    """
    values = {
        "identity": article.identity,
        "slug": article.slug,
        **{name: collapse_whitespace(clean_text(getattr(article, name))) for name in _LINES},
        "standfirst": clean_text(article.standfirst).strip(),
        "body": clean_text(article.body).strip(),
        "kind": article.kind,
        "language": article.language,
        "source": collapse_whitespace(clean_text(_get_source_name(article))),
        "source_date": _serialise_source_date(build_source_date(article)),
        "is_own_work": article.is_own_work,
        "authors": [_serialise_credit(credit) for credit in article.credit_list],
        "tags": sorted(collapse_whitespace(clean_text(tag.name)) for tag in article.tag_list),
        "publish_at": format_instant(get_publish_at(article)),
        "expire_at": format_instant(article.expire_at),
        "embargoed_until": format_instant(article.embargoed_until),
    }
    return {name: values[name] for name in NAMES if values[name]}


def build_keys(article: Article) -> list[dict[str, str]]:
    """Return the keys by which imports know the article, as objects of kind, source and value."""
    return [key.as_columns() for key in sorted(each.as_identity_key() for each in article.key_list)]


def build_uri(article: Article) -> str:
    """Return the article's tag URI (RFC 4151), which stays the same when its URL changes."""
    host = urlsplit(settings.NEWSROOM_SITE_ADDRESS).hostname
    return f"tag:{host},{article.created_at.astimezone(UTC):%Y-%m-%d}:article/{article.pk}"


def get_publish_at(article: Article) -> datetime | None:
    """Return when readers could first read the article, or when they shall."""
    return article.published_at or article.publish_at


def format_instant(value: datetime | None) -> str:
    """Return the instant in ISO 8601 and UTC, "" for None."""
    return value.astimezone(UTC).isoformat() if value else ""


def _get_source_name(article: Article) -> str:
    return article.source.name if article.source else ""


def _serialise_credit(credit: Byline) -> dict[str, str | bool]:
    fields = {
        "name": collapse_whitespace(clean_text(credit.author.name)),
        "affiliation": collapse_whitespace(clean_text(credit.affiliation)),
        "is_organisation": credit.author.is_organisation,
    }
    return _remove_empty(fields)


def build_source_date(article: Article) -> SourceDate:
    return SourceDate(
        article.source_date,
        article.source_date_end,
        Precision(article.source_date_precision),
        collapse_whitespace(clean_text(article.source_date_text)),
    )


def _serialise_source_date(when: SourceDate) -> dict[str, str]:
    is_known = when.precision is not Precision.UNKNOWN
    return _remove_empty(
        {
            "first": when.first.isoformat() if when.first else "",
            "last": when.last.isoformat() if when.last else "",
            "precision": when.precision.value if is_known else "",
            "text": when.text,
        }
    )


def _remove_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def format_source_date(when: SourceDate) -> str:
    """Return the printed text if it can be parsed to the date, else the date in English."""
    if when.first is None or parse_source_date(when.text) == when:
        return when.text
    parts = [_format_day(day, when.precision) for day in (when.first, when.last) if day]
    return " - ".join(parts)


def add_printed_text(when: SourceDate) -> SourceDate:
    """Return the date with the text that ``format_source_date`` gives."""
    return replace(when, text=format_source_date(when))


def _format_day(day: date, precision: Precision) -> str:
    parts = [f"{day.year:04}"]
    if precision is not Precision.YEAR:
        parts.insert(0, _MONTHS[day.month - 1])
    if precision in {Precision.DAY, Precision.RANGE}:
        parts.insert(0, f"{day.day:02}")
    return " ".join(parts)
