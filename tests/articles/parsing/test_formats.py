"""The formats that can be imported, and how they are detected."""

import importlib
import io
import json
import pkgutil
from codecs import BOM_UTF16_BE
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import parsing
from articles.parsing import formats
from articles.parsing.charsets import encode_for_json
from articles.parsing.documents import office, sheets
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from tests.articles.parsing.documents.samples import (
    build_docx,
    build_odt,
    build_paragraph,
    build_pdf,
)
from tests.newswire import IPTC
from tests.problems import is_worded, list_codes, say
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
WXR = (
    '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>'
    "<item><title>Ferry Opens</title><content:encoded>It rained.</content:encoded>"
    "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"
)
RTF = r"{\rtf1\ansi Ferry Opens\par It rained.\par}"
MAIL = "From: a@b.example\nSubject: Ferry Opens\n\nIt rained.\n"
MHTML = (
    "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    f"--b\nContent-Type: text/html\n\n{PAGE}\n--b--\n"
)
MARKDOWN = "---\ntitle: Ferry Opens\n---\n\nIt rained.\n"
PLAIN_TEXT = Problem("file.plain_text")
NO_HEADLINE = Problem("file.text_without_headline")


def parse(
    content: str | bytes, *, name: str = formats.AUTO, charset: str = ""
) -> list[Record | Reject]:
    data = content.encode() if isinstance(content, str) else content
    results = formats.read_stream(io.BytesIO(data), format_name=name, charset=charset)
    return [each for each in results if not isinstance(each, SkippedItem)]


def parse_records(
    content: str | bytes, *, name: str = formats.AUTO, charset: str = ""
) -> list[Record]:
    results = parse(content, name=name, charset=charset)
    return [each for each in results if isinstance(each, Record)]


def test_the_choices_are_auto_and_each_format() -> None:
    assert list(formats.CHOICES) == ["auto", *formats.IMPORT_FORMATS]


def test_each_parser_belongs_to_a_format_that_has_its_name() -> None:
    folders = pkgutil.walk_packages(parsing.__path__, "articles.parsing.")
    modules = [importlib.import_module(module.name) for module in folders]
    parsers = {
        vars(each)[name]
        for each in modules
        for name in ("PARSER", "TAB_PARSER")
        if name in vars(each)
    } | {each.parser for each in (*office.FORMATS, *sheets.FORMATS)}
    names = {each.parser: name for name, each in formats.IMPORT_FORMATS.items()}
    assert names == {parser: parser.partition("/")[0] for parser in parsers}


SAMPLES = [
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
    (IPTC, "wiretext/1"),
    ("<a><headline>Ferry Opens</headline><text>It rained.</text></a>", "xml/1"),
    (PAGE, "html/1"),
    (PAGE.encode("utf-16"), "html/1"),
    (EXPORT, "press/2"),
    (MARKDOWN, "markdown/1"),
    (MARKDOWN.encode("utf-16"), "markdown/1"),
    (WXR, "wxr/1"),
    (RTF, "rtf/1"),
    (build_docx(build_paragraph("Ferry Opens") + build_paragraph("It rained.")), "docx/1"),
    (build_pdf([[(72, 700, 11, "Ferry Opens"), (72, 660, 11, "It rained.")]]), "pdf/1"),
    (MHTML, "mhtml/1"),
    (build_odt("<text:p>Ferry Opens</text:p><text:p>It rained.</text:p>"), "odt/1"),
    (MAIL, "mail/1"),
]


@pytest.mark.parametrize(("content", "parser"), SAMPLES)
def test_the_format_is_detected_from_the_bytes_and_named_by_the_record(
    content: str | bytes, parser: str
) -> None:
    assert [each.parser for each in parse_records(content)] == [parser]


def test_there_is_a_sample_of_each_format() -> None:
    # The rows of spreadsheets are tables with tabs.
    sheet_parsers = {each.parser for each in sheets.FORMATS}
    assert {parser for _content, parser in SAMPLES} | sheet_parsers == {
        each.parser for each in formats.IMPORT_FORMATS.values()
    }


@pytest.mark.parametrize(("content", "name"), [(CLIPPING, "clipping"), (LINE, "jsonl")])
def test_a_format_may_be_named(content: str, name: str) -> None:
    assert parse(content, name=name) == parse(content)


def test_any_text_is_a_clipping_if_that_is_named() -> None:
    (result,) = parse_records("Ferry Opens\n\nIt rained.\n", name="clipping")
    assert (result.headline, result.body) == ("Ferry Opens", "<p>It rained.</p>")


def test_text_that_begins_with_json_is_a_clipping_if_that_is_named() -> None:
    (result,) = parse_records(f"{LINE}\n\nIt rained.\n", name="clipping")
    assert result.headline == LINE


def test_json_lines_are_read_line_by_line_if_they_are_named() -> None:
    results = parse(f"text\n{LINE}\n", name="jsonl")
    assert [type(each) for each in results] == [Reject, Record]


@pytest.mark.parametrize("name", formats.CHOICES)
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\n", b" \t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"),
        *("".encode("utf-16"), "\r\n".encode("utf-16"), " ".encode("utf-32")),
    ],
)
def test_an_empty_input_is_rejected_as_such(content: bytes, name: str) -> None:
    assert parse(content, name=name) == [
        Reject("line 1", Problem("file.empty"), encode_for_json(content))
    ]


UNSUPPORTED = [
    (b"PK\x03\x04a", Problem("file.packed", {"type": "ZIP"})),
    (b"\x1f\x8ba", Problem("file.packed", {"type": "gzip"})),
    (b"7z\xbc\xaf\x27\x1c", Problem("file.packed", {"type": "7-Zip"})),
    (b"\x89PNG\r\n\x1a\n\0", Problem("file.picture")),
    (b"GIF89a", Problem("file.picture")),
    (b"%PDF-1.7\n\xff", Problem("document.damaged")),
    (b"{\\rtf1\n}", Problem("document.no_text")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Problem("file.compound")),
    (b"<?xml?>", Problem("file.no_element")),
    (b"<?xml version='1.0'?><HarbourData><a/>", Problem("file.other_xml", {"name": "HarbourData"})),
    (b"<h:Data xmlns:h='a'/>", Problem("file.other_xml", {"name": "Data"})),
    (b"\xef\xbb\xbf\n<p>", Problem("file.html_fragment")),
    (b"{a\n}", Problem("file.broken_json")),
    ("{\na}".encode("utf-16"), Problem("file.broken_json")),
    ('{"a": 1}\n'.encode("utf-16-le"), Problem("file.utf16_without_bom")),
]


@pytest.mark.parametrize(("content", "reason"), UNSUPPORTED)
def test_an_unsupported_format_is_rejected_by_its_name(content: bytes, reason: Problem) -> None:
    assert [(each.position, each.reason) for each in parse_rejects(content)] == [("line 1", reason)]


@pytest.mark.parametrize(("content", "reason"), UNSUPPORTED)
def test_bytes_that_are_no_text_are_no_clipping_even_if_that_is_named(
    content: bytes, reason: Problem
) -> None:
    assert [each.reason for each in parse_rejects(content, name="clipping")] == [reason]


def parse_rejects(content: str | bytes, *, name: str = formats.AUTO) -> list[Reject]:
    return [each for each in parse(content, name=name) if isinstance(each, Reject)]


def test_text_that_is_no_clipping_is_rejected_with_a_remedy() -> None:
    text = "A headline\n\nOnly text.\n"
    assert parse(text) == [Reject("line 1", PLAIN_TEXT, text)]


@pytest.mark.parametrize("size", [formats.HEAD_SIZE, 20 * 2**20])
def test_more_than_a_head_of_blanks_is_not_called_empty(size: int) -> None:
    assert [each.reason for each in parse(b" " * size) if isinstance(each, Reject)] == [NO_HEADLINE]


def test_an_input_of_20_megabytes_is_rejected_without_its_bytes() -> None:
    large = CLIPPING.encode() + b"It rained again.\n" * 1_250_000
    reason = Problem("clipping.too_large", {"size": 16})
    assert parse(large) == [Reject("line 1", reason, None)]


def test_other_text_of_20_megabytes_is_rejected_without_its_bytes() -> None:
    assert parse(b"It rained again.\n" * 1_250_000) == [Reject("line 1", PLAIN_TEXT, None)]


def test_bytes_in_an_unknown_charset_are_rejected_with_a_remedy() -> None:
    content = CLIPPING.replace("Ferry", "Şile").encode("windows-1254")
    (reject,) = parse_rejects(content)
    assert list_codes(reject.reason) == ["charset.wrong_byte", "charset.choose"]


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("content", [CLIPPING, LINE + "\n"])
@pytest.mark.parametrize("name", ["auto", "jsonl"])
def test_utf_16_without_a_bom_is_rejected_with_a_remedy(
    content: str, charset: str, name: str
) -> None:
    rejects = parse_rejects(content.encode(charset), name=name)
    sentences = {say(each.reason) for each in rejects}
    assert [each for each in sentences if "ave it as UTF-8 and import that" not in each] == []
    assert sentences != set()


def test_the_given_charset_is_tried() -> None:
    content = CLIPPING.replace("Ferry", "Şile").encode("windows-1254")
    assert [each.headline for each in parse_records(content, charset="windows-1254")] == [
        "Şile Opens"
    ]


@pytest.mark.parametrize("name", ["auto", "jsonl"])
def test_one_json_line_in_another_charset_leaves_the_others_alone(name: str) -> None:
    bad = LINE.replace("Ferry", "Şile").encode("windows-1254")
    results = parse(b"\n".join([LINE.encode(), bad, LINE.encode()]), name=name)
    assert [type(each) for each in results] == [Record, Reject, Record]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_the_head_may_end_inside_a_character(charset: str) -> None:
    content = (CLIPPING + "ş" * formats.HEAD_SIZE).encode(charset)
    shifted = (CLIPPING + "aş" * formats.HEAD_SIZE).encode(charset)
    assert [len(parse_records(content)), len(parse_records(shifted))] == [1, 1]


def test_a_first_json_line_longer_than_the_head_is_still_one() -> None:
    long = LINE.replace("It rained.", "It rained. " * formats.HEAD_SIZE)
    assert [each.parser for each in parse_records(f"{long}\n{LINE}\n")] == ["jsonl/1", "jsonl/1"]


# Rejects files as input.


def build_rejects_line(result: Reject) -> str:
    return result.to_line(path="x", reason="y").rstrip()


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
def test_an_unchanged_rejects_line_is_rejected_for_the_same_reason(content: str | bytes) -> None:
    (first,) = parse_rejects(content)
    assert [replace(each, record=None) for each in parse_rejects(build_rejects_line(first))] == [
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
def test_a_mended_rejects_line_is_read_with_the_same_name_map(content: str) -> None:
    first = next(formats.read_stream(io.BytesIO(content.encode()), name_map=NAMES))
    assert isinstance(first, Reject)
    assert list_codes(first.reason) == ["record.no_text"]
    mended = (
        build_rejects_line(first)
        .replace(";;", ";It rained.;")
        .replace('"x": 7', '"Brød": "It rained."')
    )
    result = next(formats.read_stream(io.BytesIO(mended.encode()), name_map=NAMES))
    assert isinstance(result, Record)
    assert (result.headline, result.body) == ("Ferry Opens", "<p>It rained.</p>")


def test_a_clipping_in_a_rejects_line_has_the_position_of_that_line() -> None:
    results = parse_records(
        "\n" + build_rejects_line(Reject("line 7", Problem("file.empty"), CLIPPING))
    )
    assert [(each.parser, each.position, each.original) for each in results] == [
        ("clipping/1", "line 2", CLIPPING.encode())
    ]


def test_a_rejects_line_in_another_charset_is_read_with_the_given_charset() -> None:
    (first,) = parse_rejects(CLIPPING.replace("Ferry", "Şile").encode("windows-1254"))
    results = parse_records(build_rejects_line(first), charset="windows-1254")
    assert [each.headline for each in results] == ["Şile Opens"]


def test_a_rejected_clipping_in_utf_16_is_rejected_alike_from_its_rejects_line() -> None:
    several = f"## Şile\n-\n\n{CLIPPING}".encode("utf-16")
    (bad,) = parse_rejects(several)
    (same,) = parse_rejects(build_rejects_line(bad))
    assert (same.reason, same.record) == (bad.reason, bad.record)


# Any bytes.

TOKENS = st.sampled_from(
    [
        *("## Head\n", "-\n", "03.12.2020\n", "---\n", "Source:\n", "\n", "text", "ş", "\ufeff"),
        *("{", "}", '{"headline": "a", "text": "b"}\n', "{}\n", "[", "<", "%PDF", "PK\x03\x04"),
        *(
            build_rejects_line(Reject("", Problem(""), CLIPPING)) + "\n",
            build_rejects_line(Reject("", Problem(""), {"base64": "AA=="})) + "\n",
        ),
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
    results = parse(content, name=name, charset=charset)
    reasons = [each.reason for each in results if isinstance(each, Reject)]
    assert [reason for reason in reasons if not is_worded(reason)] == []
    assert {type(each) for each in results} <= {Record, Reject}


def iter_nested_lines(depth: int) -> Iterator[str]:
    """Yield rejects lines, each with the one before inside it."""
    line = LINE
    for _ in range(depth):
        line = build_rejects_line(Reject("", Problem(""), line))
        yield line


def test_rejects_lines_within_rejects_lines_are_unwrapped() -> None:
    assert [len(parse_records(line)) for line in iter_nested_lines(6)] == [1] * 6


@pytest.mark.parametrize("shape", ["{", "[", "<", "a\n", "## Head\n", "\n", '{"a":', "\\", "-\n"])
def test_the_time_of_long_inputs_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: parse(shape * size), 2_000) < 24


def test_a_table_without_a_text_is_told_which_column_it_lacks() -> None:
    (reject,) = parse_rejects("Title,Date,URL\nFerry,2019,x\n")
    assert list_codes(reject.reason) == ["table.no_header"]


@pytest.mark.parametrize(
    "content",
    [
        b'{"headline": "Ferry", "source_address": "https://gazette.example/1"}',
        b'{"title": "Ferry", "url": "https://gazette.example/1"}',
        b'[{"title": "Ferry", "url": "https://gazette.example/1"}]',
        b"title,url,text\nFerry,https://gazette.example/1,\n",
    ],
)
def test_a_headline_with_a_link_and_no_text_is_a_record(content: bytes) -> None:
    [record] = formats.read_stream(io.BytesIO(content))
    assert isinstance(record, Record), record
    assert (record.headline, record.body) == ("Ferry", "")
