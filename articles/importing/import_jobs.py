"""Uploads on their way: kept, looked over and imported by processes of their own.

A web process starts ``import_articles --upload N``, which does the work with the code of every
import and tells of it in the upload's row. Many may be started: the newest one goes on.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing import worker
from articles.importing.ingest import ingest
from articles.importing.matching import find_known_texts
from articles.importing.normalise import PreparedItem, PreparedRecord
from articles.importing.options import OUTCOMES, Options, Tally
from articles.importing.preview import preview
from articles.models import Status, Upload, UploadPart, UploadState
from articles.models.upload import PART_SIZE, WORKING
from articles.parsing.records import (
    Record,
    Reject,
)

# So many problems, and so many articles, stand on the page of a preview.
MAX_PROBLEMS: Final = 200
MAX_ARTICLES: Final = 5
_BEGINNING: Final = 160  # letters of a record
_BEAT: Final = 2.0  # seconds
_LOG: Final = 4000  # bytes


class WorkNotRequestedError(Exception):
    """Nobody has asked for this work on the upload; the message says so."""


class SupersededError(Exception):
    """Another process works on the upload now, or it was taken away."""


# In the web process.


def store_upload(
    pieces: Iterable[bytes], *, name: str, by: User, options: dict[str, Any]
) -> Upload:
    """Store a file that was uploaded, and drop those that nobody needs any more."""
    Upload.objects.abandoned().delete()
    UploadPart.objects.filter(
        kind=UploadPart.Kind.FILE, upload__in=Upload.objects.long_finished()
    ).delete()
    upload = Upload.objects.create(name=name, uploaded_by=by, **options)
    upload.size = upload.store_parts(UploadPart.Kind.FILE, _cut(pieces))
    upload.save(update_fields=["size"])
    return upload


def _cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of PART_SIZE."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PART_SIZE:
            yield bytes(waiting[:PART_SIZE])
            del waiting[:PART_SIZE]
    if waiting:
        yield bytes(waiting)


def start_preview(upload: Upload) -> bool:
    """Let a process look the file over, unless one does; tell whether it was started now."""
    rows = Upload.objects.previewable()
    return _start(rows, upload, "--dry-run", state=UploadState.PREVIEWING)


def start_import(upload: Upload, *, by: User) -> bool:
    """Let a process import the file, unless one does; tell whether it was started now."""
    confirmed = {"confirmed_by": by, "confirmed_at": timezone.now()}
    rows = Upload.objects.importable()
    return _start(rows, upload, state=UploadState.RUNNING, **confirmed)


def _start(rows: Any, upload: Upload, *arguments: str, **told: Any) -> bool:
    """Take the upload, of these rows, for a process of one's own; nobody else can then."""
    upload.refresh_from_db(fields=["process_number"])
    number = upload.process_number + 1
    told |= {"progressed_at": timezone.now(), "read_size": 0, "problem": "", "log": ""}
    if not rows.filter(pk=upload.pk, process_number=upload.process_number).update(
        process_number=number, **told
    ):
        return False
    transaction.on_commit(partial(_launch, upload.pk, number, *arguments))
    return True


def _launch(pk: int, number: int, *arguments: str) -> None:
    """Start a process that goes on whatever becomes of this one."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_articles"]
    log = tempfile.TemporaryFile()  # noqa: SIM115 - who waits for the process closes it
    try:
        process = subprocess.Popen(  # noqa: S603 - this very program
            [*command, "--upload", str(pk), *arguments],
            cwd=settings.WORKING_FOLDER,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
    except OSError as error:
        with log:
            _give_up(pk, number, _("No process could be started for it."), log=str(error))
        return
    threading.Thread(
        target=_wait, args=(process, log, pk, number), name=f"upload {pk}", daemon=True
    ).start()


def _wait(process: "subprocess.Popen[bytes]", log: IO[bytes], pk: int, number: int) -> None:
    """See the process end; where it could not tell how it ended, tell it for it."""
    with log:
        status = process.wait()
        log.seek(max(0, log.seek(0, os.SEEK_END) - _LOG))
        told = log.read().decode("utf-8", "replace").replace("\0", "")
    problem = _("The process that worked on it was ended (status %(status)s).")
    try:
        _give_up(pk, number, problem % {"status": status}, log=told)
    finally:
        connections.close_all()


def _give_up(pk: int, number: int, problem: str, *, log: str) -> None:
    """Keep that the process of this number has ended, unless it told so, or another one began."""
    numbers = [number, number + 1]  # before and after it began
    rows = Upload.objects.filter(pk=pk, state__in=WORKING, process_number__in=numbers)
    rows.update(state=UploadState.FAILED, problem=problem, log=log)


# In the process that does the work.


def process_upload(upload: Upload, *, is_preview: bool) -> Tally:
    """Look the upload over, or import it; tell of it in its row.

    Raise WorkNotRequestedError where nobody asked for it, SupersededError where another process
    took over.
    """
    state = UploadState.PREVIEWING if is_preview else UploadState.RUNNING
    run = _Run.begin(upload, state=state)
    try:
        with _Rejects() as rejects, _found(run) as found:
            if is_preview:
                return _look_over(run, found, rejects)
            return _import(run, found, rejects)
    except SupersededError:
        raise
    except worker.ReadingStoppedError as error:
        run.fail(str(error))
        raise
    except Exception:  # whatever it is, the editor who waits for it is to know
        run.fail(_("Newsroom itself failed at it."))
        raise


@dataclass(slots=True)
class _Run:
    """One process's work on an upload, which ends when another process begins."""

    upload: Upload
    state: UploadState
    number: int
    read_size: int = 0
    told_at: float = 0.0

    @classmethod
    def begin(cls, upload: Upload, *, state: UploadState) -> "_Run":
        rows = Upload.objects.filter(pk=upload.pk, state=state)
        if not rows.update(
            process_number=F("process_number") + 1, read_size=0, progressed_at=timezone.now()
        ):
            message = _("Upload %(number)s is %(state)s, so that this cannot be done with it now.")
            told = {"number": upload.pk, "state": upload.get_state_display()}
            raise WorkNotRequestedError(message % told)
        upload.refresh_from_db()
        return cls(upload, state, upload.process_number)

    def beat(self, size: int = 0) -> None:
        """Tell, not too often, that so many bytes more were read."""
        self.read_size += size
        if time.monotonic() - self.told_at > _BEAT:
            self.tell(read_size=self.read_size)
            self.told_at = time.monotonic()

    def tell(self, **told: Any) -> None:
        rows = Upload.objects.filter(
            pk=self.upload.pk, process_number=self.number, state=self.state
        )
        if not rows.update(progressed_at=timezone.now(), **told):
            told = {"number": self.upload.pk}
            message = _("Another process works on upload %(number)s now, or it was dropped.")
            raise SupersededError(message % told)

    def fail(self, problem: str) -> None:
        """Keep why, where the tables can be written at all."""
        log = traceback.format_exc()[-_LOG:].replace("\0", "")
        self.tell(state=UploadState.FAILED, problem=problem, log=log)

    def end(self, rejects: "_Rejects", **told: Any) -> None:
        """Keep the result, all of it or nothing."""
        with transaction.atomic():
            self.tell(read_size=self.upload.size, **told)
            self.upload.store_parts(UploadPart.Kind.REJECTS, rejects.pieces())


@contextmanager
def _found(run: _Run) -> Iterator[Iterator[PreparedItem]]:
    """Give what the file holds, with the name under which it was uploaded as its path."""
    upload = run.upload
    charset = upload.encoding or (upload.source.encoding if upload.source else "")
    with tempfile.TemporaryDirectory(prefix="newsroom-upload-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            for piece in upload.read_parts(UploadPart.Kind.FILE):
                file.write(piece)
                run.beat()
        ready = worker.read_prepared(
            [str(path)],
            # A preview shows even what is here already.
            find_known=find_known_texts if run.state is UploadState.RUNNING else lambda _texts: (),
            name=upload.format,
            charset=charset,
            name_map=upload.names,
            on_bytes=run.beat,
        )
        with closing(ready) as found:
            yield (
                replace(each, path=upload.name + each.path.removeprefix(str(path)))
                for each in found
            )


def _options(upload: Upload) -> Options:
    return Options(
        label=upload.name,
        status=Status(upload.status),
        source=upload.source,
        language=upload.language,
        started_by=upload.confirmed_by,
        upload=upload,
    )


def _look_over(run: _Run, found: Iterator[PreparedItem], rejects: "_Rejects") -> Tally:
    articles: list[dict[str, str]] = []
    options = _options(run.upload)
    tally = preview(_noted(found, articles, options), options=options, on_reject=rejects.add)
    told = {
        "counts": {outcome: tally.counts[outcome] for outcome in OUTCOMES},
        "left_out": dict(tally.left_out),
        "problems": rejects.first,
        "articles": articles,
    }
    run.end(rejects, state=UploadState.PREVIEWED, preview=told)
    return tally


def _noted(
    found: Iterator[PreparedItem], articles: list[dict[str, str]], options: Options
) -> Iterator[PreparedItem]:
    """Pass on what was found, and note how the first articles would look."""
    for each in found:
        if isinstance(each.told, PreparedRecord) and len(articles) < MAX_ARTICLES:
            articles.append(_look(each.told.record, options))
        yield each


def _look(record: Record, options: Options) -> dict[str, str]:
    told = record.source_date
    days = " – ".join(day.isoformat() for day in (told.first, told.last) if day)
    look = {
        "headline": record.headline,
        "source": "" if record.is_own_work else options.source_name(record),
        "date": told.text or days,
        "authors": ", ".join(credit.name for credit in record.credits),
        "language": record.language or options.language,
    }
    return {name: _shown(text) for name, text in look.items()}


def _import(run: _Run, found: Iterator[PreparedItem], rejects: "_Rejects") -> Tally:
    tally = ingest(found, options=_options(run.upload), on_reject=rejects.add)
    run.end(rejects, state=UploadState.FINISHED)
    return tally


def _shown(text: str, limit: int = 500) -> str:
    """Return the beginning of a text, of letters that every database's JSON can hold."""
    return text[:limit].replace("\0", "").encode("utf-8", "backslashreplace").decode()


@dataclass(slots=True)
class _Rejects:
    """The rejects file of a run, and its first ones as a page shows them."""

    first: list[dict[str, str]] = field(default_factory=list)
    file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def add(self, path: str, reject: Reject) -> None:
        self.file.write(reject.to_line(path=path).encode("utf-8", "backslashreplace"))
        if len(self.first) < MAX_PROBLEMS:
            told = {"path": path, "position": reject.position, "reason": reject.reason}
            shown = {name: _shown(text) for name, text in told.items()}
            self.first.append(shown | {"record": _beginning(reject.record)})

    def pieces(self) -> Iterator[bytes]:
        self.file.seek(0)
        while piece := self.file.read(PART_SIZE):
            yield piece


def _beginning(record: Any) -> str:
    """Return how a rejected record begins, as its line of the rejects file has it."""
    if isinstance(record, dict) and isinstance(told := record.get("headline"), str):
        record = told
    written = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
    return "" if record is None else _shown(written, _BEGINNING)
