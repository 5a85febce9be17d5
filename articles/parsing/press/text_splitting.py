"""Splits an export in plain text into its articles, line by line, and text into paragraphs."""

import io
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import BinaryIO, Final

from articles.parsing import hypertext
from articles.parsing.charsets import UnknownCharsetError, decode_text, detect_bom, encode_for_json
from articles.parsing.hypertext import UnreadableError
from articles.parsing.press import splitting
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text.plain_text import WRAP_LIMIT
from articles.text.strings import clean_text, collapse_whitespace

_SIZE_LIMIT: Final = splitting.ARTICLE_LIMIT
_WIDE_AND_LARGE: Final = Problem("press.utf16_too_large", {"size": hypertext.SIZE_LIMIT // 2**20})
_BLANK: Final = b"\xef\xbb\xbf \t\r\n\f"
_CLOSED: Final = tuple('.!?…:"”’»“')


def parse_articles(
    stream: BinaryIO,
    *,
    charset: str,
    parse_document: Callable[[Document], Record | None],
    is_start: Callable[[bytes], object] = lambda _line: False,
    is_end: Callable[[bytes], object] = lambda _line: False,
    find_cover_end: Callable[[str], int] = lambda _text: 0,
) -> Iterator[Record | Reject | SkippedItem]:
    """Yield a record or a reject for each article of the export.

    An article begins at a line for which ``is_start`` is true, and ends below one for which
    ``is_end`` is. ``find_cover_end`` returns how much of its text is a cover page.
    ``parse_document`` returns None for what is no article, and raises UnreadableError where the
    document cannot be read.
    """
    bom, bom_charset = detect_bom(stream.read(4))
    stream.seek(0)
    if bom and bom_charset != "utf-8":
        content = stream.read(hypertext.SIZE_LIMIT + 1)
        if len(content) > hypertext.SIZE_LIMIT:
            yield Reject("line 1", _WIDE_AND_LARGE, None)
            return
        stream = io.BytesIO(content.decode(bom_charset, "replace").encode())
    number = 1
    for part in _split_stream(stream, is_start, is_end):
        for result in _parse_part(
            part, f"document {number}", charset, find_cover_end, parse_document
        ):
            number += result is not None
            yield result or SkippedItem("cover pages")


def _split_stream(
    stream: BinaryIO, is_start: Callable[[bytes], object], is_end: Callable[[bytes], object]
) -> Iterator[bytes]:
    """Yield the parts of the export that are not blank; none far above the limit."""
    content = bytearray()
    while line := stream.readline(_SIZE_LIMIT):
        if is_start(line):
            yield from _drop_blank(content)
            content.clear()
        if len(content) <= _SIZE_LIMIT:
            content += line
        if is_end(line):
            yield from _drop_blank(content)
            content.clear()
    yield from _drop_blank(content)


def _drop_blank(content: bytearray) -> Iterator[bytes]:
    if content.strip(_BLANK):
        yield bytes(content)


def _parse_part(
    content: bytes,
    position: str,
    charset: str,
    find_cover_end: Callable[[str], int],
    parse_document: Callable[[Document], Record | None],
) -> Iterator[Record | Reject | None]:
    """Yield the article of the part, and None for each thing that is no article."""
    if len(content) > _SIZE_LIMIT:
        yield Reject(position, splitting.TOO_LARGE, None)
        return
    try:
        text, used_charset = decode_text(content, charset)
    except UnknownCharsetError as error:
        yield Reject(position, error.problem, encode_for_json(content))
        return
    if cover_end := find_cover_end(text):
        yield None
        text, content = text[cover_end:], text[cover_end:].encode(used_charset)
    text = clean_text(text).replace("\ufeff", "")
    try:
        yield parse_document(Document(text, content, "text/plain", used_charset, position))
    except UnreadableError as error:
        yield Reject(position, error.problem, encode_for_json(content))


def split_paragraphs(lines: list[str]) -> list[str]:
    """Return the paragraphs of the lines.

    Each line is one, unless blank lines divide lines that were wrapped, or most lines end in the
    middle of a sentence.
    """
    blocks = [list(block) for is_text, block in groupby(lines, key=_has_text) if is_text]
    if len(blocks) == 1 and not _is_wrapped(blocks[0]):
        return [collapse_whitespace(line) for line in blocks[0]]
    return [paragraph for block in blocks for paragraph in join_block(block)]


def _has_text(line: str) -> bool:
    return bool(line.strip())


def _is_wrapped(block: list[str]) -> bool:
    closed = sum(line.rstrip().endswith(_CLOSED) for line in block)
    return closed * 2 < len(block) and max(map(len, block)) <= WRAP_LIMIT


def join_block(block: list[str]) -> list[str]:
    """Return the paragraphs of lines without a blank one: each line if one is long, else all."""
    is_long = max(map(len, block)) > WRAP_LIMIT
    return [collapse_whitespace(text) for text in (block if is_long else [" ".join(block)])]
