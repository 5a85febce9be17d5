"""What the lines of a clipping's head and foot look like."""

import re
from typing import Final

from articles.text.patterns import HTTP_URL

# Lines of the head and the foot are short; no pattern is tried on a longer one.
LINE_LIMIT: Final = 300

RULE: Final = re.compile(r"[-–—_=*]{3,}")
DASH: Final = re.compile(r"[-–—]")
EMPTY_HEADING: Final = re.compile(r"#[#\s]*")
HEADING: Final = re.compile(r"#{1,6}\s*([^#\s].*?)(?:\s+#+)?")
URL_LINE: Final = re.compile(rf"<?({HTTP_URL.pattern})>?", re.IGNORECASE)
LABELS: Final = {
    "source": re.compile(r"(?:kaynak\s?/\s?source|kaynak|source)\s?:(.*)", re.IGNORECASE),
    "tags": re.compile(r"(?:etiketler\s?/\s?tags|etiketler|tags)\s?:(.*)", re.IGNORECASE),
    "kind": re.compile(r"(?:tür\s?/\s?kind|tür|kind)\s?:(.*)", re.IGNORECASE),
}
# The end of a complete paragraph: punctuation, or quotes and brackets after it.
CLOSED: Final = re.compile(r"""[.!?…:;։؟。"'”’»)\]*]$""")


def parse_label(line: str) -> tuple[str, str] | None:
    """Return the name of the label at the beginning of the line and the text after it, or None."""
    if not line or len(line) > LINE_LIMIT:
        return None
    matches = ((name, label.fullmatch(line)) for name, label in LABELS.items())
    return next(((name, match[1].strip()) for name, match in matches if match), None)
