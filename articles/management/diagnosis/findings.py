"""What a check of the installation finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import DatabaseError

from articles.text.strings import collapse_whitespace

# Returns a sentence that says what is in order. Raises FaultError or NotCheckedError.
Check = Callable[[], str]


class FaultError(Exception):
    """Something is wrong; the message says what, and what to do."""


class NotCheckedError(Exception):
    """There is nothing to check; the message says why."""


class Verdict(StrEnum):
    OK = "ok"
    NOT_CHECKED = "not checked"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    verdict: Verdict
    message: str


def run_checks(checks: Mapping[str, Check]) -> Iterator[Finding]:
    """Yield the finding of each check, in their order."""
    for name, check in checks.items():
        yield _run_check(name, check)


def _run_check(name: str, check: Check) -> Finding:
    try:
        return Finding(name, Verdict.OK, check())
    except FaultError as fault:
        return Finding(name, Verdict.FAULT, str(fault))
    except NotCheckedError as reason:
        return Finding(name, Verdict.NOT_CHECKED, str(reason))
    except DatabaseError as error:  # the first check says what to do about it
        reason_given = collapse_whitespace(str(error))
        return Finding(name, Verdict.NOT_CHECKED, f"The database cannot be asked: {reason_given}")
