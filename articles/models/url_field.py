"""Web addresses, as the tables hold them."""

from typing import Any

from django import forms
from django.db import models


class AddressField(models.URLField[str, str]):
    """An address that is taken for https where its scheme is left out, on every Django."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
