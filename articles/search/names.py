"""Sources, authors and tags by the words of their names.

The index holds their ids, so that a new name needs no new entry of any article.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from articles.models import NameWord
from articles.search.query import Term
from articles.text.analyser import split_words

# The number of names that one term finds.
NAMES_LIMIT: Final = 1_000

# By kind: the column of the id.
_IDS: Final = {"source": "source_alias__source", "author": "author_alias__author", "tag": "tag"}
_NAME: Final = Coalesce("source_alias__name", "author_alias__name", "tag__name")


def build_name_token(kind: str, pk: int) -> str:
    """Return the token of the articles that have this source, author or tag."""
    return f":{kind}:{pk}"


def find_tokens_of_names(terms: Sequence[Term]) -> dict[Term, frozenset[str]]:
    """Return, for each term, the tokens of the sources, authors and tags that have it in a name."""
    return {term: frozenset(_find_tokens(term)) for term in terms}


def _find_tokens(term: Term) -> Iterator[str]:
    columns = _select_words(term).values_list(_NAME, *_IDS.values())
    for name, *ids in columns.order_by("pk")[:NAMES_LIMIT]:
        if len(term.words) == 1 or _is_in_sequence(term, name):
            yield from (build_name_token(*pair) for pair in zip(_IDS, ids, strict=True) if pair[1])


def _select_words(term: Term) -> QuerySet[NameWord, Any]:
    """Return the words of names that have the term; of several words, those that have one."""
    if term.is_prefix and len(term.words) == 1:
        return NameWord.objects.filter(word__startswith=term.text)
    whole = term.words[:-1] if term.is_prefix else term.words
    longest = max(whole, key=lambda word: len(word.surface))
    forms = () if term.is_exact else longest.query_forms
    return NameWord.objects.filter(word__in=(longest.surface, *forms))


def find_tokens_of_words(words: Collection[str]) -> dict[str, set[str]]:
    """Return, for those of the words that are in names, the tokens of these names."""
    tokens: dict[str, set[str]] = defaultdict(set)
    rows = NameWord.objects.filter(word__in=words).order_by("pk")
    for word, *ids in rows.values_list("word", *_IDS.values())[:NAMES_LIMIT]:
        pairs = zip(_IDS, ids, strict=True)
        tokens[word].update(build_name_token(*pair) for pair in pairs if pair[1])
    return tokens


def _is_in_sequence(term: Term, name: str) -> bool:
    """Return whether the name has the words of the term in sequence, as they are written."""
    words = " ".join(["", *(word.surface for word in split_words(name, "")), ""])
    return f" {term.text}{'' if term.is_prefix else ' '}" in words
