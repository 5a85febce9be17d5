"""A story between ZCZC and NNNN, the marks of telex that many agencies keep."""

import re
from typing import Final

from articles.parsing.newswire.wire_lines import build_body, find_agency, split_notes
from articles.parsing.newswire.wire_story import Story

_START: Final = re.compile(r"ZCZC\b(?P<message>[^\n]{0,80})(?:\n|$)")
_END: Final = re.compile(r"^NNNN\b.*", re.MULTILINE | re.DOTALL)
# A line with a mark of AAP: "#" for the keyword, ":" for the headline, others for routing.
_MARKED_LINE: Final = re.compile(r"(?P<mark>[#%$*:])(?P<text>[^\n]*+)\n")
# A short line of routing below the first.
_ROUTING: Final = re.compile(r"[A-Z0-9][A-Z0-9 /-]{1,7}\n")


def sniff(start: str) -> bool:
    """Return whether the text begins with the mark."""
    return _START.match(start) is not None


def parse_story(text: str) -> Story:
    """Return the story of the text, which begins with the mark."""
    start = _START.match(text)
    content = _END.sub("", text[start.end() if start else 0 :])
    routing = _ROUTING.match(content)
    position = routing.end() if routing else 0
    marked: dict[str, str] = {}
    while line := _MARKED_LINE.match(content, position):
        position = line.end()
        if value := line["text"].strip():
            marked.setdefault(line["mark"], value)
    headline, keyword = marked.get(":", ""), marked.get("#", "")
    content = content[position:].strip("\n")
    # Without a mark, the first line is the title or the text's beginning, a headline to guess.
    body, has_notes = split_notes(content if headline else content.replace("\n", "\n\n", 1))
    return Story(
        headline=headline,
        slugline=keyword,
        body=build_body(body),
        source=find_agency(body),
        subjects=[keyword] if keyword else [],
        has_notes=has_notes,
    )
