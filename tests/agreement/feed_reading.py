"""Reads what each entry of a feed says of itself, as simply as can be and without our parsers."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from lxml import etree, html

Fields = list[tuple[str, str]]
_BARE_AMPERSAND: Final = re.compile(rb"&(?!#?\w+;)(?![^<]*\]\]>)")
# Blogger's archives hold entries that are no articles.
_NO_ARTICLE: Final = re.compile(r"kind#(?!post\b|page\b)\w+")


def read_feed(content: bytes) -> Iterator[Fields]:
    """Yield the fields and values of each entry of the feed; none where it is no feed."""
    if content.lstrip()[:1] in {b"{", b"["}:
        yield from _read_json(content)
        return
    parser = etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True)
    try:
        root = etree.fromstring(_BARE_AMPERSAND.sub(b"&amp;", content.lstrip()), parser)
    except etree.XMLSyntaxError:
        return
    if root is None or _get_name(root) not in {"rss", "feed", "RDF", "channel", "entry"}:
        return
    for element in root.iter():
        if _get_name(element) in {"item", "entry"}:
            fields = [] if _is_no_article(element) else list(_read_entry(element))
            yield _require_words(fields)


def _require_words(fields: Fields) -> Fields:
    """Return the fields, none where the entry has neither a headline nor a text: it is rejected.

    Nor does a feed say anything whose bytes are not in the charset that it declares.
    """
    words = "".join(value for field, value in fields if field in {"title", "content"})
    return fields if words.strip() and "\ufffd" not in words else []


def _read_json(content: bytes) -> Iterator[Fields]:
    try:
        feed = json.loads(content)
    except ValueError:
        return
    if not (isinstance(feed, dict) and "jsonfeed" in str(feed.get("version"))):
        return
    for item in feed.get("items", ()):
        authors = item.get("authors") or [item.get("author") or {}]
        names = [("author", author.get("name", "")) for author in authors]
        fields = [
            ("title", item.get("title") or ""),
            ("link", item.get("url") or item.get("external_url") or ""),
            ("id", str(item.get("id", ""))),
            ("date", (item.get("date_published") or item.get("date_modified") or "")[:10]),
            ("content", item.get("content_html") or item.get("content_text") or ""),
            *(names if any(name for _field, name in names) else []),
            *(("tag", tag) for tag in item.get("tags") or ()),
        ]
        yield _require_words(fields)


def _get_name(element: Any) -> str:
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def _is_no_article(entry: Any) -> bool:
    terms = (child.get("term", "") for child in entry if _get_name(child) == "category")
    types = (_get_text(child) for child in entry if child.tag == f"{{{_BLOGGER}}}type")
    return any(_NO_ARTICLE.search(term) for term in terms) or "COMMENT" in types


_BLOGGER: Final = "http://schemas.google.com/blogger/2018"


def _read_entry(entry: Any) -> Iterator[tuple[str, str]]:
    children: dict[str, list[Any]] = {}
    for child in entry:
        # What another namespace calls a title, as media:title, is another thing.
        prefix = f"{child.prefix}:" if child.prefix in {"media", "itunes", "g"} else ""
        children.setdefault(f"{prefix}{_get_name(child)}", []).append(child)
    texts = {name: [_get_text(each) for each in several] for name, several in children.items()}
    yield "title", _strip_tags(_first(texts, "title"))
    yield "link", _read_link(children)
    yield "id", _first(texts, "guid", "id")
    yield "date", _parse_day(_first(texts, "pubDate", "published", "issued", "date", "updated"))
    yield "content", max(_list_texts(texts), key=len, default="")
    for name in _list_authors(children):
        yield "author", _strip_tags(name)
    for child in children.get("category", ()):
        yield "tag", _strip_tags(child.get("label") or child.get("term") or _get_text(child))


def _get_text(element: Any) -> str:
    """Return the text of an element, or its markup where it holds elements, as XHTML does."""
    if not len(element):
        return (element.text or "").strip()
    inner = (etree.tostring(child, encoding="unicode") for child in element)
    return "".join([element.text or "", *inner]).strip()


def _first(texts: dict[str, list[str]], *names: str) -> str:
    values = (value for name in names for value in texts.get(name, ()))
    return next(filter(None, values), "")


def _list_texts(texts: dict[str, list[str]]) -> list[str]:
    names = ("encoded", "content", "description", "summary", "body", "div")
    return [value for name in names for value in texts.get(name, ())]


def _read_link(children: dict[str, list[Any]]) -> str:
    links = children.get("link", [])
    pages = [link for link in links if link.get("rel") in {None, "alternate"}]
    values = (link.get("href") or (link.text or "").strip() for link in pages)
    return next(filter(None, values), "")


def _list_authors(children: dict[str, list[Any]]) -> Iterator[str]:
    elements = [*children.get("author", ()), *children.get("creator", ())]
    for element in elements:
        names = [_get_text(child) for child in element if _get_name(child) == "name"]
        yield from names or ([] if len(element) else [_get_text(element)])


def _strip_tags(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text
    return " ".join(html.fromstring(f"<div>{text}</div>").text_content().split())


def _parse_day(text: str) -> str:
    """Return the day by the clock of the source, "" for a date that the standards do not know."""
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, IndexError):
        return ""
