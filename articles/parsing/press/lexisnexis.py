"""LexisNexis: text or HTML, each article below a line such as ``1 of 10 DOCUMENTS``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import BinaryIO, Final

from articles.parsing import bylines, hypertext
from articles.parsing.charsets import detect_bom
from articles.parsing.hypertext import TextRun, UnreadableError
from articles.parsing.press import fields, printed_dates, splitting, text_splitting
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text import body_html
from articles.text.patterns import HTTP_URL
from articles.text.strings import collapse_whitespace
from articles.vocabulary import SourceDate

_NUMBER: Final = r"\d{1,7} of \d{1,7} DOCUMENTS?"
_NUMBER_LINE: Final = re.compile(rf"^[ \t\ufeff]{{0,80}}{_NUMBER}[ \t\r]*$", re.MULTILINE)
_NUMBER_LINE_BYTES: Final = re.compile(rb"[ \t\xef\xbb\xbf]{0,80}\d{1,7} of \d{1,7} DOCUMENTS?\s*")
_NUMBER_IN_HTML: Final = re.compile(rf">\s{{0,80}}{_NUMBER}\s{{0,80}}<")
_HTML_START: Final = re.compile(r"\s*<(?:!doctype html|html|!--|head|body)\b", re.IGNORECASE)
_HEAD_SIZE: Final = 4096

_CENTRED: Final = re.compile(r"[ \t]{8,}\S")
_COPYRIGHT: Final = re.compile(r"(?:copyright\b|©|\(c\)|all rights reserved)", re.IGNORECASE)
# No line of a date or a copyright notice is longer.
_LINE_LENGTH: Final = 300
_URL_LENGTH: Final = 1900  # characters after the scheme

_HEADER_LABELS: Final = frozenset(
    "BYLINE SECTION LENGTH DATELINE HIGHLIGHT HEADLINE SERIES".split()
)
_FOOTER_LABELS: Final = frozenset(
    """ACC-NO ACCESSION-NUMBER AUTHOR-ABSTRACT CATEGORY CITY COMPANY CORRECTION CORRECTION-DATE
    COUNTRY DATE DISTRIBUTION DOCUMENT-TYPE FEATURE GEOGRAPHIC GRAPHIC INDUSTRY ISSN JOURNAL-CODE
    LANGUAGE LOAD-DATE NAME NOTES ORGANIZATION PERSON PUBLICATION-TYPE PUB-TYPE STATE SUBJECT
    TICKER TYPE UPDATE URL VOLUME""".split()
)
# A paragraph of the text may begin with one of these as well, so that they start no footer.
_AMBIGUOUS_LABELS: Final = frozenset(
    "CATEGORY CITY COMPANY COUNTRY DATE FEATURE INDUSTRY NAME NOTES PERSON STATE TYPE UPDATE"
    " VOLUME".split()
)
_LABEL: Final = re.compile(r"([A-Z][A-Z-]{2,20}):(?:\s+(.*))?", re.DOTALL)
_PERCENTAGE: Final = re.compile(r"\(\d{1,3}%\)")

_NO_HEADLINE: Final = Problem("lexisnexis.no_headline")
_NO_TEXT: Final = Problem("lexisnexis.no_text")


def sniff(head: str) -> bool:
    pattern = _NUMBER_IN_HTML if _HTML_START.match(head) else _NUMBER_LINE
    return bool(pattern.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    head = stream.read(_HEAD_SIZE)
    stream.seek(0)
    bom, bom_charset = detect_bom(head)
    if _HTML_START.match(head.removeprefix(bom).decode(bom_charset, "replace")):
        yield from splitting.parse_articles(
            stream,
            charset=charset,
            find_starts=_find_starts,
            build_html=_build_html,
            parse_document=_parse_html,
        )
    else:
        yield from text_splitting.parse_articles(
            stream,
            charset=charset,
            is_start=_NUMBER_LINE_BYTES.fullmatch,
            parse_document=_parse_text,
        )


# Plain text, article by article.


def _parse_text(document: Document) -> Record | None:
    """Return the article, or None for what stands above the first number, the cover pages."""
    if not _NUMBER_LINE.search(document.text):
        return None
    return _Article(_split_blocks(document.text)).parse(document, media_type="text/plain")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between blank ones; ``is_centred`` where they stand in the middle of the page."""

    text: str
    is_centred: bool


def _split_blocks(text: str) -> list[_Block]:
    parts = re.split(r"\n[ \t]*(?:\n[ \t]*)*\n", f"\n{text}\n")
    return [_build_block(part.strip("\n").splitlines()) for part in parts if part.strip()]


def _build_block(lines: list[str]) -> _Block:
    is_centred = all(_CENTRED.match(line) for line in lines)
    return _Block("\n".join(line.strip() for line in lines), is_centred)


# HTML, as a whole.


def _find_starts(text: str) -> Iterator[int]:
    """Yield where each article begins: at its anchor, else at the tag before its number."""
    previous_end = 0
    for match in _NUMBER_IN_HTML.finditer(text):
        above = text[previous_end : match.start() + 1].lower()
        index = max(above.rfind('<a name="doc_id'), 0) or max(above.rfind("<div"), 0)
        yield previous_end + index if index else match.start() + 1
        previous_end = match.end()


_STYLE: Final = re.compile(r"<style\b[^>]*>.{0,20000}?</style>", re.IGNORECASE | re.DOTALL)
_CENTRED_CLASS: Final = re.compile(r"\.(\w{1,20})\s?\{[^{}]{0,300}?text-align:\s?center")


def _build_html(head: str, article: str) -> str:
    """Return the article below the export's style sheet, which says what is centred."""
    style = _STYLE.search(head)
    return f"<HTML><HEAD>{style[0] if style else ''}</HEAD><BODY>\n{article}</BODY></HTML>\n"


def _parse_html(document: Document) -> Record:
    style = _STYLE.search(document.text)
    classes = {name.lower() for name in _CENTRED_CLASS.findall(style[0])} if style else set()
    blocks = [_convert_runs(runs, classes) for runs in hypertext.group_blocks(document.iter_runs())]
    return _Article(blocks).parse(document, media_type="text/html")


def _convert_runs(runs: list[TextRun], centred_classes: set[str]) -> _Block:
    text = "".join(run.text for run in runs).strip()
    return _Block(text, is_centred=any(run.labels & centred_classes for run in runs))


# An article, from its blocks.


@dataclass(slots=True)
class _Article:
    """One article's blocks, which ``parse`` takes from the top, and the fields read from them."""

    blocks: list[_Block]
    labels: dict[str, str] = field(default_factory=dict)
    source: str = ""
    source_date: SourceDate = field(default_factory=SourceDate)
    edition: str = ""
    headline: str = ""
    standfirst: str = ""
    paragraphs: list[str] = field(default_factory=list)

    def parse(self, document: Document, *, media_type: str) -> Record:
        """Return the article as a Record; raise UnreadableError without headline or text."""
        self._take_blocks()
        if not self.headline or not self.paragraphs:
            raise UnreadableError(_NO_TEXT if self.headline else _NO_HEADLINE)
        language = fields.parse_language_name(self.labels.get("LANGUAGE", ""))
        byline = collapse_whitespace(self.labels.get("BYLINE", ""))
        return Record(
            headline=self.headline,
            standfirst=self.standfirst,
            body=body_html.from_paragraphs(self.paragraphs),
            original=document.original,
            media_type=media_type,
            charset=document.charset,
            parser=fields.PARSER,
            position=document.position,
            language=language,
            source=self.source,
            source_date=self.source_date,
            source_detail=fields.join_detail(self.edition, self.labels.get("SECTION", "")),
            source_address=_extract_url(self.labels.get("URL", "")),
            origin_id=collapse_whitespace(self.labels.get("ACC-NO", "")),
            byline=byline,
            credits=(
                bylines.parse_byline(byline, source=self.source, language=language)
                if byline
                else ()
            ),
            tags=self._choose_tags(),
            readings=fields.mark_date(self.source_date),
        )

    def _take_blocks(self) -> None:
        start = next((at for at, block in enumerate(self.blocks) if _is_number(block)), -1)
        self.blocks = self.blocks[start + 1 :]
        while self.blocks and _COPYRIGHT.match(self.blocks[0].text):
            self.blocks.pop(0)
        self._take_source()
        self._take_headline()
        self._take_header()
        self._take_body()
        self._take_footer()

    def _take_source(self) -> None:
        """Take the source's name, the date below it, and the edition in the lines of both."""
        index = next((at for at, block in enumerate(self.blocks[:4]) if _extract_date(block)), None)
        if index is None:
            self.source = self._take_line()
            return
        self.source = collapse_whitespace(" ".join(block.text for block in self.blocks[:index]))
        self.source_date, rest = _extract_date(self.blocks[index]) or (SourceDate(), "")
        editions = [rest]
        self.blocks = self.blocks[index + 1 :]
        while self.blocks and self.blocks[0].is_centred and not _split_label(self.blocks[0])[0]:
            editions.append(self._take_line())
        self.edition = fields.join_detail(*editions)

    def _take_line(self) -> str:
        """Take the next block as one line; leave it and return "" where it has a label."""
        if not self.blocks or _split_label(self.blocks[0])[0]:
            return ""
        return collapse_whitespace(self.blocks.pop(0).text)

    def _take_headline(self) -> None:
        self.headline = self._take_line()
        while self._is_above_header() and (line := self._take_line()):
            self.standfirst = f"{self.standfirst} {line}".strip()

    def _is_above_header(self) -> bool:
        """Return whether a header label is still to come, so that the text has not begun."""
        return any(_split_label(block)[0] in _HEADER_LABELS for block in self.blocks[:4])

    def _take_header(self) -> None:
        while self.blocks:
            label, text = _split_label(self.blocks[0])
            if label not in _HEADER_LABELS:
                break
            self.labels.setdefault(label, text)
            self.blocks.pop(0)
        self.headline = self.headline or collapse_whitespace(self.labels.get("HEADLINE", ""))
        self.standfirst = self.standfirst or collapse_whitespace(self.labels.get("HIGHLIGHT", ""))

    def _take_body(self) -> None:
        blocks = list(takewhile(lambda block: not _starts_footer(block), self.blocks))
        self.blocks = self.blocks[len(blocks) :]
        while blocks and _is_copyright(blocks[-1]):
            blocks.pop()
        self.paragraphs = [collapse_whitespace(block.text) for block in blocks]

    def _take_footer(self) -> None:
        """Take the labels below the text; a correction is part of the published text."""
        label = ""
        for block in self.blocks:
            if _is_copyright(block):
                return
            new_label, text = _split_label(block)
            if new_label in _FOOTER_LABELS:
                label = new_label
            else:
                text = block.text  # a further block of the same label
            if label != "CORRECTION":
                self.labels.setdefault(label, text)
            elif collapse_whitespace(text):
                self.paragraphs.append(f"CORRECTION: {collapse_whitespace(text)}")

    def _choose_tags(self) -> tuple[str, ...]:
        """Return the subjects that people assigned; those with a percentage are a machine's."""
        subjects = re.split(r"[;\n]", self.labels.get("SUBJECT", ""))
        return fields.choose_tags(term for term in subjects if not _PERCENTAGE.search(term))


def _extract_url(text: str) -> str:
    match = HTTP_URL.search(text)
    if match is None:
        return ""
    scheme, separator, rest = match[0].partition("//")
    return f"{scheme}{separator}{rest[:_URL_LENGTH]}"


def _is_number(block: _Block) -> bool:
    return bool(_NUMBER_LINE.fullmatch(block.text))


def _is_copyright(block: _Block) -> bool:
    return bool(_COPYRIGHT.match(block.text)) and len(block.text) <= _LINE_LENGTH


def _starts_footer(block: _Block) -> bool:
    return _split_label(block)[0] in _FOOTER_LABELS - _AMBIGUOUS_LABELS


def _split_label(block: _Block) -> tuple[str, str]:
    """Return the block's known label and the text after it, or "" and the whole text."""
    match = _LABEL.fullmatch(block.text)
    if match and match[1] in _HEADER_LABELS | _FOOTER_LABELS:
        return match[1], match[2] or ""
    return "", block.text


def _extract_date(block: _Block) -> tuple[SourceDate, str] | None:
    """Return the date in the block's first line and the rest of the block, None for no date."""
    first, _, more = block.text.partition("\n")
    if len(block.text) > _LINE_LENGTH or not any(character.isdigit() for character in first):
        return None
    source_date, rest = printed_dates.extract_date(first)
    return (source_date, fields.join_detail(rest, *more.split("\n"))) if source_date.first else None
