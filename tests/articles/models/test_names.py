"""Sources and authors are found by any spelling of their names."""

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
def test_all_spellings_find_the_same_row(kind: Any, spelling: str) -> None:
    row = kind.objects.create(name="Hürriyet Daily News")
    assert kind.objects.find_by_name(spelling) == row
    assert kind.objects.get_or_create_by_name(spelling) == row


@BOTH
def test_an_alias_finds_the_row(kind: Any) -> None:
    row = kind.objects.create(name="Anadolu Ajansı")
    row.aliases.create(name="AA")
    assert kind.objects.get_or_create_by_name("aa") == row


@BOTH
def test_one_query_finds_many_by_names_and_aliases(
    kind: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agency, weekly = kind.objects.create(name="Anadolu Ajansı"), kind.objects.create(name="Agos")
    agency.aliases.create(name="AA")
    with django_assert_num_queries(1):
        rows = kind.objects.find_all_by_name(["aa", "ANADOLU AJANSI", "agos", "bianet"])
    assert rows == {"aa": agency, "ANADOLU AJANSI": agency, "agos": weekly}


@BOTH
def test_signs_tell_names_apart(kind: Any) -> None:
    names = ["Canal", "Canal+", "C++", "C#"]
    rows = [kind.objects.get_or_create_by_name(name) for name in names]
    assert [row.name for row in rows] == names
    assert [kind.objects.find_by_name(name) for name in ("CANAL", "canal +")] == rows[:2]
    assert [row.slug for row in rows] == ["canal", "canal-plus", "c-plus-plus", "c-sharp"]


@BOTH
def test_a_name_whose_folded_form_is_long_is_found(kind: Any) -> None:
    row = kind.objects.create(name="ﷺ" * 200)
    assert kind.objects.find_by_name("ﷺ" * 200) == row


@BOTH
def test_a_former_name_stays_an_alias(kind: Any) -> None:
    row = kind.objects.create(name="Old Name")
    row.name = "New Name"
    row.save()
    assert kind.objects.find_by_name("old name") == kind.objects.find_by_name("new name") == row
    assert row.slug == "old-name"


@BOTH
def test_a_new_row_gets_the_fields(kind: Any) -> None:
    created = kind.objects.get_or_create_by_name("New", about="Of note.")
    assert (created.name, created.slug, created.about) == ("New", "new", "Of note.")


@BOTH
def test_two_rows_cannot_share_a_name(kind: Any) -> None:
    kind.objects.create(name="Agos")
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.create(name="AGOS")
    assert kind.objects.count() == 1


@BOTH
def test_a_name_of_another_row_is_refused_with_that_row(kind: Any) -> None:
    row = kind.objects.create(name="Agos")
    row.full_clean()
    with pytest.raises(ValidationError, match="“agos” is already used for “Agos”"):
        kind(name="agos").full_clean()


@BOTH
def test_a_name_needs_a_letter(kind: Any) -> None:
    with pytest.raises(ValidationError, match="at least one letter"):
        kind(name="***").full_clean()


@pytest.mark.parametrize(("alias", "model"), [(SourceAlias, Source), (AuthorAlias, Author)])
def test_an_alias_of_another_row_is_refused(alias: Any, model: Any) -> None:
    model.objects.create(name="Agos")
    other = model.objects.create(name="Bianet")
    new = alias(name="AGOS", **{model.__name__.lower(): other})
    with pytest.raises(ValidationError, match="already uses this spelling"):
        new.full_clean()


def test_sources_and_aliases_are_shown_by_name() -> None:
    source = Source.objects.create(name="Agos")
    assert (str(source), str(source.aliases.get())) == ("Agos", "Agos")


@BOTH
def test_a_new_name_with_a_used_slug_gets_the_first_free_number(kind: Any) -> None:
    kind.objects.create(name="Harbour Authority", slug="port")
    assert kind.objects.get_or_create_by_name("Port").slug == "port-2"
    kind.objects.create(name="Quay", slug="pier")
    kind.objects.create(name="Mole", slug="pier-2")
    assert kind.objects.get_or_create_by_name("Pier").slug == "pier-3"


@BOTH
def test_a_slug_of_another_row_is_not_a_name(kind: Any) -> None:
    row = kind.objects.create(name="Harbour Authority", slug="port")
    created = kind.objects.get_or_create_by_name("Port")
    assert created != row
    assert kind.objects.get_or_create_by_name("PORT") == created


@BOTH
def test_an_emptied_slug_is_made_from_the_name(kind: Any) -> None:
    row = kind.objects.create(name="Agos", slug="weekly")
    for slug in ("", ""):
        row.slug = slug
        row.save()
    assert row.slug == "agos"


@BOTH
def test_a_numbered_slug_of_a_long_name_fits(kind: Any) -> None:
    name = "x" * 200
    kind.objects.create(name="Agos", slug="x" * 190)
    assert kind.objects.create(name=name).slug == "x" * 190 + "-2"


def create_at_once(own_name: str, **fields: Any) -> tuple[Source, Source]:
    """Get or create ``own_name`` while another process creates a source; return both sources.

    The other process commits only after this one has found nothing.
    """
    saved, looked = threading.Event(), threading.Event()

    def create() -> Source:
        with transaction.atomic():
            source = Source.objects.create(**fields)
            saved.set()
            looked.wait(0.5)
        return source

    def get_or_create() -> Source:
        saved.wait(10)
        return Source.objects.get_or_create_by_name(own_name)

    theirs, ours = run_at_once(create, get_or_create)
    return ours, theirs


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_name_that_another_process_creates_meanwhile_is_found() -> None:
    ours, theirs = create_at_once("AGOS", name="Agos")
    assert ours == theirs


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_slug_that_another_process_uses_meanwhile_is_numbered() -> None:
    ours, theirs = create_at_once("Port", name="Harbour Authority", slug="port")
    assert (ours.name, ours.slug, theirs.slug) == ("Port", "port-2", "port")


def test_a_known_charset_is_accepted() -> None:
    source = Source(name="Agos", encoding="windows-1254")
    source.full_clean()
    assert source.encoding == "windows-1254"


@pytest.mark.parametrize("value", ["klingon", "base64", "hex", "idna"])
def test_an_unknown_charset_is_refused(value: str) -> None:
    with pytest.raises(ValidationError, match=f"“{value}” is not a known charset"):
        Source(name="Agos", encoding=value).full_clean()
