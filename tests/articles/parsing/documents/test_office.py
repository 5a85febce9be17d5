"""Documents are articles, or hold a clipping or an export of a press database, or are refused."""

import io
from pathlib import Path
from typing import Any

import pytest

from articles.parsing import formats, inputs
from articles.parsing.documents import office
from articles.parsing.documents.document import EMPTY, OVER_LIMITS, SIZE_LIMIT, TOO_LARGE
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from tests.articles.parsing.documents.samples import build_bomb


def build_rtf(*lines: str) -> bytes:
    return b"{\\rtf1\\ansi " + "".join(f"{line}\\par\n" for line in lines).encode() + b"}"


def read(content: bytes, *, name: str = formats.AUTO) -> list[Any]:
    return list(formats.read_stream(io.BytesIO(content), format_name=name))


CLIPPING = (
    *("## Ferry Opens", "-", "08.11.2019", "---", "Harbour Gazette (07 November 2019)"),
    *("By Ada Writer", "It rained on the pier.", "Kaynak/Source:"),
)


def test_a_document_is_one_article_with_its_bytes() -> None:
    content = build_rtf("Ferry opens", "It rained.")
    (record,) = read(content)
    assert (record.headline, record.body) == ("Ferry opens", "<p>It rained.</p>")
    assert (record.original, record.media_type) == (content, "application/rtf")
    assert (record.charset, record.parser, record.position) == ("", "rtf/1", "line 1")


def test_a_clipping_in_a_document_is_read_as_one() -> None:
    content = build_rtf(*CLIPPING)
    (record,) = read(content)
    assert (record.headline, record.source) == ("Ferry Opens", "Harbour Gazette")
    assert (str(record.our_date), record.body) == ("2019-11-08", "<p>It rained on the pier.</p>")
    assert (record.original, record.parser, record.charset) == (content, "rtf/1", "")


def test_several_clippings_in_a_document_have_their_texts_for_originals() -> None:
    records = read(build_rtf(*CLIPPING, *(line.replace("Ferry", "Bus") for line in CLIPPING)))
    assert [(each.headline, each.parser) for each in records] == [
        ("Ferry Opens", "clipping/1"),
        ("Bus Opens", "clipping/1"),
    ]


def test_a_clipping_without_text_is_refused_as_one() -> None:
    assert [each.reason for each in read(build_rtf("## Ferry Opens", "-"))] == [
        Problem("clipping.no_text")
    ]


def test_an_export_of_a_press_database_in_a_document_is_read_as_one() -> None:
    lines = ("1 of 1 DOCUMENT", "Harbour Times", "May 4, 2020", "Ferry Opens")
    (record,) = read(build_rtf(*lines, "LENGTH: 2 words", "It rained."))
    assert (record.headline, record.source, record.parser) == (
        "Ferry Opens",
        "Harbour Times",
        "rtf/1",
    )


def test_an_original_gives_the_same_record_again() -> None:
    (record,) = read(build_rtf(*CLIPPING))
    assert isinstance(record, Record)
    assert read(record.original, name="rtf") == [record]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no document", Problem("document.other_format", {"format": "rtf"})),
        (b"{\\rtf1 }", EMPTY),
        (b"{\\rtf1 " + b" " * SIZE_LIMIT, TOO_LARGE),
    ],
)
def test_what_cannot_be_read_is_refused_without_its_bytes(content: bytes, reason: Problem) -> None:
    assert list(office.FORMATS[0].parse(io.BytesIO(content))) == [Reject("line 1", reason, None)]


def test_a_run_goes_on_after_a_document_that_attacks(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(build_bomb("[Content_Types].xml", "word/document.xml"))
    (tmp_path / "b.rtf").write_bytes(build_rtf("Ferry opens", "It rained."))
    attack, article = (each.result for each in inputs.read_paths([str(tmp_path)]))
    assert attack == Reject("line 1", OVER_LIMITS, None)
    assert getattr(article, "headline", "") == "Ferry opens"


@pytest.mark.parametrize("name", ["clipping", "press"])
def test_the_format_of_the_text_may_be_named(name: str) -> None:
    results = read(build_rtf("Ferry opens", "Harbour Times (2019)", "It rained."), name=name)
    assert [getattr(each, "source", each) for each in results] == (
        ["Harbour Times"]
        if name == "clipping"
        else [
            Reject(
                "line 1",
                Problem("press.no_export"),
                "Ferry opens\n\nHarbour Times (2019)\n\nIt rained.",
            )
        ]
    )
