"""Hidden elements, and nesting beyond a limit, are removed from HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import body_html, hidden_html
from tests.timing import measure_growth


def remove_hidden(text: str) -> str:
    return hidden_html.remove_hidden(text, depth=5)


HIDES = [
    *("hidden", "HIDDEN", 'hidden=""', "hidden=until-found", "class=x hidden lang=tr"),
    *("style=display:none", 'style="display:none"', "STYLE='DISPLAY : NONE'"),
    *('style="color:red; display:none !important;"', 'style="display:none ! important"'),
    *('style="display&#58;none"', 'style="/* ; */display:none"', "style = display:none"),
    *('style="visibility:hidden"', 'style="visibility: collapse"', 'style="mso-hide:all"'),
    *('style="font-size:0"', 'style="font-size:0px"', 'style="font-size:.0em"'),
    *('style="font-size:0.00%"', 'style="opacity:0"'),
    *('style="max-height:0;overflow:hidden"', 'style="overflow:hidden;height:0px"'),
    *("title='>' hidden", 'title=">" hidden', "title=a/ hidden", "/hidden/", "=a hidden"),
    *("title= hidden=x hidden", "title='a'hidden"),
]
SHOWS = [
    *("title=hidden", 'title="style=display:none"', "style=display:block", "data-hidden"),
    *('style="font-size:10px"', 'style="opacity:0.5"', 'style="overflow:hidden;height:10px"'),
    *('style="max-height:0"', 'style="visibility:visible"', "style", "style=''"),
    *('style="display:block;color:none"', 'style="display:none;display:block"'),
]


@pytest.mark.parametrize("attributes", HIDES)
@pytest.mark.parametrize("name", ["p", "span", "x-y"])
def test_a_hidden_element_is_removed_with_its_content(attributes: str, name: str) -> None:
    hidden = f"<{name} {attributes}>one<br> <b>two</b></{name}>"
    assert remove_hidden(f"<i>a</i>{hidden}<i>b</i>").replace("\n", "") == "<i>a</i><i>b</i>"


@pytest.mark.parametrize("attributes", SHOWS)
def test_an_element_that_only_looks_hidden_stays(attributes: str) -> None:
    text = f"<p {attributes}>one</p><p>style=x</p>"
    assert remove_hidden(text) == text


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("<p hidden>a<p>b", "<p>b"),
        ("<li hidden>a<p>b<li>c", "<li>c"),
        ("<tr><td style=display:none>a<td>b", "<tr><td>b"),
        ("<table><tr hidden><td>a<tr><td>b</table>", "<table><tr><td>b</table>"),
        ("<p hidden>a<b>b</p>c", "c"),
        ("<div hidden><div>a</div>b</div>c", "c"),
        ("<div hidden>a</span></section>b</div>c", "c"),
        ("<div hidden>a", ""),
        ("<div hidden><!-- </div> -->a</div>b", "b"),
        ("<div hidden><style></div></style>a</div>b", "b"),
        ("<div hidden><textarea></div>", ""),
        ("<div hidden><a title='</div>'>a</a></div>b", "b"),
        ("<div hidden></ div>a</div>b", "b"),
        ("<div hidden><![CDATA[</div]]>a</div>b", "b"),
        ("<img hidden><br style=display:none>a", "a"),
        ("<b hidden>a</B>b", "b"),
        ("a < b <span hidden>c</span> 1<2", "a < b  1<2"),
        ("<span hidden>a</span>b<p title='c", "b<p title='c"),
    ],
)
def test_tags_are_parsed_as_browsers_do(text: str, visible: str) -> None:
    assert remove_hidden(text).replace("\n", "") == visible


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("a<div hidden>b</div>c", "a\nc"),
        ("a<span hidden>b</span>c", "ac"),
        ("<p>a</p><p><b hidden>b</b> </p>", "<p>a</p>\n"),
        ("<p><b hidden>b</b> c</p>", "<p> c</p>"),
        ("<ul><li><b hidden>b</b></li></ul><p>c</p>", "\n<p>c</p>"),
        ("<p></p><br hidden>", "<p></p>"),
    ],
)
def test_an_element_with_only_hidden_text_is_removed(text: str, visible: str) -> None:
    assert remove_hidden(text) == visible


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("<div style=font-size:0>a<p style=font-size:9pt>b</p>c</div>", "b"),
        ("<div style=visibility:hidden>a<b style=visibility:visible>b</b><br></div>", "b"),
        ("<div style=display:none>a<b style=display:block>b</b></div>", ""),
        ("<div hidden>a<b style=font-size:9pt>b</b></div>", ""),
    ],
)
def test_visible_text_in_hidden_elements_stays_if_browsers_show_it(text: str, visible: str) -> None:
    assert body_html.to_text(remove_hidden(text)) == visible


def test_elements_nested_too_deep_keep_their_text_and_lose_their_tags() -> None:
    text = "<div>a" * 7 + "<b>b</b>" + "</div>" * 7 + "c"
    flat = remove_hidden(text).replace("\n", " ")
    assert flat == "<div>a" * 5 + " a a<b>b</b>  ".replace("<b>b</b>", "b") + "</div>" * 5 + "c"


@given(st.text(alphabet="<>/!-=\"' abphidenstyl:;0", max_size=60))
def test_any_text_is_accepted(text: str) -> None:
    assert isinstance(hidden_html.remove_hidden(text + "<p hidden>", depth=2), str)


NESTED = [
    *("<ul><li>", "<div>", "<blockquote>", "<b><p>", "<p>x</b>", "<table><tr><td>", "<x-y>"),
    *("<div hidden>", "<p hidden>a<b>", "<b style=font-size:0>x", "<div hidden>a</div>"),
    *("<p style='font-size:0'>a</p>", "</b>", "<span><b></span>", "<style>", "<textarea>"),
    *('<a b="', "<a b='", "<p =", "<!--", "<!", "<![CDATA[", "<!-- -->", "</ ", "style= < "),
    *("<p style='/*'>", "<p style=';'>", "<b hidden></div>"),
]


@pytest.mark.parametrize("start", ["", "<p hidden>"])
@pytest.mark.parametrize("shape", NESTED)
def test_the_time_of_hostile_html_grows_linearly(start: str, shape: str) -> None:
    assert measure_growth(lambda size: body_html.sanitise(start + shape * size), 800) < 24
