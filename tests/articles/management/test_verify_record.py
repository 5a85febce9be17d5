"""The command that verifies the audit log: its output and exit status."""

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from articles.publishing import workflow
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


def make_transitioned_article(*names: str) -> Article:
    article, boss = make_article(), make_user(is_superuser=True)
    for name in names:
        workflow.perform(article, name, by=boss)
    return article


def test_it_prints_how_much_of_the_audit_log_is_intact(capsys: pytest.CaptureFixture[str]) -> None:
    make_transitioned_article("submit", "approve", "publish")
    make_transitioned_article("submit")
    make_article()
    call_command("verify_record")
    output = "Audit log intact: 4 changes, 2 articles.\n"
    assert capsys.readouterr().out == output


def test_it_names_what_is_broken_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    make_transitioned_article("submit")
    article = make_transitioned_article("submit", "approve")
    Article.objects.filter(pk=article.pk).update(status="spiked")
    with pytest.raises(CommandError) as error:
        call_command("verify_record")
    summary = "The audit log of 1 articles is broken; that of 1 is intact."
    assert (str(error.value), error.value.returncode) == (summary, 1)
    reason = "the article’s status is not the one it leads to."
    assert capsys.readouterr().err == f"Article {article.pk}, change 2: {reason}\n"
