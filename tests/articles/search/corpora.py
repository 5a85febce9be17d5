"""Articles and queries in seven languages, made by Hypothesis for ``test_scan``."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st

from articles.search.query import LENGTH_LIMIT
from tests.articles.search.scan import Query, Text, Wish, Words
from tests.articles.search.vocabulary import NAMES, WORDS, Sample

# The least and the greatest number of words in each text of an article.
SIZES: Final = {
    "headline": (1, 3),
    "standfirst": (0, 3),
    "byline": (0, 2),
    "body": (1, 8),
    "note": (0, 3),
}
SEPARATORS: Final = [*"    -/", *", |; |: | – | “|” | «|» | (|) | ‘|’ ".split("|")]
QUOTES: Final = ('"{}"', "“{}”", "„{}“", "«{}»", "»{}«")
LANGUAGES: Final = {"en": ["en", "en-GB"]}

Corpus = Sequence[dict[str, Any]]


@st.composite
def build_corpora(draw: st.DrawFn, language: str) -> Corpus:
    """Return the texts of two to five articles, and the indexes of their names by kind."""
    tags = LANGUAGES.get(language, [language, "en"])
    languages = draw(st.lists(st.sampled_from(tags), min_size=2, max_size=5))
    return [_draw_article(draw, each) for each in languages]


def _draw_article(draw: st.DrawFn, language: str) -> dict[str, Any]:
    words = WORDS[language.partition("-")[0]]
    texts = {name: draw(_build_texts(words, *sizes)) for name, sizes in SIZES.items()}
    most = {"source": 1, "author": 2, "tag": 2}
    names = {
        kind: draw(st.lists(st.integers(0, len(each) - 1), max_size=most[kind], unique=True))
        for kind, each in NAMES.items()
    }
    return {"language": language, "hours": draw(st.integers(0, 2)), **texts, **names}


def _build_texts(words: Words, least: int, most: int) -> st.SearchStrategy[Text]:
    pairs = st.tuples(st.sampled_from(words), st.sampled_from(SEPARATORS))
    return st.lists(pairs, min_size=least, max_size=most).map(_make_text)


def _make_text(pairs: Sequence[tuple[Sample, str]]) -> Text:
    words, separators = (tuple(each) for each in zip(*pairs, strict=True)) if pairs else ((), ())
    return Text(words, ("", *separators[1:])[: len(words)])


@st.composite
def build_queries(draw: st.DrawFn, corpus: Corpus, language: str) -> tuple[Query, str]:
    """Return a query and how it is typed; most of its words stand in the corpus."""
    texts = [fields[name].words for fields in corpus for name in SIZES]
    names = [NAMES[kind][index] for fields in corpus for kind in NAMES for index in fields[kind]]
    terms = st.lists(_build_terms([*texts, *names], WORDS[language]),
                     min_size=1, max_size=3, unique_by=_identify)  # fmt: skip
    query = draw(st.lists(terms.filter(_has_positive), min_size=1, max_size=2))
    space = draw(st.sampled_from([" ", " AND ", "  "]))
    typed = " OR ".join(space.join(term.typed for term in terms) for terms in query)
    if typed[-1] in '"”“«»' and draw(st.booleans()):
        typed = typed[:-1]  # a quotation mark without another
    assume(len(typed) <= LENGTH_LIMIT)
    return query, typed


def _has_positive(terms: Sequence[Wish]) -> bool:
    return any(not term.is_excluded for term in terms)


def _identify(term: Wish) -> tuple[Any, ...]:
    """Return what tells terms apart: one that is asked for twice counts once."""
    surfaces = tuple(word.surface for word in term.words)
    return surfaces, term.is_exact, term.is_prefix, term.is_excluded


def _build_terms(texts: Sequence[Words], others: Words) -> st.SearchStrategy[Wish]:
    """Return terms of every operator."""
    phrases = [text[start : start + size] for text in texts for size in (1, 2, 3)
               for start in range(len(text) - size + 1)]  # fmt: skip
    found = st.sampled_from(phrases)
    words = st.one_of(found, found, st.lists(st.sampled_from(others), min_size=1, max_size=2))
    one = st.builds(_join, words.map(lambda words: words[:1]))
    positive = st.one_of(
        one,
        one,
        st.builds(_join, words),
        st.builds(_quote, words, st.sampled_from(QUOTES)),
        st.builds(_cut_words, words, st.integers(2, 5)),
    )
    return st.builds(_exclude, positive, st.sampled_from(["", "", "", "", "-", "NOT "]))


def _join(words: Words) -> Wish:
    """Return the term of a word, or of words with hyphens between them."""
    typed = "-".join(word.raw for word in words)
    return Wish(tuple(words), is_exact=len(words) > 1, typed=typed)


def _quote(words: Words, quotes: str) -> Wish:
    typed = quotes.format(" ".join(word.raw for word in words))
    return Wish(tuple(words), is_exact=True, typed=typed)


def _cut_words(words: Words, length: int) -> Wish:
    """Return the term of these words of which the last is the beginning of a word."""
    *before, last = words
    start = "".join(filter(str.isalpha, last.surface))[:length]
    start = start if len(start) > 1 else "fe"
    term = _join([*before, Sample(start, start, start)])
    return replace(term, is_prefix=True, typed=f"{term.typed}*")


def _exclude(term: Wish, sign: str) -> Wish:
    return replace(term, is_excluded=bool(sign), typed=sign + term.typed)
