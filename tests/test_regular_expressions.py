"""Regular expressions match the same on every Python that Newsroom runs on.

Up to Python 3.11.4, a repeated group keeps what its last, failing round has read when a possessive
quantifier follows it: ``(?:ab?c)*+`` matches all of "aca". An atomic group keeps nothing of a
failed round, and means the same: ``(?>ab?c)*+``.
"""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

import articles

# An escape, a set of characters, the beginning of a group, its end with a quantifier, or anything.
TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?[:>])?|\)(?:[*+?]|\{[\d,]+\})?\+?|.", re.DOTALL
)


def list_modules() -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(articles.__path__, "articles."):
        if ".migrations" not in each.name:
            yield import_module(each.name)


def list_patterns(module: ModuleType) -> Iterator[str]:
    for value in vars(module).values():
        for each in value.values() if isinstance(value, dict) else [value]:
            if isinstance(each, re.Pattern):
                yield each.pattern if isinstance(each.pattern, str) else each.pattern.decode()


def has_fragile_group(pattern: str) -> bool:
    """Tell whether a possessive quantifier follows a group that is not atomic."""
    begun: list[str] = []
    for token in TOKEN.findall(pattern):
        if token.startswith("("):
            begun.append(token)
        elif token.startswith(")") and begun.pop() != "(?>" and re.fullmatch(r"\)..*\+", token):
            return True
    return False


@pytest.mark.parametrize("pattern", ["(?:ab?c)*+", "(ab?c)++d", "((?:a|b){1,3}+)"])
def test_a_group_before_a_possessive_quantifier_is_fragile(pattern: str) -> None:
    assert has_fragile_group(pattern)


@pytest.mark.parametrize("pattern", ["(?>ab?c)*+", "(?:ab?c)+", "[^a]*+", r"[(?:a)*+]\(b\)*+"])
def test_an_atomic_group_is_not_fragile(pattern: str) -> None:
    assert not has_fragile_group(pattern)


def test_no_pattern_has_a_fragile_group() -> None:
    patterns = {each for module in list_modules() for each in list_patterns(module)}
    assert [each for each in patterns if has_fragile_group(each)] == []
    assert len(patterns) > 100
