"""What transitions require of an article besides its status, explained to the person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article
from articles.models.instants import INSTANT_OUT_OF_RANGE
from articles.publishing import checks, contents, revisions, signatures
from articles.publishing.effects import Attempt, get_live_time
from articles.text import body_html
from articles.vocabulary import is_instant_in_range

# Returns what blocks the transition, as a sentence that says what to do, or "".
Requirement = Callable[[Article, Attempt], str]


def require_another_person(_article: Article, attempt: Attempt) -> str:
    """Require that not everything that waits for a signature is the person's own."""
    if attempt.unsigned and not signatures.select_signable(attempt.unsigned, by=attempt.by):
        return _("What is not signed yet are your own changes, so somebody else has to sign them.")
    return ""


def require_unsigned_change(article: Article, attempt: Attempt) -> str:
    """Require a change that the person may sign."""
    if not attempt.unsigned:
        return _("Everything is signed already.")
    return require_another_person(article, attempt)


def require_unsigned_live_change(article: Article, attempt: Attempt) -> str:
    """Require a change of the live text that the person may sign."""
    unsigned = signatures.select_live(attempt.unsigned, article)
    return require_another_person(article, replace(attempt, unsigned=unsigned))


def require_no_own_live_change(article: Article, attempt: Attempt) -> str:
    """Require that the person made none of the unsigned changes of the live text."""
    unsigned = signatures.select_live(attempt.unsigned, article)
    if signatures.select_remaining(unsigned, by=attempt.by):
        return _("You changed the live text, so somebody else has to decide about it.")
    return ""


def require_one_signature_allowed(_article: Article, _attempt: Attempt) -> str:
    """Require that the setting allows publishing on one signature."""
    if settings.NEWSROOM_ONE_SIGNATURE:
        return ""
    return _("This desk publishes nothing on one signature. Somebody else has to approve it.")


def require_publishable_now(article: Article, attempt: Attempt) -> str:
    """Require that the working revision may go live at once."""
    return require_publishable(article, replace(attempt, at=attempt.now))


def require_publishable(article: Article, attempt: Attempt) -> str:
    """Require that the working revision may go live at the time asked for."""
    content = revisions.get_working_revision(article).content
    if not body_html.to_text(content["body"]):
        return _("The article has no text. Write the body first.")
    if not content["source"] and not content["is_own_work"]:
        return str(checks.NO_SOURCE)
    if reason := _explain_wrong_time(article, content, attempt):
        return reason
    problems = checks.find_required_problems(article, content, by=attempt.by)
    return " ".join(map(str, problems))


def _explain_wrong_time(article: Article, content: contents.Content, attempt: Attempt) -> str:
    """Return why the article cannot go live at the time asked for, or ""."""
    now, instant = attempt.now, get_live_time(article, at=attempt.at, now=attempt.now)
    if not is_instant_in_range(instant):
        return str(INSTANT_OUT_OF_RANGE)
    embargo = contents.parse_instant(content, "embargoed_until")
    expiry = contents.parse_instant(content, "expire_at")
    if embargo and instant < embargo:
        message = _("The article is embargoed until %(until)s. Publish it then or later.")
        return message % {"until": _format(embargo)}
    if expiry and expiry <= max(instant, now):
        return _("The article would expire before it goes live. Change one of the times.")
    if _is_withdrawn(article) and instant > now:
        return _("A withdrawn article goes live at once. Leave the time empty.")
    return ""


def _format(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "DATETIME_FORMAT")


def _is_withdrawn(article: Article) -> bool:
    """Return whether readers have seen the article and do not see it now."""
    return article.published_at is not None and not article.is_released
