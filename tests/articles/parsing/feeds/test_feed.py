"""Feeds of every dialect: recognised by their heads, and read whatever their bytes."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.parsing import formats
from articles.parsing.feeds import feed
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text import body_html
from tests.problems import is_worded, list_codes
from tests.timing import measure_growth


def parse_content(
    content: str | bytes, *, charset: str = ""
) -> list[Record | Reject | SkippedItem]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(feed.parse(io.BytesIO(encoded), charset=charset))


def parse_records(content: str | bytes, *, charset: str = "") -> list[Record]:
    return [each for each in parse_content(content, charset=charset) if isinstance(each, Record)]


def list_reasons(content: str | bytes) -> list[list[str]]:
    """Return the codes of each reject."""
    results = parse_content(content)
    return [list_codes(each.reason) for each in results if isinstance(each, Reject)]


ITEM = (
    "<item><title>Ferry Opens</title><link>http://harbour.example/7</link>"
    "<description>It rained.</description></item>"
)
RSS = f'<rss version="2.0"><channel><title>Harbour Times</title>{ITEM}</channel></rss>'
RSS_1 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="http://harbour.example/"><title>Harbour Times</title>
<items><rdf:Seq><rdf:li rdf:resource="http://harbour.example/7"/></rdf:Seq></items></channel>
<item rdf:about="http://harbour.example/7"><title>Ferry Opens</title>
<link>http://harbour.example/7</link><description>It rained.</description></item></rdf:RDF>"""
RSS_090 = (
    RSS_1.replace("purl.org/rss/1.0", "my.netscape.com/rdf/simple/0.9")
    .replace("<items>", "<x>")
    .replace("</items>", "</x>")
)
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Times</title>
<entry><title>Ferry Opens</title><link href="http://harbour.example/7"/>
<summary>It rained.</summary></entry></feed>"""
ATOM_03 = (
    ATOM.replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
    .replace("<feed ", '<feed version="0.3" ')
    .replace("<link ", '<link rel="alternate" type="text/html" ')
)
PREFIXED = (
    ATOM.replace("</", "</atom:").replace("xmlns=", "xmlns:atom=").replace("<feed", "<atom:feed")
)
for name in ("title", "entry", "link", "summary"):
    PREFIXED = PREFIXED.replace(f"<{name}", f"<atom:{name}")
JSON_10 = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1",
        "title": "Harbour Times",
        "items": [
            {
                "id": "7",
                "url": "http://harbour.example/7",
                "title": "Ferry Opens",
                "content_text": "It rained.",
            }
        ],
    }
)
JSON_11 = JSON_10.replace("version/1", "version/1.1")
DIALECTS = {
    "RSS 0.90": RSS_090,
    "RSS 0.91": RSS.replace("2.0", "0.91"),
    "RSS 0.92": RSS.replace("2.0", "0.92"),
    "RSS 1.0": RSS_1,
    "RSS 2.0": RSS,
    "Atom 0.3": ATOM_03,
    "Atom 1.0": ATOM,
    "Atom 1.0 with a prefix": PREFIXED,
    "JSON Feed 1.0": JSON_10,
    "JSON Feed 1.1": JSON_11,
}
DIALECT = pytest.mark.parametrize("content", DIALECTS.values(), ids=DIALECTS)


@DIALECT
def test_each_dialect_gives_the_same_record(content: str) -> None:
    assert [
        (each.headline, body_html.to_text(each.body), each.source, each.source_address, each.parser)
        for each in parse_records(content)
    ] == [
        ("Ferry Opens", "It rained.", "Harbour Times", "http://harbour.example/7", "feed/1"),
    ]


@DIALECT
def test_each_dialect_is_recognised_by_its_head(content: str) -> None:
    assert [formats.sniff_format(head.encode()) for head in (content, f"\n {content}")] == [
        "feed"
    ] * 2


@DIALECT
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_bom_decides_the_charset_whatever_is_declared(content: str, charset: str) -> None:
    named = content.replace("Ferry", "Şile")
    assert [each.headline for each in parse_records(named.encode(charset))] == ["Şile Opens"]


MEDIA = {
    RSS: "application/rss+xml",
    RSS_1: "application/rdf+xml",
    ATOM: "application/atom+xml",
    JSON_11: "application/feed+json",
}


@pytest.mark.parametrize(("content", "media_type"), MEDIA.items())
def test_a_record_says_what_its_original_is(content: str, media_type: str) -> None:
    assert [each.media_type for each in parse_records(content)] == [media_type]


# Files that are no feed or only look like one.


@pytest.mark.parametrize(
    ("content", "is_feed"),
    [
        ("<!-- a <b> --><?pi?><!DOCTYPE rss [<!-- > -->]>\n<rss>", True),
        ("<opml version='1.1'>", True),
        ("<CHANNEL><ITEM>", True),
        ("<entry xmlns='http://www.w3.org/2005/Atom'>", True),
        ("<entry xmlns='http://a.example/'>", False),
        ("<br />\n<b>Warning</b>: Undefined index<br />\n<?xml version='1.0'?><rss>", True),
        ("Warning: no feed", False),
        ("Ferry Opens\n<rss>", False),
        ("<rdf:RDF xmlns='http://channel.netscape.com/rdf/simple/0.9/'>", True),
        ("<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>", False),
        ('<rss xmlns:wp="http://wordpress.org/export/1.2/">', False),
        ("<!DOCTYPE html><html>", False),
        ("<nitf>", False),
        ("<!-- no end", False),
        ('{"title": "a", "version": "https:\\/\\/jsonfeed.org\\/version\\/1"', True),
        ('{"record": {"version": "https://jsonfeed.org/version/1"}}', False),
        ('{"record": "{\\"version\\": \\"https://jsonfeed.org/version/1\\""}', False),
        ('[{"version": "https://jsonfeed.org/version/1"}]', False),
        ('["version": "https://jsonfeed.org/version/1"]', False),
        ('{"version": "3.1"}', False),
        ("", False),
    ],
)
def test_a_feed_is_recognised_by_its_root(content: str, is_feed: bool) -> None:  # noqa: FBT001 - a column
    assert feed.sniff(content) == is_feed


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'/>",
            "feed.sitemap",
        ),
        (
            "<opml><body><outline xmlUrl='http://a.example/'/></body></opml>",
            "feed.opml",
        ),
        (
            "<urlset><url><loc>http://a.example/</loc></url></urlset>",
            "feed.sitemap",
        ),
        (
            "<sitemapindex></sitemapindex>",
            "feed.sitemap_index",
        ),
        (
            "<!DOCTYPE html><html><p>Gone.</p></html>",
            "feed.web_page",
        ),
        ("<rss><channel/></rss>", "feed.no_entry"),
        (
            "Only text.",
            "feed.no_feed",
        ),
        ("\0", "charset.zero_bytes"),
    ],
)
def test_a_file_without_entries_is_rejected_with_what_it_is(content: str, code: str) -> None:
    (reject,) = parse_content(content)
    assert isinstance(reject, Reject)
    assert (reject.position, list_codes(reject.reason)) == ("line 1", [code])


# Charsets.


def declare(charset: str, *, name: str = "Şile") -> str:
    return f'<?xml version="1.0" encoding="{charset}"?>\n{RSS}'.replace("Ferry", name)


@pytest.mark.parametrize("charset", ["windows-1254", "iso-8859-9", "utf-8", "UTF8"])
def test_the_declared_charset_is_read(charset: str) -> None:
    (record,) = parse_records(declare(charset).encode(charset))
    assert (record.headline, charset in record.original.decode(charset)) == ("Şile Opens", True)


@pytest.mark.parametrize("charset", ["us-ascii", "no-such", "utf-16", "euc-kr"])
def test_utf_8_is_read_although_another_charset_is_declared(charset: str) -> None:
    (record,) = parse_records(declare(charset, name="Şileğ").encode())
    assert (record.headline, record.charset) == ("Şileğ Opens", "utf-8")
    assert parse_records(record.original) == [record]


def test_the_original_of_plain_ascii_keeps_its_declaration() -> None:
    (record,) = parse_records(declare("iso-8859-1", name="Harbour").encode())
    assert (record.charset, b'encoding="iso-8859-1"' in record.original) == ("cp1252", True)


def test_zero_bytes_are_refused_in_a_declared_charset_as_well() -> None:
    content = declare("iso-8859-9").encode("iso-8859-9") + b"\0"
    assert list_reasons(content) == [["charset.zero_bytes"]]


@pytest.mark.parametrize(
    "content", [declare("utf-8"), RSS.replace("Ferry", "Şile"), declare("utf-8")[20:]]
)
def test_an_original_declares_the_charset_that_was_given(content: str) -> None:
    (record,) = parse_records(content.encode("windows-1254"), charset="windows-1254")
    assert record.headline == "Şile Opens"
    assert [replace(each, charset="windows-1254") for each in parse_records(record.original)] == [
        record
    ]


def test_bytes_in_an_unknown_charset_are_rejected_with_a_remedy() -> None:
    (codes,) = list_reasons(RSS.replace("Ferry", "Şile").encode("windows-1254"))
    assert codes[-1] == "charset.choose"


CUT = RSS.replace("It rained.", "Şile ğ " * 20).encode().replace(b"Ferry", "Ferry ş".encode()[:-1])


def test_a_character_that_was_cut_in_two_is_marked() -> None:
    (record,) = parse_records(CUT)
    assert (record.headline, [each.code for each in record.remarks]) == (
        "Ferry � Opens",
        ["characters_unreadable"],
    )
    assert parse_records(record.original) == [record]


@pytest.mark.parametrize("content", [CUT.replace("Şile ğ".encode(), b""), CUT + b"\0"])
def test_bytes_that_are_hardly_utf_8_are_rejected(content: bytes) -> None:
    assert list_reasons(content)[0][0].startswith("charset.")


# Feeds that are too large or hostile.


def test_a_feed_over_the_limit_is_rejected_without_its_bytes() -> None:
    reason = Problem("feed.too_large", {"size": 32})
    assert parse_content(b" " * (feed.SIZE_LIMIT + 1)) == [Reject("line 1", reason, None)]


def test_a_large_unreadable_feed_is_rejected_without_its_bytes() -> None:
    (reject,) = parse_content("<rss>" + "a" * 5 * 2**20)
    assert isinstance(reject, Reject)
    assert reject.record is None


@pytest.mark.parametrize(
    "content",
    [
        f'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{RSS}',
        f'<!-- <a> --><!DOCTYPE rss [<!entity x SYSTEM "file:///etc/passwd">]>{RSS}',
        f'{RSS}<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/">]>',
    ],
)
def test_entities_are_refused_before_anything_is_read(content: str) -> None:
    assert list_reasons(content) == [["feed.declares_entities"]]


@pytest.mark.parametrize("content", ["/etc/passwd", "http://127.0.0.1:9/", "file:///etc/passwd"])
def test_a_path_or_url_is_never_opened(content: str) -> None:
    assert list_reasons(content) == [["feed.no_feed"]]


def insert_into_item(text: str) -> str:
    return RSS.replace("</item>", f"{text}</item>")


@pytest.mark.parametrize(
    "content",
    [
        insert_into_item(f"<tags>{'a,' * 9000}"),
        insert_into_item("".join(f'<x xmlns="urn:{number}"/>' for number in range(300))),
    ],
)
def test_an_entry_that_would_take_feedparser_too_long_is_rejected(content: str) -> None:
    assert list_reasons(content) == [["feed.entry_overloaded"]]


@pytest.mark.parametrize(
    "content",
    [
        insert_into_item(f"<author>{'a' * 9000}</author>"),
        insert_into_item(f"<author>{'a<b/>' * 3000}</author>"),
        insert_into_item("".join(f"<category>{number}</category>" for number in range(1000))),
        insert_into_item("<category term='a'/>" * 1000),
    ],
)
def test_authors_and_tags_that_take_feedparser_too_long_are_left_out(content: str) -> None:
    (record,) = parse_records(content)
    assert (record.headline, record.credits, record.tags) == ("Ferry Opens", (), ())
    assert [each.code for each in record.remarks] == ["authors_and_tags_left_out"]


SHAPES = {
    "entries": (15, "<rss>", ITEM, "</rss>"),
    "entries without end": (15, "<rss>", "<item><description>a", ""),
    "tags without end": (1500, "<rss>", "<item ", ""),
    "less-than": (500, "<rss><item>", "<", "</item>"),
    "ampersands": (1500, "<rss><item>", "&a", "</item>"),
    "pictures": (500, "<rss><item>", "<image><title>a</title></image><image>", "</item>"),
    "recordings": (500, "<rss><item><title>a", "<media:description>a<itunes:title>", "</item>"),
    "authors": (500, "<rss><item><title>a</title>", "<author><![CDATA[a@", "</item>"),
    "kinds": (1500, "<feed><entry><title>a</title>blogger", "<blogger:type>  ", "</entry>"),
    "comments": (1500, "<rss><item>", "<!--", "</item>"),
    "CDATA sections": (1500, "<rss><item>", "<![CDATA[]]>", "</item>"),
    "instructions": (1500, "", "<?a?>", RSS),
    "deep elements": (150, "<rss><item>", "<a>", ""),
    "quotes": (150, "<rss><item>", '<a b="', "</item>"),
    "links": (500, "<rss><item><description>", "&lt;a href=", "</description></item>"),
    "titles": (100, "<rss><item>", "<title>a</title>", "</item>"),
    "combining marks": (1500, "<rss><item><title>", "\u0323\u0301", "</title></item>"),
    "items": (60, '{"items": [', '{"content_text": "a"},', "{}]}"),
    "deep lists": (1500, '{"items": [', "[", ""),
    "quotes in JSON": (1500, "{", '"', ""),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_time_of_long_feeds_grows_linearly(shape: tuple[int, str, str, str]) -> None:
    size, start, repeated, end = shape

    def work(size: int) -> object:
        content = start + repeated * size + end
        return feed.sniff(content), parse_content(content)

    assert measure_growth(work, size) < 24


# Any bytes at all.

PARTS = st.sampled_from(
    [
        *(
            "<rss>",
            "<channel>",
            "<item>",
            "</item>",
            "<entry>",
            "</entry>",
            "<item/>",
            "</channel>",
        ),
        *("<title>", "</title>", "<description>", "</description>", "<guid>", "</guid>", "<link>"),
        *("<content type='html'>", "<content type='xhtml'>", "</content>", "<pubDate>", "<author>"),
        *("2020-13-45", "Mon, 32 Foo 2020", "&lt;a href='x'>", "&#0;", "&#99999999;", "&#x;", "&x"),
        *("<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [", "<?xml version='1.0'?>", "ş", "\0"),
        *("<source>", "</source>", "text ", "\x0b", "<a:b xmlns:a='c'>", "<a:b>", "xml:base='//['"),
        *("<link href='http://['/>", "<category>", "<feed xmlns='http://www.w3.org/2005/Atom'>"),
    ]
)
ITEMS = st.lists(
    st.dictionaries(
        st.sampled_from(
            [
                *("id", "url", "title", "content_html", "content_text", "summary", "authors"),
                *("author", "tags", "date_published", "language"),
            ]
        ),
        st.sampled_from(["a", "<p>a</p>", "\ud83d", "", 7, True, None, [], {}])
        | st.just(["a", 7, {"name": "A. Writer"}, None]),
    )
    | st.none(),
    max_size=3,
).map(lambda items: json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
START = "<rss><title>a</title><item><description>It rained.</description>"
LIKE_FEEDS = st.builds(
    str.encode,
    st.lists(PARTS, max_size=25).map(lambda parts: START + "".join(parts)) | ITEMS,
    st.sampled_from(["utf-8", "utf-8", "utf-16"]),
)


@given(st.binary(max_size=100) | LIKE_FEEDS, st.sampled_from(["", "windows-1254"]))
@example(b"<rss><item><description>a</description><guid>&#0;</guid>", "")
def test_any_bytes_are_records_that_can_be_read_again_and_rejects(
    content: bytes, charset: str
) -> None:
    results = parse_content(content, charset=charset)
    records = [each for each in results if isinstance(each, Record)]
    reasons = [each.reason for each in results if isinstance(each, Reject)]
    assert [reason for reason in reasons if not is_worded(reason)] == []
    assert [each for each in records if not each.headline] == []
    again = [parse_records(each.original, charset=each.charset) for each in records]
    unplaced = [replace(each, position="entry 1") for each in records]
    assert [[replace(one, position="entry 1") for one in each] for each in again] == [
        [each] for each in unplaced
    ]


@given(LIKE_FEEDS)
def test_any_reject_can_be_written_as_json(content: bytes) -> None:
    rejects = [each for each in parse_content(content) if isinstance(each, Reject)]
    lines = [json.dumps(each.record, ensure_ascii=False).encode() for each in rejects]
    assert len(lines) == len(rejects)


@pytest.mark.parametrize(
    "content",
    [content.replace("It rained.", "").replace("Ferry Opens", "") for content in (RSS, JSON_11)],
)
def test_a_rejected_entry_can_be_mended_and_imported_again(content: str) -> None:
    (bad,) = parse_content(content)
    assert isinstance(bad, Reject)
    mended = str(bad.record).replace("<description>", "<description>It snowed.")
    mended = mended.replace('"content_text": "', '"content_text": "It snowed.')
    line = json.dumps({"path": "", "position": "", "reason": "", "record": mended})
    results = list(formats.read_stream(io.BytesIO(line.encode())))
    assert [body_html.to_text(each.body) for each in results if isinstance(each, Record)] == [
        "It snowed."
    ]


def test_the_export_of_a_wordpress_site_is_rejected() -> None:
    text = (
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        "<item><title>Private</title><description>Not for readers.</description></item>"
        "</channel></rss>"
    )
    (reject,) = feed.parse(io.BytesIO(text.encode()))
    assert isinstance(reject, Reject)
    assert list_codes(reject.reason) == ["feed.wordpress_export"]
