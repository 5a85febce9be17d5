"""TAR archives, read from one end to the other within an allowance."""

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
from articles.parsing.records import (
    Reject,
)

HEAD_SIZE: Final = tarfile.BLOCKSIZE
# What stands before one member, with its long name and its extended header, is never more.
_HEADERS_LIMIT: Final = 2**20

_AGAIN: Final = "fetch the archive again and import that."
# What tarfile raises at headers that make no sense.
_SENSELESS: Final = (
    tarfile.TarError,
    ValueError,
    LookupError,
    ArithmeticError,
    RecursionError,
    EOFError,
)


class Source(Protocol):
    """Bytes one after the other: ``read`` returns fewer than asked for at the end only."""

    def read(self, size: int, /) -> bytes: ...


def is_tar(head: bytes) -> bool:
    """Tell whether the first block is a header with the right checksum."""
    try:
        tarfile.TarInfo.frombuf(head[:HEAD_SIZE], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, *_SENSELESS):
        return False
    return True


def iter_members(source: Source, allowance: Allowance) -> Iterator[Member | Reject]:
    """Yield the members, and a Reject for each that is refused.

    Raise DamagedError where the archive is, or becomes, none; SpentError where it is more than
    the allowance.
    """
    stream = _Forward(source)
    archive = None
    while True:
        stream.headers_left = _HEADERS_LIMIT
        try:
            archive = archive or _opened(stream)
            member = archive.next()
        except _SENSELESS as error:
            raise stream.damage() from error
        stream.headers_left = None
        if member is None:
            break
        yield from _taken(member, stream, allowance)
        # Both would grow with the archive.
        archive.members.clear()  # type: ignore[attr-defined]  # typeshed has it not
        archive.pax_headers = {}
    if stream.last.strip(b"\0"):
        raise stream.damage()


def _opened(stream: "_Forward") -> tarfile.TarFile:
    return tarfile.TarFile(
        fileobj=cast("IO[bytes]", stream), mode="r", encoding="utf-8", errors="surrogateescape"
    )


def _taken(
    member: tarfile.TarInfo, stream: "_Forward", allowance: Allowance
) -> Iterator[Member | Reject]:
    """Yield the member, or why not; nothing for one that is passed over."""
    allowance.begin(member.name)
    if member.isdir() or is_ignored(member.name):
        return
    limit = allowance.limits.member_size
    if fault := find_name_problem(member.name) or _fault(member, limit):
        yield build_reject(member.name, fault)
        return
    with spool(_contents(member, stream), limit=limit) as content:
        yield Member(member.name, content)


def _fault(member: tarfile.TarInfo, limit: int) -> str:
    if member.issym() or member.islnk():
        return LINK
    if not member.isreg():
        return SPECIAL
    if member.issparse():
        return "It has holes in it (a sparse file); pack the archive anew without --sparse."
    return f"It is larger than {limit} bytes; divide it." if member.size > limit else ""


def _contents(member: tarfile.TarInfo, stream: "_Forward") -> Iterator[bytes]:
    stream.seek(member.offset_data)
    left = member.size
    while left:
        chunk = stream.read(min(left, CHUNK_SIZE))
        if not chunk:
            raise stream.damage()
        left -= len(chunk)
        yield chunk


class _Forward:
    """A source as a file that tarfile can read: it seeks forward only, by reading.

    While ``headers_left`` is a number, no more bytes than that are read at once.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.position = 0
        self.last = b""
        self.headers_left: int | None = None

    def read(self, size: int) -> bytes:
        if self.headers_left is not None:
            self.headers_left -= size
        if size < 0 or (self.headers_left or 0) < 0:
            raise self.damage()
        self.last = self.source.read(size)
        self.position += len(self.last)
        return self.last

    def tell(self) -> int:
        return self.position

    def seek(self, position: int) -> None:
        if position < self.position:
            raise self.damage()
        while self.position < position:
            passed = self.source.read(min(position - self.position, CHUNK_SIZE))
            if not passed:
                raise self.damage()
            self.position += len(passed)

    def damage(self) -> DamagedError:
        reason = f"The archive is damaged from here on: {_AGAIN}"
        return DamagedError(f"byte {self.position + 1} unpacked", reason)
