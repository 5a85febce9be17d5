"""Fields that press databases print alike: index terms, names of languages, pages."""

import re
from collections.abc import Iterable
from typing import Final

from articles.parsing.problems import Problem
from articles.text.strings import collapse_whitespace, fold, fold_name

# Two texts never become one, where nothing shows the end of the first.
SEVERAL: Final = Problem("press.several_articles")

_LANGUAGE_NAMES: Final = {
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
_LANGUAGE_TAGS: Final = {
    name: tag for names, tag in _LANGUAGE_NAMES.items() for name in names.split()
}

# What the number of words of an article is called behind it.
WORD_UNITS: Final = (
    r"(?:words|mots|wörter|palabras|parole|palavras|woorden|слов[оа]?|語|ワード|字|个字|個字)"
)
# An index term fit for a tag: words, without codes, paths and shares in percent.
_TERM: Final = re.compile(r"[^\W\d_][\w .,&+#'’-]{1,49}")
_TERMS_LIMIT: Final = 20


def parse_language_name(text: str) -> str:
    """Return the tag of a language from its name in English or its own, "" for an unknown one."""
    return next((_LANGUAGE_TAGS[word] for word in fold(text).split() if word in _LANGUAGE_TAGS), "")


def choose_tags(terms: Iterable[str]) -> tuple[str, ...]:
    """Return the index terms that are plain words, each once; none where there are too many."""
    plain = {
        fold_name(term): term
        for each in terms
        if _TERM.fullmatch(term := collapse_whitespace(each))
    }
    return tuple(plain.values()) if len(plain) <= _TERMS_LIMIT else ()


def join_detail(*parts: str) -> str:
    """Return section, edition and pages on one line."""
    return "; ".join(part for each in parts if (part := collapse_whitespace(each).strip(" ;,")))
