"""Bytes to text by what is known of their charset, never by a guess."""

import base64
import codecs
from typing import Final

# Longest first: the mark of UTF-32 begins like that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Python encodes text with these as well, but no outlet writes its files in them.
_NO_CHARSETS: Final = frozenset(
    {"charmap", "idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)


class UnknownCharsetError(ValueError):
    """The bytes are no text in the charset that is known for them; the message says the remedy."""


def charset_named(name: str) -> str:
    """Return what Python calls the charset of this name, or "" where the name is of no charset."""
    try:
        " ".encode(name)  # refuses what makes bytes of bytes: base64, hex, zip and their like
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if known in _NO_CHARSETS else known


def decode(content: bytes, charset: str = "", *, is_whole: bool = True) -> tuple[str, str]:
    """Return the text without its mark, and the charset that it was read in.

    A mark decides; else strict UTF-8; else the charset given, which Python must know. Bytes that
    are not whole may end inside a letter, which is left out.
    """
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return _decode(content.removeprefix(mark), marked, is_whole=is_whole), marked
    try:
        return _decode(content, "utf-8", is_whole=is_whole), "utf-8"
    except UnknownCharsetError:
        if not charset:
            raise
        return _decode(content, charset, is_whole=is_whole), charset


def _decode(content: bytes, charset: str, *, is_whole: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(charset)().decode(content, is_whole)
    except UnicodeDecodeError as error:
        raise UnknownCharsetError(
            f"Byte {error.start + 1} is not {charset.upper()}. Say which charset the file is in, "
            f"such as --encoding windows-1254."
        ) from error
    if "\0" in text:
        raise UnknownCharsetError("This is not text: it holds zero bytes.")
    return text


def encode(text: str, charset: str) -> bytes:
    """Return the text in the charset, with a mark where nothing else would tell the charset."""
    mark = next((mark for mark, marked in _MARKS if marked == charset != "utf-8"), b"")
    return mark + text.encode(charset, "backslashreplace")


def printable(content: bytes) -> str | dict[str, str]:
    """Return bytes as JSON can hold them: UTF-8 as text, others as ``{"base64": …}``."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}
