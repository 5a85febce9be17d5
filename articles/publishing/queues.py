"""The queues of the desk: which articles wait, and for whom."""

from collections.abc import Callable, Iterable
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
from articles.publishing import signatures
from articles.publishing.transitions import TRANSITIONS, Transition

# Counts stop here: an exact one would read the whole table each time.
LIMIT: Final = 1000
RECENT: Final = timedelta(days=7)
REJECTS_SHOWN_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Queue:
    """Articles that have something in common for a person; ``filter`` returns them."""

    name: str
    label: str | Promise
    meaning: str | Promise
    filter: Callable[[ArticleQuerySet, User], ArticleQuerySet]


def filter_visible(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    """Return the articles that the person may see, as ``access.may_see`` decides for one."""
    if person.has_perm("articles.review_article"):
        return articles
    return articles.filter(created_by=person)


def count_rows(rows: QuerySet[Article] | QuerySet[ImportRun]) -> int:
    """Return how many rows there are, or LIMIT + 1 where there are more than LIMIT."""
    return rows.order_by()[: LIMIT + 1].count()


def format_count(count: int) -> str:
    """Return what ``count_rows`` returned as text for the screen."""
    text = number_format(min(count, LIMIT), use_l10n=True, force_grouping=True)
    return gettext("more than %(limit)s") % {"limit": text} if count > LIMIT else text


def filter_with_rejects(runs: QuerySet[ImportRun]) -> QuerySet[ImportRun]:
    """Return the import runs of the last thirty days that rejected something."""
    since = timezone.now() - REJECTS_SHOWN_FOR
    return runs.filter(rejected_count__gt=0, started_at__gt=since)


# The articles of each queue.


def _filter_waiting(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    awaited = [
        each
        for each in TRANSITIONS.values()
        if each.notification_when_possible and person.has_perm(each.permission)
    ]
    statuses = _list_from_statuses(awaited)
    is_waiting = Q(status__in=statuses)
    if settings.NEWSROOM_FOUR_EYES:
        others = _list_from_statuses(each for each in awaited if each.needs_four_eyes)
        # A row without a revision counts as its creator's, as in the workflow.
        is_own = signatures.build_condition_of_own_text(person) | Q(
            working_revision__isnull=True, created_by=person
        )
        is_waiting &= ~(Q(status__in=others) & is_own)
        if person.has_perm("articles.sign_article"):
            statuses = [*statuses, Status.REVIEW]
            is_waiting |= Q(status=Status.REVIEW) & signatures.build_condition_to_sign(person)
    return articles.filter(is_waiting, status__in=statuses)


def _list_from_statuses(transitions: Iterable[Transition]) -> list[Status]:
    return [status for each in transitions for status in each.from_statuses]


def _filter_sent_back(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    return articles.union_of(Article.objects.filter(submitted_by=person, status=Status.DRAFT))


def _filter_sent(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    waiting = [Status.REVIEW, Status.APPROVED]
    return articles.union_of(Article.objects.filter(submitted_by=person, status__in=waiting))


def _filter_drafts(articles: ArticleQuerySet, person: User) -> ArticleQuerySet:
    drafts = Article.objects.filter(status=Status.DRAFT)
    return articles.union_of(drafts.filter(created_by=person), drafts.filter(edited_by=person))


def _filter_due_today(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    today = timezone.localdate()
    begin, end = get_start_of_day(today), get_start_of_day(today + timedelta(days=1))
    unreleased = Article.objects.filter(is_released=False)
    released = Article.objects.filter(is_released=True)
    return articles.union_of(
        unreleased.filter(publish_at__gte=begin, publish_at__lt=end),
        released.filter(published_at__gt=timezone.now(), published_at__lt=end),
        released.filter(scheduled_at__gte=begin, scheduled_at__lt=end),
    ).exclude(status__in=[Status.WITHDRAWN, Status.SPIKED])


def _filter_second_signature(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    return articles.union_of(Article.objects.filter(needs_second_signature=True))


def _filter_scheduled(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    return articles.scheduled()


def _filter_embargoed(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    return articles.union_of(Article.objects.embargoed())


def _filter_from_source(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    return articles.union_of(Article.objects.filter(has_held_revision=True))


def _filter_lately_published(articles: ArticleQuerySet, _person: User) -> ArticleQuerySet:
    since = timezone.now() - RECENT
    return articles.union_of(Article.objects.live().filter(published_at__gt=since))


QUEUES: Final = {
    queue.name: queue
    for queue in (
        Queue(
            "waiting",
            _("Waiting for you"),
            _("Submitted by others, waiting for you to sign, approve or publish."),
            _filter_waiting,
        ),
        Queue(
            "second_signature",
            _("Second signatures"),
            _("Published on one signature. Another editor confirms or reverts it."),
            _filter_second_signature,
        ),
        Queue(
            "sent_back",
            _("Sent back to you"),
            _("You submitted these; an editor wants changes."),
            _filter_sent_back,
        ),
        Queue(
            "sent",
            _("Submitted by you"),
            _("You submitted these; they are not published yet."),
            _filter_sent,
        ),
        Queue(
            "drafts",
            _("Your drafts"),
            _("Drafts that you started, or were the last to change."),
            _filter_drafts,
        ),
        Queue(
            "due_today",
            _("Due today"),
            _("Going live today, or planned to."),
            _filter_due_today,
        ),
        Queue(
            "scheduled",
            _("Scheduled"),
            _("Going live, or changing, at a set time."),
            _filter_scheduled,
        ),
        Queue(
            "embargoed",
            _("Embargoed"),
            _("Cannot go live before the embargo ends."),
            _filter_embargoed,
        ),
        Queue(
            "from_source",
            _("Changed at the source"),
            _("The source sent a new text or cancelled the article; an editor has to decide."),
            _filter_from_source,
        ),
        Queue(
            "lately_published",
            _("Recently published"),
            _("Went live in the last seven days."),
            _filter_lately_published,
        ),
    )
}
