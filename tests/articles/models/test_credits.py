"""What stands beside articles."""

import pytest
from pytest_django import DjangoAssertNumQueries

from articles import revisions
from articles.models import Article, Author, Correction
from articles.models.credits import Beside, Credited, Tagged, beside
from tests.factories import NOON, make_live

pytestmark = pytest.mark.django_db


def test_authors_stand_in_their_order_and_tags_by_name() -> None:
    article = make_live(authors=("Zoe", "Ada"), tags=("tram", "harbour"))
    found = beside([article.pk])[article.pk]
    assert [str(each) for each in found.credited] == ["Zoe", "Ada"]
    assert [str(each) for each in found.tags] == ["harbour", "tram"]


def test_an_author_is_told_with_affiliation_and_what_it_is() -> None:
    article = make_live(authors=("Agency",))
    article.bylines.update(affiliation="The University")
    Author.objects.update(is_organisation=True)
    (told,) = beside([article.pk])[article.pk].credited
    assert told == Credited("Agency", "agency", is_organisation=True, affiliation="The University")
    assert told.is_organisation is True
    assert told.get_absolute_url() == "/authors/agency/"


def test_a_tag_is_told_with_its_key() -> None:
    article = make_live(tags=("harbour",))
    (tag,) = article.tags.all()
    assert article.beside.tags == (Tagged("harbour", "harbour", tag.pk),)
    assert article.beside.tags[0].get_absolute_url() == tag.get_absolute_url()


def test_notices_and_translations_are_only_known_to_be_there() -> None:
    original = make_live()
    translation = make_live(translation_of=original)
    Correction.objects.create(
        article=translation,
        revision=revisions.working(translation),
        kind=Correction.Kind.UPDATE,
        text="Notice.",
        place=Correction.Place.TOP,
        published_at=NOON,
    )
    found = beside([original.pk, translation.pk])
    assert found[original.pk] == Beside(is_translated=True)
    assert found[translation.pk] == Beside(has_notices=True)
    assert [each.text for each in translation.notices] == ["Notice."]
    assert original.notices == []


@pytest.mark.parametrize("number", [0, 1, 2, 30])
def test_it_is_one_query_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    keys = [make_live(authors=("Ada",), tags=("a", "b")).pk for _ in range(number)]
    with django_assert_num_queries(int(number > 0)):
        found = beside(keys)
    assert [len(found[key].tags) for key in keys] == [2] * number


def test_a_list_brings_it_along_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_live(authors=("Ada",))
    articles = Article.objects.with_credits()
    with django_assert_num_queries(2):
        assert [each.name for article in articles for each in article.beside.credited] == ["Ada"]
        assert [len(article.beside.credited) for article in articles] == [1]
