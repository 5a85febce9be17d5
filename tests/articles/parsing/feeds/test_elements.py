"""Elements of a feed's text, well-formed or not."""

import pytest

from articles.parsing.feeds.elements import compile_tags, remove_elements

PATTERN = compile_tags("a|b")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("1<a>2</a>3<B x='y'>4</B>5", "135"),
        ("1<a/>2<ab>3</ab>", "12<ab>3</ab>"),
        ("1<a>2<b>3</b>4<a/>5</a>6", "16"),
        ("1</a>2<a>3", "1</a>2<a>3"),
        ("<![CDATA[<a>1</a>]]><!-- <a>2</a> --><a>3</a>", "<![CDATA[<a>1</a>]]><!-- <a>2</a> -->"),
        ("<a>1</a><!-- <a>2</a>", "<!-- <a>2</a>"),
    ],
)
def test_elements_are_removed_by_their_tags_alone(text: str, rest: str) -> None:
    assert remove_elements(text, PATTERN) == rest
