"""Newswire files as agencies send them, and what their parsers make of them."""

import io
import json
from typing import Any

from articles.parsing.newswire import newsml_g2, ninjs, nitf, wire_text
from articles.parsing.records import Record, Reject, SkippedItem
from tests.problems import list_codes

# NITF

NITF_HEAD = "<body.head><hedline><hl1>Ferry Opens</hl1></hedline>{}</body.head>"
FULL_NITF = """<?xml version="1.0" encoding="utf-8"?>
<!-- sent by hand -->
<!DOCTYPE nitf SYSTEM "http://dtd.example/nitf-3-6.dtd">
<nitf baselang="en-GB">
 <head>
  <title>Ferry</title>
  <tobject tobject.type="Harbour">
   <tobject.property tobject.property.type="Analysis"/>
   <tobject.subject tobject.subject.type="Transport" tobject.subject.matter="Ferries"/>
   <tobject.subject tobject.subject.refnum="17000000"/>
  </tobject>
  <docdata management-status="usable">
   <doc-id regsrc="HNA" id-string="7-1"/>
   <date.issue norm="20201203T233000+0300"/>
   <date.release norm="20201204T090000+0300"/>
   <key-list><keyword key="ferry"/><keyword key="FERRIES"/></key-list>
  </docdata>
  <pubdata date.publication="20201204" ex-ref="https://harbour.example/7"/>
 </head>
 <body>
  <body.head>
   <hedline><hl1>Ferry
     Opens</hl1><hl2>After a year</hl2></hedline>
   <byline>By <person>Ann WRITER</person><byttl>Harbour Correspondent</byttl></byline>
   <distributor><org>Harbour News Agency</org></distributor>
   <dateline>ISTANBUL (HNA) -</dateline>
   <abstract><p>It opens.</p></abstract>
  </body.head>
  <body.content>
   <media media-type="image"><media-caption>The ferry</media-caption></media>
   <p>It rained.</p>
  </body.content>
 </body>
</nitf>
"""


def parse_nitf(content: str | bytes, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(nitf.parse(io.BytesIO(encoded), charset=charset))


def parse_nitf_record(content: str | bytes, *, charset: str = "") -> Record:
    (record,) = parse_nitf(content, charset=charset)
    assert isinstance(record, Record)
    return record


def parse_nitf_codes(content: str | bytes, *, charset: str = "") -> list[str]:
    """Return the codes of the one reject."""
    (reject,) = parse_nitf(content, charset=charset)
    assert isinstance(reject, Reject)
    return list_codes(reject.reason)


def build_nitf(
    body: str = "<p>It rained.</p>", *, head: str = "", about: str = "", status: str = ""
) -> str:
    data = f'<docdata management-status="{status}">{about}</docdata>'
    inside = f"<body>{NITF_HEAD.format(head)}<body.content>{body}</body.content></body>"
    return f"<nitf><head>{data}</head>{inside}</nitf>"


# NewsML

FULL_NEWSML_1 = """<NewsML>
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


def build_newsml_1(
    content: str = "<p>It rained.</p>", *, management: str = "", component: str = ""
) -> str:
    lines = "<NewsLines><HeadLine>Ferry Opens</HeadLine></NewsLines>"
    text = f"<ContentItem><DataContent>{content}</DataContent></ContentItem>" if content else ""
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><NewsItemId>7</NewsItemId>"
        f"</NewsIdentifier></Identification><NewsManagement>{management}</NewsManagement>"
        f"<NewsComponent>{lines}{component}{text}</NewsComponent></NewsItem></NewsML>"
    )


def parse_newsml(content: str | bytes, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(newsml_g2.parse(io.BytesIO(encoded), charset=charset))


def parse_newsml_record(content: str | bytes) -> Record:
    (record,) = parse_newsml(content)
    assert isinstance(record, Record)
    return record


# ninjs

LEAST_NINJS = {"uri": "urn:hna:7", "headline": "Ferry Opens", "body_text": "It rained."}


def parse_ninjs(content: Any, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    if not isinstance(content, bytes):
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
    return list(ninjs.parse(io.BytesIO(content), charset=charset))


def parse_ninjs_record(**fields: Any) -> Record:
    (record,) = parse_ninjs({**LEAST_NINJS, **fields})
    assert isinstance(record, Record)
    return record


# Plain text

IPTC = (
    "\x01eca062 4 i 211 ccccb   hna 061\r\n\r\nHarbour-ferries/Weather/\r\n"
    "\x02Ferry opens after\r\na year\r\nBy Ann Writer =\r\n\r\n"
    "   Istanbul (hna) - The ferry opened.\r\n\r\n   It rained.\r\nNobody came.\r\n\r\n"
    "\x03131137 GMT Nov 13\r\n\x7f\x04"
)
ANPA = (
    "\x16\x16\x01W2870\x1fhrbr-\r\nf l\x13\x11 BC-HN--Ferry-Opens     11-13 1049\r\n\x02\r\n"
    "^BC-HN--Ferry Terminal, 1st Ld,466<\r\n^Ferry terminal opens after\r\na year of rain <\r\n"
    "^HNA Photo XNP101<\r\n^Eds: With photos.<\r\n^A new terminal stands in the harbour.<\r\n"
    "^By ANN WRITER and BOB OTHER=\r\n\t   ISTANBUL (HNA) _ The terminal opened. \r\n"
    "\t   It rained all day,\r\nand nobody came. \r\n^HOW IT WAS BUILT=\r\n\t   With stone.\r\n\r\n"
    "\x03HNA-WF-11-13-13 1509GMT<\r\n\r\n\x04"
)
TELEX = (
    "ZCZC HNA007\nYY TDR\nFerry opens after a year\nISTANBUL (HNA) - The ferry opened.\n"
    "It rained.\n\nNNNN\n"
)


def parse_wire_text(
    content: str | bytes, *, charset: str = ""
) -> list[Record | Reject | SkippedItem]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(wire_text.parse(io.BytesIO(encoded), charset=charset))


def parse_wire_record(content: str | bytes, *, charset: str = "") -> Record:
    (record,) = parse_wire_text(content, charset=charset)
    assert isinstance(record, Record)
    return record
