"""The source line of a clipping is parsed."""

from datetime import date

import pytest

from articles.parsing.records import (
    Reading,
    Sureness,
)
from articles.vocabulary import (
    Precision,
    SourceDate,
)
from tests.clippings import (
    build_clipping,
    parse_record,
)


@pytest.mark.parametrize(
    ("line", "name", "first", "precision", "printed"),
    [
        (
            "Harbour Times (01 December 2020)",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "01 December 2020",
        ),
        (
            "Harbour Times [1 December 2020].",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "1 December 2020",
        ),
        (
            "Harbour Times 1 December 2020",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "1 December 2020",
        ),
        (
            "Harbour Times, 1 December 2020",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "1 December 2020",
        ),
        (
            "Harbour Times, December 1, 2020",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "December 1, 2020",
        ),
        (
            "Harbour Times – Tuesday, 1 December 2020",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "Tuesday, 1 December 2020",
        ),
        (
            "Harbour Times (03.12.2020)",
            "Harbour Times",
            date(2020, 12, 3),
            Precision.DAY,
            "03.12.2020",
        ),
        (
            "Liman Gazetesi (4 Nisan 2018)",
            "Liman Gazetesi",
            date(2018, 4, 4),
            Precision.DAY,
            "4 Nisan 2018",
        ),
        (
            "Liman Gazetesi, 4 NİSAN 2018",
            "Liman Gazetesi",
            date(2018, 4, 4),
            Precision.DAY,
            "4 NİSAN 2018",
        ),
        (
            "Liman Gazetesi 4 Ağustos 2018 Cumartesi",
            "Liman Gazetesi",
            date(2018, 8, 4),
            Precision.DAY,
            "4 Ağustos 2018 Cumartesi",
        ),
        (
            "Liman Dergisi (Nisan 2019)",
            "Liman Dergisi",
            date(2019, 4, 1),
            Precision.MONTH,
            "Nisan 2019",
        ),
        ("Harbour Review, 2019", "Harbour Review", date(2019, 1, 1), Precision.YEAR, "2019"),
        ("Harbour Review (2019)", "Harbour Review", date(2019, 1, 1), Precision.YEAR, "2019"),
        ("24 Saat (4 Nisan 2018)", "24 Saat", date(2018, 4, 4), Precision.DAY, "4 Nisan 2018"),
        ("(01 December 2020)", "", date(2020, 12, 1), Precision.DAY, "01 December 2020"),
        (
            "Harbour Times (winter of 2019)",
            "Harbour Times",
            None,
            Precision.UNKNOWN,
            "winter of 2019",
        ),
        (
            "Harbour Times (31 February 2019)",
            "Harbour Times",
            None,
            Precision.UNKNOWN,
            "31 February 2019",
        ),
        (
            "Liman Gazetesi (7 noyabr 2019-cu ildə)",
            "Liman Gazetesi",
            None,
            Precision.UNKNOWN,
            "7 noyabr 2019-cu ildə",
        ),
        (
            "Financial Times (FT) (7 November 2019)",
            "Financial Times (FT)",
            date(2019, 11, 7),
            Precision.DAY,
            "7 November 2019",
        ),
        (
            "Liman Gazetesi [Ankara], [Kasım 2019].",
            "Liman Gazetesi [Ankara]",
            date(2019, 11, 1),
            Precision.MONTH,
            "Kasım 2019",
        ),
    ],
)
def test_a_source_line_has_name_and_date(
    line: str, name: str, first: date | None, precision: Precision, printed: str
) -> None:
    parsed = parse_record(build_clipping(source=line))
    assert (parsed.source, parsed.source_date) == (
        name,
        SourceDate(first, None, precision, printed),
    )


@pytest.mark.parametrize(
    ("line", "first", "last", "printed"),
    [
        ("Harbour Times (4-7 May 2019)", date(2019, 5, 4), date(2019, 5, 7), "4-7 May 2019"),
        (
            "Liman Gazetesi, 28 Nisan – 4 Mayıs 2019",
            date(2019, 4, 28),
            date(2019, 5, 4),
            "28 Nisan – 4 Mayıs 2019",
        ),
        (
            "Liman Gazetesi (28 Aralık 2018 - 4 Ocak 2019)",
            date(2018, 12, 28),
            date(2019, 1, 4),
            "28 Aralık 2018 - 4 Ocak 2019",
        ),
        (
            "Harbour Times 28 December - 4 January 2019",
            date(2018, 12, 28),
            date(2019, 1, 4),
            "28 December - 4 January 2019",
        ),
        (
            "Harbour Review (October-November 2019)",
            date(2019, 10, 1),
            date(2019, 11, 30),
            "October-November 2019",
        ),
    ],
)
def test_a_source_date_may_be_a_range(line: str, first: date, last: date, printed: str) -> None:
    expected = SourceDate(first, last, Precision.RANGE, printed)
    assert parse_record(build_clipping(source=line)).source_date == expected


@pytest.mark.parametrize(
    ("line", "printed", "detail"),
    [
        ("Liman Dergisi (Nisan 2019, Sayı 87, s. 30-33)", "Nisan 2019", "Sayı 87, s. 30-33"),
        ("Liman Dergisi, Nisan 2019, Sayı 87, s. 30-33", "Nisan 2019", "Sayı 87, s. 30-33"),
        ("Liman Dergisi Nisan 2019, SAYI 87", "Nisan 2019", "SAYI 87"),
        ("Harbour Review (issue 4, May 2019, pp. 3-9)", "May 2019", "issue 4, pp. 3-9"),
        ("Harbour Review, May 2019, Vol. 4, No. 2", "May 2019", "Vol. 4, No. 2"),
        ("Harbour Review (May 1, 2019, evening edition)", "May 1, 2019", "evening edition"),
    ],
)
def test_issue_and_pages_are_the_detail(line: str, printed: str, detail: str) -> None:
    parsed = parse_record(build_clipping(source=line))
    assert (parsed.source_date.text, parsed.source_detail, parsed.readings["source_detail"]) == (
        printed,
        detail,
        Reading(Sureness.SURE, 9),
    )


@pytest.mark.parametrize(
    "line",
    [
        "Ferries",
        "Harbour Times (morning edition)",
        "(morning edition)",
        "World Cup (Qatar 2022)",
        "World Cup (Qatar) (the final)",
        "World Cup (FIFA) (Qatar 2022)",
        "the mayor (of the harbour) spoke (7 November 2019)",
        "The mayor (of the harbour) spoke (7 November 2019)",
        "The mayor spoke on 1 December 2020",
        "The strike began in May 2019",
        "At the harbour nothing had changed since 2019",
        "Harbour 2019",
        "Harbour Times 31 February 2019",
        "Harbour Times 1 May 2019, as everybody knows",
        "Harbour Times, May 2019, as everybody knows",
        "a ferry, 1 December 2020",
        "One Two Three Four Five Six Seven Eight Nine, 1 December 2020",
        "Harbour Times (01 December 2020) " + "x" * 150,
    ],
)
def test_a_line_that_is_no_source_line_is_text(line: str) -> None:
    parsed = parse_record(build_clipping(source=line, byline=""))
    assert (parsed.source, parsed.source_date, line in parsed.body) == ("", SourceDate(), True)


def test_a_name_above_a_byline_is_a_guessed_source() -> None:
    parsed = parse_record(build_clipping(source="Harbour Times"))
    assert (parsed.source, parsed.source_date, parsed.readings["source"]) == (
        "Harbour Times",
        SourceDate(),
        Reading(Sureness.GUESS, 9),
    )


def test_the_source_line_may_be_missing() -> None:
    parsed = parse_record(build_clipping(source=""))
    assert (parsed.source, parsed.byline, parsed.readings["source"]) == (
        "",
        "By Ada Quill",
        Reading(Sureness.MISSING),
    )
