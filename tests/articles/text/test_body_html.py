"""Body HTML is sanitised, made from text and read as text."""

from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.text import body_html
from tests.timing import measure_growth

TAGS = (
    "p br h2 blockquote ul ol li hr a b em strong sub button table td object div svg math style "
    "script template select form nobr title textarea span"
).split()
HIDING = [
    *("<p hidden>", "<div style='display:none'>", "<b style=visibility:hidden>"),
    *('<span style="font-size:0">', "<li style='font-size:9pt;visibility:visible'>", "<br hidden>"),
]
HTML = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
    | st.sampled_from(
        ["text", " ", "\n", "\n\n", "\n hidden ", "&", "&lt;", "<", ">", "\u00a0", "<!--", "-->"]
    )
    | st.sampled_from(HIDING)
    | st.sampled_from(['<a href="https://example.org/" title="<p>">', "<a href=x>", "<p class=x>"])
    | st.text(max_size=5),
    max_size=14,
).map("".join)


@pytest.mark.parametrize(
    ("body", "clean"),
    [
        ("<p>One</p>\n<h2>Two</h2>", "<p>One</p>\n<h2>Two</h2>"),
        ("  <p>One</p>\n", "<p>One</p>"),
        ("<p>a <strong>b</strong> <em>c</em><br>d</p>",) * 2,
        ('<ol start="3"><li>a</li></ol>',) * 2,
        ('<p style="color:red" class="x" id="y">a</p>', "<p>a</p>"),
        ("<p>a <span>b</span></p>", "<p>a b</p>"),
        (
            '<p><a href="https://example.org/" hreflang="tr" target="_blank">a</a></p>',
            '<p><a href="https://example.org/" hreflang="tr" rel="noopener nofollow">a</a></p>',
        ),
        (
            '<p><a href="mailto:a@example.org">a</a></p>',
            '<p><a href="mailto:a@example.org" rel="noopener nofollow">a</a></p>',
        ),
        ("<p>a < b & c</p>", "<p>a &lt; b &amp; c</p>"),
        ('<p lang="tr" title="t">Çay <em lang="az">çayı</em></p>',) * 2,
        ("", ""),
        (" \n ", ""),
    ],
)
def test_sanitise_leaves_elements_that_a_body_may_have(body: str, clean: str) -> None:
    assert body_html.sanitise(body) == clean


@pytest.mark.parametrize(
    ("body", "clean"),
    [
        ("plain", "<p>plain</p>"),
        ("<b>bold</b> text", "<p><b>bold</b> text</p>"),
        ("one\n\ntwo\n \n\nthree", "<p>one</p>\n<p>two</p>\n<p>three</p>"),
        ("<div>one</div>", "<p>one</p>"),
        ("one<br>two", "<p>one<br>two</p>"),
    ],
)
def test_text_without_blocks_becomes_paragraphs(body: str, clean: str) -> None:
    assert body_html.sanitise(body) == clean


ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1) onmouseover='alert(2)'>a</p>",
    "<a href=javascript:alert(1)>a</a>",
    "<a href=' &#106;ava&#x0A;script:alert(1)'>a</a>",
    "<a href='java\tscript:alert(1)'>a</a>",
    "<a href='\x01javascript:alert(1)'>a</a>",
    "<a href=JaVaScRiPt&colon;alert(1)>a</a>",
    "<a href=vbscript:msgbox(1)>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<p style='background:url(javascript:alert(1))'>a</p>",
    "<style>@import 'javascript:alert(1)'; p{}</style>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<base href=javascript:alert(1)//><meta http-equiv=refresh content='0;javascript:alert(1)'>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<p title='<script>alert(1)</script>'>a</p>",
    "<a title='\"><img src=x onerror=alert(1)>'>a</a>",
    "<details open ontoggle=alert(1)>a</details>",
    "<video><source onerror=alert(1)></video>",
    "<p/onclick=alert(1)>a",
    "<button formaction=javascript:alert(1)>a</button>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
]


class Elements(HTMLParser):
    """Collects the names of elements, of their attributes and of the schemes of their links."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(f"{tag}[{name}]" for name, _ in attrs)}
        self.names |= {
            f"{urlsplit(value or '').scheme}:" for name, value in attrs if name == "href"
        }


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_survives_sanitising(attack: str) -> None:
    harmless = {"p", "p[title]", "br", "a", "a[href]", "a[rel]", "a[title]", "https:"}
    assert Elements(body_html.sanitise(attack)).names - harmless == set()


@pytest.mark.parametrize(
    "attack", ["<script>alert(1)</script>", "<style>p{}</style>", "<!-- alert(1) -->"]
)
def test_scripts_styles_and_comments_leave_no_text(attack: str) -> None:
    assert body_html.sanitise(attack) == ""


@given(HTML)
def test_sanitised_html_has_known_elements_only(body: str) -> None:
    known = {*TAGS, "a[href]", "a[title]", "a[rel]", "https:", ":"} - {
        *("button", "table", "td", "object", "div", "svg", "math", "style", "script", "template"),
        *("select", "form", "nobr", "title", "textarea", "span"),
    }
    assert Elements(body_html.sanitise(body)).names - known == set()


@given(HTML)
@example("<p><b><button><p>x</p></button></b></p>")
@example("<a href=x><object><a href=y>z</a></object></a>")
def test_sanitise_leaves_clean_html_unchanged(body: str) -> None:
    clean = body_html.sanitise(body)
    assert body_html.sanitise(clean) == clean


@pytest.mark.parametrize(
    ("link", "clean"),
    [
        ("https://user:pass@a.example/@b", "https://a.example/@b"),
        ("//user@a.example/", "//a.example/"),
        (" https:user:p&amp;q@a.example", "https:a.example"),
        ("mailto:desk@a.example", "mailto:desk@a.example"),
        ("https://a.example/@b", "https://a.example/@b"),
    ],
)
@pytest.mark.parametrize("attributes", ["", ' title="a > b" lang="en"'])
def test_links_lose_user_names_and_passwords(attributes: str, link: str, clean: str) -> None:
    body = body_html.sanitise(f'<p>a@b <a{attributes} href="{link}">https://u:p@c/</a></p>')
    assert body_html.extract_links(body) == [(clean, "https://u:p@c/")]
    assert body_html.sanitise(body) == body


def test_an_ftp_address_is_no_link() -> None:
    body = body_html.sanitise('<p><a href="ftp://a.example/">Here</a></p>')
    assert body_html.extract_links(body) == [("", "Here")]


def test_paragraphs_become_escaped_html() -> None:
    assert body_html.from_paragraphs(["a < b & c", '"d"']) == '<p>a &lt; b &amp; c</p>\n<p>"d"</p>'


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("one\r\n\r\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("an <em>apple</em>", "<p>an <em>apple</em></p>"),
        ("<h2>One</h2>\n<p>two</p>", "<h2>One</h2>\n<p>two</p>"),
        ("<p onclick=x>one", "<p>one</p>"),
        ("", ""),
    ],
)
def test_editor_input_becomes_clean_html(typed: str, body: str) -> None:
    assert body_html.from_editor_input(typed) == body


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("<p>one</p>\n\ntwo\n\n<b>three</b>", "<p>one</p>\n<p>two</p>\n<p><b>three</b></p>"),
        ("one\n\n<ul><li>a</li></ul>\n\ntwo", "<p>one</p>\n<ul><li>a</li></ul>\n<p>two</p>"),
        ("<blockquote><p>a</p>\n\nb</blockquote>", "<blockquote><p>a</p>\n<p>b</p></blockquote>"),
        ("<blockquote>\n\n<p>a</p>\n\nb", "<blockquote>\n<p>a</p>\n<p>b</p></blockquote>"),
        ("<p>one\n\ntwo</p>", "<p>one\ntwo</p>"),
        ("<p>one\n\ntwo\n\nthree</p>", "<p>one\ntwo\nthree</p>"),
        ("<hr>\n\none", "<hr>\n<p>one</p>"),
    ],
)
def test_plain_text_below_html_becomes_paragraphs(typed: str, body: str) -> None:
    assert body_html.from_editor_input(typed) == body


@given(HTML)
def test_clean_editor_input_is_not_changed_by_sanitising(typed: str) -> None:
    body = body_html.from_editor_input(typed)
    assert body_html.sanitise(body) == body


@pytest.mark.parametrize(
    ("body", "other"),
    [
        ("<p>a</p>\n<p>b</p>", "<p>a</p><p>b</p>"),
        ("<ul>\n <li>a </li>\n</ul>", "<ul><li>a</li></ul>"),
        ("<p>a\nb</p>", "<p>a b</p>"),
        ("<p>a<br>\nb</p>", "<p>a<br>b</p>"),
        ("<p>a\nb</p>\n<pre>a\n b</pre>", "<p>a b</p><pre>a\n b</pre>"),
        ("", " \n"),
    ],
)
def test_bodies_that_differ_in_white_space_are_equivalent(body: str, other: str) -> None:
    assert body_html.is_equivalent(body, other)


@pytest.mark.parametrize(
    ("body", "other"),
    [
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>a <b>b</b></p>", "<p>a<b>b</b></p>"),
        ("<p>a&nbsp;b</p>".replace("&nbsp;", "\u00a0"), "<p>a b</p>"),
        ("<p>a</p><p>b</p>", "<p>a</p>"),
        ("<p>a</p>", "<h2>a</h2>"),
        ("<pre>a\n b</pre>", "<pre>a\nb</pre>"),
    ],
)
def test_bodies_that_differ_in_anything_else_are_not_equivalent(body: str, other: str) -> None:
    assert not body_html.is_equivalent(body, other)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One <b>two</b></p><p>three</p>", "One two\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("a<br>b<hr>c", "a\nb\nc"),
        ("<h2>Head</h2>\n\n  <P CLASS=x>text</P>", "Head\ntext"),
        ("<p>a &lt; b &amp; c &amp;amp; d</p>", "a < b & c &amp; d"),
        ("<p>a&nbsp;b</p>", "a\u00a0b"),
        ("<p>a\0b &#1;c</p>", "ab \x01c"),
        ("", ""),
    ],
)
def test_text_has_a_line_for_each_block(body: str, text: str) -> None:
    assert body_html.to_text(body) == text


@pytest.mark.parametrize(
    ("body", "links"),
    [
        (
            '<p>Go <a title="a > href=" href="/a?b&amp;c">t<b>he</b>re</a> or <a>here</a>.</p>',
            [("/a?b&c", "there"), ("", "here")],
        ),
        ("<p><a href>x &amp; y</a></p>", [("", "x & y")]),
        ('<p title="<a href=x>">text</p>', []),
        ('<a href="/a">open', [("/a", "open")]),
        ("", []),
    ],
)
def test_links_are_extracted_with_their_text(body: str, links: list[tuple[str, str]]) -> None:
    assert body_html.extract_links(body) == links


def compare_with_other(body: str) -> bool:
    return body_html.is_equivalent(body, body + "x")


@pytest.mark.parametrize(
    "work", [body_html.sanitise, body_html.from_editor_input, compare_with_other, body_html.to_text]
)
@pytest.mark.parametrize(
    "shape", ["<p ", "<br", "<p>a</p>\n", "a\n\n", "\n \n", "&lt;", "a < ", " "]
)
def test_the_time_of_long_html_grows_linearly(work: Callable[[str], str], shape: str) -> None:
    assert measure_growth(lambda size: work(shape * size), 5_000) < 24
