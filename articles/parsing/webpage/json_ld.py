"""Parses scripts of JSON-LD, with the mistakes that outlets make in them, into nodes."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from articles.text.strings import clean_text

# A JSON-LD object.
Node = dict[str, Any]

# Properties that may hold an article below the top of a script.
_CONTAINERS: Final = ("@graph", "mainEntity", "mainEntityOfPage")
_NODES_LIMIT: Final = 1000
_NAMED_LIMIT: Final = 10_000
_SCRIPT_LIMIT: Final = 2 * 2**20

# The beginning of a comment or of CDATA, which XML and browsers without scripts pass over.
_OPENING: Final = re.compile(r"(?>(?:\s|//|/\*|\*/|<!--|-->|<!\[CDATA\[|>)*)")
_CLOSING: Final = " \t\n\r\f/*-!<>;"
# A string, which stays as it is, or a comma before the end of a list or an object.
_TRAILING_COMMA: Final = re.compile(r'"(?>(?:[^"\\]|\\.?)*)"?|,(?=\s*[}\]])', re.DOTALL)


def parse_nodes(scripts: Iterable[str]) -> list[Node]:
    """Return the objects at the top of the scripts and in containers, as far as the limit.

    In their properties, a reference by ``@id`` is replaced with the object of that id.
    """
    values = list(map(_parse_script, scripts))
    nodes = islice(_walk(values, names=_CONTAINERS), _NODES_LIMIT)
    named = {
        node["@id"]: node
        for node in islice(_walk(values, names=None), _NAMED_LIMIT)
        if isinstance(node.get("@id"), str) and "name" in node
    }
    return [{name: _resolve(value, named) for name, value in node.items()} for node in nodes]


def _walk(values: list[Any], *, names: tuple[str, ...] | None) -> Iterator[Node]:
    """Yield the objects in lists and in the properties of these names, None for all."""
    stack = values[::-1]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            yield value
            value = list(value.values()) if names is None else [value.get(each) for each in names]
        stack += [each for each in value[::-1] if isinstance(each, dict | list)]


def _resolve(value: Any, named: dict[str, Node]) -> Any:
    """Return the object that the value refers to, a list with those of all references in it."""
    if isinstance(value, list):
        return [_resolve_one(each, named) for each in value]
    return _resolve_one(value, named)


def _resolve_one(value: Any, named: dict[str, Node]) -> Any:
    id_ = value.get("@id") if isinstance(value, dict) and "name" not in value else None
    return named.get(id_, value) if isinstance(id_, str) else value


def _parse_script(script: str) -> dict[str, Any] | list[Any]:
    """Return the object or list of the script, [] if it is not JSON."""
    if len(script) > _SCRIPT_LIMIT:
        return []
    text = _unwrap(script)
    value = _load(text)
    if value is None:
        value = _load(_repair(text))
    return value if isinstance(value, dict | list) else []


def _load(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _unwrap(script: str) -> str:
    """Return the script without comments, CDATA and a semicolon around the JSON."""
    text = _OPENING.sub("", script, count=1)
    if "<![CDATA[" in script:
        text = text.rpartition("]]>")[0] or text
    return text.rstrip(_CLOSING)


def _repair(text: str) -> str:
    """Return the JSON without escapes for quotes, trailing commas and control characters."""
    text = text if '"' in text else html.unescape(text)
    return _TRAILING_COMMA.sub(_keep_string, clean_text(text))


def _keep_string(match: re.Match[str]) -> str:
    return "" if match[0] == "," else match[0]
