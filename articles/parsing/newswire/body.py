"""Elements of NITF and XHTML to the HTML of a body."""

import html
import re
from functools import lru_cache
from typing import Final

from lxml import etree

from articles.parsing import xml
from articles.text.strings import collapse_whitespace

# Their names in NITF and XHTML: the element of a body that says the same.
_MAPPED: Final = {
    **{name: name for name in "p h2 h3 h4 ul ol li blockquote".split()},
    **{name: name for name in "q em i strong b sub sup cite".split()},
    **dict.fromkeys(("hl1", "hl2", "h1"), "h2"),
    **dict.fromkeys(("h5", "h6"), "h4"),
    **dict.fromkeys(("byline", "dateline", "credit", "abstract", "fn", "dt", "dd"), "p"),
    **dict.fromkeys(("block", "body.content", "body", "div", "section", "article", "dl"), "div"),
    **dict.fromkeys(("main", "table", "nitf-table", "copyrite", "tagline"), "div"),
    "bq": "blockquote",
}
_EMPTY: Final = frozenset({"br", "hr"})
# No text of the story: pictures and their captions, what is about it, what is around it on a page.
_DROPPED: Final = frozenset(
    """media img figure picture object video audio svg iframe script style template form
    head title header nav footer time key-list classifier tobject datasource alt-code
    caption media-caption media-producer media-reference media-metadata
    nitf-table-metadata""".split()
)
_BLANK_LINES: Final = re.compile(r"\n\s*\n")
_BLANKS: Final = re.compile(r"[ \t\r\f]+")
_AROUND_BREAK: Final = re.compile(r" ?\n ?")
_BREAKS: Final = re.compile(r"\n{3,}")
_HOLLOW: Final = re.compile(r"<(p|h[234]|li|div|blockquote)>\s*</\1>")


def body_html(element: xml.Element) -> str:
    """Return the text in the element as HTML, without media and without attributes but links."""
    writer = _Writer()
    writer.parts.append(_escaped(element.text))
    for each in element:
        writer.write(each)
    return _HOLLOW.sub("", "".join(writer.parts))


@lru_cache(maxsize=1024)
def _name(tag: str) -> str:
    """Return the name without its namespace; a text has many elements and few names."""
    return tag.rpartition("}")[2]


class _Writer:
    """Writes the start and the end of each element, and the text after both."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, element: xml.Element) -> None:
        """Write all of an element, however deep it is, and the text that follows it."""
        walk = etree.iterwalk(element, events=("start", "end"))
        for event, each in walk:
            if event == "end":
                self.parts += (_closing(each), _escaped(each.tail))
            elif not self._start(each):
                walk.skip_subtree()

    def _start(self, element: xml.Element) -> bool:
        """Write how the element begins; tell whether what is in it is to be written likewise."""
        name = _name(element.tag)
        if name in _WHOLE:
            self.parts.append(_WHOLE[name](element))
        elif name not in _DROPPED and not _is_note(element):
            self.parts += (_opening(name, element), _escaped(element.text))
            return True
        return False


def _is_note(element: xml.Element) -> bool:
    """Tell whether it is written to editors, and not for publication."""
    return bool(element.get("type") == "npa")


def _opening(name: str, element: xml.Element) -> str:
    if name == "a":
        return f'<a href="{html.escape(element.get("href", ""))}">'
    if name in _EMPTY:
        return f"<{name}>"
    return f"<{_MAPPED[name]}>" if name in _MAPPED else ""


def _closing(element: xml.Element) -> str:
    name = _name(element.tag)
    if name == "a":
        return "</a>"
    return f"</{_MAPPED[name]}>" if name in _MAPPED and not _is_note(element) else ""


def _escaped(text: str | None) -> str:
    """Return the text as HTML, of its white space only what divides words, lines or paragraphs."""
    if not text:
        return ""
    lines = _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text))
    return html.escape(_BREAKS.sub("\n\n", lines), quote=False)


def _row(element: xml.Element) -> str:
    """Return a row of a table as a paragraph."""
    cells = (_escaped(collapse_whitespace(xml.get_text(cell))) for cell in element)
    return f"<p>{' | '.join(filter(None, cells))}</p>"


def _set(element: xml.Element) -> str:
    """Return text that was set with spaces as paragraphs."""
    parts = _BLANK_LINES.split(xml.get_text(element))
    return "".join(f"<p>{_escaped(part.strip())}</p>" for part in parts)


_WHOLE: Final = {"tr": _row, "nitf-table-row": _row, "pre": _set}
