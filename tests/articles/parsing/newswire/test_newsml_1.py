"""Items of NewsML 1.2."""

from datetime import UTC, date, datetime

import pytest

from articles.parsing.records import Record, Remark, SkippedItem
from articles.vocabulary import Credit, Precision, SourceDate
from tests.newswire import FULL_NEWSML_1, build_newsml_1, parse_newsml, parse_newsml_record
from tests.timing import measure_growth

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
            source_date=SourceDate(date(2020, 12, 3), None, Precision.DAY, ""),
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


def build_part(role: str, content: str, *, about: str = "", media_type: str = "Text") -> str:
    return (
        f'<NewsComponent><Role FormalName="{role}"/>{about}<ContentItem>'
        f'<MediaType FormalName="{media_type}"/><DataContent>{content}</DataContent>'
        "</ContentItem></NewsComponent>"
    )


PARTS = "".join(
    build_part(role, f"<p>{role} text.</p>")
    for role in ("Title", "Abstract", "HeadLine", "Lead", "Body", "Caption", "Supporting")
)


def test_the_roles_of_components_say_what_their_texts_are() -> None:
    content = build_newsml_1("", component=PARTS)
    record = parse_newsml_record(content.replace("Ferry Opens", ""))
    assert (record.headline, record.standfirst, record.body) == (
        "Title text.",
        "Abstract text.",
        "<p>Lead text.</p>\n<p>Body text.</p>",
    )
    assert record.remarks == (Remark("texts_left_out", 1),)
    assert parse_newsml_record(content).headline == "Ferry Opens"


@pytest.mark.parametrize(
    ("roles", "body"),
    [
        (("HeadLine", "Main"), "<p>Main</p>"),
        (("Lead", "Main Text"), "<p>Lead</p>\n<p>Main Text</p>"),
        (("Lead", "Body", "Main"), "<p>Lead</p>\n<p>Body</p>"),
        (("Lead",), "<p>Lead</p>"),
        (("Sidebar", "Main"), "<p>Main</p>"),
        (("Sidebar", "Related"), "<p>Sidebar</p>"),
        (("Photo Caption",), ""),
        (("Photo Credit",), ""),
        (("http://cv.example/role/body",), "<p>http://cv.example/role/body</p>"),
    ],
)
def test_the_text_is_lead_and_body_or_the_main_text(roles: tuple[str, ...], body: str) -> None:
    component = "".join(build_part(role, f"<p>{role}</p>") for role in roles)
    assert parse_newsml_record(build_newsml_1("", component=component)).body == body


def test_a_text_in_another_language_is_left_out_with_a_remark() -> None:
    french = '<DescriptiveMetadata><Language FormalName="fr"/></DescriptiveMetadata>'
    component = "".join(
        (
            build_part("Body", "<p>Il pleut.</p>", about=french),
            build_part("Body", "<p>Encore.</p>", about=french),
            build_part("Body", "<p>It rains.</p>").replace(
                "<ContentItem", '<ContentItem xml:lang="en"'
            ),
        )
    )
    record = parse_newsml_record(build_newsml_1("", component=component))
    assert (record.language, record.body) == ("fr", "<p>Il pleut.</p>\n<p>Encore.</p>")
    assert record.remarks == (Remark("texts_left_out", 1),)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<nitf><body><body.content><p>A</p></body.content></body></nitf>", "<p>A</p>"),
        ("<x><nitf><body><body.content><p>A</p></body.content></body></nitf></x>", "<p>A</p>"),
        ("<html><body><p>A</p></body></html>", "<div><p>A</p></div>"),
        ("<results><team>A</team></results>", ""),
    ],
)
def test_complex_data_is_a_text_where_it_is_nitf_or_html(content: str, body: str) -> None:
    component = build_part("Main", content, media_type="ComplexData")
    record = parse_newsml_record(build_newsml_1("", component=component))
    assert record.body == body
    other = component.replace("DataContent", "ComplexData")
    assert parse_newsml_record(build_newsml_1("", component=other)).body == body


@pytest.mark.parametrize(
    "start", ["", '<?xml version="1.0" encoding="iso-8859-1"?>\n', "<!DOCTYPE nitf>"]
)
def test_nitf_may_stand_in_a_text(start: str) -> None:
    inner = "<nitf><body><body.content><p>Şile</p></body.content></body></nitf>"
    record = parse_newsml_record(build_newsml_1(f"<![CDATA[{start}{inner}]]>"))
    assert record.body == "<p>Şile</p>"
    broken = parse_newsml_record(build_newsml_1(f"<![CDATA[{inner.removesuffix('</nitf>')}]]>"))
    assert "<p>Şile</p>" in broken.body


@pytest.mark.parametrize(
    ("line", "name", "headline"),
    [("FERRY", "Harbour", "FERRY"), ("", "Harbour", "Harbour")],
)
def test_without_headline_and_text_the_slugline_is_the_headline(
    line: str, name: str, headline: str
) -> None:
    content = build_newsml_1("").replace(
        "<HeadLine>Ferry Opens</HeadLine>", f"<SlugLine>{line}</SlugLine>"
    )
    content = content.replace(
        "</Identification>", f"<NameLabel>{name}</NameLabel></Identification>"
    )
    assert parse_newsml_record(content).headline == headline


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


def test_keywords_stand_in_properties_and_lines() -> None:
    about = (
        '<DescriptiveMetadata><Property FormalName="Topic" Value="Sea"/></DescriptiveMetadata>'
        "<NewsLines><HeadLine>A</HeadLine>"
        "<KeywordLine>Ferry, Harbour; Ship</KeywordLine></NewsLines>"
    )
    content = build_newsml_1("", component=build_part("Main", "<p>A</p>", about=about))
    assert parse_newsml_record(content).tags == ("Sea", "Ferry", "Harbour", "Ship")


SHAPES = (
    *(build_part("Lead", "<p>A</p>"), build_part("Title", "A"), "<NewsComponent>", "<Topic/>"),
    *("<TopicSet><Topic><Description>A</Description></Topic></TopicSet>", "<NewsLines/>"),
    "<NewsLines><KeywordLine>A, B; </KeywordLine></NewsLines>",
)


@pytest.mark.unmeasured
@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_of_long_items_grows_linearly(shape: str) -> None:
    text = f"<![CDATA[<nitf>{'<p>A ' * 10}]]>"

    def parse_repeated(size: int) -> None:
        parse_newsml(build_newsml_1("", component=shape * size))
        parse_newsml(build_newsml_1(text + "<p/>" * size))

    assert measure_growth(parse_repeated, 200) < 24
