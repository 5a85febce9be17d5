"""Parses the clipping format, with its variants in the wild: plain text, English and Turkish."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import accumulate, groupby
from typing import BinaryIO, Final

from articles.parsing import bylines, dates
from articles.parsing.charsets import UnknownCharsetError, decode_text, encode_for_json
from articles.parsing.clipping import splitting
from articles.parsing.clipping.source_line import may_be_name, parse_source_line
from articles.parsing.clipping.syntax import (
    CLOSED,
    DASH,
    EMPTY_HEADING,
    HEADING,
    LABELS,
    LINE_LIMIT,
    RULE,
    URL_LINE,
    parse_label,
)
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, Sureness
from articles.text import body_html
from articles.text.plain_text import WRAP_LIMIT
from articles.text.strings import clean_text, collapse_whitespace, fold, guess_language
from articles.vocabulary import Credit, Kind, SourceDate

PARSER: Final = "clipping/1"
SIZE_LIMIT: Final = 16 * 2**20
_TOO_LARGE: Final = Problem("clipping.too_large", {"size": SIZE_LIMIT // 2**20})

_TEXT_AND_URL: Final = re.compile(r"(.*?)[\s,;:–—-]*" + URL_LINE.pattern, re.IGNORECASE)
# What kinds are called in the other languages of the desk.
_KINDS: Final = {
    fold(name): kind
    for kind, names in {
        Kind.NEWS: "haber xəbər nachricht nachrichten actualité nouvelle новость новости լուր",
        Kind.ANALYSIS: "analiz təhlil analyse анализ վերլուծություն",
        Kind.COMMENTARY: "yorum şərh kommentar commentaire комментарий мнение մեկնաբանություն",
        Kind.REPORT: "rapor hesabat bericht rapport доклад отчёт զեկույց",
        Kind.ANNOUNCEMENT: "duyuru elan mitteilung annonce communiqué объявление հայտարարություն",
    }.items()
    for name in names.split()
}
_FIELDS: Final = (
    *("headline", "body", "our_date", "source", "source_date", "source_detail"),
    *("byline", "credits", "source_address", "language", "tags", "kind"),
)

_BULLET: Final = re.compile(r"(?:[-–—•*]|\d{1,3}[.)])\s?")
_FOOTNOTE: Final = re.compile(r"\*+\s*([^*\s].*)")
# A line without closing punctuation, up to this length, may be a heading inside the text.
_SUBHEADING_LIMIT: Final = 60


def sniff(head: str) -> bool:
    """Return whether the beginning of a file has at least two lines as a clipping has them."""
    lines = [line.strip() for line in head.splitlines()]
    short = [line for line in lines if 0 < len(line) <= LINE_LIMIT][:200]
    tests = (HEADING.fullmatch, DASH.fullmatch, dates.parse_day, LABELS["source"].fullmatch)
    return sum(any(test(line) for line in short) for test in tests) >= 2


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject]:
    """Yield the clippings in the stream, one or several, in any of the variants."""
    for part in splitting.split_parts(stream, charset=charset, limit=SIZE_LIMIT):
        if part.content is None:
            yield Reject(f"line {part.line}", _TOO_LARGE, None)
        else:
            yield _parse_part(part.content, part.line, charset)


def _parse_part(content: bytes, first_line: int, charset: str) -> Record | Reject:
    try:
        text, part_charset = decode_text(content, charset)
    except UnknownCharsetError as error:
        return Reject(f"line {first_line}", error.problem, encode_for_json(content))
    lines = text.splitlines(keepends=True)
    numbers = _number_lines(lines, first_line)
    return _build_record(lines, numbers=numbers, original=content, charset=part_charset)


def _number_lines(lines: list[str], first: int) -> list[int]:
    """Return the number of each line as editors count: a form feed does not end a line."""
    ends = (line.endswith(("\n", "\r")) for line in lines)
    return list(accumulate(ends, initial=first))


def _build_record(
    lines: list[str], *, numbers: list[int], original: bytes, charset: str
) -> Record | Reject:
    clipping = _Clipping([collapse_whitespace(clean_text(line)) for line in lines], numbers=numbers)
    reason = clipping.parse()
    position = f"line {numbers[0]}"
    if reason:
        return Reject(position, reason, encode_for_json(original))
    return Record(
        headline=clipping.headline,
        body=body_html.from_paragraphs(text for _, text in clipping.paragraphs),
        original=original,
        media_type="text/plain",
        charset=charset,
        parser=PARSER,
        position=position,
        kind=clipping.kind,
        language=clipping.language,
        our_date=clipping.our_date,
        source=clipping.source,
        source_date=clipping.source_date,
        source_detail=clipping.source_detail,
        source_address=clipping.url,
        byline=clipping.byline,
        credits=clipping.credits,
        tags=clipping.tags,
        readings=clipping.readings,
        remarks=tuple(clipping.remarks),
    )


class _Clipping:
    """One clipping while it is parsed.

    ``start`` and ``end`` are the indexes of the lines between head and foot: each method that
    parses a line of the head moves ``start``, each for the foot ``end``.
    """

    def __init__(self, lines: list[str], *, numbers: list[int]) -> None:
        self.lines = lines
        self.numbers = numbers
        self.start = 0
        self.end = len(lines)
        self.headline = self.kind = self.language = ""
        self.source = self.source_detail = self.byline = self.footnote = self.url = ""
        self.our_date: date | None = None
        self.source_date = SourceDate()
        self.credits: tuple[Credit, ...] = ()
        self.tags: tuple[str, ...] = ()
        self.paragraphs: list[tuple[int, str]] = []
        self.readings = {name: Reading(Sureness.MISSING) for name in _FIELDS}
        self.remarks: list[Remark] = []

    def parse(self) -> Problem | None:
        """Fill the fields; return the reason if that is not possible."""
        foot = self._parse_foot()
        self._parse_headline()
        if not self.headline:
            return Problem("clipping.no_headline")
        self._parse_our_date()
        self._parse_source()
        self._parse_byline()
        self._parse_url(foot)
        self._parse_source_of_foot(foot)
        self._parse_body()
        if not self.paragraphs:
            return Problem("clipping.no_text")
        self._guess_language()
        self._parse_credits()
        return None

    # The foot, from the end upwards.

    def _parse_foot(self) -> dict[str, tuple[int, str]]:
        """Return index and text of the labelled lines at the end, by the name of the label.

        A URL on a line of its own below a label is there as ``url``.
        """
        foot: dict[str, tuple[int, str]] = {}
        url_line: dict[str, tuple[int, str]] = {}
        for index in range(self.end - 1, -1, -1):
            line = self.lines[index]
            if label := parse_label(line):
                name, text = label
                if name == "tags" and name in foot:  # many tags, over several lines
                    text = f"{text}, {foot[name][1]}"
                foot |= {name: (index, text), **url_line}
                self.end, url_line = index, {}
            elif URL_LINE.fullmatch(line):
                url_line = {"url": (index, line)}
            elif line and not RULE.fullmatch(line):
                break
        self._parse_tags(foot)
        self._parse_kind(foot)
        return foot

    def _parse_tags(self, foot: dict[str, tuple[int, str]]) -> None:
        index, text = foot.get("tags", (0, ""))
        self.tags = tuple(tag for tag in map(str.strip, text.split(",")) if fold(tag))
        self._set_reading("tags", self.tags, index)

    def _parse_kind(self, foot: dict[str, tuple[int, str]]) -> None:
        index, text = foot.get("kind", (0, ""))
        name = fold(text)
        self.kind = _KINDS.get(name, name if name in set(Kind) else "")
        self._set_reading("kind", self.kind, index)

    def _parse_url(self, foot: dict[str, tuple[int, str]]) -> None:
        """Set the URL from the last line of the text, else from the foot."""
        candidates = [foot[name] for name in ("source", "url") if name in foot]
        indexes = range(self.end - 1, self.start - 1, -1)
        last = next((index for index in indexes if self._has_text(index)), None)
        if last is not None and URL_LINE.fullmatch(self.lines[last]):
            self.end = last
            candidates.insert(0, (last, self.lines[last]))
        for index, text in candidates:
            if match := _TEXT_AND_URL.fullmatch(text):
                self.url = match[2]
                self._set_reading("source_address", self.url, index)
                return

    def _parse_source_of_foot(self, foot: dict[str, tuple[int, str]]) -> None:
        """Set the source from the foot if the head names none."""
        index, text = foot.get("source", (0, ""))
        match = _TEXT_AND_URL.fullmatch(text)
        name = match[1] if match else text
        if name and not self.source:
            parsed = parse_source_line(name) or (name, SourceDate(), "")
            self._set_source(parsed, index, Sureness.GUESS)

    def _has_text(self, index: int) -> bool:
        return bool(self.lines[index]) and not RULE.fullmatch(self.lines[index])

    # The head, downwards.

    def _peek_line(self) -> tuple[int, str]:
        """Return index and text of the next line that is not blank; ``(end, "")`` at the end."""
        for index in range(self.start, self.end):
            if self.lines[index]:
                return index, self.lines[index]
        return self.end, ""

    def _skip_lines(self, *patterns: re.Pattern[str]) -> None:
        index, line = self._peek_line()
        while line and any(pattern.fullmatch(line) for pattern in patterns):
            self.start = index + 1
            index, line = self._peek_line()

    def _parse_headline(self) -> None:
        self._skip_lines(RULE, EMPTY_HEADING)
        index, line = self._peek_line()
        heading = HEADING.fullmatch(line)
        if not line or len(line) > LINE_LIMIT or DASH.fullmatch(line):
            return
        self.start = index + 1
        first_line = heading[1] if heading else line
        self.headline = " ".join([first_line, *self._read_wrapped_lines()])
        sureness = Sureness.SURE if heading else Sureness.GUESS
        self._set_reading("headline", self.headline, index, sureness)

    def _read_wrapped_lines(self) -> list[str]:
        """Return the lines that continue the headline, at most two, above its dash line.

        Without such a dash line there are none.
        """
        lines: list[tuple[int, str]] = [
            (index, line)
            for index in range(self.start, min(self.start + 6, self.end))
            if (line := self.lines[index])
        ]
        dash = next((i for i, (_, line) in enumerate(lines) if DASH.fullmatch(line)), 0)
        wrapped = [line for _, line in lines[:dash]]
        is_head_over = any(RULE.fullmatch(line) or dates.parse_day(line) for line in wrapped)
        if not 0 < dash <= 2 or is_head_over:
            return []
        self.start = lines[dash][0]
        return wrapped

    def _parse_our_date(self) -> None:
        index, line = self._peek_line()
        while DASH.fullmatch(line) or (not self.our_date and dates.parse_day(line)):
            if day := dates.parse_day(line):
                self.our_date = day
                self._set_reading("our_date", day, index)
            self.start = index + 1
            index, line = self._peek_line()
        self._skip_lines(RULE)

    def _parse_source(self) -> None:
        index, line = self._peek_line()
        if parsed := parse_source_line(line):
            self.start = index + 1
            self._set_source(parsed, index, Sureness.SURE)
        elif may_be_name(line) and self._is_byline_next(index):
            self.start = index + 1
            self._set_source((line, SourceDate(), ""), index, Sureness.GUESS)

    def _set_source(
        self, parsed: tuple[str, SourceDate, str], index: int, sureness: Sureness
    ) -> None:
        self.source, source_date, detail = parsed
        self._set_reading("source", self.source, index, sureness)
        if source_date.text:
            self.source_date, self.source_detail = source_date, detail
            self._set_reading("source_date", source_date.first, index, sureness)
            self._set_reading("source_detail", detail, index, sureness)

    def _is_byline_next(self, index: int) -> bool:
        below = next((line for line in self.lines[index + 1 : self.end] if line), "")
        return bylines.has_byline_prefix(below)

    def _parse_byline(self) -> None:
        index, line = self._peek_line()
        if bylines.has_byline_prefix(line):
            sureness = Sureness.SURE
        elif line and bylines.may_be_byline(line) and self._is_text_next(index):
            sureness = Sureness.GUESS
        else:
            return
        self.start = index + 1
        self.byline = line
        self._set_reading("byline", line, index, sureness)

    def _is_text_next(self, index: int) -> bool:
        """Return whether the next line is a longer one, since names alone are no text."""
        below = next((line for line in self.lines[index + 1 : self.end] if line), "")
        return len(below) > len(self.lines[index]) and not URL_LINE.fullmatch(below)

    # The text between head and foot.

    def _parse_body(self) -> None:
        blocks = [
            paragraph
            for is_text, indexes in groupby(range(self.start, self.end), key=self._has_text)
            if is_text
            for paragraph in self._split_block(list(indexes))
        ]
        if "*" in self.byline:
            blocks = self._extract_footnote(blocks)
        self.paragraphs = self._rejoin_paragraphs(blocks)
        if self.paragraphs:
            self._set_reading("body", self.paragraphs, self.paragraphs[0][0])

    def _split_block(self, indexes: list[int]) -> list[tuple[int, str]]:
        """Return a block's paragraphs: one for each line if one is long, else all lines joined."""
        lines = [self.lines[index] for index in indexes]
        if max(map(len, lines)) > WRAP_LIMIT:
            return list(zip(indexes, lines, strict=True))
        return [(indexes[0], " ".join(lines))]

    def _extract_footnote(self, blocks: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Set the footnote, the affiliation of the author with an asterisk, and leave it out."""
        for i in range(len(blocks) - 1, -1, -1):
            if match := _FOOTNOTE.fullmatch(blocks[i][1]):
                self.footnote = match[1]
                return blocks[:i] + blocks[i + 1 :]
        return blocks

    def _rejoin_paragraphs(self, blocks: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Join paragraphs that a page break divided in the middle of a sentence."""
        closed_count = sum(bool(CLOSED.search(text)) for _, text in blocks)
        # In a text with little punctuation its absence shows nothing.
        is_punctuated = closed_count * 2 >= len(blocks)
        joined: list[tuple[int, list[str]]] = []
        for index, text in blocks:
            if joined and is_punctuated and _is_divided(joined[-1][1][-1], text):
                joined[-1][1].append(text)
                self.remarks.append(Remark("rejoined", self.numbers[index]))
            else:
                joined.append((index, [text]))
        return [(index, " ".join(parts)) for index, parts in joined]

    # What follows from the whole text.

    def _guess_language(self) -> None:
        self.language = guess_language("\n".join(text for _, text in self.paragraphs[:20]))
        self._set_reading("language", self.language, self.paragraphs[0][0], Sureness.GUESS)

    def _parse_credits(self) -> None:
        if self.byline:
            self.credits = bylines.parse_byline(
                self.byline, source=self.source, language=self.language, footnote=self.footnote
            )
        if self.credits:
            self.readings["credits"] = self.readings["byline"]

    def _set_reading(
        self, name: str, value: object, index: int, sureness: Sureness = Sureness.SURE
    ) -> None:
        if value:
            self.readings[name] = Reading(sureness, self.numbers[index])


def _is_divided(text: str, following: str) -> bool:
    """Return whether the text ends in a sentence that the following text continues."""
    if CLOSED.search(text[-1:]) or _BULLET.match(following) or text.isupper():
        return False
    return len(text) > _SUBHEADING_LIMIT or text.endswith(",") or following[0].islower()
