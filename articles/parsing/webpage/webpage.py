"""Saved web pages: the article that trafilatura extracts, with the metadata of the page."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing import bylines, hypertext
from articles.parsing.charsets import UnknownCharsetError
from articles.parsing.dropped import build_remarks
from articles.parsing.hypertext import Element, Page
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Sureness
from articles.parsing.webpage import (
    boilerplate,
    extraction,
    front_page,
    headline,
    json_ld,
    layout,
    page_url,
    schema_org,
)
from articles.parsing.webpage.media import PageMedia
from articles.parsing.webpage.meta_elements import MetaElements
from articles.text import body_html
from articles.text.dropped_html import Dropped
from articles.text.patterns import HTTP_URL
from articles.text.strings import clean_text, collapse_whitespace, fold, fold_name, guess_language
from articles.text.urls import compute_address_key
from articles.vocabulary import Credit, SourceDate

PARSER: Final = "html/1"

_NO_ARTICLE: Final = Problem("page.no_article")
_FRONT_PAGE: Final = Problem("page.front_page")
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
# The language, and the script of a tag such as "sr-Latn-RS".
_LANGUAGE: Final = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]\w{2,8})*")
# A page whose text is shorter than this share of the one in JSON-LD has it in no readable form.
_LEAST_SHARE: Final = 0.5
_TAG: Final = re.compile(r"\w[^<>{}\[\]|=_:;\\]{1,48}")
_TAGS_LIMIT: Final = 25
# The names of ``meta`` elements, the more trusted first.
_HEADLINES: Final = (
    *("dc.title", "og:title", "twitter:title", "parsely-title", "sailthru.title"),
    *("citation_title", "title"),
)
_DESCRIPTIONS: Final = (
    *("dc.description", "og:description", "description", "twitter:description"),
    "sailthru.description",
)
_AUTHORS: Final = (
    *("dc.creator", "author", "citation_author", "parsely-author", "sailthru.author", "byl"),
    *("article:author", "article:author_name", "article.author", "authors"),
)
_SOURCES: Final = ("dc.publisher", "citation_journal_title", "application-name")
_DATES: Final = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("dc.date.issued", "dc.issued", "dc.date", "dc.date.created", "dc.created", "date"),
    *("parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date"),
    *("pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "published"),
    *("article.published", "article_date_original", "og:published_time"),
    *("cxenseparse:publishtime", "cxenseparse:recs:publishtime"),
)
_TAGS: Final = (
    *("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags"),
    *("citation_keywords", "dc.subject"),
)


def sniff(head: str) -> bool:
    """Return whether the head begins an HTML or XHTML page."""
    return bool(_PROLOG.match(head))


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject]:
    """Yield the page's one article, or the reason why it has none."""
    try:
        yield _PageParser(hypertext.read_page(stream, charset=charset)).parse()
    except (hypertext.UnreadableError, UnknownCharsetError) as error:
        yield Reject("line 1", error.problem, hypertext.dump_input(stream))


class _PageParser:
    """Reads the article of one page.

    A value comes from JSON-LD or ``meta`` elements first, and from the layout where they have
    none; ``readings`` notes such guesses, ``dropped`` pictures and the like.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tree = _build_tree(page.text)
        self.metas = MetaElements(self.tree)
        self.readings: dict[str, Reading] = {}
        self.dropped: list[Dropped] = []
        # JSON-LD is read before the scripts, which hold no text of the page, are removed.
        scripts = self.tree.iter("script")
        nodes = json_ld.parse_nodes(
            each.text or "" for each in scripts if "ld+json" in (each.get("type") or "").lower()
        )
        articles = list(filter(schema_org.is_article, nodes))
        etree.strip_elements(self.tree, "script", "style", "noscript", "template", with_tail=False)
        if sum(map(len, self.tree.itertext())) > TEXT_LIMIT:
            raise hypertext.UnreadableError(_TOO_LONG)
        url = page_url.find_url(self.tree, self.metas, text=page.text)
        self.node = _choose_node(articles, url)
        self.url = url or page_url.choose_url(schema_org.get_urls(self.node))
        if front_page.is_front_page(self.tree, self.metas, nodes=nodes, url=self.url):
            raise hypertext.UnreadableError(_FRONT_PAGE)
        self.base = page_url.find_base(self.tree, self.url)
        self.title = headline.read_title(self.tree)
        self.headline = self._read_headline()
        self.source = self._read_source()
        self.description = self._read_description()

    def parse(self) -> Record:
        """Return the article; raise UnreadableError where the page has none."""
        source_date, tags = self._read_source_date(), self._read_tags()
        language = self._read_language()
        byline, credits_ = self._read_credits(language)
        body, text, standfirst = self._read_body([byline, *(credit.name for credit in credits_)])
        if not text or not self.headline:
            raise hypertext.UnreadableError(_NO_HEADLINE if text else _NO_ARTICLE)
        language = language or self._note_guess("language", guess_language(text))
        is_xml = self.page.text.lstrip().startswith("<?xml")
        return Record(
            headline=self.headline,
            standfirst=standfirst,
            body=body,
            original=self.page.content,
            media_type="application/xhtml+xml" if is_xml else "text/html",
            charset=self.page.charset,
            parser=PARSER,
            position="line 1",
            kind=schema_org.get_kind(self.node),
            language=language,
            source=self.source,
            source_date=source_date,
            source_address=self.url,
            byline=byline,
            credits=credits_,
            tags=tags,
            readings=self.readings,
            remarks=build_remarks(self.dropped),
        )

    def _note_guess(self, field: str, value: str) -> str:
        """Return the value, noted as guessed, or as missing if it is empty."""
        self.readings[field] = Reading(Sureness.GUESS if value else Sureness.MISSING)
        return value

    def _read_body(self, names: list[str]) -> tuple[str, str, str]:
        """Return the article's text as HTML, the same as plain text, and the standfirst."""
        printed, media = layout.find_standfirst(self.tree), PageMedia(self.tree)
        boilerplate.prune(self.tree)
        media.keep_own()
        extracted = extraction.extract_blocks(self.tree, url=self.base, names=names)
        self.dropped = media.list_dropped(extracted, base=self.base)
        blocks, standfirst = _split_head(extracted, self.headline, self.description)
        body = "\n".join(blocks)
        text = body_html.to_text(body_html.sanitise(body))
        declared = schema_org.get_text(self.node)
        if len(text) < len(declared) * _LEAST_SHARE:
            body = body_html.from_editor_input(clean_text(declared))
            text = body_html.to_text(body)
        if not standfirst and fold(printed) not in fold(text):
            standfirst = self._note_guess("standfirst", printed)
        is_repeated = fold(text).startswith(fold(standfirst))
        return body, text, "" if is_repeated else standfirst

    def _read_headline(self) -> str:
        """Return the headline in the metadata, else of the page."""
        declared = schema_org.to_line(self.node.get("headline")) or self.metas.get(*_HEADLINES)
        chosen, is_guess = headline.choose_headline(
            declared=declared,
            title=self.title,
            headings=headline.list_headings(self.tree),
            sites=(self.metas.get("og:site_name"), schema_org.get_source(self.node)),
            url=self.url,
        )
        return self._note_guess("headline", chosen) if is_guess else chosen

    def _read_description(self) -> str:
        """Return the page's description, "" if it is cut off or repeats the headline."""
        description = self.metas.get(*_DESCRIPTIONS)
        description = description or schema_org.to_line(self.node.get("description"))
        is_cut = description.endswith(("…", "..."))
        return "" if is_cut or fold(description) == fold(self.headline) else description

    def _read_source(self) -> str:
        """Return the site's name, a guess where only the title, its account or the URL has it."""
        name = self.metas.get("og:site_name") or schema_org.get_source(self.node)
        if name := name or layout.find_publisher(self.tree) or self.metas.get(*_SOURCES):
            return name
        account = self.metas.get("twitter:site").rpartition("/")[2].removeprefix("@")
        name = headline.find_site_name(self.title, self.headline) or account
        return self._note_guess("source", name or page_url.get_host(self.url))

    def _read_credits(self, language: str) -> tuple[str, tuple[Credit, ...]]:
        """Return the byline and the authors of the metadata, else of the layout."""
        credits_ = schema_org.get_credits(self.node, source=self.source, language=language)
        if credits_:
            byline = ", ".join(credit.name for credit in credits_)
            return byline, credits_
        byline = self._find_byline()
        return byline, bylines.parse_byline(byline, source=self.source, language=language)

    def _find_byline(self) -> str:
        """Return the authors in ``meta`` elements, else those marked in the layout, or a guess.

        Where several are marked up and differ, some wrote other articles, and none is returned.
        """
        names = next(filter(None, map(self.metas.get_all, _AUTHORS)), [])
        byline = ", ".join(dict.fromkeys(name for name in names if not HTTP_URL.match(name)))
        if byline and len(byline) <= bylines.LENGTH_LIMIT and fold(byline) != fold(self.source):
            return byline
        if marked := layout.list_marked_authors(self.tree):
            return marked[0] if all(marked[0] in text for text in marked) else ""
        return self._note_guess("byline", layout.guess_byline(self.tree, source=self.source))

    def _read_source_date(self) -> SourceDate:
        """Return the day of publication, in the time zone of the source."""
        published = schema_org.to_line(self.node.get("datePublished"))
        metas = map(self.metas.get, _DATES)
        for text in (published, *metas, *layout.list_published(self.tree)):
            if parsed := layout.parse_day(text):
                return parsed
        guess = layout.guess_date(self.tree, url=self.url)
        self._note_guess("source_date", str(guess.first or ""))
        return guess

    def _read_language(self) -> str:
        """Return the language tag of the page, with a script but without a country."""
        roots = self.tree.iter("html")
        candidates = (
            *(each.get("lang") or each.get("xml:lang") or "" for each in roots),
            schema_org.to_line(self.node.get("inLanguage")),
            self.metas.get("content-language", "dc.language", "language", "og:locale"),
        )
        matches = (_LANGUAGE.fullmatch(each.strip()) for each in candidates)
        match = next(filter(None, matches), None)
        if match is None:
            return ""
        return match[1].lower() + (f"-{match[2].title()}" if match[2] else "")

    def _read_tags(self) -> tuple[str, ...]:
        """Return the keywords, () if they look as if no person had chosen them."""
        lists = (schema_org.get_keywords(self.node), *map(self._split_keywords, _TAGS))
        keywords = next(filter(None, lists), [])
        tags = {fold_name(word): collapse_whitespace(word) for word in keywords}
        names = {"", fold_name(self.source).replace(" ", "")}
        plain = [
            word
            for key, word in tags.items()
            if key.replace(" ", "") not in names and _TAG.fullmatch(word)
        ]
        is_machine_made = len(plain) > _TAGS_LIMIT or len(plain) * 2 < len(tags)
        return () if is_machine_made else tuple(plain)

    def _split_keywords(self, name: str) -> list[str]:
        return [word for content in self.metas.get_all(name) for word in content.split(",")]


def _choose_node(nodes: list[json_ld.Node], url: str) -> json_ld.Node:
    """Return the JSON-LD of this article: the only one, or that with its URL; {} for none."""
    if len({schema_org.to_line(each.get("headline")) for each in nodes}) == 1:
        return nodes[0]
    key = compute_address_key(url)
    if not key:
        return {}
    return next(
        (node for node in nodes if key in map(compute_address_key, schema_org.get_urls(node))),
        {},
    )


def _build_tree(text: str) -> Element:
    tree = hypertext.parse_tree(text)
    if sum(1 for _ in zip(tree.iter(), range(ELEMENT_LIMIT + 1), strict=False)) > ELEMENT_LIMIT:
        raise hypertext.UnreadableError(_TOO_MANY)
    return tree


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
