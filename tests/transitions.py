"""Articles in every state that transitions start from, and people of every role, for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from articles.models import Article
from articles.publishing import workflow
from articles.publishing.transitions import Transition
from tests.factories import make_article, make_live, make_revision, make_user

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)

# The situations that an article can be in: the steps that lead there, and the transitions that are
# possible from there. The first step makes the article; "save" saves a revision, "plan" publishes
# it a day from now, every other step is a transition.
SITUATIONS: dict[str, tuple[str, set[str]]] = {
    "never live: draft": ("draft", {"submit", "spike"}),
    "never live: review": ("draft submit", {"request_changes", "approve", "spike"}),
    "never live: approved": ("draft submit approve", {"request_changes", "publish", "spike"}),
    "never live: spiked": ("draft spike", {"restore"}),
    "scheduled first publication": ("draft submit approve plan", {"edit"}),
    "schedule taken back: draft": ("draft submit approve plan edit", {"submit", "spike"}),
    "live": ("live", {"edit", "withdraw"}),
    "live: draft": ("live edit", {"submit", "withdraw"}),
    "live: review": ("live edit submit", {"request_changes", "approve", "withdraw"}),
    "live: approved": ("live edit submit approve", {"request_changes", "publish", "withdraw"}),
    "live, pending: draft": ("live edit save", {"submit", "withdraw"}),
    "live, pending: review": (
        "live edit save submit",
        {"request_changes", "approve", "withdraw"},
    ),
    "live, pending: approved": (
        "live edit save submit approve",
        {"request_changes", "publish", "withdraw"},
    ),
    "scheduled change": ("live edit save submit approve plan", {"edit", "withdraw"}),
    "expired": ("expired", {"edit", "withdraw"}),
    "expired: draft": ("expired edit", {"submit", "withdraw"}),
    "expired: review": ("expired edit submit", {"request_changes", "approve", "withdraw"}),
    "expired: approved": ("expired edit submit approve", {"request_changes", "withdraw"}),
    "withdrawn": ("live withdraw", {"restore"}),
    "withdrawn: draft": ("live withdraw restore", {"submit"}),
    "withdrawn: review": ("live withdraw restore submit", {"request_changes", "approve"}),
    "withdrawn: approved": (
        "live withdraw restore submit approve",
        {"request_changes", "publish"},
    ),
}


def make_person(role: str) -> User | AnonymousUser:
    known: dict[str, dict[str, Any]] = {
        "superuser": {"is_superuser": True},
        "nobody": {},
        "inactive superuser": {"is_superuser": True, "is_active": False},
    }
    if role == "anonymous":
        return AnonymousUser()
    if role in known:
        return make_user(**known[role])
    groups = {"c": "Contributors", "e": "Editors", "p": "Publishers"}
    return make_user(groups[role[0].lower()])


def make_initial_article(first: str, **fields: Any) -> Article:
    if first == "draft":
        return make_article(**fields)
    return make_live(**({"expire_at": NOW - DAY} if first == "expired" else {}), **fields)


def make_article_in_situation(
    situation: str, *, by: User | AnonymousUser | None = None, role: str = ""
) -> Article:
    """Make an article in the situation.

    By their role, the person ``by`` has created the article, or has written its newest revision.
    """
    first, *path = SITUATIONS[situation][0].split()
    mine = by if isinstance(by, User) else None
    owner = mine if role == "contributor of the piece" else make_user("Contributors")
    writer = mine if role == "editor who wrote the newest revision" else owner
    boss = make_user(is_superuser=True)
    article = make_initial_article(first, created_by=owner, edited_by=writer)
    for step in path:
        if step == "save":
            make_revision(article, by=writer, headline="Mended")
        elif step == "plan":
            workflow.perform(article, "publish", by=boss, at=timezone.now() + DAY)
        else:
            workflow.perform(article, step, by=boss, reason="Wrong.")
    return Article.objects.get(pk=article.pk)


def list_available_transitions(article: Article, *, by: User | AnonymousUser) -> list[Transition]:
    """Return the transitions that this person can perform now."""
    return [
        transition for transition, reason in workflow.list_transitions(article, by=by) if not reason
    ]
