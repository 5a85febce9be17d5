"""Reads the lines of an input as bytes, within a limit."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing.charsets import BOM_SIZE, detect_bom

LINE_LIMIT: Final = 16 * 2**20


def iter_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the lines, each with the file's BOM.

    A line over LINE_LIMIT is cut, but stays longer than the limit, so that the caller can reject
    it. A BOM of UTF-8 is only on the first line: the others can be decoded without it.
    """
    bom, charset = detect_bom(stream.read(BOM_SIZE))
    bom = b"" if charset == "utf-8" else bom
    stream.seek(len(bom))
    newline = "\n".encode(charset)
    line = bytearray(bom)
    while part := _read_part(stream, len(newline)):
        if len(line) <= LINE_LIMIT:
            line += part
        if part.endswith(newline):
            yield bytes(line)
            line[:] = bom
    if len(line) > len(bom):
        yield bytes(line)


def _read_part(stream: BinaryIO, width: int) -> bytes:
    """Read up to a byte 0x0A, and the rest of its character, which is ``width`` bytes wide."""
    part = stream.readline(LINE_LIMIT + 1)
    return part + stream.read(-len(part) % width)
