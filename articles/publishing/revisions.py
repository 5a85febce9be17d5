"""Revisions of an article: saved by editors and imports, and written into the article's rows."""

from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import (
    Article,
    Author,
    Byline,
    Original,
    Revision,
    Source,
    Status,
    Tag,
    former_slug,
)
from articles.models.revision import ROOT
from articles.publishing.contents import (
    COLUMNS,
    Content,
    Credits,
    compute_digest,
    get_editable_content,
    is_text_changed,
    list_changed_fields,
    read_content,
    read_credits,
    read_tags,
)
from articles.search import index
from articles.text import body_html
from articles.vocabulary import Credit

# The columns that a revision writes into the article's row, and those derived from them.
_WRITTEN_COLUMNS: Final = (
    *(*COLUMNS, "source", "translation_of"),
    *("fingerprint", "address_key", "excerpt"),
)


class ConflictError(Exception):
    """Somebody saved the article since the revision that a save builds on."""


# Saving.


def get_working_revision(article: Article, *, imported_by: User | None = None) -> Revision:
    """Return the revision that editors work on; create revision 1 if the article has none.

    ``imported_by`` is who imports the article right now, and so the maker of revision 1.
    """
    if article.working_revision is None:
        article.working_revision = _create_first_revision(article, imported_by)
    return article.working_revision


def _create_first_revision(article: Article, imported_by: User | None) -> Revision:
    """Create and return revision 1 of a row that was written without one."""
    with transaction.atomic():
        locked = _lock_row(article)
        if locked.working_revision is None:
            by = locked.edited_by or locked.created_by or imported_by
            first = _create_revision(locked, read_content(locked), by=by)
            live = first if locked.is_released else None
            _update_row(locked, working_revision=first, live_revision=live)
            index.index_article(locked)
        article.live_revision = locked.live_revision
        revision = locked.working_revision
    assert revision is not None  # noqa: S101 - it existed, or was created above
    return revision


def save_revision(
    article: Article,
    content: Content,
    *,
    by: User | None,
    builds_on: int,
    brings_back: int | None = None,
) -> Revision:
    """Save the content as the new working revision and return it; unchanged content makes none.

    An article that readers do not see gets the content at once; a live one stays as it is.
    ``brings_back`` is the number of an older revision that this one repeats. Raise ConflictError
    where the work has gone on since the revision ``builds_on``: somebody saved, or that revision
    was approved or scheduled and has to go live unchanged.
    """
    with transaction.atomic():
        locked = _lock_row(article)
        before = get_working_revision(locked)
        if before.number != builds_on or _is_settled(locked):
            raise ConflictError
        content = _clean_content(locked, content)
        text_before = get_editable_content(locked, before)
        if not list_changed_fields(text_before, content):
            return before
        revision = _create_revision(
            locked,
            content,
            by=by,
            restored_number=brings_back,
            needs_signature=is_text_changed(text_before, content),
        )
        _update_row(locked, working_revision=revision, edited_at=timezone.now(), edited_by=by)
        if locked.is_released:
            index.index_article(locked)
        else:
            apply_content(locked, content)
        if brings_back and _is_newest_of_source(locked, brings_back):
            clear_held_revision(locked)
    article.refresh_from_db()
    return revision


def restore_revision(
    article: Article,
    earlier: Revision,
    *,
    by: User | None,
    notice: dict[str, str] | None,
    is_working: bool,
) -> Revision:
    """Save the earlier revision's content as a new revision with this notice, and return it.

    The article's URL stays. Where it is not the working one, work on another revision goes on. The
    caller writes the content into the article's rows. Run it in a transaction.
    """
    locked = _lock_row(article)
    content = {**earlier.content, "slug": locked.slug, "correction": notice}
    revision = _create_revision(
        locked, content, by=by, restored_number=earlier.number, needs_signature=is_working
    )
    if is_working:
        _update_row(article, working_revision=revision, edited_at=timezone.now(), edited_by=by)
    return revision


def clear_held_revision(article: Article) -> None:
    """Record that an editor has decided about the text that the source sent last."""
    _update_row(article, has_held_revision=False)


def dismiss_held(article: Article, *, seen: int | None) -> bool:
    """Keep our text; return False where the source has sent more than the editor has seen.

    ``seen`` is the key of the original that the editor has decided about, None for none.
    """
    with transaction.atomic():
        locked = _lock_row(article)
        newest = find_waiting_original(locked)
        if seen != (newest.pk if newest else None):
            return False
        clear_held_revision(locked)
    return True


def find_waiting_original(article: Article) -> Original | None:
    """Return what the source sent last about which an editor has to decide, without its bytes."""
    waiting = article.originals.filter(outcome__in=Original.WAITING_FOR_EDITOR)
    return waiting.defer("compressed").order_by("-pk").first()


def _is_newest_of_source(article: Article, number: int) -> bool:
    """Return whether the revision of that number is what the source sent last.

    A later text or a cancellation still waits for an editor when an earlier text comes back.
    """
    waiting = find_waiting_original(article)
    if waiting and waiting.outcome == Original.Outcome.HELD_CANCELLATION:
        return False
    newest = article.revisions.filter(is_imported=True).only("number").first()
    return newest is not None and newest.number == number


def _is_settled(article: Article) -> bool:
    """Return whether the working revision was approved or scheduled, and is not live yet."""
    return article.status == Status.APPROVED or article.scheduled_at is not None


def _clean_content(article: Article, content: Content) -> Content:
    """Return the content with a sanitised body, and the article's slug where it has none."""
    body, slug = body_html.sanitise(content["body"]), content["slug"] or article.slug
    return {**content, "body": body, "slug": slug}


def save_imported_revision(
    article: Article, content: Content, *, by: User | None = None, must_wait: bool = False
) -> tuple[Revision | None, bool]:
    """Save imported content as a new revision; return it, and whether it is held.

    ``by`` is who runs the import, None for a feed and for the command line.
    It is held for an editor where somebody has edited the article, or readers see it, and where it
    ``must_wait``: another revision stays the working one then. Unchanged content makes no revision:
    (None, False).
    """
    with transaction.atomic():
        locked = _lock_row(article)
        working = get_working_revision(locked)
        content = _clean_content(locked, content)
        content["translation_of"] = working.content.get("translation_of")
        if not list_changed_fields(get_editable_content(locked, working), content):
            return None, False
        is_held = must_wait or not _may_be_overwritten(locked)
        is_changed = is_text_changed(get_editable_content(locked, working), content)
        revision = _create_revision(
            locked,
            content,
            by=by,
            is_imported=True,
            needs_signature=is_changed and not is_held,
        )
        if is_held:
            _update_row(locked, has_held_revision=True)
        else:
            _update_row(locked, working_revision=revision)
            apply_content(locked, content)
    return revision, is_held


def _may_be_overwritten(article: Article) -> bool:
    """Return whether no editor has worked on the article and no reader has seen it.

    Who changes its status, as by submitting it, has worked on it, and imports have not.
    """
    is_unseen = not article.is_released and article.published_at is None
    if not is_unseen or article.edited_at or article.status not in {Status.DRAFT, Status.REVIEW}:
        return False
    by_people = article.status_changes.filter(changed_by__isnull=False)
    return not by_people.exclude(transition="import").exists()


def _lock_row(article: Article) -> Article:
    """Return the row as it is now; nobody else changes it until the transaction ends."""
    # Without joins: after waiting for a lock PostgreSQL reads the locked row again, but not joined
    # ones.
    return Article.objects.select_for_update(no_key=True).get(pk=article.pk)


def _create_revision(
    article: Article, content: Content, *, by: User | None, **fields: Any
) -> Revision:
    """Save and return the revision after the article's newest one."""
    newest = article.revisions.order_by("-number").only("number", "record_sha256").first()
    return Revision.objects.create(
        article=article,
        number=newest.number + 1 if newest else 1,
        previous_sha256=newest.record_sha256 if newest else ROOT,
        content=content,
        sha256=compute_digest(content),
        made_by=by,
        **fields,
    )


def _update_row(article: Article, **columns: Revision | User | datetime | bool | None) -> None:
    """Write these columns of the row, and nothing else of it."""
    Article.objects.filter(pk=article.pk).update(**columns)
    for name, value in columns.items():
        setattr(article, name, value)


# Writing into the article.


def fill_columns(article: Article, content: Content) -> Article:
    """Set the instance's columns from the content, in memory only."""
    for name in COLUMNS:
        field = Article._meta.get_field(name)
        setattr(article, name, field.to_python(content[name]))  # type: ignore[union-attr] # all columns are fields
    article.translation_of_id = content.get("translation_of")
    if content["source"] != (article.source.name if article.source else ""):
        article.source = (
            Source.objects.find_by_name(content["source"]) if content["source"] else None
        )
    return article


def build_working_copy(article: Article) -> Article:
    """Return the instance with the columns of its working revision; not to be saved."""
    return fill_columns(article, get_working_revision(article).content)


def apply_content(article: Article, content: Content) -> None:
    """Write the content into the article's rows: columns, authors, tags, search entry."""
    old_credits, old_tags, old_slug = read_credits(article), read_tags(article), article.slug
    fill_columns(article, content)
    if content["source"] and article.source is None:
        article.source = Source.objects.get_or_create_by_name(content["source"])
    article.translation_of_id = _find_translated_article(article)
    article.save(update_fields=_WRITTEN_COLUMNS)
    former_slug.save_former_slug(article, slug=old_slug)
    if old_credits != content["credits"]:
        _write_credits(article, content["credits"])
    if set(old_tags) != set(content["tags"]):
        article.tags.set(Tag.objects.get_or_create_by_names(content["tags"]))
    index.index_article(article)


def _find_translated_article(article: Article) -> int | None:
    """Return the key of the article that it translates, if that exists and translates none."""
    others = Article.objects.filter(translation_of=None).exclude(pk=article.pk)
    key = article.translation_of_id
    return key if key and others.filter(pk=key).exists() else None


def _write_credits(article: Article, rows: Credits) -> None:
    article.bylines.all().delete()
    rows = list(rows)
    authors = Author.objects.get_or_create_credited([Credit(row["name"]) for row in rows])
    for position, (author, row) in enumerate(zip(authors, rows, strict=True), 1):
        Byline.objects.get_or_create(
            article=article,
            author=author,
            defaults={"position": position, "affiliation": row["affiliation"]},
        )
