"""Tells names of people, agencies and other organisations from job titles and words."""

import re
from enum import Enum, auto
from typing import Final

from articles.parsing import byline_words as words_of
from articles.text.strings import fold

# A person has no more names.
NAMES_LIMIT: Final = 5
TITLES: Final = re.compile(
    r"^(?:(?:prof|doç|dos|dr|öğr|gör|üyesi|yrd|av|arş|akad|mr|mrs|ms|mme|sir|phd)\.?\s+)+",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_][\w.'’*-]*")


class NameClass(Enum):
    """What a part of a byline can be."""

    PERSON = auto()
    ORGANISATION = auto()
    AGENCY = auto()
    JOB = auto()
    SUFFIX = auto()
    WORD = auto()  # a single word in lower case: a login, or "now"
    OTHER = auto()
    NOTHING = auto()


def classify(name: str) -> NameClass:
    """Return what the name is: the first class whose test it passes."""
    return next((kind for kind, is_of_kind in _TESTS if is_of_kind(name)), NameClass.OTHER)


def _is_nothing(name: str) -> bool:
    folded = fold(name)
    return not folded or folded in words_of.NO_NAMES


def _is_suffix(name: str) -> bool:
    return fold(name) in words_of.SUFFIXES


def is_degree(name: str) -> bool:
    return name.replace(".", "") in words_of.DEGREES


def _is_job(name: str) -> bool:
    """Return whether the text is a job title, not a person with such a surname."""
    words = fold(name).split()
    if is_degree(name) or not words_of.JOBS.isdisjoint(words):
        return True
    is_title = words[-1] in words_of.AMBIGUOUS_JOBS and len(words) > 1
    return is_title and words[-2] in words_of.MODIFIERS


def _is_agency(name: str) -> bool:
    return name in words_of.CAPITAL_AGENCIES or fold(name) in words_of.AGENCIES


def is_agency_after_name(name: str) -> bool:
    """Return whether the words are an agency, and not the surname of whoever precedes them."""
    is_distinct = " " in name or name.isupper() or fold(name) == "reuters"
    return is_distinct and _is_agency(name)


def _is_organisation(name: str) -> bool:
    words = find_words(name)
    if not words or not words[0][0].isupper():
        return False
    is_acronym = len(words) == 1 and 2 <= len(words[0]) <= 8 and words[0].isupper()
    folded = fold(name).split()
    has_article = len(folded) > 1 and folded[0] in words_of.ARTICLES
    has_article = has_article and all(word[0].isupper() for word in words)
    is_newspaper = fold(name) in words_of.NEWSPAPERS
    return (
        is_acronym
        or has_article
        or is_newspaper
        or not words_of.ORGANISATION_WORDS.isdisjoint(folded)
    )


def _is_person(name: str) -> bool:
    words = [word for word in find_words(TITLES.sub("", name)) if word not in words_of.PARTICLES]
    has_names = 2 <= len(words) <= NAMES_LIMIT and all(map(is_capitalised, words))
    return has_names and " of " not in name


def _is_word(name: str) -> bool:
    return " " not in name and name.islower()


def is_capitalised(word: str) -> bool:
    """Return whether the word has a capital, as "d'Emilio" has, or its script knows none."""
    return not word[0].islower() or (word[1:2] in {"'", "’"} and word[2:3].isupper())


def find_words(name: str) -> list[str]:
    return _WORD.findall(name)


_TESTS: Final = (
    (NameClass.NOTHING, _is_nothing),
    (NameClass.SUFFIX, _is_suffix),
    (NameClass.JOB, _is_job),
    (NameClass.AGENCY, _is_agency),
    (NameClass.WORD, _is_word),
    (NameClass.ORGANISATION, _is_organisation),
    (NameClass.PERSON, _is_person),
)
