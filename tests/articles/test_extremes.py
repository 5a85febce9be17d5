"""No value of any field, however extreme, brings a page of the site or of the desk down."""

import io
import json
from http import HTTPStatus
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, Author, Source, Status, Tag
from articles.parsing import formats
from articles.parsing.records import ParsedItem, Record
from articles.publishing import workflow
from tests.articles.admin.pages import LIST, build_form, get_change_url, get_transition_url, sign_in
from tests.factories import make_article, make_live, make_user
from tests.runs import import_items

pytestmark = pytest.mark.django_db

TEXTS: Final = (
    *(
        "x" * 30_000,
        "word " * 6_000,
        "ﷺ" * 500,
        "e" + "\u0301" * 3_000,
        "\u202e\u200b\u00ad",
        "***",
    ),
    *("\0\x1b\ud800", "<script>&amp;</script>", "% %s %(x)s {x}", "=1+1", "ı" * 200, "../..//"),
    *("😀" * 300, "\t\n", "'\"\\", "C++", "a\u0000b"),
)
# A browser sends no halves of characters.
TYPED: Final = tuple(text.replace("\ud800", "") for text in TEXTS)
INSTANTS: Final = (
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0202-11-08T09:30:00+00:00"),
    *("1582-10-04T00:00:00Z", "1899-12-31T23:59:59Z", "1900-01-01T00:00:00Z"),
    *("1900-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z", "2200-12-31T23:59:59-12:00"),
    *("2200-12-31T23:59:59.999999Z", "2201-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"),
    *("10000-01-01", "", "yesterday"),
)
DAYS: Final = (
    *("0001-01-01", "0202-11-08", "1599-12-31", "1600-01-01", "1899-12-31", "1900-01-01"),
    *("2200-12-31", "2201-01-01", "9999-12-31", "0000-00-00", "31.12.9999", "-1"),
)
ODD: Final[tuple[Any, ...]] = (7, 10**400, -1, 0.1, True, None, [], {}, [[]], [None], [{}])
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "id": TEXTS,
    "headline": TEXTS,
    "standfirst": TEXTS,
    "body": (*TEXTS, "<p>" * 3_000, "<p><a href='http://[::1'>x</a></p>", "<p>a</p>" * 2_000),
    "kind": TEXTS,
    "language": (*TEXTS, "tr-" + "a" * 30, "xx", "tr_TR"),
    "our_date": DAYS,
    "source": TEXTS,
    "source_date": (
        *(*TEXTS, *DAYS, *INSTANTS),
        *({"first": day, "precision": "day", "text": "x" * 500} for day in DAYS),
        {"first": "0001-01-01", "last": "9999-12-31", "precision": "range"},
    ),
    "source_detail": TEXTS,
    "source_address": (
        *TEXTS,
        "http://" + "a." * 900 + "b",
        "http://[",
        "https://a.b/" + "x" * 3_000,
    ),
    "is_own_work": TEXTS[:2],
    "byline": TEXTS,
    "authors": (*([text] for text in TEXTS), [{"name": "A", "affiliation": "x" * 900}]),
    "tags": (*([text] for text in TEXTS), [f"tag {number}" for number in range(300)]),
    "slug": TEXTS,
    "publish_at": INSTANTS,
    "expire_at": INSTANTS,
    "embargoed_until": INSTANTS,
}
OTHER_PAGES: Final = (
    *("/", "/archive/", "/sources/", "/authors/", "/tags/", "/corrections/", "/feed.rss"),
    *("/feed.atom", "/feed.json", "/sitemap.xml", "/sitemap-pages.xml", "/news-sitemap.xml"),
    *("/api/articles/?limit=100", "/api/sources/", "/api/authors/", "/api/tags/", "/healthz"),
)


def write_line(number: int, name: str, value: Any) -> bytes:
    fields = {
        "id": f"extreme:{number}",
        "headline": f"Extreme {number}",
        "body": f"<p>The text of number {number}.</p>",
        "source": f"Outlet {number}",
    }
    return json.dumps({**fields, name: value}).encode() + b"\n"


def list_records(name: str) -> list[ParsedItem]:
    """Return a record for each extreme of the field that can be read as one."""
    lines = [write_line(*pair) for pair in enumerate_values(name)]
    items = formats.read_stream(io.BytesIO(b"".join(lines)), format_name="jsonl")
    return [ParsedItem("a.jsonl", each) for each in items if isinstance(each, Record)]


def enumerate_values(name: str) -> list[tuple[int, str, Any]]:
    return [(number, name, value) for number, value in enumerate((*VALUES[name], *ODD))]


def fetch(client: Client, url: str) -> None:
    response: Any = client.get(url)
    list(response.streaming_content) if response.streaming else response.content
    assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, url


def list_public_urls() -> list[str]:
    urls = list(OTHER_PAGES)
    for article in Article.objects.live():
        url, day = article.get_absolute_url(), article.published_on
        urls += [url, f"/{day:%Y}/", f"/{day:%Y/%m}/", f"/{day:%Y/%m/%d}/", f"/{day:%Y}/feed.rss"]
        urls += [f"{url}{name}" for name in ("article.json", "article.txt")]
        urls += [f"/api/articles/{article.pk}/"]
    for model in (Source, Author, Tag):
        urls += [row.get_absolute_url() for row in model.objects.all()[:40]]
    return list(dict.fromkeys(urls))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(VALUES))
def test_no_imported_value_brings_a_page_down(name: str, client: Client) -> None:
    records = list_records(name)
    options = Options(label="a test", status=Status.PUBLISHED)
    rejects: list[Any] = []
    ingest(records, options=options, on_reject=lambda *each: rejects.append(each))
    assert [each for each in rejects if name not in {"body", "headline"}] == []
    for url in list_public_urls():
        fetch(client, url)
    desk = sign_in(make_user(is_superuser=True))
    fetch(desk, LIST)
    for article in Article.objects.all():
        fetch(desk, get_change_url(article))
    again = import_items(*records, status=Status.PUBLISHED)
    assert set(again) <= {"unchanged", "rejected", "duplicate"}


_TEXT_FIELDS: Final = (
    *("headline", "standfirst", "body", "byline", "kind", "language", "source_detail"),
    *("source_date_text", "source_address", "slug", "notice", "happened", "place"),
    *("tags", "credits-name", "credits-affiliation", "source_date_precision"),
)
_DAY_FIELDS: Final = (
    *("source_date", "source_date_end", "publish_at_0", "expire_at_0", "embargoed_until_0"),
)
_NUMBER_FIELDS: Final = ("credits-position", "builds_on", "_over", "_merge")
FORM_VALUES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(_TEXT_FIELDS, TYPED),
    **dict.fromkeys(_DAY_FIELDS, DAYS),
    **dict.fromkeys(_NUMBER_FIELDS, ("9" * 20, "9" * 5_000, "-1", "x", "0", "²")),
    **dict.fromkeys(("source", "translation_of"), ("9" * 18, "-1", "0")),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FORM_VALUES))
def test_no_typed_value_brings_the_form_of_an_article_down(name: str) -> None:
    client = sign_in(make_user(is_superuser=True))
    for value in FORM_VALUES[name]:
        article = make_article(authors=("Ada Writer",))
        changes = {name: value, f"{name.removesuffix('_0')}_1": "23:59:59"}
        form = build_form(article, source_date_precision="day") | changes
        response = client.post(get_change_url(article), form)
        assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        fetch(client, get_change_url(article))


@pytest.mark.unmeasured
@pytest.mark.parametrize("day", DAYS)
def test_no_time_brings_a_transition_down(day: str, client: Client) -> None:
    article = make_article(status=Status.APPROVED)
    desk = sign_in(make_user(is_superuser=True))
    form = {"at_0": day, "at_1": "23:59:59", "seen": "9" * 30}
    for changes in ({}, {"seen": ""}):
        desk.post(get_transition_url(article, "publish"), form | changes)
        fetch(desk, get_change_url(article))
    for url in list_public_urls():
        fetch(client, url)


@pytest.fixture
def boss() -> User:
    """Make a live article with every name; return somebody who sees all of the desk."""
    article = make_live(authors=("Ada Writer",), tags=("harbour",))
    person = make_user(is_superuser=True)
    workflow.perform(article, "edit", by=person)
    return person


@pytest.mark.unmeasured
@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("day", [*DAYS, "2019-02-30", "x" * 5_000])
def test_no_day_in_a_url_brings_a_page_down(day: str, client: Client) -> None:
    for path in ("/", "/api/articles/", "/feed.rss", "/sources/"):
        for name in ("from", "until"):
            fetch(client, f"{path}?{name}={day}")
    fetch(client, f"/{day[:10].replace('-', '/')}/")


@pytest.mark.unmeasured
@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(
    "number",
    ["0", "1", "0202", "0999", "1000", "1899", "2999", "3000", "9999", "9" * 30, "9" * 5_000],
)
def test_no_number_in_a_url_brings_a_page_down(number: str, client: Client) -> None:
    paths = [
        *(f"/{number}/", f"/{number}/12/", f"/{number}/12/31/", f"/{number}/feed.atom"),
        *(f"/{number}/12/31/ferry/", f"/sitemap-{number}.xml", f"/api/articles/{number}/"),
        *(f"/?older={number}.{number}", f"/?newer=-{number}.1", f"/?q=ferry&page={number}"),
        *(
            f"/api/articles/?limit={number}",
            f"/corrections/?page={number}",
            f"/tags/?page={number}",
        ),
    ]
    for path in paths:
        fetch(client, path)


@pytest.mark.parametrize(
    "query",
    [
        *("published_at__year=1", "published_at__year=9999", "published_at__year=99999"),
        *("published_at__year=2019&published_at__month=13", "published_at__year=x"),
        *("published_at__year=9999&published_at__month=12&published_at__day=31", "p=99999999999"),
        *("published_at__gte=0001-01-01", "source__id__exact=" + "9" * 30, "q=" + "x" * 5_000),
        *("from=0001-01-01", "until=9999-12-31", "status__exact=x", "id__in=x"),
    ],
)
def test_no_query_brings_the_list_of_the_desk_down(query: str, boss: User) -> None:
    client = sign_in(boss)
    for path in (
        LIST,
        "/admin/articles/importrun/",
        "/admin/articles/source/",
        "/admin/articles/tag/",
    ):
        fetch(client, f"{path}?{query}")
