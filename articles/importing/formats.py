"""Which formats there are, and which of them some bytes are in, told by what they hold."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from articles.importing import clipping, jsonl, press, webpage
from articles.importing.charsets import UnknownCharsetError, decode, glance, mark_of, printable
from articles.importing.records import LeftOut, Parser, Received, Record, Reject


@dataclass(frozen=True, slots=True)
class Format:
    """How to read a format, and how to tell it by the head of an input, as text."""

    parse: Parser
    sniff: Callable[[str], bool]


# In this order they are tried: those with the plainest marks first, mere text last.
FORMATS: Final = {
    "press": Format(press.parse, press.sniff),
    "html": Format(webpage.parse, webpage.sniff),
    "jsonl": Format(jsonl.parse, jsonl.sniff),
    "clipping": Format(clipping.parse, clipping.sniff),
}
AUTO: Final = "auto"
CHOICES: Final = (AUTO, *FORMATS)

# So much of an input tells its format.
HEAD_SIZE: Final = 64 * 1024

_UNMARKED: Final = "This is UTF-16 without its mark; save it as UTF-8 and import that."
# What an input that is in no known format turns out to be, by how it begins.
_UNREAD: Final = (
    *((sign + b"\0", _UNMARKED) for sign in (b"<", b"[", b"{")),
    (b"PK\x03\x04", "This is a ZIP archive; unpack it and import the folder."),
    (b"\x1f\x8b", "This is a gzip archive; unpack it and import the folder."),
    (b"%PDF", "This is a PDF; save its text and import that."),
    (b"{\\rtf", "This is a Rich Text document; save it as plain text and import that."),
    (b"\xd0\xcf\x11\xe0", "This is a Word document; save it as plain text and import that."),
    (b"<?xml", "This is XML; this version reads clippings and JSON lines."),
    (b"<", "This is markup, but no whole page; save the page with its <html> and import that."),
    (b"[", "This is one JSON list; write it as JSON lines, one object a line."),
    (b"{", "Its first line begins like JSON, but is no whole object; write one object a line."),
)
_NO_CLIPPING: Final = (
    "This is text, but no clipping: a headline ('## …'), a line with a dash, our date (dd.mm.yyyy) "
    "and a 'Kaynak/Source:' line are its marks, and fewer than two are there. Add them, or give "
    "--format clipping to take its first line for the headline."
)


def read(
    stream: BinaryIO, *, name: str = AUTO, charset: str = ""
) -> Iterator[Record | Reject | LeftOut]:
    """Read a stream that can seek in the format of this name, or in the one that it is in."""
    head = stream.read(HEAD_SIZE)
    stream.seek(0)
    reason = _unreadable(head, name, charset)
    if reason:
        content = stream.read(clipping.SIZE_LIMIT + 1)
        is_small = len(content) <= clipping.SIZE_LIMIT
        yield Reject("line 1", reason, printable(content) if is_small else None)
        return
    known = FORMATS[sniff(head, charset=charset) if name == AUTO else name]
    for told in known.parse(stream, charset=charset):
        if isinstance(told, Received):
            yield from _unpacked(told, charset)
        else:
            yield told


def _unpacked(received: Received, charset: str) -> Iterator[Record | Reject | LeftOut]:
    for inner in read(io.BytesIO(received.content), charset=charset):
        yield inner if isinstance(inner, LeftOut) else replace(inner, position=received.position)


def _unreadable(head: bytes, name: str, charset: str) -> str:
    """Return why nothing can read an input that begins so, or ""."""
    is_wide = mark_of(head)[1] != "utf-8"
    begun = (glance(head).encode() if is_wide else head).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begun and len(head) < HEAD_SIZE:
        return "It is empty."
    known = next((told for mark, told in _UNREAD if begun.startswith(mark)), "")
    try:
        found = sniff(head, charset=charset)
    except UnknownCharsetError as error:
        return known or str(error)
    if found or name not in {AUTO, "clipping"} or (name == "clipping" and not known):
        return ""
    return known or _NO_CLIPPING


def sniff(head: bytes, *, charset: str = "") -> str:
    """Return the name of the format that the head of an input is in, "" for none.

    Raise UnknownCharsetError for text in a charset that nobody told, and in no other format.
    """
    seen = glance(head)
    for name, known in FORMATS.items():
        if name != "clipping" and known.sniff(seen):
            return name
    text = decode(head, charset, is_whole=len(head) < HEAD_SIZE)[0]
    return "clipping" if clipping.sniff(text) else ""
