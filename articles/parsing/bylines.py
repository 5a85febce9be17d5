"""Bylines as printed, in English and Turkish, to the authors that they credit."""

import re
from dataclasses import replace
from typing import Final

from articles.text.strings import capitalise_name, collapse_whitespace, fold
from articles.vocabulary import (
    Credit,
)

# A byline is short; a longer line is text that happens to begin with "By".
LENGTH_LIMIT: Final = 200

_PREFIX: Final = re.compile(
    r"(?:(?:by|written by|yazan|yazar|hazırlayan|derleyen)(?:\s*:\s*|\s+)|haber\s*:\s*)"
    r"(?P<names>\S.*)",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[^\W\d_]{3,}[.!?…:]$")
_AND: Final = re.compile(r"\s+(?:and|ve|&|with|ile)\s+", re.IGNORECASE)
_LIST: Final = re.compile(r"\s*[,;/]\s*")
_PARTICLES: Final = frozenset(
    "al bin da de del della den der di dos du el ibn la le mac of van von y zu".split()
)
_TITLES: Final = re.compile(
    r"^(?:(?:prof|doç|dr|öğr|gör|üyesi|yrd|av|arş|mr|mrs|ms|sir|phd)\.?\s+)+", re.IGNORECASE
)
_ORGANISATION: Final = frozenset(
    """agency ajansi association baskanligi bakanligi board bureau center centre committee council
    dernegi desk department editors enstitusu foundation haber institute kurulu merkezi ministry
    network news newsroom office partisi press reporters servisi staff team union universitesi
    university vakfi""".split()
)


def has_byline_prefix(line: str) -> bool:
    """Tell whether the line says itself that it is a byline: "By …", "Yazan: …"."""
    found = _PREFIX.fullmatch(line) if len(line) <= LENGTH_LIMIT else None
    return bool(found and not _SENTENCE_END.search(line) and _is_named(found["names"]))


def may_be_byline(line: str) -> bool:
    """Tell whether the line could be nothing but names, though it does not say so."""
    is_sentence = line.endswith(tuple('.!?…:"”’»'))
    if is_sentence or len(line) > LENGTH_LIMIT / 2 or any(letter.isdigit() for letter in line):
        return False
    credited = _divide(line)
    return bool(credited) and all(_is_person(name) or _is_organisation(name) for name in credited)


def _is_named(names: str) -> bool:
    """Tell names from a sentence: the first word of a name is not in lower case."""
    return not names[0].islower()


def parse_byline(
    line: str, *, source: str = "", language: str = "", footnote: str = ""
) -> tuple[Credit, ...]:
    """Return those whom the byline credited, in its order, each once; never the source itself.

    A part that names nobody tells the affiliation of the author before it; ``footnote`` is that
    of the author with an asterisk.
    """
    found = _PREFIX.fullmatch(line)
    credited: dict[str, Credit] = {}
    for part in _divide(found["names"] if found else line):
        affiliation = footnote if "*" in part else ""
        name = _TITLES.sub("", collapse_whitespace(part.replace("*", " ")))
        if not fold(name) or (credited and fold(name) == fold(source)):
            continue
        if credited and not (_is_person(name) or _is_organisation(name)):
            key, last = credited.popitem()
            credited[key] = replace(
                last, affiliation=", ".join(filter(None, (last.affiliation, name)))
            )
            continue
        credit = Credit(_cased(name, language), affiliation, _is_organisation(name))
        credited.setdefault(fold(name), credit)
    return tuple(credited.values())


def _cased(name: str, language: str) -> str:
    """Return a person's name, its surname in capitals as names are written in running text."""
    words = _words(name)
    if len(words) < 2 or not words[-1].isupper() or _is_organisation(name):
        return name
    return capitalise_name(name, language)


def _divide(names: str) -> list[str]:
    """Return the single names of a list such as "A. Writer, B. Other and C. Third"."""
    parts = [part for part in _LIST.split(collapse_whitespace(names)) if part]
    return [name for part in parts for name in _divide_at_and(re.sub(r"^(?:and|ve)\s+", "", part))]


def _divide_at_and(names: str) -> list[str]:
    parts = _AND.split(names)
    divided = all(_is_person(part) or _names_one_organisation(part) for part in parts)
    return parts if divided else [names]


def _names_one_organisation(name: str) -> bool:
    """Tell "Northern Press Agency" from "Ministry of Culture", which may go on with "and"."""
    return _is_organisation(name) and " of " not in name and " for " not in name


def _is_organisation(name: str) -> bool:
    words = _words(name)
    if not words or not words[0][0].isupper():
        return False
    acronym = len(words) == 1 and 2 <= len(words[0]) <= 8 and words[0].isupper()
    return acronym or not _ORGANISATION.isdisjoint(fold(name).split())


def _is_person(name: str) -> bool:
    words = [word for word in _words(_TITLES.sub("", name)) if word not in _PARTICLES]
    named = 2 <= len(words) <= 5 and all(word[0].isupper() for word in words)
    return named and " of " not in name and not _is_organisation(name)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w.'’*-]*", name)
