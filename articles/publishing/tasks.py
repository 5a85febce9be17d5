"""The tasks of publishing: scheduled changes, and mail for notifications."""

import logging
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.conf import settings
from django.utils import timezone

from articles.models import Queue, StatusChange, task
from articles.publishing import automatic, mail

logger = logging.getLogger(__name__)

# Seconds after which the mails that are left wait for the next task, so that other tasks have a
# turn; the mail that is being sent is finished.
TURN: Final = 5


@task(queue=Queue.CLOCK, priority=30)
def publish_scheduled() -> int:
    """Make scheduled changes that are due; return how many were not possible."""
    failed = 0
    for outcome in automatic.publish_due():
        if not isinstance(outcome, StatusChange):
            logger.warning("%s", outcome)
            failed += 1
    return failed


@task(queue=Queue.CLOCK, priority=20)
def send_mail() -> None:
    """Send the mails that are to be sent at once, for a few seconds."""
    end = monotonic() + TURN
    try:
        for _mailing in mail.send_due():
            if monotonic() > end:
                return
    except mail.UnreachableError:
        return  # it is logged, and the mails wait


@task(queue=Queue.CLOCK, priority=10)
def send_digests() -> None:
    """Send the digests of today, for a few seconds."""
    end = monotonic() + TURN
    try:
        for _mailing in mail.send_digests(before=compute_digest_instant()):
            if monotonic() > end:
                return
    except mail.UnreachableError:
        return


def compute_digest_instant() -> datetime:
    """Return the last instant at which digests were due."""
    now = timezone.localtime()
    today = datetime.combine(now, settings.NEWSROOM_DIGEST_TIME, tzinfo=now.tzinfo)
    return today if today <= now else today - timedelta(days=1)
