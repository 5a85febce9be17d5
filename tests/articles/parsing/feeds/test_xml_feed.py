"""RSS, RDF and Atom, entry by entry."""

from datetime import date

import pytest

from articles.parsing.feeds import xml_feed
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem, Sureness
from articles.text import body_html
from articles.vocabulary import Credit, SourceDate

NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
TEXT = "<description>It rained.</description>"


def parse_content(content: str) -> list[Record | Reject | SkippedItem]:
    return list(xml_feed.parse_text(content, charset="utf-8"))


def parse_rss(item: str, *, channel: str = "<title>Harbour Times</title>") -> Record:
    content = (
        f'<rss version="2.0" {NAMESPACES}><channel>{channel}<item>{item}</item></channel></rss>'
    )
    (record,) = parse_content(content)
    assert isinstance(record, Record)
    return record


def parse_atom(entry: str, *, feed: str = "<title>Harbour Times</title>", base: str = "") -> Record:
    content = f'<feed xmlns="http://www.w3.org/2005/Atom"{base}>{feed}<entry>{entry}</entry></feed>'
    (record,) = parse_content(content)
    assert isinstance(record, Record)
    return record


# RSS.


def test_every_field_of_an_item_is_read() -> None:
    record = parse_rss(
        "<title>Ferry &amp;amp; Quay</title><link>http://harbour.example/7</link>"
        "<guid isPermaLink='false'>tag:harbour.example,2019:7</guid>"
        "<description>Wet.</description>"
        "<content:encoded><![CDATA[<p>It <b>rained</b>.</p><script>x</script>]]></content:encoded>"
        "<pubDate>Fri, 08 Nov 2019 00:30:00 +0300</pubDate><dc:creator>By Ada Writer and Ben Other"
        "</dc:creator><category>Rain</category><category>Çevre</category>",
        channel="<title>Harbour Times</title><language>tr</language>",
    )
    assert (record.headline, record.standfirst, record.source, record.language) == (
        "Ferry & Quay",
        "Wet.",
        "Harbour Times",
        "tr",
    )
    assert record.body == "<p>It <b>rained</b>.</p><script>x</script>"
    assert (record.source_address, record.origin_id) == (
        "http://harbour.example/7",
        "tag:harbour.example,2019:7",
    )
    assert (record.source_date.first, record.source_date.text) == (date(2019, 11, 8), "")
    assert (record.byline, record.credits) == (
        "By Ada Writer and Ben Other",
        (Credit("Ada Writer"), Credit("Ben Other")),
    )
    assert (record.tags, record.our_date, record.publish_at) == (("Rain", "Çevre"), None, None)


def test_the_source_of_an_item_wins_over_the_feed() -> None:
    item = f'{TEXT}<source url="http://quay.example/rss">Quay Gazette</source>'
    assert parse_rss(item).source == "Quay Gazette"


@pytest.mark.parametrize(
    ("item", "names"),
    [
        (
            "<author>a@b.example (Ada Writer), c@d.example (Ben Other)</author>",
            ["Ada Writer", "Ben Other"],
        ),
        (
            "<dc:creator>Ada Writer (now) and Ben Other (earlier)</dc:creator>",
            ["Ada Writer", "Ben Other"],
        ),
        ("<author><p>Ada Writer</p></author>", ["Ada Writer"]),
        ("<dc:creator><![CDATA[R&amp;D <b>Desk</b>]]></dc:creator>", ["R&D Desk"]),
        ("<author>Ada Writer (a@harbour.example)</author><dc:creator/>", ["Ada Writer"]),
        ("<dc:creator>Ada Writer</dc:creator><dc:creator>Ada Writer</dc:creator>", ["Ada Writer"]),
        ("<media:group><media:credit>Ada Writer</media:credit></media:group>", []),
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
def test_authors_are_names_without_e_mail_addresses(item: str, names: list[str]) -> None:
    assert [credit.name for credit in parse_rss(TEXT + item).credits] == names


def test_the_editor_of_an_rss_feed_is_not_the_author_of_its_items() -> None:
    channel = "<managingEditor>Ada Writer</managingEditor>"
    assert parse_rss(TEXT, channel=channel).credits == ()


FEEDBURNER = "<feedburner:origLink>http://a.example/7</feedburner:origLink>"
SITE = "<link>http://harbour.example/news/</link>"


@pytest.mark.parametrize(
    ("item", "link", "origin_id"),
    [
        ("<link>7</link>", "http://harbour.example/news/7", ""),
        ("<guid>7</guid>", "", "7"),
        ("<guid>/7</guid>", "http://harbour.example/7", "/7"),
        ("<guid>http://a.example/7</guid>", "http://a.example/7", "http://a.example/7"),
        ("<link>/7#a</link><guid>8</guid>", "http://harbour.example/7#a", "8"),
        ("<guid>8</guid><link>/7</link>", "http://harbour.example/7", "8"),
        (f"<link>http://f.example/~r/7</link>{FEEDBURNER}", "http://a.example/7", ""),
        ("<link>javascript:alert(1)</link>", "", ""),
    ],
)
def test_the_link_is_absolute_and_no_mere_id(item: str, link: str, origin_id: str) -> None:
    record = parse_rss(TEXT + item, channel=SITE)
    assert (record.source_address, record.origin_id) == (link, origin_id)


def test_relative_links_in_a_text_start_from_the_link_of_the_feed() -> None:
    item = '<description>&lt;a href="/7"&gt;Rain&lt;/a&gt;</description>'
    assert parse_rss(item, channel=SITE).body == '<a href="http://harbour.example/7">Rain</a>'


def test_fields_of_the_feed_after_its_items_are_read() -> None:
    content = f"<rss><channel><item>{TEXT}</item><title>Harbour Times</title></channel></rss>"
    assert [each.source for each in parse_content(content) if isinstance(each, Record)] == [
        "Harbour Times"
    ]


def test_two_items_of_one_guid_are_two_records() -> None:
    items = "".join(
        f"<item><guid>http://a.example/7</guid><description>{text}</description></item>"
        for text in ("It rained.", "It snowed.")
    )
    results = parse_content(f"<rss><channel>{items}</channel></rss>")
    assert [(each.position, each.origin_id) for each in results if isinstance(each, Record)] == [
        ("entry 1", "http://a.example/7"),
        ("entry 2", "http://a.example/7"),
    ]


@pytest.mark.parametrize("name", ["image", "textInput"])
def test_a_picture_of_an_item_is_not_the_item(name: str) -> None:
    inner = "<title>Quay</title><link>http://a.example/1</link><description>Wet.</description>"
    item = f"<title>Ferry</title><link>http://a.example/7</link>{TEXT}<{name}>{inner}</{name}>"
    record = parse_rss(item)
    assert (record.headline, record.body, record.standfirst, record.source_address) == (
        "Ferry",
        "<p>It rained.</p>",
        "",
        "http://a.example/7",
    )


MEDIA = "<media:title>Quay</media:title><media:description>By night.</media:description>"
ITUNES = "<itunes:title>Quay</itunes:title><itunes:summary>By night.</itunes:summary>"


@pytest.mark.parametrize(
    ("item", "headline", "body"),
    [
        (f"<title>Ferry</title>{TEXT}{MEDIA}", "Ferry", "<p>It rained.</p>"),
        (f"{ITUNES}<title>Ferry</title>{TEXT}", "Ferry", "<p>It rained.</p>"),
        (f"<title>Ferry</title><description/>{MEDIA}", "Ferry", "<p>By night.</p>"),
        (f"{MEDIA}", "Quay", "<p>By night.</p>"),
        (f"<title>Ferry</title><description> </description>{ITUNES}", "Ferry", "<p>By night.</p>"),
    ],
)
def test_what_extensions_say_counts_only_where_the_item_says_nothing(
    item: str, headline: str, body: str
) -> None:
    record = parse_rss(item)
    assert (record.headline, record.body, record.standfirst) == (headline, body, "")


FILE = "<enclosure url='http://a.example/7.{}' type='{}' length='1'/>"


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (FILE.format("mp3", "audio/mpeg"), ["links_left_out"]),
        (FILE.format("jpg", "image/jpeg"), ["left_out.picture"]),
        ("<enclosure/>", []),
        ("<link>http://a.example/7</link>", []),
    ],
)
def test_recordings_that_are_left_out_are_named(item: str, codes: list[str]) -> None:
    record = parse_rss(f"<title>Ferry</title>{TEXT}{item}")
    assert [remark.code for remark in record.remarks] == codes


MEDIA = "<media:content xmlns:media='http://search.yahoo.com/mrss/' url='{}' {}/>"


@pytest.mark.parametrize(
    ("item", "remarks"),
    [
        (MEDIA.format("a.jpg", "medium='image'"), [("left_out.picture", "a.jpg")]),
        (MEDIA.format("a.mp4", "type='video/mp4'"), [("left_out.video", "a.mp4")]),
        (MEDIA.format("a.jpg", "medium='image'") * 2, [("left_out.picture", "a.jpg")]),
        (MEDIA.format("", "medium='image'"), []),
        (MEDIA.format("a.html", "medium='document'"), []),
        (MEDIA.format("http://0.gravatar.example/avatar/a", "medium='image'"), []),
        (
            "<enclosure url='http://a.example/7.jpg' type='image/jpeg'/>",
            [("left_out.picture", "http://a.example/7.jpg")],
        ),
    ],
)
def test_pictures_beside_the_text_are_named(item: str, remarks: list[tuple[str, str]]) -> None:
    record = parse_rss(f"<title>Ferry</title>{TEXT}{item}")
    assert [(each.code, each.params["url"]) for each in record.remarks] == remarks


def test_a_second_page_that_is_left_out_is_named() -> None:
    links = "".join(f"<link rel='alternate' href='http://a.example/{name}'/>" for name in "ab")
    record = parse_atom(f"<title>Ferry</title><summary>It rained.</summary>{links}")
    assert [remark.code for remark in record.remarks] == ["links_left_out"]


def test_an_item_with_a_headline_and_a_link_alone_is_a_stub() -> None:
    record = parse_rss("<title>Ferry</title><link>http://a.example/7</link>")
    assert (record.headline, record.body, record.source_address) == (
        "Ferry",
        "",
        "http://a.example/7",
    )


def test_tags_of_the_feed_are_not_those_of_its_items_and_cost_none() -> None:
    tags = "<category>Quay</category>" * 9_000
    record = parse_rss(f"{TEXT}<category>Rain</category>", channel=f"<title>Times</title>{tags}")
    assert (record.source, record.tags) == ("Times", ("Rain",))
    assert tags.encode() in record.original


# Atom.


def test_every_field_of_an_entry_is_read() -> None:
    record = parse_atom(
        "<title type='html'>Ferry &amp;amp; Quay</title><id>tag:harbour.example,2019:7</id>"
        "<link rel='self' href='/7.xml'/><link rel='alternate' href='/7'/>"
        "<link rel='enclosure' href='/7.mp3'/><updated>2019-11-09T10:00:00Z</updated>"
        "<published>2019-11-08T00:30:00+03:00</published><author><name>Writer, Ada</name></author>"
        "<category term='rain' label='Rain'/><category term='sea'/><summary>Wet.</summary>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It &lt; rained. "
        "<a href='8'>More</a></p></div></content>",
        base=" xml:base='http://harbour.example/news/' xml:lang='en-GB'",
    )
    assert (record.headline, record.standfirst, record.language) == (
        "Ferry & Quay",
        "Wet.",
        "en-GB",
    )
    assert record.body == (
        '<p>It &lt; rained. <a href="http://harbour.example/news/8">More</a></p>'
    )
    assert (record.source_address, record.origin_id) == (
        "http://harbour.example/7",
        "tag:harbour.example,2019:7",
    )
    assert record.source_date.first == date(2019, 11, 8)
    assert (record.credits, record.tags) == ((Credit("Ada Writer"),), ("Rain", "sea"))


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
    record = parse_atom(
        f"<summary>It rained.</summary>{entry}", feed="<author><name>Ada Feed</name></author>"
    )
    assert [credit.name for credit in record.credits] == names


def test_the_source_of_an_entry_wins_over_the_feed() -> None:
    entry = "<summary>It rained.</summary><source><title>Quay Gazette</title></source>"
    assert parse_atom(entry).source == "Quay Gazette"


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
def test_content_is_read_by_its_media_type(content: str, text: str | None) -> None:
    (record,) = parse_content(
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{content}</entry></feed>"
    )
    body = body_html.sanitise(record.body) if isinstance(record, Record) else ""
    assert (body_html.to_text(body) or None) == text


def test_links_start_from_the_feeds_own_url_where_it_has_no_other_link() -> None:
    feed = "<link rel='self' href='http://harbour.example/feed'/>"
    entry = "<link href='/7'/><summary>It rained.</summary>"
    assert parse_atom(entry, feed=feed).source_address == "http://harbour.example/7"


def test_the_link_to_a_page_wins_over_that_to_an_attachment() -> None:
    entry = (
        "<link rel='alternate'>http://a.example/7</link>"
        "<link rel='enclosure'>http://a.example/7.mp3</link><summary>It rained.</summary>"
    )
    assert parse_atom(entry).source_address == "http://a.example/7"


def test_the_first_link_to_a_page_is_the_link() -> None:
    entry = (
        "<link rel='alternate' type='application/json' href='http://a.example/7.json'/>"
        "<link rel='alternate' type='text/html' href='http://a.example/7'/>"
        "<link rel='alternate' hreflang='tr' href='http://a.example/tr/7'/>"
    )
    record = parse_atom(f"{entry}<summary>It rained.</summary>")
    assert record.source_address == "http://a.example/7"


def test_an_entry_may_be_a_document_of_its_own() -> None:
    (record,) = parse_content(
        '<entry xmlns="http://www.w3.org/2005/Atom"><title>Ferry</title><id>urn:7</id>'
        "<author><name>Writer, Ada</name></author><content>It rained.</content></entry>"
    )
    assert isinstance(record, Record)
    assert (record.headline, record.origin_id, record.media_type, record.credits) == (
        "Ferry",
        "urn:7",
        "application/atom+xml",
        (Credit("Ada Writer"),),
    )


@pytest.mark.parametrize(("value", "is_withheld"), [("yes", True), ("no", False)])
def test_a_draft_is_not_live(value: str, *, is_withheld: bool) -> None:
    control = f'<app:control xmlns:app="http://a/"><app:draft>{value}</app:draft></app:control>'
    assert parse_atom(f"<summary>It rained.</summary>{control}").is_withheld == is_withheld


@pytest.mark.parametrize(
    ("entry", "first"),
    [
        ("<updated>2019-11-09T10:00:00Z</updated>", date(2019, 11, 9)),
        ("<created>2019-11-09T10:00:00Z</created>", date(2019, 11, 9)),
        ("<published>soon</published>", None),
        ("", None),
    ],
)
def test_the_date_is_that_of_publication_or_else_of_the_last_change(
    entry: str, first: date | None
) -> None:
    assert parse_atom(f"<summary>It rained.</summary>{entry}").source_date.first == first


# Feeds that are not well-formed.


@pytest.mark.parametrize(
    "item",
    [
        "<title>Fish & Chips</title><description>It rained.</description>",
        "<title>Fish & Chips</title><description>It rained.</description></wrong>",
        "<title>Fish &amp; Chips</title><x:y/><description>It rained.</description>",
        "<title>Fish &amp; Chips\x0b</title><description>It rained.\x00</description>",
    ],
)
def test_a_malformed_feed_is_read_as_far_as_it_can_be(item: str) -> None:
    results = parse_content(f"<rss><item>{TEXT}</item><item>{item}</item><item>{TEXT}</item></rss>")
    assert [each.headline for each in results if isinstance(each, Record)] == [
        "It rained.",
        "Fish & Chips",
        "It rained.",
    ]


def test_html_entities_are_decoded() -> None:
    record = parse_rss("<title>Caf&eacute;</title><description>&ouml;&nbsp;&hellip;a</description>")
    assert (record.headline, record.body) == ("Café", "<p>ö\u00a0…a</p>")


def test_an_entry_on_which_feedparser_fails_is_rejected_alone() -> None:
    results = parse_content(f"<rss><item>{TEXT}&#99999999999;&x</item><item>{TEXT}</item></rss>")
    assert [type(each) for each in results] == [Reject, Record]
    assert isinstance(results[0], Reject)
    assert results[0].reason == Problem("feed.entry_unreadable")


def test_an_entry_larger_than_any_article_is_rejected_alone() -> None:
    results = parse_content(f"<rss><item>{'a' * (4 * 2**20)}</item><item>{TEXT}</item></rss>")
    assert [type(each) for each in results] == [Reject, Record]
    assert isinstance(results[0], Reject)
    assert results[0].reason == Problem("feed.entry_too_large", {"size": 4})
    assert results[0].record is None


def test_a_feed_that_says_too_much_of_itself_is_rejected() -> None:
    (reject,) = parse_content(f"<rss><title>{'a' * 2**20}</title>{'<item/>' * 200}</rss>")
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("feed.head_too_long")


def parse_dates(*dates: str) -> list[Record]:
    items = "".join(f"<item><title>{day}</title><pubDate>{day}</pubDate></item>" for day in dates)
    results = parse_content(f"<rss version='2.0'><channel>{items}</channel></rss>")
    return [result for result in results if isinstance(result, Record)]


def test_one_date_of_a_feed_proves_the_order_of_the_others() -> None:
    records = parse_dates("11/08/2019 22:10", "11/23/2019 22:10")
    assert [record.source_date.first for record in records] == [
        date(2019, 11, 8),
        date(2019, 11, 23),
    ]


def test_a_date_whose_order_is_not_known_is_marked() -> None:
    (record,) = parse_dates("08/11/2019")
    assert (record.source_date, record.readings["source_date"].sureness) == (
        SourceDate(text="08/11/2019"),
        Sureness.MISSING,
    )
