"""The parts of pages that are kept under the content version."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article, Author, Source, Status, Tag
from tests.factories import (
    get_preview_path,
    make_live,
    make_page_of_articles,
    make_preview_link,
    make_revision,
    settle_content_version,
)

# In transactions that are committed: PostgreSQL raises the content version at their end.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

# On SQLite one query asks whether an author or tag has many articles.
FREQUENCY = int(connection.vendor == "sqlite")
MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fragments"}


@pytest.fixture(autouse=True)
def _keep_fragments(settings: Settings) -> Iterator[None]:
    settings.CACHES = settings.CACHES | {"template_fragments": MEMORY}
    caches["template_fragments"].clear()
    yield
    caches["template_fragments"].clear()


@pytest.mark.unmeasured
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/", 2),
        ("/sources/gazette/", 3),
        ("/authors/ada/", 3 + FREQUENCY),
        ("/tags/harbour/", 3 + FREQUENCY),
    ],
)
def test_a_list_whose_teasers_are_kept_reads_its_articles_alone(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    url: str,
    queries: int,
) -> None:
    source = Source.objects.create(name="Gazette")
    for _ in range(number):
        make_live(source=source, authors=("Ada",), tags=("harbour",))
    settle_content_version()
    first = client.get(url).content
    with django_assert_num_queries(queries):  # one of them reads the content version
        assert client.get(url).content == first


@pytest.mark.parametrize("number", [1, 3])
def test_an_article_whose_parts_are_kept_reads_its_row_alone(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    url = make_page_of_articles(number)[0].get_absolute_url()
    settle_content_version()
    first = client.get(url).content
    with django_assert_num_queries(2):  # one of them reads the content version
        assert client.get(url).content == first


def test_each_language_has_its_own_parts(client: Client) -> None:
    url = make_live(kind="news").get_absolute_url()
    with translation.override("en"):  # and English again for the tests to come
        pages = [
            client.get(path, headers={"accept-language": tag}).text
            for path in ("/", url)
            for tag in ("tr", "en")
        ]
    assert [">haber<" in page for page in pages] == [True, False, True, False]


def test_a_preview_neither_reads_nor_keeps_parts(client: Client) -> None:
    article = make_live(headline="Ferry", status=Status.DRAFT)
    url = article.get_absolute_url()
    make_revision(article, headline="Tram")
    preview = get_preview_path(make_preview_link(article))
    headlines = [f"{name}</h1>" for name in ("Ferry", "Tram", "Ferry")]
    pages = [client.get(path).text for path in (url, preview, url)]
    assert [headline in page for headline, page in zip(headlines, pages, strict=True)] == [True] * 3


def test_nothing_is_kept_while_the_content_version_is_not_known(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_live(headline="Ferry")
    monkeypatch.setattr("articles.models.content_version.get_current_number", lambda: None)
    assert "Ferry" in client.get("/").text
    Article.objects.filter(pk=article.pk).update(headline="Tram")
    assert "Tram" in client.get("/").text


@pytest.mark.parametrize("headline", ["<mark>Ferry</mark>", "A & B", "&lt;b&gt;"])
def test_a_headline_is_escaped_whatever_was_kept_before(client: Client, headline: str) -> None:
    make_live(headline="Ferry", slug="same", body="<p>Ferry</p>")
    client.get("/?q=ferry")  # in which <mark>Ferry</mark> is a headline's HTML
    Article.objects.update(headline=headline)
    page = " ".join(client.get("/").text.split())
    escaped = headline.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f">{escaped}</a>" in page


CHANGED: dict[str, tuple[dict[str, Any], str]] = {
    "headline": ({"headline": "Another headline"}, "Another headline"),
    "standfirst": ({"standfirst": "Another standfirst"}, "Another standfirst"),
    "language": ({"language": "hy"}, 'lang="hy"'),
    "kind": ({"kind": "report"}, ">report<"),
    "date": ({"source_date_text": "about noon"}, "about noon"),
    "detail": ({"source_date_text": "today", "source_detail": "p. 7"}, "today, p. 7"),
    "slug": ({"slug": "another-slug"}, "/another-slug/"),
}


@pytest.mark.unmeasured
@pytest.mark.parametrize(("changes", "expected"), list(CHANGED.values()), ids=list(CHANGED))
@pytest.mark.parametrize("in_list", [True, False])
def test_a_page_shows_the_current_fields_of_its_article(
    client: Client, changes: dict[str, Any], expected: str, *, in_list: bool
) -> None:
    article = make_live(standfirst="A standfirst", source_date_text="")

    def page() -> str:
        article.refresh_from_db()
        return client.get("/" if in_list else article.get_absolute_url()).text

    assert expected not in page()
    Article.objects.filter(pk=article.pk).update(**changes)
    assert expected in page()


@pytest.mark.parametrize("url", ["/", "article"])
def test_a_page_shows_the_current_names(client: Client, url: str) -> None:
    article = make_live(authors=("Ada",), tags=("harbour",))
    other = make_live(authors=("Ada",), tags=("harbour",), source=article.source)
    path = article.get_absolute_url() if url == "article" else url
    client.get(path)
    source, author, tag = article.source, article.authors.get(), article.tags.get()
    assert source is not None
    Source.objects.filter(pk=source.pk).update(name="The new paper")
    Author.objects.filter(pk=author.pk).update(name="Eve New")
    Tag.objects.filter(pk=tag.pk).update(name="new topic")
    Article.objects.filter(pk=other.pk).update(headline="The other article")
    page = client.get(path).text
    names = ("The new paper", "Eve New", "new topic", "The other article")
    assert [name in page for name in names] == [True] * 4


def test_the_head_of_a_page_follows_the_current_policy_of_the_source(client: Client) -> None:
    article = make_live(source_address="https://gazette.example/1")
    assert article.source is not None
    url = article.get_absolute_url()
    assert f'{url}">' in client.get(url).text
    type(article.source).objects.update(index_policy="original")
    assert '<link rel="canonical" href="https://gazette.example/1">' in client.get(url).text


def test_the_filter_form_is_kept_for_each_language_and_has_the_values_of_its_page(
    client: Client,
) -> None:
    make_live(kind="news")
    make_live(kind="report")
    assert '<option value="news" >' in " ".join(client.get("/").text.split())
    html = " ".join(client.get("/?kind=news").text.split())
    assert '<option value="news" selected >' in html
    with translation.override("en"):  # and English again for the tests to come
        turkish = client.get("/", headers={"accept-language": "tr"}).text
    assert "haber" in turkish
    assert "Show all" in html
