"""What a reader of documents finds in one: its text as HTML, and its properties."""

from dataclasses import dataclass, field
from typing import Final

from articles.parsing.problems import Problem, ProblemError

# Larger documents are not read: each is kept whole as the original of its article.
SIZE_LIMIT: Final = 64 * 2**20
# More characters than any article has.
TEXT_LIMIT: Final = 4 * 10**6


class DocumentError(ProblemError):
    """The document cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text as HTML that is not sanitised, and what the document says of itself.

    ``title`` and ``author`` are its properties, which programs often fill with something else.
    ``language`` is a tag or "". ``pictures`` are those that have a name, as ``url`` and ``alt``;
    ``has_pictures`` says that there are any.
    """

    html: str
    title: str = ""
    author: str = ""
    language: str = ""
    has_pictures: bool = False
    pictures: list[dict[str, str]] = field(default_factory=list)


TOO_LARGE: Final = Problem("document.too_large", {"size": SIZE_LIMIT // 2**20})
TOO_LONG: Final = Problem("document.too_long", {"limit": TEXT_LIMIT})
PROTECTED: Final = Problem("document.protected")
OVER_LIMITS: Final = Problem("document.over_limits")
DAMAGED: Final = Problem("document.damaged")
EMPTY: Final = Problem("document.no_text")
