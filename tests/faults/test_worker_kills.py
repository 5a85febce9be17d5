"""The worker killed fifty times in each kind of task: in the end everything is done, and once."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from articles.importing import uploads
from articles.importing.tasks import import_upload, preview_upload
from articles.models import (
    Article,
    Feed,
    ImportRun,
    Notification,
    Queue,
    Status,
    StatusChange,
    Task,
    Upload,
    UploadState,
)
from articles.publishing import workflow
from articles.publishing.tasks import publish_scheduled
from tests import processes
from tests.conftest import PROJECT
from tests.factories import make_article, make_feed, make_upload, make_user
from tests.feeds import build_rss
from tests.mail_server import MailServer, run_mail_server
from tests.notified import NOTE, make_member
from tests.processes import wait_until
from tests.scheduled import schedule
from tests.servers import build_page, run_server

pytestmark = [
    pytest.mark.unmeasured,
    pytest.mark.slow,
    pytest.mark.kill,
    pytest.mark.process,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

KILLS = 50
SECONDS = 120  # for what takes a few, on machines that run other tests


@dataclass
class Place:
    """The place of a child of the worker, in which a test starts and kills processes."""

    queue: Queue
    chance: random.Random
    worker: UUID = field(default_factory=uuid4)
    kills: int = 0

    @contextmanager
    def run(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a process in this place; it is killed in the end, with all that it has started."""
        with start("--child", self.queue, "--id", str(self.worker)) as process:
            try:
                yield process
            finally:
                self.kills += process.poll() is None
                os.killpg(process.pid, signal.SIGKILL)

    def kill(self, is_at_work: Callable[[], bool], *, within: float) -> None:
        """Kill a process within so many seconds after it has begun to work."""
        with self.run() as process:
            assert wait_until(lambda: is_at_work() or process.poll() is not None, seconds=SECONDS)
            time.sleep(self.chance.uniform(0, within))

    def finish(self, is_done: Callable[[], bool]) -> None:
        """Run processes undisturbed until all is done."""
        end = time.monotonic() + SECONDS
        while not is_done():
            assert time.monotonic() < end
            with self.run() as process:
                wait_until(lambda: is_done() or process.poll() is not None, seconds=SECONDS)


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start the worker, or a child of it, in a process group of its own."""
    excluded = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in excluded and "COVERAGE" not in name
    }
    return subprocess.Popen(
        [sys.executable, PROJECT / "manage.py", "worker", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.fixture
def chance() -> random.Random:
    seed = time.time_ns()
    print(f"The seed is {seed}.")  # noqa: T201 - printed when the test fails
    return random.Random(seed)  # noqa: S311 - repeatable


@pytest.fixture(autouse=True)
def mail_server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """Let processes work on this database, and mail to this server."""
    processes.point_to_test_database(monkeypatch)
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    with run_mail_server(seconds=0.02) as server:
        monkeypatch.setenv("NEWSROOM_MAIL_URL", server.url)
        monkeypatch.setenv("NEWSROOM_PRIVATE_FEEDS", "on")
        yield server


def has_more(items: Sized) -> Callable[[], bool]:
    """Return a function that tells whether there are more of these than now."""
    before = len(items)
    return lambda: len(items) > before


def has_begun(task: Task[...]) -> Callable[[], bool]:
    """Return a function that tells whether a process has begun this task since now."""
    before = count_starts(task)
    return lambda: count_starts(task) > before


def count_starts(task: Task[...]) -> int:
    rows = DBTaskResult.objects.filter(task_path=task.module_path)
    return sum(map(len, rows.values_list("worker_ids", flat=True)))


def is_running() -> bool:
    return DBTaskResult.objects.running().exists()


def make_lines(count: int) -> bytes:
    """Return records whose texts are as long as those of short articles."""
    text = "The ferry left the harbour at noon, full for once. " * 20
    records = ({"headline": f"Ferry {n} sails", "text": f"{n}: {text}"} for n in range(count))
    return "".join(json.dumps(each) + "\n" for each in records).encode()


# Mail.


def notify(count: int) -> None:
    """Notify so many people, who want mail at once."""
    for _ in range(count):
        make_member("Editors")
    workflow.perform(make_article(), "submit", by=make_member("Contributors", is_superuser=True))


def test_no_mail_is_lost_and_a_second_one_has_the_same_id(
    mail_server: MailServer, chance: random.Random
) -> None:
    notify(200)
    place = Place(Queue.CLOCK, chance)
    while place.kills < KILLS:
        place.kill(has_more(mail_server.mails), within=0.06)
        end_claims()
    place.finish(lambda: not Notification.objects.filter(mailed_at=None).exists())
    ids = Counter(mail_server.list_ids())
    receivers = {mail["To"] for mail in mail_server.mails}
    assert (len(ids), len(receivers), Notification.objects.count()) == (200, 200, 200)
    # Each kill can fall between the acceptance of one mail and the note of it.
    assert ids.total() - len(ids) <= place.kills
    print(f"{ids.total() - len(ids)} mails came twice after {place.kills} kills.")  # noqa: T201 - a figure


def end_claims() -> None:
    """Let two minutes pass for the claims of killed processes."""
    waiting = Notification.objects.exclude(mail_waits_until=None)
    waiting.update(mail_waits_until=timezone.now() - timedelta(seconds=1))


def test_two_workers_send_no_mail_twice(mail_server: MailServer, chance: random.Random) -> None:
    notify(100)
    first, second = Place(Queue.CLOCK, chance), Place(Queue.CLOCK, chance)
    with first.run(), second.run():
        assert wait_until(
            lambda: not Notification.objects.filter(mailed_at=None).exists(), seconds=SECONDS
        )
    assert (len(mail_server.mails), len(set(mail_server.list_ids()))) == (100, 100)


# Scheduled changes.


def test_each_scheduled_change_is_made_once(chance: random.Random) -> None:
    place, articles = Place(Queue.CLOCK, chance), []
    while place.kills < KILLS:
        articles += [schedule(timezone.now() + timedelta(seconds=5)) for _ in range(3)]
        place.kill(has_begun(publish_scheduled), within=0.1)
    place.finish(lambda: not Article.objects.exclude(scheduled_at=None).exists())
    made = StatusChange.objects.filter(transition="go_live").values_list("article", flat=True)
    assert sorted(made) == sorted(article.pk for article in articles)
    headlines = Article.objects.filter(pk__in=made).values_list("headline", flat=True)
    assert set(headlines) == {"Mended"}
    call_command("verify_record")


# Feeds.


def test_each_entry_of_a_feed_is_one_article(chance: random.Random) -> None:
    place, entries = Place(Queue.CLOCK, chance), 0
    with run_server() as server:
        feed = make_feed(server.add_page("/feed", build_page(build_rss())))
        while place.kills < KILLS:
            entries += 5
            server.add_page("/feed", build_page(build_rss(*(f"Ferry {n}" for n in range(entries)))))
            Feed.objects.update(next_due_at=timezone.now())  # as if its interval had passed
            place.kill(has_more(server.requests), within=0.4)
        place.finish(lambda: not is_running() and Feed.objects.get(pk=feed.pk).sha256 != "")
        Feed.objects.update(next_due_at=timezone.now())
        place.finish(lambda: Article.objects.count() >= entries)
        place.finish(lambda: not is_running())
    headlines = sorted(Article.objects.values_list("headline", flat=True))
    assert headlines == sorted(f"Ferry {n}" for n in range(entries))
    call_command("verify_record")


# Uploads.


def has_state(upload: Upload, state: UploadState) -> bool:
    return Upload.objects.filter(pk=upload.pk, state=state).exists()


def test_a_preview_is_made_at_last_and_changes_nothing(chance: random.Random) -> None:
    upload = make_upload(make_lines(500), state=UploadState.WAITING)
    uploads.start_preview(upload)
    place = Place(Queue.PREVIEWS, chance)
    while place.kills < KILLS and not has_state(upload, UploadState.PREVIEWED):
        place.kill(has_begun(preview_upload), within=0.8)
    place.finish(lambda: has_state(upload, UploadState.PREVIEWED) and not is_running())
    upload.refresh_from_db()
    assert (place.kills >= KILLS, upload.preview["counts"]["created"]) == (True, 500)
    assert (Article.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_each_record_of_an_import_is_one_article(chance: random.Random) -> None:
    upload = make_upload(make_lines(10_000))
    uploads.start_import(upload, by=make_user("Editors"))
    place = Place(Queue.LONG, chance)
    while place.kills < KILLS and not has_state(upload, UploadState.FINISHED):
        place.kill(has_begun(import_upload), within=1.5)
    kills = place.kills
    place.finish(lambda: has_state(upload, UploadState.FINISHED) and not is_running())
    assert (kills, Article.objects.count()) == (KILLS, 10_000)
    assert Article.objects.values("headline").distinct().count() == 10_000
    assert sum(run.created_count for run in upload.runs.all()) == 10_000
    call_command("verify_record")


def test_an_archive_import_does_not_delay_the_mail(mail_server: MailServer) -> None:
    upload = make_upload(make_lines(20_000))
    with start() as worker:
        try:
            uploads.start_import(upload, by=make_user("Editors"))
            assert wait_until(lambda: Article.objects.count() > 0, seconds=SECONDS)
            writer = make_member("Contributors")
            article = make_article(status=Status.REVIEW, created_by=writer)
            workflow.perform(article, "request_changes", by=make_user("Editors"), reason=NOTE)
            began = time.monotonic()
            assert wait_until(lambda: len(mail_server.mails) == 1, seconds=SECONDS)
            waited = time.monotonic() - began
            assert (has_state(upload, UploadState.RUNNING), waited < 10) == (True, True)
        finally:
            worker.terminate()
            worker.wait(30)
    # It has stopped at a chunk, and waits for the next worker.
    upload.refresh_from_db()
    assert (upload.is_waiting, is_running()) == (True, False)
    assert 0 < Article.objects.count() - 1 < 20_000
