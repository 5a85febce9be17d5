"""Parses printed bylines, and authors as formats declare them, into the authors credited."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from articles.parsing import byline_words as words_of
from articles.parsing.date_names import MONTHS, WEEKDAYS
from articles.parsing.dates import strip_accents
from articles.parsing.name_classes import (
    NAMES_LIMIT,
    TITLES,
    NameClass,
    classify,
    find_words,
    is_agency_after_name,
    is_capitalised,
    is_degree,
)
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
_AFFILIATION: Final = re.compile(r" (of|for|at|für|pour|bei) (?=\S)")
_PLACE: Final = re.compile(r" (?:reporting )?(?:in|from|à|aus|из|в) (?=[^\W\d_])")
# Words that keep their small letters among names.
_SMALL_WORDS: Final = frozenset(
    "al bin da de del den der di el ibn la of van von y in at for from".split()
)
_DATE_WORDS: Final = frozenset(
    (*MONTHS, *WEEKDAYS, *"on at updated published posted last am pm et gmt utc uhr".split())
)
# So many capitals may be initials: "DJ", "J.R.R."
_INITIALS_LENGTH: Final = 3


_NAMES: Final = frozenset({NameClass.PERSON, NameClass.ORGANISATION, NameClass.AGENCY})
_ADDITIONS: Final = frozenset({NameClass.JOB, NameClass.SUFFIX})


@dataclass(frozen=True)
class _Part:
    """One part of a byline: its name, or a title or suffix, and what the part adds to the name.

    ``is_own`` says that the part stands for itself: it is first, or follows "and" or a semicolon.
    ``is_whole`` says that nothing was taken away to find the name, ``has_place`` that a place was.
    """

    name: str
    kind: NameClass
    affiliation: str = ""
    is_own: bool = False
    is_whole: bool = True
    has_place: bool = False
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
    printed = _capitalise_words(collapse_whitespace(clean_text(line[:_READ_LIMIT])))
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
    surname = [word for word in find_words(last) if word not in words_of.PARTICLES]
    forenames = find_words(first)
    is_inverted = (
        all(map(is_capitalised, (*surname, *forenames)))
        and len(surname) <= (NAMES_LIMIT if is_catalogue else 1)
        and 1 <= len(forenames) <= (NAMES_LIMIT if is_catalogue else 2)
        and not _SEPARATOR.search(first)
        and not _AND.search(name)
        and classify(first) in {NameClass.PERSON, NameClass.OTHER}
    )
    return f"{first} {last}" if surname and is_inverted else name


# The parts of a byline.


def _capitalise_words(line: str) -> str:
    """Return a byline without a capital, as press databases have it, with capitals for names."""
    match = _PREFIX.fullmatch(line) if line.islower() else None
    if not match:
        return line
    words = (
        word if _LEADING_AND.match(f"{word} ") or word in _SMALL_WORDS else word.title()
        for word in match["names"].split()
    )
    return " ".join(words)


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
    return classify(text) in _NAMES


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
        if parts and parts[-1].has_place and classify(names) is NameClass.OTHER:
            continue  # "in Palm Beach, Florida"
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
    if part.kind is NameClass.ORGANISATION:
        return not re.search(r" (?:of|for|für|pour|de|des) ", part.name)
    return part.kind in _NAMES | {NameClass.NOTHING}


def _read_part(text: str, *, is_first: bool) -> _Part:
    has_note = "*" in text
    name = TITLES.sub("", _strip_prefix(collapse_whitespace(_MARKS.sub(" ", text)), _is_name))
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
    if is_date or classify(" ".join(before)) in _NAMES:
        return " ".join(before)
    has_letters = any(len(word) > 1 for word in find_words(name))
    return name if has_letters and (is_first or before) else ""


def _read_name(name: str) -> _Part:
    """Return the name, with what follows it without a separator as its affiliation."""
    kind = classify(name)
    if kind in {NameClass.OTHER, NameClass.PERSON, NameClass.JOB, NameClass.ORGANISATION}:
        for read in (_read_leading_job, _read_place, _read_affiliation, _read_title, _read_degree):
            if part := read(name):
                return part
    return _Part(name, kind)


def _read_leading_job(name: str) -> _Part | None:
    """Return the person of "Korrespondent Max Beispiel"."""
    words = name.split()
    at = next((at for at, word in enumerate(words) if not _is_leading(word)), len(words))
    rest = " ".join(words[at:])
    if at and classify(rest) is NameClass.PERSON:
        return replace(_read_name(rest), is_whole=False)
    return None


def _is_leading(word: str) -> bool:
    return fold(word) in words_of.LEADING_JOBS | words_of.POSSESSIVES


def _read_place(name: str) -> _Part | None:
    """Return the name of "Ada Writer in Ankara", where the place is no part of the credit."""
    match = _PLACE.search(name)
    before = name[: match.start()] if match else ""
    if classify(before) in {NameClass.PERSON, NameClass.AGENCY, NameClass.JOB}:
        return replace(_read_name(before), is_whole=False, has_place=True)
    return None


def _read_affiliation(name: str) -> _Part | None:
    """Return the name and the affiliation of "Ada Writer of The Harbour Times"."""
    match = _AFFILIATION.search(name)
    if match and classify(name[: match.start()]) is NameClass.PERSON:
        return _Part(name[: match.start()], NameClass.PERSON, name[match.end() :], is_whole=False)
    return None


def _read_title(name: str) -> _Part | None:
    """Return the person and the title of "Ada Writer Press Association Political Editor"."""
    words = name.split()
    at = _find_title(words)
    before = " ".join(words[:at])
    if 0 < at < len(words) and classify(before) is NameClass.PERSON:
        return _Part(before, NameClass.PERSON, " ".join(words[at:]), is_whole=False)
    return None


def _find_title(words: list[str]) -> int:
    """Return the index where a job title or an agency begins, the count of words for none."""
    end = len(words)
    for count in (4, 3, 2, 1):
        if end - count > 1 and is_agency_after_name(" ".join(words[-count:])):
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
    if is_degree(last) and classify(before) is NameClass.PERSON:
        return _Part(before, NameClass.PERSON, last, is_whole=False)
    return None


# Authors.


def _add_part(credits_: list[Credit], part: _Part, *, language: str, is_source: bool) -> None:
    """Add the part to the authors, or to the last of them."""
    is_aside = part.kind is NameClass.WORD and not part.is_own  # "(now)"
    if part.kind is NameClass.NOTHING or (is_aside and credits_):
        return
    if part.kind is NameClass.SUFFIX and credits_:
        credits_[-1] = replace(credits_[-1], name=f"{credits_[-1].name}, {part.name}")
    elif credits_ and _belongs_to_last(part, credits_[-1]):
        credits_[-1] = _affiliate(credits_[-1], part.name)
    elif not (part.kind is NameClass.JOB and _is_bare_job(part.name)):
        is_organisation = is_source or part.kind in {NameClass.AGENCY, NameClass.ORGANISATION}
        name = part.name if is_organisation else _normalise_case(part.name, language)
        credits_.append(Credit(name, part.affiliation, is_organisation))


def _is_bare_job(name: str) -> bool:
    """Return whether nobody in particular has the title: "Staff Writer", not "Example editor"."""
    return set(fold(name).split()) <= words_of.BARE_JOB_WORDS or is_degree(name)


def _belongs_to_last(part: _Part, last: Credit) -> bool:
    if part.kind is NameClass.PERSON:
        return False
    if part.kind in {NameClass.AGENCY, NameClass.ORGANISATION}:
        return not part.is_own and not last.is_organisation
    return part.kind is NameClass.JOB or not (part.is_own and is_capitalised(part.name))


def _affiliate(credit: Credit, affiliation: str, *, is_first: bool = False) -> Credit:
    """Return the author with one more affiliation."""
    both = (affiliation, credit.affiliation) if is_first else (credit.affiliation, affiliation)
    return replace(credit, affiliation=", ".join(filter(None, both)))


def _normalise_case(name: str, language: str) -> str:
    """Return a person's name without capitals for the surname, other names unchanged."""
    words = [word for word in find_words(name) if fold(word) not in words_of.SUFFIXES]
    has_capitals = len(words) > 1 and any(
        word.isupper() and len(word) > minimum
        for word, minimum in ((words[-1], 0), (words[0], _INITIALS_LENGTH))
    )
    if not has_capitals or len(words) < len(find_words(name)):  # Theodore Other III
        return name
    return capitalise_name(name, language)
