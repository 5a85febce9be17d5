"""A query in PostgreSQL's words: one tsquery over the stems of every language that the desk reads.

A text is kept in the stems of its own language, and marked with it, so the query asks for each
language in its own stems. The words that a language leaves out of its index are passed over there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from articles.database.keys import ReplannedCondition, build_id_condition, encode_ids
from articles.database.search_index import STEMMERS
from articles.models import SearchEntry
from articles.models.article import ArticleQuerySet
from articles.search.query import Alternative, Query, Term

# Of body, byline and source, standfirst, headline.
WEIGHTS: Final = "{0.1, 0.3, 0.5, 1.0}"
# Of more hits than these the newest are found by walking down from the newest article.
KNOWN: Final = 10_000

ENTRY: Final = (
    "SELECT vector @@ %s::tsquery FROM articles_searchentry WHERE article_id = articles_article.id"
)


def filter_matches(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Return those of the articles that the query finds."""
    asked, loosely = told(query), told(query, is_loose=True)
    keys, number = _found(loosely)
    if loosely != asked and number <= KNOWN:
        keys, number = _found(asked)
    if number <= KNOWN:
        known = articles.filter(build_id_condition("articles_article.id", keys, number))
        known.matched_ids = keys
        return known
    walked = articles.filter(ReplannedCondition(f"({ENTRY})", [asked]))
    # How far they are read is planned for its own instants, too.
    walked.scan_candidates = articles.filter(ReplannedCondition("TRUE", []))
    return walked


def _found(asked: str) -> tuple[str, int]:
    """Return the keys of the articles that the index finds, told as one; KNOWN + 1 for more.

    Where the planner takes them to be far more, the index is not asked, and no key is told.
    """
    sql = "SELECT keys::text, cardinality(keys) FROM articles_match(%s::tsquery, %s) AS keys"
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, KNOWN + 1])
        keys, number = cursor.fetchone()
    return keys or "", KNOWN + 1 if number is None else number


def rank_ids(query: Query, keys: Sequence[int]) -> list[int]:
    """Return the keys of these articles, the best first, of equals the earlier one."""
    # Told of each, not asked for: by the words a planner would look for all that have them.
    rank = RawSQL(
        "CASE WHEN vector @@ %s::tsquery THEN ts_rank(%s::float4[], vector, %s::tsquery, 1) END",
        [told(query), WEIGHTS, told(query)],
        output_field=FloatField(),
    )
    entries = SearchEntry.objects.filter(
        build_id_condition("article_id", encode_ids(keys), len(keys))
    )
    scores = {key: score for key, score in entries.values_list("pk", rank) if score is not None}
    return sorted((key for key in keys if key in scores), key=lambda key: -scores[key])


def find_stems(query: Query) -> set[str]:
    """Return the stems of the words that a hit may have."""
    words = tuple(dict.fromkeys(word for term in query.sought for word in term.words))
    return {
        stem for known in _stems(words, _stemmers()).values() for stem in known.values() if stem
    }


def told(query: Query, *, is_loose: bool = False) -> str:
    """Return the query as the text of a tsquery: for the texts of each stemmer, and for others.

    A loose one asks of phrases for their words alone: the index tells where words are, but in which
    order they stand has to be read in each text.
    """
    terms = [term for alternative in query.alternatives for term in alternative]
    words = tuple(dict.fromkeys(word for term in terms for word in term.words))
    stemmers, asked = _stemmers(), defaultdict(list)
    for stemmer, known in _stems(words, stemmers).items():
        asked[_any_of(query, known, is_loose=is_loose)].append(f"'|{stemmer}'")
    parts = [f"({' | '.join(marks)}) & ({text})" for text, marks in asked.items() if text]
    others = "".join(f"!'|{stemmer}' & " for stemmer in stemmers)
    plain = _any_of(query, dict(zip(words, words, strict=True)), is_loose=is_loose)
    return " | ".join([*parts, f"{others}({plain})"])


def _stemmers() -> tuple[str, ...]:
    tags = (tag.partition("-")[0] for tag in settings.NEWSROOM_ARTICLE_LANGUAGES)
    return tuple(sorted({STEMMERS[tag] for tag in tags if tag in STEMMERS}))


# Words by their stems, "" where the language leaves the word out of its index.
Stems = Mapping[str, str]


@lru_cache(maxsize=1_000)
def _stems(words: tuple[str, ...], stemmers: tuple[str, ...]) -> Mapping[str, Stems]:
    """Return the words' stems for each stemmer; the dictionaries that tell them never change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stemmer, word, ts_lexize((stemmer || '_stem')::regdictionary, word) "
            "FROM unnest(%s::text[]) AS stemmer, unnest(%s::text[]) AS word",
            [list(stemmers), list(words)],
        )
        known: dict[str, dict[str, str]] = {stemmer: {} for stemmer in stemmers}
        for stemmer, word, lexemes in cursor.fetchall():
            known[stemmer][word] = "".join(lexemes[:1])
    return known


def _any_of(query: Query, stems: Stems, *, is_loose: bool) -> str:
    alternatives = (_all_of(terms, stems, is_loose=is_loose) for terms in query.alternatives)
    return " | ".join(f"({text})" for text in alternatives if text)


def _all_of(terms: Alternative, stems: Stems, *, is_loose: bool) -> str:
    """Return what asks for all the terms that texts are found by, "" where none is sought."""
    texts = (_term(term, stems, is_loose=is_loose and not term.is_excluded) for term in terms)
    told = [(term, text) for term, text in zip(terms, texts, strict=True) if text]
    if all(term.is_excluded for term, _ in told):
        return ""
    return " & ".join(f"{'!' * term.is_excluded}({text})" for term, text in told)


def _term(term: Term, stems: Stems, *, is_loose: bool) -> str:
    """Return what asks for the words one behind the other; those left out keep their places."""
    text, place, last = "", 0, len(term.words) - 1
    for number, word in enumerate(term.words):
        is_prefix = term.is_prefix and number == last
        if asked := f"'{word}':*" if is_prefix else f"'{stems[word]}'" * bool(stems[word]):
            between = "&" if is_loose else f"<{number - place}>"
            text += f" {between} {asked}" if text else asked
            place = number
    return text
