"""Perform a transition of articles from the command line, for a person of the desk."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from articles.management.base import EnglishCommand
from articles.models import Article
from articles.publishing import workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS


class Command(EnglishCommand):
    help = (
        "Change the status of articles, as the buttons of the desk do. The exit status is 0 if all "
        "were changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("transition", choices=list(TRANSITIONS))
        parser.add_argument("articles", nargs="+", type=int, metavar="NUMBER")
        parser.add_argument(
            "--by", required=True, metavar="USERNAME", help="the person who makes the change"
        )
        parser.add_argument(
            "--reason", default="", help="the note to the writer, or the reason for readers"
        )
        parser.add_argument(
            "--at",
            type=datetime.fromisoformat,
            help="when the article goes live, such as 2026-11-23T18:00",
        )

    def handle(self, *, transition: str, articles: list[int], by: str, **options: Any) -> None:
        person = User.objects.filter(username=by, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active user {by!r}.", returncode=2)
        at = options["at"]
        if at and timezone.is_naive(at):
            at = timezone.make_aware(at)
        problems = 0
        for number in articles:
            problem = perform(number, transition, by=person, reason=options["reason"], at=at)
            problems += bool(problem)
            self.stdout.write(f"{number}: {problem or 'changed'}")
        if problems:
            raise CommandError(f"{problems} of {len(articles)} articles were not changed.")


def perform(number: int, name: str, *, by: User, reason: str, at: datetime | None) -> str:
    """Perform the transition; return why it could not be performed, or ""."""
    article = Article.objects.filter(pk=number).first()
    if article is None:
        return "There is no such article."
    try:
        workflow.perform(article, name, by=by, reason=reason, at=at)
    except (workflow.TransitionForbidden, TransitionNotPossible) as error:
        return str(error)
    return ""
