"""One record at a time: whatever is not simply new, and whatever the tables refused in bulk."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, transaction

from articles.importing import mapping
from articles.importing.matching import find_duplicate, resolve_identity
from articles.importing.normalise import PreparedRecord
from articles.importing.options import Options
from articles.models import Article, Author, Byline, ImportRun, Original, Source, Tag
from articles.parsing.charsets import encode_for_json
from articles.parsing.records import (
    Reject,
)
from articles.publishing import automatic, contents, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS
from articles.text.strings import collapse_whitespace, fold
from articles.vocabulary import (
    Credit,
)

CANCELED = "Its source took it back."


def write(prepared: PreparedRecord, *, path: str, options: Options, run: ImportRun) -> str | Reject:
    """Write one record, all of it or nothing; return its outcome, or why it was refused."""
    reason = ""
    for _attempt in range(2):  # the second sees what an editor took away or made meanwhile
        try:
            with transaction.atomic():
                return _written(prepared, path, options, run)
        except OperationalError:
            raise  # the database is gone, or locked for good: that is no fault of the record
        except (
            *(
                mapping.RecordRefusedError,
                TransitionNotPossible,
                DatabaseError,
                ObjectDoesNotExist,
            ),
        ) as error:
            reason = collapse_whitespace(str(error))
    return Reject(prepared.record.position, reason, encode_for_json(prepared.original))


def _written(prepared: PreparedRecord, path: str, options: Options, run: ImportRun) -> str:
    article, outcome = _met(prepared, options)
    if outcome is None:
        return "unchanged"
    number = None
    if outcome is Original.Outcome.CREATED:
        _create(article, prepared, options, run)
        number = 1
    elif outcome is Original.Outcome.UPDATED:
        outcome, number = _update(article, prepared, options)
    elif outcome is Original.Outcome.CANCELED:
        _cancel(article)
    is_kept = Original.objects.filter(article=article, sha256=prepared.sha256).exists
    if outcome is not Original.Outcome.DUPLICATE or not is_kept():
        kept = mapping.original(prepared, path=path, run=run)
        Original(article=article, outcome=outcome, revision_number=number, **kept).save()
    return outcome.value


def _met(prepared: PreparedRecord, options: Options) -> tuple[Article, Original.Outcome | None]:
    """Return the article that the record is of, and what it does to it, None for nothing."""
    source = options.source_name(prepared.record)
    identity = resolve_identity(prepared, source=source)
    # Locked, so that no editor saves it between this look and our own writing.
    article = Article.objects.select_for_update(no_key=True).filter(identity=identity).first()
    if article:
        return article, _news(article, prepared)
    if prepared.record.is_canceled:
        return Article(), None  # it was never here
    if twin := find_duplicate(prepared, source=source):
        return twin, Original.Outcome.DUPLICATE
    return Article(identity=identity), Original.Outcome.CREATED


def _news(article: Article, prepared: PreparedRecord) -> Original.Outcome | None:
    """Tell a new text from one that the article, and not a twin of it, has had before."""
    told = Original.objects.filter(article=article, text_digest=prepared.text_digest)
    if told.exclude(outcome=Original.Outcome.DUPLICATE).exists():
        return None
    is_canceled = prepared.record.is_canceled
    return Original.Outcome.CANCELED if is_canceled else Original.Outcome.UPDATED


def _create(article: Article, prepared: PreparedRecord, options: Options, run: ImportRun) -> None:
    """Write the article with its first revision, and record where its work stands."""
    record = prepared.record
    article.slug = record.slug and article.find_free_slug(record.slug)
    mapping.fill(article, record, options=options, source=None)
    mapping.check(article, record)
    if record.source and not record.is_own_work:
        article.source = Source.objects.get_or_create_by_name(record.source)
    article.save()
    for position, credit in enumerate(record.credits, 1):
        Byline.objects.get_or_create(
            article=article,
            author=_author(credit),
            defaults={"position": position, "affiliation": credit.affiliation},
        )
    article.tags.set(Tag.objects.get_or_create_by_names(record.tags))
    revisions.get_working_revision(article)
    status = mapping.standing(record, vars(article) | {"source": article.source}, options=options)
    automatic.record_import(article, status=status, reason=str(run))


def _update(
    article: Article, prepared: PreparedRecord, options: Options
) -> tuple[Original.Outcome, int | None]:
    """Take the text as a revision; where the article is an editor's, or live, it waits."""
    record, work = prepared.record, revisions.build_working_copy(article)
    mapping.fill(work, record, options=options, source=None)
    mapping.check(work, record)
    if record.source and not record.is_own_work:
        work.source = Source.objects.get_or_create_by_name(record.source)
    credited = [{"name": each.name, "affiliation": each.affiliation} for each in record.credits]
    content = contents.build_content(work, credited=credited, tags=filter(fold, record.tags))
    for credit in record.credits:
        _author(credit)
    taken, is_held = revisions.save_imported_revision(article, content)
    outcome = Original.Outcome.HELD if is_held else Original.Outcome.UPDATED
    return outcome, taken.number if taken else None


def _author(credit: Credit) -> Author:
    return Author.objects.get_or_create_by_name(credit.name, is_organisation=credit.is_organisation)


def _cancel(article: Article) -> None:
    """Take the piece from readers, or off the desk, as its source did; both can be restored."""
    moves = TRANSITIONS
    for name in ("withdraw", "spike"):
        if not workflow.reason_blocked(moves[name], article, by=None):
            workflow.perform(article, name, by=None, reason=CANCELED)
            return
