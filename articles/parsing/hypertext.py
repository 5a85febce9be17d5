"""Reads HTML documents: their charset, their tree within limits, and runs of their text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, Final

from lxml import etree, html

from articles.parsing import charsets
from articles.parsing.charsets import decode_declared, find_declared_charset
from articles.parsing.problems import Problem, ProblemError
from articles.text.elements import BLOCKS
from articles.text.patterns import HTML_WHITESPACE
from articles.text.strings import clean_text

Element = Any  # lxml has no types

SIZE_LIMIT: Final = 16 * 2**20
# libxml2's time grows with the square of the attributes of one tag.
ATTRIBUTE_LIMIT: Final = 1000
_TOO_MANY_ATTRIBUTES: Final = Problem("html.too_many_attributes", {"limit": ATTRIBUTE_LIMIT})

# The HTML standard wants the declaration in the first kilobyte; saved pages put more before it.
_HEAD_SIZE: Final = 16 * 1024
_DECLARATION: Final = re.compile(
    rb"""(?:<meta\b[^<>]{0,300}?\bcharset|^\s*<\?xml\b[^<>]{0,100}?\bencoding)"""
    rb"""\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)


class UnreadableError(ProblemError):
    """The input is not readable HTML, or holds no article."""


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML document as bytes and as text, and the charset that it is in."""

    content: bytes
    text: str
    charset: str


def read_page(stream: BinaryIO, *, charset: str = "") -> Page:
    """Read a document in the charset of its BOM, in UTF-8, the declared charset or ``charset``.

    The first that fits counts. Raise UnreadableError for a document over the limit, and
    UnknownCharsetError if none fits.
    """
    content = stream.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise UnreadableError(Problem("html.too_large", {"size": SIZE_LIMIT // 2**20}))
    text, page_charset = decode_declared(content, declared=_find_declared(content), charset=charset)
    return Page(content, text, page_charset)


def dump_input(stream: BinaryIO) -> str | dict[str, str] | None:
    """Return the whole input for the rejects file, or None if it is too large for a page."""
    return charsets.dump_input(stream, limit=SIZE_LIMIT)


def _find_declared(content: bytes) -> str:
    """Return the charset that the document declares, or "" if Python does not know it."""
    match = _DECLARATION.search(content, 0, _HEAD_SIZE)
    return find_declared_charset(match[1].decode("ascii")) if match else ""


def parse_tree(text: str) -> Element:
    """Return the document's root element, without comments.

    Raise UnreadableError if there is none, or if parsing it would take too long.
    """
    content = clean_text(text).encode()
    check = etree.HTMLParser(target=_AttributeCheck(), encoding="utf-8", huge_tree=True)
    check.feed(content)
    check.close()
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(Problem("html.none")) from error
    last = parser.error_log.last_error
    if last is not None and last.type_name == "ERR_RESOURCE_LIMIT":
        raise UnreadableError(_OVER_LIMITS)
    return root


# libxml2 leaves what is over its limits out of the tree, with all that follows.
_OVER_LIMITS: Final = Problem("html.over_limits", {"levels": 256, "size": 10})


class _AttributeCheck:
    """Target of a parser; raises UnreadableError for a tag with too many attributes."""

    def start(self, _name: str, attributes: Mapping[str, str]) -> None:
        if len(attributes) > ATTRIBUTE_LIMIT:
            raise UnreadableError(_TOO_MANY_ATTRIBUTES)

    def close(self) -> None:
        """Return nothing."""


# Runs of text.

_BLOCKS: Final = BLOCKS | {"td", "th"}
_HIDDEN: Final = frozenset("script style head title noscript template button select".split())


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text with the names and classes, in lower case, of all elements around it.

    A line break is a run of one line feed, the edge of a block a run of two.
    """

    text: str
    labels: frozenset[str]


def iter_runs(root: Element) -> Iterator[TextRun]:
    """Yield the text in the element in order, with white space as browsers show it."""
    labels = [frozenset[str]()]
    hidden_depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = str(element.tag)
        hidden_depth += (name in _HIDDEN) * (1 if event == "start" else -1)
        if name in _BLOCKS:
            yield TextRun("\n\n", labels[-1])
        if event == "start":
            labels.append(labels[-1] | _get_labels(element))
        else:
            labels.pop()
        if name == "br" and event == "end":
            yield TextRun("\n", labels[-1])
        text = element.text if event == "start" else element.tail
        if text and not hidden_depth:
            yield TextRun(HTML_WHITESPACE.sub(" ", text), labels[-1])


def _get_labels(element: Element) -> set[str]:
    return {str(element.tag), *(element.get("class") or "").lower().split()}


def group_blocks(runs: Iterator[TextRun]) -> Iterator[list[TextRun]]:
    """Yield the runs of each block, divided at double line breaks as well; none is blank."""
    block: list[TextRun] = []
    for run in chain(runs, [_EDGE]):
        if run.text == "\n\n" or (run.text == "\n" and _ends_with_break(block)):
            if _has_text(block):
                yield block
            block = []
        else:
            block.append(run)


_EDGE: Final = TextRun("\n\n", frozenset())


def _ends_with_break(block: list[TextRun]) -> bool:
    """Return whether nothing but white space follows a line break at the end."""
    last = next((run.text for run in reversed(block) if run.text == "\n" or run.text.strip()), "")
    return last == "\n"


def _has_text(block: list[TextRun]) -> bool:
    return any(run.text.strip() for run in block)


def join_runs(runs: list[TextRun]) -> str:
    """Return the text of the runs on one line."""
    return " ".join("".join(run.text for run in runs).split())
