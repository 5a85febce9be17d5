"""Pure functions on strings: folding, slugs, fingerprints, excerpts, names, cells."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from itertools import groupby, islice
from typing import Final, Literal
from urllib.parse import urlsplit

# Letters that Unicode does not decompose, yet readers type without their mark.
_UNMARKED: Final = str.maketrans(
    {"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ʼ": "'"}
)
_MARKS: Final = re.compile("[\u0300-\u036f]+")
# й and ў are letters of their own, not и and у with a mark.
_CYRILLIC_SHORT: Final = re.compile("([иу])\u0306")
_APOSTROPHES: Final = re.compile("(?<=\\w)['’](?=\\w)")
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_ASCII_WORDS: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
# What no text may hold: controls except tab and line feed, and what XML has no place for.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")


def clean_text(text: str) -> str:
    """Return the text composed (NFC), with line feeds only and without control characters."""
    if not text.replace("\n", "").isprintable():
        text = _FORBIDDEN.sub("", _BREAKS.sub("\n", text))
    return _normal(text, form="NFC")


# As many marks as Unicode lets one letter bear (UAX #15, stream-safe text): to put more of them in
# order takes time that grows with their square.
_MARKS_LIMIT: Final = 30
_SIGNS: Final = re.compile(rf"[^\w\s]{{{_MARKS_LIMIT + 1},}}")


def _normal(text: str, *, form: Literal["NFC", "NFKD"]) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize(form, _SIGNS.sub(_fewer_marks, text))


def _fewer_marks(signs: re.Match[str]) -> str:
    stacks = groupby(signs[0], key=_is_mark)
    return "".join(
        "".join(islice(stack, _MARKS_LIMIT if is_mark else None)) for is_mark, stack in stacks
    )


def _is_mark(sign: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFD", sign)[0]) > 0


def collapse_whitespace(text: str) -> str:
    """Return the text on one line, each run of white space as one space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return the words of the text as a search compares them.

    Lower case, without marks and punctuation, one space between words: ``Iğdır, İSTANBUL'un``
    becomes ``igdir istanbulun``.
    """
    if text.isascii():  # the same, at a tenth of the time
        text = _APOSTROPHES.sub("", text) if "'" in text else text
        return " ".join(text.lower().translate(_ASCII_WORDS).split())
    text = _CYRILLIC_SHORT.sub(_keep_breve, _normal(text, form="NFKD").casefold())
    text = unicodedata.normalize("NFC", _MARKS.sub("", text)).translate(_UNMARKED)
    return _NOT_WORDS.sub(" ", _APOSTROPHES.sub("", text)).strip()


def fold_splitting_apostrophes(text: str) -> str:
    """Return the words as ``fold`` does, those on both sides of an apostrophe as two.

    So ``İstanbul'da``, "in İstanbul", is found by ``istanbul``.
    """
    is_simple = "'" not in text and "’" not in text
    return fold(text if is_simple else _APOSTROPHES.sub(" ", text))


def _keep_breve(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[0])


def slugify(text: str, *, limit: int = 80) -> str:
    """Return the folded words with hyphens between them, cut between words at the limit."""
    slug = fold(text).replace(" ", "-")
    if len(slug) <= limit:
        return slug
    return slug[: limit + 1].rpartition("-")[0] or slug[:limit]


def compute_fingerprint(text: str) -> str:
    """Return the SHA-256 of the text's folded words as 64 hexadecimal digits."""
    return compute_folded_fingerprint(fold_splitting_apostrophes(text))


def compute_folded_fingerprint(folded: str) -> str:
    """Return the fingerprint of a text that is folded already; where words part does not matter."""
    return hashlib.sha256(folded.replace(" ", "").encode()).hexdigest()


# So much of a text is searched, and of one that stands beside it; PostgreSQL analyses no more than
# a mebibyte together, and a letter may take four bytes.
_SEARCHED: Final = 250_000
_SEARCHED_BESIDE: Final = 5_000


def build_search_text(text: str) -> str:
    """Return the folded words by which a search finds the text."""
    return truncate_search_text(fold_splitting_apostrophes(text))


def build_short_search_text(text: str) -> str:
    """Return those of a short text that is kept together with the long one."""
    return fold_splitting_apostrophes(text)[:_SEARCHED_BESIDE]


def truncate_search_text(folded: str) -> str:
    """Return of a text that is folded already as much as searches look at."""
    return folded[:_SEARCHED]


def build_excerpt(text: str, *, limit: int = 240) -> str:
    """Return the beginning of the text, cut between words, with an ellipsis where it was cut."""
    beginning = collapse_whitespace(text[: limit * 2])
    if len(beginning) <= limit:
        # So much more that white space within it does not matter.
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


# Letters of their own, each behind all words of the letter before it: after every other letter.
_BEHIND: Final = "\U00020000"
_OWN_LETTERS: Final = {
    "tr": str.maketrans(
        {own: f"{before}{_BEHIND}" for own, before in zip("çğıöşü", "cghosu", strict=True)}
    )
}


def build_sort_key(name: str, language: str) -> tuple[str, str]:
    """Return what puts names in the order of the language's alphabet; marks alone count last."""
    return fold(lowercase(name, language).translate(_OWN_LETTERS.get(language, {}))), name


def get_directory_letter(name: str, language: str) -> str:
    """Return the capital under which the name stands in a directory, "0–9" for digits."""
    first = build_sort_key(name, language)[0][:2]
    if first[:1].isdigit():
        return "0–9"
    own = {letters: chr(code) for code, letters in _OWN_LETTERS.get(language, {}).items()}
    return uppercase(own.get(first, first[:1]), language)


def capitalise_name(name: str, language: str) -> str:
    """Return a person's name with words in capitals (``Ayşe IŞIK``) as ``Ayşe Işık``."""
    return re.sub(r"[^\W\d_]{2,}", lambda word: _name_word(word[0], language), name)


def _name_word(word: str, language: str) -> str:
    return word[0] + lowercase(word[1:], language) if word.isupper() else word


# Words that carry a language's grammar: frequent in it, rare or absent in the others.
_GRAMMAR: Final[Mapping[str, frozenset[str]]] = {
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
    """Return the language tag that the text's grammar words show, or "" when they show none."""
    words = re.findall(r"[^\W\d_]+", lowercase(text[:4000], "en"))
    if sum("\u0561" <= word[0] <= "\u0587" for word in words) * 2 > len(words):
        return "hy"
    counts = {tag: sum(word in known for word in words) for tag, known in _GRAMMAR.items()}
    best, second = sorted(counts, key=lambda tag: counts[tag], reverse=True)[:2]
    certain = counts[best] >= max(3, len(words) * 0.04) and counts[best] > counts[second] * 1.5
    return best if certain else ""


_TRACKING: Final = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid)(?:=.*)?")


def compute_address_key(address: str) -> str:
    """Return the SHA-256 of what tells two web addresses apart, or "" for none.

    Scheme, ``www.``, default port, letter case of the host, tracking parameters, fragment and the
    slash at the end do not.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        host, port, parts = address.strip(), "", urlsplit("")
    if not host:
        return ""
    told = (part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part))
    key = f"{host}{port}{parts.path.rstrip('/')}?{'&'.join(told)}"
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


# What makes an id the only one of its kind: http://…, urn:…, tag:…, something@somewhere.
_UNIVERSAL: Final = re.compile("[:/@]")


def compute_identity(
    text_key: str, *, origin_id: str = "", address_key: str = "", source: str = ""
) -> str:
    """Return the SHA-256 of a piece's id at its origin, else its address, else its text.

    ``text_key`` is the fingerprint of its text, which counts together with its source's name; so
    does an id such as 17, which another origin may have given as well.
    """
    if _UNIVERSAL.search(origin_id):
        told = f"id:{origin_id}"
    elif origin_id:
        told = f"id:{fold(source)}:{origin_id}"
    elif address_key:
        told = f"address:{address_key}"
    else:
        told = f"text:{fold(source)}:{text_key}"
    return hashlib.sha256(told.encode()).hexdigest()


# Where a spreadsheet could take what follows for a cell of its own, and the beginnings of formulas.
_CELL: Final = re.compile(r"(\A|[,;\t\r\n])(?='*[=+@\t\r-])")
_QUOTED_CELL: Final = re.compile(r"(\A|[,;\t\r\n])'(?='*[=+@\t\r-])")


def escape_cell(text: str) -> str:
    """Return the text with a quote before all that a spreadsheet could run as a formula."""
    return _CELL.sub(r"\1'", text)


def unescape_cell(cell: str) -> str:
    """Return the text that ``as_cell`` made the cell of."""
    return _QUOTED_CELL.sub(r"\1", cell)
