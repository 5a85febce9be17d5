"""Stamps of machines and slashed dates are read as days."""

from dataclasses import replace
from datetime import UTC, date, datetime
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.records import Reading, Record, Sureness
from articles.parsing.stamps import (
    DateOrder,
    detect_document_order,
    detect_order,
    mark_date,
    parse_instant,
    parse_stamp,
    restore_orders,
)
from articles.vocabulary import Precision, SourceDate, is_source_day_in_range

NOVEMBER_8 = date(2019, 11, 8)


@pytest.mark.parametrize(
    "text",
    [
        *("2019-11-08T23:30:00", "2019-11-08 23:30:00.0", "2019-11-08T00:30:00+03:00"),
        "20191108",
        *("20191108T101500Z", "2019-11-08", "1573171200", "1573171200000", "1573171200.5"),
        *(
            "Fri, 08 Nov 2019 10:00:00 GMT",
            "Fri, Nov 08 2019 04:45:26 +0000",
            "8 Nov 2019 10:00:00",
        ),
        *("Cum, 08 Kas 2019 10:00:00 +0300", "Пт, 08 ноя 2019 10:00:00 +0300"),
        *("ven, 08 nov 2019 21:44:32 +0100", "Fri Nov 08 10:30:00 TRT 2019"),
        *("Fr, 8 Nov 2019 23:30:00 -0500", "8.11.2019 10:30:00", "Fri, 8 Nov 19 10:00:00 GMT"),
        *("Fri, Nov 8 2019 08:18:00 PM", "Fri, 08 Nov 2019 08:57:00 MEST"),
    ],
)
def test_a_stamp_of_a_machine_is_a_day_without_a_printed_text(text: str) -> None:
    assert parse_stamp(text) == SourceDate(NOVEMBER_8, None, Precision.DAY, "")


@pytest.mark.parametrize(
    "text",
    [
        *("8 Kasım 2019 10:30", "08.11.2019", "08-Nov-2019", "2019/11/08 10:00", "8/11/2019 22:10"),
        "Friday, November 8, 2019 at 2:30 PM ET",
    ],
)
def test_a_printed_date_keeps_its_text(text: str) -> None:
    expected = SourceDate(NOVEMBER_8, None, Precision.DAY, text)
    assert parse_stamp(text, order=DateOrder.DAY_FIRST) == expected


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("2019", date(2019, 1, 1), Precision.YEAR),
        ("2019-11", date(2019, 11, 1), Precision.MONTH),
        ("November 2019", date(2019, 11, 1), Precision.MONTH),
    ],
)
def test_a_month_or_a_year_alone_gets_no_day(text: str, first: date, precision: Precision) -> None:
    assert parse_stamp(text) == SourceDate(first, None, precision, text)


@pytest.mark.parametrize("text", ["soon", "2019-13", "0019", "2019-02-31", "31/02/2019", "99 Foo"])
def test_a_text_that_is_no_date_is_kept(text: str) -> None:
    assert parse_stamp(text, order=DateOrder.DAY_FIRST) == SourceDate(text=text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z", "1970-01-01", "2019-00-00"),
        *("1970-01-01T00:00:00Z", "9999-12-31"),
    ],
)
def test_a_stamp_that_stands_for_no_date_is_unknown(text: str) -> None:
    assert parse_stamp(text) == SourceDate()


@pytest.mark.parametrize(
    ("text", "utc_day", "first"),
    [
        ("Fri, 08 Nov 2019 00:30:00 +0300", date(2019, 11, 7), NOVEMBER_8),
        ("0812. (something)", NOVEMBER_8, NOVEMBER_8),
        ("Fri, 31 Feb 2019 00:30:00 GMT", date(2019, 3, 3), date(2019, 3, 3)),
        ("01 Nov 19 10:00 GMT", date(2019, 11, 20), date(2019, 11, 20)),
        ("01 Nov 19 10:00 GMT", date(2019, 11, 2), date(2019, 11, 1)),
    ],
)
def test_a_day_in_utc_replaces_one_that_cannot_be_read(
    text: str, utc_day: date, first: date
) -> None:
    assert parse_stamp(text, utc_day=utc_day).first == first


@pytest.mark.parametrize(
    ("text", "order", "first"),
    [
        ("08/11/2019", DateOrder.DAY_FIRST, NOVEMBER_8),
        ("11/08/2019 22:10", DateOrder.MONTH_FIRST, NOVEMBER_8),
        ("11-08-2019", DateOrder.MONTH_FIRST, NOVEMBER_8),
        ("11/08/19", DateOrder.MONTH_FIRST, NOVEMBER_8),
        ("11/08/69", DateOrder.MONTH_FIRST, date(1969, 11, 8)),
        ("08/11/2019", DateOrder.UNKNOWN, None),
        ("08.11.2019", DateOrder.MONTH_FIRST, NOVEMBER_8),
        ("11/23/2019", DateOrder.DAY_FIRST, date(2019, 11, 23)),
        ("23/11/2019", DateOrder.MONTH_FIRST, date(2019, 11, 23)),
        ("11/11/2019", DateOrder.UNKNOWN, date(2019, 11, 11)),
        ("13/13/2019", DateOrder.DAY_FIRST, None),
    ],
)
def test_the_order_decides_a_slashed_date(text: str, order: DateOrder, first: date | None) -> None:
    parsed = parse_stamp(text, order=order)
    assert (parsed.first, parsed.text) == (first, text)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["11/08/2019", "12/31/2018"], DateOrder.MONTH_FIRST),
        (["11/08/2019", "31/12/2018", "31.12.2018"], DateOrder.DAY_FIRST),
        (["11/08/2019", "12/31/2018", "31/12/2018"], DateOrder.UNKNOWN),
        (["11/08/2019", "", "13/13/2019", "2019/11/23"], DateOrder.UNKNOWN),
    ],
)
def test_the_values_of_a_column_prove_its_order(values: list[str], order: DateOrder) -> None:
    assert detect_order(values) == order


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("<pubDate>11/23/2019 22:10</pubDate>", DateOrder.MONTH_FIRST),
        ("<pubDate><![CDATA[23/11/2019]]></pubDate>", DateOrder.DAY_FIRST),
        ('{"date": "11/23/2019"}', DateOrder.MONTH_FIRST),
        ("<p>It rained on 11/23/2019.</p>", DateOrder.UNKNOWN),
    ],
)
def test_the_values_of_a_document_prove_its_order(text: str, order: DateOrder) -> None:
    assert detect_document_order(text) == order


def test_a_date_that_cannot_be_read_for_certain_is_marked() -> None:
    marks = [list(mark_date(parse_stamp(text))) for text in ("", "2019-11-08", "08/11/2019")]
    assert marks == [[], [], ["source_date"]]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2019-11-08T10:00:00+03:00", datetime(2019, 11, 8, 7, tzinfo=UTC)),
        (" 20191108T100000 ", datetime(2019, 11, 8, 10)),  # noqa: DTZ001  # the text has no zone
        ("0001-01-01T00:00:00+03:00", None),
        ("soon", None),
    ],
)
def test_an_instant_is_read_in_utc(text: str, instant: datetime | None) -> None:
    assert parse_instant(text) == instant


@pytest.mark.parametrize("piece", ["1", "1/", "11/11/", "1:", "Mar ", "> ", '"1/1/', " 1:11", "a "])
def test_the_time_of_a_stamp_does_not_grow_with_its_square(piece: str) -> None:
    start = process_time()
    parse_stamp(piece * 100_000)
    detect_document_order(piece * 100_000)
    assert process_time() - start < 1


@given(st.text() | st.from_regex(r"[0-9]{1,4}[-/.T: ][0-9]{1,2}[-/.T: ][0-9]{1,4}", fullmatch=True))
def test_any_text_is_a_day_in_range_or_unknown(text: str) -> None:
    parsed = parse_stamp(text)
    assert parsed.first is None or is_source_day_in_range(parsed.first)


RECORD = Record(
    headline="A", original=b"", media_type="", charset="", parser="csv/1", position="line 1"
)
AS_PRINTED = SourceDate(NOVEMBER_8, None, Precision.DAY, "11/08/2019")
MONTH_FIRST = Reading(Sureness.SURE, order="month first")


@pytest.mark.parametrize(
    ("fields", "order", "expected"),
    [
        (
            {"source_date": SourceDate(text="11/08/2019")},
            {"source_date": "month first"},
            {"source_date": AS_PRINTED, "readings": {"source_date": MONTH_FIRST}},
        ),
        (
            {"our_date": date(2019, 8, 11)},
            {"our_date": "month first"},
            {"our_date": date(2019, 11, 8), "readings": {"our_date": MONTH_FIRST}},
        ),
        # Today's parser reads more.
        ({"source_date": AS_PRINTED}, {"source_date": "month first"}, {"source_date": AS_PRINTED}),
        ({"our_date": date(2019, 8, 13)}, {"our_date": "month first"}, {}),
        ({}, {"our_date": "month first"}, {}),
    ],
)
def test_the_order_that_a_whole_file_proved_is_restored(
    fields: dict[str, Any], order: dict[str, str], expected: dict[str, Any]
) -> None:
    record = replace(RECORD, **fields)
    assert restore_orders(record, order) == replace(record, **expected)
