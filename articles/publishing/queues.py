"""What waits at the desk, and for whom: the table behind its front page and its lists."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ImportRun, Status
from articles.models.article import ArticleQuerySet
from articles.models.days import get_start_of_day
from articles.publishing.transitions import TRANSITIONS

# No count goes beyond: counting on would read the whole table each time.
LIMIT: Final = 1000
LATELY: Final = timedelta(days=7)
REJECTS_KEPT_IN_SIGHT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Queue:
    """Pieces that have something in common for a person; ``of`` narrows articles to them."""

    name: str
    label: str | Promise
    meaning: str | Promise
    of: Callable[[ArticleQuerySet, User], ArticleQuerySet]


def filter_visible(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    """Return those that the person may see, as ``workflow.may_see`` tells of one."""
    if person.has_perm("articles.review_article"):
        return articles
    return articles.filter(created_by=person)


def count_rows(rows: QuerySet[Article] | QuerySet[ImportRun]) -> int:
    """Return how many rows there are, or LIMIT + 1 where there are more than LIMIT."""
    return rows.order_by()[: LIMIT + 1].count()


def format_count(count: int) -> str:
    """Return what ``counted`` found, as people read it."""
    shown = number_format(min(count, LIMIT), use_l10n=True, force_grouping=True)
    return gettext("more than %(limit)s") % {"limit": shown} if count > LIMIT else shown


def filter_with_rejects(runs: QuerySet[ImportRun]) -> QuerySet[ImportRun]:
    """Return the imports of the last thirty days that rejected something."""
    since = timezone.now() - REJECTS_KEPT_IN_SIGHT
    return runs.filter(rejected_count__gt=0, started_at__gt=since)


# What each queue holds.


def _waiting(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    moves = [TRANSITIONS[name] for name in ("approve", "publish")]
    may = [move for move in moves if person.has_perm(move.permission)]
    found = articles.filter(status__in=[status for move in may for status in move.from_statuses])
    if settings.NEWSROOM_FOUR_EYES:
        # A row that was written without a revision counts as its maker's, as in the workflow.
        changed_last = Q(working_revision__made_by=person) | Q(
            working_revision__isnull=True, created_by=person
        )
        found = found.exclude(changed_last, status=Status.REVIEW)
    return found


def _changes_asked(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    return articles.union_of(Article.objects.filter(submitted_by=person, status=Status.DRAFT))


def _sent(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    waiting = [Status.REVIEW, Status.APPROVED]
    return articles.union_of(Article.objects.filter(submitted_by=person, status__in=waiting))


def _drafts(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    drafts = Article.objects.filter(status=Status.DRAFT)
    return articles.union_of(drafts.filter(created_by=person), drafts.filter(edited_by=person))


def _due_today(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    today = timezone.localdate()
    begin, end = get_start_of_day(today), get_start_of_day(today + timedelta(days=1))
    unreleased = Article.objects.filter(is_released=False)
    released = Article.objects.filter(is_released=True)
    return articles.union_of(
        unreleased.filter(publish_at__gte=begin, publish_at__lt=end),
        released.filter(published_at__gt=timezone.now(), published_at__lt=end),
        released.filter(scheduled_at__gte=begin, scheduled_at__lt=end),
    ).exclude(status__in=[Status.WITHDRAWN, Status.SPIKED])


def _scheduled(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    return articles.scheduled()


def _embargoed(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    return articles.union_of(Article.objects.embargoed())


def _from_source(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    return articles.union_of(Article.objects.filter(has_held_revision=True))


def _lately_published(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    since = timezone.now() - LATELY
    return articles.union_of(Article.objects.live().filter(published_at__gt=since))


QUEUES: Final = {
    queue.name: queue
    for queue in (
        Queue(
            "waiting",
            _("Waiting for me"),
            _("Sent by others, for me to approve or to publish."),
            _waiting,
        ),
        Queue(
            "changes_asked",
            _("Changes asked of me"),
            _("I sent them, and an editor wants something changed."),
            _changes_asked,
        ),
        Queue(
            "sent",
            _("Sent by me"),
            _("Submitted by me, not published yet."),
            _sent,
        ),
        Queue(
            "drafts",
            _("My drafts"),
            _("Drafts that I began or changed last."),
            _drafts,
        ),
        Queue(
            "due_today",
            _("Due today"),
            _("They go live today, or were planned to."),
            _due_today,
        ),
        Queue(
            "scheduled",
            _("Scheduled"),
            _("They go live, or change, at a time that is set."),
            _scheduled,
        ),
        Queue(
            "embargoed",
            _("Embargoed"),
            _("They may not go live yet."),
            _embargoed,
        ),
        Queue(
            "from_source",
            _("Changed by the source"),
            _("The source has sent another text, which waits to be looked at."),
            _from_source,
        ),
        Queue(
            "lately_published",
            _("Lately published"),
            _("Live since some time in the last seven days."),
            _lately_published,
        ),
    )
}
