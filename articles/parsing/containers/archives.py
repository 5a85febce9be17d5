"""What a file unpacks to: told by its content, never written out, and one archive deep at most.

The member ``folder/member.txt`` of ``archive.zip`` is called ``archive.zip!folder/member.txt``, and
one of an archive in it ``archive.zip!inner.tar.gz!member.txt``. A file that is compressed and no
archive keeps its name.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from articles.parsing.containers import compression, tars, zips
from articles.parsing.containers.limits import Allowance, LimitExceededError
from articles.parsing.containers.members import (
    CHUNK_SIZE,
    DamagedError,
    DocumentError,
    Member,
    OversizeError,
    escape_name,
    spool,
)
from articles.parsing.records import (
    ParsedItem,
    Reject,
)

# An archive in an archive is read, one in that is not.
DEPTH_LIMIT: Final = 2

ZIP, TAR = "zip", "tar"
_MARKS: Final = (*((mark, ZIP) for mark in zips.MAGIC_NUMBERS), *compression.MAGIC_NUMBERS)
_TOO_DEEP: Final = "It is an archive two archives deep; unpack the outer one and import the folder."


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """A file that is no archive: the input itself, or what was unpacked from it."""

    name: str
    stream: BinaryIO


def unpack_stream(
    stream: BinaryIO, *, name: str, allowance: Allowance
) -> Iterator[UnpackedFile | ParsedItem]:
    """Yield what the stream, which can seek, holds: itself where it is no archive.

    Each stream stands at its beginning, and is closed when the next is asked for. What is refused
    is found as a reject, with its reason.
    """
    kind = _kind(stream)
    if not kind:
        yield UnpackedFile(name, stream)
        return
    packed = io.BufferedReader(_Counted(stream, allowance), CHUNK_SIZE)
    try:
        yield from _walk(packed, kind=kind, name=name, depth=0, allowance=allowance)
    except LimitExceededError as error:
        place = f"member {escape_name(allowance.at)}" if allowance.at else "line 1"
        yield ParsedItem(name, Reject(place, str(error), None))


def _kind(stream: BinaryIO) -> str:
    """Return what packed the stream, "" for nothing."""
    head = stream.read(tars.HEAD_SIZE)
    stream.seek(0)
    found = next((kind for mark, kind in _MARKS if head.startswith(mark)), "")
    return found or (TAR if tars.is_tar(head) else "")


def _walk(
    packed: BinaryIO, *, kind: str, name: str, depth: int, allowance: Allowance
) -> Iterator[UnpackedFile | ParsedItem]:
    if depth == DEPTH_LIMIT:
        yield ParsedItem(name, Reject("line 1", _TOO_DEEP, None))
        return
    try:
        for each in _members(packed, kind, allowance):
            if isinstance(each, Reject):
                yield ParsedItem(name, each)
                continue
            inner = f"{name}!{escape_name(each.name)}" if each.name else name
            if inner_kind := _kind(each.stream):
                yield from _walk(
                    each.stream, kind=inner_kind, name=inner, depth=depth + 1, allowance=allowance
                )
            else:
                yield UnpackedFile(inner, each.stream)
    except DamagedError as error:
        yield ParsedItem(name, Reject(error.position, str(error), None))
    except (DocumentError, OversizeError) as error:
        yield ParsedItem(name, Reject("line 1", str(error), None))


def _members(packed: BinaryIO, kind: str, allowance: Allowance) -> Iterator[Member | Reject]:
    if kind == ZIP:
        return zips.iter_members(packed, allowance)
    if kind == TAR:
        return tars.iter_members(packed, allowance)
    unpacking = compression.DecompressedStream(packed, kind, allowance)
    if tars.is_tar(unpacking.peek(tars.HEAD_SIZE)):
        return tars.iter_members(unpacking, allowance)
    return _only(unpacking, allowance)


def _only(unpacking: compression.DecompressedStream, allowance: Allowance) -> Iterator[Member]:
    """Yield the one file that was compressed, without a name of its own."""
    allowance.begin("")
    chunks = iter(lambda: unpacking.read(CHUNK_SIZE), b"")
    with spool(chunks, limit=allowance.limits.member_size) as content:
        yield Member("", content)


class _Counted(io.RawIOBase):
    """A stream that counts what is read of it, and is left open."""

    def __init__(self, stream: BinaryIO, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        place = memoryview(buffer)
        content = self._stream.read(len(place))
        place[: len(content)] = content
        self._allowance.packed += len(content)
        return len(content)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()
