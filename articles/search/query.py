"""What readers type into the search field, as both databases are asked for it.

Words must all be found; ``"a phrase"`` as it stands; ``-word`` and ``-"a phrase"`` not at all;
``word*`` by its beginning. ``OR`` in capitals stands between alternatives, each of which is all of
its words: ``ferry terminal OR harbour`` is (ferry and terminal) or harbour. Words are folded, so
that case, marks and punctuation do not matter.
"""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from articles.text.strings import fold_splitting_apostrophes

TERMS_LIMIT: Final = 20

# An exclusion's hyphen, then a phrase, whose closing quote may be missing, or a word.
_TOKEN: Final = re.compile(r'(-?)(?:["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+))')


class BadQueryError(ValueError):
    """Nothing can be searched by this; the message is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Term:
    """One or more folded words that stand beside each other; of a prefix the last goes on."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False


Alternative = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Alternatives, each of terms that must all hold; at least one term of each is sought."""

    alternatives: tuple[Alternative, ...]

    @property
    def sought(self) -> list[Term]:
        """Return the terms that a hit may have, each once."""
        terms = (term for alternative in self.alternatives for term in alternative)
        return list(dict.fromkeys(term for term in terms if not term.is_excluded))


def parse(text: str) -> Query:
    """Return the query that the text tells; raise BadQueryError where it seeks no word."""
    alternatives: list[list[Term]] = [[]]
    for token in _TOKEN.finditer(text):
        if token[0] == "OR":
            alternatives.append([])
        elif term := _term(token):
            alternatives[-1].append(term)
    if sum(map(len, alternatives)) > TERMS_LIMIT:
        told = _("Search for %(limit)s words or phrases at most.")
        raise BadQueryError(told % {"limit": TERMS_LIMIT})
    return Query(_sought(alternatives))


def _term(token: re.Match[str]) -> Term | None:
    hyphen, phrase, word = token.groups()
    words = tuple(fold_splitting_apostrophes(phrase if word is None else word).split())
    is_prefix = word is not None and word.endswith("*")
    return Term(words, is_prefix, bool(hyphen)) if words else None


def _sought(alternatives: list[list[Term]]) -> tuple[Alternative, ...]:
    """Return the alternatives that seek something; all but what is excluded is no answer."""
    told = [tuple(dict.fromkeys(terms)) for terms in alternatives if terms]
    sought = tuple(terms for terms in told if not all(term.is_excluded for term in terms))
    if sought:
        return sought
    if told:
        raise BadQueryError(_("Name a word to search for, beside those to leave out."))
    raise BadQueryError(_("Write at least one word to search for."))
