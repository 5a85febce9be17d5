"""Versions of a text are compared by words and by paragraphs."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import given

from articles.text.diff import Change, Paragraph, Segment, diff_paragraphs, diff_words
from tests.bodies import BODIES, LINES, build_body, build_long_body, join_text
from tests.timing import measure_growth

LONG = "Ten people came to the old harbour by boat on Sunday"


def mark_changes(segments: Iterable[Segment]) -> str:
    """Return the words, removed ones in [-…-] and added ones in {+…+}."""
    brackets = {(False, False): "{}", (False, True): "[-{}-]", (True, False): "{{+{}+}}"}
    return " ".join(
        brackets[segment.is_added, segment.is_removed].format(segment.text) for segment in segments
    )


def describe_paragraphs(before: str, after: str) -> list[tuple[str, str, str]]:
    return [
        (paragraph.change.value, paragraph.tag, mark_changes(paragraph.segments))
        for paragraph in diff_paragraphs(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("", "", ""),
        ("", "a b", "{+a b+}"),
        ("a b", "", "[-a b-]"),
        ("a b", "a b", "a b"),
        (" a\n b ", "a\u00a0b", "a b"),
        ("The old house stands", "The new house stands", "The [-old-] {+new+} house stands"),
        ("a b c d", "a b x c d", "a b {+x+} c d"),
        ("a b x c d", "a b c d", "a b [-x-] c d"),
        ("a b c d e f", "a b X Y e f", "a b [-c d-] {+X Y+} e f"),
        ("Ilgın köyü", "Ilgin köyü", "[-Ilgın-] {+Ilgin+} köyü"),
        ("İki IŞIK var", "Iki IŞIK var", "[-İki-] {+Iki+} IŞIK var"),
        ("a <b> c", "a <i> c", "a [-<b>-] {+<i>+} c"),
    ],
)
def test_only_changed_words_are_marked(before: str, after: str, marked: str) -> None:
    assert mark_changes(diff_words(before, after)) == marked


def test_a_word_that_stays_between_many_changed_ones_counts_as_changed() -> None:
    before, after = "a b c d e f g h i", "a X Y d Z Q g h i"
    assert mark_changes(diff_words(before, after)) == "a [-b c d e f-] {+X Y d Z Q+} g h i"


def test_words_that_stay_between_few_changed_ones_stay() -> None:
    before, after = "a b c d e", "a X c Y e"
    assert mark_changes(diff_words(before, after)) == "a [-b-] {+X+} c [-d-] {+Y+} e"


def test_all_words_of_a_line_are_marked_if_few_stay() -> None:
    assert (
        mark_changes(diff_words("a b c d e f", "a g h i j k")) == "[-a b c d e f-] {+a g h i j k+}"
    )


@given(LINES, LINES)
def test_segments_contain_the_old_and_the_new_line(before: str, after: str) -> None:
    paragraph = Paragraph(Change.CHANGED, diff_words(before, after))
    assert (join_text(paragraph.before), join_text(paragraph.after)) == (before, after)


@given(LINES, LINES)
def test_neighbouring_segments_differ_in_their_flags(before: str, after: str) -> None:
    flags = [(segment.is_added, segment.is_removed) for segment in diff_words(before, after)]
    assert [pair for pair in pairwise(flags) if len({*pair}) == 1] == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("<p>a</p>", "<p>a</p>", [("same", "p", "a")]),
        ("<p>a</p>\n<p>b</p>", "<p> a </p><p>b\n</p>", [("same", "p", "a"), ("same", "p", "b")]),
        ("<p>a&nbsp;b</p>", "<p>a b</p>", [("same", "p", "a b")]),
        ("", "<p>a</p>", [("added", "p", "{+a+}")]),
        ("<p>a</p>", "", [("removed", "p", "[-a-]")]),
        ("<p>a</p>", "<p>b</p>", [("removed", "p", "[-a-]"), ("added", "p", "{+b+}")]),
        ("<p>a b c</p>", "<p>a x c</p>", [("changed", "p", "a [-b-] {+x+} c")]),
        ("<p>a &amp; b</p>", "<p>a &lt; b</p>", [("changed", "p", "a [-&-] {+<+} b")]),
        ("<h2>a b c</h2>", "<h2>a x c</h2>", [("changed", "h2", "a [-b-] {+x+} c")]),
        ("<p>a</p>", "<p>a</p>\n<hr>", [("same", "p", "a"), ("added", "hr", "")]),
        ("<p>a</p>\n<hr>", "<p>a</p>", [("same", "p", "a"), ("removed", "hr", "")]),
        ("a<br>b", "a<br>b", [("same", "p", "a b")]),
    ],
)
def test_each_paragraph_has_its_change(
    before: str, after: str, expected: list[tuple[str, str, str]]
) -> None:
    assert describe_paragraphs(before, after) == expected


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ("<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>", ["h2", "h3", "h4"]),
        ("<blockquote><p>a</p><p>b</p></blockquote>", ["blockquote", "blockquote"]),
        ("<ul><li>a</li><li><p>b</p></li></ul><p>c</p>", ["li", "li", "p"]),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", ["li", "li"]),
        ("<blockquote><ul><li>a</li></ul>b</blockquote>", ["li", "blockquote"]),
        ("<p></p>\n<hr>\n<p>a</p>", ["hr", "p"]),
        ("<b><p>a</p></b>b", ["p", "p"]),
    ],
)
def test_a_paragraph_has_the_tag_of_its_block(body: str, tags: list[str]) -> None:
    assert [paragraph.tag for paragraph in diff_paragraphs(body, body)] == tags


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>a b</p>", "<p>a <strong>b</strong></p>"),
        ('<p><a href="https://a.example/">a</a></p>', '<p><a href="https://b.example/">a</a></p>'),
        ("<p>a b</p>", "<p>a<br>b</p>"),
        ("<p>a</p>", "<h2>a</h2>"),
        ("<p>a</p>", "<blockquote><p>a</p></blockquote>"),
        ("<p>a</p>", "<b><p>a</p></b>"),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
        ("<p>a</p>", '<p lang="tr">a</p>'),
    ],
)
def test_a_paragraph_with_other_markup_only_is_formatted(before: str, after: str) -> None:
    assert {paragraph.change for paragraph in diff_paragraphs(before, after)} == {Change.FORMATTED}


def test_white_space_around_a_line_break_does_not_count() -> None:
    assert describe_paragraphs("<p>a<br>b</p>", "<p>a <br>\nb</p>") == [("same", "p", "a b")]


def test_a_moved_paragraph_is_shown_at_its_new_place() -> None:
    before, after = build_body("a a", "b b", "c c"), build_body("b b", "c c", "a a")
    expected = [("same", "p", "b b"), ("same", "p", "c c"), ("moved", "p", "a a")]
    assert describe_paragraphs(before, after) == expected


def test_a_paragraph_moved_with_a_word_changed_shows_the_word() -> None:
    before = build_body(LONG, "b b b", "c c c", "d d d")
    after = build_body("b b b", "c c c", "d d d", LONG.replace("old", "new"))
    assert describe_paragraphs(before, after)[-1] == (
        *("moved", "p"),
        "Ten people came to the [-old-] {+new+} harbour by boat on Sunday",
    )


def test_a_paragraph_with_few_words_in_common_is_not_moved() -> None:
    before = build_body("a b c d", "x x", "y y")
    after = build_body("x x", "y y", "a b e f")
    changes = [paragraph.change for paragraph in diff_paragraphs(before, after)]
    assert changes == [Change.REMOVED, Change.SAME, Change.SAME, Change.ADDED]


def test_neighbouring_changed_paragraphs_are_paired_by_likeness() -> None:
    before = build_body("a b c d", "e f g h", "i j k l")
    after = build_body("new one", "a b c X", "i j k Z")
    assert describe_paragraphs(before, after) == [
        ("added", "p", "{+new one+}"),
        ("changed", "p", "a b c [-d-] {+X+}"),
        ("removed", "p", "[-e f g h-]"),
        ("changed", "p", "i j k [-l-] {+Z+}"),
    ]


def test_a_paragraph_with_the_same_words_in_another_order_is_removed_and_added() -> None:
    before, after = "<p>a b c d e f g h</p>", "<p>h g f e d c b a</p>"
    assert [paragraph.change for paragraph in diff_paragraphs(before, after)] == [
        Change.REMOVED,
        Change.ADDED,
    ]


def test_each_of_many_changed_paragraphs_is_paired() -> None:
    before = build_body(*(f"a b c {number} old" for number in range(40)))
    after = build_body(*(f"a b c {number} new" for number in range(40)))
    assert {paragraph.change for paragraph in diff_paragraphs(before, after)} == {Change.CHANGED}
    assert describe_paragraphs(before, after)[7] == ("changed", "p", "a b c 7 [-old-] {+new+}")


def test_changes_in_a_long_paragraph_are_found() -> None:
    long = [f"word{number} and" for number in range(2_000)]
    after = " ".join([*long[:900], "more", *long[900:1500], *long[1501:]])
    changed = [segment for segment in diff_words(" ".join(long), after) if not segment.is_same]
    assert mark_changes(changed) == "{+more+} [-and word1500-]"


def test_a_stretch_that_would_take_too_long_is_removed_and_added_whole() -> None:
    before, after = "x " * 900 + "a b " * 500 + "a", "x " * 900 + "b b a " * 500 + "b"
    segments = diff_words(before, after)
    assert [(segment.is_removed, segment.is_added) for segment in segments] == [
        (False, False),
        (True, False),
        (False, True),
    ]


@given(BODIES, BODIES)
def test_paragraphs_contain_the_old_and_the_new_body(before: str, after: str) -> None:
    paragraphs = diff_paragraphs(before, after)
    old = [
        join_text(paragraph.before)
        for paragraph in paragraphs
        if paragraph.change is not Change.ADDED
    ]
    new = [
        join_text(paragraph.after)
        for paragraph in paragraphs
        if paragraph.change is not Change.REMOVED
    ]
    assert Counter(old) == Counter(
        join_text(paragraph.before) for paragraph in diff_paragraphs(before, before)
    )
    assert new == [join_text(paragraph.after) for paragraph in diff_paragraphs(after, after)]


@given(BODIES, BODIES)
def test_old_paragraphs_that_did_not_move_keep_their_order(before: str, after: str) -> None:
    paragraphs = [
        paragraph
        for paragraph in diff_paragraphs(before, after)
        if paragraph.change is not Change.ADDED
    ]
    rest = [
        join_text(paragraph.before)
        for paragraph in paragraphs
        if paragraph.change is not Change.MOVED
    ]
    moved = Counter(
        join_text(paragraph.before) for paragraph in paragraphs if paragraph.change is Change.MOVED
    )
    old = iter([join_text(paragraph.after) for paragraph in diff_paragraphs(before, before)])
    assert [text for text in rest if text not in old] == []
    assert len(rest) + moved.total() == len(diff_paragraphs(before, before))


@given(BODIES)
def test_a_body_is_the_same_as_itself(body: str) -> None:
    assert {paragraph.change for paragraph in diff_paragraphs(body, body)} <= {Change.SAME}


@pytest.mark.parametrize(
    ("work", "size"),
    [
        (lambda size: diff_words("a " * size, "a " * (size // 2)), 4_000),
        (lambda size: diff_words("a " * size + "x", "y " + "a " * size), 4_000),
        (lambda size: diff_words("a b " * size, "b a a " * size), 500),
        (
            lambda size: diff_paragraphs(
                build_long_body(size, last_word="x"), build_long_body(size, last_word="y")
            ),
            60,
        ),
        (lambda size: diff_paragraphs("<p>a b</p>" * size, "<p>a c</p>" * size), 500),
        (
            lambda size: diff_paragraphs(f"<p>{'a b ' * size}</p>", f"<p>{'b a a ' * size}</p>"),
            2_000,
        ),
        (lambda size: diff_paragraphs("<blockquote>a" * size, "<blockquote>b" * size), 300),
        (lambda size: diff_paragraphs('<a "' * size, '<a ""<' * size), 3_000),
    ],
)
def test_the_time_of_a_diff_grows_linearly(work: Callable[[int], object], size: int) -> None:
    assert measure_growth(work, size) < 24


TABLE = (
    "<table><tbody><tr><td>Port</td>\n<td>{}</td></tr>\n<tr><td><p>a</p></td></tr></tbody></table>"
)


def test_a_row_of_a_table_is_one_paragraph() -> None:
    assert describe_paragraphs(TABLE.format("4.2"), TABLE.format("4.3")) == [
        ("changed", "tr", "Port | [-4.2-] {+4.3+}"),
        ("same", "tr", "a"),
    ]


def test_terms_and_their_definitions_are_paragraphs() -> None:
    body = "<dl><dt>Fare</dt>\n<dd>costs</dd></dl>"
    assert describe_paragraphs(body, body) == [("same", "p", "Fare"), ("same", "p", "costs")]


def test_each_line_of_preformatted_text_is_a_paragraph() -> None:
    assert describe_paragraphs("<pre>a b c\n  d</pre>", "<pre>a b x\n    d</pre>") == [
        ("changed", "pre", "a b [-c-] {+x+}"),
        ("formatted", "pre", "d"),
    ]
