"""An article in Markdown, its fields above the text between two lines ``---``."""

import html
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import bylines, stamps
from articles.parsing.charsets import UnknownCharsetError, decode_text, encode_for_json
from articles.parsing.clipping import markdown_html
from articles.parsing.languages import parse_language_tag
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Sureness
from articles.text.patterns import HTTP_URL
from articles.text.strings import clean_text, collapse_whitespace, guess_language

PARSER: Final = "markdown/1"
SIZE_LIMIT: Final = 2 * 2**20
_TOO_LARGE: Final = Problem("clipping.too_large", {"size": SIZE_LIMIT // 2**20})
# How many lines the fields may take.
_FIELD_LINES: Final = 200

_FENCE: Final = re.compile(r"\ufeff?---[ \t]*")
_FENCES: Final = frozenset({"---", "..."})
_FIELD: Final = re.compile(r"([A-Za-z][\w-]{0,40})[ \t]*:(?:[ \t]+(.*))?")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(.*)")
# Our names for what tools call them.
_NAMES: Final = {
    "author": "authors by byline",
    "source": "publication publisher outlet",
    "url": "link source_url original_url canonical canonical_url",
    "date": "published published_at publish_date",
    "standfirst": "description excerpt summary subtitle dek",
    "tags": "tag keywords categories category",
    "language": "lang locale",
}
_KNOWN: Final = {
    name: ours for ours, names in _NAMES.items() for name in (ours, *names.split())
} | {"title": "title"}
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
    headline = _get_line(fields, "title")
    if not headline or not converted:
        problem = _NO_TEXT if headline else _NO_HEADLINE
        return Reject("line 1", problem, encode_for_json(content))
    source = _get_line(fields, "source")
    language, readings = _find_language(fields, converted)
    byline = "; ".join(fields.get("author", ()))
    return Record(
        headline=headline,
        standfirst=_get_line(fields, "standfirst"),
        body=converted,
        original=content,
        media_type="text/markdown",
        charset=charset,
        parser=PARSER,
        position="line 1",
        language=language,
        source="" if HTTP_URL.match(source) else source,
        source_date=stamps.parse_stamp(_get_line(fields, "date")),
        source_address=_find_url(url, _get_line(fields, "url"), source),
        byline=byline,
        credits=bylines.parse_byline(byline, source=source, language=language),
        tags=tuple(dict.fromkeys(fields.get("tags", ()))),
        readings=readings,
    )


def _read_fields(lines: list[str]) -> tuple[dict[str, list[str]], int]:
    """Return the values of the known fields, and the index of the first line below them."""
    fields: dict[str, list[str]] = {}
    name = ""
    for index, line in enumerate(lines[1:_FIELD_LINES], 1):
        if line in _FENCES:
            return fields, index + 1
        if line.lstrip().startswith("#"):
            continue  # a comment
        if match := _FIELD.fullmatch(line):
            name = _KNOWN.get(match[1].lower().replace("-", "_"), "")
            values = _split_values(match[2] or "", is_list=name in {"tags", "author"})
        else:
            item = _ITEM.fullmatch(line)
            values = _split_values(item[1] if item else line, is_list=False)
        if name:
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


def _get_line(fields: dict[str, list[str]], name: str) -> str:
    return collapse_whitespace(" ".join(fields.get(name, ())))


def _take_source_line(lines: list[str]) -> tuple[list[str], str]:
    """Return the lines without a last one that is only a link to the source, and its address."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at]), None)
    match = _SOURCE_LINE.fullmatch(lines[last].strip()) if last is not None else None
    return (lines[:last], match[1]) if match else (lines, "")


def _find_url(*texts: str) -> str:
    return next((text for text in texts if HTTP_URL.fullmatch(text)), "")


def _find_language(fields: dict[str, list[str]], body: str) -> tuple[str, dict[str, Reading]]:
    """Return the language that the fields name, else the one that the text seems to be in."""
    if language := parse_language_tag(_get_line(fields, "language")):
        return language, {}
    language = guess_language(re.sub("<[^<>]*>", " ", body[:20_000]))
    return language, {"language": Reading(Sureness.GUESS if language else Sureness.MISSING)}
