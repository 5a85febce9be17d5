"""The article that the text of a document makes: headline, source, date, byline, language, body."""

from typing import Any

import pytest

from articles.parsing.documents.article import build_article
from articles.parsing.documents.document import EMPTY, Document, DocumentError
from articles.parsing.records import DocumentText, Record, Remark, Sureness


def build(html: str, **properties: Any) -> DocumentText:
    document = Document(html=html, has_pictures=True, **properties)
    return build_article(document, original=b"1", media_type="application/x", parser="x/1")


def build_record(html: str, **properties: Any) -> Record:
    return build(html, **properties).article


LONG = "It rained on the pier " * 20


@pytest.mark.parametrize(
    ("html", "title", "headline", "body"),
    [
        ("<p>Ferry opens</p><p>It rained.</p>", "", "Ferry opens", "<p>It rained.</p>"),
        ("<p>Press</p><h1>Ferry</h1><p>a</p>", "", "Ferry", "<p>Press</p>\n<p>a</p>"),
        ("<p>Ferry opens</p><h2>Later</h2>", "FERRY OPENS", "Ferry opens", "<h2>Later</h2>"),
        ("<h1>Ferry</h1><p>a</p>", "Old template", "Ferry", "<p>a</p>"),
        ("<p>Dear all</p><p>a</p>", "Ferry opens", "Ferry opens", "<p>Dear all</p>\n<p>a</p>"),
        ("<p>Ferry</p><p>a</p>", "Microsoft Word - ferry", "Ferry", "<p>a</p>"),
        ("<p>Ferry</p><p>a</p>", "the ferry.docx", "Ferry", "<p>a</p>"),
        ("<p>Ferry</p><p>a</p>", "Document 1", "Ferry", "<p>a</p>"),
        ("<p>Ferry</p><p>a</p>", "Ferries", "Ferry", "<p>a</p>"),
        ("<p>Ferry</p><p>a</p>", "a " * 200, "Ferry", "<p>a</p>"),
        ("<p>Only line</p>", "", "Only line", "<p>Only line</p>"),
        ("text & <p>b</p>", "", "b", "text &amp;"),
    ],
)
def test_the_headline_is_a_title_a_heading_or_the_first_line(
    html: str, title: str, headline: str, body: str
) -> None:
    record = build_record(html, title=title)
    assert (record.headline, record.body) == (headline, body)


@pytest.mark.parametrize(
    ("html", "headline"),
    [
        (f"<p>{LONG}</p><p>b</p>", "It rained on the pier " * 4 + "It rained on…"),
        ("<p>Ferry<br>opens</p><p>b</p>", "Ferry"),
        ("<table><tr><td>Ferry</td><td>7</td></tr></table>", "Ferry"),
    ],
)
def test_without_a_short_first_line_the_headline_is_made_of_the_text(
    html: str, headline: str
) -> None:
    record = build_record(html)
    assert (record.headline, record.body) == (headline, html.replace("</p><p>", "</p>\n<p>"))
    assert [each.code for each in record.remarks] == ["pictures_left_out", "headline_from_text"]


def test_pictures_that_have_names_are_named() -> None:
    pictures = [{"url": "media/a.png", "alt": "A ferry"}, {"url": "media/b.png"}]
    assert build_record("<p>Ferry</p><p>a</p>", pictures=pictures).remarks == (
        Remark("left_out.picture", params={"url": "media/a.png", "alt": "A ferry"}),
        Remark("left_out.picture", params={"url": "media/b.png"}),
    )


def test_a_long_heading_is_shortened_and_stays_in_the_body() -> None:
    record = build_record(f"<h1>{LONG}</h1><p>a</p>")
    assert (len(record.headline) <= 201, record.body) == (True, f"<h1>{LONG}</h1>\n<p>a</p>")


def test_a_headline_is_sure_only_where_title_and_text_agree() -> None:
    agreeing = build_record("<p>Ferry opens</p><p>a</p>", title="Ferry Opens")
    guessed = build_record("<p>Ferry opens</p><p>a</p>")
    assert agreeing.readings["headline"].sureness is Sureness.SURE
    assert guessed.readings["headline"].sureness is Sureness.GUESS


def test_lines_below_the_headline_are_its_source_date_and_byline() -> None:
    record = build_record(
        "<h1>Ferry</h1><p>Harbour Gazette, 7 November 2019</p><p>By Ada Writer</p><p>It rained.</p>"
        "<p>8 November 2019</p>"
    )
    assert (record.source, str(record.source_date.first)) == ("Harbour Gazette", "2019-11-07")
    assert [each.name for each in record.credits] == ["Ada Writer"]
    assert record.body == "<p>It rained.</p>\n<p>8 November 2019</p>"
    assert {record.readings[name].sureness for name in ("source", "source_date", "byline")} == {
        Sureness.GUESS
    }


def test_a_date_may_stand_alone() -> None:
    record = build_record("<h1>Ferry</h1><p>7 November 2019</p><p>8 November 2019</p><p>a</p>")
    assert (str(record.source_date.first), record.source) == ("2019-11-07", "")
    assert record.body == "<p>8 November 2019</p>\n<p>a</p>"


def test_what_the_document_does_not_say_is_missing() -> None:
    record = build_record("<p>Ferry</p><p>a</p>")
    assert {name: reading.sureness for name, reading in record.readings.items()} == {
        "headline": Sureness.GUESS,
        **dict.fromkeys(("source", "source_date", "byline", "language"), Sureness.MISSING),
    }


@pytest.mark.parametrize(
    ("author", "names"),
    [("Ada Writer", ["Ada Writer"]), ("ada", []), ("user7", []), ("DESK-PC7 Admin", []), ("", [])],
)
def test_the_author_of_the_properties_counts_if_it_is_a_name(author: str, names: list[str]) -> None:
    record = build_record("<p>Ferry</p><p>a</p>", author=author)
    assert [each.name for each in record.credits] == names


def test_a_byline_in_the_text_counts_more_than_a_property() -> None:
    record = build_record("<p>Ferry</p><p>By Bo Other</p><p>a</p>", author="Ada Writer")
    assert [each.name for each in record.credits] == ["Bo Other"]


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("the pier and the sea of the town were in the rain", "tr-TR", "en"),
        ("Vapur", "tr_TR", "tr-TR"),
        ("Vapur", "", ""),
    ],
)
def test_the_language_is_that_of_the_text_else_the_declared_one(
    text: str, declared: str, language: str
) -> None:
    assert build_record(f"<p>{text}</p>", language=declared).language == language


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(DocumentError) as error:
        build("<p> </p><hr>")
    assert error.value.problem == EMPTY


def test_the_text_has_a_blank_line_between_blocks() -> None:
    assert build("<p>a<br>b</p><ul><li>c  d</li></ul><p> e</p>").text == "a\nb\n\nc d\n\ne"
