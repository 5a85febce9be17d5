"""How much an archive may unpack to, counted as it is read: no header is believed."""

from dataclasses import dataclass, field
from typing import Final

MEMBERS_LIMIT: Final = 1_000_000
MEMBER_SIZE_LIMIT: Final = 8 * 2**30
SIZE_LIMIT: Final = 32 * 2**30
# Text packs to a tenth, alike files to a hundredth; a bomb of one letter to a thousandth.
RATIO_LIMIT: Final = 200
# So much is unpacked whatever the ratio.
FREE_SIZE: Final = 64 * 2**20


class LimitExceededError(Exception):
    """The archive holds more than any that is meant to be read; the message says the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many members an archive may have, how many bytes one of them, and all, how densely."""

    members: int = MEMBERS_LIMIT
    member_size: int = MEMBER_SIZE_LIMIT
    size: int = SIZE_LIMIT
    ratio: int = RATIO_LIMIT
    free_size: int = FREE_SIZE


@dataclass(slots=True)
class Allowance:
    """What was read of an archive, with all archives inside it, against its limits.

    ``packed`` are the bytes read from the file itself, ``unpacked`` those that they became, and
    ``at`` is the member that is being read.
    """

    limits: Limits = field(default_factory=Limits)
    packed: int = 0
    unpacked: int = 0
    members: int = 0
    at: str = ""

    def begin(self, name: str) -> None:
        """Count a member; raise SpentError if it is one too many."""
        self.at = name
        self.members += 1
        self.foresee(self.members)

    def foresee(self, members: int) -> None:
        """Raise SpentError if an archive of so many members is too much."""
        if members > self.limits.members:
            raise LimitExceededError(
                f"The archive has more than {self.limits.members} members; divide it."
            )

    def unpack(self, size: int) -> None:
        """Count bytes that were unpacked; raise SpentError if they are too many."""
        self.unpacked += size
        if self.unpacked > self.limits.size:
            raise LimitExceededError(
                f"The archive unpacks to more than {self.limits.size} bytes; divide it."
            )
        if self.unpacked > self.limits.free_size + self.limits.ratio * self.packed:
            raise LimitExceededError(
                f"The archive unpacks to more than {self.limits.ratio} times its size, as a bomb "
                "does; nothing more of it was read. If it is none, unpack it and import the folder."
            )
