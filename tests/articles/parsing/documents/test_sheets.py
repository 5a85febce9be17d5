"""Spreadsheets: which row is the header, what cells say, where rows stand; those that attack."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from articles.parsing import formats
from articles.parsing.documents import ods, sheets, xlsx
from articles.parsing.documents.document import DAMAGED, EMPTY, OVER_LIMITS, PROTECTED
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from tests.articles.parsing.documents.samples import (
    ODS,
    build_bomb,
    build_open_document,
    build_package,
)
from tests.timing import measure_growth

HEADER = ["Title", "Text"]
ROW = ["Ferry", "It rained."]


def build_xlsx(**tables: Sequence[Sequence[Any]]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in tables.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def build_row(*cells: str) -> str:
    """Return a row of a spreadsheet with these cells."""
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


TEXT_CELL = "<table:table-cell><text:p>a</text:p></table:table-cell>"


def build_sheet(rows: str, *, name: str = "A", manifest: str = "") -> bytes:
    table = f'<table:table table:name="{name}">{rows}</table:table>'
    body = f"<office:spreadsheet>{table}</office:spreadsheet>"
    return build_open_document(ODS, body, manifest=manifest)


def read(content: bytes, *, name: str = formats.AUTO, **names: str) -> list[Any]:
    return list(formats.read_stream(io.BytesIO(content), format_name=name, name_map=names))


@pytest.mark.parametrize("before", [[], [["Press review"]], [["Press review"], [], ["2019", "x"]]])
def test_rows_below_the_header_are_articles(before: list[list[str]]) -> None:
    (record,) = read(build_xlsx(A=[*before, HEADER, ROW]))
    assert isinstance(record, Record)
    assert (record.headline, record.body) == ("Ferry", "<p>It rained.</p>")
    assert (record.position, record.parser) == (f"sheet A, row {len(before) + 2}", "tsv/1")
    assert record.original == b"Title\tText\nFerry\tIt rained."


def test_a_row_is_known_again_by_its_original() -> None:
    (record,) = read(build_xlsx(A=[HEADER, ["Ferry", "One.\nTwo.\tThree."]]))
    (again,) = read(record.original, name="tsv")
    assert (again.headline, again.body) == (record.headline, record.body)


def test_positions_count_the_rows_of_the_sheet() -> None:
    rows = [HEADER, ["Ferry", "One.\r\n\r\nTwo."], [], ["Bus"], ROW]
    assert [each.position for each in read(build_xlsx(**{"A, B": rows}))] == [
        *("sheet A  B, row 2", "sheet A  B, row 4", "sheet A  B, row 5"),
    ]


def test_each_sheet_is_a_table_and_others_are_counted() -> None:
    content = build_xlsx(Notes=[["a"]], One=[HEADER, ROW], Two=[ROW, HEADER, ROW])
    first, second, skipped = read(content)
    assert (first.position, second.position) == ("sheet One, row 2", "sheet Two, row 3")
    assert skipped == SkippedItem("sheets without articles")


def test_a_workbook_without_header_is_refused_by_its_first_rows() -> None:
    assert [
        (each.position, each.reason.code) for each in read(build_xlsx(A=[["a"]], B=[["b"]]))
    ] == [
        ("sheet A, row 1", "table.no_header"),
        ("sheet B, row 1", "table.no_header"),
    ]


def test_names_of_columns_may_be_mapped() -> None:
    (record,) = read(build_xlsx(A=[["Rubrik", "x"], ROW]), Rubrik="headline", x="text")
    assert record.headline == "Ferry"


def test_an_empty_workbook_is_refused() -> None:
    assert read(build_xlsx(A=[])) == [Reject("line 1", EMPTY, None)]


def test_another_format_is_refused_if_it_is_named() -> None:
    reason = Problem("document.other_format", {"format": "ods"})
    assert read(build_xlsx(A=[HEADER, ROW]), name="ods") == [Reject("line 1", reason, None)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (7.0, "7"),
        (0.5, "0.5"),
        (True, "true"),
        (None, ""),
        (" a ", "a"),
        (date(2019, 11, 7), "2019-11-07"),
        (datetime(2019, 11, 7), "2019-11-07"),  # noqa: DTZ001 # cells have no zone
        (datetime(2019, 11, 7, 9, 30), "2019-11-07T09:30:00"),  # noqa: DTZ001
        (time(9, 30), "09:30:00"),
    ],
)
def test_cells_of_workbooks_become_texts(value: Any, text: str) -> None:
    (row,) = xlsx.read(io.BytesIO(build_xlsx(A=[["x", value]])))
    assert (row["cells"] + [""])[1] == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<text:p>a</text:p><text:p>b</text:p>", "a\nb"),
        ("<text:p>a<text:span>b</text:span></text:p>", "ab"),
        ("", ""),
    ],
)
def test_texts_of_spreadsheets_are_read(cell: str, text: str) -> None:
    assert read_ods(f"<table:table-cell>{cell}</table:table-cell>")[0] == text


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("date", 'office:date-value="2019-11-07"', "2019-11-07"),
        ("date", 'office:date-value="2019-11-07T00:00:00"', "2019-11-07"),
        ("float", 'office:value="7.5"', "7.5"),
        ("boolean", 'office:boolean-value="true"', "true"),
        ("percentage", 'office:value="0.5"', "shown"),
        ("date", "", "shown"),
    ],
)
def test_values_of_spreadsheets_are_read(kind: str, value: str, text: str) -> None:
    cell = (
        f'<table:table-cell office:value-type="{kind}" {value}>'
        "<text:p>shown</text:p></table:table-cell>"
    )
    assert read_ods(cell)[0] == text


def read_ods(cells: str) -> list[str]:
    row = build_row(TEXT_CELL, cells)
    (first,) = ods.read(io.BytesIO(build_sheet(row)))
    return [*first["cells"][1:], ""]


def test_repeated_cells_and_rows_count_once_or_are_cut() -> None:
    cell = TEXT_CELL.replace("-cell>", '-cell table:number-columns-repeated="{}">', 1)
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = [
        row.format(2, cell.format(3) + blank),
        row.format(1_048_576, blank),
        row.format("x", cell.format(99_999)),
    ]
    assert [
        (each["row"], len(each["cells"]))
        for each in ods.read(io.BytesIO(build_sheet("".join(rows))))
    ] == [
        (1, 3),
        (1_048_579, 1_001),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (build_sheet("", manifest="<encryption-data/>"), PROTECTED),
        (build_package({"mimetype": ODS}), DAMAGED),
        (build_package({"mimetype": ODS, "content.xml": "<a>"}), DAMAGED),
        (build_package({"[Content_Types].xml": "", "xl/a": ""}), DAMAGED),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, problem: Problem) -> None:
    assert read(content) == [Reject("line 1", problem, None)]


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    bomb = build_bomb("[Content_Types].xml", "xl/workbook.xml")
    assert read(bomb) == [Reject("line 1", OVER_LIMITS, None)]


def replace_sheet(content: bytes, rows: str, *, dimension: str = "A1") -> bytes:
    """Return the workbook with other XML for its only sheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{space}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData>'
        "</worksheet>"
    )
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return build_package({**parts, "xl/worksheets/sheet1.xml": sheet})


def build_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_the_size_that_a_sheet_declares_may_be_a_lie() -> None:
    rows = (
        f'<row r="1">{build_cell("A1", "Title")}{build_cell("B1", "Text")}</row>'
        f'<row r="1048576">{build_cell("A1048576", "Ferry")}{build_cell("B1048576", "Rain.")}</row>'
    )
    content = replace_sheet(build_xlsx(A=[ROW]), rows, dimension="A1:XFD1048576")
    (record,) = read(content)
    assert (record.headline, record.position) == ("Ferry", "sheet A, row 1048576")


def test_numbers_have_no_point_that_nobody_typed_and_cells_may_be_missing() -> None:
    row = '<row r="1"><c r="A1"><v>7.0</v></c><c r="C1"><v>0.5</v></c></row>'
    (first,) = xlsx.read(io.BytesIO(replace_sheet(build_xlsx(A=[ROW]), row)))
    assert first["cells"] == ["7", "", "0.5"]


@pytest.mark.parametrize("form", [sheet.name for sheet in sheets.FORMATS])
def test_the_time_grows_linearly(form: str) -> None:
    def parse(size: int) -> None:
        if form == "xlsx":
            cells = build_cell("A{0}", "a") + build_cell("B{0}", "b")
            rows = "".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(1, size))
            list(xlsx.read(io.BytesIO(replace_sheet(build_xlsx(A=[ROW]), rows))))
        else:
            row = build_row(TEXT_CELL)
            list(ods.read(io.BytesIO(build_sheet(row * size))))

    assert measure_growth(parse, 300) < 24
