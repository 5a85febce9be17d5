"""Decodes the header fields of mails: words in any charset, addresses, dates."""

import re
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, Final

from articles.parsing.charsets import find_charset
from articles.text.strings import clean_text, collapse_whitespace

# The time of the standard library grows with the square of the length of a field.
_LENGTH_LIMIT: Final = 5_000
# What programs write before the subject of an answer or of a forwarded mail.
_PREFIXES: Final = re.compile(
    r"(?:(?:re|fw|fwd|aw|wg|tr|rv|enc|ynt|yan|ilt|i̇lt|vb|отв|ha|на)\s?(?:\[\d+\])?:\s*)+",
    re.IGNORECASE,
)


def read_field(message: "Message[Any, Any]", name: str) -> str:
    """Return the first field of this name on one line, "" where there is none."""
    fields = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    return decode_field(next(fields, "")[:_LENGTH_LIMIT])


def decode_field(value: str) -> str:
    """Return the text of a field; bytes that are in no encoded word are UTF-8, or windows-1252."""
    content = value.encode("utf-8", "surrogateescape")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    try:
        parts = decode_header(text) if "=?" in text else [(text, None)]
    except (HeaderParseError, ValueError):
        parts = [(text, None)]
    return collapse_whitespace(clean_text("".join(_decode_part(*part) for part in parts)))


def _decode_part(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    if charset is None:
        return content.decode("raw-unicode-escape", "replace")
    return content.decode(find_charset(charset) or "utf-8", "replace")


def read_subject(message: "Message[Any, Any]") -> str:
    """Return the subject without "Re:", "Fwd:", "Ynt:" and the like before it."""
    subject = read_field(message, "Subject")
    return subject[match.end() :] if (match := _PREFIXES.match(subject)) else subject


def get_sender_name(address: str) -> str:
    """Return the name before an address such as ``Harbour Gazette <news@gazette.example>``."""
    name = collapse_whitespace(parseaddr(address)[0]).strip("'\" ")
    return "" if "@" in name else name


def parse_sent_date(printed: str) -> date | None:
    """Return the day of a date of a mail, in the time zone of its sender."""
    try:
        return parsedate_to_datetime(printed).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
