"""Limits to what an archive may unpack to, counted as it is read, whatever its headers say."""

from dataclasses import dataclass, field
from typing import Final

from articles.parsing.problems import Problem, ProblemError

MEMBERS_LIMIT: Final = 1_000_000
MEMBER_SIZE_LIMIT: Final = 8 * 2**30
SIZE_LIMIT: Final = 32 * 2**30
# Text packs to a tenth, similar files to a hundredth; a bomb of one character to a thousandth.
RATIO_LIMIT: Final = 200
# How many bytes are unpacked whatever the ratio.
FREE_SIZE: Final = 64 * 2**20


class LimitExceededError(ProblemError):
    """The archive is over a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many members, bytes of a member, bytes in all, and unpacked bytes per packed byte."""

    members: int = MEMBERS_LIMIT
    member_size: int = MEMBER_SIZE_LIMIT
    size: int = SIZE_LIMIT
    ratio: int = RATIO_LIMIT
    free_size: int = FREE_SIZE


@dataclass(slots=True)
class Allowance:
    """Counts what is read of an archive, with all archives in it, against its limits.

    ``packed`` is the number of bytes read from the file, ``unpacked`` the number that they became;
    ``member`` is the name of the member that is being read.
    """

    limits: Limits = field(default_factory=Limits)
    packed: int = 0
    unpacked: int = 0
    members: int = 0
    member: str = ""

    def begin_member(self, name: str) -> None:
        """Count a member; raise LimitExceededError if there are too many."""
        self.member = name
        self.members += 1
        self.check_member_count(self.members)

    def check_member_count(self, members: int) -> None:
        """Raise LimitExceededError if an archive of this many members is over the limit."""
        if members > self.limits.members:
            params = {"limit": self.limits.members}
            raise LimitExceededError(Problem("archive.too_many_members", params))

    def count_unpacked(self, size: int) -> None:
        """Count unpacked bytes; raise LimitExceededError if there are too many."""
        self.unpacked += size
        if self.unpacked > self.limits.size:
            raise LimitExceededError(Problem("archive.too_large", {"limit": self.limits.size}))
        if self.unpacked > self.limits.free_size + self.limits.ratio * self.packed:
            raise LimitExceededError(Problem("archive.bomb", {"ratio": self.limits.ratio}))
