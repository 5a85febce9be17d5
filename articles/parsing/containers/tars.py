"""Reads TAR archives from beginning to end within an allowance."""

import io
import tarfile
from collections.abc import Iterator
from typing import IO, Final, Protocol, cast

from articles.parsing.containers.limits import Allowance
from articles.parsing.containers.members import (
    CHUNK_SIZE,
    LINK,
    SPECIAL,
    DamagedError,
    Member,
    build_reject,
    find_name_problem,
    is_ignored,
    spool,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Reject

HEAD_SIZE: Final = tarfile.BLOCKSIZE
# The headers of one member, with a long name and extended headers, are never larger.
_HEADERS_LIMIT: Final = 2**20

_DAMAGED: Final = Problem("archive.damaged")
_NO_END: Final = Problem("archive.no_end")
# What tarfile raises for damaged headers.
_HEADER_ERRORS: Final = (
    tarfile.TarError,
    ValueError,
    LookupError,
    ArithmeticError,
    RecursionError,
    EOFError,
)


class Source(Protocol):
    """A stream whose ``read`` returns fewer bytes than requested at the end only."""

    def read(self, size: int, /) -> bytes: ...


def is_tar(head: bytes) -> bool:
    """Return whether the first block is a header with a correct checksum."""
    try:
        tarfile.TarInfo.frombuf(head[:HEAD_SIZE], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, *_HEADER_ERRORS):
        return False
    return True


def iter_members(source: Source, allowance: Allowance) -> Iterator[Member | Reject]:
    """Yield the members, and a Reject for each that is refused.

    Raise DamagedError at the place where the archive is damaged, and LimitExceededError where it
    is over the allowance.
    """
    stream = _ForwardStream(source)
    archive = None
    while True:
        stream.headers_left = _HEADERS_LIMIT
        try:
            archive = archive or _open_archive(stream)
            member = archive.next()
        except _HEADER_ERRORS as error:
            raise stream.build_error() from error
        stream.headers_left = None
        if member is None:
            break
        yield from _read_member(member, stream, allowance)
        # These would grow with the archive.
        archive.members.clear()  # type: ignore[attr-defined]  # missing in typeshed
        archive.pax_headers = {}
    # tarfile takes nothing more, and some damaged headers, for the end, which is a block of zeros.
    if not stream.last:
        raise stream.build_error(_NO_END)
    if stream.last.strip(b"\0"):
        raise stream.build_error()


def _open_archive(stream: "_ForwardStream") -> tarfile.TarFile:
    return tarfile.TarFile(
        fileobj=cast("IO[bytes]", stream), mode="r", encoding="utf-8", errors="surrogateescape"
    )


def _read_member(
    member: tarfile.TarInfo, stream: "_ForwardStream", allowance: Allowance
) -> Iterator[Member | Reject]:
    """Yield the member or its reject, or nothing for one that is ignored."""
    allowance.begin_member(member.name)
    if member.isdir() or is_ignored(member.name):
        return
    limit = allowance.limits.member_size
    if problem := find_name_problem(member.name) or _find_problem(member, limit):
        yield build_reject(member.name, problem)
        return
    with spool(_iter_content(member, stream), limit=limit) as content:
        yield Member(member.name, content)


def _find_problem(member: tarfile.TarInfo, limit: int) -> Problem | None:
    if member.issym() or member.islnk():
        return LINK
    if not member.isreg():
        return SPECIAL
    if member.issparse():
        return Problem("member.sparse")
    return Problem("member.too_large", {"limit": limit}) if member.size > limit else None


def _iter_content(member: tarfile.TarInfo, stream: "_ForwardStream") -> Iterator[bytes]:
    # TarFile.extractfile takes a negative size, which is damage, for that of an empty file.
    stream.seek(member.offset_data)
    left = member.size
    while left:
        chunk = stream.read(min(left, CHUNK_SIZE))
        if not chunk:
            raise stream.build_error()
        left -= len(chunk)
        yield chunk


class _ForwardStream(io.RawIOBase):
    """A source as a file for tarfile, which seeks forward only, by reading.

    While headers are read, ``headers_left`` is the number of bytes that they may still have.
    ``last`` holds the bytes that ``read`` returned last.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.position = 0
        self.last = b""
        self.headers_left: int | None = None

    def read(self, size: int = -1, /) -> bytes:
        if self.headers_left is not None:
            self.headers_left -= size
        if size < 0 or (self.headers_left or 0) < 0:
            raise self.build_error()
        self.last = self.source.read(size)
        self.position += len(self.last)
        return self.last

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        position = offset if whence == io.SEEK_SET else self.position + offset
        if position < self.position:
            raise self.build_error()
        while self.position < position:
            skipped = self.source.read(min(position - self.position, CHUNK_SIZE))
            if not skipped:
                raise self.build_error()
            self.position += len(skipped)
        return self.position

    def build_error(self, problem: Problem = _DAMAGED) -> DamagedError:
        return DamagedError(f"unpacked byte {self.position + 1}", problem)
