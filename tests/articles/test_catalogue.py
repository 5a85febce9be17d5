"""The Turkish catalogue is complete, and compiled."""

from pathlib import Path

import polib
import pytest

PROJECT = Path(__file__).resolve().parents[2]
CATALOGUE = PROJECT / "articles" / "locale" / "tr" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_message_has_a_translation(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_no_message_is_obsolete(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_the_compiled_catalogue_matches_the_source(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    actual = {(e.msgctxt, e.msgid): (e.msgstr, dict(e.msgstr_plural)) for e in compiled}
    expected = {(e.msgctxt, e.msgid): (e.msgstr, dict(e.msgstr_plural)) for e in catalogue}
    assert actual == expected


def test_translations_have_the_same_placeholders(catalogue: polib.POFile) -> None:
    fields = [(e.msgid, e.msgstr) for e in catalogue if "%(" in e.msgid and not e.msgid_plural]
    assert [m for m, t in fields if _list_placeholders(m) != _list_placeholders(t)] == []


def _list_placeholders(text: str) -> list[str]:
    return sorted(part.partition(")")[0] for part in text.split("%(")[1:])
