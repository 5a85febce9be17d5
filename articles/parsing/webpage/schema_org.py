"""What a page says of its article in JSON-LD: schema.org's NewsArticle and its relatives."""

import html
import json
from collections.abc import Iterator
from typing import Any, Final

from articles.text.strings import clean_text, collapse_whitespace, fold
from articles.vocabulary import (
    Credit,
    Kind,
)

Told = dict[str, Any]

_ARTICLES: Final = frozenset({"BlogPosting", "LiveBlogPosting", "Report"})
_KINDS: Final = {
    "AnalysisNewsArticle": Kind.ANALYSIS,
    "BackgroundNewsArticle": Kind.ANALYSIS,
    "OpinionNewsArticle": Kind.COMMENTARY,
    "ReportageNewsArticle": Kind.NEWS,
    "Report": Kind.REPORT,
}
_ORGANISATIONS: Final = ("Organization", "Corporation", "GovernmentOrganization")
# Where an article may stand below the top of a script.
_HOLDERS: Final = ("@graph", "mainEntity", "mainEntityOfPage")
_NODES_LIMIT: Final = 1000
_SCRIPT_LIMIT: Final = 2 * 2**20


def articles(scripts: Iterator[str]) -> list[Told]:
    """Return the objects in the scripts that are articles, in their order."""
    nodes = (node for script in scripts for node in _nodes(script))
    return [node for node in nodes if _is_article(node)]


def _nodes(script: str) -> Iterator[Told]:
    waiting = [_read(script)]
    for _ in range(_NODES_LIMIT):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting = [*node[:_NODES_LIMIT], *waiting]
        elif isinstance(node, dict):
            yield node
            waiting += [node[name] for name in _HOLDERS if isinstance(node.get(name), dict | list)]


def _read(script: str) -> Any:
    """Return what the script holds; outlets break its lines inside texts, and some its syntax."""
    if len(script) > _SCRIPT_LIMIT:
        return None
    try:
        return json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def types(node: Told) -> list[str]:
    told = node.get("@type")
    return [each for each in (told if isinstance(told, list) else [told]) if isinstance(each, str)]


def _is_article(node: Told) -> bool:
    return any(name.endswith("Article") or name in _ARTICLES for name in types(node))


def kind(node: Told) -> str:
    """Return the kind of work where the type tells it."""
    return next((_KINDS[name].value for name in types(node) if name in _KINDS), "")


def line(value: Any) -> str:
    """Return a text, or the name of a thing, on one line; "" for anything else."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str | dict)), "")
        return "" if isinstance(value, list) else line(value)
    return collapse_whitespace(clean_text(html.unescape(value))) if isinstance(value, str) else ""


def addresses(node: Told) -> list[str]:
    """Return the addresses that the article is said to have."""
    page = node.get("mainEntityOfPage")
    told = (node.get("url"), page.get("@id") if isinstance(page, dict) else page, node.get("@id"))
    return [each.strip() for each in told if isinstance(each, str) and each.strip()]


def credits_of(node: Told) -> tuple[Credit, ...]:
    """Return the authors that are told by name, each once."""
    told = node.get("author")
    each = told if isinstance(told, list) else [told]
    found = (_credit(author) for author in each[:_NODES_LIMIT])
    named = {fold(credit.name): credit for credit in found if fold(credit.name)}
    return tuple(named.values())


def _credit(author: Any) -> Credit:
    name = line(author)
    is_organisation = isinstance(author, dict) and any(
        told.endswith(_ORGANISATIONS) for told in types(author)
    )
    is_address = name.lower().startswith(("http:", "https:", "www."))
    return Credit("" if is_address else name, is_organisation=is_organisation)


def keywords(node: Told) -> list[str]:
    """Return the keywords, whether told as a list or as one text with commas."""
    told = node.get("keywords")
    if isinstance(told, str):
        return line(told).split(",")
    return [line(each) for each in told] if isinstance(told, list) else []
