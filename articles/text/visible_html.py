"""Reduces HTML to what is visible of it, in the elements that a body may hold."""

import re
from typing import Final

from lxml import etree

from articles.text.elements import BLOCKS, TooDeepError
from articles.text.html_writer import BLOCK_END, HtmlWriter
from articles.text.tables import find_tables

# The elements of most bodies, which nh3 parses alone: those in a text, those around one.
_PLAIN_INLINE: Final = "a|strong|b|em|i|q|cite|sub|sup|code"
_PLAIN_BLOCKS: Final = "p|h[234]|ul|ol|li|blockquote|hr"
# All begin with "<", so that a search skips what is between tags.
_OTHER_TAG: Final = re.compile(rf"<(?!/?(?:{_PLAIN_INLINE}|{_PLAIN_BLOCKS}|br)[\s/>])[/!?]?+[a-z-]")
# Text outside of all blocks, or behind a block in another, becomes a paragraph, and two line breaks
# divide one; a paragraph without text goes.
_LOOSE: Final = re.compile(
    r"<(?:/(?:p|h[234]|ul|ol|blockquote)\s*+>|(?:hr|blockquote)\b[^<>]*+>)\s*+"
    rf"(?!\Z|</|<(?:{_PLAIN_BLOCKS})[\s/>])"
    r"|<(?:/li\s*+>|[uo]l\b[^<>]*+>)\s*+(?!\Z|</|<(?:li|[uo]l)[\s/>])"
    r"|<(?:p|h[234])>(?>\s|&nbsp;)*+</"
    r"|<br\s*+/?+>\s*+<br"
)
_BLOCK_START: Final = re.compile(rf"\s*+(?:\Z|<(?:{_PLAIN_BLOCKS})[\s/>])")
# What libxml2 reads otherwise than browsers do: the slash at the end of a start tag means nothing,
# except in SVG and MathML and in an unquoted value; the end tags of br and p count without a start
# tag; the end tag of a block ends it even if other elements are open in it.
_MISREAD: Final = re.compile(
    rf"</(?P<end>br|{'|'.join(BLOCKS - {'div'})})(?:[\s/][^<>]*+)?>"
    r"|<(?!svg\b|math\b)(?P<start>[a-z][^<>]*+)(?<=/)>",
    re.IGNORECASE,
)
_UNQUOTED_VALUE: Final = re.compile(r"""=\s*+[^\s"'=]++\Z""")
_MAY_HIDE: Final = re.compile(r"\bstyle\s*=|\bhidden\b")
_ANY_TAG: Final = re.compile(r"<[^<>]*+>?")


def reduce_html(text: str, *, depth: int) -> str:
    """Return the HTML with the elements of a body only, nested to a limit, and nothing hidden.

    Of other elements the text stays, that of each block as a paragraph. Text without any block is
    divided as plain text is. HTML of which nothing has to go is returned unchanged; that of more
    than a thousand elements in each other keeps its text only.
    """
    if not _needs_reduction(text, depth):
        return text
    try:
        return _write(_MISREAD.sub(_rewrite, text.replace("\0", "")).encode(), depth)
    except TooDeepError:
        parts = map(str.strip, _ANY_TAG.split(text))
        return "\n".join(f"<p>{part}</p>" for part in parts if part)


def _write(source: bytes, depth: int) -> str:
    tables = find_tables(source) if b"<table" in source.lower() else []
    writer = HtmlWriter(depth=depth, tables=tables)
    parser = etree.HTMLParser(target=writer, encoding="utf-8", huge_tree=True)
    parser.feed(source)
    reduced: str = parser.close()
    return reduced


def _rewrite(match: re.Match[str]) -> str:
    if name := match["end"]:
        return "<br>" if name.lower() == "br" else match[0] + BLOCK_END
    return match[0] if _UNQUOTED_VALUE.search(match["start"]) else f"<{match['start'][:-1]}>"


def _needs_reduction(text: str, depth: int) -> bool:
    lowered = text.lower()
    # The regular expression alone takes ten times as long.
    has_word = "style" in lowered or "hidden" in lowered
    return (
        (has_word and _MAY_HIDE.search(lowered) is not None)
        or _OTHER_TAG.search(lowered) is not None
        or _BLOCK_START.match(lowered) is None
        or _LOOSE.search(lowered) is not None
        or (lowered.count("<") > depth and _count_open(lowered) > depth)
    )


def _count_open(lowered: str) -> int:
    """Return how many elements may be in each other, at most."""
    return lowered.count("<") - lowered.count("</") - lowered.count("<br")
