"""ProQuest's HTML."""

import io
from datetime import date

import pytest

from articles.parsing.press import press_export
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from articles.vocabulary import Credit, Precision, SourceDate


def build_field(label: str, value: str = "") -> str:
    return f'<p style="margin:0"><strong>{label}:  </strong>{value}</p>\n'


HEAD = '<p style="font-weight:bold">Ferry opens; rain &amp; snow</p>\n'
LINK = '<p><a href="https://search.example/docview/7">ProQuest document link</a></p>\n'
TEXT = "<text><title></title><p>It rained.</p> <p><strong>Quote:</strong> Snow.</p></text>"


def build_article(number: int = 7, *, head: str = HEAD, text: str = TEXT) -> str:
    return "".join(
        [
            f'<div style="margin-bottom:20px">\n<a name="DocID_MSTAR_{number}"></a><p></p>\n{head}',
            build_field("Author", "Writer, Ada; Other, Bo; Harbour News Agency"),
            build_field("Publication info", "Harbour Times ; London [London]08 May 2010: AA.2."),
            LINK,
            build_field("Abstract"),
            "<p>It rained.</p>\n",
            f"<p><strong>Full text: </strong>{text}</p>\n" if text else "",
            build_field("Subject", "Ferries; Rain &amp; snow; A/B"),
            build_field("Company / organization", "Name: Harbour"),
            build_field("Publication title", "Harbour Times; London"),
            build_field("Pages", "AA.2"),
            build_field("Publication date", "May 8, 2010"),
            build_field("Section", "Late; Part AA"),
            build_field("Language of publication", "English"),
            build_field("ProQuest document ID", str(number)),
            build_field("Copyright", "(c) Harbour Times"),
            "</div>\n",
        ]
    )


def parse_content(content: str | bytes) -> list[object]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(press_export.parse(io.BytesIO(encoded)))


def parse_records(content: str | bytes) -> list[Record]:
    return [each for each in parse_content(content) if isinstance(each, Record)]


def test_each_article_is_a_record_with_all_its_fields() -> None:
    first, second = parse_records(build_article() + build_article(8))
    assert first == Record(
        headline="Ferry opens; rain & snow",
        body="<p>It rained.</p>\n<p>Quote: Snow.</p>",
        original=first.original,
        media_type="text/html",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="en",
        source="Harbour Times",
        source_date=SourceDate(date(2010, 5, 8), None, Precision.DAY, "May 8, 2010"),
        source_detail="Late; Part AA; p. AA.2",
        origin_id="7",
        byline="Writer, Ada; Other, Bo; Harbour News Agency",
        credits=(
            Credit("Ada Writer"),
            Credit("Bo Other"),
            Credit("Harbour News Agency", is_organisation=True),
        ),
        tags=("Ferries", "Rain & snow"),
    )
    assert (second.origin_id, second.position) == ("8", "document 2")


def test_an_abstract_that_says_more_than_the_text_is_the_standfirst() -> None:
    (record,) = parse_records(build_article(text="<p>It snowed.</p>"))
    assert record.standfirst == "It rained."


def test_a_labelled_title_and_the_publication_info_stand_in() -> None:
    content = build_article().replace(HEAD, build_field("Title", "Ferry opens"))
    (record,) = parse_records(
        content.replace("Publication title", "Source").replace("Author:", "Authors:")
    )
    assert (record.headline, record.source) == ("Ferry opens", "Harbour Times")
    assert [credit.name for credit in record.credits][:1] == ["Ada Writer"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            build_article(text=""),
            Problem("proquest.no_text"),
        ),
        (
            build_article(head=""),
            Problem("proquest.no_headline"),
        ),
    ],
)
def test_an_article_without_headline_or_text_is_rejected_with_the_remedy(
    content: str, reason: Problem
) -> None:
    first, second = parse_content(content + build_article())
    assert isinstance(first, Reject)
    assert isinstance(second, Record)
    assert first.reason == reason


def test_what_the_page_adds_is_no_text() -> None:
    text = "<a>Enlarge this image.</a><p>It rained.</p>"
    (record,) = parse_records(
        build_article(text=text).replace("<p>It rained.</p>\n", "<p>None available.</p>\n", 1)
    )
    assert (record.body, record.standfirst) == ("<p>It rained.</p>", "")


def test_a_page_in_another_language_is_read() -> None:
    content = build_article().replace("ProQuest document link", "Lien ProQuest")
    content = content.replace("Full text:", "Texte intégral :").replace("Author:", "Auteur :")
    (record,) = parse_records(content)
    assert (record.headline, record.body) == (
        *("Ferry opens; rain & snow", "<p>It rained.</p>\n<p>Quote: Snow.</p>"),
    )
    assert record.byline == "Writer, Ada; Other, Bo; Harbour News Agency"
