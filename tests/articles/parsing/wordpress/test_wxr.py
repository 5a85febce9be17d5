"""WordPress exports."""

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parsing import formats, xml_input
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
    Sureness,
)
from articles.parsing.wordpress import wxr, wxr_site
from articles.vocabulary import (
    Credit,
)
from tests.timing import measure_growth

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n'
    "<!-- This is a WordPress eXtended RSS file -->\n"
    '<rss version="2.0"\n'
    '\txmlns:excerpt="http://wordpress.org/export/{0}/excerpt/"\n'
    '\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
    '\txmlns:dc="http://purl.org/dc/elements/1.1/"\n'
    '\txmlns:wp="http://wordpress.org/export/{0}/"\n>\n<channel>\n'
)
SITE = (
    "<title>Harbour</title><link>https://harbour.example</link><language>en-US</language>\n"
    "<wp:base_blog_url>https://harbour.example</wp:base_blog_url>\n"
    "<wp:author><wp:author_login>ayse</wp:author_login>"
    "<wp:author_display_name><![CDATA[Ayşe Işık]]></wp:author_display_name></wp:author>\n"
)
LEAST = {
    "title": "Ferry Opens",
    "link": "https://harbour.example/ferry-opens/",
    "pubDate": "Thu, 03 Dec 2020 07:30:00 +0000",
    "dc:creator": "ayse",
    "guid": "https://harbour.example/?p=7",
    "content:encoded": "It rained.",
    "wp:post_id": "7",
    "wp:post_date": "2020-12-03 10:30:00",
    "wp:post_date_gmt": "2020-12-03 07:30:00",
    "wp:post_name": "ferry-opens",
    "wp:status": "publish",
    "wp:post_type": "post",
}


def build_item(inner: str = "", /, **fields: str | None) -> str:
    """Return an item; the names of fields have _0_ for the colon of an export."""
    texts = {**LEAST, **{name.replace("_0_", ":"): text for name, text in fields.items()}}
    children = (
        f"<{name}><![CDATA[{text}]]></{name}>" for name, text in texts.items() if text is not None
    )
    return f"<item>\n{''.join(children)}{inner}</item>\n"


def build_export(*items: str, version: str = "1.2", site: str = SITE) -> str:
    return f"{HEAD.format(version)}{site}{''.join(items)}</channel>\n</rss>\n"


def parse(content: str | bytes, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    data = content.encode() if isinstance(content, str) else content
    return list(wxr.parse(io.BytesIO(data), charset=charset))


def parse_record(inner: str = "", /, *, site: str = SITE, **fields: str | None) -> Record:
    (parsed,) = parse(build_export(build_item(inner, **fields), site=site))
    assert isinstance(parsed, Record)
    return parsed


def get_rejects(content: str | bytes, *, charset: str = "") -> list[tuple[str, str]]:
    parsed = parse(content, charset=charset)
    return [(each.position, each.reason) for each in parsed if isinstance(each, Reject)]


def get_type_names(results: Iterable[Any]) -> list[str]:
    return [type(each).__name__ for each in results]


def build_category(name: str, *, domain: str = "category", nicename: str = "x") -> str:
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{name}]]></category>'


# A whole item.


def test_a_published_post_is_a_record() -> None:
    tags = build_category("Ports") + build_category("Uncategorized")
    parsed = parse_record(tags, excerpt_0_encoded="<p>In  short.</p>\n[gallery]")
    assert parsed == Record(
        headline="Ferry Opens",
        standfirst="In short.",
        body="<p>It rained.</p>",
        original=parsed.original,
        media_type="application/rss+xml",
        charset="utf-8",
        parser="wxr/1",
        position="line 13",
        language="en",
        source_address="https://harbour.example/ferry-opens/",
        origin_id="https://harbour.example/?p=7",
        slug="ferry-opens",
        publish_at=datetime(2020, 12, 3, 7, 30, tzinfo=UTC),
        byline="Ayşe Işık",
        credits=(Credit("Ayşe Işık"),),
        tags=("Ports",),
        readings=parsed.readings,
    )


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_each_version_gives_the_same_record(version: str) -> None:
    (parsed,) = parse(build_export(build_item(), version=version))
    assert isinstance(parsed, Record)
    assert replace(parsed, original=b"") == replace(parse_record(), original=b"")


def test_a_file_without_namespaces_is_read() -> None:
    parsed = parse(f"<rss><channel>{build_item()}</channel></rss>")
    assert [each.headline for each in parsed if isinstance(each, Record)] == ["Ferry Opens"]


def test_an_item_alone_is_read() -> None:
    assert get_type_names(parse(build_item().strip())[:1]) == ["Record"]


def test_an_item_within_an_item_is_ignored() -> None:
    assert get_type_names(parse(build_export(build_item(build_item(title="Inner"))))) == ["Record"]


def test_elements_of_plug_ins_are_not_read_as_those_of_wordpress() -> None:
    inner = '<m:title xmlns:m="http://media.example/">Picture</m:title>'
    (parsed,) = parse(build_export(build_item().replace("<item>", f"<item>{inner}")))
    assert isinstance(parsed, Record)
    assert parsed.headline == "Ferry Opens"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Salt &amp; Pepper", "Salt & Pepper"),
        ("A <em>new</em>\n ferry", "A new ferry"),
        ("It&#8217;s open", "It’s open"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_html_in_a_title_becomes_text(title: str, headline: str) -> None:
    assert parse_record(title=title).headline == headline


def test_removed_shortcodes_are_remarked_with_their_line_in_the_original() -> None:
    parsed = parse_record(content_0_encoded="One [gallery]")
    ((code, line),) = [(each.code, each.line) for each in parsed.remarks]
    starts = parsed.original.decode().splitlines()[line - 1].startswith("<item")
    assert (code, starts) == ("shortcodes_left_out", True)


# Publication.


@pytest.mark.parametrize(
    "status", ["draft", "pending", "private", "future", "trash", "auto-draft", "inherit", "", None]
)
def test_an_item_that_is_not_public_is_withheld(status: str | None) -> None:
    assert parse_record(wp_0_status=status).is_withheld


def test_an_item_with_a_password_is_withheld_and_was_never_published() -> None:
    parsed = parse_record(wp_0_post_password="x")
    assert (parsed.is_withheld, parsed.publish_at) == (True, None)


def test_a_published_item_is_not_withheld() -> None:
    assert not parse_record(wp_0_post_password="").is_withheld


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "2020-12-03T07:30:00+00:00"),
        ({"wp_0_post_date_gmt": "0000-00-00 00:00:00"}, "2020-12-03T10:30:00+00:00"),
        ({"wp_0_post_date_gmt": None, "wp_0_post_date": "soon"}, "2020-12-03T07:30:00+00:00"),
        ({"wp_0_status": "future"}, "2020-12-03T07:30:00+00:00"),
        ({"wp_0_status": "draft"}, None),
    ],
)
def test_the_date_of_publication_is_the_best_that_wordpress_gives(
    fields: dict[str, Any], expected: str | None
) -> None:
    parsed = parse_record(**fields).publish_at
    assert (parsed.isoformat() if parsed else None) == expected


@pytest.mark.parametrize(
    ("pub_date", "expected"),
    [
        ("Thu, 03 Dec 2020 10:30:00 +0300", datetime(2020, 12, 3, 7, 30, tzinfo=UTC)),
        ("Thu, 03 Dec 2020 10:30:00 -0000", datetime(2020, 12, 3, 10, 30, tzinfo=UTC)),
        ("Wed, 30 Nov -0001 00:00:00 +0000", None),
        ("Mon, 01 Jan 0001 00:00:00 +1400", None),
        ("Fri, 31 Dec 9999 23:00:00 -0500", None),
        ("soon, 2020 10:30", None),
        ("", None),
    ],
)
def test_without_another_date_pub_date_is_the_date_of_publication(
    pub_date: str, expected: datetime | None
) -> None:
    parsed = parse_record(wp_0_post_date=None, wp_0_post_date_gmt=None, pubDate=pub_date)
    assert parsed.publish_at == expected


# Identity and URLs.


@pytest.mark.parametrize(
    ("guid", "number", "expected"),
    [
        ("https://harbour.example/?p=7", "7", "https://harbour.example/?p=7"),
        ("https://harbour.example/?p=7", "8", "https://harbour.example/?p=7 8"),
        ("https://old.example.org/a.html", "7", "https://old.example.org/a.html 7"),
        ("http://localhost/?p=7", "7", "harbour.example http://localhost/?p=7"),
        ("http://site.test/?p=7", "7", "harbour.example http://site.test/?p=7"),
        ("urn:x", None, "harbour.example urn:x"),
        (None, "7", "harbour.example 7"),
        (None, None, ""),
    ],
)
def test_the_id_at_the_origin_is_the_guid_made_unambiguous(
    guid: str | None, number: str | None, expected: str
) -> None:
    assert parse_record(guid=guid, wp_0_post_id=number).origin_id == expected


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("<link>http://www.harbour.example/</link>", "harbour.example 7"),
        ("<wp:base_blog_url>https://a.example/b/</wp:base_blog_url>", "a.example/b 7"),
        ("", ""),
    ],
)
def test_without_a_guid_the_id_is_the_number_within_the_site(site: str, expected: str) -> None:
    assert parse_record(site=site, guid=None).origin_id == expected


@pytest.mark.parametrize(
    ("link", "status", "expected"),
    [
        ("https://harbour.example/?p=7", "publish", "https://harbour.example/?p=7"),
        ("https://harbour.example/?p=7", "draft", ""),
        ("https://harbour.example/?post_type=x&p=7", "future", ""),
        ("https://harbour.example/a/", "trash", "https://harbour.example/a/"),
        ("ftp://harbour.example/", "publish", ""),
        ("", "publish", ""),
    ],
)
def test_the_link_is_the_url_unless_it_is_a_preview(link: str, status: str, expected: str) -> None:
    assert parse_record(link=link, wp_0_status=status).source_address == expected


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("ferry-opens-2", "ferry-opens-2"),
        ("%c5%9file-a%c3%a7%c4%b1k", "şile-açık"),
        *((name, "") for name in ("", "ferry_opens", "Ferry", "-ferry", "ferry__trashed", "a b")),
    ],
)
def test_a_slug_is_taken_where_it_is_wxr(name: str, slug: str) -> None:
    assert parse_record(wp_0_post_name=name).slug == slug


# Authors.

AUTHORS = (
    "<wp:author><wp:author_login>\n b </wp:author_login><wp:author_display_name>"
    "</wp:author_display_name><wp:author_first_name>Bea</wp:author_first_name>"
    "<wp:author_last_name>Other &amp; Co</wp:author_last_name></wp:author>"
    "<wp:author><wp:author_login>nameless</wp:author_login></wp:author>"
)


@pytest.mark.parametrize(
    ("login", "byline", "sureness"),
    [
        ("ayse", "Ayşe Işık", Sureness.SURE),
        ("Ayse", "Ayşe Işık", Sureness.SURE),
        ("b", "Bea Other & Co", Sureness.SURE),
        ("nameless", "nameless", Sureness.GUESS),
        ("Carl Printed", "Carl Printed", Sureness.GUESS),
        ("", "", Sureness.MISSING),
        ("?", "", Sureness.MISSING),
    ],
)
def test_a_login_becomes_the_name_that_readers_see(
    login: str, byline: str, sureness: Sureness
) -> None:
    parsed = parse_record(dc_0_creator=login, site=SITE + AUTHORS)
    credits_ = tuple(Credit(name) for name in filter(None, [byline]))
    assert (parsed.byline, parsed.credits, parsed.readings["byline"].sureness) == (
        byline,
        credits_,
        sureness,
    )


def test_co_authors_replace_the_creator() -> None:
    coauthors = build_category("b", domain="author", nicename="cap-b") + build_category(
        "ayse", domain="author"
    )
    assert parse_record(coauthors, site=SITE + AUTHORS).byline == "Bea Other & Co, Ayşe Işık"


def test_a_guest_author_is_read_from_an_earlier_item() -> None:
    meta = (
        "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    )
    metas = meta.format("cap-user_login", "gul") + meta.format("cap-display_name", "Gül Konuk")
    guest = build_item(metas, wp_0_post_type="guest-author")
    post = build_item(build_category("gul", domain="author", nicename="cap-gul"))
    skipped, parsed = parse(build_export(guest, post))
    assert skipped == SkippedItem("guest authors")
    assert isinstance(parsed, Record)
    assert parsed.byline == "Gül Konuk"


def test_the_number_of_authors_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wxr_site, "_AUTHORS_LIMIT", 1)
    assert parse_record(dc_0_creator="b", site=SITE + AUTHORS).byline == "b"


# Tags and language.


def test_categories_and_tags_are_tags_each_once() -> None:
    terms = (
        "<category><![CDATA[Ports]]></category>",
        build_category("Ports"),
        build_category("Salt &amp; Pepper", domain="post_tag"),
        build_category("ferry", domain="tag"),
        build_category("Ferry", domain="post_tag"),
        build_category("post-format-aside", domain="post_format"),
        build_category("Genel"),
        build_category("!"),
    )
    assert parse_record("".join(terms)).tags == ("Ports", "Salt & Pepper", "ferry")


@pytest.mark.parametrize(
    ("terms", "content", "language", "sureness"),
    [
        (build_category("Türkçe", domain="language", nicename="tr"), "x", "tr", Sureness.SURE),
        ("", "Bu bir deneme ve daha çok metin için bir örnek olarak.", "tr", Sureness.GUESS),
        ("", "x", "en", Sureness.GUESS),
    ],
)
def test_the_language_is_that_of_the_article_rather_than_of_the_site(
    terms: str, content: str, language: str, sureness: Sureness
) -> None:
    parsed = parse_record(terms, content_0_encoded=content)
    assert (parsed.language, parsed.readings["language"].sureness) == (language, sureness)


def test_the_language_may_be_missing() -> None:
    parsed = parse_record(site="<language></language>")
    assert (parsed.language, parsed.readings["language"].sureness) == ("", Sureness.MISSING)


# Skipped items and rejects.


@pytest.mark.parametrize(
    ("kind", "what"),
    [("attachment", "attachments"), ("nav_menu_item", "menu items"), ("revision", "revisions")],
)
def test_an_item_that_is_not_an_article_is_skipped(kind: str, what: str) -> None:
    assert parse(build_export(build_item(wp_0_post_type=kind))) == [SkippedItem(what)]


@pytest.mark.parametrize("kind", ["page", "event", "", None])
def test_items_of_any_other_type_with_text_are_records(kind: str | None) -> None:
    assert parse_record(wp_0_post_type=kind).body == "<p>It rained.</p>"


def test_an_item_of_another_type_without_text_is_skipped() -> None:
    content = build_export(build_item(wp_0_post_type="event", content_0_encoded="<img src='x'>"))
    assert parse(content) == [SkippedItem("items of other types without text")]


def test_a_post_without_title_and_text_is_skipped() -> None:
    assert parse(build_export(build_item(title="", content_0_encoded=""))) == [
        SkippedItem("empty items")
    ]


def test_comments_are_skipped() -> None:
    comment = "<wp:comment><wp:comment_content>Good!</wp:comment_content></wp:comment>"
    parsed = parse(build_export(build_item(comment * 2)))
    assert [parsed[0].__class__, *parsed[1:]] == [
        Record,
        SkippedItem("comments"),
        SkippedItem("comments"),
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": " "}, "It has no title; write one between <title> and </title>."),
        (
            {"content_0_encoded": "<img src='a.jpg'>"},
            "It has no text, or only pictures; write some into its content, or leave it out.",
        ),
    ],
)
def test_a_post_without_title_or_text_is_rejected_and_can_be_mended(
    fields: dict[str, str], reason: str
) -> None:
    (parsed,) = parse(build_export(build_item(**fields)))
    assert isinstance(parsed, Reject)
    assert (parsed.position, parsed.reason) == ("line 13", reason)
    line = json.dumps(
        {"path": "x", "position": "y", "reason": "z", "record": parsed.record}, ensure_ascii=False
    )
    (again,) = formats.read_stream(io.BytesIO(line.encode()))
    assert isinstance(again, Reject)
    assert (again.reason, again.record) == (reason, parsed.record)


def test_an_export_without_items_is_rejected() -> None:
    reason = (
        "It holds no item; export all content, or posts and pages, under Tools of the old site."
    )
    assert parse(build_export()) == [Reject("line 1", reason, None)]


# Malformed XML.

AGAIN = (
    "All items before that line were read. Mend it, or export the site again, and import the "
    "whole file; what is known already stays as it is."
)


@pytest.mark.parametrize(
    ("broken", "position", "problem"),
    [
        ("<item>", "line 18", "Opening and ending tag mismatch: item line 15 and channel"),
        ("<item><title>&nbsp;</title></item>", "line 15", "Entity 'nbsp' not defined, line 15"),
        ("<item><title>a & b</title></item>", "line 15", "xmlParseEntityRef: no name"),
        (build_item(title="a ]]> b"), "line 16", "Sequence ']]>' not allowed in content"),
        ("<item><title>&#8;</title></item>", "line 15", "xmlParseCharRef: invalid xmlChar value 8"),
    ],
)
def test_items_before_malformed_xml_are_read(broken: str, position: str, problem: str) -> None:
    first, second = parse(build_export(build_item(), broken, "\n", build_item()))
    assert get_type_names([first, second]) == ["Record", "Reject"]
    assert isinstance(second, Reject)
    assert second.position == position
    assert second.reason.startswith(f"It is not well-formed XML: {problem}")
    assert second.reason.endswith(f". {AGAIN}")


def test_a_truncated_export_is_read_up_to_its_end() -> None:
    whole = build_export(build_item(), build_item())
    parsed = parse(whole[: whole.rindex("<wp:status>")])
    assert get_type_names(parsed) == ["Record", "Reject"]


@pytest.mark.parametrize("content", [b"", b"text", b"{}", b"<a>", b"\xff\xfe", b"\0", b"<?xml?>"])
def test_bytes_that_are_not_xml_are_rejected(content: bytes) -> None:
    assert get_type_names(parse(content)) == ["Reject"]


def test_a_section_divided_in_two_is_wxr_text() -> None:
    content = build_export(build_item(content_0_encoded="a[x]]]]><![CDATA[>b"))
    (parsed,) = parse(content)
    assert isinstance(parsed, Record)
    assert parsed.body == "<p>a[x]]>b</p>"


def test_control_characters_are_ignored() -> None:
    assert parse_record(title="Ferry\x08 \x0bOpens").headline == "Ferry Opens"


def test_a_bom_and_blank_lines_before_the_declaration_are_ignored() -> None:
    (parsed,) = parse(b"\xef\xbb\xbf\n\n" + build_export(build_item()).encode())
    assert isinstance(parsed, Record)
    assert (parsed.headline, parsed.position) == ("Ferry Opens", "line 15")


@pytest.mark.parametrize("charset", ["utf-16", "utf-8-sig"])
def test_a_bom_overrides_the_declared_charset(charset: str) -> None:
    (parsed,) = parse(build_export(build_item(title="Şile")).encode(charset))
    assert isinstance(parsed, Record)
    assert parsed.headline == "Şile"


def test_a_declared_charset_is_read() -> None:
    content = (
        build_export(build_item(title="Şile"))
        .replace("UTF-8", "windows-1254")
        .encode("windows-1254")
    )
    assert [parsed.headline for parsed in parse(content) if isinstance(parsed, Record)] == ["Şile"]


def test_a_wrong_declaration_is_rejected_unless_the_charset_is_given() -> None:
    content = build_export(build_item(), build_item(title="Şile")).encode("windows-1254")
    problem = "It is not well-formed XML: Invalid bytes in character encoding, line 12"
    ((position, reason),) = get_rejects(content)
    assert position == "line 12"
    assert reason.startswith(problem)
    assert reason.endswith("Say which charset the file is in, such as --encoding windows-1254.")
    parsed = parse(content, charset="windows-1254")
    assert [each.headline for each in parsed if isinstance(each, Record)] == ["Ferry Opens", "Şile"]


def test_bytes_outside_the_declared_charset_are_rejected_with_their_line() -> None:
    content = build_export(build_item(title="Şile")).replace("UTF-8", "ascii").encode()
    ((position, reason),) = get_rejects(content)
    assert (position, reason.endswith("--encoding windows-1254.")) == ("line 1", True)


def test_an_entity_of_the_file_itself_is_not_expanded() -> None:
    content = build_export(build_item().replace("Ferry Opens", "]]>&x;<![CDATA["))
    content = content.replace("<rss", '<!DOCTYPE rss [<!ENTITY x "Ferry">]>\n<rss', 1)
    reason = "It uses an entity that the file defines itself; write out what that stands for."
    assert get_rejects(content) == [("line 14", reason)]


# Originals.


@pytest.mark.parametrize(
    "parsed",
    [
        parse_record(),
        parse_record(site=""),
        parse_record(build_category("b", domain="author") * 2, site=SITE + AUTHORS),
        parse_record(dc_0_creator="nobody", content_0_encoded="a ]]]]><![CDATA[> & < [gallery]"),
        parse_record(guid="http://localhost/?p=7", wp_0_status="future", link="\r\n"),
        *parse(f"<rss><channel>{build_item()}</channel></rss>")[:1],
    ],
)
def test_the_original_is_parsed_to_the_same_record(parsed: Record) -> None:
    (again,) = formats.read_stream(io.BytesIO(parsed.original))
    assert isinstance(again, Record)
    assert again == replace(parsed, original=again.original, position=again.position)
    assert again.original == parse(again.original)[0].original  # type: ignore[union-attr] # a Record


def test_the_original_holds_no_other_author() -> None:
    assert b"Bea" not in parse_record(site=SITE + AUTHORS).original


# Sniffing.


@pytest.mark.parametrize(
    ("head", "is_wxr"),
    [
        (build_export(), True),
        ("\n" + build_export()[:500], True),
        ('<rss version="2.0"><channel>', False),
        ("text <rss xmlns:wp='http://wordpress.org/export/1.2/'>", False),
        ("", False),
    ],
)
def test_an_export_is_sniffed_by_its_namespace(head: str, *, is_wxr: bool) -> None:
    assert wxr.sniff(head) is is_wxr


def test_the_format_is_detected() -> None:
    assert get_type_names(formats.read_stream(io.BytesIO(build_export(build_item()).encode()))) == [
        "Record"
    ]


# Any bytes, and large files.

PARTS = st.sampled_from(
    [
        *(
            build_export(),
            HEAD.format("1.2"),
            SITE,
            build_item(),
            "</channel>",
            "<item>",
            "</item>",
            "<wp:a>",
        ),
        *("<title>", "</title>", "&x;", "&amp;", "<![CDATA[", "]]>", "<!--", "-->", "text", "\0"),
        *("<!DOCTYPE rss [<!ENTITY x 'y'>]>", "<?pi?>", "\x0b", "ş", '<a b="', "<item:item/>"),
        *(
            build_item(wp_0_post_date_gmt="9999-99-99 00:00:00"),
            build_item(build_category("x"), title=""),
        ),
    ]
)


@given(
    st.binary(max_size=300)
    | st.builds(
        str.encode,
        st.lists(PARTS, max_size=12).map("".join),
        st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-8-sig"]),
    ),
    st.sampled_from(["", "windows-1254"]),
)
@settings(max_examples=300)
def test_any_bytes_yield_records_and_rejects(content: bytes, charset: str) -> None:
    for each in parse(content, charset=charset):
        if isinstance(each, Record):
            assert each.headline
            assert each.body
            assert each.original
        elif isinstance(each, Reject):
            assert each.reason.endswith(".")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=20)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(list(LEAST)))
@settings(max_examples=200)
def test_the_original_is_parsed_to_the_same_record_whatever_its_texts(
    one: str, other: str, login: str, name: str
) -> None:
    author = (
        f"<wp:author><wp:author_login>{escape(login)}</wp:author_login>"
        f"<wp:author_display_name>{escape(other)}</wp:author_display_name></wp:author>"
    )
    texts = {**LEAST, "dc:creator": login, "content:encoded": f"It {one}", name: other}
    children = "".join(f"<{each}>{escape(text)}</{each}>" for each, text in texts.items())
    content = build_export(f"<item>{children}</item>", site=author)
    for parsed in parse(content):
        if isinstance(parsed, Record):
            (again,) = parse(parsed.original)
            assert again == replace(parsed, original=again.original, position=again.position)  # type: ignore[union-attr] # a Record


@pytest.mark.parametrize(
    "shape",
    [
        *(
            build_item(),
            "<a>",
            "<a/>",
            "<item/>",
            "<item>",
            "&amp;",
            " ",
            "<!-- -->",
            "<wp:author/>",
        ),
        *('<a b="', "<![CDATA[", "<rss ", "]]>", build_item("<wp:comment/>" * 9), "<category/>"),
    ],
)
def test_the_time_grows_with_the_length(shape: str) -> None:
    head = HEAD.format("1.2")
    assert measure_growth(lambda size: parse(head + shape * size), 60) < 24


def test_a_bomb_of_entities_is_rejected() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">'
        for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    content = build_export(build_item(title="]]>&i;<![CDATA[")).replace(
        "<rss", f"{bomb}]>\n<rss", 1
    )
    assert get_type_names(parse(content)) == ["Reject"]


def test_a_text_over_the_limit_is_rejected_with_its_position() -> None:
    ((position, reason),) = get_rejects(
        build_export(build_item(), build_item(content_0_encoded="a " * 6 * 2**20))
    )
    assert (position, reason[:40]) == ("line 16", "A text here is larger, or is nested deep")


def test_an_item_over_the_limit_is_rejected_with_its_position(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xml_input, "PART_LIMIT", 2**20)
    ((position, reason),) = get_rejects(
        build_export(build_item(), build_item("<wp:comment/>\n" * 100_000))
    )
    assert position.startswith("line ")
    assert reason.startswith("More than 32 MiB stand here without the end of an item")


def test_many_items_are_read_one_by_one() -> None:
    parsed = wxr.parse(io.BytesIO(build_export(*[build_item()] * 100, site=SITE * 100).encode()))
    assert len(get_type_names(parsed)) == 100
