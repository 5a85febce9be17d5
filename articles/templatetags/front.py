"""What stands on the desk's front page: the queues with their counts, and the newest moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.contrib.auth.models import User
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ImportRun, StatusChange
from articles.publishing import queues

register = template.Library()

NEWEST: Final = 8


@dataclass(frozen=True, slots=True)
class Card:
    """A queue as it stands: how many wait in it, and where."""

    label: str | Promise
    meaning: str | Promise
    count: int
    address: str

    @property
    def count_text(self) -> str:
        return queues.format_count(self.count)


@register.inclusion_tag("admin/_queues.html", takes_context=True)
def queue_cards(context: Context) -> dict[str, Any]:
    """Show the queues that the person may look into, each with its count."""
    person: User = context["user"]
    return {"cards": [*_of_articles(person), *_of_batches(person)]}


def _of_articles(person: User) -> Iterator[Card]:
    if not person.has_perm("articles.view_article"):
        return
    articles = queues.filter_visible(Article.objects.all(), person)
    address = reverse("admin:articles_article_changelist")
    for queue in queues.QUEUES.values():
        count = queues.count_rows(queue.filter(articles, person))
        yield Card(queue.label, queue.meaning, count, f"{address}?queue={queue.name}")


def _of_batches(person: User) -> Iterator[Card]:
    if person.has_perm("articles.view_importrun"):
        yield Card(
            _("Rejected imports"),
            _("Imports of the last thirty days that could not take every record."),
            queues.count_rows(queues.filter_with_rejects(ImportRun.objects.all())),
            f"{reverse('admin:articles_importrun_changelist')}?rejected=yes",
        )


@register.inclusion_tag("admin/_newest_moves.html", takes_context=True)
def newest_moves(context: Context) -> dict[str, Any]:
    """Show the newest changes of status of pieces that the person may see."""
    person: User = context["user"]
    if not person.has_perm("articles.view_article"):
        return {"changes": []}
    changes = StatusChange.objects.select_related("article", "changed_by")
    if not person.has_perm("articles.review_article"):
        own = queues.filter_visible(Article.objects.all(), person)
        changes = changes.filter(article__in=own)
    return {"changes": changes.defer("article__body", "article__standfirst")[:NEWEST]}
