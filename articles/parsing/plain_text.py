"""Says what plain text is that no format recognises, and whether it can be a clipping."""

import re
from collections.abc import Callable
from itertools import takewhile
from typing import Final

from articles.parsing.problems import Problem

_LINES: Final = 200
# What can be a clipping has a line for its headline, no longer than this, and at least one more.
_HEADLINE_LENGTH: Final = 300
_HEADER: Final = re.compile(
    r"(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|reply-to"
    r"|content-type|cc|x-[\w-]{1,40}):",
    re.IGNORECASE,
)
_CITATIONS: Final = {
    "RIS": re.compile(r"^TY  - \w", re.MULTILINE),
    "BibTeX": re.compile(r"^@\w{3,20}\s?\{", re.MULTILINE),
    "EndNote": re.compile(r"^%0 \w", re.MULTILINE),
    "PubMed": re.compile(r"^PMID- ?\d", re.MULTILINE),
    "Web of Science": re.compile(r"^PT [A-Z]$", re.MULTILINE),
}
# A line of program code, of markup, or of settings.
_CODE_LINE: Final = re.compile(
    r".*[{};]$|(?:#!|//|/\*|</|<[a-z!?]|\\[a-z]{2,20}[\[{]|[#$%] ?[a-z]+ ?[-/<(]|\|.*\|$)"
    r"|[\w.$]{1,60}\s?(?:=|:=|->|=>|\+=)\s?\S|(?:import|from|def|class|return|if|for) .*[:()]",
)
# How many of the lines may look so in an article that quotes some.
_CODE_SHARE: Final = 0.3


def describe(text: str) -> Problem:
    """Return why the beginning of a plain text is not read, with what to do."""
    lines = [line.rstrip() for line in text.splitlines()[:_LINES]]
    if citations := _name_citations(text):
        return Problem("file.citations", {"name": citations})
    return next((problem for is_so, problem in _KINDS if is_so(lines)), _CLIPPING)


def _name_citations(text: str) -> str:
    """Return the name of the format of a list of citations, "" for no such list."""
    return next((name for name, pattern in _CITATIONS.items() if pattern.search(text)), "")


def _is_mail(lines: list[str]) -> bool:
    """Return whether the text begins with at least three headers of a mail."""
    head = list(takewhile(bool, lines))
    headers = [line for line in head if _HEADER.match(line)]
    return len(headers) >= 3 and bool(_HEADER.match(head[0]))


def _is_table(lines: list[str]) -> bool:
    """Return whether all lines have the same number of delimiters, at least two."""
    filled = [line for line in lines if line]
    whole = filled[:-1] if len(filled) > 2 else filled  # the last one may be cut off
    return len(whole) > 1 and any(_have_cells(whole, delimiter) for delimiter in "\t;,|")


def _have_cells(lines: list[str], delimiter: str) -> bool:
    """Return whether the delimiter divides each line as often; in prose a space follows it."""
    counts = {line.count(delimiter) for line in lines}
    is_prose = any(f"{delimiter} " in line for line in lines)
    return len(counts) == 1 and min(counts) >= 2 and not is_prose


def _is_code(lines: list[str]) -> bool:
    filled = [line.strip() for line in lines if line.strip()]
    count = sum(bool(_CODE_LINE.match(line[:_HEADLINE_LENGTH])) for line in filled)
    has_fence = any(line.startswith("```") for line in filled)
    return has_fence or count > len(filled) * _CODE_SHARE


def _has_no_headline(lines: list[str]) -> bool:
    """Return whether the first line is too long for a headline, or the only one."""
    filled = [line for line in lines if line.strip()]
    return len(filled) < 2 or len(filled[0]) > _HEADLINE_LENGTH


_KINDS: Final[tuple[tuple[Callable[[list[str]], bool], Problem], ...]] = (
    (_is_mail, Problem("file.mail")),
    (_is_table, Problem("file.table_without_header")),
    (_is_code, Problem("file.code")),
    (_has_no_headline, Problem("file.text_without_headline")),
)
_CLIPPING: Final = Problem("file.plain_text")
