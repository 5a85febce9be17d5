"""Values as others' files and tables tell them, to the values of a Record's fields.

As in ``values``, a wrong one raises TypeError, ValueError or KeyError; but a text may stand for a
list, a number for a text, and an object for its ``name``.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from articles.parsing import bylines
from articles.parsing.tabular import coerce
from articles.text import body_html
from articles.text.strings import collapse_whitespace, fold
from articles.vocabulary import (
    Credit,
    Kind,
    SourceDate,
)

# What a text is HTML by: an element, or a character reference.
_MARKUP: Final = re.compile(
    r"</?[a-z][a-z0-9]{0,20}(?:\s[^<>]*)?/?>|&(?:[a-z]{2,20}|#[0-9]{1,8}|#x[0-9a-f]{1,8});",
    re.IGNORECASE,
)
_FLAGS: Final = {
    **dict.fromkeys("true yes evet 1".split(), True),
    **dict.fromkeys("false no hayır 0".split(), False),
}


def _told(value: Any) -> Any:
    """Return a number as its text, an object as its name, anything else as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value["name"] if isinstance(value, dict) else value


def text(value: Any) -> str:
    """Return plain text, read out of the HTML if it is that."""
    told = coerce.text(_told(value))
    return body_html.to_text(told) if _MARKUP.search(told) else told


def line(value: Any) -> str:
    return collapse_whitespace(text(value))


def body(value: Any) -> str:
    """Return HTML of HTML, of plain text with blank lines between paragraphs, or of a list."""
    if isinstance(value, list):
        return "\n".join(body(each) for each in value)
    told = coerce.text(value)
    return told if _MARKUP.search(told) else coerce.in_paragraphs(told)


def lasting_id(value: Any) -> str:
    """Return the id; a mere number, which any other file may have as well, tells nothing."""
    told = coerce.line(_told(value))
    return "" if told.isdecimal() else told


def told_id(value: Any) -> str:
    return coerce.line(_told(value))


def kind(value: Any) -> str:
    return Kind(coerce.line(value).casefold()).value


def language(value: Any) -> str:
    """Return the tag of ``tr``, ``TR`` and ``tr_TR``."""
    first, *others = coerce.line(value).replace("_", "-").split("-")
    return coerce.language("-".join((first.lower(), *others)))


def source_date(value: Any) -> SourceDate:
    return coerce.source_date(value if isinstance(value, dict) else _told(value))


def flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return _FLAGS[coerce.line(_told(value)).casefold()]


def authors(value: Any) -> tuple[Credit, ...]:
    """Return the names of a text divided by ``;``, of a list, or of one object."""
    named = value.split(";") if isinstance(value, str) else _list(value)
    return tuple(_credits(named))


def byline(value: Any) -> tuple[Credit, ...]:
    """Return whom a text credits: names divided by ``;``, else as a byline prints them."""
    if isinstance(value, str) and ";" not in value:
        return bylines.read(line(value))
    return authors(value)


def _credits(named: Iterable[Any]) -> Iterable[Credit]:
    for each in named:
        told = each if isinstance(each, dict) else {}
        name = line(each) if each is not None else ""
        if fold(name):
            yield Credit(
                name=name,
                affiliation=line(told.get("affiliation") or ""),
                is_organisation=flag(told.get("is_organisation") or False),
            )


def tags(value: Any) -> tuple[str, ...]:
    """Return the tags of a text divided by ``,`` or ``;``, or of a list."""
    told = re.split("[,;]", value) if isinstance(value, str) else _list(value)
    return tuple(tag for each in told if each is not None and fold(tag := line(each)))


def _list(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise TypeError(value)
    return value
