"""What the formats of news agencies share: statuses, instants, genres, and a story to a record."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from articles.parsing import bylines
from articles.parsing.charsets import encode_for_json
from articles.parsing.records import (
    Record,
    Reject,
    Remark,
    SkippedItem,
)
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace, fold
from articles.vocabulary import (
    Credit,
    Kind,
    Precision,
    SourceDate,
)

# One story, and with it what a parser holds at once, is no larger.
SIZE_LIMIT: Final = 4 * 2**20
# So many subjects tell what a story is about; the most that agencies give are some forty.
_TAGS_LIMIT: Final = 100
_TAG_LIMIT: Final = 80

_CANCELED: Final = frozenset("cancel canceled cancelled kill killed withdrawn".split())
_USABLE: Final = frozenset({"", "usable", "corrected"})
_EMBARGOED: Final = "embargoed"

_KINDS: Final = {
    **dict.fromkeys(("current", "news", "article news", "breaking news", "update"), Kind.NEWS),
    **dict.fromkeys(("analysis", "background", "backgrounder"), Kind.ANALYSIS),
    **dict.fromkeys(("commentary", "opinion", "editorial", "column", "op ed"), Kind.COMMENTARY),
    **dict.fromkeys(("report", "special report"), Kind.REPORT),
    **dict.fromkeys(("announcement", "press release", "advisory"), Kind.ANNOUNCEMENT),
}
# What no text is expected with, by its type in any of the formats, as an editor counts it.
LEFT_OUT: Final = {
    **dict.fromkeys(("picture", "graphic", "photo", "image"), "pictures"),
    **dict.fromkeys(("audio", "video", "animated"), "recordings"),
    "composite": "packages",
}

# How a byline begins in other languages than those that ``bylines`` reads.
_BY: Final = {
    "de": "Von ",
    "fr": "Par ",
    "es": "Por ",
    "pt": "Por ",
    "it": "Di ",
    "da": "Af ",
    **dict.fromkeys(("nb", "nn", "no", "sv"), "Av "),
}
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_LANGUAGE_LIMIT: Final = 20
_HEADING: Final = re.compile(r"<h2\b[^<>]*>(.{0,999}?)</h2\s*>", re.IGNORECASE | re.DOTALL)
_PARAGRAPH: Final = re.compile(r"<p\b[^<>]*>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"</?(?:p|div|br|h[1-6]|[uo]l|section|article)\b[^<>]*>", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\n\s*\n")
# What stands above the text of a whole page.
_PAGE: Final = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
# Where no line is blank and one is longer, each line is a paragraph; else they were wrapped.
_WRAP_LIMIT: Final = 120
# The headline stands above all else, if it is there again.
_HEAD_LIMIT: Final = 20_000
_LARGEST: Final = re.compile(r"<(/?)h1\b", re.IGNORECASE)

_NO_HEADLINE: Final = "It has no headline: ask the agency for one, or add it, and import it again."
_NO_TEXT: Final = "It has no text: ask the agency for the story itself, or leave it out."


@dataclass(slots=True, kw_only=True)
class Story:
    """One story as its format tells it: texts as they stand, nothing looked into yet.

    ``body`` is HTML. ``embargo`` is None where there is none, and "" where it has no end.
    ``dates`` are those that it may have been published at, the likeliest first. ``type`` is what
    it is: text, picture, composite.
    """

    type: str = ""
    headline: str = ""
    standfirst: str = ""
    body: str = ""
    dateline: str = ""
    byline: str = ""
    credits: tuple[Credit, ...] = ()
    authors: list[str] = field(default_factory=list)
    source: str = ""
    provider: str = ""
    uid: str = ""
    addresses: list[str] = field(default_factory=list)
    language: str = ""
    dates: list[str] = field(default_factory=list)
    embargo: str | None = None
    status: str = ""
    genres: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a story was read from: its own bytes, and where in the input they stood."""

    original: bytes
    media_type: str
    charset: str
    parser: str
    position: str
    line: int = 1


def told(story: Story, origin: Origin) -> Record | SkippedItem | Reject:
    """Return what the story comes to."""
    found = _told(story, origin)
    return (
        Reject(origin.position, found, encode_for_json(origin.original))
        if isinstance(found, str)
        else found
    )


def _told(story: Story, origin: Origin) -> Record | SkippedItem | str:
    """Return what the story comes to, or a sentence that says why it comes to nothing."""
    body = _body(story)
    is_canceled = named(story.status) in _CANCELED
    words = body_html.to_text(body)
    if not words and story.type in LEFT_OUT:
        return SkippedItem(LEFT_OUT[story.type])
    until = instant(story.embargo or "")
    headline = collapse_whitespace(clean_text(story.headline)) or (
        collapse_whitespace(clean_text(story.uid)) if is_canceled else ""
    )
    if problem := _problem(story, headline, until, has_text=bool(words) or is_canceled):
        return problem
    source = collapse_whitespace(clean_text(story.source))
    return Record(
        headline=headline,
        standfirst=_standfirst(story.standfirst, headline=headline, words=words),
        body=body if words else "",
        byline=collapse_whitespace(clean_text(story.byline)),
        credits=_credits(story, source),
        source=source,
        source_date=source_date(story.dates),
        source_address=next(filter(_ADDRESS.fullmatch, story.addresses), ""),
        origin_id=_origin_id(story),
        language=language(story.language),
        tags=tags(story.subjects),
        kind=kind(story.genres),
        embargoed_until=_zoned(until),
        is_canceled=is_canceled,
        is_withheld=not is_canceled and _is_withheld(story),
        remarks=(Remark("no_zone", origin.line),) if until and not until.tzinfo else (),
        original=origin.original,
        media_type=origin.media_type,
        charset=origin.charset,
        parser=origin.parser,
        position=origin.position,
    )


def _problem(story: Story, headline: str, until: datetime | None, *, has_text: bool) -> str:
    """Say why there is no record, "" where there is one."""
    if story.embargo and not until:
        told = collapse_whitespace(clean_text(story.embargo))[:60]
        return f"Its embargo ends at {told!r}, which is no date: write it as 2024-05-31T12:00:00Z."
    if not has_text:
        return _NO_TEXT
    return "" if headline else _NO_HEADLINE


def _is_withheld(story: Story) -> bool:
    """Tell whether its readers do not see it: a status unknown here is taken for a safe one."""
    status = named(story.status)
    if status == _EMBARGOED or story.embargo is not None:
        return not story.embargo
    return status not in _USABLE


def named(code: str) -> str:
    """Return the last part of a code such as ``stat:canceled``, or of an address, in lower case."""
    return re.split("[:/#]", code.strip())[-1].lower()


def html_of(text: str, *, media_type: str = "") -> str:
    """Return text as the HTML of a body: it is plain, unless its type or its marks tell more."""
    is_html = "html" in media_type.lower() or (not media_type and _MARKUP.search(text))
    if is_html:
        return text[found.end() :] if (found := _PAGE.search(text)) else text
    parts = _BLANK_LINES.split(_divided(clean_text(text)))
    return body_html.from_paragraphs(part.strip() for part in parts if part.strip())


def _divided(text: str) -> str:
    """Return text with a blank line between its paragraphs, where each stands on one long line."""
    lines = text.strip().split("\n")
    is_whole = all(line.strip() for line in lines) and max(map(len, lines)) > _WRAP_LIMIT
    return "\n\n".join(lines) if is_whole else text


def _body(story: Story) -> str:
    """Return the body with no larger heading than its own, and without the headline again."""
    body = _LARGEST.sub(r"<\1h2", clean_text(story.body).strip())
    first = _HEADING.search(body, 0, _HEAD_LIMIT)
    if first and fold(body_html.to_text(first[1])) == fold(story.headline):
        body = (body[: first.start()] + body[first.end() :]).strip()
    return _with_dateline(body, collapse_whitespace(clean_text(story.dateline)))


def _with_dateline(body: str, dateline: str) -> str:
    """Return the body with the dateline that it was printed with; one with a dash ran into it."""
    first = _PARAGRAPH.search(body)
    if not first or not dateline.endswith(("-", "–", "—")):
        return body
    begun = body_html.to_text(body[first.end() :][: 2 * len(dateline) + 200])
    if fold(begun).startswith(fold(dateline)):
        return body
    return f"{body[: first.end()]}{html.escape(dateline, quote=False)} {body[first.end() :]}"


def _standfirst(told: str, *, headline: str, words: str) -> str:
    """Return the standfirst, unless it is the headline, or how the text begins, again."""
    text = collapse_whitespace(clean_text(told))
    begun = fold(words[: 2 * len(text) + 200])
    return "" if fold(text) == fold(headline) or begun.startswith(fold(text)) else text


# Dates


def instant(text: str) -> datetime | None:
    """Return the instant that ISO 8601 tells, extended or basic, aware where a zone is told."""
    try:
        told = datetime.fromisoformat(text.strip())
        return told.astimezone(UTC) if told.tzinfo else told
    except (ValueError, OverflowError):  # no date, or one before the year 1
        return None


def _zoned(told: datetime | None) -> datetime | None:
    return told.replace(tzinfo=UTC) if told else None


def source_date(texts: Iterable[str]) -> SourceDate:
    """Return the day that the first of the texts tells, as its writer's calendar had it."""
    printed = [collapse_whitespace(clean_text(text)) for text in texts if text.strip()]
    for text in printed:
        if instant(text):
            day = datetime.fromisoformat(text).date()
            return SourceDate(day, None, Precision.DAY, text)
    return SourceDate(text=printed[0][:60] if printed else "")


# Who


def _credits(story: Story, source: str) -> tuple[Credit, ...]:
    """Return those whom the byline credits, or else those who are named as authors."""
    if story.credits:
        return story.credits
    byline = collapse_whitespace(clean_text(story.byline))
    if _names_somebody(byline):
        byline = byline.removeprefix(_BY.get(language(story.language)[:2], ""))
        return bylines.parse_byline(byline, source=source, language=language(story.language))
    names = [collapse_whitespace(clean_text(name)) for name in story.authors]
    credited = {fold(name): Credit(name) for name in names if _names_somebody(name)}
    credited.pop(fold(source), None)
    return tuple(credited.values())


def _names_somebody(text: str) -> bool:
    """Tell a name from initials of the desk, such as gr/bp, and from a login."""
    return bool(fold(text)) and len(text) <= bylines.LENGTH_LIMIT and not text.islower()


def _origin_id(story: Story) -> str:
    """Return the id, which two providers must not share: with the provider, if it is no URI."""
    uid, provider = (
        collapse_whitespace(clean_text(story.uid)),
        collapse_whitespace(clean_text(story.provider or story.source)),
    )
    return f"{provider}:{uid}" if uid and provider and not _SCHEME.match(uid) else uid


# What


def language(tag: str) -> str:
    """Return the tag with its language in lower case, "" where it is none."""
    main, *more = tag.strip().replace("_", "-").split("-")
    told = "-".join((main.lower(), *more))
    is_told = len(told) <= _LANGUAGE_LIMIT and _LANGUAGE.fullmatch(told)
    return told if is_told else ""


def kind(genres: Iterable[str]) -> str:
    """Return the kind that the first genre with a plain one has; "" for none."""
    known = (_KINDS.get(fold(name)) for genre in genres for name in (genre, named(genre)))
    return next((found.value for found in known if found), "")


def tags(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, in their order; no single letter is one, and no sentence."""
    found: dict[str, str] = {}
    for name in names:
        if len(found) == _TAGS_LIMIT:
            break
        told = collapse_whitespace(clean_text(name))
        if len(told) <= _TAG_LIMIT and len(fold(told)) > 1:
            found.setdefault(fold(told), told)
    return tuple(found.values())
