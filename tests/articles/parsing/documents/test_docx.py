"""Word documents: what is kept of their text, their properties, and documents that attack."""

import io
import zipfile

import pytest

from articles.parsing.documents import docx
from articles.parsing.documents.bounded import read_bounded
from articles.parsing.documents.document import DAMAGED, OVER_LIMITS, Document, DocumentError
from articles.parsing.problems import Problem
from tests.articles.parsing.documents.samples import (
    TYPES,
    WORD,
    build_bomb,
    build_docx,
    build_package,
    build_paragraph,
    build_relations,
)
from tests.timing import measure_growth


def read(content: bytes) -> Document:
    (document,) = docx.read(io.BytesIO(content))
    return document


FOOTNOTES = (
    f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="1">{build_paragraph("A note.")}'
    "</w:footnote></w:footnotes>"
)
STYLES = (
    f'<w:styles xmlns:w="{WORD}">'
    '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="Title"/></w:style></w:styles>'
)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            build_paragraph("Ferry &lt;&amp;") + build_paragraph("a"),
            "<p>Ferry &lt;&amp;</p>\n<p>a</p>",
        ),
        (build_paragraph("Ferry", style="b"), "<h1>Ferry</h1>"),
        (build_paragraph("Ferry", style="a"), "<h2>Ferry</h2>"),
        (
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r><w:r><w:br/><w:t>a</w:t></w:r></w:p>",
            "<p><strong>bold</strong><br>a</p>",
        ),
        (
            (
                f"<w:tbl><w:tr><w:tc>{build_paragraph('a')}</w:tc><w:tc>{build_paragraph('b')}</w:tc>"
                "</w:tr></w:tbl>"
            ),
            "<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>",
        ),
        (
            '<w:p><w:hyperlink r:id="hyperlink"><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>',
            '<p><a href="https://a.example/">link</a></p>',
        ),
        (
            '<w:p><w:hyperlink w:anchor="here"><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>',
            "<p>link</p>",
        ),
        (
            '<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id="1"/></w:r></w:p>',
            '<p>a<sup>[1]</sup></p>\n<ol><li id="footnote-1"><p>A note. </p></li></ol>',
        ),
        (
            f"<w:p><w:del><w:r><w:delText>a</w:delText></w:r></w:del></w:p>{build_paragraph('b')}",
            "<p>b</p>",
        ),
        ("", ""),
    ],
)
def test_the_text_becomes_html(body: str, html: str) -> None:
    content = build_docx(
        body,
        parts={"word/footnotes.xml": FOOTNOTES, "word/styles.xml": STYLES},
        footnotes="footnotes.xml",
        styles="styles.xml",
        hyperlink="https://a.example/",
    )
    assert read(content) == Document(html=html)


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PICTURE = (
    f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing">'
    f'<wp:docPr id="1" name="x" descr="A ferry"/><a:graphic xmlns:a="{DRAWING}/main">'
    f'<a:graphicData><pic:pic xmlns:pic="{DRAWING}/picture"><pic:blipFill>'
    '<a:blip r:embed="image"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r></w:p>"
)
OLD_PICTURE = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata r:id="image" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" o:title="A ferry"/></v:shape></w:pict></w:r>'
    "</w:p>"
)


@pytest.mark.parametrize("picture", [PICTURE, OLD_PICTURE])
def test_pictures_and_properties_are_named(picture: str) -> None:
    core = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Ferry</dc:title>'
        "<dc:creator>Ada Writer</dc:creator><dc:language>tr-TR</dc:language></c:coreProperties>"
    )
    content = build_docx(
        picture + build_paragraph("a"),
        parts={"docProps/core.xml": core, "word/a.png": "1"},
        image="a.png",
    )
    assert read(content) == Document(
        html="<p>a</p>",
        title="Ferry",
        author="Ada Writer",
        language="tr-TR",
        has_pictures=True,
        pictures=[{"url": "a.png", "alt": "A ferry"}],
    )


def test_a_drawing_without_a_picture_has_no_name() -> None:
    drawing = f'<w:p><w:r><w:drawing><wp:anchor xmlns:wp="{DRAWING}"/></w:drawing></w:r></w:p>'
    content = build_docx(PICTURE + drawing, parts={"word/a.png": "1"}, image="a.png")
    assert read(content).pictures == [{"url": "a.png", "alt": "A ferry"}]


def test_pictures_whose_names_cannot_be_read_are_said_to_be_there() -> None:
    deep = build_docx("<w:x>" * 260 + "</w:x>" * 260 + PICTURE, image="a.png")
    parts = zipfile.ZipFile(io.BytesIO(build_docx(PICTURE, image="a.png")))
    moved = build_package(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": build_relations(officeDocument="text.xml"),
            "text.xml": parts.read("word/document.xml"),
            "_rels/text.xml.rels": parts.read("word/_rels/document.xml.rels"),
        }
    )
    for content in (deep, moved):
        assert (read(content).has_pictures, read(content).pictures) == (True, [])


# Documents that attack.


def read_bounded_problem(content: bytes) -> Problem:
    with pytest.raises(DocumentError) as error:
        list(read_bounded("docx", io.BytesIO(content)))
    return error.value.problem


def build_parts(document: str) -> bytes:
    return build_package({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + f']><w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body>'
    "</w:document>"
)


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (b"PK\3\4", [DAMAGED]),
        (build_package({"[Content_Types].xml": "", "word/a": ""}), [DAMAGED]),
        (build_parts("<w:document"), [DAMAGED]),
        (build_parts(LAUGHS), [DAMAGED, OVER_LIMITS]),
        (build_docx("<w:sdt><w:sdtContent>" * 5_000), [DAMAGED, OVER_LIMITS]),
        (
            build_docx("<w:tbl><w:tr><w:tc>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000),
            [DAMAGED, OVER_LIMITS],
        ),
    ],
)
def test_a_document_that_attacks_is_one_reject(content: bytes, problems: list[Problem]) -> None:
    assert read_bounded_problem(content) in problems


def test_a_package_is_refused_for_its_size_or_number_of_parts() -> None:
    many = build_package({str(number): "" for number in range(10_001)})
    bomb = build_bomb("[Content_Types].xml", "word/document.xml")
    assert [read_bounded_problem(each) for each in (many, bomb)] == [OVER_LIMITS, OVER_LIMITS]


@pytest.mark.parametrize(
    "shape",
    [
        build_paragraph("a"),
        "<w:p/>",
        "<w:p><w:r><w:tab/></w:r></w:p>",
        f"<w:tbl><w:tr><w:tc>{build_paragraph('a')}</w:tc></w:tr></w:tbl>",
        '<w:p><w:hyperlink w:anchor="a"><w:r><w:t>a</w:t></w:r></w:hyperlink></w:p>',
    ],
)
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: read(build_docx(shape * size)), 50) < 24


def test_the_time_of_a_long_paragraph_grows_linearly() -> None:
    run = "<w:r><w:t>a</w:t></w:r>"
    assert measure_growth(lambda size: read(build_docx(f"<w:p>{run * size}</w:p>")), 100) < 24
