"""A spelling suggestion for one word that no article has: the likeliest word close to it."""

import re
from collections import Counter
from typing import Final

from articles.models.article import ArticleQuerySet
from articles.search.analyser import split_words
from articles.search.engine import filter_matches
from articles.search.expression import build_words_expression
from articles.search.query import Query

# Shorter words are close to too many others, longer ones to none.
MIN_LENGTH: Final = 4
MAX_LENGTH: Final = 24
# The number of newest articles with a close word in which the frequencies are counted.
SAMPLE_SIZE: Final = 50

_ALPHABETS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяієїў",
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "αβγδεζηθικλμνξοπρστυφχψως",
)


def suggest_query(text: str, query: Query, articles: ArticleQuerySet) -> str:
    """Return the text of the query with one word corrected, "" if there is nothing better.

    The word is the first of a suitable length that none of the articles has; its correction is one
    that readers of the articles can see.
    """
    terms = (term for term in query.positive_terms if not term.is_prefix)
    for word in (term.text for term in terms if len(term.words) == 1):
        if MIN_LENGTH <= len(word) <= MAX_LENGTH and not _has_any(articles, [word]):
            return _replace_word(text, word, _find_likeliest(word, articles))
    return ""


def _has_any(articles: ArticleQuerySet, words: list[str]) -> bool:
    return filter_matches(articles, build_words_expression(words)).exists()


def _replace_word(text: str, word: str, correction: str) -> str:
    """Return the text with the correction for the word, "" if there is none."""
    if not correction:
        return ""
    return re.sub(r"[^\s\"“”„«»-]+", lambda match: _correct(match[0], word, correction), text)


def _correct(typed: str, word: str, correction: str) -> str:
    return correction if [each.surface for each in split_words(typed, "")] == [word] else typed


def _find_likeliest(word: str, articles: ArticleQuerySet) -> str:
    """Return the close word that is most frequent in the newest articles with any, or ""."""
    close_words = list_close_words(word)
    matches = filter_matches(articles, build_words_expression(sorted(close_words)))
    newest = matches.order_by("-published_at").values_list("search_entry__words", flat=True)
    counts = Counter(
        each for words in newest[:SAMPLE_SIZE] for each in close_words & {*words.split()}
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
