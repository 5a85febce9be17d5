"""What press databases print in much the same way: dates, index terms, names of languages."""

import re
from collections.abc import Iterable
from typing import Final

from articles.parsing import dates
from articles.parsing.records import (
    Reading,
    Sureness,
)
from articles.text.strings import collapse_whitespace, fold, guess_language
from articles.vocabulary import (
    SourceDate,
)

PARSER: Final = "press/1"

# A date is at most so many parts between commas: month and day, year, weekday.
_PARTS_LIMIT: Final = 12
_DATE_PARTS: Final = 4

_LANGUAGES: Final = {
    "arabic arabe": "ar",
    "armenian": "hy",
    "azerbaijani azeri": "az",
    "chinese chinois": "zh",
    "czech": "cs",
    "danish dansk": "da",
    "dutch nederlands": "nl",
    "english anglais": "en",
    "french francais": "fr",
    "german deutsch allemand": "de",
    "greek": "el",
    "hebrew": "he",
    "hungarian": "hu",
    "italian italiano italien": "it",
    "japanese": "ja",
    "korean": "ko",
    "norwegian norsk": "no",
    "persian farsi": "fa",
    "polish polski": "pl",
    "portuguese portugues portugais": "pt",
    "romanian": "ro",
    "russian russe": "ru",
    "spanish espanol espagnol": "es",
    "swedish svenska": "sv",
    "turkish turkce turc": "tr",
    "ukrainian": "uk",
}
_TAGS: Final = {name: tag for names, tag in _LANGUAGES.items() for name in names.split()}

# An index term that people would choose for a tag: words, no code, no path, no share in percent.
_TERM: Final = re.compile(r"[^\W\d_][\w .,&'’-]{1,49}")
_TERMS_LIMIT: Final = 20


def language(name: str) -> str:
    """Return the tag of a language by its name in English or its own, "" for an unknown one."""
    return next((_TAGS[word] for word in fold(name).split() if word in _TAGS), "")


def language_of(body: str) -> tuple[str, dict[str, Reading]]:
    """Return the language that the text seems to be in, and how sure that is."""
    guessed = guess_language(body)
    return guessed, {"language": Reading(Sureness.GUESS if guessed else Sureness.MISSING)}


def dated(text: str) -> tuple[SourceDate, str]:
    """Return the date that stands among other words between commas, and these words.

    ``Politique, jeudi 5 octobre 2013, p. 03`` is a day, and ``Politique, p. 03``.
    """
    parts = [part for each in text.split(",")[:_PARTS_LIMIT] if (part := collapse_whitespace(each))]
    for size in range(min(_DATE_PARTS, len(parts)), 0, -1):
        for at in range(len(parts) - size + 1):
            if read := dates.parse_source_date(", ".join(parts[at : at + size])):
                return read, ", ".join((*parts[:at], *parts[at + size :]))
    return SourceDate(), collapse_whitespace(text)


def terms(printed: Iterable[str]) -> tuple[str, ...]:
    """Return the index terms that are plain words, each once; none where there are too many."""
    plain = {
        fold(term): term for each in printed if _TERM.fullmatch(term := collapse_whitespace(each))
    }
    return tuple(plain.values()) if len(plain) <= _TERMS_LIMIT else ()


def detail(*parts: str) -> str:
    """Return section, edition and pages on one line."""
    return "; ".join(part for each in parts if (part := collapse_whitespace(each).strip(" ;,")))
