"""Items of NewsML 1.2."""

from datetime import UTC, date, datetime

import pytest

from articles.parsing.records import Record, SkippedItem
from articles.vocabulary import Credit, Precision, SourceDate
from tests.newswire import FULL_NEWSML_1, build_newsml_1, parse_newsml, parse_newsml_record

EMBARGO = (
    '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
    "<DateAndTime>20201204T120000+0300</DateAndTime></StatusWillChange>"
)


def test_every_element_is_read() -> None:
    assert parse_newsml(FULL_NEWSML_1) == [
        Record(
            headline="Ferry Opens",
            standfirst="After a year",
            body="<P>ISTANBUL (HNA) - It rained.</P>",
            kind="analysis",
            language="en",
            source="HNA",
            source_date=SourceDate(date(2020, 12, 3), None, Precision.DAY, "20201203T120000Z"),
            origin_id="urn:newsml:hna.example:20201203:7",
            byline="By Ann Writer",
            credits=(Credit("Ann Writer"),),
            tags=("Ferries", "Harbours", "Sea", "Ships"),
            original=FULL_NEWSML_1.encode(),
            media_type="application/xml",
            charset="utf-8",
            parser="newsml/1",
            position="line 3",
        )
    ]


def test_each_of_many_items_has_an_original_of_its_own() -> None:
    inside = build_newsml_1().removeprefix("<NewsML>").removesuffix("</NewsML>")
    first, second = parse_newsml(f"<NewsML>{inside}{inside}</NewsML>")
    assert isinstance(first, Record)
    assert (first, parse_newsml_record(first.original)) == (second, first)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<p>A</p><p>B</p>", "<p>A</p><p>B</p>"),
        ("<nitf><body><body.content><p>A</p></body.content></body></nitf>", "<p>A</p>"),
        ("A\n\nB", "<p>A</p>\n<p>B</p>"),
    ],
)
def test_a_text_may_stand_in_html_nitf_or_plain(content: str, body: str) -> None:
    assert parse_newsml_record(build_newsml_1(content)).body == body


def test_the_main_text_is_read_with_the_headline_of_its_component() -> None:
    first = "<ContentItem><DataContent>Aside.</DataContent></ContentItem>"
    main = (
        '<NewsComponent><Role FormalName="Main"/><NewsLines><HeadLine>Main</HeadLine></NewsLines>'
        "<ContentItem><DataContent>It rained.</DataContent></ContentItem></NewsComponent>"
    )
    record = parse_newsml_record(
        build_newsml_1("", component=f"<NewsComponent>{first}</NewsComponent>{main}")
    )
    assert (record.headline, record.body) == ("Main", "<p>It rained.</p>")


def test_a_photo_without_a_text_is_skipped() -> None:
    photo = (
        '<ContentItem><MediaType FormalName="Photo"/><DataContent>AAAA</DataContent></ContentItem>'
    )
    assert parse_newsml_record(build_newsml_1(component=photo)).body == "<p>It rained.</p>"
    assert parse_newsml(build_newsml_1("", component=photo)) == [SkippedItem("pictures")]


@pytest.mark.parametrize("reference", ['<NewsItemRef NewsItem="urn:a"/>', "<TopicSet/>"])
def test_an_item_of_references_is_skipped_as_a_package(reference: str) -> None:
    assert parse_newsml(build_newsml_1("", component=reference)) == [SkippedItem("packages")]


@pytest.mark.parametrize(
    ("management", "until", "is_withheld", "is_canceled"),
    [
        ('<Status FormalName="Canceled"/>', None, False, True),
        ('<Status FormalName="Withheld"/>', None, True, False),
        ('<Status FormalName="Embargoed"/>', None, True, False),
        (EMBARGO, datetime(2020, 12, 4, 9, tzinfo=UTC), False, False),
        ('<Status FormalName="Usable"/>', None, False, False),
    ],
)
def test_the_status_is_honoured(
    management: str, until: datetime | None, *, is_withheld: bool, is_canceled: bool
) -> None:
    record = parse_newsml_record(build_newsml_1(management=management))
    assert (record.embargoed_until, record.is_withheld, record.is_canceled) == (
        until,
        is_withheld,
        is_canceled,
    )


def test_a_cancellation_needs_no_component() -> None:
    content = (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>hna</ProviderId>"
        "<DateId>20201203</DateId><NewsItemId>7</NewsItemId></NewsIdentifier></Identification>"
        '<NewsManagement><Status FormalName="Canceled"/></NewsManagement></NewsItem></NewsML>'
    )
    record = parse_newsml_record(content)
    assert (record.headline, record.origin_id) == (("urn:newsml:hna:20201203:7",) * 2)
    assert (record.source, record.body, record.is_canceled) == ("hna", "", True)


@pytest.mark.parametrize(
    ("administration", "source"),
    [
        ('<Source><Party FormalName="HNA"/></Source>', "HNA"),
        ("", ""),
    ],
)
def test_the_source_is_the_party(administration: str, source: str) -> None:
    metadata = f"<AdministrativeMetadata>{administration}</AdministrativeMetadata>"
    assert parse_newsml_record(build_newsml_1(component=metadata)).source == source
