"""Rows as lines of JSON: one array for each row, the same from every database.

Instants are in UTC with microseconds, bytes in base64, JSON columns as they are with sorted keys. A
JSON column that may be NULL holds an array of one value, so that NULL and JSON's null differ.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import F
from django.db.models.functions import Cast

from articles.backup.problems import BackupError
from articles.backup.tables import AnyField, get_rows, list_fields
from articles.database.bulk_insert import EncodedJSON

# The longest line, in bytes: reading one takes some times this much memory.
LINE_LIMIT: Final = 256 * 2**20
# Rows that are fetched at once, and rows with bytes, each of which may have a megabyte.
_CHUNK, _CHUNK_WITH_BYTES = 500, 20

# By type of value, how it is written.
_ENCODERS: Final[Mapping[type, Callable[[Any], str]]] = {
    datetime: lambda value: value.astimezone(UTC).isoformat(timespec="microseconds"),
    date: date.isoformat,
    bytes: lambda value: b64encode(value).decode(),
    memoryview: lambda value: b64encode(value).decode(),
    UUID: str,
    Decimal: str,
}
# By kind of field, how a value is read again; the first that fits.
_DECODERS: Final[Mapping[type[AnyField], Callable[[str], Any]]] = {
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: date.fromisoformat,
    models.BinaryField: partial(b64decode, validate=True),
    models.UUIDField: UUID,
    models.DecimalField: Decimal,
}
# Kinds of fields whose values JSON has.
PLAIN: Final = (
    models.BooleanField,
    models.CharField,
    models.FloatField,
    models.IntegerField,
    models.JSONField,
    models.TextField,
)


def _encode_value(value: object) -> str:
    return _ENCODERS[type(value)](value)


_FORMAT: Final[Mapping[str, Any]] = {
    "allow_nan": False,
    "separators": (",", ":"),
    "sort_keys": True,
    "default": _encode_value,
}
_encode: Final = json.JSONEncoder(ensure_ascii=False, **_FORMAT).encode
_encode_in_ascii: Final = json.JSONEncoder(ensure_ascii=True, **_FORMAT).encode


def _parse_float(text: str) -> float | int:
    """Return the number, as an integer where PostgreSQL would write it without an exponent."""
    number = float(text)
    if number.is_integer() and abs(number) < 1e16:
        return number or 0.0  # PostgreSQL knows no -0.0
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else number


_decode_json: Final = json.JSONDecoder(parse_float=_parse_float).decode


def stream_lines(model: type[models.Model]) -> Iterator[bytes]:
    """Yield the line of each row, in the order of the primary key."""
    fields = list_fields(model)
    columns = [_select(field) for field in fields]
    has_bytes = any(isinstance(field, models.BinaryField) for field in fields)
    chunk = _CHUNK_WITH_BYTES if has_bytes else _CHUNK
    parsers = _list_parsers(fields)
    for row in get_rows(model).values_list(*columns).iterator(chunk_size=chunk):
        values = list(row)
        for position, parse in parsers:
            values[position] = parse(values[position])
        line = _encode_line(values)
        if len(line) > LINE_LIMIT:
            raise BackupError(f"{model._meta.db_table} has a row of {len(line)} bytes: too long.")
        yield line


def _select(field: AnyField) -> Any:
    """Return what selects the column; of JSON, its text."""
    if isinstance(field, models.JSONField):
        return Cast(F(field.attname), models.TextField())
    return field.attname


def _list_parsers(fields: Iterable[AnyField]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return the positions of the JSON columns, with what parses their texts."""
    return [
        (position, _parse_nullable if field.null else _decode_json)
        for position, field in enumerate(fields)
        if isinstance(field, models.JSONField)
    ]


def _parse_nullable(text: str | None) -> Any:
    return None if text is None else [_decode_json(text)]


def _encode_line(values: list[Any]) -> bytes:
    try:
        return f"{_encode(values)}\n".encode()
    except UnicodeEncodeError:  # JSON on SQLite may hold half of a surrogate pair, as an escape
        return f"{_encode_in_ascii(values)}\n".encode()


def find_kind(field: AnyField) -> AnyField:
    """Return the field, of a foreign key the field that it refers to."""
    return find_kind(field.target_field) if isinstance(field, models.ForeignKey) else field


def build_row_decoder(
    model: type[models.Model], columns: Iterable[str]
) -> Callable[[bytes], dict[str, Any]]:
    """Return the function that turns a line into values by attribute names, for ``insert_rows``.

    ``columns`` are those of the line. It raises ValueError, TypeError or KeyError for a line that
    is no row of the table.
    """
    by_column = {field.column: field for field in list_fields(model)}
    fields = [by_column[column] for column in columns]
    names = [field.attname for field in fields]
    decoders = [
        (field.attname, decode) for field in fields if (decode := _find_decoder(find_kind(field)))
    ]

    def decode_row(line: bytes) -> dict[str, Any]:
        row = dict(zip(names, json.loads(line), strict=True))
        for name, decode in decoders:
            if row[name] is not None:
                row[name] = decode(row[name])
        return row

    return decode_row


def _find_decoder(field: AnyField) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return _encode_first if field.null else _encode_again
    return next((read for kind, read in _DECODERS.items() if isinstance(field, kind)), None)


def _encode_first(values: list[Any]) -> EncodedJSON:
    (value,) = values
    return _encode_again(value)


def _encode_again(value: Any) -> EncodedJSON:
    return EncodedJSON(json.dumps(value))
