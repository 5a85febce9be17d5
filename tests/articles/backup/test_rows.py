"""Rows as lines: every value that a database can hold comes back as it was."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from articles.backup.problems import BackupError
from articles.backup.rows import build_row_decoder, stream_lines
from articles.backup.tables import list_columns
from articles.database.bulk_insert import insert_rows
from articles.models import Original, Upload
from tests.factories import make_article, make_blob, make_original

pytestmark = pytest.mark.django_db

INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes with the strategy
# PostgreSQL takes every character but NUL; half of a surrogate pair is in no UTF-8.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)
# Of larger numbers, PostgreSQL has the digits only.
NUMBERS = st.integers(-(2**63), 2**63) | st.floats(-1e15, 1e15)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def read_lines(model: type[Any]) -> list[bytes]:
    return list(stream_lines(model))


def rewrite(model: type[Any]) -> None:
    """Delete the rows, and insert them again from their lines."""
    lines = read_lines(model)
    decode = build_row_decoder(model, list_columns(model))
    model.objects.all().delete()
    insert_rows(model, [decode(line) for line in lines])


@given(
    name=TEXTS,
    size=st.integers(0, 2**63 - 1),
    uploaded_at=INSTANTS,
    progressed_at=st.none() | INSTANTS,
    names=JSON.filter(lambda value: value is not None),
    log=TEXTS,
)
def test_values_come_back_as_they_were(**columns: Any) -> None:
    Upload.objects.all().delete()
    pk = Upload.objects.create(**columns).pk
    Upload.objects.filter(pk=pk).update(uploaded_at=columns["uploaded_at"])
    row, lines = Upload.objects.values().get(pk=pk), read_lines(Upload)
    rewrite(Upload)
    assert Upload.objects.values().get(pk=pk) == row
    assert read_lines(Upload) == lines


@given(content=st.none() | st.binary(max_size=100))
def test_bytes_come_back_as_they_were(content: bytes | None) -> None:
    blob = None if content is not None else make_blob(b"large")
    columns = {"outcome": "created", "revision_number": None, "sha256": "0" * 64, "size": 0}
    original = make_original(make_article(), b"x")
    number = 10**9 + 2 * original.pk  # far from those that the table gives
    row = {**vars(original), **columns, "id": number, "compressed": content}
    insert_rows(Original, [row | {"blob_id": blob and blob.pk}])
    *_, line = read_lines(Original)
    again = build_row_decoder(Original, list_columns(Original))(line)
    insert_rows(Original, [again | {"id": number + 1}])
    value = Original.objects.get(pk=number + 1).compressed
    assert (value if value is None else bytes(value)) == content


@pytest.mark.parametrize("text", ["NULL", "'null'", "'[null]'", "'{}'"])
def test_null_and_the_null_of_json_are_not_the_same(text: str) -> None:
    task = DBTaskResult.objects.create(args_kwargs={}, run_after=datetime.now(UTC))
    table = DBTaskResult._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET return_value = {text}")  # noqa: S608 - our own
        rewrite(DBTaskResult)
        cursor.execute(f"SELECT count(*) FROM {table} WHERE return_value IS NULL")  # noqa: S608 - our own
        assert cursor.fetchone() == (int(text == "NULL"),)
    task.refresh_from_db()
    assert task.return_value == (None if text == "NULL" else json.loads(text.strip("'")))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1e16", "10000000000000000"),
        ("1.2345678901234567e+20", "123456789012345670000"),
        ("-0.0", "0.0"),
        ("1.50", "1.5"),
        ("1e-7", "1e-07"),
        ("10000000000000000.5", "1e+16"),
    ],
)
def test_numbers_are_written_alike_on_both_engines(text: str, written: str) -> None:
    Upload.objects.create()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE articles_upload SET names = '{text}'")  # noqa: S608 - our own
    position = list_columns(Upload).index("names")
    (line,) = read_lines(Upload)
    assert json.dumps(json.loads(line)[position]) == written


@pytest.mark.one_engine
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses it")
def test_half_of_a_surrogate_pair_stays_an_escape() -> None:
    Upload.objects.create(names="\ud800")
    (line,) = read_lines(Upload)
    assert rb"\ud800" in line
    rewrite(Upload)
    assert Upload.objects.get().names == "\ud800"


def test_a_line_is_one_line_of_readable_json() -> None:
    Upload.objects.create(name="Iğdır\n\u2028", log="\r\n")
    (line,) = read_lines(Upload)
    assert (line.count(b"\n"), "Iğdır" in line.decode()) == (1, True)
    assert re.search(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00"', line.decode())


def test_a_row_that_is_too_long_to_read_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.backup.rows.LINE_LIMIT", 100)
    Upload.objects.create(name="x" * 100)
    with pytest.raises(BackupError, match=r"articles_upload has a row of \d+ bytes"):
        read_lines(Upload)


@pytest.mark.parametrize("line", [b"[]", b"{}", b"1", b"x", b"[1,2]"])
def test_a_line_that_is_no_row_is_refused(line: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        build_row_decoder(Upload, list_columns(Upload))(line)
