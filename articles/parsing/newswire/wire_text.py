"""Stories of news agencies as plain text: IPTC 7901, ANPA 1312, and telex between ZCZC and NNNN.

Control characters divide them: SOH begins a header, STX the text, ETX ends it, and what follows is
the time of transmission. Where programs have taken them out, the header shows the format.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing.charsets import UnknownCharsetError, decode_text, encode_for_json
from articles.parsing.newswire import anpa_1312, iptc_7901, telex
from articles.parsing.newswire.wire_story import (
    NO_STORY,
    SIZE_LIMIT,
    Story,
    StoryDocument,
    convert_story,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem

PARSER: Final = "wiretext/1"

SOH: Final = b"\x01"
_CHUNK_SIZE: Final = 2**16
# What surrounds stories on a wire: white space, NUL, EOT, SYN and DEL.
_FILLERS: Final = b"\0\x04\x16\x7f \t\r\n"
# The same and, with a parity bit, CR, SYN, EOT, space and DEL; and a BOM.
_BLANK: Final = _FILLERS + b"\x8d\x96\x84\xa0\xff\xef\xbb\xbf"
_LEADING: Final = _FILLERS.decode() + "\ufeff"
_TELEX_START: Final = b"ZCZC"
_TELEX_BOUNDARY: Final = re.compile(rb"\n(?=ZCZC\b)")
_LONGEST_BOUNDARY: Final = 8
# Each byte, as itself where an even number of its bits are set.
_EVEN: Final = bytes(byte for byte in range(256) if byte.bit_count() % 2 == 0)
# So many bytes are never all even by chance.
_MIN_PARITY_SIZE: Final = 32
_SEVEN_BITS: Final = bytes(byte & 0x7F for byte in range(256))
_TOO_LARGE: Final = Problem("wire.text_too_large", {"size": SIZE_LIMIT // 2**20})


def strip_parity(content: bytes) -> bytes:
    """Return the 7-bit ASCII of bytes whose eighth bit is one of even parity, else the bytes."""
    if len(content) < _MIN_PARITY_SIZE or content.isascii() or content.translate(None, _EVEN):
        return content
    return content.translate(_SEVEN_BITS)


def sniff(head: str) -> bool:
    """Return whether the first story has a header of one of the formats."""
    start = head.lstrip(_LEADING)
    if start.startswith("\x01") and "\x02" in start:
        return True
    start = start.lstrip("\x01").replace("\r\n", "\n")
    return any(each.sniff(start) for each in (iptc_7901, anpa_1312, telex))


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Yield the stories in the stream."""
    number = 0
    for number, content in enumerate(_split_stream(stream), 1):
        if content is None:
            yield Reject(f"item {number}", _TOO_LARGE, None)
        else:
            yield _parse_content(content, charset, f"item {number}")
    if not number:
        yield Reject("line 1", NO_STORY, None)


def _split_stream(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the bytes of each story, None for one that is larger than the limit."""
    head = stream.read(_CHUNK_SIZE)
    stream.seek(0)
    boundary = _find_boundary(head)
    buffer, is_too_large = b"", False
    while chunk := stream.read(_CHUNK_SIZE):
        searched = max(len(buffer) - _LONGEST_BOUNDARY, 0)
        buffer += chunk
        *stories, buffer = _split(buffer, boundary, searched)
        for story in stories:
            if is_too_large or story.strip(_BLANK):
                yield None if is_too_large else story
            is_too_large = False
        if len(buffer) > SIZE_LIMIT:
            is_too_large, buffer = True, buffer[-_LONGEST_BOUNDARY:]
    if is_too_large or buffer.strip(_BLANK):
        yield None if is_too_large else buffer


def _find_boundary(head: bytes) -> re.Pattern[bytes] | None:
    """Return what divides the stories of an input with this head, None where nothing does."""
    if SOH in strip_parity(head):
        return re.compile(rb"(?=[\x01\x81])" if SOH not in head else rb"(?=\x01)")
    is_telex = head.lstrip(_FILLERS).startswith(_TELEX_START)
    return _TELEX_BOUNDARY if is_telex else None


def _split(buffer: bytes, boundary: re.Pattern[bytes] | None, searched: int) -> list[bytes]:
    """Return the buffer divided at the boundaries behind what was searched already."""
    places = [match.start() for match in boundary.finditer(buffer, searched)] if boundary else []
    starts = [0, *filter(None, places)]
    return [buffer[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _parse_content(content: bytes, charset: str, position: str) -> Record | Reject | SkippedItem:
    try:
        text, used_charset = decode_text(strip_parity(content).replace(b"\0", b""), charset)
    except UnknownCharsetError as error:
        return Reject(position, error.problem, encode_for_json(content))
    document = StoryDocument(
        original=content,
        media_type="text/plain",
        charset=used_charset,
        parser=PARSER,
        position=position,
    )
    return convert_story(_parse_text(text), document)


def _parse_text(text: str) -> Story:
    """Return the story in the format that its header shows, by default IPTC 7901."""
    start = text.replace("\r\n", "\n").lstrip("\x01" + _LEADING)
    if anpa_1312.sniff(start):
        return anpa_1312.parse_story(start)
    return telex.parse_story(start) if telex.sniff(start) else iptc_7901.parse_story(start)
