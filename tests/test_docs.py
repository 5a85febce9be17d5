"""The pages in newsroom/docs: what they say of commands, settings, formats and files is true."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.utils import translation

from articles.admin import help_page
from articles.exporting import fields
from articles.exporting.formats import EXPORT_FORMATS
from articles.models import Status
from articles.parsing.formats import IMPORT_FORMATS
from articles.parsing.tabular import field_names
from articles.publishing.roles import ROLES
from newsroom.environment import CHECKS, LEVELS
from tests.conftest import PROJECT
from tests.documents import (
    FOLDER,
    PAGES,
    find_section,
    list_anchors,
    list_code,
    list_links,
    list_rows,
    read_all,
    read_page,
    remove_code_blocks,
)

OURS = sorted(name for name, app in get_commands().items() if app == "articles")
NAMES = [page.name for page in PAGES]
CATALOGUE = PROJECT / "articles" / "locale" / "tr" / "LC_MESSAGES" / "django.po"
# A path below the project's folder.
PROJECT_PATH = re.compile(r"(?<![\w./-])(?:articles|newsroom|templates|tests|\.ci)/(?:[\w./-]*\w)?")
# Words that readers of these pages would have to guess.
DIALECT = re.compile(r"\b(told|pieces?|anew|mends?|mended|meanwhile)\b", re.IGNORECASE)


def get_page(name: str) -> Path:
    return next(page for page in PAGES if page.name == name)


# Commands.


def list_options(name: str) -> set[str]:
    """Return the options that the command has of its own."""
    parser = load_command_class("articles", name).create_parser("manage.py", name)
    base = BaseCommand().create_parser("manage.py", name)
    return _list_flags(parser) - _list_flags(base)


def _list_flags(parser: Any) -> set[str]:
    return {flag for action in parser._actions for flag in action.option_strings}  # noqa: SLF001 - argparse has no public list


def test_the_pages_name_commands_that_exist() -> None:
    assert set(re.findall(r"manage\.py ([a-z_]+)", read_all())) - set(get_commands()) == set()


@pytest.mark.parametrize("name", OURS)
def test_a_section_describes_every_option_of_a_command(name: str) -> None:
    section = re.sub(r"uv run[^\n`]* manage\.py", "", find_section(f"`{name}`"))
    assert set(re.findall(r"--[a-z][a-z-]*", section)) == list_options(name)


# Settings.


def read_settings() -> dict[str, str]:
    """Return each NEWSROOM_* variable with its default, "" for none or one that is computed."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (PROJECT / "newsroom").rglob("*.py")]
    calls = [each for tree in trees for each in ast.walk(tree) if isinstance(each, ast.Call)]
    readers = {"read_setting", "read_number"}
    reads = [each.args for each in calls if ast.unparse(each.func) in readers]
    texts = {_get_text(name): _get_text(default) for name, default, *_others in reads}
    return {name: default for name, default in texts.items() if name}


def _get_text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_the_table_of_settings_has_all_with_their_defaults() -> None:
    documented = {row[0].strip("`"): row[1] for row in list_rows(find_section("Settings"))}
    defaults = read_settings()
    assert set(documented) == set(defaults)
    literal = {name: f"`{value}`" for name, value in defaults.items() if value}
    assert [name for name, value in literal.items() if value not in documented[name]] == []


def test_the_checks_before_publication_are_all_named() -> None:
    row = next(row for row in list_rows(find_section("Settings")) if "NEWSROOM_CHECKS" in row[0])
    assert set(list_code(row[2])) - {"tags=required,same_text=off"} == {*CHECKS, *LEVELS}


# Formats and fields.


@pytest.mark.parametrize(
    ("title", "formats"),
    [("The formats", set(IMPORT_FORMATS)), ("`export_articles`", set(EXPORT_FORMATS))],
)
def test_every_format_is_described(title: str, formats: set[str]) -> None:
    rows = [row[0].strip("`") for row in list_rows(find_section(title))]
    assert {row for row in rows if not row.startswith("--")} == formats


def test_the_example_of_a_parser_reads_its_format() -> None:
    (code,) = re.findall(
        r"^```python$(.*?)^```$", find_section("A format"), re.DOTALL | re.MULTILINE
    )
    example: dict[str, Any] = {}
    exec(code, example)  # noqa: S102 - our own page
    content = "MEMO Ferry Opens: It rained.\nMEMO Ferry\n"
    record, reject = example["parse"](io.BytesIO(content.encode()))
    assert example["sniff"](content)
    assert (record.headline, record.body) == ("Ferry Opens", "<p>It rained.</p>")
    assert (reject.position, reject.record) == ("line 2", "MEMO Ferry\n")
    assert list(example["parse"](io.BytesIO(record.original))) == [record]


def test_the_fields_of_tables_and_json_are_those_of_the_import() -> None:
    rows = list_rows(find_section("JSON lines, JSON and tables"))
    names = [name for row in rows for name in list_code(row[0])]
    assert [field_names.parse_mapping(f"x={name}") for name in names] == [("x", n) for n in names]
    assert set(fields.NAMES) - set(names) == set()


# The desk.


def build_transition_rows() -> Iterator[list[str]]:
    for each in help_page.list_transitions():
        transition = each.transition
        origins = [str(status.label) for status in Status if status in transition.from_statuses]
        texts = [
            transition.label,
            ", ".join(origins),
            transition.to_status.label if transition.to_status else "unchanged",
            ", ".join(each.roles),
            ", ".join(map(str, each.fields)),
            ", ".join(map(str, each.limits)),
        ]
        yield list(map(str, texts))


@pytest.mark.django_db
def test_the_table_of_transitions_is_that_of_the_code() -> None:
    with translation.override("en"):
        rows = list(build_transition_rows())
    assert list_rows(find_section("Status and visibility")) == rows


def test_every_role_is_described() -> None:
    assert [row[0] for row in list_rows(find_section("Accounts and roles"))] == list(ROLES)


@pytest.mark.parametrize("name", ["README.md", "desk.md", "importing.md"])
def test_what_is_bold_is_a_heading_or_a_label_on_screen(name: str) -> None:
    """A bold text that ends with a full stop or a colon is a heading."""
    bold = re.findall(r"\*\*(.+?)\*\*", remove_code_blocks(read_page(get_page(name))))
    labels = {entry.msgid for entry in polib.pofile(str(CATALOGUE))}
    assert [text for text in bold if text[-1] not in ".:" and text not in labels] == []


# Files, names and links.


@pytest.mark.parametrize("name", NAMES)
def test_every_path_exists(name: str) -> None:
    paths = PROJECT_PATH.findall(read_page(get_page(name)))
    assert [path for path in paths if not (PROJECT / path).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_defined_in_its_file(name: str) -> None:
    """The pages write: `name` in `path/to/file.py`."""
    quoted = re.findall(r"`([\w.]+)` in `([\w/]+\.py)`", read_page(get_page(name)))
    missing = [each for each in quoted if each[0] not in list_definitions(PROJECT / each[1])]
    assert missing == []


def list_definitions(path: Path) -> set[str]:
    """Return functions, classes, their methods and attributes, and variables of the module."""
    return set(_list_names(ast.parse(path.read_text(encoding="utf-8")).body, prefix=""))


def _list_names(body: list[ast.stmt], *, prefix: str) -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef():
                yield prefix + node.name
            case ast.ClassDef():
                yield prefix + node.name
                yield from _list_names(node.body, prefix=f"{prefix}{node.name}.")
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield prefix + name


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    page = get_page(name)
    targets = [each.partition("#") for each in list_links(read_page(page))]
    paths = [(page.parent / path if path else page, anchor) for path, _hash, anchor in targets]
    assert [str(path) for path, _anchor in paths if not path.exists()] == []
    assert [a for path, a in paths if a and a not in list_anchors(read_page(path))] == []


def test_the_readme_leads_to_every_page() -> None:
    linked = {Path(link).name for link in list_links(read_page(get_page("README.md")))}
    assert {page.name for page in FOLDER.iterdir()} - linked == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_words_are_those_of_everybody(name: str) -> None:
    assert DIALECT.findall(read_page(get_page(name))) == []
