"""The query language of the search field, parsed for either database.

All words must be found; ``"a phrase"`` as it is written; ``-word`` and ``-"a phrase"`` must not be
found; ``word*`` is a prefix. ``OR`` in capitals separates alternatives, each of them all its words:
``ferry terminal OR harbour`` is (ferry and terminal) or harbour. Words are folded, so case, accents
and punctuation do not matter.
"""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from articles.text.strings import fold_splitting_apostrophes

TERMS_LIMIT: Final = 20

# The hyphen of an exclusion, then a phrase, whose closing quote may be missing, or a word.
_TOKEN: Final = re.compile(r'(-?)(?:["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+))')


class BadQueryError(ValueError):
    """The query cannot be searched for; the message is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Term:
    """One or more folded words in sequence; with ``is_prefix`` the last is the start of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False


Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Alternatives; all terms of one must hold, and at least one of them is not excluded."""

    alternatives: tuple[Terms, ...]

    @property
    def positive_terms(self) -> list[Term]:
        """Return the terms that are not excluded, without duplicates."""
        terms = (term for alternative in self.alternatives for term in alternative)
        return list(dict.fromkeys(term for term in terms if not term.is_excluded))


def parse_query(text: str) -> Query:
    """Return the parsed text; raise BadQueryError if it has too many terms or no positive one."""
    alternatives: list[list[Term]] = [[]]
    for match in _TOKEN.finditer(text):
        if match[0] == "OR":
            alternatives.append([])
        elif term := _parse_term(match):
            alternatives[-1].append(term)
    if sum(map(len, alternatives)) > TERMS_LIMIT:
        message = _("Search for no more than %(limit)s words or phrases.")
        raise BadQueryError(message % {"limit": TERMS_LIMIT})
    return Query(_select_alternatives(alternatives))


def _parse_term(match: re.Match[str]) -> Term | None:
    hyphen, phrase, word = match.groups()
    words = tuple(fold_splitting_apostrophes(phrase if word is None else word).split())
    is_prefix = word is not None and word.endswith("*")
    return Term(words, is_prefix, bool(hyphen)) if words else None


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
