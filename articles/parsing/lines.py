"""An input's lines as bytes, none of them longer than memory should bear."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing.charsets import BOM_SIZE, detect_bom

LINE_LIMIT: Final = 16 * 2**20


def iter_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines, each with the file's mark; one over the limit is cut somewhere above it.

    A mark of UTF-8 tells nothing that a line would need, and stays where it stands.
    """
    mark, marked = detect_bom(stream.read(BOM_SIZE))
    mark = b"" if marked == "utf-8" else mark
    stream.seek(len(mark))
    newline = "\n".encode(marked)
    line = bytearray(mark)
    while piece := _piece(stream, len(newline)):
        if len(line) <= LINE_LIMIT:
            line += piece
        if piece.endswith(newline):
            yield bytes(line)
            line[:] = mark
    if len(line) > len(mark):
        yield bytes(line)


def _piece(stream: BinaryIO, width: int) -> bytes:
    """Read up to what may end a line, a byte 0x0A, with the letter of this width that it is in."""
    piece = stream.readline(LINE_LIMIT + 1)
    return piece + stream.read(-len(piece) % width)
