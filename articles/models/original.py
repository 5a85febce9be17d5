"""Articles exactly as received: bytes, where from, when, and how they were read. Never edited."""

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.blob import Blob
from articles.models.import_run import ImportRun
from articles.models.positions import word_position
from articles.vocabulary import INLINE_LIMIT


class OriginalImmutableError(Exception):
    """A program tried to change an original; add a new one instead."""


class Original(models.Model):
    """One record as received; its bytes are in ``compressed``, or in a file if they are many."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("created the article")
        UPDATED = "updated", _("brought a new text")
        HELD = "held", _("brought a new text; an editor has to decide")
        DUPLICATE = "duplicate", _("brought a duplicate")
        CANCELED = "canceled", _("was withdrawn by the source")
        HELD_CANCELLATION = "held_cancellation", _("asked to withdraw it; an editor has to decide")
        UNCHANGED = "unchanged", _("brought nothing new")

    # Outcomes of originals that brought no text of their article's own.
    WITHOUT_TEXT: Final = (Outcome.DUPLICATE, Outcome.UNCHANGED)

    # Outcomes of originals about which an editor has to decide.
    WAITING_FOR_EDITOR: Final = (Outcome.HELD, Outcome.HELD_CANCELLATION)

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="originals", verbose_name=_("article")
    )
    run = models.ForeignKey(
        ImportRun, models.PROTECT, related_name="originals", verbose_name=_("import")
    )
    outcome = models.CharField(_("result"), max_length=20, choices=Outcome.choices)
    revision_number = models.PositiveIntegerField(
        _("revision"), null=True, help_text=_("The revision it created.")
    )
    path = models.CharField(_("path"), max_length=1000)
    position = models.CharField(_("place in the file"), max_length=100)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    media_type = models.CharField(_("media type"), max_length=100)
    charset = models.CharField(_("charset"), max_length=40)
    parser = models.CharField(_("parser"), max_length=40)
    readings = models.JSONField(
        _("how it was read"),
        default=dict,
        help_text="{field: {sureness: sure|guess|missing, line: int, order: str}}",
    )
    remarks = models.JSONField(
        _("remarks"), default=list, help_text="[{code: str, line: int, params: {name: str | int}}]"
    )
    sha256 = models.CharField("SHA-256", max_length=64)
    text_digest = models.CharField(_("text hash"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    compressed = models.BinaryField(null=True)
    blob = models.ForeignKey(
        Blob,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="originals",
        verbose_name=_("file"),
    )

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=[
                        *("created", "updated", "held", "duplicate", "canceled"),
                        *("held_cancellation", "unchanged"),
                    ]
                ),
                name="original_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(compressed__isnull=False, blob=None)
                | models.Q(compressed=None, blob__isnull=False),
                name="original_is_in_one_place",
            ),
        ]
        indexes = [
            models.Index(
                fields=["blob"],
                condition=models.Q(blob__isnull=False),
                name="original_by_blob",
            )
        ]

    def __str__(self) -> str:
        return f"{self.path}, {word_position(self.position)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise OriginalImmutableError(f"Original {self.pk} is kept as it was received.")
        super().save(*args, **kwargs)

    @property
    def content(self) -> bytes:
        """Return the bytes as received; raise FileDamagedError where their file is not whole."""
        return b"".join(self.read_chunks())

    @content.setter
    def content(self, content: bytes) -> None:
        self.size = len(content)
        self.sha256 = hashlib.sha256(content).hexdigest()
        if self.size > INLINE_LIMIT:
            self.blob = Blob.objects.store(ContentFile(content))
        else:
            self.compressed = zlib.compress(content)

    def read_chunks(self) -> Iterator[bytes]:
        """Yield the bytes as received; raise FileDamagedError where their file is not whole."""
        if self.blob:
            yield from self.blob.read_chunks()
        else:
            yield zlib.decompress(self.compressed or b"")

    def describe_damage(self) -> str:
        """Return what is wrong with its file and what to do, "" if it is whole or has none."""
        return self.blob.describe_damage() if self.blob else ""

    @property
    def text(self) -> str:
        """Return the content decoded by the charset that it was read with, without a BOM.

        A document, whose content is no text, has no charset, and "" for its text. Raise
        FileDamagedError where the file of the content is not whole.
        """
        if not self.charset:
            return ""
        return self.content.decode(self.charset, "replace").lstrip("\ufeff")
