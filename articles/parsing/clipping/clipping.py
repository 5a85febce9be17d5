"""The clipping format, with its variants in the wild: plain text, English and Turkish."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import accumulate, groupby
from typing import BinaryIO, Final

from articles.parsing import bylines, dates
from articles.parsing.charsets import UnknownCharsetError, decode_text, encode_for_json
from articles.parsing.clipping import splitting
from articles.parsing.clipping.syntax import (
    DASH,
    EMPTY_HEADING,
    HEADING,
    LABELS,
    LINE_LIMIT,
    RULE,
    URL_LINE,
    parse_label,
)
from articles.parsing.records import (
    Reading,
    Record,
    Reject,
    Remark,
    Sureness,
)
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace, fold, guess_language
from articles.vocabulary import (
    Credit,
    Kind,
    Precision,
    SourceDate,
)

PARSER: Final = "clipping/1"
SIZE_LIMIT: Final = 16 * 2**20

_WITH_ADDRESS: Final = re.compile(r"(.*?)[\s,;:–—-]*" + URL_LINE.pattern, re.IGNORECASE)
_KINDS: Final = {
    "haber": Kind.NEWS,
    "analiz": Kind.ANALYSIS,
    "yorum": Kind.COMMENTARY,
    "rapor": Kind.REPORT,
    "duyuru": Kind.ANNOUNCEMENT,
}
# What may follow a date in a source line: issue, volume, pages.
_DETAIL: Final = re.compile(
    r"(?:say[ıi]|cilt|yıl|no|nr|issue|vol|volume|ss?|sf|sayfa|pp?|pages?)\b.*", re.IGNORECASE
)

# A paragraph that is whole ends with one of these, whatever quotes or brackets come after.
_CLOSED: Final = re.compile(r"""[.!?…:;։؟。"'”’»)\]*]$""")
_BULLET: Final = re.compile(r"(?:[-–—•*]|\d{1,3}[.)])\s?")
_FOOTNOTE: Final = re.compile(r"\*+\s*([^*\s].*)")
# Up to here, a line without closing punctuation is taken for a heading inside the text.
_SUBHEADING_LIMIT: Final = 60
# In a block with a longer line, each line is a paragraph; else the lines were wrapped by hand.
_WRAP_LIMIT: Final = 120


def sniff(head: str) -> bool:
    """Tell whether the beginning of a file bears at least two marks of a clipping."""
    lines = [line.strip() for line in head.splitlines()]
    short = [line for line in lines if 0 < len(line) <= LINE_LIMIT][:200]
    marks = (HEADING.fullmatch, DASH.fullmatch, dates.parse_day, LABELS["source"].fullmatch)
    return sum(any(mark(line) for line in short) for mark in marks) >= 2


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject]:
    """Read the clippings in the stream, one or several, in any of the variants."""
    for part in splitting.split_parts(stream, charset=charset, limit=SIZE_LIMIT):
        if part.content is None:
            reason = (
                f"It is larger than {SIZE_LIMIT // 2**20} MiB, which no clipping is; divide it."
            )
            yield Reject(f"line {part.line}", reason, None)
        else:
            yield _decoded(part.content, part.line, charset)


def _decoded(content: bytes, first: int, charset: str) -> Record | Reject:
    try:
        text, read_in = decode_text(content, charset)
    except UnknownCharsetError as error:
        return Reject(f"line {first}", str(error), encode_for_json(content))
    lines = text.splitlines(keepends=True)
    return _read(lines, numbers=_numbers(lines, first), original=content, charset=read_in)


def _numbers(lines: list[str], first: int) -> list[int]:
    """Return the number of each line as editors count: a form feed begins no line of its own."""
    ends = (line.endswith(("\n", "\r")) for line in lines)
    return list(accumulate(ends, initial=first))


def _read(
    lines: list[str], *, numbers: list[int], original: bytes, charset: str
) -> Record | Reject:
    piece = _Piece([collapse_whitespace(clean_text(line)) for line in lines], numbers=numbers)
    reason = piece.read()
    position = f"line {numbers[0]}"
    if reason:
        return Reject(position, reason, encode_for_json(original))
    return Record(
        headline=piece.headline,
        body=body_html.from_paragraphs(text for _, text in piece.paragraphs),
        original=original,
        media_type="text/plain",
        charset=charset,
        parser=PARSER,
        position=position,
        kind=piece.kind,
        language=piece.language,
        our_date=piece.our_date,
        source=piece.source,
        source_date=piece.source_date,
        source_detail=piece.source_detail,
        source_address=piece.address,
        byline=piece.byline,
        credits=piece.credits,
        tags=piece.tags,
        readings=piece.readings,
        remarks=tuple(piece.remarks),
    )


class _Piece:
    """One clipping while it is read: its lines, of which head and foot are taken off in turn."""

    def __init__(self, lines: list[str], *, numbers: list[int]) -> None:
        self.lines = lines
        self.numbers = numbers
        self.at = 0
        self.end = len(lines)
        self.headline = self.kind = self.language = ""
        self.source = self.source_detail = self.byline = self.footnote = self.address = ""
        self.our_date: date | None = None
        self.source_date = SourceDate()
        self.credits: tuple[Credit, ...] = ()
        self.tags: tuple[str, ...] = ()
        self.paragraphs: list[tuple[int, str]] = []
        self.readings = {name: Reading(Sureness.MISSING) for name in _FIELDS}
        self.remarks: list[Remark] = []

    def read(self) -> str:
        """Fill the fields; return why that cannot be, or "" when it can."""
        foot = self._foot()
        self._headline()
        if not self.headline:
            return "It has no headline: begin it with a line such as '## The headline'."
        self._our_date()
        self._source()
        self._byline()
        self._address(foot)
        self._source_in(foot)
        self._body()
        if not self.paragraphs:
            return "It has a headline but no text: write its paragraphs below the headline."
        self._language()
        self._credits()
        return ""

    # The foot, from the end upwards.

    def _foot(self) -> dict[str, tuple[int, str]]:
        """Take the labelled lines off the end; return what they say, by label, with the line.

        An address on a line of its own below a label is there as ``address``.
        """
        found: dict[str, tuple[int, str]] = {}
        loose: dict[str, tuple[int, str]] = {}
        for at in range(self.end - 1, -1, -1):
            line = self.lines[at]
            if label := parse_label(line):
                name, told = label
                if name == "tags" and name in found:  # of many tags, over several lines
                    told = f"{told}, {found[name][1]}"
                found |= {name: (at, told), **loose}
                self.end, loose = at, {}
            elif URL_LINE.fullmatch(line):
                loose = {"address": (at, line)}
            elif line and not RULE.fullmatch(line):
                break
        self._tags_and_kind(found)
        return found

    def _tags_and_kind(self, foot: dict[str, tuple[int, str]]) -> None:
        at, told = foot.get("tags", (0, ""))
        self.tags = tuple(tag for tag in map(str.strip, told.split(",")) if fold(tag))
        self._note("tags", self.tags, at)
        at, told = foot.get("kind", (0, ""))
        told = fold(told)
        self.kind = _KINDS.get(told, told if told in set(Kind) else "")
        self._note("kind", self.kind, at)

    def _address(self, foot: dict[str, tuple[int, str]]) -> None:
        """Read the address: the last line of the text, else what the foot says."""
        places = [foot[name] for name in ("source", "address") if name in foot]
        last = next((at for at in range(self.end - 1, self.at - 1, -1) if self._tells(at)), None)
        if last is not None and URL_LINE.fullmatch(self.lines[last]):
            self.end = last
            places.insert(0, (last, self.lines[last]))
        for at, told in places:
            if found := _WITH_ADDRESS.fullmatch(told):
                self.address = found[2]
                self._note("source_address", self.address, at)
                return

    def _source_in(self, foot: dict[str, tuple[int, str]]) -> None:
        """Read the source that the foot names where the head names none."""
        at, told = foot.get("source", (0, ""))
        with_address = _WITH_ADDRESS.fullmatch(told)
        name = with_address[1] if with_address else told
        if name and not self.source:
            self._take_source(
                parse_source_line(name) or (name, SourceDate(), ""), at, Sureness.GUESS
            )

    def _tells(self, at: int) -> bool:
        return bool(self.lines[at]) and not RULE.fullmatch(self.lines[at])

    # The head, downwards.

    def _next(self) -> tuple[int, str]:
        """Return the next line that is not blank, and where it is; ``(end, "")`` at the end."""
        for at in range(self.at, self.end):
            if self.lines[at]:
                return at, self.lines[at]
        return self.end, ""

    def _skip(self, *empty: re.Pattern[str]) -> None:
        at, line = self._next()
        while line and any(each.fullmatch(line) for each in empty):
            self.at = at + 1
            at, line = self._next()

    def _headline(self) -> None:
        self._skip(RULE, EMPTY_HEADING)
        at, line = self._next()
        marked = HEADING.fullmatch(line)
        if not line or len(line) > LINE_LIMIT or DASH.fullmatch(line):
            return
        self.at = at + 1
        self.headline = " ".join([marked[1] if marked else line, *self._wrapped()])
        self._note("headline", self.headline, at, Sureness.SURE if marked else Sureness.GUESS)

    def _wrapped(self) -> list[str]:
        """Take the lines down to a dash line close below: the headline went on over them."""
        lines: list[tuple[int, str]] = [
            (at, line)
            for at in range(self.at, min(self.at + 6, self.end))
            if (line := self.lines[at])
        ]
        dash = next((i for i, (_, line) in enumerate(lines) if DASH.fullmatch(line)), 0)
        wrapped = [line for _, line in lines[:dash]]
        ends = (RULE.fullmatch(line) or dates.parse_day(line) for line in wrapped)
        if not 0 < dash <= 2 or any(ends):
            return []
        self.at = lines[dash][0]
        return wrapped

    def _our_date(self) -> None:
        at, line = self._next()
        while DASH.fullmatch(line) or (not self.our_date and dates.parse_day(line)):
            if day := dates.parse_day(line):
                self.our_date = day
                self._note("our_date", day, at)
            self.at = at + 1
            at, line = self._next()
        self._skip(RULE)

    def _source(self) -> None:
        at, line = self._next()
        if found := parse_source_line(line):
            self.at = at + 1
            self._take_source(found, at, Sureness.SURE)
        elif _could_be_name(line) and self._byline_follows(at):
            self.at = at + 1
            self._take_source((line, SourceDate(), ""), at, Sureness.GUESS)

    def _take_source(self, found: tuple[str, SourceDate, str], at: int, sureness: Sureness) -> None:
        self.source, told, detail = found
        self._note("source", self.source, at, sureness)
        if told.text:
            self.source_date, self.source_detail = told, detail
            self._note("source_date", told.first, at, sureness)
            self._note("source_detail", detail, at, sureness)

    def _byline_follows(self, at: int) -> bool:
        below = next((line for line in self.lines[at + 1 : self.end] if line), "")
        return bylines.has_byline_prefix(below)

    def _byline(self) -> None:
        at, line = self._next()
        if bylines.has_byline_prefix(line):
            sureness = Sureness.SURE
        elif line and bylines.may_be_byline(line) and self._text_follows(at):
            sureness = Sureness.GUESS
        else:
            return
        self.at = at + 1
        self.byline = line
        self._note("byline", line, at, sureness)

    def _text_follows(self, at: int) -> bool:
        """Tell whether a longer line comes next: names alone are no text."""
        below = next((line for line in self.lines[at + 1 : self.end] if line), "")
        return len(below) > len(self.lines[at]) and not URL_LINE.fullmatch(below)

    # The text between them.

    def _body(self) -> None:
        blocks = [
            part
            for is_text, lines in groupby(range(self.at, self.end), key=self._tells)
            if is_text
            for part in self._unwrapped(list(lines))
        ]
        if "*" in self.byline:
            blocks = self._without_footnote(blocks)
        self.paragraphs = self._rejoined(blocks)
        if self.paragraphs:
            self._note("body", self.paragraphs, self.paragraphs[0][0])

    def _unwrapped(self, block: list[int]) -> list[tuple[int, str]]:
        """Return a block's paragraphs: its lines joined, or one a line where the lines are long."""
        lines = [self.lines[at] for at in block]
        if max(map(len, lines)) > _WRAP_LIMIT:
            return list(zip(block, lines, strict=True))
        return [(block[0], " ".join(lines))]

    def _without_footnote(self, blocks: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Take out the last paragraph with an asterisk: the affiliation of the starred author."""
        for i in range(len(blocks) - 1, -1, -1):
            if found := _FOOTNOTE.fullmatch(blocks[i][1]):
                self.footnote = found[1]
                return blocks[:i] + blocks[i + 1 :]
        return blocks

    def _rejoined(self, blocks: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Join each paragraph that a page break cut in the middle of a sentence with the next."""
        whole = sum(bool(_CLOSED.search(text)) for _, text in blocks)
        joined: list[tuple[int, list[str]]] = []
        for at, text in blocks:
            # A text that hardly punctuates does not tell where it was cut.
            if joined and whole * 2 >= len(blocks) and _is_cut(joined[-1][1][-1], text):
                joined[-1][1].append(text)
                self.remarks.append(Remark("rejoined", self.numbers[at]))
            else:
                joined.append((at, [text]))
        return [(at, " ".join(parts)) for at, parts in joined]

    # What the whole text tells.

    def _language(self) -> None:
        self.language = guess_language("\n".join(text for _, text in self.paragraphs[:20]))
        self._note("language", self.language, self.paragraphs[0][0], Sureness.GUESS)

    def _credits(self) -> None:
        if self.byline:
            self.credits = bylines.parse_byline(
                self.byline, source=self.source, language=self.language, footnote=self.footnote
            )
        if self.credits:
            self.readings["credits"] = self.readings["byline"]

    def _note(self, name: str, value: object, at: int, sureness: Sureness = Sureness.SURE) -> None:
        if value:
            self.readings[name] = Reading(sureness, self.numbers[at])


_FIELDS: Final = (
    *("headline", "body", "our_date", "source", "source_date", "source_detail"),
    *("byline", "credits", "source_address", "language", "tags", "kind"),
)


def _is_cut(text: str, following: str) -> bool:
    """Tell whether the text stops in the middle of a sentence that goes on below."""
    if _CLOSED.search(text[-1:]) or _BULLET.match(following) or text.isupper():
        return False
    return len(text) > _SUBHEADING_LIMIT or text.endswith(",") or following[0].islower()


# The source line.

_BRACKETED: Final = re.compile(r"([^()\[\]]*)[(\[]([^()\[\]]+)[)\]]\.?")
# "Financial Times (FT) (7 November 2019)": brackets that belong to the name come before the date's.
_TWICE_BRACKETED: Final = re.compile(
    r"(([^()\[\]]+?)\s*[(\[][^()\[\]]+[)\]])[\s,–—-]*[(\[]([^()\[\]]+)[)\]]\.?"
)
_GAP: Final = re.compile(r"\s*[,–—-]\s*|\s+")


def parse_source_line(line: str) -> tuple[str, SourceDate, str] | None:
    """Return name, date and detail of a line such as ``Azernews (07 November 2019)``, or None."""
    if len(line) > LINE_LIMIT / 2:
        return None
    if found := _BRACKETED.fullmatch(line):
        name = found[1].rstrip(" ,–—-")
        told = _dated(found[2])
        if not told and name and dates.is_date_like(found[2]):
            told = SourceDate(text=found[2]), ""
        return (name, *told) if told else None
    if found := _TWICE_BRACKETED.fullmatch(line):
        told = _dated(found[3]) if _could_be_name(found[2]) else None
        return (found[1], *told) if told else None
    return _unbracketed(line)


def _unbracketed(line: str) -> tuple[str, SourceDate, str] | None:
    """Read ``Name, 4 Nisan 2018`` and ``Name Nisan 2019, Sayı 87``: a name, then a date."""
    for gap in _GAP.finditer(line):
        name, rest = line[: gap.start()], line[gap.end() :]
        told = _dated(rest)
        if told and rest.startswith(told[0].text):
            details = filter(None, map(str.strip, told[1].split(",")))
            is_whole = all(_DETAIL.fullmatch(detail) for detail in details)
            is_name = _could_be_name(name) and _is_parted(name, gap[0], told[0])
            return (name, *told) if is_whole and is_name else None
    return None


def _is_parted(name: str, gap: str, when: SourceDate) -> bool:
    """Tell a date after a name from the end of one: ``Harbour 2019``, ``31 February 2019``."""
    if when.precision is Precision.YEAR:
        return "," in gap
    return when.precision is not Precision.MONTH or bool(gap.strip()) or not name[-1:].isdigit()


def _dated(text: str) -> tuple[SourceDate, str] | None:
    """Find the one part of a list with commas that is a date; the other parts are its detail."""
    parts = [part.strip() for part in text.split(",")][:8]
    spans = [(a, b) for a in range(len(parts)) for b in range(len(parts), a, -1)]
    for a, b in sorted(spans, key=lambda span: span[0] - span[1]):
        if found := dates.parse_source_date(", ".join(parts[a:b])):
            return found, ", ".join(parts[:a] + parts[b:])
    return None


def _could_be_name(text: str) -> bool:
    """Tell whether the text could name an outlet: short, no sentence, no loose end."""
    words = text.split()
    return (
        0 < len(words) <= 8
        and not _CLOSED.search(text)
        and (text[0].isupper() or text[0].isdecimal())
        and fold(words[-1]) not in {"at", "by", "from", "in", "of", "on", "since", "the", "until"}
    )
