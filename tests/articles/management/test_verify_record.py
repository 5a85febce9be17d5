"""The command that verifies the audit log: its output, exit status, and heads kept elsewhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.models import Article, StatusChange
from articles.publishing import closing, workflow
from tests.database import check_constraints_now, without_triggers
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

TRIGGERS = len(AUDIT_TRIGGERS[connection.vendor])


def make_transitioned_article(*names: str) -> Article:
    article, boss = make_article(), make_user(is_superuser=True)
    for name in names:
        workflow.perform(article, name, by=boss)
    return article


def fail_to_verify(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[str, str]:
    """Return what the command prints and its last sentence, as it ends with exit status 1."""
    with pytest.raises(CommandError) as error:
        call_command("verify_record", *arguments)
    assert error.value.returncode == 1
    return capsys.readouterr().err, str(error.value)


def test_it_prints_how_much_it_saw_and_expected(capsys: pytest.CaptureFixture[str]) -> None:
    make_transitioned_article("submit", "approve", "publish")
    make_transitioned_article("submit")
    gone = make_article()
    closing.delete_articles(Article.objects.filter(pk=gone.pk))
    call_command("verify_record")
    assert capsys.readouterr().out == (
        f"Audit log intact. Seen: {TRIGGERS} of {TRIGGERS} triggers, 2 of 2 chains, "
        "4 of 4 changes, 2 of 2 revisions, 1 of 1 live articles, 1 of 1 signatures, "
        "2 of 2 closing links.\n"
    )


def test_it_names_what_is_broken_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    make_transitioned_article("submit")
    article = make_transitioned_article("submit", "approve")
    Article.objects.filter(pk=article.pk).update(status="spiked")
    printed, summary = fail_to_verify(capsys)
    reason = "the article’s status is not the one it leads to."
    assert printed == f"Article {article.pk}, change 2: {reason}\n"
    assert summary == (
        "The audit log is not intact: 1 finding. Seen: "
        f"{TRIGGERS} of {TRIGGERS} triggers, 1 of 2 chains, 3 of 3 changes, 2 of 2 revisions, "
        "1 of 1 signatures."
    )


def test_an_empty_database_is_not_called_whole(capsys: pytest.CaptureFixture[str]) -> None:
    printed, _summary = fail_to_verify(capsys)
    assert (
        printed
        == "The database has no article, so nothing was proved. Is this the right database?\n"
    )


@pytest.mark.parametrize("way", ["dropped", "replaced", "switched off"])
def test_triggers_that_are_gone_are_named(capsys: pytest.CaptureFixture[str], way: str) -> None:
    make_transitioned_article("submit")
    trigger = AUDIT_TRIGGERS[connection.vendor][-1]
    for statement in list_statements(way, trigger.name, trigger.drop):
        with connection.cursor() as cursor:
            check_constraints_now(cursor)
            cursor.execute(statement)
    printed, summary = fail_to_verify(capsys)
    assert printed.startswith(f"The database has no {trigger.name}, or another one")
    assert f"{TRIGGERS - 1} of {TRIGGERS} triggers" in summary
    call_command("repair_database")
    call_command("verify_record")
    assert f"{trigger.name} was recreated.\nAudit log intact." in capsys.readouterr().out


def list_statements(way: str, name: str, drop: str) -> Iterator[str]:
    if connection.vendor == "postgresql" and way == "switched off":
        yield f"ALTER TABLE articles_article DISABLE TRIGGER {name}"
        return
    yield drop
    if connection.vendor == "sqlite" and way == "replaced":
        yield f"CREATE TRIGGER {name} AFTER DELETE ON articles_correction BEGIN SELECT 1; END"
    elif way == "replaced":
        yield (
            f"CREATE TRIGGER {name} AFTER TRUNCATE ON articles_article "
            "FOR EACH STATEMENT EXECUTE FUNCTION articles_answer_removal()"
        )


def test_a_log_goes_on_from_its_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article, boss = make_transitioned_article("submit"), make_user(is_superuser=True)
    file = tmp_path / "head.json"
    call_command("verify_record", "--head", str(file))
    assert json.loads(file.read_text())["tables"]["changes"]["count"] == 1
    workflow.perform(article, "approve", by=boss)
    gone = make_article()
    closing.delete_articles(Article.objects.filter(pk=gone.pk))
    call_command("verify_record", "--against", str(file))
    assert capsys.readouterr().err == ""


def test_a_chain_that_was_cut_whole_does_not_go_on_from_the_head(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_transitioned_article("submit")
    article, file = make_transitioned_article("submit"), tmp_path / "head.json"
    call_command("verify_record", "--head", str(file))
    with without_triggers():
        StatusChange.objects.filter(article=article).delete()
        Article.objects.filter(pk=article.pk).update(status="draft", audit_count=0, audit_sha256="")
    call_command("verify_record")
    printed, _summary = fail_to_verify(capsys, "--against", str(file))
    assert "it had 2 rows of changes, now it has 1, or others." in printed


def test_no_head_is_written_of_a_log_that_is_not_intact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_to_verify(capsys, "--head", str(tmp_path / "head.json"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "newsroom-head/1", "tables": {}}', '{"format": "other"}']
)
def test_what_is_no_head_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "head.json"
    file.write_text(text)
    with pytest.raises(CommandError, match="The file holds no head of an audit log") as error:
        call_command("verify_record", "--against", str(file))
    assert error.value.returncode == 2


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--against", "{file} cannot be read: No such file or directory."),
        (
            "--head",
            "The audit log is intact, but {file} cannot be written: No such file or directory.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, option: str, message: str) -> None:
    make_transitioned_article("submit")
    file = tmp_path / "none" / "head.json"
    with pytest.raises(CommandError) as error:
        call_command("verify_record", option, str(file))
    assert (str(error.value), error.value.returncode) == (message.format(file=file), 2)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_reads_one_state_of_the_database(capsys: pytest.CaptureFixture[str]) -> None:
    make_transitioned_article("submit")
    call_command("verify_record")
    assert not connection.in_atomic_block
    assert capsys.readouterr().out.startswith("Audit log intact.")
