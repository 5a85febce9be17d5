"""The formats that can be imported, and detection of the format of an input."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, Final, Protocol, cast

from articles.parsing import plain_text
from articles.parsing.charsets import (
    UnknownCharsetError,
    decode_head,
    decode_text,
    detect_bom,
    dump_input,
)
from articles.parsing.clipping import clipping, markdown
from articles.parsing.documents import mailbox, office, saved_page, sheets
from articles.parsing.documents.detection import REFUSED, detect_document
from articles.parsing.feeds import feed
from articles.parsing.newswire import named_xml, newsml_g2, ninjs, nitf, wire_text, xml_items
from articles.parsing.press import press_export
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import (
    DocumentText,
    EmbeddedInput,
    Parser,
    Record,
    Reject,
    SkippedItem,
)
from articles.parsing.tabular import field_names, json_document, jsonl, table
from articles.parsing.webpage import webpage
from articles.parsing.wordpress import wxr


class ParserWithNameMap(Parser, Protocol):
    """A parser that takes a name map."""

    def __call__(
        self,
        stream: BinaryIO,
        *,
        charset: str = "",
        name_map: field_names.NameMap = field_names.NO_NAMES,
    ) -> Iterator[Record | Reject | EmbeddedInput | SkippedItem | DocumentText]: ...


class SnifferWithNameMap(Protocol):
    def __call__(self, head: str, *, name_map: field_names.NameMap) -> bool: ...


def get_format_name(parser: str) -> str:
    """Return the name of the format that a parser reads: "jsonl" for the parser "jsonl/1"."""
    return parser.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How to parse a format, and how to detect it by the head of an input, as text.

    ``parser`` is what its records have as their parser: the name of the format and the version of
    the parser. The other fields are functions of its module. Where ``parse`` takes a name map, as
    in formats with field names, the same function also is ``parse_with_name_map``; where ``sniff``
    takes one, it also is ``sniff_with_name_map``. ``with_name_map`` passes the map to these.
    """

    parser: str
    parse: Parser
    sniff: Callable[[str], bool]
    parse_with_name_map: ParserWithNameMap | None = None
    sniff_with_name_map: SnifferWithNameMap | None = None

    @property
    def name(self) -> str:
        return get_format_name(self.parser)

    def with_name_map(self, name_map: field_names.NameMap) -> "Format":
        """Return the format as it is parsed with this name map."""
        parse = (
            partial(self.parse_with_name_map, name_map=name_map)
            if self.parse_with_name_map
            else self.parse
        )
        sniff = (
            partial(self.sniff_with_name_map, name_map=name_map)
            if self.sniff_with_name_map
            else self.sniff
        )
        return replace(self, parse=parse, sniff=sniff)


def _is_none(_head: str) -> bool:
    """Return that no text is the head of a document."""
    return False


# They are tried in this order: those that are easiest to recognise first. ``sniff_format`` tries
# clippings last, wherever they stand here, because their charset has to be known.
_FORMATS: Final = (
    # Documents are detected before, by their bytes.
    *(Format(parser=each.parser, parse=each.parse, sniff=_is_none) for each in office.FORMATS),
    *(
        Format(parser=each.parser, parse=each.parse, sniff=_is_none, parse_with_name_map=each.parse)
        for each in sheets.FORMATS
    ),
    Format(parser=saved_page.PARSER, parse=saved_page.parse, sniff=saved_page.sniff),
    Format(parser=mailbox.PARSER, parse=mailbox.parse, sniff=mailbox.sniff),
    Format(parser=press_export.PARSER, parse=press_export.parse, sniff=press_export.sniff),
    Format(parser=webpage.PARSER, parse=webpage.parse, sniff=webpage.sniff),
    Format(parser=wxr.PARSER, parse=wxr.parse, sniff=wxr.sniff),
    Format(parser=feed.PARSER, parse=feed.parse, sniff=feed.sniff),
    Format(parser=newsml_g2.PARSER, parse=newsml_g2.parse, sniff=newsml_g2.sniff),
    Format(parser=nitf.PARSER, parse=nitf.parse, sniff=nitf.sniff),
    Format(parser=named_xml.PARSER, parse=named_xml.parse, sniff=named_xml.sniff),
    Format(parser=ninjs.PARSER, parse=ninjs.parse, sniff=ninjs.sniff),
    Format(parser=wire_text.PARSER, parse=wire_text.parse, sniff=wire_text.sniff),
    Format(parser=markdown.PARSER, parse=markdown.parse, sniff=markdown.sniff),
    Format(
        parser=json_document.PARSER,
        parse=json_document.parse,
        sniff=json_document.sniff,
        parse_with_name_map=json_document.parse,
    ),
    Format(
        parser=jsonl.PARSER,
        parse=jsonl.parse,
        sniff=jsonl.sniff,
        parse_with_name_map=jsonl.parse,
    ),
    Format(
        parser=table.PARSER,
        parse=table.parse,
        sniff=table.sniff,
        parse_with_name_map=table.parse,
        sniff_with_name_map=table.sniff,
    ),
    Format(
        parser=table.TAB_PARSER,
        parse=table.parse_tabs,
        sniff=table.sniff_tabs,
        parse_with_name_map=table.parse_tabs,
        sniff_with_name_map=table.sniff_tabs,
    ),
    Format(parser=clipping.PARSER, parse=clipping.parse, sniff=clipping.sniff),
)
IMPORT_FORMATS: Final = {each.name: each for each in _FORMATS}
AUTO: Final = "auto"
CHOICES: Final = (AUTO, *IMPORT_FORMATS)

# How many bytes of an input are read to detect its format.
HEAD_SIZE: Final = 64 * 1024

_NO_BOM: Final = Problem("file.utf16_without_bom")
_PICTURE: Final = Problem("file.picture")
# Beginnings of inputs that cannot be imported unless a format is detected, with what is wrong.
_UNSUPPORTED: Final = (
    *((first + b"\0", _NO_BOM) for first in (b"<", b"[", b"{")),
    # Archives are unpacked earlier; these are where none is allowed, in a line of a rejects file.
    (b"PK\x03\x04", Problem("file.packed", {"type": "ZIP"})),
    (b"\x1f\x8b", Problem("file.packed", {"type": "gzip"})),
    (b"\xfd7zXZ\0", Problem("file.packed", {"type": "xz"})),
    (b"7z\xbc\xaf\x27\x1c", Problem("file.packed", {"type": "7-Zip"})),
    (b"Rar!\x1a\x07", Problem("file.packed", {"type": "RAR"})),
    (b"\x28\xb5\x2f\xfd", Problem("file.packed", {"type": "Zstandard"})),
    *((magic, _PICTURE) for magic in (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"<svg")),
    (b"<", Problem("file.html_fragment")),
    (b"{", Problem("file.broken_json")),
)
# Elements of HTML that a part of a page may begin with.
_HTML_ELEMENTS: Final = frozenset(
    """a article aside b blockquote body br center div em figure font footer form h1 h2 h3 h4 h5 h6
    head header hr i img li link main meta nav ol p pre script section span strong style table
    tbody td title tr u ul""".split()
)


def read_stream(
    stream: BinaryIO,
    *,
    format_name: str = AUTO,
    charset: str = "",
    name_map: field_names.NameMap = field_names.NO_NAMES,
    depth: int = 0,
) -> Iterator[Record | Reject | SkippedItem]:
    """Parse a stream that can seek, in the format of this name or in the one that is detected.

    ``name_map`` maps field names of the input to ours, for formats that have field names. ``depth``
    is the number of inputs that this one is embedded in.
    """
    text_format = AUTO
    if format_name in {AUTO, *_IN_DOCUMENTS} and (kind := detect_document(stream)):
        format_name, text_format = kind, format_name
    if refusal := REFUSED.get(format_name):
        yield Reject("line 1", refusal, None)
        return
    head = stream.read(HEAD_SIZE)
    stream.seek(0)
    try:
        format_name = _choose_format(head, format_name, charset, name_map)
    except ProblemError as error:
        yield Reject("line 1", error.problem, dump_input(stream, limit=clipping.SIZE_LIMIT))
        return
    for item in IMPORT_FORMATS[format_name].with_name_map(name_map).parse(stream, charset=charset):
        if isinstance(item, EmbeddedInput):
            yield from _read_embedded(item, charset, name_map, depth + 1)
        elif isinstance(item, DocumentText):
            yield from _read_document(item, text_format)
        else:
            yield item


# Mails in mails, or rejects of rejects.
_DEPTH_LIMIT: Final = 8
_TOO_DEEP: Final = Problem("file.embedded_too_deep", {"limit": _DEPTH_LIMIT})


def _read_embedded(
    embedded: EmbeddedInput, charset: str, name_map: field_names.NameMap, depth: int
) -> Iterator[Record | Reject | SkippedItem]:
    if depth > _DEPTH_LIMIT:
        yield Reject(embedded.position, _TOO_DEEP, None)
        return
    stream = io.BytesIO(embedded.content)
    for item in read_stream(stream, charset=charset, name_map=name_map, depth=depth):
        yield item if isinstance(item, SkippedItem) else replace(item, position=embedded.position)


_DOCUMENTS: Final = frozenset(each.name for each in (*office.FORMATS, *sheets.FORMATS))
# What the text of a document may be, beside an article.
_IN_DOCUMENTS: Final = frozenset({"press", "clipping"})


def _read_document(
    document: DocumentText, format_name: str
) -> Iterator[Record | Reject | SkippedItem]:
    """Yield the articles of an export or a clipping, else the one that the document is.

    The format of the text is the one of this name, or is detected. A sole article has the document
    as its original.
    """
    content = document.text.encode()
    if format_name == AUTO:
        format_name = sniff_format(content[:HEAD_SIZE])
    if format_name not in _IN_DOCUMENTS:
        yield document.article
        return
    results = IMPORT_FORMATS[format_name].parse(io.BytesIO(content))
    first, *others = list(results)
    if others or not isinstance(first, Record):
        yield from cast("list[Record | Reject | SkippedItem]", [first, *others])
        return
    article = document.article
    yield replace(
        first,
        original=article.original,
        media_type=article.media_type,
        charset=article.charset,
        parser=article.parser,
        remarks=(*first.remarks, *article.remarks),
    )


def _choose_format(
    head: bytes, format_name: str, charset: str, name_map: field_names.NameMap
) -> str:
    """Return the name of the format, the detected one for AUTO.

    Raise ProblemError if an input with this head cannot be read. One whose format is detected can
    be, even if _UNSUPPORTED has its beginning.
    """
    is_wide = detect_bom(head)[1] != "utf-8"
    start = (decode_head(head).encode() if is_wide else head).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start and len(head) < HEAD_SIZE:
        raise ProblemError(Problem("file.empty"))
    if format_name in _DOCUMENTS:
        return format_name
    unsupported = _find_other_xml(start) or next(
        (each for magic, each in _UNSUPPORTED if start.startswith(magic)), None
    )
    try:
        detected = sniff_format(head, charset=charset, name_map=name_map)
    except UnknownCharsetError as error:
        raise ProblemError(unsupported or error.problem) from error
    # The parser of a chosen format says itself what is wrong; that of clippings takes any text.
    if not detected and format_name in {AUTO, "clipping"} and unsupported:
        raise ProblemError(unsupported)
    if not detected and format_name == AUTO:
        text = decode_text(head, charset, is_whole=len(head) < HEAD_SIZE)[0]
        problem = table.find_header_problem(text, name_map=name_map)
        raise ProblemError(problem or plain_text.describe(text))
    return detected if format_name == AUTO else format_name


def _find_other_xml(start: bytes) -> Problem | None:
    """Return the problem of XML, with its outermost element; None for HTML and what is no XML."""
    if not start.startswith(b"<") or start.startswith((b"<\0", b"<svg")):
        return None
    name = xml_items.find_root_name(start.decode("utf-8", "replace"))
    if name and name.lower() not in _HTML_ELEMENTS:
        return Problem("file.other_xml", {"name": name})
    return Problem("file.no_element") if start.startswith(b"<?xml") and not name else None


def sniff_format(
    head: bytes, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> str:
    """Return the name of the format that the head of an input is in, or "" for none.

    Raise UnknownCharsetError if it could only be a clipping, and its charset is not known.
    """
    beginning = decode_head(wire_text.strip_parity(head), charset)
    for name, candidate in IMPORT_FORMATS.items():
        if name != "clipping" and candidate.with_name_map(name_map).sniff(beginning):
            return name
    text = decode_text(head, charset, is_whole=len(head) < HEAD_SIZE)[0]
    return "clipping" if clipping.sniff(text) else ""
