"""Tags: one for all spellings of a name, with slugs in any script."""

import threading

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from articles.models import Tag
from tests.factories import make_article
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Iğdır", "igdir"),
        ("İstanbul Boğazı", "istanbul-bogazi"),
        ("Երևան", "երեվան"),
        ("Москва", "москва"),
        ("Толстой", "толстой"),
        ("Bakı", "baki"),
        ("C++", "c-plus-plus"),
    ],
)
def test_slugs_work_in_every_script(name: str, slug: str) -> None:
    tag = Tag.objects.get_or_create_by_names([name])[0]
    assert (tag.name, tag.slug, tag.get_absolute_url().startswith("/tags/")) == (name, slug, True)


def test_all_spellings_find_the_same_tag() -> None:
    first = Tag.objects.get_or_create_by_names(["Türkiye"])
    assert Tag.objects.get_or_create_by_names(["TÜRKİYE", "turkiye"]) == first
    assert [tag.name for tag in first] == ["Türkiye"]


def test_signs_tell_tags_apart() -> None:
    names = ["C", "C++", "C#", "Canal", "Canal+", "R&D", "R D"]
    for _ in range(2):
        assert [tag.name for tag in Tag.objects.get_or_create_by_names(names)] == names
    slugs = ["c", "c-plus-plus", "c-sharp", "canal", "canal-plus", "r-and-d", "r-d"]
    assert list(Tag.objects.order_by("pk").values_list("slug", flat=True)) == slugs


def test_tags_come_in_the_order_of_their_names_each_once() -> None:
    Tag.objects.get_or_create_by_names(["b"])
    assert [tag.name for tag in Tag.objects.get_or_create_by_names(["c", "b", "a", "C"])] == [
        "c",
        "b",
        "a",
    ]


@pytest.mark.parametrize("name", ["Harbour", "HARBOUR", "harbour!", "port", "Port"])
def test_a_tag_is_found_by_its_name_and_by_its_slug(name: str) -> None:
    tag = Tag.objects.create(name="Harbour", slug="port")
    assert Tag.objects.get_or_create_by_names([name]) == [tag]


def test_a_renamed_tag_is_found_by_its_new_name_and_by_its_slug() -> None:
    (tag,) = Tag.objects.get_or_create_by_names(["Harbor"])
    tag.name = "Harbour"
    tag.save(update_fields=["name", "folded_name"])
    assert Tag.objects.get_or_create_by_names(["Harbour", "harbor"]) == [tag]


def test_a_name_takes_precedence_over_the_slug_of_another_tag() -> None:
    harbour = Tag.objects.create(name="Harbour", slug="port")
    port = Tag.objects.create(name="Port", slug="docks")
    assert Tag.objects.get_or_create_by_names(["Port", "Docks", "Harbour"]) == [port, harbour]


def test_of_two_tags_with_one_folded_name_the_older_is_found() -> None:
    first = Tag.objects.create(name="Iğdır", slug="a")
    Tag.objects.create(name="İğdir", slug="b")
    assert Tag.objects.get_or_create_by_names(["igdir"]) == [first]


def test_a_new_tag_with_a_used_slug_gets_a_number() -> None:
    """Slugs are cut, names are not."""
    names = [f"{'x' * 80} {number}" for number in (1, 2, 3)]
    tags = Tag.objects.get_or_create_by_names(names)
    assert [tag.name for tag in tags] == names
    assert [tag.slug for tag in tags] == ["x" * 80, "x" * 80 + "-2", "x" * 80 + "-3"]
    assert Tag.objects.get_or_create_by_names(names) == tags


@pytest.mark.parametrize("number", [1, 3, 20])
def test_one_query_finds_existing_tags(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for i in range(number):
        Tag.objects.create(name=f"Tag {i}", slug=f"other-{i}")
    with django_assert_num_queries(1):
        Tag.objects.get_or_create_by_names([f"TAG {i}" for i in range(number)])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(
    ("theirs", "ours", "slug"),
    [("Port", "PORT", "port"), ("x" * 80 + " 1", "x" * 80 + " 2", "x" * 80 + "-2")],
    ids=["the same", "one with its slug"],
)
def test_a_tag_that_another_process_creates_meanwhile_is_found(
    theirs: str, ours: str, slug: str
) -> None:
    saved, looked = threading.Event(), threading.Event()

    def create() -> None:
        with transaction.atomic():
            Tag.objects.get_or_create_by_names([theirs])
            saved.set()
            looked.wait(0.5)

    def get_or_create() -> Tag:
        saved.wait(10)
        return Tag.objects.get_or_create_by_names([ours])[0]

    assert run_at_once(create, get_or_create)[1].slug == slug


def test_names_without_letters_create_no_tag() -> None:
    assert Tag.objects.get_or_create_by_names(["***", " "]) == []


def test_a_tag_saved_without_a_slug_gets_one_numbered_if_used() -> None:
    assert Tag.objects.create(name="Iğdır").slug == "igdir"
    assert Tag.objects.create(name="İğdir").slug == "igdir-1"


def test_an_article_has_its_tags() -> None:
    article = make_article(tags=("b", "a"))
    assert {tag.name for tag in article.tags.all()} == {"a", "b"}
