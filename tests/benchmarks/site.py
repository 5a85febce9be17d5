"""The cost of a reader's request, as multiples of a view that returns ``ok`` in the same processes.

    python -m tests.benchmarks.site 10000 [postgresql [granian]]

The corpus is imported as published and served, first with the page cache off, then on. The server
is gunicorn with two sync workers and a connection for each request, as other systems were measured;
or granian, as in production, with one connection for all. CPU milliseconds are those of all
processes of the server and of the database; the client's own are not counted. "same" is a request
with the ETag of the current page. With the page cache off, fragments of pages are kept all the
same: teasers, the head and the foot of an article, its related articles. The source, author and tag
are those that most articles have.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg

from tests.benchmarks import corpus
from tests.benchmarks.imports import PROJECT, measure_family_cpu, open_database, run_manage

# Each round requests all URLs, so that a machine that slows down slows all of them. The median of
# the rounds counts, since other work on the machine can double the cost of one. A round of cached
# pages has more requests, since each takes so little.
ROUNDS = 30
REQUESTS = {"off": 40, "on": 200}
# The limits of a page that is rendered, and of one from the cache, as multiples of ``ok``.
LIMITS = {
    "article": (13, 2.2),
    "article, same": (2.2, 2.2),
    "list": (16, 2.2),
    "list, from the middle": (16, 2.2),
    "source": (20, 2.2),
    "author": (20, 2.2),
    "tag": (20, 2.2),
    "search, common": (60, 2.2),
    "search, rare": (30, 2.2),
}
# The options of each server.
SERVERS = {
    "gunicorn": ["--workers", "2", "--bind", "127.0.0.1:{port}"],
    "granian": [
        *("--interface", "wsgi", "--port", "{port}", "--workers-kill-timeout", "3"),
        *("--blocking-threads", "1"),
    ],
}


def main(count: int, engine: str, server: str) -> None:
    with tempfile.TemporaryDirectory() as folder, open_database(engine, Path(folder)) as (url, cpu):
        source = Path(folder) / "corpus.jsonl"
        corpus.write_corpus(source, count)
        run_manage(url, "migrate", "-v0")
        run_manage(url, "import_articles", str(source), "--status", "published", "--json")
        if engine == "postgresql":
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")  # as autovacuum does, but a minute later
        urls = find_urls(url)
        columns = []
        for switch in ("off", "on"):
            with serve_site(url, Path(folder), switch, server) as (port, server_cpu):
                count_per_round = REQUESTS[switch]
                spent = measure_costs(
                    port, urls, lambda: server_cpu() + cpu(), count_per_round=count_per_round
                )
                columns.append(spent)
    print_table(count, engine, *columns)


def find_urls(url: str) -> dict[str, str]:
    """Return the paths to request, by the name to print."""
    words = run_manage(url, "shell", "--no-imports", "-c", FIND).splitlines()[-1].split(" ")
    article, middle, source, author, tag, common, rare = words
    return {
        "article": article,
        "list": "/",
        "list, from the middle": f"/?older={middle}",
        "source": source,
        "author": author,
        "tag": tag,
        "search, common": f"/?q={common}",
        "search, rare": f"/?q={rare}",
    }


# Prints, in one line, the paths and words that find_urls parses.
FIND = """
from collections import Counter
from django.db.models import Count
from articles.site import paging
from articles.models import Article, Author, SearchEntry, Source, Tag
live = Article.objects.live().order_by("-published_at", "-pk")
middle = live[live.count() // 2]
page = paging.get_page(live.filter(published_at__lte=middle.published_at), {})
words = Counter()
for body in SearchEntry.objects.order_by("pk").values_list("words", flat=True)[:500]:
    words.update(dict.fromkeys(body.split(), 1))
common = next(w for w, n in words.most_common() if n < 200 and len(w) > 4)
rare = min((w for w, n in words.items() if len(w) > 6), key=words.get)
def find_url(model, articles):
    return model.objects.annotate(n=Count(articles)).latest("n").get_absolute_url()
names = [(Source, "articles"), (Author, "articles"), (Tag, "taggings")]
print(middle.get_absolute_url(), page.older, *(find_url(*each) for each in names), common, rare)
"""


@contextmanager
def serve_site(
    url: str, folder: Path, switch: str, server: str
) -> Iterator[tuple[int, Callable[[], float]]]:
    """Serve the site; yield the port, and a function that returns its processes' CPU seconds."""
    environment = {
        **os.environ,
        "NEWSROOM_DATABASE_URL": url,
        "NEWSROOM_PAGE_CACHE": switch,
        "NEWSROOM_RATE_LIMITS": "off",
        "NEWSROOM_STATIC_ROOT": str(folder / "static"),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(collect, cwd=PROJECT, env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    options = [each.format(port=port) for each in SERVERS[server]]
    module = [sys.executable, "-m", server, "tests.benchmarks.served:application"]
    serve = [*module, *options, "--log-level", "error"]
    process = subprocess.Popen(serve, cwd=PROJECT, env=environment)
    try:
        wait_for(port)
        yield port, lambda: measure_family_cpu(process.pid)
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The server did not start.")


def measure_costs(
    port: int, urls: dict[str, str], cpu: Callable[[], float], *, count_per_round: int
) -> dict[str, float]:
    """Return the CPU milliseconds of a request of each kind, the article also with its ETag."""
    reader = http.client.HTTPConnection("127.0.0.1", port)
    kinds: dict[str, tuple[str, dict[str, str]]] = {
        "ok": ("/ok", {}),
        **{name: (path, {}) for name, path in urls.items()},
    }
    if article := urls.get("article"):
        kinds["article, same"] = (article, {"If-None-Match": send_request(reader, article)})
    spent: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(ROUNDS + 1):
        for name, kind in kinds.items():
            before = cpu()
            for _ in range(count_per_round):
                send_request(reader, *kind)
            spent[name].append((cpu() - before) * 1000 / count_per_round)
    return {name: median(rounds[1:]) for name, rounds in spent.items()}  # the first one warms up


def send_request(
    reader: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None
) -> str:
    headers = headers or {}
    reader.request("GET", path, headers=headers)
    response = reader.getresponse()
    response.read()
    assert response.status == (304 if headers else 200), (path, response.status)
    return response.getheader("ETag") or ""


def print_table(count: int, engine: str, cold: dict[str, float], warm: dict[str, float]) -> None:
    print(f"{count:,} articles, {engine}; ok: {cold['ok']:.2f} and {warm['ok']:.2f} ms of CPU")
    print("Fragments are kept in the cold half, too.")
    print(
        f"{'':<24}{'cold, ms':>10}{'x ok':>8}{'limit':>7}{'cached, ms':>12}{'x ok':>8}{'limit':>7}"
    )
    for name, (limit, cached_limit) in LIMITS.items():
        cells = f"{cold[name]:>10.2f}{cold[name] / cold['ok']:>8.1f}{limit:>7}"
        cells += f"{warm[name]:>12.2f}{warm[name] / warm['ok']:>8.1f}{cached_limit:>7}"
        print(f"{name:<24}{cells}")


if __name__ == "__main__":
    options = [*sys.argv[2:], *("sqlite", "gunicorn")[len(sys.argv) - 2 :]]
    main(int(sys.argv[1]), *options)
