"""Rich Text documents: characters as programs write them, blocks, links, notes."""

import io
from contextlib import suppress

import pytest

from articles.parsing.documents import rtf
from articles.parsing.documents.document import OVER_LIMITS, TOO_LONG, Document, DocumentError
from tests.timing import measure_growth


def read(text: str | bytes, *, head: str = r"\ansi\ansicpg1252") -> Document:
    """Return the document of these control words and texts, below a head."""
    content = text if isinstance(text, bytes) else text.encode("latin-1")
    (document,) = rtf.read(io.BytesIO(b"{\\rtf1" + head.encode("latin-1") + b" " + content + b"}"))
    return document


FONTS = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset162 Arial Tur;}{\f2\fcharset204 Arial Cyr;}}"


@pytest.mark.parametrize(
    ("text", "head", "html"),
    [
        ("Ferry opens", r"\ansi", "<p>Ferry opens</p>"),
        (r"\'deile", r"\ansi\ansicpg1254", "<p>Şile</p>"),
        (r"\'deile", r"\ansi\ansicpg1252", "<p>Þile</p>"),
        (r"caf\'8e", r"\mac", "<p>café</p>"),
        (r"caf\'82", r"\pc", "<p>café</p>"),
        (r"\'c3\'a9", r"\ansi\ansicpg65001", "<p>é</p>"),
        (r"\'de", r"\ansi\ansicpg99999", "<p>Þ</p>"),
        (r"\u350?ile", r"\ansi", "<p>Şile</p>"),
        (r"\u350\'53ile", r"\ansi", "<p>Şile</p>"),
        (r"\uc2\u350 S,ile", r"\ansi", "<p>Şile</p>"),
        (r"\uc0\u350 ile", r"\ansi", "<p>Şile</p>"),
        (r"{\uc2\u350 S,}\u305?x", r"\ansi", "<p>Şıx</p>"),
        (r"\u350 \~ile", r"\ansi", "<p>Şile</p>"),
        (r"\u-10179?\u-8704?", r"\ansi", "<p>😀</p>"),
        (r"a\u351?b", r"\ansi", "<p>aşb</p>"),
        (r"\u350\bullet ile", r"\ansi", "<p>Şile</p>"),
        (r"\u351{a}", r"\ansi", "<p>şa</p>"),
        (r"\f1 \'feap \f2 \'e4\'e0", r"\ansi\ansicpg1254\deff0" + FONTS, "<p>şap да</p>"),
        # A font of charset 0 is Western only where another one has the document's charset.
        (r"\f0 \'fe", r"\ansi\ansicpg1254" + FONTS, "<p>þ</p>"),
        (r"\f0 \'fe", r"\ansi\ansicpg1254{\fonttbl{\f0\fcharset0 A;}}", "<p>ş</p>"),
        (r"\f0 \'fe", r"\ansi\ansicpg1254{\fonttbl\f0 Times;}", "<p>ş</p>"),
        (r"\f0\fs20\'93\'fa\'96\'7b", r"\ansi{\fonttbl{\f0\fcharset128 M;}}", "<p>日本</p>"),
        (r"\lquote a\rquote\emdash b\~c\_d \{\}\\", r"\ansi", "<p>‘a’—b\xa0c\u2011d {}\\</p>"),
        (r"a\line b\tab c", r"\ansi", "<p>a<br>b\tc</p>"),
        (r"a < b & c", r"\ansi", "<p>a &lt; b &amp; c</p>"),
    ],
)
def test_characters_are_read(text: str, head: str, html: str) -> None:
    assert read(text, head=head).html == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (r"a\par b\par", "<p>a</p>\n<p>b</p>"),
        ("a\\\nb\\\r\nc", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("a\r\nb", "<p>ab</p>"),
        (r"a\par\par  \par b", "<p>a</p>\n<p>b</p>"),
        (r"a {\b bold} {\i\b0 italic} c", "<p>a <strong>bold</strong> <em>italic</em> c</p>"),
        (r"\b a\b0 b\b c\plain d", "<p><strong>a</strong>b<strong>c</strong>d</p>"),
        (r"H{\sub 2}O{\super 1}{\super\nosupersub 3}", "<p>H<sub>2</sub>O<sup>1</sup>3</p>"),
        (r"{\b  }a", "<p>a</p>"),
        (r"a{\v hidden}{\deleted gone}b", "<p>ab</p>"),
        (r"\outlinelevel1 Head\par\pard text", "<h2>Head</h2>\n<p>text</p>"),
        (r"\outlinelevel9 text", "<p>text</p>"),
        (r"{\pntext\'B7\tab}one\par{\listtext\'B7}two\par", "<ul><li>one</li>\n<li>two</li></ul>"),
        (r"{\listtext 1.\tab}one\par{\listtext 2.}two", "<ol><li>one</li>\n<li>two</li></ol>"),
        (
            r"\trowd\intbl A\cell B\par b\cell\row\trowd 1\cell\row\pard x",
            "<table><tr><td>A</td><td>B<br>b</td></tr>\n<tr><td>1</td></tr></table>\n<p>x</p>",
        ),
        (r"\intbl A\cell B\row", "<table><tr><td>A</td><td>B</td></tr></table>"),
        (r"\intbl A\par\pard after", "<table><tr><td>A</td></tr></table>\n<p>after</p>"),
        (r"\trowd\intbl\cell\row", ""),
        (
            r'{\field{\*\fldinst{HYPERLINK "https://a.example/?a=1&b"}}{\fldrslt{\ul the page}}}.',
            '<p><a href="https://a.example/?a=1&amp;b">the page</a>.</p>',
        ),
        (r"{\field{\*\fldinst HYPERLINK \\l here}{\fldrslt x}}", "<p>x</p>"),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 7}}", "<p>7</p>"),
        (r"a{\footnote\pard b}c", "<p>a[1]c</p>\n<p>[1] b</p>"),
        (r"{\header Gazette}{\footerf p. 1}{\*\unknown x}{\info{\company Y}}a", "<p>a</p>"),
        (r"{\header{\b Gazette}\par}a", "<p>a</p>"),
        (r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt boxed\par}}}a", "<p>boxed</p>\n<p>a</p>"),
        (r"a}}}b", "<p>ab</p>"),
        (r"a{{{b", "<p>ab</p>"),
        ("a\\", "<p>a}</p>"),
        (r"a\-b\|c", "<p>abc</p>"),
    ],
)
def test_blocks_and_runs_become_html(text: str, html: str) -> None:
    assert read(text).html == html


@pytest.mark.parametrize(
    "style",
    [
        r"{\s3 heading 2;}",
        r"{\s3 Başlık 2;}".encode("cp1254").decode("latin-1"),
        r"{\s3\outlinelevel1 Own;}",
    ],
)
def test_styles_of_headings_make_headings(style: str) -> None:
    head = r"\ansi\ansicpg1254{\stylesheet{\s0 Normal;}{\*\cs4 Link;}{\ds5 x;}" + style + "}"
    assert read(r"\s3 Head\par\pard\s0 a\par\pard\s9 b", head=head).html == (
        "<h2>Head</h2>\n<p>a</p>\n<p>b</p>"
    )


def test_binary_bytes_are_passed_over() -> None:
    content = b"a{\\pict\\bin5 }}{{\\}b{\\bin-1 }{\\bin c}"
    assert read(content) == Document(html="<p>abc</p>", has_pictures=True)


def test_properties_are_read() -> None:
    document = read(r"{\info{\title \u350?ile}{\author Ada Writer}{\subject x}}a")
    assert (document.title, document.author, document.has_pictures) == ("Şile", "Ada Writer", False)


def test_groups_that_are_nested_too_deep_are_refused() -> None:
    with pytest.raises(DocumentError) as error:
        read("{" * 100_000)
    assert error.value.problem == OVER_LIMITS


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(DocumentError) as error:
        read("a" * 4_000_001)
    assert error.value.problem == TOO_LONG


@pytest.mark.parametrize(
    "shape",
    [
        *("a\\par ", "{a}", "{\\b a}", "\\u350?", "\\'fe", "\\'", "\\", "\\*", "a\n", "\\cell a"),
        *("{\\*\\x ", "{\\footnote a}", "{\\listtext a}", "{\\info{\\title a}}", "\\row a", "-"),
        *("{\\stylesheet{\\s1 a}}", "{\\field{\\*\\fldinst HYPERLINK a}{\\fldrslt b}}", "\\bin0 "),
    ],
)
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: try_to_read(shape * size), 1_500) < 24


def try_to_read(text: str) -> None:
    with suppress(DocumentError):
        read(text)
