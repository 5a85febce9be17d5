"""Parses printed bylines in English and Turkish into the authors that they credit."""

import re
from dataclasses import replace
from typing import Final

from articles.text.strings import capitalise_name, collapse_whitespace, fold
from articles.vocabulary import Credit

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
    """Return whether the line begins as a byline does: "By …", "Yazan: …"."""
    match = _PREFIX.fullmatch(line) if len(line) <= LENGTH_LIMIT else None
    return bool(match and not _SENTENCE_END.search(line) and _is_name(match["names"]))


def may_be_byline(line: str) -> bool:
    """Return whether the line, which has no prefix, could be nothing but names."""
    is_sentence = line.endswith(tuple('.!?…:"”’»'))
    if (
        is_sentence
        or len(line) > LENGTH_LIMIT / 2
        or any(character.isdigit() for character in line)
    ):
        return False
    names = _split_names(line)
    return bool(names) and all(_is_person(name) or _is_organisation(name) for name in names)


def _is_name(names: str) -> bool:
    """Return whether the text is a name, not a sentence: it does not begin in lower case."""
    return not names[0].islower()


def parse_byline(
    line: str, *, source: str = "", language: str = "", footnote: str = ""
) -> tuple[Credit, ...]:
    """Return the authors of the byline in order, each once.

    The source itself is left out, unless it comes first. A part that is no name is the affiliation
    of the author before it; ``footnote`` is that of the author with an asterisk.
    """
    match = _PREFIX.fullmatch(line)
    credits_by_key: dict[str, Credit] = {}
    for part in _split_names(match["names"] if match else line):
        affiliation = footnote if "*" in part else ""
        name = _TITLES.sub("", collapse_whitespace(part.replace("*", " ")))
        if not fold(name) or (credits_by_key and fold(name) == fold(source)):
            continue
        if credits_by_key and not (_is_person(name) or _is_organisation(name)):
            key, last = credits_by_key.popitem()  # the author before it
            credits_by_key[key] = replace(
                last, affiliation=", ".join(filter(None, (last.affiliation, name)))
            )
            continue
        credit = Credit(_normalise_case(name, language), affiliation, _is_organisation(name))
        credits_by_key.setdefault(fold(name), credit)
    return tuple(credits_by_key.values())


def _normalise_case(name: str, language: str) -> str:
    """Return a person's name without capitals for the surname, other names unchanged."""
    words = _find_words(name)
    if len(words) < 2 or not words[-1].isupper() or _is_organisation(name):
        return name
    return capitalise_name(name, language)


def _split_names(names: str) -> list[str]:
    """Return the names in a list such as "A. Writer, B. Other and C. Third"."""
    parts = [part for part in _LIST.split(collapse_whitespace(names)) if part]
    return [name for part in parts for name in _split_at_and(re.sub(r"^(?:and|ve)\s+", "", part))]


def _split_at_and(names: str) -> list[str]:
    parts = _AND.split(names)
    is_list = all(_is_person(part) or _is_whole_organisation(part) for part in parts)
    return parts if is_list else [names]


def _is_whole_organisation(name: str) -> bool:
    """Return whether the name cannot go on with "and", as "Ministry of Culture" can."""
    return _is_organisation(name) and " of " not in name and " for " not in name


def _is_organisation(name: str) -> bool:
    words = _find_words(name)
    if not words or not words[0][0].isupper():
        return False
    is_acronym = len(words) == 1 and 2 <= len(words[0]) <= 8 and words[0].isupper()
    return is_acronym or not _ORGANISATION.isdisjoint(fold(name).split())


def _is_person(name: str) -> bool:
    words = [word for word in _find_words(_TITLES.sub("", name)) if word not in _PARTICLES]
    has_names = 2 <= len(words) <= 5 and all(word[0].isupper() for word in words)
    return has_names and " of " not in name and not _is_organisation(name)


def _find_words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w.'’*-]*", name)
