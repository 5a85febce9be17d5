"""The analyser: the words of a text, the same for the index, for queries and for marks.

A word is a run of letters, digits and their marks. In it may stand

- an apostrophe: ``O'Brien`` is obrien. The other form of such a word is what stands before the
  apostrophe, as ferry in ``ferry's``; or behind it after words that French and Italian cut, as eau
  in ``l'eau``. An O or G belongs to what follows: obrien is the other form of ``O'Brien's``;
- an ampersand: ``R&D`` is one word;
- the points of initials: ``U.S.`` is us.

A plus or # at the end belongs to a word: ``C++``, ``C#`` and ``Canal+``, which have the other forms
c and canal. Groups of three digits are one number, with its decimals: ``3,400`` is 3400, and
``12,5`` is 12.5. A hyphen stands between words, and so does every other character.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import Stemmer

from articles.text.strings import fold_letters, lowercase

# Stored with each entry of the index: raise it when the words of any text change.
VERSION: Final = 1
# What is longer is cut.
WORD_LIMIT: Final = 64
# The number of characters of a text that are indexed: PostgreSQL takes at most 1 MiB of words.
TEXT_LIMIT: Final = 200_000

_MARKS: Final = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u0962\u0963\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff"
    # Armenian writes the marks of emphasis, exclamation and question over a vowel.
    "\u055b\u055c\u055e"
)
_LETTER: Final = r"[^\W\d_]"
_RUN: Final = rf"[\w{_MARKS}]+"
_GROUPED: Final = r"[1-9]\d{0,2}(?:[.,\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?"
_WORD: Final = re.compile(
    rf"(?<![\w.,])(?:{_GROUPED}|\d+[.,]\d{{1,3}})(?![.,]?\w)"
    rf"|(?<!\w)(?:{_LETTER}\.){{2,}}(?:{_LETTER}(?!\w))?"
    rf"|{_RUN}(?:['’&]{_RUN})*(?:(?<={_LETTER})(?:\+\+?|\#)(?![\w+#]))?"
)
_NUMBER: Final = re.compile(rf"({_GROUPED}|\d+[.,]\d+)")
_DECIMALS: Final = re.compile(r"[.,](\d{1,2})\Z")
_APOSTROPHES: Final = re.compile("['’]")
_OTHER_APOSTROPHES: Final = "ʼʻ‘´`"
_LEFT_OUT: Final = "\u00ad\u055b\u055c\u055e\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff"
_NOT_OF_WORDS: Final = re.compile(rf"[^\w{_MARKS}+#&]|[{_LEFT_OUT}]")
_NOT_OF_STEMS: Final = re.compile(
    rf"[{_LEFT_OUT}\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_NOT_LETTERS: Final = re.compile(rf"[^\w{_MARKS}]|\d")
_ELIDED: Final = frozenset(
    "c d j l m n s t qu jusqu lorsqu puisqu quoiqu all dall dell nell sull un".split()
)
# Letters with an apostrophe that begin a name: Irish ones, and Uzbek words.
_BEGINNINGS: Final = frozenset("go")
# One letter or two: people write both.
_LIGATURES: Final = {"œ": "oe", "և": "եվ", "եւ": "եվ"}
_STEMMERS: Final = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is asked for; ``forms`` are the tokens that find it besides its surface.

    ``surface`` is folded. ``part`` is what is stemmed: ferry of ``ferry's``.
    """

    surface: str
    forms: tuple[str, ...] = ()
    part: str = ""

    @property
    def query_forms(self) -> tuple[str, ...]:
        """Return the forms as which it is asked for, too: "C++" is not asked for as "c"."""
        return () if self.surface.endswith(("+", "#")) else self.forms


class Token(NamedTuple):
    """A word with its place in a text."""

    word: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of a text with one space between them, and the forms that find them besides."""

    words: str
    forms: frozenset[str]


def analyse_text(text: str, language: str) -> Analysis:
    """Return the analysis of as much of a text as is indexed, in its language."""
    pieces = PIECES[get_stemmed_language(language)]
    # No word has a space in it, and a text has few different pieces.
    parts = [pieces[piece] for piece in _split_at_spaces(text[:TEXT_LIMIT])]
    words = " ".join([part.words for part in parts if part.words])
    return Analysis(words, frozenset({form for part in parts for form in part.forms}))


class Pieces(dict[str, Analysis]):
    """The analyses of what stands between spaces, in one language; they are kept.

    With them a text takes half the time: compare ``analyse_text`` with ``split_words``, which it
    calls for what is not kept, by ``python -m timeit``.
    """

    # Of all languages together: they take about 20 MB.
    LIMIT: Final = 60_000

    def __init__(self, language: str) -> None:
        self._language = language

    def __missing__(self, piece: str) -> Analysis:
        words = split_words(piece, self._language)
        forms = frozenset({form for word in words for form in word.forms})
        analysis = Analysis(" ".join([word.surface for word in words]), forms)
        if len(piece) <= WORD_LIMIT:
            self._make_room()
            self[piece] = analysis
        return analysis

    def _make_room(self) -> None:
        if sum(map(len, PIECES.values())) >= self.LIMIT:
            for pieces in PIECES.values():
                pieces.clear()


PIECES: Final = {language: Pieces(language) for language in ["", *_STEMMERS]}


def _split_at_spaces(text: str) -> list[str]:
    return _prepare(text).replace("\n", " ").split(" ")


def split_words(text: str, language: str) -> list[Word]:
    """Return the words of a text in the language."""
    language = get_stemmed_language(language)
    words = [analyse_word(raw, language) for raw in _WORD.findall(_prepare(text))]
    return [word for word in words if word.surface]


def find_tokens(text: str, language: str) -> Iterator[Token]:
    """Yield the words of a text in the language, with their places."""
    language = get_stemmed_language(language)
    return _find_tokens(text, lambda raw: analyse_word(raw, language))


def find_typed_tokens(text: str) -> Iterator[Token]:
    """Yield the words of what somebody types, with their places.

    They are not kept, since there is no end of them.
    """
    return _find_tokens(text, lambda raw: analyse_word.__wrapped__(raw, ""))


def _find_tokens(text: str, analyse: Callable[[str], Word]) -> Iterator[Token]:
    for match in _WORD.finditer(_prepare(text)):
        word = analyse(match[0])
        if word.surface:
            yield Token(word, match.start(), match.end())


def _prepare(text: str) -> str:
    """Return the text with other characters for those that are letters to ``re`` alone."""
    for character in _OTHER_APOSTROPHES:
        text = text.replace(character, "’")
    return text.replace("_", " ")


def get_stemmed_language(tag: str) -> str:
    """Return the language of a tag, "" where it has no stemmer."""
    language = tag.partition("-")[0]
    return language if language in _STEMMERS else ""


# A large vocabulary; it takes at most 30 MB.
@lru_cache(maxsize=60_000)
def analyse_word(raw: str, language: str) -> Word:
    """Return the word of what stands in a text; ``language`` is "" or has a stemmer."""
    if _NUMBER.fullmatch(raw):
        return Word(_fold_number(raw))
    surface, part = _fold(raw), _get_part(raw)
    stem = stem_word(part, language) if language else ""
    other_form = _fold(part.rstrip("+#"))
    forms = (other_form,) if other_form not in {surface, ""} else ()
    if stem not in {surface, other_form, ""}:
        forms = (*forms, build_stem(language, stem))
    return Word(surface, forms, part)


def build_stem(language: str, stem: str) -> str:
    """Return the token of a stem."""
    return f":{language}:{stem}"


def stem_word(word: str, language: str) -> str:
    """Return the stem of a word, before it is folded, "" where it is a number or has signs."""
    if not word.isalpha():
        word = _NOT_OF_STEMS.sub("", unicodedata.normalize("NFC", word))
    word = lowercase(word, language)
    for ligature, letters in _LIGATURES.items():
        word = word.replace(ligature, letters)
    word = word[:WORD_LIMIT]
    return "" if _NOT_LETTERS.search(word) else _stemmers.get(language).stemWord(word)


class _Stemmers(threading.local):
    """The stemmers by language; each thread has its own, since none can be used by two at once."""

    def __init__(self) -> None:
        self._by_language: dict[str, Any] = {}

    def get(self, language: str) -> Any:
        if language not in self._by_language:
            # The analyser keeps the words itself.
            self._by_language[language] = Stemmer.Stemmer(_STEMMERS[language], 0)
        return self._by_language[language]


_stemmers: Final = _Stemmers()


def _fold(raw: str) -> str:
    return _NOT_OF_WORDS.sub("", fold_letters(raw))[:WORD_LIMIT]


def _fold_number(raw: str) -> str:
    """Return the number with a point before its decimals, and without other separators."""
    is_grouped = re.fullmatch(_GROUPED, raw)
    number, decimals = _DECIMALS.sub("", raw), _DECIMALS.search(raw)
    if not is_grouped:
        return raw.replace(",", ".")[:WORD_LIMIT]
    whole = re.sub(r"\D", "", number)
    return (f"{whole}.{decimals[1]}" if decimals else whole)[:WORD_LIMIT]


def _get_part(raw: str) -> str:
    """Return the part before the apostrophe; behind it after an elided word, both after O or G."""
    head, *tails = _APOSTROPHES.split(raw)
    if not tails:
        return head
    before = head.lower()
    return tails[0] if before in _ELIDED else head + tails[0] if before in _BEGINNINGS else head
