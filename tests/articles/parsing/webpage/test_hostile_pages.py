"""Pages that are made to take long."""

from collections.abc import Callable

import pytest

from tests.articles.parsing.webpage.pages import BODY, build_meta, build_page, build_script, parse
from tests.timing import measure_growth

pytestmark = pytest.mark.unmeasured


def check_growth(build: Callable[[int], str], size: int) -> None:
    """Check that eight times the size takes less than three times as long as it should."""
    assert measure_growth(lambda size: parse(build(size)), size) < 24


@pytest.mark.parametrize(
    "name", ["author", "keywords", "description", "og:title", "date", "og:url"]
)
@pytest.mark.parametrize("shape", ["Ada Writer, ", " a", "by ", "a - ", "8 ", "https://a.example/"])
def test_the_time_grows_linearly_with_a_meta_element(name: str, shape: str) -> None:
    check_growth(lambda size: build_page(build_meta(name, shape * size)), 2_000)


@pytest.mark.parametrize(
    "shape",
    [
        build_meta("author", "Ada Writer"),
        '<link rel="canonical" href="https://harbour.example/">',
        *(
            "<base>",
            "<title>Ferry</title>",
            build_script({"@type": "Article", "headline": "Ferry"}),
        ),
    ],
)
def test_the_time_grows_linearly_with_the_elements_of_a_head(shape: str) -> None:
    check_growth(lambda size: build_page(shape * size), 500)


@pytest.mark.parametrize("name", ["author", "headline", "keywords", "datePublished", "articleBody"])
@pytest.mark.parametrize("shape", ["Ada Writer, ", "a - ", " 8", "\\n", "<b>"])
def test_the_time_grows_linearly_with_json_ld(name: str, shape: str) -> None:
    check_growth(
        lambda size: build_page(build_script({"@type": "Article", name: shape * size})), 2_000
    )
    lists = {"@type": "Article", name: [shape]}
    check_growth(lambda size: build_page(build_script(lists | {name: [shape] * size})), 1_000)


@pytest.mark.parametrize(
    "shape",
    [
        *("<h1>Ferry</h1>", "<h3>Ferry</h3>", "<form>x</form>", "<div class='author'>x</div>"),
        *(
            "<div class='date'>x</div>",
            "<time datetime='x'></time>",
            "<p><a href='/x'>Ferry</a></p>",
        ),
        *("<ul><li>Share</li></ul>", "<table><tr><td>x</td></tr></table>", "x<br>", "<i>x</i>"),
        *("<span>x </span>", "<blockquote>x</blockquote>", "<pre>x {</pre>", "<math>x</math>"),
        *("<figure><figcaption>x</figcaption></figure>", "<div class='comments'>x</div>"),
    ],
)
def test_the_time_grows_linearly_with_the_elements_of_a_body(shape: str) -> None:
    check_growth(lambda size: build_page(body=BODY + shape * size), 250)


@pytest.mark.parametrize(
    "attribute", ["class", "id", "style", "itemprop", "rel", "role", "datetime"]
)
def test_the_time_grows_linearly_with_an_attribute(attribute: str) -> None:
    check_growth(
        lambda size: build_page(body=f'{BODY}<p {attribute}="{"aB :;" * size}">x</p>'), 2_000
    )


@pytest.mark.parametrize(
    "shape", ["<!-- saved from url=(", "<div>", "<div class='author'>", "<table><td>"]
)
def test_the_time_grows_linearly_with_what_is_never_closed(shape: str) -> None:
    check_growth(lambda size: build_page(body=BODY + shape * size), 250)
    check_growth(lambda size: shape * size + build_page(), 250)
