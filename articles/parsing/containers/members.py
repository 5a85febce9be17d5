"""The members of an archive, whose names are checked and never used for files on disk."""

import re
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Reject

# A member up to this size is held in memory, a larger one in a file without a name.
_MEMORY_SIZE: Final = 2**20
# Original.path holds a thousand characters.
_NAME_LIMIT: Final = 900
CHUNK_SIZE: Final = 64 * 1024

_ABSOLUTE: Final = re.compile(r"/|[A-Za-z]:")


class DamagedError(ProblemError):
    """The archive, or a member, is damaged at ``position``."""

    def __init__(self, position: str, problem: Problem) -> None:
        super().__init__(problem)
        self.position = position


class DocumentError(Exception):
    """The archive is an office document, which is not unpacked."""


class OversizeError(ProblemError):
    """A member is too large."""


@dataclass(frozen=True, slots=True)
class Member:
    """The name and content of a member; the stream can seek, and is closed for the next member."""

    name: str
    stream: BinaryIO


def build_reject(name: str, reason: Problem) -> Reject:
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


def find_name_problem(name: str) -> Problem | None:
    """Return why a member of this name is refused, or None."""
    if not name.strip():
        return Problem("member.no_name")
    if len(name) > _NAME_LIMIT:
        return Problem("member.long_name", {"limit": _NAME_LIMIT})
    if _ABSOLUTE.match(name.replace("\\", "/")):
        return Problem("member.absolute_name")
    if ".." in _split_path(name):
        return Problem("member.name_outside")
    return None


def _split_path(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


LINK: Final = Problem("member.link")
SPECIAL: Final = Problem("member.special")


def spool(chunks: Iterable[bytes], *, limit: int) -> BinaryIO:
    """Return the bytes as a stream that can seek; raise OversizeError for more than the limit."""
    with ExitStack() as stack:
        content = stack.enter_context(tempfile.SpooledTemporaryFile(_MEMORY_SIZE))
        for chunk in chunks:
            content.write(chunk)
            if content.tell() > limit:
                raise OversizeError(Problem("member.too_large", {"limit": limit}))
        content.seek(0)
        stack.pop_all()  # from here on the caller closes it
    return cast("BinaryIO", content)
