"""The clipping format, with its variants in the wild."""

import codecs
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.clipping import clipping
from articles.parsing.records import (
    Reading,
    Record,
    Reject,
    Remark,
    Sureness,
)
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.timing import measure_growth

FIRST = "The new terminal was opened by the mayor on Monday in the rain, and the band played."
SECOND = "The first ferry left with two hundred people and a dog. It was on time."

WHOLE = f"""

---

## FERRY TERMINAL OPENS

-

03.12.2020

---

Harbour Times (01 December 2020)

By Ada Quill

{FIRST}

{SECOND}

<https://harbour.example/ferry>

---

Kaynak/Source:
Etiketler/Tags: ferries, Çevre
Tür/Kind: report
"""


def told(content: str | bytes, *, charset: str = "") -> list[Record | Reject]:
    written = content.encode() if isinstance(content, str) else content
    return list(clipping.parse(io.BytesIO(written), charset=charset))


def record(content: str | bytes, *, charset: str = "") -> Record:
    (found,) = told(content, charset=charset)
    assert isinstance(found, Record)
    return found


def rejects(content: str | bytes, *, charset: str = "") -> list[tuple[str, str]]:
    found = told(content, charset=charset)
    return [(each.position, each.reason) for each in found if isinstance(each, Reject)]


def piece(
    *,
    source: str = "Harbour Times (01 December 2020)",
    byline: str = "By Ada Quill",
    body: str = f"{FIRST}\n\n{SECOND}",
    foot: str = "Kaynak/Source:",
) -> str:
    head = "## Ferry Terminal Opens\n\n-\n\n03.12.2020\n\n---"
    return "\n\n".join(filter(None, (head, source, byline, body, "---", foot)))


def paragraphs(body: str) -> list[str]:
    return [line.removeprefix("<p>").removesuffix("</p>") for line in body.split("\n")]


# The whole of it.


def test_a_whole_clipping_is_read_field_by_field() -> None:
    assert record(WHOLE) == Record(
        headline="FERRY TERMINAL OPENS",
        body=f"<p>{FIRST}</p>\n<p>{SECOND}</p>",
        original=WHOLE.encode(),
        media_type="text/plain",
        charset="utf-8",
        parser="clipping/1",
        position="line 1",
        kind="report",
        language="en",
        our_date=date(2020, 12, 3),
        source="Harbour Times",
        source_date=SourceDate(date(2020, 12, 1), None, Precision.DAY, "01 December 2020"),
        source_address="https://harbour.example/ferry",
        byline="By Ada Quill",
        credits=(Credit("Ada Quill"),),
        tags=("ferries", "Çevre"),
        readings={
            "headline": Reading(Sureness.SURE, 5),
            "our_date": Reading(Sureness.SURE, 9),
            "source": Reading(Sureness.SURE, 13),
            "source_date": Reading(Sureness.SURE, 13),
            "source_detail": Reading(Sureness.MISSING),
            "byline": Reading(Sureness.SURE, 15),
            "credits": Reading(Sureness.SURE, 15),
            "body": Reading(Sureness.SURE, 17),
            "language": Reading(Sureness.GUESS, 17),
            "source_address": Reading(Sureness.SURE, 21),
            "tags": Reading(Sureness.SURE, 26),
            "kind": Reading(Sureness.SURE, 27),
        },
    )


def test_what_nobody_told_stays_empty_and_is_noted_as_missing() -> None:
    bare = record("Headline\nOnly words, of a sort.\n")
    missing = {name for name, reading in bare.readings.items() if reading.line is None}
    assert (bare.readings["headline"], missing) == (
        Reading(Sureness.GUESS, 1),
        {
            *("our_date", "source", "source_date", "source_detail", "byline", "credits"),
            *("source_address", "language", "tags", "kind"),
        },
    )


def test_signs_of_html_in_the_text_are_text() -> None:
    assert record(piece(body="a < b & c > d.")).body == "<p>a &lt; b &amp; c &gt; d.</p>"


# The headline.


@pytest.mark.parametrize(
    ("head", "headline", "sureness"),
    [
        ("## Ferry Opens", "Ferry Opens", Sureness.SURE),
        ("# Ferry Opens", "Ferry Opens", Sureness.SURE),
        ("######Ferry Opens", "Ferry Opens", Sureness.SURE),
        ("## Ferry Opens ##", "Ferry Opens", Sureness.SURE),
        ("## Sailing in C#", "Sailing in C#", Sureness.SURE),
        ("  ##   Ferry \t Opens  ", "Ferry Opens", Sureness.SURE),
        ("Ferry Opens", "Ferry Opens", Sureness.GUESS),
        ("***\n___\n===\nFerry Opens", "Ferry Opens", Sureness.GUESS),
        ("## Ferry\nOpens", "Ferry Opens", Sureness.SURE),
        ("## Ferry\nOpens\nToday", "Ferry Opens Today", Sureness.SURE),
        ("Ferry\nOpens", "Ferry Opens", Sureness.GUESS),
    ],
)
def test_the_headline_is_the_first_line(head: str, headline: str, sureness: Sureness) -> None:
    read = record(f"{head}\n-\n03.12.2020\n---\n\n{FIRST}\n")
    assert (read.headline, read.readings["headline"].sureness, read.our_date) == (
        headline,
        sureness,
        date(2020, 12, 3),
    )


@pytest.mark.parametrize("head", ["##", "#", "## ##", "---\n##\n\n---\n##"])
def test_a_heading_without_words_is_no_headline(head: str) -> None:
    assert record(f"{head}\n\nFerry Opens\n-\n\n{FIRST}\n").headline == "Ferry Opens"


@pytest.mark.parametrize(
    "below",
    ["03.12.2020\n-", "---\nHarbour Times (2020)\n-", "One\nTwo\nThree\n-", "One\nTwo\nThree"],
)
def test_the_headline_ends_at_a_rule_or_a_date_and_after_three_lines(below: str) -> None:
    assert record(f"## Ferry\n{below}\n\n{FIRST}\n").headline == "Ferry"


# Our date.


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("03.12.2020", date(2020, 12, 3)),
        ("3.12.2020", date(2020, 12, 3)),
        ("03/12/2020", date(2020, 12, 3)),
        ("2020-12-03", date(2020, 12, 3)),
        ("31.11.2020", None),
        ("00.12.2020", None),
        ("12.13.2020", None),
    ],
)
def test_our_date_is_day_first_and_exists(line: str, day: date | None) -> None:
    assert record(f"## Ferry\n-\n{line}\n---\n\n{FIRST}\n").our_date == day


def test_a_date_that_does_not_exist_is_not_lost() -> None:
    assert paragraphs(record(f"## Ferry\n-\n31.11.2020\n---\n\n{FIRST}\n").body)[0] == "31.11.2020"


def test_our_date_may_stand_without_dash_or_rule() -> None:
    read = record(f"## Ferry\n03.12.2020\n{FIRST}\n")
    assert (read.our_date, read.body) == (date(2020, 12, 3), f"<p>{FIRST}</p>")


def test_a_second_date_is_not_taken_for_ours() -> None:
    read = record(f"## Ferry\n-\n03.12.2020\n\n01.12.2020\n\n{FIRST}\n")
    assert (read.our_date, paragraphs(read.body)[0]) == (date(2020, 12, 3), "01.12.2020")


# The source line.


@pytest.mark.parametrize(
    ("line", "name", "first", "precision", "printed"),
    [
        (
            "Harbour Times (01 December 2020)",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "01 December 2020",
        ),
        (
            "Harbour Times [1 December 2020].",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "1 December 2020",
        ),
        (
            "Harbour Times 1 December 2020",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "1 December 2020",
        ),
        (
            "Harbour Times, 1 December 2020",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "1 December 2020",
        ),
        (
            "Harbour Times, December 1, 2020",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "December 1, 2020",
        ),
        (
            "Harbour Times – Tuesday, 1 December 2020",
            "Harbour Times",
            date(2020, 12, 1),
            Precision.DAY,
            "Tuesday, 1 December 2020",
        ),
        (
            "Harbour Times (03.12.2020)",
            "Harbour Times",
            date(2020, 12, 3),
            Precision.DAY,
            "03.12.2020",
        ),
        (
            "Liman Gazetesi (4 Nisan 2018)",
            "Liman Gazetesi",
            date(2018, 4, 4),
            Precision.DAY,
            "4 Nisan 2018",
        ),
        (
            "Liman Gazetesi, 4 NİSAN 2018",
            "Liman Gazetesi",
            date(2018, 4, 4),
            Precision.DAY,
            "4 NİSAN 2018",
        ),
        (
            "Liman Gazetesi 4 Ağustos 2018 Cumartesi",
            "Liman Gazetesi",
            date(2018, 8, 4),
            Precision.DAY,
            "4 Ağustos 2018 Cumartesi",
        ),
        (
            "Liman Dergisi (Nisan 2019)",
            "Liman Dergisi",
            date(2019, 4, 1),
            Precision.MONTH,
            "Nisan 2019",
        ),
        ("Harbour Review, 2019", "Harbour Review", date(2019, 1, 1), Precision.YEAR, "2019"),
        ("Harbour Review (2019)", "Harbour Review", date(2019, 1, 1), Precision.YEAR, "2019"),
        ("24 Saat (4 Nisan 2018)", "24 Saat", date(2018, 4, 4), Precision.DAY, "4 Nisan 2018"),
        ("(01 December 2020)", "", date(2020, 12, 1), Precision.DAY, "01 December 2020"),
        (
            "Harbour Times (winter of 2019)",
            "Harbour Times",
            None,
            Precision.UNKNOWN,
            "winter of 2019",
        ),
        (
            "Harbour Times (31 February 2019)",
            "Harbour Times",
            None,
            Precision.UNKNOWN,
            "31 February 2019",
        ),
        (
            "Liman Gazetesi (7 noyabr 2019-cu il)",
            "Liman Gazetesi",
            None,
            Precision.UNKNOWN,
            "7 noyabr 2019-cu il",
        ),
        (
            "Financial Times (FT) (7 November 2019)",
            "Financial Times (FT)",
            date(2019, 11, 7),
            Precision.DAY,
            "7 November 2019",
        ),
        (
            "Liman Gazetesi [Ankara], [Kasım 2019].",
            "Liman Gazetesi [Ankara]",
            date(2019, 11, 1),
            Precision.MONTH,
            "Kasım 2019",
        ),
    ],
)
def test_the_source_line_tells_name_and_date(
    line: str, name: str, first: date | None, precision: Precision, printed: str
) -> None:
    read = record(piece(source=line))
    assert (read.source, read.source_date) == (name, SourceDate(first, None, precision, printed))


@pytest.mark.parametrize(
    ("line", "first", "last", "printed"),
    [
        ("Harbour Times (4-7 May 2019)", date(2019, 5, 4), date(2019, 5, 7), "4-7 May 2019"),
        (
            "Liman Gazetesi, 28 Nisan – 4 Mayıs 2019",
            date(2019, 4, 28),
            date(2019, 5, 4),
            "28 Nisan – 4 Mayıs 2019",
        ),
        (
            "Liman Gazetesi (28 Aralık 2018 - 4 Ocak 2019)",
            date(2018, 12, 28),
            date(2019, 1, 4),
            "28 Aralık 2018 - 4 Ocak 2019",
        ),
        (
            "Harbour Times 28 December - 4 January 2019",
            date(2018, 12, 28),
            date(2019, 1, 4),
            "28 December - 4 January 2019",
        ),
        (
            "Harbour Review (October-November 2019)",
            date(2019, 10, 1),
            date(2019, 11, 30),
            "October-November 2019",
        ),
    ],
)
def test_the_source_may_have_appeared_over_several_days(
    line: str, first: date, last: date, printed: str
) -> None:
    expected = SourceDate(first, last, Precision.RANGE, printed)
    assert record(piece(source=line)).source_date == expected


@pytest.mark.parametrize(
    ("line", "printed", "detail"),
    [
        ("Liman Dergisi (Nisan 2019, Sayı 87, s. 30-33)", "Nisan 2019", "Sayı 87, s. 30-33"),
        ("Liman Dergisi, Nisan 2019, Sayı 87, s. 30-33", "Nisan 2019", "Sayı 87, s. 30-33"),
        ("Liman Dergisi Nisan 2019, SAYI 87", "Nisan 2019", "SAYI 87"),
        ("Harbour Review (issue 4, May 2019, pp. 3-9)", "May 2019", "issue 4, pp. 3-9"),
        ("Harbour Review, May 2019, Vol. 4, No. 2", "May 2019", "Vol. 4, No. 2"),
        ("Harbour Review (May 1, 2019, evening edition)", "May 1, 2019", "evening edition"),
    ],
)
def test_issue_and_pages_are_the_detail(line: str, printed: str, detail: str) -> None:
    read = record(piece(source=line))
    assert (read.source_date.text, read.source_detail, read.readings["source_detail"]) == (
        printed,
        detail,
        Reading(Sureness.SURE, 9),
    )


@pytest.mark.parametrize(
    "line",
    [
        "Ferries",
        "Harbour Times (morning edition)",
        "(morning edition)",
        "World Cup (Qatar 2022)",
        "World Cup (Qatar) (the final)",
        "World Cup (FIFA) (Qatar 2022)",
        "the mayor (of the harbour) spoke (7 November 2019)",
        "The mayor (of the harbour) spoke (7 November 2019)",
        "The mayor spoke on 1 December 2020",
        "The strike began in May 2019",
        "At the harbour nothing had changed since 2019",
        "Harbour 2019",
        "Harbour Times 31 February 2019",
        "Harbour Times 1 May 2019, as everybody knows",
        "Harbour Times, May 2019, as everybody knows",
        "a ferry, 1 December 2020",
        "One Two Three Four Five Six Seven Eight Nine, 1 December 2020",
        "Harbour Times (01 December 2020) " + "x" * 150,
    ],
)
def test_a_line_that_is_no_source_line_stays_in_the_text(line: str) -> None:
    read = record(piece(source=line, byline=""))
    assert (read.source, read.source_date, line in read.body) == ("", SourceDate(), True)


def test_a_name_above_a_byline_is_the_source_at_a_guess() -> None:
    read = record(piece(source="Harbour Times"))
    assert (read.source, read.source_date, read.readings["source"]) == (
        "Harbour Times",
        SourceDate(),
        Reading(Sureness.GUESS, 9),
    )


def test_there_may_be_no_source_line_at_all() -> None:
    read = record(piece(source=""))
    assert (read.source, read.byline, read.readings["source"]) == (
        "",
        "By Ada Quill",
        Reading(Sureness.MISSING),
    )


# The byline.


@pytest.mark.parametrize(
    ("line", "credited", "sureness"),
    [
        ("By Ada Quill", (Credit("Ada Quill"),), Sureness.SURE),
        ("Yazan: Ayşe IŞIK", (Credit("Ayşe Işık"),), Sureness.SURE),
        ("Haber: Ayşe Işık", (Credit("Ayşe Işık"),), Sureness.SURE),
        ("Ada Quill", (Credit("Ada Quill"),), Sureness.GUESS),
        ("Ayşe IŞIK ve Mehmet KAYA", (Credit("Ayşe Işık"), Credit("Mehmet Kaya")), Sureness.GUESS),
        (
            "By Ada Quill, Ben Oar and Cem Deniz",
            (Credit("Ada Quill"), Credit("Ben Oar"), Credit("Cem Deniz")),
            Sureness.SURE,
        ),
        (
            "By Northern Press Agency",
            (Credit("Northern Press Agency", is_organisation=True),),
            Sureness.SURE,
        ),
        ("Haber Merkezi", (Credit("Haber Merkezi", is_organisation=True),), Sureness.GUESS),
    ],
)
def test_the_byline_credits_its_authors(
    line: str, credited: tuple[Credit, ...], sureness: Sureness
) -> None:
    turkish = "Bu terminal bir yıl sonra ve çok daha büyük bir tören ile açıldı, ama yağmur yağdı."
    read = record(piece(byline=line, body=turkish))
    assert (read.byline, read.credits, read.readings["credits"]) == (
        line,
        credited,
        Reading(sureness, 11),
    )


def test_a_byline_that_names_nobody_credits_nobody() -> None:
    read = record(piece(byline="By ***"))
    assert (read.byline, read.credits, read.readings["credits"]) == (
        "By ***",
        (),
        Reading(Sureness.MISSING),
    )


@pytest.mark.parametrize("line", ["Ferry opens on time", "Ada Quill was there.", "By the sea"])
def test_a_line_that_is_no_byline_stays_in_the_text(line: str) -> None:
    read = record(piece(byline=line))
    assert (read.byline, read.credits, line in read.body) == ("", (), True)


@pytest.mark.parametrize("below", ["Short.", "<https://harbour.example/a-very-long-address>"])
def test_names_are_no_byline_unless_a_text_follows(below: str) -> None:
    assert record(piece(byline="Adalbert Quillington", body=below)).byline == ""


@pytest.mark.parametrize(
    "footnote",
    [
        "* Professor at the Sea Institute",
        "*Professor at the Sea Institute",
        "** Professor at the\nSea Institute",
    ],
)
def test_an_asterisk_takes_its_affiliation_from_the_footnote(footnote: str) -> None:
    read = record(piece(byline="By Ada Quill*", body=f"{FIRST}\n\n{footnote}\n\n{SECOND}"))
    assert (read.credits, paragraphs(read.body)) == (
        (Credit("Ada Quill", "Professor at the Sea Institute"),),
        [FIRST, SECOND],
    )


def test_an_asterisk_without_a_footnote_tells_no_affiliation() -> None:
    assert record(piece(byline="By Ada Quill*")).credits == (Credit("Ada Quill"),)


def test_a_footnote_without_an_asterisk_above_is_text() -> None:
    read = record(piece(body=f"{FIRST}\n\n* Not an affiliation"))
    assert paragraphs(read.body) == [FIRST, "* Not an affiliation"]


# The text.


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = "The new terminal was opened\nby the mayor\non Monday."
    assert (
        record(piece(body=wrapped)).body
        == "<p>The new terminal was opened by the mayor on Monday.</p>"
    )


def test_long_lines_without_blank_ones_between_are_paragraphs() -> None:
    long = f"{FIRST} {SECOND}"
    assert paragraphs(record(piece(body=f"{long}\nShort.\n{long}")).body) == [long, "Short.", long]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("It was discussed by a number of", "French companies of the harbour."),
        ("The ferries that the companies of the whole coast had ordered from", "French yards."),
        ("It was late,", "But not too late."),
        ("It was", "late."),
    ],
)
def test_a_paragraph_cut_by_a_page_break_is_joined_and_noted(above: str, below: str) -> None:
    above = above.replace("It was discussed", "It was then discussed at length, and in the open,")
    read = record(piece(body=f"{FIRST}\n\n{above}\n\n{below}\n\n{SECOND}\n\n{SECOND}"))
    assert (paragraphs(read.body)[1], read.remarks) == (
        f"{above} {below}",
        (Remark("rejoined", 17),),
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("A subheading of the text", "The text goes on."),
        ("THE TERMINAL OF THE FERRIES THAT THE MAYOR OPENED IN THE RAIN ON MONDAY", "and more."),
        ("The ferries call at the following islands of the bay and the coast around", "- Kale."),
        ("The ferries call at the following islands of the bay and the coast around", "1) Kale."),
        ("It was late.", "but not too late."),
        ("It was late.”", "but not too late."),
    ],
)
def test_a_paragraph_that_may_be_whole_is_left_alone(above: str, below: str) -> None:
    read = record(piece(body=f"{FIRST}\n\n{above}\n\n{below}\n\n{SECOND}"))
    assert (paragraphs(read.body), read.remarks) == ([FIRST, above, below, SECOND], ())


def test_a_text_that_hardly_punctuates_is_not_joined() -> None:
    lines = ["we sailed at dawn", "and the sea was grey,", "and nobody spoke", "until noon"]
    assert paragraphs(record(piece(body="\n\n".join(lines))).body) == lines


def test_rules_inside_the_text_divide_and_are_left_out() -> None:
    assert paragraphs(record(piece(body=f"{FIRST}\n***\n{SECOND}")).body) == [FIRST, SECOND]


# The foot.


@pytest.mark.parametrize(
    ("foot", "line"),
    [
        ("<https://harbour.example/f>\n\n---\n\nKaynak/Source:", 17),
        ("https://harbour.example/f\n\nKaynak/Source:", 17),
        ("Kaynak/Source: https://harbour.example/f", 17),
        ("Kaynak / Source : <https://harbour.example/f>", 17),
        ("KAYNAK: https://harbour.example/f", 17),
        ("Source:\nhttps://harbour.example/f", 18),
        ("Source:\n\n<https://harbour.example/f>\n---\nTags: a", 19),
        ("<https://harbour.example/f>", 17),
        ("---\n\n<https://harbour.example/f>\n\n---", 19),
    ],
)
def test_the_address_stands_below_the_text_or_in_the_foot(foot: str, line: int) -> None:
    read = record(piece(foot=foot).replace("---\n\n" + foot, foot))
    assert (read.source_address, read.readings["source_address"], paragraphs(read.body)) == (
        "https://harbour.example/f",
        Reading(Sureness.SURE, line),
        [FIRST, SECOND],
    )


def test_an_address_inside_the_text_is_text() -> None:
    read = record(piece(body=f"https://harbour.example/f\n\n{FIRST}"))
    assert (read.source_address, paragraphs(read.body)) == (
        "",
        ["https://harbour.example/f", FIRST],
    )


@pytest.mark.parametrize(
    ("foot", "source", "when", "address"),
    [
        ("Kaynak/Source: Harbour Times", "Harbour Times", "", ""),
        ("Source: Harbour Times (1 May 2019)", "Harbour Times", "1 May 2019", ""),
        ("Source: Harbour Times\nhttps://h.example/f", "Harbour Times", "", "https://h.example/f"),
        ("Source: Harbour Times, https://h.example/f", "Harbour Times", "", "https://h.example/f"),
        (
            "Source: Harbour Times (1 May 2019) <https://h.example/f>",
            "Harbour Times",
            "1 May 2019",
            "https://h.example/f",
        ),
        (
            "https://h.example/f\n\nSource: Harbour Times",
            "Harbour Times",
            "",
            "https://h.example/f",
        ),
    ],
)
def test_the_foot_names_the_source_where_the_head_does_not(
    foot: str, source: str, when: str, address: str
) -> None:
    read = record(piece(source="", foot=foot))
    assert (read.source, read.source_date.text, read.source_address) == (source, when, address)
    assert read.readings["source"].sureness == Sureness.GUESS


def test_the_source_of_the_head_stands_against_that_of_the_foot() -> None:
    read = record(piece(foot="Source: Another Paper (1 May 2019)"))
    assert (read.source, read.source_date.text) == ("Harbour Times", "01 December 2020")


def test_the_date_of_the_head_stays_when_the_foot_names_the_source() -> None:
    read = record(piece(source="(01 December 2020)", foot="Source: Harbour Times"))
    assert (read.source, read.source_date.first) == ("Harbour Times", date(2020, 12, 1))


@pytest.mark.parametrize(
    ("foot", "tags"),
    [
        ("Tags: a, b", ("a", "b")),
        ("ETİKETLER: Çevre ,, Iğdır , …", ("Çevre", "Iğdır")),
        ("Etiketler / Tags:", ()),
    ],
)
def test_tags_stand_between_commas(foot: str, tags: tuple[str, ...]) -> None:
    assert record(piece(foot=foot)).tags == tags


@pytest.mark.parametrize(
    ("told_kind", "kind"),
    [
        *(("haber", "news"), ("analiz", "analysis"), ("yorum", "commentary"), ("rapor", "report")),
        *(("duyuru", "announcement"), ("News", "news"), ("ANALYSIS", "analysis")),
        *(("ANALİZ", "analysis"), ("commentary", "commentary"), ("poem", ""), ("", "")),
    ],
)
def test_the_kind_is_told_in_either_language(told_kind: str, kind: str) -> None:
    assert record(piece(foot=f"Tür/Kind: {told_kind}")).kind == kind


def test_a_label_inside_the_text_or_on_a_long_line_is_text() -> None:
    long = "Source: " + "the sea " * 50
    read = record(piece(body=f"Tags: none.\n\n{FIRST}\n\n{long}"))
    assert (read.tags, paragraphs(read.body)) == ((), ["Tags: none.", FIRST, long.strip()])


# Bytes and lines.


@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "windows-1254"),
    ],
)
def test_the_charset_changes_nothing_but_the_bytes(mark: bytes, charset: str) -> None:
    turkish = WHOLE.replace("FERRY", "İĞDELİ VE ŞİLE")
    content = mark + turkish.encode(charset)
    read = record(content, charset="windows-1254")
    assert (read.headline, read.charset, read.original, read.compute_text_digest()) == (
        "İĞDELİ VE ŞİLE TERMINAL OPENS",
        charset,
        content,
        record(turkish).compute_text_digest(),
    )


def test_bytes_in_a_charset_that_nobody_told_are_rejected_whole() -> None:
    content = "## Şile\n".encode("windows-1254")
    assert told(content) == [
        Reject(
            "line 1",
            "Byte 4 is not UTF-8. Say which charset the file is in, such as --encoding "
            "windows-1254.",
            {"base64": "IyMg3mlsZQo="},
        )
    ]


def test_zero_bytes_are_no_text() -> None:
    content = WHOLE.replace("rain", "ra\0in")
    (found,) = told(content)
    assert isinstance(found, Reject)
    assert (found.reason[:24], found.record) == ("It holds zero bytes, as ", content)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_the_end_of_lines_changes_nothing(end: str) -> None:
    assert (
        record(WHOLE.replace("\n", end)).compute_text_digest()
        == record(WHOLE).compute_text_digest()
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    assert record(WHOLE.replace("\n", end)).readings == record(WHOLE).readings


def test_a_form_feed_ends_a_page_and_counts_as_no_line() -> None:
    feeds = WHOLE.replace(SECOND, f"\f{SECOND}").replace("\n03.12", "\n\f03.12")
    read = record(feeds)
    assert (read.compute_text_digest(), read.readings) == (
        record(WHOLE).compute_text_digest(),
        record(WHOLE).readings,
    )


def test_a_paragraph_cut_by_a_form_feed_is_joined() -> None:
    read = record(piece(body=f"It was late\n\n\fand dark.\n\n{SECOND}"))
    assert (paragraphs(read.body)[0], read.remarks) == (
        "It was late and dark.",
        (Remark("rejoined", 15),),
    )


def test_control_characters_are_left_out_and_letters_composed() -> None:
    assert record("## S\u0327ile\x07\n-\n\nText.").headline == "Şile"


# Several in one file.


def test_several_clippings_in_one_file_are_read_one_by_one() -> None:
    several = WHOLE + WHOLE.replace("FERRY", "SECOND")
    first, second = told(several)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.headline, second.headline, first.position, second.position) == (
        "FERRY TERMINAL OPENS",
        "SECOND TERMINAL OPENS",
        "line 1",
        "line 28",
    )
    assert second.readings["headline"] == Reading(Sureness.SURE, 32)
    assert first.original + second.original == several.encode()


@pytest.mark.parametrize(
    ("mark", "charset"),
    [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "windows-1254")],
)
def test_each_of_several_clippings_keeps_bytes_that_can_be_read_alone(
    mark: bytes, charset: str
) -> None:
    several = mark + (WHOLE + WHOLE.replace("FERRY", "ŞİLE")).encode(charset)
    second = told(several, charset="windows-1254")[1]
    assert isinstance(second, Record)
    again = record(second.original, charset="windows-1254")
    assert (again.headline, again.charset) == ("ŞİLE TERMINAL OPENS", charset)


def test_a_rule_alone_parts_two_clippings() -> None:
    several = f"## One\n-\n\n{FIRST}\n---\n## Two\n03.12.2020\n\n{SECOND}\n"
    assert [each.position for each in told(several)] == ["line 1", "line 5"]


def test_of_two_rules_only_the_lower_belongs_to_the_next_clipping() -> None:
    several = f"## One\n-\n\n{FIRST}\n---\n\n---\n\n## Two\n-\n\n{SECOND}\n"
    assert [each.position for each in told(several)] == ["line 1", "line 6"]


def test_text_above_the_first_of_several_belongs_to_it() -> None:
    several = f"## Preface\n\n{FIRST}\n\n## One\n-\n{FIRST}\n\n## Two\n-\n{SECOND}\n"
    assert [each.position for each in told(several)] == ["line 1", "line 8"]


def test_a_heading_inside_the_text_begins_no_clipping() -> None:
    assert len(told(piece(body=f"{FIRST}\n\n## Inside\n\n{SECOND}"))) == 1


def test_a_bad_clipping_among_several_is_rejected_alone() -> None:
    found = told(f"## One\n-\n\n## Two\n-\n\n{FIRST}\n")
    assert [type(each) for each in found] == [Reject, Record]
    assert found[0] == Reject("line 1", NO_TEXT, "## One\n-\n")


# What is none.

NO_HEADLINE = "It has no headline: begin it with a line such as '## The headline'."
NO_TEXT = "It has a headline but no text: write its paragraphs below the headline."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", NO_HEADLINE),
        ("\ufeff", NO_HEADLINE),
        (" \n\t\n", NO_HEADLINE),
        ("---\n\n---\n", NO_HEADLINE),
        ("Kaynak/Source:\n", NO_HEADLINE),
        ("##", NO_HEADLINE),
        ("##\n-\n03.12.2020\n---\n\nIt rained.\n", NO_HEADLINE),
        ("x" * 301, NO_HEADLINE),
        ("## Only a headline", NO_TEXT),
        ("## Headline\n-\n03.12.2020\n---\n", NO_TEXT),
        ("## Headline\n-\n\n<https://harbour.example/>\n", NO_TEXT),
        ("## Headline\n-\n\nHarbour Times (2019)\n\nBy Ada Quill\n\nSource:\n", NO_TEXT),
    ],
)
def test_what_has_no_headline_or_no_text_is_rejected(content: str, reason: str) -> None:
    assert told(content) == [Reject("line 1", reason, content)]


def test_what_is_larger_than_any_clipping_is_rejected_without_its_bytes() -> None:
    reason = "It is larger than 16 MiB, which no clipping is; divide it."
    assert told(b"## A\n-\n" + b"a b c\n" * 3_500_000) == [Reject("line 1", reason, None)]


@pytest.mark.parametrize(
    ("head", "is_clipping"),
    [
        (WHOLE, True),
        ("## Headline\n-\n", True),
        ("## Headline\n03.12.2020\n", True),
        ("Headline\n-\n03.12.2020\n", True),
        ("03.12.2020\nSource:\n", True),
        ("## Headline\n\n## Another\n", False),
        ("Headline\n\nText.\n", False),
        ("x" * 301 + "\n-\n", False),
        ("", False),
    ],
)
def test_two_marks_show_a_clipping(head: str, is_clipping: bool) -> None:  # noqa: FBT001 - a column
    assert clipping.sniff(head) == is_clipping


# Any bytes at all.

TOKENS = st.sampled_from(
    [
        *("---", "***", "-", "–", "## ", "# Head", "##", "Headline", "03.12.2020", "31.02.2019"),
        *(
            "Harbour Times (01 December 2020)",
            "Liman, Nisan 2019, Sayı 87",
            "(2019)",
            "[",
            ")",
            ",",
        ),
        *("By Ada Quill*", "By ", "Yazan: Ayşe IŞIK", "* Sea Institute", "*", "Haber Merkezi"),
        *("Kaynak/Source:", "Source: Harbour Times", "Tags: a, b", "Tür/Kind: haber", ":"),
        *("<https://h.example/>", "https://h.example/", "<", "x" * 310, "The end of the line."),
        *("\n", "\n\n", "\r\n", "\f", " ", "\t", "\u2028", "\ufeff", "\0", "ş", "\u0327"),
    ]
)
LIKE_CLIPPINGS = st.lists(TOKENS, max_size=40).map("".join) | st.lists(TOKENS, max_size=25).map(
    "\n".join
)
CHARSETS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
ANY_BYTES = st.binary(max_size=200) | st.builds(str.encode, LIKE_CLIPPINGS, CHARSETS)


@given(ANY_BYTES, st.sampled_from(["", "windows-1254"]))
def test_any_bytes_are_records_and_rejects_with_a_reason(content: bytes, charset: str) -> None:
    found = told(content, charset=charset)
    reasons = [each.reason for each in found if isinstance(each, Reject)]
    records = [each for each in found if isinstance(each, Record)]
    assert [reason for reason in reasons if not reason.endswith(".")] == []
    assert [each for each in records if not (each.headline and each.body and each.original)] == []
    assert len(found) == len(reasons) + len(records) > 0


@given(ANY_BYTES)
def test_a_clipping_alone_in_its_file_keeps_the_bytes_of_the_file(content: bytes) -> None:
    alone = [each for each in told(content) if isinstance(each, Record)]
    assert len(alone) != 1 or alone[0].original == content or len(told(content)) > 1


@given(LIKE_CLIPPINGS)
def test_a_reading_has_a_line_of_the_file_or_is_missing(content: str) -> None:
    lines = content.count("\n") + content.count("\r") + 1
    readings = [
        reading
        for each in told(content)
        if isinstance(each, Record)
        for reading in each.readings.values()
    ]
    wrong = [
        reading
        for reading in readings
        if (reading.line is None) != (reading.sureness == Sureness.MISSING)
        or not 0 < (reading.line or 1) <= lines
    ]
    assert wrong == []


# Shapes that have made parsers slow: each repeated many times.
HEAD = "## Head\n-\n03.12.2020\n---\nHarbour Times (2019)\nBy Ada Quill*\n\n"
SHAPES = {
    "one huge line": "word, ",
    "one huge line of signs": ".",
    "one huge line of spaces": " \t",
    "short lines without punctuation": "a short line\n",
    "short paragraphs without punctuation": "a short line\n\n",
    "cut paragraphs": "a short line,\n\nand whole.\n\n",
    "headings": "## Head\n",
    "headings with a dash": "## Head\n-\n",
    "headings far apart": "## Head\n-\n\n\n\n\n\n\n\n\nText.\n",
    "footnotes": "* Note\n\n",
    "asterisks": "*",
    "brackets": "(a) [b] (2019\n\n",
    "commas": ",,,,,,, 1 May 2019,,,,\n\n",
    "labels": "Source: a\nTags: b\nKind: c\n",
    "empty labels": "Source:\n",
    "addresses": "https://h.example/a\n",
    "half addresses": "<https://<https://\n",
    "rules": "---\n",
    "long rules": "-",
    "dashes": "-\n",
    "dates": "03.12.2020\n",
    "blank lines": "\n",
    "form feeds": "\f",
    "hashes": "#",
    "hashes and spaces": "# ",
    "marks": "\u0323\u0301",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("head", ["", HEAD], ids=["alone", "below a head"])
def test_the_time_of_long_clippings_grows_linearly(head: str, shape: str) -> None:
    assert measure_growth(lambda size: told(head + shape * (size // len(shape))), 2_500) < 24


def test_many_tags_may_stand_on_several_lines() -> None:
    (record,) = told(WHOLE.replace("Çevre", "Çevre\nEtiketler/Tags: boats, sea"))
    assert isinstance(record, Record)
    assert record.tags == ("ferries", "Çevre", "boats", "sea")
