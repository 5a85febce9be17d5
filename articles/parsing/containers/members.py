"""The members of an archive, which are read and never written out by their names."""

import re
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from articles.parsing.records import (
    Reject,
)

# A member up to this size is held in memory, a larger one in a file without a name.
_MEMORY_SIZE: Final = 2**20
# Original.path holds a thousand letters.
_NAME_LIMIT: Final = 900
CHUNK_SIZE: Final = 64 * 1024

_ABSOLUTE: Final = re.compile(r"/|[A-Za-z]:")


class DamagedError(Exception):
    """The archive, or a member, is not what it was; ``position`` says where, the message why."""

    def __init__(self, position: str, reason: str) -> None:
        super().__init__(reason)
        self.position = position


class DocumentError(Exception):
    """The archive is how an office program keeps a document; the message says the remedy."""


class OversizeError(Exception):
    """A member is too large; the message says the remedy."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member, unpacked, as a stream that can seek; it is closed when the next is asked for."""

    name: str
    stream: BinaryIO


def build_reject(name: str, reason: str) -> Reject:
    return Reject(f"member {escape_name(name)[:_NAME_LIMIT]}", reason, None)


def escape_name(name: str) -> str:
    """Return the name as a line of text: what has no form on paper as an escape."""
    escaped = (
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in name
    )
    return "".join(escaped).removeprefix("./")


def is_ignored(name: str) -> bool:
    """Tell whether it is hidden, or in a hidden folder, as those of macOS."""
    parts = _parts(name)
    hidden = (part == "__MACOSX" or part.startswith(".") for part in parts if part != ".")
    return ".." not in parts and any(hidden)


def find_name_problem(name: str) -> str:
    """Return why a member of this name is not read, or ""."""
    if not name.strip():
        return "It has no name; name it and pack the archive anew."
    if len(name) > _NAME_LIMIT:
        return (
            f"Its name is longer than {_NAME_LIMIT} letters; shorten it and pack the archive anew."
        )
    if _ABSOLUTE.match(name.replace("\\", "/")):
        return "Its name is an absolute path; pack the archive anew with names below one folder."
    if ".." in _parts(name):
        return "Its name leads out of the archive ('..'); pack the archive anew without such names."
    return ""


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


LINK: Final = "It is a link, which archives may point anywhere; put the file itself in its place."
SPECIAL: Final = "It is a device or a pipe, no file; pack the archive anew without it."


def spool(chunks: Iterable[bytes], *, limit: int) -> BinaryIO:
    """Return the bytes as a stream that can seek; raise OversizeError where they are too many."""
    with ExitStack() as stack:
        content = stack.enter_context(tempfile.SpooledTemporaryFile(_MEMORY_SIZE))
        for chunk in chunks:
            content.write(chunk)
            if content.tell() > limit:
                raise OversizeError(f"It unpacks to more than {limit} bytes; divide it.")
        content.seek(0)
        stack.pop_all()  # from here on the caller closes it
    return cast("BinaryIO", content)
