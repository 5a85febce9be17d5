"""Removes characters that nobody sees: soft hyphens, zero-width characters, marks of direction."""

import re
from typing import Final

# Letters of scripts whose joiners change how a word is written, and of those without spaces.
_JOINING: Final = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefe"
_UNSPACED: Final = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff"
_PICTOGRAPHS: Final = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_INVISIBLE: Final = re.compile(
    # Kept: the tags behind a flag.
    "(?P<flag>\U0001f3f4[\U000e0020-\U000e007f]+)"
    "|[\u00ad\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    f"|(?<![{_UNSPACED}])\u200b|\u200b(?![{_UNSPACED}])"
    f"|(?<![{_JOINING}])\u200c|(?<![{_JOINING}{_PICTOGRAPHS}])\u200d"
)
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff]")
_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Where a paragraph ends, what was opened in it ends as well.
_PARAGRAPH_EDGE: Final = re.compile(r"(\n|</?(?:p|h[1-6]|li|d[dt]|t[dhr]|pre|div|br)\b[^<>]*+>)")
_MARKS: Final = frozenset("\u061c\u200e\u200f")
_OVERRIDES: Final = frozenset("\u202d\u202e")
# What ends an embedding or an override, and an isolate.
_ENDS: Final = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
                **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}  # fmt: skip


# Spaces of other widths, which are as frequent as letters in some languages.
_SPACES: Final = ("\n", "\u00a0", "\u202f", "\u2009")


def has_invisible(text: str) -> bool:
    """Return whether the text may hold characters that ``remove_invisible`` removes, or controls.

    This takes a hundredth of the time that removing them takes.
    """
    for space in _SPACES[: 1 if text.isascii() else None]:
        text = text.replace(space, "")
    return not text.isprintable()


def remove_invisible(text: str) -> str:
    """Return the text, or HTML, without characters that only hide or turn what others read.

    Joiners stay in the scripts and pictographs that need them. Marks of direction stay in text
    with a script that is written from the right, if each that opens something is also ended;
    overrides never do.
    """
    text = _INVISIBLE.sub(_keep_flag, text)
    if not _DIRECTIONS.search(text):
        return text
    if not _RIGHT_TO_LEFT.search(text):
        return _DIRECTIONS.sub("", text)
    return "".join(map(_balance, _PARAGRAPH_EDGE.split(text)))


def _keep_flag(match: re.Match[str]) -> str:
    return match["flag"] or ""


def _balance(paragraph: str) -> str:
    """Return a paragraph without overrides, and without what is opened or ended alone."""
    kept: set[int] = set()
    opened: list[re.Match[str]] = []
    for match in _DIRECTIONS.finditer(paragraph):
        if match[0] in _MARKS:
            kept.add(match.start())
        elif match[0] in _ENDS:
            opened.append(match)
        elif opened and _ENDS[opened[-1][0]] == match[0]:
            start = opened.pop()
            if start[0] not in _OVERRIDES:
                kept |= {start.start(), match.start()}
    return _DIRECTIONS.sub(lambda match: match[0] if match.start() in kept else "", paragraph)
