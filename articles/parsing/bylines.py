"""Parses printed bylines, and authors as formats declare them, into the authors credited."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from articles.parsing import byline_words as words_of
from articles.parsing.date_names import MONTHS, WEEKDAYS
from articles.parsing.dates import strip_accents
from articles.text.strings import capitalise_name, clean_text, collapse_whitespace, fold
from articles.vocabulary import Credit

# A byline is short; a longer line is text that happens to begin with "By".
LENGTH_LIMIT: Final = 200
# A declared list of authors may be longer; what follows is not read.
_READ_LIMIT: Final = 2000

_PREFIX: Final = re.compile(words_of.PREFIX + r"(?P<names>\S.*)", re.IGNORECASE)
_WEAK_PREFIX: Final = re.compile(words_of.WEAK_PREFIX + r"(?P<names>\S.*)", re.IGNORECASE)
_ROLE: Final = re.compile(words_of.ROLE + r"(?P<names>\S.*)", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[^\W\d_]{3,}[.!?…:]$")
_AND: Final = re.compile(rf"\s+(?:{words_of.CONJUNCTION})\s+|\s*&\s*", re.IGNORECASE)
_LEADING_AND: Final = re.compile(rf"^(?:{words_of.CONJUNCTION})\s+", re.IGNORECASE)
# Separators, and the beginning of the credit of a photographer, which needs none.
_SEPARATOR: Final = re.compile(
    r" ?([,;|()\[\]{}•·،、，；]) ?| ([-–—]+) | ?(/) ?"
    r"| (?=(?:photo(?:s|graphs?|graphy)?|pictures|illustrations?) by )",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r'(?<![^\s<>(),;:\[\]"])[^\s<>(),;:\[\]"@]*@[^\s<>(),;\[\]"]*')
_WEB: Final = re.compile(r"(?:https?://|www\.)\S*", re.IGNORECASE)
# Signs of footnotes, and quotation marks around a name.
_MARKS: Final = re.compile('[*†‡§¹²³⁰-⁹<>"“”„«»]+')
_TITLES: Final = re.compile(
    r"^(?:(?:prof|doç|dos|dr|öğr|gör|üyesi|yrd|av|arş|akad|mr|mrs|ms|mme|sir|phd)\.?\s+)+",
    re.IGNORECASE,
)
_AFFILIATION: Final = re.compile(r" (of|for|at|für|pour|bei) (?=\S)")
_PLACE: Final = re.compile(r" (?:reporting )?(?:in|from|à|aus|из|в) (?=[^\W\d_])")
_DATE_WORDS: Final = frozenset(
    (*MONTHS, *WEEKDAYS, *"on at updated published posted last am pm et gmt utc uhr".split())
)
_WORD: Final = re.compile(r"[^\W\d_][\w.'’*-]*")
# A person has no more names.
_NAMES_LIMIT: Final = 5


class _Class(Enum):
    PERSON = auto()
    ORGANISATION = auto()
    AGENCY = auto()
    JOB = auto()
    SUFFIX = auto()
    WORD = auto()  # a single word in lower case: a login, or "now"
    OTHER = auto()
    NOTHING = auto()


_NAMES: Final = frozenset({_Class.PERSON, _Class.ORGANISATION, _Class.AGENCY})
_ADDITIONS: Final = frozenset({_Class.JOB, _Class.SUFFIX})


@dataclass(frozen=True)
class _Part:
    """One part of a byline: its name, or a title or suffix, and what the part adds to the name.

    ``is_own`` says that the part stands for itself: it is first, or follows "and" or a semicolon.
    ``is_whole`` says that nothing was taken away to find the name.
    """

    name: str
    kind: _Class
    affiliation: str = ""
    is_own: bool = False
    is_whole: bool = True
    has_note: bool = False


def has_byline_prefix(line: str) -> bool:
    """Return whether the line begins as a byline does: "By …", "Yazan: …", "Von …"."""
    if len(line) > LENGTH_LIMIT or _SENTENCE_END.search(line):
        return False
    if match := _PREFIX.fullmatch(line):
        return not match["names"][0].islower()
    match = _WEAK_PREFIX.fullmatch(line)
    return bool(match and may_be_byline(match["names"]))


def may_be_byline(line: str) -> bool:
    """Return whether the line, which has no prefix, could be nothing but names."""
    is_sentence = line.endswith(tuple('.!?…:"”’»'))
    if (
        is_sentence
        or len(line) > LENGTH_LIMIT / 2
        or any(character.isdigit() for character in line)
    ):
        return False
    parts = _read_parts(line)
    return (
        bool(parts)
        and parts[0].kind in _NAMES
        and all(part.is_whole and part.kind in _NAMES | _ADDITIONS for part in parts)
    )


def parse_byline(
    line: str, *, source: str = "", language: str = "", footnote: str = ""
) -> tuple[Credit, ...]:
    """Return the authors of the byline in order, each once.

    The source itself is left out, unless it comes first. A job title, an agency or another part
    that is no name is the affiliation of the author before it; ``footnote`` is that of the author
    with an asterisk. Accounts such as "Admin", titles without a name, e-mail addresses, dates and
    numbers are no authors.
    """
    printed = collapse_whitespace(clean_text(line[:_READ_LIMIT]))
    return _parse_printed(printed, source, language, footnote)


# The same people sign again and again: what was parsed before takes a hundredth of the time.
@lru_cache(maxsize=1024)
def _parse_printed(line: str, source: str, language: str, footnote: str) -> tuple[Credit, ...]:
    credits_: list[Credit] = []
    for part in _read_parts(_strip_prefix(_strip_addresses(line), _begins_with_name)):
        is_source = bool(source) and fold(part.name) == fold(source)
        if not (is_source and credits_):
            _add_part(credits_, part, language=language, is_source=is_source)
        if credits_ and part.has_note and footnote:
            credits_[-1] = _affiliate(credits_[-1], footnote, is_first=True)
    return drop_repeated(credits_)


def parse_authors(
    fields: Iterable[str], *, source: str = "", language: str = "", is_catalogue: bool = False
) -> tuple[Credit, ...]:
    """Return the authors in the fields that a format declares for them, each once.

    A field holds a name or several. ``Last, First`` is one name; in a catalogue any names with
    one comma are.
    """
    return drop_repeated(
        credit
        for field in fields
        for credit in parse_byline(
            _put_forenames_first(field, is_catalogue=is_catalogue), source=source, language=language
        )
    )


def drop_repeated(credits_: Iterable[Credit]) -> tuple[Credit, ...]:
    """Return the authors, each once; names that differ in a letter are two."""
    by_name: dict[str, Credit] = {}
    for credit in credits_:
        by_name.setdefault(credit.name.casefold(), credit)
    return tuple(by_name.values())


def parse_organisation(name: str) -> tuple[Credit, ...]:
    """Return the organisation that a format declares as an author, () for what is no name."""
    name = _strip_addresses(collapse_whitespace(clean_text(name)))
    is_name = bool(fold(name)) and fold(name) not in words_of.NO_NAMES
    return (Credit(name, is_organisation=True),) if is_name else ()


def _put_forenames_first(field: str, *, is_catalogue: bool) -> str:
    """Return the names between semicolons with ``Writer, Ada`` as ``Ada Writer``."""
    if "," not in field:
        return field
    names = map(collapse_whitespace, field[:_READ_LIMIT].split(";"))
    return "; ".join(_put_forename_first(name, is_catalogue=is_catalogue) for name in names)


def _put_forename_first(name: str, *, is_catalogue: bool) -> str:
    last, _, first = (part.strip() for part in name.partition(","))
    surname = [word for word in _find_words(last) if word not in words_of.PARTICLES]
    forenames = _find_words(first)
    is_inverted = (
        all(map(_is_capitalised, (*surname, *forenames)))
        and len(surname) <= (_NAMES_LIMIT if is_catalogue else 1)
        and 1 <= len(forenames) <= (_NAMES_LIMIT if is_catalogue else 2)
        and not _SEPARATOR.search(first)
        and not _AND.search(name)
        and _classify(first) in {_Class.PERSON, _Class.OTHER}
    )
    return f"{first} {last}" if surname and is_inverted else name


# The parts of a byline.


def _strip_prefix(line: str, is_name: Callable[[str], bool]) -> str:
    """Return the line without what stands before the names."""
    if match := _PREFIX.fullmatch(line) or _ROLE.fullmatch(line):
        return match["names"]
    match = _WEAK_PREFIX.fullmatch(line)
    return match["names"] if match and is_name(match["names"]) else line


def _begins_with_name(text: str) -> bool:
    """Return whether the text begins with a whole name: "Neumann" of "Von Neumann" is none."""
    parts = _read_parts(text)
    return bool(parts) and parts[0].kind in _NAMES


def _is_name(text: str) -> bool:
    return _classify(text) in _NAMES


def _strip_addresses(line: str) -> str:
    if "@" in line:
        line = _MAIL.sub(" ", line)
    if "://" in line or "www." in line.lower():
        line = _WEB.sub(" ", line)
    return collapse_whitespace(line)


def _read_parts(line: str) -> list[_Part]:
    """Return the parts of a line such as "A. Writer, B. Other and C. Third, Boat Editor"."""
    parts: list[_Part] = []
    for text, separator in _split(collapse_whitespace(line)):
        names = _LEADING_AND.sub("", text, count=1) if parts else text
        is_own = not parts or separator in {";", "；"} or names != text
        parts += _read_list(names, is_own=is_own, is_first=not parts)
    return parts


def _split(line: str) -> Iterator[tuple[str, str]]:
    """Yield the texts between separators, each with the separator before it."""
    start, separator = 0, ""
    for match in _SEPARATOR.finditer(line):
        if match[3] and not _divides(line, match):
            continue
        if text := line[start : match.start()].strip():
            yield text, separator
        start, separator = match.end(), next(filter(None, match.groups()), "|")
    if text := line[start:].strip():
        yield text, separator


def _divides(line: str, slash: re.Match[str]) -> bool:
    """Return whether a slash divides names; in "gr/bp" and "u/ada" it does not."""
    following = line[slash.end() : slash.end() + 1]
    return len(slash[0]) > 1 or not following.islower()


def _read_list(text: str, *, is_own: bool, is_first: bool) -> Iterator[_Part]:
    """Yield the parts of names joined by "and", or the one part of anything else."""
    texts = [each for each in _AND.split(text) if each]
    parts = [_read_part(each, is_first=is_first) for each in texts]
    # "… (Political Editor and Ben Other)", but "director and founder" is one title.
    can_begin = bool(parts) and (_is_complete(parts[0]) or parts[0].kind in _ADDITIONS)
    is_list = len(parts) > 1 and can_begin and all(map(_is_complete, parts[1:]))
    for at, part in enumerate(parts if is_list else [_read_part(text, is_first=is_first)]):
        yield replace(part, is_own=is_own or at > 0)


def _is_complete(part: _Part) -> bool:
    """Return whether the name cannot go on with "and", as "Ministry of Culture" can."""
    if part.kind is _Class.ORGANISATION:
        return not re.search(r" (?:of|for|für|pour|de|des) ", part.name)
    return part.kind in _NAMES | {_Class.NOTHING}


def _read_part(text: str, *, is_first: bool) -> _Part:
    has_note = "*" in text
    name = _TITLES.sub("", _strip_prefix(collapse_whitespace(_MARKS.sub(" ", text)), _is_name))
    if any(character.isdigit() for character in name):
        name = _strip_date(name, is_first=is_first)
    part = _read_name(name)
    return replace(part, has_note=has_note, is_whole=part.is_whole and name == part.name)


def _strip_date(name: str, *, is_first: bool) -> str:
    """Return the name without a date or a number after it, "" where it is nothing else."""
    words = name.split()
    at = next(at for at, word in enumerate(words) if any(map(str.isdigit, word)))
    before = words[:at]
    while before and strip_accents(before[-1]).strip(".,:") in _DATE_WORDS:
        before.pop()
    is_date = len(before) < at or any(
        strip_accents(word).strip(".,") in _DATE_WORDS for word in words[at:]
    )
    if is_date or _classify(" ".join(before)) in _NAMES:
        return " ".join(before)
    has_letters = any(len(word) > 1 for word in _find_words(name))
    return name if has_letters and (is_first or before) else ""


def _read_name(name: str) -> _Part:
    """Return the name, with what follows it without a separator as its affiliation."""
    kind = _classify(name)
    if kind in {_Class.OTHER, _Class.PERSON, _Class.JOB, _Class.ORGANISATION}:
        for read in (_read_leading_job, _read_place, _read_affiliation, _read_title, _read_degree):
            if part := read(name):
                return part
    return _Part(name, kind)


def _read_leading_job(name: str) -> _Part | None:
    """Return the person of "Korrespondent Max Beispiel"."""
    words = name.split()
    at = next((at for at, word in enumerate(words) if not _is_leading(word)), len(words))
    rest = " ".join(words[at:])
    if at and _classify(rest) is _Class.PERSON:
        return replace(_read_name(rest), is_whole=False)
    return None


def _is_leading(word: str) -> bool:
    return fold(word) in words_of.LEADING_JOBS | words_of.POSSESSIVES


def _read_place(name: str) -> _Part | None:
    """Return the name of "Ada Writer in Ankara", where the place is no part of the credit."""
    match = _PLACE.search(name)
    before = name[: match.start()] if match else ""
    if _classify(before) in {_Class.PERSON, _Class.AGENCY}:
        return replace(_read_name(before), is_whole=False)
    return None


def _read_affiliation(name: str) -> _Part | None:
    """Return the name and the affiliation of "Ada Writer of The Harbour Times"."""
    match = _AFFILIATION.search(name)
    if match and _classify(name[: match.start()]) is _Class.PERSON:
        return _Part(name[: match.start()], _Class.PERSON, name[match.end() :], is_whole=False)
    return None


def _read_title(name: str) -> _Part | None:
    """Return the person and the title of "Ada Writer Press Association Political Editor"."""
    words = name.split()
    at = _find_title(words)
    before = " ".join(words[:at])
    if 0 < at < len(words) and _classify(before) is _Class.PERSON:
        return _Part(before, _Class.PERSON, " ".join(words[at:]), is_whole=False)
    return None


def _find_title(words: list[str]) -> int:
    """Return the index where a job title or an agency begins, the count of words for none."""
    end = len(words)
    for count in (4, 3, 2, 1):
        if end - count > 1 and _is_agency_after_name(" ".join(words[-count:])):
            return end - count
    last = fold(words[-1]) if words else ""
    if last not in words_of.JOBS | words_of.AMBIGUOUS_JOBS:
        return end
    at = end - 1
    while at > 1 and fold(words[at - 1]) in words_of.MODIFIERS:
        at -= 1
    if at < end - 1:
        return at
    is_certain = last in words_of.JOBS
    if is_certain and words[-1].islower() and end > 3:
        return end - 2  # "Ada Writer Harbour correspondent"
    return at if is_certain and end > 2 else end


def _read_degree(name: str) -> _Part | None:
    before, _, last = name.rpartition(" ")
    if _is_degree(last) and _classify(before) is _Class.PERSON:
        return _Part(before, _Class.PERSON, last, is_whole=False)
    return None


# What a part is.


def _classify(name: str) -> _Class:
    """Return what the name is: the first class whose test it passes."""
    return next((kind for kind, is_of_kind in _TESTS if is_of_kind(name)), _Class.OTHER)


def _is_nothing(name: str) -> bool:
    folded = fold(name)
    return not folded or folded in words_of.NO_NAMES


def _is_suffix(name: str) -> bool:
    return fold(name) in words_of.SUFFIXES


def _is_degree(name: str) -> bool:
    return name.replace(".", "") in words_of.DEGREES


def _is_job(name: str) -> bool:
    """Return whether the text is a job title, not a person with such a surname."""
    words = fold(name).split()
    if _is_degree(name) or not words_of.JOBS.isdisjoint(words):
        return True
    is_title = words[-1] in words_of.AMBIGUOUS_JOBS and len(words) > 1
    return is_title and words[-2] in words_of.MODIFIERS


def _is_agency(name: str) -> bool:
    return name in words_of.CAPITAL_AGENCIES or fold(name) in words_of.AGENCIES


def _is_agency_after_name(name: str) -> bool:
    """Return whether the words are an agency, and not the surname of whoever precedes them."""
    is_distinct = " " in name or name.isupper() or fold(name) == "reuters"
    return is_distinct and _is_agency(name)


def _is_organisation(name: str) -> bool:
    words = _find_words(name)
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
    words = [word for word in _find_words(_TITLES.sub("", name)) if word not in words_of.PARTICLES]
    has_names = 2 <= len(words) <= _NAMES_LIMIT and all(map(_is_capitalised, words))
    return has_names and " of " not in name


def _is_word(name: str) -> bool:
    return " " not in name and name.islower()


def _is_capitalised(word: str) -> bool:
    """Return whether the word has a capital, or its script knows none."""
    return not word[0].islower()


def _find_words(name: str) -> list[str]:
    return _WORD.findall(name)


_TESTS: Final = (
    (_Class.NOTHING, _is_nothing),
    (_Class.SUFFIX, _is_suffix),
    (_Class.JOB, _is_job),
    (_Class.AGENCY, _is_agency),
    (_Class.WORD, _is_word),
    (_Class.ORGANISATION, _is_organisation),
    (_Class.PERSON, _is_person),
)


# Authors.


def _add_part(credits_: list[Credit], part: _Part, *, language: str, is_source: bool) -> None:
    """Add the part to the authors, or to the last of them."""
    if part.kind is _Class.NOTHING or (part.kind is _Class.WORD and credits_ and not part.is_own):
        return
    if part.kind is _Class.SUFFIX and credits_:
        credits_[-1] = replace(credits_[-1], name=f"{credits_[-1].name}, {part.name}")
    elif credits_ and _belongs_to_last(part, credits_[-1]):
        credits_[-1] = _affiliate(credits_[-1], part.name)
    elif not (part.kind is _Class.JOB and _is_bare_job(part.name)):
        is_organisation = is_source or part.kind in {_Class.AGENCY, _Class.ORGANISATION}
        name = part.name if is_organisation else _normalise_case(part.name, language)
        credits_.append(Credit(name, part.affiliation, is_organisation))


def _is_bare_job(name: str) -> bool:
    """Return whether nobody in particular has the title: "Staff Writer", not "Example editor"."""
    return set(fold(name).split()) <= words_of.BARE_JOB_WORDS or _is_degree(name)


def _belongs_to_last(part: _Part, last: Credit) -> bool:
    if part.kind is _Class.PERSON:
        return False
    if part.kind in {_Class.AGENCY, _Class.ORGANISATION}:
        return not part.is_own and not last.is_organisation
    return part.kind is _Class.JOB or not (part.is_own and _is_capitalised(part.name))


def _affiliate(credit: Credit, affiliation: str, *, is_first: bool = False) -> Credit:
    """Return the author with one more affiliation."""
    both = (affiliation, credit.affiliation) if is_first else (credit.affiliation, affiliation)
    return replace(credit, affiliation=", ".join(filter(None, both)))


def _normalise_case(name: str, language: str) -> str:
    """Return a person's name without capitals for the surname, other names unchanged."""
    words = _find_words(name)
    is_number = bool(words) and fold(words[-1]) in words_of.SUFFIXES  # Theodore Other III
    if len(words) < 2 or not words[-1].isupper() or is_number:
        return name
    return capitalise_name(name, language)
