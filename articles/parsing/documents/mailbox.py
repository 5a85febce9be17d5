"""Articles of mails: each message is one, and its attachments are inputs of their own."""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO, Final

from articles.parsing import dates, hypertext
from articles.parsing.documents.article import iter_blocks
from articles.parsing.documents.bounded import read_bounded
from articles.parsing.documents.document import EMPTY, DocumentError
from articles.parsing.documents.mail_headers import get_sender_name, parse_sent_date
from articles.parsing.dropped import build_remarks
from articles.parsing.hypertext import UnreadableError
from articles.parsing.languages import parse_language_tag
from articles.parsing.problems import Problem
from articles.parsing.records import (
    DocumentText,
    EmbeddedInput,
    Reading,
    Record,
    Reject,
    SkippedItem,
    Sureness,
)
from articles.text.dropped_html import build_dropped
from articles.text.patterns import HTTP_URL
from articles.text.strings import build_excerpt, fold, guess_language
from articles.vocabulary import Precision, SourceDate

PARSER: Final = "mail/1"
_MEDIA_TYPE: Final = "message/rfc822"

_FIELD: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|$)")
# Fields that every mail has, and at least two of which a file needs to be taken for one.
_FIELDS: Final = frozenset(
    """from to subject date received message-id mime-version content-type return-path delivered-to
    reply-to sender x-mailer dkim-signature list-id content-transfer-encoding""".split()
)
# A head may have many fields, each on several lines.
_HEAD_LINES: Final = 200
_NAME_LIMIT: Final = 60
_HEADLINE_LIMIT: Final = 100

# What mail programs write above a mail that they forward, and the labels of its fields.
_FORWARDED: Final = re.compile(
    r"(?:-{2,}\s?)?(?:begin forwarded message|(?:forwarded|original) message|"
    r"yönlendirilen (?:ileti|mesaj)|iletilen (?:ileti|mesaj)|özgün ileti|orijinal mesaj|"
    r"weitergeleitete nachricht|ursprüngliche nachricht|message (?:transféré|d'origine)|"
    r"пересылаемое сообщение|пересланное сообщение|исходное сообщение)\s?(?:-{2,}|:)",
    re.IGNORECASE,
)
_LABELS: Final = {
    "sender": re.compile(r"(?:from|kimden|gönderen|von|de|от)\s?:\s*(\S.*)", re.IGNORECASE),
    "date": re.compile(
        r"(?:date|sent|tarih|gönderilme tarihi|gönderildi|datum|gesendet|envoyé|дата|отправлено)"
        r"\s?:\s*(\S.*)",
        re.IGNORECASE,
    ),
}
_FORWARD_LINES: Final = 30
_LINE_LIMIT: Final = 300


def sniff(head: str) -> bool:
    """Return whether the head begins a mail, or a mailbox of mails."""
    names = set()
    lines = head.lstrip().split("\n", _HEAD_LINES)[:_HEAD_LINES]
    is_mailbox = lines[0].startswith("From ")
    for line in lines[is_mailbox:]:
        if not line.strip():
            break
        if line[0] in " \t":
            continue
        if not (match := _FIELD.match(line)):
            return False
        names.add(match[1].lower())
    return len(names & _FIELDS) > 1


def parse(
    stream: BinaryIO, *, charset: str = ""
) -> Iterator[Reject | EmbeddedInput | SkippedItem | DocumentText]:
    """Yield the articles and the attachments of the messages."""
    del charset  # mails declare their own
    number = 0
    try:
        for mail in read_bounded("mail", stream):
            yield from _parse_mail(mail)
            number = mail["number"]
    except DocumentError as error:
        yield Reject(f"message {number + 1}" if number else "line 1", error.problem, None)


def _parse_mail(
    mail: Mapping[str, Any],
) -> Iterator[Reject | EmbeddedInput | SkippedItem | DocumentText]:
    position = f"message {mail['number']}" if mail["number"] else "line 1"
    try:
        yield from _build_articles(mail, position)
    except (DocumentError, UnreadableError) as error:
        yield Reject(position, error.problem, None)
    for name, content in mail["attachments"]:
        label = f"attachment {name.replace(',', ' ')[:_NAME_LIMIT]}"
        place = f"{position}, {label}" if mail["number"] else label
        yield EmbeddedInput(place, base64.b64decode(content))
    yield from map(SkippedItem, mail["left_out"])


def _build_articles(mail: Mapping[str, Any], position: str) -> Iterator[DocumentText]:
    """Yield the article of the message, none where it only carries attachments."""
    if mail["refusal"]:
        raise DocumentError(Problem.from_json(mail["refusal"]))
    body = hypertext.parse_tree(f"<body>{mail['html']}</body>").find("body")
    blocks = list(iter_blocks(body))
    text = "\n\n".join(blocks)
    if not fold(text):
        if mail["attachments"]:
            return
        raise DocumentError(EMPTY)
    headline = mail["subject"] or build_excerpt(blocks[0], limit=_HEADLINE_LIMIT)
    record = _read_forwarded(_build_record(mail, headline, text, position), text)
    yield DocumentText(text, replace(record, readings=_build_readings(record, mail)))


def _build_record(mail: Mapping[str, Any], headline: str, text: str, position: str) -> Record:
    return Record(
        headline=headline,
        body=mail["html"],
        original=base64.b64decode(mail["original"]),
        media_type=_MEDIA_TYPE,
        charset="utf-8",
        parser=PARSER,
        position=position,
        language=parse_language_tag(mail["language"]) or guess_language(text),
        source=get_sender_name(mail["sender"]),
        source_date=_build_date(mail["date"]),
        source_address=mail["url"] if HTTP_URL.fullmatch(mail["url"]) else "",
        origin_id=mail["message_id"],
        remarks=build_remarks(
            build_dropped(each["kind"], url=each["name"]) for each in mail["media"]
        ),
    )


def _build_date(printed: str) -> SourceDate:
    day = parse_sent_date(printed)
    return SourceDate(day, None, Precision.DAY) if day else SourceDate()


def _read_forwarded(record: Record, text: str) -> Record:
    """Return the record with sender and date of the mail that this one forwards, if it does."""
    lines = [line for line in text.split("\n", 2 * _FORWARD_LINES) if line][:_FORWARD_LINES]
    start = next((at for at, line in enumerate(lines) if _FORWARDED.match(line)), len(lines))
    fields: dict[str, str] = {}
    for line in lines[start:]:
        for name, label in _LABELS.items():
            if len(line) <= _LINE_LIMIT and (match := label.fullmatch(line)):
                fields.setdefault(name, match[1])
    if not fields:
        return record
    return replace(
        record,
        source=get_sender_name(fields.get("sender", "")) or record.source,
        source_date=_find_date(fields.get("date", "")),
    )


_TIME: Final = re.compile(r"(?:\b(?:at|um|à|saat)\b)?\s*\d{1,2}[:.]\d\d.{0,40}", re.DOTALL)
_WEEKDAY: Final = re.compile(r"[^\W\d]{2,12}\.?,\s+")


def _find_date(printed: str) -> SourceDate:
    """Return the date that a mail program printed, with a weekday before and a time behind it."""
    day = _TIME.sub("", printed) if ":" in printed else printed
    candidates = (day, _WEEKDAY.sub("", day, count=1))
    parsed = (dates.parse_source_date(each.strip(" ,")) for each in candidates)
    return next(filter(None, parsed), SourceDate())


def _build_readings(record: Record, mail: Mapping[str, Any]) -> dict[str, Reading]:
    guess, missing = Reading(Sureness.GUESS), Reading(Sureness.MISSING)
    language = parse_language_tag(mail["language"])
    readings = {
        "source": guess if record.source else missing,
        "source_date": Reading(Sureness.SURE) if record.source_date.first else missing,
        "byline": missing,
    }
    if not mail["subject"]:
        readings["headline"] = guess
    if not language:
        readings["language"] = guess if record.language else missing
    return readings
