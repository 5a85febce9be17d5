"""What a feed tells, whatever its format: its list, and the newest entries of it."""

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
from articles.models.urls import absolute
from articles.text.strings import clean_text, collapse_whitespace

# When a feed without entries was changed last: it is the same whenever it is asked for.
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece: plain text, but for ``content``, which is HTML; "" for what is not known.

    ``uri`` stays the same for ever; ``address`` is where readers read it, ``original`` where it
    stood first, in what ``source`` publishes at ``source_address``. ``updated_at`` is the last
    change that readers should know of.
    """

    uri: str
    address: str
    headline: str
    summary: str
    content: str
    published_at: datetime
    updated_at: datetime
    language: str = ""
    authors: Sequence[str] = ()
    tags: Sequence[str] = ()
    source: str = ""
    source_address: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A list as a feed: ``address`` is the list's page, ``feed_address`` the feed's own."""

    title: str
    description: str
    address: str
    feed_address: str
    language: str
    publisher: str
    entries: Sequence[Entry]

    @property
    def updated_at(self) -> datetime:
        return max((entry.updated_at for entry in self.entries), default=NEVER)


def of_article(article: Article) -> Entry:
    """Return the entry of a live article with its credits and notices."""
    published_at = article.published_at or article.created_at
    told = fields.told(article)
    source = article.source
    return Entry(
        uri=fields.uri(article),
        address=absolute(article.get_absolute_url()),
        headline=told["headline"],
        summary=collapse_whitespace(clean_text(article.summary)),
        content=_content(article),
        published_at=published_at.astimezone(UTC),
        updated_at=_updated_at(article, published_at).astimezone(UTC),
        language=article.language,
        authors=[author["name"] for author in told.get("authors", [])],
        tags=told.get("tags", []),
        source=told.get("source", ""),
        source_address=iri_to_uri(source.website) if source else "",
        original=iri_to_uri(told.get("source_address", "")),
    )


def _updated_at(article: Article, published_at: datetime) -> datetime:
    """Return the instant of the last notice, of an update without one, or of publication."""
    noticed = [notice.published_at for notice in article.notices]
    newest: datetime = max([published_at, *noticed, *filter(None, [article.updated_at])])
    return newest


def _content(article: Article) -> str:
    """Return the body between its notices, as the page has it."""
    notices = {"top": "", "bottom": ""}
    for notice in article.notices:
        notices[notice.place] += _notice(notice)
    return clean_text(f"{notices['top']}{article.body}{notices['bottom']}")


def _notice(notice: Correction) -> str:
    day = date_format(timezone.localtime(notice.published_at), "j F Y")
    head = format_html("<b>{}</b>, {}", notice.get_kind_display(), day)
    text = linebreaks(clean_text(notice.text), autoescape=True)
    return f"<aside><p>{head}</p>{text}</aside>\n"


def of_correction(notice: Correction) -> Entry:
    """Return the entry of a notice by itself, with the piece that it is on."""
    article = notice.article
    address = f"{absolute(article.get_absolute_url())}#correction-{notice.pk}"
    text = clean_text(notice.text)
    return Entry(
        uri=f"{fields.uri(article)}/correction/{notice.pk}",
        address=address,
        headline=collapse_whitespace(
            clean_text(f"{notice.get_kind_display()}: {article.headline}")
        ),
        summary=collapse_whitespace(text),
        content=linebreaks(text, autoescape=True),
        published_at=notice.published_at.astimezone(UTC),
        updated_at=notice.published_at.astimezone(UTC),
    )


def as_html(text: str) -> str:
    """Return plain text for a place where HTML is read."""
    return html.escape(text, quote=False)
