"""Files compressed by gzip, bzip2 or xz."""

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
# Not to be packed much smaller, so that damage hits more than a header.
CONTENT = b"".join(str(at * at).encode() for at in range(50_000))


def unpacked(content: bytes, kind: str) -> bytes:
    return DecompressedStream(io.BytesIO(content), kind, Allowance()).read(10_000_000)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1, 7, 65_536, 10_000_000])
def test_it_is_read_in_pieces_of_any_size(kind: str, size: int) -> None:
    packed = DecompressedStream(io.BytesIO(KINDS[kind](CONTENT[:70_000])), kind, Allowance())
    pieces = list(iter(lambda: packed.read(size), b""))
    assert (b"".join(pieces), {len(each) for each in pieces[:-1]} <= {size}) == (
        CONTENT[:70_000],
        True,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_peeked_at_is_read_again(kind: str) -> None:
    packed = DecompressedStream(io.BytesIO(KINDS[kind](b"abcdef")), kind, Allowance())
    assert (packed.peek(4), packed.read(2), packed.read(3), packed.read(3)) == (
        *(b"abcd", b"ab", b"cde"),
        b"f",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_several_streams_are_one_file(kind: str) -> None:
    packed = KINDS[kind](b"ab") + KINDS[kind](CONTENT) + KINDS[kind](b"") + KINDS[kind](b"cd")
    assert unpacked(packed, kind) == b"ab" + CONTENT + b"cd"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("zeros", [4, 200_000])
def test_zeros_behind_it_are_left_out(kind: str, zeros: int) -> None:
    assert unpacked(KINDS[kind](CONTENT) + b"\0" * zeros, kind) == CONTENT


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [20, 30_000, -1])
def test_what_was_cut_off_is_damaged(kind: str, size: int) -> None:
    with pytest.raises(DamagedError):
        unpacked(KINDS[kind](CONTENT)[:size], kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", [12, 30_000, -6])
def test_what_was_altered_is_damaged(kind: str, at: int) -> None:
    packed = bytearray(KINDS[kind](CONTENT))
    packed[at] ^= 0xFF
    with pytest.raises(DamagedError):
        unpacked(bytes(packed), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_what_follows_and_is_no_stream_is_damage(kind: str) -> None:
    with pytest.raises(DamagedError):
        unpacked(KINDS[kind](b"ab") + b"text", kind)


def test_no_more_memory_than_xz_needs_by_itself_is_given_to_it() -> None:
    asks = [{"id": lzma.FILTER_LZMA2, "dict_size": 2**28}]
    with pytest.raises(DamagedError, match="compressed in an unusual way"):
        unpacked(lzma.compress(b"a", filters=asks), XZ)


def test_a_file_that_cannot_be_read_is_not_called_damaged() -> None:
    class Failing(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        DecompressedStream(Failing(), BZIP2, Allowance()).read(1)
