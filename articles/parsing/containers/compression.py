"""Decompresses gzip, bzip2 and xz within bounded memory."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final, Protocol

from articles.parsing.containers.limits import Allowance
from articles.parsing.containers.members import CHUNK_SIZE, DamagedError
from articles.parsing.problems import Problem

GZIP, BZIP2, XZ = "gzip", "bzip2", "xz"
MAGIC_NUMBERS: Final = (
    (b"\x1f\x8b\x08", GZIP),
    *((f"BZh{level}1AY&SY".encode(), BZIP2) for level in range(1, 10)),
    *((f"BZh{level}".encode() + b"\x17\x72\x45\x38\x50\x90", BZIP2) for level in range(1, 10)),
    (b"\xfd7zXZ\x00", XZ),
)
# xz -9 needs 65 MiB; a header may ask for 4 GiB.
_MEMORY_LIMIT: Final = 128 * 2**20


class _Decompressor(Protocol):
    """The common methods of the decompressors of bz2 and lzma."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, content: bytes, /, max_length: int = -1) -> bytes: ...


class _Streams:
    """The compressed streams of a file, of which parallel compressors write several."""

    def __init__(self, packed: BinaryIO, build_decompressor: Callable[[], _Decompressor]) -> None:
        self.packed = packed
        self.build_decompressor = build_decompressor
        self.decompressor = build_decompressor()

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes, and b"" only at the end."""
        while True:
            chunk = b""
            if self.decompressor.eof:
                chunk = self.decompressor.unused_data.lstrip(b"\0") or self._read_next_stream()
                if not chunk:
                    return b""
                self.decompressor = self.build_decompressor()
            elif self.decompressor.needs_input and not (chunk := self.packed.read(CHUNK_SIZE)):
                raise EOFError
            if content := self.decompressor.decompress(chunk, size):
                return content

    def _read_next_stream(self) -> bytes:
        """Return the beginning of the next stream, after zeros that may fill the gap."""
        while (chunk := self.packed.read(CHUNK_SIZE)) and not chunk.strip(b"\0"):
            pass
        return chunk.lstrip(b"\0")


class DecompressedStream:
    """The decompressed content of a file, read from the beginning within an allowance."""

    def __init__(self, packed: BinaryIO, kind: str, allowance: Allowance) -> None:
        self._source = _open_source(packed, kind)
        self._allowance = allowance
        self._ahead = b""
        self._position = 0

    def peek(self, size: int) -> bytes:
        """Return the first bytes, which the next ``read`` returns again."""
        self._ahead = self.read(size)
        return self._ahead

    def read(self, size: int) -> bytes:
        """Return this many bytes, fewer at the end only.

        Raise DamagedError, and LimitExceededError for more than the allowance.
        """
        content, self._ahead = self._ahead[:size], self._ahead[size:]
        while len(content) < size and (more := self._read_more(size - len(content))):
            content += more
        return content

    def _read_more(self, size: int) -> bytes:
        try:
            content = self._source.read(size)
        except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
            raise self._build_error() from error
        except OSError as error:
            if error.errno is None:  # bz2 has no error of its own
                raise self._build_error() from error
            raise
        self._position += len(content)
        self._allowance.count_unpacked(len(content))
        return content

    def _build_error(self) -> DamagedError:
        position = f"unpacked byte {self._position + 1}"
        return DamagedError(position, Problem("archive.compression"))


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _open_source(packed: BinaryIO, kind: str) -> _Source:
    if kind == GZIP:
        return gzip.GzipFile(fileobj=packed, mode="rb")
    if kind == BZIP2:
        return _Streams(packed, bz2.BZ2Decompressor)
    return _Streams(packed, _build_xz_decompressor)


def _build_xz_decompressor() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY_LIMIT)
