"""Today's parsers over the originals that were kept: what they would read otherwise than then."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy as copied
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from articles.importing import mapping
from articles.importing.lock import lock_imports
from articles.importing.normalise import PreparedRecord, prepare
from articles.importing.options import Options
from articles.models import Article, Author, ImportRun, Original, Source, Tag
from articles.models.tag import fold_tag_name
from articles.parsing import formats
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)
from articles.parsing.tabular import field_names
from articles.publishing import contents, revisions
from articles.text.strings import collapse_whitespace, fold

# So many originals, each with its bytes, are held at once.
CHUNK: Final = 50
OVERTAKEN: Final = (
    "Meanwhile an import has brought something for it, or was taken back; run this again."
)


@dataclass(frozen=True, slots=True)
class Rereading:
    """What today's parser reads in an original, beside what the original brought then.

    ``problem`` is why nothing can be taken of it, or "". ``is_held`` is None until it is taken;
    then it tells whether it waits for an editor.
    """

    original: Original
    before: contents.Content
    after: contents.Content
    prepared: PreparedRecord | None = None
    problem: str = ""
    is_held: bool | None = None

    @property
    def changed(self) -> list[str]:
        return contents.list_changed_fields(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which originals are read again: of one batch, of one parser, or all.

    ``names`` are what the formats that have names are told, theirs with ours.
    """

    run: ImportRun | None = None
    parser: str = ""
    names: field_names.NameMap = field(default_factory=dict)

    @property
    def label(self) -> str:
        told = [self.parser, f"import {self.run.pk}" if self.run else ""]
        return f"reparse: {', '.join(filter(None, told)) or 'all'}"


def reparse(
    choice: Choice,
    *,
    is_applied: bool = False,
    on_difference: Callable[[Rereading], object] = lambda _reread: None,
) -> Counter[str]:
    """Read the newest original of each article again; return how many were read how.

    Those that are read otherwise, or not at all any more, go to ``on_difference``; they count as
    ``different`` and ``unreadable``, the others as ``same``. Where the reading is to be applied, it
    is taken like an update, in a batch of its own, which can be taken back: the different ones
    count as ``updated`` and ``held`` then. The original is kept once more in that batch, with what
    today's parser tells of it: so the next import of the same finds nothing new, and when the batch
    is taken back, the reading of then counts again.
    """
    run = ImportRun.objects.create(label=choice.label) if is_applied else None
    counts: Counter[str] = Counter()
    for chunk in _chunks(choice):
        for original in chunk:
            reread = _reread(original, choice)
            if run and reread.prepared and reread.changed:
                reread = _taken(reread, run)
            counts[_outcome(reread)] += 1
            if reread.problem or reread.changed:
                on_difference(reread)
        if run:
            _keep_counts(run, counts)
    if run:
        _close(run)
    return counts


def _outcome(reread: Rereading) -> str:
    if reread.problem:
        return "unreadable"
    if not reread.changed:
        return "same"
    if reread.is_held is None:
        return "different"
    return "held" if reread.is_held else "updated"


def _keep_counts(run: ImportRun, counts: Counter[str]) -> None:
    run.updated_count = counts["updated"] + counts["held"]
    run.unchanged_count, run.rejected_count = counts["same"], counts["unreadable"]
    run.counted_at = timezone.now()
    counted = ("updated_count", "unchanged_count", "rejected_count", "counted_at")
    run.save(update_fields=counted)


def _close(run: ImportRun) -> None:
    """Note the end; a batch that took nothing is none."""
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    ImportRun.objects.filter(pk=run.pk, originals=None).delete()


# Choosing.


def _chunks(choice: Choice) -> Iterator[list[Original]]:
    newest = Original.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last = 0
    # Those that are added meanwhile, as by this very run, are as today's parser reads them.
    while chunk := list(_chosen(choice).filter(pk__gt=last, pk__lte=newest)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _chosen(choice: Choice) -> QuerySet[Original]:
    """Return the originals that count: of each article the newest one that is no duplicate."""
    originals = Original.objects.exclude(outcome=Original.Outcome.DUPLICATE)
    newer = originals.filter(article=OuterRef("article"), pk__gt=OuterRef("pk"))
    chosen = originals.exclude(outcome=Original.Outcome.CANCELED).filter(~Exists(newer))
    if choice.run:
        chosen = chosen.filter(run=choice.run)
    if choice.parser:
        chosen = chosen.filter(parser__startswith=f"{choice.parser}/")
    return chosen.order_by("pk").select_related("article", "article__source")


# Reading.


def _reread(original: Original, choice: Choice) -> Rereading:
    told = _read(original, choice)
    if isinstance(told, str):
        return Rereading(original, {}, {}, problem=told)
    prepared = prepare(replace(told, position=original.position))
    if prepared.text_digest == original.text_digest:
        return Rereading(original, {}, {})
    before = _brought(original)
    after = _content(before, prepared.record, original.article)
    return Rereading(original, _canonical(before), _canonical(after), prepared)


def _read(original: Original, choice: Choice) -> Record | str:
    """Return what today's parser reads in the original, or why there is nothing to take."""
    name = original.parser.partition("/")[0]
    if name not in formats.FORMATS:
        return f"There is no parser called {name} any more."
    stream = io.BytesIO(original.content)
    found = formats.read_stream(stream, name=name, charset=original.charset, name_map=choice.names)
    told = next((each for each in found if not isinstance(each, SkippedItem)), None)
    if isinstance(told, Record):
        return "It says that its source took the piece back." if told.is_canceled else told
    return told.reason if isinstance(told, Reject) else "It holds no article."


def _brought(original: Original) -> contents.Content:
    """Return the content of the revision that the original brought, or found there."""
    of_article = original.article.revisions.order_by("-number")
    revision = of_article.filter(number=original.revision_number or 0).first()
    revision = revision or of_article.filter(made_at__lte=original.received_at).first()
    if revision is None:
        return contents.read_content(original.article)
    content: contents.Content = revision.content
    return content


def _content(before: contents.Content, record: Record, article: Article) -> contents.Content:
    """Return the content that the record makes of what was there before it."""
    copy = revisions.fill_columns(copied(article), before)
    plan = copy.publish_at
    source = Source.objects.find_by_name(record.source) if record.source else None
    mapping.fill(copy, record, options=Options(label=""), source=source)
    if plan and _is_on(plan, record) and not record.publish_at:
        copy.publish_at = plan  # an import sets noon, on the day itself no later than now
    credited = [{"name": each.name, "affiliation": each.affiliation} for each in record.credits]
    content = contents.build_content(copy, credited=credited, tags=filter(fold, record.tags))
    named = record.source if record.source and not source and not record.is_own_work else ""
    return {**content, "source": named or content["source"], "correction": before["correction"]}


def _is_on(plan: datetime, record: Record) -> bool:
    return timezone.localdate(plan) == record.our_date


def _canonical(content: contents.Content) -> contents.Content:
    """Return the content with each name as the tables have it today."""
    sources = Source.objects.find_all_by_name([fold(content["source"])])
    names = [fold(each["name"]) for each in content["credits"]]
    authors = Author.objects.find_all_by_name(names)
    tags = Tag.objects.find_by_names([fold_tag_name(name) for name in content["tags"]])
    credited = [
        {**each, "name": str(authors.get(name, each["name"]))}
        for name, each in zip(names, content["credits"], strict=True)
    ]
    source = sources.get(fold(content["source"]), content["source"])
    tagged = {str(tags.get(fold_tag_name(name), name)) for name in content["tags"]}
    return {**content, "source": str(source), "credits": _once(credited), "tags": sorted(tagged)}


def _once(credited: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({each["name"]: each for each in reversed(credited)}.values())[::-1]


# Taking.


def _taken(reread: Rereading, run: ImportRun) -> Rereading:
    """Take the new reading like an update, unless the tables refuse it or it is out of date."""
    try:
        with transaction.atomic():
            lock_imports(run)
            is_held = _take(reread, run)
    except OperationalError:
        raise  # the database is gone: that is no fault of the reading
    except (mapping.RecordRefusedError, DatabaseError, ObjectDoesNotExist) as error:
        return replace(reread, problem=collapse_whitespace(str(error)))
    return replace(reread, is_held=is_held)


def _take(reread: Rereading, run: ImportRun) -> bool:
    """Write the revision and the original; tell whether the revision waits for an editor."""
    assert reread.prepared is not None  # noqa: S101 - only such are taken
    record, original = reread.prepared.record, reread.original
    # Nobody saves the piece, or deletes it, between this look and our own writing.
    locked = Article.objects.select_for_update(no_key=True).get(pk=original.article_id)
    if not _chosen(Choice()).filter(pk=original.pk).exists():
        raise mapping.RecordRefusedError(OVERTAKEN)
    content = _merged(locked, reread)
    mapping.check(revisions.fill_columns(copied(locked), content), record)
    for credit in record.credits:
        Author.objects.get_or_create_by_name(credit.name, is_organisation=credit.is_organisation)
    taken, is_held = revisions.save_imported_revision(locked, content)
    number = taken.number if taken else None
    _keep(reread.prepared, original, run, is_held=is_held, number=number)
    return is_held


def _merged(article: Article, reread: Rereading) -> contents.Content:
    """Return the newest text with the fields that are read otherwise; what waits is read whole."""
    if reread.original.outcome == Original.Outcome.HELD:
        return reread.after
    work = revisions.get_working_revision(article)
    changed = {name: reread.after[name] for name in reread.changed}
    return {**contents.get_editable_content(article, work), **changed}


def _keep(
    prepared: PreparedRecord,
    original: Original,
    run: ImportRun,
    *,
    is_held: bool,
    number: int | None,
) -> None:
    """Keep the original's bytes once more, with what today's parser tells of them."""
    told = mapping.original(prepared, path=original.path, run=run)
    told |= {name: getattr(original, name) for name in ("sha256", "size", "compressed")}
    outcome = Original.Outcome.HELD if is_held else Original.Outcome.UPDATED
    Original(article=original.article, outcome=outcome, revision_number=number, **told).save()
