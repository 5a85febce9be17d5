"""Reads ZIP archives with ``zipfile``, member by member within an allowance.

``zipfile`` holds the directory of an archive in memory, 55 MB for a hundred thousand members. An
archive whose directory it cannot read, as when it is cut off, is refused as a whole.
"""

import stat
import struct
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, BinaryIO, Final, cast

from articles.parsing.containers.limits import Allowance, LimitExceededError
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
from articles.parsing.problems import Problem
from articles.parsing.records import Reject

# The last one begins an archive that was meant to be split, and was not.
MAGIC_NUMBERS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DIRECTORY_MAGIC: Final = b"PK\x01\x02"
# The bytes of memory that zipfile takes for a member.
_INFO_SIZE: Final = 550
# Twice what a million members take whose names have a usual length.
_DIRECTORY_LIMIT: Final = 256 * 2**20
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Flags: three sorts of encryption, and a name in UTF-8.
_ENCRYPTED: Final = 1 << 0 | 1 << 6 | 1 << 13
_UTF_8_NAME: Final = 1 << 11
# The header before a member ends with the lengths of its name and extra field.
_HEADER: Final = struct.Struct("<26x2H")

_MISPLACED: Final = Problem("member.misplaced")
# What zipfile raises for a damaged directory, and for a damaged header before a member.
_HEADER_ERRORS: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    ArithmeticError,
    struct.error,
)


def iter_members(stream: BinaryIO, allowance: Allowance) -> Iterator[Member | Reject]:
    """Yield the members, and a Reject for each that is refused.

    Raise DamagedError if the directory of the archive cannot be read, LimitExceededError where it
    is over the allowance, and DocumentError if it is a document.
    """
    archive = _open_archive(stream, allowance)
    starts = _list_starts(archive)
    if _find_kind(archive, allowance, starts=starts):
        raise DocumentError
    for info in archive.filelist:
        yield from _read_member(info, archive, allowance, starts=starts)


class _Source:
    """The stream as ``zipfile`` reads it, which takes a directory into memory by a single read."""

    def __init__(self, stream: BinaryIO, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """Return the bytes; raise LimitExceededError for those of a directory over the limits."""
        if size > _DIRECTORY_LIMIT:
            params = {"size": _DIRECTORY_LIMIT // 2**20}
            raise LimitExceededError(Problem("archive.directory_too_large", params))
        content = self._stream.read(size)
        if size > CHUNK_SIZE:  # it is a directory, and its size in memory may make it a bomb
            members = content.count(_DIRECTORY_MAGIC)
            self._allowance.check_member_count(members)
            self._allowance.count_unpacked(members * _INFO_SIZE)
        return content


def _open_archive(stream: BinaryIO, allowance: Allowance) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(cast("IO[bytes]", _Source(stream, allowance)))
    except UnicodeDecodeError as error:
        raise DamagedError("directory", Problem("archive.wrong_name")) from error
    except _HEADER_ERRORS as error:
        raise DamagedError("directory", Problem("archive.no_directory")) from error
    allowance.check_member_count(len(archive.filelist))
    return archive


def _read_member(
    info: zipfile.ZipInfo, archive: zipfile.ZipFile, allowance: Allowance, *, starts: list[int]
) -> Iterator[Member | Reject]:
    """Yield the member or its reject, or nothing for one that is ignored."""
    name = _decode_name(info)
    allowance.begin_member(name)
    is_folder = name.endswith(("/", "\\")) or stat.S_ISDIR(info.external_attr >> 16)
    if is_folder or is_ignored(name):
        return
    if problem := find_name_problem(name) or _find_problem(info, archive, starts=starts):
        yield build_reject(name, problem)
        return
    try:
        chunks = _iter_content(info, archive, allowance)
        content = spool(chunks, limit=allowance.limits.member_size)
    except (OversizeError, DamagedError) as error:
        yield build_reject(name, error.problem)
        return
    with content:
        yield Member(name, content)


def _decode_name(info: zipfile.ZipInfo) -> str:
    """Return the name; one without a flag is often UTF-8, which zipfile takes for that of DOS."""
    if not info.flag_bits & _UTF_8_NAME:
        with suppress(UnicodeDecodeError):
            return info.orig_filename.encode("cp437").decode()
    return info.orig_filename


def _find_problem(
    info: zipfile.ZipInfo, archive: zipfile.ZipFile, *, starts: list[int]
) -> Problem | None:
    """Return why the member is refused, or None."""
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return LINK
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return SPECIAL
    if info.flag_bits & _ENCRYPTED:
        return Problem("member.encrypted")
    if info.compress_type not in _METHODS:  # zipfile unpacks the others without limit
        return Problem("member.method", {"method": str(info.compress_type)})
    return _find_overlap(info, archive, starts=starts)


def _find_overlap(
    info: zipfile.ZipInfo, archive: zipfile.ZipFile, *, starts: list[int]
) -> Problem | None:
    """Return why the bytes of the member are not its own, or None.

    ``starts`` are the positions of all members and of the directory, sorted.
    """
    start = info.header_offset
    if not 0 <= start < archive.start_dir:
        return _MISPLACED
    stream = cast("IO[bytes]", archive.fp)
    stream.seek(start)
    end = start + _HEADER.size + sum(_HEADER.unpack(stream.read(_HEADER.size))) + info.compress_size
    # If several members begin at one position, it is the next one of each.
    is_shared = end > starts[bisect_left(starts, start) + 1]
    return Problem("member.overlap") if is_shared else None


def _iter_content(
    info: zipfile.ZipInfo, archive: zipfile.ZipFile, allowance: Allowance
) -> Iterator[bytes]:
    """Yield the unpacked content; raise DamagedError if it is not what was packed."""
    try:
        content = archive.open(info)
    except _HEADER_ERRORS as error:
        raise DamagedError("", _MISPLACED) from error
    with content:
        try:
            while chunk := content.read(CHUNK_SIZE):
                allowance.count_unpacked(len(chunk))
                yield chunk
        except zipfile.BadZipFile as error:
            raise DamagedError("", Problem("member.checksum")) from error
        except (zlib.error, EOFError) as error:
            raise DamagedError("", Problem("member.damaged", {"message": str(error)})) from error


# What shows the kind of a document: a folder of Office Open XML, or a media type.
_DOCUMENTS: Final = {
    "word": "docx",
    "xl": "xlsx",
    "ppt": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/epub+zip": "epub",
}
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MIMETYPE_LIMIT: Final = 100


def detect_document(stream: BinaryIO) -> str:
    """Return the kind of document that a ZIP archive is, such as "docx", "" for none.

    The stream is rewound.
    """
    allowance = Allowance()
    try:
        archive = _open_archive(stream, allowance)
        return _find_kind(archive, allowance, starts=_list_starts(archive))
    except (DamagedError, LimitExceededError):
        return ""
    finally:
        stream.seek(0)


def _list_starts(archive: zipfile.ZipFile) -> list[int]:
    """Return the positions of all members and of the directory, sorted."""
    return sorted([archive.start_dir, *(info.header_offset for info in archive.filelist)])


def _find_kind(archive: zipfile.ZipFile, allowance: Allowance, *, starts: list[int]) -> str:
    """Return the kind of document that the archive is, or ""."""
    types = []
    if _CONTENT_TYPES in archive.NameToInfo:
        folders = (name.partition("/")[0] for name in archive.NameToInfo)
        types = sorted({folder for folder in folders if folder in _DOCUMENTS})
    info = archive.NameToInfo.get("mimetype")
    if (
        info
        and info.file_size < _MIMETYPE_LIMIT
        and not _find_problem(info, archive, starts=starts)
    ):
        with suppress(DamagedError):
            content = b"".join(_iter_content(info, archive, allowance))
            types.append(content.decode("ascii", "replace").strip())
    if "Index/Document.iwa" in archive.NameToInfo:
        return "pages"
    return next((_DOCUMENTS[name] for name in types if name in _DOCUMENTS), "")
