"""Articles in lists, and the cache of their parts."""

import gc
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from articles.models import Article, Author, Source, Tag
from articles.templatetags import parts
from articles.templatetags.teasers import teasers
from tests.factories import NOON, make_live, make_source

pytestmark = pytest.mark.django_db


def render_teaser(article: Article) -> str:
    return teasers(Article.objects.as_list_items().filter(pk=article.pk), None)


def test_the_same_part_is_rendered_once() -> None:
    article = make_live(source=None, is_own_work=True)
    parts.render_part.cache_clear()
    assert render_teaser(article) == render_teaser(article)
    info = parts.render_part.cache_info()
    assert (info.hits, info.misses) == (2, 4)


def test_each_language_has_its_own_parts() -> None:
    article = make_live(source=None, is_own_work=True, kind="news")
    with translation.override("tr"):
        turkish = render_teaser(article)
    assert ("haber" in turkish, "haber" in render_teaser(article)) == (True, False)


def test_the_cache_is_not_used_while_debugging(settings: Settings) -> None:
    article = make_live()
    parts.render_part.cache_clear()
    settings.DEBUG = True
    assert article.headline in render_teaser(article)
    assert parts.render_part.cache_info().currsize == 0


def test_the_cache_key_is_made_of_values_and_keys_but_not_of_the_context() -> None:
    parts.render_part.cache_clear()
    for key in ("one", "two", "one"):
        parts.include_cached("time", NOON, key, context=object())
    info = parts.render_part.cache_info()
    assert (info.hits, info.misses) == (1, 2)


def test_the_cache_does_not_hold_the_context() -> None:
    source = make_source(name="Gazette")
    parts.include_cached("time", NOON, "key", source=source)
    assert not [each for each in gc.get_referrers(source) if isinstance(each, dict)]


@pytest.mark.parametrize("headline", ["<mark>Ferry</mark>", "A & B", "&lt;b&gt;"])
def test_a_headline_is_escaped_whatever_was_cached_before(client: Client, headline: str) -> None:
    make_live(headline="Ferry", slug="same", body="<p>Ferry</p>")
    client.get("/?q=ferry")  # in which <mark>Ferry</mark> is a headline's HTML
    Article.objects.update(headline=headline)
    page = client.get("/").text
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
    Article.objects.filter(pk=other.pk).update(headline="The other piece")
    page = client.get(path).text
    names = ("The new paper", "Eve New", "new topic", "The other piece")
    assert [name in page for name in names] == [True] * 4


def test_the_head_of_a_page_follows_the_current_policy_of_the_source(client: Client) -> None:
    article = make_live(source_address="https://gazette.example/1")
    assert article.source is not None
    url = article.get_absolute_url()
    assert f'{url}">' in client.get(url).text
    type(article.source).objects.update(index_policy="original")
    assert '<link rel="canonical" href="https://gazette.example/1">' in client.get(url).text


def test_the_filter_form_is_cached_for_each_value_and_language(client: Client) -> None:
    make_live(kind="news")
    make_live(kind="report")
    assert '<option value="news" >' in " ".join(client.get("/").text.split())
    html = " ".join(client.get("/?kind=news").text.split())
    assert '<option value="news" selected >' in html
    with translation.override("en"):  # and English again for the tests to come
        turkish = client.get("/?kind=news", headers={"accept-language": "tr"}).text
    assert "haber" in turkish
    assert "Show all" in html
