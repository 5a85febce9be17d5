"""OpenDocument texts: what is kept of their text, their properties, and documents that attack."""

import io

import pytest

from articles.parsing.documents import odt
from articles.parsing.documents.document import (
    DAMAGED,
    PROTECTED,
    TEXT_LIMIT,
    TOO_LONG,
    Document,
    DocumentError,
)
from articles.parsing.problems import Problem
from tests.articles.parsing.documents.samples import build_odt, build_package
from tests.timing import measure_growth


def read(content: bytes) -> Document:
    (document,) = odt.read(io.BytesIO(content))
    return document


STYLES = (
    '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="I"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="S"><style:text-properties style:text-position="super 58%"/>'
    '</style:style><style:style style:name="s"><style:text-properties '
    'style:text-position="sub 58%"/></style:style><style:style style:name="P"/>'
)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<text:p>Ferry &lt;</text:p><text:p/><text:p>a</text:p>", "<p>Ferry &lt;</p>\n<p>a</p>"),
        ('<text:h text:outline-level="2">Ferry</text:h>', "<h2>Ferry</h2>"),
        ("<text:h>Ferry</text:h>", "<h1>Ferry</h1>"),
        (
            (
                '<text:p>a<text:span text:style-name="B">b<text:span text:style-name="I">c'
                '</text:span></text:span><text:span text:style-name="P">d</text:span></text:p>'
            ),
            "<p>a<strong>b</strong><strong><em>c</em></strong>d</p>",
        ),
        (
            (
                '<text:p>H<text:span text:style-name="s">2</text:span>O'
                '<text:span text:style-name="S">3</text:span></text:p>'
            ),
            "<p>H<sub>2</sub>O<sup>3</sup></p>",
        ),
        (
            '<text:p>a<text:s/>b<text:s text:c="99999"/>c<text:tab/>d<text:line-break/>e</text:p>',
            f"<p>a b{' ' * 100}c\td<br>e</p>",
        ),
        (
            '<text:p><text:a xlink:href="https://a.example/">link</text:a></text:p>',
            '<p><a href="https://a.example/">link</a></p>',
        ),
        (
            '<text:p><text:a xlink:href="#a">link</text:a><text:a>b</text:a></text:p>',
            "<p>linkb</p>",
        ),
        (
            (
                "<text:list><text:list-item><text:p>a</text:p></text:list-item><text:list-item>"
                "<text:p>b</text:p></text:list-item></text:list>"
            ),
            "<ul><li>a</li>\n<li>b</li></ul>",
        ),
        (
            (
                "<table:table><table:table-header-rows><table:table-row><table:table-cell>"
                "<text:p>a</text:p><text:p>b</text:p></table:table-cell><table:covered-table-cell/>"
                "</table:table-row></table:table-header-rows></table:table>"
            ),
            "<table><tr><td>a<br>b</td><td></td></tr></table>",
        ),
        (
            (
                "<table:table><table:table-row><table:table-cell><table:table><table:table-row>"
                "<table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>"
                "</table:table-cell></table:table-row></table:table>"
            ),
            "<table><tr><td>a</td></tr></table>",
        ),
        (
            (
                "<text:p>a<text:note><text:note-citation>7</text:note-citation><text:note-body>"
                "<text:p>b</text:p></text:note-body></text:note>c</text:p>"
            ),
            "<p>a[1]c</p>\n<p>[1] b</p>",
        ),
        (
            (
                "<text:section><text:tracked-changes><text:p>x</text:p></text:tracked-changes>"
                "<text:p>a<office:annotation><text:p>x</text:p></office:annotation></text:p>"
                "</text:section><!-- x -->"
            ),
            "<p>a</p>",
        ),
        (
            (
                "<text:p><draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>a"
                "</text:p>"
            ),
            "<p>boxed</p>\n<p>a</p>",
        ),
        (
            "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
            "</table:table-row></table:table>" * 2,
            "<table><tr><td>a</td></tr></table>\n<table><tr><td>a</td></tr></table>",
        ),
        ("", ""),
    ],
)
def test_the_text_becomes_html(body: str, html: str) -> None:
    assert read(build_odt(body, styles=STYLES)) == Document(html=html)


def test_pictures_and_properties_are_named() -> None:
    meta = (
        "<office:meta><dc:title>Ferry</dc:title><dc:creator>Last Saver</dc:creator>"
        "<meta:initial-creator>Ada Writer</meta:initial-creator><dc:language>tr</dc:language>"
        "</office:meta>"
    )
    frames = (
        "<draw:frame><draw:image/></draw:frame><draw:frame><draw:text-box/></draw:frame>"
        '<draw:frame><draw:image xlink:href="Pictures/1.png"/><svg:desc xmlns:svg="urn:oasis:names'
        ':tc:opendocument:xmlns:svg-compatible:1.0">A ferry</svg:desc></draw:frame>'
    )
    assert read(build_odt(f"<text:p>a{frames}</text:p>", meta=meta)) == Document(
        html="<p>a</p>",
        title="Ferry",
        author="Ada Writer",
        language="tr",
        has_pictures=True,
        pictures=[{"url": "Pictures/1.png", "alt": "A ferry"}],
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", DAMAGED),
        (build_package({"mimetype": "x"}), DAMAGED),
        (build_package({"content.xml": "<a>"}), DAMAGED),
        (build_package({"content.xml": "<a/>"}), DAMAGED),
        (build_odt("", manifest="<encryption-data/>"), PROTECTED),
        (build_odt("<text:p>" * 300 + "</text:p>" * 300), DAMAGED),
        (build_odt(f"<text:p>{'a' * (TEXT_LIMIT // 2 + 1)}</text:p>" * 2), TOO_LONG),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, problem: Problem) -> None:
    with pytest.raises(DocumentError) as error:
        read(content)
    assert error.value.problem == problem


@pytest.mark.parametrize(
    "shape",
    [
        *("<text:p>a</text:p>", "<text:h>a</text:h>", "<text:p/>", "<a/>"),
        "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>",
        "<table:table><table:table-row><table:table-cell/></table:table-row></table:table>",
        "<text:p><text:note><text:p>a</text:p></text:note></text:p>",
    ],
)
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: read(build_odt(shape * size)), 500) < 24


def test_the_time_of_a_long_table_grows_linearly() -> None:
    row = (
        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
    )
    assert (
        measure_growth(
            lambda size: read(build_odt(f"<table:table>{row * size}</table:table>")), 300
        )
        < 24
    )
