"""HTML as found in the wild: its charset, its tree within limits, its text run by run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, Final

from lxml import etree, html

from articles.parsing.charsets import (
    UnknownCharsetError,
    decode_text,
    detect_bom,
    encode_for_json,
    find_charset,
)
from articles.text.strings import clean_text

Element = Any  # lxml has no types

SIZE_LIMIT: Final = 16 * 2**20
# libxml2's time grows with the square of the attributes of one tag.
ATTRIBUTE_LIMIT: Final = 1000

# What pages declare and what browsers take it for: the WHATWG Encoding Standard, section 4.2.
_MEANT: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    # Text that declares so in letters of one byte each is no UTF-16; UTF-8 is tried anyway.
    "utf-16": "",
    "utf-16-le": "",
    "utf-16-be": "",
}
# A declaration stands in the first kilobyte, says the HTML standard; saved pages put more before.
_HEAD_SIZE: Final = 16 * 1024
_DECLARED: Final = re.compile(
    rb"""(?:<meta\b[^<>]{0,300}?\bcharset|^\s*<\?xml\b[^<>]{0,100}?\bencoding)"""
    rb"""\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_IN_ESCAPES: Final = ("hz", "iso2022")

_RAW: Final = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_ATTRIBUTE: Final = r"""[^\s"'=/>][^\s=/>]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?)?"""
_REST: Final = rf"""(?:[\s/"'=]++|{_ATTRIBUTE})*+"""
# A comment, an element without tags in it, or a tag: each match is passed over, so time is linear.
_PART: Final = re.compile(
    rf"""<!--.*?(?:-->|\Z)
    | <({_RAW})(?=[\s/>])(?P<raw>{_REST})>.*?(?:</\1|\Z)
    | <[a-z][^\s/>]*+(?P<own>{_REST})""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_NAMES: Final = re.compile(_ATTRIBUTE, re.VERBOSE)


class UnreadableError(ValueError):
    """The input is no HTML that can be read; the message is a whole sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML document as received, as text, and the charset that it was read in."""

    content: bytes
    text: str
    charset: str


def read_page(stream: BinaryIO, *, charset: str = "") -> Page:
    """Read a whole document: by its mark, as UTF-8, in what it declares, in the charset given.

    Raise UnreadableError for one over the limit, UnknownCharsetError for one in none of those.
    """
    content = stream.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise UnreadableError(
            f"It is larger than {SIZE_LIMIT // 2**20} MiB; divide it, or save the page without its "
            "pictures ('HTML only')."
        )
    text, read_in = _decoded(content, charset)
    return Page(content, text, read_in)


def dump_input(stream: BinaryIO) -> str | dict[str, str] | None:
    """Return what a rejects file holds of the input, from its beginning; None where it is large."""
    stream.seek(0)
    content = stream.read(SIZE_LIMIT + 1)
    return encode_for_json(content) if len(content) <= SIZE_LIMIT else None


def _decoded(content: bytes, charset: str) -> tuple[str, str]:
    declared = _declared(content)
    if declared.startswith(_IN_ESCAPES):  # which would pass for UTF-8
        try:
            return content.decode(declared), declared
        except UnicodeDecodeError:
            declared = ""
    try:
        return decode_text(content, declared)
    except UnknownCharsetError:
        if not charset:
            raise
        return decode_text(content, charset)


def _declared(content: bytes) -> str:
    """Return the charset that the document says it is in, "" for none that Python knows."""
    if detect_bom(content)[0]:
        return ""
    found = _DECLARED.search(content, 0, _HEAD_SIZE)
    known = find_charset(found[1].decode("ascii")) if found else ""
    return _MEANT.get(known, known)


def parse_tree(text: str) -> Element:
    """Return the document's root element, without comments.

    Raise UnreadableError where there is none, or where reading it would take for ever.
    """
    tags = (part["raw"] or part["own"] or "" for part in _PART.finditer(text))
    if any(_width(attributes) > ATTRIBUTE_LIMIT for attributes in tags):
        raise UnreadableError(
            f"One of its tags has more than {ATTRIBUTE_LIMIT} attributes, which no page has; "
            "take that tag out."
        )
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(clean_text(text).encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(_NOTHING) from error
    last = parser.error_log.last_error
    if last is not None and last.type_name == "ERR_RESOURCE_LIMIT":
        raise UnreadableError(_TOO_MUCH)
    return root


_NOTHING: Final = "It holds no HTML; save the page again, as 'HTML only'."
# What libxml2 refuses is left out of the tree with all that follows it.
_TOO_MUCH: Final = (
    "It nests its elements more than 256 deep, or one of its texts is longer than 10 MB; "
    "save the article alone, such as its print view."
)


def _width(attributes: str) -> int:
    """Return how many attributes a tag has, 0 for too short a text to hold many."""
    if len(attributes) <= 2 * ATTRIBUTE_LIMIT:
        return 0
    return sum(1 for _ in _NAMES.finditer(attributes))


# Text run by run.

_BREAKING: Final = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_SILENT: Final = frozenset("script style head title noscript template button select".split())
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text that stands in elements of these names and classes, all in lower case.

    A line break is a run of a line feed, the edge of a block a run of two.
    """

    text: str
    labels: frozenset[str]


def iter_runs(root: Element) -> Iterator[TextRun]:
    """Yield the text below the element in order, white space as browsers show it."""
    marks = [frozenset[str]()]
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = str(element.tag)
        silent += (name in _SILENT) * (1 if event == "start" else -1)
        if name in _BREAKING:
            yield TextRun("\n\n", marks[-1])
        if event == "start":
            marks.append(marks[-1] | _marks(element))
        else:
            marks.pop()
        if name == "br" and event == "end":
            yield TextRun("\n", marks[-1])
        text = element.text if event == "start" else element.tail
        if text and not silent:
            yield TextRun(_SPACES.sub(" ", text), marks[-1])


def _marks(element: Element) -> set[str]:
    return {str(element.tag), *(element.get("class") or "").lower().split()}


def group_blocks(some: Iterator[TextRun]) -> Iterator[list[TextRun]]:
    """Yield the runs between the edges of blocks, and between two line breaks; none is blank."""
    gathered: list[TextRun] = []
    for run in chain(some, [_EDGE]):
        if run.text == "\n\n" or (run.text == "\n" and _ends_line(gathered)):
            if _is_filled(gathered):
                yield gathered
            gathered = []
        else:
            gathered.append(run)


_EDGE: Final = TextRun("\n\n", frozenset())


def _ends_line(gathered: list[TextRun]) -> bool:
    """Tell whether the last run that is not blank is a line break."""
    last = next(
        (run.text for run in reversed(gathered) if run.text == "\n" or run.text.strip()), ""
    )
    return last == "\n"


def _is_filled(gathered: list[TextRun]) -> bool:
    return any(run.text.strip() for run in gathered)


def join_runs(some: list[TextRun]) -> str:
    """Return the text of the runs on one line."""
    return " ".join("".join(run.text for run in some).split())
