"""Pairs the paragraphs of two versions of a text that are the same or alike."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, product
from typing import Final, NamedTuple

from articles.text.sequences import Pair, find_longest_rising, match_sequences

# How alike two paragraphs are, from 0 to 1, to count as one that was changed …
_CHANGED_FROM: Final = 1 / 3
# … and as one that was moved.
_MOVED_FROM: Final = 0.7
# How many pairs are tried between two paragraphs that stay.
_TRIES_LIMIT: Final = 64
# A word in more paragraphs than this does not show which of them belong together.
_RARE_UNTIL: Final = 4


class Pairing(NamedTuple):
    """The pairs in the same order in both versions, and the paragraphs that were moved.

    ``moved`` maps the new position of each of these to its old position.
    """

    in_order: list[Pair]
    moved: Mapping[int, int]


class _Bag(NamedTuple):
    """The words of a paragraph without their order."""

    counts: Counter[str]
    size: int


_Bags = Mapping[int, _Bag]


def pair_paragraphs(old: Sequence[str], new: Sequence[str]) -> Pairing:
    """Pair the paragraphs that are the same or alike; white space must be collapsed."""
    exact = match_sequences(old, new)
    pairs = {*exact}
    pairs.update(_pair_same(_find_unpaired(old, pairs, side=0), _find_unpaired(new, pairs, side=1)))
    old_bags = _build_bags(_find_unpaired(old, pairs, side=0))
    new_bags = _build_bags(_find_unpaired(new, pairs, side=1))
    pairs.update(_pair_alike(old_bags, new_bags, gaps=_Gaps(exact)))
    in_order = find_longest_rising(sorted(pairs))
    others = pairs.difference(in_order)
    return Pairing(in_order, {j: i for i, j in others if _is_moved(old[i], new[j])})


def _is_moved(old: str, new: str) -> bool:
    """Return whether a pair that is out of order is one paragraph that was moved."""
    return _compute_likeness(_build_bag(old), _build_bag(new)) >= _MOVED_FROM or old == new


def _build_bag(text: str) -> _Bag:
    words = text.split()
    return _Bag(Counter(words), len(words))


def _build_bags(texts: Mapping[int, str]) -> dict[int, _Bag]:
    return {position: _build_bag(text) for position, text in texts.items()}


def _compute_likeness(old: _Bag, new: _Bag) -> float:
    """Return the share of the words that are in both, in any order."""
    fewer, more = sorted((old.counts, new.counts), key=len)
    common = sum(min(count, more[word]) for word, count in fewer.items())
    return 2 * common / max(1, old.size + new.size)


def _find_unpaired(texts: Sequence[str], pairs: Iterable[Pair], *, side: int) -> dict[int, str]:
    paired = {pair[side] for pair in pairs}
    return {position: text for position, text in enumerate(texts) if position not in paired}


def _pair_same(old: dict[int, str], new: dict[int, str]) -> Iterator[Pair]:
    """Yield pairs of the same text, wherever they are."""
    positions = defaultdict(list)
    for i in reversed(old):
        positions[old[i]].append(i)
    for j, text in new.items():
        if positions[text]:
            yield Pair(positions[text].pop(), j)


class _Gaps:
    """The stretches between the paragraphs that stay, by number."""

    def __init__(self, exact: Sequence[Pair]) -> None:
        self._old = [pair.old for pair in exact]
        self._new = [pair.new for pair in exact]

    def find_old(self, position: int) -> int:
        return bisect_left(self._old, position)

    def find_new(self, position: int) -> int:
        return bisect_left(self._new, position)

    def is_same(self, pair: Pair) -> bool:
        """Return whether both paragraphs are in the same gap."""
        return self.find_old(pair.old) == self.find_new(pair.new)


def _pair_alike(old: _Bags, new: _Bags, *, gaps: _Gaps) -> Iterator[Pair]:
    """Yield pairs that are alike, the most alike first, each paragraph once."""
    candidates = {*_iter_near(old, new, gaps=gaps), *_iter_sharing_rare_words(old, new)}
    ranked = sorted((-_compute_likeness(old[pair.old], new[pair.new]), pair) for pair in candidates)
    paired: set[int] = set()
    for unlikeness, pair in ranked:
        needed = _CHANGED_FROM if gaps.is_same(pair) else _MOVED_FROM
        # One set for both: ~new is negative, so it is never equal to an old position.
        if -unlikeness >= needed and paired.isdisjoint({pair.old, ~pair.new}):
            paired |= {pair.old, ~pair.new}
            yield pair


def _iter_near(old: Iterable[int], new: Iterable[int], *, gaps: _Gaps) -> Iterator[Pair]:
    """Yield pairs in the same gap: all of them if the gap is small.

    In a large gap only the nth old and the nth new paragraph are a pair, counted from either end.
    """
    new_by_gap = {gap: list(positions) for gap, positions in groupby(new, key=gaps.find_new)}
    for gap, positions in groupby(old, key=gaps.find_old):
        olds, news = list(positions), new_by_gap.get(gap, [])
        if len(olds) * len(news) <= _TRIES_LIMIT:
            yield from (Pair(i, j) for i, j in product(olds, news))
        else:
            both = chain(zip(olds, news, strict=False), zip(olds[::-1], news[::-1], strict=False))
            yield from (Pair(i, j) for i, j in both)


def _iter_sharing_rare_words(old: _Bags, new: _Bags) -> Iterator[Pair]:
    """Yield each new paragraph with the old ones that share the most rare words, at most three."""
    positions = defaultdict(list)
    for i, bag in old.items():
        for word in bag.counts:
            positions[word].append(i)
    rare = {word: olds for word, olds in positions.items() if len(olds) <= _RARE_UNTIL}
    for j, bag in new.items():
        votes = Counter(i for word in bag.counts for i in rare.get(word, ()))
        yield from (Pair(i, j) for i, _ in votes.most_common(3))
