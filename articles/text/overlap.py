"""How much of a text is in another one, by their folded words."""

from typing import Final

# So many words in a row are hardly ever in two texts by chance.
SHINGLE: Final = 5


def contains(text: str, part: str) -> bool:
    """Return whether the words of ``part``, at least five, stand in ``text`` as they are."""
    return part.count(" ") >= SHINGLE - 1 and f" {part} " in f" {text} "


def shares_half(text: str, other: str) -> bool:
    """Return whether half of the runs of five words of the longer text are in the other, too."""
    shingles, others = _build_shingles(text), _build_shingles(other)
    if not shingles or not others:
        return text == other != ""
    return 2 * len(shingles & others) >= max(len(shingles), len(others))


def _build_shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return set(zip(*(words[start:] for start in range(SHINGLE)), strict=False))
