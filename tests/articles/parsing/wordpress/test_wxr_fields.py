"""The fields of records from items of WordPress exports."""

from datetime import UTC, datetime
from typing import Any

import pytest

from articles.parsing.records import Record, SkippedItem, Sureness
from articles.parsing.wordpress import wxr_site
from articles.vocabulary import Credit
from tests.articles.parsing.wordpress.exports import (
    AUTHORS,
    SITE,
    build_category,
    build_export,
    build_item,
    parse,
    parse_record,
)

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
        ({"wp_0_post_date_gmt": "2020-12-03T06:30:00"}, "2020-12-03T06:30:00+00:00"),
        ({"wp_0_post_date_gmt": "2020-12-03T06:30:00.5Z"}, "2020-12-03T06:30:00.500000+00:00"),
        ({"wp_0_post_date_gmt": " 2020-12-03T06:30:00-0500\n"}, "2020-12-03T11:30:00+00:00"),
        ({"wp_0_post_date_gmt": "0001-01-01T00:00:00+14:00"}, "2020-12-03T07:30:00+00:00"),
        ({"wp_0_post_date_gmt": "0000-00-00 00:00:00"}, "2020-12-03T07:30:00+00:00"),
        ({"wp_0_post_date_gmt": "soon"}, "2020-12-03T07:30:00+00:00"),
        ({"wp_0_post_date_gmt": None, "pubDate": ""}, "2020-12-03T10:30:00+00:00"),
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
def test_an_invalid_slug_is_ignored(name: str, slug: str) -> None:
    assert parse_record(wp_0_post_name=name).slug == slug


# Authors.


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
