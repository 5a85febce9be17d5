"""Wire stories as plain text: how an input is divided, and what its formats share."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing import formats
from articles.parsing.newswire import wire_text
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, Remark
from tests.newswire import ANPA, IPTC, TELEX, parse_wire_record, parse_wire_text
from tests.problems import is_worded, list_codes
from tests.timing import measure_growth


def add_parity(content: bytes) -> bytes:
    return bytes(byte | 0x80 * (byte.bit_count() % 2) for byte in content)


@pytest.mark.parametrize("content", [ANPA, IPTC, TELEX])
@pytest.mark.parametrize("controls", [True, False])
@pytest.mark.parametrize("junk", ["", "\r\n\x7f\x04\x16\x16", "\ufeff"])
def test_the_format_is_recognised_with_or_without_control_characters(
    content: str, junk: str, *, controls: bool
) -> None:
    if not controls:
        content = "".join(each for each in content if each.isprintable() or each in "\n\t")
    (record,) = formats.read_stream(io.BytesIO((junk + content).encode()))
    assert isinstance(record, Record)
    assert record.parser == "wiretext/1"


@pytest.mark.parametrize(
    "text",
    ["", "Ferry opens\n\nIt rained.", "eca062\n", "W2870abc\nFerry", "\x01A header", "A ZCZC B"],
)
def test_other_text_is_not_recognised(text: str) -> None:
    assert wire_text.sniff(text) is False


def test_unknown_headers_are_recognised_by_the_control_characters() -> None:
    record = parse_wire_record("\x01HNA 7\r\n\x02Ferry opens =\n\nIt rained.\x03131137 NOV\x04")
    assert (record.headline, record.body) == ("Ferry opens", "<p>It rained.</p>")


@pytest.mark.parametrize("content", [ANPA, IPTC, TELEX])
def test_each_of_many_stories_has_an_original_of_its_own(content: str) -> None:
    first, second = parse_wire_text(content + content.replace("Ferry", "Bridge"))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.position, second.position) == ("item 1", "item 2")
    assert second.headline == first.headline.replace("Ferry", "Bridge")
    assert first.original.startswith(content.encode().strip(b"\x16\n"))
    assert parse_wire_record(first.original) == first


def test_stories_longer_than_a_chunk_are_divided() -> None:
    long = IPTC.replace("It rained.", "It rained. " * 20_000)
    assert [type(each) for each in parse_wire_text(long * 3)] == [Record] * 3


@pytest.mark.parametrize("content", [ANPA, IPTC])
def test_a_parity_bit_is_taken_off(content: str) -> None:
    plain = parse_wire_text(content * 2)
    coded = add_parity((content * 2).encode())
    (first, *_) = list(formats.read_stream(io.BytesIO(coded)))
    assert [getattr(each, "body", "") for each in parse_wire_text(coded)] == [
        getattr(each, "body", "") for each in plain
    ]
    assert isinstance(first, Record)
    assert first.original in coded


def test_text_in_another_charset_needs_that_charset() -> None:
    content = IPTC.replace("rained", "yağdı").encode("windows-1254")
    (reject,) = parse_wire_text(content)
    assert isinstance(reject, Reject)
    assert list_codes(reject.reason) == ["charset.wrong_byte", "charset.choose"]
    record = parse_wire_record(content, charset="windows-1254")
    assert ("yağdı" in record.body, record.charset) == (True, "windows-1254")


def test_a_story_over_the_limit_is_rejected_and_the_next_is_read() -> None:
    large = IPTC.replace("It rained.", "It rained. " * 500_000)
    first, second = parse_wire_text(large + IPTC)
    assert first == Reject("item 1", Problem("wire.text_too_large", {"size": 4}), None)
    assert isinstance(second, Record)
    assert parse_wire_text(large) == [first]


def test_an_input_without_stories_is_rejected() -> None:
    assert parse_wire_text("\x16\x04\n") == [Reject("line 1", Problem("wire.no_story"), None)]
    (reject,) = parse_wire_text("\x01abc\x02\x03")
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("wire.empty")


def test_notes_to_editors_are_left_out_with_a_remark() -> None:
    note = "\n\n* * * *\nThe following information is not for publication\n\nCall us."
    record = parse_wire_record(IPTC.replace("\x03", note + "\n\x03"))
    assert record.body == parse_wire_record(IPTC).body
    assert record.remarks == (Remark("notes_left_out", 1),)


def test_columns_are_kept_as_they_stand() -> None:
    table = "1   Ann   58\n2   Bob   57\n3   Cyd   56"
    record = parse_wire_record(IPTC.replace("It rained.", f"{table}\n\n"))
    assert f"<pre>   {table}</pre>" in record.body


@given(st.binary(max_size=99) | st.text("\x01\x02\x03^<=/ \nAZC1", max_size=99).map(str.encode))
def test_any_bytes_are_records_and_rejects_with_a_reason(content: bytes) -> None:
    results = parse_wire_text(content)
    assert results
    assert all(is_worded(each.reason) for each in results if isinstance(each, Reject))
    assert all(each.headline for each in results if isinstance(each, Record))


SHAPES = (
    *("\x01", "\x02", "\x03", "^", "^<", "^A\n", "=\n", "A=\n", "\n", " ", "\t", "A  ", "/", "("),
    *("A   B\n", "131137 ", "131137 GMT Nov 13\n", "* ", "# ", "not for publication\n", "\nZCZC "),
    *("AP-WF-11-13-13 1509GMT", "\x01W2870\n", "A\n\n"),
)


@pytest.mark.unmeasured
@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_of_long_inputs_grows_linearly(shape: str) -> None:
    def parse_repeated(size: int) -> None:
        for start in ("\x01\x02", ANPA, IPTC, TELEX):
            parse_wire_text(start + shape * (size // len(shape)))
            wire_text.sniff(start + shape * (size // len(shape)))

    assert measure_growth(parse_repeated, 5_000) < 24
