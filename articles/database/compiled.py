"""Queries that Django compiles to SQL once; only their values differ from one use to the next."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, QuerySet, Value
from django.utils import timezone

QuerySetT = TypeVar("QuerySetT", bound=QuerySet[Any])

# Placeholders: values that stand in a compiled query for those of each use.
INSTANT_PLACEHOLDER: Final = datetime(9999, 12, 31, tzinfo=UTC)
OTHER_INSTANT_PLACEHOLDER: Final = datetime(9999, 12, 30, tzinfo=UTC)
TEXT_PLACEHOLDER: Final = "a text"
ID_PLACEHOLDER: Final = -1
IDS_PLACEHOLDER: Final = (-1, -2)


class ExecutionTime(Value):
    """The present instant when the query is executed, however long before it was built."""

    def __init__(self) -> None:
        super().__init__(None, output_field=DateTimeField())

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return Value(timezone.now(), self.output_field).as_sql(*args, **kwargs)


class CompiledQuery(Generic[QuerySetT]):
    """The query that ``build`` returns, with placeholders where values are to stand.

    Django takes longer to compile a query of many columns than a database to answer it.
    """

    def __init__(self, build: Callable[[], QuerySetT]) -> None:
        self.build = build

    @cached_property
    def _compiled(self) -> tuple[QuerySetT, Any, str, tuple[Any, ...]]:
        queryset = self.build()
        compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        # Django would look them up again for every execution.
        compiler.get_converters = lambda _columns: converters
        return queryset, compiler, sql, params

    def bind(self, values: Mapping[Any, Any]) -> QuerySetT:
        """Return the queryset with a value for each placeholder."""
        queryset, original_compiler, *_ = self._compiled
        statement = self.bind_sql(values)
        compiler = copy(original_compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_kwargs: statement
        rows = queryset.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign] # of this one alone
        return rows

    def bind_sql(self, values: Mapping[Any, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL and its parameters with a value for each placeholder."""
        *_, sql, params = self._compiled
        database = connections[DEFAULT_DB_ALIAS]
        adapted = {_adapt(old, database): _adapt(new, database) for old, new in values.items()}
        return sql, tuple(adapted.get(param, param) for param in params)


def _adapt(value: Any, database: BaseDatabaseWrapper) -> Any:
    """Return the value as Django passes it to the database's driver."""
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    return value
