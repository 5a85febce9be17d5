"""The columns of the list of articles that are no fields: visibility and last change."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from articles.models.languages import get_language_name


@admin.display(description=gettext_lazy("visible to readers"), ordering="published_at")
def visibility(article: Article) -> SafeString:
    """Return since, from or until when readers see the article, and what is pending."""
    lines = [_format_visibility(article), *_format_pending_changes(article)]
    return format_html_join("", '<span class="list-line">{}</span>', ((line,) for line in lines))


def _format_visibility(article: Article) -> str:
    if article.is_live:
        return _("live since %(when)s") % {"when": _format_instant(article.published_at)}
    if article.has_been_live:
        return _("expired on %(when)s") % {"when": _format_instant(article.expire_at)}
    if article.is_released:
        return _("goes live %(when)s") % {"when": _format_instant(article.published_at)}
    if article.withdrawn_at:
        return _("withdrawn on %(when)s") % {"when": _format_instant(article.withdrawn_at)}
    return _("not live")


def _format_pending_changes(article: Article) -> Iterator[str]:
    if article.scheduled_at:
        yield _("update scheduled for %(when)s") % {"when": _format_instant(article.scheduled_at)}
    elif article.has_unreleased_changes:
        yield _("has unpublished changes")
    if article.has_held_revision:
        yield _("changed or cancelled at the source")


@admin.display(description=gettext_lazy("last changed"))
def last_change(article: Article) -> str:
    """Return who changed the text last, or created the article, and when."""
    by = article.edited_by or article.created_by
    if by is None:
        return ""
    when = _format_instant(article.edited_at or article.created_at)
    return format_html('<span class="list-line">{}</span>{}', by, when)


@admin.display(description=gettext_lazy("language"), ordering="language")
def language(article: Article) -> str:
    return get_language_name(article.language) if article.language else ""


def _format_instant(instant: datetime | None) -> str:
    return date_format(timezone.localtime(instant), "SHORT_DATETIME_FORMAT") if instant else ""
