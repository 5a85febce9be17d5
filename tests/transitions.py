"""Articles in every state that transitions start from, and people of every role, for tests."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from articles.models import Article, Status
from articles.publishing import workflow
from articles.publishing.transitions import Transition
from tests.factories import make_article, make_live, make_revision, make_user

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)

# The roles, from the lowest up.
RANKS = ["Contributors", "Editors", "Publishers"]

ONE = "publish_on_one_signature"

# The situations that an article can be in, and the steps that lead there. The first step makes the
# article; "save" saves a revision, "mend" one of the superuser who makes the transitions, "plan"
# publishes it a day from now, every other step is a transition.
SITUATIONS: dict[str, str] = {
    "never live: draft": "draft",
    "never live: review": "draft submit",
    "never live: approved": "draft submit approve",
    "never live: spiked": "draft submit spike",
    "scheduled first publication": "draft submit approve plan",
    "schedule canceled: draft": "draft submit approve plan edit",
    "live": "live",
    "live: draft": "live edit",
    "live: review": "live edit submit",
    "live: approved": "live edit submit approve",
    "live, pending: draft": "live edit save",
    "live, pending: review": "live edit save submit",
    "live, pending: approved": "live edit save submit approve",
    "scheduled change": "live edit save submit approve plan",
    "expired": "expired",
    "expired: draft": "expired edit",
    "expired: review": "expired edit submit",
    "expired: approved": "expired edit submit approve",
    "on one signature": f"draft submit mend {ONE}",
    "on one signature: draft": f"draft submit mend {ONE} edit",
    "on one signature: review": f"draft submit mend {ONE} edit submit",
    "on one signature again": f"live edit mend submit {ONE}",
    "on one signature again: draft": f"live edit mend submit {ONE} edit",
    "on one signature again: review": f"live edit mend submit {ONE} edit submit",
    "withdrawn": "live withdraw",
    "withdrawn: draft": "live withdraw restore",
    "withdrawn: review": "live withdraw restore submit",
    "withdrawn: approved": "live withdraw restore submit approve",
}


@dataclass(frozen=True)
class Expected:
    """What a transition has to do: from which statuses to which, for whom, where, and what besides.

    ``to_status`` is None where the status stays. ``role`` is the lowest that may make it,
    ``situations`` are patterns of those where it is possible, ``queues`` are those in which the
    article then is, for its writer (a contributor), an editor and a publisher, ``columns`` are
    those that it writes besides the status. In the situations that fit ``withdraws`` it takes the
    article from readers, and whoever makes it has to be a publisher.
    """

    from_statuses: set[Status]
    to_status: Status | None
    role: str
    situations: tuple[str, ...]
    queues: dict[str, set[str]]
    columns: AbstractSet[str] = frozenset()
    withdraws: tuple[str, ...] = ()


EXPECTED: dict[str, Expected] = {
    "submit": Expected(
        {Status.DRAFT},
        Status.REVIEW,
        "Contributors",
        ("*: draft",),
        {"Contributors": {"sent"}, "Editors": {"waiting"}, "Publishers": {"waiting"}},
        {"submitted_by_id"},
    ),
    "request_changes": Expected(
        {Status.REVIEW, Status.APPROVED},
        Status.DRAFT,
        "Editors",
        ("*: review", "*: approved"),
        {"Contributors": {"sent_back", "drafts"}},
    ),
    "approve": Expected(
        {Status.REVIEW},
        Status.APPROVED,
        "Editors",
        ("*: review",),
        {"Contributors": {"sent"}, "Publishers": {"waiting"}},
        {"needs_second_signature", "previous_live_revision_id"},
    ),
    "sign": Expected(
        {Status.REVIEW},
        None,
        "Contributors",
        ("*: review",),
        {
            "Contributors": {"sent", "lately_published"},
            "Editors": {"waiting", "lately_published"},
            "Publishers": {"waiting", "lately_published"},
        },
        {"needs_second_signature", "previous_live_revision_id"},
    ),
    "publish": Expected(
        {Status.APPROVED},
        Status.PUBLISHED,
        "Publishers",
        (
            "never live: approved",
            "live: approved",
            "live, pending: approved",
            "withdrawn: approved",
        ),
        {role: {"lately_published"} for role in RANKS},
        {
            *("is_released", "published_at", "live_revision_id", "headline"),
            *("withdrawn_at", "withdrawn_reason"),
        },
    ),
    ONE: Expected(
        {Status.REVIEW},
        Status.PUBLISHED,
        "Publishers",
        (
            *("never live: review", "live: review", "live, pending: review"),
            *("withdrawn: review", "on one signature*: review"),
        ),
        {role: {"lately_published"} for role in RANKS},
        {
            *("is_released", "published_at", "live_revision_id", "headline"),
            *("withdrawn_at", "withdrawn_reason", "needs_second_signature"),
            "previous_live_revision_id",
        },
    ),
    "confirm": Expected(
        {Status.PUBLISHED, Status.DRAFT, Status.REVIEW},
        None,
        "Editors",
        ("on one signature*",),
        {role: {"lately_published"} for role in RANKS},
        {"needs_second_signature", "previous_live_revision_id"},
    ),
    "revert": Expected(
        {Status.PUBLISHED, Status.DRAFT, Status.REVIEW},
        None,
        "Editors",
        ("on one signature*",),
        {},
        {
            *("is_released", "withdrawn_at", "withdrawn_reason", "needs_second_signature"),
            *("previous_live_revision_id", "live_revision_id", "working_revision_id", "headline"),
            *("edited_by_id", "status"),
        },
        withdraws=("on one signature", "on one signature: *"),
    ),
    "edit": Expected(
        {Status.PUBLISHED},
        Status.DRAFT,
        "Contributors",
        ("live", "expired", "scheduled *", "on one signature", "on one signature again"),
        {"Contributors": {"drafts"}},
        {
            *("submitted_by_id", "scheduled_revision_id", "scheduled_at"),
            *("is_released", "published_at", "live_revision_id"),
        },
    ),
    "withdraw": Expected(
        {Status.PUBLISHED, Status.DRAFT, Status.REVIEW, Status.APPROVED},
        Status.WITHDRAWN,
        "Publishers",
        ("live*", "expired*", "scheduled change", "on one signature*"),
        {},
        {
            *("is_released", "withdrawn_at", "withdrawn_reason"),
            *("scheduled_revision_id", "scheduled_at"),
            *("needs_second_signature", "previous_live_revision_id"),
        },
    ),
    "restore": Expected(
        {Status.WITHDRAWN, Status.SPIKED},
        Status.DRAFT,
        "Publishers",
        ("withdrawn", "never live: spiked"),
        {"Contributors": {"drafts"}},
        {"submitted_by_id"},
    ),
    "spike": Expected(
        {Status.DRAFT, Status.REVIEW, Status.APPROVED},
        Status.SPIKED,
        "Editors",
        ("never live: draft", "never live: review", "never live: approved", "schedule canceled*"),
        {},
    ),
}


def list_possible_situations(name: str) -> list[str]:
    """Return the situations in which the transition is possible."""
    patterns = EXPECTED[name].situations
    return [each for each in SITUATIONS if any(fnmatch(each, pattern) for pattern in patterns)]


def is_withdrawal(name: str, situation: str) -> bool:
    """Return whether the transition takes an article in this situation from readers."""
    return any(fnmatch(situation, pattern) for pattern in EXPECTED[name].withdraws)


def get_role(name: str, situation: str) -> str:
    """Return the lowest role that may make the transition in this situation."""
    return "Publishers" if is_withdrawal(name, situation) else EXPECTED[name].role


def list_possible_transitions(situation: str) -> list[str]:
    """Return the names of the transitions that are possible in the situation."""
    return [name for name in EXPECTED if situation in list_possible_situations(name)]


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

    By their role, the person ``by`` has created the article, or has written its working revision.
    """
    first, *path = SITUATIONS[situation].split()
    mine = by if isinstance(by, User) else None
    owner = mine if role == "contributor of the article" else make_user("Contributors")
    writer = mine if role == "editor who wrote the working revision" else owner
    boss = make_user(is_superuser=True)
    article = make_initial_article(first, created_by=owner, edited_by=writer)
    for step in path:
        if step == "save":
            make_revision(article, by=writer, headline="Mended")
        elif step == "mend":
            make_revision(article, by=boss, headline="Mended at once")
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


def prepare_transition(name: str) -> tuple[Article, dict[str, User]]:
    """Make a person of each role, and an article for which the transition is possible.

    The contributor has created, written and submitted the article; there is something to sign for
    the contributor, too, where that is the transition.
    """
    people = {role: make_user(role) for role in RANKS}
    writer, situations = people["Contributors"], list_possible_situations(name)
    first = next(each for each in situations if not is_withdrawal(name, each))
    situation = "on one signature: review" if name == "sign" else first
    article = make_article_in_situation(situation, by=writer, role="contributor of the article")
    Article.objects.filter(pk=article.pk).update(submitted_by=writer)
    return Article.objects.get(pk=article.pk), people
