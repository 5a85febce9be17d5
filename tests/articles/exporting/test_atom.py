"""Atom 1.0 feeds, validated against RFC 4287."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.exporting import atom, rss
from articles.exporting.channel import Channel, Entry
from articles.text.strings import clean_text

AT = datetime(2019, 11, 8, 12, tzinfo=UTC)
# Sections 4.1 and 4.2 of the RFC without extensions, since our feeds use none.
SCHEMA = etree.RelaxNG(
    etree.fromstring(b"""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
    datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><ref name="feed"/></start>
  <define name="lang">
    <optional><attribute name="xml:lang"><data type="language"/></attribute></optional>
  </define>
  <define name="instant">
    <data type="dateTime"><param name="pattern">.+T.+(Z|[+\\-]\\d\\d:\\d\\d)</param></data>
  </define>
  <define name="iri"><data type="anyURI"><param name="pattern">[!-~]+</param></data></define>
  <define name="text">
    <optional>
      <attribute name="type"><choice><value>text</value><value>html</value></choice></attribute>
    </optional>
    <text/>
  </define>
  <define name="author">
    <element name="author">
      <interleave>
        <element name="name"><data type="string"><param name="minLength">1</param></data></element>
        <optional><element name="uri"><ref name="iri"/></element></optional>
      </interleave>
    </element>
  </define>
  <define name="link">
    <element name="link">
      <attribute name="href"><ref name="iri"/></attribute>
      <attribute name="rel">
        <choice><value>alternate</value><value>self</value><value>via</value></choice>
      </attribute>
    </element>
  </define>
  <define name="head">
    <interleave>
      <zeroOrMore><ref name="author"/></zeroOrMore>
      <zeroOrMore><ref name="link"/></zeroOrMore>
      <element name="title"><ref name="text"/></element>
    </interleave>
  </define>
  <define name="dated">
    <interleave>
      <element name="id"><ref name="iri"/></element>
      <element name="updated"><ref name="instant"/></element>
    </interleave>
  </define>
  <define name="feed">
    <element name="feed">
      <ref name="lang"/>
      <interleave>
        <ref name="head"/>
        <ref name="dated"/>
        <optional><element name="subtitle"><ref name="text"/></element></optional>
        <zeroOrMore><ref name="entry"/></zeroOrMore>
      </interleave>
    </element>
  </define>
  <define name="entry">
    <element name="entry">
      <ref name="lang"/>
      <interleave>
        <ref name="head"/>
        <ref name="dated"/>
        <zeroOrMore>
          <element name="category">
            <attribute name="term">
              <data type="string"><param name="minLength">1</param></data>
            </attribute>
          </element>
        </zeroOrMore>
        <optional><element name="published"><ref name="instant"/></element></optional>
        <optional><element name="summary"><ref name="text"/></element></optional>
        <element name="content"><ref name="text"/></element>
        <optional><element name="source"><ref name="head"/></element></optional>
      </interleave>
    </element>
  </define>
</grammar>""")
)


def build_entry(**values: Any) -> Entry:
    return Entry(
        **{
            "uri": "tag:press.example.org,2019-11-08:article/7",
            "url": "https://press.example.org/2019/11/08/ferry/",
            "headline": "Ferry",
            "summary": "In short.",
            "content": "<p>Text.</p>",
            "published_at": AT,
            "updated_at": AT,
            **values,
        }
    )


def build_channel(*entries: Entry) -> Channel:
    return Channel(
        title="Latest articles",
        description="A press review.",
        url="https://press.example.org/",
        feed_url="https://press.example.org/feed.atom",
        language="en",
        publisher="Newsroom",
        entries=entries,
    )


FULL: dict[str, Any] = {
    "language": "tr",
    "authors": ("Ada Writer", "Can Öz"),
    "tags": ("harbour", "sea & sky"),
    "source": "Agos",
    "source_url": "https://agos.example/",
    "original_url": "https://agos.example/1?a=b&c=d",
    "updated_at": AT + timedelta(hours=1),
}


@pytest.mark.parametrize(
    "values", [{}, FULL, {"source": "Agos"}, {"original_url": "https://agos.example/1"}]
)
def test_a_feed_is_valid(values: dict[str, Any]) -> None:
    SCHEMA.assertValid(etree.fromstring(atom.render(build_channel(build_entry(**values))).encode()))


def test_a_feed_without_entries_is_valid() -> None:
    SCHEMA.assertValid(etree.fromstring(atom.render(build_channel()).encode()))


def test_the_schema_rejects_an_invalid_feed() -> None:
    """The tests above can fail."""
    xml = atom.render(build_channel(build_entry())).replace("<published>", "<issued>")
    xml = xml.replace("</published>", "</issued>")
    assert SCHEMA.validate(etree.fromstring(xml.encode())) is False


@given(st.text().map(clean_text))
def test_any_text_can_be_read_back_from_a_feed(text: str) -> None:
    channel = build_channel(
        build_entry(headline=f"H{text}", content=text, tags=[f"t{text}"], authors=[f"a{text}"])
    )
    root = etree.fromstring(atom.render(channel).encode())
    SCHEMA.assertValid(root)
    entry = root.find("{*}entry")
    assert (entry.find("{*}title").text, entry.find("{*}content").text or "") == (f"H{text}", text)
    item = etree.fromstring(rss.render(channel).encode()).find("channel/item")
    assert (item.find("title").text, item.find("category").text) == (f"H{text}", f"t{text}")
