"""The names of languages."""

import pytest
from django.utils import translation

from articles.models.languages import get_language_name


@pytest.mark.parametrize(
    ("reader_language", "tag", "name"),
    [
        ("en", "de", "German"),
        ("tr", "de", "Almanca"),
        ("en", "tlh", "tlh"),  # Django does not know it
    ],
)
def test_a_language_is_named_in_the_language_of_the_reader(
    reader_language: str, tag: str, name: str
) -> None:
    with translation.override(reader_language):
        assert get_language_name(tag) == name
