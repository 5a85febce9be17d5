"""The cost of a thousand hostile searches, as multiples of the list, and what they leave in memory.

    python -m tests.benchmarks.hostile 5000 [postgresql]

The page cache is off. CPU milliseconds are those of the process that answers, without those of
PostgreSQL; memory is what the process holds after the first hundred searches and after the last.
"""

import os
import random
import string
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.imports import open_database, run_manage

SEARCHES = 1_000
LIMIT = 60

# Answers the searches of a file in one process, and prints the figures that main prints.
ANSWER = """
import time
from pathlib import Path
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["*"]
client = Client()
def measure(params):
    before = time.process_time()
    client.get("/", params)
    return time.process_time() - before
def read_memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
plain = min(measure({{}}) for _ in range(20))
costs, memory = {{}}, []
for number, text in enumerate(Path({path!r}).read_text().splitlines()):
    kind, query = text.split("\\t")
    costs[kind] = max(costs.get(kind, 0), measure({{"q": query}}) / plain)
    if number in (99, {last}):
        memory.append(read_memory())
for kind, cost in costs.items():
    print(f"{{kind:<40}}{{cost:>8.1f}}")
print(f"memory: {{memory[0]:.0f}} MB, then {{memory[1]:.0f}} MB")
"""

_RNG = random.Random(18)  # noqa: S311 - invented queries are no secret
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщыьэюя"


def _make_word(length: int, letters: str = string.ascii_lowercase) -> str:
    return "".join(_RNG.choice(letters) for _ in range(length))


def _repeat(count: int, make: Callable[[], str], joiner: str = " ") -> str:
    return joiner.join(make() for _ in range(count))


def _choose(words: Sequence[str]) -> str:
    return _RNG.choice(words)


_COMMON = "the of and to in".split()
KINDS: dict[str, Callable[[], str]] = {
    "three long random words": lambda: _repeat(3, lambda: _make_word(24)),
    "twenty words that are nowhere": lambda: _repeat(20, lambda: _make_word(7, _CYRILLIC)),
    "a hundred words": lambda: "a " * 99,
    "nested quotes": lambda: '"' * 100 + _make_word(5) + '"' * 50,
    "twenty short prefixes": lambda: _repeat(20, lambda: f"{_make_word(2)}*", " OR "),
    "nineteen exclusions": lambda: "the " + _repeat(19, lambda: f"-{_make_word(5)}"),
    "one word of two hundred letters": lambda: _make_word(199),
    "a hundred apostrophes": lambda: _repeat(99, lambda: _make_word(1), "'"),
    "common phrases, excluded": lambda: '"the of" ' + '-"of the" ' * 5 + "to*",
    "a letter with many accents": lambda: "a" + "\u0301" * 190,
    "common words": lambda: _repeat(20, lambda: _choose(_COMMON)),
    "twelve common phrases": lambda: _repeat(
        12, lambda: f'"{_choose(_COMMON)} {_choose(_COMMON)}"', " OR "
    ),
}


def main(count: int, engine: str) -> None:
    os.environ["NEWSROOM_PAGE_CACHE"] = "off"
    with tempfile.TemporaryDirectory() as folder, open_database(engine, Path(folder)) as (url, _):
        source, searches = Path(folder) / "corpus.jsonl", Path(folder) / "searches.txt"
        corpus.write_corpus(source, count)
        run_manage(url, "migrate", "-v0")
        run_manage(url, "import_articles", str(source), "--status", "published", "--json")
        names = [*KINDS]
        lines = [f"{name}\t{KINDS[name]()}" for name in (names * SEARCHES)[:SEARCHES]]
        searches.write_text("\n".join(lines))
        code = ANSWER.format(path=str(searches), last=SEARCHES - 1)
        print(f"the dearest search of each kind, as a multiple of the list; the limit is {LIMIT}")
        print(run_manage(url, "shell", "--no-imports", "-c", code))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "sqlite")
