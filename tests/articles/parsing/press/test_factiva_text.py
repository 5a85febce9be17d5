"""Factiva's plain text: with field codes, and as the display shows it."""

import io
from datetime import date

import pytest

from articles.parsing import formats
from articles.parsing.press import factiva_text, press_export
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, SkippedItem, Sureness
from articles.vocabulary import Credit, Precision, SourceDate

TAGGED = """\
SE  Shipping
HD  Ferry opens
 again
BY  By Ada Writer
WC  52 words
PD  8 November 2019
ET  04:12 PM
SN  The Harbour Times
SC  HARB
ED  National
PG  B4
LA  English
CY  Copyright 2019 Harbour
LP  It rained on the pier.

IN the evening it rained on.
TD

Then the sun shone.
BY the way, it was late.

NS  gtrans : Transport | npag : Page-one
AN  Document HARB000020191108efb8000ab

"""
DISPLAY = """\
Ferry opens again
By Ada Writer
52 words
8 November 2019
16:12
The Harbour Times
HARB
1 National
B4
English
Copyright 2019 Harbour. All rights reserved.
It rained on the pier.
Then the sun shone.
Document HARB000020191108efb8000ab

"""
SUMMARY = "Search Summary\nText\nferry\n© 2019 Factiva, Inc. All rights reserved.\n"


def parse_content(content: str) -> list[Record | Reject | SkippedItem]:
    return list(formats.read_stream(io.BytesIO(content.encode())))


def parse_one(content: str) -> Record:
    (record,) = parse_content(content)
    assert isinstance(record, Record)
    return record


def test_field_codes_are_read() -> None:
    first, second = parse_content(TAGGED + TAGGED.replace("again", "twice"))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first == Record(
        headline="Ferry opens again",
        body=(
            "<p>It rained on the pier.</p>\n<p>IN the evening it rained on.</p>\n"
            "<p>Then the sun shone.</p>\n<p>BY the way, it was late.</p>"
        ),
        original=TAGGED.encode().rstrip(b"\n") + b"\n",
        media_type="text/plain",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="en",
        source="The Harbour Times",
        source_date=SourceDate(date(2019, 11, 8), None, Precision.DAY, "8 November 2019 04:12 PM"),
        source_detail="Shipping; National; p. B4",
        origin_id="HARB000020191108efb8000ab",
        byline="By Ada Writer",
        credits=(Credit("Ada Writer"),),
        tags=("Transport",),
    )
    assert (second.headline, second.position) == ("Ferry opens twice", "document 2")


@pytest.mark.parametrize("separator", ["\t", "|", " | ", "\u00a0", " ", "\n", "\n\n"])
def test_codes_may_stand_before_a_separator_of_any_kind(separator: str) -> None:
    lines = [line[:2] + separator + line[4:] for line in TAGGED.splitlines() if line[2:4] == "  "]
    lines.insert(12, "More of it.")
    record = parse_one("\n".join(lines).replace("LP", f"TD{separator}Rain.\nLP"))
    assert (record.headline, record.source, record.source_detail) == (
        *("Ferry opens", "The Harbour Times", "Shipping; National; p. B4"),
    )
    assert (record.origin_id, record.tags) == ("HARB000020191108efb8000ab", ("Transport",))


def test_the_display_is_read_by_the_order_of_its_lines() -> None:
    first, second, summary = parse_content(DISPLAY * 2 + SUMMARY)
    assert isinstance(first, Record)
    assert first == Record(
        headline="Ferry opens again",
        body="<p>It rained on the pier.</p>\n<p>Then the sun shone.</p>",
        original=DISPLAY.encode().rstrip(b"\n") + b"\n",
        media_type="text/plain",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="en",
        source="The Harbour Times",
        source_date=SourceDate(date(2019, 11, 8), None, Precision.DAY, "8 November 2019 16:12"),
        source_detail="1 National; p. B4",
        origin_id="HARB000020191108efb8000ab",
        byline="By Ada Writer",
        credits=(Credit("Ada Writer"),),
        readings={"headline": Reading(Sureness.GUESS)},
    )
    assert isinstance(second, Record)
    assert (second.position, summary) == ("document 2", SkippedItem("cover pages"))


@pytest.mark.parametrize(
    ("above", "section", "headline", "byline"),
    [
        ("Ferry opens", "", "Ferry opens", ""),
        ("Ferry opens\nAda Writer", "", "Ferry opens", "Ada Writer"),
        ("News\nFerry opens again", "News", "Ferry opens again", ""),
        (
            "News\nFerry opens again\nada writer in a harbour",
            *("News", "Ferry opens again"),
            "ada writer in a harbour",
        ),
        (
            "Ferry opens\nby ada writer, our political editor",
            *("", "Ferry opens"),
            "by ada writer, our political editor",
        ),
        ('{"paper":"x"}\n____\n\nNews\nFerry opens again', "News", "Ferry opens again", ""),
        ("News\nFerry opens again\nAda Writer\nReuters", "News", "Ferry opens again", "Reuters"),
    ],
)
def test_the_headline_is_the_longest_line_above_the_number_of_words(
    above: str, section: str, headline: str, byline: str
) -> None:
    record = parse_one(DISPLAY.replace("Ferry opens again\nBy Ada Writer", above))
    assert (record.headline, record.byline) == (headline, byline)
    assert record.source_detail == "; ".join(filter(None, [section, "1 National; p. B4"]))
    assert ("headline" in record.readings) == ("\n" in above)


def test_lines_without_case_are_read_as_well() -> None:
    record = parse_one(DISPLAY.lower().replace("copyright", "c").replace("16:12", "1612"))
    assert (record.source, record.source_date.text) == (
        *("the harbour times", "8 november 2019 1612"),
    )
    assert record.origin_id == "harb000020191108efb8000ab"


def test_wrapped_lines_are_joined_between_blank_ones() -> None:
    body = "It rained on the pier when the\nferry opened.\n\nThen the sun\nshone.\n"
    record = parse_one(DISPLAY.replace("It rained on the pier.\nThen the sun shone.\n", body))
    assert record.body == (
        "<p>It rained on the pier when the ferry opened.</p>\n<p>Then the sun shone.</p>"
    )


def test_lines_that_end_in_a_sentence_are_joined_without_blank_ones() -> None:
    body = "It rained on the pier when the\nferry, which had been away\nfor a year, opened.\n"
    record = parse_one(DISPLAY.replace("It rained on the pier.\nThen the sun shone.\n", body))
    assert record.body == (
        "<p>It rained on the pier when the ferry, which had been away for a year, opened.</p>"
    )


def test_a_long_line_is_a_paragraph() -> None:
    body = f"It {'rained ' * 30}on the pier.\nA short one.\n\nLast.\n"
    record = parse_one(DISPLAY.replace("It rained on the pier.\nThen the sun shone.\n", body))
    assert record.body.count("<p>") == 3


def test_an_article_without_an_id_ends_with_the_text() -> None:
    text = DISPLAY.replace("Document HARB000020191108efb8000ab\n", "")
    assert parse_one(text).origin_id == ""


@pytest.mark.parametrize(
    "lines",
    [
        "English\n",
        "(c) 2019 Harbour\n",
        "English\n(c) 2019 Harbour\n",
        "English\nHarbour © 2019\n© 2019\n",
        "Chinese - Traditional\n",
    ],
)
def test_language_or_copyright_ends_the_head(lines: str) -> None:
    head = "English\nCopyright 2019 Harbour. All rights reserved.\n"
    assert parse_one(DISPLAY.replace(head, lines)).body.startswith("<p>It rained on the pier.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TAGGED.replace("HD  Ferry opens\n again", "HD"), "factiva.no_headline"),
        (DISPLAY.replace("It rained on the pier.\nThen the sun shone.\n", ""), "factiva.no_text"),
        (DISPLAY[DISPLAY.index("52 words") :], "factiva.no_headline"),
    ],
)
def test_an_article_without_headline_or_text_is_rejected(text: str, code: str) -> None:
    (reject,) = parse_content(text)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.record) == (Problem(code), text.rstrip("\n") + "\n")


def test_articles_that_nothing_divides_do_not_become_one() -> None:
    text = DISPLAY.replace("Document HARB000020191108efb8000ab\n", "") * 2
    (reject,) = parse_content(text)
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("press.several_articles")


@pytest.mark.parametrize(
    "text",
    [
        "52 words\n8 November 2019\n",
        "It was 52 words\n8 November 2019\nEnglish\n",
        "HD and PD\nare codes\n",
        "",
    ],
)
def test_other_text_is_not_recognised(text: str) -> None:
    assert not factiva_text.sniff(text)


def test_text_in_utf_16_is_read() -> None:
    (record,) = press_export.parse(io.BytesIO(DISPLAY.encode("utf-16")))
    assert isinstance(record, Record)
    assert record.charset == "utf-8"
