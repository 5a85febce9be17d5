"""Model fields that migrations record as Django's own."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory

from articles.models import Article, Author, Source, Tag
from articles.models.fields import CharsetField, PublicURLField, UnicodeSlugField, WebURLField


@pytest.mark.parametrize(
    ("field", "recorded"),
    [
        (WebURLField(max_length=500), models.URLField(max_length=500)),
        (PublicURLField(max_length=500), models.URLField(max_length=500)),
        (UnicodeSlugField(max_length=9), models.SlugField(max_length=9, allow_unicode=True)),
        (CharsetField(max_length=40), models.CharField(max_length=40)),
    ],
)
def test_a_migration_records_djangos_field(
    field: models.Field[str, str], recorded: models.Field[str, str]
) -> None:
    _name, path, args, kwargs = field.deconstruct()
    _name, _path, expected_args, expected_kwargs = recorded.deconstruct()
    assert path == f"django.db.models.{type(recorded).__name__}"
    assert (args, kwargs) == (expected_args, expected_kwargs)


def test_a_name_of_no_charset_is_refused() -> None:
    with pytest.raises(ValidationError, match="“kiril” is not a known charset"):
        CharsetField(max_length=40).run_validators("kiril")


def read_errors(row: models.Model, name: str) -> list[str]:
    """Return the messages of the form's field of this name."""
    form = modelform_factory(type(row), fields=[name])({name: getattr(row, name)})
    return [str(message) for message in form.errors.get(name, [])]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [
        Article(slug="p\u0430ypal-м"),
        Source(slug="p\u0430ypal-м"),
        Author(slug="p\u0430ypal-м"),
        Tag(slug="p\u0430ypal-м"),
    ],
)
def test_a_form_names_the_letters_of_a_slug_that_looks_like_another(row: models.Model) -> None:
    message = (
        "The word “p\u0430ypal” mixes letters of two scripts that look alike: \u0430 (U+0430). "
        "Type it again in one script, or leave the address name empty to have one made."
    )
    assert read_errors(row, "slug") == [message]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["ferry-закрыт", "東京タワー", "երևան-2"])
def test_a_form_takes_slugs_of_any_script(slug: str) -> None:
    assert read_errors(Author(slug=slug), "slug") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "name"), [(Source(website="x"), "website"), (Article(), "source_address")]
)
def test_an_address_for_readers_is_of_the_web(row: models.Model, name: str) -> None:
    setattr(row, name, "ftp://a.example/")
    message = "Readers cannot open this address. It must begin with https:// or http://."
    assert read_errors(row, name) == [message]


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "name"), [(Source(), "website"), (Article(), "source_address")])
def test_an_address_for_readers_loses_user_name_and_password(row: models.Model, name: str) -> None:
    url = "https://user:word@a.example/@b"
    form = modelform_factory(type(row), fields=[name])({name: url})
    form.full_clean()
    assert form.cleaned_data[name] == "https://a.example/@b"
