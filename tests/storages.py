"""Storages of files for one test each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test.utils import override_settings


@contextmanager
def use_storage(folder: Path) -> Iterator[None]:
    """Let the block keep files in this folder."""
    backend = "articles.models.file_storage.FileStorage"
    default = {"BACKEND": backend, "OPTIONS": {"location": str(folder)}}
    with override_settings(STORAGES={**settings.STORAGES, "default": default}):
        yield
