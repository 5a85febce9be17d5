"""Bulk inserts write the same as ``save`` would, on either database."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection, models, transaction
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from articles.database.bulk_insert import (
    MAX_VALUES,
    EncodedJSON,
    insert_rows,
    reserve_ids,
    tune_for_bulk_writes,
)
from articles.models import Article, Byline, Correction, Original, Revision, SearchEntry, Tag
from tests.factories import NOON, make_article, make_original

pytestmark = pytest.mark.django_db


def build_article_row(**fields: Any) -> dict[str, Any]:
    """Return the columns of a new article with a reserved id."""
    (pk,) = reserve_ids(Article, 1)
    fields = {"headline": f"Ferry {pk}", "slug": f"ferry-{pk}", "created_at": NOON} | fields
    return {**vars(Article(identity=f"{fields.get('id', pk):064}")), "id": pk, **fields}


def read_column(row: dict[str, Any], column: str) -> Any:
    return Article.objects.values_list(column, flat=True).get(pk=row["id"])


# Ids.


def test_reserved_ids_are_those_of_no_present_or_later_row() -> None:
    before = make_article().pk
    ids = reserve_ids(Article, 3)
    insert_rows(Article, [build_article_row(id=pk, slug=f"ferry-{pk}") for pk in ids])
    after = make_article().pk
    assert len({before, *ids, after, *reserve_ids(Article, 2)}) == 7


def test_the_id_of_a_deleted_row_is_not_reserved() -> None:
    tag = Tag.objects.create(name="harbour")
    deleted_id = tag.pk
    tag.delete()
    assert deleted_id not in reserve_ids(Tag, 10)


def test_ids_of_a_table_that_never_had_a_row_can_be_reserved() -> None:
    ids = reserve_ids(Correction, 2)
    assert (len(set(ids)), min(ids) > 0) == (2, True)


def test_reserving_no_ids_returns_none() -> None:
    assert reserve_ids(Article, 0) == []


# Rows.


def test_inserting_no_rows_takes_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        insert_rows(Article, [])


EAST = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("headline", "Iğdır, հայ, 字, 🛳"),
        ("headline", "\t\n\\N \\. '\" % %s {} ; --"),
        ("standfirst", ""),
        ("body", "x" * 1_000_000),
        ("source_date", date(2019, 11, 1)),
        ("source_date", date(1600, 1, 1)),
        ("source_date", date(2200, 12, 31)),
        ("source_date", None),
        ("publish_at", datetime(2019, 11, 8, 12, 30, 15, 123456, tzinfo=UTC)),
        ("publish_at", datetime(2019, 11, 8, 1, tzinfo=EAST)),
        ("publish_at", datetime(1914, 6, 28, tzinfo=UTC)),
        ("publish_at", None),
        ("is_own_work", True),
        ("is_own_work", False),
        ("audit_count", 0),
        ("audit_count", 2**31 - 1),
        ("identity", "f" * 64),
    ],
)
def test_a_value_is_read_as_it_was_inserted(column: str, value: Any) -> None:
    others = {"source_date_precision": "day"} if column == "source_date" and value else {}
    row = build_article_row(**{column: value}, **others)
    insert_rows(Article, [row])
    assert read_column(row, column) == value


def test_an_instant_is_found_by_the_same_instant_in_another_zone() -> None:
    row = build_article_row(publish_at=datetime(2019, 11, 8, 1, tzinfo=EAST))
    insert_rows(Article, [row])
    article = Article.objects.get(publish_at=datetime(2019, 11, 7, 22, tzinfo=UTC))
    assert article.pk == row["id"]


def test_bytes_are_inserted_unchanged() -> None:
    content = bytes(range(256))
    make_original(make_article())
    row = QuerySet(Original).values().get()
    (pk,) = reserve_ids(Original, 1)
    insert_rows(Original, [{**row, "id": pk, "compressed": content}])
    assert bytes(Original.objects.get(pk=pk).compressed or b"") == content


def build_revision_row(content: Any) -> dict[str, Any]:
    row = QuerySet(Revision).values().get(article=make_article())
    (pk,) = reserve_ids(Revision, 1)
    return {**row, "id": pk, "number": 2, "content": content}


PLAIN: tuple[Any, ...] = ({}, [], "", 0, False, True, 1.5, "İskele", "'%s\\")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        *((value, value) for value in PLAIN),
        ({"b": [None, {"a": ""}]}, {"b": [None, {"a": ""}]}),
        ({"on": date(2019, 11, 8)}, {"on": "2019-11-08"}),
        (EncodedJSON('{"a": ["İ"]}'), {"a": ["İ"]}),
    ],
    ids=repr,
)
def test_json_is_read_as_it_was_inserted(content: Any, expected: Any) -> None:
    row = build_revision_row(content)
    insert_rows(Revision, [row])
    stored = Revision.objects.get(pk=row["id"]).content
    assert (stored, type(stored)) == (expected, type(expected))


def read_raw_rows(table: type[models.Model]) -> list[dict[str, Any]]:
    """Return the rows as the database driver returns them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table._meta.db_table} ORDER BY 1")  # noqa: S608 - our table
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.parametrize(
    ("table", "unique"),
    [
        (Article, {"slug": "another", "identity": "another"}),
        (Revision, {"number": 2}),
        (Original, {}),
        (Tag, {"slug": "another", "name": "Another"}),
    ],
)
def test_an_inserted_row_equals_a_saved_one(table: Any, unique: dict[str, Any]) -> None:
    article = make_article(
        authors=("Ada",), tags=("harbour",), publish_at=NOON, source_date=NOON.date(),
        source_date_precision="day", language="en", standfirst="Ahoy",
    )  # fmt: skip
    make_original(article, readings={"headline": {"line": 1}}, remarks=[{"line": 2}])
    saved = QuerySet(table).values().get()
    (pk,) = reserve_ids(table, 1)
    insert_rows(table, [{**saved, "id": pk, **unique}])
    first, second = read_raw_rows(table)
    assert second == {**first, "id": pk, **unique}


def test_rows_may_have_other_keys_and_lack_columns() -> None:
    article = make_article()
    row = {"article_id": article.pk, "words": " ferry "}
    others = {"version": 1, "forms": "", "names": "", "desk": "", "more": 1}
    SearchEntry.objects.all().delete()
    insert_rows(SearchEntry, [row | others])
    assert SearchEntry.objects.get().words == " ferry "


def test_a_row_without_an_id_gets_one() -> None:
    article = make_article(authors=("Ada",))
    row = QuerySet(Byline).values().get()
    other = make_article()
    values = {name: row[name] for name in ("author_id", "affiliation")}
    insert_rows(Byline, [{"article_id": other.pk, "position": 1, **values}])
    assert Byline.objects.get(article=other).pk != Byline.objects.get(article=article).pk


def test_more_rows_than_one_statement_takes_are_all_inserted() -> None:
    article = make_article()
    row = QuerySet(Revision).values().get(article=article)
    number = MAX_VALUES // len(row) + 2
    rows = [
        {**row, "id": pk, "number": index, "content": index}
        for index, pk in enumerate(reserve_ids(Revision, number), 2)
    ]
    insert_rows(Revision, rows)
    contents = (
        Revision.objects.filter(number__gt=1).order_by("pk").values_list("content", flat=True)
    )
    assert list(contents) == list(range(2, number + 2))


def test_an_error_in_a_later_statement_leaves_no_rows() -> None:
    row = QuerySet(Revision).values().get(article=make_article())
    ids = reserve_ids(Revision, MAX_VALUES // len(row) + 1)
    rows = [{**row, "id": pk, "number": number} for number, pk in enumerate(ids, 2)]
    rows[-1]["number"] = 1
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Revision, rows)
    assert Revision.objects.count() == 1


# Memory.


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="the memory of PostgreSQL is up to its operator"
)
def test_sqlite_has_more_memory_only_during_bulk_writes() -> None:
    def read_pragmas() -> list[int]:
        with connection.cursor() as cursor:
            pragmas = ("cache_size", "wal_autocheckpoint")
            return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]

    before = read_pragmas()
    with tune_for_bulk_writes():
        during = read_pragmas()
    assert (during, read_pragmas()) == ([-65_536, 49_152], before)


def test_rows_inserted_during_bulk_writes_are_stored() -> None:
    with tune_for_bulk_writes():
        insert_rows(Article, [row := build_article_row()])
    assert read_column(row, "headline") == row["headline"]


# Errors.


@pytest.mark.parametrize(
    "fields",
    [{"slug": "taken"}, {"headline": None}, {"status": "unheard of"}],
    ids=["taken", "missing", "not allowed"],
)
def test_a_refused_row_is_an_integrity_error_and_no_row_is_inserted(
    fields: dict[str, Any],
) -> None:
    make_article(slug="taken")
    rows = [build_article_row(), build_article_row(**fields)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Article, rows)
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"headline": "a\0b"}, {"headline": "x" * 501}],
    ids=["zero", "too long"],
)
def test_an_impossible_value_is_a_data_error_on_postgresql(fields: dict[str, Any]) -> None:
    row = build_article_row(**fields)
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic():
            insert_rows(Article, [row])
    else:  # where columns have no limits
        insert_rows(Article, [row])
        assert read_column(row, next(iter(fields))) == next(iter(fields.values()))


def test_a_zero_in_json_is_a_database_error_on_postgresql() -> None:
    row = build_revision_row({"a": "\0"})
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic():
            insert_rows(Revision, [row])
    else:
        insert_rows(Revision, [row])
        assert Revision.objects.get(pk=row["id"]).content == {"a": "\0"}
