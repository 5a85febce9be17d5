"""Stories in a newswire file of XML: each found as the file is read, bounded, without entities."""

import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from html.entities import html5
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing import xml
from articles.parsing.charsets import detect_bom, detect_charset, encode_for_json, find_charset
from articles.parsing.newswire import wire_story
from articles.parsing.newswire.wire_story import SIZE_LIMIT, Origin, Story
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)
from articles.parsing.xml_input import TooLargeError, XMLInput
from articles.text.strings import collapse_whitespace

Told = Record | Reject | SkippedItem

_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.-]{1,40})""")
_ROOT: Final = re.compile(r"<(?:[\w.-]{1,80}:)?([\w.-]{1,80})[\s/>]")
# What may stand above the root: a declaration, instructions, comments, and a document type.
_ABOVE: Final = re.compile(
    r"""\s++|<\?.*?\?>|<!--.*?-->
    |<!DOCTYPE\s(?:[^\[>"']|"[^"]*"|'[^']*')*+
        (?:\[(?:<!--.{0,300}?-->|[^\]"']|"[^"]*"|'[^']*')*+\]\s*+)?>""",
    re.DOTALL | re.VERBOSE,
)
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_LINE: Final = re.compile(r"line (\d+)")
_TOO_LARGE: Final = (
    f"More than {SIZE_LIMIT // 2**20} MiB stand here without the end of a story, and all before "
    "them was read; take that story out, and import the rest."
)
_CHARSETS: Final = ("codec can't decode", "character encoding", "proper UTF-8")
_IN_CHARSET: Final = "Say which charset the file is in, such as --encoding windows-1254."
_MEND: Final = (
    "All stories before that line were read. Mend it, or ask for the file again, and import all of "
    "it; what is known already stays as it is."
)
_NOTHING: Final = "It holds no story: ask the agency what it was meant to send."


class _Metered:
    """A stream read no further than a story may be long; ``since`` is what was read of it."""

    def __init__(self, stream: xml.Readable) -> None:
        self.stream = stream
        self.since = 0

    def read(self, size: int = -1, /) -> bytes:
        content = self.stream.read(size)
        self.since += len(content)
        if self.since > SIZE_LIMIT:
            raise TooLargeError
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a format is read: its parser's name, what its stories are called and what they tell.

    ``around`` is what a story needs before and after it to stand alone.
    """

    parser: str
    named: Collection[str]
    read: Callable[[xml.Element], Story | SkippedItem]
    around: Callable[[xml.Element], tuple[bytes, bytes]] = lambda _element: (b"", b"")


def at(element: xml.Element | None, *path: str) -> xml.Element | None:
    """Return what ``xml.child`` does; None of None."""
    return None if element is None else xml.find_child(element, *path)


def every(element: xml.Element | None, name: str) -> list[xml.Element]:
    """Return what ``xml.children`` does; nothing of None."""
    return [] if element is None else xml.find_children(element, name)


def attribute(element: xml.Element | None, name: str, *path: str) -> str:
    """Return the attribute of what is down the path, "" where there is none."""
    found = at(element, *path)
    return "" if found is None else str(found.get(name, "")).strip()


def words(element: xml.Element | None, *path: str) -> str:
    """Return the words of what is down the path, on one line; elements divide words."""
    found = at(element, *path)
    return "" if found is None else collapse_whitespace(" ".join(found.itertext()))


def language(*elements: xml.Element | None) -> str:
    """Return the first ``xml:lang`` that one of the elements tells."""
    return next(filter(None, (attribute(each, _LANGUAGE) for each in elements)), "")


def root_name(head: str) -> str:
    """Return the local name of the outermost element, "" where the head is no XML."""
    at = len(head) - len(head.lstrip("\ufeff"))
    while above := _ABOVE.match(head, at):
        at = above.end()
    root = _ROOT.match(head, at)
    return root[1] if root else ""


def stories(stream: BinaryIO, dialect: Dialect, *, charset: str = "") -> Iterator[Told]:
    """Yield what each story comes to, and a Reject where the input is no XML any more.

    The original of an only story is the whole input, as it was received; that of one out of many
    is its element, written out.
    """
    found = _found(stream, dialect, charset)
    first, second = next(found, None), next(found, None)
    if first is None:
        yield Reject("line 1", _NOTHING, _printable(stream))
    elif second is None:
        yield _alone(first, stream, charset)
    else:
        yield from (first, second)
        yield from found


def _found(stream: BinaryIO, dialect: Dialect, charset: str) -> Iterator[Told]:
    legible = XMLInput(stream, charset=charset)
    metered = _Metered(legible)
    try:
        for element in xml.iter_elements(metered, names=dialect.named):
            _without_entities(element)
            yield _told(element, dialect)
            metered.since = 0
            legible.begin_part()
    except TooLargeError:
        yield Reject(f"line {legible.line}", _TOO_LARGE, None)
    except xml.MalformedError as error:
        lines = _LINE.findall(str(error))
        position = f"line {lines[-1] if lines else legible.line}"
        remedy = _IN_CHARSET if any(sign in str(error) for sign in _CHARSETS) else _MEND
        yield Reject(position, f"{error} {remedy}", _printable(stream))


def _told(element: xml.Element, dialect: Dialect) -> Told:
    found = dialect.read(element)
    if isinstance(found, SkippedItem):
        return found
    before, after = dialect.around(element)
    return wire_story.told(
        found,
        Origin(
            original=before + xml.serialise_element(element) + after,
            media_type="application/xml",
            charset="utf-8",
            parser=dialect.parser,
            position=f"line {element.sourceline or 1}",
            line=element.sourceline or 1,
        ),
    )


def _without_entities(element: xml.Element) -> None:
    """Replace the entities that HTML names by their letters; others, which nobody read, go."""
    if not element.getroottree().docinfo.doctype:
        return  # without a document type there is none
    for each in element.iter():
        if each.tag is etree.Entity:
            each.tail = html5.get(f"{each.name};", "") + (each.tail or "")
        else:
            for name, value in each.items():
                each.set(name, value)
    etree.strip_tags(element, etree.Entity)


def _alone(told: Told, stream: BinaryIO, charset: str) -> Told:
    """Return what was found with the whole input, where it was the only thing found."""
    content = _whole(stream)
    if isinstance(told, Record) and content is not None:
        return replace(told, original=content, charset=_read_in(content, charset))
    return replace(told, record=_printable(stream)) if isinstance(told, Reject) else told


def _whole(stream: BinaryIO) -> bytes | None:
    """Return all of the input, None where it is too large."""
    stream.seek(0)
    content = stream.read(SIZE_LIMIT + 1)
    return content if len(content) <= SIZE_LIMIT else None


def _printable(stream: BinaryIO) -> str | dict[str, str] | None:
    content = _whole(stream)
    return None if content is None else encode_for_json(content)


def _read_in(content: bytes, charset: str) -> str:
    """Return the charset that the mark or the declaration tells, or the one that was given."""
    declared = _DECLARED.search(content[:1024])
    if declared and not detect_bom(content)[0]:
        return find_charset(declared[1].decode("ascii", "replace")) or "utf-8"
    return detect_charset(io.BytesIO(content), charset)
