"""Pure functions on plain text: folding, slugs, fingerprints, excerpts, names, table cells."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import groupby, islice
from typing import Final, Literal

from articles.text.invisible import has_invisible, remove_invisible
from articles.text.scripts import separate_scripts

# Letters that Unicode does not decompose, though readers type them without their diacritic.
_BASE_LETTERS: Final = str.maketrans(
    {"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ʼ": "'"}
)
# With the points and signs above and below the letters of Hebrew and Arabic, and the Arabic stroke
# that only lengthens a word.
_DIACRITICS: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+"
)
# й and ў are letters of their own, not и and у with a diacritic.
_CYRILLIC_SHORT: Final = re.compile("([иу])\u0306")
_APOSTROPHES: Final = re.compile("(?<=\\w)['’](?=\\w)")
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_ASCII_SEPARATORS: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
# Characters that no text may hold: controls except tab and line feed, and what XML forbids.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS: Final = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")


def clean_text(text: str) -> str:
    """Return the text composed (NFC), with line feeds only and without control characters.

    Characters that nobody sees go, too.
    """
    if has_invisible(text):
        text = remove_invisible(_FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text)))
    return _normalise_unicode(text, form="NFC")


# As many combining marks as the stream-safe text format of UAX #15 allows after one letter: sorting
# more of them takes time that grows with their square.
_COMBINING_LIMIT: Final = 30
_LONG_RUN: Final = re.compile(rf"[^\w\s]{{{_COMBINING_LIMIT + 1},}}")


def _normalise_unicode(text: str, *, form: Literal["NFC", "NFKD"]) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize(form, _LONG_RUN.sub(_limit_combining, text))


def _limit_combining(match: re.Match[str]) -> str:
    groups = groupby(match[0], key=_is_combining)
    return "".join(
        "".join(islice(group, _COMBINING_LIMIT if is_combining else None))
        for is_combining, group in groups
    )


def _is_combining(character: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFD", character)[0]) > 0


def collapse_whitespace(text: str) -> str:
    """Return the text on one line, each run of white space as one space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return the words of the text as a search compares them.

    They are in lower case, without diacritics and punctuation, with one space between them:
    ``Iğdır, İSTANBUL'un`` becomes ``igdir istanbulun``.
    """
    if text.isascii():  # the same result in a tenth of the time
        text = _APOSTROPHES.sub("", text) if "'" in text else text
        return " ".join(text.lower().translate(_ASCII_SEPARATORS).split())
    return _NOT_WORDS.sub(" ", _APOSTROPHES.sub("", fold_letters(text))).strip()


def fold_letters(text: str) -> str:
    """Return the text in lower case and without diacritics; what is no letter stays."""
    if text.isascii():
        return text.lower()
    text = _CYRILLIC_SHORT.sub(_keep_breve, _normalise_unicode(text, form="NFKD").casefold())
    text = unicodedata.normalize("NFC", _DIACRITICS.sub("", text)).translate(_BASE_LETTERS)
    # Armenian writes "ev" as one letter or as two, in capitals always as two.
    return text.replace("եւ", "եվ")


# Signs that tell names apart, such as "C++" and "C#" or "Canal+" and "Canal", with the words that
# stand for them in slugs. A # before a name makes a hashtag of it, and tells nothing.
_SIGN_WORDS: Final = {
    "+": "plus",
    "#": "sharp",
    "&": "and",
    "%": "percent",
    "$": "dollar",
    "€": "euro",
    "£": "pound",
}
_SIGNS: Final = re.compile("([+&%$€£]|(?<=\\w)#)")


def fold_name(name: str) -> str:
    """Return the words of a name as names are compared: folded, each telling sign as a word."""
    return _fold_between_signs(name, fold)


def fold_spelling(name: str) -> str:
    """Return the words of a name as ``fold_name`` does, but with their diacritics.

    Two authors of one byline are the same person where this is the same. The Turkish I and i are
    one letter, since capitals do not tell them apart.
    """
    return _fold_between_signs(name, fold if name.isascii() else _fold_case)


def _fold_between_signs(name: str, fold_words: Callable[[str], str]) -> str:
    text, *rest = _SIGNS.split(name)
    if not rest:
        return fold_words(text)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    parts = (part for sign, words in pairs for part in (sign, fold_words(words)))
    return " ".join(filter(None, (fold_words(text), *parts)))


_DOT_ABOVE: Final = re.compile("(?<=i)\u0307")
_NOT_LETTERS_OR_MARKS: Final = re.compile("(?:_|[^\\w\u0300-\u036f])+")


def _fold_case(text: str) -> str:
    text = _normalise_unicode(text.casefold(), form="NFC")
    text = _APOSTROPHES.sub("", _DOT_ABOVE.sub("", text).replace("ı", "i"))
    return _NOT_LETTERS_OR_MARKS.sub(" ", text).strip()


def fold_splitting_apostrophes(text: str) -> str:
    """Return the words as ``fold`` does, but with an apostrophe taken for a space.

    A search for ``istanbul`` then finds ``İstanbul'da``, "in İstanbul".
    """
    has_apostrophe = "'" in text or "’" in text
    return fold(_APOSTROPHES.sub(" ", text) if has_apostrophe else text)


def _keep_breve(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


# Between the words of a slug, and before what makes it unlike another.
SLUG_JOINER: Final = "-"


def slugify(text: str, *, limit: int = 80) -> str:
    """Return the folded words as a slug, cut between words at ``limit`` characters.

    A word that mixes scripts is divided where they meet: nobody takes it for another word.
    """
    slug = separate_scripts(fold(text).replace(" ", SLUG_JOINER), joiner=SLUG_JOINER)
    if len(slug) <= limit:
        return slug
    return slug[: limit + 1].rpartition(SLUG_JOINER)[0] or slug[:limit]


def slugify_name(name: str, *, limit: int = 80) -> str:
    """Return the slug of a name, with words for the signs that tell it from others."""
    words = [_SIGN_WORDS.get(word, word) for word in fold_name(name).split()]
    return slugify(" ".join(words), limit=limit)


def compute_fingerprint(text: str) -> str:
    """Return the SHA-256 of the text's folded words as 64 hexadecimal digits."""
    return compute_folded_fingerprint(fold_splitting_apostrophes(text))


def compute_folded_fingerprint(folded: str) -> str:
    """Return the fingerprint of a text that is already folded; spaces do not count."""
    return hashlib.sha256(folded.replace(" ", "").encode()).hexdigest()


# The number of characters of a text that are compared with those of others.
_COMPARED_LIMIT: Final = 250_000


def fold_text(text: str) -> str:
    """Return the folded words of a text as texts are compared."""
    return truncate_folded(fold_splitting_apostrophes(text))


def truncate_folded(folded: str) -> str:
    """Return as much of a folded text as is compared."""
    return folded[:_COMPARED_LIMIT]


def build_excerpt(text: str, *, limit: int = 240) -> str:
    """Return the beginning of the text, cut between words, with an ellipsis if it is cut."""
    beginning = collapse_whitespace(text[: limit * 2])
    if len(beginning) <= limit:
        # Long enough for a text that is mostly white space.
        beginning = collapse_whitespace(text[: limit * 20])
    if len(beginning) <= limit:
        return beginning
    cut = beginning[: limit + 1].rpartition(" ")[0] or beginning[:limit]
    return cut.rstrip(" ,;:–—-") + "…"


def lowercase(text: str, language: str) -> str:
    """Return the text in lower case; in Turkish and Azerbaijani I becomes ı and İ becomes i."""
    if language in {"tr", "az"}:
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower().replace("i\u0307", "i")


def uppercase(text: str, language: str) -> str:
    """Return the text in capitals; in Turkish and Azerbaijani i becomes İ and ı becomes I."""
    if language in {"tr", "az"}:
        text = text.replace("i", "İ").replace("ı", "I")
    return text.upper()


# A letter with a place of its own in the alphabet sorts as the letter before it and this character,
# which comes after all letters: so ç follows all words with c.
_LAST_CHARACTER: Final = "\U00020000"
_OWN_LETTERS: Final = {
    "tr": str.maketrans(
        {own: f"{before}{_LAST_CHARACTER}" for own, before in zip("çğıöşü", "cghosu", strict=True)}
    )
}


def build_sort_key(name: str, language: str) -> tuple[str, str]:
    """Return a key that sorts names by the language's alphabet; other diacritics break ties."""
    return fold(lowercase(name, language).translate(_OWN_LETTERS.get(language, {}))), name


def get_directory_letter(name: str, language: str) -> str:
    """Return the capital letter under which a directory lists the name; "0–9" for digits."""
    # In a sort key, a letter with a place of its own takes two characters.
    first = build_sort_key(name, language)[0][:2]
    if first[:1].isdigit():
        return "0–9"
    own = {characters: chr(code) for code, characters in _OWN_LETTERS.get(language, {}).items()}
    return uppercase(own.get(first, first[:1]), language)


def capitalise_name(name: str, language: str) -> str:
    """Return a person's name with capitalised words: ``Ayşe Işık`` for ``Ayşe IŞIK``."""
    return re.sub(r"[^\W\d_]{2,}", lambda match: _capitalise_word(match[0], language), name)


def _capitalise_word(word: str, language: str) -> str:
    return word[0] + lowercase(word[1:], language) if word.isupper() else word


# Function words: frequent in one of the languages, rare or absent in the others.
_FUNCTION_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset("the of and to in that for with was were by from has have it is on at".split()),
    "tr": frozenset(
        "ve bir bu için ile olarak daha olan gibi çok sonra kadar ise ama değil".split()
    ),
    "az": frozenset("və bir bu üçün ilə daha edib olub görə deyib onun bütün həm ki".split()),
    "de": frozenset("der die und das den von zu mit ist auf für nicht ein eine im dem".split()),
    "fr": frozenset("le la les des et du une est pour dans qui sur par pas au".split()),
    "ru": frozenset("и в не на что с по это как из за для от он его был".split()),
}


def guess_language(text: str) -> str:
    """Return the language tag that script or function words show, or "" if they show none."""
    if tag := _guess_by_script(text[:1000]):
        return tag
    words = re.findall(r"[^\W\d_]+", lowercase(text[:4000], "en"))
    counts = {
        tag: sum(word in function_words for word in words)
        for tag, function_words in _FUNCTION_WORDS.items()
    }
    best, second = sorted(counts, key=lambda tag: counts[tag], reverse=True)[:2]
    is_certain = counts[best] >= max(3, len(words) * 0.04) and counts[best] > counts[second] * 1.5
    return best if is_certain else ""


# The scripts that one language alone is written in today, and the share of letters that shows it:
# Japanese has Chinese characters between its own.
_SCRIPTS: Final = (
    *(("hy", "\u0531", "\u0587", 0.5), ("he", "\u05d0", "\u05ea", 0.5)),
    *(("th", "\u0e01", "\u0e5b", 0.5), ("ka", "\u10a0", "\u10ff", 0.5)),
    *(("el", "\u0370", "\u03ff", 0.5), ("ko", "\uac00", "\ud7a3", 0.5)),
    *(("ja", "\u3041", "\u30ff", 0.15), ("zh", "\u4e00", "\u9fff", 0.5)),
)


def _guess_by_script(text: str) -> str:
    letters = "" if text.isascii() else "".join(filter(str.isalpha, text))
    for tag, first, last, share in _SCRIPTS:
        if sum(first <= letter <= last for letter in letters) > len(letters) * share:
            return tag
    return ""


# The places where a spreadsheet may begin a cell, before a character that begins a formula.
_FORMULA: Final = re.compile(r"(\A|[,;\t\r\n])(?='*[=+@\t\r-])")


def escape_cell(text: str) -> str:
    """Return the text with a quote before whatever a spreadsheet could run as a formula."""
    return _FORMULA.sub(r"\1'", text)
