"""Dates with times, zones and editions, in the languages of press databases."""

import pytest

from articles.parsing.press import printed_dates
from articles.vocabulary import SourceDate


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("November 8, 2019 Friday 3:00 PM GMT", "2019-11-08"),
        ("8 novembre 2019 vendredi 10h30", "2019-11-08"),
        ("8. November 2019 Freitag 15:00 Uhr", "2019-11-08"),
        ("8 de noviembre de 2019 viernes", "2019-11-08"),
        ("vrijdag 8 november 2019", "2019-11-08"),
        ("sexta-feira, 1 de março de 2019", "2019-03-01"),
        ("lunedì 4 febbraio 2019", "2019-02-04"),
        ("2019年11月8日", "2019-11-08"),
        ("21 July 2025 14:35 (UTC+04:00)", "2025-07-21"),
        ("November 2019", "2019-11-01"),
    ],
)
def test_a_date_is_read_and_kept_as_printed(printed: str, day: str) -> None:
    source_date = printed_dates.parse_date(printed)
    assert source_date
    assert (str(source_date.first), source_date.text) == (day, printed)


@pytest.mark.parametrize("text", ["", "Friday", "3:00 PM", "8 Brumaire 2019", "8 May 2019 " * 20])
def test_what_is_no_date_is_none(text: str) -> None:
    assert printed_dates.parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "day", "printed", "rest"),
    [
        (
            *("Politique, jeudi 5 octobre 2013, p. 03", "2013-10-05"),
            *("jeudi 5 octobre 2013", "Politique, p. 03"),
        ),
        (
            *("December 19, 1991, Sunday, Late Edition", "1991-12-19"),
            *("December 19, 1991, Sunday", "Late Edition"),
        ),
        (
            *("November 8, 2019 Friday Late Edition - Final", "2019-11-08"),
            *("November 8, 2019 Friday", "Late Edition - Final"),
        ),
        (
            *("November 8, 2019 Friday 03:10 PM EST", "2019-11-08"),
            *("November 8, 2019 Friday 03:10 PM EST", ""),
        ),
        (
            *("France, mercredi 11 septembre 2024 134 mots, p. 11", "2024-09-11"),
            *("mercredi 11 septembre 2024", "France, 134 mots, p. 11"),
        ),
        ("May 2019", "2019-05-01", "May 2019", ""),
        ("2019 in review, News", "None", "", "2019 in review, News"),
        ("Late  Edition", "None", "", "Late Edition"),
        ("", "None", "", ""),
        ("," * 50 + "May 2019", "None", "", "," * 50 + "May 2019"),
    ],
)
def test_a_date_is_found_among_other_words(text: str, day: str, printed: str, rest: str) -> None:
    source_date, others = printed_dates.extract_date(text)
    assert (str(source_date.first), source_date.text, others) == (day, printed, rest)


def test_what_has_no_date_is_unknown() -> None:
    assert printed_dates.extract_date("Late Edition") == (SourceDate(), "Late Edition")
