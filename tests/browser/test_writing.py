"""An editor writes and pastes, in the browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.admin import help_page
from articles.models import Article
from tests.browser.windows import focus_editor, sign_in
from tests.factories import make_article, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

SAMPLES = Path(__file__).parent.parent / "samples"


def open_article(page: Page, live_server: LiveServer, article: Article) -> None:
    sign_in(page.context, live_server, make_user("Editors"))
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")


def open_editor(page: Page, live_server: LiveServer, article: Article) -> Locator:
    """Sign in, open the article and return its editor."""
    open_article(page, live_server, article)
    editor = page.locator("[contenteditable=true]")
    expect(editor).to_have_role("textbox")
    expect(editor).to_have_accessible_name("Body")
    return editor


def save_body(page: Page, article: Article) -> str:
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    article.refresh_from_db()
    return article.body


def paste(editor: Locator, html: str, text: str = "plain") -> None:
    """Dispatch the event that a browser fires for pasting."""
    focus_editor(editor.page)
    editor.evaluate(
        """(editor, {html, text}) => {
            const clipboardData = new DataTransfer()
            clipboardData.setData("text/html", html)
            clipboardData.setData("text/plain", text)
            const event = {clipboardData, bubbles: true, cancelable: true}
            editor.dispatchEvent(new ClipboardEvent("paste", event))
        }""",
        {"html": html, "text": text},
    )


# What each key of the help page makes of the selected text.
ELEMENTS = {
    "Ctrl+B": "strong",
    "Ctrl+I": "em",
    "Ctrl+Alt+2": "h2",
    "Ctrl+Shift+8": "ul",
    "Ctrl+Shift+7": "ol",
    "Shift+Enter": "p br:not(.ProseMirror-trailingBreak)",
}


def press(page: Page, keys: str) -> None:
    page.keyboard.press(keys.replace("Ctrl", "Control"))
    page.wait_for_timeout(200)  # until the editor has seen that the browser moved the cursor


def test_the_keys_on_the_help_page_do_what_it_says(page: Page, live_server: LiveServer) -> None:
    editor = open_editor(page, live_server, make_article(body="<p>Ferry</p>"))
    focus_editor(page)
    for keys, element in ELEMENTS.items():
        press(page, "Ctrl+A")
        press(page, keys)
        expect(editor.locator(element)).to_have_count(1)
        press(page, "Ctrl+Z")
        expect(editor.locator(element)).to_have_count(0)
    press(page, "Ctrl+Shift+Z")
    expect(editor.locator(element)).to_have_count(1)
    press(page, "Ctrl+A")
    press(page, "Ctrl+K")
    expect(page.get_by_role("dialog")).to_be_visible()
    others = {"Ctrl+K", "Ctrl+Z", "Ctrl+Shift+Z"}
    assert {keys for keys, _meaning in help_page.KEYS} == ELEMENTS.keys() | others


@pytest.mark.both_widths
def test_a_text_typed_by_keyboard_alone_is_stored(page: Page, live_server: LiveServer) -> None:
    article = make_article(body="")
    open_editor(page, live_server, article)
    focus_editor(page)
    page.keyboard.type("## A heading\nText with ")
    page.keyboard.press("Control+b")
    page.keyboard.type("bold")
    page.keyboard.press("Control+b")
    page.keyboard.type(" and ")
    page.keyboard.press("Control+i")
    page.keyboard.type("italic")
    page.keyboard.press("Control+i")
    page.keyboard.type(".\n- one\ntwo\n\n")
    page.keyboard.press("Control+Shift+7")
    page.keyboard.type("first\n\n> quoted")
    assert save_body(page, article) == (
        "<h2>A heading</h2>\n"
        "<p>Text with <strong>bold</strong> and <em>italic</em>.</p>\n"
        "<ul><li>one</li><li>two</li></ul>\n"
        "<ol><li>first</li></ol>\n"
        "<blockquote><p>quoted</p></blockquote>"
    )


def test_a_link_is_made_changed_and_removed_by_keyboard(
    page: Page, live_server: LiveServer
) -> None:
    article = make_article(body="<p>gates</p>")
    editor = open_editor(page, live_server, article)
    for url in ("https://example.org/", "https://example.com/a?b=1"):
        focus_editor(page)
        page.keyboard.press("Control+a")
        expect(page.get_by_role("button", name="Link", exact=True)).to_have_attribute(
            "aria-disabled", "false"
        )
        page.keyboard.press("Control+k")
        page.get_by_label("Address of the link").fill(url)
        page.keyboard.press("Enter")
        link = f'<p><a href="{url}" rel="noopener nofollow">gates</a></p>'
        expect(editor.get_by_role("link")).to_have_attribute("href", url)
        assert save_body(page, article) == link
    focus_editor(page)
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_label("Address of the link").fill("")
    page.keyboard.press("Enter")
    expect(editor.get_by_role("link")).to_have_count(0)
    assert save_body(page, article) == "<p>gates</p>"


def test_a_canceled_link_leaves_the_text(page: Page, live_server: LiveServer) -> None:
    article = make_article(body="<p>gates</p>")
    editor = open_editor(page, live_server, article)
    focus_editor(page)
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_label("Address of the link").fill("https://example.org/")
    page.keyboard.press("Escape")
    expect(editor).to_be_focused()
    assert editor.inner_html() == "<p>gates</p>"


def test_the_toolbar_is_one_tab_stop(page: Page, live_server: LiveServer) -> None:
    editor = open_editor(page, live_server, make_article(body="<p>text</p>"))
    focus_editor(page)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Heading", exact=True)).to_be_focused()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Third-level heading")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Redo")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(editor).to_be_focused()
    assert editor.inner_html() == "<h2>text</h2>"
    heading = page.get_by_role("button", name="Heading", exact=True)
    expect(heading).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+z")
    expect(heading).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Redo").click()
    expect(heading).to_have_attribute("aria-pressed", "true")


BIG_TABLE = (
    "<p>a</p><table><caption>C<br>d</caption>"
    '<thead><tr><th scope="col" colspan="2">e</th></tr></thead>'
    "<tbody><tr><td></td><td>f<ul><li>g</li></ul></td></tr></tbody></table>"
)


@pytest.mark.parametrize(
    "body",
    [
        '<p>One\ntwo</p>\n<ul>\n<li>a</li>\n<li>b<ol start="3"><li>c</li></ol></li>\n</ul>',
        '<p lang="tr">Çay <q>çayı</q> <cite title="t">d</cite> H<sub>2</sub>O<sup>2</sup></p><hr>',
        '<p><a href="/a" hreflang="tr" rel="noopener nofollow">a</a><br>b</p>',
        BIG_TABLE,
        "<p>a</p><pre>b\n\n  c <code>d</code></pre><dl><dt>e</dt><dd>f</dd></dl>",
        "<p>a</p><figure><p>b</p><figcaption>c</figcaption></figure>",
        '<p dir="rtl">d <span lang="fr">e</span> <del>f</del> <ins>g</ins> <s>h</s></p>',
        "",
    ],
)
def test_a_change_that_is_undone_leaves_the_article_as_it_was(
    page: Page, live_server: LiveServer, body: str
) -> None:
    article = make_article(body=body)
    before = article.body
    editor = open_editor(page, live_server, article)
    focus_editor(page)
    page.keyboard.type("x")
    expect(editor).to_contain_text("x")
    page.keyboard.press("Backspace")
    expect(editor).not_to_contain_text("x")
    assert save_body(page, article) == before
    assert article.edited_at is None


def test_lines_are_typed_in_preformatted_text(page: Page, live_server: LiveServer) -> None:
    article = make_article(body="<pre>if a:</pre>")
    open_editor(page, live_server, article)
    focus_editor(page)
    press(page, "Ctrl+End")
    page.keyboard.type("\n  b")
    assert save_body(page, article) == "<pre>if a:\n  b</pre>"


def test_the_text_of_a_cell_is_changed(page: Page, live_server: LiveServer) -> None:
    article = make_article(body="<table><tr><td>a</td><td>b</td></tr></table>")
    editor = open_editor(page, live_server, article)
    editor.get_by_text("b").click()
    press(page, "End")
    page.keyboard.type("c")
    assert save_body(page, article) == (
        "<table><tbody><tr><td>a</td>\n<td>bc</td></tr></tbody></table>"
    )


def test_text_pasted_from_word_keeps_its_structure(page: Page, live_server: LiveServer) -> None:
    article = make_article(body="")
    editor = open_editor(page, live_server, article)
    paste(editor, (SAMPLES / "word.html").read_text())
    assert save_body(page, article).split("\n") == [
        "<h2>Harbour report</h2>",
        (
            "<p>The <strong>new terminal</strong> opened on <em>Thursday</em>, the "
            '<a href="https://www.harbourgazette.example/board" rel="noopener nofollow">'
            "harbour&nbsp;board</a> said.</p>"
        ),
        "<h2>What comes next</h2>",
        "<ul><li>Ticket gates",
        "<ul><li>at the north pier</li></ul></li>",
        "<li>Bicycle racks</li></ul>",
        '<ol start="3"><li>Dredging</li>',
        "<li>Paving</li></ol>",
        "<blockquote><p>“We are three years late.”</p></blockquote>",
        "<table><tbody><tr><td>Ferries</td>",
        "<td>34</td></tr></tbody></table>",
    ]


def test_text_pasted_from_a_page_keeps_its_structure(page: Page, live_server: LiveServer) -> None:
    article = make_article(body="")
    editor = open_editor(page, live_server, article)
    paste(editor, (SAMPLES / "page.html").read_text())
    assert save_body(page, article).split("\n") == [
        "<h2>Ferries return</h2>",
        "<figure><figcaption>The ferry, on Monday.</figcaption></figure>",
        (
            "<p><strong>The ferry</strong> is <em>back</em>, "
            '<a href="https://www.harbourgazette.example/2?a=1&amp;style=2" '
            'rel="noopener nofollow">the port said</a>; share, top.</p>'
        ),
        "<h3>Işıklı iskele</h3>",
        "<ul><li>One",
        "<ul><li>Nested</li></ul></li>",
        "<li>Two</li></ul>",
        '<ol start="4"><li>Four</li>',
        "<li>Five</li></ol>",
        "<blockquote><p>It sails.</p>",
        "<p>At last.</p></blockquote>",
        "<table><tbody><tr><th>Day</th>",
        "<td>Sailings</td></tr>",
        "<tr><td>Monday</td>",
        "<td>12</td></tr></tbody></table>",
        "<h4>Note</h4>",
        "<p>Loose text<br>in two lines</p>",
        "<p>and another paragraph</p>",
    ]


def test_text_pasted_from_a_mail_becomes_paragraphs(page: Page, live_server: LiveServer) -> None:
    article = make_article(body="")
    editor = open_editor(page, live_server, article)
    paste(editor, (SAMPLES / "mail.html").read_text())
    assert save_body(page, article).split("\n") == [
        "<p>Dear all,</p>",
        "<p>the port board met on <strong>Monday</strong>.<br>It decided two things:</p>",
        "<p>- the gates stay<br>- the fares <em>fall</em></p>",
        "<p>Regards</p>",
        "<p>Ada Writer</p>",
        "<blockquote><p>When will it open?</p></blockquote>",
    ]


CLEANED = {
    "word": "<p>word</p>",
    "<b style='font-weight:normal'><p>a</p><p>b</p></b>": "<p>a</p><p>b</p>",
    "<pre>one\n  two\n\nthree<br>four</pre>": "<pre>one\n  two\n\nthree\nfour</pre>",
    "<p style='white-space:pre'>a <del>5</del> <ins>4</ins> <s>b</s> <code>c</code> <kbd>d</kbd>": (
        "<p>a <del>5</del> <ins>4</ins> <s>b</s> <code>c</code> <code>d</code></p>"
    ),
    "<table><caption>C<p>d</caption><tr><td><td rowspan=2>a<th scope=col>b<tr><td> <tr><td>c": (
        '<table><caption>C<br>d</caption><tbody><tr><td><p></p></td><td rowspan="2"><p>a</p></td>'
        '<th scope="col"><p>b</p></th></tr><tr><td><p>c</p></td></tr></tbody></table>'
    ),
    "<table><tr><td>a<tr><td>b</table>": "<p>a</p><p>b</p>",
    "<dl>x<div><dt>a<div>b</div><dd>c</div></dl>": (
        "<dl><dd><p>x</p></dd><dt>a<br>b</dt><dd><p>c</p></dd></dl>"
    ),
    "<figure><img><figcaption>a</figcaption></figure><figcaption>b</figcaption>": (
        "<figure><figcaption>a</figcaption></figure><p>b</p>"
    ),
    "<ul>loose<li>a</li><p>b</p></ul>": "<ul><li><p>loose</p></li><li><p>a</p><p>b</p></li></ul>",
    "<ul><li><h3>a</h3></li><li hidden>b</li></ul>": "<ul><li><p>a</p></li></ul>",
    "<li>a</li>": "<ul><li><p>a</p></li></ul>",
    "<h2><div>a<br><br>b</div></h2>": "<h2>a<br>b</h2>",
    "<h2><b>a</b></h2><hr><p>b": "<h2>a</h2><hr><p>b</p>",
    "<style>p:nope(, .x{display:none}</style><p class=x>a": "<p>a</p>",
    "<style>@import 'x'; .x{display:none}</style><p>a<p class=x>b": "<p>a</p>",
    "<p style='mso-list:l0 level2 lfo1'>a": "<ul><li><p>a</p></li></ul>",
    "<p style='mso-list:l0 level1 lfo1'>a<p style='mso-list:l1 level1 lfo1'>b": (
        "<ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul>"
    ),
    "<script>alert(1)</script><p onclick=x() style=color:red>a": "<p>a</p>",
}


def read_html(editor: Locator) -> str:
    """Return the HTML of the text without the elements that the editor adds for itself."""
    html = editor.evaluate(
        """editor => {
            const copy = editor.cloneNode(true)
            copy.querySelectorAll(".ProseMirror-trailingBreak").forEach(each => each.remove())
            copy.querySelector("hr")?.removeAttribute("contenteditable")
            return copy.innerHTML
        }"""
    )
    return str(html)


def test_pasted_html_is_cleaned(page: Page, live_server: LiveServer) -> None:
    editor = open_editor(page, live_server, make_article(body=""))
    results, blanks = {}, set()
    for pasted in CLEANED:
        paste(editor, pasted)
        results[pasted] = read_html(editor)
        page.keyboard.press("Control+a")
        page.keyboard.press("Backspace")
        blanks.add(read_html(editor))
    assert (results, blanks) == (CLEANED, {"<p></p>"})


def test_text_copied_in_the_editor_is_pasted_inline(page: Page, live_server: LiveServer) -> None:
    editor = open_editor(page, live_server, make_article(body="<p>ab</p>"))
    paste(editor, '<p data-pm-slice="1 1 []">x</p>')
    expect(editor).to_have_text("xab")
    assert editor.inner_html() == "<p>xab</p>"


def find_rule_ids(page: Page) -> list[str]:
    # Preloading style sheets, axe would add inline styles, which violate the policy.
    violations = Axe().run(page, ".prose-editor", {"preload": False}).response["violations"]
    return [each["id"] for each in violations]


@pytest.mark.both_widths
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_the_editor_is_accessible(page: Page, live_server: LiveServer, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    body = '<h2>A</h2><p>b <a href="/c">c</a></p><ul><li>d</li></ul><blockquote>e</blockquote>'
    open_editor(page, live_server, make_article(body=body))
    focus_editor(page)
    page.keyboard.press("Control+a")
    expect(page.get_by_role("button", name="Link", exact=True)).to_have_attribute(
        "aria-disabled", "false"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert find_rule_ids(page) == []
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Address of the link")).to_be_focused()
    assert find_rule_ids(page) == []


def test_the_label_focuses_the_editor(page: Page, live_server: LiveServer) -> None:
    editor = open_editor(page, live_server, make_article(body="<p>a</p>", language="tr"))
    page.locator("label[for=id_body]").click()
    expect(editor).to_be_focused()
    expect(editor).to_have_attribute("lang", "tr")
    page.get_by_label("Language:").select_option("en")
    expect(editor).to_have_attribute("lang", "en")


def test_without_javascript_the_text_box_works(chromium: Browser, live_server: LiveServer) -> None:
    article = make_article(body="<p>One.</p>")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    open_article(page, live_server, article)
    box = page.get_by_label("Body")
    expect(box).to_have_value("<p>One.</p>")
    box.fill("<p>One.</p>\n\nTwo.\n\nThree <b>x</b>.")
    body = save_body(page, article)
    context.close()
    assert body == "<p>One.</p>\n<p>Two.</p>\n<p>Three <b>x</b>.</p>"
