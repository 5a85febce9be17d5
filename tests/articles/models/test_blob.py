"""Contents of files: stored once, whole wherever a row refers to them, and proved when read."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Blob
from articles.models.blob import GRACE, FileDamagedError, FileNotStoredError
from tests.factories import make_article, make_original
from tests.files import get_path
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db


def store(content: bytes) -> Blob:
    return Blob.objects.store(ContentFile(content))


class RoundTrip(TestCase):
    @given(st.binary(max_size=1000), st.integers(1, 200))
    def test_every_content_comes_back(self, content: bytes, times: int) -> None:
        blob = store(content * times)
        assert blob.read() == content * times
        assert (blob.sha256, blob.size) == (
            hashlib.sha256(content * times).hexdigest(),
            len(content) * times,
        )


def test_a_content_is_stored_once_under_its_digest() -> None:
    first, second = store(b"once"), store(b"once")
    digest = hashlib.sha256(b"once").hexdigest()
    assert first == second
    assert first.file_name == f"{digest[:2]}/{digest[2:4]}/{digest}"
    assert str(first) == digest


def test_storing_again_mends_a_file() -> None:
    blob = store(b"as it was")
    get_path(blob).write_bytes(b"as it IS!")
    store(b"as it was")
    assert blob.read() == b"as it was"
    get_path(blob).write_bytes(b"short")
    store(b"as it was")
    assert blob.read() == b"as it was"


def test_storing_again_renews_the_row() -> None:
    blob = store(b"renewed")
    Blob.objects.update(stored_at=blob.stored_at - 2 * GRACE)
    assert store(b"renewed").stored_at > blob.stored_at


def test_a_file_that_is_removed_while_its_row_is_made_is_written_again() -> None:
    def remove(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        if sql.startswith("INSERT"):
            removed.append(name)
            default_storage.delete(name)
        return execute(sql, params, many, context)

    digest = hashlib.sha256(b"removed meanwhile").hexdigest()
    name = f"{digest[:2]}/{digest[2:4]}/{digest}"
    removed: list[str] = []
    with connection.execute_wrapper(remove):
        blob = store(b"removed meanwhile")
    assert removed == [blob.file_name]
    assert blob.read() == b"removed meanwhile"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(b"altered"), "was altered"),
        (lambda path: (path.unlink(), path.mkdir()), r"cannot be read \(Is a directory\)"),
    ],
    ids=["missing", "altered", "unreadable"],
)
def test_a_damaged_file_is_refused_with_the_remedy(damage: Any, reason: str) -> None:
    blob = store(os.urandom(20))
    assert blob.describe_damage() == ""
    damage(get_path(blob))
    with pytest.raises(FileDamagedError, match=f"The file {blob.file_name} {reason}") as error:
        blob.read()
    assert blob.describe_damage() == str(error.value)


def test_a_file_that_cannot_be_stored_leaves_no_row() -> None:
    digest = hashlib.sha256(b"no room").hexdigest()
    blocker = Path(default_storage.path(digest[:2])) / digest[2:4]
    blocker.parent.mkdir(parents=True, exist_ok=True)
    blocker.write_text("no folder")
    with pytest.raises(FileNotStoredError, match="could not be stored") as error:
        store(b"no room")
    blocker.unlink()
    assert error.value.reason in {"File exists", "Not a directory"}
    assert not Blob.objects.exists()


def test_what_nothing_refers_to_is_unused_after_a_day() -> None:
    large = make_original(make_article(), b"x" * 300_000)
    alone = store(b"alone")
    assert not Blob.objects.unused().exists()
    Blob.objects.update(stored_at=alone.stored_at - GRACE)
    assert Blob.objects.unused().get() == alone
    assert large.blob != alone


@pytest.mark.parametrize("columns", [{"sha256": "0" * 64}, {"size": 1}, {"id": 12345}])
def test_the_database_refuses_to_change_which_content_a_row_is(columns: dict[str, Any]) -> None:
    blob = store(b"fixed")
    with pytest.raises(DatabaseError, match="cannot be altered"), transaction.atomic():
        Blob.objects.filter(pk=blob.pk).update(**columns)


def test_the_database_refuses_to_delete_the_file_of_an_original() -> None:
    original = make_original(make_article(), b"x" * 300_000)
    alone = store(b"alone")
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="cannot be altered"), transaction.atomic():
            cursor.execute("DELETE FROM articles_blob WHERE id = %s", [original.blob_id])
        cursor.execute("DELETE FROM articles_blob WHERE id = %s", [alone.pk])
    assert Blob.objects.get() == original.blob


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_writers_of_one_content_store_it_once() -> None:
    content = os.urandom(500_000)
    first, second = run_at_once(lambda: store(content), lambda: store(content))
    assert first == second == Blob.objects.get()
    assert first.read() == content
