"""Builds a record from Factiva's field codes: HD headline, BY byline, PD date, SN source …."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from articles.parsing.press import fields, printed_dates
from articles.parsing.press.article import Article
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Record
from articles.text.strings import collapse_whitespace
from articles.vocabulary import SourceDate

# The texts of each code.
Values = Mapping[str, Sequence[str]]

# In the order in which Factiva prints them.
CODES: Final = (
    *"SE HD BY CR WC PD ET SN SC NGC GC ED PG VOL LA CY LP TD".split(),
    *"ART CT RF CO IN NS RE IPC IPD PUB AN".split(),
)

_WORD_COUNT: Final = re.compile(rf"\d[\d.,'\u00a0 ]{{0,9}}\s?{fields.WORD_UNITS}", re.IGNORECASE)
_TIME: Final = re.compile(
    r"\d{1,2}[:.h]?\d\d(?::\d\d)?(?:\s?[AP]M)?(?: [A-Z]{2,4})?", re.IGNORECASE
)
_SOURCE_CODE: Final = re.compile(r"[A-Za-z0-9]{2,8}")
_COPYRIGHT: Final = re.compile(
    r"\bcopyright\b|©|\(c\)|\bc \d{4}\b|\ball rights reserved", re.IGNORECASE
)
_DOCUMENT: Final = re.compile(
    r"(?:AN[\s|]{1,10})?\S{2,20}\s{1,5}([A-Za-z0-9]{4,12}(?:19|20)\d{6}[A-Za-z0-9]{7,10})"
)
# How many lines the head of an article has between its date and its text at most.
_HEAD_LINES: Final = 11
# No line of the head is longer.
_LINE_LENGTH: Final = 150
# How many lines may stand above the number of words.
_LINES_ABOVE: Final = 40
_PAGE: Final = re.compile(r"[A-Za-z]{0,3}[\d.-]{1,9}[A-Za-z]?")

NO_HEADLINE: Final = Problem("factiva.no_headline")
NO_TEXT: Final = Problem("factiva.no_text")


def build_record(
    values: Values, document: Document, *, is_headline_guessed: bool = False
) -> Record:
    """Return the article as a Record; raise UnreadableError without headline or text."""
    article = Article(
        headline=_get_line(values, "HD"),
        paragraphs=[text for code in ("LP", "TD") for text in values.get(code, ())],
        language=fields.parse_language_name(_get_line(values, "LA")),
        source=_get_line(values, "SN"),
        source_date=_parse_date(values),
        source_detail=_build_detail(values),
        origin_id=find_document_id(_get_line(values, "AN")),
        byline=_get_line(values, "BY") or _get_line(values, "CR"),
        tags=_choose_tags(_get_line(values, "NS")),
        is_headline_guessed=is_headline_guessed,
        has_captions="ART" in values,
    )
    return article.build_record(document, no_headline=NO_HEADLINE, no_text=NO_TEXT)


def _get_line(values: Values, code: str) -> str:
    return collapse_whitespace(" ".join(values.get(code, ())))


def _parse_date(values: Values) -> SourceDate:
    """Return the day, printed with its time where there is one."""
    printed = _get_line(values, "PD")
    source_date = printed_dates.parse_date(printed)
    if source_date is None:
        return SourceDate(text=printed[:_LINE_LENGTH])
    return replace(source_date, text=f"{printed} {_get_line(values, 'ET')}".strip())


def _build_detail(values: Values) -> str:
    section, edition, page, volume = (_get_line(values, code) for code in "SE ED PG VOL".split())
    return fields.join_detail(section, edition, f"p. {page}" if page else "", volume)


def _choose_tags(subjects: str) -> tuple[str, ...]:
    """Return the names in ``gvote : Elections | npag : Page-one``; codes with n are no subjects."""
    pairs = (subject.partition(" : ") for subject in subjects.split(" | "))
    return fields.choose_tags(name for code, _, name in pairs if not code.strip().startswith("n"))


# The display without codes, where only the order of the lines tells what they are.


def is_word_count(line: str) -> bool:
    return len(line) <= _LINE_LENGTH and bool(_WORD_COUNT.fullmatch(line))


def find_document_id(line: str) -> str:
    """Return the id in ``Document HARB000020191108efb8000ab``, or "" if the line is no such one."""
    match = _DOCUMENT.fullmatch(line) if len(line) <= _LINE_LENGTH else None
    return match[1] if match else ""


def find_head(lines: Sequence[str]) -> int | None:
    """Return the index of the line with the number of words, above that with the date."""
    for index, line in enumerate(lines[:_LINES_ABOVE]):
        if is_word_count(line) and printed_dates.parse_date("".join(lines[index + 1 : index + 2])):
            return index
    return None


def read_head(lines: Sequence[str]) -> tuple[dict[str, list[str]], int]:
    """Return the values of the lines from the number of words on, and where the text begins."""
    values = {"WC": [lines[0]], "PD": [lines[1]]}
    start = 2
    if len(lines) > start and _TIME.fullmatch(lines[start]):
        values["ET"] = [lines[start]]
        start += 1
    end = _find_end_of_head(lines, start)
    rest = list(lines[start:end])
    while rest and _COPYRIGHT.search(rest[-1]):
        values["CY"] = [rest.pop()]
    if rest and _is_language(rest[-1]):
        values["LA"] = [rest.pop()]
    values["SN"], others = rest[:1], rest[1:]
    if others and _SOURCE_CODE.fullmatch(others[0]):
        others.pop(0)
    values["PG"] = [line for line in others if _PAGE.fullmatch(line)]
    values["ED"] = ["; ".join(line for line in others if not _PAGE.fullmatch(line))]
    return values, end


def _find_end_of_head(lines: Sequence[str], start: int) -> int:
    """Return where the text begins: below the language and copyright, else below the code."""
    indexes = range(start + 1, min(start + _HEAD_LINES, len(lines)))
    language = next((index for index in indexes if _is_language(lines[index])), None)
    if language is None:
        copyrights = (index for index in indexes if _COPYRIGHT.match(lines[index]))
        has_code = len(lines) > start + 1 and _SOURCE_CODE.fullmatch(lines[start + 1])
        return next(copyrights, min(start + bool(has_code), len(lines) - 1)) + 1
    end = language + 1
    while end < len(lines) and len(lines[end]) <= _LINE_LENGTH and _COPYRIGHT.search(lines[end]):
        end += 1
    return end


def _is_language(line: str) -> bool:
    """Return whether the line is a name of a language: ``English``, ``Chinese - Traditional``."""
    return len(line.split()) <= 4 and bool(fields.parse_language_name(line))
