"""Queries that Django writes once: each time that they are asked, only their values change."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, QuerySet, Value
from django.utils import timezone

Asked = TypeVar("Asked", bound=QuerySet[Any])

# What stands in the written query for the values to come.
INSTANT_PLACEHOLDER: Final = datetime(9999, 12, 31, tzinfo=UTC)
OTHER_INSTANT_PLACEHOLDER: Final = datetime(9999, 12, 30, tzinfo=UTC)
TEXT_PLACEHOLDER: Final = "a text"
ID_PLACEHOLDER: Final = -1
IDS_PLACEHOLDER: Final = (-1, -2)


class ExecutionTime(Value):
    """The clock when the query is asked, which may have been begun long before."""

    def __init__(self) -> None:
        super().__init__(None, output_field=DateTimeField())

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return Value(timezone.now(), self.output_field).as_sql(*args, **kwargs)


class CompiledQuery(Generic[Asked]):
    """The query that ``make`` returns, which has the marks above where its values are to stand.

    Django takes longer to write a query of many columns than a database to answer it.
    """

    def __init__(self, make: Callable[[], Asked]) -> None:
        self.make = make

    @cached_property
    def _written(self) -> tuple[Asked, Any, str, tuple[Any, ...]]:
        queryset = self.make()
        compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda _columns: converters
        return queryset, compiler, sql, params

    def bind(self, values: Mapping[Any, Any]) -> Asked:
        """Return the rows for these values of the marks."""
        queryset, written, *_ = self._written
        given = self.bind_sql(values)
        compiler = copy(written)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_kwargs: given
        rows = queryset.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign] # of this one alone
        return rows

    def bind_sql(self, values: Mapping[Any, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the statement, and what it is told for these values of the marks."""
        *_, sql, params = self._written
        database = connections[DEFAULT_DB_ALIAS]
        told = {_adapted(key, database): _adapted(value, database) for key, value in values.items()}
        return sql, tuple(told.get(each, each) for each in params)


def _adapted(value: Any, database: BaseDatabaseWrapper) -> Any:
    """Return the value as the database takes it."""
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    return value
