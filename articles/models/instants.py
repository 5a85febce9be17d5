"""The range of our instants and of source days, as validators of forms and as table constraints."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.vocabulary import (
    FIRST_INSTANT,
    FIRST_SOURCE_DAY,
    LAST_INSTANT,
    LAST_SOURCE_DAY,
    is_instant_in_range,
    is_source_day_in_range,
)

INSTANT_OUT_OF_RANGE = _("Choose a time in the years from 1900 to 2200.")
_DAY_OUT_OF_RANGE = _("Choose a day in the years from 1600 to 2200.")


def validate_instant(instant: datetime) -> None:
    """Raise ValidationError for an instant that no column of ours may hold."""
    if not is_instant_in_range(instant):
        raise ValidationError(INSTANT_OUT_OF_RANGE, code="out_of_range")


def validate_source_day(day: date) -> None:
    """Raise ValidationError for a day that no source can have published on."""
    if not is_source_day_in_range(day):
        raise ValidationError(_DAY_OUT_OF_RANGE, code="out_of_range")


def constrain_instants(names: Collection[str], *, name: str) -> models.CheckConstraint:
    """Return the constraint that the instants in these columns are in the range; NULL passes."""
    return models.CheckConstraint(
        condition=_are_between(names, FIRST_INSTANT, LAST_INSTANT),
        name=name,
        violation_error_message=INSTANT_OUT_OF_RANGE,
    )


def constrain_source_days(names: Collection[str], *, name: str) -> models.CheckConstraint:
    """Return the constraint that the days in these columns are in the range; NULL passes."""
    return models.CheckConstraint(
        condition=_are_between(names, FIRST_SOURCE_DAY, LAST_SOURCE_DAY),
        name=name,
        violation_error_message=_DAY_OUT_OF_RANGE,
    )


def _are_between(names: Collection[str], first: Any, last: Any) -> Q:
    return Q(**{f"{name}__range": (first, last) for name in names})
