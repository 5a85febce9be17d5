"""Finds which items of a sequence are still there, in the same order, in a later one."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final, NamedTuple

# How many comparisons SequenceMatcher may need in the worst case for one stretch; its time for
# hostile text grows with the cube of the length.
_COMPARISONS_LIMIT: Final = 40_000
# How often the stretches between anchors are searched for anchors again.
_ANCHOR_DEPTH: Final = 8


class Pair(NamedTuple):
    """The positions of one item in the old and in the new sequence."""

    old: int
    new: int


def match_sequences(
    old: Sequence[str], new: Sequence[str], *, depth: int = _ANCHOR_DEPTH
) -> list[Pair]:
    """Return the positions of items that stay, rising in both sequences.

    Where finding all of them would take long, some are left out.
    """
    head = _count_common(old, new)
    tail = _count_common(old[head:][::-1], new[head:][::-1])
    middle = _match_middle(old[head : len(old) - tail], new[head : len(new) - tail], depth=depth)
    return [
        *(Pair(position, position) for position in range(head)),
        *_shift(middle, by=Pair(head, head)),
        *(Pair(len(old) - left, len(new) - left) for left in range(tail, 0, -1)),
    ]


def _count_common(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many items at the beginning of both are the same."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _shift(pairs: Iterable[Pair], *, by: Pair) -> Iterator[Pair]:
    return (Pair(pair.old + by.old, pair.new + by.new) for pair in pairs)


def _match_middle(old: Sequence[str], new: Sequence[str], *, depth: int) -> list[Pair]:
    if _is_quick(old, new):
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [Pair(i + k, j + k) for i, j, size in blocks for k in range(size)]
    anchors = _find_anchors(old, new) if depth else []
    return list(_match_between(old, new, anchors, depth=depth - 1)) if anchors else []


def _is_quick(old: Sequence[str], new: Sequence[str]) -> bool:
    counts = Counter(new)
    pairs = sum(counts[item] for item in old)
    return (pairs + len(old)) * min(len(old), len(new)) <= _COMPARISONS_LIMIT


def _match_between(
    old: Sequence[str], new: Sequence[str], anchors: Sequence[Pair], *, depth: int
) -> Iterator[Pair]:
    """Yield the anchors, and the matches in the stretches between them."""
    start = Pair(0, 0)
    for anchor in anchors:
        gap = match_sequences(old[start.old : anchor.old], new[start.new : anchor.new], depth=depth)
        yield from _shift(gap, by=start)
        yield anchor
        start = Pair(anchor.old + 1, anchor.new + 1)
    yield from _shift(match_sequences(old[start.old :], new[start.new :], depth=depth), by=start)


def _find_anchors(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the positions of items that occur once in each, as far as their order is the same."""
    new_positions = _find_unique(new)
    return find_longest_rising(
        [
            Pair(i, new_positions[item])
            for item, i in _find_unique(old).items()
            if item in new_positions
        ]
    )


def _find_unique(items: Sequence[str]) -> dict[str, int]:
    """Return the positions of the items that occur once."""
    counts = Counter(items)
    return {item: position for position, item in enumerate(items) if counts[item] == 1}


def find_longest_rising(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the longest series of the pairs that rises in both; ``old`` must rise in ``pairs``."""
    ends: list[int] = []  # ends[n]: the smallest new position that ends a series of n + 1 pairs
    lengths = []
    for pair in pairs:
        length = bisect_left(ends, pair.new)
        ends[length : length + 1] = [pair.new]
        lengths.append(length)
    return _collect_series(pairs, lengths, last=len(ends) - 1)


def _collect_series(pairs: Sequence[Pair], lengths: Sequence[int], *, last: int) -> list[Pair]:
    """Return one pair for each length from 0 to ``last``, chosen from the end."""
    series: list[Pair] = []
    for pair, length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == last and (not series or pair.new < series[-1].new):
            series.append(pair)
            last -= 1
    return series[::-1]
