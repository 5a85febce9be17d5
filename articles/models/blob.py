"""Contents of files, each once in the storage under its SHA-256, whatever refers to it."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final, Self

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# How long a content that nothing refers to is kept: whoever has stored it refers to it meanwhile.
GRACE: Final = timedelta(days=1)


class FileNotStoredError(Exception):
    """The storage did not take a file; the message says what to do, ``reason`` why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        message = _(
            "The file could not be stored (%(reason)s). Ask the administrator to make room where "
            "Newsroom keeps its files, or to let it write there, and try again."
        )
        super().__init__(message % {"reason": reason})


class FileDamagedError(Exception):
    """A file of the storage is missing, altered or unreadable; the message says what to do."""

    def __init__(self, message: str, *, file_name: str, reason: str = "") -> None:
        self.file_name = file_name
        super().__init__(message % {"name": file_name, "reason": reason})


def build_file_name(sha256: str) -> str:
    """Return the name in the storage of the content with this SHA-256."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class BlobQuerySet(models.QuerySet["Blob"]):
    def store(self, file: "File[Any]") -> "Blob":
        """Store the content of a file that can be read again from its start."""
        sha256, _size = _compute_digest(file)
        return self.get(pk=self.store_files({sha256: file})[sha256])

    def store_files(self, files: "Mapping[str, File[Any]]") -> dict[str, int]:
        """Store contents by their SHA-256; return the primary keys of their rows.

        The file comes first, so that no row is ever without: a process that dies between leaves a
        file that nothing knows. A transaction of the caller, if there is one, holds the rows from
        here on, so that they are not removed before it refers to them. Raise FileNotStoredError.
        """
        for sha256, file in files.items():
            store_file(sha256, file)
        with transaction.atomic():
            keys = self.claim({sha256: file.size for sha256, file in files.items()})
            for sha256, file in files.items():
                if not default_storage.exists(build_file_name(sha256)):  # removed meanwhile
                    _save_file(sha256, file)
        return keys

    def claim(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Make the rows of these contents, or renew them; return their primary keys.

        The transaction then holds them. By itself this is for dry runs, which store no files.
        """
        rows, keys = self.filter(sha256__in=sizes), dict[str, int]()
        while len(keys) < len(sizes):
            known = set(rows.values_list("sha256", flat=True))
            new = [Blob(sha256=key, size=size) for key, size in sizes.items() if key not in known]
            self.bulk_create(new, ignore_conflicts=True)  # another process may have been faster
            rows.update(stored_at=timezone.now())
            keys = dict(rows.values_list("sha256", "pk"))
        return keys

    def unused(self) -> Self:
        """Return contents that nothing refers to, as far as they were not stored just now."""
        rows = self.filter(stored_at__lt=timezone.now() - GRACE)
        for relation in self.model._meta.related_objects:
            referring: models.QuerySet[Any, Any] = models.QuerySet(relation.related_model)
            rows = rows.filter(~Exists(referring.filter(**{relation.field.name: OuterRef("pk")})))
        return rows


class Blob(models.Model):
    """One content; its file is whole wherever something refers to the row.

    Triggers of the database refuse to change which content it is, and to delete the one of an
    original. ``stored_at`` is when it was stored last.
    """

    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(gettext_lazy("size in bytes"))
    stored_at = models.DateTimeField(gettext_lazy("stored at"), default=timezone.now)

    objects = BlobQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("stored file")
        verbose_name_plural = gettext_lazy("stored files")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["sha256"], name="blob_unique")]

    def __str__(self) -> str:
        return self.sha256

    @property
    def file_name(self) -> str:
        return build_file_name(self.sha256)

    def read(self) -> bytes:
        """Return the content; raise FileDamagedError where the file is not as it was stored."""
        return b"".join(self.read_chunks())

    def read_chunks(self) -> Iterator[bytes]:
        """Yield the content; raise FileDamagedError, for an altered file only at its end."""
        digest = hashlib.sha256()
        try:
            with default_storage.open(self.file_name) as file:
                for chunk in file.chunks():
                    digest.update(chunk)
                    yield chunk
        except OSError as error:
            raise _describe_loss(error, self.file_name) from error
        if digest.hexdigest() != self.sha256:
            message = _(
                "The file %(name)s was altered. Ask the administrator to restore it from a backup."
            )
            raise FileDamagedError(message, file_name=self.file_name)

    def describe_damage(self) -> str:
        """Return what is wrong with the file and what to do, "" if it is whole."""
        try:
            for _chunk in self.read_chunks():
                pass
        except FileDamagedError as error:
            return str(error)
        return ""


def _describe_loss(error: OSError, file_name: str) -> FileDamagedError:
    if isinstance(error, FileNotFoundError):
        message = _(
            "The file %(name)s is missing. Ask the administrator to restore it from a backup."
        )
        return FileDamagedError(message, file_name=file_name)
    message = _(
        "The file %(name)s cannot be read (%(reason)s). Ask the administrator to let Newsroom read "
        "it."
    )
    return FileDamagedError(message, file_name=file_name, reason=error.strerror or str(error))


def _compute_digest(file: "File[Any]") -> tuple[str, int]:
    """Return the SHA-256 and the size of the content."""
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _is_whole(sha256: str, size: int) -> bool:
    """Return whether the storage has the content already."""
    name = build_file_name(sha256)
    try:
        if default_storage.size(name) != size:
            return False
        with default_storage.open(name) as file:
            return _compute_digest(file)[0] == sha256
    except OSError:
        return False


def store_file(sha256: str, file: "File[Any]") -> bool:
    """Store the content, unless the storage has it whole; return whether it was stored.

    Raise FileNotStoredError.
    """
    if _is_whole(sha256, file.size):
        return False
    _save_file(sha256, file)
    return True


def _save_file(sha256: str, file: "File[Any]") -> None:
    try:
        default_storage.save(build_file_name(sha256), file)
    except OSError as error:
        raise FileNotStoredError(error.strerror or str(error)) from error
