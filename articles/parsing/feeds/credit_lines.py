"""Finds the lines of an RSS item that name its authors, without their e-mail addresses."""

import html
import re
from collections.abc import Iterator
from typing import Final

from articles.parsing.feeds.elements import (
    MARKUP,
    compile_tags,
    decode_text,
    iter_elements,
    remove_elements,
)
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace

_AUTHORS: Final = compile_tags(r"(?:[\w.-]+:)?(?:author|creator|managingeditor)")
# What is inside these has authors of its own.
_PARTS: Final = compile_tags(r"media:(?:group|content|credit)|source|content:encoded|description")
_NAME: Final = re.compile(r"<(?:[\w.-]+:)?name\s*>([^<>]*)</", re.IGNORECASE)
_EMAIL_AND_URI: Final = compile_tags(r"(?:[\w.-]+:)?(?:email|uri|url)")
_MAIL: Final = re.compile(
    r"<?(?:mailto:)?(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+>?(?:\s*\(([^()]*)\))?"
)
_EMPTY: Final = re.compile(r"\(\s*\)")


def find_credit_lines(item: str) -> tuple[str, ...]:
    """Return what each author element of the item says, as one plain line, each once."""
    text = remove_elements(item, _PARTS)
    lines = (line for element in _find_authors(text) for line in _read_element(element))
    return tuple(dict.fromkeys(filter(None, map(_clean_line, lines))))


def _find_authors(text: str) -> Iterator[str]:
    return (text[start:end] for start, end in iter_elements(text, _AUTHORS))


def _read_element(element: str) -> list[str]:
    """Return the names inside the element, as Atom has them, or else its whole text."""
    names = _NAME.findall(element)
    if names:
        return [html.unescape(name) for name in names]
    inner = remove_elements(element, _EMAIL_AND_URI).partition(">")[2].rpartition("</")[0]
    return [decode_text(inner)]


def _clean_line(text: str) -> str:
    line = _MAIL.sub(lambda match: match[1] or "", text)
    plain = body_html.to_text(line) if MARKUP.search(line) else line
    line = collapse_whitespace(_EMPTY.sub("", clean_text(plain)))
    return line.replace(" ,", ",").strip(" ,;")
