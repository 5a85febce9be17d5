"""A story in ANPA 1312: two lines of header, head lines that begin with "^", indented paragraphs.

Specification: https://iptc.org/standards/ (ANPA 1312, "High Speed Wire Service Transmission").
"""

import re
from typing import Final

from articles.parsing import bylines
from articles.parsing.newswire.wire_lines import (
    build_body,
    find_agency,
    find_end_time,
    split_envelope,
)
from articles.parsing.newswire.wire_story import Story
from articles.text.strings import collapse_whitespace

# Service level and number of the story, and a selector; then priority, category, version and
# keyword, month and day, and number of words.
_FIRST_LINE: Final = re.compile(
    r"(?P<message>[A-Za-z]\d{4})[\x11-\x1f ]?[A-Za-z0-9-]{0,20}[ \t\r]*\n"
)
_SECOND_LINE: Final = re.compile(
    r"[A-Za-z] [A-Za-z](?: |[\x11-\x1f]{1,3} ?)(?P<keyword>\S[^\n\x02]{0,60}?) +"
    r"\d{1,2}-\d{1,2}(?: +\d{0,5})?[ \t\r]*(?=[\n\x02]|$)"
)
# Month, day, year and time at the end of a story: AP-WF-11-13-13 1509GMT.
_TIME: Final = re.compile(
    r"(?P<agency>[A-Z]{2,6})-[A-Z]{2}-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) "
    r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>GMT|Z)?<?"
)
# A head line, up to the "<" or "=" at the end of a line, or up to the next one or the text.
_HEAD_LINE: Final = re.compile(
    r"\^((?:(?!\n[\^\t \n]|[<=][ \t]*(?:\n|$)).){0,2000})[<=]?[ \t]*(?:\n|$)", re.DOTALL
)
_KEYWORD: Final = re.compile(r".{1,100},[ ]?\d{1,5}|(?:AM|AP|BC|PM)-.{1,80}")
_NOTE: Final = re.compile(
    r"(?:Eds?|Editors?|Note)\b[^:]{0,40}:|(?:[A-Z]{2,6} )?(?:Photos?|Video|Graphics?|Interactive)\b"
    r"|EDITOR['’]?S NOTE\b|With \w+ Photos?",
)
_VERSION: Final = re.compile(r"^(?:[A-Za-z]{2}-)(?:[A-Z]{2,3}--?)?")


def sniff(start: str) -> bool:
    """Return whether the text begins with a header of the format."""
    first = _FIRST_LINE.match(start)
    return first is not None and _SECOND_LINE.match(start, first.end()) is not None


def parse_story(text: str) -> Story:
    """Return the story of the text, which begins with its header."""
    first = _FIRST_LINE.match(text)
    second = _SECOND_LINE.match(text, first.end()) if first else None
    start = second.end() if second else 0
    _, content, trailer = split_envelope("\n" * ("\x02" not in text) + text[start:])
    time = next(iter(_TIME.finditer(trailer or content)), None)
    head = _Head(content)
    body = _TIME.sub("", head.body)
    keyword = head.keyword or (second["keyword"] if second else "")
    instant = find_end_time(_TIME, trailer or content, build=_build_instant)
    message = first["message"] if first else ""
    return Story(
        headline=head.headline,
        slugline=keyword,
        standfirst=head.standfirst,
        body=build_body(body),
        byline=head.byline,
        source=(time["agency"] if time else "") or find_agency(body),
        uid=f"{message}-{instant[:10]}" if message and instant else "",
        dates=[instant] if instant else [],
        subjects=[keyword] if keyword else [],
        has_notes=head.has_notes,
    )


class _Head:
    """The head lines above the text, and the text."""

    def __init__(self, content: str) -> None:
        self.keyword = self.headline = self.standfirst = self.byline = ""
        self.has_notes = False
        position = len(content) - len(content.lstrip())
        while not self.byline and (match := _HEAD_LINE.match(content, position)):
            self._read_line(collapse_whitespace(match[1]))
            position = match.end()
        position = self._read_affiliation(content, position)
        self.body = "\n".join(map(_clean_line, content[position:].split("\n")))

    def _read_affiliation(self, content: str, position: int) -> int:
        """Add the line below the byline, if the text follows it; return where the text begins."""
        match = _HEAD_LINE.match(content, position) if self.byline else None
        if not match or content.startswith("^", match.end()):
            return position
        self.byline = f"{self.byline}, {collapse_whitespace(match[1])}"
        return match.end()

    def _read_line(self, line: str) -> None:
        if not self.keyword and not self.headline and _KEYWORD.fullmatch(line):
            self.keyword = _VERSION.sub("", line.partition(",")[0])
        elif _NOTE.match(line):
            self.has_notes = True
        elif bylines.has_byline_prefix(line):
            self.byline = line
        elif not self.headline:
            self.headline = line
        elif not self.standfirst:
            self.standfirst = line
        else:
            self.has_notes = True


def _clean_line(line: str) -> str:
    """Return the line without the marks of a head line, as a paragraph of its own."""
    return f"\n{line.strip().strip('^').rstrip('<=')}\n" if line.startswith("^") else line


def _build_instant(match: re.Match[str]) -> str:
    """Return the instant in ISO 8601; a year of two digits is of this century."""
    day = f"20{match['year']}-{match['month']}-{match['day']}"
    return f"{day}T{match['hour']}:{match['minute']}:00{'Z' if match['zone'] else ''}"
