"""Stories in a newswire file of XML: each read within limits, without expanding entities."""

import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from html.entities import html5
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing import xml
from articles.parsing.charsets import (
    detect_charset,
    find_declared_charset,
    uses_escapes,
)
from articles.parsing.newswire.wire_story import (
    NO_STORY,
    SIZE_LIMIT,
    Story,
    StoryDocument,
    convert_story,
    dump_input,
    read_input,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.xml_input import TooLargeError, XMLInput
from articles.text.strings import collapse_whitespace

Result = Record | Reject | SkippedItem

_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.-]{1,40})""")
_DECLARATION_SIZE: Final = 1024
_ROOT: Final = re.compile(r"<(?:[\w.-]{1,80}:)?([\w.-]{1,80})[\s/>]")
# Above the root: white space, the XML declaration, instructions, comments, and a document type.
_PROLOGUE: Final = re.compile(
    r"""\s++|<\?.*?\?>|<!--.*?-->
    |<!DOCTYPE\s(?>[^\[>"']|"[^"]*"|'[^']*')*+
        (?:\[(?><!--.{0,300}?-->|[^\]"']|"[^"]*"|'[^']*')*+\]\s*+)?>""",
    re.DOTALL | re.VERBOSE,
)
_LANGUAGE_ATTRIBUTE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_LINE: Final = re.compile(r"line (\d+)")
_TOO_LARGE: Final = Problem("wire.no_end_of_story", {"size": SIZE_LIMIT // 2**20})
_FIX: Final = Problem("wire.fix_line")


class _LimitedStream:
    """A stream that raises TooLargeError once a story is longer than the limit.

    ``size`` counts the bytes since the last story; whoever reads resets it.
    """

    def __init__(self, stream: xml.Readable) -> None:
        self.stream = stream
        self.size = 0

    def read(self, size: int = -1, /) -> bytes:
        content = self.stream.read(size)
        self.size += len(content)
        if self.size > SIZE_LIMIT:
            raise TooLargeError
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How to read a format: the elements that are its stories, and what becomes of each.

    ``get_wrapper`` returns what a story's element needs before and after it to be a document.
    """

    parser: str
    element_names: Collection[str]
    parse_element: Callable[[xml.Element], Story | SkippedItem]
    get_wrapper: Callable[[xml.Element], tuple[bytes, bytes]] = lambda _element: (b"", b"")


def find(element: xml.Element | None, *path: str) -> xml.Element | None:
    """Return the first element down the path, as ``xml.find_child`` does; None of None."""
    return None if element is None else xml.find_child(element, *path)


def find_all(element: xml.Element | None, name: str) -> list[xml.Element]:
    """Return the children of this name, as ``xml.find_children`` does; none of None."""
    return [] if element is None else xml.find_children(element, name)


def get_attribute(element: xml.Element | None, name: str, *path: str) -> str:
    """Return the attribute of the element down the path, "" where there is none."""
    target = find(element, *path)
    return "" if target is None else str(target.get(name, "")).strip()


def get_line(element: xml.Element | None, *path: str) -> str:
    """Return the text of the element down the path on one line; its elements divide words."""
    target = find(element, *path)
    return "" if target is None else collapse_whitespace(" ".join(target.itertext()))


def get_language(*elements: xml.Element | None) -> str:
    """Return the first ``xml:lang`` of the elements, "" for none."""
    tags = (get_attribute(element, _LANGUAGE_ATTRIBUTE) for element in elements)
    return next(filter(None, tags), "")


def find_root_name(head: str) -> str:
    """Return the local name of the outermost element, "" where the head is no XML."""
    position = len(head) - len(head.lstrip("\ufeff"))
    while match := _PROLOGUE.match(head, position):
        position = match.end()
    root = _ROOT.match(head, position)
    return root[1] if root else ""


def parse_stories(stream: BinaryIO, dialect: Dialect, *, charset: str = "") -> Iterator[Result]:
    """Yield the result of each story, and a Reject where the input ceases to be XML.

    The original of a single story is the whole input as received; that of one of several is its
    element, written out.
    """
    results = _iter_results(stream, dialect, charset)
    first, second = next(results, None), next(results, None)
    if first is None:
        yield Reject("line 1", NO_STORY, dump_input(stream))
    elif second is None:
        yield _attach_input(first, stream, charset)
    else:
        yield from (first, second)
        yield from results


def _iter_results(stream: BinaryIO, dialect: Dialect, charset: str) -> Iterator[Result]:
    xml_input = XMLInput(stream, charset=charset)
    limited = _LimitedStream(xml_input)
    try:
        for element in xml.iter_elements(limited, names=dialect.element_names):
            _resolve_entities(element)
            yield _parse_element(element, dialect)
            limited.size = 0
            xml_input.begin_part()
    except TooLargeError:
        yield Reject(f"line {xml_input.line}", _TOO_LARGE, None)
    except xml.MalformedError as error:
        lines = _LINE.findall(error.message)
        position = f"line {lines[-1] if lines else xml_input.line}"
        yield Reject(position, error.explain(remedy=_FIX), dump_input(stream))


def _parse_element(element: xml.Element, dialect: Dialect) -> Result:
    story = dialect.parse_element(element)
    if isinstance(story, SkippedItem):
        return story
    before, after = dialect.get_wrapper(element)
    line = element.sourceline or 1
    document = StoryDocument(
        original=before + xml.serialise_element(element) + after,
        media_type="application/xml",
        charset="utf-8",
        parser=dialect.parser,
        position=f"line {line}",
        line=line,
    )
    return convert_story(story, document)


def _resolve_entities(element: xml.Element) -> None:
    """Replace the entities of HTML by their characters, and drop all others."""
    if not element.getroottree().docinfo.doctype:
        return  # without a document type there is none
    for each in element.iter():
        if each.tag is etree.Entity:
            each.tail = html5.get(f"{each.name};", "") + (each.tail or "")
        else:
            # lxml returns what the entities of an attribute stand for, but keeps the references.
            for name, value in each.items():
                each.set(name, value)
    etree.strip_tags(element, etree.Entity)


def _attach_input(result: Result, stream: BinaryIO, charset: str) -> Result:
    """Return the only result of an input with the whole input in it."""
    content = read_input(stream)
    if isinstance(result, Record) and content is not None:
        return replace(result, original=content, charset=_find_charset(content, charset))
    return replace(result, record=dump_input(stream)) if isinstance(result, Reject) else result


def _find_charset(content: bytes, charset: str) -> str:
    """Return the charset of the BOM, UTF-8, the declared one or else the given one."""
    match = _DECLARED.search(content[:_DECLARATION_SIZE])
    declared = find_declared_charset(match[1].decode("ascii", "replace")) if match else ""
    return (
        declared
        if uses_escapes(declared)
        else detect_charset(io.BytesIO(content), declared or charset)
    )
