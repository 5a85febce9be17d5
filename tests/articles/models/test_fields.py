"""Model fields that migrations record as Django's own."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from articles.models.fields import CharsetField, WebURLField


@pytest.mark.parametrize(
    ("field", "recorded"),
    [
        (WebURLField(max_length=500), models.URLField(max_length=500)),
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
