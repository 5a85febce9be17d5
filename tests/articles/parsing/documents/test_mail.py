"""Mails and mailboxes: which text counts, charsets and transfer encodings, attachments."""

import base64
import io
from email.message import EmailMessage
from typing import Any

import pytest

from articles.parsing.documents import mail
from articles.parsing.documents.document import SIZE_LIMIT, TOO_LARGE
from articles.parsing.problems import Problem
from tests.timing import measure_growth


def read(content: str | bytes) -> dict[str, Any]:
    (message,) = read_all(content)
    return message


def read_all(content: str | bytes) -> list[dict[str, Any]]:
    return list(mail.read(io.BytesIO(content if isinstance(content, bytes) else content.encode())))


def build(*lines: str, body: str = "It rained.") -> str:
    return "\r\n".join(("From: a@b.example", *lines, "", body))


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("Subject: Ferry opens", "Ferry opens"),
        ("subject: Ferry\r\n opens", "Ferry opens"),
        ("Subject: =?utf-8?Q?=C5=9Eile?= ferry", "Şile ferry"),
        ("Subject: =?iso-8859-9?B?3mlsZQ==?=", "Şile"),
        ("Subject: =?utf-8?B?xZ4=?=\r\n =?utf-8?B?aWxl?=", "Şile"),
        ("Subject: =?unheard?Q?Ferry?=", "Ferry"),
        ("Subject: =?utf-8?B?x?=", "=?utf-8?B?x?="),
        ("Subject: Şile", "Şile"),
        ("Subject: Re: Fwd: RE: Ferry", "Ferry"),
        ("Subject: Ynt: İlt: Vapur", "Vapur"),
        ("Subject: AW: WG: Fähre", "Fähre"),
        ("Subject: Re[2]: Ferry", "Ferry"),
        ("Subject: Report: Ferry", "Report: Ferry"),
        ("X-Subject: Ferry", ""),
    ],
)
def test_the_subject_is_decoded(field: str, subject: str) -> None:
    assert read(build(field))["subject"] == subject


def test_a_subject_in_an_undeclared_charset_is_western() -> None:
    assert read(build("Subject: caf\xe9").encode("latin-1"))["subject"] == "café"


def test_other_fields_are_read() -> None:
    message = read(
        build(
            "Date: Thu, 07 Nov 2019 10:00:00 +0300",
            "Message-ID: <7@gazette.example>",
            "Archived-At: <https://gazette.example/7>",
            "Content-Language: tr, en",
        )
    )
    assert [message[name] for name in ("sender", "date", "message_id", "url", "language")] == [
        *("a@b.example", "Thu, 07 Nov 2019 10:00:00 +0300", "<7@gazette.example>"),
        *("https://gazette.example/7", "tr"),
    ]


def part(kind: str, body: str, *fields: str) -> str:
    return "\r\n".join(("--b", f"Content-Type: {kind}", *fields, "", body, ""))


def multipart(kind: str, *parts: str) -> str:
    return build(f"Content-Type: multipart/{kind}; boundary=b", body="".join(parts) + "--b--\r\n")


@pytest.mark.parametrize(
    ("content", "html"),
    [
        (build(), "<p>It rained.</p>"),
        (build(body=""), ""),
        (build("Content-Type: text/html", body="<p>It rained.</p>"), "<p>It rained.</p>"),
        (build("Content-Type: text/html", body=" "), ""),
        (
            build("Content-Transfer-Encoding: quoted-printable", body="=C5=9Eile a=\r\nb"),
            "<p>Şile ab</p>",
        ),
        (
            build(
                "Content-Type: text/plain; charset=iso-8859-9",
                "Content-Transfer-Encoding: base64",
                body=base64.b64encode("Şile".encode("cp1254")).decode(),
            ),
            "<p>Şile</p>",
        ),
        (build("Content-Type: text/plain; charset=latin-1", body="a\0b"), "<p>ab</p>"),
        (
            multipart(
                "alternative",
                part("text/plain", "It rained on the pier https://a.example/?a=1"),
                part("text/html", "<b>It rained</b> on the pier"),
            ),
            "<b>It rained</b> on the pier",
        ),
        (
            multipart(
                "alternative",
                part("text/plain", "It rained on the pier."),
                part("text/html", "<p>Open this mail in a browser.</p>"),
            ),
            "<p>Open this mail in a browser.</p>",
        ),
        (
            multipart(
                "alternative",
                part("text/plain", "It rained on the pier, and the ferry was late."),
                part("text/html", "<p>Open it.</p>"),
            ),
            "<p>It rained on the pier, and the ferry was late.</p>",
        ),
        (multipart("alternative"), ""),
        (
            multipart("mixed", part("text/plain", "One."), part("text/plain", "Two.")),
            "<p>One.</p>\n<p>Two.</p>",
        ),
        (
            multipart("signed", part("text/plain", "One."), part("application/pgp-signature", "x")),
            "<p>One.</p>",
        ),
        (build("Content-Type: multipart/mixed", body="no parts"), "<p>no parts</p>"),
    ],
)
def test_the_text_is_that_which_says_most(content: str, html: str) -> None:
    message = read(content)
    assert (message["html"], message["attachments"], message["refusal"]) == (html, [], None)


def test_attachments_are_named_and_pictures_are_counted() -> None:
    message = EmailMessage()
    message.set_content("See below.")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Şile 1.pdf")
    message.add_attachment("text", filename="a.txt")
    message.add_attachment(b"1", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"1", maintype="video", subtype="mp4")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar")
    inner = EmailMessage()
    inner["Subject"] = "Inner"
    inner.set_content("Inside.")
    message.add_attachment(inner)
    parsed = read(message.as_bytes())
    attachments = [(name, base64.b64decode(content)) for name, content in parsed["attachments"]]
    assert attachments[:2] == [("Şile 1.pdf", b"%PDF"), ("a.txt", b"text\n")]
    assert attachments[2][0] == "message/rfc822"
    assert read(attachments[2][1])["html"] == "<p>Inside.</p>"
    assert parsed["left_out"] == ["pictures", "recordings", "attachments"]
    assert [(each["kind"], each["name"]) for each in parsed["media"]] == [
        ("picture", "logo.png"),
        ("video", ""),
    ]
    assert parsed["html"] == "<p>See below.</p>"


def test_a_picture_that_the_text_shows_is_named_there_only() -> None:
    message = EmailMessage()
    message.set_content('<p>See.</p><img src="cid:a%40b">', subtype="html")
    message.add_related(b"1", maintype="image", subtype="png", cid="<a@b>")
    message.add_related(b"1", maintype="image", subtype="png", cid="<c@b>", filename="c.png")
    assert read(message.as_bytes())["media"] == [{"kind": "picture", "name": "c.png", "id": "c@b"}]


@pytest.mark.parametrize(
    "content",
    [
        multipart("encrypted", part("application/pgp-encrypted", "Version: 1")),
        build("Content-Type: application/pkcs7-mime; smime-type=enveloped-data"),
    ],
)
def test_an_encrypted_mail_is_refused(content: str) -> None:
    assert read(content)["refusal"] == Problem("mail.encrypted").as_json()


def test_a_mailbox_holds_messages() -> None:
    first, second = build("Subject: One", body=">From here\nIt rained.\n"), build("Subject: Two")
    mailbox = f"From a@b Thu Nov  7 10:00:00 2019\n{first}\nFrom a@b Fri\n{second}\n".encode()
    messages = read_all(mailbox)
    assert [(each["number"], each["subject"]) for each in messages] == [(1, "One"), (2, "Two")]
    assert messages[0]["html"] == "<p>From here</p>\n<p>It rained.</p>"
    assert base64.b64decode(messages[1]["original"]) == f"{second}\n".encode()


def test_an_empty_mailbox_holds_none() -> None:
    assert read_all(b"From a@b\n") == []


def test_a_message_that_is_too_large_is_refused_alone() -> None:
    lines = (b"a" * 2**16 + b"\n") * (SIZE_LIMIT // 2**16 + 1)
    large = b"From a\nSubject: a\n\n" + lines + b"\nFrom b\nSubject: b\n\nc"
    assert [(each["refusal"], each["original"] != "") for each in read_all(large)] == [
        (TOO_LARGE.as_json(), False),
        (None, True),
    ]


def test_parts_that_are_nested_too_deep_are_refused() -> None:
    parts = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2000)
    )
    assert read(f"From: a\n{parts}")["refusal"] == Problem("document.over_limits").as_json()


@pytest.mark.parametrize(
    "shape",
    [
        *("Subject: a\n", "Subject: =?utf-8?q?a?=", "=?a?q?", " a\n", "\n", ">", "> a\n", "-- \n"),
        *("a: b\n", "=", "=20\n", "<table><tr><td>", "<div>", "<p>a", "Re: ", "\nFrom a\n\n", "a "),
    ],
)
@pytest.mark.parametrize("head", ["From: a\n", "From: a\nContent-Type: text/html\n\n", "From a\n"])
def test_the_time_grows_linearly(shape: str, head: str) -> None:
    assert measure_growth(lambda size: read_all(head + shape * size), 400) < 24
