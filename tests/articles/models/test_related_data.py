"""Authors, tags and other related data of articles, loaded for one or for many."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Author, Correction
from articles.models.related_data import AuthorRef, RelatedData, TagRef, load_related_data
from articles.publishing import revisions
from tests.factories import NOON, make_live

pytestmark = pytest.mark.django_db

Load = Callable[[Article], RelatedData]


@pytest.fixture(params=["of many", "of one"])
def load(request: pytest.FixtureRequest) -> Load:
    """Return the function that loads the data, as for many articles or in the query of one."""
    if request.param == "of one":
        return lambda article: (
            Article.objects.with_related(in_one_query=True).get(pk=article.pk).related_data
        )
    return lambda article: load_related_data([article.pk])[article.pk]


def test_authors_are_in_their_order_and_tags_sorted_by_name(load: Load) -> None:
    article = make_live(authors=("Ada", "Zoe"), tags=("tram", "harbour"))
    for byline in article.bylines.all():
        article.bylines.filter(pk=byline.pk).update(position=9 - byline.position)
    related = load(article)
    assert [str(each) for each in related.authors] == ["Zoe", "Ada"]
    assert [str(each) for each in related.tags] == ["harbour", "tram"]


def test_an_author_has_an_affiliation_and_may_be_an_organisation(load: Load) -> None:
    article = make_live(authors=("Agency",))
    article.bylines.update(affiliation="The University")
    Author.objects.update(is_organisation=True)
    (author,) = load(article).authors
    assert author == AuthorRef(
        "Agency", "agency", is_organisation=True, affiliation="The University"
    )
    assert author.is_organisation is True
    assert author.get_absolute_url() == "/authors/agency/"


def test_a_tag_has_its_id_and_its_url(load: Load) -> None:
    article = make_live(tags=("harbour",))
    (tag,) = article.tags.all()
    tags = load(article).tags
    assert tags == (TagRef("harbour", "harbour", tag.pk),)
    assert tags[0].get_absolute_url() == tag.get_absolute_url()


def test_corrections_and_translations_are_flags(load: Load) -> None:
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
    assert load(original) == RelatedData(has_translations=True)
    assert load(translation) == RelatedData(has_corrections=True)
    assert [each.text for each in translation.notices] == ["Notice."]
    assert original.notices == []


@pytest.mark.parametrize("number", [0, 1, 2, 30])
def test_any_number_of_articles_takes_one_query(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    ids = [make_live(authors=("Ada",), tags=("a", "b")).pk for _ in range(number)]
    with django_assert_num_queries(int(number > 0)):
        related_data = load_related_data(ids)
    assert [len(related_data[pk].tags) for pk in ids] == [2] * number


def test_a_list_loads_it_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_live(authors=("Ada",))
    articles = Article.objects.with_related()
    with django_assert_num_queries(2):
        assert [each.name for article in articles for each in article.related_data.authors] == [
            "Ada"
        ]
        assert [len(article.related_data.authors) for article in articles] == [1]


@pytest.mark.parametrize("authors", [(), ("Ada",)])
def test_one_article_can_load_it_in_its_own_query(
    django_assert_num_queries: DjangoAssertNumQueries, authors: tuple[str, ...]
) -> None:
    make_live(authors=("Zoe",))
    article = make_live(authors=authors)
    with django_assert_num_queries(1):
        loaded = Article.objects.with_related(in_one_query=True).get(pk=article.pk)
        assert tuple(str(each) for each in loaded.related_data.authors) == authors
        assert loaded.source is not None
