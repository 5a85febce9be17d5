"""XML as a stream: whole elements by name, nothing from outside, in memory that is bounded."""

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing import xml
from articles.parsing.xml import Element, MalformedError


def whole(content: str, *named: str) -> list[str]:
    """Return the elements of these names as they are written out alone."""
    stream = io.BytesIO(content.encode())
    return [xml.serialise_element(each).decode() for each in xml.iter_elements(stream, names=named)]


def only(content: str) -> Element:
    """Return the one element ``a``, and all below it."""
    (found,) = list(xml.iter_elements(io.BytesIO(content.encode()), names=["a"]))
    return found


def why_not(content: bytes) -> str:
    with pytest.raises(MalformedError) as malformed:
        list(xml.iter_elements(io.BytesIO(content), names=["a"]))
    return str(malformed.value)


# Elements.


def test_each_element_of_the_names_is_yielded_in_its_order() -> None:
    assert whole("<r><a>1</a><b>2</b>-<c>3</c><a/></r>", "a", "c") == [
        "<a>1</a>",
        "<c>3</c>",
        "<a/>",
    ]


def test_an_element_inside_of_one_that_is_yielded_comes_with_it() -> None:
    assert whole("<r><a>1<b><c>2</c></b></a></r>", "a", "c") == ["<a>1<b><c>2</c></b></a>"]


def test_the_element_around_all_is_one_as_well() -> None:
    assert whole("<a>1</a>", "a") == ["<a>1</a>"]


def test_names_are_those_of_any_namespace() -> None:
    content = '<r xmlns:p="urn:p"><p:a>1</p:a><a xmlns="urn:q">2</a></r>'
    assert whole(content, "a") == [
        '<p:a xmlns:p="urn:p">1</p:a>',
        '<a xmlns="urn:q" xmlns:p="urn:p">2</a>',
    ]


def test_what_stood_before_an_element_is_still_around_it() -> None:
    content = "<r><title>Gazette</title><a/><a/></r>"
    found = xml.iter_elements(io.BytesIO(content.encode()), names=["a"])
    assert [xml.get_text(xml.find_child(each.getparent(), "title")) for each in found] == [
        "Gazette"
    ] * 2


def most_at_once(number: int) -> int:
    """Return how many elements of so many were ever kept."""
    stream = io.BytesIO(b"<r>" + b"<a>text</a>\n" * number + b"</r>")
    return max(len(each.getparent()) for each in xml.iter_elements(stream, names=["a"]))


def test_elements_that_were_used_are_forgotten() -> None:
    assert most_at_once(50_000) < 1.1 * most_at_once(10_000)


# What is no XML.


@pytest.mark.parametrize(
    ("content", "begins"),
    [
        (b"<r><a></r>", "It is not well-formed XML: Opening and ending tag mismatch: a line 1"),
        (b"<r>\n<a>", "It is not well-formed XML: Premature end of data in tag a line 2"),
        (b"", "It is not well-formed XML: no element found"),
        (b"<r>\n<a>&nbsp;</a></r>", "It is not well-formed XML: Entity 'nbsp' not defined, line 2"),
        (b"<r>\xff</r>", "It is not well-formed XML: "),
        (b"<?xml version='1.0' encoding='klingon'?><r/>", "It is not well-formed XML: "),
    ],
)
def test_what_is_no_xml_is_told_with_its_line(content: bytes, begins: str) -> None:
    told = why_not(content)
    assert (told[: len(begins)], told[-1]) == (begins, ".")


def test_what_stood_before_the_error_is_yielded() -> None:
    found = xml.iter_elements(io.BytesIO(b"<r><a>1</a>" + b" " * 100_000 + b"<a></r>"), names=["a"])
    assert xml.get_text(next(found)) == "1"
    with pytest.raises(MalformedError):
        next(found)


class Unreadable:
    def read(self, _size: int = -1, /) -> bytes:
        raise ValueError("it holds no letters")


def test_what_the_stream_cannot_read_is_told_as_well() -> None:
    with pytest.raises(MalformedError, match="XML: it holds no letters"):
        list(xml.iter_elements(Unreadable(), names=["a"]))


@given(st.binary(max_size=200))
def test_any_bytes_are_xml_or_are_told_to_be_none(content: bytes) -> None:
    with suppress(MalformedError):
        assert isinstance(list(xml.iter_elements(io.BytesIO(content), names=["a"])), list)


# What comes from outside.


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")
    told = f'<!DOCTYPE r [<!ENTITY s SYSTEM "{secret.as_uri()}">]><r><a>x&s;</a></r>'
    assert "hush" not in "".join(whole(told, "a"))


def test_no_dtd_is_read(tmp_path: Path) -> None:
    dtd = tmp_path / "a.dtd"
    dtd.write_text('<!ENTITY s "hush"><!ATTLIST a told CDATA "hush">')
    told = f'<!DOCTYPE r SYSTEM "{dtd.as_uri()}"><r><a>x</a></r>'
    assert whole(told, "a") == ["<a>x</a>"]


def test_no_entity_is_expanded() -> None:
    assert xml.get_text(only('<!DOCTYPE r [<!ENTITY e "word">]><r><a>x&e;</a></r>')) == "x&e;"


def test_a_bomb_of_entities_does_not_go_off() -> None:
    levels = "".join(
        f'<!ENTITY e{each} "{f"&e{each - 1};" * 10}">' for each in range(1, 10)
    )  # a thousand million words
    with suppress(MalformedError):
        told = f'<!DOCTYPE r [<!ENTITY e0 "word">{levels}]><r><a>x&e9;</a></r>'
        assert xml.get_text(only(told)) == "x&e9;"


def test_comments_and_instructions_are_left_out() -> None:
    assert whole("<r><a>1<!-- 2 --><?three?>4</a></r>", "a") == ["<a>14</a>"]


# Parts of an element.


@pytest.mark.parametrize(
    ("path", "told"),
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
def test_a_child_is_the_first_down_its_path(path: tuple[str, ...], told: str) -> None:
    element = only('<a xmlns:p="urn:p"><b>1<c>2</c></b><b>3</b><p:d><c>4</c></p:d></a>')
    found = xml.find_child(element, *path)
    assert (xml.get_text(found), found is None) == (told, not told)


@pytest.mark.parametrize(("name", "told"), [("b", ["1", "3"]), ("c", []), ("d", ["4"])])
def test_children_are_an_elements_own(name: str, told: list[str]) -> None:
    element = only('<a xmlns:p="urn:p"><b>1<d>2</d></b><p:b>3</p:b><d>4</d></a>')
    assert [xml.get_text(each).rstrip("2") for each in xml.find_children(element, name)] == told


def test_text_is_all_below_without_the_space_around_it() -> None:
    assert xml.get_text(only("<r><a> 1 <b>2</b>\n3 </a>4</r>")) == "1 2\n3"
    assert xml.get_text(None) == ""


@pytest.mark.parametrize(
    "content",
    ["<a/>", '<a xmlns="urn:p"/>', '<p:a xmlns:p="urn:p"/>', "<r xmlns:p='urn:p'><p:a/></r>"],
)
def test_a_local_name_has_no_namespace(content: str) -> None:
    assert xml.get_local_name(only(content)) == "a"


def test_what_is_no_element_has_no_name() -> None:
    told = '<!DOCTYPE a [<!ENTITY e "word">]><a>x&e;</a>'
    (entity,) = only(told)
    assert xml.get_local_name(entity) == ""


def test_an_element_is_written_with_the_namespaces_that_it_needs_and_without_what_follows() -> None:
    told = whole('<r xmlns:p="urn:p" xmlns:q="urn:q"><a p:x="ş">İ</a> and more</r>', "a")
    assert told == ['<a xmlns:p="urn:p" xmlns:q="urn:q" p:x="ş">İ</a>']


Look = Callable[[Element], object]


@pytest.mark.parametrize("look", [xml.get_text, xml.get_local_name, xml.serialise_element])
def test_a_deep_element_is_looked_at_in_time(look: Look) -> None:
    depth = 250  # the deepest that libxml2 takes
    assert look(only("<a>" + "<b>" * depth + "1" + "</b>" * depth + "</a>"))
