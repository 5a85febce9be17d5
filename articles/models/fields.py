"""Model fields that migrations record as Django's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.parsing.charsets import find_charset


class WebURLField(models.URLField[str, str]):
    """A URLField whose form takes URLs without a scheme for https, on every version of Django."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        return _as_django_field(super().deconstruct(), "URLField")


def validate_charset(value: str) -> None:
    """Raise ValidationError for a name that Python has no codec for."""
    if not find_charset(value):
        message = _("“%(value)s” is not a known charset. Try windows-1254 or iso-8859-9.")
        raise ValidationError(message, params={"value": value})


class CharsetField(models.CharField[str, str]):
    """The name of a character set that the parsers can read."""

    default_validators = [validate_charset]

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        return _as_django_field(super().deconstruct(), "CharField")


def _as_django_field(
    deconstructed: tuple[str, str, Sequence[Any], dict[str, Any]], name: str
) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
    """Return what ``deconstruct`` returned as that of Django's field, without validators."""
    field_name, _path, args, kwargs = deconstructed
    kwargs.pop("validators", None)
    return field_name, f"django.db.models.{name}", args, kwargs
