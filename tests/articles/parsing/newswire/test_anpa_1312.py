"""Stories in ANPA 1312."""

from datetime import date

import pytest

from articles.parsing.records import Record, Remark
from articles.vocabulary import Credit, Precision, SourceDate
from tests.newswire import ANPA, parse_wire_record, parse_wire_text


def test_every_part_is_read() -> None:
    assert parse_wire_text(ANPA) == [
        Record(
            headline="Ferry terminal opens after a year of rain",
            standfirst="A new terminal stands in the harbour.",
            body="<p>ISTANBUL (HNA) _ The terminal opened.</p>\n<p>It rained all day, and nobody "
            "came.</p>\n<p>HOW IT WAS BUILT</p>\n<p>With stone.</p>",
            source="HNA",
            source_date=SourceDate(date(2013, 11, 13), None, Precision.DAY, ""),
            origin_id="HNA:W2870-2013-11-13",
            byline="By ANN WRITER and BOB OTHER",
            credits=(Credit("Ann Writer"), Credit("Bob Other")),
            tags=("Ferry Terminal",),
            remarks=(Remark("notes_left_out", 1),),
            original=ANPA.encode().lstrip(b"\x16"),
            media_type="text/plain",
            charset="utf-8",
            parser="wiretext/1",
            position="item 1",
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        (
            "GMT<",
            "<",
            {"source_date": SourceDate(date(2013, 11, 13), None, Precision.DAY, "")},
        ),
        (
            "\x03HNA-WF-11-13-13 1509GMT<",
            "\x03",
            {"source": "HNA", "origin_id": "", "source_date": SourceDate()},
        ),
        ("^BC-HN--Ferry Terminal, 1st Ld,466<\r\n", "", {"tags": ("BC-HN--Ferry-Opens",)}),
        (
            "OTHER=\r\n",
            "OTHER=\r\n^HNA Writers=\r\n",
            {"byline": "By ANN WRITER and BOB OTHER, HNA Writers"},
        ),
        ("^A new terminal stands in the harbour.<\r\n", "", {"standfirst": ""}),
        (
            "^By ANN",
            "^A third line.<\r\n^By ANN",
            {"standfirst": "A new terminal stands in the harbour."},
        ),
    ],
)
def test_parts_may_be_missing_or_more(old: str, new: str, fields: dict[str, object]) -> None:
    assert old in ANPA
    record = parse_wire_record(ANPA.replace(old, new))
    assert {name: getattr(record, name) for name in fields} == fields


def test_an_alert_without_a_headline_gets_the_first_words_of_its_text() -> None:
    content = (
        "W1645hrbr\nb a BC-HN--Alert     06-29 0358\n^BC-HN--Alert,17<\n"
        "\t   ISTANBUL (HNA) _ The ferry opened.\n\n\t   HNA-WF-06-29-17 2350GMT<\n\n"
    )
    record = parse_wire_record(content)
    assert record.headline == "ISTANBUL (HNA) _ The ferry opened."
    assert record.body == "<p>ISTANBUL (HNA) _ The ferry opened.</p>"
    assert record.source_date.first == date(2017, 6, 29)


def test_tables_below_the_byline_are_text() -> None:
    rows = "Ann;23;13;.639\nBob;24;14;.632\nCyd;19;21;.475"
    content = ANPA.replace(
        "\t   ISTANBUL (HNA) _ The terminal opened. \r\n", f"^EAST=\n^A;B;C;D\n{rows}\n"
    )
    record = parse_wire_record(content)
    assert record.byline == "By ANN WRITER and BOB OTHER"
    assert f"<p>EAST</p>\n<p>A;B;C;D</p>\n<pre>{rows}" in record.body
