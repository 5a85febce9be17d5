"""HTML is reduced to what is visible of it, in the elements that a body may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import visible_html
from articles.text.body_html import sanitise, to_text
from tests.timing import measure_growth

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
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("p", "<p><i>a</i></p>\n<p><i>b</i></p>"),
        ("span", "<p><i>a</i><i>b</i></p>"),
        ("x-y", "<p><i>a</i><i>b</i></p>"),
    ],
)
def test_a_hidden_element_is_removed_with_its_content(
    name: str, body: str, attributes: str
) -> None:
    hidden = f"<{name} {attributes}>one<br> <b>two</b></{name}>"
    assert sanitise(f"<i>a</i>{hidden}<i>b</i>") == body


@pytest.mark.parametrize("attributes", SHOWS)
def test_an_element_that_only_looks_hidden_stays(attributes: str) -> None:
    assert to_text(sanitise(f"<p {attributes}>one</p><p>style=x</p>")) == "one\nstyle=x"


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("<p hidden>a<p>b", "<p>b</p>"),
        ("<li hidden>a<p>b<li>c", "<li>c</li>"),
        ("<tr><td style=display:none>a<td>b", "<p>b</p>"),
        ("<table><tr hidden><td>a<tr><td>b</table>", "<p>b</p>"),
        ("<p hidden>a<b>b</p>c", "<p>c</p>"),
        ("<p hidden>a<figure>b", "<figure><p>b</p></figure>"),
        ("<div hidden><div>a</div>b</div>c", "<p>c</p>"),
        ("<div hidden>a</span></section>b</div>c", "<p>c</p>"),
        ("<div hidden>a", ""),
        ("<div hidden><!-- </div> -->a</div>b", "<p>b</p>"),
        ("<div hidden><style></div></style>a</div>b", "<p>b</p>"),
        ("<div hidden><textarea></div>", ""),
        ("<div hidden><a title='</div>'>a</a></div>b", "<p>b</p>"),
        ("<div hidden></ div>a</div>b", "<p>b</p>"),
        ("<div hidden><![CDATA[</div]]>a</div>b", "<p>b</p>"),
        ("<img hidden><br style=display:none>a", "<p>a</p>"),
        ("<b hidden>a</B>b", "<p>b</p>"),
        ("a < b <span hidden>c</span> 1<2", "<p>a &lt; b  1&lt;2</p>"),
        ("<span hidden>a</span>b<p title='c", "<p>b</p>"),
        ("<div hidden/>a</div>b", "<p>b</p>"),
        ("<span><a href=/x/>a</a></span>", '<p><a href="/x/" rel="noopener nofollow">a</a></p>'),
        ("<span>a</p/>b", "<p>a</p>\n<p>b</p>"),
        ("<span>a</br>b</P >c", "<p>a<br>b</p>\n<p>c</p>"),
        ("<span>a\0b</span>", "<p>ab</p>"),
        ("<xmp><p>a</p></xmp>", "<p>&lt;p&gt;a&lt;/p&gt;</p>"),
        ("<ul><li>a</li>\n hidden<li>c</ul>", "<ul><li>a</li>\n<li>hidden</li>\n<li>c</li></ul>"),
        ("<h1>a<h2>b</h3>c", "<h2>a</h2>\n<h2>b</h2>\n<h2>c</h2>"),
        ("<blockquote><div>a</blockquote>b", "<blockquote><p>a</p>\n<p>b</p></blockquote>"),
    ],
)
def test_tags_are_parsed_as_browsers_do(text: str, visible: str) -> None:
    assert sanitise(text) == visible


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("a<div hidden>b</div>c", "<p>a</p>\n<p>c</p>"),
        ("<div hidden>a<div>b</div></div>c", "<p>c</p>"),
        ("a<span hidden>b</span>c", "<p>ac</p>"),
        ("<p>a</p><p><b hidden>b</b> </p>", "<p>a</p>"),
        ("<p><b hidden>b</b> c</p>", "<p>c</p>"),
        ("<ul><li><b hidden>b</b></li></ul><p>c</p>", "<p>c</p>"),
        ("<p></p><br hidden>", ""),
    ],
)
def test_an_element_with_only_hidden_text_is_removed(text: str, visible: str) -> None:
    assert sanitise(text) == visible


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
    assert to_text(sanitise(text)) == visible


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<div>a</div><div>b</div>", "<p>a</p>\n<p>b</p>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("<h1>a</h1>b<p>c</p>", "<h2>a</h2>\n<p>b</p>\n<p>c</p>"),
        ("<div>a\n\nb</div>", "<p>a</p>\n<p>b</p>"),
        ("<div>a\n\nb</div><p>c</p>", "<p>a\n\nb</p>\n<p>c</p>"),
        ("<p>a<section>b</section>c</p>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("<select><option>a<option>b</select>c", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        (
            "<ul><li>a<div>b</div> c<li>d</ul>",
            "<ul><li>a\n<p>b</p>\n<p>c</p></li>\n<li>d</li></ul>",
        ),
        ("<blockquote><div>a</div><hr></blockquote>", "<blockquote><p>a</p>\n<hr></blockquote>"),
        ("<ul><p>a</p><li>b</li></ul>", "<ul><li>a</li>\n<li>b</li></ul>"),
        ("<ul><li>a</li><p>b</p></ul>", "<ul><li>a</li>\n<li>b</li></ul>"),
        ("<dl><hr><dt>a</dt></dl>", "<dl><dt>a</dt></dl>"),
        ("<dl><p>a</p><dt>b</dt></dl>", "<dl><dd>a</dd>\n<dt>b</dt></dl>"),
        ("<div>a<hr>b</div>", "<p>a</p>\n<hr>\n<p>b</p>"),
        ('<ol start="3"><li><span>a</span></ol>', '<ol start="3"><li>a</li></ol>'),
    ],
)
def test_the_blocks_of_other_elements_become_paragraphs(text: str, body: str) -> None:
    assert sanitise(text) == body


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<tr><td>5</td><td>4</td></tr><tr><td>3", "<p>5</p>\n<p>4</p>\n<p>3</p>"),
        ("<tr>\n<th>\n a\n</th>\n<td>\n<b>4</b>\n</td><td></td></tr>", "<p>a</p>\n<p><b>4</b></p>"),
        ("<tr><td><p>a</p></td><td><p>b</p></td></tr>", "<p>a</p>\n<p>b</p>"),
        ("<p>a<img>b<input>c<object></object> <b>d</b></p>", "<p>a b c <b>d</b></p>"),
        ("<p><span>a</span> <b>b</b><i> </i>c</p>", "<p>a <b>b</b> c</p>"),
        ("<p>a <img> b</p>", "<p>a b</p>"),
        ("<p>a<button>b</button>c</p>", "<p>a b c</p>"),
        ("<tr><td>a</td>b<td hidden>c</td><td>d</td></tr>", "<p>a</p>\n<p>b</p>\n<p>d</p>"),
        ("<tr><td>a</td><td><img>b</td></tr>", "<p>a</p>\n<p>b</p>"),
        ("<ul><li><span><b>a</b> </span>b</li></ul>", "<ul><li><b>a</b> b</li></ul>"),
        ("<span>a</span>\n\n<span>b</span>", "<p>a</p>\n<p>b</p>"),
    ],
)
def test_words_cells_and_pictures_are_kept_apart(text: str, body: str) -> None:
    assert sanitise(text) == body


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<b>a<div>b</div>c</b>", "<p><b>a</b></p>\n<p><b>b</b></p>\n<p><b>c</b></p>"),
        (
            '<em lang="az">a<div>b</div></em>',
            '<p><em lang="az">a</em></p>\n<p><em lang="az">b</em></p>',
        ),
        (
            "<a href=/x><div>a</div><div>b</div></a>",
            '<p><a href="/x" rel="noopener nofollow">a</a></p>\n<p>b</p>',
        ),
        ("<font>" + "<b>" * 7 + "a", f"<p>{'<b>' * 5}a{'</b>' * 5}</p>"),
    ],
)
def test_emphasis_and_links_are_in_paragraphs(text: str, body: str) -> None:
    assert sanitise(text) == body


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<p>a<svg><title>b</title><text>c</text></svg>d</p>", "<p>ad</p>"),
        ("<p>a<svg class='b'/>c</p>", "<p>ac</p>"),
        ("<svg>a<p>b</p>c", "<p>b</p>\n<p>c</p>"),
        ("<svg><g>a<br>b", "<p>b</p>"),
        ("<math><mi>a</mi></math>b", "<p>b</p>"),
        ("<template><p>a</p></template><noscript><p>b</p></noscript>", "<p>b</p>"),
        ("<p>a<script>b</script><style>c</style></p>", "<p>a</p>"),
    ],
)
def test_drawings_formulas_and_scripts_leave_no_text(text: str, body: str) -> None:
    assert sanitise(text) == body


def test_elements_nested_too_deep_keep_their_text_and_lose_their_tags() -> None:
    text = "<ul><li>a" * 3 + "<b>b</b>" + "</li></ul>" * 3 + "c"
    assert visible_html.reduce_html(text, depth=5).replace("\n", "") == (
        "<ul><li>a<ul><li>a<ul><li>a<b>b</b></li></ul></li></ul></li></ul><p>c</p>"
    )


def test_many_elements_beside_each_other_are_not_nested() -> None:
    text = "<p>a<br>b</p>" * 5
    assert visible_html.reduce_html(text, depth=6) == text


def test_of_html_nested_beyond_all_sense_the_text_stays() -> None:
    assert to_text(sanitise("<div>" * 2_000 + "a<b>b</b> &lt;c" + "</div>")) == "a\nb\n<c"


@given(st.text(alphabet="<>/!-=\"' abphidenstyl:;0", max_size=60))
def test_any_text_is_accepted(text: str) -> None:
    assert isinstance(visible_html.reduce_html(text + "<p hidden>", depth=2), str)


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
    assert measure_growth(lambda size: sanitise(start + shape * size), 800) < 24
