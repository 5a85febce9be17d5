"""Factiva's plain text, as copied or converted from RTF: with field codes, or in display order."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import bylines
from articles.parsing.hypertext import UnreadableError
from articles.parsing.press import factiva_fields, text_splitting
from articles.parsing.press.fields import SEVERAL
from articles.parsing.press.splitting import Document
from articles.parsing.records import Record, Reject, SkippedItem

_CODE: Final = "|".join(factiva_fields.CODES)
# A code stands alone, or before a tab, a bar, a no-break space or several spaces.
_CODE_LINE: Final = re.compile(rf"({_CODE})(?: ?[|\t\u00a0]|  |$)(.*)")
# One space is enough outside of the text, which may begin with the same letters: "IN the …".
_LOOSE_CODE_LINE: Final = re.compile(rf"({_CODE}) (\S.*)")
_INDEX_CODE_LINE: Final = re.compile(r"(CO|IN|NS|RE|IPC|IPD) (\S{1,20} [:|] .*)")
_SEPARATORS: Final = " \t|\u00a0"
_BODY_CODES: Final = frozenset({"LP", "TD"})
# Codes that only a tagged article has in this number.
_LEAST_CODES: Final = 4
_END: Final = re.compile(
    rb"\s{0,20}(?:AN[\s|]{1,10})?[^\s]{2,40}[ \t]{1,5}"
    rb"[A-Za-z0-9]{4,12}(?:19|20)\d{6}[A-Za-z0-9]{7,10}\s{0,20}"
)
# A rule, or a line in braces that a program has put above the article.
_RULE: Final = re.compile(r"[_=*-]{3,200}|\{.{1,300}\}")
_HEAD_LINES: Final = 200
_BY: Final = re.compile(r"(?:by|von|par|por|door)\s", re.IGNORECASE)


def sniff(head: str) -> bool:
    lines = [line.strip() for line in head.splitlines()[:_HEAD_LINES] if line.strip()]
    return _has_codes(lines) or _has_display_head(lines)


def _has_codes(lines: list[str]) -> bool:
    codes = {match[1] for line in lines if (match := _match_code(line, is_text=False))}
    return {"HD", "PD"} <= codes and len(codes) > _LEAST_CODES


def _has_display_head(lines: list[str]) -> bool:
    """Return whether number of words, date, source, and language or copyright follow in order."""
    index = factiva_fields.find_head(lines)
    if index is None:
        return False
    values, _ = factiva_fields.read_head(lines[index:])
    return "LA" in values or "CY" in values


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    return text_splitting.parse_articles(
        stream, charset=charset, parse_document=_parse_document, is_end=_END.fullmatch
    )


def _parse_document(document: Document) -> Record | None:
    lines = document.text.split("\n")
    texts = [line.strip() for line in lines]
    if _has_codes(texts):
        return factiva_fields.build_record(_read_codes(lines), document)
    return _parse_display(document, lines, texts)


def _parse_display(document: Document, lines: list[str], texts: list[str]) -> Record | None:
    """Return the article whose lines only their order explains, None where there is none."""
    filled = [index for index, text in enumerate(texts) if text]
    head = factiva_fields.find_head([texts[index] for index in filled])
    if head is None:
        return None
    values, end = factiva_fields.read_head([texts[index] for index in filled[head:]])
    above = _list_above([texts[index] for index in filled[:head]])
    body = lines[filled[head + end] :] if head + end < len(filled) else []
    if any(factiva_fields.is_word_count(text) for text in texts[filled[head] + 1 :]):
        raise UnreadableError(SEVERAL)
    return factiva_fields.build_record(
        values | _read_above(above) | _read_body(body),
        document,
        is_headline_guessed=len(above) > 1,
    )


# Field codes.


def _match_code(line: str, *, is_text: bool) -> re.Match[str] | None:
    """Return the match of a code and the text after it; ``is_text`` inside the article's text."""
    is_loose = not is_text or factiva_fields.find_document_id(line)
    return _CODE_LINE.fullmatch(line) or (
        _LOOSE_CODE_LINE if is_loose else _INDEX_CODE_LINE
    ).fullmatch(line)


def _read_codes(lines: list[str]) -> dict[str, list[str]]:
    """Return the values below each code; those of the text in paragraphs."""
    values: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        match = _match_code(line.strip(" "), is_text=code in _BODY_CODES)
        code = match[1] if match else code
        if code:
            values.setdefault(code, []).append((match[2] if match else line).strip(_SEPARATORS))
    return {
        code: text_splitting.split_paragraphs(texts)
        if code in _BODY_CODES
        else [text for text in texts if text]
        for code, texts in values.items()
    }


# The display without codes.


def _list_above(texts: list[str]) -> list[str]:
    """Return the lines of the article above its number of words, below the last rule."""
    rules = [index for index, text in enumerate(texts) if _RULE.fullmatch(text)]
    return texts[rules[-1] + 1 :] if rules else texts


def _read_above(lines: list[str]) -> dict[str, list[str]]:
    """Return section, headline and byline: the headline is the longest line that is no byline."""
    last = lines[-1] if len(lines) > 1 else ""
    others = lines[:-1] if len(lines) > 2 or _is_byline(last) else lines
    longest = max(range(len(others)), key=lambda index: len(others[index]), default=0)
    return {
        "SE": others[:longest],
        "HD": others[longest : longest + 1],
        "BY": lines[longest + 1 :][-1:],
    }


def _is_byline(line: str) -> bool:
    is_marked = _BY.match(line) or bylines.has_byline_prefix(line)
    return bool(is_marked or (line and bylines.may_be_byline(line)))


def _read_body(lines: list[str]) -> dict[str, list[str]]:
    """Return the paragraphs above the line with the id of the document, and that line."""
    ends = (at for at, line in enumerate(lines) if factiva_fields.find_document_id(line.strip()))
    end = next(ends, len(lines))
    return {
        "TD": text_splitting.split_paragraphs(lines[:end]),
        "AN": [line.strip() for line in lines[end : end + 1]],
    }
