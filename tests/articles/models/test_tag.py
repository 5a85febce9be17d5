"""Tags: one for all spellings, with slugs in every script."""

import pytest

from articles.models import Tag
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Iğdır", "igdir"),
        ("İstanbul Boğazı", "istanbul-bogazi"),
        ("Երևան", "երեւան"),
        ("Москва", "москва"),
        ("Толстой", "толстой"),
        ("Bakı", "baki"),
        ("C++", "c"),
    ],
)
def test_slugs_work_in_every_script(name: str, slug: str) -> None:
    tag = Tag.objects.called([name])[0]
    assert (tag.name, tag.slug, tag.get_absolute_url().startswith("/tags/")) == (name, slug, True)


def test_spellings_are_one_tag() -> None:
    first = Tag.objects.called(["Türkiye"])
    assert Tag.objects.called(["TÜRKİYE", "turkiye"]) == first
    assert [tag.name for tag in first] == ["Türkiye"]


def test_tags_come_in_the_order_of_their_names_each_once() -> None:
    Tag.objects.called(["b"])
    assert [tag.name for tag in Tag.objects.called(["c", "b", "a", "C"])] == ["c", "b", "a"]


def test_names_without_letters_make_no_tag() -> None:
    assert Tag.objects.called(["***", " "]) == []


def test_a_tag_made_in_the_admin_gets_our_slug_and_a_number_where_it_is_taken() -> None:
    assert Tag.objects.create(name="Iğdır").slug == "igdir"
    assert Tag.objects.create(name="İğdir").slug == "igdir-1"


def test_an_article_has_its_tags() -> None:
    article = make_article(tags=("b", "a"))
    assert {tag.name for tag in article.tags.all()} == {"a", "b"}
