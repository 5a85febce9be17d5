"""The elements and attributes that a body may hold, and what other elements become."""

import re
from collections.abc import Mapping
from typing import Final

# What may be around blocks, around a text of one or more lines, around a text, and in a text.
CONTAINERS: Final = frozenset(
    "blockquote ul ol li table thead tbody tfoot tr td th dl dd figure".split()
)
LINE_BLOCKS: Final = frozenset("caption figcaption dt".split())
TEXT_BLOCKS: Final = frozenset("p h2 h3 h4 pre".split())
INLINE: Final = frozenset("a strong b em i q cite sub sup code del ins s span".split())
VOID: Final = frozenset({"br", "hr"})
TAGS: Final = CONTAINERS | LINE_BLOCKS | TEXT_BLOCKS | INLINE | VOID

# The parser puts these around every text.
DOCUMENT: Final = frozenset({"html", "body"})
CELLS: Final = frozenset({"td", "th"})
# Elements with a meaning in some parents only; elsewhere their text becomes a paragraph.
PARENTS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("caption", "thead", "tbody", "tfoot"), frozenset({"table"})),
    "tr": frozenset("table thead tbody tfoot".split()),
    **dict.fromkeys(CELLS, frozenset({"tr"})),
    **dict.fromkeys(("dt", "dd"), frozenset({"dl"})),
    "figcaption": frozenset({"figure"}),
}
# The elements that a text needs around it in these parents, which hold no text themselves.
IMPLIED: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("table", "thead", "tbody", "tfoot"), ("tr", "td")),
    "tr": ("td",),
    **dict.fromkeys(("ul", "ol"), ("li",)),
    "dl": ("dd",),
    **dict.fromkeys(("blockquote", "figure"), ("p",)),
}
# Nothing but their own parts may be directly in these. In lists of items, other lists may.
STRICT: Final = frozenset("table thead tbody tfoot tr dl".split())
STRUCTURAL: Final = STRICT | {"ul", "ol"}

HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
RENAMED: Final[Mapping[str, str]] = {
    "h1": "h2",
    **dict.fromkeys(("h5", "h6"), "h4"),
    "strike": "s",
    **dict.fromkeys(("tt", "samp", "kbd"), "code"),
    **dict.fromkeys(("bdi", "bdo"), "span"),
    "listing": "pre",
}

# All elements that begin and end a line of their own in a browser.
BLOCKS: Final = (
    CONTAINERS
    | LINE_BLOCKS
    | TEXT_BLOCKS
    | frozenset(
        "address article aside body center details dialog dir div fieldset footer form frameset "
        "h1 h5 h6 head header hgroup hr html iframe legend listing main menu nav noframes noscript "
        "optgroup option plaintext search section select summary textarea title video xmp".split()
    )
)

# The attributes of a body, with the values that they may have.
ATTRIBUTES: Final[Mapping[str, re.Pattern[str]]] = {
    "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "title": re.compile(r".+"),
    "href": re.compile(r".*"),
    "hreflang": re.compile(r".+"),
    "start": re.compile(r"-?[0-9]{1,6}"),
    "colspan": re.compile(r"[2-9]|[1-9][0-9]{1,2}"),
    "rowspan": re.compile(r"[2-9]|[1-9][0-9]{1,2}"),
    "scope": re.compile(r"col|row|colgroup|rowgroup"),
}
# Browsers ignore these in an address; elsewhere they would divide the tag.
_LINE_ENDS: Final = re.compile(r"[\t\n\r]+")
EVERYWHERE: Final = frozenset({"lang", "dir", "title"})
# The attributes that hold for all text in an element, and so outlive the element.
INHERITED: Final = frozenset({"lang", "dir"})
OWN: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({"href", "hreflang"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
}


def choose_attributes(name: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """Return those attributes, with their values on one line, that the element may have."""
    allowed = EVERYWHERE | OWN.get(name, frozenset())
    lines = {key: _LINE_ENDS.sub("", value) for key, value in attributes.items() if key in allowed}
    return {key: value for key, value in lines.items() if ATTRIBUTES[key].fullmatch(value)}


# How many elements may be open at once: libxml2 looks through all of them for each end tag that
# has no start tag. Nothing that people write comes near it.
OPEN_LIMIT: Final = 1_000


class TooDeepError(Exception):
    """More elements are in each other than the limit allows."""
