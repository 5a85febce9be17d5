"""A saved page of the web: the article in it, as trafilatura extracts it and the page tells it."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, BinaryIO, Final
from urllib.parse import urljoin

from lxml import etree, html

from articles.parsing import bylines, dates, hypertext
from articles.parsing.charsets import UnknownCharsetError
from articles.parsing.hypertext import Element, Page
from articles.parsing.records import (
    Reading,
    Record,
    Reject,
    Sureness,
)
from articles.parsing.webpage import schema_org
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace, compute_address_key, fold
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)

PARSER: Final = "html/1"

_IS_INSTALLED: Final = find_spec("trafilatura") is not None
_UNINSTALLED: Final = (
    "Pages of the web are read by trafilatura, which is not installed; "
    "install it with `uv sync --group scrape` and import the page again."
)
_NO_ARTICLE: Final = (
    "No article was found in this page; open it in a browser and save the whole article, "
    "or write it as a clipping."
)
_NO_HEADLINE: Final = "The page has no headline: write one into its element 'title'."
# trafilatura's time grows with the square of the elements: so many take it about ten seconds.
ELEMENT_LIMIT: Final = 20_000
_TOO_MANY: Final = (
    f"It has more than {ELEMENT_LIMIT} elements, which no article has; "
    "save the article alone, such as its print view."
)
# nh3's time grows with the square of the signs that are escaped, all others' with the length.
TEXT_LIMIT: Final = 500_000
_TOO_LONG: Final = (
    f"Its text is longer than {TEXT_LIMIT:,} characters, which no article is; "
    "save the article alone, such as its print view."
)

_PROLOG: Final = re.compile(
    r"\s*(?:<\?xml\b[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,2000})", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s<>]{1,1990}", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]\w{2,8})*")
_LINK: Final = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_TIME: Final = re.compile(r",?\s+\d{1,2}:\d\d.{0,40}", re.DOTALL)
_DAY: Final = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:[T ].*)?", re.DOTALL)
_TAG: Final = re.compile(r"[\w][\w .,&'’-]{1,49}")
_TAGS_LIMIT: Final = 20
# What stands between a headline and the name of the site.
_DIVIDERS: Final = r"\s[|»:·•–—-]\s"

# They report each page without an article to the log; here a Reject says so.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


def sniff(head: str) -> bool:
    """Tell whether it begins as a page of HTML or XHTML does."""
    return bool(_PROLOG.match(head))


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject]:
    """Read the page's one article."""
    if not _IS_INSTALLED:
        yield Reject("line 1", _UNINSTALLED, hypertext.kept(stream))
        return
    try:
        yield _Reading(hypertext.page(stream, charset=charset)).record()
    except (hypertext.UnreadableError, UnknownCharsetError) as error:
        yield Reject("line 1", str(error), hypertext.kept(stream))


class _Reading:
    """One page as it is read: its tree, what it tells of itself, and its article."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tree = _tree(page.text)
        self.metas = _metas(self.tree)
        self.readings: dict[str, Reading] = {}
        scripts = self.tree.iter("script")
        told = schema_org.articles(
            each.text or "" for each in scripts if "ld+json" in (each.get("type") or "").lower()
        )
        etree.strip_elements(self.tree, "script", "style", "noscript", "template", with_tail=False)
        if sum(map(len, self.tree.itertext())) > TEXT_LIMIT:
            raise hypertext.UnreadableError(_TOO_LONG)
        self.address = self._address()
        self.told = self._unambiguous(told)
        self.guessed = _guessed(self.tree)

    def record(self) -> Record:
        """Return the article; raise UnreadableError where the page has none."""
        headline = self._headline()
        told = self._description()
        body, text, standfirst = self._body(headline, told)
        if not text or not headline:
            raise hypertext.UnreadableError(_NO_HEADLINE if text else _NO_ARTICLE)
        source = self._source()
        byline, credited = self._credits(source)
        is_xml = self.page.text.lstrip().startswith("<?xml")
        return Record(
            headline=headline,
            standfirst=standfirst,
            body=body,
            original=self.page.content,
            media_type="application/xhtml+xml" if is_xml else "text/html",
            charset=self.page.charset,
            parser=PARSER,
            position="line 1",
            kind=schema_org.kind(self.told),
            language=self._language(),
            source=source,
            source_date=self._source_date(),
            source_address=self.address,
            byline=byline,
            credits=credited,
            tags=self._tags(),
            readings=self.readings,
        )

    def _meta(self, *names: str) -> str:
        """Return the first text that one of these names has, the names in this order."""
        return next((values[0] for name in names if (values := self.metas.get(name))), "")

    def _guess(self, field: str, value: str) -> str:
        self.readings[field] = Reading(Sureness.GUESS if value else Sureness.MISSING)
        return value

    # Where it stands.

    def _address(self) -> str:
        """Return the article's own address: canonical, Open Graph's, or where it was saved from."""
        saved = _SAVED_FROM.search(self.page.text, 0, 4096)
        links = [
            link.get("href") or ""
            for link in self.tree.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ]
        told = (*links[:1], self._meta("og:url"), self._meta("twitter:url"), *_saved_from(saved))
        absolute = [each.strip() for each in told if _ADDRESS.fullmatch(each.strip())]
        relative = links[0].strip() if links else ""
        if absolute and relative.startswith("/"):
            return clean_text(urljoin(absolute[0], relative))
        return clean_text(absolute[0]) if absolute else ""

    def _unambiguous(self, told: list[schema_org.Told]) -> schema_org.Told:
        """Return what JSON-LD tells of this article, if it tells of one alone or by its address."""
        if len({schema_org.line(each.get("headline")) for each in told}) == 1:
            return told[0]
        own = compute_address_key(self.address)
        named = [
            each
            for each in told
            if own in map(compute_address_key, schema_org.addresses(each)) and own
        ]
        return named[0] if named else {}

    # What it says.

    def _body(self, headline: str, told: str) -> tuple[str, str, str]:
        """Return the article's text as HTML, its words, and the standfirst that stood above it."""
        blocks, standfirst = _below_head(_extracted(self.tree, self.address), headline, told)
        body = "\n".join(blocks)
        text = body_html.to_text(body_html.sanitise(body))
        if not text and isinstance(article := self.told.get("articleBody"), str):
            body = body_html.from_editor_input(clean_text(article))
            text = body_html.to_text(body)
        is_said = fold(text).startswith(fold(standfirst))
        return body, text, "" if is_said else standfirst

    def _headline(self) -> str:
        """Return what the page calls its headline, else its title without the site's name."""
        told = schema_org.line(self.told.get("headline"))
        title = told or self._meta("dc.title", "og:title", "twitter:title")
        return self._shorn(title or collapse_whitespace(self.guessed.title or ""))

    def _shorn(self, title: str) -> str:
        site = self._meta("og:site_name")
        return re.sub(rf"{_DIVIDERS}{re.escape(site)}$", "", title) if site else title

    def _description(self) -> str:
        """Return the page's description, unless it is cut short or says the headline."""
        told = self._meta("dc.description", "og:description", "description", "twitter:description")
        told = told or schema_org.line(self.told.get("description"))
        is_cut = told.endswith(("…", "...")) or fold(told) == fold(self._headline())
        return "" if is_cut else told

    def _source(self) -> str:
        """Return the site's name; a guess where the title or the address had to tell it."""
        publisher = schema_org.line(self.told.get("publisher"))
        told = self._meta("og:site_name") or publisher
        told = told or self._meta("dc.publisher", "application-name")
        if told:
            return told
        guessed = collapse_whitespace(self.guessed.sitename or "")
        is_host = "." in guessed and " " not in guessed
        return self._guess("source", "" if is_host or len(guessed) > 100 else guessed)

    def _credits(self, source: str) -> tuple[str, tuple[Credit, ...]]:
        """Return the byline and the authors, as told, else as guessed."""
        credited = schema_org.credits_of(self.told)
        if credited:
            named = ", ".join(credit.name for credit in credited)
            return named, tuple(map(_recognised, credited))
        byline = self._meta("dc.creator", "author", "article:author")
        if not byline or _ADDRESS.match(byline) or fold(byline) == fold(source):
            byline = self._author(source)
        byline = byline if len(byline) <= bylines.LIMIT else ""
        return byline, bylines.read(byline, source=source, language=self._language())

    def _author(self, source: str) -> str:
        """Return the byline that the page marks, else the author whom trafilatura found in it.

        Where several are marked, some are of other articles; a name that is none is a reader's.
        """
        named = _marked_authors(self.tree)
        if named and all(named[0] in text for text in named):
            return named[0]
        guessed = "" if named else collapse_whitespace(self.guessed.author or "").replace(";", ",")
        is_one = bylines.plausible(guessed) and fold(guessed) != fold(source)
        return self._guess("byline", guessed if is_one else "")

    def _source_date(self) -> SourceDate:
        """Return the day that the page was published on, by the clock of its source."""
        names = ("article:published_time", "datepublished", "dc.date.issued", "dc.date", "date")
        told = (schema_org.line(self.told.get("datePublished")), *map(self._meta, names))
        times = self.tree.iter("time")
        marked = (each.get("datetime") or "" for each in times if _is_published(each))
        for value in (*told, *marked):
            if read := _date(value):
                return read
        guessed = _date(self.guessed.date or "") or SourceDate()
        self._guess("source_date", str(guessed.first or ""))
        return guessed

    def _language(self) -> str:
        """Return the language that the page says it is in, with its script but not its country."""
        roots = self.tree.iter("html")
        told = (
            *(each.get("lang") or each.get("xml:lang") or "" for each in roots),
            schema_org.line(self.told.get("inLanguage")),
            self._meta("content-language", "dc.language", "language", "og:locale"),
        )
        found = next((found for each in told if (found := _LANGUAGE.fullmatch(each.strip()))), None)
        if found is None:
            return ""
        return found[1].lower() + (f"-{found[2].title()}" if found[2] else "")

    def _tags(self) -> tuple[str, ...]:
        """Return the keywords, if all of them are such as people choose."""
        metas = self.metas.get("article:tag") or self._meta("news_keywords", "keywords").split(",")
        told = schema_org.keywords(self.told) or metas
        words = {fold(word): collapse_whitespace(word) for word in told if fold(word)}
        is_plain = len(words) <= _TAGS_LIMIT and all(map(_TAG.fullmatch, words.values()))
        return tuple(words.values()) if is_plain else ()


def _saved_from(found: re.Match[str] | None) -> tuple[str, ...]:
    """Return the address that a browser noted above the page that it saved."""
    return (found[1],) if found else ()


def _tree(text: str) -> Element:
    tree = hypertext.tree(text)
    if sum(1 for _ in zip(tree.iter(), range(ELEMENT_LIMIT + 1), strict=False)) > ELEMENT_LIMIT:
        raise hypertext.UnreadableError(_TOO_MANY)
    return tree


def _metas(tree: Element) -> dict[str, list[str]]:
    """Return the texts of ``meta`` elements by their names in lower case, properties first."""
    found: dict[str, list[str]] = {}
    metas = [
        (each, collapse_whitespace(clean_text(each.get("content") or "")))
        for each in tree.iter("meta")
    ]
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        for meta, content in metas:
            for name in (meta.get(attribute) or "").split() if content else ():
                found.setdefault(_named(name), []).append(content)
    return found


def _marked_authors(tree: Element) -> list[str]:
    marked = (
        collapse_whitespace(clean_text("".join(each.itertext())))
        for each in tree.iter()
        if _is_author(each)
    )
    return [text for text in marked if text]


def _is_author(element: Element) -> bool:
    is_property = (element.get("itemprop") or "").lower() == "author"
    return is_property or (element.get("rel") or "").lower() == "author"


def _recognised(credit: Credit) -> Credit:
    """Return the credit, as an organisation's where its name is one: many pages say Person."""
    read = bylines.read(credit.name)
    return replace(credit, is_organisation=True) if read and read[0].is_organisation else credit


def _named(name: str) -> str:
    """Return the name as it is written in most pages: Dublin Core's have three forms."""
    return re.sub(r"^dc(?:terms)?[:.]", "dc.", name.lower())


def _is_published(time: Element) -> bool:
    return (time.get("itemprop") or "").lower() == "datepublished" or time.get(
        "pubdate"
    ) is not None


def _date(told: str) -> SourceDate | None:
    """Return the day, month or year that an ISO 8601 date begins with, or that is printed."""
    found = _DAY.fullmatch(told.strip())
    if found is None:
        return dates.parse_source_date(_TIME.sub("", told))
    numbers = [int(part) for part in found[1].split("-")]
    try:
        first = date(*numbers, *[1] * (3 - len(numbers)))
    except ValueError:
        return None
    return SourceDate(
        first, None, (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(numbers) - 1]
    )


# What trafilatura makes of the page.


@cache
def _trafilatura() -> Any:
    """Return the module; to import it takes as long as all else that a command begins with."""
    return import_module("trafilatura")


def _guessed(tree: Element) -> Any:
    """Return what trafilatura reads out of the page's layout: title, author, sitename and date."""
    plain = {"original_date": True, "extensive_search": False}
    read = _trafilatura().extract_metadata
    return _attempt(lambda: read(tree, date_config=plain)) or _NOTHING


_NOTHING: Final = SimpleNamespace(title="", author="", sitename="", date="")


def _extracted(tree: Element, address: str) -> list[str]:
    """Return the blocks of the article's text as HTML."""
    extract = _trafilatura().extract
    found = _attempt(
        lambda: extract(
            tree,
            url=address or None,
            output_format="html",
            include_comments=False,
            include_formatting=True,
            include_links=True,
        )
    )
    return list(_blocks(html.document_fromstring(found).find("body"))) if found else []


def _attempt(work: Callable[[], Any]) -> Any:
    """Return what the work returns, None where it fails."""
    try:
        return work()
    except Exception:  # noqa: BLE001 # heuristics over any markup at all: what they raise is not known
        return None


_LEVELS: Final = {"h1": "h2", "h5": "h4", "h6": "h4", "tr": "p", "pre": "p"}
_TABLES: Final = frozenset("table tbody thead tfoot td th caption".split())


def _blocks(body: Element) -> Iterator[str]:
    """Yield the blocks of the body, with headings and links as a body of ours may have them."""
    for each in list(body.iterdescendants()):
        each.tag = _LEVELS.get(each.tag, each.tag)
        each.text, each.tail = (_SPACES.sub(" ", part or "") for part in (each.text, each.tail))
        if each.tag == "a" and not _LINK.match(each.get("href") or ""):
            each.drop_tag()  # a relative one would lead into our own site
        elif each.tag in _TABLES:
            each.tail = f" {each.tail}"
            each.drop_tag()  # a row is a paragraph, its cells are words of it
    for block in body:
        block.text = block.text.lstrip()
        yield etree.tostring(block, encoding="unicode", method="html").strip()


def _below_head(blocks: list[str], headline: str, told: str) -> tuple[list[str], str]:
    """Return the blocks below the headline, and the standfirst as printed above them or as told.

    What stands above the headline is a path to the page. A description that only repeats a
    paragraph of the text is no standfirst.
    """
    words = [fold(body_html.to_text(block)) for block in blocks[:_HEAD_LIMIT]]
    heads = [at for at, text in enumerate(words) if text == fold(headline)]
    start = heads[-1] + 1 if heads else 0
    for at in range(start, len(words)):
        if len(words[at]) > _STANDFIRST_LIMIT and fold(told).startswith(words[at]):
            if not blocks[at].startswith("<h"):
                return blocks[start:], ""
            printed = collapse_whitespace(body_html.to_text(blocks[at]))
            return [*blocks[start:at], *blocks[at + 1 :]], printed
    return blocks[start:], told


# So many blocks of a page may hold its head; a shorter text may begin a description by chance.
_HEAD_LIMIT: Final = 6
_STANDFIRST_LIMIT: Final = 40
