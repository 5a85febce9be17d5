"""Compares two versions of a text, by words and by paragraphs."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby
from typing import Final

from articles.text.clean_html import BLOCKS, TAG, collapse_markup, extract_text
from articles.text.elements import VOID
from articles.text.pairing import pair_paragraphs
from articles.text.sequences import Pair, match_sequences


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    FORMATTED = "formatted"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with one space between them; segments are joined by a space, too.

    With neither flag the words are in both versions; no segment has both flags.
    """

    text: str
    is_added: bool = False
    is_removed: bool = False

    @property
    def is_same(self) -> bool:
        return not (self.is_added or self.is_removed)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The words of a block in both versions, in reading order, old words before new ones.

    The tag is the innermost of h2, h3, h4, pre, li, tr and blockquote around it, else p; a rule is
    an hr without segments. A row of a table is one paragraph, a line of preformatted text as well.
    """

    change: Change
    segments: tuple[Segment, ...]
    tag: str = "p"

    @property
    def before(self) -> tuple[Segment, ...]:
        return tuple(segment for segment in self.segments if not segment.is_added)

    @property
    def after(self) -> tuple[Segment, ...]:
        return tuple(segment for segment in self.segments if not segment.is_removed)


# The comparison by words.


def diff_words(before: str, after: str) -> tuple[Segment, ...]:
    """Return the words of two lines of plain text, as segments that stay, are removed or added.

    If less than a third of the words stay, there are two segments: all old words, all new words.
    """
    old, new = before.split(), after.split()
    matches = match_sequences(old, new)
    if 6 * len(matches) < len(old) + len(new):
        return (*_build_segment(old, is_removed=True), *_build_segment(new, is_added=True))
    words = _drop_short_matches(_iter_words(old, new, matches))
    return tuple(chain.from_iterable(_join_words(run) for run in _group_runs(words)))


def _iter_words(
    old: Sequence[str], new: Sequence[str], matches: Iterable[Pair]
) -> Iterator[Segment]:
    """Yield a segment for each word."""
    i = j = 0
    for next_old, next_new in [*matches, Pair(len(old), len(new))]:
        yield from (Segment(word, is_removed=True) for word in old[i:next_old])
        yield from (Segment(word, is_added=True) for word in new[j:next_new])
        # Empty after the last match.
        yield from (Segment(word) for word in new[next_new : next_new + 1])
        i, j = next_old + 1, next_new + 1


def _group_runs(words: Iterable[Segment]) -> list[list[Segment]]:
    return [list(run) for _, run in groupby(words, key=lambda word: word.is_same)]


def _drop_short_matches(words: Iterable[Segment]) -> Iterator[Segment]:
    """Count a few words that stay between many changed ones as changed: that is easier to read."""
    runs = _group_runs(words)
    for i, run in enumerate(runs):
        neighbours = (runs[i - 1], runs[i + 1]) if 0 < i < len(runs) - 1 else ()
        if run[0].is_same and neighbours and 2 * len(run) <= min(map(_measure, neighbours)):
            yield from (Segment(word.text, is_removed=True) for word in run)
            yield from (Segment(word.text, is_added=True) for word in run)
        else:
            yield from run


def _measure(run: Sequence[Segment]) -> int:
    """Return how many words a run of changes has on its longer side."""
    removed = sum(word.is_removed for word in run)
    return max(removed, len(run) - removed)


def _join_words(run: Sequence[Segment]) -> Iterator[Segment]:
    yield from _build_segment([word.text for word in run if word.is_same])
    yield from _build_segment([word.text for word in run if word.is_removed], is_removed=True)
    yield from _build_segment([word.text for word in run if word.is_added], is_added=True)


def _build_segment(
    words: Sequence[str], *, is_added: bool = False, is_removed: bool = False
) -> Iterator[Segment]:
    """Yield the words as one segment, none for no words."""
    if words:
        yield Segment(" ".join(words), is_added=is_added, is_removed=is_removed)


# The comparison by paragraphs.

_PARAGRAPH_TAGS: Final = frozenset("h2 h3 h4 pre li tr blockquote".split())
# How many of the elements around a paragraph count when its formatting is compared.
_ANCESTORS_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What is between the tags of two blocks; leaves with the same markup are formatted alike."""

    tag: str
    text: str
    markup: str


def diff_paragraphs(before: str, after: str) -> list[Paragraph]:
    """Return the paragraphs of two clean bodies in the order of the new one.

    Removed ones stay at their old place; moved ones, which are the same but for a few words, are
    at their new place only.
    """
    old, new = _split_leaves(before), _split_leaves(after)
    in_order, moved = pair_paragraphs([leaf.text for leaf in old], [leaf.text for leaf in new])
    moved_away, paragraphs = {*moved.values()}, []
    i = j = 0
    for next_old, next_new in [*in_order, Pair(len(old), len(new))]:
        paragraphs += [_build_removed(old[k]) for k in range(i, next_old) if k not in moved_away]
        paragraphs += [
            _build_moved(old[moved[k]], new[k]) if k in moved else _build_added(new[k])
            for k in range(j, next_new)
        ]
        # One pair of leaves, or none after the last match.
        for old_leaf, new_leaf in zip(
            old[next_old : next_old + 1], new[next_new : next_new + 1], strict=True
        ):
            paragraphs += _compare_leaves(old_leaf, new_leaf)
        i, j = next_old + 1, next_new + 1
    return paragraphs


def _compare_leaves(old: _Leaf, new: _Leaf) -> list[Paragraph]:
    segments = diff_words(old.text, new.text)
    if old.text == new.text:
        change = Change.SAME if old.markup == new.markup else Change.FORMATTED
        return [Paragraph(change, segments, new.tag)]
    if any(segment.is_same for segment in segments):
        return [Paragraph(Change.CHANGED, segments, new.tag)]
    return [_build_removed(old), _build_added(new)]


def _build_removed(leaf: _Leaf) -> Paragraph:
    return Paragraph(Change.REMOVED, diff_words(leaf.text, ""), leaf.tag)


def _build_added(leaf: _Leaf) -> Paragraph:
    return Paragraph(Change.ADDED, diff_words("", leaf.text), leaf.tag)


def _build_moved(old: _Leaf, new: _Leaf) -> Paragraph:
    return Paragraph(Change.MOVED, diff_words(old.text, new.text), new.tag)


def _split_leaves(body: str) -> list[_Leaf]:
    leaves: list[_Leaf] = []
    ancestors: list[re.Match[str]] = []
    start = 0
    for tag in TAG.finditer(body):
        if tag["name"] in BLOCKS and (tag["name"] == "tr" or not _is_in(ancestors, "tr")):
            leaves += _build_leaf(body[start : tag.start()], ancestors)
            start = tag.end()
        if tag["name"] == "hr":
            leaves.append(_Leaf("hr", "", _extract_markup(tag[0], ancestors)))
        _update_ancestors(tag, ancestors)
    return leaves + _build_leaf(body[start:], ancestors)


def _update_ancestors(tag: re.Match[str], ancestors: list[re.Match[str]]) -> None:
    if tag["close"]:
        del ancestors[-1:]
    elif tag["name"] not in VOID:
        ancestors.append(tag)


def _build_leaf(source: str, ancestors: Sequence[re.Match[str]]) -> list[_Leaf]:
    """Return the one leaf of the HTML, those of its lines if it is preformatted, [] for no text."""
    names = [tag["name"] for tag in ancestors[: -_ANCESTORS_LIMIT - 1 : -1]]
    name = next((name for name in names if name in _PARAGRAPH_TAGS), "p")
    lines = source.split("\n") if name == "pre" else [source]
    return [
        _Leaf(name, text, _extract_markup(line, ancestors))
        for line in lines
        if (text := extract_text(line))
    ]


def _is_in(ancestors: Sequence[re.Match[str]], name: str) -> bool:
    return any(tag["name"] == name for tag in ancestors[-_ANCESTORS_LIMIT:])


def _extract_markup(source: str, ancestors: Sequence[re.Match[str]]) -> str:
    inside = html.unescape(source)
    inside = inside if _is_in(ancestors, "pre") else collapse_markup(inside)
    inside = inside.replace(" <br>", "<br>").replace("<br> ", "<br>")
    return "".join(tag[0] for tag in ancestors[-_ANCESTORS_LIMIT:]) + inside
