"""The cost of searches among very many articles, as multiples of the list's first page.

    python -m tests.benchmarks.search 1000000 [sqlite]

Five thousand articles are imported, and copied by SQL under other dates until there are that many,
so that the same words stand in all parts of the list; the page cache is off. CPU milliseconds are
those of the server's processes and of the database's. The sizes are those of the search entries and
their index, compared with the plain text of headlines, standfirsts, bylines and bodies.
"""

import http.client
import sqlite3
import sys
import tempfile
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import psycopg

from tests.benchmarks import corpus
from tests.benchmarks.imports import open_database, run_manage
from tests.benchmarks.site import measure_costs, serve_site

IMPORTED = 5_000
LIMIT = 60
LETTERS = ascii_lowercase[:20]
# The distance between the keys of an article and of its next copy.
KEY_DISTANCE = 10_000

# Prints, in one line, the words and paths that find_urls parses.
FIND = """
from collections import Counter
from django.db.models import Count
from articles.site import paging
from articles.models import Article, Author, SearchEntry, Source, Tag
words, pairs = Counter(), Counter()
entries = SearchEntry.objects.order_by("pk")
for body in entries.values_list("words", flat=True)[:400]:
    tokens = body.split()
    words.update(dict.fromkeys((word for word in tokens if len(word) > 4), 1))
    pairs.update(dict.fromkeys((p for p in zip(tokens, tokens[1:]) if min(map(len, p)) > 4), 1))
most = [word for word, _ in words.most_common(400)]
live = Article.objects.live().order_by("-published_at", "-pk")
instant = live[live.count() // 2].published_at
middle = paging.get_page(live.filter(published_at__lte=instant), {}).older
named = [
    names.annotate(number=Count("articles")).order_by("-number", "pk")[0].get_absolute_url()
    for names in (Source.objects, Author.objects)
]
tag = Tag.objects.annotate(number=Count("taggings")).order_by("-number", "pk")[0].get_absolute_url()
pair = "+".join(pairs.most_common(1)[0][0])
print(most[1], most[2], most[200], min(words, key=words.get), pair, middle, *named, tag)
"""


def main(count: int, engine: str) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_database(engine, Path(folder)) as (url, cpu),
    ):
        source = Path(folder) / "corpus.jsonl"
        corpus.write_corpus(source, IMPORTED)
        run_manage(url, "migrate", "-v0")
        run_manage(url, "import_articles", str(source), "--status", "published", "--json")
        urls = find_urls(url)
        multiply = _multiply_postgresql if engine == "postgresql" else _multiply_sqlite
        sizes = multiply(url, count // IMPORTED - 1)
        with serve_site(url, Path(folder), "off", "gunicorn") as (port, server_cpu):
            urls = leave_out_redirects(port, urls)
            costs = measure_costs(port, urls, lambda: server_cpu() + cpu(), count_per_round=1)
    print(f"{count:,} articles; list: {costs['list']:.1f} ms of CPU; the limit is {LIMIT} times")
    for name, cost in costs.items():
        print(f"{name:<36}{cost:>10.1f} ms{cost / costs['list']:>8.1f}")
    print("index: {:,.0f} MB, {:.2f} times the text of {:,.0f} MB".format(*sizes))


def find_urls(url: str) -> dict[str, str]:
    """Return the paths to request, by the name to print."""
    parts = run_manage(url, "shell", "--no-imports", "-c", FIND).splitlines()[-1].split(" ")
    one, two, middle, rare, pair, place, *lists = parts
    phrase = f"q=%22{one}+{two}%22"
    return {
        "list": "/",
        "list, from the middle": f"/?older={place}",
        "a common word": f"/?q={one}",
        "a common word, best first": f"/?q={one}&order=best",
        "two common words": f"/?q={one}+{two}",
        "either of them": f"/?q={one}+OR+{two}",
        "one without the other": f"/?q={one}+-{two}",
        "both as a phrase": f"/?{phrase}",
        "both as a phrase, from the middle": f"/?{phrase}&older={place}",
        "the commonest phrase": f"/?q=%22{pair}%22",
        "a word of every seventh article": f"/?q={middle}",
        "a rare word": f"/?q={rare}",
        "all that begins with two letters": f"/?q={one[:2]}*",
        "a word that is nowhere": "/?q=xyzzyqwert",
        "a common word with a wrong letter": f"/?q={one}q",
        "common words and one that is nowhere": f"/?q={one}+{two}+xyzzyqwert",
        "twenty words that are nowhere": f"/?q={'+'.join(f'xyzz{letter}' for letter in LETTERS)}",
        "a common word since last year": f"/?q={one}&from=2025-01-01",
        **{
            f"{name}, {of}": f"{path}{query}"
            for of, path in zip(("source", "author", "tag"), lists, strict=True)
            for name, query in {
                "list": "",
                "list from the middle": f"?older={place}",
                "a common word": f"?q={one}",
                "the phrase": f"?{phrase}",
                "the phrase from the middle": f"?{phrase}&older={place}",
            }.items()
        },
    }


def leave_out_redirects(port: int, urls: dict[str, str]) -> dict[str, str]:
    """Return the paths that are pages: behind the last hit the site redirects to the first ones."""
    pages = {}
    for name, path in urls.items():
        reader = http.client.HTTPConnection("127.0.0.1", port)
        reader.request("GET", path)
        if reader.getresponse().status == HTTPStatus.FOUND:
            print(f"{name}: left out, since so few articles have no hits there")
        else:
            pages[name] = path
        reader.close()
    return pages


# By table, the columns that differ in the copy number g, with what each engine writes otherwise.
COPIED = {
    "articles_article": {
        "id": f"id + g * {KEY_DISTANCE}",
        "slug": "slug || '-' || g",
        "identity": "{hash_of_identity}",
        "fingerprint": "{hash_of_fingerprint}",
        "published_at": "{earlier}",
        "working_revision_id": "NULL",
        "live_revision_id": "NULL",
    },
    "articles_tagging": {"content_object_id": f"content_object_id + g * {KEY_DISTANCE}"},
    "articles_byline": {"article_id": f"article_id + g * {KEY_DISTANCE}"},
    "articles_searchentry": {"article_id": f"article_id + g * {KEY_DISTANCE}"},
}
POSTGRESQL = {
    "hash_of_identity": "md5(identity || g) || md5(g || identity)",
    "hash_of_fingerprint": "md5(fingerprint || g) || md5(g || fingerprint)",
    "earlier": "published_at - g * interval '4001 minutes'",
}
SQLITE = {
    "hash_of_identity": "substr(g || identity, 1, 64)",
    "hash_of_fingerprint": "substr(g || fingerprint, 1, 64)",
    # As Django writes instants.
    "earlier": "strftime('%Y-%m-%d %H:%M:%S', published_at, '-' || (g * 4001) || ' minutes')",
}
# Size in MB, as a multiple of the text, and of the text.
Sizes = tuple[float, float, float]


def _multiply_postgresql(url: str, times: int) -> Sizes:
    """Copy all articles so many times, with what lists and searches read, without revisions."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no triggers
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("DROP INDEX search_by_words")
        series = f"generate_series(1, {times}) AS g"
        for table, changed in COPIED.items():
            columns = connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
                "AND NOT attisdropped AND attgenerated = ''",
                [table],
            )
            names = [name for (name,) in columns]
            connection.execute(_copy(table, names, changed, POSTGRESQL, series))
        connection.execute(
            "CREATE INDEX search_by_words ON articles_searchentry USING gin (vector)"
        )
        connection.execute("VACUUM ANALYZE")
        size = "SELECT pg_total_relation_size('articles_searchentry')"
        text = (
            "SELECT sum(octet_length(headline || standfirst || byline || body)) "
            "FROM articles_article"
        )
        return _compare_sizes(*(connection.execute(sql).fetchone() for sql in (size, text)))


def _multiply_sqlite(url: str, times: int) -> Sizes:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP TRIGGER searchentry_insert_is_indexed")
        series = f"(SELECT value AS g FROM json_each('{[*range(1, times + 1)]}'))"  # noqa: S608 - numbers
        for table, changed in COPIED.items():
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            connection.execute(_copy(table, names, changed, SQLITE, series))
        connection.execute("INSERT INTO articles_search (articles_search) VALUES ('rebuild')")
        connection.commit()
        size = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'articles_search%'"
        text = (
            "SELECT sum(length(CAST(headline || standfirst || byline || body AS BLOB))) "
            "FROM articles_article"
        )
        return _compare_sizes(*(connection.execute(sql).fetchone() for sql in (size, text)))


def _compare_sizes(size: Any, text: Any) -> Sizes:
    return size[0] / 1e6, size[0] / text[0], text[0] / 1e6


def _copy(
    table: str, names: list[str], changed: dict[str, str], formats: dict[str, str], series: str
) -> str:
    generated = {"id"} if table in {"articles_tagging", "articles_byline"} else set()
    names = [name for name in names if name not in generated]
    values = ", ".join(changed.get(name, name).format(**formats) for name in names)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} "  # noqa: S608 - all our own
        f"FROM (SELECT * FROM {table}) AS original, {series}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "postgresql")
