"""Reads the properties of an article in JSON-LD: NewsArticle and related types of schema.org."""

import html
from typing import Any, Final

from articles.parsing import bylines
from articles.parsing.webpage.json_ld import Node
from articles.text.strings import clean_text, collapse_whitespace
from articles.vocabulary import Credit, Kind

_ARTICLE_TYPES: Final = frozenset({"BlogPosting", "LiveBlogPosting", "Report"})
_KINDS: Final = {
    "AnalysisNewsArticle": Kind.ANALYSIS,
    "BackgroundNewsArticle": Kind.ANALYSIS,
    "OpinionNewsArticle": Kind.COMMENTARY,
    "ReportageNewsArticle": Kind.NEWS,
    "Report": Kind.REPORT,
}
_ORGANISATION_TYPES: Final = ("Organization", "Corporation")
_AUTHORS_LIMIT: Final = 100
_UPDATES_LIMIT: Final = 1_000
# How many characters of an author are read.
_AUTHOR_LENGTH: Final = 500


def get_types(node: Node) -> list[str]:
    """Return the types of the node without their namespace: "NewsArticle"."""
    value = node.get("@type")
    types = value if isinstance(value, list) else [value]
    names = (each.rpartition("/")[2].rpartition(":")[2] for each in types if isinstance(each, str))
    return list(names)


def is_article(node: Node) -> bool:
    return any(name.endswith("Article") or name in _ARTICLE_TYPES for name in get_types(node))


def get_kind(node: Node) -> str:
    """Return the kind of work that the type of the node implies, or ""."""
    return next((_KINDS[name].value for name in get_types(node) if name in _KINDS), "")


def to_line(value: Any) -> str:
    """Return a string, or the name of an object, on one line; "" for anything else."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
        value = value.get("@value") if isinstance(value, dict) else value
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str | dict)), "")
        return "" if isinstance(value, list) else to_line(value)
    return collapse_whitespace(clean_text(html.unescape(value))) if isinstance(value, str) else ""


def get_urls(node: Node) -> list[str]:
    """Return the strings that the node gives as URLs of the article."""
    page = node.get("mainEntityOfPage")
    values = (node.get("url"), page.get("@id") if isinstance(page, dict) else page, node.get("@id"))
    return [each.strip() for each in values if isinstance(each, str) and each.strip()]


def get_source(node: Node) -> str:
    """Return the name of the publisher, else of what the article is a part of, or ""."""
    names = (to_line(node.get(name)) for name in ("publisher", "sourceOrganization", "isPartOf"))
    return next(filter(None, names), "")


def get_text(node: Node) -> str:
    """Return the text of the article, of a live blog those of its updates, or ""."""
    updates = node.get("liveBlogUpdate")
    parts = [node, *(updates if isinstance(updates, list) else [updates])]
    texts: list[str] = []
    for each in parts[:_UPDATES_LIMIT]:
        body = each.get("articleBody") if isinstance(each, dict) else None
        if isinstance(body, str):
            texts += ["" if each is node else to_line(each.get("headline")), body]
    return "\n\n".join(filter(None, texts))


def get_credits(node: Node, *, source: str = "", language: str = "") -> tuple[Credit, ...]:
    """Return the authors that have a name, each once."""
    return bylines.drop_repeated(
        credit
        for author in _list_authors(node.get("author") or node.get("creator"))
        for credit in _parse_author(author, source=source, language=language)
    )


def _list_authors(value: Any) -> list[Any]:
    """Return the authors of a list, or of an object with a list or with several names."""
    if isinstance(value, dict) and isinstance(value.get("@list"), list):
        value = value["@list"]
    if isinstance(value, dict) and isinstance(value.get("name"), list):
        value = [{**value, "name": each} for each in value["name"]]
    return value[:_AUTHORS_LIMIT] if isinstance(value, list) else [value]


def _parse_author(author: Any, *, source: str, language: str) -> tuple[Credit, ...]:
    name = to_line(author)[:_AUTHOR_LENGTH]
    if isinstance(author, dict) and any(
        each.endswith(_ORGANISATION_TYPES) for each in get_types(author)
    ):
        return bylines.parse_organisation(name)
    return bylines.parse_authors([name], source=source, language=language)


def get_keywords(node: Node) -> list[str]:
    """Return the keywords of a list, or of a string with commas."""
    value = node.get("keywords")
    if isinstance(value, str):
        return to_line(value).split(",")
    return [to_line(each) for each in value] if isinstance(value, list) else []
