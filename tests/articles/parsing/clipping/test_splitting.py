"""A file of clippings is split into the bytes of each."""

import codecs
import io
import tracemalloc
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.parsing.clipping import clipping, splitting
from articles.parsing.clipping.splitting import Part
from articles.parsing.records import Reading, Record, Reject
from tests.timing import measure_growth

LIMIT = 2**20
TEXT = "The new terminal was opened by the mayor on Monday in the rain, and the band played."


def split(content: str | bytes, *, charset: str = "", limit: int = LIMIT) -> list[Part]:
    data = content.encode() if isinstance(content, str) else content
    return list(splitting.split_parts(io.BytesIO(data), charset=charset, limit=limit))


def find_first_lines(content: str | bytes, *, charset: str = "") -> list[int]:
    return [part.line for part in split(content, charset=charset)]


ONE = f"## One\n-\n03.12.2020\n---\n\n{TEXT}\n"


@pytest.mark.parametrize("content", ["", "\n", "Text", TEXT * 5_000, ONE, "\f", "\r", "\ufeff"])
def test_a_file_without_clippings_is_one_part(content: str) -> None:
    assert split(content) == [Part(1, content.encode())]


@pytest.mark.parametrize(
    "between",
    [
        "## Two\n-\n",
        "\n\n---\n\n## Two\n\n\n-\n\n04.12.2020\n",
        "---\n## Two\n04.12.2020\n",
        "Kaynak/Source:\n\n## Two\n\n04.12.2020\n",
        "Source: A\nTags: b\n\n---\n\n## Two\n04.12.2020\n",
        "Source:\n<https://h.example/>\n## Two\n04.12.2020\n",
        "<https://h.example/>\n\n## Two\n04.12.2020\n",
        "---\n## Two\nHas a long\n-\n",
        "---\n## Two\n\nHas a headline\n\nof three lines\n\n-\n",
        "\f## Two\n04.12.2020\n",
        "the end of a page\f## Two\n04.12.2020\n",
        "Source:\n\nTwo\n\n-\n\n04.12.2020\n",
        "---\nTwo\n-\n04.12.2020\n",
        "\fTwo\n-\n04.12.2020\n",
        "Source:\n##\n\n## Two\n-\n",
    ],
)
def test_a_head_begins_a_clipping(between: str) -> None:
    assert len(split(f"{ONE}{between}\n{TEXT}\n")) == 2


@pytest.mark.parametrize(
    "inside",
    [
        "## Two\n\n",
        "## Two\n\n04.12.2020\n\n",
        "## Two\n\nA line\n\n-\n\n",
        "---\n## Two\n\n",
        "---\n## Two\n\nA\n\nB\n\nC\n\n-\n",
        "---\n## Two\n\nA\n\n### B\n\n-\n".replace("-\n", "Text.\n"),
        "---\n\n04.12.2020\n\n",
        "---\nTwo\n-\n",
        "---\nTwo\n04.12.2020\n",
        "---\nTwo\n\nmore\nof\nthe\ntext\n-\n04.12.2020\n",
        "---\n## Two\nmore\nof the\ntext\n-\n",
        "---\n-\n-\n04.12.2020\n",
        "Source:\n",
        "\f## Two\n\n",
        "Two\n-\n04.12.2020\n",
    ],
)
def test_a_heading_inside_a_text_begins_no_clipping(inside: str) -> None:
    assert len(split(f"{ONE}{inside}\n{TEXT}\n")) == 1


def test_a_clipping_without_a_heading_or_a_date_above_ends_with_its_foot() -> None:
    assert find_first_lines(f"One\n\n{TEXT}\n\nKaynak/Source:\n\n## Two\n-\n\n{TEXT}\n") == [1, 6]


def test_labels_above_the_first_headline_belong_to_its_clipping() -> None:
    assert find_first_lines(f"Kaynak/Source: A\n\n{ONE}") == [1]


ENDS = ["\n", "\r\n", "\r"]
CHARSETS = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("windows-1254", b""),
    ("utf-16-le", b""),
    ("cp500", b""),
]


@pytest.mark.parametrize(("end", "charset"), [*product(ENDS, CHARSETS)])
def test_lines_are_counted_in_any_charset_with_any_line_end(
    end: str, charset: tuple[str, bytes]
) -> None:
    name, bom = charset
    several = f"{ONE}\n---\n\n## Şile\n–\n\n\u0a0d\u0d0a{TEXT}\n".replace("\n", end)
    if name in {"windows-1254", "cp500"}:
        several = several.replace("\u0a0d\u0d0a", "")
    several = several.replace("Ş", "S").replace("–", "-") if name == "cp500" else several
    content = bom + several.encode(name)
    first, second = split(content, charset=name)
    assert (first.line, second.line) == (1, 7)
    again = b"" if name == "utf-8" else bom
    assert (first.content or b"") + (second.content or b"").removeprefix(again) == content


@pytest.mark.parametrize("size", range(65_530, 65_545))
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_head_may_lie_across_two_chunks(size: int, charset: str) -> None:
    several = f"## One\n-\n{'x' * size}\r\n\r\n## Two\r\n-\r\n{TEXT}"
    assert find_first_lines(several.encode(charset)) == [1, 4]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("gap", ["\n\n", "\n---\n", "\n-\n"])
def test_a_line_may_be_longer_than_a_chunk(charset: str, gap: str) -> None:
    several = f"## One\n-\n{'x' * 300_000}{gap}## Two\n-\n{TEXT}"
    line = 5 if gap == "\n-\n" else 4
    assert find_first_lines(several.encode(charset)) == [1, line]


def test_a_clipping_that_is_too_large_has_no_content() -> None:
    large = "## Large\n-\n\n" + "It rained again.\n" * 100
    several = f"{ONE}\n---\n\n{large}\n---\n\n## Three\n-\n\n{TEXT}\n"
    first, second, third = split(several, limit=1_000)
    assert (first.line, second, third.line) == (1, Part(7, None), 113)
    assert third.content == several.encode()[-len(third.content or b"") :]
    assert (third.content or b"")[:15] == b"\n---\n\n## Three\n"


def test_a_clipping_with_too_many_blank_lines_has_no_content() -> None:
    several = ONE + "\n" * 2_000 + f"## Two\n-\n\n{TEXT}\n"
    assert [(part.line, part.content is None) for part in split(several, limit=1_000)] == [
        (1, True),
        (2_007, False),
    ]


def test_memory_does_not_grow_with_the_file() -> None:
    content = (ONE + TEXT * 20 + "\n").encode() * 2_000
    tracemalloc.start()
    for _part in splitting.split_parts(io.BytesIO(content), limit=LIMIT):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < LIMIT


# Records of the parts.


def parse(content: bytes, *, charset: str = "") -> list[Record | Reject]:
    return list(clipping.parse(io.BytesIO(content), charset=charset))


def move_to_top(record: Record | Reject) -> Record | Reject:
    """Return the record as it is at the top of a file."""
    if isinstance(record, Reject):
        return replace(record, position="line 1")
    offset = int(record.position.removeprefix("line ")) - 1
    readings = {
        name: Reading(each.sureness, each.line and each.line - offset)
        for name, each in record.readings.items()
    }
    remarks = tuple(replace(each, line=each.line - offset) for each in record.remarks)
    return replace(record, position="line 1", readings=readings, remarks=remarks)


CLIPPINGS = st.builds(
    "\n".join,
    st.tuples(
        st.sampled_from(["", "\n\n---\n"]),
        st.sampled_from(["## Ferry Opens", "## Ferry\nOpens", "# Şile", "##### İğdeli ##"]),
        st.sampled_from(["-", "\n-\n", "–\n03.12.2020", "-\n\n2020-12-03\n\n---\n"]),
        st.sampled_from(["", "Harbour Times (01 December 2020)", "Liman, Nisan 2019, Sayı 87"]),
        st.sampled_from(["", "By Ada Quill", "Yazan: Ayşe IŞIK"]),
        st.lists(
            st.sampled_from(
                [
                    *(TEXT, "It was late", "and dark.", "", "## Inside", "04.12.2020", "Source: x"),
                    *("## Again\n\n01.02.2020", "***", "- One\n- Two", "\f", "(a)", "1. One"),
                ]
            ),
            min_size=1,
            max_size=8,
        ).map("\n\n".join),
        st.just(TEXT),
        st.sampled_from(["", "<https://h.example/a>", "https://h.example/b\n\n---"]),
        st.sampled_from(
            ["Kaynak/Source:", "---\n\nKaynak/Source: A\nTür/Kind: haber\n", "Tags: a"]
        ),
    ),
).map(lambda text: text.rstrip() + "\n")


def is_one_clipping(text: str) -> bool:
    return len(parse(text.encode())) == 1


@given(
    st.lists(CLIPPINGS.filter(is_one_clipping), min_size=1, max_size=4),
    st.sampled_from([("utf-8", ""), ("windows-1254", "windows-1254"), ("utf-16", "")]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_joined_clippings_are_parsed_like_each_alone(
    clippings: list[str], charset: tuple[str, str], end: str
) -> None:
    encoding, given_charset = charset
    alone = [text.replace("\n", end).encode(encoding) for text in clippings]
    bom = codecs.BOM_UTF16_LE if encoding == "utf-16" else b""
    joined = bom + b"".join(each.removeprefix(bom) for each in alone)
    expected = [parse(each, charset=given_charset)[0] for each in alone]
    assert [move_to_top(each) for each in parse(joined, charset=given_charset)] == expected


@given(st.lists(CLIPPINGS, min_size=1, max_size=3).map("".join))
def test_each_of_several_clippings_can_be_parsed_from_its_original(joined: str) -> None:
    records = [each for each in parse(joined.encode()) if isinstance(each, Record)]
    assert [parse(each.original) for each in records] == [[move_to_top(each)] for each in records]


TOKENS = st.sampled_from(
    [
        *("## Head", "-", "---", "03.12.2020", "Source:", "text", "<https://h.example/>", "##"),
        *("\n", "\n", "\n", "\r", "\r\n", "\f", " ", "ş", "\u2028", "\0", "x" * 70_000),
    ]
)
ANY = st.binary(max_size=100) | st.builds(
    str.encode,
    st.lists(TOKENS, max_size=30).map("".join),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"]),
)


@given(ANY, st.sampled_from(["", "windows-1254", "utf-16", "utf-32-be", "cp500"]))
@example((("x" * 70_000 + "\n") * 4).encode("utf-32"), "")
def test_no_byte_is_lost(content: bytes, charset: str) -> None:
    parts = split(content, charset=charset, limit=max(LIMIT, 2 * len(content)))
    boms = (content[:4], content[:2]) if len(parts) > 1 else ()
    contents = [part.content or b"" for part in parts]
    assert b"".join(contents) == content or any(
        contents[0] + b"".join(each.removeprefix(each[: len(bom)]) for each in contents[1:])
        == content
        for bom in boms
    )
    assert parts[0].line == 1
    assert [part.line for part in parts] == sorted(part.line for part in parts)


SHAPES = [
    "\n",
    "a\n",
    "\r",
    "\f",
    "-\n",
    "---\n",
    "#",
    "## a\n",
    "## a\n-\n",
    " \t",
    "(",
    "Source:\n",
]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_grows_linearly(shape: str, charset: str) -> None:
    assert measure_growth(lambda size: split((shape * size).encode(charset)), 1_000) < 24
