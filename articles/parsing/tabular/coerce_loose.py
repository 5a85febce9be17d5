"""Converts values in the types that other programs write to those of a Record's fields.

The functions raise the same errors as those of ``coerce``, but accept more: a string for a list, a
number for a string, and an object for its ``name``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from articles.parsing import bylines
from articles.parsing.stamps import DateOrder
from articles.parsing.tabular import coerce
from articles.parsing.tabular.foreign_names import split_printed_list, unwrap
from articles.text import body_html
from articles.text.strings import collapse_whitespace, fold
from articles.vocabulary import Credit, Kind, SourceDate

# A string that holds a tag or a character reference is HTML.
_MARKUP: Final = re.compile(
    r"</?[a-z][a-z0-9]{0,20}(?:\s[^<>]*)?/?>|&(?:[a-z]{2,20}|#[0-9]{1,8}|#x[0-9a-f]{1,8});",
    re.IGNORECASE,
)
# The members of a source date in our own exports.
_DATE_KEYS: Final = {"first", "last", "precision", "text"}
# What sites call the status of an article that readers do not see.
_WITHHELD: Final = frozenset(
    """0 draft auto-draft pending private future scheduled trash trashed deleted
    unpublished withheld canceled killed recalled spiked submitted in_progress routed hidden
    internal""".split()
)
_BOOLEANS: Final = {
    **dict.fromkeys("true yes evet 1".split(), True),
    **dict.fromkeys("false no hayır 0".split(), False),
}


def to_text(value: Any) -> str:
    """Return plain text; HTML is converted to it."""
    text = coerce.to_text(unwrap(value))
    return body_html.to_text(text) if _MARKUP.search(text) else text


def to_line(value: Any) -> str:
    """Return plain text on one line."""
    return collapse_whitespace(to_text(value))


def to_body(value: Any) -> str:
    """Return HTML: the value itself, or made from plain text, or joined from a list of both."""
    if isinstance(value, list):
        return coerce.read_items(_drop_nulls(value), _iter_text, join=_join_body)
    return _join_body(_iter_text(value))


def _iter_text(value: Any) -> Iterator[str]:
    yield coerce.to_text(unwrap(value))


def _join_body(texts: Iterable[str]) -> str:
    texts = list(texts)
    if len(texts) > 1 and any(map(_MARKUP.search, texts)):
        return "\n".join(_join_body([text]) for text in texts)
    text = "\n\n".join(texts)
    return text if _MARKUP.search(text) else body_html.from_plain_text(text)


def to_distinctive_id(value: Any) -> str:
    """Return the id, or "" for a mere number, which any other file may use as well."""
    text = coerce.to_line(unwrap(value))
    return "" if text.isdecimal() else text


def to_id(value: Any) -> str:
    """Return the id, which may be a number."""
    return coerce.to_line(unwrap(value))


def to_kind(value: Any) -> str:
    return Kind(coerce.to_line(value).casefold()).value


def to_language(value: Any) -> str:
    """Return the language tag of ``tr``, ``TR`` or ``tr_TR``."""
    first, *others = coerce.to_line(unwrap(value)).replace("_", "-").split("-")
    return coerce.to_language("-".join((first.lower(), *others)))


def to_source_date(value: Any, *, order: DateOrder = DateOrder.UNKNOWN) -> SourceDate:
    is_ours = isinstance(value, dict) and not value.keys() - _DATE_KEYS
    return coerce.to_source_date(value if is_ours else unwrap(value), order=order)


def to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return _BOOLEANS[coerce.to_line(unwrap(value)).casefold()]


def to_withheld(value: Any) -> bool:
    """Return whether readers of the other site do not see an article of this status."""
    status = unwrap(value)
    if isinstance(status, bool):
        return not status
    return coerce.to_line(status).casefold() in _WITHHELD


def to_credits(value: Any) -> tuple[Credit, ...]:
    """Return the authors in a string as printed, in a list, or in one object."""
    authors = _drop_nulls(_to_list(value))
    return coerce.read_items(authors, _parse_author, join=bylines.drop_repeated)


def _parse_author(author: Any) -> Iterator[Credit]:
    """Yield the authors of a name, or of an object of name, affiliation and is_organisation."""
    fields = author if isinstance(author, dict) else {}
    affiliation = to_line(fields.get("affiliation") or "")
    is_organisation = to_bool(fields.get("is_organisation") or False)
    name = to_line(author)
    parsed = bylines.parse_organisation(name) if is_organisation else bylines.parse_authors([name])
    for credit in parsed:
        yield replace(credit, affiliation=affiliation or credit.affiliation)


def to_tags(value: Any) -> tuple[str, ...]:
    """Return the tags in a string divided by ``,`` or ``;``, or in a list."""
    printed = isinstance(value, str) and split_printed_list(value.strip()) is None
    tags = re.split("[,;]", value) if printed else _to_list(value)
    if tags and all(isinstance(each, int) for each in tags):  # keys of tags that are not here
        return ()
    return coerce.read_items(_drop_nulls(tags), _iter_tags, join=tuple)


def _iter_tags(value: Any) -> Iterator[str]:
    if fold(tag := to_line(value)):
        yield tag


def _drop_nulls(items: Iterable[Any]) -> Iterator[Any]:
    return (each for each in items if each is not None)


def _to_list(value: Any) -> list[Any]:
    if isinstance(value, str):
        return split_printed_list(value.strip()) or [value]
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise TypeError(value)
    return value
