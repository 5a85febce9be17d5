"""Factiva's XML."""

import io
import re
from datetime import date

import pytest

from articles.parsing.press import press_export
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from articles.vocabulary import Credit, Precision, SourceDate
from tests.problems import list_codes

NAMESPACE = 'xmlns="http://global.factiva.com/pps/2.0"'
ARTICLE = """<ppsarticle><article>
<accessionNo>HARB0001</accessionNo><baseLanguage>EN</baseLanguage>
<headline><paragraph><hlt>Ferry</hlt> - opens
 again</paragraph></headline>
<byline>By Ada Writer</byline>
<leadParagraph><paragraph>It rained.</paragraph></leadParagraph>
<edition>Late</edition><sectionName>News</sectionName><pages><page>8</page><page>9</page></pages>
<publicationDate><dateTime>2012-01-09T01:35:58Z</dateTime></publicationDate>
<sourceName>Harbour Times</sourceName>
<newsSubject code="gwea"><name>Weather</name></newsSubject>
<newsSubject code="c21"><name>Output/Production</name></newsSubject>
<newsSubject code="ncat"><name>Content Types</name></newsSubject>
<newsSubject><name>Nothing</name></newsSubject>
<tailParagraphs><paragraph>It &amp; <hlt>snow</hlt>.</paragraph></tailParagraphs>
</article></ppsarticle>"""


def build_export(*articles: str) -> str:
    inner = "".join(articles)
    return (
        f"<PPSResponse><ppsArticleResponse {NAMESPACE}>{inner}</ppsArticleResponse></PPSResponse>"
    )


def parse_content(content: str | bytes) -> list[object]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(press_export.parse(io.BytesIO(encoded)))


def parse_records(content: str | bytes) -> list[Record]:
    return [each for each in parse_content(content) if isinstance(each, Record)]


def parse_rejects(content: str | bytes) -> list[Reject]:
    return [each for each in parse_content(content) if isinstance(each, Reject)]


def parse_changed(old: str, new: str) -> Record:
    (record,) = parse_records(build_export(ARTICLE.replace(old, new)))
    return record


def test_each_article_is_a_record_with_all_its_fields() -> None:
    first, second = parse_records(build_export(ARTICLE, ARTICLE.replace("HARB0001", "HARB0002")))
    assert first == Record(
        headline="Ferry - opens again",
        body="<p>It rained.</p>\n<p>It &amp; snow.</p>",
        original=first.original,
        media_type="application/xml",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="en",
        source="Harbour Times",
        source_date=SourceDate(date(2012, 1, 9), None, Precision.DAY),
        source_detail="Late; News; p. 8, 9",
        origin_id="HARB0001",
        byline="By Ada Writer",
        credits=(Credit("Ada Writer"),),
        tags=("Weather",),
    )
    assert (second.origin_id, second.position) == ("HARB0002", "document 2")


def test_text_that_is_only_indented_is_divided_into_paragraphs() -> None:
    lead = "<leadParagraph>\nIt\nrained.\n    Then it\nsnowed.\n\n</leadParagraph>"
    record = parse_changed("<leadParagraph><paragraph>It rained.</paragraph></leadParagraph>", lead)
    assert record.body.splitlines()[:2] == ["<p>It rained.</p>", "<p>Then it snowed.</p>"]


@pytest.mark.parametrize(
    ("printed", "source_date"),
    [
        ("<date>1987-02-26</date>", SourceDate(date(1987, 2, 26), None, Precision.DAY)),
        ("<date>1987-02-31</date>", SourceDate(text="1987-02-31")),
        ("<date>yesterday</date>", SourceDate()),
        ("", SourceDate()),
    ],
)
def test_the_date_is_a_day_that_exists(printed: str, source_date: SourceDate) -> None:
    record = parse_changed("<dateTime>2012-01-09T01:35:58Z</dateTime>", printed)
    assert record.source_date == source_date


@pytest.mark.parametrize(("printed", "language"), [("FR", "fr"), ("", ""), ("7", "")])
def test_the_language_is_a_tag(printed: str, language: str) -> None:
    assert parse_changed(">EN<", f">{printed}<").language == language


def test_missing_fields_stay_empty() -> None:
    bare = build_export(
        "<article><headline>Ferry</headline><leadParagraph>Rain.</leadParagraph></article>"
    )
    (record,) = parse_records(bare)
    assert (record.source, record.byline, record.credits, record.tags, record.source_detail) == (
        *("", "", (), (), ""),
    )


@pytest.mark.parametrize(
    ("names", "missing"), [("headline", "headline"), ("leadParagraph|tailParagraphs", "text")]
)
def test_an_article_without_headline_or_text_is_rejected_with_the_remedy(
    names: str, missing: str
) -> None:
    content = re.sub(rf"<({names})>.*?</\1>", "", ARTICLE, flags=re.DOTALL)
    (reject,) = parse_rejects(build_export(content))
    assert reject.reason == Problem(f"factiva.no_{missing}")
    assert parse_content(reject.record) == [reject]


def test_xml_that_breaks_off_is_read_up_to_there() -> None:
    first, broken = parse_content(
        build_export(ARTICLE)[: -len("</ppsArticleResponse></PPSResponse>")] + "<a"
    )
    assert isinstance(first, Record)
    assert isinstance(broken, Reject)
    assert broken.position == "document 2"
    assert list_codes(broken.reason) == ["xml.malformed", "press.export_again"]


def test_an_export_of_nothing_is_rejected() -> None:
    assert [each.reason for each in parse_rejects(build_export())] == [Problem("press.no_article")]


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "boom">]>' + build_export(
        ARTICLE.replace("It rained.", "Rain&a;")
    )
    assert [each.body for each in parse_records(bomb)] == [
        "<p>Rain&amp;a;</p>\n<p>It &amp; snow.</p>"
    ]
