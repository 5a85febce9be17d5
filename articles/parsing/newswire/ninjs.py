"""ninjs, the news format of the IPTC in JSON: versions 1, 2 and 3, one object or many.

Many stand in a list, in the ``_items`` of an object around them, or each on a line of its own.
What is read is checked here; what is not read may be anything.
Specification: https://iptc.org/std/ninjs/.
"""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, Final

from articles.parsing.charsets import (
    UnknownCharsetError,
    decode_text,
    detect_charset,
    encode_for_json,
    encode_text,
)
from articles.parsing.newswire import wire_story
from articles.parsing.newswire.wire_story import (
    LEFT_OUT,
    SIZE_LIMIT,
    Origin,
    Story,
    html_of,
    named,
)
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace
from articles.vocabulary import (
    Credit,
)

PARSER: Final = "ninjs/1"

_IDS: Final = {"uri", "guid"}
_MARKS: Final = frozenset(
    """$standard standard version pubstatus versioncreated firstcreated embargoed urgency
    headline headlines slugline ednote description_text description_html descriptions
    embargoeduntil usageterms body_xhtml body_html body_text bodies associations renditions
    representationtype altids copyrightholder copyrightnotice infosource infosources rightsinfo
    digitalsourcetype""".split()
)
# A string with the colon after it, if it is a name; it may be cut off by the end of the head.
_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"\s*+(:?)|\\?\Z)|[{}\[\]]', re.DOTALL)
# Where many stand in one document: the text up to the first of them.
_OPENED: Final = re.compile(r'\s*(?:\{[^\[\]{}]*"(?:_items|items?)"\s*:\s*)?\[')
_MARK: Final = re.compile("\ufeff?")
_BETWEEN: Final = re.compile(r"[\s,]*")
_DECODER: Final = json.JSONDecoder()
_CHUNK: Final = 2**16

# What a description is for, where it is the sentence under the headline.
_STANDFIRSTS: Final = ("", "summary", "abstract", "standfirst", "lead", "teaser", "short", "text")
_DESCRIPTIONS: Final = tuple(f"description_{role}" for role in _STANDFIRSTS if role)
_HTML: Final = ("xhtml", "html", "html5")
# What an infosource is to a story, if it is who supplied it.
_SUPPLIES: Final = re.compile(r"^$|source|provider|origprov|agency", re.IGNORECASE)
_GENRE: Final = ("name", "code", "literal", "uri")
_STATUSES: Final = {"", "usable", "withheld", "canceled", "cancelled"}
_MEND: Final = "Mend it there, or ask for the file again."
_IN_CHARSET: Final = "Say which charset the file is in, such as --encoding windows-1254."
_TOO_LARGE: Final = (
    f"It is larger than {SIZE_LIMIT // 2**20} MiB, which no story is, or it is no JSON; take it "
    "out, and import the rest."
)
_NOTHING: Final = "It holds no story: ask the agency what it was meant to send."


def sniff(head: str) -> bool:
    """Tell whether the first object bears an id as ninjs has it, and a name that only ninjs has."""
    names = {name.lower() for name in _names(head.lstrip("\ufeff"))}
    return bool(names & _IDS) and bool(names & _MARKS)


def _names(head: str) -> Iterator[str]:
    """Yield the names of the first object, as far as the head goes."""
    opened = _OPENED.match(head)
    depth = 0
    for token in _TOKEN.finditer(head, opened.end() if opened else 0):
        if token[2]:
            if depth == 1:
                yield token[1]
        elif token[0][0] != '"':
            depth += 1 if token[0] in "{[" else -1
            if depth <= 0:
                return


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Read the objects in the stream; those of other things than texts are left out."""
    read_in = detect_charset(stream, charset)
    found = _lines(stream, read_in) if _is_lines(stream, read_in) else _document(stream, read_in)
    yield next(found, None) or Reject("line 1", _NOTHING, None)
    yield from found


def _is_lines(stream: BinaryIO, charset: str) -> bool:
    """Tell whether the first line is a whole object, and more follows."""
    first, more = stream.readline(SIZE_LIMIT), stream.read(_CHUNK)
    stream.seek(0)
    try:
        is_whole = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
    return is_whole and bool(more.strip()) and len("\n".encode(charset)) == 1


def _lines(stream: BinaryIO, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    number = 0
    while line := stream.readline(SIZE_LIMIT + 1):
        number += 1
        if len(line) > SIZE_LIMIT:
            yield Reject(f"line {number}", _TOO_LARGE, None)
            while line and not line.endswith(b"\n"):
                line = stream.readline(SIZE_LIMIT)
        elif line.strip():
            yield _line(line, charset, number)


def _line(line: bytes, charset: str, number: int) -> Record | Reject | SkippedItem:
    position = f"line {number}"
    try:
        text, read_in = decode_text(line, charset)
        return _told(json.loads(text), text.strip(), read_in, position)
    except UnknownCharsetError as error:
        return Reject(position, str(error), encode_for_json(line))
    except (ValueError, RecursionError) as error:
        return Reject(position, f"It is not JSON: {error}. {_MEND}", encode_for_json(line))


class _TooLargeError(Exception):
    """What stands here is no value as far as one may reach."""


class _Text:
    """A document, read as far as it was asked for; ``at`` is where the rest of it begins."""

    def __init__(self, stream: BinaryIO, charset: str) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder(charset)()
        self.buffer = ""
        self.at = 0

    def more(self) -> bool:
        """Read on, at least as much as is left, so that reading it again and again is no loss."""
        rest = self.buffer[self.at :]
        content = self.stream.read(max(_CHUNK, len(rest)))
        self.buffer = rest + self.decoder.decode(content, not content)
        self.at = 0
        return bool(content)

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Go past the pattern, if it stands here."""
        found = pattern.match(self.buffer, self.at)
        self.at = found.end() if found else self.at
        return bool(found)

    def is_over(self) -> bool:
        """Go on to the next value; tell whether there is none, as none is after a list's end."""
        while self.skip(_BETWEEN) and self.at == len(self.buffer):
            if not self.more():
                return True
        return self.buffer[self.at] == "]"

    def value(self) -> tuple[Any, str]:
        """Return the value that stands here, and as it is written; raise ValueError for none."""
        while True:
            try:
                told, end = _DECODER.raw_decode(self.buffer, self.at)
            except ValueError:
                if len(self.buffer) - self.at > SIZE_LIMIT:
                    raise _TooLargeError from None
                if not self.more():
                    raise
            else:
                source = self.buffer[self.at : end]
                self.at = end
                return told, source


def _document(stream: BinaryIO, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    """Yield what stands in one document; from where it is no JSON on, a Reject with all of it."""
    text = _Text(stream, charset)
    number = 1
    try:
        text.more()
        text.skip(_MARK)
        text.skip(_OPENED)
        while not text.is_over():
            told, source = text.value()
            yield _told(told, source, charset, f"item {number}")
            number += 1
    except _TooLargeError:
        yield Reject(f"item {number}", _TOO_LARGE, None)
    except UnicodeDecodeError:
        reason = f"It is not {charset.upper()} all through. {_IN_CHARSET}"
        yield Reject(f"item {number}", reason, _whole(stream))
    except (ValueError, RecursionError) as error:
        reason = f"It is not JSON: {error}. {_MEND}"
        yield Reject(f"item {number}", reason, _whole(stream))


def _whole(stream: BinaryIO) -> str | dict[str, str] | None:
    stream.seek(0)
    content = stream.read(SIZE_LIMIT + 1)
    return encode_for_json(content) if len(content) <= SIZE_LIMIT else None


def _told(told: Any, source: str, charset: str, position: str) -> Record | Reject | SkippedItem:
    """Return what one value comes to."""
    original = encode_text(source, charset)
    item = _Item(told if isinstance(told, dict) else {})
    story = item.story()
    if item.problems:
        return Reject(position, " ".join(item.problems), encode_for_json(original))
    return wire_story.told(
        story,
        Origin(
            original=original,
            media_type="application/json",
            charset=charset,
            parser=PARSER,
            position=position,
            line=int(position.split()[1]) if position.startswith("line") else 1,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Valued:
    """One of several headlines, descriptions or bodies."""

    role: str
    media_type: str
    value: str


class _Item:
    """One object while it is read, whatever the case of its names; ``problems`` are sentences."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = {name.lower(): value for name, value in told.items()}
        self.problems: list[str] = []

    def story(self) -> Story:
        uid = self.text("uri") or self.text("guid")
        if not uid:
            self.problems.append("It has no uri, which every object of ninjs has: add it.")
        told_as = self.text("type")
        body = self.body()
        description, headlines = self.description(), self.valued("headlines")
        source = self.source()
        return Story(
            type=told_as.lower(),
            headline=self.text("headline") or _main(headlines) or self.text("title"),
            standfirst=description or _lesser(headlines),
            body=body or ("" if told_as.lower() in LEFT_OUT else html_of(description)),
            byline=self.text("byline") or self.text("by"),
            credits=self.credits(),
            authors=[_string(each.get("name")) for each in self.objects("authors")],
            source=source,
            uid=uid,
            addresses=[uid],
            language=self.text("language"),
            dates=self.dates("versioncreated", "firstcreated", "contentcreated"),
            embargo=self.text("embargoed") or self.text("embargoeduntil") or None,
            status=self.status(),
            genres=self.genres(),
            subjects=[
                _string(each.get("name"))
                for name in ("subject", "subjects", "keywords")
                for each in self.objects(name)
            ],
        )

    def text(self, name: str) -> str:
        value = self.told.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self.problems.append(f"{name} is {_short(value)}, but it takes a text.")
        return ""

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Return the objects of a list; a text in it is an object with a name."""
        value = self.told.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict | str) for each in value):
            self.problems.append(f"{name} is {_short(value)}, but it takes a list of objects.")
            return []
        return [
            {"name": each}
            if isinstance(each, str)
            else {inner.lower(): told for inner, told in each.items()}
            for each in value
        ]

    def valued(self, name: str) -> list[_Valued]:
        told = self.objects(name)
        if not all(isinstance(each.get("value"), str) for each in told):
            self.problems.append(f"{name} has one without a value, which takes a text.")
            return []
        return [
            _Valued(
                named(_string(each.get("role"))), _string(each.get("contenttype")), each["value"]
            )
            for each in told
        ]

    def dates(self, *names: str) -> list[str]:
        told = [(name, self.text(name)) for name in names]
        self.problems += [
            f"{name} is {_short(date)}, but it takes a date such as 2024-05-31T12:00:00Z."
            for name, date in told
            if date and not wire_story.instant(date)
        ]
        return [date for _, date in told]

    def status(self) -> str:
        status = self.text("pubstatus")
        if status.lower() not in _STATUSES:
            takes = "usable, withheld or canceled"
            self.problems.append(f"pubstatus is {_short(status)}, but it takes {takes}.")
        return status

    def source(self) -> str:
        """Return who published it: as it says, or the first party that it was supplied by."""
        parties = self.objects("infosource") + self.objects("infosources")
        names = (
            _string(each.get("name"))
            for each in parties
            if _SUPPLIES.search(_string(each.get("rel")) + _string(each.get("role")))
        )
        told = (_string(self.told.get(name)) for name in ("source", "provider"))
        return next(filter(None, (*told, *names)), "")

    def credits(self) -> tuple[Credit, ...]:
        """Return those who are told to be authors, more surely than by a byline."""
        named_in = {"person": False, "people": False, "organisation": True, "organisations": True}
        return tuple(
            Credit(collapse_whitespace(clean_text(name)), is_organisation=is_organisation)
            for many, is_organisation in named_in.items()
            for each in self.objects(many)
            if named(_string(each.get("rel"))) == "author" and (name := _string(each.get("name")))
        )

    def genres(self) -> list[str]:
        told = self.objects("genre") + self.objects("genres")
        return [_string(each.get(part)) for each in told for part in _GENRE]

    def description(self) -> str:
        """Return the sentence under the headline as plain text."""
        plain = {name: self.text(name) for name in self.told if name.startswith("description_")}
        marked = (plain.get(f"description_{name}", "") for name in _HTML)
        summaries = [each for each in self.valued("descriptions") if each.role in _STANDFIRSTS]
        summaries.sort(key=lambda each: _STANDFIRSTS.index(each.role))
        texts = chain(
            (plain.get(name, "") for name in _DESCRIPTIONS),
            map(body_html.to_text, filter(None, marked)),
            map(_plain, summaries),
        )
        return next(filter(None, map(str.strip, texts)), "")

    def body(self) -> str:
        """Return the text as HTML: as it stands, or made of plain text where there is no other."""
        told = {name: self.text(name) for name in self.told if name.startswith("body_")}
        plain = told.get("body_text", "")
        texts = chain(
            (told.get(f"body_{name}", "") for name in _HTML),
            (html_of(text, media_type="text/plain") for text in (plain,) if text),
            map(_html, sorted(self.valued("bodies"), key=_rank)),
        )
        return next((text for text in texts if text.strip()), "")


def _main(headlines: list[_Valued]) -> str:
    main = (each for each in headlines if each.role in {"main", ""})
    larger = (each for each in headlines if not each.role.startswith("sub"))
    return next((_plain(each) for each in (*main, *larger)), "")


def _lesser(headlines: list[_Valued]) -> str:
    return next((_plain(each) for each in headlines if each.role.startswith("sub")), "")


def _plain(told: _Valued) -> str:
    return body_html.to_text(told.value) if "html" in told.media_type else told.value


def _rank(body: _Valued) -> int:
    """Return how late a body is tried: HTML first, plain text next, then what tells no type."""
    told_as = body.media_type.lower()
    return 0 if "html" in told_as else 1 if "plain" in told_as else 2


def _html(body: _Valued) -> str:
    """Return the body as HTML, "" for what is neither that nor plain text."""
    told_as = body.media_type.lower()
    is_text = not told_as or "html" in told_as or "plain" in told_as
    return html_of(body.value, media_type=told_as) if is_text else ""


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _short(value: Any) -> str:
    shown = clean_text(json.dumps(value, ensure_ascii=False))
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
