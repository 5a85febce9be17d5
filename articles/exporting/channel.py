"""The content of a feed in any format: its list, and the newest entries of that."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format
from django.utils.html import format_html, linebreaks

from articles.exporting import fields
from articles.models import Article, Correction
from articles.models.urls import build_absolute_url
from articles.text.strings import clean_text, collapse_whitespace

# The last change of a feed without entries, which must be the same at every request.
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: all strings are plain text except ``content``, which is HTML; "" for unknown.

    ``uri`` never changes, ``url`` is that of our own page, and ``original_url`` that of the text as
    ``source`` published it. ``source_url`` is the website of the source. ``updated_at`` is the last
    change that readers should know of.
    """

    uri: str
    url: str
    headline: str
    summary: str
    content: str
    published_at: datetime
    updated_at: datetime
    language: str = ""
    authors: Sequence[str] = ()
    tags: Sequence[str] = ()
    source: str = ""
    source_url: str = ""
    original_url: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A list as a feed: ``url`` is that of the list's page, ``feed_url`` the feed's own."""

    title: str
    description: str
    url: str
    feed_url: str
    language: str
    publisher: str
    entries: Sequence[Entry]

    @property
    def updated_at(self) -> datetime:
        return max((entry.updated_at for entry in self.entries), default=_EPOCH)


def build_article_entry(article: Article) -> Entry:
    """Return the entry of a live article with its credits and notices."""
    published_at = article.published_at or article.created_at
    values = fields.build_fields(article)
    source = article.source
    return Entry(
        uri=fields.build_uri(article),
        url=build_absolute_url(article.get_absolute_url()),
        headline=values["headline"],
        summary=collapse_whitespace(clean_text(article.summary)),
        content=_build_content(article),
        published_at=published_at.astimezone(UTC),
        updated_at=_get_updated_at(article, published_at).astimezone(UTC),
        language=article.language,
        authors=[author["name"] for author in values.get("authors", [])],
        tags=values.get("tags", []),
        source=values.get("source", ""),
        source_url=iri_to_uri(source.website) if source else "",
        original_url=iri_to_uri(values.get("source_address", "")),
    )


def _get_updated_at(article: Article, published_at: datetime) -> datetime:
    """Return the last of publication, update and notices."""
    instants = [notice.published_at for notice in article.notices]
    newest: datetime = max([published_at, *instants, *filter(None, [article.updated_at])])
    return newest


def _build_content(article: Article) -> str:
    """Return the body with the notices above and below it, as on the page."""
    notices = {"top": "", "bottom": ""}
    for notice in article.notices:
        notices[notice.place] += _render_notice(notice)
    return clean_text(f"{notices['top']}{article.body}{notices['bottom']}")


def _render_notice(notice: Correction) -> str:
    day = date_format(timezone.localtime(notice.published_at), "j F Y")
    head = format_html("<b>{}</b>, {}", notice.get_kind_display(), day)
    text = linebreaks(clean_text(notice.text), autoescape=True)
    return f"<aside><p>{head}</p>{text}</aside>\n"


def build_correction_entry(notice: Correction) -> Entry:
    """Return the entry of a notice by itself, under the headline of its article."""
    article = notice.article
    url = f"{build_absolute_url(article.get_absolute_url())}#correction-{notice.pk}"
    text = clean_text(notice.text)
    return Entry(
        uri=f"{fields.build_uri(article)}/correction/{notice.pk}",
        url=url,
        headline=collapse_whitespace(
            clean_text(f"{notice.get_kind_display()}: {article.headline}")
        ),
        summary=collapse_whitespace(text),
        content=linebreaks(text, autoescape=True),
        published_at=notice.published_at.astimezone(UTC),
        updated_at=notice.published_at.astimezone(UTC),
    )


def escape_html(text: str) -> str:
    """Return plain text escaped as HTML; quotes stay as they are."""
    return html.escape(text, quote=False)
