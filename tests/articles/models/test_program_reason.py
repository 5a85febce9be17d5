"""The program's reasons: stored as codes, read as sentences in the reader's language."""

import pytest
from django.utils import translation

from articles.models import ProgramReason
from articles.models.program_reason import word_reason

REASONS = [
    (ProgramReason.IMPORTED, {"number": 2, "label": "Köşe: 100%"}, "Import 2: Köşe: 100%"),
    (
        ProgramReason.IMPORTED_BY_COMMAND,
        {"number": 2, "label": "x"},
        "Import 2, from the command line: x",
    ),
    (ProgramReason.CANCELED, {}, "Withdrawn by its source."),
    (ProgramReason.IMPORT_UNDONE, {"number": 2, "label": "x"}, "Import 2: x was undone."),
    (
        ProgramReason.IMPORT_UNDONE_BY_COMMAND,
        {"number": 2, "label": "x"},
        "Import 2: x was undone from the command line.",
    ),
    (
        ProgramReason.WITHDRAWN_BY_UNDO,
        {"number": 2},
        "The import that brought this article was undone (import 2).",
    ),
    (
        ProgramReason.WITHDRAWN_BY_COMMAND,
        {"number": 2},
        "The import that brought this article was undone from the command line (import 2).",
    ),
]


@pytest.mark.parametrize(("reason", "params", "sentence"), REASONS)
def test_a_reason_is_a_sentence_in_the_language_of_who_reads_it(
    reason: ProgramReason, params: dict[str, str | int], sentence: str
) -> None:
    with translation.override("tr"):
        stored = reason.to_json(**params)
        turkish = word_reason(stored)
    assert word_reason(stored) == sentence
    assert turkish != sentence
    assert [str(each) for each in params.values() if str(each) not in turkish] == []


def test_every_reason_of_the_program_is_above() -> None:
    assert {reason for reason, *_ in REASONS} == set(ProgramReason)


@pytest.mark.parametrize(
    "text",
    [
        "The source withdrew it.",
        "",
        "Import 2: demo: review",
        '{"code": "canceled"',
        '{"code": "unknown"}',
        '{"code": ["canceled"]}',
        '{"code": "imported", "number": 1}',
    ],
)
def test_what_a_person_wrote_comes_back_as_it_is(text: str) -> None:
    assert word_reason(text) == text
