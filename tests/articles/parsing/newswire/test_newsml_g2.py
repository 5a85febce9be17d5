"""NewsML-G2 and NewsML 1.2: items and messages of many."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parsing.newswire import newsml_g2
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.timing import growth

G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    "<head><title>Ferry</title></head><body><header><h1>A</h1></header><p>It rained.</p></body>"
    "</html></inlineXML>"
)
FULL = f"""<?xml version="1.0" encoding="utf-8"?>
<newsItem {G2} guid="urn:hna:7" version="2" xml:lang="tr">
 <itemMeta>
  <itemClass qcode="ninat:text"/>
  <provider qcode="nprov:HNA"><name>Harbour News Agency</name></provider>
  <versionCreated>2020-12-03T23:30:00+03:00</versionCreated>
  <firstCreated>2020-12-01T00:00:00Z</firstCreated>
  <embargoed>2020-12-04T12:00:00Z</embargoed>
  <pubStatus qcode="stat:usable"/>
  <link rel="irel:seeAlso" href="https://harbour.example/6"/>
  <link rel="x:canonical" href="https://harbour.example/7"/>
 </itemMeta>
 <contentMeta>
  <by>By Ann Writer</by>
  <creator><name>Somebody Else</name></creator>
  <language tag="en"/>
  <genre qcode="genre:Opinion"/>
  <subject why="why:ancestor"><name>Traffic</name></subject>
  <subject qcode="medtop:1">
   <name xml:lang="de">Fähren</name><name xml:lang="en">Ferries</name>
   <name xml:lang="en" role="nrol:mnemonic">FRY</name>
  </subject>
  <subject qcode="medtop:2"/>
  <keyword>Harbour</keyword>
  <headline role="hl:subHeadline">After a year</headline>
  <headline>Ferry Opens</headline>
  <dateline>ISTANBUL (HNA) -</dateline>
  <description role="drol:caption">A picture.</description>
  <description role="drol:summary">It opens.</description>
 </contentMeta>
 <contentSet>{XHTML}</contentSet>
</newsItem>
"""
NITF = (
    "<inlineXML><nitf><body><body.head><hedline><hl1>Ferry Opens</hl1></hedline>"
    "<byline>By Ann Writer<byttl>Editor</byttl></byline><abstract>It opens.</abstract></body.head>"
    "<body.content><p>It rained.</p></body.content></body></nitf></inlineXML>"
)


def told(content: str | bytes, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    written = content.encode() if isinstance(content, str) else content
    return list(newsml_g2.parse(io.BytesIO(written), charset=charset))


def record(content: str | bytes) -> Record:
    (found,) = told(content)
    assert isinstance(found, Record)
    return found


def item(
    content: str = XHTML,
    *,
    meta: str = "",
    about: str = "<headline>Ferry Opens</headline>",
    guid: str = "urn:hna:7",
) -> str:
    return (
        f'<newsItem {G2} guid="{guid}"><itemMeta>{meta}</itemMeta>'
        f"<contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    return f"<newsMessage {G2}><itemSet>{''.join(items)}</itemSet></newsMessage>"


def test_every_element_of_an_item_fills_its_field() -> None:
    assert told(FULL) == [
        Record(
            headline="Ferry Opens",
            standfirst="It opens.",
            body="<div><p>ISTANBUL (HNA) - It rained.</p></div>",
            kind="commentary",
            language="en",
            source="Harbour News Agency",
            source_date=SourceDate(
                date(2020, 12, 3), None, Precision.DAY, "2020-12-03T23:30:00+03:00"
            ),
            source_address="https://harbour.example/7",
            origin_id="urn:hna:7",
            embargoed_until=datetime(2020, 12, 4, 12, tzinfo=UTC),
            byline="By Ann Writer",
            credits=(Credit("Ann Writer"),),
            tags=("Ferries", "Harbour"),
            original=FULL.encode(),
            media_type="application/xml",
            charset="utf-8",
            parser="newsml/1",
            position="line 2",
        )
    ]


def test_an_item_is_read_out_of_a_message_with_what_else_there_is_counted() -> None:
    others = ("packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem")
    inside = (f'<{name} guid="urn:a"><x/></{name}>' for name in others)
    assert told(message(*inside)) == [
        SkippedItem("packages"),
        SkippedItem("plans"),
        SkippedItem("concepts"),
        SkippedItem("concepts"),
        SkippedItem("concepts"),
    ]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("picture", "pictures"),
        ("graphic", "pictures"),
        ("video", "recordings"),
        ("audio", "recordings"),
        ("composite", "packages"),
    ],
)
def test_a_picture_without_a_text_is_left_out(name: str, what: str) -> None:
    meta = f'<itemClass qcode="ninat:{name}"/>'
    remote = '<remoteContent href="a.jpg"/><inlineData encoding="base64">QQ==</inlineData>'
    assert told(item(remote, meta=meta)) == [SkippedItem(what)]
    assert record(item(meta=meta)).headline == "Ferry Opens"


def test_many_items_are_each_their_own_original() -> None:
    found = told(message(item(), item(guid="urn:hna:8"), item("")))
    records = [each for each in found if isinstance(each, Record)]
    assert [each.origin_id for each in records] == ["urn:hna:7", "urn:hna:8"]
    assert [type(each) for each in found] == [Record, Record, Reject]
    again = [replace(record(each.original), position=each.position) for each in records]
    assert again == records


def test_an_only_item_is_kept_with_the_message_that_it_came_in() -> None:
    assert record(message(item())).original == message(item()).encode()


def test_a_reject_out_of_many_keeps_its_item() -> None:
    _, bad = told(message(item(), item("")))
    assert isinstance(bad, Reject)
    assert bad.reason == "It has no text: ask the agency for the story itself, or leave it out."
    assert isinstance(bad.record, str)
    (again,) = told(bad.record)
    assert again == bad


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (XHTML, "<div><p>It rained.</p></div>"),
        (NITF, "<p>It rained.</p>"),
        ("<inlineXML><p>A</p></inlineXML>", "<p>A</p>"),
        ("<inlineXML> </inlineXML><inlineXML><p>A</p></inlineXML>", "<p>A</p>"),
        ('<inlineData contenttype="text/plain">A &lt;p&gt;\n\nB</inlineData>', None),
        ('<inlineData contenttype="text/html">&lt;p&gt;A&lt;/p&gt;</inlineData>', "<p>A</p>"),
        ("<inlineData>&lt;p&gt;A&lt;/p&gt;</inlineData>", "<p>A</p>"),
        ("<inlineData>A &lt; B</inlineData>", "<p>A &lt; B</p>"),
        (
            "<inlineData>&lt;title&gt;T&lt;/title&gt;&lt;body&gt;&lt;p&gt;A&lt;/p&gt;</inlineData>",
            "<p>A</p>",
        ),
        (f"<inlineData>{'a ' * 80}\nB</inlineData>", f"<p>{('a ' * 80).strip()}</p>\n<p>B</p>"),
        ("<inlineData>A\nB</inlineData>", "<p>A\nB</p>"),
    ],
)
def test_a_text_may_stand_in_xhtml_nitf_html_or_plain(content: str, body: str | None) -> None:
    plain = "<p>A &lt;p&gt;</p>\n<p>B</p>"
    assert record(item(content)).body == (body or plain)


def test_what_nitf_tells_inside_stands_in_for_what_the_item_does_not() -> None:
    found = record(item(NITF, about=""))
    assert (found.headline, found.standfirst) == ("Ferry Opens", "It opens.")
    assert found.credits == (Credit("Ann Writer", "Editor"),)


def test_the_title_and_the_smaller_headline_stand_in() -> None:
    about = '<headline role="sub">After a year</headline>'
    found = record(item(meta="<title>Ferry</title>", about=about))
    assert (found.headline, found.standfirst) == ("Ferry", "After a year")


@pytest.mark.parametrize(
    ("meta", "about", "source"),
    [
        ('<provider qcode="p:HNA"><name>Harbour</name></provider>', "", "Harbour"),
        ('<provider qcode="p:HNA"/>', "", "HNA"),
        ('<provider literal="harbour.example"/>', "", "harbour.example"),
        ('<provider uri="https://harbour.example/"/>', "", ""),
        ('<provider qcode="p:HNA"/>', '<infoSource literal="Harbour"/>', "Harbour"),
        ('<provider qcode="p:HNA"/>', "<creditline>Harbour</creditline>", "Harbour"),
    ],
)
def test_the_agency_is_the_source(meta: str, about: str, source: str) -> None:
    headline = "<headline>Ferry Opens</headline>"
    assert record(item(meta=meta, about=headline + about)).source == source


@pytest.mark.parametrize(
    ("creators", "credited"),
    [
        ("<creator><name>Ann Writer</name></creator>", ("Ann Writer",)),
        ('<creator literal="Ann Writer"/>', ("Ann Writer",)),
        ('<creator role="crol:editor"><name>Ann Writer</name></creator>', ()),
        ("<creator><name>writer.ann</name></creator>", ()),
        ('<creator literal="Harbour"/><creditline>Harbour</creditline>', ()),
    ],
)
def test_creators_are_credited_where_there_is_no_byline(
    creators: str, credited: tuple[str, ...]
) -> None:
    found = record(item(about="<headline>A</headline>" + creators))
    assert [each.name for each in found.credits] == list(credited)


def test_a_byline_begins_as_its_language_has_it() -> None:
    about = '<headline>A</headline><language tag="de"/><by>Von Ann Writer</by>'
    assert record(item(about=about)).credits == (Credit("Ann Writer"),)


@pytest.mark.parametrize(
    ("meta", "is_canceled", "is_withheld"),
    [
        ('<pubStatus qcode="stat:usable"/>', False, False),
        ('<pubStatus qcode="stat:withheld"/>', False, True),
        ('<pubStatus qcode="stat:template"/>', False, True),
        ('<pubStatus qcode="stat:canceled"/>', True, False),
        ('<pubStatus uri="http://cv.example/pubstatusg2/canceled"/>', True, False),
        ("<embargoed/>", False, True),
        ("<embargoed>2020-12-04T12:00:00Z</embargoed>", False, False),
    ],
)
def test_the_status_is_honoured(meta: str, *, is_canceled: bool, is_withheld: bool) -> None:
    found = record(item(meta=meta))
    assert (found.is_canceled, found.is_withheld) == (is_canceled, is_withheld)


def test_a_canceled_item_needs_neither_headline_nor_text() -> None:
    found = record(item("", meta='<pubStatus qcode="stat:canceled"/>', about=""))
    assert (found.headline, found.body, found.is_canceled) == ("urn:hna:7", "", True)


def test_an_item_with_nothing_in_it_is_rejected() -> None:
    content = f"<newsItem {G2}/>"
    reason = "It has no text: ask the agency for the story itself, or leave it out."
    assert told(content) == [Reject("line 1", reason, content)]


# NewsML 1.2

OLD = """<NewsML>
 <NewsEnvelope><DateAndTime>20201203T000000Z</DateAndTime></NewsEnvelope>
 <NewsItem xml:lang="en">
  <Identification><NewsIdentifier>
   <ProviderId>hna.example</ProviderId><DateId>20201203</DateId><NewsItemId>7</NewsItemId>
   <RevisionId PreviousRevision="0" Update="N">1</RevisionId>
  </NewsIdentifier></Identification>
  <NewsManagement>
   <NewsItemType FormalName="News"/>
   <FirstCreated>20201202T120000Z</FirstCreated>
   <ThisRevisionCreated>20201203T120000Z</ThisRevisionCreated>
   <Status FormalName="Usable"/>
  </NewsManagement>
  <NewsComponent>
   <TopicSet>
    <Topic>
     <Description xml:lang="en" Variant="Category">FRY</Description>
     <Description xml:lang="tr" Variant="Name">Feribotlar</Description>
     <Description xml:lang="en" Variant="Name">Ferries</Description>
    </Topic>
    <Topic><Description>Harbours</Description></Topic>
   </TopicSet>
   <NewsLines>
    <DateLine>ISTANBUL (HNA) -</DateLine>
    <HeadLine>Ferry Opens</HeadLine>
    <SubHeadLine>After a year</SubHeadLine>
    <ByLine>By Ann Writer</ByLine>
    <KeywordLine>Ships</KeywordLine>
   </NewsLines>
   <AdministrativeMetadata><Provider><Party FormalName="HNA"/></Provider></AdministrativeMetadata>
   <DescriptiveMetadata>
    <Language FormalName="EN"/>
    <Genre FormalName="Analysis"/>
    <Property FormalName="Keyword" Value="Sea"/>
    <Property FormalName="City" Value="Istanbul"/>
   </DescriptiveMetadata>
   <NewsComponent>
    <Role FormalName="Main"/>
    <ContentItem>
     <MediaType FormalName="Text"/><Format FormalName="HTML"/>
     <DataContent><![CDATA[<P>It rained.</P>]]></DataContent>
    </ContentItem>
   </NewsComponent>
  </NewsComponent>
 </NewsItem>
</NewsML>
"""


EMBARGO = (
    '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
    "<DateAndTime>20201204T120000+0300</DateAndTime></StatusWillChange>"
)


def old(content: str = "<p>It rained.</p>", *, management: str = "", component: str = "") -> str:
    lines = "<NewsLines><HeadLine>Ferry Opens</HeadLine></NewsLines>"
    text = f"<ContentItem><DataContent>{content}</DataContent></ContentItem>" if content else ""
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><NewsItemId>7</NewsItemId>"
        f"</NewsIdentifier></Identification><NewsManagement>{management}</NewsManagement>"
        f"<NewsComponent>{lines}{component}{text}</NewsComponent></NewsItem></NewsML>"
    )


def test_every_element_of_an_old_item_fills_its_field() -> None:
    assert told(OLD) == [
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
            original=OLD.encode(),
            media_type="application/xml",
            charset="utf-8",
            parser="newsml/1",
            position="line 3",
        )
    ]


def test_many_old_items_are_each_their_own_original() -> None:
    inside = old().removeprefix("<NewsML>").removesuffix("</NewsML>")
    first, second = told(f"<NewsML>{inside}{inside}</NewsML>")
    assert isinstance(first, Record)
    assert (first, record(first.original)) == (second, first)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<p>A</p><p>B</p>", "<p>A</p><p>B</p>"),
        ("<nitf><body><body.content><p>A</p></body.content></body></nitf>", "<p>A</p>"),
        ("A\n\nB", "<p>A</p>\n<p>B</p>"),
    ],
)
def test_an_old_text_may_stand_in_marks_nitf_or_plain(content: str, body: str) -> None:
    assert record(old(content)).body == body


def test_the_main_text_is_taken_with_the_headline_next_to_it() -> None:
    first = "<ContentItem><DataContent>Aside.</DataContent></ContentItem>"
    main = (
        '<NewsComponent><Role FormalName="Main"/><NewsLines><HeadLine>Main</HeadLine></NewsLines>'
        "<ContentItem><DataContent>It rained.</DataContent></ContentItem></NewsComponent>"
    )
    found = record(old("", component=f"<NewsComponent>{first}</NewsComponent>{main}"))
    assert (found.headline, found.body) == ("Main", "<p>It rained.</p>")


def test_a_photo_is_no_text_and_lies_beside_one() -> None:
    photo = (
        '<ContentItem><MediaType FormalName="Photo"/><DataContent>AAAA</DataContent></ContentItem>'
    )
    assert record(old(component=photo)).body == "<p>It rained.</p>"
    assert told(old("", component=photo)) == [SkippedItem("pictures")]


@pytest.mark.parametrize("reference", ['<NewsItemRef NewsItem="urn:a"/>', "<TopicSet/>"])
def test_what_only_refers_to_others_is_a_package(reference: str) -> None:
    assert told(old("", component=reference)) == [SkippedItem("packages")]


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
def test_an_old_status_is_honoured(
    management: str, until: datetime | None, *, is_withheld: bool, is_canceled: bool
) -> None:
    found = record(old(management=management))
    assert (found.embargoed_until, found.is_withheld, found.is_canceled) == (
        until,
        is_withheld,
        is_canceled,
    )


def test_an_old_cancellation_needs_no_component() -> None:
    content = (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>hna</ProviderId>"
        "<DateId>20201203</DateId><NewsItemId>7</NewsItemId></NewsIdentifier></Identification>"
        '<NewsManagement><Status FormalName="Canceled"/></NewsManagement></NewsItem></NewsML>'
    )
    found = record(content)
    assert (found.headline, found.origin_id) == (("urn:newsml:hna:20201203:7",) * 2)
    assert (found.source, found.body, found.is_canceled) == ("hna", "", True)


@pytest.mark.parametrize(
    ("administration", "source"),
    [
        ('<Source><Party FormalName="HNA"/></Source>', "HNA"),
        ("", ""),
    ],
)
def test_the_source_of_an_old_item_is_its_party(administration: str, source: str) -> None:
    told_by = f"<AdministrativeMetadata>{administration}</AdministrativeMetadata>"
    assert record(old(component=told_by)).source == source


# Whatever the file


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (FULL, True),
        (OLD, True),
        (message(), True),
        ("<n:newsMessage xmlns:n='a'>", True),
        ("<packageItem>", True),
        ("<nitf>", False),
        ("<rss><newsItem>", False),
        ('{"newsItem": 1}', False),
    ],
)
def test_the_outermost_element_tells_the_format(content: str, *, is_ours: bool) -> None:
    assert newsml_g2.sniff(content) is is_ours


def test_an_empty_message_is_rejected() -> None:
    reason = "It holds no story: ask the agency what it was meant to send."
    assert told(message()) == [Reject("line 1", reason, message())]


def test_what_came_before_the_end_of_a_broken_message_is_read() -> None:
    content = message(item(), item(), item())
    found = told(content[: content.rindex("<contentSet>")])
    assert [type(each) for each in found] == [Record, Record, Reject]


def test_a_declared_document_type_changes_no_item_out_of_many() -> None:
    inside = old("<p>caf&eacute;</p>").removeprefix("<NewsML>").removesuffix("</NewsML>")
    first, _ = told(f'<!DOCTYPE NewsML SYSTEM "a.dtd"><NewsML>{inside * 2}</NewsML>')
    assert isinstance(first, Record)
    assert (first.body, record(first.original)) == ("<p>café</p>", first)


@pytest.mark.parametrize("shape", [item(), item(""), "<packageItem/>", "<x/>"])
def test_the_time_of_long_messages_grows_linearly(shape: str) -> None:
    assert growth(lambda size: told(message(shape * size)), 100) < 24


PIECES = st.sampled_from(
    [
        *(
            "<newsMessage>",
            "</newsMessage>",
            "<itemSet>",
            "</itemSet>",
            "<newsItem>",
            "</newsItem>",
        ),
        *("<NewsML>", "</NewsML>", "<NewsItem>", "</NewsItem>", "<NewsComponent>", "</NewsItem>"),
        *("<contentSet>", "<inlineXML>", "</inlineXML>", "<inlineData>", "<p>A</p>", "&a;", "\0"),
        *(
            "<!DOCTYPE newsItem [",
            '<!ENTITY a "b">',
            "]>",
            item(),
            old(),
            FULL,
            OLD,
            message(item()),
        ),
    ]
)


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(["utf-8", "utf-16"]))
def test_any_bytes_are_records_and_rejects_with_a_reason(content: str, charset: str) -> None:
    found = told(content.encode(charset))
    reasons = [each.reason for each in found if isinstance(each, Reject)]
    assert [reason for reason in reasons if not reason.endswith(".")] == []
    bad = [each for each in found if isinstance(each, Record) and not (each.headline and each.body)]
    assert (bad, bool(found)) == ([], True)


ELEMENTS = st.lists(
    st.sampled_from(
        [
            *("<headline>A</headline>", "<by>By A. Writer</by>", "<dateline>ROME -</dateline>"),
            *(
                "<keyword>A&amp;B</keyword>",
                '<language tag="tr"/>',
                "<subject><name>C</name></subject>",
            ),
            '<description role="summary">D</description>',
        ]
    ),
    max_size=6,
).map("".join)
METAS = st.lists(
    st.sampled_from(
        [
            *('<pubStatus qcode="stat:canceled"/>', '<pubStatus qcode="stat:withheld"/>'),
            *("<embargoed>2020-12-04</embargoed>", '<provider literal="HNA"/>'),
            "<versionCreated>2020-12-03T00:00:00Z</versionCreated>",
        ]
    ),
    max_size=4,
).map("".join)


@settings(max_examples=60)
@given(ELEMENTS, METAS, st.sampled_from([XHTML, NITF, ""]))
def test_the_same_record_is_read_from_its_original(about: str, meta: str, content: str) -> None:
    one = item(content, about=about, meta=meta)
    for first in told(message(one, one)):
        assert isinstance(first, Record | Reject)
        original = first.original if isinstance(first, Record) else first.record
        (again,) = told(original)
        assert again == first
