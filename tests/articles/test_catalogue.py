"""The Turkish catalogues are complete and compiled; their words are those of the trade."""

import re
from pathlib import Path
from typing import Final

import django
import polib
import pytest

PROJECT = Path(__file__).resolve().parents[2]
CATALOGUE = PROJECT / "articles" / "locale" / "tr" / "LC_MESSAGES" / "django.po"
REPLACEMENTS = PROJECT / "newsroom" / "translations" / "locale" / "tr" / "LC_MESSAGES" / "django.po"

# What people do not say, and a few words that say something else in a newsroom.
ENGLISH: Final = re.compile(
    r"""\b(
    pieces? | moves | (?:is|was|were|be)\ moved | will\ it\ move | tak(?:e|es|en)\ (?:it\ )?back
    | is\ no(?!\ longer) | is\ none | meanwhile | anew | mend | told | lately | that\ waits?
    | makes?\ an?\ (?:link|desk|article|source) | e-mails? | mailed
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
TURKISH: Final = re.compile(
    r"""\b(
    taşın(?:acak|dı)\w* | (?<!boş\ )(?<!dışarıda\ )bırak\w* | tarihin\w* | asıl\b | aslı\w*
    | asılları\w* | öteki\w* | süz\w* | toplu | geri\ (?:getir|koy)\w* | zamanlan\w*
    | (?<!dışa\ )aktarım(?!\ hatası)\w* | kısa\ ad | dört\ göz | yayınla\w*
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


@pytest.fixture(scope="module")
def replacements() -> polib.POFile:
    return polib.pofile(str(REPLACEMENTS))


def test_every_message_has_a_translation(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_makemessages_finds_what_is_translated() -> None:
    """It knows the functions by their names, and by ``_``."""
    alias = re.compile(r"gettext\w* as (?!_$)\w+", re.MULTILINE)
    files = [path for app in ("articles", "newsroom") for path in (PROJECT / app).rglob("*.py")]
    assert [path.name for path in files if alias.search(path.read_text("utf-8"))] == []


def test_no_message_is_obsolete(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


@pytest.mark.parametrize("path", [CATALOGUE, REPLACEMENTS], ids=["own", "Django’s"])
def test_the_compiled_catalogue_matches_the_source(path: Path) -> None:
    compiled, source = polib.mofile(str(path.with_suffix(".mo"))), polib.pofile(str(path))
    actual = {(e.msgctxt, e.msgid): (e.msgstr, dict(e.msgstr_plural)) for e in compiled}
    expected = {(e.msgctxt, e.msgid): (e.msgstr, dict(e.msgstr_plural)) for e in source}
    assert actual == expected


def test_what_is_replaced_is_said_by_django(replacements: polib.POFile) -> None:
    apps = Path(django.__file__).parent / "contrib"
    files = apps.glob("*/locale/en/LC_MESSAGES/django.po")
    messages = {entry.msgid for file in files for entry in polib.pofile(str(file))}
    version = ".".join(map(str, django.VERSION[:2]))
    said = [e for e in replacements if e.comment in {"", f"Only in Django {version}"}]
    assert [entry.msgid for entry in said if entry.msgid not in messages] == []


def test_messages_say_what_people_say(catalogue: polib.POFile) -> None:
    texts = [text for entry in catalogue for text in (entry.msgid, entry.msgid_plural)]
    assert [text for text in texts if ENGLISH.search(_hide_placeholders(text))] == []


def test_translations_say_what_people_say(
    catalogue: polib.POFile, replacements: polib.POFile
) -> None:
    entries = [*catalogue, *replacements]
    texts = [text for e in entries for text in (e.msgstr, *e.msgstr_plural.values())]
    assert [text for text in texts if TURKISH.search(_hide_placeholders(text))] == []


def test_no_translation_loses_the_dot_of_its_first_letter(catalogue: polib.POFile) -> None:
    """A label is shown with a capital, and that of i is I; these states are shown as they are."""
    texts = [entry.msgstr for entry in catalogue if entry.msgstr.startswith("i")]
    assert sorted(texts) == ["incelemede", "içe aktarılıyor"]


def test_translations_have_the_same_placeholders(catalogue: polib.POFile) -> None:
    fields = [(e.msgid, e.msgstr) for e in catalogue if "%(" in e.msgid and not e.msgid_plural]
    assert [m for m, t in fields if _list_placeholders(m) != _list_placeholders(t)] == []


def _hide_placeholders(text: str) -> str:
    return re.sub(r"%\(\w+\)s", "…", text)


def _list_placeholders(text: str) -> list[str]:
    return sorted(part.partition(")")[0] for part in text.split("%(")[1:])
