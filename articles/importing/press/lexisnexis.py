"""LexisNexis: text or HTML, each article below a line such as ``1 of 10 DOCUMENTS``."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import BinaryIO, Final

from articles import markup
from articles.importing import bylines, hypertext
from articles.importing.charsets import UnknownCharsetError, decode, encode, mark_of, printable
from articles.importing.press import printed
from articles.importing.records import LeftOut, Reading, Record, Reject, SourceDate, Sureness
from articles.text import clean, squeeze

_NUMBER: Final = r"\d{1,7} of \d{1,7} DOCUMENTS?"
_LINE: Final = re.compile(rf"^[ \t\ufeff]{{0,80}}{_NUMBER}[ \t\r]*$", re.MULTILINE)
_BYTES: Final = re.compile(rb"[ \t\xef\xbb\xbf]{0,80}\d{1,7} of \d{1,7} DOCUMENTS?\s*")
_IN_HTML: Final = re.compile(rf">\s{{0,80}}{_NUMBER}\s{{0,80}}<")
_MARKUP: Final = re.compile(r"\s*<(?:!doctype html|html|!--|head|body)\b", re.IGNORECASE)

# One article; its lines; the cover page before the first.
_SIZE_LIMIT: Final = 16 * 2**20
_CENTRED: Final = re.compile(r"[ \t]{8,}\S")
_RIGHTS: Final = re.compile(r"(?:copyright\b|©|\(c\)|all rights reserved)", re.IGNORECASE)
_DATE_LIMIT: Final = 300

_ABOVE: Final = frozenset("BYLINE SECTION LENGTH DATELINE HIGHLIGHT HEADLINE SERIES".split())
_BELOW: Final = frozenset(
    """ACC-NO ACCESSION-NUMBER AUTHOR-ABSTRACT CATEGORY CITY COMPANY CORRECTION CORRECTION-DATE
    COUNTRY DATE DISTRIBUTION DOCUMENT-TYPE FEATURE GEOGRAPHIC GRAPHIC INDUSTRY ISSN JOURNAL-CODE
    LANGUAGE LOAD-DATE NAME NOTES ORGANIZATION PERSON PUBLICATION-TYPE PUB-TYPE STATE SUBJECT
    TICKER TYPE UPDATE URL VOLUME""".split()
)
_LABEL: Final = re.compile(r"([A-Z][A-Z-]{2,20}):(?:\s+(.*))?", re.DOTALL)
_PERCENT: Final = re.compile(r"\(\d{1,3}%\)")
_ADDRESS: Final = re.compile(r"https?://[^\s<>]{1,1900}", re.IGNORECASE)


def sniff(head: str) -> bool:
    marks = _IN_HTML if _MARKUP.match(head) else _LINE
    return bool(marks.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject | LeftOut]:
    head = stream.read(4096)
    stream.seek(0)
    mark, marked = mark_of(head)
    if _MARKUP.match(head.removeprefix(mark).decode(marked, "replace")):
        yield from _parse_html(stream, charset)
    else:
        yield from _parse_text(_narrow(stream, marked), charset)


# The text, article by article.


def _narrow(stream: BinaryIO, marked: str) -> BinaryIO:
    """Return the stream with letters of one byte; what is marked as UTF-16 is read whole."""
    if marked == "utf-8":
        return stream
    return io.BytesIO(stream.read(_SIZE_LIMIT).decode(marked, "replace").encode())


def _parse_text(stream: BinaryIO, charset: str) -> Iterator[Record | Reject | LeftOut]:
    number = 0
    for content in _documents(stream):
        if not _BYTES.match(content):
            yield LeftOut("cover pages")
            continue
        number += 1
        yield _read_text(content, f"document {number}", charset)


def _documents(stream: BinaryIO) -> Iterator[bytes]:
    """Yield what stands before the first article, then each; one over the limit is cut above it."""
    gathered = bytearray()
    while line := stream.readline(_SIZE_LIMIT):
        if _BYTES.fullmatch(line):
            if gathered.strip(b"\xef\xbb\xbf \t\r\n"):
                yield bytes(gathered)
            gathered.clear()
        if len(gathered) <= _SIZE_LIMIT:
            gathered += line
    if gathered.strip():
        yield bytes(gathered)


def _read_text(content: bytes, position: str, charset: str) -> Record | Reject:
    if len(content) > _SIZE_LIMIT:
        reason = f"It is larger than {_SIZE_LIMIT // 2**20} MiB, which no article is; shorten it."
        return Reject(position, reason, None)
    try:
        text, read_in = decode(content, charset)
    except UnknownCharsetError as error:
        return Reject(position, str(error), printable(content))
    found = _Article(_blocks(text))
    return found.record(content, position=position, charset=read_in, media_type="text/plain")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between blank ones; ``is_centred`` where they stand in the middle of the page."""

    text: str
    is_centred: bool


def _blocks(text: str) -> list[_Block]:
    parts = re.split(r"\n[ \t]*(?:\n[ \t]*)*\n", f"\n{clean(text)}\n")
    return [_block(part.strip("\n").splitlines()) for part in parts if part.strip()]


def _block(lines: list[str]) -> _Block:
    is_centred = all(_CENTRED.match(line) for line in lines)
    return _Block("\n".join(line.strip() for line in lines), is_centred)


# The HTML, whole.


def _parse_html(stream: BinaryIO, charset: str) -> Iterator[Record | Reject]:
    try:
        page = hypertext.page(stream, charset=charset)
    except (hypertext.UnreadableError, UnknownCharsetError) as error:
        yield Reject("line 1", str(error), None)
        return
    cuts = list(_cuts(page.text))
    style = page.text[: cuts[0]] if cuts else ""
    if len(cuts) < 2:
        yield _read_html(page.text, page.content, page.charset, "document 1")
        return
    for number, (start, end) in enumerate(pairwise([*cuts, len(page.text)]), 1):
        own = f"{_opening(style)}{page.text[start:end]}</BODY></HTML>\n"
        yield _read_html(own, encode(own, page.charset), page.charset, f"document {number}")


def _cuts(text: str) -> Iterator[int]:
    """Yield where each article begins: at its anchor, else at the tag before its number."""
    below = 0
    for found in _IN_HTML.finditer(text):
        above = text[below : found.start() + 1].lower()
        at = max(above.rfind('<a name="doc_id'), 0) or max(above.rfind("<div"), 0)
        yield below + at if at else found.start() + 1
        below = found.end()


_STYLE: Final = re.compile(r"<style\b[^>]*>.{0,20000}?</style>", re.IGNORECASE | re.DOTALL)
_CENTRED_CLASS: Final = re.compile(r"\.(\w{1,20})\s?\{[^{}]{0,300}?text-align:\s?center")


def _opening(head: str) -> str:
    style = _STYLE.search(head)
    return f"<HTML><HEAD>{style[0] if style else ''}</HEAD><BODY>\n"


def _read_html(text: str, original: bytes, charset: str, position: str) -> Record | Reject:
    style = _STYLE.search(text)
    centred = {name.lower() for name in _CENTRED_CLASS.findall(style[0])} if style else set()
    try:
        runs = hypertext.runs(hypertext.tree(text))
    except hypertext.UnreadableError as error:
        return Reject(position, str(error), printable(original))
    blocks = [
        _Block(lines, any(run.marks & centred for run in block))
        for block in hypertext.blocks(runs)
        if (lines := "".join(run.text for run in block).strip())
    ]
    found = _Article(blocks)
    return found.record(original, position=position, charset=charset, media_type="text/html")


# An article, from its blocks.


@dataclass(slots=True)
class _Article:
    """One article's blocks as they are taken from the top, and what was read in them."""

    blocks: list[_Block]
    labels: dict[str, str] = field(default_factory=dict)
    source: str = ""
    source_date: SourceDate = SourceDate()
    edition: str = ""
    headline: str = ""
    standfirst: str = ""
    paragraphs: list[str] = field(default_factory=list)

    def record(
        self, original: bytes, *, position: str, charset: str, media_type: str
    ) -> Record | Reject:
        self._read()
        if not self.headline or not self.paragraphs:
            lacks = "text" if self.headline else "headline"
            reason = f"It has no {lacks}: {_REMEDY[lacks]}"
            return Reject(position, reason, printable(original))
        language = printed.language(self.labels.get("LANGUAGE", ""))
        byline = squeeze(self.labels.get("BYLINE", ""))
        address = _ADDRESS.search(self.labels.get("URL", ""))
        return Record(
            headline=self.headline,
            standfirst=self.standfirst,
            body=markup.from_paragraphs(self.paragraphs),
            original=original,
            media_type=media_type,
            charset=charset,
            parser=printed.PARSER,
            position=position,
            language=language,
            source=self.source,
            source_date=self.source_date,
            source_detail=printed.detail(self.edition, self.labels.get("SECTION", "")),
            source_address=address[0] if address else "",
            origin_id=squeeze(self.labels.get("ACC-NO", "")),
            byline=byline,
            credits=bylines.read(byline, source=self.source, language=language) if byline else (),
            tags=self._tags(),
            readings=self._readings(),
        )

    def _read(self) -> None:
        at = next((at for at, each in enumerate(self.blocks) if _is_number(each)), -1)
        self.blocks = self.blocks[at + 1 :]
        while self.blocks and _RIGHTS.match(self.blocks[0].text):
            self.blocks.pop(0)
        self._source()
        self._headline()
        self._above()
        self._body()
        self._below()

    def _source(self) -> None:
        """Take the source's name and the date below it, with the edition in its lines."""
        at = next((at for at, block in enumerate(self.blocks[:4]) if _date_in(block)), None)
        if at is None:
            self.source = self._next()
            return
        self.source = squeeze(" ".join(block.text for block in self.blocks[:at]))
        read, rest = _date_in(self.blocks[at]) or (SourceDate(), "")
        self.source_date = read
        editions = [rest]
        self.blocks = self.blocks[at + 1 :]
        while self.blocks and self.blocks[0].is_centred and not _label(self.blocks[0])[0]:
            editions.append(self._next())
        self.edition = printed.detail(*editions)

    def _next(self) -> str:
        """Take the next block, unless it is labelled, as one line."""
        if not self.blocks or _label(self.blocks[0])[0]:
            return ""
        return squeeze(self.blocks.pop(0).text)

    def _headline(self) -> None:
        self.headline = self._next()
        while more := self._next() if self._is_above() else "":
            self.standfirst = f"{self.standfirst} {more}".strip()

    def _is_above(self) -> bool:
        """Tell whether a label of the head is still to come, so that this is no text yet."""
        return any(_label(block)[0] in _ABOVE for block in self.blocks[:4])

    def _above(self) -> None:
        while self.blocks and (found := _label(self.blocks[0]))[0] in _ABOVE:
            self.labels.setdefault(*found)
            self.blocks.pop(0)
        self.headline = self.headline or squeeze(self.labels.get("HEADLINE", ""))
        self.standfirst = self.standfirst or squeeze(self.labels.get("HIGHLIGHT", ""))

    def _body(self) -> None:
        text = list(takewhile(lambda block: _label(block)[0] not in _BELOW, self.blocks))
        self.blocks = self.blocks[len(text) :]
        while text and _is_rights(text[-1]):
            text.pop()
        self.paragraphs = [squeeze(block.text) for block in text]

    def _below(self) -> None:
        """Take the labels below the text; a correction is part of what the source published."""
        label = ""
        for block in self.blocks:
            label, text = _label(block) if _label(block)[0] in _BELOW else (label, block.text)
            if _is_rights(block):
                return
            if label != "CORRECTION":
                self.labels.setdefault(label, text)
            elif squeeze(text):
                self.paragraphs.append(f"CORRECTION: {squeeze(text)}")

    def _tags(self) -> tuple[str, ...]:
        """Return the subjects that people gave it; those with a share in percent a machine did."""
        subjects = re.split(r"[;\n]", self.labels.get("SUBJECT", ""))
        return printed.terms(term for term in subjects if not _PERCENT.search(term))

    def _readings(self) -> dict[str, Reading]:
        is_dated = self.source_date.first is not None
        return {} if is_dated else {"source_date": Reading(Sureness.MISSING)}


_REMEDY: Final = {
    "headline": "write it above the line that begins with 'LENGTH:'.",
    "text": "write its paragraphs below the line that begins with 'LENGTH:'.",
}


def _is_number(block: _Block) -> bool:
    return bool(_LINE.fullmatch(block.text))


def _is_rights(block: _Block) -> bool:
    return bool(_RIGHTS.match(block.text)) and len(block.text) <= _DATE_LIMIT


def _label(block: _Block) -> tuple[str, str]:
    """Return the block's label and what stands beside it, or "" and all of it."""
    found = _LABEL.fullmatch(block.text)
    known = found is not None and found[1] in _ABOVE | _BELOW
    return (found[1], found[2] or "") if found and known else ("", block.text)


def _date_in(block: _Block) -> tuple[SourceDate, str] | None:
    """Return the date that the block's first line begins with and what else it says, or None."""
    first, _, more = block.text.partition("\n")
    if len(block.text) > _DATE_LIMIT or not any(letter.isdigit() for letter in first):
        return None
    read, rest = printed.dated(first)
    return (read, printed.detail(rest, *more.split("\n"))) if read.first else None
