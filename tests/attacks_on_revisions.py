"""Attacks on revisions, signatures, corrections and originals."""

import hashlib
import zlib
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from articles.models import (
    Article,
    Blob,
    Correction,
    Original,
    Revision,
    Signature,
    StatusChange,
)
from articles.publishing import contents
from tests.attacked import (
    Attack,
    Desk,
    execute,
    get_last_change,
    select,
)
from tests.factories import NOON, make_user

# Revisions.


def delete_all_revisions(_desk: Desk) -> None:
    columns = ("working", "live", "previous_live", "scheduled")
    Article.objects.update(**{f"{name}_revision": None for name in columns})
    Correction.objects.all().delete()
    Revision.objects.all().delete()


def delete_a_revision_of_a_draft(desk: Desk) -> None:
    desk.draft.revisions.filter(number=2).delete()


def cut_the_last_revision_of_a_draft(desk: Desk) -> None:
    previous = desk.draft.revisions.get(number=2)
    select(desk.draft).update(working_revision=previous)
    desk.draft.revisions.filter(number=3).delete()


def alter_who_made_a_revision(desk: Desk) -> None:
    desk.live.revisions.filter(number=2).update(made_by=make_user())


def alter_when_a_revision_was_made(desk: Desk) -> None:
    desk.live.revisions.filter(number=2).update(made_at=NOON)


def write_a_revision_again(desk: Desk) -> None:
    write_again(desk.live.revisions.get(number=2), made_by=make_user())


def write_a_revision_of_a_draft_again(desk: Desk) -> None:
    write_again(desk.draft.revisions.get(number=3), made_by=make_user())


def write_an_earlier_revision_of_a_draft_again(desk: Desk) -> None:
    write_again(desk.draft.revisions.get(number=2), made_by=make_user())


def alter_the_text_of_a_revision(desk: Desk) -> None:
    revision = desk.live.revisions.get(number=2)
    content = revision.content | {"headline": "Altered"}
    desk.live.revisions.filter(number=2).update(content=content)


def alter_the_text_everywhere(desk: Desk) -> None:
    revision = desk.live.revisions.get(number=2)
    content = revision.content | {"headline": "Altered"}
    write_again(revision, content=content, sha256=contents.compute_digest(content))
    select(desk.live).update(headline="Altered")


def write_again(revision: Revision, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(revision, name, value)
    digest = revision.compute_record_digest(revision.article.identity)
    Revision.objects.filter(pk=revision.pk).update(**columns, record_sha256=digest)


def move_a_revision_to_another_article(desk: Desk) -> None:
    revision = desk.live.revisions.get(number=2)
    Revision.objects.filter(pk=revision.pk).update(article=desk.draft, number=9)


def swap_two_revisions(desk: Desk) -> None:
    for number, other in ((1, 99), (2, 1), (99, 2)):
        desk.live.revisions.filter(number=number).update(number=other)


def replace_a_revision(desk: Desk) -> None:
    revision = desk.live.revisions.get(number=2)
    columns = ", ".join(str(field.column) for field in Revision._meta.concrete_fields)
    others = columns.replace("made_by_id", "NULL")
    statement = (
        f"INSERT INTO articles_revision ({columns}) "  # noqa: S608 - our own names
        f"SELECT {others} FROM articles_revision WHERE id = {revision.pk}"
    )
    if connection.vendor == "sqlite":
        execute(statement.replace("INSERT", "INSERT OR REPLACE"))
    else:
        execute(f"{statement} ON CONFLICT (id) DO UPDATE SET made_by_id = NULL")


# Signatures.


def delete_a_signature(desk: Desk) -> None:
    select_signatures(desk).filter(pk=select_signatures(desk).first().pk).delete()


def alter_who_signed(desk: Desk) -> None:
    select_signatures(desk).update(signed_by=make_user())


def alter_when_it_was_signed(desk: Desk) -> None:
    select_signatures(desk).update(signed_at=NOON)


def move_a_signature_to_another_change(desk: Desk) -> None:
    select_signatures(desk).update(status_change=get_last_change(desk.live))


def forge_a_signature(desk: Desk) -> None:
    change = get_last_change(desk.live)
    sign(desk, change, by=change.changed_by)


def forge_a_signature_of_no_change(desk: Desk) -> None:
    change = get_last_change(desk.live)
    change.pk += 1000
    sign(desk, change, by=make_user())


def sign(desk: Desk, change: StatusChange, *, by: Any) -> None:
    Signature.objects.create(
        article=desk.live,
        revision=desk.draft.revisions.get(number=1),
        status_change=change,
        signed_by=by,
        signed_at=change.changed_at,
    )


def select_signatures(desk: Desk) -> Any:
    return Signature.objects.filter(article=desk.live)


# Corrections and originals.


def alter_a_correction(_desk: Desk) -> None:
    Correction.objects.update(text="Altered")


def alter_since_when_a_correction_is_public(_desk: Desk) -> None:
    Correction.objects.update(published_at=NOON)


def delete_a_correction(_desk: Desk) -> None:
    Correction.objects.all().delete()


def alter_the_bytes_of_an_original(_desk: Desk) -> None:
    Original.objects.update(compressed=zlib.compress(b"altered"))


def break_the_bytes_of_an_original(_desk: Desk) -> None:
    Original.objects.update(compressed=b"altered")


def write_an_original_again(_desk: Desk) -> None:
    content = b"altered"
    Original.objects.update(
        compressed=zlib.compress(content),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


def alter_the_file_of_an_original(_desk: Desk) -> None:
    move_an_original_into_a_file(b"altered")


def lose_the_file_of_an_original(_desk: Desk) -> None:
    content = bytes(Original.objects.get().content)
    default_storage.delete(move_an_original_into_a_file(content).file_name)


def move_an_original_into_a_file(content: bytes) -> Blob:
    blob = Blob.objects.store(ContentFile(content))
    Original.objects.update(compressed=None, blob=blob)
    return blob


def delete_an_original(_desk: Desk) -> None:
    Original.objects.all().delete()


FOUND: Final[list[Attack]] = [
    delete_all_revisions,
    delete_a_revision_of_a_draft,
    alter_who_made_a_revision,
    alter_when_a_revision_was_made,
    write_a_revision_again,
    write_an_earlier_revision_of_a_draft_again,
    alter_the_text_of_a_revision,
    alter_the_text_everywhere,
    move_a_revision_to_another_article,
    swap_two_revisions,
    delete_a_signature,
    alter_who_signed,
    alter_when_it_was_signed,
    move_a_signature_to_another_change,
    forge_a_signature,
    forge_a_signature_of_no_change,
    alter_a_correction,
    alter_since_when_a_correction_is_public,
    delete_a_correction,
    alter_the_bytes_of_an_original,
    break_the_bytes_of_an_original,
    alter_the_file_of_an_original,
    lose_the_file_of_an_original,
    replace_a_revision,
]
# What was written again whole, with all its digests, shows only against a head.
FOUND_AGAINST_A_HEAD: Final[list[Attack]] = [
    cut_the_last_revision_of_a_draft,
    write_a_revision_of_a_draft_again,
    write_an_original_again,
    delete_an_original,
]
