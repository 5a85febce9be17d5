"""What an article tells by the names that our own imports read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from articles.models import Article
from articles.models.related_data import Credited
from articles.parsing.dates import parse_source_date
from articles.text.strings import clean_text, collapse_whitespace, compute_identity
from articles.vocabulary import (
    Precision,
    SourceDate,
)

# All there are, in the order of every export. Our date is the day of ``publish_at``.
NAMES: Final = (
    *("identity", "slug", "headline", "standfirst", "body", "kind", "language"),
    *("source", "source_date", "source_detail", "source_address", "is_own_work"),
    *("byline", "authors", "tags", "publish_at", "expire_at", "embargoed_until"),
)
_LINES: Final = ("headline", "source_detail", "source_address", "byline")
_MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()


def told(article: Article) -> dict[str, Any]:
    """Return all that makes the article, as JSON holds it; what is empty is left out.

    Texts are as an import reads them: composed, and on one line where they are one. ``source_date``
    is an object of first, last, precision and text, ``authors`` a list of objects.
    """
    values = {
        "identity": identity_of(article),
        "slug": article.slug,
        **{name: collapse_whitespace(clean_text(getattr(article, name))) for name in _LINES},
        "standfirst": clean_text(article.standfirst).strip(),
        "body": clean_text(article.body).strip(),
        "kind": article.kind,
        "language": article.language,
        "source": collapse_whitespace(clean_text(_source_name(article))),
        "source_date": _date_told(source_date(article)),
        "is_own_work": article.is_own_work,
        "authors": [_author(author) for author in article.beside.credited],
        "tags": sorted(collapse_whitespace(clean_text(tag.name)) for tag in article.beside.tags),
        "publish_at": instant(seen_from(article)),
        "expire_at": instant(article.expire_at),
        "embargoed_until": instant(article.embargoed_until),
    }
    return {name: values[name] for name in NAMES if values[name]}


def identity_of(article: Article) -> str:
    """Return its identity, where no import gave it one that which an import would."""
    return article.identity or compute_identity(
        article.fingerprint, address_key=article.address_key, source=_source_name(article)
    )


def uri(article: Article) -> str:
    """Return what names the article for ever: a tag URI (RFC 4151); its address may change."""
    host = urlsplit(settings.NEWSROOM_SITE_ADDRESS).hostname
    return f"tag:{host},{article.created_at.astimezone(UTC):%Y-%m-%d}:article/{article.pk}"


def seen_from(article: Article) -> datetime | None:
    """Return when readers could read it first, or are to."""
    return article.published_at or article.publish_at


def instant(value: datetime | None) -> str:
    """Return the instant in ISO 8601, UTC, "" for none."""
    return value.astimezone(UTC).isoformat() if value else ""


def _source_name(article: Article) -> str:
    return article.source.name if article.source else ""


def _author(author: Credited) -> dict[str, str | bool]:
    told = {
        "name": collapse_whitespace(clean_text(author.name)),
        "affiliation": collapse_whitespace(clean_text(author.affiliation)),
        "is_organisation": author.is_organisation,
    }
    return _filled(told)


def source_date(article: Article) -> SourceDate:
    return SourceDate(
        article.source_date,
        article.source_date_end,
        Precision(article.source_date_precision),
        collapse_whitespace(clean_text(article.source_date_text)),
    )


def _date_told(when: SourceDate) -> dict[str, str]:
    is_known = when.precision is not Precision.UNKNOWN
    return _filled(
        {
            "first": when.first.isoformat() if when.first else "",
            "last": when.last.isoformat() if when.last else "",
            "precision": when.precision.value if is_known else "",
            "text": when.text,
        }
    )


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def printed(when: SourceDate) -> str:
    """Return the date as it was printed where that says when it is, else as we would print it."""
    if when.first is None or parse_source_date(when.text) == when:
        return when.text
    parts = [_printed(day, when.precision) for day in (when.first, when.last) if day]
    return " - ".join(parts)


def as_printed(when: SourceDate) -> SourceDate:
    """Return the date with the text that ``printed`` gives."""
    return replace(when, text=printed(when))


def _printed(day: date, precision: Precision) -> str:
    parts = [f"{day.year:04}"]
    if precision is not Precision.YEAR:
        parts.insert(0, _MONTHS[day.month - 1])
    if precision in {Precision.DAY, Precision.RANGE}:
        parts.insert(0, f"{day.day:02}")
    return " ".join(parts)
