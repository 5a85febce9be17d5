"""Bytes are decoded by what is known of their charset."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.charsets import (
    UnknownCharsetError,
    decode_head,
    decode_text,
    encode_for_json,
    encode_text,
    find_charset,
)
from tests.problems import list_codes, say

TURKISH = "Iğdır’da şöyle: çayı, gül"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("windows-1254", "cp1254"),
        ("ISO-8859-9", "cp1254"),
        ("latin1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("tis-620", "cp874"),
        ("gb2312", "gb18030"),
        ("x-cp1251", "cp1251"),
        ("UTF8", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("koi8-r", "koi8-r"),
        ("shift_jis", "cp932"),
        ("euc-kr", "cp949"),
    ],
)
def test_a_label_means_what_browsers_take_it_for(name: str, known: str) -> None:
    assert find_charset(name) == known


@pytest.mark.parametrize(
    ("name", "known"), [("cp857", "cp857"), ("utf_32", "utf-32"), ("hz-gb-2312", "hz")]
)
def test_a_charset_that_no_browser_reads_is_found_by_any_of_its_names(
    name: str, known: str
) -> None:
    assert find_charset(name) == known


@pytest.mark.parametrize(
    "name",
    [
        *("", "klingon", "x-user-defined", "ş", "utf-8\0", "\ud800"),
        *("base64", "bz2", "hex", "quopri", "rot13", "uu", "zip"),
        *("charmap", "idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"),
    ],
)
def test_a_name_of_no_charset_is_not_found(name: str) -> None:
    assert find_charset(name) == ""


@pytest.mark.parametrize(
    ("bom", "charset"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_the_charset_is_that_of_the_bom_or_strict_utf_8(bom: bytes, charset: str) -> None:
    assert decode_text(bom + TURKISH.encode(charset)) == (TURKISH, charset)


def test_a_bom_overrides_the_given_charset() -> None:
    content = codecs.BOM_UTF16_LE + TURKISH.encode("utf-16-le")
    assert decode_text(content, "windows-1254") == (TURKISH, "utf-16-le")


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"", ""),
        (b"a\xff", "a\ufffd"),
        (codecs.BOM_UTF8 + b"a", "a"),
        (codecs.BOM_UTF16_BE + b"\0a\0", "a\ufffd"),
        (codecs.BOM_UTF32_LE + b"a\0\0\0", "a"),
    ],
)
def test_any_head_is_decoded(head: bytes, text: str) -> None:
    assert decode_head(head) == text


def test_strict_utf_8_overrides_the_given_charset() -> None:
    assert decode_text(TURKISH.encode(), "windows-1254") == (TURKISH, "utf-8")


def test_bytes_that_are_not_utf_8_are_decoded_in_the_given_charset() -> None:
    assert decode_text(TURKISH.encode("windows-1254"), "windows-1254") == (TURKISH, "windows-1254")


def test_utf_16_without_a_bom_is_decoded_if_it_is_given() -> None:
    assert decode_text(TURKISH.encode("utf-16-le"), "utf-16-le") == (TURKISH, "utf-16-le")


@pytest.mark.parametrize(
    ("content", "charset", "codes"),
    [
        (
            "aş".encode("windows-1254"),
            "",
            ["charset.wrong_byte", "charset.choose"],
        ),
        (
            b"\x81",
            "windows-1254",
            ["charset.wrong_byte", "charset.another"],
        ),
        (
            codecs.BOM_UTF16_LE + b"a",
            "",
            ["charset.wrong_byte", "charset.wrong_bom"],
        ),
        (
            codecs.BOM_UTF8 + b"a\xff",
            "windows-1254",
            ["charset.wrong_byte", "charset.wrong_bom"],
        ),
        (b"a\0b", "", ["charset.zero_bytes"]),
        (b"a\0\xff", "windows-1254", ["charset.zero_bytes"]),
        (codecs.BOM_UTF16_LE + b"a\0\0\0", "", ["charset.zero_bytes"]),
    ],
)
def test_bytes_in_no_known_charset_are_refused(
    content: bytes, charset: str, codes: list[str]
) -> None:
    with pytest.raises(UnknownCharsetError) as refused:
        decode_text(content, charset)
    assert list_codes(refused.value.problem) == codes


def test_a_byte_that_is_not_in_the_charset_is_named() -> None:
    with pytest.raises(UnknownCharsetError) as refused:
        decode_text(codecs.BOM_UTF8 + b"a\xff")
    assert say(refused.value.problem) == (
        "Byte 2 is not UTF-8. Its byte-order mark says UTF-8, but it is not. Save it again as "
        "UTF-8 and import that."
    )


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-16-be"])
def test_bytes_that_are_not_whole_may_end_inside_a_character(charset: str) -> None:
    content = encode_text("aş", charset)[:-1]
    assert decode_text(content, is_whole=False) == ("a", charset)


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "windows-1254"]
)
def test_encoded_text_can_be_decoded(charset: str) -> None:
    assert decode_text(encode_text(TURKISH, charset), "windows-1254") == (TURKISH, charset)


def test_utf_8_is_encoded_without_a_bom() -> None:
    assert encode_text("ş", "utf-8") == b"\xc5\x9f"


def test_characters_that_the_charset_lacks_are_encoded_as_escapes() -> None:
    assert encode_text("Ե", "windows-1254") == rb"\u0535"


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"a\xc5\x9f", "aş"),
        (b"\xef\xbb\xbfa", "\ufeffa"),
        (b"a\xfe", {"base64": "Yf4="}),
        (b"", ""),
    ],
)
def test_bytes_become_text_or_base64_in_json(content: bytes, value: str | dict[str, str]) -> None:
    assert encode_for_json(content) == value


@given(st.binary(), st.sampled_from(["", "windows-1254", "utf-16-le"]))
def test_any_bytes_are_decoded_or_refused(content: bytes, charset: str) -> None:
    with suppress(UnknownCharsetError):
        assert "\0" not in decode_text(content, charset)[0]
