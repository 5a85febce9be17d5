"""The content of a WordPress post as HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.wordpress import post_html
from articles.text import body_html
from tests.timing import measure_growth


def convert(content: str) -> str:
    return post_html.convert_content(content).body


def build_link(url: str) -> str:
    return f'<p><a href="{url}">{url}</a></p>'


# Paragraphs.


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ""),
        ("&nbsp;\n\n \n", ""),
        ("One.", "<p>One.</p>"),
        ("One.\n\nTwo.\n \nThree.", "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>"),
        ("One\ntwo.", "<p>One<br>\ntwo.</p>"),
        ("One<br />\ntwo.", "<p>One<br>\ntwo.</p>"),
        ("<strong>One\n\ntwo</strong>", "<p><strong>One</p>\n<p>two</strong></p>"),
        ("<p>One\n\ntwo\nthree</p>", "<p>One</p>\n<p>two<br>\nthree</p>"),
        ("<p>One<p>Two", "<p>One</p><p>Two"),
        ("One</p>", "<p>One</p>"),
        ("<p>&nbsp;</p><p>One</p>", "<p>One</p>"),
        ("One\n<h2>Two</h2>\nThree", "<p>One</p>\n<h2>Two</h2>\n<p>Three</p>"),
        ("<h1 id='x'>One</h1><H5>Two</H5>", "<h1 id='x'>One</h1><H5>Two</h5>"),
        ("<h2>One\n\ntwo</h2>", "<h2>One<br>\ntwo</h2>"),
        (
            "<blockquote>One\n\nTwo</blockquote>",
            "<blockquote>\n<p>One</p>\n<p>Two</p>\n</blockquote>",
        ),
        ("<ul>\n<li>One\n<li>Two</li>\n</ul>", "<ul>\n<li>One</li><li>Two</li>\n</ul>"),
        ("<ul><li>One<ul><li>Two</li></ul></li></ul>",) * 2,
        ("<table><tr><td>One<td>Two</table>", "<table><tr><td>One</td><td>Two</td></tr></table>"),
        ("<ol start='3'><li><p>One</ol>", "<ol start='3'><li><p>One</p></li></ol>"),
        ("One<hr/>Two", "<p>One</p>\n<hr/>\n<p>Two</p>"),
        ("<div>One</div><div>Two</div>", "<p>One</p>\n<p>Two</p>"),
        ("<p>One<div>Two</div></p>", "<p>One</p>\n<p>Two</p>"),
        ("<div><p>One</div>Two", "<p>One</p>\n<p>Two</p>"),
        ("<span>\n<p>One</p></span>", "<span>\n<p>One</p></span>"),
        ("<em>One</em>\n\n<b></b>", "<p><em>One</em></p>\n<b></b>"),
        ('<a\nhref="x">One</a>', '<p><a href="x">One</a></p>'),
        ("<pre> One\n  two\n\nthree</pre>", "<pre> One&#10;  two&#10;&#10;three</pre>"),
        ("<dl><dt>One<dd>two</dl>", "<dl><dt>One</dt><dd>two</dd></dl>"),
        ("One<!--more-->Two<!-- nextpage -->Three", "<p>One</p>\n<p>Two</p>\n<p>Three</p>"),
        ("One <!-- x\n\ny --> two", "<p>One  two</p>"),
        ("One<script>\n\nif (a) {}</script><style>p", "<p>One</p>"),
        ("</li>One", "<p>One</p>"),
    ],
)
def test_paragraphs_are_made_as_wordpress_makes_them(content: str, expected: str) -> None:
    assert convert(content) == expected


def test_tables_keep_their_rows_and_cells() -> None:
    table = (
        "<table>\n<tr>\n<th>Port</th>\n<th>Ferries</th>\n</tr>\n<tr><td>Old\ntown</td></tr></table>"
    )
    assert convert(f"One\n{table}\nTwo") == (
        "<p>One</p>\n<table>\n<tr>\n<th>Port</th>\n<th>Ferries</th>\n</tr>\n"
        "<tr><td>Old<br>\ntown</td></tr></table>\n<p>Two</p>"
    )


# Blocks.


def test_blocks_keep_their_html_and_lose_their_comments() -> None:
    content = (
        '<!-- wp:paragraph {"fontSize":"large"} -->\n<p class="big">One\ntwo</p>\n'
        '<!-- /wp:paragraph -->\n\n<!-- wp:spacer {"height":"9px"} /-->\n\n'
        "<!-- wp:heading --><h2>Three</h2><!-- /wp:heading -->"
    )
    assert convert(content) == '<p class="big">One\ntwo</p>\n<h2>Three</h2>'


def test_line_ends_between_blocks_are_breaks() -> None:
    content = "One\ntwo\n\n<!-- wp:group --><div>Three\nfour</div><!-- /wp:group -->\nFive\nsix"
    assert convert(content) == "<p>One<br>\ntwo</p>\n<p>Three\nfour</p>\n<p>Five<br>\nsix</p>"


def test_a_second_end_of_a_block_is_ignored() -> None:
    assert convert("<!-- /wp:group -->One\ntwo") == "<p>One<br>\ntwo</p>"


def test_the_url_in_an_embed_block_becomes_a_link() -> None:
    content = (
        '<!-- wp:embed {"url":"https://a.example/v?x=1\\u0026y=2"} --><figure><div class="w">\n'
        "https://a.example/v?x=1&amp;y=2\n</div></figure><!-- /wp:embed -->"
    )
    link = build_link("https://a.example/v?x=1&amp;y=2")
    assert convert(content) == f"<figure>\n{link}\n</figure>"


# Pictures, which the HTML gate removes and names.


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="a.jpg" alt="a > b">',
        "<a href='a.jpg'><img src='a.jpg'/></a>",
        '<figure><a href="a.jpg"> <img src="a.jpg" /> </a></figure>',
    ],
)
def test_pictures_are_between_paragraphs(picture: str) -> None:
    body = convert(f"One\n\n{picture}\n\nTwo")
    assert "<img" in body
    assert body_html.sanitise(body) == "<p>One</p>\n<p>Two</p>"


@pytest.mark.parametrize(
    "content",
    [
        '[caption id="x" width="9"]<img src="a.jpg"/>A <i>ferry</i>[/caption]',
        "[caption caption='A <i>ferry</i>']<a href='a.jpg'><img src=a.jpg></a>[/caption]",
        "[wp_caption]A <i>ferry</i>[/wp_caption]",
        "<figure><img src='a.jpg'><figcaption class='x'>A <i>ferry</i></figcaption></figure>",
    ],
)
def test_captions_are_those_of_figures(content: str) -> None:
    body = body_html.sanitise(convert(f"One\n\n{content}\n\nTwo"))
    figure = "<figure><figcaption>A <i>ferry</i></figcaption></figure>"
    assert body == f"<p>One</p>\n{figure}\n<p>Two</p>"


def test_a_picture_is_outside_of_its_caption() -> None:
    assert convert("[caption]<img src='a.jpg'> Quay[/caption]") == (
        "<figure><img src='a.jpg'>\n<figcaption>Quay</figcaption></figure>"
    )


def test_an_empty_caption_has_no_text() -> None:
    assert body_html.sanitise(convert("[caption]<img src='a.jpg'>[/caption]")) == ""


# Shortcodes.


@pytest.mark.parametrize(
    "content",
    [
        "It [1] rained [sic] and […] on [the] [3, p. 5] a[i] [A. B.]",
        "[well-known] [VIDEO] [n=5]",
        "[video: a ferry] [audio description] [gallery hall, first floor]",
        '[Crossing <a href="https://a.example/">by ferry</a>!]',
        '[She came with <a href="https://a.example/">the ferry</a>]',
        *("[Ankara, x = 'a']", "[[sic]]", "[/sic]", "[ gallery ]", "[where x=5]", "[]", "[", "]]"),
        *("a [b c", "[caption", "[Ç]", "[a b]"),
    ],
)
def test_text_in_brackets_is_not_changed(content: str) -> None:
    assert post_html.convert_content(content) == post_html.ConvertedContent(
        f"<p>{content}</p>", has_removed_shortcodes=False
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[gallery]", ""),
        ("[gallery columns=3]", ""),
        ("[audio:https://a.example/a.mp3]", ""),
        ("[vimeo 12345]", ""),
        ('[contact-form-7 404 "Not found"]', ""),
        ('One [gallery ids="1,2"] two', "<p>One  two</p>"),
        ("[video src=https://a.example/v.mp4][/video]", ""),
        ('[audio mp3="https://a.example/a.mp3"]One[/audio]', "<p>One</p>"),
        ("[quote]One[/quote]", "<p>One</p>"),
        ("[half]One[/half][half]Two[/half]", "<p>One</p>\n<p>Two</p>"),
        ('[button href="x"]One[/button]', "<p>One</p>"),
        ("[button href=“x”]One", "<p>One</p>"),
        ("[my_form] One [/my_form]", "<p>One</p>"),
        ("[embed]no address[/embed]", "<p>no address</p>"),
        ("[caption]One", "<p>One</p>"),
    ],
)
def test_the_text_that_a_shortcode_encloses_remains(content: str, expected: str) -> None:
    assert convert(content) == expected


@pytest.mark.parametrize(
    ("content", "has_removed_shortcodes"),
    [
        ("[gallery]", True),
        ("[caption]One[/caption]", False),
        ("One", False),
        ('<!-- wp:block {"ref":7} /-->', True),
    ],
)
def test_removed_shortcodes_are_reported(content: str, *, has_removed_shortcodes: bool) -> None:
    assert post_html.convert_content(content).has_removed_shortcodes is has_removed_shortcodes


@pytest.mark.parametrize(
    "content",
    [
        "[embed]https://a.example/v[/embed]",
        '[embed width="9"] https://a.example/v [/embed]',
        "[youtube=https://a.example/v]",
        "[youtube https://a.example/v]",
        '[soundcloud url="https://a.example/v"]',
        "  https://a.example/v ",
    ],
)
def test_embedded_urls_become_links(content: str) -> None:
    assert (
        convert(f"One\n{content}\nTwo")
        == f"<p>One</p>\n{build_link('https://a.example/v')}\n<p>Two</p>"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[[gallery]]", "[gallery]"),
        ('[[x a="1"]]', '[x a="1"]'),
        ("[[quote]One[/quote]]", "[quote]One[/quote]"),
        ("[[caption]One[/caption]]", "[caption]One[/caption]"),
    ],
)
def test_an_escaped_shortcode_is_text(content: str, expected: str) -> None:
    assert convert(content) == f"<p>{expected}</p>"


# Any content.

TOKENS = st.sampled_from(
    [
        *(
            "One",
            " ",
            "\n",
            "\n\n",
            "<p>",
            "</p>",
            "<li>",
            "</li>",
            "<ul>",
            "</ul>",
            "<h1>",
            "</h1>",
        ),
        *(
            "<div>",
            "</div>",
            "<hr>",
            "<b>",
            "</b>",
            "<!-- wp:x -->",
            "<!-- /wp:x -->",
            "<!--more-->",
        ),
        *("<!--", "-->", "<img src='", "'>", "[x]", "[/x]", "[caption]", "[/caption]", "[[", "]]"),
        *("<script>", "</script>", "<pre>", "</pre>", "[embed]", "[/embed]", "https://a.example/"),
        *(
            "<blockquote>",
            "</blockquote>",
            "<table><tr><td>",
            "</td><td>",
            "<a href=x>",
            "</a>",
            "<",
        ),
    ]
)


@given(st.lists(TOKENS, max_size=30).map("".join) | st.text())
def test_any_content_becomes_html_that_can_be_sanitised(content: str) -> None:
    assert isinstance(body_html.sanitise(convert(content)), str)


@given(st.lists(st.sampled_from(["one", "two", "<b>", "</b>", "<p>", "</p>", "<li>", "<div>"])))
def test_no_word_of_text_is_lost_or_joined_with_another(tokens: list[str]) -> None:
    words = [token for token in tokens if token.isalpha()]
    remaining = re.findall(
        "one|two", body_html.to_text(body_html.sanitise(convert(" ".join(tokens))))
    )
    assert remaining == words


@pytest.mark.parametrize(
    "shape",
    [
        *(
            "[caption]",
            "[a",
            "[[",
            "[a=",
            "[x]",
            "[/x]",
            '[x a="',
            "[embed]",
            "[caption] [/caption]",
        ),
        *("<!--", "<!-- wp:x", "<!-- wp:x -->", "<!--more", "<script>", "<pre>", "<img ", '<img "'),
        *(
            "<img '\"",
            "<a ",
            "<a>",
            "<li>",
            "</li>",
            "<ul><li>",
            "<p>",
            "</p>",
            "</td>",
            "<td ",
            " ",
        ),
        *(
            "\n",
            "\n ",
            "<",
            "<p",
            "&nbsp;",
            "<p><em>",
            "https://",
            "\nhttps://a",
            "<br>",
            "<br",
            "a\n",
        ),
        *("[embed][caption]", "<p>&nbsp;", "<figcaption", "<b>\n\n", "<style ", "\n\t"),
    ],
)
def test_the_time_grows_with_the_length(shape: str) -> None:
    assert measure_growth(lambda size: post_html.convert_content(shape * size), 2_000) < 24


@pytest.mark.parametrize("shape", ["[video {} x]", "[x {}=]", "[caption {}]", "[x a='{}']"])
@pytest.mark.parametrize("filler", ["1", " ", "a", ":", "a='"])
def test_the_time_of_one_shortcode_grows_with_its_length(shape: str, filler: str) -> None:
    assert (
        measure_growth(lambda size: post_html.convert_content(shape.format(filler * size)), 4_000)
        < 24
    )
