"""Unpacks a file that is an archive, or compressed, in memory; its content shows which it is.

The member ``folder/member.txt`` of ``archive.zip`` is called ``archive.zip!folder/member.txt``, and
one of an archive in it ``archive.zip!inner.tar.gz!member.txt``. Archives that are nested deeper are
refused. A compressed file that is no archive keeps its name. Office documents, which are ZIP
archives, are not unpacked.
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
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Reject

# An archive in an archive is unpacked, but no archive inside that one.
DEPTH_LIMIT: Final = 2

ZIP, TAR = "zip", "tar"
_MAGIC_NUMBERS: Final = (
    *((magic, ZIP) for magic in zips.MAGIC_NUMBERS),
    *compression.MAGIC_NUMBERS,
)
_TOO_DEEP: Final = Problem("archive.too_deep")


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """A file that is no archive: the input itself, or one that was unpacked from it."""

    name: str
    stream: BinaryIO


def unpack_stream(
    stream: BinaryIO, *, name: str, allowance: Allowance
) -> Iterator[UnpackedFile | ParsedItem]:
    """Yield the files in the stream, which can seek; the stream itself if it is no archive.

    Each file is at its beginning, and is closed when the next one is requested. A member that is
    refused is a reject.
    """
    kind = _detect_kind(stream)
    if not kind:
        yield UnpackedFile(name, stream)
        return
    packed = io.BufferedReader(_CountingStream(stream, allowance), CHUNK_SIZE)
    try:
        yield from _unpack(packed, kind=kind, name=name, depth=0, allowance=allowance)
    except LimitExceededError as error:
        position = f"member {escape_name(allowance.member)}" if allowance.member else "line 1"
        yield ParsedItem(name, Reject(position, error.problem, None))


def _detect_kind(stream: BinaryIO) -> str:
    """Return the kind of archive or compression of the stream, or "" for none."""
    head = stream.read(tars.HEAD_SIZE)
    stream.seek(0)
    kind = next((kind for magic, kind in _MAGIC_NUMBERS if head.startswith(magic)), "")
    return kind or (TAR if tars.is_tar(head) else "")


def _unpack(
    packed: BinaryIO, *, kind: str, name: str, depth: int, allowance: Allowance
) -> Iterator[UnpackedFile | ParsedItem]:
    if depth == DEPTH_LIMIT:
        yield _refuse_nested(packed, kind=kind, name=name)
        return
    try:
        for member in _iter_members(packed, kind, allowance):
            if isinstance(member, Reject):
                yield ParsedItem(name, member)
                continue
            inner = f"{name}!{escape_name(member.name)}" if member.name else name
            if inner_kind := _detect_kind(member.stream):
                yield from _unpack(
                    member.stream, kind=inner_kind, name=inner, depth=depth + 1, allowance=allowance
                )
            else:
                yield UnpackedFile(inner, member.stream)
    except DamagedError as error:
        yield ParsedItem(name, Reject(error.position, error.problem, None))
    except DocumentError:
        packed.seek(0)
        yield UnpackedFile(name, packed)
    except OversizeError as error:
        yield ParsedItem(name, Reject("line 1", error.problem, None))


def _refuse_nested(packed: BinaryIO, *, kind: str, name: str) -> UnpackedFile | ParsedItem:
    """Return the reject of an archive that is nested too deep, or the document that it is."""
    if kind == ZIP and zips.detect_document(packed):
        return UnpackedFile(name, packed)
    return ParsedItem(name, Reject("line 1", _TOO_DEEP, None))


def _iter_members(packed: BinaryIO, kind: str, allowance: Allowance) -> Iterator[Member | Reject]:
    if kind == ZIP:
        return zips.iter_members(packed, allowance)
    if kind == TAR:
        return tars.iter_members(packed, allowance)
    stream = compression.DecompressedStream(packed, kind, allowance)
    if tars.is_tar(stream.peek(tars.HEAD_SIZE)):
        return tars.iter_members(stream, allowance)
    return _iter_single(stream, allowance)


def _iter_single(stream: compression.DecompressedStream, allowance: Allowance) -> Iterator[Member]:
    """Yield the one file that is compressed, without a name of its own."""
    allowance.begin_member("")
    chunks = iter(lambda: stream.read(CHUNK_SIZE), b"")
    with spool(chunks, limit=allowance.limits.member_size) as content:
        yield Member("", content)


class _CountingStream(io.RawIOBase):
    """Counts the bytes read from a stream; closing it leaves the stream open."""

    def __init__(self, stream: BinaryIO, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        content = self._stream.read(len(view))
        view[: len(content)] = content
        self._allowance.packed += len(content)
        return len(content)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)
