"""Transitions from the command line: the transitions, permissions and log of the desk."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Status, StatusChange
from tests.factories import make_article, make_live, make_user

pytestmark = pytest.mark.django_db


def test_an_article_is_withdrawn_by_somebody_who_may(capsys: pytest.CaptureFixture[str]) -> None:
    article, publisher = make_live(), make_user("Publishers")
    call_command("move_articles", "withdraw", str(article.pk), by=publisher, reason="Wrong")
    article.refresh_from_db()
    assert (article.status, article.withdrawn_reason) == (Status.WITHDRAWN, "Wrong")
    assert StatusChange.objects.get().changed_by == publisher
    assert capsys.readouterr().out == f"{article.pk}: changed\n"


def test_the_others_are_performed_when_one_cannot(capsys: pytest.CaptureFixture[str]) -> None:
    article, publisher = make_article(), make_user("Publishers")
    with pytest.raises(CommandError, match="2 of 3 articles were not changed"):
        call_command("move_articles", "submit", "0", str(article.pk), str(article.pk), by=publisher)
    assert Article.objects.get().status == Status.REVIEW
    assert capsys.readouterr().out.splitlines() == [
        "0: There is no such article.",
        f"{article.pk}: changed",
        f"{article.pk}: “Submit for review” is not possible now: the status is “in review”.",
    ]


def test_the_permissions_of_the_desk_hold_here(capsys: pytest.CaptureFixture[str]) -> None:
    article, editor = make_live(), make_user("Editors")
    with pytest.raises(CommandError):
        call_command("move_articles", "withdraw", str(article.pk), by=editor, reason="Wrong")
    reason = "You are not allowed to do this: Withdraw. Ask an editor or a publisher."
    assert capsys.readouterr().out == f"{article.pk}: {reason}\n"


@pytest.mark.parametrize("at", ["2040-01-01T12:00", "2040-01-01T15:00+03:00"])
def test_a_time_without_a_zone_is_in_the_site_s(at: str) -> None:
    article, publisher = make_article(status=Status.APPROVED), make_user("Publishers")
    call_command(
        "move_articles", "publish", str(article.pk), "--by", publisher.username, "--at", at
    )
    article.refresh_from_db()
    assert article.published_at == datetime(2040, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "2201-01-01T12:00", "9999-12-31T23:59"])
def test_a_year_that_is_not_possible_is_refused(
    at: str, capsys: pytest.CaptureFixture[str]
) -> None:
    article, publisher = make_article(status=Status.APPROVED), make_user("Publishers")
    number = str(article.pk)
    with pytest.raises(CommandError):
        call_command("move_articles", "publish", number, "--by", publisher.username, "--at", at)
    output = f"{number}: Choose a time in the years from 1900 to 2200.\n"
    assert capsys.readouterr().out == output


def test_nobody_unknown_or_inactive_performs_transitions() -> None:
    article, gone = make_article(), make_user("Publishers", is_active=False)
    with pytest.raises(CommandError) as error:
        call_command("move_articles", "submit", str(article.pk), by=gone.username)
    assert (error.value.returncode, Article.objects.get().status) == (2, Status.DRAFT)
