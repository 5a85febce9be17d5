"""Tags of the admin's front page: queues with their counts, and the newest status changes."""

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

NEWEST_COUNT: Final = 8


@dataclass(frozen=True, slots=True)
class Card:
    """A queue: its label and meaning, the number of rows in it, and the URL of its list."""

    label: str | Promise
    meaning: str | Promise
    count: int
    url: str

    @property
    def count_text(self) -> str:
        return queues.format_count(self.count)


@register.inclusion_tag("admin/_queues.html", takes_context=True)
def queue_cards(context: Context) -> dict[str, Any]:
    """Show the queues that the user may see, each with its count."""
    person: User = context["user"]
    return {"cards": [*_build_article_cards(person), *_build_import_cards(person)]}


def _build_article_cards(person: User) -> Iterator[Card]:
    if not person.has_perm("articles.view_article"):
        return
    articles = queues.filter_visible(Article.objects.all(), person)
    url = reverse("admin:articles_article_changelist")
    for queue in queues.QUEUES.values():
        count = queues.count_rows(queue.filter(articles, person))
        yield Card(queue.label, queue.meaning, count, f"{url}?queue={queue.name}")


def _build_import_cards(person: User) -> Iterator[Card]:
    if person.has_perm("articles.view_importrun"):
        yield Card(
            _("Imports with rejected records"),
            _("Imports from the last 30 days with records that could not be taken."),
            queues.count_rows(queues.filter_with_rejects(ImportRun.objects.all())),
            f"{reverse('admin:articles_importrun_changelist')}?rejected=yes",
        )


@register.inclusion_tag("admin/_newest_status_changes.html", takes_context=True)
def newest_status_changes(context: Context) -> dict[str, Any]:
    """Show the newest status changes of articles that the user may see."""
    person: User = context["user"]
    if not person.has_perm("articles.view_article"):
        return {"changes": []}
    changes = StatusChange.objects.select_related("article", "changed_by")
    if not person.has_perm("articles.review_article"):
        visible = queues.filter_visible(Article.objects.all(), person)
        changes = changes.filter(article__in=visible)
    return {"changes": changes.defer("article__body", "article__standfirst")[:NEWEST_COUNT]}
