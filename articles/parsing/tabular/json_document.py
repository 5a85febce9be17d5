"""JSON documents: a list of objects, an object that holds one such list, or one object alone.

``{"articles": [{…}, {…}]}`` is read like the list itself. The names in the objects are those that
``field_names`` describes. A list is read object by object, and may be of any length.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, Final

from articles.parsing import stamps
from articles.parsing.charsets import encode_text
from articles.parsing.json_scanner import (
    STRING,
    VALUE_LIMIT,
    EndedError,
    JSONScanner,
    JSONValue,
    decode_stream,
    decode_string,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.tabular import field_names, json_text
from articles.parsing.tabular.json_record import RecordBuilder
from articles.parsing.tabular.json_text import RefusedError

PARSER: Final = "json/1"

# The names that lead to a list in a document.
Path = tuple[str, ...]

_LIST: Final = re.compile(r'\[\s*(?:[\[\]{"]|-?\d|true|false|null|$)')
_OBJECT: Final = re.compile(r'\{\s*(?:["}]|$)')
# An object up to its first list of objects: the members before that list, and its name.
_WRAPPER: Final = re.compile(
    rf"\{{(?P<before>(?>\s*+{STRING}\s*+:\s*+(?:{STRING}|[-+\w.]++)\s*+,)*+)"
    rf"\s*+(?P<name>{STRING})\s*+:\s*+\[\s*+\{{"
)
# An object that holds the objects of an API or of a site's export, and what they are called in it.
_ENVELOPE: Final = re.compile(
    r'\{\s*"(?:db|data|export|jsonapi|links|meta|response|result|results|status|version)"\s*:'
)
_INNER: Final = re.compile(r'"(?:data|db|docs|nodes|posts|response|result|results)"\s*:\s*[\[{]')
_ENVELOPE_SIZE: Final = 4000
# Two of these names show ninjs; one alone may occur in any file.
_NINJS: Final = re.compile(
    r'"(uri|versioncreated|pubstatus|body_xhtml|bodies|headlines|usageterms)"\s*:'
)
_FEED: Final = "://jsonfeed.org/version/"


def sniff(head: str) -> bool:
    """Return whether the head begins a list, or an object that is not a line of JSON lines.

    ninjs and JSON Feed are formats of their own.
    """
    head = head.lstrip()
    if _FEED in head or len(set(_NINJS.findall(head))) > 1:
        return False
    if _LIST.match(head):
        return True
    if not _OBJECT.match(head):
        return False
    return _is_wrapper(head) or _is_nested(head) or not _is_json_line(head)


def _is_nested(head: str) -> bool:
    """Return whether the head is, or begins, one line of an object that holds lists further in."""
    is_one_line = not head.partition("\n")[2].strip()
    return is_one_line and bool(_ENVELOPE.match(head) and _INNER.search(head[:_ENVELOPE_SIZE]))


def _is_wrapper(head: str) -> bool:
    """Return whether the head begins an object that is not a record but holds a list of objects."""
    match = _WRAPPER.match(head)
    if not match:
        return False
    name = match["name"][1:-1]
    names_before = re.findall(rf"({STRING})\s*+:", match["before"])
    outer = field_names.build_plan(each[1:-1] for each in names_before)
    return bool(field_names.build_plan([name]).unknown) and not outer.has_fields("headline")


def _is_json_line(head: str) -> bool:
    """Return whether the first line is all of the head, or a JSON value of its own."""
    first, line_end, _ = head.partition("\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return not line_end
    return True


# Lists of records are looked for so many names deep.
_PATH_LIMIT: Final = 4
_TOO_LONG: Final = Problem("json.too_long", {"size": VALUE_LIMIT // 2**20})


def parse(
    stream: BinaryIO, *, charset: str = "", name_map: field_names.NameMap = field_names.NO_NAMES
) -> Iterator[Record | Reject | SkippedItem]:
    """Read a seekable stream object by object."""
    parser = _DocumentParser(stream, charset, name_map)
    try:
        yield from parser.parse()
    except EndedError as error:
        yield Reject(f"line {parser.scanner.line}", error.problem, None)
    yield from parser.list_passed_over()


class _DocumentParser:
    """Reads one document; ``scanner`` is where it has come to."""

    def __init__(self, stream: BinaryIO, charset: str, name_map: field_names.NameMap) -> None:
        self._stream = stream
        self._charset = charset
        order = stamps.detect_sample_order(stream, charset)
        self._reader = field_names.ObjectReader(name_map=name_map, order=order)
        self._builder = RecordBuilder(
            parser=PARSER,
            read_fields=self._reader.read_fields,
            no_object=Problem("json.no_object"),
            is_listed=True,
        )
        self._open()

    def list_passed_over(self) -> list[SkippedItem]:
        """Return the names that were not read."""
        return self._reader.list_passed_over()

    def _open(self) -> None:
        """Begin at the start of the stream."""
        chunks, self.charset = decode_stream(self._stream, self._charset)
        self.scanner = JSONScanner(chunks)

    def parse(self) -> Iterator[Record | Reject]:
        if self.scanner.accept("["):
            results = self._parse_list()
        elif self.scanner.peek():
            results = self._parse_single()
        else:
            results = iter([Reject("line 1", Problem("file.empty"), None)])
        yield from _or_default(results, Reject("line 1", Problem("json.no_item"), None))
        if self.scanner.peek():
            raise EndedError(Problem("json.more_after_end"))

    def _parse_single(self) -> Iterator[Record | Reject]:
        """Yield the one object as a record, or the objects of the list that it holds."""
        value = self.scanner.read_value()
        if paths := self._find_paths(value):
            yield from chain.from_iterable(map(self._parse_path, paths))
            return
        list_name = self._find_list_name(value)
        if not list_name and not value.is_too_long and value.depth <= json_text.DEPTH_LIMIT:
            yield self._parse_value(value)
            return
        # It holds a list, or is too large to be read at once: read it again, member by member.
        self._open()
        yield from _or_default(self._parse_members(list_name), self._parse_value(value))

    def _find_paths(self, value: JSONValue) -> list[Path]:
        """Return the names that lead to each list of records in an object that is no record.

        Lists are searched for records first, and then their first objects for lists, as that of
        Ghost: ``{"db": [{"data": {"posts": [...]}}]}``.
        """
        if not value.is_too_long and (not value.text.startswith("{") or self._is_record(value)):
            return []
        for is_inside in (False, True):
            self._open()
            try:
                paths = [*self._search((), is_inside=is_inside)]
            except EndedError:
                return []
            if paths:
                return list(dict.fromkeys(paths))
        return []

    def _is_record(self, value: JSONValue) -> bool:
        try:
            return self._reader.is_record(json_text.loads(value.text))
        except RefusedError:
            return False

    def _search(self, path: Path, *, is_inside: bool) -> Iterator[Path]:
        """Yield the path of each list of records in the next object."""
        for text in self.scanner.read_names():
            here = (*path, decode_string(text) or "")
            if self.scanner.peek() == "{" and len(here) < _PATH_LIMIT:
                yield from self._search(here, is_inside=is_inside)
            elif not self.scanner.accept("["):
                self.scanner.read_value()
            elif self.scanner.peek() == "{" and is_inside and len(here) == 1:
                yield from self._search(here, is_inside=is_inside)
                self._skip_items()
            else:
                items = self.scanner.read_items()
                if (first := next(items, None)) and self._is_record(first):
                    yield here
                deque(items, maxlen=0)

    def _skip_items(self) -> None:
        """Read the rest of a list behind one of its items."""
        while self.scanner.accept(","):
            self.scanner.read_value()
        self.scanner.accept("]")

    def _parse_path(self, path: Path) -> Iterator[Record | Reject]:
        """Yield the records of the list to which the names lead."""
        self._open()
        yield from self._parse_below(path)

    def _parse_below(self, path: Path) -> Iterator[Record | Reject]:
        for text in self.scanner.read_names():
            if decode_string(text) != path[0]:
                self.scanner.read_value()
            elif not self.scanner.accept("["):
                yield from self._parse_below(path[1:])
            elif path[1:]:
                yield from self._parse_below(path[1:])
                while self.scanner.accept(","):
                    yield from self._parse_below(path[1:])
                self.scanner.accept("]")
            else:
                yield from self._parse_list()

    def _find_list_name(self, value: JSONValue) -> str:
        """Return the name of the one list of objects in an object that is not a record, or ""."""
        try:
            members = json.loads(value.text)
        except (ValueError, RecursionError):
            return ""
        is_object = isinstance(members, dict)
        if not is_object or self._reader.get_plan(members).has_fields("headline", "body"):
            return ""
        lists = [name for name, inner in members.items() if _is_list_of_objects(inner)]
        is_only = len(lists) == 1 and lists[0] in self._reader.get_plan(members).unknown
        return lists[0] if is_only else ""

    def _parse_members(self, list_name: str) -> Iterator[Record | Reject]:
        """Yield the objects of the list of this name, or for "" of any, in the next object."""
        for name in self.scanner.read_names():
            is_list = self.scanner.accept("[")
            if is_list and self.scanner.peek() == "{" and list_name in {"", decode_string(name)}:
                yield from self._parse_list()
            elif is_list:
                deque(self.scanner.read_items(), maxlen=0)  # skips the list
            else:
                self.scanner.read_value()

    def _parse_list(self) -> Iterator[Record | Reject]:
        for number, value in enumerate(self.scanner.read_items(), 1):
            yield self._parse_value(value, number=number)

    def _parse_value(self, value: JSONValue, *, number: int | None = None) -> Record | Reject:
        """Return the value as a record; ``number`` counts it in its list."""
        position = f"line {value.line}" + (f", item {number}" if number else "")
        document = f"[{value.text}]" if number else value.text
        if value.is_too_long:
            return Reject(position, _TOO_LONG, None)
        if value.depth > json_text.DEPTH_LIMIT:
            return Reject(position, json_text.TOO_DEEP, document)
        try:
            members = json_text.loads(value.text, line=value.line)
        except RefusedError as error:
            return Reject(position, error.problem, document)
        original = encode_text(value.text, self.charset)
        return self._builder.build(
            members, original=original, charset=self.charset, position=position
        )


def _or_default(
    results: Iterator[Record | Reject], default: Record | Reject
) -> Iterator[Record | Reject]:
    """Yield the results, or the default where there are none."""
    first = next(results, default)
    yield from chain((first,), results)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
