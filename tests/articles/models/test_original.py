"""Originals stay as received."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from articles.models import Blob, ImportRun
from articles.models.original import OriginalImmutableError
from articles.vocabulary import INLINE_LIMIT
from tests.factories import make_article, make_original

pytestmark = pytest.mark.django_db


def test_an_original_keeps_its_bytes() -> None:
    content = bytes(range(256)) * 100
    original = make_original(make_article(), content)
    original.refresh_from_db()
    assert original.content == content
    assert (original.size, original.sha256) == (25_600, hashlib.sha256(content).hexdigest())
    assert len(original.compressed or b"") < len(content)


@pytest.mark.parametrize("size", [INLINE_LIMIT, INLINE_LIMIT + 1])
def test_large_originals_are_files(size: int) -> None:
    original = make_original(make_article(), b"x" * size)
    original.refresh_from_db()
    assert original.content == b"x" * size
    assert (original.compressed is None) == (original.blob is not None) == (size > INLINE_LIMIT)


def test_the_bytes_of_an_original_are_not_in_two_places() -> None:
    blob = Blob.objects.store(ContentFile(b"a file"))
    with pytest.raises(IntegrityError, match="original_is_in_one_place"), transaction.atomic():
        make_original(make_article(), blob=blob)


def test_an_original_cannot_be_saved_again() -> None:
    original = make_original(make_article())
    with pytest.raises(OriginalImmutableError, match="kept as it was received"):
        original.save()


@pytest.mark.parametrize("charset", ["utf-8", "windows-1254", "utf-16-le"])
def test_the_text_of_an_original_is_decoded_by_its_charset(charset: str) -> None:
    original = make_original(make_article(), "şğı".encode(charset), charset=charset)
    assert original.text == "şğı"


def test_originals_and_import_runs_are_shown_by_where_they_came_from() -> None:
    run = ImportRun.objects.create(label="archive", created_count=2, rejected_count=1)
    original = make_original(make_article(), run=run)
    assert str(original) == "clipping.txt, line 1"
    assert (str(run), run.read_count) == (f"Import {run.pk}: archive", 3)


def test_an_original_without_charset_is_no_text() -> None:
    assert make_original(make_article(), b"\x00\xff", charset="").text == ""
