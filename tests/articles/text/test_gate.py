"""The HTML gate keeps what a text is made of, and runs no words, cells or figures together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import body_html
from articles.text.plain_text import split_paragraphs
from tests.gate_bodies import GATE_BODIES
from tests.timing import measure_growth

CASES = pytest.mark.parametrize("case", GATE_BODIES.values(), ids=GATE_BODIES.keys())
TAGS = (
    "p div br h1 h5 ul li table caption thead tbody tr td th dl dt dd pre code figure figcaption "
    "blockquote del ins span hr section b"
).split()
HTML = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
    | st.sampled_from(["one ", "two", "3", " ", "\n", "\n\n", "  x\n", "&shy;", "\u00a0"])
    | st.sampled_from(['<span lang="fr">', '<div dir="rtl">', '<td colspan="2">', "<p hidden>"])
    | st.sampled_from(["<table><tr><td>a</td><td>b</td></tr></table>", "<pre> a\n  b</pre>"]),
    max_size=16,
).map("".join)


@CASES
def test_the_gate_keeps_the_structure_of_a_body(case: tuple[str, str, str]) -> None:
    assert body_html.sanitise(case[0]) == case[1]


@CASES
def test_the_gate_leaves_its_own_bodies_unchanged(case: tuple[str, str, str]) -> None:
    assert body_html.sanitise(case[1]) == case[1]


@CASES
def test_the_text_of_a_body_keeps_words_and_cells_apart(case: tuple[str, str, str]) -> None:
    assert body_html.to_text(case[1]) == case[2]


@given(HTML)
def test_any_body_is_unchanged_by_a_second_pass(source: str) -> None:
    body = body_html.sanitise(source)
    assert body_html.sanitise(body) == body


@given(
    st.lists(st.sampled_from("<td> <p> <li> <dd> <dt> <th> <div> <caption>".split()), min_size=1)
)
def test_words_in_different_blocks_are_never_joined(tags: list[str]) -> None:
    source = "<table><tr>" + "".join(f"{tag}word" for tag in tags)
    assert "wordword" not in body_html.to_text(body_html.sanitise(source))


LAYOUTS = ["<td>", "<tr>", "<table>", "<dl><dt>", "<figure>", "<pre>", "<td></td>", "a<br><br>",
           "<del>5</del>", "<table><tr><td>a<td>b</table>", "<span lang=fr>"]  # fmt: skip


@pytest.mark.parametrize("start", ["", "<table><tr><td>", "<dl>", "<pre>"])
@pytest.mark.parametrize("shape", LAYOUTS)
def test_the_time_of_tables_and_lists_grows_linearly(start: str, shape: str) -> None:
    assert measure_growth(lambda size: body_html.sanitise(start + shape * size), 800) < 24


def test_a_page_in_a_cell_is_no_table() -> None:
    source = f"<table><tr><td>Menu</td><td>{'word ' * 500}</td></tr></table>"
    assert body_html.sanitise(source).startswith("<p>Menu</p>\n<p>word")


def test_tables_beyond_all_nesting_keep_their_text() -> None:
    assert body_html.to_text("<table><tr><td>a" + "<div>" * 2_000) == "a"


WRAPPED = (
    "The ferry to the island will sail every hour from Monday on, the\n"
    "harbour office said, although the new pier is not finished and\n"
    "the old one takes one ship at a time."
)
JOINED = WRAPPED.replace("\n", " ")
LONG_URL = f"https://port.example/{'a' * 150}"
POEM = "Grey is the water,\ngrey is the stone,\nlate comes the ferry,\nsailing alone"


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        ("\n \n", []),
        ("one\n\ntwo\n \n three ", ["one", "two", "three"]),
        ("It ends here.\nThis, too.\nAnd this.", ["It ends here.", "This, too.", "And this."]),
        ("Գինը բարձրացավ։\nՆավը մեկնեց։", ["Գինը բարձրացավ։", "Նավը մեկնեց։"]),
        (f"Fares\n{JOINED}", ["Fares", JOINED]),
        (WRAPPED, [JOINED]),
        (f"{WRAPPED}\n\n{WRAPPED}", [JOINED, JOINED]),
        (f"{WRAPPED}\n{WRAPPED}", [JOINED, JOINED]),
        (f"{WRAPPED}\n   {WRAPPED}\n\t{WRAPPED}", [JOINED] * 3),
        (f"{WRAPPED}\n- one\n- two", [JOINED, "- one", "- two"]),
        ("\n".join(f"  {line}" for line in WRAPPED.split("\n")), [JOINED]),
        (POEM, [POEM]),
        (f"{POEM}\n\n{POEM}", [POEM, POEM]),
        ("Harbour Street 5\nSaltmere", ["Harbour Street 5\nSaltmere"]),
        ("- one\n- two\n- three", ["- one\n- two\n- three"]),
        (f"{WRAPPED}\n{LONG_URL}", [JOINED, LONG_URL]),
    ],
)  # fmt: skip
def test_one_rule_divides_plain_text(text: str, paragraphs: list[str]) -> None:
    assert split_paragraphs(text) == paragraphs


def test_lines_of_a_paragraph_become_line_breaks() -> None:
    assert body_html.from_plain_text("a < b\nc\n\nd") == "<p>a &lt; b<br>c</p>\n<p>d</p>"


@given(st.text(alphabet="aB .,\n\t-", max_size=80))
def test_no_word_of_plain_text_is_lost_or_joined(text: str) -> None:
    assert " ".join(split_paragraphs(text)).split() == text.split()


@pytest.mark.parametrize("shape", ["\n", "a\n", "\n\n", " \n\t", "a b. \n", WRAPPED + "\n"])
def test_the_time_of_plain_text_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: split_paragraphs(shape * size), 5_000) < 24
