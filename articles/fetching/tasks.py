"""The task that fetches one feed."""

from typing import Any

from articles.fetching import feed_polling
from articles.models import Queue, task


@task(queue=Queue.CLOCK, takes_context=True)
def fetch_feed(context: Any, pk: int) -> None:
    """Fetch the feed if it is due, or if the process died that had begun to.

    ``context`` is Django's: which attempt this is.
    """
    if context.attempt > 1:
        feed_polling.release_feed(pk)
    feed_polling.poll_feed(pk)
