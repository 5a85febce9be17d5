"""The command that publishes due revisions: each once, and it prints which."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from articles.models import Article, Correction, Revision, StatusChange
from articles.publishing import automatic, workflow
from articles.publishing.status_writer import TransitionNotPossible
from tests.audit import find_broken_links
from tests.conftest import PROJECT
from tests.factories import make_article, make_user
from tests.scheduled import schedule

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def run(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    call_command("publish_due")
    return capsys.readouterr().out


@time_machine.travel(NOW, tick=False)
def test_it_prints_what_went_live_and_does_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    article, later = schedule(NOW + DAY), schedule(NOW + 2 * DAY)
    outputs = [run(capsys)]
    with time_machine.travel(NOW + DAY, tick=False):
        outputs += [run(capsys), run(capsys)]
    none = "Published 0 scheduled changes.\n"
    line = f"Article {article.pk} (Mended): revision 2 is live.\n"
    assert outputs == [none, f"{line}Published 1 scheduled changes.\n", none]
    later.refresh_from_db()
    assert later.scheduled_at == NOW + 2 * DAY


@pytest.mark.parametrize(
    ("shift", "headline"), [(-SECOND, "Seen"), (0 * SECOND, "Mended"), (SECOND, "Mended")]
)
def test_a_scheduled_transition_is_due_from_its_instant(shift: timedelta, headline: str) -> None:
    with time_machine.travel(NOW, tick=False):
        article = schedule(NOW + DAY)
        Article.objects.update(headline="Seen")
    with time_machine.travel(NOW + DAY + shift, tick=False):
        list(automatic.publish_due())
    assert Article.objects.get(pk=article.pk).headline == headline


def test_a_change_that_goes_live_is_in_the_audit_log() -> None:
    with time_machine.travel(NOW, tick=False):
        article = schedule(NOW + DAY)
    with time_machine.travel(NOW + DAY + SECOND, tick=False):
        list(automatic.publish_due())
    work = Revision.objects.get(number=2)
    change = article.status_changes.get(number=5)
    assert (change.transition, change.from_status, change.to_status) == (
        *("go_live", "published", "published"),
    )
    assert (change.changed_at, change.changed_by, change.revision) == (
        NOW + DAY + SECOND,
        None,
        work,
    )
    assert (change.readers_sha256, change.takes_effect_at) == (work.sha256, None)
    article.refresh_from_db()
    assert (article.live_revision, article.scheduled_revision, article.scheduled_at) == (
        *(work, None, None),
    )
    assert list(find_broken_links()) == []


def test_what_cannot_go_live_is_reported_and_the_others_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with time_machine.travel(NOW):
        bad = schedule(NOW + DAY, slug="ferry")
        good = schedule(NOW + DAY + SECOND)
        make_article(slug="ferry")
    headline = bad.headline
    with time_machine.travel(NOW + 2 * DAY), pytest.raises(CommandError) as error:
        call_command("publish_due")
    assert (str(error.value), error.value.returncode) == (
        "Published 1 scheduled changes; 1 failed.",
        1,
    )
    line = f"Article {good.pk} (Mended): revision 2 is live.\n"
    assert capsys.readouterr().out == line
    bad.refresh_from_db()
    assert (bad.headline, bad.scheduled_at, bad.audit_count) == (headline, NOW + DAY, 4)


def test_the_reason_is_reported_in_a_sentence() -> None:
    with time_machine.travel(NOW):
        article = schedule(NOW + DAY, slug="ferry")
        make_article(slug="ferry")
    with time_machine.travel(NOW + DAY):
        (result,) = automatic.publish_due()
    assert isinstance(result, TransitionNotPossible)
    reason = "Another article already uses this address name. Change it a little."
    assert str(result) == f"Article {article.pk} (Mended): {reason}"


def test_an_article_that_is_unscheduled_meanwhile_does_not_go_live() -> None:
    with time_machine.travel(NOW):
        article, other = schedule(NOW + DAY), schedule(NOW + DAY)
    with time_machine.travel(NOW + DAY):
        due = automatic.publish_due()
        assert isinstance(next(due), StatusChange)
        workflow.perform(other, "edit", by=make_user(is_superuser=True))
        assert list(due) == []
    assert list(Article.objects.values_list("pk", "status").order_by("pk")) == [
        (article.pk, "published"),
        (other.pk, "draft"),
    ]


# Several runs at once.

AT_ONCE = 12


def make_due_articles() -> list[Article]:
    """Return live articles with a change, and a notice, that have just become due."""
    soon = timezone.now() + timedelta(hours=1)
    notice = {"kind": "update", "text": "More boats.", "place": "top"}
    made = [schedule(soon, correction=notice) for _ in range(AT_ONCE)]
    Article.objects.update(scheduled_at=timezone.now())
    return made


def assert_each_happened_once() -> None:
    made = StatusChange.objects.filter(transition="go_live")
    assert made.count() == made.values("article").distinct().count() == AT_ONCE
    assert Correction.objects.count() == AT_ONCE
    assert set(Article.objects.values_list("headline", "scheduled_at")) == {("Mended", None)}
    assert list(find_broken_links()) == []


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_threads_at_once_perform_each_transition_once() -> None:
    make_due_articles()
    start = threading.Barrier(2)
    made: list[StatusChange | TransitionNotPossible] = []

    def work() -> None:
        try:
            start.wait(10)
            made.extend(automatic.publish_due())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {type(each) for each in made} == {StatusChange}
    assert len(made) == AT_ONCE
    assert_each_happened_once()


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_processes_at_once_perform_each_transition_once() -> None:
    make_due_articles()
    command = [sys.executable, str(PROJECT / "manage.py"), "publish_due"]
    environment = os.environ | {"NEWSROOM_DATABASE_URL": get_database_url()}
    started = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ended = [each.communicate(timeout=100) for each in started]
    assert [(each.returncode, err) for each, (_, err) in zip(started, ended, strict=True)] == [
        (0, "")
    ] * 2
    lines = [line for out, _ in ended for line in out.splitlines() if "is live" in line]
    assert len(lines) == len(set(lines)) == AT_ONCE
    assert_each_happened_once()


def get_database_url() -> str:
    """Return the URL of the database that this test uses."""
    used = connections["default"].settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    return f"postgresql://{used['USER']}@{used['HOST']}:{used['PORT']}/{used['NAME']}"
