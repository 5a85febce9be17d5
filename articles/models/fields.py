"""Model fields that migrations record as Django's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.parsing.charsets import find_charset
from articles.text.scripts import find_strangers
from articles.text.urls import remove_credentials


class WebURLField(models.URLField[str, str]):
    """A URLField whose form takes URLs without a scheme for https, on every version of Django."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        return _as_django_field(super().deconstruct(), "URLField")


class _PublicURLFormField(forms.URLField):
    def to_python(self, value: Any) -> str | None:
        url = super().to_python(value)
        return remove_credentials(url) if url else url


class PublicURLField(WebURLField):
    """A WebURLField that readers see: http or https, and without user name and password."""

    default_validators = [
        URLValidator(
            schemes=["http", "https"],
            code="no_web_address",
            message=_("Readers cannot open this address. It must begin with https:// or http://."),
        )
    ]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": _PublicURLFormField, **kwargs})


def validate_scripts(value: str) -> None:
    """Raise ValidationError for a word that mixes scripts, as one that looks like another does."""
    for word, letters in find_strangers(value).items():
        names = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters)
        message = _(
            "The word “%(word)s” mixes letters of two scripts that look alike: %(letters)s. Type "
            "it again in one script, or leave the address name empty to have one made."
        )
        raise ValidationError(message, params={"word": word, "letters": names})


class UnicodeSlugField(models.SlugField[str, str]):
    """A SlugField of letters of any script, but of one script in each word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "allow_unicode": True})
        self.validators.append(validate_scripts)  # as CharField adds that of the length

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        return _as_django_field(super().deconstruct(), "SlugField")


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
