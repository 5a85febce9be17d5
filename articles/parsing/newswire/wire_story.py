"""What the formats of news agencies share: a story, and how it becomes a record."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum, auto
from typing import BinaryIO, Final

from articles.parsing import bylines, charsets
from articles.parsing.charsets import encode_for_json
from articles.parsing.dropped import build_remarks
from articles.parsing.languages import parse_language_tag
from articles.parsing.newswire.body import split_wrapped
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, SkippedItem, Sureness
from articles.parsing.stamps import parse_instant, parse_stamp
from articles.text import body_html
from articles.text.dropped_html import Dropped
from articles.text.patterns import HTTP_URL, URI_START
from articles.text.strings import build_excerpt, clean_text, collapse_whitespace, fold, fold_name
from articles.vocabulary import Credit, Kind, SourceDate

# No story is larger; a parser holds no more than this at once.
SIZE_LIMIT: Final = 4 * 2**20
# Agencies give a story forty subjects at most.
_TAGS_LIMIT: Final = 100
_TAG_LENGTH: Final = 80
_DATE_TEXT_LENGTH: Final = 60
# Of a headline that is made of the text.
_HEADLINE_LENGTH: Final = 120

_CANCELED: Final = frozenset(
    "cancel canceled cancelled delete deleted kill killed recalled withdrawn".split()
)
_USABLE: Final = frozenset({"", "usable", "corrected"})
_EMBARGOED: Final = "embargoed"

_KINDS: Final = {
    **dict.fromkeys(("current", "news", "article news", "breaking news", "update"), Kind.NEWS),
    **dict.fromkeys(("analysis", "background", "backgrounder"), Kind.ANALYSIS),
    **dict.fromkeys(("commentary", "opinion", "editorial", "column", "op ed"), Kind.COMMENTARY),
    **dict.fromkeys(("report", "special report"), Kind.REPORT),
    **dict.fromkeys(("announcement", "press release", "advisory"), Kind.ANNOUNCEMENT),
}
# The types of stories that need no text, in any of the formats, and the plurals that editors see.
SKIPPED_TYPES: Final = {
    **dict.fromkeys(("picture", "graphic", "photo", "image"), "pictures"),
    **dict.fromkeys(("audio", "video", "animated", "animation"), "recordings"),
    "composite": "packages",
}

_HEADING: Final = re.compile(r"<h2\b[^<>]*>(.{0,999}?)</h2\s*>", re.IGNORECASE | re.DOTALL)
_PARAGRAPH: Final = re.compile(r"<p\b[^<>]*>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"</?(?:p|div|br|h[1-6]|[uo]l|section|article)\b[^<>]*>", re.IGNORECASE)
# The tag below which the text of a whole page stands.
_BODY_START: Final = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
# How far into the body a repeated headline is looked for.
_HEADING_LIMIT: Final = 20_000
_ZERO_DATE: Final = re.compile(r"0000|0001-?01-?01|1970-?01-?01T00:?00")
# How far into a text its byline is looked for.
_BYLINE_LIMIT: Final = 1_000
_BYLINE_LINES: Final = 5
_H1: Final = re.compile(r"<(/?)h1\b", re.IGNORECASE)

NO_STORY: Final = Problem("wire.no_story")
_EMPTY: Final = Problem("wire.empty")


@dataclass(slots=True, kw_only=True)
class Story:
    """One story as its format gives it: texts as they stand, not yet checked or cleaned.

    ``body`` is HTML. ``embargo`` is None where there is none, and "" where it has no end.
    ``dates`` are those when it may have been published, the likeliest first. ``type`` is text,
    picture, composite or the like. ``guessed_fields`` are names of a record's fields
    that are not sure, ``has_wrong_fields`` says that values were left out which the
    format does not allow, ``has_more_texts`` that the story's document holds other texts as well,
    ``has_notes`` that it held notes which only editors get. ``dropped`` are its pictures and the
    like.
    """

    type: str = ""
    headline: str = ""
    slugline: str = ""
    standfirst: str = ""
    body: str = ""
    dateline: str = ""
    byline: str = ""
    credits: tuple[Credit, ...] = ()
    authors: list[str] = field(default_factory=list)
    source: str = ""
    provider: str = ""
    uid: str = ""
    urls: list[str] = field(default_factory=list)
    language: str = ""
    dates: list[str] = field(default_factory=list)
    embargo: str | None = None
    status: str = ""
    genres: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    guessed_fields: tuple[str, ...] = ()
    has_wrong_fields: bool = False
    has_more_texts: bool = False
    has_notes: bool = False
    dropped: Sequence[Dropped] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDocument:
    """A story's own bytes, how to read them, and the story's place in the input."""

    original: bytes
    media_type: str
    charset: str
    parser: str
    position: str
    line: int = 1


def read_input(stream: BinaryIO) -> bytes | None:
    """Return the whole input, None where it is larger than a story may be."""
    stream.seek(0)
    content = stream.read(SIZE_LIMIT + 1)
    return content if len(content) <= SIZE_LIMIT else None


def dump_input(stream: BinaryIO) -> str | dict[str, str] | None:
    """Return the whole input for the rejects file, or None if it is too large for a story."""
    return charsets.dump_input(stream, limit=SIZE_LIMIT)


def convert_story(story: Story, document: StoryDocument) -> Record | SkippedItem | Reject:
    """Return the story as a record, or why there is none.

    A headline without a text is a record without a body; a story without a headline gets one made
    of its text or its slugline.
    """
    body = _build_body(story)
    text = body_html.to_text(body)
    if not text and story.type in SKIPPED_TYPES:
        return SkippedItem(SKIPPED_TYPES[story.type])
    headline = _choose_headline(story, text)
    if byline := _find_byline(story, text):
        story = replace(
            story, byline=byline, guessed_fields=(*story.guessed_fields, "byline", "credits")
        )
    if not headline.text:
        return Reject(document.position, _EMPTY, encode_for_json(document.original))
    return _build_record(story, document, headline=headline, body=body if text else "", text=text)


def _build_record(
    story: Story, document: StoryDocument, *, headline: "_Headline", body: str, text: str
) -> Record:
    is_canceled = _is_canceled(story)
    embargo = _get_embargo(story)
    source = _clean_line(story.source)
    return Record(
        headline=headline.text,
        standfirst=_choose_standfirst(story.standfirst, headline=headline.text, text=text),
        body=body,
        byline=_clean_line(story.byline),
        credits=_build_credits(story, source),
        source=source,
        source_date=choose_source_date(story.dates),
        source_address=next(filter(HTTP_URL.fullmatch, story.urls), ""),
        origin_id=_build_origin_id(story),
        language=parse_language_tag(story.language),
        tags=clean_tags(story.subjects),
        kind=choose_kind(story.genres),
        embargoed_until=_assume_utc(parse_instant(embargo or "")),
        is_canceled=is_canceled,
        is_withheld=not is_canceled and _is_withheld(story, embargo),
        readings=_build_readings(story, headline, line=document.line),
        remarks=_build_remarks(story, headline, embargo, line=document.line),
        original=document.original,
        media_type=document.media_type,
        charset=document.charset,
        parser=document.parser,
        position=document.position,
    )


def _build_readings(story: Story, headline: "_Headline", *, line: int) -> dict[str, Reading]:
    is_printed = headline.origin is _HeadlineOrigin.PRINTED
    names = (*(() if is_printed else ("headline",)), *story.guessed_fields)
    return {name: Reading(Sureness.GUESS, line) for name in names}


def _build_remarks(
    story: Story, headline: "_Headline", embargo: str | None, *, line: int
) -> tuple[Remark, ...]:
    embargo_end = parse_instant(embargo or "")
    is_zone_missing = embargo_end is not None and embargo_end.tzinfo is None
    remarks = {
        Remark("headline_from_text", line): headline.origin is _HeadlineOrigin.TEXT,
        Remark("headline_from_slugline", line): headline.origin is _HeadlineOrigin.SLUGLINE,
        Remark("no_zone", line): is_zone_missing,
        Remark("embargo_without_date", line): bool(embargo and not embargo_end),
        Remark("fields_left_out", line): story.has_wrong_fields,
        Remark("texts_left_out", line): story.has_more_texts,
        Remark("notes_left_out", line): story.has_notes,
    }
    due = (remark for remark, is_due in remarks.items() if is_due)
    return (*due, *build_remarks(story.dropped))


def _clean_line(text: str) -> str:
    return collapse_whitespace(clean_text(text))


class _HeadlineOrigin(Enum):
    """What a headline was made of."""

    PRINTED = auto()
    TEXT = auto()
    SLUGLINE = auto()


@dataclass(frozen=True, slots=True)
class _Headline:
    text: str
    origin: _HeadlineOrigin = _HeadlineOrigin.PRINTED


def _choose_headline(story: Story, text: str) -> _Headline:
    """Return the headline, one made of the text or the slugline, or "" for none.

    A cancellation without one gets the id of its story.
    """
    printed = _clean_line(story.headline)
    if printed or _is_canceled(story):
        return _Headline(printed or _clean_line(story.uid))
    lines = (line for line in text.split("\n") if fold(line))
    first = next((line for line in lines if not bylines.has_byline_prefix(line)), "")
    if first:
        return _Headline(build_excerpt(first, limit=_HEADLINE_LENGTH), _HeadlineOrigin.TEXT)
    return _Headline(_clean_line(story.slugline), _HeadlineOrigin.SLUGLINE)


def _is_canceled(story: Story) -> bool:
    return parse_code(story.status) in _CANCELED


def _get_embargo(story: Story) -> str | None:
    """Return the embargo of the story; one that ends at a zero date is none."""
    return None if _ZERO_DATE.match(story.embargo or "") else story.embargo


def _is_withheld(story: Story, embargo: str | None) -> bool:
    """Return whether the agency's own readers do not see it yet.

    Unknown statuses, and embargoes whose end cannot be read, count as such.
    """
    status = parse_code(story.status)
    # An embargo with an end needs no more: ``embargoed_until`` holds the article back until then.
    if status == _EMBARGOED or embargo is not None:
        return parse_instant(embargo or "") is None
    return status not in _USABLE


def parse_code(code: str) -> str:
    """Return the last part, in lower case, of a code such as ``stat:canceled`` or of a URL."""
    return re.split("[:/#]", code.strip())[-1].lower()


# Texts


def build_body_html(text: str, *, media_type: str = "") -> str:
    """Return a text as the HTML of a body; its markup shows whether it is, whatever its type.

    A text that is said to be plain is HTML only where it begins and ends with a tag.
    """
    if "html" in media_type.lower() or _is_html(text, is_plain=bool(media_type)):
        return split_wrapped(text[match.end() :] if (match := _BODY_START.search(text)) else text)
    return body_html.from_plain_text(clean_text(text))


def _is_html(text: str, *, is_plain: bool) -> bool:
    if not is_plain:
        return _MARKUP.search(text) is not None
    stripped = text.strip()
    return _MARKUP.match(stripped) is not None and stripped.endswith(">")


def _build_body(story: Story) -> str:
    """Return the body without h1, without a repeated headline, and with the dateline."""
    body = _H1.sub(r"<\1h2", clean_text(story.body).strip())
    heading = _HEADING.search(body, 0, _HEADING_LIMIT)
    if heading and fold(body_html.to_text(heading[1])) == fold(story.headline):
        body = (body[: heading.start()] + body[heading.end() :]).strip()
    return _insert_dateline(body, _clean_line(story.dateline))


def _insert_dateline(body: str, dateline: str) -> str:
    """Return the body with the dateline in its first paragraph, where it was printed so.

    A dash at its end shows that the text went on in the same line.
    """
    paragraph = _PARAGRAPH.search(body)
    if not paragraph or not dateline.endswith(("-", "–", "—")):
        return body
    end = paragraph.end()
    beginning = body_html.to_text(body[end:][: 2 * len(dateline) + 200])
    if fold(beginning).startswith(fold(dateline)):
        return body
    return f"{body[:end]}{html.escape(dateline, quote=False)} {body[end:]}"


def _choose_standfirst(standfirst: str, *, headline: str, text: str) -> str:
    """Return the standfirst, "" where it repeats the headline or the beginning of the text."""
    line = _clean_line(standfirst)
    beginning = fold(text[: 2 * len(line) + 200])
    is_repeated = fold(line) == fold(headline) or beginning.startswith(fold(line))
    return "" if is_repeated else line


# Dates


def _assume_utc(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant else None


def choose_source_date(texts: Iterable[str]) -> SourceDate:
    """Return the day of the first text that is a date, in its own time zone.

    Zero dates, which programs write for want of a date, do not count.
    """
    lines = map(_clean_line, texts)
    printed = [line for line in lines if line and not _ZERO_DATE.match(line)]
    known = (parsed for text in printed if (parsed := parse_stamp(text)).first)
    return next(known, SourceDate(text=printed[0][:_DATE_TEXT_LENGTH] if printed else ""))


# Names


def _build_credits(story: Story, source: str) -> tuple[Credit, ...]:
    """Return the credits of the format, else those of the byline, else the authors."""
    if story.credits:
        return story.credits
    byline, language = _clean_line(story.byline), parse_language_tag(story.language)
    if _is_name(byline):
        return bylines.parse_byline(byline, source=source, language=language)
    authors = bylines.parse_authors(filter(_is_name, story.authors), language=language)
    return tuple(credit for credit in authors if fold(credit.name) != fold(source))


def _is_name(text: str) -> bool:
    """Return whether the text is more than the desk's initials, such as gr/bp, or a login."""
    return bool(fold(text)) and len(text) <= bylines.LENGTH_LIMIT and not text.islower()


def _find_byline(story: Story, text: str) -> str:
    """Return the line among the first of the text that is a byline, where the format has none."""
    if story.byline or story.credits or any(map(_is_name, story.authors)):
        return ""
    lines = text[:_BYLINE_LIMIT].split("\n")[:_BYLINE_LINES]
    return next(filter(bylines.has_byline_prefix, lines), "")


def _build_origin_id(story: Story) -> str:
    """Return the id, which no two providers share: a URI, or the id with its provider's name."""
    uid, provider = _clean_line(story.uid), _clean_line(story.provider or story.source)
    return f"{provider}:{uid}" if uid and provider and not URI_START.match(uid) else uid


# Subjects


def choose_kind(genres: Iterable[str]) -> str:
    """Return the kind of the first genre that clearly has one, "" for none."""
    kinds = (_KINDS.get(fold(name)) for genre in genres for name in (genre, parse_code(genre)))
    return next((kind.value for kind in kinds if kind), "")


def clean_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in order, each once, without single letters and sentences."""
    tags: dict[str, str] = {}
    for name in names:
        if len(tags) == _TAGS_LIMIT:
            break
        tag = _clean_line(name)
        if len(tag) <= _TAG_LENGTH and len(fold_name(tag)) > 1:
            tags.setdefault(fold_name(tag), tag)
    return tuple(tags.values())
