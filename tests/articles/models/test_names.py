"""One name, however it is spelt."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import Author, AuthorAlias, Source, SourceAlias

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("kind", [Source, Author])


@BOTH
@pytest.mark.parametrize(
    "spelling",
    ["Hürriyet Daily News", "Hurriyet Daily News", "HÜRRİYET  DAILY NEWS", "hürriyet daily-news"],
)
def test_spellings_are_one(kind: Any, spelling: str) -> None:
    known = kind.objects.create(name="Hürriyet Daily News")
    assert kind.objects.called(spelling) == known
    assert kind.objects.get_or_make(spelling) == known


@BOTH
def test_an_alias_is_as_good_as_the_name(kind: Any) -> None:
    known = kind.objects.create(name="Anadolu Ajansı")
    known.aliases.create(name="AA")
    assert kind.objects.get_or_make("aa") == known


@BOTH
def test_a_name_stays_an_alias_when_it_changes(kind: Any) -> None:
    known = kind.objects.create(name="Old Name")
    known.name = "New Name"
    known.save()
    assert kind.objects.called("old name") == kind.objects.called("new name") == known
    assert known.slug == "old-name"


@BOTH
def test_a_new_name_is_made_with_its_fields(kind: Any) -> None:
    made = kind.objects.get_or_make("New", about="Of note.")
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


def test_a_name_made_elsewhere_in_between_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the making, another process makes the same source."""
    known = Source.objects.create(name="Agos")
    monkeypatch.setattr(type(Source.objects.all()), "called", lambda _self, _name: None)
    assert Source.objects.get_or_make("AGOS") == known


def test_a_source_has_a_charset_that_is_one() -> None:
    source = Source(name="Agos", encoding="windows-1254")
    source.full_clean()
    assert source.encoding == "windows-1254"


@pytest.mark.parametrize("value", ["klingon", "base64", "hex", "idna"])
def test_what_is_no_charset_is_told(value: str) -> None:
    with pytest.raises(ValidationError, match=f"“{value}” is no charset. Write one such as"):
        Source(name="Agos", encoding=value).full_clean()
