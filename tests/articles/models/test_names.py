"""One name, however it is spelt."""

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from articles.models import Author, AuthorAlias, Source, SourceAlias
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("kind", [Source, Author])


@BOTH
@pytest.mark.parametrize(
    "spelling",
    ["Hürriyet Daily News", "Hurriyet Daily News", "HÜRRİYET  DAILY NEWS", "hürriyet daily-news"],
)
def test_spellings_are_one(kind: Any, spelling: str) -> None:
    known = kind.objects.create(name="Hürriyet Daily News")
    assert kind.objects.find_by_name(spelling) == known
    assert kind.objects.get_or_create_by_name(spelling) == known


@BOTH
def test_an_alias_is_as_good_as_the_name(kind: Any) -> None:
    known = kind.objects.create(name="Anadolu Ajansı")
    known.aliases.create(name="AA")
    assert kind.objects.get_or_create_by_name("aa") == known


@BOTH
def test_many_are_found_by_names_and_aliases_in_one_query(
    kind: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agency, weekly = kind.objects.create(name="Anadolu Ajansı"), kind.objects.create(name="Agos")
    agency.aliases.create(name="AA")
    with django_assert_num_queries(1):
        found = kind.objects.find_all_by_name(["aa", "anadolu ajansi", "agos", "bianet"])
    assert found == {"aa": agency, "anadolu ajansi": agency, "agos": weekly}


@BOTH
def test_a_name_stays_an_alias_when_it_changes(kind: Any) -> None:
    known = kind.objects.create(name="Old Name")
    known.name = "New Name"
    known.save()
    assert kind.objects.find_by_name("old name") == kind.objects.find_by_name("new name") == known
    assert known.slug == "old-name"


@BOTH
def test_a_new_name_is_made_with_its_fields(kind: Any) -> None:
    made = kind.objects.get_or_create_by_name("New", about="Of note.")
    assert (made.name, made.slug, made.about) == ("New", "new", "Of note.")


@BOTH
def test_two_of_a_kind_cannot_have_one_name(kind: Any) -> None:
    kind.objects.create(name="Agos")
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.create(name="AGOS")
    assert kind.objects.count() == 1


@BOTH
def test_an_editor_is_told_whose_name_it_is(kind: Any) -> None:
    known = kind.objects.create(name="Agos")
    known.full_clean()
    with pytest.raises(ValidationError, match="“agos” is already a name of “Agos”"):
        kind(name="agos").full_clean()


@BOTH
def test_a_name_needs_a_letter(kind: Any) -> None:
    with pytest.raises(ValidationError, match="at least one letter"):
        kind(name="***").full_clean()


@pytest.mark.parametrize(("alias", "whose"), [(SourceAlias, Source), (AuthorAlias, Author)])
def test_an_alias_that_is_taken_is_told(alias: Any, whose: Any) -> None:
    whose.objects.create(name="Agos")
    other = whose.objects.create(name="Bianet")
    new = alias(name="AGOS", **{whose.__name__.lower(): other})
    with pytest.raises(ValidationError, match="already has this spelling"):
        new.full_clean()


def test_names_and_aliases_are_shown_as_written() -> None:
    source = Source.objects.create(name="Agos")
    assert (str(source), str(source.aliases.get())) == ("Agos", "Agos")


@BOTH
def test_a_new_name_whose_slug_is_taken_gets_the_first_free_numbered_one(kind: Any) -> None:
    kind.objects.create(name="Harbour Authority", slug="port")
    assert kind.objects.get_or_create_by_name("Port").slug == "port-2"
    kind.objects.create(name="Quay", slug="pier")
    kind.objects.create(name="Mole", slug="pier-2")
    assert kind.objects.get_or_create_by_name("Pier").slug == "pier-3"


@BOTH
def test_a_slug_that_is_taken_is_no_name(kind: Any) -> None:
    known = kind.objects.create(name="Harbour Authority", slug="port")
    made = kind.objects.get_or_create_by_name("Port")
    assert made != known
    assert kind.objects.get_or_create_by_name("PORT") == made


@BOTH
def test_a_slug_that_is_emptied_is_made_again_from_the_name(kind: Any) -> None:
    known = kind.objects.create(name="Agos", slug="weekly")
    for slug in ("", ""):
        known.slug = slug
        known.save()
    assert known.slug == "agos"


@BOTH
def test_a_numbered_slug_of_a_long_name_fits(kind: Any) -> None:
    name = "x" * 200
    kind.objects.create(name="Agos", slug="x" * 190)
    assert kind.objects.create(name=name).slug == "x" * 190 + "-2"


def made_meanwhile(asked: str, **fields: Any) -> tuple[Source, Source]:
    """Return the source that is made while another process makes one, and that one.

    The process that makes the other commits it only after this one has looked in vain.
    """
    saved, looked = threading.Event(), threading.Event()

    def make() -> Source:
        with transaction.atomic():
            source = Source.objects.create(**fields)
            saved.set()
            looked.wait(0.5)
        return source

    def ask() -> Source:
        saved.wait(10)
        return Source.objects.get_or_create_by_name(asked)

    theirs, ours = run_at_once(make, ask)
    return ours, theirs


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_name_made_elsewhere_in_between_is_found() -> None:
    ours, theirs = made_meanwhile("AGOS", name="Agos")
    assert ours == theirs


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_slug_taken_elsewhere_in_between_is_numbered() -> None:
    ours, theirs = made_meanwhile("Port", name="Harbour Authority", slug="port")
    assert (ours.name, ours.slug, theirs.slug) == ("Port", "port-2", "port")


def test_a_source_has_a_charset_that_is_one() -> None:
    source = Source(name="Agos", encoding="windows-1254")
    source.full_clean()
    assert source.encoding == "windows-1254"


@pytest.mark.parametrize("value", ["klingon", "base64", "hex", "idna"])
def test_what_is_no_charset_is_told(value: str) -> None:
    with pytest.raises(ValidationError, match=f"“{value}” is no charset. Write one such as"):
        Source(name="Agos", encoding=value).full_clean()
