"""The URLs that pages declare."""

import pytest

from tests.articles.parsing.webpage.pages import (
    BODY,
    CANONICAL,
    URL,
    build_json_ld,
    build_meta,
    build_page,
    parse_record,
)


def build_link(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (CANONICAL + build_meta("og:url", "https://harbour.example/other"), URL),
        (build_link("/news/1") + build_meta("og:url", URL), URL[:28] + "/1"),
        (build_link("//harbour.example/news/1") + build_meta("og:url", URL), URL[:28] + "/1"),
        (build_link("") + build_meta("og:url", URL), URL),
        (build_link("/news/1"), ""),
        (build_link("/news/1") + "<base href='https://harbour.example/a/'>", URL[:28] + "/1"),
        (build_meta("og:url", URL), URL),
        (build_meta("parsely-link", URL), URL),
        (build_meta("og:url", "javascript:alert(1)"), ""),
        (build_meta("og:url", "/news/ferry"), ""),
        (build_link("file:///tmp/x"), ""),
        ("<link>", ""),
        (build_json_ld(mainEntityOfPage={"@id": URL}), URL),
    ],
)
def test_the_url_is_the_one_that_the_page_declares(head: str, url: str) -> None:
    assert parse_record(build_page(head)).source_address == url


@pytest.mark.parametrize(
    "home",
    [
        "https://harbour.example",
        "https://harbour.example/",
        "https://harbour.example/?utm_source=x",
        "https://www.harbour.example/en/",
        "https://harbour.example/tr-TR",
        "https://harbour.example/index.php",
        "https://agency.example/en/home.html",
    ],
)
def test_a_home_page_is_not_the_url_of_an_article(home: str) -> None:
    head = build_link(home) + build_meta("og:url", home)
    assert parse_record(build_page(head)).source_address == ""
    assert parse_record(build_page(head + build_meta("twitter:url", URL))).source_address == URL


def test_a_home_page_with_the_number_of_an_article_is_its_url() -> None:
    assert parse_record(build_page(build_link("https://a.example/?p=7"))).source_address != ""


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:3000/news/ferry",
        "http://127.0.0.1/news/ferry",
        "http://192.168.1.7/news/ferry",
        "https://cms.local/news/ferry",
        "https://harbour.example/{{ slug }}",
        "https://harbour.example/undefined",
        "https://harbour.example/[url]",
        "http://[harbour/news/ferry",
        "//[harbour/news/ferry",
        "https://harbour.example/" + "x" * 2_000,
    ],
)
def test_a_url_that_nobody_can_follow_is_passed_over(url: str) -> None:
    assert parse_record(build_page(build_link(url))).source_address == ""
    assert (
        parse_record(build_page(build_link(url) + build_meta("og:url", URL))).source_address == URL
    )


@pytest.mark.parametrize(
    "comment",
    [
        f"<!-- saved from url=(0036){URL} -->\n",
        f"<!--saved from url=(0036){URL}-->",
        f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Fri Nov 08 2019\n-->",
    ],
)
def test_the_url_is_read_from_the_comment_of_what_saved_the_page(comment: str) -> None:
    assert parse_record(comment + build_page()).source_address == URL


@pytest.mark.parametrize(
    ("head", "link"),
    [
        (CANONICAL, "https://harbour.example/crew"),
        (CANONICAL + "<base href='https://static.example/a/'>", "https://static.example/crew"),
        (CANONICAL + "<base href='ftp://static.example/a/'>", "https://harbour.example/crew"),
        (CANONICAL + "<base>", "https://harbour.example/crew"),
    ],
)
def test_links_start_from_the_base_of_the_page(head: str, link: str) -> None:
    assert f'<a href="{link}">The crew</a>' in parse_record(build_page(head, body=BODY)).body
