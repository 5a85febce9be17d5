"""LexisNexis: exports as text and as HTML."""

import io
from datetime import date

import pytest

from articles.parsing.press import press_export
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, SkippedItem, Sureness
from articles.vocabulary import Credit, Precision, SourceDate
from tests.problems import list_codes

COVER = "Download Request: Selected Items: 1-2\nTime Of Request: Friday\n\nTerms: (ferry)\n\n\n"
FIRST = """\
                               1 of 2 DOCUMENTS



                            Harbour Times (London)

                            January 11, 2010 Monday
                                   Edition 1;
                                    Scotland

Ferry opens again;
Rain on the pier

BYLINE: By ADA WRITER

SECTION: NEWS; Pg. 3

LENGTH: 30 words

It rained on the pier when the ferry, which had been
away for a year, opened.

NOTES: are what the captain keeps.

LOAD-DATE: January 12, 2010

LANGUAGE: ENGLISH

SUBJECT: Ferries; Rain; POLITICS (90%)

ACC-NO: 0001

URL: http://harbour.example/ferry

DATE: January 12, 2010

PUBLICATION-TYPE: Newspaper


                       Copyright 2010 Harbour Times Ltd
                              All Rights Reserved

"""
SECOND = """\
                               2 of 2 DOCUMENTS

                   Copyright 2010 Island Post
                              All Rights Reserved

                                  Island Post

                            January 8, 2010

HIGHLIGHT: Nobody had asked.

LENGTH: 5 words

HEADLINE: No ferry

Nothing came.

                       Copyright 2010 Island Post
"""
PLAIN = "1 of 1 DOCUMENT\n\nHarbour Times\n\nMay 4, 2020\n\nFerry\n\nLENGTH: 1 words\n\nRain.\n"


def parse_content(
    content: str | bytes, *, charset: str = ""
) -> list[Record | Reject | SkippedItem]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(press_export.parse(io.BytesIO(encoded), charset=charset))


def parse_records(content: str | bytes, *, charset: str = "") -> list[Record]:
    return [each for each in parse_content(content, charset=charset) if isinstance(each, Record)]


def list_reasons(content: str | bytes) -> list[Problem]:
    return [each.reason for each in parse_content(content) if isinstance(each, Reject)]


def test_each_article_is_a_record_with_all_its_fields() -> None:
    first, second = parse_records(COVER + FIRST + SECOND)
    assert first == Record(
        headline="Ferry opens again; Rain on the pier",
        body=(
            "<p>It rained on the pier when the ferry, which had been away for a year, opened.</p>\n"
            "<p>NOTES: are what the captain keeps.</p>"
        ),
        original=FIRST.encode(),
        media_type="text/plain",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="en",
        source="Harbour Times (London)",
        source_date=SourceDate(date(2010, 1, 11), None, Precision.DAY, "January 11, 2010 Monday"),
        source_detail="Edition 1; Scotland; NEWS; Pg. 3",
        source_address="http://harbour.example/ferry",
        origin_id="0001",
        byline="By ADA WRITER",
        credits=(Credit("Ada Writer"),),
        tags=("Ferries", "Rain"),
    )
    assert (second.headline, second.standfirst) == ("No ferry", "Nobody had asked.")
    assert (second.source, second.body, second.position) == (
        *("Island Post", "<p>Nothing came.</p>", "document 2"),
    )


def test_the_cover_page_is_skipped() -> None:
    kinds = [type(each) for each in parse_content(COVER + FIRST)]
    assert kinds == [SkippedItem, Record]
    assert [
        each.what for each in parse_content(COVER + FIRST) if isinstance(each, SkippedItem)
    ] == ["cover pages"]


@pytest.mark.parametrize("content", [PLAIN, "\ufeff" + PLAIN, "\n\n" + PLAIN])
def test_an_article_alone_has_no_cover_page(content: str) -> None:
    assert [type(each) for each in parse_content(content)] == [Record]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_charset_with_a_bom_is_read(charset: str) -> None:
    records = parse_records((COVER + FIRST.replace("Rain", "Iğdır")).encode(charset))
    assert [each.headline for each in records] == ["Ferry opens again; Iğdır on the pier"]


def test_an_article_in_another_charset_leaves_the_others_alone() -> None:
    content = FIRST.encode() + SECOND.replace("ferry", "vapur Şile").encode("cp1254")
    first, second = parse_content(content)
    assert isinstance(first, Record)
    assert isinstance(second, Reject)
    assert second.position == "document 2"
    assert list_codes(second.reason) == ["charset.wrong_byte", "charset.choose"]
    assert [each.charset for each in parse_records(content, charset="cp1254")] == [
        "utf-8",
        "cp1254",
    ]


def test_windows_lines_are_read_alike() -> None:
    (record,) = parse_records(FIRST.replace("\n", "\r\n"))
    assert record.compute_text_digest() == parse_records(FIRST)[0].compute_text_digest()


@pytest.mark.parametrize(
    ("line", "source_date", "detail"),
    [
        ("December 19, 1991, Sunday, Late Edition - Final", "1991-12-19", "Late Edition - Final"),
        ("19 December 1991", "1991-12-19", ""),
        ("December 1991", "1991-12-01", ""),
        ("jeudi 19 décembre 1991", "1991-12-19", ""),
    ],
)
def test_the_date_is_found_between_other_words(line: str, source_date: str, detail: str) -> None:
    (record,) = parse_records(PLAIN.replace("May 4, 2020", line))
    assert (str(record.source_date.first), record.source_detail) == (source_date, detail)


@pytest.mark.parametrize("line", ["", "no date at 5", "x" * 400 + " 2020"])
def test_an_article_without_a_date_is_flagged(line: str) -> None:
    (record,) = parse_records(PLAIN.replace("May 4, 2020\n\n", f"{line}\n\n" if line else ""))
    assert record.source == "Harbour Times"
    assert record.source_date == SourceDate()
    assert record.readings["source_date"] == Reading(Sureness.MISSING)


def test_a_second_line_below_the_headline_is_the_standfirst() -> None:
    (record,) = parse_records(PLAIN.replace("Ferry\n", "Ferry\n\nIt came\n\nat noon\n"))
    assert (record.headline, record.standfirst) == ("Ferry", "It came at noon")


def test_a_correction_is_part_of_the_text() -> None:
    (record,) = parse_records(
        PLAIN + "\nLANGUAGE: FRENCH\n\nCORRECTION:\n\nIt was snow.\n\nGRAPHIC: x\n"
    )
    assert record.body == "<p>Rain.</p>\n<p>CORRECTION: It was snow.</p>"
    assert record.language == "fr"


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (PLAIN.replace("Rain.\n", ""), "text"),
        (PLAIN.replace("Rain.\n", "LANGUAGE: ENGLISH\n"), "text"),
        (PLAIN.replace("Ferry\n", ""), "headline"),
        ("1 of 1 DOCUMENT\n", "headline"),
        ("1 of 1 DOCUMENT\n\nHarbour Times\n", "headline"),
    ],
)
def test_an_article_without_headline_or_text_is_rejected_with_the_remedy(
    content: str, missing: str
) -> None:
    assert list_reasons(content) == [Problem(f"lexisnexis.no_{missing}")]


def test_an_article_over_the_limit_is_rejected_alone() -> None:
    large = PLAIN + "x" * 3 * 2**20 + "\n"
    assert [type(each) for each in parse_content(large + PLAIN)] == [Reject, Record]
    assert list_reasons(large) == [Problem("press.too_large", {"size": 2})]


def test_an_export_in_utf_16_over_the_limit_is_rejected() -> None:
    large = ("\ufeff" + PLAIN + " " * 2**23).encode("utf-16-le")
    assert list_reasons(large) == [Problem("press.utf16_too_large", {"size": 16})]


# HTML.

STYLE = "<STYLE><!--\n.c0 { text-align: center; }\n.c5 { text-align: left; }\n--></STYLE>"


def build_line(text: str, *, style: str = "c5") -> str:
    return f'<BR><DIV CLASS="{style}"><P CLASS="c6"><SPAN CLASS="c2">{text}</SPAN></P>\n</DIV>\n'


def build_article(number: int, *, anchor: str = "") -> str:
    return "".join(
        [
            anchor,
            *(
                build_line(each, style="c0")
                for each in (f"{number} of 2 DOCUMENTS", "Harbour Times")
            ),
            build_line(
                "<B>January</B> 28, 1993, Tuesday, Late Edition<BR>Correction Appended", style="c0"
            ),
            build_line("Metro", style="c0"),
            build_line(f"Ferry {number};<BR>again"),
            build_line("BYLINE: By ADA WRITER"),
            build_line("LENGTH: 9 words"),
            build_line("A list:<BR>&nbsp;<BR>Rain"),
            build_line("<SCRIPT>alert(1)</SCRIPT>More &amp; more"),
            build_line("LANGUAGE: ENGLISH"),
            build_line("Copyright 1993 Harbour Times", style="c0"),
        ]
    )


ANCHORED = [
    build_article(at, anchor=f'<A NAME="DOC_ID_0_{at}"></A><!-- Hide -->\n') for at in (1, 2)
]
HTML = f"<HTML><HEAD>{STYLE}</HEAD><BODY>\n{''.join(ANCHORED)}</BODY></HTML>\n"


@pytest.mark.parametrize(
    "content", [HTML, HTML.replace("A NAME", "A ID"), "<!DOCTYPE html>" + HTML, HTML.lower()]
)
def test_articles_in_html_are_read_alike(content: str) -> None:
    first, second = parse_records(
        content.replace("documents", "DOCUMENTS").replace("length", "LENGTH")
    )
    assert (first.headline.lower(), second.headline.lower()) == ("ferry 1; again", "ferry 2; again")
    assert first.source.lower() == "harbour times"
    assert first.source_date.first == date(1993, 1, 28)
    assert first.source_detail.lower() == "late edition; correction appended; metro"


def test_capitals_that_grow_in_small_letters_do_not_move_the_next_beginning() -> None:
    _, second = parse_records(HTML.replace("More &amp; more", "İ" * 30, 1))
    assert second.original == parse_records(HTML)[1].original


def test_an_article_in_html_has_its_visible_text() -> None:
    first, _ = parse_records(HTML)
    assert first.body == "<p>A list:</p>\n<p>Rain</p>\n<p>More &amp; more</p>"
    assert (first.media_type, first.language, first.byline) == ("text/html", "en", "By ADA WRITER")


def test_without_a_style_sheet_nothing_is_centred() -> None:
    first, _ = parse_records(HTML.replace(STYLE, ""))
    assert (first.headline, first.standfirst) == ("Metro", "Ferry 1; again")


def test_one_article_in_html_is_kept_whole() -> None:
    alone = HTML.replace(ANCHORED[1], "")
    assert [each.original for each in parse_records(alone)] == [alone.encode()]


GERMAN = """\
                               Dokument 1 von 2

                                Die Hafenzeitung

                        8. November 2019 Freitag 15:00 Uhr

Zweiter Titel

AUTOR: Erika Muster

RUBRIK: POLITIK; S. 4

LÄNGE: 52 Wörter

Es hat geregnet, und die Fähre kam nicht.

UPDATE: Der Hafen bleibt offen.

UPDATE: 9. November 2019

SPRACHE: GERMAN; DEUTSCH

                   Copyright 2019 Die Hafenzeitung
                              Alle Rechte vorbehalten

"""


def test_labels_and_dates_with_times_are_read_in_german() -> None:
    first, second = parse_records(GERMAN + GERMAN.replace("1 von", "2 von"))
    assert (first.headline, first.source, first.source_detail, first.byline, first.language) == (
        *("Zweiter Titel", "Die Hafenzeitung", "POLITIK; S. 4", "Erika Muster", "de"),
    )
    assert (str(first.source_date.first), first.source_date.text) == (
        *("2019-11-08", "8. November 2019 Freitag 15:00 Uhr"),
    )
    assert first.body == (
        "<p>Es hat geregnet, und die Fähre kam nicht.</p>\n<p>UPDATE: Der Hafen bleibt offen.</p>"
    )
    assert second.position == "document 2"


@pytest.mark.parametrize(
    ("number", "labels"),
    [
        ("Document 1 de 1", "AUTEUR|RUBRIQUE|LONGUEUR|DATE-CHARGEMENT"),
        ("Documento 1 de 1", "AUTOR|SECCIÓN|LONGITUD|FECHA-DE-CARGA"),
        ("Document 1 van 1", "AUTEUR|RUBRIEK|LENGTE|LAADDATUM"),
    ],
)
def test_labels_are_read_in_other_languages(number: str, labels: str) -> None:
    byline, section, length, load_date = labels.split("|")
    (record,) = parse_records(
        f"{number}\n\nLe Port\n\n8 mai 2019\n\nFerry\n\n{byline}: Ada Writer\n\n{section}: A\n\n"
        f"{length}: 5\n\nRain.\n\n{load_date}: 9 mai 2019\n"
    )
    assert (record.byline, record.source_detail, record.body) == (
        *("Ada Writer", "A", "<p>Rain.</p>"),
    )


@pytest.mark.parametrize("edition", ["Late Edition - Final", "2. Ausgabe", "National edition 1"])
def test_an_edition_that_is_not_centred_is_no_headline(edition: str) -> None:
    (record,) = parse_records(PLAIN.replace("Ferry\n", f"{edition}\n\nFerry\n"))
    assert (record.headline, record.source_detail) == ("Ferry", edition)


def test_an_edition_goes_on_below_a_semicolon() -> None:
    (record,) = parse_records(PLAIN.replace("Ferry\n", "Edition 1;\n\nScotland\n\nFerry\n"))
    assert (record.headline, record.source_detail) == ("Ferry", "Edition 1; Scotland")


def test_captions_are_left_out_with_a_remark() -> None:
    (record,) = parse_records(PLAIN + "\nGRAPHIC: The pier in May.\n")
    assert (record.body, record.remarks) == (*("<p>Rain.</p>", (Remark("captions_left_out", 1),)),)


def test_a_long_line_is_a_paragraph_of_its_own() -> None:
    long = "Rain " * 40
    (record,) = parse_records(PLAIN.replace("Rain.", f"{long}\nSun."))
    assert record.body == f"<p>{long.strip()}</p>\n<p>Sun.</p>"
