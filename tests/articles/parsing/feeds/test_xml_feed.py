"""RSS, RDF and Atom, entry by entry."""

from datetime import date

import pytest

from articles.parsing.feeds import xml_feed
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.text import body_html
from articles.vocabulary import (
    Credit,
)

NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
TEXT = "<description>It rained.</description>"


def told(content: str) -> list[Record | Reject]:
    return list(xml_feed.read(content, charset="utf-8"))


def rss(item: str, *, channel: str = "<title>Harbour Times</title>") -> Record:
    content = (
        f'<rss version="2.0" {NAMESPACES}><channel>{channel}<item>{item}</item></channel></rss>'
    )
    (found,) = told(content)
    assert isinstance(found, Record)
    return found


def atom(entry: str, *, feed: str = "<title>Harbour Times</title>", base: str = "") -> Record:
    content = f'<feed xmlns="http://www.w3.org/2005/Atom"{base}>{feed}<entry>{entry}</entry></feed>'
    (found,) = told(content)
    assert isinstance(found, Record)
    return found


# RSS.


def test_everything_that_an_item_tells_fills_its_field() -> None:
    found = rss(
        "<title>Ferry &amp;amp; Quay</title><link>http://harbour.example/7</link>"
        "<guid isPermaLink='false'>tag:harbour.example,2019:7</guid>"
        "<description>Wet.</description>"
        "<content:encoded><![CDATA[<p>It <b>rained</b>.</p><script>x</script>]]></content:encoded>"
        "<pubDate>Fri, 08 Nov 2019 00:30:00 +0300</pubDate><dc:creator>By Ada Writer and Ben Other"
        "</dc:creator><category>Rain</category><category>Çevre</category>",
        channel="<title>Harbour Times</title><language>tr</language>",
    )
    assert (found.headline, found.standfirst, found.source, found.language) == (
        "Ferry & Quay",
        "Wet.",
        "Harbour Times",
        "tr",
    )
    assert found.body == "<p>It <b>rained</b>.</p><script>x</script>"
    assert (found.source_address, found.origin_id) == (
        "http://harbour.example/7",
        "tag:harbour.example,2019:7",
    )
    assert (found.source_date.first, found.source_date.text) == (
        date(2019, 11, 8),
        "Fri, 08 Nov 2019 00:30:00 +0300",
    )
    assert (found.byline, found.credits) == (
        "By Ada Writer and Ben Other",
        (Credit("Ada Writer"), Credit("Ben Other")),
    )
    assert (found.tags, found.our_date, found.publish_at) == (("Rain", "Çevre"), None, None)


def test_a_source_that_the_item_names_goes_before_the_feed() -> None:
    item = f'{TEXT}<source url="http://quay.example/rss">Quay Gazette</source>'
    assert rss(item).source == "Quay Gazette"


@pytest.mark.parametrize(
    ("told_by", "names"),
    [
        ("<author>a@harbour.example (Ada Writer)</author>", ["Ada Writer"]),
        ("<author>a@harbour.example</author>", []),
        ("<author>Ada Writer &lt;a@harbour.example&gt;</author>", ["Ada Writer"]),
        (
            "<author>Ada Writer</author><dc:creator>Ben Other</dc:creator>",
            ["Ada Writer", "Ben Other"],
        ),
        (
            "<author><name>Ada Writer</name><email>a@harbour.example</email></author>",
            ["Ada Writer"],
        ),
        ("<dc:creator>&lt;b&gt;Ada Writer&lt;/b&gt;</dc:creator>", ["Ada Writer"]),
        ("<managingEditor>Ada Writer</managingEditor>", ["Ada Writer"]),
    ],
)
def test_authors_are_names_and_no_addresses(told_by: str, names: list[str]) -> None:
    assert [credit.name for credit in rss(TEXT + told_by).credits] == names


def test_the_editor_of_an_rss_feed_is_not_the_author_of_its_items() -> None:
    channel = "<managingEditor>Ada Writer</managingEditor>"
    assert rss(TEXT, channel=channel).credits == ()


FEEDBURNER = "<feedburner:origLink>http://a.example/7</feedburner:origLink>"
SITE = "<link>http://harbour.example/news/</link>"


@pytest.mark.parametrize(
    ("item", "link", "origin_id"),
    [
        ("<link>7</link>", "http://harbour.example/news/7", ""),
        ("<guid>7</guid>", "", ""),
        ("<guid>/7</guid>", "http://harbour.example/7", ""),
        ("<guid>http://a.example/7</guid>", "http://a.example/7", "http://a.example/7"),
        ("<link>/7</link><guid>8</guid>", "http://harbour.example/7", ""),
        ("<guid>8</guid><link>/7</link>", "http://harbour.example/7", ""),
        (f"<link>http://f.example/~r/7</link>{FEEDBURNER}", "http://a.example/7", ""),
        ("<link>javascript:alert(1)</link>", "", ""),
    ],
)
def test_the_link_is_whole_and_no_mere_id(item: str, link: str, origin_id: str) -> None:
    found = rss(TEXT + item, channel=SITE)
    assert (found.source_address, found.origin_id) == (link, origin_id)


def test_links_of_a_text_begin_at_the_feed_that_it_is_in() -> None:
    item = '<description>&lt;a href="/7"&gt;Rain&lt;/a&gt;</description>'
    assert rss(item, channel=SITE).body == '<a href="http://harbour.example/7">Rain</a>'


def test_what_the_feed_tells_after_its_items_is_told_as_well() -> None:
    content = f"<rss><channel><item>{TEXT}</item><title>Harbour Times</title></channel></rss>"
    assert [each.source for each in told(content) if isinstance(each, Record)] == ["Harbour Times"]


def test_two_items_of_one_guid_are_two_records() -> None:
    items = "".join(
        f"<item><guid>http://a.example/7</guid><description>{text}</description></item>"
        for text in ("It rained.", "It snowed.")
    )
    found = told(f"<rss><channel>{items}</channel></rss>")
    assert [(each.position, each.origin_id) for each in found if isinstance(each, Record)] == [
        ("entry 1", "http://a.example/7"),
        ("entry 2", "http://a.example/7"),
    ]


# Atom.


def test_everything_that_an_entry_tells_fills_its_field() -> None:
    found = atom(
        "<title type='html'>Ferry &amp;amp; Quay</title><id>tag:harbour.example,2019:7</id>"
        "<link rel='self' href='/7.xml'/><link rel='alternate' href='/7'/>"
        "<link rel='enclosure' href='/7.mp3'/><updated>2019-11-09T10:00:00Z</updated>"
        "<published>2019-11-08T00:30:00+03:00</published><author><name>Writer, Ada</name></author>"
        "<category term='rain' label='Rain'/><category term='sea'/><summary>Wet.</summary>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It &lt; rained. "
        "<a href='8'>More</a></p></div></content>",
        base=" xml:base='http://harbour.example/news/' xml:lang='en-GB'",
    )
    assert (found.headline, found.standfirst, found.language) == ("Ferry & Quay", "Wet.", "en-GB")
    assert found.body == ('<p>It &lt; rained. <a href="http://harbour.example/news/8">More</a></p>')
    assert (found.source_address, found.origin_id) == (
        "http://harbour.example/7",
        "tag:harbour.example,2019:7",
    )
    assert found.source_date.first == date(2019, 11, 8)
    assert (found.credits, found.tags) == ((Credit("Writer, Ada"),), ("Rain", "sea"))


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("", ["Ada Feed"]),
        ("<source><author><name>Ada Source</name></author></source>", ["Ada Source"]),
        ("<author><name>Ada Writer</name></author>", ["Ada Writer"]),
    ],
)
def test_an_entry_without_authors_has_those_of_its_source_or_feed(
    entry: str, names: list[str]
) -> None:
    found = atom(
        f"<summary>It rained.</summary>{entry}", feed="<author><name>Ada Feed</name></author>"
    )
    assert [credit.name for credit in found.credits] == names


def test_a_source_that_the_entry_names_goes_before_the_feed() -> None:
    entry = "<summary>It rained.</summary><source><title>Quay Gazette</title></source>"
    assert atom(entry).source == "Quay Gazette"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<content>a &lt;b&gt; c</content>", "a <b> c"),
        ("<content type='html'>&lt;p&gt;a &amp;lt; b&lt;/p&gt;</content>", "a < b"),
        ("<content type='application/octet-stream'>PHA+YTwvcD4=</content>", None),
        ("<content type='image/png'>iVBORw0KGgo=</content>", None),
        ("<content type='application/xhtml+xml'><p>a</p></content>", "a"),
        ("<content src='http://a.example/7.html'/>", None),
        ("<summary type='html'>&lt;b&gt;a&lt;/b&gt;</summary>", "a"),
        ("<summary type='text/x-markdown'>a</summary>", "a"),
        ("<summary type='application/octet-stream'>PHA+YTwvcD4=</summary>", "a"),
    ],
)
def test_a_content_is_read_by_its_type(content: str, text: str | None) -> None:
    (found,) = told(f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{content}</entry></feed>")
    body = body_html.sanitise(found.body) if isinstance(found, Record) else ""
    assert (body_html.to_text(body) or None) == text


def test_links_begin_at_the_feeds_own_address_where_it_leads_nowhere_else() -> None:
    feed = "<link rel='self' href='http://harbour.example/feed'/>"
    entry = "<link href='/7'/><summary>It rained.</summary>"
    assert atom(entry, feed=feed).source_address == "http://harbour.example/7"


def test_a_link_to_a_page_goes_before_one_to_an_attachment() -> None:
    entry = (
        "<link rel='alternate'>http://a.example/7</link>"
        "<link rel='enclosure'>http://a.example/7.mp3</link><summary>It rained.</summary>"
    )
    assert atom(entry).source_address == "http://a.example/7"


@pytest.mark.parametrize(
    ("entry", "first"),
    [
        ("<updated>2019-11-09T10:00:00Z</updated>", date(2019, 11, 9)),
        ("<created>2019-11-09T10:00:00Z</created>", date(2019, 11, 9)),
        ("<published>soon</published>", None),
        ("", None),
    ],
)
def test_the_date_is_that_of_publishing_or_for_want_of_it_of_the_last_change(
    entry: str, first: date | None
) -> None:
    assert atom(f"<summary>It rained.</summary>{entry}").source_date.first == first


# What is not well-formed.


@pytest.mark.parametrize(
    "item",
    [
        "<title>Fish & Chips</title><description>It rained.</description>",
        "<title>Fish & Chips</title><description>It rained.</description></wrong>",
        "<title>Fish &amp; Chips</title><x:y/><description>It rained.</description>",
        "<title>Fish &amp; Chips\x0b</title><description>It rained.\x00</description>",
    ],
)
def test_what_can_be_read_of_a_malformed_feed_is_read(item: str) -> None:
    found = told(f"<rss><item>{TEXT}</item><item>{item}</item><item>{TEXT}</item></rss>")
    assert [each.headline for each in found if isinstance(each, Record)] == [
        "It rained.",
        "Fish & Chips",
        "It rained.",
    ]


def test_entities_of_html_are_letters() -> None:
    found = rss("<title>Caf&eacute;</title><description>&ouml;&nbsp;&hellip;a</description>")
    assert (found.headline, found.body) == ("Café", "ö\xa0…a")


def test_an_entry_that_feedparser_fails_at_is_rejected_alone() -> None:
    found = told(f"<rss><item>{TEXT}&#99999999999;&x</item><item>{TEXT}</item></rss>")
    assert [type(each) for each in found] == [Reject, Record]
    assert isinstance(found[0], Reject)
    assert found[0].reason == (
        "The entry cannot be read as RSS or Atom; mend its tags, or save its page and import that."
    )


def test_an_entry_larger_than_any_article_is_rejected_alone() -> None:
    found = told(f"<rss><item>{'a' * (4 * 2**20)}</item><item>{TEXT}</item></rss>")
    assert [type(each) for each in found] == [Reject, Record]
    assert isinstance(found[0], Reject)
    assert (found[0].reason, found[0].record) == (
        "The entry is larger than 4 MiB, which no article is; shorten it.",
        None,
    )


def test_a_feed_that_says_too_much_of_itself_is_rejected() -> None:
    (found,) = told(f"<rss><title>{'a' * 2**20}</title>{'<item/>' * 200}</rss>")
    assert isinstance(found, Reject)
    assert found.reason == (
        "What it says of the feed itself is too long to be read with each entry; shorten that."
    )
