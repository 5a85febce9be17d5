"""Pictures, recordings and forms of a page's article are named in remarks, those around it not."""

import pytest

from tests.articles.parsing.newswire.test_media import list_left_out
from tests.articles.parsing.webpage.pages import (
    CANONICAL,
    RAIN,
    build_json_ld,
    build_page,
    parse_record,
)
from tests.timing import measure_growth

TEXT = f"<p>{RAIN}</p><p>{RAIN * 2}</p>"
SNOW = "<p>Nobody had seen so much snow on the pier before, and nobody wanted to see more.</p>"
IMG = '<img src="ferry.jpg" alt="A ferry">'
FERRY = ("picture", {"url": "ferry.jpg", "alt": "A ferry"})
CAPTIONED = ("picture", {**FERRY[1], "caption": "At noon"})


@pytest.mark.parametrize(
    ("content", "left_out"),
    [
        ("", []),
        (f"<p>{IMG}</p>", [FERRY]),
        (f"<figure>{IMG}<figcaption>At <b>noon</b></figcaption></figure>", [CAPTIONED]),
        (f"<div class='wp-caption'>{IMG}<p class='wp-caption-text'>At noon</p></div>", [CAPTIONED]),
        (f"<div><div>{IMG}</div><p class='caption'>At noon</p></div>", [CAPTIONED]),
        (f"<figure><a href='/large'>{IMG}</a></figure>", [FERRY]),
        (f"<a href='large.JPG'>{IMG}</a>", [FERRY]),
        (f"<a href='/other'>{IMG}</a><a href='/x'><figure>{IMG}</figure></a>", []),
        (f"<div class='author'><span>{IMG}</span></div><img class='site-logo' src='a.png'>", []),
        (f"<aside>{IMG}</aside><div class='related'><figure>{IMG}</figure></div>", []),
        (f"<div class='ui-modal'><figure>{IMG}</figure></div>", [FERRY]),
        (f"<div class='ui-modal'>Sign up for our newsletter {IMG}</div>", []),
        (
            "<picture><source class='popup' srcset='ferry.jpg'><img alt='A ferry'></picture>",
            [FERRY],
        ),
        (f"<form>{IMG}</form>", []),
        (f"<figure class='related caption'>{IMG}</figure>", []),
        ("<img src='data:,a'><iframe></iframe><img src='1.gif' width='1'>", []),
        ("<img src='/ferry.jpg'>", [("picture", {"url": "https://harbour.example/ferry.jpg"})]),
        (
            "<video><source src='a.mp4'></video><iframe src='https://v.example/1'></iframe>",
            [("video", {"url": "a.mp4"}), ("embed", {"url": "https://v.example/1"})],
        ),
        ("<object data='a.swf'><embed src='a.swf'></object>", [("embed", {"url": "a.swf"})]),
        ("<form>Was it wet? <input></form>", [("form", {})]),
        ("<form class='newsletter'><input></form><form role='search'><input></form>", []),
        ("<form>Subscribe to our newsletter<input></form>", []),
    ],
)
def test_what_stands_in_the_text_is_named(
    content: str, left_out: list[tuple[str, dict[str, str]]]
) -> None:
    page = build_page(CANONICAL, body=f"{TEXT}<div>{content}</div>{SNOW}")
    assert list_left_out(parse_record(page)) == left_out


def build_body(article: str) -> str:
    """Return a page with pictures around the article's element."""
    other = "<div><img src='other.jpg'></div>"
    return (
        "<!DOCTYPE html><html><head><title>Ferry opens again</title></head>"
        f"<body>{other}{article}{other}</body></html>"
    )


HEADING = "<h1><img src='logo.png'>Ferry opens again</h1>"


@pytest.mark.parametrize(
    "article",
    [
        f"<article>{IMG}{HEADING}{TEXT}{SNOW}</article>",
        f"<div>{HEADING}</div><div>{IMG}</div><div>{TEXT}{SNOW}</div>",
        f"{HEADING}<div>{TEXT}{SNOW}{IMG}</div>",
        f"<div>{TEXT}{IMG}{SNOW}</div>",
        f"{HEADING}{TEXT}{IMG}{SNOW}",
    ],
)
def test_what_stands_at_the_edge_of_the_article_is_named(article: str) -> None:
    assert list_left_out(parse_record(build_body(article))) == [FERRY]


def test_a_text_that_stands_in_a_script_has_no_pictures_of_the_page() -> None:
    head = build_json_ld(articleBody=RAIN * 4)
    assert list_left_out(parse_record(build_page(head, body=IMG))) == []


@pytest.mark.parametrize(
    "shape",
    [
        IMG,
        f"<figure>{IMG}<figcaption>a</figcaption></figure>",
        f"<div class='caption'>{IMG}a</div>",
        "<form>a</form>",
    ],
)
def test_the_time_grows_linearly(shape: str) -> None:
    page = build_page(body=TEXT + "{}" + SNOW)
    assert measure_growth(lambda size: parse_record(page.format(shape * size)), 200) < 24
