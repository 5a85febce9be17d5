"""Converts a feed entry, whichever parser read it, to a Record, or a Reject if it is empty."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urljoin

from articles.parsing import bylines
from articles.parsing.charsets import encode_for_json
from articles.parsing.languages import parse_language_tag
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, Sureness
from articles.parsing.stamps import DateOrder, mark_date
from articles.text import body_html
from articles.text.patterns import HTTP_URL, URI_START
from articles.text.strings import (
    build_excerpt,
    clean_text,
    collapse_whitespace,
    fold,
    fold_name,
    fold_spelling,
)
from articles.vocabulary import Credit, SourceDate

PARSER: Final = "feed/1"
NO_ENTRY: Final = Problem("feed.no_entry")
# How many characters of the text stand in for a missing headline.
_HEADLINE_LENGTH: Final = 80

# Nobody mends more than this in a line of the rejects file.
_REJECT_SIZE: Final = 4 * 2**20

_NOTHING: Final = Problem("feed.entry_without_text")


@dataclass(frozen=True)
class Text:
    """A text of the feed: plain, or HTML whose relative links start from ``base``."""

    value: str = ""
    is_html: bool = False
    base: str = ""

    def as_line(self) -> str:
        return collapse_whitespace(self.plain)

    @cached_property
    def plain(self) -> str:
        return body_html.to_text(clean_text(self.value)) if self.is_html else clean_text(self.value)


_UNDATED: Final = SourceDate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The fields of an entry as its feed gives them.

    Each of ``author_names`` is one author; each of ``credit_lines`` may name several.
    ``date_order`` is the proven order of day and month, where the date cannot be read without it.
    """

    headline: Text = Text()
    contents: tuple[Text, ...] = ()
    summary: Text = Text()
    link: str = ""
    link_base: str = ""
    origin_id: str = ""
    source: str = ""
    date: SourceDate = _UNDATED
    date_order: str = ""
    language: str = ""
    author_names: tuple[str, ...] = ()
    credit_lines: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_withheld: bool = False
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDocument:
    """The feed with no other entry than this one, and the entry's place in the whole feed."""

    position: str
    original: bytes
    media_type: str
    charset: str
    line: int = 1
    order: DateOrder = DateOrder.UNKNOWN


def build_reject_record(content: bytes) -> Any:
    """Return the bytes as a reject holds them, or None where they are too large to be mended."""
    return encode_for_json(content) if len(content) <= _REJECT_SIZE else None


def build_record(entry: Entry, *, document: EntryDocument) -> Record | Reject:
    """Return the entry as a Record, or a Reject where it has neither a headline nor a text.

    An entry without a headline gets the first words of its text; one without a text has a body
    without a word, such as a picture.
    """
    content, standfirst = _choose_texts(entry)
    plain = content.plain if fold(content.plain) else ""
    headline = _read_headline(entry.headline)
    if not plain and not fold(headline):
        return Reject(document.position, _NOTHING, build_reject_record(document.original))
    origin_id = collapse_whitespace(clean_text(entry.origin_id))
    link = resolve_url(entry.link, base=entry.link_base)
    has_link = link or not HTTP_URL.fullmatch(origin_id)
    language = parse_language_tag(entry.language)
    return Record(
        headline=headline or build_excerpt(plain, limit=_HEADLINE_LENGTH),
        body=_build_body(content, link=link, base=entry.link_base),
        standfirst=standfirst,
        source=collapse_whitespace(entry.source),
        source_date=entry.date,
        source_address=link if has_link else origin_id,
        origin_id=origin_id,
        language=language,
        is_withheld=entry.is_withheld,
        byline=", ".join(_list_printed_names(entry)),
        credits=_build_credits(entry, language),
        tags=_clean_tags(entry.tags),
        readings={
            **_build_readings(document.line, headline=headline, has_link=bool(has_link)),
            **mark_date(entry.date, order=entry.date_order),
        },
        remarks=_build_remarks(entry, document.line, has_headline=bool(headline)),
        original=document.original,
        media_type=document.media_type,
        charset=document.charset,
        parser=PARSER,
        position=document.position,
    )


_REFERENCE: Final = re.compile(r"&(?:#\w{1,7}|amp|quot|apos|nbsp|[lr][sd]quo|hellip|[mn]dash);")


def _read_headline(text: Text) -> str:
    """Return the headline; HTML that is escaped twice leaves references in it."""
    line = text.as_line()
    return _resolve_references(line) if text.is_html else line


def _resolve_references(line: str) -> str:
    if "&" not in line:
        return line
    return collapse_whitespace(_REFERENCE.sub(lambda match: html.unescape(match[0]), line))


def _build_readings(line: int, *, headline: str, has_link: bool) -> dict[str, Reading]:
    """Return what is a guess: a headline from the text, and an id that looks like a link."""
    guess = Reading(Sureness.GUESS, line)
    readings = {} if headline else {"headline": guess}
    return readings if has_link else {**readings, "source_address": guess}


def _build_remarks(entry: Entry, line: int, *, has_headline: bool) -> tuple[Remark, ...]:
    remarks = (
        entry.remarks if has_headline else (Remark("headline_from_text", line), *entry.remarks)
    )
    texts = (entry.headline, entry.summary, *entry.contents)
    is_cut = any("\ufffd" in text.value for text in texts)
    return (*remarks, Remark("characters_unreadable", line)) if is_cut else remarks


_TAG: Final = re.compile(r"</?[a-zA-Z!]")
# HTML that is escaped once more than its feed says begins with an escaped tag.
_BEGINS_WITH_TAG: Final = re.compile(
    r"\s*+<(?:p|div|span|br|a|img|b|i|em|strong|ul|ol|h[1-6]|table|blockquote|figure)\b[^<>]*+>"
)


def _unescape_text(text: Text) -> Text:
    """Return a text without any tag as plain text, whose lines are paragraphs, or as its HTML."""
    if not text.is_html or _TAG.search(text.value):
        return text
    value = html.unescape(text.value)
    return Text(value, bool(_BEGINS_WITH_TAG.match(value)), text.base)


def _choose_texts(entry: Entry) -> tuple[Text, str]:
    """Return the body, and the standfirst: the summary, unless the body begins with it."""
    contents, summary = map(_unescape_text, entry.contents), _unescape_text(entry.summary)
    longest = max(contents, key=lambda text: len(text.plain), default=Text())
    if not fold(longest.plain):
        return summary, ""
    standfirst = summary.as_line()
    is_repeated = fold(longest.as_line()).startswith(fold(standfirst))
    return longest, "" if is_repeated else standfirst


def _build_body(content: Text, *, link: str, base: str) -> str:
    if not content.is_html:
        return body_html.from_plain_text(clean_text(content.value))
    content_base = resolve_url(content.base, base=base) or resolve_url(base, base="")
    return resolve_links(clean_text(content.value).strip(), link=link, base=content_base)


# Only this is replaced; all else stays as the feed has it, for ``body_html`` to parse.
_HREF: Final = re.compile(
    r"""(<a\s(?:[^<>]*?\s)?)href\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)""", re.IGNORECASE
)


def resolve_links(body: str, *, link: str, base: str) -> str:
    """Return the HTML with absolute links; left relative, they would lead to our own site.

    Relative links start from ``base``, bare fragments from ``link``, the entry's own page.
    """

    def resolve(match: re.Match[str]) -> str:
        href = html.unescape(match[2].strip("\"'")).strip()
        if URI_START.match(href):
            return match[0]
        url = resolve_url(href, base=link if href.startswith("#") else base)
        return f'{match[1]}href="{html.escape(url)}"' if url else match[1]

    return _HREF.sub(resolve, body)


def resolve_url(url: str, *, base: str) -> str:
    """Return the absolute http(s) URL, "" where the URL and its base make none."""
    try:
        absolute = urljoin(base, clean_text(url).strip()) if url.strip() else ""
    except ValueError:
        return ""
    return absolute if HTTP_URL.fullmatch(absolute) else ""


# Authors.


def _list_printed_names(entry: Entry) -> tuple[str, ...]:
    """Return the names and credit lines as printed, each once."""
    lines = (
        collapse_whitespace(clean_text(line)) for line in (*entry.author_names, *entry.credit_lines)
    )
    return tuple({fold_spelling(line): line for line in lines if fold(line)}.values())


def _build_credits(entry: Entry, language: str) -> tuple[Credit, ...]:
    return bylines.parse_authors(
        (*entry.author_names, *entry.credit_lines),
        source=entry.source,
        language=language.partition("-")[0],
    )


def _clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags, each once, without URLs, which are meant for programs."""
    lines = (_resolve_references(collapse_whitespace(clean_text(tag))) for tag in tags)
    unique = {fold_name(line): line for line in lines if fold(line) and not HTTP_URL.match(line)}
    return tuple(unique.values())
