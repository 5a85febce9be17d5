"""JSON documents: a list of objects, an object with one such list in it, or one object alone.

``{"articles": [{…}, {…}]}`` is as good as the list. The names of the objects are those of
``named``. A list is read object by object, and may be of any length.
"""

import codecs
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from typing import Any, BinaryIO, Final

from articles.parsing.charsets import MARK_SIZE, encode, mark_of
from articles.parsing.records import (
    Record,
    Reject,
)
from articles.parsing.tabular import field_names, json_text
from articles.parsing.tabular.json_text import DEPTH_LIMIT, TOO_DEEP, RefusedError

PARSER: Final = "json/1"
VALUE_LIMIT: Final = 16 * 2**20  # letters
_PIECE: Final = 64 * 2**10  # bytes

_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_SCALAR: Final = re.compile(r"[^\s,:\[\]{}\"]*+")
_IN_STRING: Final = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)

_LIST: Final = re.compile(r'\[\s*(?:[\[\]{"]|-?\d|true|false|null|$)')
_OBJECT: Final = re.compile(r'\{\s*(?:["}]|$)')
_STRING: Final = r'"(?:[^"\\]++|\\.)*+"'
# What holds no bracket that is not closed in it, nor one so deep that it would take long to see.
# What is not all there yet is left.
_FLAT: Final = re.compile(
    reduce(
        lambda inner, _: rf'(?:[^"\[\]{{}}]++|{_STRING}|[\[{{]{inner}[\]}}])*+',
        range(3),
        rf'(?:[^"\[\]{{}}]++|{_STRING})*+',
    ),
    re.DOTALL,
)
_ANY: Final = re.compile(rf'(?:[^"]++|{_STRING})*+', re.DOTALL)
_STRINGS: Final = re.compile(_STRING, re.DOTALL)
# From this depth on, so many letters at a time cannot close what was opened.
_DEEP: Final = 64
# The members before a list of objects, and the name of that.
_WRAPPER: Final = re.compile(
    rf"\{{(?P<before>(?:\s*+{_STRING}\s*+:\s*+(?:{_STRING}|[-+\w.]++)\s*+,)*+)"
    rf"\s*+(?P<name>{_STRING})\s*+:\s*+\[\s*+\{{"
)
# Two of these names are of ninjs; one of them may be anybody's.
_NINJS: Final = re.compile(
    r'"(uri|versioncreated|pubstatus|body_xhtml|bodies|headlines|usageterms)"\s*:'
)
_FEED: Final = "://jsonfeed.org/version/"


def sniff(head: str) -> bool:
    """Tell whether the head is of a list, or of an object that is not one line of JSON lines.

    ninjs and JSON Feed are formats of their own.
    """
    head = head.lstrip()
    if _FEED in head or len(set(_NINJS.findall(head))) > 1:
        return False
    if _LIST.match(head):
        return True
    return bool(_OBJECT.match(head)) and (_is_wrapper(head) or not _is_line(head))


def _is_wrapper(head: str) -> bool:
    """Tell whether a list of objects is nothing that a record has, and no record is around it."""
    found = _WRAPPER.match(head)
    if not found:
        return False
    name = found["name"][1:-1]
    before = re.findall(rf"({_STRING})\s*+:", found["before"])
    around = field_names.plan(each[1:-1] for each in before)
    return bool(field_names.plan([name]).unknown) and not around.reads("headline")


def _is_line(head: str) -> bool:
    """Tell whether the first line is all that there is, or an object of its own."""
    first, end, _ = head.partition("\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return not end
    return True


class _EndedError(Exception):
    """The input can be read no further; the message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value's text, with the line that it begins in; and why it is not read, or ""."""

    line: int
    text: str
    problem: str = ""


class _Text:
    """The input's text, of which no more than a piece and one value are held."""

    def __init__(self, stream: BinaryIO, charset: str) -> None:
        self.charset = _charset(stream, charset)
        self.line = 1
        self._pieces = _pieces(stream, self.charset)
        self._piece = ""
        self._at = 0

    def next(self) -> str:
        """Return the next letter that is no white space, "" at the end."""
        for _ in self._run(_SPACE):
            pass
        return self._peek()

    def take(self, sign: str) -> bool:
        """Pass the sign if it comes next."""
        is_next = self.next() == sign
        self._at += is_next
        return is_next

    def value(self) -> _Value:
        """Pass the value that comes next, and return it."""
        self.next()
        line, parts, size, deepest = self.line, [""], 0, 0
        for part, depth in self._parts():
            size, deepest = size + len(part), max(deepest, depth)
            if size <= VALUE_LIMIT:
                parts.append(part)
            else:
                parts.clear()
        problem = _TOO_LONG if size > VALUE_LIMIT else TOO_DEEP if deepest > DEPTH_LIMIT else ""
        return _Value(line, "".join(parts), problem)

    def _parts(self) -> Iterator[tuple[str, int]]:
        """Yield the parts of a value, up to its own end, with the depth that they are nested in."""
        depth = 0
        while sign := self._peek():
            depth += (sign in "[{") - (sign in "]}")
            if sign in '[{}]"':
                yield self._letter(), depth
            if sign == '"':
                yield from ((part, depth) for part in self._run(_IN_STRING))
                yield self._letter(), depth
            if depth > _DEEP:
                part = self._once(_ANY, self._at + depth - 1)
                depth += _opened(part)
                yield part, depth
            elif depth > 0 or sign not in '[{}]"':
                yield from ((part, depth) for part in self._run(_FLAT if depth > 0 else _SCALAR))
            if depth <= 0:
                break

    def _run(self, form: re.Pattern[str]) -> Iterator[str]:
        """Yield what is of the form from here on."""
        while True:
            yield self._once(form, len(self._piece))
            # A backslash waits for what it escapes.
            left = len(self._piece) - self._at
            if left > (self._piece[-1:] == "\\") or not self._fill():
                break

    def _once(self, form: re.Pattern[str], end: int) -> str:
        """Return what is of the form from here on, up to this end of it, in the piece."""
        part = next(form.finditer(self._piece, self._at, end))[0]
        self._at += len(part)
        self.line += part.count("\n")
        return part

    def _letter(self) -> str:
        letter = self._peek()
        self._at += len(letter)
        return letter

    def _peek(self) -> str:
        if self._at == len(self._piece):
            self._fill()
        return self._piece[self._at : self._at + 1]

    def _fill(self) -> bool:
        more = next(self._pieces, "")
        self._piece, self._at = self._piece[self._at :] + more, 0
        return bool(more)


def _opened(part: str) -> int:
    """Return how much deeper it is at the end of the part than at its beginning."""
    outside = _STRINGS.sub("", part)
    return sum(outside.count(sign) for sign in "[{") - sum(outside.count(sign) for sign in "]}")


def _charset(stream: BinaryIO, charset: str) -> str:
    """Return the charset of the stream, and leave that after its mark."""
    mark, marked = mark_of(stream.read(MARK_SIZE))
    is_known = bool(mark or not charset) or _is_text(stream, marked)
    stream.seek(len(mark))
    return marked if is_known else charset


def _is_text(stream: BinaryIO, charset: str) -> bool:
    stream.seek(0)
    try:
        return all(_pieces(stream, charset))
    except _EndedError:
        return False


def _pieces(stream: BinaryIO, charset: str) -> Iterator[str]:
    """Yield the text as it is read; raise _EndedError where it is in another charset."""
    decoder = codecs.getincrementaldecoder(charset)()
    content = b" "
    while content:
        content = stream.read(_PIECE)
        try:
            text = decoder.decode(content, not content)
        except UnicodeDecodeError as error:
            yield from filter(None, [error.object[: error.start].decode(charset, "ignore")])
            reason = f"From here on it is not {charset.upper()}. {_UNTOLD}"
            raise _EndedError(reason) from error
        if text:
            yield text


_TOO_LONG: Final = f"It is longer than {VALUE_LIMIT // 2**20} MiB; divide it."
_UNTOLD: Final = "Say which charset the file is in, such as --encoding windows-1254."
_UNDIVIDED: Final = "It is not JSON: here a comma or the end is due. What follows was not read."
_UNNAMED: Final = "It is not JSON: here a name and a colon are due. What follows was not read."
_MORE: Final = "It is not JSON: more follows after its end; write JSON lines, or one list."
_NO_OBJECT: Final = "It is JSON, but no object: {…}."
_NO_ITEM: Final = "It is JSON, but holds no object; add one."


def parse(
    stream: BinaryIO, *, charset: str = "", names: field_names.Names = field_names.NO_NAMES
) -> Iterator[Record | Reject]:
    """Read the stream, which can seek, object by object; ``names`` are theirs with ours."""
    document = _Document(stream, charset, names)
    try:
        yield from document.read()
    except _EndedError as error:
        yield Reject(f"line {document.text.line}", str(error), None)


class _Document:
    """A document as it is read."""

    def __init__(self, stream: BinaryIO, charset: str, names: field_names.Names) -> None:
        self._stream = stream
        self._charset = charset
        self._reader = field_names.Reader(names=names)
        self.text = _Text(stream, charset)

    def read(self) -> Iterator[Record | Reject]:
        if self.text.take("["):
            found = self._listed()
        elif self.text.next():
            found = self._alone()
        else:
            found = iter([Reject("line 1", "It is empty.", None)])
        yield from _or_else(found, Reject("line 1", _NO_ITEM, None))
        if self.text.next():
            raise _EndedError(_MORE)

    def _alone(self) -> Iterator[Record | Reject]:
        """Yield what the one object holds: itself, or those of the list that is in it."""
        value = self.text.value()
        name = self._list_in(value)
        if not name and not value.problem:
            yield self._found(value)
            return
        self._stream.seek(0)
        self.text = _Text(self._stream, self._charset)
        yield from _or_else(self._within(name), self._found(value))

    def _list_in(self, value: _Value) -> str:
        """Return the name of the one list of objects in what is itself no record, "" for none."""
        try:
            told = json.loads(value.text)
        except (ValueError, RecursionError):
            return ""
        if not isinstance(told, dict) or self._reader.plan(told).reads("headline", "body"):
            return ""
        lists = [name for name, inner in told.items() if _is_list_of_objects(inner)]
        is_list = len(lists) == 1 and lists[0] in self._reader.plan(told).unknown
        return lists[0] if is_list else ""

    def _within(self, name: str) -> Iterator[Record | Reject]:
        """Yield the objects of the list of this name, or of any, in the object that comes next."""
        self.text.take("{")
        while not self.text.take("}"):
            told = self.text.value().text
            if not told.startswith('"') or not self.text.take(":"):
                raise _EndedError(_UNNAMED)
            is_list = self.text.take("[")
            if is_list and self.text.next() == "{" and name in {"", _name(told)}:
                yield from self._listed()
            elif is_list:
                deque(self._items(), maxlen=0)
            else:
                self.text.value()
            if not self.text.take(",") and self.text.next() != "}":
                raise _EndedError(_UNDIVIDED)

    def _listed(self) -> Iterator[Record | Reject]:
        for number, value in enumerate(self._items(), 1):
            yield self._found(value, number=number)

    def _items(self) -> Iterator[_Value]:
        """Yield the values of the list that has just begun, up to its end."""
        if self.text.take("]"):
            return
        yield self.text.value()
        while not self.text.take("]"):
            if not self.text.take(","):
                raise _EndedError(_UNDIVIDED)
            yield self.text.value()

    def _found(self, value: _Value, *, number: int | None = None) -> Record | Reject:
        position = f"line {value.line}" + (f", item {number}" if number else "")
        alone = f"[{value.text}]" if number else value.text
        if value.problem:
            return Reject(position, value.problem, alone if value.text else None)
        written = encode(value.text, self.text.charset)
        try:
            told = json_text.loads(value.text, line=value.line)
        except RefusedError as error:
            return Reject(position, str(error), alone)
        if not isinstance(told, dict):
            return Reject(position, _NO_OBJECT, json_text.kept([told], written))
        fields, problems = self._reader.fields(told)
        if problems:
            return Reject(position, " ".join(problems), json_text.kept([told], written))
        return Record(
            **fields,
            original=written,
            media_type="application/json",
            charset=self.text.charset,
            parser=PARSER,
            position=position,
        )


def _or_else(found: Iterator[Record | Reject], other: Record | Reject) -> Iterator[Record | Reject]:
    """Yield what was found, or the other where that is nothing."""
    first = next(found, other)
    yield from chain((first,), found)


def _is_list_of_objects(told: Any) -> bool:
    return isinstance(told, list) and bool(told) and all(isinstance(each, dict) for each in told)


def _name(written: str) -> Any:
    try:
        return json.loads(written)
    except ValueError:
        return None
