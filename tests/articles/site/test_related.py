"""Related articles."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article, Status, Tag
from articles.site.related import LIMIT, MAX_TAGS, find_related
from tests.factories import NOON, make_article, make_live, make_source

pytestmark = pytest.mark.django_db

NEIGHBOURS = 20  # of each tag, before and after


def list_related(article: Article) -> list[str]:
    return [each.headline for each in find_related(article)]


def test_the_same_story_ranks_above_tags_and_tags_above_the_source() -> None:
    source = make_source()
    tags = tuple(f"tag {number}" for number in range(MAX_TAGS))
    article = make_live(source=source, tags=tags, body="<p>The same words.</p>")
    make_live(headline="source", source=source)
    make_live(headline="one tag", tags=tags[:1])
    make_live(headline="two tags", tags=tags[:2])
    make_live(headline="all but the story", source=source, tags=tags)
    make_live(headline="story", body="<p>The  SAME words</p>")
    make_live(headline="other")
    expected = ["story", "all but the story", "two tags", "one tag", "source"]
    assert list_related(article) == expected


def test_articles_with_the_same_original_are_the_same_story() -> None:
    article = make_live(source_address="https://gazette.example/1?utm_source=x")
    make_live(headline="other page", source_address="https://gazette.example/2")
    make_live(headline="same page", source_address="http://www.gazette.example/1")
    assert list_related(article) == ["same page"]


def test_articles_without_an_original_url_are_not_the_same_story() -> None:
    article = make_live(source_address="")
    make_live(source_address="")
    assert list_related(article) == []


def test_of_equal_articles_the_nearest_in_time_come_first() -> None:
    article = make_live(tags=("harbour",))
    for days in (30, -3, 7, -20, 1, 400):
        published = NOON + timedelta(days=days)
        make_live(headline=f"{days}", tags=("harbour",), published_at=published)
    assert list_related(article) == ["1", "-3", "7", "-20", "30"]
    assert len(list_related(article)) == LIMIT


@pytest.mark.parametrize(("before", "after"), [(0, NEIGHBOURS + 2), (NEIGHBOURS - LIMIT - 1, 0)])
def test_many_drafts_hide_no_live_articles(before: int, after: int) -> None:
    for number in range(LIMIT):
        make_live(headline=f"live {number}", tags=("harbour",))
    for _ in range(before):
        make_article(tags=("harbour",))
    article = make_live(tags=("harbour",))
    for _ in range(after):
        make_article(tags=("harbour",))
    assert len(list_related(article)) == LIMIT


def test_the_day_is_in_the_time_zone_of_the_site(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    article = make_live(tags=("harbour",))
    late = datetime(2019, 11, 8, 22, 30, tzinfo=UTC)  # past midnight there
    other = make_live(tags=("harbour",), published_at=late)
    (match,) = find_related(article)
    assert match.published_on == date(2019, 11, 9)
    assert match.get_absolute_url() == other.get_absolute_url()


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Status.DRAFT, "is_released": False, "published_at": None},
        {"published_at": timezone.now() + timedelta(days=365)},
        {"expire_at": NOON + timedelta(days=1)},
        {"status": Status.WITHDRAWN, "is_released": False, "withdrawn_reason": "Wrong."},
    ],
)
def test_only_live_articles_are_related(hidden: dict[str, Any]) -> None:
    article = make_live(tags=("harbour",))
    make_live(tags=("harbour",), **hidden)
    assert list_related(article) == []


def test_versions_in_other_languages_are_left_out() -> None:
    original = make_live(tags=("harbour",))
    one, two = (make_live(tags=("harbour",), translation_of=original) for _ in "12")
    assert (list_related(original), list_related(one), list_related(two)) == ([], [], [])


def test_own_work_without_tags_has_only_its_story() -> None:
    article = make_live(is_own_work=True, body="<p>Ours.</p>")
    make_live(headline="reprint", body="<p>Ours.</p>")
    assert list_related(article) == ["reprint"]


def test_a_draft_without_a_date_is_as_if_published_now() -> None:
    draft = make_article(tags=("harbour",))
    make_live(headline="newer", tags=("harbour",), published_at=NOON)
    make_live(headline="older", tags=("harbour",), published_at=NOON - timedelta(days=1))
    assert list_related(draft) == ["newer", "older"]


def test_a_tag_that_is_not_saved_yet_finds_nothing() -> None:
    draft = make_article()
    draft.tag_list = [Tag(name="harbour", slug="harbour")]
    make_live(tags=("harbour",))
    assert list_related(draft) == []


@pytest.mark.parametrize("number", [1, 30])
def test_related_articles_need_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    source, tags = make_source(), ("harbour", "tram", "ferry")
    make_live(source=source, tags=tags)
    for _ in range(number):
        make_live(source=source, tags=tags)
    article = Article.objects.with_credits_and_tags().order_by("pk")[0]
    with django_assert_num_queries(2):
        sources = [str(each.source) for each in find_related(article)]
    assert sources == [source.name] * min(number, LIMIT)


def test_the_page_links_to_related_articles(client: Client) -> None:
    article = make_live(tags=("harbour",))
    assert "Related articles" not in client.get(article.get_absolute_url()).text
    other = make_live(headline="Another ferry", tags=("harbour",), language="tr")
    page = client.get(article.get_absolute_url()).text.partition("Related articles")[2]
    link = f'<a href="{other.get_absolute_url()}" lang="tr" dir="ltr">Another ferry</a>'
    assert link in page
