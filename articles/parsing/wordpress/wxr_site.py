"""The site of a WordPress export: its URL, its language and its authors."""

import html
from dataclasses import dataclass, field
from typing import Final

from articles.parsing import xml
from articles.parsing.wordpress.wxr_item import Item, collect_texts, get_name, to_line
from articles.text.strings import collapse_whitespace, fold

# Logins and names of people are shorter, and sites have fewer authors.
NAME_LIMIT: Final = 200
_AUTHORS_LIMIT: Final = 100_000


@dataclass(slots=True)
class Site:
    """What has been read about the site so far; ``names`` holds its authors' names by login."""

    texts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.texts.get("wp:base_blog_url") or self.texts.get("link", "")

    @property
    def language(self) -> str:
        return self.texts.get("language", "")

    def read_preceding(self, element: xml.Element) -> None:
        """Read the elements before an item, and remove them: there may be gigabytes of them."""
        for inner in (element, *element.iterancestors()):
            for each in reversed([*inner.itersiblings(preceding=True)]):
                self._read_element(each)
                each.getparent().remove(each)

    def _read_element(self, element: xml.Element) -> None:
        name = get_name(element)
        if name == "wp:author":
            self._read_author(collect_texts(element))
        elif name in {"wp:base_blog_url", "link", "language"}:
            self.texts.setdefault(name, collapse_whitespace(xml.get_text(element))[:1000])

    def _read_author(self, texts: dict[str, str]) -> None:
        parts = (texts.get(f"wp:author_{part}_name", "") for part in ("first", "last"))
        name = to_line(texts.get("wp:author_display_name", "")) or to_line(" ".join(parts))
        self.add_author(texts.get("wp:author_login", ""), name)

    def add_author(self, login: str, name: str) -> None:
        if fold(name) and len(self.names) < _AUTHORS_LIMIT:
            self.names.setdefault(_normalise_login(login), name[:NAME_LIMIT])

    def get_name(self, login: str) -> str:
        """Return the author's name as readers see it, "" where the export does not give it."""
        return self.names.get(_normalise_login(login), "")

    def build_frame(self, item: Item) -> tuple[str, str]:
        """Return what precedes and follows the item in a document that holds it alone."""
        url, language = (html.escape(text) for text in (self.url, self.language))
        authors = [
            _AUTHOR.format(html.escape(login), html.escape(name))
            for login in dict.fromkeys(_normalise_login(login) for login in item.logins)
            if (name := self.get_name(login))
        ]
        return _HEAD.format(url, language, "".join(authors)), _TAIL


_HEAD: Final = (
    '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
    "<wp:base_blog_url>{}</wp:base_blog_url>\n<language>{}</language>\n{}"
)
_AUTHOR: Final = (
    "<wp:author><wp:author_login>{}</wp:author_login>"
    "<wp:author_display_name>{}</wp:author_display_name></wp:author>\n"
)
_TAIL: Final = "\n</channel>\n</rss>\n"


def _normalise_login(login: str) -> str:
    """Return the form in which logins are compared: co-authors are named in another case."""
    return collapse_whitespace(login).casefold()[:NAME_LIMIT]
