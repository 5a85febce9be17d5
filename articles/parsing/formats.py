"""Which formats there are, and which of them some bytes are in, told by what they hold."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, Final, Protocol

from articles.parsing.charsets import (
    UnknownCharsetError,
    decode_head,
    decode_text,
    detect_bom,
    encode_for_json,
)
from articles.parsing.clipping import clipping
from articles.parsing.feeds import feed
from articles.parsing.newswire import newsml_g2, ninjs, nitf
from articles.parsing.press import press_export
from articles.parsing.records import (
    EmbeddedInput,
    Parser,
    Record,
    Reject,
    SkippedItem,
)
from articles.parsing.tabular import field_names, json_document, jsonl, table
from articles.parsing.webpage import webpage
from articles.parsing.wordpress import wxr


class NamedParser(Parser, Protocol):
    """A parser that takes a name map."""

    def __call__(
        self,
        stream: BinaryIO,
        *,
        charset: str = "",
        name_map: field_names.NameMap = field_names.NO_NAMES,
    ) -> Iterator[Record | Reject | EmbeddedInput | SkippedItem]: ...


class NamedSniffer(Protocol):
    def __call__(self, head: str, *, name_map: field_names.NameMap) -> bool: ...


@dataclass(frozen=True, slots=True)
class Format:
    """How to read a format, and how to tell it by the head of an input, as text.

    Names are told to ``parse_named`` and ``sniff_named`` instead, where there are such.
    """

    parse: Parser
    sniff: Callable[[str], bool]
    parse_named: NamedParser | None = None
    sniff_named: NamedSniffer | None = None

    def told(self, name_map: field_names.NameMap) -> "Format":
        """Return the format as it is read with these names."""
        parse = partial(self.parse_named, name_map=name_map) if self.parse_named else self.parse
        sniff = partial(self.sniff_named, name_map=name_map) if self.sniff_named else self.sniff
        return Format(parse, sniff)


# In this order they are tried: those with the plainest marks first, mere text last.
FORMATS: Final = {
    "press": Format(press_export.parse, press_export.sniff),
    "html": Format(webpage.parse, webpage.sniff),
    "wxr": Format(wxr.parse, wxr.sniff),
    "feed": Format(feed.parse, feed.sniff),
    "newsml": Format(newsml_g2.parse, newsml_g2.sniff),
    "nitf": Format(nitf.parse, nitf.sniff),
    "ninjs": Format(ninjs.parse, ninjs.sniff),
    "json": Format(json_document.parse, json_document.sniff, json_document.parse),
    "jsonl": Format(jsonl.parse, jsonl.sniff, jsonl.parse),
    "csv": Format(table.parse, table.sniff, table.parse, table.sniff),
    "tsv": Format(table.parse_tabs, table.sniff_tabs, table.parse_tabs, table.sniff_tabs),
    "clipping": Format(clipping.parse, clipping.sniff),
}
AUTO: Final = "auto"
CHOICES: Final = (AUTO, *FORMATS)

# So much of an input tells its format.
HEAD_SIZE: Final = 64 * 1024

_UNMARKED: Final = "This is UTF-16 without its mark; save it as UTF-8 and import that."
_PACKED: Final = "This is {}, which is not read here; unpack it and import the folder."
_PICTURE: Final = "This is a picture or a recording, and no article; leave it out."
# What an input that is in no known format turns out to be, by how it begins.
_UNREAD: Final = (
    *((sign + b"\0", _UNMARKED) for sign in (b"<", b"[", b"{")),
    # Archives are opened before; these stand where none may: in a line of a rejects file.
    (b"PK\x03\x04", _PACKED.format("a ZIP archive")),
    (b"\x1f\x8b", _PACKED.format("a gzip file")),
    (b"\xfd7zXZ\0", _PACKED.format("an xz file")),
    (b"7z\xbc\xaf\x27\x1c", _PACKED.format("a 7-Zip archive")),
    (b"Rar!\x1a\x07", _PACKED.format("a RAR archive")),
    (b"\x28\xb5\x2f\xfd", _PACKED.format("a Zstandard file")),
    *((mark, _PICTURE) for mark in (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"<svg")),
    (b"%PDF", "This is a PDF; save its text and import that."),
    (b"{\\rtf", "This is a Rich Text document; save it as plain text and import that."),
    (b"\xd0\xcf\x11\xe0", "This is a Word document; save it as plain text and import that."),
    (b"<?xml", "This is XML, but no feed, WordPress export, NewsML, NITF or press export."),
    (b"<", "This is markup, but no whole web page; save the page with its <html> and import that."),
    (b"{", "It begins like JSON, but is none; write JSON lines, one object a line."),
)
_NO_CLIPPING: Final = (
    "This is text, but no clipping: a headline ('## …'), a line with a dash, our date (dd.mm.yyyy) "
    "and a 'Kaynak/Source:' line are its marks, and fewer than two are there. Add them, or give "
    "--format clipping to take its first line for the headline."
)


def read_stream(
    stream: BinaryIO,
    *,
    name: str = AUTO,
    charset: str = "",
    name_map: field_names.NameMap = field_names.NO_NAMES,
) -> Iterator[Record | Reject | SkippedItem]:
    """Read a stream that can seek in the format of this name, or in the one that it is in.

    ``names`` of theirs, each with ours, are told to the formats that have names.
    """
    head = stream.read(HEAD_SIZE)
    stream.seek(0)
    reason = _unreadable(head, name, charset, name_map)
    if reason:
        content = stream.read(clipping.SIZE_LIMIT + 1)
        is_small = len(content) <= clipping.SIZE_LIMIT
        yield Reject("line 1", reason, encode_for_json(content) if is_small else None)
        return
    name = sniff_format(head, charset=charset, name_map=name_map) if name == AUTO else name
    for told in FORMATS[name].told(name_map).parse(stream, charset=charset):
        if isinstance(told, EmbeddedInput):
            yield from _unpacked(told, charset, name_map)
        else:
            yield told


def _unpacked(
    received: EmbeddedInput, charset: str, name_map: field_names.NameMap
) -> Iterator[Record | Reject | SkippedItem]:
    for inner in read_stream(io.BytesIO(received.content), charset=charset, name_map=name_map):
        yield (
            inner if isinstance(inner, SkippedItem) else replace(inner, position=received.position)
        )


def _unreadable(head: bytes, name: str, charset: str, name_map: field_names.NameMap) -> str:
    """Return why nothing can read an input that begins so, or ""."""
    is_wide = detect_bom(head)[1] != "utf-8"
    begun = (decode_head(head).encode() if is_wide else head).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begun and len(head) < HEAD_SIZE:
        return "It is empty."
    known = next((told for mark, told in _UNREAD if begun.startswith(mark)), "")
    try:
        found = sniff_format(head, charset=charset, name_map=name_map)
    except UnknownCharsetError as error:
        return known or str(error)
    if found or name not in {AUTO, "clipping"} or (name == "clipping" and not known):
        return ""
    return known or _NO_CLIPPING


def sniff_format(
    head: bytes, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> str:
    """Return the name of the format that the head of an input is in, "" for none.

    Raise UnknownCharsetError for text in a charset that nobody told, and in no other format.
    """
    seen = decode_head(head, charset)
    for name, known in FORMATS.items():
        if name != "clipping" and known.told(name_map).sniff(seen):
            return name
    text = decode_text(head, charset, is_whole=len(head) < HEAD_SIZE)[0]
    return "clipping" if clipping.sniff(text) else ""
