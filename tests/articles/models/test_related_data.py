"""What stands beside articles."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Author, Correction
from articles.models.related_data import AuthorRef, RelatedData, TagRef, load_related_data
from articles.publishing import revisions
from tests.factories import NOON, make_live

pytestmark = pytest.mark.django_db

Ask = Callable[[Article], RelatedData]


@pytest.fixture(params=["of many", "alone"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Return what asks for it, as of many articles or in the query of one."""
    if request.param == "alone":
        return lambda article: (
            Article.objects.with_related(in_one_query=True).get(pk=article.pk).related_data
        )
    return lambda article: load_related_data([article.pk])[article.pk]


def test_authors_stand_in_their_order_and_tags_by_name(ask: Ask) -> None:
    article = make_live(authors=("Ada", "Zoe"), tags=("tram", "harbour"))
    for byline in article.bylines.all():
        article.bylines.filter(pk=byline.pk).update(position=9 - byline.position)
    found = ask(article)
    assert [str(each) for each in found.authors] == ["Zoe", "Ada"]
    assert [str(each) for each in found.tags] == ["harbour", "tram"]


def test_an_author_is_told_with_affiliation_and_what_it_is(ask: Ask) -> None:
    article = make_live(authors=("Agency",))
    article.bylines.update(affiliation="The University")
    Author.objects.update(is_organisation=True)
    (told,) = ask(article).authors
    assert told == AuthorRef("Agency", "agency", is_organisation=True, affiliation="The University")
    assert told.is_organisation is True
    assert told.get_absolute_url() == "/authors/agency/"


def test_a_tag_is_told_with_its_key(ask: Ask) -> None:
    article = make_live(tags=("harbour",))
    (tag,) = article.tags.all()
    found = ask(article).tags
    assert found == (TagRef("harbour", "harbour", tag.pk),)
    assert found[0].get_absolute_url() == tag.get_absolute_url()


def test_notices_and_translations_are_only_known_to_be_there(ask: Ask) -> None:
    original = make_live()
    translation = make_live(translation_of=original)
    Correction.objects.create(
        article=translation,
        revision=revisions.get_working_revision(translation),
        kind=Correction.Kind.UPDATE,
        text="Notice.",
        place=Correction.Place.TOP,
        published_at=NOON,
    )
    assert ask(original) == RelatedData(has_translations=True)
    assert ask(translation) == RelatedData(has_corrections=True)
    assert [each.text for each in translation.notices] == ["Notice."]
    assert original.notices == []


@pytest.mark.parametrize("number", [0, 1, 2, 30])
def test_it_is_one_query_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    keys = [make_live(authors=("Ada",), tags=("a", "b")).pk for _ in range(number)]
    with django_assert_num_queries(int(number > 0)):
        found = load_related_data(keys)
    assert [len(found[key].tags) for key in keys] == [2] * number


def test_a_list_brings_it_along_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_live(authors=("Ada",))
    articles = Article.objects.with_related()
    with django_assert_num_queries(2):
        assert [each.name for article in articles for each in article.related_data.authors] == [
            "Ada"
        ]
        assert [len(article.related_data.authors) for article in articles] == [1]


@pytest.mark.parametrize("authors", [(), ("Ada",)])
def test_one_article_brings_it_along_in_its_own_query(
    django_assert_num_queries: DjangoAssertNumQueries, authors: tuple[str, ...]
) -> None:
    make_live(authors=("Zoe",))
    article = make_live(authors=authors)
    with django_assert_num_queries(1):
        found = Article.objects.with_related(in_one_query=True).get(pk=article.pk)
        assert tuple(str(each) for each in found.related_data.authors) == authors
        assert found.source is not None
