"""Fill a database with invented articles, and measure what pages over them cost."""

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import StringIO
from time import process_time

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Author, Byline, Source, Tag, Tagging
from articles.site import paging
from tests.factories import make_user

REQUESTS = 5
CHUNK = 5_000
BEGINNING = datetime(2016, 1, 1, tzinfo=UTC)
DAYS = 3_650
LIST = "/admin/articles/article/"


def measure(number: int) -> None:
    """Print, as JSON, each URL with the CPU milliseconds and the queries of a request."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fill(number)
    reader, editor = Client(), Client()
    editor.force_login(make_user("Publishers"))
    costs = {
        name: measure_cost(editor if path.startswith("/admin/") else reader, path)
        for name, path in find_urls().items()
    }
    json.dump(costs, sys.stdout)


def fill(number: int) -> None:
    """Make articles of about 400 words: 20 sources, 50 authors, 50 tags, over ten years."""
    rng = random.Random(number)  # noqa: S311 - invented text is no secret
    words = ["".join(rng.choices("abdefgiklmnoprstuz", k=rng.randint(2, 9))) for _ in range(3000)]
    sources = [Source.objects.create(name=f"Paper {i}") for i in range(20)]
    authors = [Author.objects.create(name=f"Writer {i}") for i in range(50)]
    tags = Tag.objects.get_or_create_by_names([f"tag {i}" for i in range(50)])
    for start in range(0, number, CHUNK):
        articles = Article.objects.bulk_create(
            build_article(i, words, rng.choice(sources), rng)
            for i in range(start, min(number, start + CHUNK))
        )
        Byline.objects.bulk_create(
            Byline(article=article, author=rng.choice(authors), position=1) for article in articles
        )
        Tagging.objects.bulk_create(
            Tagging(content_object=article, tag=tag)
            for article in articles
            for tag in rng.sample(tags, 3)
        )
    call_command("reindex", stdout=StringIO())


def build_article(i: int, words: list[str], source: Source, rng: random.Random) -> Article:
    """Return an article that is not saved; four of five are live."""
    headline = " ".join(rng.choices(words, k=8))
    is_live = i % 5 > 0
    return Article(
        headline=headline,
        slug=f"article-{i}",
        body="".join(f"<p>{' '.join(rng.choices(words, k=50))}.</p>" for _ in range(8)),
        identity=f"{i:064d}",
        fingerprint=f"{i:064d}",
        source=source,
        kind=rng.choice(["news", "analysis", "report"]),
        language=rng.choice(["en", "tr"]),
        status="published" if is_live else rng.choice(["draft", "review"]),
        is_released=is_live,
        published_at=BEGINNING + timedelta(minutes=rng.randrange(DAYS * 1440)) if is_live else None,
    )


def find_urls() -> dict[str, str]:
    """Return the paths to request, by the name to print."""
    live = Article.objects.live().order_by("-published_at")
    middle = live[live.count() // 2]
    frequent, other = middle.text.split()[:2]
    page = paging.get_page(live.filter(published_at__lte=middle.published_at), {})
    return {
        "the list, first page": "/",
        "the list, from the middle": f"/?older={page.older}",
        "the list of one source": "/sources/paper-3/",
        "the list of one tag": "/tags/tag-7/",
        "an article": middle.get_absolute_url(),
        "the sources": "/sources/",
        "desk: the front page": "/admin/",
        "desk: those waiting": f"{LIST}?queue=waiting",
        "desk: those in review, counts": f"{LIST}?status__exact=review&_facets=True",
        "desk: all articles, counts": f"{LIST}?_facets=True",
        "desk: all articles": "/admin/articles/article/",
        "desk: those in review": "/admin/articles/article/?status__exact=review",
        "desk: one source's": "/admin/articles/article/?source__id__exact=3",
        "desk: a word of every tenth article": f"{LIST}?q={frequent}",
        "desk: two words of one in a hundred": f"{LIST}?q={frequent}+{other}",
        "desk: a phrase": f"{LIST}?q=%22{frequent}+{other}%22",
        "desk: a word of none": f"{LIST}?q=zzz",
        "desk: an article's form": f"/admin/articles/article/{middle.pk}/change/",
    }


def measure_cost(client: Client, path: str) -> tuple[float, int]:
    """Return the least CPU time of a few requests, in milliseconds, and the queries of one."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == HTTPStatus.OK, path
    count = len(queries)
    return min(time_request(client, path) for _ in range(REQUESTS)), count


def time_request(client: Client, path: str) -> float:
    started = process_time()
    client.get(path)
    return (process_time() - started) * 1000
