"""The command that undoes an import: its output and exit status."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.importing.undo import undo
from articles.models import Article, ImportRun, Status
from tests.conftest import PROJECT
from tests.factories import make_revision, make_user
from tests.runs import make_item, make_items, run_import

pytestmark = pytest.mark.django_db


NOTHING_ELSE = (
    "0 held texts deleted, 0 duplicates deleted, 0 originals with nothing new deleted, "
    "0 withdrawals by the source reversed, 0 held cancellations deleted"
)


def run_command(*arguments: object) -> tuple[int, list[str]]:
    """Run the command; return its exit status, and the lines of its output."""
    out, status = StringIO(), 0
    try:
        call_command("undo_import", *map(str, arguments), stdout=out)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    except CommandError as error:
        return error.returncode, [str(error)]
    return status, out.getvalue().splitlines()


def test_the_status_is_0_when_all_was_undone() -> None:
    run = run_import(
        *make_items(2), make_item(origin_id="0", headline="Ferry 0", body="<p>No.</p>")
    )
    assert run_command(run.pk) == (
        0,
        [f"Undone: 2 articles deleted, 1 texts restored, {NOTHING_ELSE}."],
    )
    assert Article.objects.count() == 0


def test_the_status_is_1_when_something_stayed_which_is_listed() -> None:
    run = run_import(*make_items(2))
    article = Article.objects.get(headline="Ferry 0")
    make_revision(article, by=make_user("Editors"), headline="Ferry mended")
    status, [counts, stays] = run_command(run.pk)
    assert (status, counts.split(",")[0]) == (1, "Undone: 1 articles deleted")
    assert stays == f"kept: article {article.pk}, Ferry mended — Edited since the import."


def test_a_dry_run_says_what_would_be_and_changes_nothing() -> None:
    run = run_import(*make_items(2), status=Status.PUBLISHED)
    status, [counts, readable] = run_command(run.pk, "--dry-run")
    assert (status, counts.split(",")[0]) == (0, "Would be undone: 0 articles deleted")
    assert readable == "to be withdrawn, because readers have seen them: 2"
    assert Article.objects.live().count() == 2


def test_articles_that_readers_have_seen_are_counted_apart() -> None:
    run = run_import(*make_items(2), status=Status.PUBLISHED)
    status, [_counts, withdrawn] = run_command(run.pk)
    assert (status, withdrawn) == (0, "withdrawn, because readers have seen them: 2")
    assert set(Article.objects.values_list("status", flat=True)) == {Status.WITHDRAWN}


def test_it_does_not_start_without_such_an_import() -> None:
    number = run_import(make_item()).pk + 1
    message = f"Import {number} does not exist. Run manage.py list_imports."
    assert run_command(number) == (2, [message])


def test_it_does_not_start_when_the_import_was_undone() -> None:
    run = run_import(make_item())
    run_command(run.pk)
    assert run_command(run.pk) == (2, [f"Import {run.pk}: a test has already been undone."])
    assert ImportRun.objects.count() == 1


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "command",
    [
        ["undo_import", "1"],
        ["list_imports"],
        ["reparse"],
        ["verify_record"],
        ["repair_database"],
    ],
)
def test_commands_do_not_start_without_tables(tmp_path: Path, command: list[str]) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")}
    result = subprocess.run(
        [sys.executable, PROJECT / "manage.py", *command],
        cwd=tmp_path,
        env=ours,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.removeprefix("CommandError: ").startswith(
        f"The database {tmp_path}/newsroom.sqlite3 does not exist."
    )


class Undoing(StringIO):
    """An output that undoes the import as soon as it reports progress."""

    def write(self, text: str) -> int:
        undo(ImportRun.objects.get())
        return super().write(text)


def test_an_import_that_is_undone_while_it_runs_says_so(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(f'{{"headline": "{i}", "text": "No {i}."}}\n' for i in range(3)))
    with pytest.raises(CommandError) as error:
        call_command("import_articles", str(path), "--chunk-size", "1", stderr=Undoing())
    assert str(error.value).endswith("was undone while it was running and has stopped.")
    assert (error.value.returncode, Article.objects.count()) == (1, 0)
