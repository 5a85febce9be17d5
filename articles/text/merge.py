"""Merges the changes that two people made to the same body, by blocks."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from articles.text import body_html
from articles.text.clean_html import (
    ATTRIBUTES,
    BLOCKS,
    TAG,
    collapse_markup,
    extract_text,
)
from articles.text.elements import VOID
from articles.text.pairing import pair_paragraphs
from articles.text.sequences import Pair

# How deep in lists, tables and quotations blocks are merged one by one.
_NESTING_LIMIT: Final = 8
_CONTAINER: Final = re.compile(
    rf"(?P<open><(?P<name>ul|ol|blockquote|table|thead|tbody|tfoot|dl|figure)\b{ATTRIBUTES}>)(?P<inside>.*)(?P<close></(?P=name)>)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Edit:
    """Blocks of one side that replace the blocks of the base from start up to end."""

    start: int
    end: int
    blocks: tuple[str, ...]
    is_mine: bool

    @property
    def key(self) -> tuple[int, int, tuple[str, ...]]:
        """A value that is equal for edits that differ only in white space."""
        return self.start, self.end, tuple(map(collapse_markup, self.blocks))


class _Merged(NamedTuple):
    blocks: list[str]
    has_conflict: bool


def merge_bodies(base: str, theirs: str, mine: str) -> tuple[str, bool]:
    """Return a clean body with the changes of two clean bodies, and whether they conflict.

    Where both changed a block, or added blocks at the same place, both are in the result, theirs
    first. A block that one changed and the other removed is in it as well. What both added alike
    is in it once; if they added it at different places, it is there twice, which is a conflict.
    """
    if theirs in {base, mine}:
        return mine, False
    if mine == base:
        return theirs, False
    blocks, has_conflict = _merge(base, theirs, mine, depth=_NESTING_LIMIT)
    return body_html.sanitise("\n".join(blocks)), has_conflict


def _merge(base: str, theirs: str, mine: str, *, depth: int) -> _Merged:
    base_blocks, their_blocks, my_blocks = map(_split_blocks, (base, theirs, mine))
    edits = [
        *_find_edits(base_blocks, their_blocks, is_mine=False),
        *_find_edits(base_blocks, my_blocks, is_mine=True),
    ]
    blocks: list[str] = []
    has_conflict, done = False, 0
    for group in _group_edits(edits):
        merged = _apply_group(base_blocks, group, depth=depth)
        blocks += [*base_blocks[done : group[0].start], *merged.blocks]
        has_conflict |= merged.has_conflict
        done = max(edit.end for edit in group)
    blocks += base_blocks[done:]
    return _Merged(blocks, has_conflict or _has_duplicates(blocks, their_blocks, my_blocks))


def _split_blocks(body: str) -> list[str]:
    """Return the outermost blocks; text between them becomes a block, too."""
    cuts, depth = [0], 0
    for tag in TAG.finditer(body):
        is_outermost = depth == 0 and tag["name"] in BLOCKS
        if is_outermost:
            cuts.append(tag.start())
        if tag["name"] not in VOID:
            depth += -1 if tag["close"] else 1
        if depth == 0 and tag["name"] in BLOCKS:
            cuts.append(tag.end())
    blocks = (body[i:j].strip() for i, j in zip(cuts, [*cuts[1:], len(body)], strict=True))
    return [_wrap_text(block) for block in blocks if block]


def _wrap_text(source: str) -> str:
    # Two texts without blocks would become one when a merge puts one after the other.
    has_blocks = any(tag["name"] in BLOCKS for tag in TAG.finditer(source))
    return source if has_blocks or not extract_text(source) else f"<p>{source}</p>"


def _find_edits(base: Sequence[str], side: Sequence[str], *, is_mine: bool) -> Iterator[_Edit]:
    i = j = 0
    pairing = pair_paragraphs(list(map(extract_text, base)), list(map(extract_text, side)))
    for next_base, next_side in [*pairing.in_order, Pair(len(base), len(side))]:
        if (i, j) != (next_base, next_side):
            yield _Edit(i, next_base, tuple(side[j:next_side]), is_mine)
        # One pair of blocks, or none after the last match.
        for old, new in zip(
            base[next_base : next_base + 1], side[next_side : next_side + 1], strict=True
        ):
            if collapse_markup(old) != collapse_markup(new):
                yield _Edit(next_base, next_base + 1, (new,), is_mine)
        i, j = next_base + 1, next_side + 1


def _group_edits(edits: Iterable[_Edit]) -> list[list[_Edit]]:
    """Return the edits in order, those of the same blocks or the same place in one group."""
    groups: list[list[_Edit]] = []
    last, reach = (-1, -1), -1
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end, edit.is_mine)):
        span = (edit.start, edit.end)
        if edit.start < reach or span == last:
            groups[-1].append(edit)
        else:
            groups.append([edit])
        last, reach = span, max(reach, edit.end)
    return groups


def _apply_group(base: Sequence[str], group: Sequence[_Edit], *, depth: int) -> _Merged:
    theirs = [edit for edit in group if not edit.is_mine]
    mine = [edit for edit in group if edit.is_mine]
    if not theirs or [edit.key for edit in theirs] == [edit.key for edit in mine]:
        return _Merged(_collect_blocks(mine), has_conflict=False)
    if not mine:
        return _Merged(_collect_blocks(theirs), has_conflict=False)
    return _merge_container(base, group, depth=depth) or _keep_both(
        _collect_blocks(theirs), _collect_blocks(mine)
    )


def _collect_blocks(edits: Iterable[_Edit]) -> list[str]:
    return [block for edit in edits for block in edit.blocks]


def _keep_both(theirs: list[str], mine: list[str]) -> _Merged:
    """Return all blocks of theirs, then those of mine that theirs does not have."""
    known = {collapse_markup(block) for block in theirs if extract_text(block)}
    blocks = theirs + [block for block in mine if collapse_markup(block) not in known]
    return _Merged(blocks, has_conflict=bool(blocks))


def _merge_container(base: Sequence[str], group: Sequence[_Edit], *, depth: int) -> _Merged | None:
    """Merge the blocks in a container that both changed; return None for other edits."""
    shapes = [(edit.end - edit.start, len(edit.blocks)) for edit in group]
    if depth == 0 or shapes != [(1, 1), (1, 1)]:
        return None
    sources = [base[group[0].start], *_collect_blocks(group)]
    matches = [match for match in map(_CONTAINER.fullmatch, sources) if match]
    if len(matches) < len(sources) or len({match["open"] for match in matches}) > 1:
        return None
    old, theirs, mine = (match["inside"] for match in matches)
    blocks, has_conflict = _merge(old, theirs, mine, depth=depth - 1)
    html = "\n".join([matches[0]["open"], *blocks, matches[0]["close"]])
    return _Merged([html], has_conflict)


def _has_duplicates(merged: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> bool:
    """Return whether a block is in the result more often than in either body.

    That is one which both added, at different places.
    """
    known = _count_blocks(theirs) | _count_blocks(mine)
    return any(count > max(1, known[block]) for block, count in _count_blocks(merged).items())


def _count_blocks(blocks: Iterable[str]) -> Counter[str]:
    return Counter(collapse_markup(block) for block in blocks if extract_text(block))
