"""Exports of any press database: recognised, read again from their originals, and hostile."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.charsets import decode_head
from articles.parsing.press import fields, press_export
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from tests.problems import is_worded
from tests.timing import measure_growth

TEXT = (
    "1 of 2 DOCUMENTS\n\nHarbour Times\n\nMay 4, 2020\n\nFerry\n\nLENGTH: 1 words\n\nRain.\n\n"
    "LANGUAGE: ENGLISH\n"
)
HTML = "".join(f"<p>{line}</p>" for line in TEXT.splitlines() if line)
EXPORTS = {
    "text": TEXT + TEXT,
    "html": f"<html><body>{HTML}{HTML}</body></html>",
    "factiva": (
        "<PPSResponse>"
        + "<article><headline>Ferry</headline><leadParagraph>Rain.</leadParagraph></article>" * 2
        + "</PPSResponse>"
    ),
    "factiva page": (
        '<html><title>Factiva</title><div class="article enArticle"><b class="enHeadline">Ferry</b>'
        '<p class="articleParagraph">Rain.</p></div>'
    )
    * 2,
    "factiva text": (
        "Ferry\n5 words\nMay 4, 2020\nHarbour Times\nEnglish\nRain.\n"
        "Document HARB000020200504eg540001a\n"
    )
    * 2,
    "factiva codes": (
        "HD  Ferry\nPD  May 4, 2020\nSN  Harbour Times\nWC  5 words\nLA  English\nTD  Rain.\n"
        "AN  Document HARB000020200504eg540001a\n"
    )
    * 2,
    "nexis uni": (
        "Ferry\n\nHarbour Times\n\nMay 4, 2020\n\nLength: 1 words\n\nBody\n\nRain.\n\n"
        "Load-Date: May 5, 2020\n\nEnd of Document\n"
    )
    * 2,
    "proquest text": (
        "_" * 20 + "\n\nFerry\n\nFull text: Rain.\n\nPublication title: Harbour Times\n\n"
        "Publication date: May 4, 2020\n\nProQuest document ID: 7\n\n"
    )
    * 2,
    "europresse": (
        '<html><span class="DocPublicationName">Harbour Times</span>'
        '<span class="TitreArticleVisu">Ferry</span><p>Rain.</p>'
    )
    * 2,
    "proquest": (
        "<div><a name='DocID_7'></a><p>Ferry</p><a>ProQuest document link</a>"
        "<p><strong>Full text: </strong><p>Rain.</p></div>"
    )
    * 2,
}


def parse_content(
    content: str | bytes, *, charset: str = ""
) -> list[Record | Reject | SkippedItem]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(press_export.parse(io.BytesIO(encoded), charset=charset))


@pytest.mark.parametrize("name", EXPORTS)
def test_each_database_is_recognised_and_read(name: str) -> None:
    assert press_export.sniff(EXPORTS[name])
    results = [
        (each.headline, each.body)
        for each in parse_content(EXPORTS[name])
        if isinstance(each, Record)
    ]
    assert results == [("Ferry", "<p>Rain.</p>")] * 2


@pytest.mark.parametrize(
    "content",
    ["", "Ferry", "It is 1 of 2 DOCUMENTS here.", "<html><p>It is 1 of 2 DOCUMENTS.</p>", "<rss/>"],
)
def test_anything_else_is_rejected(content: str) -> None:
    assert not press_export.sniff(content)
    (reject,) = parse_content(content)
    assert isinstance(reject, Reject)
    assert reject.reason == Problem("press.no_export")
    assert reject.record == content


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1254"])
@pytest.mark.parametrize("head", ["Ferry", "Şile"])
def test_a_record_is_read_again_from_its_original(name: str, charset: str, head: str) -> None:
    content = EXPORTS[name].replace("Ferry", head)
    if name == "factiva" and charset == "cp1254":
        content = f'<?xml version="1.0" encoding="{charset}"?>{content}'
    for result in parse_content(content.encode(charset), charset="cp1254"):
        assert isinstance(result, Record)
        again = parse_content(result.original, charset=result.charset)
        assert again == [replace(result, position="document 1")]
        assert press_export.sniff(decode_head(result.original))


@pytest.mark.parametrize(
    ("terms", "tags"),
    [
        (["Ferries", " Rain \n", "ferries"], ("ferries", "Rain")),
        (["A/B", "50%", "x", "C21", "x" * 60], ("C21",)),
        (["C++", "C#", "Canal+", "Canal"], ("C++", "C#", "Canal+", "Canal")),
        ([f"term {at}" for at in range(21)], ()),
    ],
)
def test_only_plain_index_terms_become_tags(terms: list[str], tags: tuple[str, ...]) -> None:
    assert fields.choose_tags(terms) == tags


@pytest.mark.parametrize(
    ("name", "tag"),
    [("ENGLISH", "en"), ("Français", "fr"), ("Türkçe", "tr"), ("Klingon", ""), ("", "")],
)
def test_a_language_is_recognised_by_its_names(name: str, tag: str) -> None:
    assert fields.parse_language_name(name) == tag


TOKENS = st.sampled_from(
    [
        *("1 of 2 DOCUMENTS\n", ">1 of 1 DOCUMENT<", "LENGTH: 5 words\n", "LANGUAGE: ENGLISH\n"),
        *("\n", "\n\n", "          Centred\n", "May 4, 2020\n", "CORRECTION:\n", "Text.\n", "ş"),
        *(
            "<html>",
            "<div>",
            "<p>",
            "</p>",
            "<br>",
            "<style>",
            ".c1 {text-align:center",
            "</style>",
        ),
        *('<a name="DOC_ID_1">', "<a name='DocID_1'>", "ProQuest document ID", "<strong>Title: "),
        *("<strong>Full text:</strong>", '<span class="DocPublicationName">', "©", "</span>"),
        *(
            '<span class="TitreArticleVisu">',
            '<span class="DocHeader">',
            "<PPSResponse>",
            "<article>",
        ),
        *('<div class="article enArticle">', '<b class="enHeadline">x</b>', "<td><b>HD</b></td>"),
        *("________________\n", "Full text: x\n", "Title: x\n\n", "ProQuest document ID: 7\n\n"),
        *("<article>", '<div class="docOcurrContainer">', "Note(s) :", "</article>"),
        *("Body\n", "End of Document\n", "Length: 5 words\n", "Load-Date: x\n", "Job Number: 7\n"),
        *("HD  Ferry\n", "PD  May 4, 2020\n", "SN\n", "LA\tEnglish\n", "TD  x\n", "5 words\n"),
        *("English\n", "Document HARB000020200504eg540001a\n", "(c) 2020\n", "_____\n"),
        *('<p class="articleParagraph">', "<p>5 words</p>", "<title>Factiva</title>", "<td>x"),
        *(
            "<headline>x</headline>",
            "<leadParagraph>x</leadParagraph>",
            "</article>",
            "&amp;",
            "\0",
        ),
    ]
)
LIKE_EXPORTS = st.builds(
    str.encode,
    st.lists(TOKENS, max_size=25).map("".join),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be"]),
)


@given(st.binary(max_size=100) | LIKE_EXPORTS, st.sampled_from(["", "windows-1254"]))
def test_any_bytes_are_records_and_rejects_with_a_reason(content: bytes, charset: str) -> None:
    for result in parse_content(content, charset=charset):
        if isinstance(result, Record):
            assert (bool(result.headline), bool(result.body), bool(result.original)) == (True,) * 3
            (again,) = parse_content(result.original, charset=result.charset)
            assert isinstance(again, Record)
            assert again.compute_text_digest() == result.compute_text_digest()
        elif isinstance(result, Reject):
            assert is_worded(result.reason)


@pytest.mark.parametrize(
    "shape",
    [
        *("1 of 2 DOCUMENTS\n", "Line\n\n", "LOAD-DATE: x\n\n", "1,", " ", "          x\n\n"),
        *("<p>x", "<br>", "a<br>", "<!--", '<a name="doc_id', "<p>1 of 2 DOCUMENTS</p>"),
        *('<span class="DocPublicationName">x</span>', "<strong>Subject: </strong>x; "),
        *('<div class="article enArticle">x</div>', "<p>5 words</p><p>May 4, 2020</p>", "<div x "),
        *("________________\n", "Full text: x\n", "Subject: x\n\n", "Title: x\n", "<article>x"),
        *('<p class="docAuthors">x</p>', '<div class="DocText">x'),
        *("Body\n", "End of Document\n", "Length: x\n", "Job Number: 7\nMay 4, 2020\n", "Text\n\n"),
        *("5 words\nMay 4, 2020\n", "HD  x\n", "IN x | y\n", "English\n", "____\n", "HD x "),
    ],
)
@pytest.mark.parametrize("name", EXPORTS)
def test_the_time_grows_linearly(name: str, shape: str) -> None:
    assert measure_growth(lambda size: parse_content(EXPORTS[name] + shape * size), 250) < 24
