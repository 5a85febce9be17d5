"""WordPress exports."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing import formats, xml_input
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, Remark, SkippedItem, Sureness
from articles.parsing.wordpress import wxr
from articles.text import body_html
from articles.vocabulary import Credit
from tests.articles.parsing.wordpress.exports import (
    AUTHORS,
    HEAD,
    LEAST,
    SITE,
    build_category,
    build_export,
    build_item,
    get_rejects,
    get_type_names,
    parse,
    parse_record,
)
from tests.problems import is_worded, list_codes, say
from tests.timing import measure_growth

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


def test_scripts_that_write_on_the_page_are_named() -> None:
    scripts = "<script src='http://a.example/poll.js'></script><script>count()</script>"
    record = parse_record(content_0_encoded=f"One{scripts}<noscript><img src='a.jpg'></noscript>")
    assert record.remarks == (
        Remark("left_out.script", params={"url": "http://a.example/poll.js"}),
    )


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


def test_a_post_without_a_title_gets_the_first_words_of_its_text() -> None:
    record = parse_record(title=" ", content_0_encoded="It rained again. " * 9)
    assert (record.headline, record.readings["headline"].sureness) == (
        "It rained again. " * 4 + "It rained…",
        Sureness.GUESS,
    )
    assert [remark.code for remark in record.remarks] == ["headline_from_text"]


def test_a_post_without_a_text_is_a_stub() -> None:
    record = parse_record(content_0_encoded="<img src='a.jpg'>[gallery ids='1,2']")
    assert (record.headline, body_html.sanitise(record.body)) == ("Ferry Opens", "")
    assert [remark.code for remark in record.remarks] == ["shortcodes_left_out"]


def test_an_export_without_items_is_rejected() -> None:
    assert parse(build_export()) == [Reject("line 1", Problem("wxr.no_item"), None)]


# Malformed XML.


@pytest.mark.parametrize(
    ("broken", "position", "problem"),
    [
        ("<item>", "line 18", "Opening and ending tag mismatch: item line 15 and channel"),
        ("<item><</item>", "line 15", "StartTag: invalid element name"),
    ],
)
def test_items_before_malformed_xml_are_read(broken: str, position: str, problem: str) -> None:
    first, second = parse(build_export(build_item(), broken, "\n", build_item()))
    assert get_type_names([first, second]) == ["Record", "Reject"]
    assert isinstance(second, Reject)
    assert second.position == position
    assert list_codes(second.reason) == ["xml.malformed", "wxr.fix_line"]
    assert f"Not well-formed XML: {problem}" in say(second.reason)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("<![CDATA[a ]]> b]]>", "a ]]> b"),
        ("<![CDATA[a <![CDATA[b]]> c]]>", "a c"),
        ("<![CDATA[]]> b ]]><![CDATA[> c & &nbsp;]]>", "]]> b > c &"),
        ("a & b &c; &amp; &lt;", "a & b &c; & <"),
        ("caf&eacute;&nbsp;&#8;x", "café x"),
    ],
)
def test_what_other_programs_write_is_repaired(title: str, headline: str) -> None:
    other = f"<item><title>{title}</title><content:encoded>It rained.</content:encoded></item>\n"
    results = parse(build_export(build_item(), other, build_item(title="Last")))
    assert [each.headline if isinstance(each, Record) else each for each in results] == [
        "Ferry Opens",
        headline,
        "Last",
    ]


def test_guest_authors_before_a_repair_are_known_after_it() -> None:
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value>"
        "</wp:postmeta>"
        for key, value in (("cap-user_login", "ben"), ("cap-display_name", "Ben Other"))
    )
    guest = build_item(meta, wp_0_post_type="guest-author")
    results = parse(
        build_export(guest, build_item(title="a ]]> b"), build_item(dc_0_creator="ben"))
    )
    assert [each.byline for each in results if isinstance(each, Record)] == [
        "Ayşe Işık",
        "Ben Other",
    ]


def test_a_truncated_export_is_read_up_to_its_end() -> None:
    whole = build_export(build_item(), build_item())
    parsed = parse(whole[: whole.rindex("<wp:status>")])
    assert get_type_names(parsed) == ["Record", "Reject"]


@pytest.mark.parametrize("content", [b"", b"text", b"{}", b"<a>", b"\xff\xfe", b"\0", b"<?xml?>"])
def test_bytes_that_are_not_xml_are_rejected(content: bytes) -> None:
    assert get_type_names(parse(content)) == ["Reject"]


def test_a_divided_cdata_section_is_one_text() -> None:
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
    assert get_rejects(content) == [("line 12", ["xml.malformed", "charset.choose"])]
    parsed = parse(content, charset="windows-1254")
    assert [each.headline for each in parsed if isinstance(each, Record)] == ["Ferry Opens", "Şile"]


def test_bytes_outside_the_declared_charset_are_rejected_with_their_line() -> None:
    export = build_export(build_item(title="Xile")).replace("UTF-8", "big5")
    content = export.encode().replace(b"Xile", b"\xffile")
    assert get_rejects(content) == [("line 1", ["xml.malformed", "charset.choose"])]


def test_an_entity_of_the_file_itself_is_not_expanded() -> None:
    content = build_export(build_item().replace("Ferry Opens", "]]>&x;<![CDATA["))
    content = content.replace("<rss", '<!DOCTYPE rss [<!ENTITY x "Ferry">]>\n<rss', 1)
    assert get_rejects(content) == [("line 14", ["wxr.entity"])]


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
def test_any_bytes_yield_records_and_rejects(content: bytes, charset: str) -> None:
    for each in parse(content, charset=charset):
        if isinstance(each, Record):
            assert each.headline
            assert each.body
            assert each.original
        elif isinstance(each, Reject):
            assert is_worded(each.reason)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=20)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(list(LEAST)))
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
    content = build_export(build_item(), build_item(content_0_encoded="a " * 6 * 2**20))
    assert get_rejects(content) == [("line 16", ["wxr.text_too_large"])]


def test_an_item_over_the_limit_is_rejected_with_its_position(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xml_input, "PART_LIMIT", 2**20)
    ((position, codes),) = get_rejects(
        build_export(build_item(), build_item("<wp:comment/>\n" * 100_000))
    )
    assert position.startswith("line ")
    assert codes == ["wxr.no_end_of_item"]


def test_many_items_are_read_one_by_one() -> None:
    parsed = wxr.parse(io.BytesIO(build_export(*[build_item()] * 100, site=SITE * 100).encode()))
    assert len(get_type_names(parsed)) == 100
