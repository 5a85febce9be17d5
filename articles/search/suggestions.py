"""Spelling suggestions: for a word that no article has, the likeliest word close to it."""

import re
from collections import Counter
from typing import Final

from articles.models.article import ArticleQuerySet
from articles.search import engine
from articles.search.query import Query, Term
from articles.text.strings import fold_splitting_apostrophes

# Shorter words are close to too many others, longer ones to none.
MIN_LENGTH: Final = 4
MAX_LENGTH: Final = 24
MAX_WORDS: Final = 3
# The number of newest articles with a close word in which the frequencies are counted.
SAMPLE_SIZE: Final = 50

_ALPHABETS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяієїў",
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "αβγδεζηθικλμνξοπρστυφχψως",
)


def suggest_query(text: str, query: Query, articles: ArticleQuerySet) -> str:
    """Return the text of the query with misspelt words corrected, "" if none was."""
    words = [word for term in query.positive_terms if not term.is_prefix for word in term.words]
    corrections = {
        word: _find_likeliest(word, articles) for word in _select_misspelt(words, articles)
    }
    corrected = re.sub(r"[^\s\"“”„«»-]+", lambda match: _correct_token(match[0], corrections), text)
    return corrected if corrected != text else ""


def _correct_token(token: str, corrections: dict[str, str]) -> str:
    return corrections.get(fold_splitting_apostrophes(token)) or token


def _select_misspelt(words: list[str], articles: ArticleQuerySet) -> list[str]:
    """Return the first words of a suitable length that none of the articles has."""
    words = [word for word in dict.fromkeys(words) if MIN_LENGTH <= len(word) <= MAX_LENGTH]
    return [
        word
        for word in words[:MAX_WORDS]
        if not engine.filter_matches(articles, _build_any_of([word])).exists()
    ]


def _build_any_of(words: list[str]) -> Query:
    return Query(tuple((Term((word,)),) for word in words))


def _find_likeliest(word: str, articles: ArticleQuerySet) -> str:
    """Return the close word that is most frequent in the newest articles with any, or ""."""
    close_words = list_close_words(word)
    matches = engine.filter_matches(articles, _build_any_of(sorted(close_words)))
    newest = matches.order_by("-published_at")[:SAMPLE_SIZE]
    parts = ("headline", "standfirst", "byline", "source", "body")
    entries = newest.values_list(*(f"search_entry__{part}" for part in parts))
    counts = Counter(
        each for entry in entries for each in close_words & set(" ".join(entry).split())
    )
    return min(counts, key=lambda each: (-counts[each], each), default="")


def list_close_words(word: str) -> set[str]:
    """Return all words that differ by one character: missing, added, replaced or swapped."""
    alphabet = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    halves = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    shorter = {head + tail[1:] for head, tail in halves if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    replaced = {head + letter + tail[1:] for head, tail in halves if tail for letter in alphabet}
    longer = {head + letter + tail for head, tail in halves for letter in alphabet}
    return (shorter | swapped | replaced | longer) - {word}
