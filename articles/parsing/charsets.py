"""Decodes bytes by what is known of their charset, without guessing."""

import base64
import codecs
import io
from typing import BinaryIO, Final

import webencodings

from articles.parsing.problems import Problem, ProblemError

# Longest first: the BOM of UTF-32 begins like that of UTF-16.
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BOM_SIZE: Final = max(len(bom) for bom, _ in _BOMS)

# Python has codecs of these names, but no file is written in them.
_NO_CHARSETS: Final = frozenset(
    {"charmap", "idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)


class UnknownCharsetError(ProblemError):
    """Bytes cannot be decoded by what is known of their charset."""


# Labels that the WHATWG refuses to decode, or decodes as a charset of which theirs is a part.
_OTHER_CODECS: Final = {"replacement": "", "x-user-defined": "", "gbk": "gb18030"}


# How to decode bytes that the tables of Python leave undefined and those of the WHATWG do not:
# windows-1252 has a control character for each.
UNDEFINED_BYTES: Final = "newsroom.undefined_bytes"


def _decode_undefined(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.encoding == "charmap":
        return error.object[error.start : error.end].decode("latin-1"), error.end
    raise error


codecs.register_error(UNDEFINED_BYTES, _decode_undefined)


def find_charset(name: str) -> str:
    """Return Python's name of a charset, or "" if there is no such charset.

    A label of the web means what browsers take it for, iso-8859-9 for instance windows-1254. Any
    other name is one of Python's: no browser reads cp857, but many an archive is written in it.
    """
    try:
        label = webencodings.lookup(name)
        codec = _OTHER_CODECS.get(label.name, label.codec_info.name) if label else ""
        " ".encode(codec or name)  # refuses codecs from bytes to bytes: base64, hex, zip …
        charset = codecs.lookup(codec or name).name
    except (LookupError, ValueError):
        return ""
    return "" if charset in _NO_CHARSETS else charset


def find_declared_charset(label: str) -> str:
    """Return the charset of a label that bytes declare of themselves, "" for none.

    A declaration that can be read byte by byte is not in UTF-16.
    """
    charset = find_charset(label)
    return "" if charset.startswith(("utf-16", "utf-32")) else charset


def detect_bom(content: bytes) -> tuple[bytes, str]:
    """Return the BOM at the beginning and its charset, or ``b""`` and UTF-8 if there is none."""
    matches = ((bom, charset) for bom, charset in _BOMS if content.startswith(bom))
    return next(matches, (b"", "utf-8"))


def decode_head(head: bytes, charset: str = "") -> str:
    """Return the beginning of an input as text, whatever it holds, to detect its format.

    ``charset`` counts for bytes that have no BOM and are not UTF-8.
    """
    bom, bom_charset = detect_bom(head)
    if charset and not bom and not is_utf8(io.BytesIO(head), is_whole=False):
        return head.decode(charset, "replace")
    return head.removeprefix(bom).decode(bom_charset, "replace")


def decode_text(content: bytes, charset: str = "", *, is_whole: bool = True) -> tuple[str, str]:
    """Return the text without its BOM, and the charset that it is in.

    That is the charset of the BOM; else strict UTF-8; else ``charset``, which Python must know.
    Bytes that are not whole may end inside a character, which is left out. Raise
    UnknownCharsetError if the bytes are in none of them.
    """
    bom, bom_charset = detect_bom(content)
    if bom:
        remedy = Problem("charset.wrong_bom", {"charset": bom_charset.upper()})
        text = _decode(content.removeprefix(bom), bom_charset, remedy, is_whole=is_whole)
        return text, bom_charset
    try:
        return _decode(content, "utf-8", CHOOSE_CHARSET, is_whole=is_whole), "utf-8"
    except UnknownCharsetError:
        if charset in {"", "utf-8"}:
            raise
        return _decode(content, charset, _WRONG_CHARSET, is_whole=is_whole), charset


def decode_declared(content: bytes, *, declared: str, charset: str) -> tuple[str, str]:
    """Return the text of bytes that declare their charset, as ``decode_text`` does.

    ``charset`` counts where the bytes are neither UTF-8 nor in the declared charset.
    """
    if uses_escapes(declared) and not detect_bom(content)[0]:
        try:
            return content.decode(declared), declared
        except UnicodeDecodeError:
            declared = ""
    try:
        return decode_text(content, declared)
    except UnknownCharsetError:
        if not charset:
            raise
        return decode_text(content, charset)


def uses_escapes(charset: str) -> bool:
    """Return whether text in the charset is plain ASCII, and so is valid as UTF-8."""
    return charset.startswith(("hz", "iso2022"))


CHOOSE_CHARSET: Final = Problem("charset.choose")
_WRONG_CHARSET: Final = Problem("charset.another")


def _decode(content: bytes, charset: str, remedy: Problem, *, is_whole: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(charset)().decode(content, is_whole)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0  # UTF-16 without a BOM
        params = {"number": start + 1, "charset": charset.upper()}
        problems = [Problem("charset.wrong_byte", params), remedy]
        raise UnknownCharsetError(Problem.join(problems)) from error
    if "\0" in text:
        raise UnknownCharsetError(Problem("charset.zero_bytes"))
    return text


def detect_charset(stream: BinaryIO, charset: str = "") -> str:
    """Return the charset that ``decode_text`` would take; the stream is rewound."""
    stream.seek(0)
    bom, bom_charset = detect_bom(stream.read(BOM_SIZE))
    stream.seek(0)
    is_known = bom or not charset or is_utf8(stream)
    stream.seek(0)
    return bom_charset if is_known else charset


def is_utf8(stream: BinaryIO, *, is_whole: bool = True) -> bool:
    """Return whether the rest of the stream is UTF-8.

    With ``is_whole`` false it may end inside a character.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while content := stream.read(2**20):
            decoder.decode(content)
        decoder.decode(b"", final=is_whole)
    except UnicodeDecodeError:
        return False
    return True


def encode_text(text: str, charset: str) -> bytes:
    """Return the text in the charset, with a BOM if that is UTF-16 or UTF-32."""
    bom = next((bom for bom, bom_charset in _BOMS if bom_charset == charset != "utf-8"), b"")
    return bom + text.encode(charset, "backslashreplace")


def dump_input(stream: BinaryIO, *, limit: int) -> str | dict[str, str] | None:
    """Return the whole input as a JSON value for the rejects file, None if it is over the limit."""
    stream.seek(0)
    content = stream.read(limit + 1)
    return encode_for_json(content) if len(content) <= limit else None


def encode_for_json(content: bytes) -> str | dict[str, str]:
    """Return bytes as a JSON value: UTF-8 as text, others as ``{"base64": …}``."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}
