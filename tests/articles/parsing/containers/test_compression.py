"""Files that are compressed by gzip, bzip2 or xz are read."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pytest

from articles.parsing.containers.compression import BZIP2, GZIP, XZ, DecompressedStream
from articles.parsing.containers.limits import Allowance
from articles.parsing.containers.members import DamagedError

KINDS: dict[str, Callable[[bytes], bytes]] = {
    GZIP: gzip.compress,
    BZIP2: bz2.compress,
    XZ: lzma.compress,
}
# It compresses badly, so that damage hits more than a header.
CONTENT = b"".join(str(i * i).encode() for i in range(50_000))


def decompress(content: bytes, kind: str) -> bytes:
    return DecompressedStream(io.BytesIO(content), kind, Allowance()).read(10_000_000)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1, 7, 65_536, 10_000_000])
def test_a_stream_is_read_in_parts_of_any_size(kind: str, size: int) -> None:
    packed = DecompressedStream(io.BytesIO(KINDS[kind](CONTENT[:70_000])), kind, Allowance())
    parts = list(iter(lambda: packed.read(size), b""))
    assert (b"".join(parts), {len(each) for each in parts[:-1]} <= {size}) == (
        CONTENT[:70_000],
        True,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_peeked_bytes_are_read_again(kind: str) -> None:
    packed = DecompressedStream(io.BytesIO(KINDS[kind](b"abcdef")), kind, Allowance())
    assert (packed.peek(4), packed.read(2), packed.read(3), packed.read(3)) == (
        *(b"abcd", b"ab", b"cde"),
        b"f",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_several_streams_are_one_file(kind: str) -> None:
    packed = KINDS[kind](b"ab") + KINDS[kind](CONTENT) + KINDS[kind](b"") + KINDS[kind](b"cd")
    assert decompress(packed, kind) == b"ab" + CONTENT + b"cd"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("zeros", [4, 200_000])
def test_zeros_after_the_stream_are_left_out(kind: str, zeros: int) -> None:
    assert decompress(KINDS[kind](CONTENT) + b"\0" * zeros, kind) == CONTENT


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [20, 30_000, -1])
def test_a_file_that_is_cut_off_is_damaged(kind: str, size: int) -> None:
    with pytest.raises(DamagedError):
        decompress(KINDS[kind](CONTENT)[:size], kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("i", [12, 30_000, -6])
def test_a_file_with_another_byte_is_damaged(kind: str, i: int) -> None:
    packed = bytearray(KINDS[kind](CONTENT))
    packed[i] ^= 0xFF
    with pytest.raises(DamagedError):
        decompress(bytes(packed), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_after_the_stream_are_damage(kind: str) -> None:
    with pytest.raises(DamagedError):
        decompress(KINDS[kind](b"ab") + b"text", kind)


def test_xz_gets_no_more_memory_than_it_usually_needs() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 2**28}]
    with pytest.raises(DamagedError, match=r"archive\.compression"):
        decompress(lzma.compress(b"a", filters=filters), XZ)


def test_a_file_that_cannot_be_read_is_not_called_damaged() -> None:
    class Failing(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        DecompressedStream(Failing(), BZIP2, Allowance()).read(1)
