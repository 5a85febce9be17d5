"""Invented articles, up to hundreds of thousands: the first ones are the same each time."""

import bisect
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

SEED: Final = 20_190_411
WORDS, SOURCES, AUTHORS, TAGS = 30_000, 50, 200, 500
BEGINNING, DAYS = date(2016, 1, 1), 3_650
SYLLABLES: Final = (
    "ba ce di fo gu ha jel kim lor mun na pe ril so tar ule ven wi xan yo zer".split()
)
# As frequent as in English prose, where a stemmer and a list of stop words have work to do.
COMMON: Final = (
    "the of and to in a is that for it was with on as he be by at from his her they which or had "
    "government minister police court election parliament budget market company report council "
    "school hospital climate energy housing railway university science growth trade border peace"
).split()


class Weighted:
    """Values to draw from, the first more often than the last, by the law of Zipf for words."""

    def __init__(self, values: Sequence[str], *, exponent: float) -> None:
        self.values = values
        weights = (1 / (rank + 2.7) ** exponent for rank in range(1, len(values) + 1))
        self.sums = list(itertools.accumulate(weights))

    def draw(self, rng: random.Random, count: int) -> list[str]:
        total = self.sums[-1]
        return [self.values[bisect.bisect(self.sums, rng.random() * total)] for _ in range(count)]


def write_corpus(path: Path, count: int) -> None:
    """Write that many articles of about 400 words to the file, as JSON lines."""
    with path.open("w") as file:
        for article in build_articles(count):
            file.write(json.dumps(article) + "\n")


def build_articles(count: int) -> Iterator[dict[str, Any]]:
    words = Weighted(_build_vocabulary(), exponent=1.05)
    names = {
        "source": Weighted([f"Paper {i}" for i in range(SOURCES)], exponent=0.9),
        "author": Weighted([f"Ada Writer{i}" for i in range(AUTHORS)], exponent=0.7),
        "tag": Weighted([f"topic {i}" for i in range(TAGS)], exponent=0.9),
    }
    for number in range(count):
        yield _build_article(number, words, names)


def _build_vocabulary() -> list[str]:
    rng = random.Random(SEED)  # noqa: S311 - invented text is no secret
    words = dict.fromkeys(COMMON)
    while len(words) < WORDS:
        words["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4)))] = None
    return list(words)


def _build_article(number: int, words: Weighted, names: dict[str, Weighted]) -> dict[str, Any]:
    rng = random.Random(SEED + number)  # noqa: S311 - see above
    count = max(120, int(rng.gauss(400, 90)))
    tokens = iter(words.draw(rng, count + 40))
    headline = " ".join(itertools.islice(tokens, 8)).capitalize()
    return {
        "id": f"article-{number}",
        "headline": headline,
        "standfirst": " ".join(itertools.islice(tokens, 32)).capitalize() + ".",
        "body": "".join(_build_paragraphs(tokens, rng)),
        "language": "en",
        "source": names["source"].draw(rng, 1)[0],
        "source_address": f"https://example.org/story/{number}",
        "our_date": (BEGINNING + timedelta(days=rng.randrange(DAYS))).isoformat(),
        "authors": names["author"].draw(rng, 1),
        "tags": sorted(set(names["tag"].draw(rng, rng.randint(2, 6)))),
    }


def _build_paragraphs(words: Iterator[str], rng: random.Random) -> Iterator[str]:
    while paragraph := list(itertools.islice(words, rng.randint(30, 70))):
        if rng.random() < 0.15:
            paragraph[-1] = f"<b>{paragraph[-1]}</b>"
        yield f"<p>{' '.join(paragraph).capitalize()}.</p>"
