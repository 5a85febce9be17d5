"""WordPress exports: WXR 1.0, 1.1 and 1.2, and files that tell no version.

Posts, pages and pieces of other types that have text are records; what a site holds besides is
left out, and counted. The format is that of WordPress's wp-admin/includes/export.php.

The id at the origin is the guid. WordPress gives it when a piece is first saved and never changes
it, even when the site moves. Where the guid does not end with the number of the piece, that is
added, since copied pieces may share a guid; where its host is none that the whole web knows, or
there is no guid, the address of the site stands before, so that two sites built on ``localhost``
do not meet.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, Final
from urllib.parse import unquote

from lxml import etree

from articles.parsing import xml
from articles.parsing.charsets import encode_for_json
from articles.parsing.records import (
    Reading,
    Record,
    Reject,
    Remark,
    SkippedItem,
    Sureness,
)
from articles.parsing.wordpress import post_html
from articles.parsing.xml_input import PART_LIMIT, TooLargeError, XMLInput
from articles.text import body_html
from articles.text.patterns import HTTP_URL
from articles.text.strings import clean_text, collapse_whitespace, fold, guess_language
from articles.vocabulary import (
    Credit,
)

PARSER: Final = "wxr/1"

_MARK: Final = re.compile(r"<rss\b[^<>]*wordpress\.org/export/")
_LINE: Final = re.compile(r"\bline (\d+)")

# Logins and names of people are shorter, and sites have fewer of them.
_NAME_LIMIT: Final = 200
_AUTHORS_LIMIT: Final = 100_000


def sniff(head: str) -> bool:
    """Tell whether this is XML that declares the names of a WordPress export."""
    return head.lstrip().startswith("<") and bool(_MARK.search(head))


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Read the stream, which can seek, item by item, up to where it is no XML any more."""
    legible = XMLInput(stream, charset=charset)
    try:
        yield from _items(legible)
    except TooLargeError:
        yield Reject(f"line {legible.line}", _TOO_LARGE, None)
    except xml.MalformedError as error:
        yield _broken_off(str(error), legible)


def _items(legible: XMLInput) -> Iterator[Record | Reject | SkippedItem]:
    site = _Site()
    is_empty = True
    for element in xml.iter_elements(legible, names=("item",)):
        is_empty = False
        site.learn(element)
        yield from _read(_item(element), site)
        legible.begin_part()
    if is_empty:
        yield Reject("line 1", _NOTHING, None)


_TOO_LARGE: Final = (
    f"More than {PART_LIMIT // 2**20} MiB stand here without the end of an item, and all before "
    "them was read; take that item out, and import the rest."
)
_TOO_LARGE_TEXT: Final = (
    "A text here is larger, or is nested deeper, than any article; all before its item was read. "
    "Take that item out, and import the rest."
)
_NOTHING: Final = (
    "It holds no item; export all content, or posts and pages, under Tools of the old site."
)
_IN_CHARSET: Final = "Say which charset the file is in, such as --encoding windows-1254."
_EXPORT_AGAIN: Final = (
    "All items before that line were read. Mend it, or export the site again, and import the "
    "whole file; what is known already stays as it is."
)
_LIMITS: Final = ("too long", "too big", "limit exceeded", "Excessive depth", "XML_PARSE_HUGE")
_CHARSETS: Final = ("codec can't decode", "character encoding", "proper UTF-8")


def _broken_off(error: str, legible: XMLInput) -> Reject:
    lines = _LINE.findall(error)
    position = f"line {lines[-1] if lines else legible.line}"
    if any(sign in error for sign in _LIMITS):
        return Reject(position, _TOO_LARGE_TEXT, None)
    remedy = _IN_CHARSET if any(sign in error for sign in _CHARSETS) else _EXPORT_AGAIN
    return Reject(position, f"{error} {remedy}", None)


# What is known of the site when an item comes.


@dataclass(slots=True)
class _Site:
    """What the export tells beside its items: ``names`` are those of authors, by their logins."""

    told: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.told.get("wp:base_blog_url") or self.told.get("link", "")

    @property
    def language(self) -> str:
        return _language(self.told.get("language", ""))

    def learn(self, item: xml.Element) -> None:
        """Take what has come before the item, and let go of it: there may be gigabytes of it."""
        for inner in (item, *item.iterancestors()):
            for each in reversed([*inner.itersiblings(preceding=True)]):
                self._take(each)
                each.getparent().remove(each)

    def _take(self, element: xml.Element) -> None:
        name = _name(element)
        if name == "wp:author":
            self._name_author(_texts(element))
        elif name in {"wp:base_blog_url", "link", "language"}:
            self.told.setdefault(name, collapse_whitespace(xml.get_text(element))[:1000])

    def _name_author(self, told: dict[str, str]) -> None:
        named = (told.get(f"wp:author_{part}_name", "") for part in ("first", "last"))
        shown = _plain(told.get("wp:author_display_name", "")) or _plain(" ".join(named))
        self.name_author(told.get("wp:author_login", ""), shown)

    def name_author(self, login: str, name: str) -> None:
        if fold(name) and len(self.names) < _AUTHORS_LIMIT:
            self.names.setdefault(_login(login), name[:_NAME_LIMIT])

    def name_of(self, login: str) -> str:
        """Return the name that readers see, "" where the export does not tell it."""
        return self.names.get(_login(login), "")

    def around(self, item: "_Item") -> tuple[str, str]:
        """Return what must stand before and behind the item in a document of its own."""
        address, language = (html.escape(told) for told in (self.address, self.told_language))
        authors = [
            _AUTHOR.format(html.escape(login), html.escape(name))
            for login in dict.fromkeys(_login(login) for login in item.logins)
            if (name := self.name_of(login))
        ]
        return _HEAD.format(address, language, "".join(authors)), _TAIL

    @property
    def told_language(self) -> str:
        return self.told.get("language", "")


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


def _login(login: str) -> str:
    """Return what tells logins apart: co-authors are named by a form of them."""
    return collapse_whitespace(login).casefold()[:_NAME_LIMIT]


# An item, taken apart.


@dataclass(frozen=True, slots=True)
class _Term:
    """A term that the piece bears: a category, a tag or what plug-ins make of terms."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class _Item:
    element: xml.Element
    told: dict[str, str]
    terms: list[_Term]

    @property
    def position(self) -> str:
        return f"line {self.element.sourceline}"

    @property
    def is_public(self) -> bool:
        return self.status == "publish" and not self.told.get("wp:post_password")

    @property
    def status(self) -> str:
        return self.told.get("wp:status", "")

    @property
    def logins(self) -> list[str]:
        """Return those whom the co-authors plug-in names, else the one who wrote it."""
        named = [term.name for term in self.terms if term.domain == "author"]
        return named or [self.told.get("dc:creator") or self.told.get("wp:author", "")]


_SPACES: Final = (
    ("wordpress.org/export/", "wp"),
    ("purl.org/dc/", "dc"),
    ("purl.org/rss/1.0/modules/content/", "content"),
)


def _name(element: xml.Element) -> str:
    """Return the element's name with the usual prefix, whichever version of WXR it is of."""
    tag = element.tag if isinstance(element.tag, str) else ""
    space, _, name = tag.rpartition("}")
    if "/excerpt/" in space:
        return f"excerpt:{name}"
    known = next((prefix for part, prefix in _SPACES if part in space), space)
    return f"{known}:{name}" if known else name


def _texts(element: xml.Element) -> dict[str, str]:
    """Return the text of each child by its name; the first one of a name counts."""
    told: dict[str, str] = {}
    for each in element:
        told.setdefault(_name(each), xml.get_text(each))
    return told


def _item(element: xml.Element) -> _Item:
    terms = [
        _Term(each.get("domain", ""), each.get("nicename", ""), _plain(xml.get_text(each)))
        for each in element
        if _name(each) == "category"
    ]
    return _Item(element, _texts(element), terms)


def _plain(text: str) -> str:
    return collapse_whitespace(clean_text(html.unescape(text)))


# What an item is.

_ARTICLES: Final = frozenset({"", "post", "page"})
_LEFT_OUT: Final = {
    "attachment": "attachments",
    "nav_menu_item": "menu items",
    "wp_navigation": "menus",
    "revision": "revisions",
    "custom_css": "style sheets",
    "customize_changeset": "theme settings",
    "wp_global_styles": "theme settings",
    "wp_template": "templates",
    "wp_template_part": "templates",
    "elementor_library": "templates",
    "wp_block": "reusable blocks",
    "wp_font_family": "fonts",
    "wp_font_face": "fonts",
    "oembed_cache": "embeds",
    "user_request": "requests of users",
    "feedback": "answers to forms",
    "wpcf7_contact_form": "forms",
    "guest-author": "guest authors",
    "acf-field": "definitions of fields",
    "acf-field-group": "definitions of fields",
    "shop_order": "orders",
}
_NO_TEXT: Final = "items of other types without text"


def _read(item: _Item, site: _Site) -> Iterator[Record | Reject | SkippedItem]:
    kind = item.told.get("wp:post_type", "")
    if kind == "guest-author":
        _learn_guest(item, site)
    if kind in _LEFT_OUT:
        yield SkippedItem(_LEFT_OUT[kind])
        return
    yield _record(item, site)
    for each in item.element:
        if _name(each) == "wp:comment":
            yield SkippedItem("comments")


def _learn_guest(item: _Item, site: _Site) -> None:
    """Learn the name of an author without an account, of the co-authors plug-in."""
    metas = [_texts(each) for each in item.element if _name(each) == "wp:postmeta"]
    told = {meta.get("wp:meta_key", ""): meta.get("wp:meta_value", "") for meta in metas}
    name = _plain(told.get("cap-display_name", "") or item.told.get("title", ""))
    site.name_author(told.get("cap-user_login", ""), name)


def _record(item: _Item, site: _Site) -> Record | Reject | SkippedItem:
    headline = collapse_whitespace(body_html.to_text(clean_text(item.told.get("title", ""))))
    written = post_html.to_html(clean_text(item.told.get("content:encoded", "")))
    words = body_html.to_text(written.body)
    is_other = item.told.get("wp:post_type", "") not in _ARTICLES
    if not words and (is_other or not headline):
        return SkippedItem(_NO_TEXT if is_other else "empty items")
    before, behind = site.around(item)
    original = before.encode() + xml.serialise_element(item.element) + behind.encode()
    if reason := _unfit(item, headline, words):
        return Reject(item.position, reason, encode_for_json(original))
    fields, readings = _fields(item, site, words)
    line = before.count("\n") + 1
    return Record(
        headline=headline,
        body=written.body,
        original=original,
        media_type="application/rss+xml",
        charset="utf-8",
        parser=PARSER,
        position=item.position,
        remarks=(Remark("shortcodes_left_out", line),) if written.has_lost else (),
        readings={name: Reading(sureness) for name, sureness in readings.items()},
        **fields,
    )


def _unfit(item: _Item, headline: str, words: str) -> str:
    """Return why the item cannot be an article, and the remedy, or ""."""
    if next(item.element.iter(etree.Entity), None) is not None:
        return "It uses an entity that the file defines itself; write out what that stands for."
    if not headline:
        return "It has no title; write one between <title> and </title>."
    if not words:
        return "It has no text, or only pictures; write some into its content, or leave it out."
    return ""


def _fields(item: _Item, site: _Site, words: str) -> tuple[dict[str, Any], dict[str, Sureness]]:
    """Return the other fields of the record, and how sure those are that need not be told."""
    credits_, is_named = _credits(item, site)
    language, is_told = _spoken(item, site, words)
    summary = post_html.to_html(clean_text(item.told.get("excerpt:encoded", ""))).body
    fields = {
        "standfirst": collapse_whitespace(body_html.to_text(summary)),
        "byline": ", ".join(credit.name for credit in credits_),
        "credits": credits_,
        "tags": _tags(item.terms),
        "language": language,
        "source_address": _address(item),
        "origin_id": _origin_id(item, site),
        "slug": _slug(item.told.get("wp:post_name", "")),
        "publish_at": _publish_at(item),
        "is_withheld": not item.is_public,
    }
    sureness = {True: Sureness.SURE, False: Sureness.GUESS}
    readings = {
        "byline": sureness[is_named] if credits_ else Sureness.MISSING,
        "language": sureness[is_told] if language else Sureness.MISSING,
    }
    return fields, readings


def _credits(item: _Item, site: _Site) -> tuple[tuple[Credit, ...], bool]:
    """Return the authors, and whether the export tells the names of all of them.

    Before WXR 1.1 it tells no logins, but the names themselves.
    """
    named = {login: site.name_of(login) for login in item.logins}
    names = (name or _plain(login)[:_NAME_LIMIT] for login, name in named.items())
    return tuple(Credit(name) for name in dict.fromkeys(names) if fold(name)), all(named.values())


# Of several languages, the category of what has none.
_UNCATEGORISED: Final = frozenset(
    fold(name)
    for name in (
        *("Uncategorized", "Uncategorised", "Genel", "Kategorisiz", "Kateqoriyasız", "Allgemein"),
        *("Non classé", "Sin categoría", "Sem categoria", "Senza categoria", "Sense categoria"),
        *("Geen categorie", "Bez kategorii", "Nezařazené", "Без рубрики", "Без категории"),
        *("Без категорії", "Okategoriserade", "Ukategorisert", "Ikke kategoriseret", "未分類"),
    )
)


def _tags(terms: list[_Term]) -> tuple[str, ...]:
    """Return the categories and tags, each once; WXR 1.0 told them twice and tags by ``tag``."""
    named = {
        fold(term.name): term.name
        for term in reversed(terms)
        if term.domain in {"", "category", "post_tag", "tag"}
    }
    return tuple(name for folded, name in reversed(named.items()) if folded not in _NO_TAGS)


_NO_TAGS: Final = _UNCATEGORISED | {""}

# So much of a text tells its language.
_SPOKEN_LIMIT: Final = 1_500

_TAG_OF_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_][a-zA-Z0-9]{2,8})*")


def _language(told: str) -> str:
    """Return the language alone: that of a region is not known of a piece."""
    found = _TAG_OF_LANGUAGE.fullmatch(told)
    return found[1] if found else ""


def _spoken(item: _Item, site: _Site, words: str) -> tuple[str, bool]:
    """Return the language, and whether the piece itself told it.

    The site's is only that of its menus, often English because nobody changed it.
    """
    told = next((_language(term.slug) for term in item.terms if term.domain == "language"), "")
    return told or guess_language(words[:_SPOKEN_LIMIT]) or site.language, bool(told)


_PREVIEW: Final = re.compile(r"[?&](?:p|page_id|preview|preview_id)=")
_SLUG: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def _address(item: _Item) -> str:
    """Return the permanent address; a piece that was never published has but a preview's."""
    link = item.told.get("link", "")
    if not HTTP_URL.fullmatch(link) or (not item.is_public and _PREVIEW.search(link)):
        return ""
    return clean_text(link)


def _slug(name: str) -> str:
    slug = clean_text(unquote(name))
    return slug if _SLUG.fullmatch(slug) and slug == slug.lower() else ""


_PUBLIC_HOST: Final = re.compile(
    r"https?://[^/\s]+\.(?!(?:local|localhost|test|invalid|internal)\b)[a-z]{2,}(?:[:/?#]|\Z)",
    re.IGNORECASE,
)
_SCHEME: Final = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def _origin_id(item: _Item, site: _Site) -> str:
    """Return the same for the piece in every export of its site; see the top of the module."""
    guid, number = (
        collapse_whitespace(item.told.get("guid", "")),
        collapse_whitespace(item.told.get("wp:post_id", "")),
    )
    where = "" if _PUBLIC_HOST.match(guid) else _SCHEME.sub("", site.address).rstrip("/")
    if not guid and not (where and number):
        return ""
    is_told = guid.endswith(f"={number}")
    return clean_text(" ".join(filter(None, (where, guid, "" if is_told else number))))


# Dates.

_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_YEAR: Final = re.compile(r" [1-9]\d{3} \d\d?:")


def _publish_at(item: _Item) -> datetime | None:
    """Return when readers first could, or shall, read it."""
    if not item.is_public and item.status != "future":
        return None
    stamps = (_stamp(item.told.get(name, "")) for name in ("wp:post_date_gmt", "wp:post_date"))
    return next(filter(None, stamps), None) or _mailed(item.told.get("pubDate", ""))


def _stamp(text: str) -> datetime | None:
    """Return the instant, taken as UTC; of zeros, which stand for none, there is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if _STAMP.fullmatch(text) else None
    except ValueError:
        return None


def _mailed(text: str) -> datetime | None:
    """Return the instant of a date as RFC 822 writes it.

    WordPress writes year -0001 for none, which readers of mail take for 2001.
    """
    if not _YEAR.search(text):
        return None
    try:
        told = parsedate_to_datetime(text)
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
