"""Printed dates are parsed."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.dates import (
    LENGTH_LIMIT,
    is_date_like,
    parse_day,
    parse_source_date,
    strip_accents,
)
from articles.vocabulary import Precision, SourceDate

MONTHS = {
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "OCAK ŞUBAT MART NİSAN MAYIS HAZİRAN TEMMUZ AĞUSTOS EYLÜL EKİM KASIM ARALIK",
    "Ocak Subat Mart Nisan Mayis Haziran Temmuz Agustos Eylul Ekim Kasim Aralik",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Janvier Fevrier Mars Avril Mai Juin Juillet Aout Septembre Octobre Novembre Decembre",
    "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "yan fev mar apr may iyn iyl avq sen okt noy dek",
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Jan. Feb. Mrz. Apr. Mai Jun. Jul. Aug. Sep. Okt. Nov. Dez.",
    "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
    "Հունվար Փետրվար Մարտ Ապրիլ Մայիս Հունիս Հուլիս Օգոստոս Սեպտեմբեր Հոկտեմբեր Նոյեմբեր Դեկտեմբեր",
    (
        "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի "
        "հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի"
    ),
    "հնվ. փտվ. մրտ. ապր. մյս. հնս. հլս. օգս. սեպ. հոկ. նոյ. դեկ.",
}


def iter_months() -> Iterator[tuple[str, int]]:
    for names in sorted(MONTHS):
        yield from ((name, number) for number, name in enumerate(names.split(), 1))


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("03.12.2020", date(2020, 12, 3)),
        ("3.12.2020", date(2020, 12, 3)),
        ("03/12/2020", date(2020, 12, 3)),
        ("03-12-2020", date(2020, 12, 3)),
        ("2020/12/03", date(2020, 12, 3)),
        ("12.03.2020", date(2020, 3, 12)),
        ("2020-12-03", date(2020, 12, 3)),
        (" 03.12.2020 ", date(2020, 12, 3)),
        ("29.02.2020", date(2020, 2, 29)),
        ("01.01.1800", date(1800, 1, 1)),
        ("29.02.2019", None),
        ("31.11.2020", None),
        ("12.13.2020", None),
        ("00.12.2020", None),
        ("03.00.2020", None),
        ("03.12.20", None),
        ("03.12.1799", None),
        ("03.12.2100", None),
        ("03.12.02020", None),
        ("12.2020", None),
        ("2020", None),
        ("3 December 2020", None),
        ("03.12.2020 Perşembe", None),
        ("03.12.2020-04.12.2020", None),
        ("03.12.2020.", None),
        ("", None),
    ],
)
def test_a_day_in_digits_is_day_first(printed: str, day: date | None) -> None:
    assert parse_day(printed) == day


@pytest.mark.parametrize(
    ("name", "number"), [*iter_months(), ("Sept", 9), ("Sept.", 9), ("Nov.", 11)]
)
def test_every_month_is_parsed_in_each_language(name: str, number: int) -> None:
    printed = f"7 {name} 2019"
    expected = SourceDate(date(2019, number, 7), None, Precision.DAY, printed)
    assert parse_source_date(printed) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "07 November 2019",
        "7 November, 2019",
        "7th November 2019",
        "November 7, 2019",
        "November 7 2019",
        "Nov. 7th, 2019",
        "7 Kasım 2019",
        "7 KASIM 2019",
        "7 Kasım 2019 Perşembe",
        "7 Kasım 2019, PERŞEMBE",
        "jeudi 7 novembre 2019",
        "Jeudi, 7 NOVEMBRE 2019",
        "Thursday, 7 November 2019",
        "Thursday 7 November 2019",
        "07.11.2019",
        "7/11/2019",
        "2019-11-07",
        "7. November 2019",
        "Donnerstag, 7. November 2019",
        "7 Noyabr 2019-cu il",
        "7 noyabr 2019, Cümə axşamı",
        "7 ноября 2019 г.",
        "Четверг, 7 ноября 2019 года",
        "7 նոյեմբերի, 2019թ.",
        "2019 թ. նոյեմբերի 7",
        "7-11-2019",
        "07-Nov-2019",
        "2019/11/7",
        "2019.11.07",
        "7 de noviembre de 2019",
        "giovedì 7 novembre 2019",
        "7 novembro 2019",
        "donderdag 7 november 2019",
        "Le 7 novembre 2019",
        "Thu, 7 November 2019",
        "07.11.2019 18:30 Uhr",
        "7. November 2019 um 14.30 Uhr (MEZ)",
        "Thursday, November 7, 2019 at 2:30 PM ET",
        "9:17 a.m. EST Thu, November 7, 2019",
        "November 7, 2019 Thursday 3:00 PM GMT",
        "7 Kasım 2019 Perşembe 14.30",
        "7 Kasım 2019 saat 14:30",
        "jeudi 7 novembre 2019 à 14 h 30",
        "7 novembre 2019 à 14h",
        "7 ноября 2019 г., 14:30 МСК",
        "14:30, 7 ноября 2019",
        "7 noyabr 2019-cu il, 14:30",
        "7 Noyabr 2019 [14:30]",
        "2019 թ. նոյեմբերի 7, ժամը 14:30",
        "7 November 2019 14:35 (UTC+04:00)",
        "07.11.2019 14.30",
        "14:30 07.11.2019",
        "Thu Nov 07 10:30:00 TRT 2019",
    ],
)
def test_a_day_is_parsed_in_any_of_its_forms(printed: str) -> None:
    expected = SourceDate(date(2019, 11, 7), None, Precision.DAY, printed)
    assert parse_source_date(printed) == expected


@pytest.mark.parametrize(
    ("printed", "first", "precision"),
    [
        ("November 2019", date(2019, 11, 1), Precision.MONTH),
        ("Kasım, 2019", date(2019, 11, 1), Precision.MONTH),
        ("2019-11", date(2019, 11, 1), Precision.MONTH),
        ("1er novembre 2019", date(2019, 11, 1), Precision.DAY),
        ("2019", date(2019, 1, 1), Precision.YEAR),
    ],
)
def test_a_date_has_the_precision_of_its_text(
    printed: str, first: date, precision: Precision
) -> None:
    assert parse_source_date(printed) == SourceDate(first, None, precision, printed)


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("4-7 November 2019", date(2019, 11, 4), date(2019, 11, 7)),
        ("4 – 7 Kasım 2019", date(2019, 11, 4), date(2019, 11, 7)),
        ("4 to 7 November 2019", date(2019, 11, 4), date(2019, 11, 7)),
        ("4 ile 7 Kasım 2019", date(2019, 11, 4), date(2019, 11, 7)),
        ("November 4-7, 2019", date(2019, 11, 4), date(2019, 11, 7)),
        ("28 October - 4 November 2019", date(2019, 10, 28), date(2019, 11, 4)),
        ("28 Ekim — 4 Kasım 2019", date(2019, 10, 28), date(2019, 11, 4)),
        ("1 February - 1 March 2020", date(2020, 2, 1), date(2020, 3, 1)),
        ("28 December - 4 January 2019", date(2018, 12, 28), date(2019, 1, 4)),
        ("28 December 2018 - 4 January 2019", date(2018, 12, 28), date(2019, 1, 4)),
        ("28.12.2018 - 04.01.2019", date(2018, 12, 28), date(2019, 1, 4)),
        ("28.12.2018-04.01.2019", date(2018, 12, 28), date(2019, 1, 4)),
        ("October-November 2019", date(2019, 10, 1), date(2019, 11, 30)),
        ("Ekim/Kasım 2019", date(2019, 10, 1), date(2019, 11, 30)),
        ("Kasım-Aralık 2019", date(2019, 11, 1), date(2019, 12, 31)),
        ("December-January 2019", date(2018, 12, 1), date(2019, 1, 31)),
        ("December 2018 - February 2020", date(2018, 12, 1), date(2020, 2, 29)),
        ("2018-2019", date(2018, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_range_has_a_first_and_a_last_day(printed: str, first: date, last: date) -> None:
    assert parse_source_date(printed) == SourceDate(first, last, Precision.RANGE, printed)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "   ",
        "yesterday",
        "31 February 2019",
        "29 Şubat 2019",
        "0 November 2019",
        "32 November 2019",
        "13.13.2019",
        "7-4 November 2019",
        "0-4 November 2019",
        "4-0 November 2019",
        "00.11.2019-04.11.2019",
        "29 February - 4 March 2019",
        "7-7 November 2019",
        "2019-2018",
        "2019-13-01",
        "November 2019 - October 2018",
        "7 November",
        "7 November 19",
        "7 Listopad 2019",
        "Baku, 7 November 2019",
        "7 November 2019 at noon",
        "Friday",
        "May",
        "7 November 2019" + " " * 5 + "x" * LENGTH_LIMIT,
    ],
)
def test_a_date_that_does_not_exist_is_none(printed: str) -> None:
    assert parse_source_date(printed) is None


def test_the_date_keeps_the_text_as_printed_on_one_line() -> None:
    parsed = parse_source_date("  07  November\n2019 ")
    assert parsed == SourceDate(date(2019, 11, 7), None, Precision.DAY, "07 November 2019")


@pytest.mark.parametrize(
    "printed",
    [
        *("winter of 2019", "KIŞ 2019", "mid-2019", "Q3 2019", "2019/20", "12.2019"),
        *("31 February 2019", "ab 7. Dezember 2019", "7 noyabr 2019-cu ildə"),
        *(
            "в декабре 2019, декабрь",
            "Cuma sabahı 2019",
            "7 Novembar 2019",
            "published 7 November 2019",
        ),
    ],
)
def test_a_date_of_another_form_is_date_like(printed: str) -> None:
    assert (parse_source_date(printed), is_date_like(printed)) == (None, True)


@pytest.mark.parametrize(
    "text", ["", "Qatar 2022", "The Sun 2020", "in 2019", "winter", "May 12019"]
)
def test_a_name_with_a_year_is_not_date_like(text: str) -> None:
    assert is_date_like(text) is False


def test_text_without_accents_has_the_same_length() -> None:
    assert strip_accents("İIıŞĞÜÖÇÄƏ") == "iiisguocae"


PARTS = st.sampled_from(
    ["7", "07", "31", "2019", "1999", "Nisan", "May", "-", "–", ".", "/", ",", " ", "st", "Cuma"]
)


@given(st.lists(PARTS, max_size=12).map("".join) | st.text())
def test_any_text_is_a_date_or_none(printed: str) -> None:
    parsed = parse_source_date(printed) or SourceDate()
    runs_forwards = parsed.last is None or (parsed.first is not None and parsed.first < parsed.last)
    assert (runs_forwards, bool(parsed.first)) == (True, bool(parsed.text))
