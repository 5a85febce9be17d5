"""Europresse's HTML."""

import io
from datetime import date

import pytest

from articles.parsing import press
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)

LOGO = '<table id="tbHeaderImages"><tr><td><img src="http://europresse.example/logo.gif"></td></tr></table>'
HEAD = (
    '<span class="DocPublicationName">{source}</span><br><span class="DocHeader">Politique, </span>'
    '<span class="DocHeader">jeudi </span><span class="DocHeader">4 octobre 2012</span>'
    '<span class="DocHeader">, p. 03</span><br><br>'
)
TITLE = '<span class="TitreArticleVisu">Le <b>bac</b> revient</span><br><br>'
TEXT = (
    "Ada Plume<br><p></p>Il pleut sur le port &amp; la ville.<script>alert(1)</script>"
    "<p></p>Il neige.<p></p>"
)
FOOT = (
    "<b><i>© 2012 Le Port. Tous droits réservés.</i></b><p></p>Numéro de document : news·1·PO·2<br>"
)


DEEP = (
    "It nests its elements more than 256 deep, or one of its texts is longer than 10 MB; "
    "save the article alone, such as its print view."
)


def article(source: str = "Le Port, no. 59", *, text: str = TEXT, above: str = "") -> str:
    head = HEAD.format(source=source)
    return f"<table><tr><td>{LOGO}{head}{above}{TITLE}{text}{FOOT}</td></tr></table>\n"


def export(*articles: str) -> str:
    return f"<html><head></head><body>{''.join(articles)}</body></html>"


def told(content: str | bytes, *, charset: str = "") -> list[object]:
    written = content.encode() if isinstance(content, str) else content
    return list(press.parse(io.BytesIO(written), charset=charset))


def records(content: str | bytes) -> list[Record]:
    return [each for each in told(content) if isinstance(each, Record)]


def rejects(content: str | bytes) -> list[Reject]:
    return [each for each in told(content) if isinstance(each, Reject)]


def test_each_article_is_a_record_with_all_its_fields() -> None:
    first, second = records(export(article(above="Transport"), article("La Vague")))
    assert first == Record(
        headline="Le bac revient",
        standfirst="Transport",
        body="<p>Il pleut sur le port &amp; la ville.</p>\n<p>Il neige.</p>",
        original=first.original,
        media_type="text/html",
        charset="utf-8",
        parser="press/1",
        position="document 1",
        language=first.language,
        source="Le Port",
        source_date=SourceDate(date(2012, 10, 4), None, Precision.DAY, "jeudi 4 octobre 2012"),
        source_detail="no. 59; Politique, p. 03",
        origin_id="news·1·PO·2",
        byline="Ada Plume",
        credits=(Credit("Ada Plume"),),
        readings=first.readings,
    )
    assert (second.source, second.source_detail) == ("La Vague", "Politique, p. 03")
    assert (second.standfirst, second.position) == ("", "document 2")


def test_the_language_is_guessed_and_flagged() -> None:
    text = (
        "<p>Il pleut sur le port et les bateaux du soir ne sont pas dans la rade pour une fois.</p>"
    )
    (found,) = records(export(article(text=text * 2)))
    assert found.language == "fr"
    assert {name: reading.sureness.value for name, reading in found.readings.items()} == {
        "language": "guess"
    }


@pytest.mark.parametrize("text", ["Il pleut.<p></p>Il neige.", "Ada Plume"])
def test_a_text_that_begins_with_a_sentence_or_is_one_line_has_no_byline(text: str) -> None:
    (found,) = records(export(article(text=f"{text}<p></p>")))
    assert (found.byline, found.credits) == ("", ())


def test_without_a_number_there_is_no_id() -> None:
    (found,) = records(export(article()).replace("Numéro de document", "Document"))
    assert found.origin_id == ""


def test_an_article_without_a_logo_begins_at_its_publication() -> None:
    found = records(export(article(), article("La Vague")).replace(LOGO, ""))
    assert [each.source for each in found] == ["Le Port", "La Vague"]


def test_a_title_with_nothing_above_it_is_read() -> None:
    (found,) = records(export(TITLE + HEAD.format(source="Le Port") + TEXT))
    assert (found.headline, found.standfirst, found.source) == ("Le bac revient", "", "Le Port")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            article(text=""),
            "It has no text: write its paragraphs below the title.",
        ),
        (
            article().replace("Le <b>bac</b> revient", ""),
            "It has no headline: write it into the element of the class 'TitreArticleVisu'.",
        ),
        (
            article().replace('"TitreArticleVisu"', '"TitreArticleAutre"'),
            "It has no headline: write it into the element of the class 'TitreArticleVisu'.",
        ),
        (article() + "x" * 2**21, "It is larger than 2 MiB, which no article is; shorten it."),
        (
            article(text="<b>" * 300 + TEXT),
            DEEP,
        ),
    ],
)
def test_an_article_that_cannot_be_read_is_rejected_alone(content: str, reason: str) -> None:
    found = told(export(content, article()))
    assert [type(each) for each in found] == [Reject, Record]
    assert [each.reason for each in rejects(export(content))] == [reason]


def test_an_export_in_an_unknown_charset_is_rejected_whole() -> None:
    content = export(article()).encode("latin-1")
    (found,) = rejects(content)
    assert found.reason.startswith("Byte ")
    assert [type(each) for each in told(content, charset="latin-1")] == [Record]


def test_an_export_over_the_limit_is_rejected_without_its_bytes() -> None:
    (found,) = rejects(export(article(), " " * 2**24))
    assert found.reason.startswith("It is larger than 16 MiB")
    assert found.record is None
