"""Leaves out what extensions of RSS and Atom say of an entry that says the same itself.

Media RSS describes pictures and recordings, iTunes describes episodes. feedparser takes both for
the entry's own title and text.
"""

import re
from typing import Final

from articles.parsing.feeds.elements import compile_tags, remove_elements

# A start tag of the entry's own element that something follows.
_OWN: Final = (
    r"<(?!media:|itunes:)(?:[\w.-]++:)?(?:{})\b[^<>]*+(?<!/)>\s*+(?!</|<!\[CDATA\[\s*+\]\])"
)
_OWN_TITLE: Final = re.compile(_OWN.format("title"), re.IGNORECASE)
_OWN_TEXT: Final = re.compile(
    _OWN.format("description|summary|content|encoded|body|div"), re.IGNORECASE
)
_TITLES: Final = compile_tags("(?:media|itunes):title")
_TEXTS: Final = compile_tags("media:(?:description|text)|itunes:(?:summary|subtitle)")


def remove_extensions(entry: str) -> str:
    """Return the entry with the titles and texts of extensions only where it has none itself."""
    if "<media:" not in entry and "<itunes:" not in entry:
        return entry
    if _OWN_TITLE.search(entry):
        entry = remove_elements(entry, _TITLES)
    return remove_elements(entry, _TEXTS) if _OWN_TEXT.search(entry) else entry
