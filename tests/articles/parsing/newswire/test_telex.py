"""Stories between ZCZC and NNNN."""

from articles.parsing.records import Reading, Sureness
from tests.newswire import TELEX, parse_wire_record


def test_the_first_line_is_taken_for_the_headline() -> None:
    record = parse_wire_record(TELEX)
    assert (record.headline, record.source) == ("Ferry opens after a year", "HNA")
    assert record.body == (
        "<p>Ferry opens after a year</p>\n<p>ISTANBUL (HNA) - The ferry opened. It rained.</p>"
    )
    assert record.readings == {"headline": Reading(Sureness.GUESS, 1)}


def test_lines_of_routing_are_left_out() -> None:
    content = TELEX.replace("YY TDR\n", "")
    assert parse_wire_record(content).body == parse_wire_record(TELEX).body


def test_marks_of_lines_show_headline_and_keyword() -> None:
    marks = "%HNAALL MFI\n$J\n:\n#Harbour\n:Ferry opens\n*X\n"
    record = parse_wire_record(f"   ZCZC HNA\n{marks}It rained.\nAgain.\n\nNNNN\n")
    assert (record.headline, record.body, record.tags) == (
        "Ferry opens",
        "<p>It rained. Again.</p>",
        ("Harbour",),
    )
    assert record.readings == {}
