"""The rules of the house that no linter knows: names, sizes, words in docstrings and comments."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
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


@cache
def list_nodes(path: str) -> list[ast.AST]:
    return list(ast.walk(parse(path)))


def list_names(path: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of every definition, parameter, variable and attribute set."""
    for node in list_nodes(path):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


def list_functions(path: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in list_nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def count_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of the body, without its docstring."""
    first, *rest = function.body
    if rest and ast.get_docstring(function) is not None:
        first = rest[0]
    return (function.end_lineno or first.lineno) - first.lineno + 1


def test_no_definition_is_called_by_a_bare_participle() -> None:
    bad = [
        f"{path}:{node.lineno}: {node.name}"
        for path in PATHS
        for node in list_nodes(path)
        if isinstance(node, Definition) and node.name.strip("_").lower() in NO_NAMES
    ]
    assert bad == []


def test_no_name_has_a_word_of_the_dialect() -> None:
    bad = [
        f"{path}:{line}: {name}"
        for path in PATHS
        for line, name in list_names(path)
        if NO_PARTS & set(name.lower().split("_")) and not name.startswith("test_")
    ]
    assert bad == []


def list_notes(path: str) -> Iterator[str]:
    """Yield the comments and the docstrings of the file."""
    source = (PROJECT / path).read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in list_nodes(path):
        if isinstance(node, ast.Module | Definition):
            yield ast.get_docstring(node) or ""


def test_no_docstring_or_comment_has_a_word_of_the_dialect() -> None:
    notes = [f"{path}: {note}" for path in PATHS for note in list_notes(path)]
    assert [note for note in notes if re.search(r"\btold\b", note)] == []


def test_no_file_is_too_long() -> None:
    paths = [*PATHS, *MIGRATIONS]
    lines = {path: len((PROJECT / path).read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {path: number for path, number in lines.items() if number > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    counts = {
        f"{path}:{function.lineno}: {function.name}": count_lines(function)
        for path in [*PATHS, *MIGRATIONS]
        for function in list_functions(path)
    }
    assert {name: number for name, number in counts.items() if number > LONGEST_FUNCTION} == {}


def test_functions_are_short() -> None:
    files = [str(file.relative_to(PROJECT)) for file in CODE]
    counts = [count_lines(function) for path in files for function in list_functions(path)]
    assert median(counts) <= MEDIAN_FUNCTION


def test_imports_stand_at_the_top() -> None:
    inner = [
        f"{path}:{node.lineno}"
        for path in PATHS
        for function in list_functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inner == []


def test_every_room_says_what_it_is_for() -> None:
    folders = {file.parent for file in CODE if file.name != "__init__.py"}
    rooms = [str(folder.relative_to(PROJECT)) for folder in sorted(folders)]
    rooms = [r for r in rooms if not (r.startswith("newsroom") or r.endswith("commands"))]
    assert [r for r in rooms if not ast.get_docstring(parse(f"{r}/__init__.py"))] == []
