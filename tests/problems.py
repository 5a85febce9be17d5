"""What tests ask of the problems that parsers report."""

from articles.importing.reasons import word_for_shell
from articles.parsing.problems import SEVERAL, Problem


def list_codes(reason: Problem) -> list[str]:
    """Return the codes of the sentences that the reason consists of."""
    if reason.code == SEVERAL:
        return [code for each in reason.params["problems"] for code in list_codes(each)]
    return [reason.code]


def say(reason: Problem) -> str:
    """Return the reason as a shell says it."""
    return word_for_shell(reason)


def is_worded(reason: Problem) -> bool:
    """Return whether there is a sentence for the reason."""
    return say(reason).endswith(".")
