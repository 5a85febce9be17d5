"""Another word for one that no reader's article has: the likeliest of those one slip away."""

import re
from collections import Counter
from typing import Final

from articles.models.article import ArticleQuerySet
from articles.search import engine
from articles.search.query import Query, Term
from articles.text.strings import fold_splitting_apostrophes

# Shorter words are near to everything, longer ones to nothing.
SHORTEST: Final = 4
LONGEST: Final = 24
WORDS: Final = 3
# So many of the newest articles with a likely word tell how usual it is.
LOOKED_AT: Final = 50

_ALPHABETS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяієїў",
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "αβγδεζηθικλμνξοπρστυφχψως",
)


def suggest_query(text: str, query: Query, among: ArticleQuerySet) -> str:
    """Return the text with words that are found in place of those that are not, "" for none."""
    words = [word for term in query.sought if not term.is_prefix for word in term.words]
    likely = {word: _likeliest(word, among) for word in _misspelt(words, among)}
    told = re.sub(r"[^\s\"“”„«»-]+", lambda token: _mended(token[0], likely), text)
    return told if told != text else ""


def _mended(token: str, likely: dict[str, str]) -> str:
    return likely.get(fold_splitting_apostrophes(token)) or token


def _misspelt(words: list[str], among: ArticleQuerySet) -> list[str]:
    fit = [word for word in dict.fromkeys(words) if SHORTEST <= len(word) <= LONGEST]
    return [
        word for word in fit[:WORDS] if not engine.filter_matches(among, _any_of([word])).exists()
    ]


def _any_of(words: list[str]) -> Query:
    return Query(tuple((Term((word,)),) for word in words))


def _likeliest(word: str, among: ArticleQuerySet) -> str:
    """Return the word near this one that most of the newest articles have."""
    near = list_near_words(word)
    newest = engine.filter_matches(among, _any_of(sorted(near))).order_by("-published_at")[
        :LOOKED_AT
    ]
    parts = ("headline", "standfirst", "byline", "source", "body")
    entries = newest.values_list(*(f"search_entry__{part}" for part in parts))
    counts = Counter(found for entry in entries for found in near & set(" ".join(entry).split()))
    return min(counts, key=lambda each: (-counts[each], each), default="")


def list_near_words(word: str) -> set[str]:
    """Return the words that one slip made this one of: a letter less, more, another, or swapped."""
    alphabet = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    less = {head + tail[1:] for head, tail in halves if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    other = {head + letter + tail[1:] for head, tail in halves if tail for letter in alphabet}
    more = {head + letter + tail for head, tail in halves for letter in alphabet}
    return (less | swapped | other | more) - {word}
