"""An article in Markdown, its fields above the text between two lines ``---``."""

import html
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from articles.parsing import bylines
from articles.parsing.charsets import UnknownCharsetError, decode_text, encode_for_json
from articles.parsing.clipping import markdown_html
from articles.parsing.languages import parse_language_tag
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Sureness
from articles.parsing.stamps import parse_stamp
from articles.text.patterns import HTTP_URL
from articles.text.strings import clean_text, collapse_whitespace, guess_language
from articles.vocabulary import SourceDate

# The values of fields, by the names that they have in the file.
Fields = dict[str, list[str]]

PARSER: Final = "markdown/1"
SIZE_LIMIT: Final = 2 * 2**20
_TOO_LARGE: Final = Problem("clipping.too_large", {"size": SIZE_LIMIT // 2**20})
# How many lines the fields may take.
_FIELD_LINES: Final = 200

_FENCE: Final = re.compile(r"\ufeff?---[ \t]*")
_FENCES: Final = frozenset({"---", "..."})
_FIELD: Final = re.compile(r"([A-Za-z][\w-]{0,40})[ \t]*:(?:[ \t]+(.*))?")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(.*)")
# What tools call each field. The first name that has a value counts.
_NAMES: Final = {
    "title": ("title",),
    "author": ("author", "authors", "by", "byline"),
    "source": ("source", "publication", "publisher", "outlet"),
    "url": ("url", "link", "source_url", "original_url", "canonical", "canonical_url"),
    "date": ("date", "published", "published_at", "publish_date"),
    "standfirst": ("standfirst", "description", "excerpt", "summary", "subtitle", "dek"),
    "tags": ("tags", "tag", "keywords", "categories", "category"),
    "language": ("language", "lang", "locale"),
}
_KNOWN: Final = {name: field for field, names in _NAMES.items() for name in names}
# Site generators say so whether an article is public.
_NO_DATES: Final = frozenset({"true", "false"})
_SOURCE_LINE: Final = re.compile(
    r"\[(?:source|kaynak|original|permalink)\]\((https?://[^\s()<>]+)(?:\s[^()]*)?\)", re.IGNORECASE
)

_NO_HEADLINE: Final = Problem("markdown.no_title")
_NO_TEXT: Final = Problem("markdown.no_text")


def sniff(head: str) -> bool:
    lines = head.split("\n", _FIELD_LINES)
    if not _FENCE.fullmatch(lines[0].rstrip("\r")):
        return False
    fields, _ = _read_fields([line.rstrip() for line in lines])
    return "title" in fields


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject]:
    """Yield the article, the only one of its file."""
    content = stream.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        yield Reject("line 1", _TOO_LARGE, None)
        return
    try:
        text, used_charset = decode_text(content, charset)
    except UnknownCharsetError as error:
        yield Reject("line 1", error.problem, encode_for_json(content))
        return
    yield _build_record(clean_text(text), content, used_charset)


def _build_record(text: str, content: bytes, charset: str) -> Record | Reject:
    lines = [line.rstrip() for line in text.split("\n")]
    fields, start = _read_fields(lines)
    body, url = _take_source_line(lines[start:])
    converted = markdown_html.convert(body)
    headline = next(_iter_lines(fields, "title"), "")
    if not headline or not converted:
        problem = _NO_TEXT if headline else _NO_HEADLINE
        return Reject("line 1", problem, encode_for_json(content))
    sources = [line for line in _iter_lines(fields, "source") if not HTTP_URL.match(line)]
    source = next(iter(sources), "")
    language, readings = _find_language(fields, converted)
    byline = "; ".join(next(_iter_values(fields, "author"), ()))
    return Record(
        headline=headline,
        standfirst=next(_iter_lines(fields, "standfirst"), ""),
        body=converted,
        original=content,
        media_type="text/markdown",
        charset=charset,
        parser=PARSER,
        position="line 1",
        language=language,
        source=source,
        source_date=_parse_date(fields),
        source_address=_find_url(url, *_iter_lines(fields, "url"), *_iter_lines(fields, "source")),
        byline=byline,
        credits=bylines.parse_byline(byline, source=source, language=language),
        tags=tuple(dict.fromkeys(chain.from_iterable(_iter_values(fields, "tags")))),
        readings=readings,
    )


def _read_fields(lines: list[str]) -> tuple[Fields, int]:
    """Return the values of the known names, and the index of the first line below them."""
    fields: Fields = {}
    name = ""
    for index, line in enumerate(lines[1:_FIELD_LINES], 1):
        if line in _FENCES:
            return fields, index + 1
        if line.lstrip().startswith("#"):
            continue  # a comment
        if match := _FIELD.fullmatch(line):
            name = match[1].lower().replace("-", "_")
            is_list = _KNOWN.get(name) in {"tags", "author"}
            values = _split_values(match[2] or "", is_list=is_list)
        else:
            item = _ITEM.fullmatch(line)
            values = _split_values(item[1] if item else line, is_list=False)
        if name in _KNOWN:
            fields.setdefault(name, []).extend(values)
    return {}, 0


def _split_values(text: str, *, is_list: bool) -> list[str]:
    """Return the value, or the values of a list in brackets or between commas."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        text, is_list = text[1:-1], True
    parts = text.split(",") if is_list and not text.startswith('"') else [text]
    values = (collapse_whitespace(html.unescape(_unquote(part.strip()))) for part in parts)
    return [value for each in values if (value := each.strip("|>"))]


def _unquote(text: str) -> str:
    """Return the text without a quotation mark at both ends."""
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted else text


def _iter_values(fields: Fields, field: str) -> Iterator[list[str]]:
    """Yield the values under each name of the field that has some, the best name first."""
    return filter(None, (fields.get(name) for name in _NAMES[field]))


def _iter_lines(fields: Fields, field: str) -> Iterator[str]:
    return (collapse_whitespace(" ".join(values)) for values in _iter_values(fields, field))


def _parse_date(fields: Fields) -> SourceDate:
    """Return the first date, else what is printed in its place; ``published: true`` is none."""
    lines = (line for line in _iter_lines(fields, "date") if line.lower() not in _NO_DATES)
    dates = [parse_stamp(line) for line in lines]
    return next((each for each in dates if each.first), next(iter(dates), SourceDate()))


def _take_source_line(lines: list[str]) -> tuple[list[str], str]:
    """Return the lines without a last one that is only a link to the source, and its address."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at]), None)
    match = _SOURCE_LINE.fullmatch(lines[last].strip()) if last is not None else None
    return (lines[:last], match[1]) if match else (lines, "")


def _find_url(*texts: str) -> str:
    return next((text for text in texts if HTTP_URL.fullmatch(text)), "")


def _find_language(fields: Fields, body: str) -> tuple[str, dict[str, Reading]]:
    """Return the language that the fields name, else the one that the text seems to be in."""
    if language := parse_language_tag(next(_iter_lines(fields, "language"), "")):
        return language, {}
    language = guess_language(re.sub("<[^<>]*>", " ", body[:20_000]))
    return language, {"language": Reading(Sureness.GUESS if language else Sureness.MISSING)}
