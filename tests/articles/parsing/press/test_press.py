"""Exports of any of the press databases: told apart, read again, and hostile ones."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parsing import press
from articles.parsing.charsets import decode_head
from articles.parsing.press import printed
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)
from tests.timing import growth

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


def told(content: str | bytes, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    written = content.encode() if isinstance(content, str) else content
    return list(press.parse(io.BytesIO(written), charset=charset))


@pytest.mark.parametrize("name", EXPORTS)
def test_each_database_is_told_by_its_marks(name: str) -> None:
    assert press.sniff(EXPORTS[name])
    found = [(each.headline, each.body) for each in told(EXPORTS[name]) if isinstance(each, Record)]
    assert found == [("Ferry", "<p>Rain.</p>")] * 2


@pytest.mark.parametrize(
    "content",
    ["", "Ferry", "It is 1 of 2 DOCUMENTS here.", "<html><p>It is 1 of 2 DOCUMENTS.</p>", "<rss/>"],
)
def test_anything_else_is_no_export(content: str) -> None:
    assert not press.sniff(content)
    (found,) = told(content)
    assert isinstance(found, Reject)
    assert found.reason.startswith("It is no export that is known here")
    assert found.record == content


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1254"])
@pytest.mark.parametrize("head", ["Ferry", "Şile"])
def test_a_record_is_read_again_from_its_original(name: str, charset: str, head: str) -> None:
    content = EXPORTS[name].replace("Ferry", head)
    if name == "factiva" and charset == "cp1254":
        content = f'<?xml version="1.0" encoding="{charset}"?>{content}'
    for found in told(content.encode(charset), charset="cp1254"):
        assert isinstance(found, Record)
        again = told(found.original, charset=found.charset)
        assert again == [replace(found, position="document 1")]
        assert press.sniff(decode_head(found.original))


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("Politique, jeudi 5 octobre 2013, p. 03", "2013-10-05", "Politique, p. 03"),
        ("December 19, 1991, Sunday, Late Edition", "1991-12-19", "Late Edition"),
        ("May 2019", "2019-05-01", ""),
        ("Late Edition", "None", "Late Edition"),
        ("", "None", ""),
        ("," * 50 + "May 2019", "None", "," * 50 + "May 2019"),
    ],
)
def test_a_date_is_found_between_commas(text: str, first: str, rest: str) -> None:
    found, others = printed.dated(text)
    assert (str(found.first), others) == (first, rest)


@pytest.mark.parametrize(
    ("terms", "plain"),
    [
        (["Ferries", " Rain \n", "ferries"], ("ferries", "Rain")),
        (["A/B", "50%", "x", "C21", "x" * 60], ("C21",)),
        ([f"term {at}" for at in range(21)], ()),
    ],
)
def test_only_plain_index_terms_become_tags(terms: list[str], plain: tuple[str, ...]) -> None:
    assert printed.terms(terms) == plain


@pytest.mark.parametrize(
    ("name", "tag"),
    [("ENGLISH", "en"), ("Français", "fr"), ("Türkçe", "tr"), ("Klingon", ""), ("", "")],
)
def test_a_language_is_known_by_its_names(name: str, tag: str) -> None:
    assert printed.language(name) == tag


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


@settings(max_examples=300)
@given(st.binary(max_size=100) | LIKE_EXPORTS, st.sampled_from(["", "windows-1254"]))
def test_any_bytes_are_records_and_rejects_with_a_reason(content: bytes, charset: str) -> None:
    for found in told(content, charset=charset):
        if isinstance(found, Record):
            assert (bool(found.headline), bool(found.body), bool(found.original)) == (True,) * 3
            (again,) = told(found.original, charset=found.charset)
            assert isinstance(again, Record)
            assert again.compute_text_digest() == found.compute_text_digest()
        elif isinstance(found, Reject):
            assert found.reason.endswith(".")


@pytest.mark.parametrize(
    "shape",
    [
        *("1 of 2 DOCUMENTS\n", "Line\n\n", "LOAD-DATE: x\n\n", "1,", " ", "          x\n\n"),
        *("<p>x", "<br>", "a<br>", "<!--", '<a name="doc_id', "<p>1 of 2 DOCUMENTS</p>"),
        *('<span class="DocPublicationName">x</span>', "<strong>Subject: </strong>x; "),
    ],
)
@pytest.mark.parametrize("begun", EXPORTS)
def test_the_time_grows_linearly(begun: str, shape: str) -> None:
    assert growth(lambda size: told(EXPORTS[begun] + shape * size), 250) < 24
