"""Sources, authors and tags by the words of their names.

The index holds their ids, so that a new name needs no new entry of any article.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from articles.models import AuthorAlias, SourceAlias, Tag
from articles.search.analyser import split_words
from articles.search.query import Term
from articles.text.strings import fold_name

# The number of names that one kind finds for a query.
NAMES_LIMIT: Final = 1_000

# By kind: the names, and the columns of the id and the name.
_NAMES: Final[dict[str, tuple[QuerySet[Any], str]]] = {
    "source": (SourceAlias.objects.all(), "source_id"),
    "author": (AuthorAlias.objects.all(), "author_id"),
    "tag": (Tag.objects.all(), "id"),
}


def build_name_token(kind: str, pk: int) -> str:
    """Return the token of the articles that have this source, author or tag."""
    return f":{kind}:{pk}"


def find_tokens_of_names(terms: Sequence[Term]) -> dict[Term, frozenset[str]]:
    """Return, for each term, the tokens of the sources, authors and tags that have it in a name."""
    tokens: dict[Term, set[str]] = defaultdict(set)
    for kind, (names, column) in _NAMES.items():
        for pk, name in _select(names, terms).values_list(column, "name")[:NAMES_LIMIT]:
            for term in _find_in_name(name, terms):
                tokens[term].add(build_name_token(kind, pk))
    return {term: frozenset(tokens[term]) for term in terms}


def _select(names: QuerySet[Any], terms: Iterable[Term]) -> QuerySet[Any]:
    """Return the names that have one of the terms, and others that look like it."""
    condition = Q()
    for term in terms:
        end = "" if term.is_prefix else " "
        condition |= Q(padded__contains=f" {fold_name(term.text)}{end}")
    padded = Concat(Value(" "), "folded_name", Value(" "))
    selected: QuerySet[Any] = names.order_by("pk").annotate(padded=padded).filter(condition)
    return selected


def _find_in_name(name: str, terms: Iterable[Term]) -> Iterator[Term]:
    """Yield the terms whose words stand in the name in sequence."""
    words = split_words(name, "")
    text = " ".join(["", *(word.surface for word in words), ""])
    forms = {form for word in words for form in word.forms}
    for term in terms:
        end = "" if term.is_prefix else " "
        if f" {term.text}{end}" in text or term.text in forms:
            yield term
