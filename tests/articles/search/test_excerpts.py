"""Excerpts with the words of a query marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.excerpts import LENGTH, Marker
from articles.search.query import parse_query

FILLER = "Nothing of it stands here, and nothing there. " * 20


def list_marked(text: str, query: str, *, stems: tuple[str, ...] = ()) -> list[str]:
    return re.findall(
        "<mark>(.*?)</mark>", Marker.from_query(parse_query(query), set(stems)).mark(text)
    )


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
        ("ferry", "ferryman ferry-boat", 1),
        ("ferr*", "ferryman ferries", 2),
        ('"new terminal"', "a new  terminal, a new, terminal; terminal new", 2),
        ("ferry -tram", "ferry tram", 1),
        ("ferry OR tram", "ferry tram", 2),
        ("e-mail", "e-mail email", 1),
    ],
)
def test_words_are_marked_however_they_are_spelt(query: str, text: str, hits: int) -> None:
    assert len(list_marked(text, query)) == hits


def test_words_with_a_stem_are_marked() -> None:
    text = "Ferries and a ferry, no ferrous metal; ferriesandmanymore"
    assert list_marked(text, "ferry", stems=("ferri",)) == ["Ferries", "ferry"]


def test_the_text_is_escaped() -> None:
    assert Marker.from_query(parse_query("b"), set()).mark("<b>&") == "&lt;<mark>b</mark>&gt;&amp;"


def test_an_excerpt_shows_the_part_with_most_words_of_the_query() -> None:
    text = f"A ferry. {FILLER} The new ferry sails from the terminal. {FILLER} A terminal."
    excerpt = Marker.from_query(parse_query("ferry terminal"), set()).build_excerpt(text)
    assert "The new <mark>ferry</mark> sails from the <mark>terminal</mark>." in excerpt
    assert (excerpt[0], excerpt[-1]) == ("…", "…")
    assert len(excerpt) < LENGTH + 40


def test_an_excerpt_shows_a_phrase_rather_than_one_of_its_words() -> None:
    text = f"A council met. {FILLER} The Harbour Council voted, as councils do."
    marker = Marker.from_query(parse_query('"harbour council"'), {"harbour", "council"})
    assert "The <mark>Harbour Council</mark> voted" in marker.build_excerpt(text)


def test_the_excerpt_of_a_short_text_is_the_text() -> None:
    assert (
        Marker.from_query(parse_query("ferry"), set()).build_excerpt("A ferry.")
        == "A <mark>ferry</mark>."
    )


def test_a_long_word_is_cut() -> None:
    excerpt = Marker.from_query(parse_query("ferry"), set()).build_excerpt(f"ferry {'x' * 1000}")
    assert excerpt == "<mark>ferry</mark>…"
    assert (
        Marker.from_query(parse_query("x*"), set()).build_excerpt("x" * 1000)
        == f"<mark>{'x' * LENGTH}</mark>…"
    )


def test_a_text_without_a_hit_has_no_excerpt() -> None:
    assert Marker.from_query(parse_query("tram"), set()).build_excerpt("A ferry.") == ""


@given(st.text(), st.text(alphabet='abcışöİ -"*', min_size=1))
def test_a_marked_text_without_its_marks_is_the_text(text: str, query: str) -> None:
    try:
        marker = Marker.from_query(parse_query(query), set())
    except ValueError:
        return
    html = marker.mark(text).replace("<mark>", "").replace("</mark>", "")
    for entity, character in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ):
        html = html.replace(entity, character)
    assert html == text
