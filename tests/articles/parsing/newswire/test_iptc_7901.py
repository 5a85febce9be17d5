"""Stories in IPTC 7901."""

from datetime import date

import pytest

from articles.parsing.records import Record
from articles.vocabulary import Credit, Precision, SourceDate
from tests.newswire import IPTC, parse_wire_record, parse_wire_text


def test_every_part_is_read() -> None:
    assert parse_wire_text(IPTC) == [
        Record(
            headline="Ferry opens after a year",
            body="<p>Istanbul (hna) - The ferry opened.</p>\n<p>It rained. Nobody came.</p>",
            source="hna",
            source_date=SourceDate(date(2013, 11, 13), None, Precision.DAY, ""),
            origin_id="hna:eca062-2013-11-13",
            byline="By Ann Writer",
            credits=(Credit("Ann Writer"),),
            tags=("Harbour-ferries", "Weather"),
            original=IPTC.encode(),
            media_type="text/plain",
            charset="utf-8",
            parser="wiretext/1",
            position="item 1",
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "headline"),
    [
        ("Ferry opens", "EXTRA\r\nFerry opens", "Ferry opens after a year"),
        ("Ferry opens", "(Achtung)\r\n1ST LEAD\r\nFerry opens", "Ferry opens after a year"),
        ("Ferry opens after\r\na year", "FERRY", "FERRY"),
        ("By Ann Writer =", "By Ann Writer", "Ferry opens after a year"),
        ("Ferry opens", "Ferry opens " + "and opens " * 30, "Istanbul (hna) - The ferry opened."),
    ],
)
def test_the_headline_is_the_head_without_takes(old: str, new: str, headline: str) -> None:
    content = IPTC.replace(old, new)
    if len(new) > 100:
        content = content.replace(" =", "").replace(new, "").replace("after\r\na year", "")
        content = content.replace("By Ann Writer\r\n\r\n", "")
    assert parse_wire_record(content).headline == headline


@pytest.mark.parametrize(
    ("time", "printed", "day"),
    [
        ("131137 GMT Nov 13", "", date(2013, 11, 13)),
        ("131137 Nov 2013", "", date(2013, 11, 13)),
        ("131137 CET Dez. 13", "", date(2013, 12, 13)),
        ("131137 Foo 13", "131137 Foo 13", None),
        ("991137 Nov 13", "2013-11-99T11:37:00", None),
        ("", "", None),
    ],
)
def test_the_time_of_transmission_is_the_source_date(
    time: str, printed: str, day: date | None
) -> None:
    record = parse_wire_record(IPTC.replace("131137 GMT Nov 13", time))
    assert (record.source_date.text, record.source_date.first) == (printed, day)


def test_without_control_characters_the_lines_show_the_parts() -> None:
    plain = "".join(each for each in IPTC if each.isprintable() or each == "\n")
    record, whole = parse_wire_record(plain), parse_wire_record(IPTC)
    assert (record.headline, record.body, record.tags) == (whole.headline, whole.body, whole.tags)
    assert record.source_date == whole.source_date


def test_the_agency_may_stand_in_the_dateline_only() -> None:
    content = IPTC.replace("   hna 061", "")
    assert parse_wire_record(content).source == "hna"
    assert parse_wire_record(content.replace("(hna)", "")).source == ""


def test_a_story_may_lack_keywords() -> None:
    content = IPTC.replace("Harbour-ferries/Weather/\r\n", "")
    assert parse_wire_record(content).tags == ()
    plain = content.replace("\x02", "")
    assert parse_wire_record(plain).tags == ()
