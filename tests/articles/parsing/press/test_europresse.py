"""Europresse's HTML."""

import io
from datetime import date

import pytest

from articles.parsing.press import press_export
from articles.parsing.records import Reading, Record, Reject, Remark, Sureness
from articles.vocabulary import Credit, Precision, SourceDate
from tests.problems import list_codes, say

LOGO = '<table id="tbHeaderImages"><tr><td><img src="http://europresse.example/logo.gif"></td></tr></table>'
HEAD = (
    '<span class="DocPublicationName">{source}</span><br><span class="DocHeader">Politique, </span>'
    '<span class="DocHeader">jeudi </span><span class="DocHeader">4 octobre 2012</span>'
    '<span class="DocHeader">, p. 03</span><br><br>'
)
TITLE = '<span class="TitreArticleVisu">Le <b>bac</b> revient</span><br><br>'
TEXT = (
    "Ada Plume<br><p></p>Il pleut sur le port &amp; la ville.<script>alert(1)</script>"
    "<p></p>Il neige.<p></p>"
)
FOOT = (
    "<b><i>© 2012 Le Port. Tous droits réservés.</i></b><p></p>Numéro de document : news·1·PO·2<br>"
)


def build_article(source: str = "Le Port, no. 59", *, text: str = TEXT, above: str = "") -> str:
    head = HEAD.format(source=source)
    return f"<table><tr><td>{LOGO}{head}{above}{TITLE}{text}{FOOT}</td></tr></table>\n"


def build_export(*articles: str) -> str:
    return f"<html><head></head><body>{''.join(articles)}</body></html>"


def parse_content(content: str | bytes, *, charset: str = "") -> list[object]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(press_export.parse(io.BytesIO(encoded), charset=charset))


def parse_records(content: str | bytes) -> list[Record]:
    return [each for each in parse_content(content) if isinstance(each, Record)]


def parse_rejects(content: str | bytes) -> list[Reject]:
    return [each for each in parse_content(content) if isinstance(each, Reject)]


def test_each_article_is_a_record_with_all_its_fields() -> None:
    first, second = parse_records(
        build_export(build_article(above="Transport"), build_article("La Vague"))
    )
    assert first == Record(
        headline="Le bac revient",
        standfirst="Transport",
        body="<p>Il pleut sur le port &amp; la ville.</p>\n<p>Il neige.</p>",
        original=first.original,
        media_type="text/html",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language=first.language,
        source="Le Port",
        source_date=SourceDate(date(2012, 10, 4), None, Precision.DAY, "jeudi 4 octobre 2012"),
        source_detail="no. 59; Politique, p. 03",
        origin_id="news·1·PO·2",
        byline="Ada Plume",
        credits=(Credit("Ada Plume"),),
        readings=first.readings,
    )
    assert (second.source, second.source_detail) == ("La Vague", "Politique, p. 03")
    assert (second.standfirst, second.position) == ("", "document 2")


def test_the_language_is_guessed_and_flagged() -> None:
    text = (
        "<p>Il pleut sur le port et les bateaux du soir ne sont pas dans la rade pour une fois.</p>"
    )
    (record,) = parse_records(build_export(build_article(text=text * 2)))
    assert record.language == "fr"
    assert {name: reading.sureness.value for name, reading in record.readings.items()} == {
        "language": "guess"
    }


@pytest.mark.parametrize("text", ["Il pleut.<p></p>Il neige.", "Ada Plume"])
def test_a_text_that_begins_with_a_sentence_or_is_one_line_has_no_byline(text: str) -> None:
    (record,) = parse_records(build_export(build_article(text=f"{text}<p></p>")))
    assert (record.byline, record.credits) == ("", ())


def test_without_a_number_there_is_no_id() -> None:
    (record,) = parse_records(
        build_export(build_article()).replace("Numéro de document", "Document")
    )
    assert record.origin_id == ""


def test_an_article_without_a_logo_begins_at_its_publication() -> None:
    records = parse_records(
        build_export(build_article(), build_article("La Vague")).replace(LOGO, "")
    )
    assert [each.source for each in records] == ["Le Port", "La Vague"]


def test_capitals_that_grow_in_small_letters_do_not_move_the_next_beginning() -> None:
    plain, turkish = build_article(), build_article(text=f"{'İstanbul. ' * 30}<p></p>Il neige.")
    _, expected = parse_records(build_export(plain, plain))
    _, second = parse_records(build_export(turkish, plain))
    assert second.original == expected.original


def test_a_title_with_nothing_above_it_is_read() -> None:
    (record,) = parse_records(build_export(TITLE + HEAD.format(source="Le Port") + TEXT))
    assert (record.headline, record.standfirst, record.source) == ("Le bac revient", "", "Le Port")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            build_article(text=""),
            "europresse.no_text",
        ),
        (
            build_article().replace("Le <b>bac</b> revient", ""),
            "europresse.no_headline",
        ),
        (
            build_article().replace('"TitreArticleVisu"', '"TitreArticleAutre"'),
            "europresse.no_headline",
        ),
        (
            build_article() + "x" * 2**21,
            "press.too_large",
        ),
        (
            build_article(text="<b>" * 300 + TEXT),
            "html.over_limits",
        ),
    ],
)
def test_an_article_that_cannot_be_read_is_rejected_alone(content: str, code: str) -> None:
    results = parse_content(build_export(content, build_article()))
    assert [type(each) for each in results] == [Reject, Record]
    (reject,) = parse_rejects(build_export(content))
    assert list_codes(reject.reason) == [code]


def test_an_export_in_an_unknown_charset_is_rejected_whole() -> None:
    content = build_export(build_article()).encode("latin-1")
    (reject,) = parse_rejects(content)
    assert list_codes(reject.reason) == ["charset.wrong_byte", "charset.choose"]
    assert [type(each) for each in parse_content(content, charset="latin-1")] == [Record]


def test_an_export_over_the_limit_is_rejected_without_its_bytes() -> None:
    (reject,) = parse_rejects(build_export(build_article(), " " * 2**24))
    assert say(reject.reason).startswith("It is larger than 16 MiB")
    assert reject.record is None


NEW = """\
<article><header><aside><figure><figcaption>Le quai</figcaption></figure></aside>
<div class="rdp__DocPublicationName"><span class="DocPublicationName">La Vague, no. 430<br>Une
</span></div><div class="apd-wrapper">Source<br>La Vague</div>
<div class="sm-margin-bottomNews"><span class="DocHeader">France, mercredi 11 septembre 2024
 1 134 mots, p. 11</span></div><div class="titreArticle">
<p class="sm-margin-bottomNews">Transports</p>
<p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">Le <mark>bac</mark> revient</p>
<p class="sm-margin-TopNews rdp__subtitle">Après un an</p></div>
<p class="sm-margin-bottomNews">Par Ada Plume</p></header>
<section><div class="DocText clearfix"><div class="docOcurrContainer"><p>Il pleut.</p><p>Il neige.
</p></div></div></section><footer><small>© 2024 La Vague. Tous droits réservés.</small>
<p>Numéro de document : news·20240911·LV·4</p><p>Certificat émis le 5 octobre 2024 à une École</p>
</footer></article>
"""


def test_the_new_layout_is_read() -> None:
    first, second = parse_records(build_export(NEW, NEW.replace("La Vague", "Le Port")))
    assert first == Record(
        headline="Le bac revient",
        standfirst="Après un an",
        body="<p>Il pleut.</p>\n<p>Il neige.</p>",
        original=first.original,
        media_type="text/html",
        charset="utf-8",
        parser="press/2",
        position="document 1",
        language=first.language,
        source="La Vague",
        source_date=SourceDate(
            date(2024, 9, 11), None, Precision.DAY, "mercredi 11 septembre 2024"
        ),
        source_detail="no. 430; France, p. 11; Transports",
        origin_id="news·20240911·LV·4",
        byline="Par Ada Plume",
        credits=first.credits,
        readings=first.readings,
        remarks=(Remark("captions_left_out", 1),),
    )
    assert (second.source, second.position) == ("Le Port", "document 2")


def test_the_author_may_have_an_element_of_its_own() -> None:
    content = NEW.replace('<p class="sm-margin-bottomNews">Par', '<p class="docAuthors">Par')
    (record,) = parse_records(build_export(content))
    assert record.byline == "Par Ada Plume"


def test_a_byline_may_stand_in_the_text_of_the_new_layout() -> None:
    content = NEW.replace('<p class="sm-margin-bottomNews">Par Ada Plume</p>', "").replace(
        "<p>Il pleut.</p>", "<p>Ada Plume</p><p>Il pleut.</p>"
    )
    (record,) = parse_records(build_export(content))
    assert (record.byline, record.body) == ("Ada Plume", "<p>Il pleut.</p>\n<p>Il neige.</p>")


def test_a_line_above_the_title_is_the_standfirst_without_a_subtitle() -> None:
    (record,) = parse_records(build_export(NEW.replace("rdp__subtitle", "x").replace("Après", "")))
    assert (record.standfirst, record.source_detail) == ("Transports", "no. 430; France, p. 11")


@pytest.mark.parametrize(
    "note",
    [
        "Note(s) : Mis à jour le 12.",
        "Illustration(s) : AFP",
        "Certificat émis le 5 octobre 2024 à une École",
        "Cet article est paru dans La Vague",
        "Le présent document est protégé par les lois.",
    ],
)
def test_notes_are_no_text(note: str) -> None:
    text = TEXT.replace("Il neige.", f"Il neige.<p></p>{note}<p></p>Et plus.")
    (record,) = parse_records(build_export(build_article(text=text)))
    assert record.body == "<p>Il pleut sur le port &amp; la ville.</p>\n<p>Il neige.</p>"
    assert bool(record.remarks) == note.startswith("Illustration")


def test_english_dates_with_times_are_read() -> None:
    head = "Wednesday, September 11, 2024 - 10:12 UTC +01:00 134 words, p. 2"
    (record,) = parse_records(
        build_export(NEW.replace("mercredi 11 septembre 2024\n 1 134 mots, p. 11", head))
    )
    assert (str(record.source_date.first), record.source_detail) == (
        *("2024-09-11", "no. 430; France, p. 2; Transports"),
    )


def test_an_article_without_a_date_is_flagged() -> None:
    (record,) = parse_records(build_export(NEW.replace("11 septembre 2024", "")))
    assert record.readings["source_date"] == Reading(Sureness.MISSING)
