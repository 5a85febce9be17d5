"""LexisNexis: text or HTML, each article below a line such as ``1 of 10 DOCUMENTS``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import BinaryIO, Final, Self

from articles.parsing import hypertext
from articles.parsing.charsets import detect_bom
from articles.parsing.hypertext import TextRun
from articles.parsing.press import nexis_fields, splitting, text_splitting
from articles.parsing.press.fields import join_detail
from articles.parsing.press.nexis_fields import FOOTER_LABELS, HEADER_LABELS, ArticleFields
from articles.parsing.press.splitting import Document
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text.strings import collapse_whitespace

_NUMBER: Final = (
    r"(?:\d{1,7} of \d{1,7} DOCUMENTS?|Document[os]{0,2} \d{1,7} (?:de|van|di) \d{1,7}"
    r"|Dokument \d{1,7} von \d{1,7})"
)
_NUMBER_LINE: Final = re.compile(rf"^[ \t\ufeff]{{0,80}}{_NUMBER}[ \t\r]*$", re.MULTILINE)
_NUMBER_LINE_BYTES: Final = re.compile(rf"[ \t\xef\xbb\xbf]{{0,80}}{_NUMBER}\s*".encode("latin-1"))
_NUMBER_IN_HTML: Final = re.compile(rf">\s{{0,80}}{_NUMBER}\s{{0,80}}<")
_HTML_START: Final = re.compile(r"\s*<(?:!doctype html|html|!--|head|body)\b", re.IGNORECASE)
_HEAD_SIZE: Final = 4096

# An edition that is not in the middle of the page, as in text that was converted.
_EDITION: Final = re.compile(
    r"[\w .;,-]{0,40}\b(?:edition|ausgabe|édition|edición|editie|edizione)\b(?: ?[-\d;].{0,20})?",
    re.IGNORECASE,
)
_CENTRED: Final = re.compile(r"[ \t]{8,}\S")


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
            mark=_NUMBER_IN_HTML,
            find_beginning=_find_beginning,
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
    return _Article(blocks=_split_blocks(document.text)).read_blocks().build_record(document)


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


def _find_beginning(above: str) -> int:
    """Return where an article begins: at its anchor, else at the tag before its number."""
    indexes = (splitting.find_last(pattern, above) for pattern in (_ANCHOR, _DIVISION))
    return next((index for index in indexes if index >= 0), len(above) + 1)


_ANCHOR: Final = re.compile(r'<a name="doc_id', re.IGNORECASE)
_DIVISION: Final = re.compile(r"<div", re.IGNORECASE)
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
    return _Article(blocks=blocks).read_blocks().build_record(document)


def _convert_runs(runs: list[TextRun], centred_classes: set[str]) -> _Block:
    text = "".join(run.text for run in runs).strip()
    return _Block(text, is_centred=any(run.labels & centred_classes for run in runs))


# An article, from its blocks.


@dataclass(slots=True)
class _Article(ArticleFields):
    """One article's blocks, which ``read_blocks`` takes from the top."""

    blocks: list[_Block] = field(default_factory=list)

    def read_blocks(self) -> Self:
        start = next((at for at, block in enumerate(self.blocks) if _is_number(block)), -1)
        self.blocks = self.blocks[start + 1 :]
        while self.blocks and nexis_fields.is_copyright(self.blocks[0].text):
            self.blocks.pop(0)
        self._take_source()
        self._take_headline()
        self._take_header()
        self._take_body()
        self._take_footer()
        return self

    def _take_source(self) -> None:
        """Take the source's name, the date below it, and the edition in the lines of both."""
        dates = (nexis_fields.extract_date(block.text) for block in self.blocks[:4])
        found = next(((at, date) for at, date in enumerate(dates) if date), None)
        if found is None:
            self.source = self._take_line()
            return
        index, (self.source_date, rest) = found
        self.source = collapse_whitespace(" ".join(block.text for block in self.blocks[:index]))
        editions = [rest]
        self.blocks = self.blocks[index + 1 :]
        while self.blocks and _is_edition(self.blocks[0], above=editions[-1]):
            editions.append(self._take_line())
        self.edition = join_detail(*editions)

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
        return any(_split_label(block)[0] in HEADER_LABELS for block in self.blocks[:4])

    def _take_header(self) -> None:
        while self.blocks:
            label, text = _split_label(self.blocks[0])
            if label not in HEADER_LABELS:
                break
            self.labels.setdefault(label, text)
            self.blocks.pop(0)
        self.headline = self.headline or collapse_whitespace(self.labels.get("HEADLINE", ""))
        self.standfirst = self.standfirst or collapse_whitespace(self.labels.get("HIGHLIGHT", ""))

    def _take_body(self) -> None:
        blocks = list(takewhile(lambda block: not _starts_footer(block), self.blocks))
        self.blocks = self.blocks[len(blocks) :]
        while blocks and nexis_fields.is_copyright(blocks[-1].text):
            blocks.pop()
        self.paragraphs = [
            paragraph
            for block in blocks
            for paragraph in text_splitting.join_block(block.text.split("\n"))
        ]

    def _take_footer(self) -> None:
        """Take the labels below the text; a correction is part of the published text."""
        label = ""
        for block in self.blocks:
            if nexis_fields.is_copyright(block.text):
                return
            new_label, text = _split_label(block)
            if new_label in FOOTER_LABELS:
                label = new_label
            else:
                text = block.text  # a further block of the same label
            if label != "CORRECTION":
                self.labels.setdefault(label, text)
            elif collapse_whitespace(text):
                self.paragraphs.append(f"CORRECTION: {collapse_whitespace(text)}")


def _is_number(block: _Block) -> bool:
    return bool(_NUMBER_LINE.fullmatch(block.text))


def _is_edition(block: _Block, *, above: str) -> bool:
    """Return whether the block below the date is an edition, or the rest of that ``above``."""
    if _split_label(block)[0]:
        return False
    return block.is_centred or above.endswith(";") or bool(_EDITION.fullmatch(block.text))


def _split_label(block: _Block) -> tuple[str, str]:
    """Return the label in capitals that the block begins with, and what follows it."""
    label, text = nexis_fields.split_label(block.text)
    is_label = label and block.text.partition(":")[0].isupper()
    return (label, text) if is_label else ("", block.text)


def _starts_footer(block: _Block) -> bool:
    return bool(_split_label(block)[0]) and nexis_fields.starts_footer(block.text)
