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
# Labels in Turkish, English, Azerbaijani, German, French, Russian and Armenian, alone or together
# as in "Kaynak/Source:".
_LABEL_WORDS: Final = {
    "source": "kaynak|source|mənbə|quelle|источник|աղբյուր",
    "tags": (
        "etiketler|tags|teqlər|açar sözlər|schlagwörter|schlagworte|stichwörter|mots-clés|"
        "étiquettes|теги|метки|ключевые слова|պիտակներ"
    ),
    "kind": "tür|kind|növ|textart|genre|жанр|тип|տեսակ",
}
LABELS: Final = {
    name: re.compile(rf"(?:{words})(?:\s?/\s?(?:{words})){{0,6}}\s?[:՝](.*)", re.IGNORECASE)
    for name, words in _LABEL_WORDS.items()
}
# The end of a complete paragraph: punctuation, or quotes and brackets after it.
CLOSED: Final = re.compile(r"""[.!?…:;։؟。"'”’»)\]*]$""")


def parse_label(line: str) -> tuple[str, str] | None:
    """Return the name of the label at the beginning of the line and the text after it, or None."""
    if not line or len(line) > LINE_LIMIT:
        return None
    matches = ((name, label.fullmatch(line)) for name, label in LABELS.items())
    return next(((name, match[1].strip()) for name, match in matches if match), None)
