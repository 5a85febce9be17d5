"""Versions of a text held against each other."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.text import body_html
from articles.text.diff import Change, Paragraph, Segment, diff_paragraphs, diff_words, merge_bodies
from tests.timing import growth

LINES = st.lists(st.sampled_from("a b c Iğdır Igdır ve".split()), max_size=12).map(" ".join)
TAGS = "p h2 blockquote ul ol li b a".split()
HTML = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
    | st.sampled_from(["<br>", "<hr>", " ", "\n\n", "&lt;", "&", "\u00a0"])
    | st.sampled_from(['<a href="https://example.org/" title="<p>">', '<p lang="tr">'])
    | LINES.map("<p>{}</p>\n".format)
    | LINES.map("<ul><li>{}</li></ul>\n".format)
    | st.sampled_from(["one ", "two ", "three four five "]),
    max_size=20,
).map("".join)
BODIES = HTML.map(body_html.sanitise)
LONG = "Ten people came to the old harbour by boat on Sunday"


def shown(pieces: Iterable[Segment]) -> str:
    """Return the pieces with what is removed in [-…-] and what is added in {+…+}."""
    around = {(False, False): "{}", (False, True): "[-{}-]", (True, False): "{{+{}+}}"}
    return " ".join(around[piece.is_added, piece.is_removed].format(piece.text) for piece in pieces)


def told(before: str, after: str) -> list[tuple[str, str, str]]:
    found = diff_paragraphs(before, after)
    return [(one.change.value, one.tag, shown(one.segments)) for one in found]


def text(pieces: Iterable[Segment]) -> str:
    return " ".join(piece.text for piece in pieces)


def in_paragraphs(*texts: str) -> str:
    return "\n".join(f"<p>{one}</p>" for one in texts)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
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
def test_only_changed_words_are_marked(before: str, after: str, pieces: str) -> None:
    assert shown(diff_words(before, after)) == pieces


def test_a_word_that_stays_between_many_that_change_is_no_confetti() -> None:
    before, after = "a b c d e f g h i", "a X Y d Z Q g h i"
    assert shown(diff_words(before, after)) == "a [-b c d e f-] {+X Y d Z Q+} g h i"


def test_words_that_stay_between_few_that_change_stay() -> None:
    before, after = "a b c d e", "a X c Y e"
    assert shown(diff_words(before, after)) == "a [-b-] {+X+} c [-d-] {+Y+} e"


def test_of_a_line_that_hardly_stays_all_words_are_marked() -> None:
    assert shown(diff_words("a b c d e f", "a g h i j k")) == "[-a b c d e f-] {+a g h i j k+}"


@given(LINES, LINES)
def test_pieces_make_the_old_and_the_new_line(before: str, after: str) -> None:
    one = Paragraph(Change.CHANGED, diff_words(before, after))
    assert (text(one.before), text(one.after)) == (before, after)


@given(LINES, LINES)
def test_no_two_pieces_of_one_sort_follow_each_other(before: str, after: str) -> None:
    sorts = [(piece.is_added, piece.is_removed) for piece in diff_words(before, after)]
    assert [pair for pair in pairwise(sorts) if len({*pair}) == 1] == []


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
def test_paragraphs_tell_what_became_of_them(
    before: str, after: str, expected: list[tuple[str, str, str]]
) -> None:
    assert told(before, after) == expected


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
    assert [one.tag for one in diff_paragraphs(body, body)] == tags


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
def test_the_same_words_in_other_markup_are_formatted(before: str, after: str) -> None:
    assert {one.change for one in diff_paragraphs(before, after)} == {Change.FORMATTED}


def test_white_space_around_a_line_break_does_not_count() -> None:
    assert told("<p>a<br>b</p>", "<p>a <br>\nb</p>") == [("same", "p", "a b")]


def test_a_moved_paragraph_is_shown_at_its_new_place() -> None:
    before, after = in_paragraphs("a a", "b b", "c c"), in_paragraphs("b b", "c c", "a a")
    expected = [("same", "p", "b b"), ("same", "p", "c c"), ("moved", "p", "a a")]
    assert told(before, after) == expected


def test_a_paragraph_moved_with_a_word_changed_shows_the_word() -> None:
    before = in_paragraphs(LONG, "b b b", "c c c", "d d d")
    after = in_paragraphs("b b b", "c c c", "d d d", LONG.replace("old", "new"))
    assert told(before, after)[-1] == (
        *("moved", "p"),
        "Ten people came to the [-old-] {+new+} harbour by boat on Sunday",
    )


def test_a_paragraph_little_alike_elsewhere_is_not_moved() -> None:
    before = in_paragraphs("a b c d", "x x", "y y")
    after = in_paragraphs("x x", "y y", "a b e f")
    changes = [one.change for one in diff_paragraphs(before, after)]
    assert changes == [Change.REMOVED, Change.SAME, Change.SAME, Change.ADDED]


def test_paragraphs_changed_one_after_the_other_are_paired_by_likeness() -> None:
    before = in_paragraphs("a b c d", "e f g h", "i j k l")
    after = in_paragraphs("new one", "a b c X", "i j k Z")
    assert told(before, after) == [
        ("added", "p", "{+new one+}"),
        ("changed", "p", "a b c [-d-] {+X+}"),
        ("removed", "p", "[-e f g h-]"),
        ("changed", "p", "i j k [-l-] {+Z+}"),
    ]


def test_a_paragraph_with_the_same_words_in_another_order_is_removed_and_added() -> None:
    before, after = "<p>a b c d e f g h</p>", "<p>h g f e d c b a</p>"
    assert [one.change for one in diff_paragraphs(before, after)] == [Change.REMOVED, Change.ADDED]


def test_each_of_many_changed_paragraphs_is_paired() -> None:
    before = in_paragraphs(*(f"a b c {number} old" for number in range(40)))
    after = in_paragraphs(*(f"a b c {number} new" for number in range(40)))
    assert {one.change for one in diff_paragraphs(before, after)} == {Change.CHANGED}
    assert told(before, after)[7] == ("changed", "p", "a b c 7 [-old-] {+new+}")


def test_what_is_changed_in_a_long_paragraph_is_found() -> None:
    long = [f"word{number} and" for number in range(2_000)]
    after = " ".join([*long[:900], "more", *long[900:1500], *long[1501:]])
    changed = [piece for piece in diff_words(" ".join(long), after) if not piece.is_same]
    assert shown(changed) == "{+more+} [-and word1500-]"


def test_what_would_take_too_long_is_removed_and_added_whole() -> None:
    before, after = "x " * 900 + "a b " * 500 + "a", "x " * 900 + "b b a " * 500 + "b"
    found = diff_words(before, after)
    assert [(piece.is_removed, piece.is_added) for piece in found] == [
        (False, False),
        (True, False),
        (False, True),
    ]


@given(BODIES, BODIES)
def test_paragraphs_make_the_old_and_the_new_body(before: str, after: str) -> None:
    found = diff_paragraphs(before, after)
    old = [text(one.before) for one in found if one.change is not Change.ADDED]
    new = [text(one.after) for one in found if one.change is not Change.REMOVED]
    assert Counter(old) == Counter(text(one.before) for one in diff_paragraphs(before, before))
    assert new == [text(one.after) for one in diff_paragraphs(after, after)]


@given(BODIES, BODIES)
def test_but_for_moved_ones_the_old_paragraphs_keep_their_order(before: str, after: str) -> None:
    found = [one for one in diff_paragraphs(before, after) if one.change is not Change.ADDED]
    rest = [text(one.before) for one in found if one.change is not Change.MOVED]
    moved = Counter(text(one.before) for one in found if one.change is Change.MOVED)
    old = iter([text(one.after) for one in diff_paragraphs(before, before)])
    assert [one for one in rest if one not in old] == []
    assert len(rest) + moved.total() == len(diff_paragraphs(before, before))


@given(BODIES)
def test_a_body_is_the_same_as_itself(body: str) -> None:
    assert {one.change for one in diff_paragraphs(body, body)} <= {Change.SAME}


BASE = in_paragraphs("a b c", "d e f", "g h i")


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
    assert merge_bodies(BASE, in_paragraphs(*theirs), in_paragraphs(*mine)) == (
        in_paragraphs(*merged),
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
def test_where_changes_clash_nothing_typed_is_lost(
    theirs: tuple[str, ...], mine: tuple[str, ...], merged: tuple[str, ...]
) -> None:
    assert merge_bodies(BASE, in_paragraphs(*theirs), in_paragraphs(*mine)) == (
        in_paragraphs(*merged),
        True,
    )


def test_rules_put_between_clashing_blocks_all_stay() -> None:
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


def test_lists_in_lists_beyond_all_reason_are_merged_whole() -> None:
    base, theirs, mine = (
        "<blockquote>" * 20 + f"<p>{text}</p>" + "</blockquote>" * 20
        for text in ("a b", "a X", "a Y")
    )
    merged, is_clash = merge_bodies(base, theirs, mine)
    assert (merged.count("a X"), merged.count("a Y"), is_clash) == (1, 1, True)


def test_white_space_between_and_in_blocks_is_no_change() -> None:
    merged = merge_bodies("<p>a b</p>\n<p>c</p>", "<p>a\nb</p>  <p>c</p>", "<p>a X</p>\n<p>c</p>")
    assert merged == ("<p>a X</p>\n<p>c</p>", False)


def test_what_is_left_without_blocks_is_clean_again() -> None:
    merged = merge_bodies("a b c\n<hr>\n<p>d e f</p>", "a b c\n<p>d e f</p>", "a b c\n<hr>")
    assert merged == ("<p>a b c</p>", False)


@given(BODIES, BODIES)
def test_a_body_that_one_alone_changed_is_theirs_or_mine(base: str, changed: str) -> None:
    assert merge_bodies(base, base, changed) == (changed, False)
    assert merge_bodies(base, changed, base) == (changed, False)


@given(BODIES, BODIES)
def test_a_body_that_both_changed_alike_is_that(base: str, changed: str) -> None:
    assert merge_bodies(base, changed, changed) == (changed, False)


@given(BODIES, BODIES, BODIES)
@example("<p>a b</p>", "<ul><li>a b</li></ul>", "<ul><li>a c</li></ul>")
def test_a_merged_body_is_clean(base: str, theirs: str, mine: str) -> None:
    merged, _ = merge_bodies(base, theirs, mine)
    assert body_html.sanitise(merged) == merged


@given(BODIES, BODIES, BODIES)
def test_no_paragraph_typed_is_lost(base: str, theirs: str, mine: str) -> None:
    old, here, there, merged = (
        [text(one.after) for one in diff_paragraphs(body, body)]
        for body in (base, theirs, mine, merge_bodies(base, theirs, mine)[0])
    )
    kept = f" {' '.join(merged)} "
    assert [one for one in {*here, *there}.difference(old) if f" {one} " not in kept] == []


def test_runs_of_text_without_blocks_stay_apart() -> None:
    merged = merge_bodies("<p>a</p>", "<p>a</p>one", "<p>a</p>two")
    assert merged == ("<p>a</p>\n<p>one</p>\n<p>two</p>", True)


VOCABULARY = [f"word{number * number % 997}" for number in range(3_000)]


def body(count: int, *, mark: str) -> str:
    """Return as many paragraphs of ten words, one of them the mark."""
    starts = (number * 7 % 2_900 for number in range(count))
    return in_paragraphs(*(" ".join([*VOCABULARY[at : at + 9], mark]) for at in starts))


@pytest.mark.parametrize(
    ("work", "size"),
    [
        (lambda size: diff_words("a " * size, "a " * (size // 2)), 4_000),
        (lambda size: diff_words("a " * size + "x", "y " + "a " * size), 4_000),
        (lambda size: diff_words("a b " * size, "b a a " * size), 500),
        (lambda size: diff_paragraphs(body(size, mark="x"), body(size, mark="y")), 60),
        (
            lambda size: merge_bodies(
                body(size, mark="x"), body(size, mark="y"), body(size, mark="z")
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
        (lambda size: merge_bodies("<p>a</p>" * size, "<p>b</p>" * size, "<hr>a" * size), 500),
    ],
)
def test_the_time_grows_linearly(work: Callable[[int], object], size: int) -> None:
    assert growth(work, size) < 24
