"""Changes of two people to the same body are merged."""

from collections.abc import Callable

import pytest
from hypothesis import example, given

from articles.text import body_html
from articles.text.diff import diff_paragraphs
from articles.text.merge import merge_bodies
from tests.bodies import BODIES, build_body, build_long_body, join_text
from tests.timing import measure_growth

BASE = build_body("a b c", "d e f", "g h i")


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        (("a b X", "d e f", "g h i"), ("a b c", "d e Y", "g h i"), ("a b X", "d e Y", "g h i")),
        (("a b X", "d e f", "g h i"), ("a b c", "g h i"), ("a b X", "g h i")),
        (("N", "a b c", "d e f", "g h i"), ("a b c", "d e f", "M"), ("N", "a b c", "d e f", "M")),
        (("a b X", "d e f", "g h i"), ("a b X", "d e f", "Z h i"), ("a b X", "d e f", "Z h i")),
        (("a b X", "d e f", "g h i"), ("a b c", "N", "d e f", "g h i"),
         ("a b X", "N", "d e f", "g h i")),
        (("d e f", "g h i"), ("a b c", "d e f"), ("d e f",)),
        (("d e f", "g h i", "a b c"), ("a b c", "d e Y", "g h i"), ("d e Y", "g h i", "a b c")),
        (("a <b>b</b> c", "d e f", "g h i"), ("a b c", "d e f", "N", "g h i"),
         ("a <b>b</b> c", "d e f", "N", "g h i")),
        (("d e f",), ("g h i",), ()),
    ],
)  # fmt: skip
def test_changes_of_different_blocks_are_merged(
    theirs: tuple[str, ...], mine: tuple[str, ...], merged: tuple[str, ...]
) -> None:
    assert merge_bodies(BASE, build_body(*theirs), build_body(*mine)) == (
        build_body(*merged),
        False,
    )


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        (("a b X", "d e f", "g h i"), ("a b Y", "d e f", "g h i"),
         ("a b X", "a b Y", "d e f", "g h i")),
        (("a b c", "d e f", "g h i", "N"), ("a b c", "d e f", "g h i", "M"),
         ("a b c", "d e f", "g h i", "N", "M")),
        (("a b c", "d e f", "g h i", "N"), ("a b c", "d e f", "g h i", "N", "M"),
         ("a b c", "d e f", "g h i", "N", "M")),
        (("a b c", "g h i"), ("a b c", "d e Y", "g h i"), ("a b c", "d e Y", "g h i")),
        (("a b c", "d e Y", "g h i"), ("a b c", "g h i"), ("a b c", "d e Y", "g h i")),
        (("X",), ("a b c", "d e f", "N", "g h i"), ("X", "N")),
        (("N", "a b c", "d e f", "g h i"), ("a b c", "d e f", "g h i", "N"),
         ("N", "a b c", "d e f", "g h i", "N")),
    ],
)  # fmt: skip
def test_conflicting_changes_are_both_in_the_result(
    theirs: tuple[str, ...], mine: tuple[str, ...], merged: tuple[str, ...]
) -> None:
    assert merge_bodies(BASE, build_body(*theirs), build_body(*mine)) == (
        build_body(*merged),
        True,
    )


def test_rules_between_conflicting_blocks_all_stay() -> None:
    merged = merge_bodies("<p>a</p>", "<p>a</p>\n<hr>\n<p>X</p>", "<p>a</p>\n<hr>\n<p>Y</p>")
    assert merged == ("<p>a</p>\n<hr>\n<p>X</p>\n<hr>\n<p>Y</p>", True)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        (
            "<ul><li>a b</li><li>c d</li></ul>",
            "<ul><li>a X</li><li>c d</li></ul>",
            "<ul><li>a b</li><li>c d</li><li>e</li></ul>",
            ("<ul>\n<li>a X</li>\n<li>c d</li>\n<li>e</li>\n</ul>", False),
        ),
        (
            "<ul><li>a b</li><li>c d</li></ul>",
            "<ul><li>a X</li><li>c d</li></ul>",
            "<ul><li>a Y</li><li>c d</li></ul>",
            ("<ul>\n<li>a X</li>\n<li>a Y</li>\n<li>c d</li>\n</ul>", True),
        ),
        (
            "<blockquote><p>a b</p><ol><li>c</li><li>d</li></ol></blockquote>",
            "<blockquote><p>a b</p><ol><li>c</li></ol></blockquote>",
            "<blockquote><p>a X</p><ol><li>e</li><li>c</li><li>d</li></ol></blockquote>",
            (
                "<blockquote>\n<p>a X</p>\n<ol>\n<li>e</li>\n<li>c</li>\n</ol>\n</blockquote>",
                False,
            ),
        ),
        (
            "<ol><li>a b</li></ol>",
            '<ol start="3"><li>a b</li></ol>',
            "<ol><li>a b</li><li>c</li></ol>",
            ('<ol start="3"><li>a b</li></ol>\n<ol><li>a b</li><li>c</li></ol>', True),
        ),
    ],
)
def test_lists_and_quotations_are_merged_inside(
    base: str, theirs: str, mine: str, merged: tuple[str, bool]
) -> None:
    assert merge_bodies(base, theirs, mine) == merged


def test_lists_nested_too_deep_are_merged_whole() -> None:
    base, theirs, mine = (
        "<blockquote>" * 20 + f"<p>{text}</p>" + "</blockquote>" * 20
        for text in ("a b", "a X", "a Y")
    )
    merged, has_conflict = merge_bodies(base, theirs, mine)
    assert (merged.count("a X"), merged.count("a Y"), has_conflict) == (1, 1, True)


def test_white_space_between_and_in_blocks_does_not_count() -> None:
    merged = merge_bodies("<p>a b</p>\n<p>c</p>", "<p>a\nb</p>  <p>c</p>", "<p>a X</p>\n<p>c</p>")
    assert merged == ("<p>a X</p>\n<p>c</p>", False)


def test_a_result_without_blocks_is_clean() -> None:
    merged = merge_bodies("a b c\n<hr>\n<p>d e f</p>", "a b c\n<p>d e f</p>", "a b c\n<hr>")
    assert merged == ("<p>a b c</p>", False)


@given(BODIES, BODIES)
def test_a_change_of_one_side_alone_is_the_result(base: str, changed: str) -> None:
    assert merge_bodies(base, base, changed) == (changed, False)
    assert merge_bodies(base, changed, base) == (changed, False)


@given(BODIES, BODIES)
def test_the_same_change_of_both_sides_is_the_result(base: str, changed: str) -> None:
    assert merge_bodies(base, changed, changed) == (changed, False)


@given(BODIES, BODIES, BODIES)
@example("<p>a b</p>", "<ul><li>a b</li></ul>", "<ul><li>a c</li></ul>")
def test_a_merged_body_is_clean(base: str, theirs: str, mine: str) -> None:
    merged, _ = merge_bodies(base, theirs, mine)
    assert body_html.sanitise(merged) == merged


@given(BODIES, BODIES, BODIES)
def test_no_changed_paragraph_is_lost(base: str, theirs: str, mine: str) -> None:
    old, their_texts, my_texts, merged = (
        [join_text(paragraph.after) for paragraph in diff_paragraphs(body, body)]
        for body in (base, theirs, mine, merge_bodies(base, theirs, mine)[0])
    )
    merged_text = f" {' '.join(merged)} "
    assert [
        text for text in {*my_texts, *their_texts}.difference(old) if f" {text} " not in merged_text
    ] == []


def test_texts_without_blocks_stay_separate() -> None:
    merged = merge_bodies("<p>a</p>", "<p>a</p>one", "<p>a</p>two")
    assert merged == ("<p>a</p>\n<p>one</p>\n<p>two</p>", True)


@pytest.mark.parametrize(
    ("work", "size"),
    [
        (
            lambda size: merge_bodies(
                build_long_body(size, last_word="x"),
                build_long_body(size, last_word="y"),
                build_long_body(size, last_word="z"),
            ),
            60,
        ),
        (lambda size: merge_bodies("<p>a</p>" * size, "<p>b</p>" * size, "<hr>a" * size), 500),
    ],
)
def test_the_time_of_a_merge_grows_linearly(work: Callable[[int], object], size: int) -> None:
    assert measure_growth(work, size) < 24


ROWS = "<tr><td>{}</td>\n<td>4</td></tr>\n<tr><td>{}</td>\n<td>5</td></tr>"
TABLE = f"<table><tbody>{ROWS}</tbody></table>"


def test_changes_of_different_rows_of_a_table_are_merged() -> None:
    base, theirs, mine = TABLE.format("d", "e"), TABLE.format("D", "e"), TABLE.format("d", "E")
    assert merge_bodies(base, theirs, mine) == (TABLE.format("D", "E"), False)


def test_white_space_of_preformatted_text_is_merged() -> None:
    base, theirs = "<pre>a\nb</pre>\n<p>c</p>", "<pre>a\n  b</pre>\n<p>c</p>"
    mine = "<pre>a\nb</pre>\n<p>C</p>"
    assert merge_bodies(base, theirs, mine) == ("<pre>a\n  b</pre>\n<p>C</p>", False)
