"""Repairs of XML, whatever the parts in which it is read."""

import io

import pytest

from articles.parsing.wordpress.xml_repair import RepairedInput
from tests.timing import measure_growth

GOOD = (
    b"<item><title><![CDATA[a & b]]></title><link>a&amp;b</link>\n"
    b"<x:y><![CDATA[c]]><![CDATA[d]]>\n</x:y></item>\n"
)


class Stream:
    """Bytes that are read in parts of one size."""

    def __init__(self, content: bytes, *, size: int) -> None:
        self._stream = io.BytesIO(content)
        self._size = size

    def read(self, _size: int = -1, /) -> bytes:
        return self._stream.read(self._size)


def repair(content: bytes, *, size: int = 2**15) -> bytes:
    repaired = RepairedInput(Stream(content, size=size))
    return b"".join(iter(repaired.read, b""))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_what_needs_no_repair_stays(size: int) -> None:
    content = GOOD * 40
    assert repair(content, size=size) == content


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (b"<x:y><![CDATA[a]]>b]]></x:y>", b"<x:y><![CDATA[a]]]]><![CDATA[>b]]></x:y>"),
        (b"<x:y><![CDATA[a]]></p>]]>\n</x:y>", b"<x:y><![CDATA[a]]]]><![CDATA[></p>]]>\n</x:y>"),
        (b"<link>?a&b&c=&uuml;</link>", "<link>?a&amp;b&amp;c=ü</link>".encode()),
        (b"<link>&#65;&#8;&#60;&none;</link>", b"<link>A&lt;&amp;none;</link>"),
    ],
)
def test_a_fault_is_repaired_wherever_it_is_divided(bad: bytes, good: bytes, size: int) -> None:
    assert repair(GOOD * 5 + bad * 20, size=size) == GOOD * 5 + good * 20


def test_text_without_any_tag_or_line_end_is_not_held_back() -> None:
    repaired = RepairedInput(Stream(b"<a>" + b"b" * 2**22, size=2**20))
    assert len(repaired.read()) <= 2**21


@pytest.mark.parametrize("shape", [b"]]>", b"<![CDATA[", b"&", b"&a", b"]", b"]]>      ", b"a"])
def test_the_time_grows_linearly(shape: bytes) -> None:
    assert measure_growth(lambda size: repair(b"<![CDATA[a]]>" + shape * size), 30_000) < 24
    assert measure_growth(lambda size: repair(b"<![CDATA[" + shape * size), 30_000) < 24
