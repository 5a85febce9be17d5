"""A backup is of one instant, whatever others write meanwhile."""

from pathlib import Path

import pytest

from articles.backup.restoring import restore_backup
from articles.backup.writing import write_backup
from articles.models import Article
from articles.publishing import workflow
from tests.backups import run_command, use_database
from tests.desks import Desk
from tests.factories import make_article, make_user
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_what_is_written_meanwhile_is_in_no_table(file: Path, target: Desk) -> None:
    boss = make_user("Publishers", is_superuser=True)
    article = make_article(headline="Before")
    calls = []

    def write_more() -> None:
        workflow.perform(article, "submit", by=boss)
        make_article(headline="Meanwhile", authors=("Ada",))

    def report(count: int) -> None:
        calls.append(count)
        if len(calls) == 1:
            run_at_once(write_more)

    write_backup(file, report=report)
    assert Article.objects.count() == 2
    with use_database(target.database_url):
        restore_backup(file)
        assert [(each.headline, each.status) for each in Article.objects.all()] == [
            ("Before", "draft")
        ]
        assert "intact" in run_command("verify_record")


def test_the_backup_is_closed_and_its_connection_free_again(file: Path) -> None:
    write_backup(file)
    assert make_article().pk
    assert [each.name for each in file.parent.iterdir() if each.is_file()] == [file.name]
