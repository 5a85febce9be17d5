"""TAR archives, sound and hostile."""

import gzip
import io
import tarfile
import time
import tracemalloc

import pytest

from articles.parsing.containers.limits import Allowance
from articles.parsing.containers.members import LINK, SPECIAL, DamagedError
from articles.parsing.containers.tars import is_tar, iter_members
from articles.parsing.problems import Problem
from articles.parsing.records import Reject

DAMAGED = Problem("archive.damaged")

CUT_OFF = Problem("archive.no_end")


def build_header(name: str = "b", *, kind: bytes = tarfile.REGTYPE, size: int = 0) -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.linkname = kind, size, "/etc/passwd"
    return member.tobuf(tarfile.GNU_FORMAT)


def pad(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % tarfile.BLOCKSIZE)


def build_file(name: str, content: bytes = b"1") -> bytes:
    return build_header(name, size=len(content)) + pad(content)


END = b"\0" * 1_024


def read_tar(content: bytes) -> dict[str, bytes | Problem]:
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


@pytest.mark.parametrize("kind", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_each_kind_of_tar_is_read(kind: int) -> None:
    names = ["b", "folder/" + "c" * 200, "Şile" * 20]
    if kind == tarfile.USTAR_FORMAT:
        names = ["b", "c" * 90 + "/" + "c" * 90, "Şile"]
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=kind) as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 700
            archive.addfile(member, io.BytesIO(b"1" * 700))
    assert is_tar(content.getvalue())
    assert read_tar(content.getvalue()) == dict.fromkeys(names, b"1" * 700)


@pytest.mark.parametrize(
    "head", [b"", b"text", b"\0" * 512, b"a" * 512, build_header()[:-1], b"\xff" * 512]
)
def test_bytes_without_a_header_are_no_tar(head: bytes) -> None:
    assert not is_tar(head)


def test_a_name_that_is_no_utf_8_raises_nothing() -> None:
    member = tarfile.TarInfo("Şile")
    content = member.tobuf(tarfile.GNU_FORMAT, "windows-1254") + END
    assert read_tar(content) == {"\udcdeile": b""}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, LINK),
        (tarfile.LNKTYPE, LINK),
        (tarfile.CHRTYPE, SPECIAL),
        (tarfile.BLKTYPE, SPECIAL),
        (tarfile.FIFOTYPE, SPECIAL),
        (b"Q", SPECIAL),
    ],
)
def test_a_member_that_is_no_file_is_refused_and_the_rest_read(
    kind: bytes, reason: Problem
) -> None:
    content = build_file("a") + build_header("b", kind=kind) + build_file("c") + END
    assert read_tar(content) == {"a": b"1", "member b": reason, "c": b"1"}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.DIRTYPE])
def test_hidden_links_and_folders_are_left_out(kind: bytes) -> None:
    assert read_tar(
        build_header(".b", kind=kind)
        + build_header("c", kind=tarfile.DIRTYPE)
        + build_file("d")
        + END
    ) == {"d": b"1"}


def test_a_sparse_file_is_refused() -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("b")
        member.pax_headers = {"GNU.sparse.size": "9" * 15, "GNU.sparse.map": "0,0"}
        archive.addfile(member)
    reason = Problem("member.sparse")
    assert read_tar(content.getvalue()) == {"member b": reason}


@pytest.mark.parametrize("end", [END[:300], END[:512], END, END * 20, END + b"what comes after"])
def test_the_end_marker_may_be_of_any_length(end: bytes) -> None:
    assert read_tar(build_file("a") + build_file("b") + end) == {"a": b"1", "b": b"1"}


def test_an_archive_that_is_cut_off_between_two_members_says_so() -> None:
    content = build_file("a") + build_file("b")
    assert read_tar(content) == {"a": b"1", "b": b"1", "unpacked byte 2049": CUT_OFF}


@pytest.mark.parametrize(
    ("rest", "byte"),
    [
        (b"x" * 512, 1_537),
        (b"x", 1_026),
        (build_header("b", size=10_000) + b"1" * 5_000, 6_537),
        (build_header("b", size=512), 1_537),
        (build_header(".b", size=2**60), 1_537),
        (build_header("b", kind=b"L", size=100), 1_537),
        (build_header("b", kind=b"x", size=512) + pad(b"11 size=-9\n") + build_file("c"), None),
        (build_header("b", kind=b"x", size=2**40) + b"1" * 512, None),
        (build_header("b", kind=b"x") * 1_500, None),
        (build_file("b")[:512].replace(b"00000000001\0", b"\xff" * 8 + b"\xff\xff\xf0\0"), None),
    ],
)
def test_members_before_the_damage_are_read(rest: bytes, byte: int | None) -> None:
    contents = read_tar(build_file("a") + rest)
    (position,) = set(contents) - {"a"}
    assert (contents["a"], contents[position]) == (b"1", DAMAGED)
    assert byte is None or position == f"unpacked byte {byte}"


@pytest.mark.parametrize(("name", "kind"), [("b", b"0"), (".b", b"0"), ("b", b"x"), ("b", b"L")])
def test_a_negative_size_is_damage(name: str, kind: bytes) -> None:
    block = bytearray(build_header(name, kind=kind))
    block[124:136] = b"\xff" * 10 + b"\0\0"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    contents = read_tar(build_file("a") + bytes(block) + build_file("c") * 9)
    assert (contents["a"], list(contents.values())[1:]) == (b"1", [DAMAGED])


def test_headers_of_any_size_are_read_in_bounded_memory() -> None:
    huge = build_header("b", kind=b"L", size=50_000_000) + b"a" * 50_000_000
    packed = gzip.compress(build_file("a") + huge)
    tracemalloc.start()
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as source, pytest.raises(DamagedError):
        list(iter_members(source, Allowance()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * 2**20


@pytest.mark.unmeasured
def test_many_empty_members_take_seconds() -> None:
    started = time.process_time()
    count = sum(1 for _ in iter_members(io.BytesIO(build_header() * 20_000 + END), Allowance()))
    assert (count, time.process_time() - started < 60) == (20_000, True)


def test_memory_does_not_grow_with_the_members() -> None:
    pax = pad(b"20 comment=" + b"x" * 8 + b"\n")
    part = build_header("g", kind=b"g", size=20) + pax + build_file("a")
    content = io.BytesIO(part * 1_500 + END)
    tracemalloc.start()
    for _member in iter_members(content, Allowance()):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20
