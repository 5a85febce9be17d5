"""PDFs: paragraphs of lines, heads and feet of pages, those without text, those that attack."""

import io

import pypdf
import pytest

from articles.parsing import formats
from articles.parsing.documents import pdf
from articles.parsing.documents.document import (
    DAMAGED,
    OVER_LIMITS,
    PROTECTED,
    TEXT_LIMIT,
    TOO_LONG,
    Document,
    DocumentError,
)
from articles.parsing.documents.pdf_lines import Line, build_html
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from tests.articles.parsing.documents.samples import PdfLine, build_pdf
from tests.timing import measure_growth

SCAN = Problem("document.scan")


def read(content: bytes) -> Document:
    (document,) = pdf.read(io.BytesIO(content))
    return document


def test_a_page_becomes_headings_and_paragraphs() -> None:
    lines: list[PdfLine] = [
        (72, 760, 18, "Ferry opens"),
        (72, 740, 18, "at last"),
        (72, 710, 14, "A second try"),
        (72, 680, 11, "It rained on the pier, and the ferry was de-"),
        (72, 666, 11, "layed by an hour, the harbour board said"),
        (72, 652, 11, "in the town & on Thursday night."),
    ]
    content = build_pdf([lines], properties="/Title (Ferry opens) /Author (Ada Writer)")
    text = (
        "It rained on the pier, and the ferry was delayed by an hour, the harbour board said in "
        "the town &amp; on Thursday night."
    )
    assert read(content) == Document(
        html=f"<h1>Ferry opens at last</h1>\n<h2>A second try</h2>\n<p>{text}</p>",
        title="Ferry opens",
        author="Ada Writer",
        language="en",
    )


IMAGE = "/Type /XObject /Subtype /Image /Width {} /Height 200"


@pytest.mark.parametrize(
    ("resources", "has_pictures"),
    [
        ("", False),
        (f"/XObject << /I << {IMAGE.format(300)} >> >>", True),
        (f"/XObject << /I << {IMAGE.format(30)} >> >>", False),
        ("/XObject << /I 1 0 R /J 99 0 R /K 7 >>", False),
        ("/XObject 7", False),
    ],
)
def test_pictures_are_said_to_be_there(resources: str, *, has_pictures: bool) -> None:
    content = build_pdf([[(72, 700, 11, "It rained.")]], resources=resources)
    assert read(content).has_pictures == has_pictures


def test_a_pdf_of_europresse_with_several_articles_is_not_read_as_one() -> None:
    pages: list[list[PdfLine]] = [
        [(72, 760, 18, "Le bac revient"), (72, 740, 11, text), (72, 80, 11, number)]
        for text, number in [
            ("Il pleut.", "news·20191108·PO·12x30x0001"),
            ("Il neige.", "news·20191109·PO·12x30x0002"),
        ]
    ]
    with pytest.raises(DocumentError, match=r"press\.several_articles"):
        read(build_pdf(pages))
    assert "Il pleut." in read(build_pdf(pages[:1])).html


FULL = "It rained on the pier and in the town, and the"


def build_lines(*lines: tuple[float, float, str]) -> list[Line]:
    return [Line(text, x, y, 11) for x, y, text in lines]


@pytest.mark.parametrize(
    ("lines", "html"),
    [
        # A gap, an indentation, a short line that ends a sentence.
        (((72, 700, FULL), (72, 686, FULL), (72, 660, "So")), f"<p>{FULL} {FULL}</p>\n<p>So</p>"),
        (((72, 700, FULL), (90, 686, FULL)), f"<p>{FULL}</p>\n<p>{FULL}</p>"),
        (((90, 700, FULL), (72, 686, FULL)), f"<p>{FULL} {FULL}</p>"),
        (
            ((72, 700, FULL), (72, 686, "sea."), (72, 672, FULL)),
            f"<p>{FULL} sea.</p>\n<p>{FULL}</p>",
        ),
        # A column or a page that goes on, and one that does not.
        (((72, 100, FULL), (320, 700, "sea.")), f"<p>{FULL} sea.</p>"),
        (((72, 100, f"{FULL} sea."), (320, 700, FULL)), f"<p>{FULL} sea.</p>\n<p>{FULL}</p>"),
        (((72, 100, f"{FULL} sea."), (320, 700, "so")), f"<p>{FULL} sea. so</p>"),
        # Words that are divided, and hyphens that are not.
        (((72, 700, "the fer-"), (72, 686, "ry")), "<p>the ferry</p>"),
        (((72, 700, "the fer\u00ad"), (72, 686, "ry")), "<p>the ferry</p>"),
        (((72, 700, "the Bay-"), (72, 686, "Herald")), "<p>the Bay- Herald</p>"),
        (((72, 700, "from 7-"), (72, 686, "to")), "<p>from 7- to</p>"),
    ],
)
def test_lines_are_joined(lines: tuple[tuple[float, float, str], ...], html: str) -> None:
    assert build_html([build_lines(*lines)]) == html


def build_page(number: int, *, foot: str = "{}") -> list[Line]:
    word = ["fog", "ice", "sun", "sea"][number - 1]
    lines = [(72.0, 700.0 - 14 * each, f"{FULL} {word} x") for each in range(6)]
    head = (72.0, 800.0, f"Gazette, {number} November")
    return build_lines(head, *lines, (300.0, 40.0, foot.format(number)))


@pytest.mark.parametrize("foot", ["{}", "- {} -", "Page {} of 9", "Sayfa {}/9", "© Gazette"])
def test_heads_and_feet_of_pages_are_left_out(foot: str) -> None:
    html = build_html([build_page(number, foot=foot) for number in range(1, 5)])
    assert ("Gazette" in html, "Page" in html, "9" in html) == (False, False, False)
    assert html.count(" x") == 24


def test_parts_of_a_line_are_joined_with_the_spaces_between_them() -> None:
    shown = "It) Tj ( ) Tj (rained) Tj ( and) Tj (so on."
    assert read(build_pdf([[(72, 700, 11, shown)]])).html == "<p>It rained andso on.</p>"


def test_ligatures_become_letters() -> None:
    font = (
        "/Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [65 /fi /ffl] >>"
    )
    content = build_pdf([[(72, 700, 11, "A rst, baB e")]])
    replaced = content.replace(b"/Encoding /WinAnsiEncoding", font.encode())
    assert read(replaced).html == "<p>fi rst, baffl e</p>"


def test_heads_of_single_pages_stay() -> None:
    assert "Gazette, 1 November" in build_html([build_page(1)])


def test_what_repeats_stays_where_there_is_nothing_else() -> None:
    pages = [build_lines((72, 700, "Gazette"))] * 2
    assert build_html(pages) == "<p>Gazette Gazette</p>"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.4\n", DAMAGED),
        (build_pdf([]), SCAN),
        (build_pdf([[]]), SCAN),
        (build_pdf([[(72, 700, 11, "...---...")]]), SCAN),
        (build_pdf([[(72, 700, 11, "a" * (TEXT_LIMIT // 2 + 1))]] * 2), TOO_LONG),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, problem: Problem) -> None:
    with pytest.raises(DocumentError) as error:
        read(content)
    assert error.value.problem == problem


def encrypt(password: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(build_pdf([[(72, 700, 11, "It rained.")]])))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_document_with_a_password_is_refused() -> None:
    with pytest.raises(DocumentError) as error:
        read(encrypt("secret"))
    assert error.value.problem == PROTECTED


def test_a_document_that_anybody_may_read_is_read() -> None:
    assert read(encrypt("")).html == "<p>It rained.</p>"


# Documents that attack.


def build_looping() -> bytes:
    """Return a document whose table of objects leads back to itself."""
    content = build_pdf([[(72, 700, 11, "It rained.")]])
    start = content.rindex(b"xref\n0")
    return content.replace(b"/Info 4 0 R", b"/Prev %d" % start)


LOOPING_PAGES = build_pdf([[]]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
NESTED = build_pdf([[]], properties="/Title " + "[" * 50_000)


@pytest.mark.parametrize("content", [build_looping(), LOOPING_PAGES, NESTED])
def test_a_document_that_attacks_is_one_reject_or_is_read(content: bytes) -> None:
    (result,) = formats.read_stream(io.BytesIO(content))
    body = result.body if isinstance(result, Record) else ""
    problem = result.reason.code if isinstance(result, Reject) else ""
    assert body == "<p>It rained.</p>" or problem in {DAMAGED.code, OVER_LIMITS.code, SCAN.code}


def test_the_time_of_many_pages_grows_linearly() -> None:
    page: list[PdfLine] = [(72, 700, 11, "It rained."), (72, 686, 11, "So")]
    assert measure_growth(lambda size: read(build_pdf([page] * size)), 20) < 24


def test_the_time_of_many_lines_grows_linearly() -> None:
    def parse(size: int) -> None:
        read(build_pdf([[(72, 700, 11, "It rained.")] * size]))

    assert measure_growth(parse, 200) < 24
