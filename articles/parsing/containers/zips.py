"""Reads ZIP archives member by member within an allowance (PKWARE's APPNOTE.TXT 6.3).

``zipfile`` cannot be used: it holds the whole directory in memory, raises for one name that is not
valid UTF-8 although its flag says so, lets bzip2 unpack without limit, and reads nothing from an
archive that is cut off. Stored and deflated members are read: other methods are rare.
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
from articles.parsing.records import Reject

_LOCAL_HEADER: Final = Struct("<4s5H3L2H")
_DIRECTORY_HEADER: Final = Struct("<4s6H3L5H2L")
_END: Final = Struct("<4s4H2LH")
_END_64: Final = Struct("<4sQ2H2L4Q")
_LOCATOR: Final = Struct("<4sLQL")
_EXTRA_HEADER: Final = Struct("<2H")
_SIZE_64: Final = Struct("<Q")
_LOCAL_MAGIC, _DIRECTORY_MAGIC, _END_MAGIC = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64_MAGIC, _LOCATOR_MAGIC = b"PK\x06\x06", b"PK\x06\x07"
# The last one begins an archive that was meant to be split, and was not.
MAGIC_NUMBERS: Final = (_LOCAL_MAGIC, _END_MAGIC, b"PK\x07\x08")
# The largest descriptor, which may follow a member.
_DESCRIPTOR_SIZE: Final = 24
_COMMENT_LIMIT: Final = 2**16
# The extra field with the values that need 64 bits, and what stands in their usual places.
_EXTRA_FIELD_64: Final = 1
_IN_EXTRA_FIELD: Final = 2**32 - 1

_STORED, _DEFLATED = 0, 8
# Flags: three sorts of encryption, and sizes and checksum in a descriptor after the member.
_ENCRYPTED: Final = 1 << 0 | 1 << 6 | 1 << 13
_SIZES_FOLLOW: Final = 1 << 3

_AGAIN: Final = "fetch the archive again, or repair it with zip -FF, and import that."
_OVERLAP: Final = "It shares its bytes with another member, as in a bomb; pack the archive anew."


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member as listed in the archive.

    ``start`` is the position of its local header; ``checksum`` is a CRC-32, None if not known.
    """

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

    def find_problem(self) -> str:
        """Return why it cannot be read, or ""."""
        if stat.S_ISLNK(self.mode):
            return LINK
        if stat.S_IFMT(self.mode) not in {0, stat.S_IFREG}:
            return SPECIAL
        if self.flags & _ENCRYPTED:
            return "It is encrypted; unpack the archive with its password and import the folder."
        if self.method not in {_STORED, _DEFLATED}:
            problem = f"It is packed by the rare method {self.method}"
            return f"{problem}; pack the archive anew in the usual way, deflate."
        return ""


def iter_members(stream: BinaryIO, allowance: Allowance) -> Iterator[Member | Reject]:
    """Yield the members, and a Reject for each that is refused.

    Raise DamagedError if the archive ends before its directory, after the members up to there;
    LimitExceededError where it is over the allowance; DocumentError if it is a document.
    """
    directory = _read_directory(stream)
    if directory is None:
        return _salvage_members(stream, allowance)
    return _iter_listed(directory, stream, allowance)


def _iter_listed(
    directory: "_Directory", stream: BinaryIO, allowance: Allowance
) -> Iterator[Member | Reject]:
    with directory.content:
        directory.scan(allowance)
        directory.refuse_document(stream, allowance)
        for entry in directory.iter_entries():
            end = directory.find_next_start(entry)
            yield from _read_member(entry, stream, allowance, end_limit=end)


def _read_member(
    entry: _Entry, stream: BinaryIO, allowance: Allowance, *, end_limit: int | None = None
) -> Iterator[Member | Reject]:
    """Yield the member or its reject, or nothing for one that is ignored."""
    allowance.begin_member(entry.name)
    if entry.is_folder or is_ignored(entry.name):
        return
    if problem := find_name_problem(entry.name) or entry.find_problem():
        yield build_reject(entry.name, problem)
        return
    try:
        content = _unpack_entry(entry, stream, allowance, end_limit=end_limit)
    except (OversizeError, DamagedError) as error:
        yield build_reject(entry.name, str(error))
        return
    with content:
        yield Member(entry.name, content)


# The content of a member.


def _unpack_entry(
    entry: _Entry, stream: BinaryIO, allowance: Allowance, *, end_limit: int | None
) -> BinaryIO:
    end = _seek_content(stream, entry) + entry.packed_size
    if end_limit is not None and end > end_limit:
        raise DamagedError("", _OVERLAP)
    return spool(_iter_content(stream, entry, allowance), limit=allowance.limits.member_size)


def _seek_content(stream: BinaryIO, entry: _Entry) -> int:
    """Seek to the content, after the local header."""
    stream.seek(entry.start)
    head = stream.read(_LOCAL_HEADER.size)
    if len(head) < _LOCAL_HEADER.size or not head.startswith(_LOCAL_MAGIC):
        raise DamagedError("", f"It is not where the directory has it: {_AGAIN}")
    *_, name_size, extra_size = _LOCAL_HEADER.unpack(head)
    return stream.seek(entry.start + _LOCAL_HEADER.size + name_size + extra_size)


def _iter_content(stream: BinaryIO, entry: _Entry, allowance: Allowance) -> Iterator[bytes]:
    """Yield the unpacked content; raise DamagedError if it is not what was packed."""
    checksum = 0
    packed = _iter_chunks(stream, entry.packed_size)
    for chunk in packed if entry.method == _STORED else _inflate(packed):
        allowance.count_unpacked(len(chunk))
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if entry.checksum not in {None, checksum}:
        raise DamagedError("", f"It is damaged, its checksum is another: {_AGAIN}")


def _iter_chunks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (chunk := stream.read(min(size, CHUNK_SIZE))):
        size -= len(chunk)
        yield chunk


def _inflate(packed: Iterator[bytes]) -> Iterator[bytes]:
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
    for chunk in packed:
        yield from _inflate_chunk(decompressor, chunk)
    if not decompressor.eof:
        raise DamagedError("", f"It is damaged, its end is missing: {_AGAIN}")


def _inflate_chunk(decompressor: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    try:
        while chunk := decompressor.decompress(packed, CHUNK_SIZE):
            packed = decompressor.unconsumed_tail
            yield chunk
    except zlib.error as error:
        raise DamagedError("", f"It is damaged, {error}: {_AGAIN}") from error


# The directory at the end of the archive.

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
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MIMETYPE_LIMIT: Final = 100


class _Directory:
    """The entries of an archive, copied out of it, and where the content of each must end.

    ``start`` is where the directory begins in the stream. ``shift`` is the number of bytes that
    precede the archive, to be added to each position in it. ``starts`` are the positions of all
    members and of the directory, sorted by ``scan``.
    """

    def __init__(self, content: BinaryIO, *, start: int, shift: int) -> None:
        self.content = content
        self.start = start
        self.shift = shift
        self.starts = array("Q", [start])
        self.folders: set[str] = set()
        self.mimetype: _Entry | None = None

    def scan(self, allowance: Allowance) -> None:
        """Collect where each member begins, and the names that show an office document."""
        with suppress(DamagedError):  # raised again when the members are read
            for entry in self.iter_entries():
                allowance.check_member_count(len(self.starts))
                self.starts.append(entry.start)
                self.folders |= {entry.name.partition("/")[0]} & {_CONTENT_TYPES, *_DOCUMENTS}
                if entry.name == "mimetype" and entry.packed_size < _MIMETYPE_LIMIT:
                    self.mimetype = entry
        self.starts = array("Q", sorted(self.starts))

    def refuse_document(self, stream: BinaryIO, allowance: Allowance) -> None:
        """Raise DocumentError if the archive is an office document."""
        is_office_xml = _CONTENT_TYPES in self.folders
        types = sorted(self.folders - {_CONTENT_TYPES}) if is_office_xml else []
        if self.mimetype:
            with suppress(DamagedError):
                _seek_content(stream, self.mimetype)
                chunks = _iter_content(stream, self.mimetype, allowance)
                types.append(b"".join(chunks).decode("ascii", "replace").strip())
        if reason := next((_DOCUMENTS[name] for name in types if name in _DOCUMENTS), ""):
            raise DocumentError(f"This is {reason}")

    def iter_entries(self) -> Iterator[_Entry]:
        """Yield the entries in their order; raise DamagedError at one that is damaged."""
        self.content.seek(0)
        while head := self.content.read(_DIRECTORY_HEADER.size):
            if len(head) < _DIRECTORY_HEADER.size or not head.startswith(_DIRECTORY_MAGIC):
                raise DamagedError("directory", f"The archive's directory is damaged: {_AGAIN}")
            yield self._parse_entry(head)

    def _parse_entry(self, head: bytes) -> _Entry:
        # ``more``: lengths of name, extra field and comment, disk, attributes (2), local header.
        _, _, _, flags, method, _, _, checksum, packed, size, *more = _DIRECTORY_HEADER.unpack(head)
        name, extra, _ = (self.content.read(length) for length in more[:3])
        mode, start = more[-2] >> 16, more[-1]
        size, packed, start = _apply_extra_field(extra, [size, packed, start])
        start = min(start + self.shift, self.start)  # no member can begin after that
        return _Entry(_decode_name(name), start, packed, method, flags, checksum, mode)

    def find_next_start(self, entry: _Entry) -> int:
        """Return where the next member begins, or the directory after the last one.

        For one of several members that begin at the same position, that is this position, and for
        one that begins at the directory it is 0: no content fits, so that they are refused.
        """
        index = bisect_left(self.starts, entry.start) + 1
        return self.starts[index] if index < len(self.starts) else 0


def _read_directory(stream: BinaryIO) -> _Directory | None:
    """Return the directory of the archive, or None if it has none."""
    size = stream.seek(0, io.SEEK_END)
    tail_start = max(0, size - _END.size - _COMMENT_LIMIT)
    stream.seek(tail_start)
    tail = stream.read()
    index = tail.rfind(_END_MAGIC)
    if index < 0 or len(tail) < index + _END.size:
        return None
    end = tail_start + index
    directory_size, offset = _END.unpack_from(tail, index)[5:7]
    end, directory_size, offset = _read_end_64(stream, end) or (end, directory_size, offset)
    start = end - directory_size
    if start < offset:
        return None
    stream.seek(start)
    content = spool(_iter_chunks(stream, directory_size), limit=directory_size)
    return _Directory(content, start=start, shift=start - offset)


def _read_end_64(stream: BinaryIO, end: int) -> tuple[int, int, int] | None:
    """Return end, size and offset of the directory if they are written in 64 bits."""
    start = end - _LOCATOR.size - _END_64.size
    if start < 0:
        return None
    stream.seek(start)
    content = stream.read(_END_64.size)
    locator = stream.read(_LOCATOR.size)
    if not (content.startswith(_END_64_MAGIC) and locator.startswith(_LOCATOR_MAGIC)):
        return None
    size, offset = _END_64.unpack(content)[-2:]
    return start, size, offset


def _apply_extra_field(extra: bytes, values: list[int]) -> list[int]:
    """Return the sizes and the offset, with those that need 64 bits from the extra field."""
    while len(extra) >= _EXTRA_HEADER.size:
        kind, size = _EXTRA_HEADER.unpack_from(extra)
        field, extra = extra[_EXTRA_HEADER.size :][:size], extra[_EXTRA_HEADER.size :][size:]
        if kind == _EXTRA_FIELD_64:
            wide = _SIZE_64.iter_unpack(field[: len(field) // _SIZE_64.size * _SIZE_64.size])
            return [
                next(wide, (value,))[0] if value == _IN_EXTRA_FIELD else value for value in values
            ]
    return values


def _decode_name(raw: bytes) -> str:
    """Return the name in UTF-8, whatever the flags say, or else in the charset of DOS."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp437")


# An archive that is cut off before its directory: its members one after the other.


def _salvage_members(stream: BinaryIO, allowance: Allowance) -> Iterator[Member | Reject]:
    """Yield the members by their local headers; raise DamagedError where they end."""
    position, size = 0, stream.seek(0, io.SEEK_END)
    while entry := _read_local_entry(stream, position, allowance):
        if position == 0 and entry.name in {_CONTENT_TYPES, "mimetype"}:
            raise DocumentError("This is a part of a document; save the whole as plain text.")
        end = _seek_content(stream, entry) + entry.packed_size
        if end > size:
            break
        yield from _read_member(entry, stream, allowance)
        position = _find_next_header(stream, end)
    raise DamagedError(f"byte {position + 1}", f"The archive is damaged from here on: {_AGAIN}")


def _read_local_entry(stream: BinaryIO, position: int, allowance: Allowance) -> _Entry | None:
    stream.seek(position)
    head = stream.read(_LOCAL_HEADER.size)
    if len(head) < _LOCAL_HEADER.size or not head.startswith(_LOCAL_MAGIC):
        return None
    _, _, flags, method, _, _, checksum, packed, size, *lengths = _LOCAL_HEADER.unpack(head)
    name, extra = (stream.read(length) for length in lengths)
    size, packed = _apply_extra_field(extra, [size, packed])
    if not flags & _SIZES_FOLLOW:
        return _Entry(_decode_name(name), position, packed, method, flags, checksum)
    measured = _measure_deflated(stream, allowance) if method == _DEFLATED else None
    return _Entry(_decode_name(name), position, measured, method, flags, None) if measured else None


def _measure_deflated(stream: BinaryIO, allowance: Allowance) -> int | None:
    """Return the length of the deflated content at the stream's position, None if it has no end."""
    start = stream.tell()
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
    with suppress(DamagedError):
        while not decompressor.eof and (packed := stream.read(CHUNK_SIZE)):
            for chunk in _inflate_chunk(decompressor, packed):
                allowance.count_unpacked(len(chunk))
    return stream.tell() - start - len(decompressor.unused_data) if decompressor.eof else None


def _find_next_header(stream: BinaryIO, end: int) -> int:
    """Return the position of the next header, after the descriptor if there is one."""
    stream.seek(end)
    following = stream.read(_DESCRIPTOR_SIZE + len(_LOCAL_MAGIC))
    offsets = (following.find(magic) for magic in (_LOCAL_MAGIC, _DIRECTORY_MAGIC))
    return end + min((offset for offset in offsets if offset >= 0), default=0)
