"""Tells a front page, or another list of articles, from the page of one article."""

from itertools import islice
from typing import Final

from articles.parsing.hypertext import Element
from articles.parsing.webpage import schema_org
from articles.parsing.webpage.elements import read_line
from articles.parsing.webpage.json_ld import Node
from articles.parsing.webpage.meta_elements import MetaElements

_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_HEADINGS_LIMIT: Final = 500
# How many headings lead to other pages, and which share of all, on a list of articles.
_LEAST_COUNT: Final = 8
_LEAST_SHARE: Final = 0.6
_LINKS_LIMIT: Final = 3
# A headline has at least so many words.
_HEADLINE_WORDS: Final = 4
_LIST_TYPES: Final = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
_ARTICLE_METAS: Final = ("article:published_time", "citation_title", "parsely-pub-date")


def is_front_page(tree: Element, metas: MetaElements, *, nodes: list[Node], url: str) -> bool:
    """Return whether the page lists articles.

    ``nodes`` are those of its JSON-LD, ``url`` is that of the article, "" for none.
    """
    is_article = "article" in metas.get("og:type").lower() or metas.get(*_ARTICLE_METAS)
    if is_article or any(map(schema_org.is_article, nodes)):
        return False
    headings = list(islice(tree.iter(*_HEADINGS), _HEADINGS_LIMIT))
    is_list, is_site = any(map(_is_list, nodes)), metas.get("og:type").lower() == "website"
    if _has_own_headline(headings, url=url, is_list=is_list, is_site=is_site):
        return False
    linked = sum(map(_is_linked, headings))
    return linked >= _LEAST_COUNT and linked >= _LEAST_SHARE * len(headings)


def _has_own_headline(headings: list[Element], *, url: str, is_list: bool, is_site: bool) -> bool:
    """Return whether a heading may be an article's, in view of what the page declares to be."""
    counts = [
        len(read_line(each).split())
        for each in headings
        if each.tag == "h1" and not _is_linked(each)
    ]
    if url and not is_list:
        return not is_site or bool(counts)
    return max(counts, default=0) >= _HEADLINE_WORDS and (bool(url) or not (is_list or is_site))


def _is_list(node: Node) -> bool:
    return not _LIST_TYPES.isdisjoint(schema_org.get_types(node))


def _is_linked(heading: Element) -> bool:
    """Return whether the heading leads to another page; links to edit or quote it do not count."""
    if next(heading.iterancestors("a"), None) is not None:
        return True
    links = (each for each in heading.iter("a") if not (each.get("href") or "").startswith("#"))
    linked = sum(len(read_line(each)) for each in islice(links, _LINKS_LIMIT))
    return linked * 2 > len(read_line(heading))
