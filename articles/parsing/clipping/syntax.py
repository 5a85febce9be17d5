"""The marks of a clipping: what lines of its head and foot look like."""

import re
from typing import Final

# A line of the head or the foot is short; on a longer one no pattern is tried.
LINE_LIMIT: Final = 300

RULE: Final = re.compile(r"[-–—_=*]{3,}")
DASH: Final = re.compile(r"[-–—]")
EMPTY_HEADING: Final = re.compile(r"#[#\s]*")
HEADING: Final = re.compile(r"#{1,6}\s*([^#\s].*?)(?:\s+#+)?")
URL_LINE: Final = re.compile(r"<?(https?://[^\s<>]+)>?", re.IGNORECASE)
LABELS: Final = {
    "source": re.compile(r"(?:kaynak\s?/\s?source|kaynak|source)\s?:(.*)", re.IGNORECASE),
    "tags": re.compile(r"(?:etiketler\s?/\s?tags|etiketler|tags)\s?:(.*)", re.IGNORECASE),
    "kind": re.compile(r"(?:tür\s?/\s?kind|tür|kind)\s?:(.*)", re.IGNORECASE),
}


def parse_label(line: str) -> tuple[str, str] | None:
    """Return which label a line of the foot bears, and what stands after it."""
    if not line or len(line) > LINE_LIMIT:
        return None
    found = ((name, label.fullmatch(line)) for name, label in LABELS.items())
    return next(((name, told[1].strip()) for name, told in found if told), None)
