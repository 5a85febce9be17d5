"""The field of the body: its editor, and when its value has changed."""

import json

import pytest
from django.utils import translation

from articles.admin.fields import BodyField
from articles.admin.forms import ArticleForm
from tests.factories import make_article


def test_the_text_box_holds_the_html_of_the_body() -> None:
    form = ArticleForm(initial={"body": "<p>One.</p>\n<p>Two &amp; three.</p>"})
    html = "&lt;p&gt;One.&lt;/p&gt;\n&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;"
    assert html in str(form["body"])


def test_the_editor_has_its_labels_in_the_language_of_the_request() -> None:
    with translation.override("tr"):
        attributes = ArticleForm()["body"].build_widget_attrs({})
        widget = ArticleForm().fields["body"].widget
        labels = json.loads(widget.build_attrs(widget.attrs, attributes)["data-editor"])
    assert set(labels) >= {"toolbar", "heading2", "bold", "link", "undo"}
    assert ArticleForm().fields["body"].widget.attrs["data-label"] == "Body"


def test_the_modules_of_the_editor_have_one_import_map() -> None:
    media = str(ArticleForm().media)
    assert media.count('type="importmap"') == 1
    assert '"articles/paste": "/static/articles/paste.js"' in media


@pytest.mark.parametrize(
    ("initial", "data", "is_changed"),
    [
        ("<p>a</p>\n<p>b</p>", "<p>a</p>\r\n<p>b</p>", False),
        ("<p>a</p>\n<p>b</p>", "<p>a</p><p>b</p>", False),
        ("<p>a</p>\n<p>b</p>", "a\r\n\r\nb", False),
        ("<p>a\n\nb\n\nc</p>", "<p>a\n\nb\n\nc</p>", False),
        ("<p>a</p>", '<p onclick="x()">a<span hidden>b</span></p>', False),
        ("<p>a</p>\n<p>b</p>", "<p>a b</p>", True),
        ("", "", False),
        (None, None, False),
        (None, "a", True),
        ("<p>a</p>", None, True),
    ],
)
def test_a_body_has_changed_if_its_text_differs(
    initial: str | None, data: str | None, *, is_changed: bool
) -> None:
    assert BodyField().has_changed(initial, data) == is_changed


@pytest.mark.django_db
def test_an_unchanged_body_stays_as_it_is_stored() -> None:
    article = make_article(body="<p>a</p>\n<p>b</p>")
    form = ArticleForm({"body": "<p>a</p><p>b</p>", "tags": []}, instance=article)
    form.is_valid()
    assert form.cleaned_data["body"] == "<p>a</p>\n<p>b</p>"
