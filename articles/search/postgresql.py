"""Search by PostgreSQL's tsvector: one tsquery over the stems of all languages that the desk reads.

An entry is stemmed in the language of its article and contains a lexeme that names the stemmer. The
query has a part for each group of stemmers that make the same stems of its words, which begins with
their lexemes, and a last part for all other entries. Stop words are left out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, FloatField
from django.db.models.expressions import RawSQL

from articles.database.any_of import AnyOf, encode_ids
from articles.database.search_index import STEMMERS
from articles.models import SearchEntry
from articles.models.article import ArticleQuerySet
from articles.search.query import Query, Term, Terms

# Of body, byline and source, standfirst, headline.
WEIGHTS: Final = "{0.1, 0.3, 0.5, 1.0}"
# A search with more matches reads articles from the newest down instead of listing ids.
MAX_MATCHED_IDS: Final = 10_000

_IS_MATCH: Final = """(
    SELECT vector @@ %s::tsquery FROM articles_searchentry WHERE article_id = articles_article.id
)"""


def filter_matches(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """Return the articles that match the query.

    If the matches are few, their ids are found first and the articles by id. If they are many, the
    list is read from the newest article down and the entry of each checked.
    """
    # The index alone answers the loose query. Only if it has few matches are their entries read, to
    # find in which of them the words of phrases are in sequence.
    tsquery, loose_tsquery = build_tsquery(query), build_tsquery(query, is_loose=True)
    encoded_ids, number = _find_ids(loose_tsquery)
    if loose_tsquery != tsquery and number <= MAX_MATCHED_IDS:
        encoded_ids, number = _find_ids(tsquery)
    if number <= MAX_MATCHED_IDS:
        matches = articles.filter(AnyOf("pk", encoded_ids))
        matches.matched_ids = encoded_ids
        return matches
    matches = articles.filter(RawSQL(_IS_MATCH, [tsquery], output_field=BooleanField()))  # noqa: S611 - a constant with its parameter
    matches.scan_candidates = articles
    return matches


def _find_ids(tsquery: str) -> tuple[str, int]:
    """Return the encoded ids of the matches and their number, MAX_MATCHED_IDS + 1 for more.

    Where the planner expects far more matches, the index is not read: ids are "" then.
    """
    sql = "SELECT keys::text, cardinality(keys) FROM articles_match(%s::tsquery, %s) AS keys"
    with connection.cursor() as cursor:
        cursor.execute(sql, [tsquery, MAX_MATCHED_IDS + 1])
        encoded_ids, number = cursor.fetchone()
    return encoded_ids or "", MAX_MATCHED_IDS + 1 if number is None else number


def rank_ids(query: Query, ids: Sequence[int]) -> list[int]:
    """Return those of the ids that match, the best first; ties keep their order."""
    # Compared in the SELECT list: for a condition the planner would use the index of words.
    rank = RawSQL(
        "CASE WHEN vector @@ %s::tsquery THEN ts_rank(%s::float4[], vector, %s::tsquery, 1) END",
        [build_tsquery(query), WEIGHTS, build_tsquery(query)],
        output_field=FloatField(),
    )
    ranks = SearchEntry.objects.filter(AnyOf("pk", encode_ids(ids))).values_list("pk", rank)
    scores = {pk: score for pk, score in ranks if score is not None}
    return sorted((pk for pk in ids if pk in scores), key=lambda pk: -scores[pk])


def find_stems(query: Query) -> set[str]:
    """Return the stems, in any language, of the words that a match may have."""
    words = tuple(dict.fromkeys(word for term in query.positive_terms for word in term.words))
    stems_by_stemmer = _query_stems(words, _list_stemmers())
    return {stem for stems in stems_by_stemmer.values() for stem in stems.values() if stem}


def build_tsquery(query: Query, *, is_loose: bool = False) -> str:
    """Return the text of a tsquery: a part for each group of stemmers with the same stems.

    The last part is for the entries that none of these stemmers has stemmed. A loose tsquery
    matches the words of phrases in any order. The index alone can answer it, while the order of
    words has to be read from each entry.
    """
    terms = [term for alternative in query.alternatives for term in alternative]
    words = tuple(dict.fromkeys(word for term in terms for word in term.words))
    stemmers = _list_stemmers()
    markers_by_text: dict[str, list[str]] = defaultdict(list)
    for stemmer, stems in _query_stems(words, stemmers).items():
        text = _build_disjunction(query, stems, is_loose=is_loose)
        markers_by_text[text].append(f"'|{stemmer}'")
    parts = [
        f"({' | '.join(markers)}) & ({text})" for text, markers in markers_by_text.items() if text
    ]
    has_no_stemmer = "".join(f"!'|{stemmer}' & " for stemmer in stemmers)
    unstemmed = dict(zip(words, words, strict=True))
    text = _build_disjunction(query, unstemmed, is_loose=is_loose)
    return " | ".join([*parts, f"{has_no_stemmer}({text})"])


def _list_stemmers() -> tuple[str, ...]:
    """Return the names of the stemmers for the languages that the desk reads."""
    tags = (tag.partition("-")[0] for tag in settings.NEWSROOM_ARTICLE_LANGUAGES)
    return tuple(sorted({STEMMERS[tag] for tag in tags if tag in STEMMERS}))


# Stems by word, "" for a stop word of the language.
Stems = Mapping[str, str]


@lru_cache(maxsize=1_000)
def _query_stems(words: tuple[str, ...], stemmers: tuple[str, ...]) -> Mapping[str, Stems]:
    """Return the stems of the words for each stemmer; cached, as dictionaries never change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stemmer, word, ts_lexize((stemmer || '_stem')::regdictionary, word) "
            "FROM unnest(%s::text[]) AS stemmer, unnest(%s::text[]) AS word",
            [list(stemmers), list(words)],
        )
        stems: dict[str, dict[str, str]] = {stemmer: {} for stemmer in stemmers}
        for stemmer, word, lexemes in cursor.fetchall():
            stems[stemmer][word] = "".join(lexemes[:1])
    return stems


def _build_disjunction(query: Query, stems: Stems, *, is_loose: bool) -> str:
    alternatives = (
        _build_conjunction(terms, stems, is_loose=is_loose) for terms in query.alternatives
    )
    return " | ".join(f"({text})" for text in alternatives if text)


def _build_conjunction(terms: Terms, stems: Stems, *, is_loose: bool) -> str:
    """Return the tsquery for all the terms, "" if only stop words and exclusions are left."""
    texts = (
        _build_phrase(term, stems, is_loose=is_loose and not term.is_excluded) for term in terms
    )
    indexed = [(term, text) for term, text in zip(terms, texts, strict=True) if text]
    if all(term.is_excluded for term, _ in indexed):
        return ""
    return " & ".join(f"{'!' if term.is_excluded else ''}({text})" for term, text in indexed)


def _build_phrase(term: Term, stems: Stems, *, is_loose: bool) -> str:
    """Return the tsquery for the words in sequence; the gaps of stop words count as positions."""
    text, position, last = "", 0, len(term.words) - 1
    for number, word in enumerate(term.words):
        lexeme = _build_lexeme(word, stems, is_prefix=term.is_prefix and number == last)
        if lexeme:
            operator = "&" if is_loose else f"<{number - position}>"
            text += f" {operator} {lexeme}" if text else lexeme
            position = number
    return text


def _build_lexeme(word: str, stems: Stems, *, is_prefix: bool) -> str:
    """Return the quoted stem of the word, "" for a stop word; a prefix is not stemmed."""
    if is_prefix:
        return f"'{word}':*"
    return f"'{stems[word]}'" if stems[word] else ""
