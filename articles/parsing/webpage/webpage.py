"""Saved web pages: the article that trafilatura extracts, with the metadata of the page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import BinaryIO, Final
from urllib.parse import urljoin

from lxml import etree

from articles.parsing import bylines, dates, hypertext
from articles.parsing.charsets import UnknownCharsetError
from articles.parsing.hypertext import Element, Page
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Sureness
from articles.parsing.webpage import extraction, schema_org
from articles.text import body_html
from articles.text.patterns import HTTP_URL
from articles.text.strings import clean_text, collapse_whitespace, compute_address_key, fold
from articles.vocabulary import Credit, Precision, SourceDate

PARSER: Final = "html/1"

_NOT_INSTALLED: Final = Problem("page.trafilatura_missing")
_NO_ARTICLE: Final = Problem("page.no_article")
_NO_HEADLINE: Final = Problem("page.no_headline")
# trafilatura's time grows with the square of the number of elements: these take ten seconds.
ELEMENT_LIMIT: Final = 20_000
_TOO_MANY: Final = Problem("page.too_many_elements", {"limit": ELEMENT_LIMIT})
# nh3's time grows with the square of the number of escaped characters.
TEXT_LIMIT: Final = 500_000
_TOO_LONG: Final = Problem("page.text_too_long", {"limit": TEXT_LIMIT})

_PROLOG: Final = re.compile(
    r"\s*(?:<\?xml\b[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,2000})", re.IGNORECASE)
_URL_LIMIT: Final = 1_998
# The language, and the script of a tag such as "sr-Latn-RS".
_LANGUAGE: Final = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]\w{2,8})*")
_TIME: Final = re.compile(r",?\s+\d{1,2}:\d\d.{0,40}", re.DOTALL)
_DAY: Final = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:[T ].*)?", re.DOTALL)
_TAG: Final = re.compile(r"[\w][\w .,&'’-]{1,49}")
_TAGS_LIMIT: Final = 20
# Separates a headline from the name of the site.
_SEPARATOR: Final = r"\s[|»:·•–—-]\s"


def sniff(head: str) -> bool:
    """Return whether the head begins an HTML or XHTML page."""
    return bool(_PROLOG.match(head))


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject]:
    """Yield the page's one article, or the reason why it has none."""
    if not extraction.IS_INSTALLED:
        yield Reject("line 1", _NOT_INSTALLED, hypertext.dump_input(stream))
        return
    try:
        yield _PageParser(hypertext.read_page(stream, charset=charset)).parse()
    except (hypertext.UnreadableError, UnknownCharsetError) as error:
        yield Reject("line 1", error.problem, hypertext.dump_input(stream))


class _PageParser:
    """Reads the article of one page.

    A value comes from JSON-LD or ``meta`` elements first, and from the layout where they have
    none; ``readings`` notes such guesses.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tree = _build_tree(page.text)
        self.metas = _collect_metas(self.tree)
        self.readings: dict[str, Reading] = {}
        # JSON-LD is read before the scripts, which hold no text of the page, are removed.
        scripts = self.tree.iter("script")
        nodes = schema_org.find_articles(
            each.text or "" for each in scripts if "ld+json" in (each.get("type") or "").lower()
        )
        etree.strip_elements(self.tree, "script", "style", "noscript", "template", with_tail=False)
        if sum(map(len, self.tree.itertext())) > TEXT_LIMIT:
            raise hypertext.UnreadableError(_TOO_LONG)
        self.url = self._find_url()
        self.node = self._choose_node(nodes)
        self.guesses = extraction.guess_metadata(self.tree)

    def parse(self) -> Record:
        """Return the article; raise UnreadableError where the page has none."""
        headline = self._read_headline()
        description = self._read_description()
        body, text, standfirst = self._read_body(headline, description)
        if not text or not headline:
            raise hypertext.UnreadableError(_NO_HEADLINE if text else _NO_ARTICLE)
        source = self._read_source()
        byline, credits_ = self._read_credits(source)
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
            kind=schema_org.get_kind(self.node),
            language=self._read_language(),
            source=source,
            source_date=self._read_source_date(),
            source_address=self.url,
            byline=byline,
            credits=credits_,
            tags=self._read_tags(),
            readings=self.readings,
        )

    def _get_meta(self, *names: str) -> str:
        """Return the first text under the first of the names that has one, or ""."""
        return next((values[0] for name in names if (values := self.metas.get(name))), "")

    def _note_guess(self, field: str, value: str) -> str:
        """Return the value, noted as guessed, or as missing if it is empty."""
        self.readings[field] = Reading(Sureness.GUESS if value else Sureness.MISSING)
        return value

    def _find_url(self) -> str:
        """Return the article's URL: canonical, Open Graph's, Twitter's, or where it was saved."""
        saved_from = _SAVED_FROM.search(self.page.text, 0, 4096)
        links = [
            link.get("href") or ""
            for link in self.tree.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ]
        metas = (self._get_meta("og:url"), self._get_meta("twitter:url"))
        candidates = (*links[:1], *metas, *([saved_from[1]] if saved_from else []))
        absolute = [url for each in candidates if _is_url(url := each.strip())]
        relative = links[0].strip() if links else ""
        if absolute and relative.startswith("/"):
            return clean_text(urljoin(absolute[0], relative))
        return clean_text(absolute[0]) if absolute else ""

    def _choose_node(self, nodes: list[schema_org.Node]) -> schema_org.Node:
        """Return the JSON-LD of this article: the only one, or that with its URL; {} for none."""
        if len({schema_org.to_line(each.get("headline")) for each in nodes}) == 1:
            return nodes[0]
        key = compute_address_key(self.url)
        if not key:
            return {}
        return next(
            (node for node in nodes if key in map(compute_address_key, schema_org.get_urls(node))),
            {},
        )

    def _read_body(self, headline: str, description: str) -> tuple[str, str, str]:
        """Return the article's text as HTML, the same as plain text, and the standfirst."""
        extracted = extraction.extract_blocks(self.tree, self.url)
        blocks, standfirst = _split_head(extracted, headline, description)
        body = "\n".join(blocks)
        text = body_html.to_text(body_html.sanitise(body))
        if not text and isinstance(article := self.node.get("articleBody"), str):
            body = body_html.from_editor_input(clean_text(article))
            text = body_html.to_text(body)
        is_repeated = fold(text).startswith(fold(standfirst))
        return body, text, "" if is_repeated else standfirst

    def _read_headline(self) -> str:
        """Return the headline in the metadata, else the title, without the name of the site."""
        headline = schema_org.to_line(self.node.get("headline"))
        headline = headline or self._get_meta("dc.title", "og:title", "twitter:title")
        headline = headline or collapse_whitespace(self.guesses.title or "")
        site = self._get_meta("og:site_name")
        return re.sub(rf"{_SEPARATOR}{re.escape(site)}$", "", headline) if site else headline

    def _read_description(self) -> str:
        """Return the page's description, "" if it is cut off or repeats the headline."""
        description = self._get_meta(
            "dc.description", "og:description", "description", "twitter:description"
        )
        description = description or schema_org.to_line(self.node.get("description"))
        is_cut = description.endswith(("…", "..."))
        return "" if is_cut or fold(description) == fold(self._read_headline()) else description

    def _read_source(self) -> str:
        """Return the site's name, a guess where only the title or the URL has it."""
        publisher = schema_org.to_line(self.node.get("publisher"))
        name = self._get_meta("og:site_name") or publisher
        name = name or self._get_meta("dc.publisher", "application-name")
        if name:
            return name
        guess = collapse_whitespace(self.guesses.sitename or "")
        is_host = "." in guess and " " not in guess
        return self._note_guess("source", "" if is_host or len(guess) > 100 else guess)

    def _read_credits(self, source: str) -> tuple[str, tuple[Credit, ...]]:
        """Return the byline and the authors of the metadata, else of the layout."""
        credits_ = schema_org.get_credits(self.node)
        if credits_:
            byline = ", ".join(credit.name for credit in credits_)
            return byline, tuple(map(_recognise_organisation, credits_))
        byline = self._get_meta("dc.creator", "author", "article:author")
        if not byline or HTTP_URL.match(byline) or fold(byline) == fold(source):
            byline = self._guess_byline(source)
        byline = byline if len(byline) <= bylines.LENGTH_LIMIT else ""
        return byline, bylines.parse_byline(byline, source=source, language=self._read_language())

    def _guess_byline(self, source: str) -> str:
        """Return the text marked up as the author, else the author whom trafilatura finds.

        Where several are marked up and differ, some wrote other articles, and none is returned.
        What trafilatura finds must be a name: otherwise it is often the account of a reader.
        """
        marked = _find_marked_authors(self.tree)
        if marked and all(marked[0] in text for text in marked):
            return marked[0]
        author = self.guesses.author or ""
        guess = "" if marked else collapse_whitespace(author).replace(";", ",")
        is_byline = bylines.may_be_byline(guess) and fold(guess) != fold(source)
        return self._note_guess("byline", guess if is_byline else "")

    def _read_source_date(self) -> SourceDate:
        """Return the day of publication, in the time zone of the source."""
        names = ("article:published_time", "datepublished", "dc.date.issued", "dc.date", "date")
        published = schema_org.to_line(self.node.get("datePublished"))
        times = (
            each.get("datetime") or "" for each in self.tree.iter("time") if _is_published(each)
        )
        for text in (published, *map(self._get_meta, names), *times):
            if parsed := _parse_date(text):
                return parsed
        guess = _parse_date(self.guesses.date or "") or SourceDate()
        self._note_guess("source_date", str(guess.first or ""))
        return guess

    def _read_language(self) -> str:
        """Return the language tag of the page, with a script but without a country."""
        roots = self.tree.iter("html")
        candidates = (
            *(each.get("lang") or each.get("xml:lang") or "" for each in roots),
            schema_org.to_line(self.node.get("inLanguage")),
            self._get_meta("content-language", "dc.language", "language", "og:locale"),
        )
        matches = (_LANGUAGE.fullmatch(each.strip()) for each in candidates)
        match = next(filter(None, matches), None)
        if match is None:
            return ""
        return match[1].lower() + (f"-{match[2].title()}" if match[2] else "")

    def _read_tags(self) -> tuple[str, ...]:
        """Return the keywords, () if any of them looks as if no person had chosen it."""
        metas = self.metas.get("article:tag")
        metas = metas or self._get_meta("news_keywords", "keywords").split(",")
        keywords = schema_org.get_keywords(self.node) or metas
        tags = {fold(word): collapse_whitespace(word) for word in keywords if fold(word)}
        is_plain = len(tags) <= _TAGS_LIMIT and all(map(_TAG.fullmatch, tags.values()))
        return tuple(tags.values()) if is_plain else ()


def _is_url(text: str) -> bool:
    return len(text) <= _URL_LIMIT and HTTP_URL.fullmatch(text) is not None


def _build_tree(text: str) -> Element:
    tree = hypertext.parse_tree(text)
    if sum(1 for _ in zip(tree.iter(), range(ELEMENT_LIMIT + 1), strict=False)) > ELEMENT_LIMIT:
        raise hypertext.UnreadableError(_TOO_MANY)
    return tree


def _collect_metas(tree: Element) -> dict[str, list[str]]:
    """Return the texts of ``meta`` elements by their names in lower case, properties first."""
    texts: dict[str, list[str]] = {}
    metas = [
        (each, collapse_whitespace(clean_text(each.get("content") or "")))
        for each in tree.iter("meta")
    ]
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        for meta, content in metas:
            for name in (meta.get(attribute) or "").split() if content else ():
                texts.setdefault(_normalise_meta_name(name), []).append(content)
    return texts


def _normalise_meta_name(name: str) -> str:
    """Return the name in lower case, with one prefix for the three that Dublin Core has."""
    return re.sub(r"^dc(?:terms)?[:.]", "dc.", name.lower())


def _find_marked_authors(tree: Element) -> list[str]:
    """Return the texts of the elements that are marked up as author."""
    texts = (
        collapse_whitespace(clean_text("".join(each.itertext())))
        for each in tree.iter()
        if _is_author(each)
    )
    return [text for text in texts if text]


def _is_author(element: Element) -> bool:
    is_property = (element.get("itemprop") or "").lower() == "author"
    return is_property or (element.get("rel") or "").lower() == "author"


def _recognise_organisation(credit: Credit) -> Credit:
    """Return the credit as an organisation's if the name is one: many pages declare a Person."""
    parsed = bylines.parse_byline(credit.name)
    is_organisation = parsed and parsed[0].is_organisation
    return replace(credit, is_organisation=True) if is_organisation else credit


def _is_published(time: Element) -> bool:
    is_property = (time.get("itemprop") or "").lower() == "datepublished"
    return is_property or time.get("pubdate") is not None


def _parse_date(text: str) -> SourceDate | None:
    """Return the day, month or year at the beginning of an ISO 8601 date, or of a printed one."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return dates.parse_source_date(_TIME.sub("", text))
    numbers = [int(part) for part in match[1].split("-")]
    try:
        first = date(*numbers, *[1] * (3 - len(numbers)))
    except ValueError:
        return None
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(numbers) - 1]
    return SourceDate(first, None, precision)


# The head of a page takes at most so many blocks; a shorter text may begin a description by chance.
_HEAD_BLOCKS: Final = 6
_STANDFIRST_LENGTH: Final = 40


def _split_head(blocks: list[str], headline: str, description: str) -> tuple[list[str], str]:
    """Return the blocks below the headline, and the standfirst.

    Blocks above the headline are navigation. The standfirst is a heading at the
    beginning that the description repeats, else the description; it is "" where the description
    only repeats a paragraph.
    """
    texts = [fold(body_html.to_text(block)) for block in blocks[:_HEAD_BLOCKS]]
    headlines = [at for at, text in enumerate(texts) if text == fold(headline)]
    start = headlines[-1] + 1 if headlines else 0
    for at in range(start, len(texts)):
        if len(texts[at]) > _STANDFIRST_LENGTH and fold(description).startswith(texts[at]):
            if not blocks[at].startswith("<h"):
                return blocks[start:], ""
            standfirst = collapse_whitespace(body_html.to_text(blocks[at]))
            return [*blocks[start:at], *blocks[at + 1 :]], standfirst
    return blocks[start:], description
