"""Clippings are parsed from any bytes, one or several in a file."""

import codecs
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.clipping import clipping
from articles.parsing.problems import Problem
from articles.parsing.records import (
    Reading,
    Record,
    Reject,
    Remark,
    Sureness,
)
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.clippings import (
    FIRST,
    SECOND,
    WHOLE,
    build_clipping,
    parse,
    parse_record,
    split_paragraphs,
)
from tests.problems import is_worded
from tests.timing import measure_growth

# A complete clipping.


def test_a_complete_clipping_has_all_fields() -> None:
    assert parse_record(WHOLE) == Record(
        headline="FERRY TERMINAL OPENS",
        body=f"<p>{FIRST}</p>\n<p>{SECOND}</p>",
        original=WHOLE.encode(),
        media_type="text/plain",
        charset="utf-8",
        parser="clipping/1",
        position="line 1",
        kind="report",
        language="en",
        our_date=date(2020, 12, 3),
        source="Harbour Times",
        source_date=SourceDate(date(2020, 12, 1), None, Precision.DAY, "01 December 2020"),
        source_address="https://harbour.example/ferry",
        byline="By Ada Quill",
        credits=(Credit("Ada Quill"),),
        tags=("ferries", "Çevre"),
        readings={
            "headline": Reading(Sureness.SURE, 5),
            "our_date": Reading(Sureness.SURE, 9),
            "source": Reading(Sureness.SURE, 13),
            "source_date": Reading(Sureness.SURE, 13),
            "source_detail": Reading(Sureness.MISSING),
            "byline": Reading(Sureness.SURE, 15),
            "credits": Reading(Sureness.SURE, 15),
            "body": Reading(Sureness.SURE, 17),
            "language": Reading(Sureness.GUESS, 17),
            "source_address": Reading(Sureness.SURE, 21),
            "tags": Reading(Sureness.SURE, 26),
            "kind": Reading(Sureness.SURE, 27),
        },
    )


def test_fields_that_are_not_there_are_empty_and_missing() -> None:
    bare = parse_record("Headline\nOnly words, of a sort.\n")
    missing = {name for name, reading in bare.readings.items() if reading.line is None}
    assert (bare.readings["headline"], missing) == (
        Reading(Sureness.GUESS, 1),
        {
            *("our_date", "source", "source_date", "source_detail", "byline", "credits"),
            *("source_address", "language", "tags", "kind"),
        },
    )


def test_html_in_the_text_is_escaped() -> None:
    assert (
        parse_record(build_clipping(body="a < b & c > d.")).body
        == "<p>a &lt; b &amp; c &gt; d.</p>"
    )


# Bytes and lines.


@pytest.mark.parametrize(
    ("bom", "charset"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "windows-1254"),
    ],
)
def test_a_clipping_is_the_same_in_any_charset(bom: bytes, charset: str) -> None:
    turkish = WHOLE.replace("FERRY", "İĞDELİ VE ŞİLE")
    content = bom + turkish.encode(charset)
    parsed = parse_record(content, charset="windows-1254")
    assert (parsed.headline, parsed.charset, parsed.original, parsed.compute_text_digest()) == (
        "İĞDELİ VE ŞİLE TERMINAL OPENS",
        charset,
        content,
        parse_record(turkish).compute_text_digest(),
    )


def test_bytes_in_an_unknown_charset_are_rejected() -> None:
    content = "## Şile\n".encode("windows-1254")
    byte = Problem("charset.wrong_byte", {"number": 4, "charset": "UTF-8"})
    reason = Problem.join([byte, Problem("charset.choose")])
    assert parse(content) == [Reject("line 1", reason, {"base64": "IyMg3mlsZQo="})]


def test_zero_bytes_are_no_text() -> None:
    content = WHOLE.replace("rain", "ra\0in")
    (result,) = parse(content)
    assert isinstance(result, Reject)
    assert (result.reason, result.record) == (Problem("charset.zero_bytes"), content)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_a_clipping_is_the_same_with_any_line_end(end: str) -> None:
    assert (
        parse_record(WHOLE.replace("\n", end)).compute_text_digest()
        == parse_record(WHOLE).compute_text_digest()
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_are_counted_with_any_line_end(end: str) -> None:
    assert parse_record(WHOLE.replace("\n", end)).readings == parse_record(WHOLE).readings


def test_a_form_feed_ends_a_page_and_counts_as_no_line() -> None:
    feeds = WHOLE.replace(SECOND, f"\f{SECOND}").replace("\n03.12", "\n\f03.12")
    parsed = parse_record(feeds)
    assert (parsed.compute_text_digest(), parsed.readings) == (
        parse_record(WHOLE).compute_text_digest(),
        parse_record(WHOLE).readings,
    )


def test_a_paragraph_divided_by_a_form_feed_is_joined() -> None:
    parsed = parse_record(build_clipping(body=f"It was late\n\n\fand dark.\n\n{SECOND}"))
    assert (split_paragraphs(parsed.body)[0], parsed.remarks) == (
        "It was late and dark.",
        (Remark("rejoined", 15),),
    )


def test_control_characters_are_removed_and_letters_composed() -> None:
    assert parse_record("## S\u0327ile\x07\n-\n\nText.").headline == "Şile"


# Several in one file.


def test_several_clippings_in_one_file_are_read_one_by_one() -> None:
    several = WHOLE + WHOLE.replace("FERRY", "SECOND")
    first, second = parse(several)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.headline, second.headline, first.position, second.position) == (
        "FERRY TERMINAL OPENS",
        "SECOND TERMINAL OPENS",
        "line 1",
        "line 28",
    )
    assert second.readings["headline"] == Reading(Sureness.SURE, 32)
    assert first.original + second.original == several.encode()


@pytest.mark.parametrize(
    ("bom", "charset"),
    [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "windows-1254")],
)
def test_each_of_several_clippings_can_be_parsed_from_its_original(
    bom: bytes, charset: str
) -> None:
    several = bom + (WHOLE + WHOLE.replace("FERRY", "ŞİLE")).encode(charset)
    second = parse(several, charset="windows-1254")[1]
    assert isinstance(second, Record)
    parsed_again = parse_record(second.original, charset="windows-1254")
    assert (parsed_again.headline, parsed_again.charset) == ("ŞİLE TERMINAL OPENS", charset)


def test_a_rule_alone_separates_two_clippings() -> None:
    several = f"## One\n-\n\n{FIRST}\n---\n## Two\n03.12.2020\n\n{SECOND}\n"
    assert [each.position for each in parse(several)] == ["line 1", "line 5"]


def test_of_two_rules_only_the_lower_belongs_to_the_next_clipping() -> None:
    several = f"## One\n-\n\n{FIRST}\n---\n\n---\n\n## Two\n-\n\n{SECOND}\n"
    assert [each.position for each in parse(several)] == ["line 1", "line 6"]


def test_text_above_the_first_of_several_belongs_to_it() -> None:
    several = f"## Preface\n\n{FIRST}\n\n## One\n-\n{FIRST}\n\n## Two\n-\n{SECOND}\n"
    assert [each.position for each in parse(several)] == ["line 1", "line 8"]


def test_a_heading_inside_the_text_begins_no_clipping() -> None:
    assert len(parse(build_clipping(body=f"{FIRST}\n\n## Inside\n\n{SECOND}"))) == 1


def test_one_bad_clipping_of_several_is_rejected_alone() -> None:
    results = parse(f"## One\n-\n\n## Two\n-\n\n{FIRST}\n")
    assert [type(each) for each in results] == [Reject, Record]
    assert results[0] == Reject("line 1", NO_TEXT, "## One\n-\n")


# Input that is no clipping.

NO_HEADLINE = Problem("clipping.no_headline")
NO_TEXT = Problem("clipping.no_text")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", NO_HEADLINE),
        ("\ufeff", NO_HEADLINE),
        (" \n\t\n", NO_HEADLINE),
        ("---\n\n---\n", NO_HEADLINE),
        ("Kaynak/Source:\n", NO_HEADLINE),
        ("##", NO_HEADLINE),
        ("##\n-\n03.12.2020\n---\n\nIt rained.\n", NO_HEADLINE),
        ("x" * 301, NO_HEADLINE),
        ("## Only a headline", NO_TEXT),
        ("## Headline\n-\n03.12.2020\n---\n", NO_TEXT),
        ("## Headline\n-\n\n<https://harbour.example/>\n", NO_TEXT),
        ("## Headline\n-\n\nHarbour Times (2019)\n\nBy Ada Quill\n\nSource:\n", NO_TEXT),
    ],
)
def test_a_clipping_without_headline_or_text_is_rejected(content: str, reason: Problem) -> None:
    assert parse(content) == [Reject("line 1", reason, content)]


def test_a_clipping_over_the_limit_is_rejected_without_its_bytes() -> None:
    reason = Problem("clipping.too_large", {"size": 16})
    assert parse(b"## A\n-\n" + b"a b c\n" * 3_500_000) == [Reject("line 1", reason, None)]


@pytest.mark.parametrize(
    ("head", "is_clipping"),
    [
        (WHOLE, True),
        ("## Headline\n-\n", True),
        ("## Headline\n03.12.2020\n", True),
        ("Headline\n-\n03.12.2020\n", True),
        ("03.12.2020\nSource:\n", True),
        ("## Headline\n\n## Another\n", False),
        ("Headline\n\nText.\n", False),
        ("x" * 301 + "\n-\n", False),
        ("", False),
    ],
)
def test_two_typical_lines_show_a_clipping(head: str, is_clipping: bool) -> None:  # noqa: FBT001 - a column
    assert clipping.sniff(head) == is_clipping


# Any bytes.

TOKENS = st.sampled_from(
    [
        *("---", "***", "-", "–", "## ", "# Head", "##", "Headline", "03.12.2020", "31.02.2019"),
        *(
            "Harbour Times (01 December 2020)",
            "Liman, Nisan 2019, Sayı 87",
            "(2019)",
            "[",
            ")",
            ",",
        ),
        *("By Ada Quill*", "By ", "Yazan: Ayşe IŞIK", "* Sea Institute", "*", "Haber Merkezi"),
        *("Kaynak/Source:", "Source: Harbour Times", "Tags: a, b", "Tür/Kind: haber", ":"),
        *("<https://h.example/>", "https://h.example/", "<", "x" * 310, "The end of the line."),
        *("\n", "\n\n", "\r\n", "\f", " ", "\t", "\u2028", "\ufeff", "\0", "ş", "\u0327"),
    ]
)
LIKE_CLIPPINGS = st.lists(TOKENS, max_size=40).map("".join) | st.lists(TOKENS, max_size=25).map(
    "\n".join
)
CHARSETS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
ANY_BYTES = st.binary(max_size=200) | st.builds(str.encode, LIKE_CLIPPINGS, CHARSETS)


@given(ANY_BYTES, st.sampled_from(["", "windows-1254"]))
def test_any_bytes_are_records_and_rejects_with_a_reason(content: bytes, charset: str) -> None:
    results = parse(content, charset=charset)
    reasons = [each.reason for each in results if isinstance(each, Reject)]
    records = [each for each in results if isinstance(each, Record)]
    assert [reason for reason in reasons if not is_worded(reason)] == []
    assert [each for each in records if not (each.headline and each.body and each.original)] == []
    assert len(results) == len(reasons) + len(records) > 0


@given(ANY_BYTES)
def test_the_original_of_a_single_clipping_is_its_file(content: bytes) -> None:
    alone = [each for each in parse(content) if isinstance(each, Record)]
    assert len(alone) != 1 or alone[0].original == content or len(parse(content)) > 1


@given(LIKE_CLIPPINGS)
def test_a_reading_has_a_line_of_the_file_or_is_missing(content: str) -> None:
    lines = content.count("\n") + content.count("\r") + 1
    readings = [
        reading
        for each in parse(content)
        if isinstance(each, Record)
        for reading in each.readings.values()
    ]
    wrong = [
        reading
        for reading in readings
        if (reading.line is None) != (reading.sureness == Sureness.MISSING)
        or not 0 < (reading.line or 1) <= lines
    ]
    assert wrong == []


# Lines that have made parsers slow when repeated many times.
HEAD = "## Head\n-\n03.12.2020\n---\nHarbour Times (2019)\nBy Ada Quill*\n\n"
SHAPES = {
    "one huge line": "word, ",
    "one huge line of full stops": ".",
    "one huge line of spaces": " \t",
    "short lines without punctuation": "a short line\n",
    "short paragraphs without punctuation": "a short line\n\n",
    "divided paragraphs": "a short line,\n\nand whole.\n\n",
    "headings": "## Head\n",
    "headings with a dash": "## Head\n-\n",
    "headings far apart": "## Head\n-\n\n\n\n\n\n\n\n\nText.\n",
    "footnotes": "* Note\n\n",
    "asterisks": "*",
    "brackets": "(a) [b] (2019\n\n",
    "commas": ",,,,,,, 1 May 2019,,,,\n\n",
    "labels": "Source: a\nTags: b\nKind: c\n",
    "empty labels": "Source:\n",
    "URLs": "https://h.example/a\n",
    "half URLs": "<https://<https://\n",
    "rules": "---\n",
    "long rules": "-",
    "dashes": "-\n",
    "dates": "03.12.2020\n",
    "blank lines": "\n",
    "form feeds": "\f",
    "hashes": "#",
    "hashes and spaces": "# ",
    "combining marks": "\u0323\u0301",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("head", ["", HEAD], ids=["alone", "below a head"])
def test_the_time_of_long_clippings_grows_linearly(head: str, shape: str) -> None:
    assert measure_growth(lambda size: parse(head + shape * (size // len(shape))), 2_500) < 24


def test_tags_may_be_on_several_lines() -> None:
    (parse_record,) = parse(WHOLE.replace("Çevre", "Çevre\nEtiketler/Tags: boats, sea"))
    assert isinstance(parse_record, Record)
    assert parse_record.tags == ("ferries", "Çevre", "boats", "sea")
