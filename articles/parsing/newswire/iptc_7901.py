"""A story in IPTC 7901: a header, keywords, a headline that ends with "=", wrapped paragraphs.

Specification: https://iptc.org/standards/iptc-7901/.
"""

import re
from typing import Final

from articles.parsing import bylines
from articles.parsing.date_names import MONTHS
from articles.parsing.newswire.wire_lines import (
    build_body,
    find_agency,
    find_end_time,
    split_envelope,
    split_notes,
)
from articles.parsing.newswire.wire_story import Story
from articles.text.patterns import BLANK_LINES

# Message, priority, category, number of words, and often the agency with a number of its own.
_HEADER: Final = re.compile(
    r"(?P<message>[A-Za-z]{2,5}\d{1,5}) +\d +(?P<category>[A-Za-z]{1,4}) +\d{1,6}\b"
    r"(?:[^\n]{0,80}? (?P<agency>[A-Za-z][\w-]{1,20}) +\d{1,5})?[ \t]*(?=[\r\n]|$)"
)
# DDHHMM, perhaps a zone, the month and the year: 131137 GMT Nov 13.
_TIME: Final = re.compile(
    r"\b(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d) {0,3}(?:(?P<zone>[A-Z]{1,4}) {1,3})?"
    r"(?P<month>[A-Za-z]{3,9})\.? {0,3}(?P<year>\d{4}|\d\d)\b"
)
_UTC: Final = frozenset({"GMT", "UTC", "UCT", "Z"})
# A line of the head that says what kind of take it is: EXTRA, 1ST LEAD, (Achtung).
_TAKE: Final = re.compile(r"\([^()\n]{1,40}\)|[A-Z0-9][A-Z0-9 .:/-]{0,30}")
# A head without "=" at its end is no longer than a headline and a byline.
_HEAD_LENGTH: Final = 200


def sniff(start: str) -> bool:
    """Return whether the text begins with a header of the format."""
    return _HEADER.match(start) is not None


def parse_story(text: str) -> Story:
    """Return the story of the text, which begins with its header."""
    header, content, trailer = split_envelope(text)
    match = _HEADER.match(header)
    above, _, below = header.partition("\n")
    keywords, content = _split_keywords(below, content)
    head, body = _split_head(content)
    body, has_notes = split_notes(body)
    headline, byline = _read_head(head)
    instant = find_end_time(_TIME, trailer or body, build=_build_instant)
    source = (match["agency"] if match else "") or find_agency(body)
    message = match["message"] if match else above.strip()
    return Story(
        headline=headline,
        slugline="/".join(keywords),
        body=build_body(_TIME.sub("", body) if not trailer else body),
        byline=byline,
        source=source,
        uid=f"{message}-{instant[:10]}" if message and instant else "",
        dates=[instant] if instant else [trailer],
        subjects=keywords,
        has_notes=has_notes,
    )


def _split_keywords(below: str, content: str) -> tuple[list[str], str]:
    """Return the keywords between header and text, and the text.

    Without STX they are the lines above the text that end with a slash.
    """
    if not below.strip():
        line, _, rest = content.lstrip("\n").partition("\n")
        if not line.rstrip().endswith("/"):
            return [], content
        below, content = line, rest
    names = (name.strip() for line in below.split("\n") for name in line.split("/"))
    return list(filter(None, names)), content


def _split_head(content: str) -> tuple[str, str]:
    """Return the headline and what stands with it, and the body."""
    first, *others = BLANK_LINES.split(content.strip(), maxsplit=1)
    rest = others[0] if others else ""
    if first.rstrip().endswith("=") or (rest and len(first) <= _HEAD_LENGTH):
        return first.rstrip().removesuffix("=").rstrip(), rest
    return "", content


def _read_head(head: str) -> tuple[str, str]:
    """Return the headline, without takes such as EXTRA, and the byline."""
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    is_byline = [bylines.has_byline_prefix(line) for line in lines]
    byline = " ".join(line for line, is_by in zip(lines, is_byline, strict=True) if is_by)
    titles = [line for line, is_by in zip(lines, is_byline, strict=True) if not is_by]
    while len(titles) > 1 and _TAKE.fullmatch(titles[0]):
        del titles[0]
    return " ".join(titles), byline


def _build_instant(match: re.Match[str]) -> str:
    """Return the instant in ISO 8601, without its zone where that is not Greenwich; "" for none."""
    month = MONTHS.get(match["month"].lower())
    if not month:
        return ""
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    zone = "Z" if match["zone"] in _UTC else ""
    return f"{year}-{month:02}-{match['day']}T{match['hour']}:{match['minute']}:00{zone}"
