"""What stands around the article of a page."""

import pytest

from articles.parsing import hypertext
from articles.parsing.webpage.boilerplate import prune
from articles.text import body_html
from tests.articles.parsing.webpage.pages import BODY, RAIN, build_page, parse, parse_record
from tests.timing import measure_growth

MORE = "Readers of the island say that the ferry was never missed, and that it came back too soon. "


def read_text(body: str) -> str:
    return body_html.to_text(body_html.sanitise(parse_record(build_page(body=body)).body))


@pytest.mark.parametrize(
    "start",
    [
        *("div id='comments'", "section class='userComments'", "div class='yorumlar'"),
        *("ul class='commentlist'", "div class='article__comments-list'", "div id='disqus_thread'"),
        *("div class='cookie-notice'", "div id='onetrust-banner'", "div role='alertdialog'"),
        *("div class='shareBar'", "div class='newsletter-form'", "div class='post-tags'"),
        *("div class='related-articles'", "section class='ilgili-haberler'", "aside", "footer"),
        *(
            "div class='author-box'",
            "div data-testid='AboutAuthor'",
            "div class='wp-caption caption'",
        ),
        *("div class='ad-slot'", "div class='reklam'", "div class='sr-only'", "div hidden"),
        *("div style='color: red; display: none'", "span class='photo credit'", "nav"),
    ],
)
def test_what_is_named_as_no_part_of_the_article_is_left_out(start: str) -> None:
    part = f"<{start}><p>{MORE}</p></{start.partition(' ')[0]}>"
    text = read_text(f"{BODY}{part}<p>{RAIN}</p>{BODY}")
    assert MORE.strip() not in text
    assert text == read_text(f"{BODY}<p>{RAIN}</p>{BODY}")


@pytest.mark.parametrize(
    "start",
    [
        "div class='hentry tag-survey trending'",
        "div class='trending' itemprop='articleBody'",
        "strong class='trending'",
        "span class='trending'",
    ],
)
def test_what_is_named_as_the_article_stays(start: str) -> None:
    part = f"<p>{RAIN}<{start}>{MORE}</{start.partition(' ')[0]}></p>"
    tree = hypertext.parse_tree(build_page(body=f"{BODY}{part}{BODY}"))
    prune(tree)
    assert MORE.strip() in tree.text_content()


def test_what_holds_most_of_the_text_is_the_article_whatever_its_name() -> None:
    assert MORE.strip() in read_text(f"<div class='related'><p>{MORE * 5}</p></div><p>{RAIN}</p>")


@pytest.mark.parametrize(("count", "is_kept"), [(2, False), (3, True)])
def test_what_has_several_long_paragraphs_is_the_article(count: int, *, is_kept: bool) -> None:
    part = f"<div class='trending'>{f'<p>{MORE * 2}</p>' * count}</div>"
    assert (MORE.strip() in read_text(f"{BODY * 9}{part}")) is is_kept


def test_comments_that_are_longer_than_the_article_are_left_out() -> None:
    comments = f"<div class='comments'>{f'<p>{MORE}</p>' * 20}</div>"
    assert MORE.strip() not in read_text(f"{BODY}{BODY}{comments}")


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "shape",
    [
        "<div class='comments'>x</div>",
        "<div class='" + "related " * 50 + "'>x</div>",
        "<p>x</p>",
        "<i>x",
    ],
)
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: parse(build_page(body=BODY + shape * size)), 250) < 24
