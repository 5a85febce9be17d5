"""Excerpts with the words of a query marked."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.engine import build_expression
from articles.search.excerpts import LENGTH, build_excerpt, find_spans, mark
from articles.search.query import BadQueryError, parse_query
from articles.text.analyser import TEXT_LIMIT

pytestmark = pytest.mark.django_db

FILLER = "Nothing of it stands here, and nothing there. " * 20


def mark_hits(text: str, query: str, *, language: str = "en") -> str:
    return mark(text, find_spans(build_expression(parse_query(query)), text, language))


def make_excerpt(text: str, query: str) -> str:
    spans = find_spans(build_expression(parse_query(query)), text, "en")
    return build_excerpt(text, spans)


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("istanbul", "İstanbul, ISTANBUL, Istanbul and istanbul", 4),
        ("igdir", "Iğdır’a IĞDIR'da", 2),
        ("hurriyet", "Hürriyet hürriyet HURRIYET", 3),
        ("sehir", "şəhər şehir", 1),
        ("seher", "şəhər", 1),
        ("kafe", "cafe\u0301 kafe\u0301", 1),
        ("ферри", "Ферри ФЕРРИ", 2),
        ("ferry", "ferryman ferry-boat ferries", 2),
        ("ferr*", "ferryman ferries", 2),
        ('"new terminal"', "a new  terminal, a new, terminal; terminal new", 2),
        ('"new term*"', "a new term, new terminal", 1),
        ("new-term*", "a new term, new terminal, new, new", 2),
        ("ferry OR tram", "ferry tram", 2),
        ("e-mail", "e-mail email", 1),
    ],
)
def test_words_are_marked_however_they_are_spelt(query: str, text: str, hits: int) -> None:
    assert mark_hits(text, query).count("<mark>") == hits


def test_hits_that_overlap_have_one_mark() -> None:
    text = "The new ferry terminal"
    marked = "The <mark>new ferry terminal</mark>"
    assert mark_hits(text, '"new ferry" "ferry terminal" ferry') == marked


def test_what_is_not_indexed_is_not_marked() -> None:
    assert mark_hits(f"Tram{' ' * TEXT_LIMIT}tram", "tram").count("<mark>") == 1


def test_the_text_is_escaped() -> None:
    assert mark_hits("<b>&", "b") == "&lt;<mark>b</mark>&gt;&amp;"


def test_an_excerpt_shows_the_part_with_most_words_of_the_query() -> None:
    text = f"A ferry. {FILLER} The new ferry sails from the terminal. {FILLER} A terminal."
    excerpt = make_excerpt(text, "ferry terminal")
    assert "The new <mark>ferry</mark> sails from the <mark>terminal</mark>." in excerpt
    assert (excerpt[0], excerpt[-1]) == ("…", "…")
    assert len(excerpt) < LENGTH + 40


def test_an_excerpt_begins_and_ends_between_words() -> None:
    lines = "\n".join(["Nothing"] * 99)
    excerpt = make_excerpt(f"{lines}\nferry\n{lines}", "ferry")
    assert {*re.findall(r"\w+", re.sub("</?mark>", "", excerpt))} == {"Nothing", "ferry"}


def test_the_excerpt_of_a_short_text_is_the_text() -> None:
    assert make_excerpt("A ferry.", "ferry") == "A <mark>ferry</mark>."


def test_a_long_word_is_cut() -> None:
    assert make_excerpt(f"ferry {'x' * 1000}", "ferry") == "<mark>ferry</mark>…"
    assert make_excerpt("x" * 1000, "xx*") == f"<mark>{'x' * 1000}</mark>"


def test_a_text_without_a_hit_has_no_excerpt() -> None:
    assert make_excerpt("A ferry.", "tram") == ""


@pytest.mark.unmeasured
@given(st.text(), st.text(alphabet='abcışöİ -"*', min_size=1))
def test_a_marked_text_without_its_marks_is_the_text(text: str, query: str) -> None:
    try:
        html = mark_hits(text, query)
    except BadQueryError:
        return
    assert unescape(re.sub("</?mark>", "", html)) == text
