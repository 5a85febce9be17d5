"""Archives and compressed files are unpacked."""

import bz2
import gzip
import io
import lzma
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.containers import archives, zips
from articles.parsing.containers.archives import UnpackedFile
from articles.parsing.containers.limits import Allowance, Limits
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Reject
from tests.problems import is_worded

Contents = dict[str, bytes | Problem]


def build_zip(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def build_tar(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return content.getvalue()


PACKERS: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "zip": build_zip,
    "tar": build_tar,
    "tar.gz": lambda files: gzip.compress(build_tar(files)),
    "tar.bz2": lambda files: bz2.compress(build_tar(files)),
    "tar.xz": lambda files: lzma.compress(build_tar(files)),
}
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


def unpack(content: bytes, limits: Limits | None = None) -> Contents:
    """Return contents by the name of the file, and reasons by name and position."""
    allowance = Allowance(limits or Limits())
    contents: Contents = {}
    for each in archives.unpack_stream(io.BytesIO(content), name="a", allowance=allowance):
        if isinstance(each, UnpackedFile):
            contents[each.name] = each.stream.read()
        else:
            assert isinstance(each.result, Reject)
            contents[f"{each.path}, {each.result.position}"] = each.result.reason
    return contents


@pytest.mark.parametrize("content", [b"", b"a", b"text\n" * 200, b"PK", b"BZh", b"\0" * 2_000])
def test_a_file_that_is_no_archive_is_yielded(content: bytes) -> None:
    assert unpack(content) == {"a": content}


def test_the_stream_of_a_file_that_is_no_archive_is_yielded() -> None:
    stream = io.BytesIO(b"text")
    (file,) = archives.unpack_stream(stream, name="a", allowance=Allowance())
    assert file == UnpackedFile("a", stream)


@pytest.mark.parametrize("kind", PACKERS)
def test_the_name_of_a_member_has_that_of_the_archive_before_it(kind: str) -> None:
    files = {"b.txt": b"one", "c/d.txt": b"two" * 100_000, "./e.txt": b"", "c/Şile.txt": b"three"}
    assert unpack(PACKERS[kind](files)) == {
        "a!b.txt": b"one",
        "a!c/d.txt": b"two" * 100_000,
        "a!e.txt": b"",
        "a!c/Şile.txt": b"three",
    }


@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_may_be_empty(kind: str) -> None:
    files: dict[str, bytes] = {}
    assert unpack(PACKERS[kind](files)) in ({}, {"a": build_tar({})})


@pytest.mark.parametrize("kind", COMPRESSORS)
@pytest.mark.parametrize("content", [b"", b"text", b"text" * 100_000])
def test_a_compressed_file_keeps_its_name(kind: str, content: bytes) -> None:
    assert unpack(COMPRESSORS[kind](content)) == {"a": content}


@pytest.mark.parametrize("kind", PACKERS)
def test_hidden_members_and_folders_are_left_out(kind: str) -> None:
    hidden = (".b", "c/.d/e.txt", "__MACOSX/f.txt", "g/__MACOSX/h.txt", "./.i", "folder/")
    assert unpack(PACKERS[kind](dict.fromkeys(hidden, b""))) in ({}, {"a!folder/": b""})


ABSOLUTE = Problem("member.absolute_name")
OUTSIDE = Problem("member.name_outside")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/etc/passwd", ABSOLUTE),
        ("\\\\server\\share", ABSOLUTE),
        ("C:\\a.txt", ABSOLUTE),
        ("c:a.txt", ABSOLUTE),
        ("../a.txt", OUTSIDE),
        ("b/../../a.txt", OUTSIDE),
        ("b\\..\\a.txt", OUTSIDE),
        ("..", OUTSIDE),
        ("../.ssh/authorized_keys", OUTSIDE),
        (" ", Problem("member.no_name")),
    ],
)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_member_with_an_unsafe_name_is_refused_and_the_rest_read(
    kind: str, name: str, reason: Problem
) -> None:
    assert unpack(PACKERS[kind]({"b": b"1", name: b"2", "c": b"3"})) == {
        "a!b": b"1",
        f"a, member {name}": reason,
        "a!c": b"3",
    }


@pytest.mark.parametrize("kind", PACKERS)
def test_a_member_with_a_very_long_name_is_refused(kind: str) -> None:
    reason = Problem("member.long_name", {"limit": 900})
    assert unpack(PACKERS[kind]({"b" * 2_000: b"1", "c": b"2"})) == {
        f"a, member {'b' * 900}": reason,
        "a!c": b"2",
    }


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_characters_that_are_not_printable_are_escaped(kind: str) -> None:
    assert unpack(PACKERS[kind]({"b\n\x1b[1m\u202e": b"1"})) == {"a!b\\n\\x1b[1m\\u202e": b"1"}


# Archives in archives.

TOO_DEEP = Problem("archive.too_deep")


@pytest.mark.parametrize("outer", PACKERS)
@pytest.mark.parametrize("inner", PACKERS)
def test_an_archive_in_an_archive_is_read(outer: str, inner: str) -> None:
    content = PACKERS[outer]({"b": PACKERS[inner]({"c": b"1"}), "d": b"2"})
    assert unpack(content) == {"a!b!c": b"1", "a!d": b"2"}


@pytest.mark.parametrize("outer", PACKERS)
@pytest.mark.parametrize("inner", COMPRESSORS)
def test_a_compressed_file_in_an_archive_is_read(outer: str, inner: str) -> None:
    assert unpack(PACKERS[outer]({"b": COMPRESSORS[inner](b"1")})) == {"a!b": b"1"}


def test_an_archive_may_be_compressed() -> None:
    assert unpack(gzip.compress(build_zip({"b": b"1"}))) == {"a!b": b"1"}


@pytest.mark.parametrize("kind", PACKERS)
def test_no_archive_is_read_two_archives_deep(kind: str) -> None:
    content = build_zip({"b": build_tar({"c": PACKERS[kind]({"d": b"1"}), "e": b"2"}), "f": b"3"})
    assert unpack(content) == {"a!b!c, line 1": TOO_DEEP, "a!b!e": b"2", "a!f": b"3"}


def test_a_file_that_is_compressed_many_times_is_refused() -> None:
    content = b"1"
    for _ in range(50):
        content = gzip.compress(content)
    assert unpack(content) == {"a, line 1": TOO_DEEP}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_damaged_archive_in_an_archive_is_refused_alone(kind: str) -> None:
    content = PACKERS[kind]({"b": gzip.compress(b"1" * 99)[:-9], "c": b"2"})
    reason = Problem("archive.compression")
    assert unpack(content) == {"a!b, unpacked byte 1": reason, "a!c": b"2"}


# Documents.


DOCUMENTS = [
    ({"[Content_Types].xml": b"", "word/document.xml": b""}, "docx"),
    ({"xl/workbook.xml": b"", "[Content_Types].xml": b""}, "xlsx"),
    ({"[Content_Types].xml": b"", "ppt/a.xml": b""}, "pptx"),
    ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}, "odt"),
    ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "ods"),
    ({"mimetype": b"application/epub+zip\n"}, "epub"),
]


@pytest.mark.parametrize(("files", "kind"), DOCUMENTS)
def test_an_office_document_is_not_unpacked(files: dict[str, bytes], kind: str) -> None:
    document = build_zip(files)
    assert zips.detect_document(io.BytesIO(document)) == kind
    assert unpack(document) == {"a": document}
    once = build_zip({"b": document, "c": b"1"})
    assert unpack(once) == {"a!b": document, "a!c": b"1"}
    assert unpack(build_zip({"z": once})) == {"a!z!b": document, "a!z!c": b"1"}


@pytest.mark.parametrize("content", [b"", b"PK\3\4"])
def test_what_is_no_document_has_no_kind(content: bytes) -> None:
    assert zips.detect_document(io.BytesIO(content)) == ""


def test_an_archive_with_some_names_of_documents_is_none() -> None:
    files = {"word/a.txt": b"1", "[Content_Types].xml": b"2"}
    assert unpack(build_zip({"word/a.txt": b"1"})) == {"a!word/a.txt": b"1"}
    assert unpack(build_zip({"[Content_Types].xml": b"2", "mimetype": b"text/plain"})) == {
        "a![Content_Types].xml": b"2",
        "a!mimetype": b"text/plain",
    }
    assert unpack(build_tar(files)) == {"a!word/a.txt": b"1", "a![Content_Types].xml": b"2"}


# Bombs.

BOMB = Problem("archive.bomb", {"ratio": 200})
ZEROS = b"\0" * 20_000_000
SMALL_LIMITS = Limits(free_size=2**20)


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.bz2", "tar.xz"])
def test_a_bomb_is_refused_and_members_before_it_are_read(kind: str) -> None:
    content = PACKERS[kind]({"b": b"1", "c": ZEROS, "d": b"2"})
    assert unpack(content, SMALL_LIMITS) == {"a!b": b"1", "a, member c": BOMB}


@pytest.mark.parametrize("kind", COMPRESSORS)
def test_a_compressed_bomb_is_refused_alone_and_in_an_archive(kind: str) -> None:
    content = COMPRESSORS[kind](ZEROS)
    assert unpack(content, SMALL_LIMITS) == {"a, line 1": BOMB}
    assert list(unpack(build_tar({"b": content}), SMALL_LIMITS).values()) == [BOMB]


def test_the_limits_are_the_constants_by_default() -> None:
    assert unpack(gzip.compress(b"\0" * 90_000_000)) == {"a, line 1": BOMB}


@pytest.mark.parametrize("kind", ["zip", "tar.xz"])
def test_many_small_bombs_count_together(kind: str) -> None:
    content = build_zip(
        {f"{number}": PACKERS[kind]({"b": ZEROS[:2_000_000]}) for number in range(5)}
    )
    assert list(unpack(content, SMALL_LIMITS).values())[-1] == BOMB


def test_memory_stays_bounded_whatever_is_unpacked() -> None:
    content = PACKERS["tar.bz2"]({"b": ZEROS})
    tracemalloc.start()
    unpack(content, SMALL_LIMITS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20


@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_has_a_limit_of_members(kind: str) -> None:
    content = PACKERS[kind]({f"{number}": b"1" for number in range(4)})
    reason = Problem("archive.too_many_members", {"limit": 3})
    assert unpack(content, Limits(members=4)) == {f"a!{number}": b"1" for number in range(4)}
    assert list(unpack(content, Limits(members=3)).values())[-1] == reason


def test_members_of_inner_archives_count_as_members() -> None:
    content = build_zip({f"{number}": build_tar({"b": b"1", "c": b"2"}) for number in range(4)})
    reason = Problem("archive.too_many_members", {"limit": 10})
    assert list(unpack(content, Limits(members=10)).values())[-1] == reason


@pytest.mark.parametrize("kind", PACKERS)
def test_a_member_that_is_too_large_is_refused_alone(kind: str) -> None:
    content = PACKERS[kind]({"b": b"1" * 1_001, "c": b"2" * 1_000})
    contents = unpack(content, Limits(member_size=1_000))
    assert contents.pop("a, member b") == Problem("member.too_large", {"limit": 1_000})
    assert contents == {"a!c": b"2" * 1_000}


@pytest.mark.parametrize("kind", COMPRESSORS)
def test_a_compressed_file_that_is_too_large_is_refused(kind: str) -> None:
    reason = Problem("member.too_large", {"limit": 1_000})
    contents = unpack(COMPRESSORS[kind](b"1" * 1_001), Limits(member_size=1_000))
    assert contents == {"a, line 1": reason}


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_all_members_together_have_a_limit_of_size(kind: str) -> None:
    content = PACKERS[kind]({"b": b"1" * 30_000, "c": b"2" * 30_000, "d": b"3" * 30_000})
    reason = Problem("archive.too_large", {"limit": 50_000})
    contents = unpack(content, Limits(size=50_000))
    assert [contents["a!b"], contents["a, member c"], len(contents)] == [b"1" * 30_000, reason, 2]


# Any bytes.


@given(
    st.sampled_from(list(PACKERS)),
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), max_size=6),
    st.integers(0, 4_000),
)
def test_damage_anywhere_is_a_reject_and_raises_nothing(
    kind: str, damage: list[tuple[int, int]], size: int
) -> None:
    content = bytearray(PACKERS[kind]({"b": b"1" * 600, "c/d": b"2" * 2_000, "e": b"3"}))
    for number, byte in damage:
        content[number % len(content)] = byte
    contents = unpack(bytes(content[: size or None]), SMALL_LIMITS)
    reasons = [each for each in contents.values() if isinstance(each, Problem)]
    assert [each for each in reasons if not is_worded(each)] == []


@given(
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\0"]),
    st.binary(max_size=200),
)
def test_any_bytes_after_a_magic_number_are_refused_or_yielded(
    magic: bytes, content: bytes
) -> None:
    contents = archives.unpack_stream(io.BytesIO(magic + content), name="a", allowance=Allowance())
    assert {type(each) for each in contents} <= {UnpackedFile, ParsedItem}
