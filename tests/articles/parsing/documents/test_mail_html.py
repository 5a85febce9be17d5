"""HTML of mails: tables that arrange a newsletter become blocks, those with figures stay."""

import pytest

from articles.parsing.documents import mail_html

FIGURES = "<table><tr><td>Year</td><td>Sum</td></tr><tr><td>2026</td><td>4.2</td></tr></table>"


@pytest.mark.parametrize(
    ("html", "result"),
    [
        (FIGURES, FIGURES),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", ["a", "b"]),
        ("<table><tr><td><p>a</p></td><td>b</td></tr></table>", ["a", "b"]),
        ('<table role="presentation"><tr><td>a</td><td>b</td></tr></table>', ["a", "b"]),
        (
            f"<table><tr><td>{FIGURES}</td></tr></table>",
            f"<div><div><div>{FIGURES}" + 3 * "</div>",
        ),
        ("<style>a</style>text <b>b</b><script>c</script>", "text <b>b</b>"),
        ("a &lt; b<p>c</p>", "a &lt; b<p>c</p>"),
    ],
)
def test_layouts_become_blocks(html: str, result: str | list[str]) -> None:
    plain = mail_html.to_html(f"<html><head><title>x</title></head><body>{html}</body></html>")
    if isinstance(result, str):
        assert plain == result
    else:
        assert ("<t" in plain, [each for each in result if f">{each}<" in plain]) == (False, result)
