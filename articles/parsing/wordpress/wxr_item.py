"""Items of a WordPress export: their elements under the usual names."""

import html
from dataclasses import dataclass
from typing import Final

from articles.parsing import xml
from articles.text.strings import clean_text, collapse_whitespace

_PREFIXES: Final = (
    ("wordpress.org/export/", "wp"),
    ("purl.org/dc/", "dc"),
    ("purl.org/rss/1.0/modules/content/", "content"),
)


def get_name(element: xml.Element) -> str:
    """Return the element's name with the usual prefix, in any version of WXR."""
    tag = element.tag if isinstance(element.tag, str) else ""
    namespace, _, name = tag.rpartition("}")
    if "/excerpt/" in namespace:
        return f"excerpt:{name}"
    prefix = next((prefix for part, prefix in _PREFIXES if part in namespace), namespace)
    return f"{prefix}:{name}" if prefix else name


def collect_texts(element: xml.Element) -> dict[str, str]:
    """Return the texts of the element's children by name; of several with a name, the first."""
    texts: dict[str, str] = {}
    for child in element:
        texts.setdefault(get_name(child), xml.get_text(child))
    return texts


def to_line(text: str) -> str:
    """Return text with HTML's character references as plain text on one line."""
    return collapse_whitespace(clean_text(html.unescape(text)))


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an item: a category, a tag, or what a plug-in stores as a term."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """An ``item`` element, with the texts of its children by name and its terms."""

    element: xml.Element
    texts: dict[str, str]
    terms: list[Term]

    @property
    def position(self) -> str:
        return f"line {self.element.sourceline}"

    @property
    def is_public(self) -> bool:
        return self.status == "publish" and not self.texts.get("wp:post_password")

    @property
    def post_type(self) -> str:
        return self.texts.get("wp:post_type", "")

    @property
    def status(self) -> str:
        return self.texts.get("wp:status", "")

    @property
    def logins(self) -> list[str]:
        """Return the logins of the co-authors plug-in, else that of the item's creator."""
        coauthors = [term.name for term in self.terms if term.domain == "author"]
        return coauthors or [self.texts.get("dc:creator") or self.texts.get("wp:author", "")]


def build_item(element: xml.Element) -> Item:
    terms = [
        Term(child.get("domain", ""), child.get("nicename", ""), to_line(xml.get_text(child)))
        for child in element
        if get_name(child) == "category"
    ]
    return Item(element, collect_texts(element), terms)
