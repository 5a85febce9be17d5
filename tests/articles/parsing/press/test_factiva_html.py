"""Factiva's HTML: pages saved from its display, with field codes and without."""

import io
from datetime import date

import pytest

from articles.parsing import formats
from articles.parsing.press import factiva_html, press_export
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, Sureness
from articles.vocabulary import Credit, Precision, SourceDate

HEAD = "<html><head><title>Factiva</title><style>.enArticle {}</style></head><body>"
DISPLAY = """\
<div id="article-HARB" class="article"><div class="article enArticle"><p></p>
<div>Shipping</div>
<div id="hd"><span class="enHeadline counted">7) Ferry <b>opens</b>
 again</span></div>
<div class="author">By Ada Writer</div><div>1,052 words</div><div>8 November 2019</div>
<div>04:12 PM</div><div>The Harbour Times</div><div>HARB</div><div>1 National</div><div>B4</div>
<div>English</div><div>Copyright 2019. Harbour Ltd.</div><p></p>
<p class="articleParagraph enarticleParagraph">It <b>rained</b>
 again.</p>
<p class="articleParagraph enarticleParagraph">Then it &amp; the sun shone.</p>
<p>The pier in May.</p><p>Harbour Ltd</p><p>Document HARB000020191108efb8000ab</p></div></div><br>
"""
SUMMARY = """<table class="searchPreview"><tr><td>Search Summary</td></tr><tr><td>Text</td>
<td>ferry</td></tr></table><div id="pageFooter">© 2019 Factiva, Inc.</div></body></html>"""


def build_row(code: str, *texts: str) -> str:
    cells = "".join(f"<p>{text}</p>" for text in texts)
    return f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{cells}</td></tr>'


TABLE = (
    '<div class="article frArticle"><table>'
    + build_row("SE", "Mer")
    + build_row("HD", "Le bac rouvre")
    + build_row("CR", "AFP")
    + build_row("WC", "12 mots")
    + build_row("PD", "29 décembre 2011")
    + build_row("ET", "15:32")
    + build_row("SN", "Le Port")
    + build_row("SC", "PORT")
    + build_row("ED", "Soir")
    + build_row("PG", "4")
    + build_row("VOL", "Vol. 2")
    + build_row("LA", "Français")
    + build_row("CY", "(c) Le Port 2011")
    + build_row("LP", "Il pleut.")
    + build_row("TD", "Encore.", "Toujours.")
    + build_row("NS", "gtrans : Transport | npag : Page-one | grain : Rain")
    + build_row("AN", "Document PORT000020111229e7ct0001r")
    + "</table></div>"
)


def parse_content(content: str) -> list[object]:
    return list(press_export.parse(io.BytesIO(content.encode())))


def parse_one(content: str) -> Record:
    (record,) = parse_content(content)
    assert isinstance(record, Record)
    return record


def test_each_article_of_the_display_is_a_record_with_all_its_fields() -> None:
    first, second = parse_content(HEAD + DISPLAY + DISPLAY.replace("again", "twice") + SUMMARY)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first == Record(
        headline="Ferry opens again",
        body="<p>It rained again.</p>\n<p>Then it &amp; the sun shone.</p>",
        original=first.original,
        media_type="text/html",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="en",
        source="The Harbour Times",
        source_date=SourceDate(date(2019, 11, 8), None, Precision.DAY, "8 November 2019 04:12 PM"),
        source_detail="Shipping; 1 National; p. B4",
        origin_id="HARB000020191108efb8000ab",
        byline="By Ada Writer",
        credits=(Credit("Ada Writer"),),
    )
    assert (second.headline, second.position) == ("Ferry opens twice", "document 2")


def test_field_codes_are_read() -> None:
    first, _ = parse_content(HEAD + TABLE + "<br>" + TABLE)
    assert isinstance(first, Record)
    assert first == Record(
        headline="Le bac rouvre",
        body="<p>Il pleut.</p>\n<p>Encore.</p>\n<p>Toujours.</p>",
        original=first.original,
        media_type="text/html",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language="fr",
        source="Le Port",
        source_date=SourceDate(date(2011, 12, 29), None, Precision.DAY, "29 décembre 2011 15:32"),
        source_detail="Mer; Soir; p. 4; Vol. 2",
        origin_id="PORT000020111229e7ct0001r",
        byline="AFP",
        credits=(Credit("AFP", is_organisation=True),),
        tags=("Transport", "Rain"),
    )


@pytest.mark.parametrize(
    ("page", "remarks"),
    [
        (DISPLAY, ()),
        (DISPLAY.replace("The pier", "The old pier " * 8), (Remark("captions_left_out", 1),)),
        (
            TABLE.replace("</table>", build_row("ART", "The pier.")),
            (Remark("captions_left_out", 1),),
        ),
    ],
)
def test_captions_are_left_out_with_a_remark(page: str, remarks: tuple[Remark, ...]) -> None:
    record = parse_one(HEAD + page)
    assert ("pier" in record.body, record.remarks) == (False, remarks)


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("968 Wörter", "2 April 2017"),
        ("1.968 palabras", "2 de abril de 2017"),
        ("968 parole", "2 aprile 2017"),
        ("968 palavras", "2 de abril de 2017"),
        ("968 слов", "2 апреля 2017"),
        ("968 字", "2017 年 4 月 2 日"),
        ("968 語", "2017年4月2日"),
    ],
)
def test_the_interface_has_many_languages(words: str, printed: str) -> None:
    page = DISPLAY.replace("1,052 words", words).replace("8 November 2019", printed)
    record = parse_one(HEAD + page.replace("<div>04:12 PM</div>", ""))
    assert (record.source, record.source_date) == (
        "The Harbour Times",
        SourceDate(date(2017, 4, 2), None, Precision.DAY, printed),
    )


def test_a_head_without_its_usual_lines_leaves_the_fields_empty() -> None:
    record = parse_one(HEAD + DISPLAY.replace("1,052 words", "Words"))
    assert (record.headline, record.source, record.source_date) == (
        *("Ferry opens again", "", SourceDate()),
    )
    assert record.readings == {
        "language": Reading(Sureness.GUESS),
        "source_date": Reading(Sureness.MISSING),
    }


@pytest.mark.parametrize(
    ("cut", "language", "detail"),
    [
        ("<div>English</div>", "en", "Shipping; 1 National; p. B4"),
        ("<div>Copyright 2019. Harbour Ltd.</div>", "en", "Shipping; 1 National; p. B4"),
        ("<div>HARB</div>", "en", "Shipping; 1 National; p. B4"),
    ],
)
def test_a_line_of_the_head_may_be_missing(cut: str, language: str, detail: str) -> None:
    record = parse_one(HEAD + DISPLAY.replace(cut, ""))
    assert (record.source, record.language, record.source_detail) == (
        *("The Harbour Times", language, detail),
    )


def test_a_date_that_is_none_keeps_its_text() -> None:
    record = parse_one(HEAD + TABLE.replace("29 décembre 2011", "Hiver"))
    assert record.source_date == SourceDate(text="Hiver")


def test_a_language_that_is_not_named_is_guessed() -> None:
    page = DISPLAY.replace("<div>English</div>", "").replace(
        "It <b>rained</b>", "The ferry of the harbour, and it was on time, for it is of the"
    )
    record = parse_one(HEAD + page)
    assert (record.language, record.readings) == ("en", {"language": Reading(Sureness.GUESS)})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<table><tr><td>Headlines</td></tr></table>", "factiva.no_article"),
        ('<div class="article enArticle"><p>Rain</p></div>', "factiva.no_headline"),
        ('<div class="article enArticle"><b class="enHeadline">Rain</b></div>', "factiva.no_text"),
    ],
)
def test_a_page_without_an_article_is_rejected_with_the_remedy(content: str, code: str) -> None:
    page = HEAD + content
    (reject,) = list(formats.read_stream(io.BytesIO(page.encode())))
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.record) == (Problem(code), page)


@pytest.mark.parametrize(
    ("head", "is_factiva"),
    [
        ("<html><title>Factiva</title>", True),
        ("<html><title>\nDow Jones Factiva\n</title>", True),
        ("<html><title>Factiva - Search</title>", True),
        ('<html><div id="x" class="article deArticle">', True),
        ("<html><title>Factiva launches a tool</title>", False),
        ('<html><div class="article">', False),
    ],
)
def test_its_pages_are_recognised(head: str, *, is_factiva: bool) -> None:
    assert factiva_html.sniff(head) == is_factiva
