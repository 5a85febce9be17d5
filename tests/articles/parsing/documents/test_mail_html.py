"""HTML of mails: what the body holds; tables that arrange a newsletter become paragraphs."""

import pytest

from articles.parsing.documents import mail_html
from articles.text import body_html

FIGURES = "<table><tr><td>Year</td><td>Sum</td></tr><tr><td>2026</td><td>4.2</td></tr></table>"


@pytest.mark.parametrize(
    ("html", "result"),
    [
        (FIGURES, FIGURES),
        ("<style>a</style>text <b>b</b><script>c</script>", "text <b>b</b>"),
        ("a &lt; b<p>c</p>", "a &lt; b<p>c</p>"),
    ],
)
def test_what_the_body_holds_is_kept(html: str, result: str) -> None:
    page = f"<html><head><title>x</title></head><body>{html}</body></html>"
    assert mail_html.to_html(page) == result


def test_a_page_without_body_is_kept_whole() -> None:
    assert mail_html.to_html("<frameset><frame></frameset>") == "<frameset><frame></frameset>"


def test_tables_that_arrange_a_newsletter_become_paragraphs() -> None:
    html = mail_html.to_html(f"<table><tr><td><p>a</p><p>b</p></td></tr></table>{FIGURES}")
    body = body_html.sanitise(html)
    assert (body.count("<table"), body.count("<p>"), "4.2" in body) == (1, 2, True)
