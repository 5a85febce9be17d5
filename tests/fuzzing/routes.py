"""The routes of the whole site, found in Django's resolver, and the paths that they match."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

_PARAMETER: Final = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)")


@dataclass(frozen=True, slots=True)
class Route:
    """A URL of the resolver: its text with "{name}" for each parameter, and its name."""

    template: str
    name: str
    parameters: tuple[str, ...]

    def build_path(self, values: Mapping[str, str]) -> str:
        """Return the path with these values, percent-encoded down to the slash."""
        return "/" + self.template.format_map({name: _quote(values[name]) for name in values})

    @property
    def models(self) -> list[str]:
        """Return the names of the models whose keys the path may have, by the route's name."""
        _, model, *_ = [*self.name.split("_"), ""]
        return [model, "upload"] if model == "importrun" else [model]


def _quote(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")


def list_routes() -> list[Route]:
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        text = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, text)
        elif isinstance(pattern, URLPattern):
            yield _build_route(text, pattern.name or "")


def _build_route(text: str, name: str) -> Route:
    parameters = tuple(first or second for first, second in _PARAMETER.findall(text))
    plain = _PARAMETER.sub(lambda found: f"{{{found[1] or found[2]}}}", text)
    return Route(re.sub(r"[\^$\\]", "", plain), name, parameters)
