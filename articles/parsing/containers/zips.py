"""ZIP archives, read member by member within an allowance (PKWARE's APPNOTE.TXT 6.3).

``zipfile`` does not serve: it holds the whole directory in memory, raises at one name that is not
the UTF-8 that it says it is, lets bzip2 unpack without bound, and reads nothing at all from an
archive that was cut off. Read are stored and deflated members, which is what archivers write.
"""

import io
import stat
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from struct import Struct
from typing import BinaryIO, Final

from articles.parsing.containers.limits import Allowance
from articles.parsing.containers.members import (
    CHUNK_SIZE,
    LINK,
    SPECIAL,
    DamagedError,
    DocumentError,
    Member,
    OversizeError,
    build_reject,
    find_name_problem,
    is_ignored,
    spool,
)
from articles.parsing.records import (
    Reject,
)

_LOCAL: Final = Struct("<4s5H3L2H")
_ENTRY: Final = Struct("<4s6H3L5H2L")
_END: Final = Struct("<4s4H2LH")
_END_64: Final = Struct("<4sQ2H2L4Q")
_LOCATOR: Final = Struct("<4sLQL")
_EXTRA: Final = Struct("<2H")
_WIDE: Final = Struct("<Q")
_LOCAL_MARK, _ENTRY_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64_MARK, _LOCATOR_MARK = b"PK\x06\x06", b"PK\x06\x07"
# The last stands before the first member of an archive that was to be split, and was not.
MAGIC_NUMBERS: Final = (_LOCAL_MARK, _END_MARK, b"PK\x07\x08")
# A descriptor, which may stand behind a member, is at most so long.
_DESCRIPTOR_SIZE: Final = 24
_COMMENT_LIMIT: Final = 2**16
_UNTOLD: Final = 2**32 - 1  # the extra field tells it

_STORED, _DEFLATED = 0, 8
_ENCRYPTED: Final = 1 << 0 | 1 << 6 | 1 << 13
_SIZES_FOLLOW: Final = 1 << 3

_AGAIN: Final = "fetch the archive again, or repair it with zip -FF, and import that."
_OVERLAP: Final = "It shares its bytes with another member, as in a bomb; pack the archive anew."


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member as the archive has it; ``start`` is where its own header stands."""

    name: str
    start: int
    packed_size: int
    method: int
    flags: int
    checksum: int | None
    mode: int = 0

    @property
    def is_folder(self) -> bool:
        return self.name.endswith(("/", "\\")) or stat.S_ISDIR(self.mode)

    def fault(self) -> str:
        """Return why it is not read, or ""."""
        if stat.S_ISLNK(self.mode):
            return LINK
        if stat.S_IFMT(self.mode) not in {0, stat.S_IFREG}:
            return SPECIAL
        if self.flags & _ENCRYPTED:
            return "It is encrypted; unpack the archive with its password and import the folder."
        if self.method not in {_STORED, _DEFLATED}:
            told = f"It is packed by the rare method {self.method}"
            return f"{told}; pack the archive anew in the usual way, deflate."
        return ""


def iter_members(stream: BinaryIO, allowance: Allowance) -> Iterator[Member | Reject]:
    """Yield the members, and a Reject for each that is refused.

    Raise DamagedError where the archive ends before its directory, after the members till there;
    SpentError where it is more than the allowance; DocumentError where it is a document.
    """
    directory = _directory_of(stream)
    if directory is None:
        return _salvaged(stream, allowance)
    return _listed(directory, stream, allowance)


def _listed(
    directory: "_Directory", stream: BinaryIO, allowance: Allowance
) -> Iterator[Member | Reject]:
    with directory.content:
        directory.survey(allowance)
        directory.refuse_document(stream, allowance)
        for entry in directory.entries():
            yield from _taken(entry, stream, allowance, before=directory.after(entry))


def _taken(
    entry: _Entry, stream: BinaryIO, allowance: Allowance, *, before: int | None = None
) -> Iterator[Member | Reject]:
    """Yield the member, or why not; nothing for one that is passed over."""
    allowance.begin(entry.name)
    if entry.is_folder or is_ignored(entry.name):
        return
    if fault := find_name_problem(entry.name) or entry.fault():
        yield build_reject(entry.name, fault)
        return
    try:
        content = _unpacked(entry, stream, allowance, before=before)
    except (OversizeError, DamagedError) as error:
        yield build_reject(entry.name, str(error))
        return
    with content:
        yield Member(entry.name, content)


# The contents of a member.


def _unpacked(
    entry: _Entry, stream: BinaryIO, allowance: Allowance, *, before: int | None
) -> BinaryIO:
    end = _seek(stream, entry) + entry.packed_size
    if before is not None and end > before:
        raise DamagedError("", _OVERLAP)
    return spool(_contents(stream, entry, allowance), limit=allowance.limits.member_size)


def _seek(stream: BinaryIO, entry: _Entry) -> int:
    """Go to where the contents begin, behind the member's own header."""
    stream.seek(entry.start)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(_LOCAL_MARK):
        raise DamagedError("", f"It is not where the directory has it: {_AGAIN}")
    *_, name_size, extra_size = _LOCAL.unpack(head)
    return stream.seek(entry.start + _LOCAL.size + name_size + extra_size)


def _contents(stream: BinaryIO, entry: _Entry, allowance: Allowance) -> Iterator[bytes]:
    """Yield what is unpacked; raise DamagedError where that is not what was packed."""
    checksum = 0
    packed = _chunks(stream, entry.packed_size)
    for chunk in packed if entry.method == _STORED else _inflated(packed):
        allowance.unpack(len(chunk))
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if entry.checksum not in {None, checksum}:
        raise DamagedError("", f"It is damaged, its checksum is another: {_AGAIN}")


def _chunks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (chunk := stream.read(min(size, CHUNK_SIZE))):
        size -= len(chunk)
        yield chunk


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in packed:
        yield from _inflated_piece(unpacker, piece)
    if not unpacker.eof:
        raise DamagedError("", f"It is damaged, its end is missing: {_AGAIN}")


def _inflated_piece(unpacker: "zlib._Decompress", piece: bytes) -> Iterator[bytes]:
    try:
        while chunk := unpacker.decompress(piece, CHUNK_SIZE):
            piece = unpacker.unconsumed_tail
            yield chunk
    except zlib.error as error:
        raise DamagedError("", f"It is damaged, {error}: {_AGAIN}") from error


# The directory, which stands at the end of the archive.

_DOCUMENTS: Final = {
    "word": "a Word document; save it as plain text and import that.",
    "xl": "an Excel workbook; save its sheet as CSV and import that.",
    "ppt": "a PowerPoint presentation; save its text and import that.",
    "application/vnd.oasis.opendocument.text": (
        "an OpenDocument text; save it as plain text and import that."
    ),
    "application/vnd.oasis.opendocument.spreadsheet": (
        "an OpenDocument spreadsheet; save its sheet as CSV and import that."
    ),
    "application/epub+zip": "an e-book (EPUB); save its text and import that.",
}
_TYPES: Final = "[Content_Types].xml"
_MIMETYPE_LIMIT: Final = 100


class _Directory:
    """The entries of an archive, copied out of it, and where the contents of each must end."""

    def __init__(self, content: BinaryIO, *, start: int, shift: int) -> None:
        self.content = content
        self.start = start
        self.shift = shift
        self.starts = array("Q", [start])
        self.tops: set[str] = set()
        self.mimetype: _Entry | None = None

    def survey(self, allowance: Allowance) -> None:
        """Note where each member begins, and the marks of documents."""
        with suppress(DamagedError):  # entries() will say it, after the members before it
            for entry in self.entries():
                allowance.foresee(len(self.starts))
                self.starts.append(entry.start)
                self.tops |= {entry.name.partition("/")[0]} & {_TYPES, *_DOCUMENTS}
                if entry.name == "mimetype" and entry.packed_size < _MIMETYPE_LIMIT:
                    self.mimetype = entry
        self.starts = array("Q", sorted(self.starts))

    def refuse_document(self, stream: BinaryIO, allowance: Allowance) -> None:
        """Raise DocumentError where the archive is one."""
        marks = sorted(self.tops - {_TYPES}) if _TYPES in self.tops else []
        if self.mimetype:
            with suppress(DamagedError):
                _seek(stream, self.mimetype)
                chunks = _contents(stream, self.mimetype, allowance)
                marks.append(b"".join(chunks).decode("ascii", "replace").strip())
        if told := next((_DOCUMENTS[mark] for mark in marks if mark in _DOCUMENTS), ""):
            raise DocumentError(f"This is {told}")

    def entries(self) -> Iterator[_Entry]:
        """Yield the entries as they stand; raise DamagedError where one is none."""
        self.content.seek(0)
        while head := self.content.read(_ENTRY.size):
            if len(head) < _ENTRY.size or not head.startswith(_ENTRY_MARK):
                raise DamagedError("directory", f"The archive's directory is damaged: {_AGAIN}")
            yield self._entry(head)

    def _entry(self, head: bytes) -> _Entry:
        _, _, _, flags, method, _, _, checksum, packed, size, *more = _ENTRY.unpack(head)
        name, extra, _ = (self.content.read(length) for length in more[:3])
        mode, start = more[-2] >> 16, more[-1]
        size, packed, start = _wide(extra, [size, packed, start])
        start = min(start + self.shift, self.start)  # behind that no member can begin
        return _Entry(_name(name), start, packed, method, flags, checksum, mode)

    def after(self, entry: _Entry) -> int:
        """Return where the next begins, or the directory; this one's start if two begin there."""
        following = bisect_left(self.starts, entry.start) + 1
        return self.starts[following] if following < len(self.starts) else 0


def _directory_of(stream: BinaryIO) -> _Directory | None:
    """Return the directory of the archive, None where it has none."""
    size = stream.seek(0, io.SEEK_END)
    tail_start = max(0, size - _END.size - _COMMENT_LIMIT)
    stream.seek(tail_start)
    tail = stream.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) < at + _END.size:
        return None
    end = tail_start + at
    directory_size, offset = _END.unpack_from(tail, at)[5:7]
    end, directory_size, offset = _place_64(stream, end) or (end, directory_size, offset)
    start = end - directory_size
    if start < offset:
        return None
    stream.seek(start)
    content = spool(_chunks(stream, directory_size), limit=directory_size)
    return _Directory(content, start=start, shift=start - offset)


def _place_64(stream: BinaryIO, end: int) -> tuple[int, int, int] | None:
    """Return end, size and offset of the directory where they are told in 64 bits."""
    start = end - _LOCATOR.size - _END_64.size
    if start < 0:
        return None
    stream.seek(start)
    content = stream.read(_END_64.size)
    locator = stream.read(_LOCATOR.size)
    if not (content.startswith(_END_64_MARK) and locator.startswith(_LOCATOR_MARK)):
        return None
    size, offset = _END_64.unpack(content)[-2:]
    return start, size, offset


def _wide(extra: bytes, values: list[int]) -> list[int]:
    """Return the sizes and the offset, those that need 64 bits from the extra field."""
    while len(extra) >= _EXTRA.size:
        kind, size = _EXTRA.unpack_from(extra)
        told, extra = extra[_EXTRA.size :][:size], extra[_EXTRA.size :][size:]
        if kind == 1:
            wide = _WIDE.iter_unpack(told[: len(told) // _WIDE.size * _WIDE.size])
            return [next(wide, (each,))[0] if each == _UNTOLD else each for each in values]
    return values


def _name(raw: bytes) -> str:
    """Return the name in UTF-8, whatever the flags say, else in the charset of DOS."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp437")


# An archive that was cut off before its directory: its members one after the other.


def _salvaged(stream: BinaryIO, allowance: Allowance) -> Iterator[Member | Reject]:
    """Take the members by their own headers; raise DamagedError where they end."""
    at, size = 0, stream.seek(0, io.SEEK_END)
    while entry := _local_entry(stream, at, allowance):
        if at == 0 and entry.name in {_TYPES, "mimetype"}:
            raise DocumentError("This is a part of a document; save the whole as plain text.")
        end = _seek(stream, entry) + entry.packed_size
        if end > size:
            break
        yield from _taken(entry, stream, allowance)
        at = _behind(stream, end)
    raise DamagedError(f"byte {at + 1}", f"The archive is damaged from here on: {_AGAIN}")


def _local_entry(stream: BinaryIO, at: int, allowance: Allowance) -> _Entry | None:
    stream.seek(at)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(_LOCAL_MARK):
        return None
    _, _, flags, method, _, _, checksum, packed, size, *lengths = _LOCAL.unpack(head)
    name, extra = (stream.read(length) for length in lengths)
    size, packed = _wide(extra, [size, packed])
    if not flags & _SIZES_FOLLOW:
        return _Entry(_name(name), at, packed, method, flags, checksum)
    measured = _measured(stream, allowance) if method == _DEFLATED else None
    return _Entry(_name(name), at, measured, method, flags, None) if measured else None


def _measured(stream: BinaryIO, allowance: Allowance) -> int | None:
    """Return how long the deflated contents here are; None where they do not end."""
    start = stream.tell()
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    with suppress(DamagedError):
        while not unpacker.eof and (piece := stream.read(CHUNK_SIZE)):
            for chunk in _inflated_piece(unpacker, piece):
                allowance.unpack(len(chunk))
    return stream.tell() - start - len(unpacker.unused_data) if unpacker.eof else None


def _behind(stream: BinaryIO, end: int) -> int:
    """Return where the next header stands: behind the descriptor, if there is one."""
    stream.seek(end)
    following = stream.read(_DESCRIPTOR_SIZE + len(_LOCAL_MARK))
    found = (following.find(mark) for mark in (_LOCAL_MARK, _ENTRY_MARK))
    return end + min((at for at in found if at >= 0), default=0)
