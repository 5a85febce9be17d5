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
from articles.parsing.wordpress import wxr
from articles.vocabulary import (
    Credit,
)
from tests.timing import growth

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


def item(inner: str = "", /, **fields: str | None) -> str:
    """Return an item; the names of fields are as in an export, with _0_ for the colon."""
    told = {**LEAST, **{name.replace("_0_", ":"): told for name, told in fields.items()}}
    children = (
        f"<{name}><![CDATA[{text}]]></{name}>" for name, text in told.items() if text is not None
    )
    return f"<item>\n{''.join(children)}{inner}</item>\n"


def export(*items: str, version: str = "1.2", site: str = SITE) -> str:
    return f"{HEAD.format(version)}{site}{''.join(items)}</channel>\n</rss>\n"


def told(content: str | bytes, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    written = content.encode() if isinstance(content, str) else content
    return list(wxr.parse(io.BytesIO(written), charset=charset))


def record(inner: str = "", /, *, site: str = SITE, **fields: str | None) -> Record:
    (found,) = told(export(item(inner, **fields), site=site))
    assert isinstance(found, Record)
    return found


def rejected(content: str | bytes, *, charset: str = "") -> list[tuple[str, str]]:
    found = told(content, charset=charset)
    return [(each.position, each.reason) for each in found if isinstance(each, Reject)]


def kinds(found: Iterable[Any]) -> list[str]:
    return [type(each).__name__ for each in found]


def category(name: str, *, domain: str = "category", nicename: str = "x") -> str:
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{name}]]></category>'


# A whole item.


def test_a_published_post_is_a_record() -> None:
    tags = category("Ports") + category("Uncategorized")
    found = record(tags, excerpt_0_encoded="<p>In  short.</p>\n[gallery]")
    assert found == Record(
        headline="Ferry Opens",
        standfirst="In short.",
        body="<p>It rained.</p>",
        original=found.original,
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
        readings=found.readings,
    )


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_each_version_gives_the_same_record(version: str) -> None:
    (found,) = told(export(item(), version=version))
    assert isinstance(found, Record)
    assert replace(found, original=b"") == replace(record(), original=b"")


def test_a_file_without_any_declared_names_is_read_too() -> None:
    found = told(f"<rss><channel>{item()}</channel></rss>")
    assert [each.headline for each in found if isinstance(each, Record)] == ["Ferry Opens"]


def test_an_item_alone_is_read() -> None:
    assert kinds(told(item().strip())[:1]) == ["Record"]


def test_an_item_within_an_item_is_none() -> None:
    assert kinds(told(export(item(item(title="Inner"))))) == ["Record"]


def test_children_of_plug_ins_are_not_taken_for_those_of_wordpress() -> None:
    inner = '<m:title xmlns:m="http://media.example/">Picture</m:title>'
    (found,) = told(export(item().replace("<item>", f"<item>{inner}")))
    assert isinstance(found, Record)
    assert found.headline == "Ferry Opens"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Salt &amp; Pepper", "Salt & Pepper"),
        ("A <em>new</em>\n ferry", "A new ferry"),
        ("It&#8217;s open", "It’s open"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_a_title_is_html_that_becomes_text(title: str, headline: str) -> None:
    assert record(title=title).headline == headline


def test_shortcodes_that_were_left_out_are_remarked_with_their_line_in_the_original() -> None:
    found = record(content_0_encoded="One [gallery]")
    ((code, line),) = [(each.code, each.line) for each in found.remarks]
    starts = found.original.decode().splitlines()[line - 1].startswith("<item")
    assert (code, starts) == ("shortcodes_left_out", True)


# Whether and when readers see it.


@pytest.mark.parametrize(
    "status", ["draft", "pending", "private", "future", "trash", "auto-draft", "inherit", "", None]
)
def test_what_is_not_public_is_withheld(status: str | None) -> None:
    assert record(wp_0_status=status).is_withheld


def test_what_a_password_protects_is_withheld_and_was_never_published() -> None:
    found = record(wp_0_post_password="x")
    assert (found.is_withheld, found.publish_at) == (True, None)


def test_what_is_published_is_not_withheld() -> None:
    assert not record(wp_0_post_password="").is_withheld


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
def test_it_was_published_when_wordpress_tells(
    fields: dict[str, Any], expected: str | None
) -> None:
    found = record(**fields).publish_at
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("told_date", "expected"),
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
def test_where_no_other_date_is_told_that_of_the_feed_counts(
    told_date: str, expected: datetime | None
) -> None:
    found = record(wp_0_post_date=None, wp_0_post_date_gmt=None, pubDate=told_date)
    assert found.publish_at == expected


# Identity and addresses.


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
    assert record(guid=guid, wp_0_post_id=number).origin_id == expected


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("<link>http://www.harbour.example/</link>", "harbour.example 7"),
        ("<wp:base_blog_url>https://a.example/b/</wp:base_blog_url>", "a.example/b 7"),
        ("", ""),
    ],
)
def test_a_number_is_that_of_its_site(site: str, expected: str) -> None:
    assert record(site=site, guid=None).origin_id == expected


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
def test_the_link_is_the_address_unless_it_is_a_preview(
    link: str, status: str, expected: str
) -> None:
    assert record(link=link, wp_0_status=status).source_address == expected


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("ferry-opens-2", "ferry-opens-2"),
        ("%c5%9file-a%c3%a7%c4%b1k", "şile-açık"),
        *((name, "") for name in ("", "ferry_opens", "Ferry", "-ferry", "ferry__trashed", "a b")),
    ],
)
def test_a_slug_is_taken_where_it_is_one(name: str, slug: str) -> None:
    assert record(wp_0_post_name=name).slug == slug


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
def test_a_login_becomes_the_name_that_readers_saw(
    login: str, byline: str, sureness: Sureness
) -> None:
    found = record(dc_0_creator=login, site=SITE + AUTHORS)
    credited = tuple(Credit(name) for name in filter(None, [byline]))
    assert (found.byline, found.credits, found.readings["byline"].sureness) == (
        byline,
        credited,
        sureness,
    )


def test_co_authors_stand_in_for_the_one_who_saved_it() -> None:
    coauthors = category("b", domain="author", nicename="cap-b") + category("ayse", domain="author")
    assert record(coauthors, site=SITE + AUTHORS).byline == "Bea Other & Co, Ayşe Işık"


def test_a_guest_author_is_known_from_an_item_before() -> None:
    meta = (
        "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    )
    metas = meta.format("cap-user_login", "gul") + meta.format("cap-display_name", "Gül Konuk")
    guest = item(metas, wp_0_post_type="guest-author")
    post = item(category("gul", domain="author", nicename="cap-gul"))
    left_out, found = told(export(guest, post))
    assert left_out == SkippedItem("guest authors")
    assert isinstance(found, Record)
    assert found.byline == "Gül Konuk"


def test_no_more_authors_are_kept_than_a_site_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wxr, "_AUTHORS_LIMIT", 1)
    assert record(dc_0_creator="b", site=SITE + AUTHORS).byline == "b"


# Tags and language.


def test_categories_and_tags_are_tags_each_once() -> None:
    terms = (
        "<category><![CDATA[Ports]]></category>",
        category("Ports"),
        category("Salt &amp; Pepper", domain="post_tag"),
        category("ferry", domain="tag"),
        category("Ferry", domain="post_tag"),
        category("post-format-aside", domain="post_format"),
        category("Genel"),
        category("!"),
    )
    assert record("".join(terms)).tags == ("Ports", "Salt & Pepper", "ferry")


@pytest.mark.parametrize(
    ("terms", "content", "language", "sureness"),
    [
        (category("Türkçe", domain="language", nicename="tr"), "x", "tr", Sureness.SURE),
        ("", "Bu bir deneme ve daha çok metin için bir örnek olarak.", "tr", Sureness.GUESS),
        ("", "x", "en", Sureness.GUESS),
    ],
)
def test_the_language_is_that_of_the_piece_rather_than_of_the_site(
    terms: str, content: str, language: str, sureness: Sureness
) -> None:
    found = record(terms, content_0_encoded=content)
    assert (found.language, found.readings["language"].sureness) == (language, sureness)


def test_a_site_may_tell_no_language() -> None:
    found = record(site="<language></language>")
    assert (found.language, found.readings["language"].sureness) == ("", Sureness.MISSING)


# What is left out, and what is refused.


@pytest.mark.parametrize(
    ("kind", "what"),
    [("attachment", "attachments"), ("nav_menu_item", "menu items"), ("revision", "revisions")],
)
def test_what_is_no_article_is_left_out(kind: str, what: str) -> None:
    assert told(export(item(wp_0_post_type=kind))) == [SkippedItem(what)]


@pytest.mark.parametrize("kind", ["page", "event", "", None])
def test_pieces_of_any_other_type_with_text_are_records(kind: str | None) -> None:
    assert record(wp_0_post_type=kind).body == "<p>It rained.</p>"


def test_an_item_of_another_type_without_text_is_left_out() -> None:
    content = export(item(wp_0_post_type="event", content_0_encoded="<img src='x'>"))
    assert told(content) == [SkippedItem("items of other types without text")]


def test_a_post_without_title_and_text_is_left_out() -> None:
    assert told(export(item(title="", content_0_encoded=""))) == [SkippedItem("empty items")]


def test_comments_are_left_out() -> None:
    comment = "<wp:comment><wp:comment_content>Good!</wp:comment_content></wp:comment>"
    found = told(export(item(comment * 2)))
    assert [found[0].__class__, *found[1:]] == [
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
def test_a_post_that_lacks_something_is_rejected_and_can_be_mended(
    fields: dict[str, str], reason: str
) -> None:
    (found,) = told(export(item(**fields)))
    assert isinstance(found, Reject)
    assert (found.position, found.reason) == ("line 13", reason)
    line = json.dumps(
        {"path": "x", "position": "y", "reason": "z", "record": found.record}, ensure_ascii=False
    )
    (again,) = formats.read_stream(io.BytesIO(line.encode()))
    assert isinstance(again, Reject)
    assert (again.reason, again.record) == (reason, found.record)


def test_an_export_without_items_says_so() -> None:
    reason = (
        "It holds no item; export all content, or posts and pages, under Tools of the old site."
    )
    assert told(export()) == [Reject("line 1", reason, None)]


# What is no XML.

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
        (item(title="a ]]> b"), "line 16", "Sequence ']]>' not allowed in content"),
        ("<item><title>&#8;</title></item>", "line 15", "xmlParseCharRef: invalid xmlChar value 8"),
    ],
)
def test_what_stands_before_the_break_is_read(broken: str, position: str, problem: str) -> None:
    first, second = told(export(item(), broken, "\n", item()))
    assert kinds([first, second]) == ["Record", "Reject"]
    assert isinstance(second, Reject)
    assert second.position == position
    assert second.reason.startswith(f"It is not well-formed XML: {problem}")
    assert second.reason.endswith(f". {AGAIN}")


def test_an_export_that_ends_early_is_read_up_to_there() -> None:
    whole = export(item(), item())
    found = told(whole[: whole.rindex("<wp:status>")])
    assert kinds(found) == ["Record", "Reject"]


@pytest.mark.parametrize("content", [b"", b"text", b"{}", b"<a>", b"\xff\xfe", b"\0", b"<?xml?>"])
def test_what_is_no_xml_at_all_is_rejected(content: bytes) -> None:
    assert kinds(told(content)) == ["Reject"]


def test_a_section_divided_in_two_is_one_text() -> None:
    content = export(item(content_0_encoded="a[x]]]]><![CDATA[>b"))
    (found,) = told(content)
    assert isinstance(found, Record)
    assert found.body == "<p>a[x]]>b</p>"


def test_control_characters_are_passed_over() -> None:
    assert record(title="Ferry\x08 \x0bOpens").headline == "Ferry Opens"


def test_blank_lines_and_a_mark_before_the_declaration_are_passed_over() -> None:
    (found,) = told(b"\xef\xbb\xbf\n\n" + export(item()).encode())
    assert isinstance(found, Record)
    assert (found.headline, found.position) == ("Ferry Opens", "line 15")


@pytest.mark.parametrize("charset", ["utf-16", "utf-8-sig"])
def test_a_mark_decides_whatever_is_declared(charset: str) -> None:
    (found,) = told(export(item(title="Şile")).encode(charset))
    assert isinstance(found, Record)
    assert found.headline == "Şile"


def test_a_declared_charset_is_read() -> None:
    content = export(item(title="Şile")).replace("UTF-8", "windows-1254").encode("windows-1254")
    assert [found.headline for found in told(content) if isinstance(found, Record)] == ["Şile"]


def test_a_wrong_declaration_is_rejected_until_the_charset_is_told() -> None:
    content = export(item(), item(title="Şile")).encode("windows-1254")
    problem = "It is not well-formed XML: Invalid bytes in character encoding, line 12"
    ((position, reason),) = rejected(content)
    assert position == "line 12"
    assert reason.startswith(problem)
    assert reason.endswith("Say which charset the file is in, such as --encoding windows-1254.")
    found = told(content, charset="windows-1254")
    assert [each.headline for each in found if isinstance(each, Record)] == ["Ferry Opens", "Şile"]


def test_bytes_that_the_declared_charset_has_not_are_rejected_with_their_line() -> None:
    content = export(item(title="Şile")).replace("UTF-8", "ascii").encode()
    ((position, reason),) = rejected(content)
    assert (position, reason.endswith("--encoding windows-1254.")) == ("line 1", True)


def test_an_entity_of_the_file_itself_is_not_expanded() -> None:
    content = export(item().replace("Ferry Opens", "]]>&x;<![CDATA["))
    content = content.replace("<rss", '<!DOCTYPE rss [<!ENTITY x "Ferry">]>\n<rss', 1)
    reason = "It uses an entity that the file defines itself; write out what that stands for."
    assert rejected(content) == [("line 14", reason)]


# The least document around an item.


@pytest.mark.parametrize(
    "found",
    [
        record(),
        record(site=""),
        record(category("b", domain="author") * 2, site=SITE + AUTHORS),
        record(dc_0_creator="nobody", content_0_encoded="a ]]]]><![CDATA[> & < [gallery]"),
        record(guid="http://localhost/?p=7", wp_0_status="future", link="\r\n"),
        *told(f"<rss><channel>{item()}</channel></rss>")[:1],
    ],
)
def test_the_original_gives_the_same_record(found: Record) -> None:
    (again,) = formats.read_stream(io.BytesIO(found.original))
    assert isinstance(again, Record)
    assert again == replace(found, original=again.original, position=again.position)
    assert again.original == told(again.original)[0].original  # type: ignore[union-attr] # a Record


def test_the_original_holds_no_other_author() -> None:
    assert b"Bea" not in record(site=SITE + AUTHORS).original


# How it is told from others.


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (export(), True),
        ("\n" + export()[:500], True),
        ('<rss version="2.0"><channel>', False),
        ("text <rss xmlns:wp='http://wordpress.org/export/1.2/'>", False),
        ("", False),
    ],
)
def test_an_export_is_told_by_the_names_that_it_declares(head: str, *, is_one: bool) -> None:
    assert wxr.sniff(head) is is_one


def test_the_format_is_found() -> None:
    assert kinds(formats.read_stream(io.BytesIO(export(item()).encode()))) == ["Record"]


# Anything at all, and much of it.

PARTS = st.sampled_from(
    [
        *(export(), HEAD.format("1.2"), SITE, item(), "</channel>", "<item>", "</item>", "<wp:a>"),
        *("<title>", "</title>", "&x;", "&amp;", "<![CDATA[", "]]>", "<!--", "-->", "text", "\0"),
        *("<!DOCTYPE rss [<!ENTITY x 'y'>]>", "<?pi?>", "\x0b", "ş", '<a b="', "<item:item/>"),
        *(item(wp_0_post_date_gmt="9999-99-99 00:00:00"), item(category("x"), title="")),
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
def test_any_bytes_give_records_and_rejects(content: bytes, charset: str) -> None:
    for each in told(content, charset=charset):
        if isinstance(each, Record):
            assert each.headline
            assert each.body
            assert each.original
        elif isinstance(each, Reject):
            assert each.reason.endswith(".")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=20)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(list(LEAST)))
@settings(max_examples=200)
def test_whatever_the_texts_the_original_gives_the_same_record(
    one: str, other: str, login: str, name: str
) -> None:
    author = (
        f"<wp:author><wp:author_login>{escape(login)}</wp:author_login>"
        f"<wp:author_display_name>{escape(other)}</wp:author_display_name></wp:author>"
    )
    written = {**LEAST, "dc:creator": login, "content:encoded": f"It {one}", name: other}
    children = "".join(f"<{each}>{escape(text)}</{each}>" for each, text in written.items())
    content = export(f"<item>{children}</item>", site=author)
    for found in told(content):
        if isinstance(found, Record):
            (again,) = told(found.original)
            assert again == replace(found, original=again.original, position=again.position)  # type: ignore[union-attr] # a Record


@pytest.mark.parametrize(
    "shape",
    [
        *(item(), "<a>", "<a/>", "<item/>", "<item>", "&amp;", " ", "<!-- -->", "<wp:author/>"),
        *('<a b="', "<![CDATA[", "<rss ", "]]>", item("<wp:comment/>" * 9), "<category/>"),
    ],
)
def test_the_time_grows_with_the_length(shape: str) -> None:
    begun = HEAD.format("1.2")
    assert growth(lambda size: told(begun + shape * size), 60) < 24


def test_a_bomb_of_entities_does_not_go_off() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">'
        for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    content = export(item(title="]]>&i;<![CDATA[")).replace("<rss", f"{bomb}]>\n<rss", 1)
    assert kinds(told(content)) == ["Reject"]


def test_a_text_that_is_too_large_is_rejected_with_its_place() -> None:
    ((position, reason),) = rejected(export(item(), item(content_0_encoded="a " * 6 * 2**20)))
    assert (position, reason[:40]) == ("line 16", "A text here is larger, or is nested deep")


def test_an_item_of_too_much_is_rejected_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_input, "PART_LIMIT", 2**20)
    ((position, reason),) = rejected(export(item(), item("<wp:comment/>\n" * 100_000)))
    assert position.startswith("line ")
    assert reason.startswith("More than 32 MiB stand here without the end of an item")


def test_items_are_forgotten_as_they_are_read() -> None:
    found = wxr.parse(io.BytesIO(export(*[item()] * 100, site=SITE * 100).encode()))
    assert len(kinds(found)) == 100
