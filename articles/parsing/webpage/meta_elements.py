"""Reads the ``meta`` elements of a page, within limits."""

import html
import re
from itertools import islice
from typing import Final

from articles.parsing.hypertext import Element
from articles.text.strings import clean_text, collapse_whitespace

_ELEMENTS_LIMIT: Final = 1000
_LENGTH_LIMIT: Final = 2_000
_ATTRIBUTES: Final = ("property", "name", "itemprop", "http-equiv")
# The three prefixes of Dublin Core.
_DUBLIN_CORE: Final = re.compile(r"^dc(?:terms?)?[:.]")


class MetaElements:
    """The contents of ``meta`` elements by their names in lower case, properties first."""

    def __init__(self, tree: Element) -> None:
        self._contents: dict[str, list[str]] = {}
        metas = [
            (each, content)
            for each in islice(tree.iter("meta"), _ELEMENTS_LIMIT)
            if (content := _clean(each.get("content") or ""))
        ]
        for attribute in _ATTRIBUTES:
            self._contents = _collect(metas, attribute) | self._contents

    def get(self, *names: str) -> str:
        """Return the first content under the first of the names that has one, or ""."""
        return next((values[0] for name in names if (values := self.get_all(name))), "")

    def get_all(self, name: str) -> list[str]:
        """Return the contents under the name, of the attribute that counts most."""
        return self._contents.get(name, [])


def _collect(metas: list[tuple[Element, str]], attribute: str) -> dict[str, list[str]]:
    contents: dict[str, list[str]] = {}
    for meta, content in metas:
        for name in (meta.get(attribute) or "")[:_LENGTH_LIMIT].split():
            contents.setdefault(_normalise_name(name), []).append(content)
    return contents


def _clean(content: str) -> str:
    # Some outlets escape twice.
    return collapse_whitespace(clean_text(html.unescape(content[:_LENGTH_LIMIT])))


def _normalise_name(name: str) -> str:
    """Return the name in lower case, with one prefix for the three that Dublin Core has."""
    return _DUBLIN_CORE.sub("dc.", name.lower())
