"""Plain text of mails: paragraphs, lines that were broken to a width, quotations, RFC 3676."""

import pytest

from articles.parsing.documents import mail_text

FULL = "It rained on the pier, and the ferry to the island was"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("a < b\n\nc", "<p>a &lt; b</p>\n<p>c</p>"),
        (f"{FULL}\nlate.\nSo", f"<p>{FULL} late.</p>\n<p>So</p>"),
        (FULL, f"<p>{FULL}</p>"),
        (f"{FULL}\n{'a' * 121}", f"<p>{FULL}</p>\n<p>{'a' * 121}</p>"),
        ("> a\n>> b\n> > c\nd", "<blockquote><p>a</p>\n<p>b</p>\n<p>c</p></blockquote>\n<p>d</p>"),
        (">\n>\na", "<p>a</p>"),
    ],
)
def test_text_becomes_paragraphs(text: str, html: str) -> None:
    assert mail_text.to_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("It \nrained.\nSo", "<p>It rained.</p>\n<p>So</p>"),
        ("-- \nAda", "<p>--</p>\n<p>Ada</p>"),
        (
            "> a \n> b\nc ",
            "<blockquote><p>a b</p></blockquote>\n<p>c</p>",
        ),
        (" From a ", "<p>From a</p>"),
        ("> a \nb", "<blockquote><p>a</p></blockquote>\n<p>b</p>"),
    ],
)
def test_flowed_lines_go_on_after_a_space(text: str, html: str) -> None:
    assert mail_text.to_html(text, is_flowed=True) == html


def test_the_space_may_be_deleted() -> None:
    assert mail_text.to_html("日 \n本", is_flowed=True, deletes_space=True) == "<p>日本</p>"
