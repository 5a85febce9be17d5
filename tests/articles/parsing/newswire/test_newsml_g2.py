"""NewsML-G2: items, and messages of several; also with items of NewsML 1.2."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.newswire import newsml_g2
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, Remark, SkippedItem
from articles.vocabulary import Credit, Precision, SourceDate
from tests.newswire import FULL_NEWSML_1, build_newsml_1, parse_newsml, parse_newsml_record
from tests.problems import is_worded
from tests.timing import measure_growth

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


def build_item(
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


def build_message(*items: str) -> str:
    return f"<newsMessage {G2}><itemSet>{''.join(items)}</itemSet></newsMessage>"


def test_every_element_of_an_item_is_read() -> None:
    assert parse_newsml(FULL) == [
        Record(
            headline="Ferry Opens",
            standfirst="It opens.",
            body="<div><p>ISTANBUL (HNA) - It rained.</p></div>",
            kind="commentary",
            language="en",
            source="Harbour News Agency",
            source_date=SourceDate(date(2020, 12, 3), None, Precision.DAY, ""),
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


def test_items_without_text_are_skipped() -> None:
    others = ("packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem")
    inside = (f'<{name} guid="urn:a"><x/></{name}>' for name in others)
    assert parse_newsml(build_message(*inside)) == [
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
def test_a_picture_without_a_text_is_skipped(name: str, what: str) -> None:
    meta = f'<itemClass qcode="ninat:{name}"/>'
    remote = '<remoteContent href="a.jpg"/><inlineData encoding="base64">QQ==</inlineData>'
    assert parse_newsml(build_item(remote, meta=meta)) == [SkippedItem(what)]
    assert parse_newsml_record(build_item(meta=meta)).headline == "Ferry Opens"


def test_each_of_many_items_has_an_original_of_its_own() -> None:
    results = parse_newsml(
        build_message(build_item(), build_item(guid="urn:hna:8"), build_item("", about=""))
    )
    records = [each for each in results if isinstance(each, Record)]
    assert [each.origin_id for each in records] == ["urn:hna:7", "urn:hna:8"]
    assert [type(each) for each in results] == [Record, Record, Reject]
    again = [
        replace(parse_newsml_record(each.original), position=each.position) for each in records
    ]
    assert again == records


def test_the_original_of_an_only_item_is_the_whole_message() -> None:
    assert (
        parse_newsml_record(build_message(build_item())).original
        == build_message(build_item()).encode()
    )


def test_a_reject_of_one_of_many_items_holds_that_item() -> None:
    _, bad = parse_newsml(build_message(build_item(), build_item("", about="")))
    assert isinstance(bad, Reject)
    assert bad.reason == Problem("wire.empty")
    assert isinstance(bad.record, str)
    (again,) = parse_newsml(bad.record)
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
        ("<inlineData>A\nB</inlineData>", "<p>A<br>B</p>"),
    ],
)
def test_a_text_may_stand_in_xhtml_nitf_html_or_plain(content: str, body: str | None) -> None:
    plain = "<p>A &lt;p&gt;</p>\n<p>B</p>"
    assert parse_newsml_record(build_item(content)).body == (body or plain)


def test_nitf_inside_an_item_fills_the_missing_fields() -> None:
    record = parse_newsml_record(build_item(NITF, about=""))
    assert (record.headline, record.standfirst) == ("Ferry Opens", "It opens.")
    assert record.credits == (Credit("Ann Writer", "Editor"),)


def test_title_and_subheadline_replace_missing_fields() -> None:
    about = '<headline role="sub">After a year</headline>'
    record = parse_newsml_record(build_item(meta="<title>Ferry</title>", about=about))
    assert (record.headline, record.standfirst) == ("Ferry", "After a year")


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
    assert parse_newsml_record(build_item(meta=meta, about=headline + about)).source == source


@pytest.mark.parametrize(
    ("creators", "expected"),
    [
        ("<creator><name>Ann Writer</name></creator>", ("Ann Writer",)),
        ('<creator literal="Ann Writer"/>', ("Ann Writer",)),
        ('<creator role="crol:editor"><name>Ann Writer</name></creator>', ()),
        ("<creator><name>writer.ann</name></creator>", ()),
        ('<creator literal="Harbour"/><creditline>Harbour</creditline>', ()),
    ],
)
def test_creators_are_credited_where_there_is_no_byline(
    creators: str, expected: tuple[str, ...]
) -> None:
    record = parse_newsml_record(build_item(about="<headline>A</headline>" + creators))
    assert [each.name for each in record.credits] == list(expected)


def test_a_byline_begins_with_the_prefix_of_its_language() -> None:
    about = '<headline>A</headline><language tag="de"/><by>Von Ann Writer</by>'
    assert parse_newsml_record(build_item(about=about)).credits == (Credit("Ann Writer"),)


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
    record = parse_newsml_record(build_item(meta=meta))
    assert (record.is_canceled, record.is_withheld) == (is_canceled, is_withheld)


def test_a_canceled_item_needs_neither_headline_nor_text() -> None:
    record = parse_newsml_record(
        build_item("", meta='<pubStatus qcode="stat:canceled"/>', about="")
    )
    assert (record.headline, record.body, record.is_canceled) == ("urn:hna:7", "", True)


def test_an_item_with_nothing_in_it_is_rejected() -> None:
    content = f"<newsItem {G2}/>"
    reason = Problem("wire.empty")
    assert parse_newsml(content) == [Reject("line 1", reason, content)]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            "<p>\nIt rained.\n   Again\nand again.\n</p>",
            "<p>It rained.</p><p>Again\nand again.</p>",
        ),
        ("<p>It rained.</p>\n<p>Again.</p>", "<p>It rained.</p>\n<p>Again.</p>"),
        ("A <p> is a tag.", "<p>A &lt;p&gt; is a tag.</p>"),
    ],
)
def test_a_plain_text_that_is_html_is_read_as_that(text: str, body: str) -> None:
    data = f'<inlineData contenttype="text/plain"><![CDATA[{text}]]></inlineData>'
    assert parse_newsml_record(build_item(data)).body == body


def test_a_text_in_another_language_is_left_out_with_a_remark() -> None:
    texts = (
        '<inlineXML xml:lang="fr"><p>Il pleut.</p></inlineXML>'
        '<inlineXML xml:lang="en"><p>It rains.</p></inlineXML>'
    )
    record = parse_newsml_record(build_item(texts))
    assert (record.body, record.remarks) == ("<p>Il pleut.</p>", (Remark("texts_left_out", 1),))
    same = texts.replace(' xml:lang="fr"', "").replace(' xml:lang="en"', "")
    assert parse_newsml_record(build_item(same)).remarks == ()


SHAPES = (
    *(
        "<p>A</p>",
        "<p>",
        "A\n   B\n",
        " \n",
        "<subject><name>A</name></subject>",
        "<keyword>A</keyword>",
    ),
    *("<newsItem/>", "<contentSet><inlineData>A</inlineData></contentSet>", "&lt;nitf&gt;"),
)


@pytest.mark.unmeasured
@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_of_long_items_grows_linearly(shape: str) -> None:
    def parse_repeated(size: int) -> None:
        parse_newsml(build_item(f"<inlineXML><p>{shape * size}</p></inlineXML>"))
        parse_newsml(build_item(about=shape * size))

    assert measure_growth(parse_repeated, 300) < 24


# Any file


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (FULL, True),
        (FULL_NEWSML_1, True),
        (build_message(), True),
        ("<n:newsMessage xmlns:n='a'>", True),
        ("<packageItem>", True),
        ("<nitf>", False),
        ("<rss><newsItem>", False),
        ('{"newsItem": 1}', False),
    ],
)
def test_the_format_is_recognised_by_the_outermost_element(content: str, *, is_ours: bool) -> None:
    assert newsml_g2.sniff(content) is is_ours


def test_an_empty_message_is_rejected() -> None:
    reason = Problem("wire.no_story")
    assert parse_newsml(build_message()) == [Reject("line 1", reason, build_message())]


def test_a_broken_message_is_read_up_to_the_break() -> None:
    content = build_message(build_item(), build_item(), build_item())
    results = parse_newsml(content[: content.rindex("<contentSet>")])
    assert [type(each) for each in results] == [Record, Record, Reject]


def test_a_declared_document_type_changes_no_item_out_of_many() -> None:
    inside = build_newsml_1("<p>caf&eacute;</p>").removeprefix("<NewsML>").removesuffix("</NewsML>")
    first, _ = parse_newsml(f'<!DOCTYPE NewsML SYSTEM "a.dtd"><NewsML>{inside * 2}</NewsML>')
    assert isinstance(first, Record)
    assert (first.body, parse_newsml_record(first.original)) == ("<p>café</p>", first)


@pytest.mark.parametrize("shape", [build_item(), build_item(""), "<packageItem/>", "<x/>"])
def test_the_time_of_long_messages_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: parse_newsml(build_message(shape * size)), 100) < 24


FRAGMENTS = st.sampled_from(
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
            build_item(),
            build_newsml_1(),
            FULL,
            FULL_NEWSML_1,
            build_message(build_item()),
        ),
    ]
)


@given(st.lists(FRAGMENTS, max_size=12).map("".join), st.sampled_from(["utf-8", "utf-16"]))
def test_any_bytes_are_records_and_rejects_with_a_reason(content: str, charset: str) -> None:
    results = parse_newsml(content.encode(charset))
    reasons = [each.reason for each in results if isinstance(each, Reject)]
    assert [reason for reason in reasons if not is_worded(reason)] == []
    bad = [
        each for each in results if isinstance(each, Record) and not (each.headline and each.body)
    ]
    assert (bad, bool(results)) == ([], True)


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


@given(ELEMENTS, METAS, st.sampled_from([XHTML, NITF, ""]))
def test_the_same_record_is_read_from_its_original(about: str, meta: str, content: str) -> None:
    one = build_item(content, about=about, meta=meta)
    for first in parse_newsml(build_message(one, one)):
        assert isinstance(first, Record | Reject)
        original = first.original if isinstance(first, Record) else first.record
        (again,) = parse_newsml(original)
        assert again == first
