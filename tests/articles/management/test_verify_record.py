"""The command that proves the record: what it prints, and how it ends."""

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from articles.publishing import workflow
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


def move(*names: str) -> Article:
    article, boss = make_article(), make_user(is_superuser=True)
    for name in names:
        workflow.perform(article, name, by=boss)
    return article


def test_it_says_how_much_of_the_record_holds(capsys: pytest.CaptureFixture[str]) -> None:
    move("submit", "approve", "publish")
    move("submit")
    make_article()
    call_command("verify_record")
    told = "Changes that hold: 4. Articles whose record is whole: 2.\n"
    assert capsys.readouterr().out == told


def test_it_names_what_is_broken_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    move("submit")
    article = move("submit", "approve")
    Article.objects.filter(pk=article.pk).update(status="spiked")
    with pytest.raises(CommandError) as told:
        call_command("verify_record")
    summary = "Changes that hold: 3. Articles whose record is whole: 1, broken: 1."
    assert (str(told.value), told.value.returncode) == (summary, 1)
    reason = "the article's status is not the one it leads to."
    assert capsys.readouterr().err == f"Article {article.pk}, change 2: {reason}\n"
