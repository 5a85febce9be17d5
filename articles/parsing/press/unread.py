"""Exports of other press databases, and other layouts: refused by their name."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import hypertext
from articles.parsing.charsets import decode_head
from articles.parsing.problems import Problem
from articles.parsing.records import Reject

# What the head of an export has, all of it.
_MARKS: Final = {
    "Gale": (r"\bGale Document Number\b|\bGALE\s?\|\s?[A-Z]{1,4}\d{5,12}\b",),
    "NewsBank": (r"\bNewsBank\b", r"^\s{0,20}Record Number\s?:"),
    "EBSCOhost": (
        r"\bEBSCO(?:host)?\b",
        r"^\s{0,20}(?:Accession Number|Persistent link to this)\b",
    ),
    "PressReader": (r"^\s{0,20}Article Name\s?:", r"^\s{0,20}Start Page\s?:"),
    "EMIS": (r"(?:©|\(c\)|Copyright).{0,40}\bEMIS\b",),
    "GBI-Genios": (r"\bGBI-Genios\b", r"\bDokumentnummer\b"),
    "Factiva Newsletters": (
        r"<title>[^<>]{0,60}\bFactiva\b[^<>]{0,20}\bNewsletter\b|\bnewsletters?\.factiva\.com\b",
    ),
    "Factiva Select Feed": (r"<DistDoc\b[^<>]{0,300}>",),
    "LexisNexis": (
        r"<title>\s{0,5}(?:Lexis)?(?:Nexis|Lexis)(?:®|&reg;|\s?(?:Uni|Advance|Academic|\+))[^<>]{0,80}<",
    ),
}
# A head without any of these is no such export, which is found out in a hundredth of the time.
_WORDS: Final = (
    *("Gale", "GALE", "NewsBank", "EBSCO", "Article Name", "EMIS", "Genios", "activa", "DistDoc"),
    *("Nexis", "Lexis"),
)
_HEAD_SIZE: Final = 64 * 1024
_PATTERNS: Final = {
    name: tuple(re.compile(mark, re.IGNORECASE | re.MULTILINE) for mark in marks)
    for name, marks in _MARKS.items()
}


def sniff(head: str) -> bool:
    return bool(_find_name(head))


def _find_name(head: str) -> str:
    """Return the name of the database whose marks the head has, "" for none."""
    if not any(word in head for word in _WORDS):
        return ""
    return next(
        (
            name
            for name, patterns in _PATTERNS.items()
            if all(pattern.search(head) for pattern in patterns)
        ),
        "",
    )


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Reject]:  # noqa: ARG001 # nothing is decoded
    head = decode_head(stream.read(_HEAD_SIZE))
    problem = Problem("press.not_read", {"name": _find_name(head)})
    yield Reject("line 1", problem, hypertext.dump_input(stream))
