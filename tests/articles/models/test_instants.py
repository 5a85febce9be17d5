"""The range of our instants and of source days: what tables and forms take."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import Article
from articles.vocabulary import FIRST_INSTANT, FIRST_SOURCE_DAY, LAST_INSTANT, LAST_SOURCE_DAY
from tests.factories import make_article

INSTANTS = (
    *("published_at", "updated_at", "publish_at", "expire_at", "embargoed_until"),
    *("withdrawn_at", "created_at"),
)
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
IN_RANGE: list[dict[str, Any]] = [
    *({name: each} for name in INSTANTS for each in (FIRST_INSTANT, LAST_INSTANT)),
    {"source_date": FIRST_SOURCE_DAY, "source_date_precision": "day"},
    {"source_date": LAST_SOURCE_DAY, "source_date_precision": "day"},
]
OUT_OF_RANGE: list[dict[str, Any]] = [
    *({name: e} for name in INSTANTS for e in (FIRST_INSTANT - TICK, LAST_INSTANT + TICK)),
    {"source_date": FIRST_SOURCE_DAY - DAY, "source_date_precision": "day"},
    {"source_date": LAST_SOURCE_DAY + DAY, "source_date_precision": "day"},
    {
        "source_date": LAST_SOURCE_DAY,
        "source_date_end": LAST_SOURCE_DAY + DAY,
        "source_date_precision": "range",
    },
]


@pytest.mark.django_db
@pytest.mark.parametrize("columns", IN_RANGE)
def test_the_table_takes_the_ends_of_the_range(columns: dict[str, Any]) -> None:
    assert Article.objects.filter(pk=make_article().pk).update(**columns) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("columns", OUT_OF_RANGE)
def test_the_table_takes_nothing_out_of_the_range(columns: dict[str, Any]) -> None:
    rows = Article.objects.filter(pk=make_article().pk)
    with pytest.raises(IntegrityError, match="_in_range"), transaction.atomic():
        rows.update(**columns)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("publish_at", FIRST_INSTANT - TICK, "Choose a time in the years from 1900 to 2200."),
        ("expire_at", LAST_INSTANT + TICK, "Choose a time in the years from 1900 to 2200."),
        (
            "embargoed_until",
            datetime.min.replace(tzinfo=UTC),
            "Choose a time in the years from 1900 to 2200.",
        ),
        ("source_date", date.min, "Choose a day in the years from 1600 to 2200."),
        ("source_date_end", date.max, "Choose a day in the years from 1600 to 2200."),
    ],
)
def test_a_form_says_which_years_are_possible(name: str, value: Any, message: str) -> None:
    with pytest.raises(ValidationError) as error:
        Article._meta.get_field(name).run_validators(value)  # type: ignore[union-attr] # all are columns
    assert error.value.messages == [message]
