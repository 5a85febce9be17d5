"""Bytes to text by what is known of their charset, never by a guess."""

import base64
import codecs
import io
from typing import BinaryIO, Final

# Longest first: the mark of UTF-32 begins like that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# So many bytes hold any of them.
BOM_SIZE: Final = max(len(mark) for mark, _ in _MARKS)

# Python encodes text with these as well, but no outlet writes its files in them.
_NO_CHARSETS: Final = frozenset(
    {"charmap", "idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)


class UnknownCharsetError(ValueError):
    """The bytes are no text in the charset that is known for them; the message says the remedy."""


def find_charset(name: str) -> str:
    """Return what Python calls the charset of this name, or "" where the name is of no charset."""
    try:
        " ".encode(name)  # refuses what makes bytes of bytes: base64, hex, zip and their like
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if known in _NO_CHARSETS else known


def detect_bom(content: bytes) -> tuple[bytes, str]:
    """Return the mark that the bytes begin with, and the charset that it tells: UTF-8 for none."""
    found = ((mark, marked) for mark, marked in _MARKS if content.startswith(mark))
    return next(found, (b"", "utf-8"))


def decode_head(head: bytes, charset: str = "") -> str:
    """Return the beginning of an input as text, whatever is in it, to tell its format by.

    The charset given counts where nothing tells another.
    """
    mark, marked = detect_bom(head)
    if charset and not mark and not is_utf8(io.BytesIO(head), is_whole=False):
        return head.decode(charset, "replace")
    return head.removeprefix(mark).decode(marked, "replace")


def decode_text(content: bytes, charset: str = "", *, is_whole: bool = True) -> tuple[str, str]:
    """Return the text without its mark, and the charset that it was read in.

    A mark decides; else strict UTF-8; else the charset given, which Python must know. Bytes that
    are not whole may end inside a letter, which is left out.
    """
    mark, marked = detect_bom(content)
    if mark:
        return _decode(content.removeprefix(mark), marked, _DAMAGED, is_whole=is_whole), marked
    try:
        return _decode(content, marked, CHARSET_HINT, is_whole=is_whole), marked
    except UnknownCharsetError:
        if charset in {"", marked}:
            raise
        return _decode(content, charset, _MISTOLD, is_whole=is_whole), charset


CHARSET_HINT: Final = "Say which charset the file is in, such as --encoding windows-1254."
_MISTOLD: Final = "It is in another charset, or no text; if it is text, save it as UTF-8."
_DAMAGED: Final = "Its mark says that it is; save it again, as UTF-8, and import that."
_ZERO_BYTES: Final = (
    "It holds zero bytes, as no text does but UTF-16 and UTF-32 without their mark. "
    "If it is text, save it as UTF-8 and import that."
)


def _decode(content: bytes, charset: str, remedy: str, *, is_whole: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(charset)().decode(content, is_whole)
    except UnicodeError as error:
        place = error.start if isinstance(error, UnicodeDecodeError) else 0  # UTF-16 wants its mark
        reason = f"Byte {place + 1} is not {charset.upper()}. {remedy}"
        raise UnknownCharsetError(reason) from error
    if "\0" in text:
        raise UnknownCharsetError(_ZERO_BYTES)
    return text


def detect_charset(stream: BinaryIO, charset: str = "") -> str:
    """Return the charset to read the stream in, as ``decode`` would; the stream begins again."""
    stream.seek(0)
    mark, marked = detect_bom(stream.read(BOM_SIZE))
    stream.seek(0)
    is_known = mark or not charset or is_utf8(stream)
    stream.seek(0)
    return marked if is_known else charset


def is_utf8(stream: BinaryIO, *, is_whole: bool = True) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while content := stream.read(2**20):
            decoder.decode(content)
        decoder.decode(b"", final=is_whole)
    except UnicodeDecodeError:
        return False
    return True


def encode_text(text: str, charset: str) -> bytes:
    """Return the text in the charset, with a mark where nothing else would tell the charset."""
    mark = next((mark for mark, marked in _MARKS if marked == charset != "utf-8"), b"")
    return mark + text.encode(charset, "backslashreplace")


def encode_for_json(content: bytes) -> str | dict[str, str]:
    """Return bytes as JSON can hold them: UTF-8 as text, others as ``{"base64": …}``."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}
