"""HTML documents are decoded, parsed within limits and read as runs of text."""

import io

import pytest

from articles.parsing import hypertext
from articles.parsing.charsets import UnknownCharsetError
from articles.parsing.hypertext import UnreadableError
from tests.problems import list_codes
from tests.timing import measure_growth

TURKISH = "Iğdır'da yağmur"


def read_page(content: bytes, *, charset: str = "") -> tuple[str, str]:
    page = hypertext.read_page(io.BytesIO(content), charset=charset)
    return page.text, page.charset


def build_page(charset: str, text: str) -> str:
    return f'<html><meta http-equiv="Content-Type" content="text/html; charset={charset}">{text}'


@pytest.mark.parametrize(
    ("name", "charset"),
    [
        ("windows-1254", "cp1254"),
        ("ISO-8859-9", "cp1254"),
        ("latin5", "cp1254"),
        ("windows-1251", "cp1251"),
        ("euc-jp", "euc_jp"),
    ],
)
def test_a_page_is_decoded_in_its_declared_charset(name: str, charset: str) -> None:
    text = build_page(name, "Iğdır" if charset == "cp1254" else "вода" if "1251" in name else "水")
    assert read_page(text.encode(charset)) == (text, charset)


def test_declared_latin_1_is_windows_1252() -> None:
    text = build_page("iso-8859-1", "“café”")
    assert read_page(text.encode("cp1252")) == (text, "cp1252")


def test_utf_8_overrides_the_declared_charset() -> None:
    text = build_page("iso-8859-1", "café")
    assert read_page(text.encode()) == (text, "utf-8")


def test_a_bom_overrides_the_declared_charset() -> None:
    text = build_page("windows-1251", TURKISH)
    assert read_page(text.encode("utf-16")) == (text, "utf-16-le")


def test_xhtml_declares_its_charset_in_the_xml_declaration() -> None:
    text = f'<?xml version="1.0" encoding="windows-1254"?><html>{TURKISH}'
    assert read_page(text.encode("cp1254")) == (text, "cp1254")


def test_a_declared_charset_with_escapes_is_used() -> None:
    text = build_page("iso-2022-jp", "水")
    assert read_page(text.encode("iso2022_jp")) == (text, "iso2022_jp")


def test_a_declared_charset_with_escapes_that_does_not_fit_is_ignored() -> None:
    content = build_page("iso-2022-jp", "").encode() + b"\x1b$B~~"
    assert read_page(content)[1] == "utf-8"


@pytest.mark.parametrize("name", ["utf-16", "utf-8", "no-such", "base64", "ascii"])
def test_the_given_charset_is_used_if_the_declared_one_does_not_fit(name: str) -> None:
    text = build_page(name, f"{TURKISH} ş")
    assert read_page(text.encode("cp857"), charset="cp857") == (text, "cp857")


def test_a_page_in_no_known_charset_cannot_be_read() -> None:
    with pytest.raises(UnknownCharsetError, match=r"charset\.choose"):
        read_page(f"<html>{TURKISH}".encode("cp1254"))


def test_a_page_over_the_limit_cannot_be_read() -> None:
    with pytest.raises(UnreadableError, match=r"html\.too_large"):
        read_page(b" " * (hypertext.SIZE_LIMIT + 1))


@pytest.mark.parametrize(("content", "dumped"), [("x" * 2**24, "x" * 2**24), ("x" * 2**25, None)])
def test_small_input_is_dumped_for_the_rejects_file(content: str, dumped: str | None) -> None:
    stream = io.BytesIO(content.encode())
    stream.seek(5)
    assert hypertext.dump_input(stream) == dumped


# The tree.


def build_attributes(count: int) -> str:
    return " ".join(f"attribute{i}='>'" for i in range(count))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "html.none"),
        ("<!-- only -->", "html.none"),
        (f"<p {build_attributes(1001)}>", "html.too_many_attributes"),
        (f"<!-- <a x=' --><p {build_attributes(1001)}>", "html.too_many_attributes"),
        (f"<script {build_attributes(1001)}></script>", "html.too_many_attributes"),
        (
            f"<script>'<a x='</script><p {build_attributes(1001)}>",
            "html.too_many_attributes",
        ),
        ("<div>" * 300, "html.over_limits"),
        ("<p>" + "x" * 11_000_000, "html.over_limits"),
    ],
)
def test_html_that_takes_too_long_or_loses_text_cannot_be_read(text: str, code: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        hypertext.parse_tree(text)
    assert list_codes(raised.value.problem) == [code]


@pytest.mark.parametrize(
    "text",
    [
        f"<p {build_attributes(1000)}>x",
        f"<p>{build_attributes(5000)}",
        f"<script>{'a b c d = 7 ' * 1000}</script><p>x",
        f"<!-- <p {build_attributes(5000)}> --><p>x",
    ],
)
def test_text_that_only_looks_like_many_attributes_is_read(text: str) -> None:
    assert hypertext.parse_tree(text).tag == "html"


@pytest.mark.parametrize("shape", ["<", "<a ", '<a b="', "<!--", "<script>", "<p>x</p>", "a=' "])
def test_the_time_of_parsing_a_tree_grows_linearly(shape: str) -> None:
    def work(size: int) -> None:
        try:
            hypertext.parse_tree(shape * size)
        except UnreadableError:
            return

    assert measure_growth(work, 20_000) < 24


# Runs of text.


def split_blocks(text: str) -> list[str]:
    runs = hypertext.iter_runs(hypertext.parse_tree(text))
    return [hypertext.join_runs(block) for block in hypertext.group_blocks(runs)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>One\n two<p>three", ["One two", "three"]),
        ("<div>One<div>two</div>three</div>", ["One", "two", "three"]),
        ("One<br>two<br> <br>three", ["One two", "three"]),
        ("One<br>&nbsp;<br>two<br><br><br>three", ["One", "two", "three"]),
        ("<table><tr><td>One<td>two</table>", ["One", "two"]),
        ("<p>One<script>no</script> two<style>no</style> three", ["One two three"]),
        ("<head><title>no</title></head><p>One", ["One"]),
        ("<p>", []),
    ],
)
def test_blocks_are_divided_as_on_the_page(text: str, expected: list[str]) -> None:
    assert split_blocks(text) == expected


def test_a_run_has_the_names_and_classes_around_it() -> None:
    runs = hypertext.iter_runs(hypertext.parse_tree("<p class='Lead Wide'>One <b>two</b></p>"))
    labels = [(run.text, {*run.labels} - {"html", "body"}) for run in runs if run.text.strip()]
    assert labels == [("One ", {"p", "lead", "wide"}), ("two", {"p", "lead", "wide", "b"})]
