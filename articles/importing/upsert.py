"""One record written at a time: what is not simply new, and what the database rejected in bulk."""

from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, transaction

from articles.importing import mapping
from articles.importing.matching import find_duplicate, resolve_identity
from articles.importing.name_cache import get_or_create_author
from articles.importing.normalise import PreparedRecord
from articles.importing.options import Options
from articles.models import Article, Byline, ImportRun, Original, ProgramReason, Source, Tag
from articles.parsing.charsets import encode_for_json
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Reject
from articles.publishing import automatic, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS
from articles.text.strings import collapse_whitespace

# How writing a record can fail through the record's own fault.
_RECORD_ERRORS: Final = (
    mapping.RecordRefusedError,
    TransitionNotPossible,
    DatabaseError,
    ObjectDoesNotExist,
)


def upsert_record(
    prepared: PreparedRecord, *, path: str, options: Options, run: ImportRun
) -> str | Reject:
    """Write one record, all of it or nothing; return its outcome, or why it was rejected."""
    outcome = _try_to_write(prepared, path, options, run)
    if isinstance(outcome, Reject):  # an editor may have deleted or created something meanwhile
        outcome = _try_to_write(prepared, path, options, run)
    return outcome


def _try_to_write(
    prepared: PreparedRecord, path: str, options: Options, run: ImportRun
) -> str | Reject:
    try:
        with transaction.atomic():
            return _write_record(prepared, path, options, run)
    except OperationalError:
        raise  # the database is gone or locked, which is not the record's fault
    except _RECORD_ERRORS as error:
        original = encode_for_json(prepared.original)
        return Reject(prepared.record.position, describe_error(error), original)


def describe_error(error: Exception) -> Problem:
    """Return why the tables refused a record."""
    if isinstance(error, ProblemError):
        return error.problem
    return Problem("record.refused", {"message": collapse_whitespace(str(error))})


def _write_record(prepared: PreparedRecord, path: str, options: Options, run: ImportRun) -> str:
    article, outcome = _match_article(prepared, options)
    if outcome is None:
        return "unchanged"
    number = None
    if outcome is Original.Outcome.CREATED:
        _create_article(article, prepared, options, run)
        number = 1
    elif outcome is Original.Outcome.UPDATED:
        outcome, number = _update_article(article, prepared, options)
    elif outcome is Original.Outcome.CANCELED:
        _cancel_article(article)
    if outcome is not Original.Outcome.DUPLICATE or not _has_original(article, prepared):
        columns = mapping.build_original_columns(prepared, path=path, run=run)
        Original(article=article, outcome=outcome, revision_number=number, **columns).save()
    return outcome.value


def _has_original(article: Article, prepared: PreparedRecord) -> bool:
    """Return whether an original of the article has the record's bytes."""
    return Original.objects.filter(article=article, sha256=prepared.sha256).exists()


def _match_article(
    prepared: PreparedRecord, options: Options
) -> tuple[Article, Original.Outcome | None]:
    """Return the record's article and what the record does to it, None for nothing."""
    source = options.get_source_name(prepared.record)
    identity = resolve_identity(prepared, source=source)
    # Locked, so that no editor saves it before we write.
    article = Article.objects.select_for_update(no_key=True).filter(identity=identity).first()
    if article:
        return article, _compare_text(article, prepared)
    if prepared.record.is_canceled:
        return Article(), None  # it was never imported
    if repeated_article := find_duplicate(prepared, source=source):
        return repeated_article, Original.Outcome.DUPLICATE
    return Article(identity=identity), Original.Outcome.CREATED


def _compare_text(article: Article, prepared: PreparedRecord) -> Original.Outcome | None:
    """Return None when the article has the text already, from an original that is its own."""
    originals = Original.objects.filter(article=article, text_digest=prepared.text_digest)
    if originals.exclude(outcome=Original.Outcome.DUPLICATE).exists():
        return None
    is_canceled = prepared.record.is_canceled
    return Original.Outcome.CANCELED if is_canceled else Original.Outcome.UPDATED


def _create_article(
    article: Article, prepared: PreparedRecord, options: Options, run: ImportRun
) -> None:
    """Write the article with its first revision, and log its first status."""
    record = prepared.record
    article.slug = record.slug and article.find_free_slug(record.slug)
    mapping.fill_article(article, record, options=options, source=None)
    mapping.check_article(article, record)
    if record.source and not record.is_own_work:
        article.source = Source.objects.get_or_create_by_name(record.source)
    article.save()
    for position, credit in enumerate(record.credits, 1):
        Byline.objects.get_or_create(
            article=article,
            author=get_or_create_author(credit),
            defaults={"position": position, "affiliation": credit.affiliation},
        )
    article.tags.set(Tag.objects.get_or_create_by_names(record.tags))
    revisions.get_working_revision(article)
    columns = {"publish_at": article.publish_at, "source": article.source}
    status = mapping.choose_status(record, columns, options=options)
    reason = run.encode_reason(ProgramReason.IMPORTED)
    automatic.record_import(article, status=status, reason=reason)


def _update_article(
    article: Article, prepared: PreparedRecord, options: Options
) -> tuple[Original.Outcome, int | None]:
    """Save the text as a revision, held back when the article is an editor's or live.

    Return the outcome and the number of the revision, None when there is none.
    """
    record, copy = prepared.record, revisions.build_working_copy(article)
    mapping.fill_article(copy, record, options=options, source=None)
    mapping.check_article(copy, record)
    if record.source and not record.is_own_work:
        copy.source = Source.objects.get_or_create_by_name(record.source)
    content = mapping.build_content(copy, record)
    for credit in record.credits:
        get_or_create_author(credit)
    revision, is_held = revisions.save_imported_revision(article, content)
    outcome = Original.Outcome.HELD if is_held else Original.Outcome.UPDATED
    return outcome, revision.number if revision else None


def _cancel_article(article: Article) -> None:
    """Withdraw the article, or spike it, as its source did; both can be restored."""
    for name in ("withdraw", "spike"):
        if not workflow.reason_blocked(TRANSITIONS[name], article, by=None):
            workflow.perform(article, name, by=None, reason=ProgramReason.CANCELED.to_json())
            return
