"""Repairs exports of WordPress by other programs: texts with "]]>", "&", "&nbsp;" or "&#8;"."""

import html
import re
from typing import Final

from articles.parsing.xml import Readable
from articles.text.strings import clean_text

# The end of a CDATA section: a tag that ends an element of the export, or another section, follows.
_CDATA_END: Final = re.compile(
    rb"\]\]>(?=\s{0,32}(?:<!\[CDATA\[|</(?:[a-z]{1,32}:[a-z_]{1,64}|title|link|category|guid"
    rb"|description|pubDate)\s{0,32}>))"
)
_CDATA_START: Final = b"<![CDATA["
_REFERENCE: Final = re.compile(rb"&(#?[a-zA-Z0-9]{1,32};)?")
_XML_REFERENCES: Final = frozenset({b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;"})
# Two sections, with "]]" at the end of the one and ">" at the beginning of the other.
_DIVIDED: Final = b"]]]]><![CDATA[>"
# How much is held back, so that the end of a section is seen with what follows it.
_LOOKAHEAD: Final = 256
# Without an end of a tag or line, a buffer of this size is divided anywhere.
_BUFFER_SIZE: Final = 2**20


class RepairedInput:
    """A stream for an XML parser, which reads another one."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._buffer = b""
        self._is_in_cdata = False

    def read(self, _size: int = -1, /) -> bytes:
        """Return some more bytes, whatever the size; none at the end."""
        repaired = b""
        while not repaired:
            chunk = self._stream.read()
            self._buffer += chunk
            repaired = self._repair(self._find_end() if chunk else len(self._buffer))
            if not chunk:
                break
        return repaired

    def _find_end(self) -> int:
        """Return up to where the buffer can be repaired without what follows it."""
        limit = len(self._buffer) - _LOOKAHEAD
        if limit <= 0:
            return 0
        end = max(self._buffer.rfind(b">", 0, limit), self._buffer.rfind(b"\n", 0, limit)) + 1
        return limit if not end and limit > _BUFFER_SIZE else end

    def _repair(self, end: int) -> bytes:
        parts = []
        position = 0
        while position < end:
            part, position = self._repair_part(position, end)
            parts.append(part)
        self._buffer = self._buffer[position:]
        return b"".join(parts)

    def _repair_part(self, start: int, end: int) -> tuple[bytes, int]:
        """Return the text up to the next change between CDATA and markup, and where it ends."""
        if self._is_in_cdata:
            match = _CDATA_END.search(self._buffer, start, end + _LOOKAHEAD)
            is_end = match is not None and match.start() < end
            stop = match.start() if match and is_end else end
            part = self._buffer[start:stop].replace(b"]]>", _DIVIDED)
            self._is_in_cdata = not is_end
            return (part + b"]]>", stop + 3) if is_end else (part, stop)
        begin = self._buffer.find(_CDATA_START, start, end)
        stop = end if begin < 0 else begin
        part = _REFERENCE.sub(_repair_reference, self._buffer[start:stop])
        self._is_in_cdata = begin >= 0
        return (part, stop) if begin < 0 else (part + _CDATA_START, stop + len(_CDATA_START))


def _repair_reference(match: re.Match[bytes]) -> bytes:
    """Return the reference as XML knows it: the character for one of HTML, "&amp;" for "&"."""
    if match[0] in _XML_REFERENCES:
        return match[0]
    character = html.unescape(match[0].decode("ascii"))
    return html.escape(clean_text(character)).encode()
