"""Factiva's XML."""

import io
import re
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


def export(*articles: str) -> str:
    inner = "".join(articles)
    return (
        f"<PPSResponse><ppsArticleResponse {NAMESPACE}>{inner}</ppsArticleResponse></PPSResponse>"
    )


def told(content: str | bytes) -> list[object]:
    written = content.encode() if isinstance(content, str) else content
    return list(press.parse(io.BytesIO(written)))


def records(content: str | bytes) -> list[Record]:
    return [each for each in told(content) if isinstance(each, Record)]


def rejects(content: str | bytes) -> list[Reject]:
    return [each for each in told(content) if isinstance(each, Reject)]


def changed(old: str, new: str) -> Record:
    (found,) = records(export(ARTICLE.replace(old, new)))
    return found


def test_each_article_is_a_record_with_all_its_fields() -> None:
    first, second = records(export(ARTICLE, ARTICLE.replace("HARB0001", "HARB0002")))
    assert first == Record(
        headline="Ferry - opens again",
        body="<p>It rained.</p>\n<p>It &amp; snow.</p>",
        original=first.original,
        media_type="application/xml",
        charset="utf-8",
        parser="press/1",
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
    found = changed("<leadParagraph><paragraph>It rained.</paragraph></leadParagraph>", lead)
    assert found.body.splitlines()[:2] == ["<p>It rained.</p>", "<p>Then it snowed.</p>"]


@pytest.mark.parametrize(
    ("told_date", "source_date"),
    [
        ("<date>1987-02-26</date>", SourceDate(date(1987, 2, 26), None, Precision.DAY)),
        ("<date>1987-02-31</date>", SourceDate(text="1987-02-31")),
        ("<date>yesterday</date>", SourceDate()),
        ("", SourceDate()),
    ],
)
def test_the_date_is_a_day_that_exists(told_date: str, source_date: SourceDate) -> None:
    found = changed("<dateTime>2012-01-09T01:35:58Z</dateTime>", told_date)
    assert found.source_date == source_date


@pytest.mark.parametrize(("told_language", "language"), [("FR", "fr"), ("", ""), ("7", "")])
def test_the_language_is_a_tag(told_language: str, language: str) -> None:
    assert changed(">EN<", f">{told_language}<").language == language


def test_what_is_not_told_stays_empty() -> None:
    bare = export(
        "<article><headline>Ferry</headline><leadParagraph>Rain.</leadParagraph></article>"
    )
    (found,) = records(bare)
    assert (found.source, found.byline, found.credits, found.tags, found.source_detail) == (
        *("", "", (), (), ""),
    )


@pytest.mark.parametrize(
    ("names", "lacks"), [("headline", "headline"), ("leadParagraph|tailParagraphs", "text")]
)
def test_an_article_without_headline_or_text_is_rejected_with_the_remedy(
    names: str, lacks: str
) -> None:
    content = re.sub(rf"<({names})>.*?</\1>", "", ARTICLE, flags=re.DOTALL)
    (found,) = rejects(export(content))
    assert found.reason.startswith(f"It has no {lacks}: write one into the element ")
    assert told(found.record) == [found]


def test_xml_that_breaks_off_is_read_up_to_there() -> None:
    first, broken = told(export(ARTICLE)[: -len("</ppsArticleResponse></PPSResponse>")] + "<a")
    assert isinstance(first, Record)
    assert isinstance(broken, Reject)
    assert broken.position == "document 2"
    assert broken.reason.startswith("It is not well-formed XML: ")


def test_an_export_of_nothing_is_rejected() -> None:
    assert [each.reason for each in rejects(export())] == ["It holds no article; export it again."]


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "boom">]>' + export(ARTICLE.replace("It rained.", "Rain&a;"))
    assert [each.body for each in records(bomb)] == ["<p>Rain&amp;a;</p>\n<p>It &amp; snow.</p>"]
