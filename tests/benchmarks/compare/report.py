"""Says where two captures differ, and how much of them was compared."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from itertools import islice
from typing import Final

from tests.benchmarks.compare.capture import Captured
from tests.benchmarks.compare.normalise import find_class_names, normalise, normalise_name

LONGEST_LINE: Final = 400
NAMES_SHOWN: Final = 5
_BETWEEN_TAGS: Final = re.compile(r"(?<=>)(?=<)")


@dataclass(slots=True)
class Section:
    """The items of one kind, before and after; each is a text by its name."""

    name: str
    before: dict[str, str]
    after: dict[str, str]
    different: list[str] = field(default_factory=list)

    @property
    def common(self) -> list[str]:
        return [name for name in self.before if name in self.after]

    @property
    def only_before(self) -> list[str]:
        return [name for name in self.before if name not in self.after]

    @property
    def only_after(self) -> list[str]:
        return [name for name in self.after if name not in self.before]

    @property
    def is_equal(self) -> bool:
        return not (self.different or self.only_before or self.only_after)


def print_report(before: Captured, after: Captured, *, lines: int) -> bool:
    """Print each difference once, and a summary; return whether both are equal, and not empty."""
    sections = [compare(name, before, after) for name in {**before, **after}]
    for section in sections:
        print_differences(section, lines)
    print_renamed_classes(before, after)
    print_summary(sections)
    return has_content(sections) and all(section.is_equal for section in sections)


def compare(name: str, before: Captured, after: Captured) -> Section:
    is_page = "pages" in name
    texts = [normalise_all(each.get(name, {}), is_page=is_page) for each in (before, after)]
    section = Section(name, texts[0], texts[1])
    section.different = [
        each for each in section.common if section.before[each] != section.after[each]
    ]
    return section


def normalise_all(texts: dict[str, str], *, is_page: bool) -> dict[str, str]:
    return {
        normalise_name(name): normalise(name, text, is_page=is_page) for name, text in texts.items()
    }


def print_differences(section: Section, lines: int) -> None:
    """Print each difference once, with the names of all items that have it."""
    for title, names in (("before", section.only_before), ("after", section.only_after)):
        if names:
            print(f"\n=== {section.name}: only {title}: {shorten(names)}")
    hunks: dict[tuple[str, ...], tuple[Sequence[str], list[str]]] = {}
    for name in section.different:
        for hunk in find_hunks(section, name):
            changes = tuple(line for line in hunk if not line.startswith(" "))
            hunks.setdefault(changes, (hunk, []))[1].append(name)
    for hunk, names in hunks.values():
        print(f"\n=== {section.name}: {shorten(list(dict.fromkeys(names)))}")
        print_hunk(hunk, lines)


def print_hunk(hunk: Sequence[str], lines: int) -> None:
    print("\n".join(line[:LONGEST_LINE] for line in hunk[:lines]))
    if len(hunk) > lines:
        print(f"… and {len(hunk) - lines} more lines")


def shorten(names: list[str]) -> str:
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"{', '.join(names[:NAMES_SHOWN])}{more}"


def find_hunks(section: Section, name: str) -> Iterator[Sequence[str]]:
    """Yield the lines of each place that differs, without line numbers.

    So the same change on many pages is the same hunk.
    """
    texts = section.before[name], section.after[name]
    before, after = map(split_lines, texts)
    if before == after:  # only the layout differs
        before, after = (text.splitlines() for text in texts)
    hunk: list[str] = []
    for line in islice(unified_diff(before, after, lineterm="", n=1), 2, None):
        if line.startswith("@@") and hunk:
            yield hunk
            hunk = []
        elif not line.startswith("@@"):
            hunk.append(line)
    yield hunk or ["Only the ends of lines differ."]


def split_lines(text: str) -> list[str]:
    return [part for line in text.splitlines() for part in split_line(line)]


def split_line(line: str) -> Iterator[str]:
    """Yield a line of JSON or HTML in shorter lines."""
    if line.startswith(("{", "[")):
        try:
            yield from json.dumps(json.loads(line), ensure_ascii=False, indent=1).splitlines()
        except ValueError:
            yield line
    else:
        yield from _BETWEEN_TAGS.split(line)


def print_renamed_classes(before: Captured, after: Captured) -> None:
    """Print the class names that differ at the same places of the same pages."""
    renamed = Counter[tuple[str, str]]()
    for section, texts in before.items():
        for name, text in texts.items():
            names = find_class_names(text), find_class_names(after.get(section, {}).get(name, ""))
            if len(names[0]) == len(names[1]):
                renamed.update(pair for pair in zip(*names, strict=True) if pair[0] != pair[1])
    if renamed:
        print("\n=== Class names, which may differ, as they follow each other in pages:")
    for (old, new), count in sorted(renamed.items()):
        print(f"{old} is {new}, {count} times")


def print_summary(sections: list[Section]) -> None:
    heads = ("compared", "equal", "different", "only before", "only after", "lines")
    print(f"\n{'':<28}" + "".join(f"{head:>13}" for head in heads))
    for section in sections:
        common, different = len(section.common), len(section.different)
        missing = len(section.only_before), len(section.only_after)
        lines = sum(len(section.before[name].splitlines()) for name in section.common)
        figures = (common, common - different, different, *missing, lines)
        print(f"{section.name:<28}" + "".join(f"{figure:>13,}" for figure in figures))
        if "pages" in section.name:
            print(f"{'':<28}  {count_statuses(section)}")


def count_statuses(section: Section) -> str:
    counts = sorted(Counter(section.before[name][:3] for name in section.common).items())
    return ", ".join(f"{count:,} with status {status}" for status, count in counts)


def has_content(sections: list[Section]) -> bool:
    """Tell whether something of each kind was compared, and pages were served."""
    empty = [each.name for each in sections if not each.common]
    served = {each.name for each in sections for text in each.before.values() if text[:3] == "200"}
    empty += [each.name for each in sections if "pages" in each.name and each.name not in served]
    if not sections or empty:
        print(f"Nothing was compared: {', '.join(empty) or 'at all'}.")
    return bool(sections) and not empty
