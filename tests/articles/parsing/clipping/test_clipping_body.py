"""The text and the foot of a clipping are parsed."""

from datetime import date

import pytest

from articles.parsing.records import (
    Reading,
    Remark,
    Sureness,
)
from tests.clippings import (
    FIRST,
    SECOND,
    build_clipping,
    parse_record,
    split_paragraphs,
)

# The text.


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = "The new terminal was opened\nby the mayor\non Monday."
    assert (
        parse_record(build_clipping(body=wrapped)).body
        == "<p>The new terminal was opened by the mayor on Monday.</p>"
    )


def test_long_lines_without_blank_ones_between_are_paragraphs() -> None:
    long = f"{FIRST} {SECOND}"
    assert split_paragraphs(parse_record(build_clipping(body=f"{long}\nShort.\n{long}")).body) == [
        long,
        "Short.",
        long,
    ]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("It was discussed by a number of", "French companies of the harbour."),
        ("The ferries that the companies of the whole coast had ordered from", "French yards."),
        ("It was late,", "But not too late."),
        ("It was", "late."),
    ],
)
def test_a_paragraph_divided_by_a_page_break_is_joined_with_a_remark(
    above: str, below: str
) -> None:
    above = above.replace("It was discussed", "It was then discussed at length, and in the open,")
    parsed = parse_record(
        build_clipping(body=f"{FIRST}\n\n{above}\n\n{below}\n\n{SECOND}\n\n{SECOND}")
    )
    assert (split_paragraphs(parsed.body)[1], parsed.remarks) == (
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
def test_a_paragraph_that_may_be_complete_is_not_joined(above: str, below: str) -> None:
    parsed = parse_record(build_clipping(body=f"{FIRST}\n\n{above}\n\n{below}\n\n{SECOND}"))
    assert (split_paragraphs(parsed.body), parsed.remarks) == ([FIRST, above, below, SECOND], ())


def test_text_with_little_punctuation_is_not_joined() -> None:
    lines = ["we sailed at dawn", "and the sea was grey,", "and nobody spoke", "until noon"]
    assert split_paragraphs(parse_record(build_clipping(body="\n\n".join(lines))).body) == lines


def test_rules_inside_the_text_divide_and_are_left_out() -> None:
    assert split_paragraphs(parse_record(build_clipping(body=f"{FIRST}\n***\n{SECOND}")).body) == [
        FIRST,
        SECOND,
    ]


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
def test_the_url_is_below_the_text_or_in_the_foot(foot: str, line: int) -> None:
    parsed = parse_record(build_clipping(foot=foot).replace("---\n\n" + foot, foot))
    assert (
        parsed.source_address,
        parsed.readings["source_address"],
        split_paragraphs(parsed.body),
    ) == (
        "https://harbour.example/f",
        Reading(Sureness.SURE, line),
        [FIRST, SECOND],
    )


def test_a_url_inside_the_text_is_text() -> None:
    parsed = parse_record(build_clipping(body=f"https://harbour.example/f\n\n{FIRST}"))
    assert (parsed.source_address, split_paragraphs(parsed.body)) == (
        "",
        ["https://harbour.example/f", FIRST],
    )


@pytest.mark.parametrize(
    ("foot", "source", "date_text", "url"),
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
def test_the_source_is_that_of_the_foot_if_the_head_has_none(
    foot: str, source: str, date_text: str, url: str
) -> None:
    parsed = parse_record(build_clipping(source="", foot=foot))
    assert (parsed.source, parsed.source_date.text, parsed.source_address) == (
        source,
        date_text,
        url,
    )
    assert parsed.readings["source"].sureness == Sureness.GUESS


def test_the_source_of_the_head_overrides_that_of_the_foot() -> None:
    parsed = parse_record(build_clipping(foot="Source: Another Paper (1 May 2019)"))
    assert (parsed.source, parsed.source_date.text) == ("Harbour Times", "01 December 2020")


def test_the_date_of_the_head_stays_when_the_foot_names_the_source() -> None:
    parsed = parse_record(build_clipping(source="(01 December 2020)", foot="Source: Harbour Times"))
    assert (parsed.source, parsed.source_date.first) == ("Harbour Times", date(2020, 12, 1))


@pytest.mark.parametrize(
    ("foot", "tags"),
    [
        ("Tags: a, b", ("a", "b")),
        ("ETİKETLER: Çevre ,, Iğdır , …", ("Çevre", "Iğdır")),
        ("Etiketler / Tags:", ()),
    ],
)
def test_tags_are_separated_by_commas(foot: str, tags: tuple[str, ...]) -> None:
    assert parse_record(build_clipping(foot=foot)).tags == tags


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        *(("haber", "news"), ("analiz", "analysis"), ("yorum", "commentary"), ("rapor", "report")),
        *(("duyuru", "announcement"), ("News", "news"), ("ANALYSIS", "analysis")),
        *(("xəbər", "news"), ("Kommentar", "commentary"), ("Rapport", "report"), ("лур", "")),
        *(("анализ", "analysis"), ("հայտարարություն", "announcement")),
        *(("ANALİZ", "analysis"), ("commentary", "commentary"), ("poem", ""), ("", "")),
    ],
)
def test_the_kind_is_read_in_every_language(label: str, kind: str) -> None:
    assert parse_record(build_clipping(foot=f"Tür/Kind: {label}")).kind == kind


def test_a_label_inside_the_text_or_on_a_long_line_is_text() -> None:
    long = "Source: " + "the sea " * 50
    parsed = parse_record(build_clipping(body=f"Tags: none.\n\n{FIRST}\n\n{long}"))
    assert (parsed.tags, split_paragraphs(parsed.body)) == (
        (),
        ["Tags: none.", FIRST, long.strip()],
    )
