"""The metadata of a page's article in JSON-LD: schema.org's NewsArticle and related types."""

import html
import json
from collections.abc import Iterator
from typing import Any, Final

from articles.text.strings import clean_text, collapse_whitespace, fold
from articles.vocabulary import Credit, Kind

# A JSON-LD object.
Node = dict[str, Any]

_ARTICLE_TYPES: Final = frozenset({"BlogPosting", "LiveBlogPosting", "Report"})
_KINDS: Final = {
    "AnalysisNewsArticle": Kind.ANALYSIS,
    "BackgroundNewsArticle": Kind.ANALYSIS,
    "OpinionNewsArticle": Kind.COMMENTARY,
    "ReportageNewsArticle": Kind.NEWS,
    "Report": Kind.REPORT,
}
_ORGANISATION_TYPES: Final = ("Organization", "Corporation", "GovernmentOrganization")
# Properties that may hold an article below the top of a script.
_CONTAINERS: Final = ("@graph", "mainEntity", "mainEntityOfPage")
_NODES_LIMIT: Final = 1000
_SCRIPT_LIMIT: Final = 2 * 2**20


def find_articles(scripts: Iterator[str]) -> list[Node]:
    """Return the nodes in the scripts that are articles, in order."""
    nodes = (node for script in scripts for node in _walk_nodes(script))
    return [node for node in nodes if _is_article(node)]


def _walk_nodes(script: str) -> Iterator[Node]:
    """Yield the objects at the top of the script and in containers, as far as the limit."""
    queue = [_parse_script(script)]
    for _ in range(_NODES_LIMIT):
        if not queue:
            return
        node = queue.pop(0)
        if isinstance(node, list):
            queue = [*node[:_NODES_LIMIT], *queue]
        elif isinstance(node, dict):
            yield node
            queue += [node[name] for name in _CONTAINERS if isinstance(node.get(name), dict | list)]


def _parse_script(script: str) -> Any:
    """Return the value of the script, None if it is not JSON.

    Line breaks within strings and a semicolon at the end, which some outlets write, are accepted.
    """
    if len(script) > _SCRIPT_LIMIT:
        return None
    try:
        return json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def get_types(node: Node) -> list[str]:
    value = node.get("@type")
    types = value if isinstance(value, list) else [value]
    return [each for each in types if isinstance(each, str)]


def _is_article(node: Node) -> bool:
    return any(name.endswith("Article") or name in _ARTICLE_TYPES for name in get_types(node))


def get_kind(node: Node) -> str:
    """Return the kind of work that the type of the node implies, or ""."""
    return next((_KINDS[name].value for name in get_types(node) if name in _KINDS), "")


def to_line(value: Any) -> str:
    """Return a string, or the name of an object, on one line; "" for anything else."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str | dict)), "")
        return "" if isinstance(value, list) else to_line(value)
    return collapse_whitespace(clean_text(html.unescape(value))) if isinstance(value, str) else ""


def get_urls(node: Node) -> list[str]:
    """Return the strings that the node gives as URLs of the article."""
    page = node.get("mainEntityOfPage")
    values = (node.get("url"), page.get("@id") if isinstance(page, dict) else page, node.get("@id"))
    return [each.strip() for each in values if isinstance(each, str) and each.strip()]


def get_credits(node: Node) -> tuple[Credit, ...]:
    """Return the authors that have a name, each once."""
    value = node.get("author")
    authors = value if isinstance(value, list) else [value]
    all_credits = (_to_credit(author) for author in authors[:_NODES_LIMIT])
    by_name = {fold(credit.name): credit for credit in all_credits if fold(credit.name)}
    return tuple(by_name.values())


def _to_credit(author: Any) -> Credit:
    name = to_line(author)
    is_organisation = isinstance(author, dict) and any(
        each.endswith(_ORGANISATION_TYPES) for each in get_types(author)
    )
    is_url = name.lower().startswith(("http:", "https:", "www."))
    return Credit("" if is_url else name, is_organisation=is_organisation)


def get_keywords(node: Node) -> list[str]:
    """Return the keywords of a list, or of a string with commas."""
    value = node.get("keywords")
    if isinstance(value, str):
        return to_line(value).split(",")
    return [to_line(each) for each in value] if isinstance(value, list) else []
