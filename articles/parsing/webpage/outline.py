"""Where the elements of a page stand in each other; it stays true when the page is changed."""

from itertools import islice
from typing import Final

from lxml import etree

from articles.parsing.hypertext import Element

_ARTICLE: Final = "article"
# These are around the whole page.
_PAGE: Final = frozenset({"html", "body"})
# So many of a text's first letters tell it from others; shorter texts do not count.
KEY_LENGTH: Final = 30
_KEY_RUNS: Final = 20


def build_key(text: str) -> str:
    """Return the first letters of a text, whatever the white space between them."""
    return "".join(text.split())[:KEY_LENGTH]


def _begins_text(element: Element) -> bool:
    has_text = element.text and not element.text.isspace()
    return bool(has_text and element.tag != "title") or element.tag == "p"


class Outline:
    """The places of elements, counted from 0 in the order of their start tags."""

    def __init__(self, tree: Element) -> None:
        self.places: dict[Element, int] = {}
        self._tags: list[str] = []
        self._parents: list[int] = []
        self._ends: list[int] = []
        self._texts: dict[str, int] = {}
        self._read(tree)

    def _read(self, tree: Element) -> None:
        inside = [-1]
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            if event == "end":
                self._ends[inside.pop()] = len(self._tags)
                continue
            place = len(self._tags)
            self.places[element] = place
            self._tags.append(element.tag)
            self._parents.append(inside[-1])
            self._ends.append(place)
            inside.append(place)
            if _begins_text(element):
                key = build_key("".join(islice(element.itertext(), _KEY_RUNS)))
                self._texts.setdefault(key, place)

    def find_text(self, key: str) -> int | None:
        """Return the place of the first text with this key, None where there is none."""
        return self._texts.get(key) if len(key) == KEY_LENGTH else None

    def find_range(self, first: int, last: int) -> range:
        """Return the places of an article whose text begins and ends in these elements.

        It begins with the headline above the text, or the ``article`` that is around both, and ends
        with the element that is around the whole text, unless that is the page.
        """
        return range(self._find_start(first), self._find_end(first, last))

    def _find_start(self, first: int) -> int:
        above = [place for place in range(first + 1) if self._tags[place] == "h1"]
        if not above:
            return first
        around = self._list_around(above[-1])
        return next((each for each in around if self._tags[each] == _ARTICLE), above[-1])

    def _find_end(self, first: int, last: int) -> int:
        around = next(each for each in self._list_around(first) if self._ends[each] > last)
        return last + 1 if self._tags[around] in _PAGE else self._ends[around]

    def _list_around(self, place: int) -> list[int]:
        """Return the places of the elements around this one, the nearest first."""
        around = []
        while (place := self._parents[place]) >= 0:
            around.append(place)
        return around
