"""Converts the Markdown that articles are written in to HTML; HTML in it stays as it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from articles.text.strings import collapse_whitespace

_KINDS: Final = {
    "heading": re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*"),
    "hr": re.compile(r"[*_-](?:[ \t]*[*_-]){2,80}[ \t]*"),
    "ul": re.compile(r"[ \t]{0,8}([*+-])[ \t]+(.*)"),
    "ol": re.compile(r"[ \t]{0,8}(\d{1,4}[.)])[ \t]+(.*)"),
    "blockquote": re.compile(r"( {0,3}>) ?(.*)"),
}
_ITEMS: Final = frozenset({"ul", "ol", "blockquote"})
_DEFINITION: Final = re.compile(
    r" {0,3}\[([^\]\[]{1,80})\]:[ \t]*<?([^\s<>]{1,2000})>?(?:[ \t].*)?"
)
# The address of a link or a picture: in parentheses with a title, or the name of a definition.
_TARGET: Final = r"(?:\(<?([^\s()<>]{1,2000})>?(?:[ \t][^()\n]{0,500})?\)|\[([^\]\[\n]{0,80})\])"
_LINK: Final = re.compile(rf"(!?)\[([^\]\[\n]{{0,500}})\]{_TARGET}")
_AUTOLINK: Final = re.compile(r"<(https?://[^\s<>]{1,2000})>")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,2000})(?<=\S)\1")
_EMPHASIS: Final = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]{1,2000})(?<=\S)\1(?![\w*_])")
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!>~-])")

# The addresses of links by their names.
Definitions = Mapping[str, str]


def convert(lines: Sequence[str]) -> str:
    """Return the HTML of the lines."""
    matches = [_DEFINITION.fullmatch(line) for line in lines]
    definitions = {match[1].lower(): match[2] for match in matches if match}
    texts = [line for line, match in zip(lines, matches, strict=True) if not match]
    blocks = (list(block) for is_text, block in groupby(texts, key=_has_text) if is_text)
    return "\n".join(part for block in blocks for part in _convert_block(block, definitions))


def _has_text(line: str) -> bool:
    return bool(line.strip())


def _convert_block(lines: list[str], definitions: Definitions) -> Iterator[str]:
    """Yield the HTML of lines without a blank one between them."""
    for kind, group in groupby(_split_parts(lines), key=lambda part: part[0]):
        texts = [_convert_inline(text, definitions) for _, text in group]
        if kind == "hr":
            yield "<hr>"
        elif kind in {"ul", "ol"}:
            yield f"<{kind}>{''.join(f'<li>{text}</li>' for text in texts)}</{kind}>"
        elif kind == "blockquote":
            yield f"<blockquote><p>{' '.join(texts)}</p></blockquote>"
        else:
            yield from (f"<{kind}>{text}</{kind}>" for text in texts if text)


def _split_parts(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts of the block with their elements; a line goes on the part above it."""
    kind, texts = "", [""]
    for line in lines:
        new_kind, text = _parse_line(line)
        if new_kind == "p" and kind in {"p", *_ITEMS}:
            texts.append(text)
            continue
        if kind:
            yield kind, " ".join(texts)
        kind, texts = new_kind, [text]
    yield kind, " ".join(texts)


def _parse_line(line: str) -> tuple[str, str]:
    """Return the element that the line begins, and its text."""
    kind = next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(line)), "")
    match = _KINDS[kind].fullmatch(line) if kind else None
    if match is None:
        return "p", collapse_whitespace(line)
    if kind == "heading":
        return f"h{len(match[1])}", match[2]
    return kind, "" if kind == "hr" else collapse_whitespace(match[2])


def _convert_inline(text: str, definitions: Definitions) -> str:
    """Return the text with its links, pictures and emphasis as HTML."""
    text = _ESCAPED.sub(lambda match: _escape(match[1]), text) if "\\" in text else text
    if "<" in text:
        text = _AUTOLINK.sub(lambda match: _build_link(match[1], match[1]), text)
    if "[" in text:
        text = _LINK.sub(partial(_convert_link, definitions=definitions), text)
    text = _STRONG.sub(r"<strong>\2</strong>", text)
    return _EMPHASIS.sub(r"<em>\2</em>", text)


def _escape(characters: str) -> str:
    """Return the characters so that nothing below takes them for Markdown."""
    return "".join(f"&#{ord(character)};" for character in characters)


def _convert_link(match: re.Match[str], *, definitions: Definitions) -> str:
    is_picture, text, url, name = match.groups()
    url = url or definitions.get((name or text).lower(), "")
    if not url:
        return match[0]
    if is_picture:
        return f'<img src="{_clean_url(url)}" alt="{text.replace(chr(34), "&quot;")}">'
    return _build_link(url, text)


def _build_link(url: str, text: str) -> str:
    return f'<a href="{_clean_url(url)}">{text}</a>'


def _clean_url(url: str) -> str:
    """Return the address without what could end its attribute, or be taken for emphasis."""
    return re.sub(r"[\"<>*_]", lambda match: _escape(match[0]), url)
