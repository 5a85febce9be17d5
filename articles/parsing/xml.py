"""Reads XML element by element, without expanding entities, DTDs or network access."""

import re
from collections.abc import Collection, Iterator
from typing import Any, Final, Protocol

from lxml import etree

from articles.parsing.charsets import CHOOSE_CHARSET
from articles.parsing.problems import Problem, ProblemError
from articles.text.strings import clean_text

Element = Any  # lxml has no types

_OPTIONS: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


# Parts of the messages of Python and libxml2 for bytes that are not in the charset.
_CHARSET_ERRORS: Final = ("codec can't decode", "character encoding", "proper UTF-8")


class MalformedError(ProblemError):
    """The input is not well-formed XML; ``message``, of libxml2 or Python, names the line."""

    def __init__(self, message: str) -> None:
        super().__init__(Problem("xml.malformed", {"message": message}))
        self.message = message

    def explain(self, *, remedy: Problem) -> Problem:
        """Return the problem with a remedy: another one where bytes are not in the charset."""
        is_charset_error = any(part in self.message for part in _CHARSET_ERRORS)
        return Problem.join([self.problem, CHOOSE_CHARSET if is_charset_error else remedy])


def iter_elements(stream: Readable, *, names: Collection[str]) -> Iterator[Element]:
    """Yield each element of these local names, complete; it is removed after the caller used it.

    Ancestors can be reached by ``getparent``; they hold what was read of them so far, except
    elements of these names. Raise MalformedError at the place where the input is not XML.
    """
    parts = etree.iterparse(
        stream, events=("end",), tag=[f"{{*}}{name}" for name in names], **_OPTIONS
    )
    try:
        for _event, element in parts:
            if not _is_inside(element, names):
                yield element
                _remove(element)
    except etree.XMLSyntaxError as error:
        raise MalformedError(_describe_error(error, parts)) from error
    except ValueError as error:
        raise MalformedError(str(error)) from error


def parse_text(text: str) -> Element | None:
    """Return the outermost element of XML that stands in another format as a text.

    None for what is not well-formed. What the text declares as its charset does not count.
    """
    parser = etree.XMLParser(encoding="utf-8", **_OPTIONS)
    try:
        return etree.fromstring(clean_text(text).encode(), parser)
    except etree.XMLSyntaxError:
        return None


def _describe_error(error: etree.XMLSyntaxError, parts: etree.iterparse) -> str:
    """Return the message with the line, which the error lacks for an unknown entity."""
    last = parts.error_log.last_error
    if error.lineno or last is None:
        return str(error.msg)
    return f"{last.message}, line {last.line}, column {last.column}"


def _is_inside(element: Element, names: Collection[str]) -> bool:
    """Return whether the element is inside another of these names, with which it is yielded."""
    return any(get_local_name(outer) in names for outer in element.iterancestors())


def _remove(element: Element) -> None:
    """Remove the element from its parent, which would otherwise grow with the input."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def get_local_name(element: Element) -> str:
    """Return the element's name without namespace, or "" for a node that is no element.

    An undeclared prefix is left out as well.
    """
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def find_child(element: Element, *path: str) -> Element | None:
    """Return the first element down the path of local names, whatever their namespace."""
    for name in path:
        element = next((each for each in element if get_local_name(each) == name), None)
        if element is None:
            return None
    return element


def find_children(element: Element, name: str) -> list[Element]:
    """Return the element's own children of this local name."""
    return [each for each in element if get_local_name(each) == name]


def get_text(element: Element | None) -> str:
    """Return all text below the element, "" for None."""
    return "" if element is None else "".join(element.itertext()).strip()


def serialise_element(element: Element) -> bytes:
    """Return the element alone as UTF-8, with the namespaces that it needs."""
    serialised: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return serialised
