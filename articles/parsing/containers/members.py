"""The members of an archive, whose names are checked and never used for files on disk."""

import re
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from articles.parsing.records import Reject

# A member up to this size is held in memory, a larger one in a file without a name.
_MEMORY_SIZE: Final = 2**20
# Original.path holds a thousand characters.
_NAME_LIMIT: Final = 900
CHUNK_SIZE: Final = 64 * 1024

_ABSOLUTE: Final = re.compile(r"/|[A-Za-z]:")


class DamagedError(Exception):
    """The archive, or a member, is damaged at ``position``; the message says the remedy."""

    def __init__(self, position: str, reason: str) -> None:
        super().__init__(reason)
        self.position = position


class DocumentError(Exception):
    """The archive is an office document; the message says the remedy."""


class OversizeError(Exception):
    """A member is too large; the message says the remedy."""


@dataclass(frozen=True, slots=True)
class Member:
    """The name and content of a member; the stream can seek, and is closed for the next member."""

    name: str
    stream: BinaryIO


def build_reject(name: str, reason: str) -> Reject:
    """Return the reject of a member."""
    return Reject(f"member {escape_name(name)[:_NAME_LIMIT]}", reason, None)


def escape_name(name: str) -> str:
    """Return the name as one line of text, with escapes for characters that are not printable."""
    escaped = (
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in name
    )
    return "".join(escaped).removeprefix("./")


def is_ignored(name: str) -> bool:
    """Return whether the file is hidden, or in a hidden folder or one that macOS adds."""
    parts = _split_path(name)
    is_hidden = any(part == "__MACOSX" or part.startswith(".") for part in parts if part != ".")
    return is_hidden and ".." not in parts


def find_name_problem(name: str) -> str:
    """Return why a member of this name is refused, or ""."""
    if not name.strip():
        return "It has no name; name it and pack the archive anew."
    if len(name) > _NAME_LIMIT:
        return (
            f"Its name is longer than {_NAME_LIMIT} letters; shorten it and pack the archive anew."
        )
    if _ABSOLUTE.match(name.replace("\\", "/")):
        return "Its name is an absolute path; pack the archive anew with names below one folder."
    if ".." in _split_path(name):
        return "Its name leads out of the archive ('..'); pack the archive anew without such names."
    return ""


def _split_path(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


LINK: Final = "It is a link, which archives may point anywhere; put the file itself in its place."
SPECIAL: Final = "It is a device or a pipe, no file; pack the archive anew without it."


def spool(chunks: Iterable[bytes], *, limit: int) -> BinaryIO:
    """Return the bytes as a stream that can seek; raise OversizeError for more than the limit."""
    with ExitStack() as stack:
        content = stack.enter_context(tempfile.SpooledTemporaryFile(_MEMORY_SIZE))
        for chunk in chunks:
            content.write(chunk)
            if content.tell() > limit:
                raise OversizeError(f"It unpacks to more than {limit} bytes; divide it.")
        content.seek(0)
        stack.pop_all()  # from here on the caller closes it
    return cast("BinaryIO", content)
