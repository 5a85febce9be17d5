"""Exports are repaired for an XML parser."""

import codecs
import io

import pytest

from articles.parsing import xml_input
from articles.parsing.xml_input import TooLargeError, XMLInput

PLAIN = b'<?xml version="1.0"?>'


def read(content: bytes, *, charset: str = "") -> bytes:
    stream = XMLInput(io.BytesIO(content), charset=charset)
    return b"".join(iter(stream.read, b""))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a/>",
        "<a>ş</a>".encode(),
        b'<?xml version="1.0" encoding="UTF-8"?><a/>',
        b"<a>\xfe</a>",
    ],
)
def test_well_formed_xml_is_unchanged(content: bytes) -> None:
    assert read(content) == content


def test_characters_that_xml_forbids_are_removed() -> None:
    assert read(b"<a>\x0b1\x002\x1f\t\r\n3\x08</a>") == b"<a>12\t\r\n3</a>"


def test_a_chunk_of_forbidden_characters_is_not_the_end() -> None:
    assert read(b"<a>" + b"\x01" * 100_000 + b"</a>") == b"<a></a>"


def test_zero_bytes_of_possible_utf_16_stay() -> None:
    content = "<a>ş</a>".encode("utf-16-le")
    assert read(content) == content


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_charset_is_that_of_the_bom(charset: str) -> None:
    content = '<?xml version="1.0" encoding="x"?><a>ş</a>'.encode(charset)
    assert read(content, charset="windows-1251").endswith("<a>ş</a>".encode())


def test_the_charset_is_that_of_the_declaration() -> None:
    content = "<?xml version='1.0' encoding='ISO-8859-9'?><a>ş</a>".encode("iso-8859-9")
    assert read(content, charset="windows-1251") == PLAIN + "<a>ş</a>".encode()


@pytest.mark.parametrize("label", ["x-none", "utf-16", "unicode", "UTF-16LE"])
def test_a_declared_charset_that_cannot_be_true_does_not_count(label: str) -> None:
    content = f'<?xml version="1.0" encoding="{label}"?><a>ş</a>'
    assert read(content.encode()) == PLAIN + "<a>ş</a>".encode()
    other = content.encode("windows-1254")
    assert read(other, charset="windows-1254") == PLAIN + "<a>ş</a>".encode()
    with pytest.raises(UnicodeDecodeError):
        read(other)


@pytest.mark.parametrize(
    ("label", "charset", "text"),
    [
        ("iso-8859-1", "windows-1252", "“ü” €"),
        ("us-ascii", "windows-1252", "“ü”"),
        ("gb2312", "gb18030", "镕€"),
        ("euc-kr", "cp949", "똠"),
        ("iso-8859-1", "utf-8", "“ü”"),
        ("gb2312", "utf-8", "镕"),
    ],
)
def test_a_label_means_what_it_means_on_the_web(label: str, charset: str, text: str) -> None:
    content = f'<?xml version="1.0" encoding="{label}"?><a>{text}</a>'.encode(charset)
    assert read(content) == PLAIN + f"<a>{text}</a>".encode()


def test_bytes_that_windows_charsets_leave_undefined_are_control_characters() -> None:
    content = b'<?xml version="1.0" encoding="iso-8859-1"?><a>\x81\xfc</a>'
    assert read(content) == PLAIN + "<a>\x81ü</a>".encode()


@pytest.mark.parametrize("start", ["", "<?xml version='1.0' encoding='UTF-8'?>"])
def test_the_given_charset_is_used_if_the_bytes_are_not_utf_8(start: str) -> None:
    content = f"{start}<a>ş</a>".encode("windows-1254")
    assert read(content, charset="windows-1254").endswith("<a>ş</a>".encode())


@pytest.mark.parametrize("content", ["<a>ş</a>", "<a>" + "ş" * 2**20 + "</a>"])
def test_the_given_charset_is_ignored_if_the_bytes_are_utf_8(content: str) -> None:
    assert read(content.encode(), charset="windows-1254") == content.encode()


def test_half_a_character_at_the_end_is_not_utf_8() -> None:
    assert read(b"<a/>\xc5", charset="latin-1") == "<a/>Å".encode()


def test_bytes_that_are_not_in_the_charset_raise() -> None:
    with pytest.raises(UnicodeDecodeError):
        read(b"<?xml version='1.0' encoding='big5'?>\xff\xff")


@pytest.mark.parametrize("label", ["iso-8859-1", "utf-16"])
def test_a_wrong_declaration_does_not_count_for_utf_8(label: str) -> None:
    content = f"<?xml version='1.0' encoding='{label}'?><a>ş</a>".encode()
    assert read(content).endswith("<a>ş</a>".encode())


def test_a_declared_charset_with_escapes_is_used() -> None:
    content = "<?xml version='1.0' encoding='iso-2022-jp'?><a>水</a>".encode("iso2022_jp")
    assert read(content) == PLAIN + "<a>水</a>".encode()


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
def test_blank_lines_before_the_declaration_are_moved_after_it(bom: bytes) -> None:
    assert read(bom + b"\r\n\n" + PLAIN + b"<a/>") == PLAIN + b"\n\n<a/>"


def test_lines_are_counted() -> None:
    stream = XMLInput(io.BytesIO(b"\n<a>\n</a>\n"))
    stream.read()
    assert stream.line == 4


def test_a_part_that_is_too_large_raises() -> None:
    stream = XMLInput(io.BytesIO(b" " * (xml_input.PART_LIMIT + 1)))
    with pytest.raises(TooLargeError):
        list(iter(stream.read, b""))


def test_each_part_is_measured_alone() -> None:
    stream = XMLInput(io.BytesIO(b" " * (xml_input.PART_LIMIT + 1)))
    count = 0
    while chunk := stream.read():
        count += len(chunk)
        stream.begin_part()
    assert count == xml_input.PART_LIMIT + 1
