"""XML as exports really come, made legible: UTF-8, and without the signs that XML forbids."""

import codecs
import re
from typing import BinaryIO, Final

from articles.parsing.charsets import detect_bom, find_charset

# No more than this may stand between two calls of ``begin_part``.
PART_LIMIT: Final = 32 * 2**20

_CHUNK_SIZE: Final = 32 * 1024
_CONTROLS: Final = bytes({*range(32)} - {9, 10, 13})
_DECLARATION: Final = re.compile(rb"\s*+<\?xml\b[^<>]*+>")
_ENCODING: Final = re.compile(rb"""\bencoding\s*+=\s*+["']([\w.:-]++)""")


class TooLargeError(Exception):
    """One part of the input is larger than PART_LIMIT."""


class XMLInput:
    """A stream for an XML parser, over one that can seek.

    A mark tells the charset; else the XML declaration; else, where it tells UTF-8 or nothing and
    the bytes are something else, it is the one given. Blank lines before the declaration, which
    XML forbids and many exports have, stand behind it. Lines keep their numbers.
    """

    def __init__(self, stream: BinaryIO, *, charset: str = "") -> None:
        head = stream.read(_CHUNK_SIZE)
        name = _charset(head, stream, charset)
        stream.seek(len(detect_bom(head)[0]))
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(name)() if name else None
        # It may be UTF-16 without its mark, of which every byte counts.
        is_wide = b"\0" in head[:2] and not self._decoder
        self._controls = b"" if is_wide else _CONTROLS
        self._is_begun = False
        self._size = 0
        self.line = 1

    def read(self, _size: int = -1, /) -> bytes:
        """Return some more bytes, however many were asked for; none at the end.

        Raise TooLargeError, and UnicodeDecodeError for what is not in the charset.
        """
        legible = b""
        while not legible and (chunk := self._stream.read(_CHUNK_SIZE)):
            self._measure(chunk)
            text = (
                self._decoder.decode(chunk).encode("utf-8", "replace") if self._decoder else chunk
            )
            legible = text.translate(None, self._controls)
        self.line += legible.count(b"\n")
        return legible if self._is_begun else self._begun(legible)

    def begin_part(self) -> None:
        """Count the bytes of a part anew."""
        self._size = 0

    def _measure(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > PART_LIMIT:
            raise TooLargeError

    def _begun(self, text: bytes) -> bytes:
        self._is_begun = True
        found = _DECLARATION.match(text)
        if not found:
            return text
        is_decoded = self._decoder is not None or not _ENCODING.search(found[0])
        declaration = b'<?xml version="1.0"?>' if is_decoded else found[0].strip()
        lost = found[0].count(b"\n") - declaration.count(b"\n")
        return declaration + b"\n" * lost + text[found.end() :]


def _charset(head: bytes, stream: BinaryIO, charset: str) -> str:
    """Return the charset to decode from, "" where the parser does that itself."""
    mark, marked = detect_bom(head)
    if mark:
        return "" if marked == "utf-8" else marked
    declaration = _DECLARATION.match(head)
    told = _ENCODING.search(declaration[0]) if declaration else None
    declared = find_charset(told[1].decode("ascii", "replace")) if told else "utf-8"
    if declared != "utf-8":
        return declared
    return charset if charset and not _is_utf_8(stream) else ""


def _is_utf_8(stream: BinaryIO) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(2**20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
