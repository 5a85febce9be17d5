"""What the worker does with an uploaded file: its preview and its import, reported in its row.

Each is begun again when its process was killed. The newest process goes on; one before it ends.
"""

import json
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, Self

from django.core.files.base import File
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone

from articles.importing import permissions, worker
from articles.importing.duplicates import Duplicate
from articles.importing.ingest import ingest
from articles.importing.matching import find_known_texts
from articles.importing.normalise import PreparedItem, PreparedRecord
from articles.importing.options import OUTCOMES, WITHIN, Options, Tally, get_reading_limits
from articles.importing.preview import preview
from articles.importing.reasons import word_for_shell
from articles.models import Blob, Status, Upload, UploadState
from articles.models.blob import FileDamagedError, FileNotStoredError
from articles.parsing.problems import Problem, clean_for_json
from articles.parsing.records import Record, Reject

# Problems and articles on the page of a preview.
MAX_PROBLEMS: Final = 200
MAX_ARTICLES: Final = 5
_TEXT_LIMIT: Final = 500  # characters of a text on the page of a preview
_RECORD_LIMIT: Final = 160  # characters of a rejected record
_REPORT_INTERVAL: Final = 2.0  # seconds
_LOG_LIMIT: Final = 4000  # bytes


class WorkNotRequestedError(Exception):
    """The upload's state does not call for this work; the message says so."""


class ImportForbiddenError(Exception):
    """Whoever confirmed the upload may not import it, or not any more."""


class SupersededError(Exception):
    """Another process works on the upload now, or it was deleted."""


def process_upload(upload: Upload, *, is_preview: bool) -> Tally:
    """Preview the upload, or import it; report in its row.

    Raise WorkNotRequestedError when nobody asked for it, ImportForbiddenError when whoever did may
    not import it, SupersededError when another process took over. After KeyboardInterrupt, and an
    error of the connection to the database, the work can be begun again.
    """
    state = UploadState.PREVIEWING if is_preview else UploadState.RUNNING
    work = _Work.begin(upload, state=state)
    try:
        if not is_preview:
            _require_permission(upload)
        with _RejectsFile() as rejects, _read_items(work) as items:
            if is_preview:
                return _preview(work, items, rejects)
            return _import(work, items, rejects)
    except KeyboardInterrupt:
        work.wait()
        raise
    except (SupersededError, OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever it is, the editor who waits for it has to know
        work.report_failure(_describe_failure(error))
        raise


def _describe_failure(error: Exception) -> Problem:
    match error:
        case ImportForbiddenError():
            return Problem("import.forbidden")
        case worker.ReadingStoppedError():
            return error.problem
        case FileNotStoredError():
            return Problem("import.not_stored", {"reason": error.reason})
        case FileDamagedError():
            return Problem("import.file_damaged", {"name": error.file_name})
        case _:
            return Problem("import.failed")


def _require_permission(upload: Upload) -> None:
    """Raise ImportForbiddenError unless whoever confirmed the upload may still import it."""
    if not permissions.may_import_as(Status(upload.status), by=upload.confirmed_by):
        status = upload.get_status_display()
        message = f"{upload.confirmed_by} may not import articles with the status {status!r}."
        raise ImportForbiddenError(message)


@dataclass(slots=True)
class _Work:
    """One process's work on an upload, which ends when another process begins."""

    upload: Upload
    state: UploadState
    number: int
    read_size: int = 0
    reported_at: float = 0.0

    @classmethod
    def begin(cls, upload: Upload, *, state: UploadState) -> "_Work":
        rows = Upload.objects.filter(pk=upload.pk, state=state)
        if not rows.update(
            process_number=F("process_number") + 1, read_size=0, progressed_at=timezone.now()
        ):
            raise WorkNotRequestedError(
                f"Upload {upload.pk} is {upload.get_state_display()}, so this is not possible now."
            )
        upload.refresh_from_db()
        return cls(upload, state, upload.process_number)

    def report_progress(self, size: int = 0) -> None:
        """Count ``size`` more bytes as read; write the sum every few seconds."""
        self.read_size += size
        if time.monotonic() - self.reported_at > _REPORT_INTERVAL:
            self.update(read_size=self.read_size)
            self.reported_at = time.monotonic()

    def update(self, **columns: Any) -> None:
        """Write the upload's columns; raise SupersededError when it is no longer this process's."""
        rows = Upload.objects.filter(
            pk=self.upload.pk, process_number=self.number, state=self.state
        )
        if not rows.update(progressed_at=timezone.now(), **columns):
            raise SupersededError(
                f"Upload {self.upload.pk} is being processed elsewhere, or was discarded."
            )

    def wait(self) -> None:
        """Let the upload wait for a process again."""
        with suppress(DatabaseError):  # it is then taken up without a sign of it on its page
            rows = Upload.objects.filter(pk=self.upload.pk, process_number=self.number)
            rows.filter(state=self.state).update(progressed_at=None)

    def report_failure(self, problem: Problem) -> None:
        """Write the problem and the traceback to the upload."""
        log = traceback.format_exc()[-_LOG_LIMIT:].replace("\0", "")
        self.update(state=UploadState.FAILED, problem=problem.as_json(), log=log)

    def finish(self, rejects: "_RejectsFile", **columns: Any) -> None:
        """Write the result and the rejects file, both or neither."""
        self.update(read_size=self.upload.size, rejects=rejects.store(), **columns)


@contextmanager
def _read_items(work: _Work) -> Iterator[Iterator[PreparedItem]]:
    """Yield an iterator of what the file holds; its path is the name of the uploaded file."""
    upload = work.upload
    charset = upload.encoding or (upload.source.encoding if upload.source else "")
    with tempfile.TemporaryDirectory(prefix="newsroom-upload-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            for part in upload.file.read_chunks() if upload.file else ():
                file.write(part)
                work.report_progress()
        items = worker.read_prepared(
            [str(path)],
            find_known=_choose_find_known(work),
            format_name=upload.format,
            charset=charset,
            limits=get_reading_limits(),
            name_map=upload.names,
            on_bytes=work.report_progress,
        )

        def name_file(inner: str) -> str:
            return upload.name + inner.removeprefix(str(path))

        try:
            with closing(items):
                yield (replace(item, path=name_file(item.path)) for item in items)
        except worker.ReadingStoppedError as error:
            raise worker.ReadingStoppedError(_rename_file(error.problem, name_file)) from error


def _rename_file(problem: Problem, name_file: Callable[[str], str]) -> Problem:
    """Return the problem with the path in it, if there is one, as ``name_file`` has it."""
    params = {
        name: clean_for_json(name_file(str(value)), limit=_TEXT_LIMIT) if name == "path" else value
        for name, value in problem.params.items()
    }
    return replace(problem, params=params)


def _choose_find_known(work: _Work) -> worker.FindKnown:
    """Return what tells the reading process which texts it need not prepare.

    A preview prepares all of them, since it shows them.
    """
    if work.state is UploadState.PREVIEWING:
        return worker.know_none
    return partial(find_known_texts, options=_build_options(work.upload))


def _build_options(upload: Upload) -> Options:
    return Options(
        label=upload.name,
        status=Status(upload.status),
        source=upload.source,
        language=upload.language,
        # A preview says what the import does if whoever uploaded the file confirms it.
        started_by=upload.confirmed_by or upload.uploaded_by,
        upload=upload,
    )


def _preview(work: _Work, items: Iterator[PreparedItem], rejects: "_RejectsFile") -> Tally:
    articles: list[dict[str, str]] = []
    duplicates: list[dict[str, Any]] = []

    def add_duplicate(path: str, duplicate: Duplicate) -> None:
        if len(duplicates) < MAX_PROBLEMS:
            duplicates.append(_describe_duplicate(path, duplicate))

    options = _build_options(work.upload)
    tally = preview(
        _collect_articles(items, articles, options),
        options=options,
        on_reject=rejects.add,
        on_duplicate=add_duplicate,
    )
    result = {
        "counts": {outcome: tally.counts[outcome] for outcome in OUTCOMES},
        "within": {name: tally.counts[name] for name in WITHIN if tally.counts[name]},
        "left_out": dict(tally.left_out),
        "duplicates": duplicates,
        "problems": rejects.first,
        "articles": articles,
    }
    work.finish(rejects, state=UploadState.PREVIEWED, preview=result)
    return tally


def _describe_duplicate(path: str, duplicate: Duplicate) -> dict[str, Any]:
    fields = duplicate.as_json(path)
    texts = ("path", "position", "headline", "article_headline")
    return fields | {name: clean_for_json(fields[name], limit=_TEXT_LIMIT) for name in texts}


def _collect_articles(
    items: Iterator[PreparedItem], articles: list[dict[str, str]], options: Options
) -> Iterator[PreparedItem]:
    """Yield the items; add to ``articles`` how the page shows the first records."""
    for item in items:
        if isinstance(item.result, PreparedRecord) and len(articles) < MAX_ARTICLES:
            articles.append(_describe_record(item.result.record, options))
        yield item


def _describe_record(record: Record, options: Options) -> dict[str, str]:
    source_date = record.source_date
    days = " – ".join(day.isoformat() for day in (source_date.first, source_date.last) if day)
    fields = {
        "headline": record.headline,
        "source": "" if record.is_own_work else options.get_source_name(record),
        "date": source_date.text or days,
        "authors": ", ".join(credit.name for credit in record.credits),
        "language": record.language or options.language,
    }
    return {name: clean_for_json(text, limit=_TEXT_LIMIT) for name, text in fields.items()}


def _import(work: _Work, items: Iterator[PreparedItem], rejects: "_RejectsFile") -> Tally:
    tally = ingest(items, options=_build_options(work.upload), on_reject=rejects.add)
    work.finish(rejects, state=UploadState.FINISHED)
    return tally


@dataclass(slots=True)
class _RejectsFile:
    """The rejects file of an upload; ``first`` has the first of them for a page."""

    first: list[dict[str, Any]] = field(default_factory=list)
    file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def add(self, path: str, reject: Reject) -> None:
        line = reject.to_line(path=path, reason=word_for_shell(reject.reason))
        self.file.write(line.encode("utf-8", "backslashreplace"))
        if len(self.first) < MAX_PROBLEMS:
            self.first.append(
                {
                    "path": clean_for_json(path, limit=_TEXT_LIMIT),
                    "position": clean_for_json(reject.position, limit=_TEXT_LIMIT),
                    "reason": reject.reason.as_json(),
                    "record": _describe_rejected(reject.record),
                }
            )

    def store(self) -> Blob | None:
        """Store the file, unless no record was rejected."""
        self.file.flush()
        return Blob.objects.store(File(self.file)) if self.first else None


def _describe_rejected(record: Any) -> str:
    """Return the beginning of a rejected record: of its headline, or of its JSON."""
    if record is None:
        return ""
    if isinstance(record, dict) and isinstance(headline := record.get("headline"), str):
        record = headline
    text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
    return clean_for_json(text, limit=_RECORD_LIMIT)
