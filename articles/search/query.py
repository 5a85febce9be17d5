"""The query language of the search field, parsed for either database.

All words must be found, in any inflection. ``"a phrase"`` is found as it is written, and so are
words with a hyphen between them; a quotation mark without another holds to the end. ``-word``,
``NOT word`` and ``-"a phrase"`` must not be found; ``word*`` is a prefix. ``OR`` separates
alternatives, each of them all its words: ``ferry terminal OR harbour`` is (ferry and terminal) or
harbour. ``AND`` may stand between words. These three are written in capitals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from articles.text.analyser import WORD_LIMIT, Word, find_typed_tokens
from articles.text.strings import collapse_whitespace

TERMS_LIMIT: Final = 20
LENGTH_LIMIT: Final = 200
PREFIX_MINIMUM: Final = 2

# The hyphen of an exclusion, then a phrase, whose closing quote may be missing, or a word.
_TOKEN: Final = re.compile(r'(-?)(?:["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+))')
# In a number that is copied from a text.
_SPACE_OF_NUMBER: Final = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d{3})")


class BadQueryError(ValueError):
    """The query cannot be searched for; the message is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word in any inflection; or, if ``is_exact``, words in sequence as they are written.

    With ``is_prefix`` the last word is the start of a word. ``typed`` has no signs around it.
    """

    words: tuple[Word, ...]
    is_exact: bool = False
    is_prefix: bool = False
    is_excluded: bool = False
    typed: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return the term as the query language writes it."""
        text = f'"{self.typed}"' if self.is_exact and not self.is_prefix else self.typed
        return f"{'-' if self.is_excluded else ''}{text}{'*' if self.is_prefix else ''}"

    @property
    def text(self) -> str:
        return " ".join(word.surface for word in self.words)


Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Alternatives; all terms of one must hold, and at least one of them is not excluded."""

    alternatives: tuple[Terms, ...]

    def __str__(self) -> str:
        """Return the query as the query language writes it."""
        return " OR ".join(" ".join(map(str, terms)) for terms in self.alternatives)

    @property
    def terms(self) -> list[Term]:
        """Return all terms, without duplicates."""
        return list(dict.fromkeys(term for terms in self.alternatives for term in terms))

    @property
    def positive_terms(self) -> list[Term]:
        """Return the terms that are not excluded, without duplicates."""
        return [term for term in self.terms if not term.is_excluded]


def parse_query(text: str) -> Query:
    """Return the parsed text; raise BadQueryError where it cannot be searched for."""
    if len(text) > LENGTH_LIMIT:
        raise BadQueryError(
            _("Shorten the search to %(limit)s characters.") % {"limit": LENGTH_LIMIT}
        )
    alternatives: list[list[Term]] = [[]]
    for term in _parse_terms(text):
        if term is None:
            alternatives.append([])
        else:
            alternatives[-1].append(term)
    if sum(map(len, alternatives)) > TERMS_LIMIT:
        message = _("Search for no more than %(limit)s words or phrases.")
        raise BadQueryError(message % {"limit": TERMS_LIMIT})
    return Query(_select_alternatives(alternatives))


def _parse_terms(text: str) -> Iterator[Term | None]:
    """Yield the terms, None for each OR."""
    is_negated = False
    for match in _TOKEN.finditer(_SPACE_OF_NUMBER.sub("", text)):
        if match[0] == "OR":
            yield None
        if match[0] in {"AND", "OR", "NOT"}:
            is_negated = match[0] == "NOT"
            continue
        term = _parse_term(match, is_negated=is_negated)
        if term:
            yield term
            is_negated = False


def _parse_term(match: re.Match[str], *, is_negated: bool) -> Term | None:
    hyphen, phrase, word = match.groups()
    typed = collapse_whitespace(phrase) if word is None else word.strip("*")
    words = tuple(token.word for token in find_typed_tokens(typed))
    is_prefix = word is not None and word.endswith("*")
    is_exact = word is None or len(words) > 1
    if words:
        _check_words(words, is_prefix=is_prefix)
    return Term(words, is_exact, is_prefix, bool(hyphen) or is_negated, typed) if words else None


def _check_words(words: tuple[Word, ...], *, is_prefix: bool) -> None:
    """Raise BadQueryError for a word that is too long, or too short for a prefix."""
    if any(len(word.surface) >= WORD_LIMIT for word in words):
        message = _("Search for words of fewer than %(limit)s letters.")
        raise BadQueryError(message % {"limit": WORD_LIMIT})
    if is_prefix and len(words[-1].surface) < PREFIX_MINIMUM:
        raise BadQueryError(
            _("Write at least %(limit)s letters before the asterisk.") % {"limit": PREFIX_MINIMUM}
        )


def _select_alternatives(alternatives: list[list[Term]]) -> tuple[Terms, ...]:
    """Return the alternatives with a positive term; raise BadQueryError if there are none."""
    nonempty = [tuple(dict.fromkeys(terms)) for terms in alternatives if terms]
    positive = tuple(terms for terms in nonempty if not all(term.is_excluded for term in terms))
    if positive:
        return positive
    if nonempty:
        raise BadQueryError(
            _("Add a word to search for; the words with a minus sign only leave articles out.")
        )
    raise BadQueryError(_("Enter at least one word to search for."))
