"""The paths of an import are read."""

import gzip
import io
import json
import os
import shutil
import socket
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from articles.parsing import formats, inputs
from articles.parsing.inputs import Input
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Record, Reject, SkippedItem
from tests.problems import list_codes

CLIPPING = b"## Ferry Opens\n-\n03.12.2020\n---\n\nIt rained.\n"


def get_headlines(items: list[ParsedItem]) -> list[tuple[str, str]]:
    """Return the file name of each item, with its headline or the code of its reject."""
    return [
        (
            Path(each.path).name,
            each.result.headline
            if isinstance(each.result, Record)
            else " ".join(list_codes(each.result.reason)),
        )
        for each in items
        if not isinstance(each.result, SkippedItem)
    ]


def test_a_path_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"abc")
    assert list(inputs.walk_paths([str(file)])) == [Input(str(file), 3)]


def test_a_path_is_a_folder_with_all_below_it_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", "c/d/e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    assert list(inputs.walk_paths([str(tmp_path)])) == [
        Input(f"{tmp_path}/{name}", len(name))
        for name in ("a/1.txt", "a/2.txt", "b.txt", "c/d/e.txt")
    ]


def test_hidden_linked_and_special_files_in_a_folder_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_bytes(b"a")
    (tmp_path / ".folder").mkdir()
    (tmp_path / ".folder" / "a.txt").write_bytes(b"a")
    (tmp_path / "link").symlink_to(tmp_path / ".hidden")
    (tmp_path / "circle").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert list(inputs.walk_paths([str(tmp_path)])) == []


def test_a_hidden_or_linked_file_can_be_named(tmp_path: Path) -> None:
    hidden, link = tmp_path / ".hidden", tmp_path / "link"
    hidden.write_bytes(b"abc")
    link.symlink_to(hidden)
    assert list(inputs.walk_paths([str(hidden), str(link)])) == [
        Input(str(hidden), 3),
        Input(str(link), 3),
    ]


def test_a_dash_is_standard_input_of_unknown_size() -> None:
    assert list(inputs.walk_paths(["-"])) == [Input("-", 0)]


def test_a_path_that_does_not_exist_is_missing(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    paths = ["-", str(tmp_path), str(tmp_path / "dangling"), str(tmp_path / "gone")]
    assert inputs.find_missing(paths) == [str(tmp_path / "gone")]


def test_each_input_is_read_in_its_own_format(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(CLIPPING)
    (tmp_path / "b.jsonl").write_text(json.dumps({"headline": "Line", "body": "<p>b</p>"}))
    (tmp_path / "c.ps").write_bytes(b"%!PS")
    assert get_headlines(list(inputs.read_paths([str(tmp_path)]))) == [
        ("a.txt", "Ferry Opens"),
        ("b.jsonl", "Line"),
        ("c.ps", "file.postscript"),
    ]


def test_format_and_charset_may_be_named(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("Şile\n\nYağmur.".encode("windows-1254"))
    items = list(inputs.read_paths([str(file)], format_name="clipping", charset="windows-1254"))
    assert get_headlines(items) == [("a.txt", "Şile")]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CLIPPING)))
    assert get_headlines(list(inputs.read_paths(["-"]))) == [("-", "Ferry Opens")]


def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(CLIPPING,))
    writer.start()
    items = list(inputs.read_paths([str(pipe)]))
    writer.join()
    assert get_headlines(items) == [("pipe", "Ferry Opens")]


def test_an_input_that_cannot_be_read_is_rejected_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_bytes(CLIPPING)
    with socket.socket(socket.AF_UNIX) as unix_socket:
        unix_socket.bind("socket")
        items = list(inputs.read_paths(["socket", "a.txt"]))
    reason = Problem("file.unreadable", {"message": "No such device or address"})
    assert items[0] == ParsedItem("socket", Reject("line 1", reason, None))
    assert get_headlines(items[1:]) == [("a.txt", "Ferry Opens")]


def test_the_number_of_bytes_is_reported_while_reading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(CLIPPING)
    (tmp_path / "b.txt").write_bytes(b"{}\n" * 4)
    (tmp_path / "c.txt").write_bytes(b"")
    sizes: list[int] = []
    list(inputs.read_paths([str(tmp_path)], on_bytes=sizes.append))
    assert sizes == [len(CLIPPING), 3, 3, 3, 3, 0]


@pytest.mark.parametrize("kind", ["zip", "tar", "gztar"])
def test_each_member_of_an_archive_is_read_in_its_own_format(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.txt").write_bytes(CLIPPING)
    (tmp_path / "a" / "b.jsonl").write_text(json.dumps({"headline": "Line", "body": "<p>b</p>"}))
    path = shutil.make_archive(str(tmp_path / "packed"), kind, tmp_path / "a")
    items = list(inputs.read_paths([path]))
    assert sorted(
        (each.path.removeprefix(path), *name_map[1:])
        for each, name_map in zip(items, get_headlines(items), strict=True)
    ) == [("!a.txt", "Ferry Opens"), ("!b.jsonl", "Line")]


@pytest.mark.parametrize("kind", ["zip", "tar", "gztar", "xztar"])
def test_the_bytes_of_an_archive_are_reported_once(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a").mkdir()
    for number in range(20):
        (tmp_path / "a" / f"{number}.txt").write_bytes(CLIPPING * 20)
    (tmp_path / "a" / "link").symlink_to("0.txt")
    path = shutil.make_archive(str(tmp_path / "packed"), kind, tmp_path / "a")
    sizes: list[int] = []
    list(inputs.read_paths([path], on_bytes=sizes.append))
    assert (sum(sizes), min(sizes) >= 0) == (Path(path).stat().st_size, True)


def test_a_compressed_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(gzip.compress(CLIPPING))
    assert get_headlines(list(inputs.read_paths([str(tmp_path)]))) == [("a.txt", "Ferry Opens")]


def test_standard_input_may_be_an_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", CLIPPING)
    content.seek(0)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
    assert get_headlines(list(inputs.read_paths(["-"]))) == [("-!a.txt", "Ferry Opens")]


def test_the_file_that_the_run_writes_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(CLIPPING)
    (tmp_path / "rejects.jsonl").write_bytes(b"{}\n")
    items = list(
        inputs.read_paths([str(tmp_path)], exclude=[f"{tmp_path}/../{tmp_path.name}/rejects.jsonl"])
    )
    assert get_headlines(items) == [("a.txt", "Ferry Opens")]


def test_inputs_are_read_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(CLIPPING)
    items = inputs.read_paths([str(tmp_path), str(tmp_path / "gone")], format_name=formats.AUTO)
    assert get_headlines([next(items)]) == [("a.txt", "Ferry Opens")]


def test_the_name_map_is_passed_to_the_formats(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"Rubrik,Tekst\nFerry Opens,It rained.\n")
    (tmp_path / "b.jsonl").write_bytes(b'{"rubrik": "Ferry Closes", "tekst": "It rained."}')
    name_map = {"rubrik": "headline", "tekst": "body"}
    items = list(inputs.read_paths([str(tmp_path)], name_map=name_map))
    assert get_headlines(items) == [("a.csv", "Ferry Opens"), ("b.jsonl", "Ferry Closes")]
