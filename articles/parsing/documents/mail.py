"""Reads mails in a bounded process: one message (RFC 5322, MIME), or a mailbox of many (mbox)."""

import base64
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from email import message_from_bytes
from email.message import Message
from html import unescape
from typing import Any, BinaryIO, Final
from urllib.parse import unquote

from articles.parsing import hypertext
from articles.parsing.charsets import UnknownCharsetError, decode_declared, find_declared_charset
from articles.parsing.documents import mail_html, mail_text
from articles.parsing.documents.document import OVER_LIMITS, SIZE_LIMIT, TOO_LARGE
from articles.parsing.documents.mail_headers import decode_field, read_field, read_subject
from articles.parsing.problems import Problem, ProblemError
from articles.text.dropped_html import PICTURE
from articles.text.strings import clean_text, fold

_MBOX: Final = b"From "
# What HTML calls a picture that is a part of the mail.
_SHOWN: Final = re.compile(r"\bcid:([^\"'\s<>]++)", re.IGNORECASE)
_ENCRYPTED: Final = Problem("mail.encrypted")
# Parts that belong to the sending of a mail, not to what it says.
_FORMALITIES: Final = frozenset(
    """application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature
    message/delivery-status text/rfc822-headers""".split()
)
_OTHER_PARTS: Final = {
    "text/calendar": "attachments",
    "text/vcard": "attachments",
    "text/x-vcard": "attachments",
    "image": "pictures",
    "audio": "recordings",
    "video": "recordings",
}
_KINDS: Final = {"image": PICTURE, "audio": "audio", "video": "video"}
# HTML with fewer words than the plain text, by this factor, is not what the mail says.
_WHOLE: Final = 0.8


@dataclass(slots=True)
class Mail:
    """A message: its fields, its text as HTML, its attachments as names and bytes in base64.

    ``media`` are pictures and recordings that the text does not name, as ``kind``, ``name``
    and ``id``.
    ``original`` is the message in base64, ``refusal`` why it cannot be read, as JSON.
    """

    number: int
    original: str = ""
    subject: str = ""
    sender: str = ""
    date: str = ""
    message_id: str = ""
    url: str = ""
    language: str = ""
    html: str = ""
    attachments: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    media: list[dict[str, str]] = field(default_factory=list)
    refusal: dict[str, Any] | None = None


def read(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """Yield each message; ``number`` is 0 for one that is no part of a mailbox."""
    is_mailbox = stream.read(len(_MBOX)) == _MBOX
    stream.seek(0)
    messages = iter_mailbox(stream) if is_mailbox else iter([stream.read(SIZE_LIMIT + 1)])
    for number, content in enumerate(messages, int(is_mailbox)):
        yield asdict(_read_message(content, number))


def iter_mailbox(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the messages of a mailbox; one over the limit is cut, but stays longer than it."""
    content, is_blank = bytearray(), True
    for line in iter(lambda: stream.readline(SIZE_LIMIT), b""):
        if is_blank and line.startswith(_MBOX):
            if content:
                yield bytes(content)
            content, is_blank = bytearray(), False
            continue
        is_blank = not line.strip()
        if len(content) <= SIZE_LIMIT:
            content += line[1:] if line.startswith(b">From ") else line
    if content:
        yield bytes(content)


def _read_message(content: bytes, number: int) -> Mail:
    mail = Mail(number)
    try:
        mail.original = _encode(content)
        _fill(mail, message_from_bytes(content.lstrip(b"\r\n \t")))
    except ProblemError as error:
        mail.refusal = error.problem.as_json()
    except RecursionError:
        mail.refusal = OVER_LIMITS.as_json()
    return mail


def _encode(content: bytes) -> str:
    """Return the bytes in base64; raise ProblemError if they are too many."""
    if len(content) > SIZE_LIMIT:
        raise ProblemError(TOO_LARGE)
    return base64.b64encode(content).decode()


def _fill(mail: Mail, message: "Message[Any, Any]") -> None:
    mail.subject = read_subject(message)
    mail.sender = read_field(message, "From")
    mail.date = read_field(message, "Date")
    mail.message_id = read_field(message, "Message-ID")
    mail.url = read_field(message, "Archived-At").strip("<>")
    mail.language = read_field(message, "Content-Language").partition(",")[0]
    mail.html = "\n".join(filter(None, _iter_texts(message, mail)))
    # The others stand in the text, where the HTML gate finds them.
    shown = set(map(unquote, _SHOWN.findall(mail.html))) if mail.media else set()
    mail.media = [each for each in mail.media if each["id"] not in shown]


def _iter_texts(part: "Message[Any, Any]", mail: Mail) -> Iterator[str]:
    """Yield the HTML of the texts; what else there is goes to the attachments of the mail."""
    kind = part.get_content_type()
    if kind == "multipart/encrypted" or "enveloped" in str(part.get_param("smime-type") or ""):
        raise ProblemError(_ENCRYPTED)
    if kind == "multipart/alternative":
        yield _choose_text([list(_iter_texts(each, mail)) for each in _iter_parts(part)])
    elif part.is_multipart() and kind != "message/rfc822":
        for each in _iter_parts(part):
            yield from _iter_texts(each, mail)
    elif kind.startswith("multipart/"):  # without its parts
        yield _read_text(part, "text/plain")
    elif kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment":
        yield _read_text(part, kind)
    elif kind not in _FORMALITIES:
        _add_attachment(part, kind, mail)


def _iter_parts(part: "Message[Any, Any]") -> Iterator["Message[Any, Any]"]:
    payload = part.get_payload()
    yield from (each for each in payload if isinstance(each, Message))


def _choose_text(alternatives: list[list[str]]) -> str:
    """Return the last alternative, which is the richest, unless it lacks words of another."""
    texts = ["\n".join(filter(None, each)) for each in alternatives]
    counts = [(_count_words(text), text) for text in texts]
    enough = max((count for count, _ in counts), default=0) * _WHOLE
    return next((text for count, text in reversed(counts) if count >= enough), "")


def _count_words(html: str) -> int:
    """Return how many words a reader sees; URLs, which plain text has in full, are none."""
    text = " ".join(run.text for run in hypertext.iter_runs(hypertext.parse_tree(f"<p>{html}")))
    return sum("://" not in word and bool(fold(word)) for word in unescape(text).split())


def _read_text(part: "Message[Any, Any]", kind: str) -> str:
    text = get_text(part)
    if kind == "text/html":
        return mail_html.to_html(text) if text.strip() else ""
    return mail_text.to_html(
        text,
        is_flowed=str(part.get_param("format") or "").lower() == "flowed",
        deletes_space=str(part.get_param("delsp") or "").lower() == "yes",
    )


def get_text(part: "Message[Any, Any]") -> str:
    """Return the text of a part in its declared charset, else in UTF-8 or windows-1252."""
    content = get_bytes(part)
    declared = find_declared_charset(str(part.get_content_charset() or ""))
    try:
        text = decode_declared(content, declared=declared, charset="cp1252")[0]
    except UnknownCharsetError:
        text = content.decode("latin-1")
    return clean_text(text)


def get_bytes(part: "Message[Any, Any]") -> bytes:
    """Return the content of a part without its transfer encoding."""
    if part.get_content_type() == "message/rfc822":
        return b"".join(each.as_bytes() for each in _iter_parts(part))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _add_attachment(part: "Message[Any, Any]", kind: str, mail: Mail) -> None:
    what = _OTHER_PARTS.get(kind) or _OTHER_PARTS.get(kind.partition("/")[0])
    if what:
        mail.left_out.append(what)
        if media := _KINDS.get(kind.partition("/")[0]):
            name, part_id = decode_field(part.get_filename() or ""), read_field(part, "Content-ID")
            mail.media.append({"kind": media, "name": name, "id": part_id.strip("<>")})
        return
    name = decode_field(part.get_filename() or "") or kind
    mail.attachments.append((name, _encode(get_bytes(part))))
