"""ProQuest's plain text."""

import io
from datetime import date

import pytest

from articles.parsing import formats
from articles.parsing.press import proquest_text
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.vocabulary import Credit, Precision, SourceDate

RULE = "_" * 60 + "\n\n"
ARTICLE = """\
Document 1 of 2

Ferry opens; rain

https://search.example/docview/7

Author: Writer, Ada; Other, Bo

Publication info: Harbour Times ; London [London]08 May 2010: AA.2.

Abstract: None available.

Links: https://links.example/?title=Ferry

Full text: It rained on the pier.
Title: a word that begins a line of the text.
Then the sun shone.

Subject: Ferries; Rain & snow; A/B

Title: Ferry opens; rain

Publication title: Harbour Times; London

Pages: AA.2

Publication year: 2010

Publication date: May 8, 2010

Section: Late; Part AA

Language of publication: English

ProQuest document ID: 7

Document URL: https://search.example/docview/7

Copyright: (c) Harbour Times

Database: Harbours

"""
FOOT = RULE + "Contact us at: http://www.example\nDatabase copyright © 2020 ProQuest LLC\n"


def parse_content(content: str) -> list[Record | Reject | SkippedItem]:
    return list(formats.read_stream(io.BytesIO(content.encode())))


def parse_one(content: str) -> Record:
    (record,) = parse_content(content)
    assert isinstance(record, Record)
    return record


def test_each_article_is_a_record_with_all_its_fields() -> None:
    first, second, foot = parse_content((RULE + ARTICLE) * 2 + FOOT)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first == Record(
        headline="Ferry opens; rain",
        body=(
            "<p>It rained on the pier.</p>\n"
            "<p>Title: a word that begins a line of the text.</p>\n<p>Then the sun shone.</p>"
        ),
        original=(RULE + ARTICLE).rstrip("\n").encode() + b"\n",
        media_type="text/plain",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="en",
        source="Harbour Times",
        source_date=SourceDate(date(2010, 5, 8), None, Precision.DAY, "May 8, 2010"),
        source_detail="Late; Part AA; p. AA.2",
        origin_id="7",
        byline="Writer, Ada; Other, Bo",
        credits=(Credit("Ada Writer"), Credit("Bo Other")),
        tags=("Ferries", "Rain & snow"),
    )
    assert (second.position, foot) == ("document 2", SkippedItem("cover pages"))


def test_the_text_of_a_mail_is_divided_at_the_last_field() -> None:
    first = remove_lines("Document 1", "Title: Ferry", "https")
    above = "Ada Reader sent you the following:\n\nEmail 1 of 1\n\n"
    mail = above + first + first.replace("Ferry opens; rain", "Tram closes") + "Contact us\n"
    one, two, end = parse_content(mail)
    assert isinstance(one, Record)
    assert isinstance(two, Record)
    assert [one.headline, two.headline] == ["Ferry opens; rain", "Tram closes"]
    assert (two.origin_id, end) == ("7", SkippedItem("cover pages"))


def test_articles_that_nothing_divides_do_not_become_one() -> None:
    text = remove_lines("Database") * 2
    (reject,) = parse_content(text)
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("press.several_articles")


def remove_lines(*lines: str) -> str:
    """Return the article without the lines that begin so."""
    kept = [line for line in ARTICLE.splitlines() if not line.startswith(lines)]
    return "\n".join(kept) + "\n"


@pytest.mark.parametrize(
    ("article", "day"),
    [
        (remove_lines("Publication date"), "2010-05-08"),
        (remove_lines("Publication date", "Publication info"), "2010-01-01"),
        (remove_lines("Publication date", "Publication info", "Publication year"), "None"),
    ],
)
def test_the_date_is_the_most_precise_one_that_is_printed(article: str, day: str) -> None:
    record = parse_one(article)
    assert str(record.source_date.first) == day
    assert ("source_date" in record.readings) == (day == "None")


def test_a_language_that_is_not_named_is_guessed() -> None:
    text = remove_lines("Language").replace("rained", "was the rain of the harbour and it was in")
    assert parse_one(text).language == "en"


@pytest.mark.parametrize(
    "labels",
    [
        (
            "Auteur|Résumé|Texte intégral|Titre|Titre de la publication|Date de publication|"
            "Langue de publication|ID du document ProQuest"
        ),
        (
            "Autor|Resumen|Texto completo|Título|Título de publicación|Fecha de publicación|"
            "Idioma de la publicación|ID del documento de ProQuest"
        ),
        (
            "Autor|Zusammenfassung|Volltext|Titel|Publikationstitel|Publikationsdatum|"
            "Sprache der Publikation|ProQuest-Dokument-ID"
        ),
    ],
)
def test_labels_are_read_in_other_languages(labels: str) -> None:
    author, abstract, text, title, publication, day, language, number = labels.split("|")
    record = parse_one(
        f"{author} : Plume, Ada\n\n{abstract}: Plus.\n\n{text}: Il pleut.\n\n{title}: Bac\n\n"
        f"{publication}: Le Port; Paris\n\n{day}: 8 mai 2010\n\n{language}: French\n\n{number}: 7\n"
    )
    assert record.headline == "Bac"
    assert (record.standfirst, record.source, record.origin_id) == ("Plus.", "Le Port", "7")
    assert (record.language, str(record.source_date.first)) == ("fr", "2010-05-08")
    assert record.credits == (Credit("Ada Plume"),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (remove_lines("Title: Ferry", "Ferry opens"), "proquest.no_headline"),
        (remove_lines("Full text", "Title: a", "Then the"), "proquest.no_text"),
    ],
)
def test_an_article_without_headline_or_text_is_rejected(text: str, code: str) -> None:
    (reject,) = parse_content(text)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.record) == (Problem(code), text.rstrip("\n") + "\n")


@pytest.mark.parametrize(
    "text",
    ["", "Full text: x\n\nSubject: x\n", "Title: x\nAuthor: x\nSubject: x\nSection: x\n"],
)
def test_other_text_is_not_recognised(text: str) -> None:
    assert not proquest_text.sniff(text)
