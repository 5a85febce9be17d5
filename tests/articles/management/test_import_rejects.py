"""The command that imports: its rejects file."""

import json
import os
import shutil
from pathlib import Path

import pytest

from articles.models import Article, Original
from tests.conftest import PROJECT
from tests.import_command import Import, make_clipping, make_line
from tests.runs import list_headlines

pytestmark = pytest.mark.django_db


# The rejects file.


def test_a_reject_is_a_json_line_of_its_place_reason_and_record(run: Import, folder: Path) -> None:
    rejects = folder.parent / "rejects.jsonl"
    (folder / "a.jsonl").write_text(make_line() + make_line(text="", kind="news"))
    run(folder, "--rejects", rejects)
    (reject,) = rejects.read_text().splitlines()
    assert json.loads(reject) == {
        "path": f"{folder}/a.jsonl",
        "position": "line 2",
        "reason": "No text: both body and text are empty.",
        "record": json.loads(make_line(text="", kind="news")),
    }


def test_the_rejects_file_is_empty_when_nothing_was_rejected(run: Import, folder: Path) -> None:
    rejects = folder.parent / "rejects.jsonl"
    rejects.write_text("from an earlier run")
    (folder / "a.txt").write_text(make_clipping())
    run(folder, "--rejects", rejects)
    assert rejects.read_text() == ""


@pytest.mark.parametrize(
    ("content", "wrong", "right"),
    [
        (make_line("Mended", text="").encode(), '"text": ""', '"text": "Words."'),
        (make_line("Mended", text="", body="<p></p>").encode(), "<p></p>", "<p>Text.</p>"),
        (b"## Mended\n-\n08.11.2019\n", "08.11.2019\\n", "08.11.2019\\n\\nThe text.\\n"),
        (b"Mended\n\nA text that has no marker.", "Mended\\n", "## Mended\\n-\\n08.11.2019\\n"),
    ],
    ids=[
        "a JSON record",
        "a JSON record that the tables rejected",
        "a clipping",
        "a text",
    ],
)
def test_a_corrected_reject_is_imported_from_the_rejects_file(
    run: Import, folder: Path, content: bytes, wrong: str, right: str
) -> None:
    rejects = folder.parent / "rejects.jsonl"
    (folder / "a").write_bytes(content)
    assert run(folder, "--rejects", rejects, "--json").tally == {"rejected": 1}
    text = rejects.read_text()
    assert text.count(wrong) >= 1
    rejects.write_text(text.replace(wrong, right))
    assert run(rejects, "--json").tally == {"created": 1}
    assert list_headlines() == ["Mended"]


def test_bytes_that_are_no_utf_8_are_imported_from_the_rejects_file_with_their_encoding(
    run: Import, folder: Path
) -> None:
    rejects = folder.parent / "rejects.jsonl"
    content = make_clipping("Iğdır'da bayram").encode("windows-1254")
    (folder / "a.txt").write_bytes(content)
    assert run(folder, "--rejects", rejects, "--json").tally == {"rejected": 1}
    assert list(json.loads(rejects.read_text())["record"]) == ["base64"]
    assert run(rejects, "--json", "--encoding", "windows-1254").tally == {"created": 1}
    assert list_headlines() == ["Iğdır'da bayram"]
    assert bytes(Original.objects.get().content) == content


@pytest.mark.parametrize("name", ["a.txt", os.fsdecode(b"kad\xfdk\xf6y.txt")])
@pytest.mark.parametrize("content", ["", '{"headline": "half a pair \\ud800"}\n'])
def test_a_rejects_file_is_utf_8_whatever_was_rejected(
    run: Import, folder: Path, name: str, content: str
) -> None:
    rejects = folder.parent / "rejects.jsonl"
    (folder / name).write_text(content)
    assert run(folder, "--rejects", rejects).status == 1
    assert json.loads(rejects.read_text(encoding="utf-8"))["path"] == f"{folder}/{name}"


def test_rejects_are_rejected_again_until_they_are_corrected(run: Import, folder: Path) -> None:
    first, second = folder.parent / "first.jsonl", folder.parent / "second.jsonl"
    (folder / "a.jsonl").write_text(make_line(text=""))
    run(folder, "--rejects", first)
    assert run(first, "--rejects", second, "--json").tally == {"rejected": 1}
    before, after = (json.loads(each.read_text()) for each in (first, second))
    assert before | {"path": str(first)} == after


@pytest.mark.one_engine
def test_a_copy_of_the_archive_of_the_demo_comes_out_the_same_twice(
    run: Import, folder: Path
) -> None:
    shutil.copytree(PROJECT / "articles" / "demo", folder, dirs_exist_ok=True)
    assert run(folder, "--json", "--status", "published").tally == {"created": 32}
    before = list(Article.objects.order_by("pk").values())
    assert run(folder, "--json", "--status", "published").tally == {"unchanged": 32}
    assert list(Article.objects.order_by("pk").values()) == before
