"""Details of records that the tables cannot hold: what becomes of each, and the remark on it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from articles.importing.details import mend_details
from articles.parsing.records import Record, Remark
from articles.vocabulary import Precision, SourceDate
from tests.runs import make_item

EARLY = datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC)
FIRST = datetime(1900, 1, 1, tzinfo=UTC)
LAST = datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)
LATE = datetime(2201, 1, 1, tzinfo=UTC)


def make_record(**fields: Any) -> Record:
    record = make_item(**fields).result
    assert isinstance(record, Record)
    return record


def mend(**fields: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the fields as they are mended, with ``is_withheld``, and the codes of the remarks."""
    mended = mend_details(make_record(**fields))
    values = {name: getattr(mended, name) for name in (*fields, "is_withheld")}
    return values, [remark.code for remark in mended.remarks]


@pytest.mark.parametrize("name", ["publish_at", "embargoed_until", "expire_at"])
@pytest.mark.parametrize("instant", [FIRST, LAST, None])
def test_an_instant_that_we_can_hold_is_kept(name: str, instant: datetime | None) -> None:
    record = make_record(**{name: instant})
    assert mend_details(record) is record


@pytest.mark.parametrize("name", ["publish_at", "embargoed_until", "expire_at"])
def test_an_instant_before_our_range_is_dropped_and_marked(name: str) -> None:
    assert mend(**{name: EARLY}) == ({name: None, "is_withheld": False}, [f"{name}_dropped"])


@pytest.mark.parametrize(
    ("name", "mended"),
    [
        ("publish_at", ({"publish_at": None, "is_withheld": True}, ["publish_at_too_late"])),
        (
            "embargoed_until",
            ({"embargoed_until": None, "is_withheld": True}, ["embargoed_until_too_late"]),
        ),
        ("expire_at", ({"expire_at": None, "is_withheld": False}, ["expire_at_dropped"])),
    ],
)
def test_an_article_that_must_wait_for_an_instant_after_our_range_is_withheld(
    name: str, mended: tuple[dict[str, Any], list[str]]
) -> None:
    assert mend(**{name: LATE}) == mended


@pytest.mark.parametrize("name", ["publish_at", "embargoed_until", "expire_at"])
@pytest.mark.parametrize("year", [1, 1970])
def test_the_zero_of_a_program_is_no_instant(name: str, year: int) -> None:
    zero = datetime(year, 1, 1, tzinfo=UTC)
    assert mend(**{name: zero}) == ({name: None, "is_withheld": False}, [])


@pytest.mark.parametrize("day", [date(1900, 1, 2), date(2200, 12, 30)])
def test_our_date_is_a_day_whose_noon_we_can_hold(day: date) -> None:
    record = make_record(our_date=day)
    assert mend_details(record) is record


def test_our_date_before_our_range_is_dropped_and_marked() -> None:
    fields = {"our_date": None, "is_withheld": False}
    assert mend(our_date=date(1900, 1, 1)) == (fields, ["our_date_dropped"])


def test_an_article_that_must_wait_for_a_day_after_our_range_is_withheld() -> None:
    fields = {"our_date": None, "is_withheld": True}
    assert mend(our_date=date.max) == (fields, ["our_date_too_late"])


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(1600, 1, 1), None), (date(2200, 12, 30), date(2200, 12, 31))],
)
def test_a_source_date_that_is_possible_is_kept(first: date, last: date | None) -> None:
    record = make_record(source_date=SourceDate(first, last, Precision.RANGE, "as printed"))
    assert mend_details(record) is record


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(1599, 12, 31), None),
        (date(1599, 12, 31), date(1600, 1, 1)),
        (date(2200, 12, 31), date(2201, 1, 1)),
    ],
)
def test_a_source_date_out_of_range_is_unknown_and_keeps_its_text(
    first: date, last: date | None
) -> None:
    fields, codes = mend(source_date=SourceDate(first, last, Precision.RANGE, "as printed"))
    assert fields["source_date"] == SourceDate(text="as printed")
    assert codes == ["source_date_dropped"]


def test_the_remarks_of_the_parser_come_first() -> None:
    mended = mend_details(make_record(publish_at=EARLY, remarks=(Remark("no_zone", 7),)))
    assert mended.remarks == (Remark("no_zone", 7), Remark("publish_at_dropped", 1))
