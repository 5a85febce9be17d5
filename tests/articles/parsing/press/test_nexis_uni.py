"""Nexis Uni: text as its documents hold it, with covers, and in several languages."""

import io
from datetime import date

import pytest

from articles.parsing import formats
from articles.parsing.press import nexis_uni
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, SkippedItem, Sureness
from articles.vocabulary import Credit, Precision, SourceDate

COVER = """\
User Name: = AB1
Date and Time: = Friday, November 8, 2019 10:11:00 AM EST
Job Number: = 101234567

Documents (2)

1. Ferry opens

Client/Matter: -None-
Search Terms: ferry
Narrowed by:
News\tTimeline: Jan 01, 2019 to Dec 31, 2019

"""
FIRST = """\
Ferry opens

The Harbour Times (London)

November 8, 2019 Friday 3:00 PM GMT

Late Edition

Copyright 2019 Harbour Ltd All Rights Reserved

Section: NEWS; Pg. 4
Length: 52 words
Byline: Ada Writer
Highlight: It rained
 all day.

Body

It rained on the pier when the ferry, which had been away for a year, opened in the harbour today.

Subject: to change, he said.
Page 1 of 2
Ferry opens

Then the sun shone.

Graphic

The pier in May.

Classification

Language: ENGLISH
Subject: FERRIES (90%); Rain

Load-Date: November 9, 2019

End of Document
"""
SECOND = """
Zweiter Titel

Die Hafenzeitung

8. November 2019

Rubrik: POLITIK; S. 4
Länge: 52 Wörter
Autor: Erika Muster

Es hat auf dem Steg geregnet, und die Fähre ist nicht für den Hafen.

Load-Date: 9. November 2019

Ende des Dokuments
"""


def parse_content(content: str) -> list[Record | Reject | SkippedItem]:
    return list(formats.read_stream(io.BytesIO(content.encode())))


def parse_one(content: str) -> Record:
    (record,) = parse_content(content)
    assert isinstance(record, Record)
    return record


def test_each_article_is_a_record_with_all_its_fields() -> None:
    cover, first, second = parse_content(COVER + FIRST + SECOND)
    assert cover == SkippedItem("cover pages")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first == Record(
        headline="Ferry opens",
        standfirst="It rained all day.",
        body=(
            "<p>It rained on the pier when the ferry, which had been away for a year, opened in "
            "the harbour today.</p>\n<p>Subject: to change, he said.</p>\n"
            "<p>Then the sun shone.</p>"
        ),
        original=FIRST.encode(),
        media_type="text/plain",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="en",
        source="The Harbour Times (London)",
        source_date=SourceDate(
            date(2019, 11, 8), None, Precision.DAY, "November 8, 2019 Friday 3:00 PM GMT"
        ),
        source_detail="Late Edition; NEWS; Pg. 4",
        byline="Ada Writer",
        credits=(Credit("Ada Writer"),),
        tags=("Rain",),
        remarks=(Remark("captions_left_out", 1),),
    )
    assert (second.headline, second.source, second.source_detail, second.byline) == (
        *("Zweiter Titel", "Die Hafenzeitung", "POLITIK; S. 4", "Erika Muster"),
    )
    assert second.body == (
        "<p>Es hat auf dem Steg geregnet, und die Fähre ist nicht für den Hafen.</p>"
    )
    assert (second.language, second.readings["language"].sureness) == ("de", Sureness.GUESS)


def test_lines_without_blank_ones_and_with_form_feeds_are_read() -> None:
    text = "\n".join(line for line in (COVER + "\f" + FIRST).splitlines() if line.strip())
    _, record = parse_content(text + "\n")
    assert isinstance(record, Record)
    assert (record.headline, record.standfirst) == ("Ferry opens", "It rained all day.")
    assert record.body == (
        "<p>It rained on the pier when the ferry, which had been away for a year, opened in the "
        "harbour today.</p>\n<p>Subject: to change, he said.</p>\n<p>Then the sun shone.</p>"
    )


@pytest.mark.parametrize(
    ("labels", "language"),
    [
        ("Section: NEWS|Length: 52 words|Byline: Ada|Load-Date", "en"),
        ("Rubrik: NEWS|Länge: 52 Wörter|Autor: Ada|Load-Date", "de"),
        ("Rubrique: NEWS|Longueur: 52 mots|Auteur: Ada|Date-chargement", "fr"),
        ("Sección: NEWS|Longitud: 52 palabras|Autor: Ada|Fecha de carga", "es"),
        ("Sectie: NEWS|Lengte: 52 woorden|Auteur: Ada|Laaddatum", "nl"),
    ],
)
def test_labels_are_read_in_many_languages(labels: str, language: str) -> None:
    section, length, byline, load_date = labels.split("|")
    text = (
        f"Ferry\n\nHarbour Times\n\nMay 4, 2020\n\n{section}\n{length}\n{byline}\n\nBody\n\nRain.\n"
        f"\nClassification\n\nLanguage: {language}\n\n{load_date}: May 5, 2020\n\nEnd of Document\n"
    )
    record = parse_one(text)
    assert (record.source_detail, record.byline, record.body) == ("NEWS", "Ada", "<p>Rain.</p>")


def test_a_wrapped_headline_is_joined() -> None:
    record = parse_one(FIRST.replace("Ferry opens\n", "Ferry opens\nagain\n", 1))
    assert record.headline == "Ferry opens again"


def test_rules_and_numbers_of_pages_are_no_headline() -> None:
    record = parse_one(f"{'-' * 60}\nPage 1 of 2\n{FIRST}")
    assert record.headline == "Ferry opens"


def test_an_article_without_a_date_is_flagged() -> None:
    record = parse_one(FIRST.replace("November 8, 2019 Friday 3:00 PM GMT", ""))
    assert (record.headline, record.source) == ("Ferry opens", "The Harbour Times (London)")
    assert record.readings == {"source_date": Reading(Sureness.MISSING)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (FIRST[FIRST.index("Section") :], "lexisnexis.no_headline"),
        (
            FIRST[: FIRST.index("It rained on")] + FIRST[FIRST.index("Graphic") :],
            "lexisnexis.no_text",
        ),
        (FIRST[: FIRST.index("Byline")] + "Load-Date: x\nEnd of Document\n", "lexisnexis.no_text"),
    ],
)
def test_an_article_without_headline_or_text_is_rejected(text: str, code: str) -> None:
    (reject,) = parse_content(text)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.record) == (Problem(code), text)


def test_what_ends_without_labels_is_no_article() -> None:
    *_, last = parse_content(FIRST + "Something else\n\nEnd of Document\n")
    assert last == SkippedItem("cover pages")


def test_a_cover_without_an_article_is_left_out() -> None:
    text = COVER + "Load-Date: May 4, 2020\nLength: 5 words\n"
    assert parse_content(text)[0] == SkippedItem("cover pages")


@pytest.mark.parametrize(
    "text",
    [
        "Body\n\nIt was the End of Document\n",
        "Length: 3 words\nBody\n",
        "Job Number: 7\nText\n",
        "",
    ],
)
def test_other_text_is_not_recognised(text: str) -> None:
    assert not nexis_uni.sniff(text)
