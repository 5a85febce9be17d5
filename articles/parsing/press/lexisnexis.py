"""LexisNexis: text or HTML, each article below a line such as ``1 of 10 DOCUMENTS``."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import BinaryIO, Final

from articles.parsing import bylines, hypertext
from articles.parsing.charsets import UnknownCharsetError, decode_text, detect_bom, encode_for_json
from articles.parsing.hypertext import UnreadableError
from articles.parsing.press import divided, printed
from articles.parsing.press.divided import Document
from articles.parsing.records import (
    Reading,
    Record,
    Reject,
    SkippedItem,
    Sureness,
)
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace
from articles.vocabulary import (
    SourceDate,
)

_NUMBER: Final = r"\d{1,7} of \d{1,7} DOCUMENTS?"
_LINE: Final = re.compile(rf"^[ \t\ufeff]{{0,80}}{_NUMBER}[ \t\r]*$", re.MULTILINE)
_BYTES: Final = re.compile(rb"[ \t\xef\xbb\xbf]{0,80}\d{1,7} of \d{1,7} DOCUMENTS?\s*")
_IN_HTML: Final = re.compile(rf">\s{{0,80}}{_NUMBER}\s{{0,80}}<")
_MARKUP: Final = re.compile(r"\s*<(?:!doctype html|html|!--|head|body)\b", re.IGNORECASE)

_SIZE_LIMIT: Final = divided.ARTICLE_LIMIT
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
# Words that a paragraph of the text may begin with too: these go on with a foot, and begin none.
_ORDINARY: Final = frozenset(
    "CATEGORY CITY COMPANY COUNTRY DATE FEATURE INDUSTRY NAME NOTES PERSON STATE TYPE UPDATE"
    " VOLUME".split()
)
_LABEL: Final = re.compile(r"([A-Z][A-Z-]{2,20}):(?:\s+(.*))?", re.DOTALL)
_PERCENT: Final = re.compile(r"\(\d{1,3}%\)")
_ADDRESS: Final = re.compile(r"https?://[^\s<>]{1,1900}", re.IGNORECASE)


def sniff(head: str) -> bool:
    marks = _IN_HTML if _MARKUP.match(head) else _LINE
    return bool(marks.search(head))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    head = stream.read(4096)
    stream.seek(0)
    mark, marked = detect_bom(head)
    if _MARKUP.match(head.removeprefix(mark).decode(marked, "replace")):
        yield from divided.articles(
            stream, charset=charset, cuts=_cuts, framed=_framed, read=_read_html
        )
    else:
        yield from _parse_text(stream, marked, charset)


# The text, article by article.


def _parse_text(
    stream: BinaryIO, marked: str, charset: str
) -> Iterator[Record | Reject | SkippedItem]:
    if marked != "utf-8":
        content = stream.read(hypertext.SIZE_LIMIT + 1)
        if len(content) > hypertext.SIZE_LIMIT:
            yield Reject("line 1", _WIDE, None)
            return
        stream = io.BytesIO(content.decode(marked, "replace").encode())
    number = 0
    for content in _documents(stream):
        if not _BYTES.match(content):
            yield SkippedItem("cover pages")
            continue
        number += 1
        yield _read_text(content, f"document {number}", charset)


_WIDE: Final = (
    f"It is UTF-16 and larger than {hypertext.SIZE_LIMIT // 2**20} MiB; save it as UTF-8."
)


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
    yield bytes(gathered)


def _read_text(content: bytes, position: str, charset: str) -> Record | Reject:
    if len(content) > _SIZE_LIMIT:
        reason = f"It is larger than {_SIZE_LIMIT // 2**20} MiB, which no article is; shorten it."
        return Reject(position, reason, None)
    try:
        text, read_in = decode_text(content, charset)
        document = Document(text, content, read_in, position)
        return _Article(_blocks(text)).record(document, media_type="text/plain")
    except (UnknownCharsetError, UnreadableError) as error:
        return Reject(position, str(error), encode_for_json(content))


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between blank ones; ``is_centred`` where they stand in the middle of the page."""

    text: str
    is_centred: bool


def _blocks(text: str) -> list[_Block]:
    parts = re.split(r"\n[ \t]*(?:\n[ \t]*)*\n", f"\n{clean_text(text)}\n")
    return [_block(part.strip("\n").splitlines()) for part in parts if part.strip()]


def _block(lines: list[str]) -> _Block:
    is_centred = all(_CENTRED.match(line) for line in lines)
    return _Block("\n".join(line.strip() for line in lines), is_centred)


# The HTML, whole.


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


def _framed(head: str, own: str) -> str:
    """Return one article below the style sheet of all, which tells what is centred."""
    style = _STYLE.search(head)
    return f"<HTML><HEAD>{style[0] if style else ''}</HEAD><BODY>\n{own}</BODY></HTML>\n"


def _read_html(document: Document) -> Record:
    style = _STYLE.search(document.text)
    centred = {name.lower() for name in _CENTRED_CLASS.findall(style[0])} if style else set()
    blocks = [
        _Block(
            "".join(run.text for run in block).strip(), any(run.labels & centred for run in block)
        )
        for block in hypertext.group_blocks(document.runs())
    ]
    return _Article(blocks).record(document, media_type="text/html")


# An article, from its blocks.


@dataclass(slots=True)
class _Article:
    """One article's blocks as they are taken from the top, and what was read in them."""

    blocks: list[_Block]
    labels: dict[str, str] = field(default_factory=dict)
    source: str = ""
    source_date: SourceDate = field(default_factory=SourceDate)
    edition: str = ""
    headline: str = ""
    standfirst: str = ""
    paragraphs: list[str] = field(default_factory=list)

    def record(self, document: Document, *, media_type: str) -> Record:
        self._read()
        if not self.headline or not self.paragraphs:
            raise UnreadableError(_NO_TEXT if self.headline else _NO_HEADLINE)
        language = printed.language(self.labels.get("LANGUAGE", ""))
        byline = collapse_whitespace(self.labels.get("BYLINE", ""))
        address = _ADDRESS.search(self.labels.get("URL", ""))
        return Record(
            headline=self.headline,
            standfirst=self.standfirst,
            body=body_html.from_paragraphs(self.paragraphs),
            original=document.original,
            media_type=media_type,
            charset=document.charset,
            parser=printed.PARSER,
            position=document.position,
            language=language,
            source=self.source,
            source_date=self.source_date,
            source_detail=printed.detail(self.edition, self.labels.get("SECTION", "")),
            source_address=address[0] if address else "",
            origin_id=collapse_whitespace(self.labels.get("ACC-NO", "")),
            byline=byline,
            credits=bylines.parse_byline(byline, source=self.source, language=language)
            if byline
            else (),
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
        self.source = collapse_whitespace(" ".join(block.text for block in self.blocks[:at]))
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
        return collapse_whitespace(self.blocks.pop(0).text)

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
        self.headline = self.headline or collapse_whitespace(self.labels.get("HEADLINE", ""))
        self.standfirst = self.standfirst or collapse_whitespace(self.labels.get("HIGHLIGHT", ""))

    def _body(self) -> None:
        text = list(
            takewhile(lambda block: _label(block)[0] not in _BELOW - _ORDINARY, self.blocks)
        )
        self.blocks = self.blocks[len(text) :]
        while text and _is_rights(text[-1]):
            text.pop()
        self.paragraphs = [collapse_whitespace(block.text) for block in text]

    def _below(self) -> None:
        """Take the labels below the text; a correction is part of what the source published."""
        label = ""
        for block in self.blocks:
            label, text = _label(block) if _label(block)[0] in _BELOW else (label, block.text)
            if _is_rights(block):
                return
            if label != "CORRECTION":
                self.labels.setdefault(label, text)
            elif collapse_whitespace(text):
                self.paragraphs.append(f"CORRECTION: {collapse_whitespace(text)}")

    def _tags(self) -> tuple[str, ...]:
        """Return the subjects that people gave it; those with a share in percent a machine did."""
        subjects = re.split(r"[;\n]", self.labels.get("SUBJECT", ""))
        return printed.terms(term for term in subjects if not _PERCENT.search(term))

    def _readings(self) -> dict[str, Reading]:
        is_dated = self.source_date.first is not None
        return {} if is_dated else {"source_date": Reading(Sureness.MISSING)}


_NO_HEADLINE: Final = "It has no headline: write it above the line that begins with 'LENGTH:'."
_NO_TEXT: Final = "It has no text: write its paragraphs below the line that begins with 'LENGTH:'."


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
