"""A likelier spelling for one word that no article has."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.search.engine import filter_matches
from articles.search.expression import Expression, build_words_expression
from articles.search.names import find_tokens_of_words
from articles.search.query import Query, Term
from articles.text.analyser import find_tokens, find_typed_tokens
from articles.text.strings import lowercase

# The number of terms that are looked for one by one.
TERMS_LIMIT: Final = 5
# Shorter words are close to too many others, longer ones to none.
MIN_LENGTH: Final = 4
MAX_LENGTH: Final = 24
# The number of newest articles with a close word in which the frequencies are counted. Where these
# are too many to be listed, most of the newest articles of the list have one.
SAMPLE_SIZE: Final = 200

_ALPHABETS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяієїў",
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "αβγδεζηθικλμνξοπρστυφχψως",
)


def correct(query: Query, missing: Sequence[Term], articles: ArticleQuerySet) -> str:
    """Return the text of the query with one word corrected, "" if there is nothing better.

    The word is the first of a suitable length that none of the articles has; its correction is one
    that readers of the articles can see.
    """
    words = (word.surface for term in missing if not term.is_prefix for word in term.words)
    suitable = [word for word in words if MIN_LENGTH <= len(word) <= MAX_LENGTH]
    for word in suitable[:TERMS_LIMIT]:
        if is_missing(build_words_expression({word: ()}), articles):
            return _replace_word(query, word, _find_likeliest(word, articles))
    return ""


def _replace_word(query: Query, word: str, correction: str) -> str:
    """Return the text of the query with the correction for the word, "" if there is none."""
    terms = {
        term: replace(term, typed=_correct(term.typed, word, correction)) for term in query.terms
    }
    alternatives = (tuple(map(terms.__getitem__, each)) for each in query.alternatives)
    return str(Query(tuple(alternatives))) if correction else ""


def _correct(typed: str, word: str, correction: str) -> str:
    for token in reversed([*find_typed_tokens(typed)]):
        if token.word.surface == word:
            typed = typed[: token.start] + correction + typed[token.end :]
    return typed


def _find_likeliest(word: str, articles: ArticleQuerySet) -> str:
    """Return the close word that is most frequent in the newest articles with any, or "".

    It is written as the newest of them has it, in lower case.
    """
    close_words = list_close_words(word)
    names = find_tokens_of_words(close_words)
    expression = build_words_expression({each: names.get(each, ()) for each in sorted(close_words)})
    matches = filter_matches(articles, expression)
    sampled = matches if matches.scan_candidates is None else articles
    newest = sampled.order_by("-published_at", "-pk").exclude(search_entry=None)[:SAMPLE_SIZE]
    rows = newest.values_list("pk", "search_entry__words", "search_entry__names")
    found = {
        pk: close_words & {*words.split()} | _select_words(names, tokens.split())
        for pk, words, tokens in rows
    }
    counts = Counter(each for words in found.values() for each in words)
    likeliest = min(counts, key=lambda each: (-counts[each], each), default="")
    with_it = [pk for pk, words in found.items() if likeliest in words]
    return _write_as_in(Article.objects.get(pk=with_it[0]), likeliest) if with_it else ""


def _select_words(names: Mapping[str, set[str]], tokens: Sequence[str]) -> set[str]:
    """Return the words of which the article with these tokens has a name."""
    return {word for word, wanted in names.items() if not wanted.isdisjoint(tokens)}


def _write_as_in(article: Article, word: str) -> str:
    """Return the folded word as readers see it with the article, in lower case, "" for never."""
    source = [article.source] if article.source else []
    names = [*source, *(credit.author for credit in article.credit_list), *article.tag_list]
    written = (
        text[token.start : token.end]
        for text in (
            article.headline,
            article.standfirst,
            article.byline,
            article.text,
            *map(str, names),
        )
        for token in find_tokens(text, "")
        if token.word.surface == word
    )
    return lowercase(next(written, ""), article.language)


def is_missing(expression: Expression, articles: ArticleQuerySet) -> bool:
    """Return whether no article matches; what is too frequent to be listed is taken for found."""
    matches = filter_matches(articles, expression)
    return matches.scan_candidates is None and not matches.exists()


def list_close_words(word: str) -> set[str]:
    """Return all words that differ by one character: missing, added, replaced or swapped."""
    alphabet = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    halves = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    shorter = {head + tail[1:] for head, tail in halves if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    replaced = {head + letter + tail[1:] for head, tail in halves if tail for letter in alphabet}
    longer = {head + letter + tail for head, tail in halves for letter in alphabet}
    return (shorter | swapped | replaced | longer) - {word}
