"""Where a text has what was searched for, with it marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.excerpts import LENGTH, Marker
from articles.search.query import parse_query

FILL = "Nothing of it stands here, and nothing there. " * 20


def marked(text: str, asked: str, *, stems: tuple[str, ...] = ()) -> list[str]:
    return re.findall(
        "<mark>(.*?)</mark>", Marker.from_query(parse_query(asked), set(stems)).mark(text)
    )


@pytest.mark.parametrize(
    ("asked", "text", "hits"),
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
def test_words_are_marked_however_they_are_spelt(asked: str, text: str, hits: int) -> None:
    assert len(marked(text, asked)) == hits


def test_words_that_go_on_from_a_stem_are_marked() -> None:
    text = "Ferries and a ferry, no ferrous metal; ferriesandmanymore"
    assert marked(text, "ferry", stems=("ferri",)) == ["Ferries", "ferry"]


def test_a_text_is_no_html() -> None:
    assert Marker.from_query(parse_query("b"), set()).mark("<b>&") == "&lt;<mark>b</mark>&gt;&amp;"


def test_an_excerpt_shows_the_place_where_most_of_it_stands() -> None:
    text = f"A ferry. {FILL} The new ferry sails from the terminal. {FILL} A terminal."
    excerpt = Marker.from_query(parse_query("ferry terminal"), set()).build_excerpt(text)
    assert "The new <mark>ferry</mark> sails from the <mark>terminal</mark>." in excerpt
    assert (excerpt[0], excerpt[-1]) == ("…", "…")
    assert len(excerpt) < LENGTH + 40


def test_an_excerpt_shows_the_place_of_a_phrase_and_not_of_one_of_its_words() -> None:
    text = f"A council met. {FILL} The Harbour Council voted, as councils do."
    marker = Marker.from_query(parse_query('"harbour council"'), {"harbour", "council"})
    assert "The <mark>Harbour Council</mark> voted" in marker.build_excerpt(text)


def test_a_short_text_is_its_own_excerpt() -> None:
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
def test_what_is_shown_is_the_text(text: str, asked: str) -> None:
    try:
        marker = Marker.from_query(parse_query(asked), set())
    except ValueError:
        return
    shown = marker.mark(text).replace("<mark>", "").replace("</mark>", "")
    for entity, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ):
        shown = shown.replace(entity, sign)
    assert shown == text
