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


def test_nothing_obsolete_is_kept(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_the_compiled_catalogue_is_that_of_the_source(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    told = {(e.msgctxt, e.msgid): (e.msgstr, dict(e.msgstr_plural)) for e in compiled}
    meant = {(e.msgctxt, e.msgid): (e.msgstr, dict(e.msgstr_plural)) for e in catalogue}
    assert told == meant


def test_translations_keep_what_is_filled_in(catalogue: polib.POFile) -> None:
    fields = [(e.msgid, e.msgstr) for e in catalogue if "%(" in e.msgid and not e.msgid_plural]
    assert [m for m, t in fields if sorted(_names(m)) != sorted(_names(t))] == []


def _names(text: str) -> list[str]:
    return [part.partition(")")[0] for part in text.split("%(")[1:]]
