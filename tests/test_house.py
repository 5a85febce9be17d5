"""The rules of the house that no linter knows: names, sizes, words in docstrings and comments."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from tests.conftest import PROJECT

pytestmark = pytest.mark.unmeasured

CODE = [*(PROJECT / "articles").rglob("*.py"), *(PROJECT / "newsroom").rglob("*.py")]
CODE = [file for file in CODE if "migrations" not in file.parts]
FILES = sorted([*CODE, *(PROJECT / "tests").rglob("*.py"), PROJECT / "manage.py"])
PATHS = [str(file.relative_to(PROJECT)) for file in FILES]
MIGRATIONS = [
    str(file.relative_to(PROJECT)) for file in (PROJECT / "articles/migrations").glob("*.py")
]

# Participles that say neither what a function does nor what a value is.
NO_NAMES = set(
    "told asked beside among kept shown taken found spelt written given drawn sent made done "
    "cut met held known named called said put brought gone left looked counted listed".split()
)
# Words of a private dialect, in no part of any name.
NO_PARTS = {"told", "asked", "beside", "among"}
LONGEST_FILE = 500
LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 8

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def parse(path: str) -> ast.Module:
    return ast.parse((PROJECT / path).read_text(encoding="utf-8"))


def list_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of every definition, parameter, variable and attribute set."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


def list_functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def count_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of the body, without its docstring."""
    first, *rest = function.body
    if rest and ast.get_docstring(function) is not None:
        first = rest[0]
    return (function.end_lineno or first.lineno) - first.lineno + 1


@pytest.mark.parametrize("path", PATHS)
def test_no_definition_is_called_by_a_bare_participle(path: str) -> None:
    bad = [
        f"{node.lineno}: {node.name}"
        for node in ast.walk(parse(path))
        if isinstance(node, Definition) and node.name.strip("_").lower() in NO_NAMES
    ]
    assert bad == []


@pytest.mark.parametrize("path", PATHS)
def test_no_name_has_a_word_of_the_dialect(path: str) -> None:
    bad = [
        f"{line}: {name}"
        for line, name in list_names(parse(path))
        if NO_PARTS & set(name.lower().split("_")) and not name.startswith("test_")
    ]
    assert bad == []


@pytest.mark.parametrize("path", PATHS)
def test_no_docstring_or_comment_has_a_word_of_the_dialect(path: str) -> None:
    source = (PROJECT / path).read_text(encoding="utf-8")
    notes = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    notes += [
        ast.get_docstring(node) or ""
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Module | Definition)
    ]
    assert [note for note in notes if re.search(r"\btold\b", note)] == []


@pytest.mark.parametrize("path", [*PATHS, *MIGRATIONS])
def test_no_file_and_no_function_is_too_long(path: str) -> None:
    lines = len((PROJECT / path).read_text(encoding="utf-8").splitlines())
    functions = {f.name: count_lines(f) for f in list_functions(parse(path))}
    assert lines <= LONGEST_FILE
    assert {name: count for name, count in functions.items() if count > LONGEST_FUNCTION} == {}


def test_functions_are_short() -> None:
    files = [str(file.relative_to(PROJECT)) for file in CODE]
    counts = [count_lines(function) for path in files for function in list_functions(parse(path))]
    assert median(counts) <= MEDIAN_FUNCTION


@pytest.mark.parametrize("path", PATHS)
def test_imports_stand_at_the_top(path: str) -> None:
    inner = [
        node.lineno
        for function in list_functions(parse(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inner == []


@pytest.mark.parametrize(
    "folder", sorted({str(f.parent.relative_to(PROJECT)) for f in CODE if f.name != "__init__.py"})
)
def test_every_room_says_what_it_is_for(folder: str) -> None:
    path = Path(folder) / "__init__.py"
    is_plain = folder.startswith("newsroom") or folder.endswith("commands")
    assert is_plain or ast.get_docstring(parse(str(path)))
