"""Tables: a row of names, and one record a row below it."""

import codecs
import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.lines import LINE_LIMIT
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, SkippedItem, Sureness
from articles.parsing.tabular import field_names, table
from articles.vocabulary import Credit, Precision, SourceDate
from tests.problems import is_worded, list_codes, say
from tests.timing import measure_growth

FERRY = "headline,body\nFerry Opens,It rained.\n"


COMMA = Problem("delimiter.comma")


def parse(
    content: str | bytes, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> list[Record | Reject]:
    data = content.encode() if isinstance(content, str) else content
    results = table.parse(io.BytesIO(data), charset=charset, name_map=name_map)
    return [each for each in results if not isinstance(each, SkippedItem)]


def parse_records(
    content: str | bytes, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> list[Record]:
    parsed = parse(content, charset=charset, name_map=name_map)
    return [each for each in parsed if isinstance(each, Record)]


def get_reject_reasons(
    content: str | bytes, *, name_map: field_names.NameMap = field_names.NO_NAMES
) -> list[str]:
    """Return the reason of each reject, as a shell says it."""
    parsed = parse(content, name_map=name_map)
    return [say(each.reason) for each in parsed if isinstance(each, Reject)]


def test_the_original_of_a_row_is_a_table_of_that_row_alone() -> None:
    header = "headline,body,source\n"
    assert parse(f"{header}Ferry Opens,It rained.,Harbour Times\r\n\nB,c,\n")[0] == Record(
        headline="Ferry Opens",
        body="<p>It rained.</p>",
        source="Harbour Times",
        original=f"{header}Ferry Opens,It rained.,Harbour Times".encode(),
        media_type="text/csv",
        charset="utf-8",
        parser="csv/1",
        position="line 2",
    )


def test_blank_lines_are_counted_and_yield_nothing() -> None:
    content = "\n \nheadline,body\n\nA,b\n\n  \nC,d"
    assert [each.position for each in parse(content)] == ["line 5", "line 8"]


@pytest.mark.parametrize("delimiter", list(table.DELIMITERS))
@pytest.mark.parametrize("header", ["headline,body,x", "Title,Content,x,y;z", '"title","text",x'])
def test_the_delimiter_is_guessed_from_the_header(delimiter: str, header: str) -> None:
    content = header.replace(",", delimiter) + "\nFerry Opens,It rained.\n".replace(",", delimiter)
    (parsed,) = parse(content, name_map={"x": "-", "y;z": "-", "y": "-", "z": "-"})
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.body) == ("Ferry Opens", "<p>It rained.</p>")


def test_the_delimiter_may_be_declared_on_a_line_of_its_own() -> None:
    content = "\ufeffsep=;\r\nheadline;body,text\r\nFerry;Rain\r\n"
    (parsed,) = parse_records(content, name_map={"body,text": "body"})
    assert (parsed.headline, parsed.position) == ("Ferry", "line 3")
    assert parse_records(parsed.original, name_map={"body,text": "body"})[0].headline == "Ferry"


def test_a_table_with_tabs_has_a_parser_of_its_own() -> None:
    content = b"headline\tbody\na, b, c\td\n"
    (parsed,) = table.parse_tabs(io.BytesIO(content))
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.parser) == ("a, b, c", "tsv/1")
    assert parsed.media_type == "text/tab-separated-values"


@pytest.mark.parametrize(
    ("cell", "headline"),
    [
        ('"a, b"', "a, b"),
        ('"a\nb"', "a b"),
        ('"a\r\n\r\nb"', "a b"),
        ("a\rb", "a b"),
        ('"a\rb"\r', "a b"),
        ('"He said ""no"""', 'He said "no"'),
        ('""""', '"'),
        ('"a" b', "a b"),
        ('5" gun', '5" gun'),
        ("'=1+1", "=1+1"),
        ("'+1", "+1"),
        ("'-1", "-1"),
        ("'@x", "@x"),
        ('"\'\t=x"', "=x"),
        ('"\'\r\n=x"', "=x"),
        ("'\r=x", "=x"),
        ("'tis", "'tis"),
        ("''=x", "''=x"),
    ],
)
def test_a_cell_is_read(cell: str, headline: str) -> None:
    content = f"headline,body\n{cell},b\nC,d\n"
    assert [each.headline for each in parse_records(content)] == [headline, "C"]


def test_every_type_of_value_is_read_from_text() -> None:
    content = (
        "id|headline|body|kind|language|our_date|source_date|is_own_work|byline|authors|tags\n"
        "7|A|<p>b</p>|News|tr_TR|3 December 2020|Nisan 2019|Yes|By A|Ada Quill; Ben Oar;|a, b;c;\n"
    )
    (parsed,) = parse_records(content)
    assert (parsed.origin_id, parsed.body, parsed.kind) == ("7", "<p>b</p>", "news")
    assert (parsed.language, parsed.our_date) == ("tr-TR", date(2020, 12, 3))
    assert parsed.source_date == SourceDate(date(2019, 4, 1), None, Precision.MONTH, "Nisan 2019")
    assert (parsed.is_own_work, parsed.byline) == (True, "By A")
    assert parsed.credits == (Credit("Ada Quill"), Credit("Ben Oar"))
    assert parsed.tags == ("a", "b", "c")


def test_an_unknown_name_beside_our_field_names_is_named() -> None:
    parsed, passed_over = table.parse(io.BytesIO(b"headline,body,titl\nA,b,c\n"))
    assert isinstance(parsed, Record)
    assert parsed.headline == "A"
    assert passed_over == SkippedItem("column titl")


def test_unknown_names_with_names_of_other_programs_are_ignored() -> None:
    (parsed,) = parse_records(",Title,Text,Year\n0,A,b,2016.0\n")
    assert (parsed.headline, parsed.body) == ("A", "<p>b</p>")


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["11/08/2019", "12/31/2018"], date(2019, 11, 8)),
        (["11/08/2019", "31/12/2018"], date(2019, 8, 11)),
        (["11/08/2019"], None),
        (["11/08/2019", *["01/01/2019"] * 1000, "12/31/2018"], None),
        (["11/08/2019" + " " * 9_000_000, "12/31/2018"], None),
    ],
)
def test_the_first_rows_of_a_column_prove_the_order_of_its_dates(
    days: list[str], first: date | None
) -> None:
    records = parse_records("Title,Text,Date\n" + "".join(f"A,b,{day}\n" for day in days))
    assert (records[0].source_date.first, len(records)) == (first, len(days))


def test_a_date_whose_order_is_not_known_is_marked() -> None:
    (record,) = parse_records("Title,Text,Date\nA,b,11/08/2019\n")
    assert record.readings == {"source_date": Reading(Sureness.MISSING)}


def test_the_order_is_kept_with_a_date_that_cannot_be_read_without_it() -> None:
    rows = "A,b,11/08/2019,x\nC,d,,12/31/2018\nE,f,12/31/2018,\nG,h,12/12/2018,\n"
    records = parse_records(f"Title,Text,Date,Created\n{rows}")
    needed = {"source_date": Reading(Sureness.SURE, order="month first")}
    assert [each.readings for each in records] == [needed, {}, {}, {}]


def test_columns_that_are_not_read_are_told_once() -> None:
    content = b",Title,Text,Year\n0,A,b,2016.0\n1,C,d,2017.0\n"
    results = table.parse(io.BytesIO(content))
    assert [each for each in results if isinstance(each, SkippedItem)] == [
        SkippedItem("column Year")
    ]


def test_of_two_columns_of_one_name_the_first_that_is_filled_is_read() -> None:
    content = "headline,body,body\nA,b,c\nD,,e\n"
    assert [each.body for each in parse_records(content)] == ["<p>b</p>", "<p>e</p>"]


def test_a_row_may_have_fewer_cells_than_the_header_or_empty_ones_more() -> None:
    content = "headline,body,source\nA,b\nC,d,E,,\n"
    assert [each.source for each in parse_records(content)] == ["", "E"]


def test_a_row_with_more_cells_than_the_header_is_rejected() -> None:
    assert parse("headline,body\nA,b, and c\nD,e\n")[0] == Reject(
        "line 2",
        Problem("table.extra_cells", {"cells": 3, "names": 2, "delimiter": COMMA}),
        "headline,body\nA,b, and c",
    )


def test_a_row_with_more_cells_than_any_header_is_rejected() -> None:
    (reason,) = get_reject_reasons("headline,body\nA,b" + "," * 2000 + "c\n")
    assert reason.startswith("It has 2,002 cells, but the header has 2. ")


def test_a_row_without_a_text_is_rejected_with_its_header() -> None:
    assert parse("headline,body\nA,\nD,e\n")[0] == Reject(
        "line 2", Problem("record.no_text"), "headline,body\nA,"
    )


def test_a_row_needs_no_headline() -> None:
    (parsed,) = parse_records("headline,body\n,b\n")
    assert (parsed.headline, parsed.body) == ("", "<p>b</p>")


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (
            "a,b",
            (
                'The first row ["a", "b"] should be the header, but lacks: headline, body. Say '
                "which column that is with --map (theirs=headline theirs=body), or add a header "
                "row."
            ),
        ),
        (
            "title,b",
            (
                'The first row ["title", "b"] should be the header, but lacks: body. Say which '
                "column that is with --map (theirs=body), or add a header row."
            ),
        ),
        ("headline,body" + "," * 1000, "Its header has more than 1,000 names."),
        ("headline,body", "The table has a header but no rows."),
        (
            'headline,body\n\n"',
            "A quotation mark opens in this row and is never closed. ",
        ),
        ('headline,"body', "A quotation mark opens in this row and is never closed. "),
        ("", "The file is empty."),
        ("sep=;\n", "The file is empty."),
    ],
)
def test_a_table_that_cannot_be_read_is_rejected_once(header: str, reason: str) -> None:
    assert [each[: len(reason)] for each in get_reject_reasons(header)] == [reason]


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("Report 2019\n\nTitle,Text,Date\nA,b,2019\n", Problem("table.header_below", {"line": 3})),
        (
            "Title,Date,URL\nA,2019,x\n",
            Problem(
                "table.no_header",
                {
                    "row": '["Title", "Date", "URL"]',
                    "missing": "body",
                    "example": "theirs=body",
                },
            ),
        ),
        ("Date,URL,Source\n2019,x,y\n", None),
        ("Title,Date\nA,2019\n", None),
        ("Title,Date,URL", None),
        ("", None),
    ],
)
def test_a_wrong_header_is_told_with_its_place(head: str, problem: Problem | None) -> None:
    assert table.find_header_problem(head) == problem


def test_columns_of_any_name_are_read_by_a_name_map() -> None:
    name_map = {"Rubrik": "headline", "Brød": "body", "url": ""}
    (parsed,) = parse_records("RUBRIK;Brød;url\nA;b;c\n", name_map=name_map)
    assert (parsed.headline, parsed.body, parsed.source_address) == ("A", "<p>b</p>", "")


# Charsets.


@pytest.mark.parametrize(
    ("bom", "charset"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF8, "utf-8"),
    ],
)
def test_a_table_is_read_in_the_charset_of_its_bom(bom: bytes, charset: str) -> None:
    lines = ["başlık,metin\r\n", "Şile,\u010a\u0a0a\r\n", '"\nA",b\n']
    parsed = parse_records(bom + "".join(lines).encode(charset))
    assert [(each.headline, each.charset) for each in parsed] == [("Şile", charset), ("A", charset)]
    assert [each.original for each in parsed] == [
        bom + (lines[0] + line.rstrip("\r\n")).encode(charset) for line in lines[1:]
    ]


def test_a_table_is_read_in_the_given_charset() -> None:
    content = 'başlık;metin\nA;b\nŞile;"c\nğ"\n'.encode("windows-1254")
    parsed = parse_records(content, charset="windows-1254")
    assert [each.headline for each in parsed] == ["A", "Şile"]
    assert [each.charset for each in parsed] == ["windows-1254", "windows-1254"]
    again = [parse_records(each.original, charset="windows-1254") for each in parsed]
    assert [[each.compute_text_digest() for each in one] for one in again] == [
        [each.compute_text_digest()] for each in parsed
    ]


def test_a_row_in_an_unknown_charset_is_rejected_alone() -> None:
    row = '"A\nŞile",b'.encode("windows-1254")
    parsed = parse(b"headline,body\n" + row + b"\nC,d\n")
    assert isinstance(parsed[0], Reject)
    assert list_codes(parsed[0].reason) == ["charset.wrong_byte", "charset.choose"]
    assert [each.position for each in parsed] == ["line 2", "line 4"]


def test_a_header_in_an_unknown_charset_is_rejected() -> None:
    (reason,) = get_reject_reasons("başlık,metin\nA,b\n".encode("windows-1254"))
    assert reason.startswith("Byte 3 is not UTF-8.")


# Limits.

TOO_LONG = Problem("table.long_row", {"size": 16, "cells": 100_000})


def test_a_line_over_the_limit_is_rejected_and_the_next_one_read() -> None:
    content = b"headline,body\n" + b"x" * (LINE_LIMIT + 10) + b"\nA,b\n"
    parsed = parse(content)
    assert parsed[0] == Reject("line 2", TOO_LONG, None)
    assert [each.position for each in parsed] == ["line 2", "line 3"]


def test_a_row_over_the_limit_is_skipped_up_to_its_end() -> None:
    content = b'headline,body\nA,"' + (b"x" * 2**20 + b"\n") * 18 + b'",c\nA,b\n'
    parsed = parse(content)
    assert parsed[0] == Reject("line 2", TOO_LONG, None)
    assert [each.position for each in parsed] == ["line 2", "line 21"]


def test_a_line_over_the_limit_ends_a_row_whose_quote_is_open() -> None:
    content = b'headline,body\n"A\n' + b"x" * (LINE_LIMIT + 10) + b"\nA,b\n"
    assert [each.position for each in parse(content)] == ["line 2", "line 4"]


@pytest.mark.parametrize(("end", "positions"), [("", []), ('",c\nA,b\n', ["line 39"])])
def test_a_row_of_several_times_the_limit_is_rejected_once(end: str, positions: list[str]) -> None:
    content = 'headline,body\nA,"' + ("x" * 2**20 + "\n") * 36 + end
    parsed = parse(content)
    assert parsed[0] == Reject("line 2", TOO_LONG, None)
    assert [each.position for each in parsed[1:]] == positions


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("a" + "," * 100_001, 1),
        ('"a\n' + "," * 100_001, 2),
        ('"a"' + "," * 60_000 + '"\n"' + "," * 60_000 + '"\n"' + "," * 60_000, 3),
    ],
)
def test_a_row_of_very_many_cells_is_rejected_alone(row: str, lines: int) -> None:
    assert parse(f"headline,body\nA,b\n{row}\nC,d\n")[1] == Reject("line 3", TOO_LONG, None)
    positions = [each.position for each in parse(f"headline,body\n{row}\nC,d\n")]
    assert positions == ["line 2", f"line {2 + lines}"]


@pytest.mark.parametrize("limit", [1, 2**40])
def test_a_cell_may_be_as_long_as_a_row_whatever_the_limit_of_the_process(limit: int) -> None:
    before = csv.field_size_limit(limit)
    try:
        (parsed,) = parse_records(f"headline,body\nA,{'b' * (LINE_LIMIT - 100)}\n")
        assert (len(parsed.body), csv.field_size_limit()) == (
            LINE_LIMIT - 100 + len("<p></p>"),
            max(limit, 2 * LINE_LIMIT),
        )
    finally:
        csv.field_size_limit(before)


# Damage.


def test_a_row_with_a_zero_byte_is_rejected_alone() -> None:
    rejected, following = parse("headline,body\nA\0,b\nC,d\n")
    assert isinstance(rejected, Reject)
    assert list_codes(rejected.reason) == ["charset.zero_bytes"]
    assert following.position == "line 3"


def test_a_quote_that_nothing_closes_is_rejected_with_all_that_follows_it() -> None:
    content = 'headline,body\nA,b\nC,"d\nE,f\n'
    reason = Problem("table.open_quote")
    assert parse(content)[1:] == [Reject("line 3", reason, 'headline,body\nC,"d\nE,f')]


def test_a_rejected_row_is_read_when_it_is_mended() -> None:
    (rejected,) = parse('headline;body\n"A;b\n')
    assert isinstance(rejected, Reject)
    (mended,) = parse_records(rejected.record.replace('"A', '"A"'))
    assert (mended.headline, mended.body) == ("A", "<p>b</p>")


# Sniffing.


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("headline,body\nA,b\n", ","),
        ("\nTitle;Content;Year\n", ";"),
        ("id|title|full text\n", "|"),
        ("title\ttext\nA\tb", "\t"),
        ("sep=,\nbaşlık,metin\n", ","),
        ("sep=\t\nbaşlık\tmetin\n", "\t"),
        ("headline\n", ""),
        ("title,description\n", ""),
        ("Title, as it were, and content of it\n", ""),
        ("The ferry opened, it rained, and the text was late.\n", ""),
        ("## Headline\n-\n", ""),
        ("sep=,\n", ""),
        ("", ""),
        ('"', ""),
    ],
)
def test_a_header_with_a_headline_and_a_body_is_sniffed_as_a_table(
    head: str, delimiter: str
) -> None:
    assert table.sniff(head) == (delimiter not in {"", "\t"})
    assert table.sniff_tabs(head) == (delimiter == "\t")


def test_a_name_map_counts_when_sniffing() -> None:
    name_map = {"Rubrik": "headline", "x": "body"}
    assert table.sniff("rubrik,x,y\n", name_map=name_map)


# Any bytes at all.

TOKENS = st.sampled_from(
    [
        *("headline,body\n", "title\tcontent\n", "sep=;\n", ",", ";", "\t", "|", '"', '""', "\n"),
        *("\r\n", "A", "b", "ş", "'=", "<p>", " ", "\0", "authors", "date", "\ufeff", "identity"),
    ]
)
LIKE_TABLES = st.builds(
    str.encode,
    st.lists(TOKENS, max_size=30).map(lambda tokens: "headline,body,date,tags\n" + "".join(tokens))
    | st.lists(TOKENS, max_size=30).map("".join),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be"]),
)


@given(
    st.binary(max_size=200) | LIKE_TABLES,
    st.sampled_from(["", "windows-1254"]),
    st.sampled_from([{}, {"A": "headline", "b": "body"}]),
)
def test_any_bytes_yield_rejects_with_a_reason_and_records_whose_originals_parse_again(
    content: bytes, charset: str, name_map: dict[str, str]
) -> None:
    for each in parse(content, charset=charset, name_map=name_map):
        if isinstance(each, Reject):
            assert is_worded(each.reason)
        else:
            assert each.original != b""
            assert each.body or (each.headline and each.source_address)  # a stub
            (again,) = parse_records(each.original, charset=charset, name_map=name_map)
            assert again.compute_text_digest() == each.compute_text_digest()
            assert again.original == each.original


SHAPES = {
    "quotes": ("headline,body\n", '"', ""),
    "doubled quotes": ('headline,body\n"', '""', '",b'),
    "commas": ("headline,body\n", ",", ""),
    "names": ("headline,body", ",", ""),
    "breaks in a quote": ('headline,body\nA,"', "b\n\n", '"'),
    "rows": ("headline,body\n", "A,b\n", ""),
    "blank lines": ("headline,body\n", "\n", ""),
    "spaces": ("headline,body\nA,", " ", "b"),
    "markup": ("headline,body\nA,", "<p <a &", "b"),
    "authors": ("headline,body,author\nA,b,", "Ada Quill;", ""),
    "byline": ('headline,body,author\nA,b,"', "Ada Quill, and ", '"'),
    "date": ("headline,body,date\nA,b,", "7 T", ""),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_time_of_long_tables_grows_linearly(shape: tuple[str, str, str]) -> None:
    before, again, after = shape
    assert measure_growth(lambda size: parse(before + again * size + after), 1_000) < 24
