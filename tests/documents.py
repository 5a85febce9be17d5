"""README.md and the pages in newsroom/docs: their sections, tables, links and quoted names."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import PROJECT

FOLDER = PROJECT / "newsroom" / "docs"
README = PROJECT / "README.md"
PAGES = [README, *sorted(FOLDER.glob("*.md"))]

_HEADING = re.compile(r"(#+) (.+)")
_CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def read_page(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def read_all() -> str:
    return "\n".join(map(read_page, PAGES))


def remove_code_blocks(text: str) -> str:
    return _CODE_BLOCK.sub("", text)


def list_sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield the title and the text of each section, with the sections below it."""
    lines = text.splitlines(keepends=True)
    headings = list(_list_headings(lines))
    for first, level, title in headings:
        later = [line for line, other, _title in headings if line > first and other <= level]
        yield title, "".join(lines[first : min(later, default=len(lines))])


def _list_headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the number of the line, the level and the title of each heading."""
    is_code = False
    for number, line in enumerate(lines):
        is_code ^= line.startswith("```")
        if not is_code and (heading := _HEADING.match(line)):
            yield number, len(heading[1]), heading[2]


def find_section(title: str) -> str:
    """Return the only section of any page whose title has this in it."""
    found = [
        text for page in PAGES for name, text in list_sections(read_page(page)) if title in name
    ]
    (section,) = found
    return section


def list_rows(section: str) -> list[list[str]]:
    """Return the cells of the rows of all tables in the section, without their heads."""
    lines = [line for line in section.splitlines() if line.startswith("|")]
    rules = [number for number, line in enumerate(lines) if set(line) <= set("|- ")]
    heads = {number for rule in rules for number in (rule - 1, rule)}
    rows = [line for number, line in enumerate(lines) if number not in heads]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def list_code(text: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`\n]+)`", remove_code_blocks(text))


def list_links(text: str) -> list[str]:
    """Return the targets of links to files."""
    return [each for each in _LINK.findall(remove_code_blocks(text)) if "://" not in each]


def list_anchors(text: str) -> set[str]:
    """Return the fragments by which the headings of a page can be linked."""
    titles = [title for title, _section in list_sections(text)]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
