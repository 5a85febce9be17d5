"""Versions of a text held against each other: compared by words, merged by blocks."""

import html
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain, groupby, product, takewhile
from typing import Final, NamedTuple

from articles.text import body_html
from articles.text.strings import collapse_whitespace


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    FORMATTED = "formatted"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with one space between them, and one to be set between pieces.

    With neither flag the words stand in both versions; no piece has both.
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

    The tag is the innermost of h2, h3, h4, li and blockquote that it stands in, else p; a rule is
    an hr without pieces.
    """

    change: Change
    segments: tuple[Segment, ...]
    tag: str = "p"

    @property
    def before(self) -> tuple[Segment, ...]:
        return tuple(piece for piece in self.segments if not piece.is_added)

    @property
    def after(self) -> tuple[Segment, ...]:
        return tuple(piece for piece in self.segments if not piece.is_removed)


class _Pair(NamedTuple):
    """Where the same thing stands in the old and in the new sequence."""

    old: int
    new: int


def diff_words(before: str, after: str) -> tuple[Segment, ...]:
    """Return the words of two lines of plain text, the changed ones marked.

    When less than a third of the words stay, all are: first the old ones, then the new.
    """
    old, new = before.split(), after.split()
    matches = _matches(old, new)
    if 6 * len(matches) < len(old) + len(new):
        return (*_piece(old, is_removed=True), *_piece(new, is_added=True))
    steps = _without_confetti(_steps(old, new, matches))
    return tuple(chain.from_iterable(_joined(run) for run in _runs(steps)))


def _steps(old: Sequence[str], new: Sequence[str], matches: Iterable[_Pair]) -> Iterator[Segment]:
    """Yield a piece for each word."""
    i = j = 0
    for at, to in [*matches, _Pair(len(old), len(new))]:
        yield from (Segment(word, is_removed=True) for word in old[i:at])
        yield from (Segment(word, is_added=True) for word in new[j:to])
        yield from (Segment(word) for word in new[to : to + 1])
        i, j = at + 1, to + 1


def _runs(steps: Iterable[Segment]) -> list[list[Segment]]:
    return [list(run) for _, run in groupby(steps, key=lambda step: step.is_same)]


def _without_confetti(steps: Iterable[Segment]) -> Iterator[Segment]:
    """Count a few words that stay between many that change as changed: so they are readable."""
    runs = _runs(steps)
    for place, run in enumerate(runs):
        around = (runs[place - 1], runs[place + 1]) if 0 < place < len(runs) - 1 else ()
        if run[0].is_same and around and 2 * len(run) <= min(map(_size, around)):
            yield from (Segment(step.text, is_removed=True) for step in run)
            yield from (Segment(step.text, is_added=True) for step in run)
        else:
            yield from run


def _size(run: Sequence[Segment]) -> int:
    removed = sum(step.is_removed for step in run)
    return max(removed, len(run) - removed)


def _joined(run: Sequence[Segment]) -> Iterator[Segment]:
    yield from _piece([step.text for step in run if step.is_same])
    yield from _piece([step.text for step in run if step.is_removed], is_removed=True)
    yield from _piece([step.text for step in run if step.is_added], is_added=True)


def _piece(
    run: Sequence[str], *, is_added: bool = False, is_removed: bool = False
) -> Iterator[Segment]:
    if run:
        yield Segment(" ".join(run), is_added=is_added, is_removed=is_removed)


# What SequenceMatcher may have to do in the worst case for one stretch; its time for hostile text
# grows with the cube of the length.
_STEPS_LIMIT: Final = 40_000
# How often what stands between anchors is searched for anchors.
_ANCHOR_DEPTH: Final = 8


def _matches(old: Sequence[str], new: Sequence[str], *, depth: int = _ANCHOR_DEPTH) -> list[_Pair]:
    """Return the places of what stays, rising in both; not all of it where that would take long."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = _differing(old[head : len(old) - tail], new[head : len(new) - tail], depth=depth)
    return [
        *(_Pair(place, place) for place in range(head)),
        *_shifted(middle, by=_Pair(head, head)),
        *(_Pair(len(old) - left, len(new) - left) for left in range(tail, 0, -1)),
    ]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _shifted(pairs: Iterable[_Pair], *, by: _Pair) -> Iterator[_Pair]:
    return (_Pair(pair.old + by.old, pair.new + by.new) for pair in pairs)


def _differing(old: Sequence[str], new: Sequence[str], *, depth: int) -> list[_Pair]:
    if _is_short_work(old, new):
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [_Pair(i + k, j + k) for i, j, size in blocks for k in range(size)]
    anchors = _anchors(old, new) if depth else []
    return list(_anchored(old, new, anchors, depth=depth - 1)) if anchors else []


def _is_short_work(old: Sequence[str], new: Sequence[str]) -> bool:
    found = Counter(new)
    pairs = sum(found[item] for item in old)
    return (pairs + len(old)) * min(len(old), len(new)) <= _STEPS_LIMIT


def _anchored(
    old: Sequence[str], new: Sequence[str], anchors: Sequence[_Pair], *, depth: int
) -> Iterator[_Pair]:
    start = _Pair(0, 0)
    for anchor in anchors:
        gap = _matches(old[start.old : anchor.old], new[start.new : anchor.new], depth=depth)
        yield from _shifted(gap, by=start)
        yield anchor
        start = _Pair(anchor.old + 1, anchor.new + 1)
    yield from _shifted(_matches(old[start.old :], new[start.new :], depth=depth), by=start)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[_Pair]:
    """Return the places of what stands once in each, as far as its order is the same."""
    there = _only(new)
    return _rising([_Pair(i, there[item]) for item, i in _only(old).items() if item in there])


def _only(items: Sequence[str]) -> dict[str, int]:
    counts = Counter(items)
    return {item: place for place, item in enumerate(items) if counts[item] == 1}


def _rising(pairs: Sequence[_Pair]) -> list[_Pair]:
    """Return the most pairs that rise in both; the given ones rise in their old places."""
    ends: list[int] = []  # ends[n]: the smallest new place that n + 1 rising pairs can end with
    lengths = []
    for pair in pairs:
        length = bisect_left(ends, pair.new)
        ends[length : length + 1] = [pair.new]
        lengths.append(length)
    return _last_of_each(pairs, lengths, wanted=len(ends) - 1)


def _last_of_each(pairs: Sequence[_Pair], lengths: Sequence[int], *, wanted: int) -> list[_Pair]:
    chosen: list[_Pair] = []
    for pair, length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted and (not chosen or pair.new < chosen[-1].new):
            chosen.append(pair)
            wanted -= 1
    return chosen[::-1]


# How alike two paragraphs are, from 0 to 1, to be one that was changed …
_CHANGED_FROM: Final = 1 / 3
# … and one that was moved.
_MOVED_FROM: Final = 0.7
# How many pairs are tried between two paragraphs that stay.
_TRIES_LIMIT: Final = 64
# A word that stands in more paragraphs does not tell which of them is meant.
_RARE_UNTIL: Final = 4


class _Pairing(NamedTuple):
    """The pairs that stand in the same order in both, and where those that moved come from."""

    kept: list[_Pair]
    moved: Mapping[int, int]


class _Bag(NamedTuple):
    """The words of a paragraph without their order."""

    counts: Counter[str]
    size: int


_Bags = Mapping[int, _Bag]


def _bag(text: str) -> _Bag:
    found = text.split()
    return _Bag(Counter(found), len(found))


def _likeness(old: _Bag, new: _Bag) -> float:
    """Return the share of the words that stand in both, wherever they stand."""
    fewer, more = sorted((old.counts, new.counts), key=len)
    shared = sum(min(count, more[word]) for word, count in fewer.items())
    return 2 * shared / max(1, old.size + new.size)


def _pairing(old: Sequence[str], new: Sequence[str]) -> _Pairing:
    """Pair the paragraphs, given as words with a space between, that are the same or alike."""
    exact = _matches(old, new)
    found = {*exact}
    found.update(_same_elsewhere(_rest(old, found, side=0), _rest(new, found, side=1)))
    olds, news = _bags(_rest(old, found, side=0)), _bags(_rest(new, found, side=1))
    found.update(_alike(olds, news, gaps=_Gaps(exact)))
    kept = _rising(sorted(found))
    moved = found.difference(kept)
    return _Pairing(kept, {j: i for i, j in moved if _is_much_alike(old[i], new[j])})


def _is_much_alike(old: str, new: str) -> bool:
    return _likeness(_bag(old), _bag(new)) >= _MOVED_FROM or old == new


def _rest(texts: Sequence[str], pairs: Iterable[_Pair], *, side: int) -> dict[int, str]:
    taken = {pair[side] for pair in pairs}
    return {place: text for place, text in enumerate(texts) if place not in taken}


def _bags(texts: Mapping[int, str]) -> dict[int, _Bag]:
    return {place: _bag(text) for place, text in texts.items()}


def _same_elsewhere(old: dict[int, str], new: dict[int, str]) -> Iterator[_Pair]:
    places = defaultdict(list)
    for i in reversed(old):
        places[old[i]].append(i)
    for j, text in new.items():
        if places[text]:
            yield _Pair(places[text].pop(), j)


class _Gaps:
    """The stretches between the paragraphs that stay, by number."""

    def __init__(self, exact: Sequence[_Pair]) -> None:
        self._old = [pair.old for pair in exact]
        self._new = [pair.new for pair in exact]

    def of_old(self, place: int) -> int:
        return bisect_left(self._old, place)

    def of_new(self, place: int) -> int:
        return bisect_left(self._new, place)

    def is_one(self, pair: _Pair) -> bool:
        return self.of_old(pair.old) == self.of_new(pair.new)


def _alike(old: _Bags, new: _Bags, *, gaps: _Gaps) -> Iterator[_Pair]:
    """Yield pairs that are alike, the most alike first, each paragraph once."""
    tried = {*_near(old, new, gaps=gaps), *_sharing_rare_words(old, new)}
    ranked = sorted((-_likeness(old[pair.old], new[pair.new]), pair) for pair in tried)
    taken: set[int] = set()
    for unlikeness, pair in ranked:
        needed = _CHANGED_FROM if gaps.is_one(pair) else _MOVED_FROM
        # The new places are told apart from the old ones by their sign.
        if -unlikeness >= needed and taken.isdisjoint({pair.old, ~pair.new}):
            taken |= {pair.old, ~pair.new}
            yield pair


def _near(old: Iterable[int], new: Iterable[int], *, gaps: _Gaps) -> Iterator[_Pair]:
    """Yield pairs in the same gap: all of a small one, else those that count the same."""
    there = {gap: list(places) for gap, places in groupby(new, key=gaps.of_new)}
    for gap, places in groupby(old, key=gaps.of_old):
        olds, news = list(places), there.get(gap, [])
        if len(olds) * len(news) <= _TRIES_LIMIT:
            yield from (_Pair(i, j) for i, j in product(olds, news))
        else:
            both = chain(zip(olds, news, strict=False), zip(olds[::-1], news[::-1], strict=False))
            yield from (_Pair(i, j) for i, j in both)


def _sharing_rare_words(old: _Bags, new: _Bags) -> Iterator[_Pair]:
    """Yield for each new paragraph the few old ones that share the most words rare among them."""
    places = defaultdict(list)
    for i, bag in old.items():
        for word in bag.counts:
            places[word].append(i)
    rare = {word: found for word, found in places.items() if len(found) <= _RARE_UNTIL}
    for j, bag in new.items():
        votes = Counter(i for word in bag.counts for i in rare.get(word, ()))
        yield from (_Pair(i, j) for i, _ in votes.most_common(3))


# Names are in lower case and attributes in double quotes: the sanitiser writes them so.
_ATTRIBUTES: Final = r'(?:"[^"]*"|[^"<>])*'
_TAG: Final = re.compile(rf"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*){_ATTRIBUTES}>")
_BLOCKS: Final = {"p", "h2", "h3", "h4", "li", "ul", "ol", "blockquote", "hr"}
_TOLD: Final = {"h2", "h3", "h4", "li", "blockquote"}
_VOID: Final = {"br", "hr"}
# So many of the elements around a paragraph tell its markup apart from another's.
_AROUND: Final = 20


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What stands between the tags of two blocks, with what tells its markup from another's."""

    tag: str
    text: str
    markup: str


def diff_paragraphs(before: str, after: str) -> list[Paragraph]:
    """Return the paragraphs of two clean bodies as the new one orders them.

    Removed ones stand where they stood; moved ones, which are the same but for a few words, stand
    at their new place only.
    """
    old, new = _leaves(before), _leaves(after)
    kept, moved = _pairing([leaf.text for leaf in old], [leaf.text for leaf in new])
    gone, result = {*moved.values()}, []
    i = j = 0
    for at, to in [*kept, _Pair(len(old), len(new))]:
        result += [_removed(old[k]) for k in range(i, at) if k not in gone]
        result += [
            _moved(old[moved[k]], new[k]) if k in moved else _added(new[k]) for k in range(j, to)
        ]
        for was, now in zip(old[at : at + 1], new[to : to + 1], strict=True):
            result += _compared(was, now)
        i, j = at + 1, to + 1
    return result


def _compared(old: _Leaf, new: _Leaf) -> list[Paragraph]:
    pieces = diff_words(old.text, new.text)
    if old.text == new.text:
        change = Change.SAME if old.markup == new.markup else Change.FORMATTED
        return [Paragraph(change, pieces, new.tag)]
    if any(piece.is_same for piece in pieces):
        return [Paragraph(Change.CHANGED, pieces, new.tag)]
    return [_removed(old), _added(new)]


def _removed(leaf: _Leaf) -> Paragraph:
    return Paragraph(Change.REMOVED, diff_words(leaf.text, ""), leaf.tag)


def _added(leaf: _Leaf) -> Paragraph:
    return Paragraph(Change.ADDED, diff_words("", leaf.text), leaf.tag)


def _moved(old: _Leaf, new: _Leaf) -> Paragraph:
    return Paragraph(Change.MOVED, diff_words(old.text, new.text), new.tag)


def _leaves(body: str) -> list[_Leaf]:
    leaves: list[_Leaf] = []
    around: list[re.Match[str]] = []
    start = 0
    for tag in _TAG.finditer(body):
        if tag["name"] in _BLOCKS:
            leaves += _leaf(body[start : tag.start()], around)
            start = tag.end()
        if tag["name"] == "hr":
            leaves.append(_Leaf("hr", "", _markup(tag[0], around)))
        _follow(tag, around)
    return leaves + _leaf(body[start:], around)


def _follow(tag: re.Match[str], around: list[re.Match[str]]) -> None:
    if tag["close"]:
        del around[-1:]
    elif tag["name"] not in _VOID:
        around.append(tag)


def _leaf(source: str, around: Sequence[re.Match[str]]) -> list[_Leaf]:
    if not (text := _text(source)):
        return []
    names = (tag["name"] for tag in around[: -_AROUND - 1 : -1])
    name = next((name for name in names if name in _TOLD), "p")
    return [_Leaf(name, text, _markup(source, around))]


def _text(source: str) -> str:
    """Return the words with one space between them."""
    return " ".join(html.unescape(_TAG.sub(_space, source)).split())


def _space(tag: re.Match[str]) -> str:
    return " " if tag["name"] in _BLOCKS | _VOID else ""


def _markup(source: str, around: Sequence[re.Match[str]]) -> str:
    inside = (
        collapse_whitespace(html.unescape(source)).replace(" <br>", "<br>").replace("<br> ", "<br>")
    )
    return "".join(tag[0] for tag in around[-_AROUND:]) + inside


# How deep in lists and quotations their blocks are merged one by one.
_NESTING_LIMIT: Final = 8
_CONTAINER: Final = re.compile(
    rf"(?P<open><(?P<name>ul|ol|blockquote)\b{_ATTRIBUTES}>)(?P<inside>.*)(?P<close></(?P=name)>)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Edit:
    """Blocks of one side that replace those of the base from start up to end."""

    start: int
    end: int
    blocks: tuple[str, ...]
    is_mine: bool

    @property
    def key(self) -> tuple[int, int, tuple[str, ...]]:
        """What tells it from another edit: white space does not."""
        return self.start, self.end, tuple(map(collapse_whitespace, self.blocks))


class _Merged(NamedTuple):
    blocks: list[str]
    is_clash: bool


def merge_bodies(base: str, theirs: str, mine: str) -> tuple[str, bool]:
    """Return a clean body with the changes of two clean bodies to their base, and if they clash.

    Where both changed a block, or put blocks in the same place, both are kept, theirs first. What
    one changed and the other removed is kept as well. What both wrote alike stands once; that they
    wrote it in different places, so that it stands twice, is a clash too.
    """
    if theirs in {base, mine}:
        return mine, False
    if mine == base:
        return theirs, False
    blocks, is_clash = _merged(base, theirs, mine, depth=_NESTING_LIMIT)
    return body_html.sanitise("\n".join(blocks)), is_clash


def _merged(base: str, theirs: str, mine: str, *, depth: int) -> _Merged:
    old, here, there = _split(base), _split(mine), _split(theirs)
    edits = [*_edits(old, there, is_mine=False), *_edits(old, here, is_mine=True)]
    merged: list[str] = []
    is_clash, done = False, 0
    for group in _groups(edits):
        settled = _settled(old, group, depth=depth)
        merged += [*old[done : group[0].start], *settled.blocks]
        is_clash |= settled.is_clash
        done = max(edit.end for edit in group)
    merged += old[done:]
    return _Merged(merged, is_clash or _is_doubled(merged, there, here))


def _split(body: str) -> list[str]:
    """Return the outermost blocks; what stands between them becomes one, too."""
    cuts, depth = [0], 0
    for tag in _TAG.finditer(body):
        is_outer = depth == 0 and tag["name"] in _BLOCKS
        if is_outer:
            cuts.append(tag.start())
        if tag["name"] not in _VOID:
            depth += -1 if tag["close"] else 1
        if depth == 0 and tag["name"] in _BLOCKS:
            cuts.append(tag.end())
    blocks = (body[i:j].strip() for i, j in zip(cuts, [*cuts[1:], len(body)], strict=True))
    return [_as_block(block) for block in blocks if block]


def _as_block(source: str) -> str:
    # Two runs of text that come to stand side by side would be one.
    has_blocks = any(tag["name"] in _BLOCKS for tag in _TAG.finditer(source))
    return source if has_blocks or not _text(source) else f"<p>{source}</p>"


def _edits(base: Sequence[str], side: Sequence[str], *, is_mine: bool) -> Iterator[_Edit]:
    i = j = 0
    kept = _pairing([_text(block) for block in base], [_text(block) for block in side]).kept
    for at, to in [*kept, _Pair(len(base), len(side))]:
        if (i, j) != (at, to):
            yield _Edit(i, at, tuple(side[j:to]), is_mine)
        for old, new in zip(base[at : at + 1], side[to : to + 1], strict=True):
            if collapse_whitespace(old) != collapse_whitespace(new):
                yield _Edit(at, at + 1, (new,), is_mine)
        i, j = at + 1, to + 1


def _groups(edits: Iterable[_Edit]) -> list[list[_Edit]]:
    """Return the edits in order, together those that change the same blocks or the same place."""
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


def _settled(base: Sequence[str], group: Sequence[_Edit], *, depth: int) -> _Merged:
    theirs = [edit for edit in group if not edit.is_mine]
    mine = [edit for edit in group if edit.is_mine]
    if not theirs or [edit.key for edit in theirs] == [edit.key for edit in mine]:
        return _Merged(_written(mine), is_clash=False)
    if not mine:
        return _Merged(_written(theirs), is_clash=False)
    return _inside(base, group, depth=depth) or _both(_written(theirs), _written(mine))


def _written(edits: Iterable[_Edit]) -> list[str]:
    return [block for edit in edits for block in edit.blocks]


def _both(theirs: list[str], mine: list[str]) -> _Merged:
    """Return all blocks of theirs, then those of mine that theirs has not."""
    known = {collapse_whitespace(block) for block in theirs if _text(block)}
    blocks = theirs + [block for block in mine if collapse_whitespace(block) not in known]
    return _Merged(blocks, is_clash=bool(blocks))


def _inside(base: Sequence[str], group: Sequence[_Edit], *, depth: int) -> _Merged | None:
    """Merge what both have in the same list or quotation; return None if it is none."""
    shapes = [(edit.end - edit.start, len(edit.blocks)) for edit in group]
    if depth == 0 or shapes != [(1, 1), (1, 1)]:
        return None
    sources = [base[group[0].start], *_written(group)]
    found = [match for match in map(_CONTAINER.fullmatch, sources) if match]
    if len(found) < len(sources) or len({match["open"] for match in found}) > 1:
        return None
    old, theirs, mine = (match["inside"] for match in found)
    blocks, is_clash = _merged(old, theirs, mine, depth=depth - 1)
    return _Merged(["\n".join([found[0]["open"], *blocks, found[0]["close"]])], is_clash)


def _is_doubled(merged: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> bool:
    """Return whether words stand twice only because both put them into different places."""
    known = _counts(theirs) | _counts(mine)
    return any(count > max(1, known[block]) for block, count in _counts(merged).items())


def _counts(blocks: Iterable[str]) -> Counter[str]:
    return Counter(collapse_whitespace(block) for block in blocks if _text(block))
