"""Repairs exports that claim to be XML: as UTF-8, without characters that XML forbids."""

import codecs
import re
from typing import BinaryIO, Final

from articles.parsing.charsets import (
    UNDEFINED_BYTES,
    detect_bom,
    find_declared_charset,
    is_utf8,
    uses_escapes,
)

# How many bytes may be read between two calls of ``begin_part``.
PART_LIMIT: Final = 32 * 2**20

_CHUNK_SIZE: Final = 32 * 1024
_CONTROLS: Final = bytes({*range(32)} - {9, 10, 13})
_DECLARATION: Final = re.compile(rb"\s*+<\?xml\b[^<>]*+>")
_ENCODING: Final = re.compile(rb"""\bencoding\s*+=\s*+["']([\w.:-]++)""")


class TooLargeError(Exception):
    """One part of the input is larger than PART_LIMIT."""


class XMLInput:
    """A stream for an XML parser, over one that can seek.

    The charset is that of the BOM, else UTF-8; if the bytes are not UTF-8, it is that of the XML
    declaration, and where this says UTF-8, nothing, or what cannot be true, ``charset``. Blank
    lines before the declaration, which XML forbids and many exports have, are moved after it.
    Lines keep their numbers.
    """

    def __init__(self, stream: BinaryIO, *, charset: str = "") -> None:
        head = stream.read(_CHUNK_SIZE)
        name = _detect_charset(head, stream, charset)
        stream.seek(len(detect_bom(head)[0]))
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(name)(UNDEFINED_BYTES) if name else None
        # It may be UTF-16 without a BOM, in which no byte may be dropped.
        is_wide = b"\0" in head[:2] and not self._decoder
        self._controls = b"" if is_wide else _CONTROLS
        self._has_begun = False
        self._size = 0
        self.line = 1

    def read(self, _size: int = -1, /) -> bytes:
        """Return some more bytes, whatever the size; none at the end.

        Raise TooLargeError, and UnicodeDecodeError for bytes that are not in the charset.
        """
        content = b""
        while not content and (chunk := self._stream.read(_CHUNK_SIZE)):
            self._measure(chunk)
            text = (
                self._decoder.decode(chunk).encode("utf-8", "replace") if self._decoder else chunk
            )
            content = text.translate(None, self._controls)
        self.line += content.count(b"\n")
        return content if self._has_begun else self._begin(content)

    def begin_part(self) -> None:
        """Start counting the bytes of a new part."""
        self._size = 0

    def _measure(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > PART_LIMIT:
            raise TooLargeError

    def _begin(self, content: bytes) -> bytes:
        """Return the first bytes, which begin with the XML declaration if there is one."""
        self._has_begun = True
        match = _DECLARATION.match(content)
        if not match:
            return content
        is_decoded = self._decoder is not None or not _ENCODING.search(match[0])
        declaration = b'<?xml version="1.0"?>' if is_decoded else match[0].strip()
        lost_lines = match[0].count(b"\n") - declaration.count(b"\n")
        return declaration + b"\n" * lost_lines + content[match.end() :]


def _detect_charset(head: bytes, stream: BinaryIO, charset: str) -> str:
    """Return the charset to decode from, or "" if the XML parser does that itself."""
    bom, bom_charset = detect_bom(head)
    if bom:
        return "" if bom_charset == "utf-8" else bom_charset
    declaration = _DECLARATION.match(head)
    encoding = _ENCODING.search(declaration[0]) if declaration else None
    declared = find_declared_charset(encoding[1].decode("ascii", "replace")) if encoding else ""
    if uses_escapes(declared):
        return declared
    other = charset if declared in {"", "utf-8"} else declared
    stream.seek(0)
    if other and not is_utf8(stream):
        return other
    return "" if declared == "utf-8" or not encoding else "utf-8"
