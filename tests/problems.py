"""What tests ask of the problems that parsers report."""

from articles.importing.reasons import word_for_shell
from articles.parsing.problems import SEVERAL, Problem, as_problem


def list_codes(reason: Problem | str) -> list[str]:
    """Return the codes of the sentences that the reason consists of."""
    problem = as_problem(reason)
    if problem.code == SEVERAL:
        return [code for each in problem.params["problems"] for code in list_codes(each)]
    return [problem.code]


def say(reason: Problem | str) -> str:
    """Return the reason as a shell says it."""
    return word_for_shell(as_problem(reason))


def is_worded(reason: Problem | str) -> bool:
    """Return whether there is a sentence for the reason."""
    return say(reason).endswith(".")
