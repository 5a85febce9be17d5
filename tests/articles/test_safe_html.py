"""HTML is made by templates and format_html; one module alone declares text to be HTML."""

import re
from pathlib import Path

from articles.models.safe_html import build_script_json, declare_body_safe
from tests.conftest import PROJECT

DECLARES = re.compile(r"\b(?:SafeString|SafeText|mark_safe|safestring\.\w+)\(")
DECLARES_IN_TEMPLATE = re.compile(r"\|\s*safe(?:seq)?\b|\bautoescape\s+off\b")


def list_matches(pattern: re.Pattern[str], folder: Path, ending: str) -> list[str]:
    return [
        str(file.relative_to(PROJECT))
        for file in sorted(folder.rglob(f"*{ending}"))
        if pattern.search(file.read_text(encoding="utf-8"))
    ]


def test_only_one_module_declares_text_to_be_html() -> None:
    files = [
        file
        for folder in ("articles", "newsroom")
        for file in list_matches(DECLARES, PROJECT / folder, ".py")
    ]
    assert files == ["articles/models/safe_html.py"]


def test_no_template_declares_text_to_be_html() -> None:
    assert list_matches(DECLARES_IN_TEMPLATE, PROJECT / "templates", ".html") == []


def test_a_body_is_not_escaped_again() -> None:
    assert declare_body_safe("<p>One &amp; two</p>").__html__() == "<p>One &amp; two</p>"


def test_a_table_is_in_an_element_that_scrolls() -> None:
    body = '<p title="<table>">a</p>\n<table><tbody><tr><td>b</td></tr></tbody></table>'
    assert declare_body_safe(body) == (
        '<p title="<table>">a</p>\n'
        '<div class="scroller" role="group" aria-label="Table" tabindex="0">'
        "<table><tbody><tr><td>b</td></tr></tbody></table></div>"
    )


def test_json_cannot_end_its_script() -> None:
    text = build_script_json({"name": "</script><!-- & “ç”"})
    assert text == '{"name": "\\u003C/script\\u003E\\u003C!-- \\u0026 “ç”"}'
