"""A feed's text to documents of one entry each, cut out as it stands, well-formed or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from articles.parsing.charsets import charset_named

# What may hold the name of an entry without being one goes first.
_TOKEN: Final = re.compile(
    r"(?P<marked><!\[CDATA\[)|(?P<comment><!--)"
    r"|<(?P<end>/?)(?P<name>(?:[\w.-]+:)?(?:item|entry))(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_ENDS: Final = {"marked": "]]>", "comment": "-->"}
_DECLARATION: Final = re.compile(r"\A\s*<\?xml(?=\s)[^<>]*\?>\s*")
_ENCODING: Final = re.compile(r"""\sencoding\s*=\s*["']([^"'<>]*)["']""")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed in pieces: what stands before its first entry and after its last, and its entries."""

    text: str
    before: str
    after: str
    spans: tuple[tuple[int, int], ...]

    def documents(self) -> Iterator[str]:
        """Yield, for each entry, the feed as it would be if it had no other."""
        return (self.before + self.text[start:end] + self.after for start, end in self.spans)


def cut(text: str, *, charset: str) -> Cut:
    """Cut the feed's text; what stands before says, where it must, which charset it is in."""
    spans = tuple(_spans(text))
    first, last = (spans[0][0], spans[-1][1]) if spans else (len(text), len(text))
    return Cut(text, _declared(text[:first].lstrip(), charset), text[last:], spans)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where entries start and end; what another one or the end of the feed cuts off, too."""
    name, start = "", -1
    for is_end, found in _tags(text):
        name = name or ("" if is_end else found["name"])
        if found["name"] != name:
            continue
        if start >= 0:
            yield start, found.end() if is_end else found.start()
        is_whole = found[0].endswith("/>")
        if is_whole and not is_end:
            yield found.span()
        start = -1 if is_end or is_whole else found.start()
    if start >= 0:
        yield start, len(text)


def _tags(text: str) -> Iterator[tuple[bool, re.Match[str]]]:
    """Yield the tags of entries that are in no comment and no marked section."""
    position = 0
    while found := _TOKEN.search(text, position):
        position = found.end()
        if end := _ENDS.get(found.lastgroup or ""):
            position = text.find(end, position)
            if position < 0:
                return
        else:
            yield bool(found["end"]), found


def _declared(before: str, charset: str) -> str:
    """Return the text with a declaration that tells the charset, unless it needs none."""
    if charset_told(before) == charset or charset.startswith("utf"):
        return _ENCODING.sub("", before, count=1) if _tells_another(before, charset) else before
    return declaring(charset) + _DECLARATION.sub("", before)


def _tells_another(before: str, charset: str) -> bool:
    return charset_told(before) not in {"", charset}


def charset_told(head: str) -> str:
    """Return the charset that the declaration at the head of a feed tells, "" for none known."""
    declaration = _DECLARATION.match(head)
    told = _ENCODING.search(declaration[0]) if declaration else None
    return charset_named(told[1]) if told else ""


def declaring(charset: str) -> str:
    return f'<?xml version="1.0" encoding="{charset}"?>\n'


def plain(document: str) -> str:
    """Return the document in UTF-8 and without the characters that XML has no place for."""
    return declaring("utf-8") + _CONTROLS.sub("", _DECLARATION.sub("", document)).lstrip()
