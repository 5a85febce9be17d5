"""Checks of the programs that the site works with: the cache, the mail server, the worker."""

from secrets import token_hex

from django.conf import settings
from django.core.cache import caches

from articles.management.diagnosis.findings import FaultError, NotCheckedError
from articles.models import Queue, WorkerHeartbeat
from articles.publishing import mail
from articles.text.strings import collapse_whitespace


def check_cache() -> str:
    """Write to Redis and read it again."""
    if "redis" not in settings.CACHES:
        raise NotCheckedError(
            "Each process keeps pages in its own memory, as NEWSROOM_CACHE_URL names no Redis."
        )
    value, key = token_hex(), "articles.management.diagnosis"
    try:
        caches["redis"].set(key, value, timeout=60)
        is_kept = caches["redis"].get(key) == value
    except Exception as error:
        raise FaultError(
            f"Redis does not answer ({collapse_whitespace(str(error))}). Check that it runs and "
            "that NEWSROOM_CACHE_URL names it; until then pages are slower and each process counts "
            "requests for itself."
        ) from error
    if not is_kept:
        raise FaultError("Redis forgets at once what it is given. Let it have more memory.")
    return "Redis keeps what it is given."


def check_mail(*, to: str) -> str:
    """Sign in to the mail server; send a mail to this address unless it is ""."""
    if not mail.has_server():
        raise NotCheckedError("NEWSROOM_MAIL_URL names no mail server, so no emails are sent.")
    try:
        mail.try_server(to=to)
    except mail.UnreachableError as error:
        raise FaultError(
            f"The mail server takes no mail ({collapse_whitespace(str(error))}). Check "
            "NEWSROOM_MAIL_URL and NEWSROOM_MAIL_FROM."
        ) from error
    return f"A mail to {to} was sent." if to else "The mail server accepts the site."


def check_worker(*, is_wanted: bool) -> str:
    """Check that each process of the worker has given a sign of life."""
    if not is_wanted:
        raise NotCheckedError("Timers do the work of the worker.")
    alive = set(WorkerHeartbeat.objects.alive().values_list("child", flat=True))
    if dead := [queue for queue in Queue.values if queue not in alive]:
        raise FaultError(
            f"The worker gives no sign of life ({', '.join(dead)}), so scheduled changes and "
            "emails wait. Start manage.py worker (systemctl start newsroom-worker). Where timers "
            "do its work, run doctor with --without-worker."
        )
    return "All processes of the worker are alive."
