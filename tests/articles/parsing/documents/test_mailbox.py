"""Each mail is one article, and its attachments are inputs of their own."""

import io
from email.message import EmailMessage
from typing import Any

import pytest

from articles.parsing import formats
from articles.parsing.documents import bounded, mailbox
from articles.parsing.documents.document import OVER_LIMITS
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, Remark, SkippedItem, Sureness

RTF = rb"{\rtf1\ansi Bus opens\par It rained.\par}"


def build(*, body: str = "It rained.", **fields: str) -> EmailMessage:
    message = EmailMessage()
    defaults = {"From": "Harbour Gazette <news@gazette.example>", "Subject": "Ferry opens"}
    for name, value in (defaults | {k.replace("_", "-"): v for k, v in fields.items()}).items():
        if value:
            message[name] = value
    message.set_content(body)
    return message


def read(content: bytes | EmailMessage, *, name: str = formats.AUTO) -> list[Any]:
    stream = io.BytesIO(content if isinstance(content, bytes) else content.as_bytes())
    return list(formats.read_stream(stream, format_name=name))


def read_record(content: bytes | EmailMessage) -> Record:
    (record,) = read(content)
    assert isinstance(record, Record)
    return record


@pytest.mark.parametrize(
    ("head", "is_mail"),
    [
        ("From: a@b\nSubject: c\n\nd", True),
        ("\n\nReceived: a\n\tb\nTo: c\n\nd", True),
        ("From a@b Thu\nFrom: a\nDate: b\n\nc", True),
        ("From: a@b\nSubject: c", True),
        ("From: a@b\n\nSubject: c", False),
        ("From: a@b\nSubject c\nTo: d\n", False),
        ("Title: a\nAuthor: b\n\nc", False),
        ("from,to,subject\n", False),
        ("", False),
    ],
)
def test_mails_are_detected_by_their_fields(head: str, *, is_mail: bool) -> None:
    assert mailbox.sniff(head) == is_mail


def test_pictures_that_come_with_a_mail_are_named() -> None:
    message = build()
    message.add_attachment(b"1", maintype="image", subtype="png", filename="ferry.png")
    record, skipped = read(message)
    assert record.remarks == (Remark("left_out.picture", params={"url": "ferry.png"}),)
    assert skipped == SkippedItem("pictures")


def test_a_mail_is_an_article() -> None:
    message = build(
        Date="Thu, 07 Nov 2019 23:30:00 -0500",
        Message_ID="<7@gazette.example>",
        Archived_At="<https://gazette.example/7>",
    )
    record = read_record(message)
    assert (record.headline, record.body) == ("Ferry opens", "<p>It rained.</p>")
    assert (record.source, str(record.source_date.first)) == ("Harbour Gazette", "2019-11-07")
    assert (record.origin_id, record.source_address) == (
        "<7@gazette.example>",
        "https://gazette.example/7",
    )
    assert (record.original, record.media_type) == (message.as_bytes(), "message/rfc822")
    assert (record.parser, record.charset, record.position) == ("mail/1", "utf-8", "line 1")
    assert {name: reading.sureness for name, reading in record.readings.items()} == {
        "source": Sureness.GUESS,
        "source_date": Sureness.SURE,
        "byline": Sureness.MISSING,
        "language": Sureness.MISSING,
    }


def test_an_original_gives_the_same_record_again() -> None:
    record = read_record(build(Message_ID="<7@gazette.example>"))
    assert read(record.original, name="mail") == [record]


def test_what_a_mail_does_not_say_is_missing_or_a_guess() -> None:
    record = read_record(build(From="news@gazette.example", Subject="", To="us@desk.example"))
    assert (record.headline, record.source, record.source_date.first) == ("It rained.", "", None)
    assert record.readings["headline"].sureness is Sureness.GUESS
    assert record.readings["source"].sureness is Sureness.MISSING
    assert record.readings["source_date"].sureness is Sureness.MISSING


@pytest.mark.parametrize("date", ["yesterday", "Thu, 99 Nov 2019 10:00:00 +0300", "7", ""])
def test_a_date_that_is_none_is_unknown(date: str) -> None:
    content = f"From: a\nTo: b\nDate: {date}\n\nIt rained.".encode()
    assert read_record(content).source_date.first is None


@pytest.mark.parametrize(
    ("declared", "sureness"), [("tr", None), ("", Sureness.GUESS), ("12", Sureness.GUESS)]
)
def test_the_language_is_declared_or_a_guess(declared: str, sureness: Sureness | None) -> None:
    body = "Vapur iskelesi bu sabah bir kez daha açıldı ve çok güzel oldu."
    record = read_record(f"From: a\nTo: b\nContent-Language: {declared}\n\n{body}".encode())
    reading = record.readings.get("language")
    assert (record.language, reading and reading.sureness) == ("tr", sureness)


@pytest.mark.parametrize(
    ("lines", "source", "day"),
    [
        (
            (
                "---------- Forwarded message ---------\nFrom: Bay Herald <a@bay.example>\n"
                "Date: Wed, Nov 6, 2019 at 10:00 AM\nSubject: Ferry\n\nIt rained."
            ),
            "Bay Herald",
            "2019-11-06",
        ),
        (
            (
                "Begin forwarded message:\n\nFrom: Bay Herald <a@bay.example>\n"
                "Date: 6 November 2019 at 10:00:00 GMT+3\n\nIt rained."
            ),
            "Bay Herald",
            "2019-11-06",
        ),
        (
            (
                "-----Özgün İleti-----\nKimden: Bay Herald <a@bay.example>\n"
                "Gönderildi: 6 Kasım 2019 Çarşamba 10:00\n\nYağdı."
            ),
            "Bay Herald",
            "2019-11-06",
        ),
        ("-- Forwarded message --\nFrom: a@bay.example\n\nIt rained.", "Harbour Gazette", "None"),
        ("FYI\n\nFrom: Bay Herald <a@b>\n\nIt rained.", "Harbour Gazette", "2019-11-07"),
        ("---- Forwarded message ----\n\nIt rained.", "Harbour Gazette", "2019-11-07"),
    ],
)
def test_a_forwarded_mail_has_the_sender_and_the_date_of_the_first_one(
    lines: str, source: str, day: str
) -> None:
    record = read_record(build(body=lines, Date="Thu, 07 Nov 2019 10:00:00 +0300"))
    assert (record.source, str(record.source_date.first)) == (source, day)


def test_a_clipping_in_a_mail_is_read_as_one() -> None:
    clipping = (
        "## Bus opens\n\n-\n\n08.11.2019\n\n---\n\nBay Herald (7 November 2019)\n\nIt rained."
    )
    record = read_record(build(body=clipping))
    assert (record.headline, record.source, record.parser) == ("Bus opens", "Bay Herald", "mail/1")


def test_attachments_are_inputs_of_their_own() -> None:
    message = build()
    message.add_attachment(RTF, maintype="application", subtype="rtf", filename="bus, new.rtf")
    message.add_attachment(b"PK\3\4", maintype="application", subtype="zip", filename="b.zip")
    message.add_attachment(b"1", maintype="image", subtype="png")
    record, attached, reject, skipped = read(message)
    assert (record.headline, attached.headline, attached.parser) == (
        *("Ferry opens", "Bus opens", "rtf/1"),
    )
    assert attached.position == "attachment bus  new.rtf"
    assert (reject.position, reject.reason.code) == ("attachment b.zip", "file.packed")
    assert skipped == SkippedItem("pictures")


def test_a_mail_that_only_carries_attachments_is_none_itself() -> None:
    message = build(body="")
    message.add_attachment(RTF, maintype="application", subtype="rtf", filename="bus.rtf")
    assert [each.headline for each in read(message)] == ["Bus opens"]


def test_a_mail_without_text_is_refused() -> None:
    assert read(build(body="")) == [Reject("line 1", Problem("document.no_text"), None)]


def test_messages_of_a_mailbox_are_numbered() -> None:
    second = build(Subject="Two", body="")
    second.add_attachment(RTF, maintype="application", subtype="rtf", filename="bus.rtf")
    encrypted = b"From: a\nTo: b\nContent-Type: multipart/encrypted; boundary=b\n\n--b--\n"
    content = b"".join(
        b"From a@b Thu\n" + each + b"\n" for each in (build().as_bytes(), bytes(second), encrypted)
    )
    assert [each.position for each in read(content)] == [
        *("message 1", "message 2, attachment bus.rtf", "message 3"),
    ]


def test_mails_in_mails_are_read_up_to_a_depth() -> None:
    message = build()
    for _ in range(9):
        outer = build()
        outer.add_attachment(message)
        message = outer
    results = read(message)
    reasons = [each.reason.code for each in results if isinstance(each, Reject)]
    assert (len(results), reasons) == (10, ["file.embedded_too_deep"])


@pytest.mark.parametrize(
    ("content", "positions"),
    [
        (b"From: a\nTo: b\n\n%b", ["line 1"]),
        (b"From a\nFrom: a\nTo: b\n\nIt rained.\n\nFrom b\n\n%b", ["message 1", "message 2"]),
    ],
)
def test_a_mail_that_is_over_the_limits_ends_the_mailbox(
    content: bytes, positions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "MEMORY_LIMIT", 128 * 2**20)
    results = read(content % (b"a" * 40 * 2**20))
    assert [each.position for each in results] == positions
    assert results[-1].reason == OVER_LIMITS
