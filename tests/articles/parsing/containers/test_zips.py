"""ZIP archives, sound and hostile."""

import gzip
import io
import stat
import struct
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from articles.parsing.containers import archives
from articles.parsing.containers.limits import Allowance, LimitExceededError, Limits
from articles.parsing.containers.members import LINK, SPECIAL, DamagedError
from articles.parsing.containers.zips import iter_members
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Reject

NO_DIRECTORY = Problem("archive.no_directory")
MISPLACED = Problem("member.misplaced")
CHECKSUM = Problem("member.checksum")
OVERLAP = Problem("member.overlap")
TEXT = b"It rained again. " * 50


def build_member(
    name: str, *, mode: int = 0, method: int = zipfile.ZIP_DEFLATED
) -> zipfile.ZipInfo:
    members = zipfile.ZipInfo(name)
    members.external_attr = mode << 16
    members.compress_type = method
    return members


def build_zip(*members: zipfile.ZipInfo | str, comment: bytes = b"") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in members:
            archive.writestr(each, TEXT)
        archive.comment = comment
    return content.getvalue()


def build_piped_zip(*names: str) -> bytes:
    """Return an archive written to a pipe: sizes are after the contents."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

        def seek(self, _offset: int, _whence: int = 0, /) -> int:
            raise OSError

    content = Pipe()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return content.getvalue()


def read_zip(content: bytes) -> dict[str, bytes | Problem]:
    """Return contents by name, and reasons by position."""
    contents: dict[str, bytes | Problem] = {}
    try:
        for each in iter_members(io.BytesIO(content), Allowance()):
            if isinstance(each, Reject):
                contents[each.position] = each.reason
            else:
                contents[each.name] = each.stream.read()
    except DamagedError as error:
        contents[error.position] = error.problem
    return contents


def build_raw_member(
    name: bytes,
    content: bytes = TEXT,
    *,
    flags: int = 0,
    start: int = 0,
    extra: bytes = b"",
    size: int | None = None,
) -> tuple[bytes, bytes]:
    """Return a stored member, and its entry in the directory, built by hand."""
    crc, size = zlib.crc32(content), len(content) if size is None else size
    fields = (20, flags, 0, 0, 0, crc, size, size, len(name), len(extra))
    local = struct.pack("<4s5H3L2H", b"PK\3\4", *fields) + name + extra + content
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *fields, 0, 0, 0, 0, start)
    return local, entry + name + extra


def build_end(directory: bytes, start: int) -> bytes:
    fields = (0, 0, 1, 1, len(directory), start, 0)
    return directory + struct.pack("<4s4H2LH", b"PK\5\6", *fields)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("comment", [b"", b"PK", b"x" * 65_535])
def test_stored_and_deflated_members_are_read(method: int, comment: bytes) -> None:
    members = [build_member("b", method=method), build_member("c/d", method=method)]
    assert read_zip(build_zip(*members, comment=comment)) == {"b": TEXT, "c/d": TEXT}


def test_an_archive_may_have_other_bytes_before_it() -> None:
    assert read_zip(b"#!/bin/sh\n" + build_zip("b", "c")) == {"b": TEXT, "c": TEXT}


def test_an_archive_may_have_been_written_to_a_pipe() -> None:
    assert read_zip(build_piped_zip("b", "c")) == {"b": TEXT, "c": TEXT}


@pytest.mark.parametrize(
    ("name", "flags", "decoded"),
    [
        ("Şile".encode(), 1 << 11, "Şile"),
        ("Şile".encode(), 0, "Şile"),
        (b"\x80ile", 0, "Çile"),
    ],
)
def test_names_are_utf_8_or_dos(name: bytes, flags: int, decoded: str) -> None:
    local, entry = build_raw_member(name, flags=flags)
    assert read_zip(local + build_end(entry, len(local))) == {decoded: TEXT}


def test_an_archive_with_a_name_that_claims_to_be_utf_8_and_is_not_is_refused() -> None:
    local, entry = build_raw_member(b"\x80ile", flags=1 << 11)
    reason = Problem("archive.wrong_name")
    assert read_zip(local + build_end(entry, len(local))) == {"directory": reason}


def test_sizes_and_positions_may_have_64_bits() -> None:
    wide = struct.pack("<2H3Q", 1, 24, len(TEXT), len(TEXT), 0)
    local, entry = build_raw_member(
        b"b", extra=b"\xaa\xaa\0\0" + wide, start=2**32 - 1, size=2**32 - 1
    )
    start, size = len(local), len(entry)
    directory = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + size, 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 2**32 - 1, 2**32 - 1, 0)
    assert read_zip(local + entry + directory + locator + last) == {"b": TEXT}


@pytest.mark.parametrize("extra", [b"", b"\1\0"])
def test_missing_sizes_are_no_sizes(extra: bytes) -> None:
    local, entry = build_raw_member(b"b", extra=extra, size=2**32 - 1)
    assert read_zip(local + build_end(entry, len(local))) == {"member b": OVERLAP}


@pytest.mark.parametrize("extra", [b"\1\0\x08\0\1", b"\1\0\xff\xff"])
def test_an_archive_with_a_damaged_extra_field_is_refused(extra: bytes) -> None:
    local, entry = build_raw_member(b"b", extra=extra, size=2**32 - 1)
    assert read_zip(local + build_end(entry, len(local))) == {"directory": NO_DIRECTORY}


def test_a_position_before_the_file_is_refused() -> None:
    local, entry = build_raw_member(b"b")
    assert read_zip(local + build_end(entry, len(local) + 10)) == {"member b": MISPLACED}


@pytest.mark.parametrize("start", [2**63 - 1, 2**64 - 1])
def test_a_position_beyond_the_file_is_refused(start: int) -> None:
    extra = struct.pack("<2HQ", 1, 8, start)
    local, entry = build_raw_member(b"b", extra=extra, start=2**32 - 1)
    assert read_zip(local + build_end(entry, len(local))) == {"member b": MISPLACED}


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (stat.S_IFLNK | 0o777, LINK),
        (stat.S_IFCHR, SPECIAL),
        (stat.S_IFBLK, SPECIAL),
        (stat.S_IFIFO, SPECIAL),
        (stat.S_IFSOCK, SPECIAL),
    ],
)
def test_a_member_that_is_no_file_is_refused_and_the_rest_read(mode: int, reason: Problem) -> None:
    content = build_zip("a", build_member("b", mode=mode), "c")
    assert read_zip(content) == {"a": TEXT, "member b": reason, "c": TEXT}


def test_folders_are_left_out() -> None:
    assert read_zip(build_zip("a/", "b\\", build_member("c", mode=stat.S_IFDIR), "d")) == {
        "d": TEXT
    }


@pytest.mark.parametrize("flags", [1, 1 << 6, 1 << 13])
def test_an_encrypted_member_is_refused(flags: int) -> None:
    local, entry = build_raw_member(b"b", flags=flags)
    reason = Problem("member.encrypted")
    assert read_zip(local + build_end(entry, len(local))) == {"member b": reason}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_with_a_rare_method_is_refused(method: int) -> None:
    reason = Problem("member.method", {"method": str(method)})
    content = build_zip(build_member("b", method=method), "c")
    assert read_zip(content) == {"member b": reason, "c": TEXT}


# Overlaps.


def test_members_at_the_same_position_are_refused() -> None:
    local, entry = build_raw_member(b"b")
    assert read_zip(local + build_end(entry * 3, len(local))) == {"member b": OVERLAP}


def test_a_member_that_contains_others_is_refused_and_those_are_read() -> None:
    inner, inner_entry = build_raw_member(b"c", start=31)
    outer, outer_entry = build_raw_member(b"b", inner)
    content = outer + build_end(outer_entry + inner_entry, len(outer))
    assert read_zip(content) == {"member b": OVERLAP, "c": TEXT}


def test_a_member_whose_header_overlaps_others_is_refused() -> None:
    later, later_entry = build_raw_member(b"c", start=31 + 2**10)
    outer = bytearray(build_raw_member(b"b", b"x" * 2**10)[0] + later)
    outer[28:30] = struct.pack("<H", 2**10 + 31)
    entry = build_raw_member(b"b", b"x" * 2**10)[1]
    content = bytes(outer) + build_end(entry + later_entry, len(outer))
    assert read_zip(content) == {"member b": OVERLAP, "c": TEXT}


def test_an_entry_inside_the_directory_is_refused() -> None:
    local, entry = build_raw_member(b"b")
    again = build_raw_member(b"c", start=len(local))[1]
    contents = read_zip(local + build_end(entry + again, len(local)))
    assert (contents["b"], list(contents)) == (TEXT, ["b", "member c"])


def test_a_directory_with_too_many_members_is_refused_before_any_is_read() -> None:
    entries = b"".join(build_raw_member(b"%d" % number)[1] for number in range(11))
    allowance = Allowance(Limits(members=10))
    with pytest.raises(LimitExceededError, match="too_many_members"):
        next(iter_members(io.BytesIO(build_end(entries, 0)), allowance))


def test_the_members_are_counted_before_the_directory_is_held_in_memory() -> None:
    entries = b"".join(build_raw_member(b"%d" % number)[1] for number in range(2_000))
    allowance = Allowance(Limits(members=1_999))
    with pytest.raises(LimitExceededError, match="too_many_members"):
        next(iter_members(io.BytesIO(build_end(entries + b"damage", 0)), allowance))


def test_a_directory_of_which_memory_holds_far_more_than_the_file_has_is_a_bomb() -> None:
    directory = build_end(build_raw_member(b"b")[1] * 200_000, 0)
    content = gzip.compress(build_raw_member(b"b")[0] + directory, 1)
    (item,) = archives.unpack_stream(io.BytesIO(content), name="a", allowance=Allowance())
    assert isinstance(item, ParsedItem)
    assert isinstance(item.result, Reject)
    assert item.result.reason == Problem("archive.bomb", {"ratio": 200})


def test_a_directory_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    size = 2**28 + 1
    with (tmp_path / "a.zip").open("w+b") as file:
        file.seek(size)  # a hole in the file takes no space
        file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, size, 0, 0))
        with pytest.raises(LimitExceededError) as caught:
            next(iter_members(file, Allowance()))
    assert caught.value.problem == Problem("archive.directory_too_large", {"size": 256})


@pytest.mark.unmeasured
def test_a_hundred_thousand_empty_members_take_seconds() -> None:
    members = [build_raw_member(b"b", b"", start=31 * number) for number in range(100_000)]
    locals_, entries = (b"".join(each) for each in zip(*members, strict=True))
    started = time.process_time()
    count = sum(
        1 for _ in iter_members(io.BytesIO(locals_ + build_end(entries, len(locals_))), Allowance())
    )
    assert (count, time.process_time() - started < 60) == (100_000, True)


def test_memory_grows_with_the_directory_only() -> None:
    content = io.BytesIO(build_zip(*(f"{number}" for number in range(3_000))))
    tracemalloc.start()
    for _member in iter_members(content, Allowance()):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000 * 700


# Damage.


def test_a_member_with_a_wrong_checksum_is_refused_and_the_rest_read() -> None:
    members = [build_member(name, method=zipfile.ZIP_STORED) for name in "abc"]
    content = build_zip(*members).replace(TEXT, TEXT.replace(b"again", b"AGAIN"), 2)
    content = content.replace(TEXT.replace(b"again", b"AGAIN"), TEXT, 1)
    assert read_zip(content) == {"a": TEXT, "member b": CHECKSUM, "c": TEXT}


def test_a_member_that_does_not_inflate_is_refused_and_the_rest_read() -> None:
    content = bytearray(build_zip("a", "b"))
    content[31:40] = b"\xff" * 9
    contents = read_zip(bytes(content))
    assert contents["b"] == TEXT
    assert isinstance(contents["member a"], Problem)
    assert contents["member a"].code == "member.damaged"


def test_a_member_that_ends_too_early_is_refused() -> None:
    packed = zlib.compress(TEXT)[2:-8]
    local, entry = (bytearray(each) for each in build_raw_member(b"b", packed))
    local[8], entry[10] = 8, 8
    content = bytes(local) + build_end(bytes(entry), len(local))
    assert read_zip(content) == {"member b": CHECKSUM}


def test_a_member_that_is_not_at_its_position_is_refused() -> None:
    content = build_zip("a", "b").replace(b"PK\3\4", b"PK\3\5", 1)
    assert read_zip(content) == {"member a": MISPLACED, "b": TEXT}


@pytest.mark.parametrize("size", [5, 60])
def test_an_archive_with_a_damaged_directory_is_refused(size: int) -> None:
    local, entry = build_raw_member(b"b")
    broken = entry + b"x" * size
    assert read_zip(local + build_end(broken, len(local))) == {"directory": NO_DIRECTORY}


@pytest.mark.parametrize(
    "content", [build_zip("a", "b"), build_piped_zip("a", "b"), build_zip("[Content_Types].xml")]
)
def test_an_archive_that_is_cut_off_is_refused(content: bytes) -> None:
    directory = content.find(b"PK\1\2")
    sizes = (4, 40, directory, directory + 4, directory + 50, len(content) - 1)
    assert [read_zip(content[:size]) for size in sizes] == [{"directory": NO_DIRECTORY}] * 6


def test_a_directory_longer_than_the_archive_is_damage() -> None:
    local, entry = build_raw_member(b"b")
    content = bytearray(local + build_end(entry, len(local)))
    content[-10:-6] = b"\xff\xff\xff\x7f"
    assert read_zip(bytes(content)) == {"directory": NO_DIRECTORY}
