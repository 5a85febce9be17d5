"""What is wrong with an input, as a code with parameters: the reader's language is not known here.

``articles.importing.sentences`` has the sentence of each code, for the desk and for a shell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

SEVERAL: Final = "several"
# How many characters of a parameter are stored.
_TEXT_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """The code of a sentence, and what is filled in: texts, numbers, and parts that have a code.

    Numbers are quantities, which are written as the reader's language does.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def join(cls, problems: "Sequence[Problem]") -> "Problem":
        """Return one problem for all of these, at least one: their sentences follow each other."""
        return problems[0] if len(problems) == 1 else cls(SEVERAL, {"problems": tuple(problems)})

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the problem that ``as_json`` returned."""
        params = {name: _from_json(value) for name, value in stored["params"].items()}
        return cls(stored["code"], params)

    def as_json(self) -> dict[str, Any]:
        """Return the problem as a table can store it, its texts shortened."""
        params = {name: _to_json(value) for name, value in self.params.items()}
        return {"code": self.code, "params": params}


class ProblemError(Exception):
    """Something cannot be read; ``problem`` says why, and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def _to_json(value: Any) -> Any:
    if isinstance(value, Problem):
        return value.as_json()
    if isinstance(value, tuple):
        return [_to_json(each) for each in value]
    # In characters that every database's JSON can hold.
    return clean_for_json(value, limit=_TEXT_LIMIT) if isinstance(value, str) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        return Problem.from_json(value)
    return tuple(map(_from_json, value)) if isinstance(value, list) else value


def clean_for_json(text: str, *, limit: int) -> str:
    """Return the beginning of the text, in characters that every database's JSON can hold."""
    return text[:limit].replace("\0", "").encode("utf-8", "backslashreplace").decode()
