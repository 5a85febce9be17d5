"""What a file unpacks to."""

import bz2
import gzip
import io
import lzma
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parsing.containers import archives
from articles.parsing.containers.archives import UnpackedFile
from articles.parsing.containers.limits import Allowance, Limits
from articles.parsing.records import (
    ParsedItem,
    Reject,
)

Told = dict[str, bytes | str]


def zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, written in files.items():
            archive.writestr(name, written)
    return content.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, written in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(written)
            archive.addfile(member, io.BytesIO(written))
    return content.getvalue()


PACKERS: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda files: gzip.compress(tarred(files)),
    "tar.bz2": lambda files: bz2.compress(tarred(files)),
    "tar.xz": lambda files: lzma.compress(tarred(files)),
}
SQUEEZERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


def told(content: bytes, limits: Limits | None = None) -> Told:
    """Return what was opened by its name, and by name and place why something was not."""
    allowance = Allowance(limits or Limits())
    found: Told = {}
    for each in archives.unpack_stream(io.BytesIO(content), name="a", allowance=allowance):
        if isinstance(each, UnpackedFile):
            found[each.name] = each.stream.read()
        else:
            assert isinstance(each.result, Reject)
            found[f"{each.path}, {each.result.position}"] = each.result.reason
    return found


@pytest.mark.parametrize("content", [b"", b"a", b"text\n" * 200, b"PK", b"BZh", b"\0" * 2_000])
def test_what_is_no_archive_is_itself(content: bytes) -> None:
    assert told(content) == {"a": content}


def test_what_is_no_archive_is_handed_on_as_the_stream_that_it_is() -> None:
    stream = io.BytesIO(b"text")
    (opened,) = archives.unpack_stream(stream, name="a", allowance=Allowance())
    assert opened == UnpackedFile("a", stream)


@pytest.mark.parametrize("kind", PACKERS)
def test_the_members_of_an_archive_are_named_by_both(kind: str) -> None:
    files = {"b.txt": b"one", "c/d.txt": b"two" * 100_000, "./e.txt": b"", "c/Şile.txt": b"three"}
    assert told(PACKERS[kind](files)) == {
        "a!b.txt": b"one",
        "a!c/d.txt": b"two" * 100_000,
        "a!e.txt": b"",
        "a!c/Şile.txt": b"three",
    }


@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_may_be_empty(kind: str) -> None:
    files: dict[str, bytes] = {}
    assert told(PACKERS[kind](files)) in ({}, {"a": tarred({})})


@pytest.mark.parametrize("kind", SQUEEZERS)
@pytest.mark.parametrize("content", [b"", b"text", b"text" * 100_000])
def test_a_compressed_file_keeps_its_name(kind: str, content: bytes) -> None:
    assert told(SQUEEZERS[kind](content)) == {"a": content}


@pytest.mark.parametrize("kind", PACKERS)
def test_hidden_members_and_folders_are_passed_over(kind: str) -> None:
    hidden = (".b", "c/.d/e.txt", "__MACOSX/f.txt", "g/__MACOSX/h.txt", "./.i", "folder/")
    assert told(PACKERS[kind](dict.fromkeys(hidden, b""))) in ({}, {"a!folder/": b""})


ABSOLUTE = "Its name is an absolute path; pack the archive anew with names below one folder."
OUTSIDE = "Its name leads out of the archive ('..'); pack the archive anew without such names."


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
        (" ", "It has no name; name it and pack the archive anew."),
    ],
)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_name_that_leads_elsewhere_is_refused_and_the_rest_read(
    kind: str, name: str, reason: str
) -> None:
    assert told(PACKERS[kind]({"b": b"1", name: b"2", "c": b"3"})) == {
        "a!b": b"1",
        f"a, member {name}": reason,
        "a!c": b"3",
    }


@pytest.mark.parametrize("kind", PACKERS)
def test_a_name_without_end_is_refused(kind: str) -> None:
    reason = "Its name is longer than 900 letters; shorten it and pack the archive anew."
    assert told(PACKERS[kind]({"b" * 2_000: b"1", "c": b"2"})) == {
        f"a, member {'b' * 900}": reason,
        "a!c": b"2",
    }


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_signs_without_a_form_are_shown_as_escapes(kind: str) -> None:
    assert told(PACKERS[kind]({"b\n\x1b[1m\u202e": b"1"})) == {"a!b\\n\\x1b[1m\\u202e": b"1"}


# Archives in archives.

TOO_DEEP = "It is an archive two archives deep; unpack the outer one and import the folder."


@pytest.mark.parametrize("outer", PACKERS)
@pytest.mark.parametrize("inner", PACKERS)
def test_an_archive_in_an_archive_is_read(outer: str, inner: str) -> None:
    content = PACKERS[outer]({"b": PACKERS[inner]({"c": b"1"}), "d": b"2"})
    assert told(content) == {"a!b!c": b"1", "a!d": b"2"}


@pytest.mark.parametrize("outer", PACKERS)
@pytest.mark.parametrize("inner", SQUEEZERS)
def test_a_compressed_file_in_an_archive_is_read(outer: str, inner: str) -> None:
    assert told(PACKERS[outer]({"b": SQUEEZERS[inner](b"1")})) == {"a!b": b"1"}


def test_an_archive_may_be_compressed_whatever_it_is() -> None:
    assert told(gzip.compress(zipped({"b": b"1"}))) == {"a!b": b"1"}


@pytest.mark.parametrize("kind", PACKERS)
def test_no_archive_is_read_two_archives_deep(kind: str) -> None:
    content = zipped({"b": tarred({"c": PACKERS[kind]({"d": b"1"}), "e": b"2"}), "f": b"3"})
    assert told(content) == {"a!b!c, line 1": TOO_DEEP, "a!b!e": b"2", "a!f": b"3"}


def test_what_unpacks_to_itself_again_and_again_is_refused() -> None:
    content = b"1"
    for _ in range(50):
        content = gzip.compress(content)
    assert told(content) == {"a, line 1": TOO_DEEP}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_damaged_archive_in_an_archive_leaves_the_rest_alone(kind: str) -> None:
    content = PACKERS[kind]({"b": gzip.compress(b"1" * 99)[:-9], "c": b"2"})
    reason = (
        "The file is damaged, cut off, or compressed in an unusual way; fetch it again, or "
        "compress it anew, and import that."
    )
    assert told(content) == {"a!b, byte 1 unpacked": reason, "a!c": b"2"}


# Documents.


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (
            {"[Content_Types].xml": b"", "word/document.xml": b""},
            "This is a Word document; save it as plain text and import that.",
        ),
        (
            {"xl/workbook.xml": b"", "[Content_Types].xml": b""},
            "This is an Excel workbook; save its sheet as CSV and import that.",
        ),
        (
            {"[Content_Types].xml": b"", "ppt/a.xml": b""},
            "This is a PowerPoint presentation; save its text and import that.",
        ),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""},
            "This is an OpenDocument text; save it as plain text and import that.",
        ),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
            "This is an OpenDocument spreadsheet; save its sheet as CSV and import that.",
        ),
        (
            {"mimetype": b"application/epub+zip\n"},
            "This is an e-book (EPUB); save its text and import that.",
        ),
    ],
)
def test_a_document_is_refused_as_what_it_is(files: dict[str, bytes], reason: str) -> None:
    assert told(zipped(files)) == {"a, line 1": reason}
    assert told(zipped({"b": zipped(files), "c": b"1"})) == {"a!b, line 1": reason, "a!c": b"1"}


def test_a_folder_with_names_as_in_documents_is_none() -> None:
    files = {"word/a.txt": b"1", "[Content_Types].xml": b"2"}
    assert told(zipped({"word/a.txt": b"1"})) == {"a!word/a.txt": b"1"}
    assert told(zipped({"[Content_Types].xml": b"2", "mimetype": b"text/plain"})) == {
        "a![Content_Types].xml": b"2",
        "a!mimetype": b"text/plain",
    }
    assert told(tarred(files)) == {"a!word/a.txt": b"1", "a![Content_Types].xml": b"2"}


# Bombs.

BOMB = (
    "The archive unpacks to more than 200 times its size, as a bomb does; nothing more of it was "
    "read. If it is none, unpack it and import the folder."
)
NOTHING = b"\0" * 20_000_000
LITTLE = Limits(free_size=2**20)


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.bz2", "tar.xz"])
def test_a_bomb_is_refused_and_what_stands_before_it_read(kind: str) -> None:
    content = PACKERS[kind]({"b": b"1", "c": NOTHING, "d": b"2"})
    assert told(content, LITTLE) == {"a!b": b"1", "a, member c": BOMB}


@pytest.mark.parametrize("kind", SQUEEZERS)
def test_a_compressed_bomb_is_refused_alone_and_in_an_archive(kind: str) -> None:
    content = SQUEEZERS[kind](NOTHING)
    assert told(content, LITTLE) == {"a, line 1": BOMB}
    assert list(told(tarred({"b": content}), LITTLE).values()) == [BOMB]


def test_the_limits_are_those_of_the_constants_unless_told() -> None:
    assert told(gzip.compress(b"\0" * 90_000_000)) == {"a, line 1": BOMB}


@pytest.mark.parametrize("kind", ["zip", "tar.xz"])
def test_many_small_bombs_are_one(kind: str) -> None:
    content = zipped({f"{at}": PACKERS[kind]({"b": NOTHING[:2_000_000]}) for at in range(5)})
    assert list(told(content, LITTLE).values())[-1] == BOMB


def test_memory_stays_bounded_whatever_is_unpacked() -> None:
    content = PACKERS["tar.bz2"]({"b": NOTHING})
    tracemalloc.start()
    told(content, LITTLE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20


@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_has_so_many_members_at_most(kind: str) -> None:
    content = PACKERS[kind]({f"{at}": b"1" for at in range(4)})
    reason = "The archive has more than 3 members; divide it."
    assert told(content, Limits(members=4)) == {f"a!{at}": b"1" for at in range(4)}
    assert list(told(content, Limits(members=3)).values())[-1] == reason


def test_members_of_archives_inside_count_as_members() -> None:
    content = zipped({f"{at}": tarred({"b": b"1", "c": b"2"}) for at in range(4)})
    reason = "The archive has more than 10 members; divide it."
    assert list(told(content, Limits(members=10)).values())[-1] == reason


@pytest.mark.parametrize("kind", PACKERS)
def test_a_member_that_is_too_large_is_refused_alone(kind: str) -> None:
    content = PACKERS[kind]({"b": b"1" * 1_001, "c": b"2" * 1_000})
    found = told(content, Limits(member_size=1_000))
    assert str(found.pop("a, member b")).endswith(" than 1000 bytes; divide it.")
    assert found == {"a!c": b"2" * 1_000}


@pytest.mark.parametrize("kind", SQUEEZERS)
def test_a_compressed_file_that_is_too_large_is_refused(kind: str) -> None:
    reason = "It unpacks to more than 1000 bytes; divide it."
    found = told(SQUEEZERS[kind](b"1" * 1_001), Limits(member_size=1_000))
    assert found == {"a, line 1": reason}


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_all_together_may_be_so_large_at_most(kind: str) -> None:
    content = PACKERS[kind]({"b": b"1" * 30_000, "c": b"2" * 30_000, "d": b"3" * 30_000})
    reason = "The archive unpacks to more than 50000 bytes; divide it."
    found = told(content, Limits(size=50_000))
    assert [found["a!b"], found["a, member c"], len(found)] == [b"1" * 30_000, reason, 2]


# Any bytes at all.


@settings(max_examples=200)
@given(
    st.sampled_from(list(PACKERS)),
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), max_size=6),
    st.integers(0, 4_000),
)
def test_damage_anywhere_is_told_and_raises_nothing(
    kind: str, damage: list[tuple[int, int]], size: int
) -> None:
    content = bytearray(PACKERS[kind]({"b": b"1" * 600, "c/d": b"2" * 2_000, "e": b"3"}))
    for at, byte in damage:
        content[at % len(content)] = byte
    found = told(bytes(content[: size or None]), LITTLE)
    reasons = [each for each in found.values() if isinstance(each, str)]
    assert [each for each in reasons if not each.endswith(".")] == []


@given(
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\0"]),
    st.binary(max_size=200),
)
def test_any_bytes_behind_a_mark_are_refused_or_opened(mark: bytes, content: bytes) -> None:
    found = archives.unpack_stream(io.BytesIO(mark + content), name="a", allowance=Allowance())
    assert {type(each) for each in found} <= {UnpackedFile, ParsedItem}
