"""Stored originals read again with today's parsers, and what these read differently."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from articles.importing import mapping
from articles.importing.lock import lock_imports
from articles.importing.normalise import PreparedRecord, prepare_record
from articles.importing.options import Options
from articles.importing.upsert import describe_error
from articles.models import Article, Author, ImportRun, Original, Source, Tag
from articles.models.blob import FileDamagedError
from articles.models.tag import fold_tag_name
from articles.parsing import formats
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.stamps import restore_orders
from articles.parsing.tabular import field_names
from articles.publishing import contents, revisions

# Originals that are in memory at once, each with its bytes.
CHUNK: Final = 50
OVERTAKEN: Final = Problem("reparse.overtaken")


@dataclass(frozen=True, slots=True)
class Rereading:
    """An original read again: the content that it brought, and what today's parser makes of it.

    ``problem`` says why the new reading cannot be applied, None when it can. ``is_held`` is None
    until the reading is applied, then whether it waits for an editor.
    """

    original: Original
    before: contents.Content
    after: contents.Content
    prepared: PreparedRecord | None = None
    problem: Problem | None = None
    is_held: bool | None = None

    @property
    def changed_fields(self) -> list[str]:
        return contents.list_changed_fields(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which originals are read again: those of a run, of a parser, or all.

    ``name_map`` has the field names of tables and JSON, theirs to ours.
    """

    run: ImportRun | None = None
    parser: str = ""
    name_map: field_names.NameMap = field(default_factory=dict)

    @property
    def label(self) -> str:
        parts = [self.parser, f"import {self.run.pk}" if self.run else ""]
        return f"reparse: {', '.join(filter(None, parts)) or 'all'}"


def reparse(
    selection: Selection,
    *,
    is_applied: bool = False,
    on_difference: Callable[[Rereading], object] = lambda _rereading: None,
) -> Counter[str]:
    """Read the newest original of each article again; return the number of each outcome.

    Outcomes are ``same``, ``different`` and ``unreadable``; the latter two are passed to
    ``on_difference``. With ``is_applied`` a different reading is saved like an update, in an import
    run of its own, which can be undone: instead of ``different`` it counts as ``updated`` or
    ``held``. The run stores the original once more, as today's parser reads it. So the next import
    of the same text finds it unchanged, and after an undo the former reading holds again.
    """
    run = ImportRun.objects.create(label=selection.label) if is_applied else None
    counts: Counter[str] = Counter()
    for chunk in _fetch_chunks(selection):
        for original in chunk:
            rereading = _reread(original, selection)
            if run and rereading.prepared and rereading.changed_fields:
                rereading = _try_to_apply(rereading, run)
            counts[_get_outcome(rereading)] += 1
            if rereading.problem or rereading.changed_fields:
                on_difference(rereading)
        if run:
            _save_counts(run, counts)
    if run:
        _finish_run(run)
    return counts


def _get_outcome(rereading: Rereading) -> str:
    if rereading.problem:
        return "unreadable"
    if not rereading.changed_fields:
        return "same"
    if rereading.is_held is None:
        return "different"
    return "held" if rereading.is_held else "updated"


def _save_counts(run: ImportRun, counts: Counter[str]) -> None:
    run.updated_count = counts["updated"] + counts["held"]
    run.unchanged_count, run.rejected_count = counts["same"], counts["unreadable"]
    run.counted_at = timezone.now()
    columns = ("updated_count", "unchanged_count", "rejected_count", "counted_at")
    run.save(update_fields=columns)


def _finish_run(run: ImportRun) -> None:
    """Store when the run ended; delete it when it applied nothing."""
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    ImportRun.objects.filter(pk=run.pk, originals=None).delete()


# Selecting originals.


def _fetch_chunks(selection: Selection) -> Iterator[list[Original]]:
    newest = Original.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last = 0
    # Originals that are stored meanwhile, as by this run, are left out: they are read as of today.
    while chunk := list(_select_originals(selection).filter(pk__gt=last, pk__lte=newest)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _select_originals(selection: Selection) -> QuerySet[Original]:
    """Return the newest original of each article that brought its text, as far as selected."""
    originals = Original.objects.exclude(outcome__in=Original.WITHOUT_TEXT)
    newer = originals.filter(article=OuterRef("article"), pk__gt=OuterRef("pk"))
    canceled = (Original.Outcome.CANCELED, Original.Outcome.HELD_CANCELLATION)
    selected = originals.exclude(outcome__in=canceled).filter(~Exists(newer))
    if selection.run:
        selected = selected.filter(run=selection.run)
    if selection.parser:
        selected = selected.filter(parser__startswith=f"{selection.parser}/")
    return selected.order_by("pk").select_related("article", "article__source", "blob")


# Reading.


def _reread(original: Original, selection: Selection) -> Rereading:
    record = _parse_original(original, selection)
    if isinstance(record, Problem):
        return Rereading(original, {}, {}, problem=record)
    prepared = prepare_record(replace(record, position=original.position))
    if prepared.keys.text_digest == original.text_digest:
        return Rereading(original, {}, {})
    before = _find_content(original)
    after = _build_content(before, prepared.record, original.article)
    return Rereading(original, _resolve_names(before), _resolve_names(after), prepared)


def _parse_original(original: Original, selection: Selection) -> Record | Problem:
    """Return the record that today's parser reads, or why there is none to apply."""
    name = formats.get_format_name(original.parser)
    if name not in formats.IMPORT_FORMATS:
        return Problem("reparse.no_parser", {"name": name})
    try:
        content = original.content
    except FileDamagedError as error:
        return Problem("reparse.damaged", {"name": error.file_name})
    results = formats.read_stream(
        io.BytesIO(content),
        format_name=name,
        charset=original.charset,
        name_map=selection.name_map,
    )
    result = next((each for each in results if not isinstance(each, SkippedItem)), None)
    if isinstance(result, Record):
        is_canceled = result.is_canceled
        return Problem("reparse.canceled") if is_canceled else _restore_orders(result, original)
    return result.reason if isinstance(result, Reject) else Problem("reparse.no_article")


def _restore_orders(record: Record, original: Original) -> Record:
    """Return the record with its dates in the orders that the whole file proved."""
    readings = original.readings.items()
    orders = {name: reading["order"] for name, reading in readings if "order" in reading}
    return restore_orders(record, orders) if orders else record


def _find_content(original: Original) -> contents.Content:
    """Return the content of the revision that the original brought, or that was there then."""
    newest_first = original.article.revisions.order_by("-number")
    revision = newest_first.filter(number=original.revision_number or 0).first()
    revision = revision or newest_first.filter(made_at__lte=original.received_at).first()
    if revision is None:
        return contents.read_content(original.article)
    content: contents.Content = revision.content
    return content


def _build_content(before: contents.Content, record: Record, article: Article) -> contents.Content:
    """Return the content that the record makes of the content before it."""
    changed = revisions.fill_columns(copy(article), before)
    plan = mapping.get_plan(changed)
    source = Source.objects.find_by_name(record.source) if record.source else None
    mapping.fill_article(changed, record, options=Options(label=""), source=source)
    if plan[0] and _is_on_day(plan[0], record) and not record.publish_at:
        # An import sets noon, or on the day itself the time of the import.
        changed.publish_at = plan[0]
    mapping.keep_plan_if_impossible(changed, before=plan)
    content = mapping.build_content(changed, record)
    new_name = record.source if record.source and not source and not record.is_own_work else ""
    return {
        **content,
        "source": new_name or content["source"],
        "correction": before["correction"],
    }


def _is_on_day(instant: datetime, record: Record) -> bool:
    return timezone.localdate(instant) == record.our_date


def _resolve_names(content: contents.Content) -> contents.Content:
    """Return the content with each name as the tables spell it today."""
    source = Source.objects.find_by_name(content["source"])
    authors = Author.objects.find_credited([each["name"] for each in content["credits"]])
    tags = Tag.objects.find_by_names([fold_tag_name(name) for name in content["tags"]])
    credited = [
        {**each, "name": str(authors.get(each["name"], each["name"]))}
        for each in content["credits"]
    ]
    return {
        **content,
        "source": str(source or content["source"]),
        "credits": contents.drop_repeated_credits(credited),
        "tags": sorted({str(tags.get(fold_tag_name(name), name)) for name in content["tags"]}),
    }


# Applying.


def _try_to_apply(rereading: Rereading, run: ImportRun) -> Rereading:
    """Save the new reading like an update, unless the tables refuse it or it is out of date."""
    try:
        with transaction.atomic():
            lock_imports(run)
            is_held = _apply(rereading, run)
    except OperationalError:
        raise  # the database is gone, which is not the reading's fault
    except (mapping.RecordRefusedError, DatabaseError, ObjectDoesNotExist) as error:
        return replace(rereading, problem=describe_error(error))
    return replace(rereading, is_held=is_held)


def _apply(rereading: Rereading, run: ImportRun) -> bool:
    """Save the revision and the original; return whether the revision waits for an editor."""
    assert rereading.prepared is not None  # noqa: S101 - only such are applied
    record, original = rereading.prepared.record, rereading.original
    # Locked, so that nobody saves or deletes it before we write.
    article = Article.objects.select_for_update(no_key=True).get(pk=original.article_id)
    if not _select_originals(Selection()).filter(pk=original.pk).exists():
        raise mapping.RecordRefusedError(OVERTAKEN)
    content = _merge_content(article, rereading)
    if rereading.before["body"] and not record.body:
        raise mapping.RecordRefusedError(Problem("record.empty_body"))
    mapping.check_record(record)
    Author.objects.get_or_create_credited(record.credits)
    # A text that waits for an editor, as one of another source does, goes on waiting.
    must_wait = original.outcome == Original.Outcome.HELD
    revision, is_held = revisions.save_imported_revision(article, content, must_wait=must_wait)
    outcome = Original.Outcome.HELD if is_held else Original.Outcome.UPDATED
    columns = {"outcome": outcome, "revision_number": revision.number if revision else None}
    _store_original(rereading.prepared, original, run, **columns)
    return is_held


def _merge_content(article: Article, rereading: Rereading) -> contents.Content:
    """Return the working revision with the changed fields; of a held original the whole reading."""
    if rereading.original.outcome == Original.Outcome.HELD:
        return rereading.after
    revision = revisions.get_working_revision(article)
    working = contents.get_editable_content(article, revision)
    merged = {**working, **{name: rereading.after[name] for name in rereading.changed_fields}}
    return merged if _can_be_planned(article, merged) else {**merged, **_pick_plan(working)}


def _can_be_planned(article: Article, content: contents.Content) -> bool:
    planned = revisions.fill_columns(copy(article), content)
    return not mapping.keep_plan_if_impossible(planned, before=mapping.get_plan(planned))


def _pick_plan(content: contents.Content) -> contents.Content:
    return {name: content[name] for name in ("publish_at", "expire_at")}


def _store_original(
    prepared: PreparedRecord, original: Original, run: ImportRun, **columns: Any
) -> None:
    """Store the original's bytes once more, as today's parser reads them."""
    names = ("sha256", "size", "compressed", "blob_id")
    stored = {name: getattr(original, name) for name in names}
    files = {original.sha256: original.blob_id} if original.blob_id else {}
    reading = mapping.build_original_columns(prepared, path=original.path, run=run, files=files)
    Original(article=original.article, **{**reading, **stored, **columns}).save()
