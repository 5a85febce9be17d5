"""What the worker looks for, and the tasks that it makes of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, Final

from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.fetching.tasks import fetch_feed
from articles.importing.tasks import import_upload, preview_upload
from articles.models import Article, Feed, Queue, Task, Upload, UploadState
from articles.publishing import mail
from articles.publishing import tasks as publishing
from articles.worker import tasks as upkeep

# Seconds for which a job rests whose task had a problem, so that the log has it once a minute.
REST: Final = 60
# Feeds that wait for the clock at a time; the others stay due.
MAX_FEEDS: Final = 100
Arguments = list[Any]


@dataclass(frozen=True, slots=True)
class Job:
    """A task with what makes it due, asked every so many seconds: the arguments of each."""

    task: Task[...]
    list_due: Callable[[], Iterable[Arguments]]
    every: float


def list_scheduled() -> Iterator[Arguments]:
    if Article.objects.due().exists():
        yield []


def list_mail() -> Iterator[Arguments]:
    if mail.is_due():
        yield []


def list_digests() -> Iterator[Arguments]:
    if mail.is_due(before=publishing.compute_digest_instant()):
        yield []


def list_feeds() -> Iterator[Arguments]:
    due = Feed.objects.due().order_by("next_due_at").values_list("pk", flat=True)
    yield from ([pk] for pk in due[:MAX_FEEDS])


def list_once() -> Iterator[Arguments]:
    yield []


def list_waiting_uploads(state: UploadState) -> Iterator[Arguments]:
    """Return what waits for a process; its task may be lost, as when a backup is restored."""
    waiting = Upload.objects.waiting().filter(state=state).order_by("pk")
    yield from ([pk] for pk in waiting.values_list("pk", flat=True))


CLOCK_JOBS: Final = (
    Job(publishing.publish_scheduled, list_scheduled, every=2),
    Job(publishing.send_mail, list_mail, every=2),
    Job(publishing.send_digests, list_digests, every=30),
    Job(fetch_feed, list_feeds, every=5),
    Job(upkeep.clean_up, list_once, every=3600),
)
JOBS: Final[dict[Queue, tuple[Job, ...]]] = {
    Queue.CLOCK: CLOCK_JOBS,
    Queue.PREVIEWS: (
        Job(preview_upload, partial(list_waiting_uploads, UploadState.PREVIEWING), every=60),
    ),
    Queue.LONG: (Job(import_upload, partial(list_waiting_uploads, UploadState.RUNNING), every=60),),
}


@dataclass(slots=True)
class Schedule:
    """The jobs, each with the second at which it is looked at next, by the clock of the process."""

    jobs: tuple[Job, ...]
    next_at: dict[str, float] = field(default_factory=dict)

    def enqueue_due(self) -> None:
        """Make the tasks that are due, unless they wait already."""
        now = monotonic()
        for job in self.jobs:
            path = job.task.module_path
            if self.next_at.get(path, now) <= now:
                self.next_at[path] = now + job.every
                waiting = _list_waiting(path) if (due := list(job.list_due())) else []
                for arguments in due:
                    if arguments not in waiting:
                        job.task.enqueue(*arguments)

    def rest(self, path: str) -> None:
        """Leave the job of this task alone for a while."""
        self.next_at[path] = monotonic() + REST


def _list_waiting(path: str) -> list[Arguments]:
    """Return the arguments of this task in all rows of it that wait."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=path)
    return [each["args"] for each in waiting.values_list("args_kwargs", flat=True)]
