"""XML is read element by element, without anything external, in bounded memory."""

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.reasons import word_for_shell
from articles.parsing import xml
from articles.parsing.xml import Element, MalformedError


def extract_elements(content: str, *names: str) -> list[str]:
    """Return the serialised elements of these names."""
    stream = io.BytesIO(content.encode())
    return [xml.serialise_element(each).decode() for each in xml.iter_elements(stream, names=names)]


def extract_element(content: str) -> Element:
    """Return the one element ``a``."""
    (elements,) = list(xml.iter_elements(io.BytesIO(content.encode()), names=["a"]))
    return elements


def get_error(content: bytes) -> str:
    with pytest.raises(MalformedError) as malformed:
        list(xml.iter_elements(io.BytesIO(content), names=["a"]))
    return word_for_shell(malformed.value.problem)


# Elements.


def test_each_element_of_the_names_is_yielded_in_its_order() -> None:
    assert extract_elements("<r><a>1</a><b>2</b>-<c>3</c><a/></r>", "a", "c") == [
        "<a>1</a>",
        "<c>3</c>",
        "<a/>",
    ]


def test_an_element_inside_another_is_yielded_with_that() -> None:
    assert extract_elements("<r><a>1<b><c>2</c></b></a></r>", "a", "c") == [
        "<a>1<b><c>2</c></b></a>"
    ]


def test_the_root_element_can_be_yielded() -> None:
    assert extract_elements("<a>1</a>", "a") == ["<a>1</a>"]


def test_elements_of_any_namespace_are_yielded() -> None:
    content = '<r xmlns:p="urn:p"><p:a>1</p:a><a xmlns="urn:q">2</a></r>'
    assert extract_elements(content, "a") == [
        '<p:a xmlns:p="urn:p">1</p:a>',
        '<a xmlns="urn:q" xmlns:p="urn:p">2</a>',
    ]


def test_elements_before_one_are_still_in_its_parent() -> None:
    content = "<r><title>Gazette</title><a/><a/></r>"
    elements = xml.iter_elements(io.BytesIO(content.encode()), names=["a"])
    assert [xml.get_text(xml.find_child(each.getparent(), "title")) for each in elements] == [
        "Gazette"
    ] * 2


def count_children(number: int) -> int:
    """Return the largest number of children of the root while that many elements are read."""
    stream = io.BytesIO(b"<r>" + b"<a>text</a>\n" * number + b"</r>")
    return max(len(each.getparent()) for each in xml.iter_elements(stream, names=["a"]))


def test_elements_are_removed_after_use() -> None:
    assert count_children(50_000) < 1.1 * count_children(10_000)


# Malformed XML.


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        (b"<r><a></r>", "Not well-formed XML: Opening and ending tag mismatch: a line 1"),
        (b"<r>\n<a>", "Not well-formed XML: Premature end of data in tag a line 2"),
        (b"", "Not well-formed XML: no element found"),
        (b"<r>\n<a>&nbsp;</a></r>", "Not well-formed XML: Entity 'nbsp' not defined, line 2"),
        (b"<r>\xff</r>", "Not well-formed XML: "),
        (b"<?xml version='1.0' encoding='klingon'?><r/>", "Not well-formed XML: "),
    ],
)
def test_malformed_xml_is_an_error_with_its_line(content: bytes, beginning: str) -> None:
    message = get_error(content)
    assert (message[: len(beginning)], message[-1]) == (beginning, ".")


def test_elements_before_the_error_are_yielded() -> None:
    elements = xml.iter_elements(
        io.BytesIO(b"<r><a>1</a>" + b" " * 100_000 + b"<a></r>"), names=["a"]
    )
    assert xml.get_text(next(elements)) == "1"
    with pytest.raises(MalformedError):
        next(elements)


class FailingStream:
    def read(self, _size: int = -1, /) -> bytes:
        raise ValueError("it has no characters")


def test_an_error_of_the_stream_is_an_error() -> None:
    with pytest.raises(MalformedError) as malformed:
        list(xml.iter_elements(FailingStream(), names=["a"]))
    assert malformed.value.message == "it has no characters"


@given(st.binary(max_size=200))
def test_any_bytes_are_xml_or_an_error(content: bytes) -> None:
    with suppress(MalformedError):
        assert isinstance(list(xml.iter_elements(io.BytesIO(content), names=["a"])), list)


# External entities and other attacks.


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")
    content = f'<!DOCTYPE r [<!ENTITY s SYSTEM "{secret.as_uri()}">]><r><a>x&s;</a></r>'
    assert "hush" not in "".join(extract_elements(content, "a"))


def test_no_dtd_is_read(tmp_path: Path) -> None:
    dtd = tmp_path / "a.dtd"
    dtd.write_text('<!ENTITY s "hush"><!ATTLIST a b CDATA "hush">')
    content = f'<!DOCTYPE r SYSTEM "{dtd.as_uri()}"><r><a>x</a></r>'
    assert extract_elements(content, "a") == ["<a>x</a>"]


def test_no_entity_is_expanded() -> None:
    assert (
        xml.get_text(extract_element('<!DOCTYPE r [<!ENTITY e "word">]><r><a>x&e;</a></r>'))
        == "x&e;"
    )


def test_a_bomb_of_entities_is_not_expanded() -> None:
    levels = "".join(
        f'<!ENTITY e{each} "{f"&e{each - 1};" * 10}">' for each in range(1, 10)
    )  # a thousand million words
    with suppress(MalformedError):
        content = f'<!DOCTYPE r [<!ENTITY e0 "word">{levels}]><r><a>x&e9;</a></r>'
        assert xml.get_text(extract_element(content)) == "x&e9;"


def test_comments_and_processing_instructions_are_left_out() -> None:
    assert extract_elements("<r><a>1<!-- 2 --><?three?>4</a></r>", "a") == ["<a>14</a>"]


# Parts of an element.


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("b",), "12"),
        (("b", "c"), "2"),
        (("d", "c"), "4"),
        (("c",), ""),
        (("b", "e"), ""),
        (("e", "c"), ""),
        ((), "1234"),
    ],
)
def test_a_child_is_the_first_on_its_path(path: tuple[str, ...], text: str) -> None:
    element = extract_element('<a xmlns:p="urn:p"><b>1<c>2</c></b><b>3</b><p:d><c>4</c></p:d></a>')
    child = xml.find_child(element, *path)
    assert (xml.get_text(child), child is None) == (text, not text)


@pytest.mark.parametrize(("name", "texts"), [("b", ["1", "3"]), ("c", []), ("d", ["4"])])
def test_children_are_direct_children(name: str, texts: list[str]) -> None:
    element = extract_element('<a xmlns:p="urn:p"><b>1<d>2</d></b><p:b>3</p:b><d>4</d></a>')
    assert [xml.get_text(each).rstrip("2") for each in xml.find_children(element, name)] == texts


def test_text_is_that_of_all_descendants() -> None:
    assert xml.get_text(extract_element("<r><a> 1 <b>2</b>\n3 </a>4</r>")) == "1 2\n3"
    assert xml.get_text(None) == ""


@pytest.mark.parametrize(
    "content",
    ["<a/>", '<a xmlns="urn:p"/>', '<p:a xmlns:p="urn:p"/>', "<r xmlns:p='urn:p'><p:a/></r>"],
)
def test_a_local_name_has_no_namespace(content: str) -> None:
    assert xml.get_local_name(extract_element(content)) == "a"


def test_an_entity_has_no_name() -> None:
    content = '<!DOCTYPE a [<!ENTITY e "word">]><a>x&e;</a>'
    (entity,) = extract_element(content)
    assert xml.get_local_name(entity) == ""


def test_an_element_is_serialised_with_its_namespaces_and_without_its_tail() -> None:
    content = extract_elements(
        '<r xmlns:p="urn:p" xmlns:q="urn:q"><a p:x="ş">İ</a> and more</r>', "a"
    )
    assert content == ['<a xmlns:p="urn:p" xmlns:q="urn:q" p:x="ş">İ</a>']


Inspect = Callable[[Element], object]


@pytest.mark.parametrize("inspect", [xml.get_text, xml.get_local_name, xml.serialise_element])
def test_a_deep_element_is_read_in_time(inspect: Inspect) -> None:
    depth = 250  # the deepest that libxml2 takes
    assert inspect(extract_element("<a>" + "<b>" * depth + "1" + "</b>" * depth + "</a>"))
