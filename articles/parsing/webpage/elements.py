"""Reads what the elements of a page say of themselves: their words of class, and their text."""

import re
from copy import copy
from typing import Final

from articles.parsing import hypertext
from articles.parsing.hypertext import Element

LINE_LIMIT: Final = 500
_NAMES_LIMIT: Final = 500
# A word of a class or an id: "article__shareBar-item2" has article, share, bar and item.
_NAME: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ATTRIBUTES: Final = ("class", "id", "itemprop", "data-testid", "data-component", "data-qa")


def read_line(element: Element) -> str:
    """Return the text of the element, of a reasonable length, on one line."""
    twin = copy(element)
    twin.tail = None
    return hypertext.join_runs(list(hypertext.iter_runs(twin)))[:LINE_LIMIT]


def list_names(element: Element) -> list[str]:
    """Return the words, in lower case, that name the element in its attributes."""
    values = (value for each in _ATTRIBUTES if (value := element.get(each)))
    return [word.lower() for word in _NAME.findall(" ".join(values)[:_NAMES_LIMIT])]
