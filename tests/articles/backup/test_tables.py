"""Every table of the database is in a backup, or is left out for a reason that is written down."""

import pytest
from django.db import connection, models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.backup.rows import PLAIN, find_kind
from articles.backup.tables import LEFT_OUT, get_rows, list_fields, list_models

pytestmark = pytest.mark.django_db


def test_no_table_is_forgotten() -> None:
    tables = {*connection.introspection.table_names()}
    held = {model._meta.db_table for model in list_models()}
    assert tables - held - LEFT_OUT.keys() == set()
    assert held - tables == set()


def test_no_row_refers_to_a_table_that_is_left_out() -> None:
    referred = {
        field.related_model._meta.db_table
        for model in list_models()
        for field in list_fields(model)
        if isinstance(field, models.ForeignKey)
    }
    assert referred & LEFT_OUT.keys() == set()


def test_every_column_is_of_a_kind_that_can_be_written_and_read() -> None:
    kinds = (*PLAIN, models.BinaryField, models.DateField, models.DecimalField, models.UUIDField)
    fields = [find_kind(field) for model in list_models() for field in list_fields(model)]
    others = (models.GenericIPAddressField, models.FileField, models.DurationField)
    assert [
        each for each in fields if not isinstance(each, kinds) or isinstance(each, others)
    ] == []


def test_every_key_has_the_same_order_on_both_engines() -> None:
    keys = [find_kind(model._meta.pk) for model in list_models()]
    assert [
        key for key in keys if not isinstance(key, models.IntegerField | models.UUIDField)
    ] == []


def test_tasks_that_ended_are_left_out() -> None:
    for status in ("READY", "RUNNING", "SUCCESSFUL", "FAILED"):
        DBTaskResult.objects.create(status=status, args_kwargs={}, run_after=timezone.now())
    statuses = get_rows(DBTaskResult).values_list("status", flat=True)
    assert sorted(statuses) == ["READY", "RUNNING"]
