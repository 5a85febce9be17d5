"""Files compressed by gzip, bzip2 or xz, unpacked in bounded memory."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final, Protocol

from articles.parsing.containers.limits import Allowance
from articles.parsing.containers.members import CHUNK_SIZE, DamagedError

GZIP, BZIP2, XZ = "gzip", "bzip2", "xz"
MAGIC_NUMBERS: Final = (
    (b"\x1f\x8b\x08", GZIP),
    *((f"BZh{level}1AY&SY".encode(), BZIP2) for level in range(1, 10)),
    *((f"BZh{level}".encode() + b"\x17\x72\x45\x38\x50\x90", BZIP2) for level in range(1, 10)),
    (b"\xfd7zXZ\x00", XZ),
)
# xz -9 needs 65 MiB to unpack; a header may ask for 4 GiB.
_MEMORY_LIMIT: Final = 128 * 2**20


class _Unpacker(Protocol):
    """What the decompressors of bz2 and lzma have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, content: bytes, /, max_length: int = -1) -> bytes: ...


class _Streams:
    """The compressed streams of a file, one after the other, as parallel packers write them."""

    def __init__(self, packed: BinaryIO, make: Callable[[], _Unpacker]) -> None:
        self.packed = packed
        self.make = make
        self.unpacker = make()

    def read(self, size: int) -> bytes:
        """Return at most so many bytes, none at the end only."""
        while True:
            piece = b""
            if self.unpacker.eof:
                piece = self.unpacker.unused_data.lstrip(b"\0") or self._next()
                if not piece:
                    return b""
                self.unpacker = self.make()
            elif self.unpacker.needs_input and not (piece := self.packed.read(CHUNK_SIZE)):
                raise EOFError
            if content := self.unpacker.decompress(piece, size):
                return content

    def _next(self) -> bytes:
        """Return where the next stream begins; zeros may fill the gap."""
        while (piece := self.packed.read(CHUNK_SIZE)) and not piece.strip(b"\0"):
            pass
        return piece.lstrip(b"\0")


class DecompressedStream:
    """What a compressed file unpacks to, read once from its beginning, within an allowance."""

    def __init__(self, packed: BinaryIO, kind: str, allowance: Allowance) -> None:
        self._source = _opened(packed, kind)
        self._allowance = allowance
        self._ahead = b""
        self._position = 0

    def peek(self, size: int) -> bytes:
        """Return the first bytes, which are read again after."""
        self._ahead = self.read(size)
        return self._ahead

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer at the end only; raise DamagedError, or SpentError."""
        content, self._ahead = self._ahead[:size], self._ahead[size:]
        while len(content) < size and (more := self._more(size - len(content))):
            content += more
        return content

    def _more(self, size: int) -> bytes:
        try:
            content = self._source.read(size)
        except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
            raise self._damage() from error
        except OSError as error:
            if error.errno is None:  # bz2 has no error of its own
                raise self._damage() from error
            raise
        self._position += len(content)
        self._allowance.unpack(len(content))
        return content

    def _damage(self) -> DamagedError:
        return DamagedError(
            f"byte {self._position + 1} unpacked",
            "The file is damaged, cut off, or compressed in an unusual way; fetch it again, or "
            "compress it anew, and import that.",
        )


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _opened(packed: BinaryIO, kind: str) -> _Source:
    if kind == GZIP:
        return gzip.GzipFile(fileobj=packed, mode="rb")
    if kind == BZIP2:
        return _Streams(packed, bz2.BZ2Decompressor)
    return _Streams(packed, _xz)


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY_LIMIT)
