"""Turns the elements that trafilatura returns into those of HTML."""

from typing import Final

from lxml import etree, html

from articles.parsing.hypertext import Element

# Emphasis by what trafilatura calls it.
_EMPHASIS: Final = {"#b": "strong", "#t": "code", "#sub": "sub", "#sup": "sup", "#u": "span"}
_TAGS: Final = {"ref": "a", "row": "tr", "lb": "br", "graphic": "img"}
# What holds a line of text: in it, code and quotations are part of the line.
_LINES: Final = frozenset("p head item cell hi ref del".split())


def build_html(body: Element) -> Element:
    """Return the body with elements of HTML, whose links and starts of lists are kept."""
    names = {each: _get_name(each) for each in body.iterdescendants()}
    for each, name in names.items():
        url = each.get("target")
        each.tag = name
        each.attrib.clear()
        if name == "a" and url:
            each.set("href", url)
    body.tag = "body"
    content = etree.tostring(body, encoding="unicode", method="html")
    return html.document_fromstring(content).find("body")


def _get_name(element: Element) -> str:
    rend = element.get("rend") or ""
    is_inline = element.getparent().tag in _LINES
    names = {
        "list": rend if rend in {"ol", "dl"} else "ul",
        "item": rend[:2] if rend[:2] in {"dt", "dd"} else "li",
        "head": rend if rend[:1] == "h" else "h3",
        "hi": _EMPHASIS.get(rend, "em"),
        "cell": "th" if element.get("role") == "head" else "td",
        "code": "code" if is_inline else "pre",
        "quote": "q" if is_inline else "blockquote",
    }
    tag = str(element.tag)
    return names.get(tag) or _TAGS.get(tag, tag)
