"""Articles as lists show them, and what is kept of that."""

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


def shown(article: Article) -> str:
    return teasers(Article.objects.as_list_items().filter(pk=article.pk), None)


def test_what_is_shown_alike_is_rendered_once() -> None:
    article = make_live(source=None, is_own_work=True)
    parts.render_part.cache_clear()
    assert shown(article) == shown(article)
    told = parts.render_part.cache_info()
    assert (told.hits, told.misses) == (2, 4)


def test_each_language_has_its_own() -> None:
    article = make_live(source=None, is_own_work=True, kind="news")
    with translation.override("tr"):
        turkish = shown(article)
    assert ("haber" in turkish, "haber" in shown(article)) == (True, False)


def test_a_template_under_work_is_read_anew(settings: Settings) -> None:
    article = make_live()
    parts.render_part.cache_clear()
    settings.DEBUG = True
    assert article.headline in shown(article)
    assert parts.render_part.cache_info().currsize == 0


def test_a_part_is_told_apart_by_all_that_it_shows_and_by_nothing_beside_it() -> None:
    parts.render_part.cache_clear()
    for more in ("one", "two", "one"):
        parts.include_cached("time", NOON, more, beside=object())
    told = parts.render_part.cache_info()
    assert (told.hits, told.misses) == (1, 2)


def test_what_a_part_is_made_from_is_not_kept_with_it() -> None:
    made_from = make_source(name="Gazette")
    parts.include_cached("time", NOON, "told", source=made_from)
    assert not [each for each in gc.get_referrers(made_from) if isinstance(each, dict)]


@pytest.mark.parametrize("headline", ["<mark>Ferry</mark>", "A & B", "&lt;b&gt;"])
def test_a_headline_is_a_text_whatever_was_shown_before(client: Client, headline: str) -> None:
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


@pytest.mark.parametrize(("changes", "seen"), list(CHANGED.values()), ids=list(CHANGED))
@pytest.mark.parametrize("is_list", [True, False])
def test_a_page_shows_what_its_article_says_now(
    client: Client, changes: dict[str, Any], seen: str, *, is_list: bool
) -> None:
    article = make_live(standfirst="A standfirst", source_date_text="")

    def page() -> str:
        article.refresh_from_db()
        return client.get("/" if is_list else article.get_absolute_url()).text

    assert seen not in page()
    Article.objects.filter(pk=article.pk).update(**changes)
    assert seen in page()


@pytest.mark.parametrize("address", ["/", "article"])
def test_a_page_shows_the_names_that_there_are_now(client: Client, address: str) -> None:
    article = make_live(authors=("Ada",), tags=("harbour",))
    other = make_live(authors=("Ada",), tags=("harbour",), source=article.source)
    asked = article.get_absolute_url() if address == "article" else address
    client.get(asked)
    source, author, tag = article.source, article.authors.get(), article.tags.get()
    assert source is not None
    Source.objects.filter(pk=source.pk).update(name="The new paper")
    Author.objects.filter(pk=author.pk).update(name="Eve New")
    Tag.objects.filter(pk=tag.pk).update(name="new topic")
    Article.objects.filter(pk=other.pk).update(headline="The other piece")
    page = client.get(asked).text
    told = ("The new paper", "Eve New", "new topic", "The other piece")
    assert [name in page for name in told] == [True] * 4


def test_the_head_of_a_page_tells_what_the_source_wants_now(client: Client) -> None:
    article = make_live(source_address="https://gazette.example/1")
    assert article.source is not None
    address = article.get_absolute_url()
    assert f'{address}">' in client.get(address).text
    type(article.source).objects.update(index_policy="original")
    assert '<link rel="canonical" href="https://gazette.example/1">' in client.get(address).text


def test_the_form_shows_what_is_asked_for_in_each_language(client: Client) -> None:
    make_live(kind="news")
    make_live(kind="report")
    assert '<option value="news" >' in " ".join(client.get("/").text.split())
    asked = " ".join(client.get("/?kind=news").text.split())
    assert '<option value="news" selected >' in asked
    with translation.override("en"):  # and English again for the tests to come
        turkish = client.get("/?kind=news", headers={"accept-language": "tr"}).text
    assert "haber" in turkish
    assert "Show all" in asked
