"""One record written at a time: what is not simply new, and what the database rejected in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, transaction

from articles.importing import cancellations, mapping
from articles.importing.claims import SourceNames, build_claim, compute_identity, fold_source
from articles.importing.duplicates import Duplicate
from articles.importing.identity import Claim, Decision, KnownArticle, Outcome, decide
from articles.importing.matching import find_known_articles, find_lookalikes
from articles.importing.normalise import PreparedRecord
from articles.importing.options import Options
from articles.models import (
    Article,
    ArticleKey,
    Author,
    Byline,
    ImportRun,
    Original,
    Source,
    Tag,
)
from articles.models.article import create_identity
from articles.parsing.charsets import encode_for_json
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Reject, Remark
from articles.publishing import automatic, revisions
from articles.publishing.status_writer import TransitionNotPossible
from articles.text.strings import collapse_whitespace

# What came of a record, the number of the new revision if there is one, and remarks on the plan.
_Change = tuple[Outcome, int | None, Sequence[Remark]]
_PLAN_KEPT: Final = Remark("plan_kept", 1)
_CANCELLATION_NOT_ALLOWED: Final = Remark("cancellation_not_allowed", 1)
# What an original says of an outcome that is none of its own.
_STORED_AS: Final = {Outcome.WITHDRAWN: Original.Outcome.CANCELED.value}

# How writing a record can fail through the record's own fault.
_RECORD_ERRORS: Final = (
    mapping.RecordRefusedError,
    TransitionNotPossible,
    DatabaseError,
    ObjectDoesNotExist,
)


def upsert_record(
    prepared: PreparedRecord, *, path: str, options: Options, run: ImportRun
) -> Outcome | Duplicate | Reject:
    """Write one record, all of it or nothing; return its outcome, or why it was rejected."""
    outcome = _try_to_write(prepared, path, options, run)
    if isinstance(outcome, Reject):  # an editor may have deleted or created something meanwhile
        outcome = _try_to_write(prepared, path, options, run)
    return outcome


def _try_to_write(
    prepared: PreparedRecord, path: str, options: Options, run: ImportRun
) -> Outcome | Duplicate | Reject:
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


def _write_record(
    prepared: PreparedRecord, path: str, options: Options, run: ImportRun
) -> Outcome | Duplicate:
    names = SourceNames.fetch([fold_source(prepared.record, options)])
    claim = build_claim(prepared, options=options, names=names)
    decision = decide(claim, find_known_articles(claim, fingerprint=prepared.fingerprint))
    writing = _Writing(prepared, claim, decision, path, options, run)
    if decision.outcome is Outcome.CREATED:
        return writing.create_article()
    return writing.write_to(decision.article) if decision.article else decision.outcome


@dataclass(frozen=True, slots=True)
class _Writing:
    """What is written of one record, once it is decided what it does."""

    prepared: PreparedRecord
    claim: Claim
    decision: Decision
    path: str
    options: Options
    run: ImportRun

    def create_article(self) -> Outcome:
        remarks = find_lookalikes(self.claim, fingerprint=self.prepared.fingerprint)
        if not self.prepared.record.body:
            remarks.append(Remark("stub", 1))
        article = Article(identity=self._choose_identity())
        _create_article(article, self.prepared, self.options, self.run)
        ArticleKey.objects.learn(article, self.claim.keys)
        self._store_original(article, Outcome.CREATED, 1, remarks)
        return Outcome.CREATED

    def _choose_identity(self) -> str:
        identity = compute_identity(self.claim)
        is_taken = Article.objects.filter(identity=identity).exists()
        return create_identity() if is_taken else identity

    def write_to(self, known: KnownArticle) -> Outcome | Duplicate:
        """Write to the article that is here; return what this did."""
        # Locked, so that no editor saves it before we write.
        article = Article.objects.select_for_update(no_key=True).get(pk=known.pk)
        if self.decision.outcome is Outcome.DUPLICATE:
            return self._note_duplicate(article)
        if not self.decision.is_foreign:
            ArticleKey.objects.learn(article, self.claim.keys)
        if self.claim.text_digest in known.text_digests:
            return Outcome.UNCHANGED
        remarks = self._list_remarks(article)
        outcome, number, others = self._change(article)
        self._store_original(article, outcome, number, (*remarks, *others))
        return outcome

    def _note_duplicate(self, article: Article) -> Duplicate:
        originals = Original.objects.filter(article=article, sha256=self.prepared.sha256)
        if not originals.exists():
            self._store_original(article, Outcome.DUPLICATE, None, ())
        record = self.prepared.record
        return Duplicate(record.position, record.headline, article.pk, article.headline)

    def _change(self, article: Article) -> _Change:
        """Do what was decided; return what came of it."""
        outcome = self.decision.outcome
        if outcome is Outcome.CANCELED:
            return self._cancel(article)
        if outcome is Outcome.HELD_CANCELLATION:
            cancellations.hold_cancellation(article)
        if outcome in {Outcome.UPDATED, Outcome.HELD}:
            is_foreign = self.decision.is_foreign
            return _update_article(article, self.prepared, self.options, must_wait=is_foreign)
        return outcome, None, ()

    def _cancel(self, article: Article) -> _Change:
        outcome = cancellations.cancel_article(article, options=self.options)
        is_held = outcome is Outcome.HELD_CANCELLATION
        return outcome, None, [_CANCELLATION_NOT_ALLOWED] if is_held else ()

    def _list_remarks(self, article: Article) -> Sequence[Remark]:
        if not self.decision.is_foreign:
            return ()
        source = self.options.get_source_name(self.prepared.record)
        params = {"source": source or "–", "other": str(article.source or "–")}
        if self.claim.is_canceled:
            return (Remark("canceled_by_another_source", 1, params),)
        return (Remark("told_by_another_source", 1, params),)

    def _store_original(
        self, article: Article, outcome: Outcome, number: int | None, remarks: Sequence[Remark]
    ) -> None:
        files = mapping.store_files([self.prepared], options=self.options)
        columns = mapping.build_original_columns(
            self.prepared, path=self.path, run=self.run, files=files
        )
        columns["remarks"] += map(mapping.serialise_remark, remarks)
        stored = _STORED_AS.get(outcome, outcome.value)
        Original(article=article, outcome=stored, revision_number=number, **columns).save()


def _create_article(
    article: Article, prepared: PreparedRecord, options: Options, run: ImportRun
) -> None:
    """Write the article with its first revision, and log its first status."""
    record = prepared.record
    article.slug = record.slug and article.find_free_slug(record.slug)
    mapping.fill_article(article, record, options=options, source=None)
    mapping.check_record(record)
    if record.source and not record.is_own_work:
        article.source = Source.objects.get_or_create_by_name(record.source)
    article.save()
    authors = Author.objects.get_or_create_credited(record.credits)
    for position, (author, credit) in enumerate(zip(authors, record.credits, strict=True), 1):
        Byline.objects.get_or_create(
            article=article,
            author=author,
            defaults={"position": position, "affiliation": credit.affiliation},
        )
    article.tags.set(Tag.objects.get_or_create_by_names(record.tags))
    revisions.get_working_revision(article, imported_by=options.maker)
    columns = {"publish_at": article.publish_at, "source": article.source}
    status = mapping.choose_status(record, columns, options=options)
    reason = run.encode_reason(options.import_reason)
    automatic.record_import(article, status=status, reason=reason, by=run.started_by)


def _update_article(
    article: Article, prepared: PreparedRecord, options: Options, *, must_wait: bool
) -> _Change:
    """Save the text as a revision, held back when the article is an editor's or live."""
    record, copy = prepared.record, revisions.build_working_copy(article)
    plan = mapping.get_plan(copy)
    mapping.fill_article(copy, record, options=options, source=None)
    if article.published_at and record.publish_at == article.published_at:
        copy.publish_at = plan[0]  # our own export: it tells when the article went live
    remarks = [_PLAN_KEPT] if mapping.keep_plan_if_impossible(copy, before=plan) else []
    mapping.check_record(record)
    if record.source and not record.is_own_work:
        copy.source = Source.objects.get_or_create_by_name(record.source)
    content = mapping.build_content(copy, record)
    Author.objects.get_or_create_credited(record.credits)
    revision, is_held = revisions.save_imported_revision(
        article, content, by=options.maker, must_wait=must_wait
    )
    if revision is None:
        return Outcome.UNCHANGED, None, remarks
    return Outcome.HELD if is_held else Outcome.UPDATED, revision.number, remarks
