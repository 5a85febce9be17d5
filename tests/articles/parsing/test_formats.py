"""Which formats there are, and which of them some bytes are in."""

import io
import json
from codecs import BOM_UTF16_BE
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing import formats
from articles.parsing.charsets import encode_for_json
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)
from tests.timing import measure_growth

CLIPPING = "## Ferry Opens\n-\n03.12.2020\n---\nHarbour Times (2019)\n\nIt rained.\n"
LINE = json.dumps({"headline": "Ferry Opens", "body": "<p>It rained.</p>"})
FEED = "<rss><channel><item><description>It rained.</description></item></channel></rss>"
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Times",
        "items": [{"id": "7", "content_text": "It rained."}],
    }
)
NITF = (
    "<nitf><body><body.head><hedline><hl1>Ferry Opens</hl1></hedline></body.head>"
    "<body.content><p>It rained.</p></body.content></body></nitf>"
)
NEWSML = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a:1">
<contentSet><inlineXML>{NITF}</inlineXML></contentSet></newsItem>"""
NINJS = json.dumps({"uri": "urn:a:1", "headline": "Ferry Opens", "body_text": "It rained."})
PAGE = f"<!DOCTYPE html><html><title>Ferry Opens</title><p>{'It rained on the pier. ' * 20}</html>"
EXPORT = (
    "1 of 1 DOCUMENT\n\nHarbour Times\n\nMay 4, 2020\n\nFerry Opens\n\n"
    "LENGTH: 2 words\n\nIt rained.\n"
)
REMEDY = "Say which charset the file is in, such as --encoding windows-1254."
NO_CLIPPING = (
    "This is text, but no clipping: a headline ('## …'), a line with a dash, our date (dd.mm.yyyy) "
    "and a 'Kaynak/Source:' line are its marks, and fewer than two are there. Add them, or give "
    "--format clipping to take its first line for the headline."
)


def told(
    content: str | bytes, *, name: str = formats.AUTO, charset: str = ""
) -> list[Record | Reject]:
    written = content.encode() if isinstance(content, str) else content
    found = formats.read_stream(io.BytesIO(written), name=name, charset=charset)
    return [each for each in found if not isinstance(each, SkippedItem)]


def records(content: str | bytes, *, name: str = formats.AUTO, charset: str = "") -> list[Record]:
    found = told(content, name=name, charset=charset)
    return [each for each in found if isinstance(each, Record)]


def test_the_choices_are_auto_and_each_format() -> None:
    assert list(formats.CHOICES) == ["auto", *formats.FORMATS]


@pytest.mark.parametrize(
    ("content", "parser"),
    [
        (CLIPPING, "clipping/1"),
        (CLIPPING.encode("utf-8-sig"), "clipping/1"),
        (CLIPPING.encode("utf-16"), "clipping/1"),
        (LINE, "jsonl/1"),
        (LINE.encode("utf-8-sig"), "jsonl/1"),
        ("\n\n" + LINE, "jsonl/1"),
        (LINE.encode("utf-16"), "jsonl/1"),
        (BOM_UTF16_BE + LINE.encode("utf-16-be"), "jsonl/1"),
        (LINE.encode("utf-32"), "jsonl/1"),
        (f"[{LINE}]", "json/1"),
        (f"[\n{LINE}]".encode("utf-16"), "json/1"),
        (LINE.replace(" ", "\n", 1), "json/1"),
        ('{"articles": [' + LINE + "]}", "json/1"),
        ("Title,Content\nFerry Opens,It rained.\n", "csv/1"),
        ("title\ttext\nFerry Opens\tIt rained.\n", "tsv/1"),
        (FEED, "feed/1"),
        (FEED.encode("utf-16"), "feed/1"),
        (JSON_FEED, "feed/1"),
        (NITF, "nitf/1"),
        (NEWSML, "newsml/1"),
        (NINJS, "ninjs/1"),
        (NINJS.encode("utf-16"), "ninjs/1"),
        (f"[{NINJS}]", "ninjs/1"),
        (PAGE, "html/1"),
        (PAGE.encode("utf-16"), "html/1"),
        (EXPORT, "press/1"),
    ],
)
def test_the_format_is_told_by_what_the_bytes_hold(content: str | bytes, parser: str) -> None:
    assert [each.parser for each in records(content)] == [parser]


@pytest.mark.parametrize(("content", "name"), [(CLIPPING, "clipping"), (LINE, "jsonl")])
def test_a_format_may_be_named(content: str, name: str) -> None:
    assert told(content, name=name) == told(content)


def test_a_text_without_marks_is_a_clipping_when_that_is_named() -> None:
    (found,) = records("Ferry Opens\n\nIt rained.\n", name="clipping")
    assert (found.headline, found.body) == ("Ferry Opens", "<p>It rained.</p>")


def test_a_text_that_begins_with_json_is_a_clipping_when_that_is_named() -> None:
    (found,) = records(f"{LINE}\n\nIt rained.\n", name="clipping")
    assert found.headline == LINE


def test_what_is_named_json_lines_is_read_line_by_line() -> None:
    found = told(f"text\n{LINE}\n", name="jsonl")
    assert [type(each) for each in found] == [Reject, Record]


@pytest.mark.parametrize("name", formats.CHOICES)
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\n", b" \t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"),
        *("".encode("utf-16"), "\r\n".encode("utf-16"), " ".encode("utf-32")),
    ],
)
def test_an_empty_input_is_rejected_as_such(content: bytes, name: str) -> None:
    assert told(content, name=name) == [Reject("line 1", "It is empty.", encode_for_json(content))]


UNREAD = [
    (
        b"PK\x03\x04a",
        "This is a ZIP archive, which is not read here; unpack it and import the folder.",
    ),
    (
        b"\x1f\x8ba",
        "This is a gzip file, which is not read here; unpack it and import the folder.",
    ),
    (
        b"7z\xbc\xaf\x27\x1c",
        "This is a 7-Zip archive, which is not read here; unpack it and import the folder.",
    ),
    (b"\x89PNG\r\n\x1a\n\0", "This is a picture or a recording, and no article; leave it out."),
    (b"GIF89a", "This is a picture or a recording, and no article; leave it out."),
    (b"%PDF-1.7\n\xff", "This is a PDF; save its text and import that."),
    (
        b"{\\rtf1\n}",
        "This is a Rich Text document; save it as plain text and import that.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is a Word document; save it as plain text and import that."),
    (b"<?xml?>", "This is XML, but no feed, WordPress export, NewsML, NITF or press export."),
    (
        b"\xef\xbb\xbf\n<p>",
        "This is markup, but no whole web page; save the page with its <html> and import that.",
    ),
    (
        b"{a\n}",
        "It begins like JSON, but is none; write JSON lines, one object a line.",
    ),
    (
        "{\na}".encode("utf-16"),
        "It begins like JSON, but is none; write JSON lines, one object a line.",
    ),
    (
        '{"a": 1}\n'.encode("utf-16-le"),
        "This is UTF-16 without its mark; save it as UTF-8 and import that.",
    ),
]


@pytest.mark.parametrize(("content", "reason"), UNREAD)
def test_what_no_parser_reads_is_rejected_by_its_name(content: bytes, reason: str) -> None:
    assert [(each.position, each.reason) for each in rejects(content)] == [("line 1", reason)]


@pytest.mark.parametrize(("content", "reason"), UNREAD)
def test_what_is_no_text_is_no_clipping_even_if_that_is_named(content: bytes, reason: str) -> None:
    assert [each.reason for each in rejects(content, name="clipping")] == [reason]


def rejects(content: str | bytes, *, name: str = formats.AUTO) -> list[Reject]:
    return [each for each in told(content, name=name) if isinstance(each, Reject)]


def test_text_without_marks_is_rejected_with_a_remedy() -> None:
    assert told("Only text.\n") == [Reject("line 1", NO_CLIPPING, "Only text.\n")]


@pytest.mark.parametrize("size", [formats.HEAD_SIZE, 20 * 2**20])
def test_more_than_a_head_of_blanks_is_not_called_empty(size: int) -> None:
    assert [each.reason for each in told(b" " * size) if isinstance(each, Reject)] == [NO_CLIPPING]


def test_an_input_of_20_megabytes_is_rejected_without_its_bytes() -> None:
    large = CLIPPING.encode() + b"It rained again.\n" * 1_250_000
    reason = "It is larger than 16 MiB, which no clipping is; divide it."
    assert told(large) == [Reject("line 1", reason, None)]


def test_text_of_20_megabytes_without_marks_is_rejected_without_its_bytes() -> None:
    assert told(b"It rained again.\n" * 1_250_000) == [Reject("line 1", NO_CLIPPING, None)]


def test_bytes_in_a_charset_that_nobody_told_are_rejected_with_a_remedy() -> None:
    content = CLIPPING.replace("Ferry", "Şile").encode("windows-1254")
    assert [each.reason for each in rejects(content)] == [f"Byte 4 is not UTF-8. {REMEDY}"]


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("content", [CLIPPING, LINE + "\n"])
@pytest.mark.parametrize("name", ["auto", "jsonl"])
def test_wide_text_without_a_mark_is_rejected_with_a_remedy(
    content: str, charset: str, name: str
) -> None:
    reasons = {each.reason for each in rejects(content.encode(charset), name=name)}
    assert [reason for reason in reasons if "save it as UTF-8 and import that" not in reason] == []
    assert reasons != set()


def test_the_charset_given_is_tried() -> None:
    content = CLIPPING.replace("Ferry", "Şile").encode("windows-1254")
    assert [each.headline for each in records(content, charset="windows-1254")] == ["Şile Opens"]


@pytest.mark.parametrize("name", ["auto", "jsonl"])
def test_one_json_line_in_another_charset_leaves_the_others_alone(name: str) -> None:
    bad = LINE.replace("Ferry", "Şile").encode("windows-1254")
    found = told(b"\n".join([LINE.encode(), bad, LINE.encode()]), name=name)
    assert [type(each) for each in found] == [Record, Reject, Record]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_the_head_may_end_inside_a_letter(charset: str) -> None:
    content = (CLIPPING + "ş" * formats.HEAD_SIZE).encode(charset)
    moved = (CLIPPING + "aş" * formats.HEAD_SIZE).encode(charset)
    assert [len(records(content)), len(records(moved))] == [1, 1]


def test_a_first_json_line_longer_than_the_head_is_still_one() -> None:
    long = LINE.replace("It rained.", "It rained. " * formats.HEAD_SIZE)
    assert [each.parser for each in records(f"{long}\n{LINE}\n")] == ["jsonl/1", "jsonl/1"]


# A rejects file fed again.


def again(found: Reject) -> str:
    return json.dumps(
        {
            "path": "x",
            "position": found.position,
            "reason": found.reason,
            "record": found.record,
        },
        ensure_ascii=False,
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        "Only text.\n",
        "## Headline\n-\n",
        "{\n",
        "{}\n",
        "[1]\n",
        CLIPPING.replace("Ferry", "Şile").encode("windows-1254"),
        CLIPPING.replace("It rained.", "").encode("utf-16"),
        '{"titel": "\\ud83d"}',
    ],
)
def test_a_reject_fed_again_as_it_is_is_rejected_for_the_same_reason(content: str | bytes) -> None:
    (first,) = rejects(content)
    assert [replace(each, record=None) for each in rejects(again(first))] == [
        replace(first, record=None, position="line 1")
    ]


NAMES = {"Rubrik": "headline", "Brød": "body"}


@pytest.mark.parametrize(
    "content",
    [
        "Rubrik;Brød;x\nFerry Opens;;7\n",
        '{"Rubrik": "Ferry Opens", "x": 7}',
        '[{"Rubrik": "Ferry Opens", "x": 7}]',
    ],
)
def test_what_names_told_is_read_mended_from_its_rejects_line(content: str) -> None:
    (first,) = formats.read_stream(io.BytesIO(content.encode()), name_map=NAMES)
    assert isinstance(first, Reject)
    assert first.reason == "It has neither body nor text."
    mended = again(first).replace(";;", ";It rained.;").replace('"x": 7', '"Brød": "It rained."')
    (found,) = formats.read_stream(io.BytesIO(mended.encode()), name_map=NAMES)
    assert isinstance(found, Record)
    assert (found.headline, found.body) == ("Ferry Opens", "<p>It rained.</p>")


def test_a_clipping_is_read_from_its_rejects_line_with_the_place_of_that() -> None:
    found = records("\n" + again(Reject("line 7", "It was bad.", CLIPPING)))
    assert [(each.parser, each.position, each.original) for each in found] == [
        ("clipping/1", "line 2", CLIPPING.encode())
    ]


def test_a_rejects_line_in_another_charset_is_read_with_the_charset_given() -> None:
    (first,) = rejects(CLIPPING.replace("Ferry", "Şile").encode("windows-1254"))
    found = records(again(first), charset="windows-1254")
    assert [each.headline for each in found] == ["Şile Opens"]


def test_one_of_several_clippings_rejected_in_utf_16_can_be_fed_again_mended() -> None:
    several = f"## Şile\n-\n\n{CLIPPING}".encode("utf-16")
    (bad,) = rejects(several)
    (same,) = rejects(again(bad))
    assert (same.reason, same.record) == (bad.reason, bad.record)


# Any bytes at all.

TOKENS = st.sampled_from(
    [
        *("## Head\n", "-\n", "03.12.2020\n", "---\n", "Source:\n", "\n", "text", "ş", "\ufeff"),
        *("{", "}", '{"headline": "a", "text": "b"}\n', "{}\n", "[", "<", "%PDF", "PK\x03\x04"),
        *(again(Reject("", "", CLIPPING)) + "\n", again(Reject("", "", {"base64": "AA=="})) + "\n"),
        *("\0", "\r", "\f", "\x1f"),
    ]
)
LIKE_INPUTS = st.builds(
    str.encode,
    st.lists(TOKENS, max_size=20).map("".join),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be"]),
)


@given(
    st.binary(max_size=200) | LIKE_INPUTS,
    st.sampled_from(formats.CHOICES),
    st.sampled_from(["", "windows-1254"]),
)
def test_any_bytes_are_records_and_rejects_with_a_reason(
    content: bytes, name: str, charset: str
) -> None:
    found = told(content, name=name, charset=charset)
    reasons = [each.reason for each in found if isinstance(each, Reject)]
    assert [reason for reason in reasons if not reason.endswith(".")] == []
    assert {type(each) for each in found} <= {Record, Reject}


def nested(depth: int) -> Iterator[str]:
    """Yield rejects lines, each holding the one before."""
    line = LINE
    for _ in range(depth):
        line = again(Reject("", "", line))
        yield line


def test_rejects_lines_within_rejects_lines_are_unwrapped() -> None:
    assert [len(records(line)) for line in nested(6)] == [1] * 6


@pytest.mark.parametrize("shape", ["{", "[", "<", "a\n", "## Head\n", "\n", '{"a":', "\\", "-\n"])
def test_the_time_of_long_inputs_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: told(shape * size), 2_000) < 24
