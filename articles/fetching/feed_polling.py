"""Feeds that are watched: each is fetched when it is due, and what is new in it becomes drafts."""

import hashlib
import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from articles.fetching import client
from articles.fetching.client import Answer, FetchError
from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Feed, ImportRun, Status
from articles.models.feed import MAX_URL_LENGTH, MAX_VALIDATOR_LENGTH
from articles.parsing import formats
from articles.parsing.charsets import find_charset
from articles.parsing.feeds.entry import NO_ENTRY
from articles.parsing.records import (
    ParsedItem,
    Record,
    Reject,
)

logger = logging.getLogger(__name__)

# Feeds are read in no other format: what we export ourselves tells more than a stranger may write.
FORMAT: Final = "feed"

# Who takes a feed has it for so long; after a crash it is due again then.
CLAIM: Final = timedelta(minutes=15)
# So long a feed that works is left alone at least, and at most, however long it asks for.
SHORTEST: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(hours=1)
# And so long at most one that fails.
LONGEST_BACKOFF: Final = timedelta(days=1)

_ACCEPTED: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PollResult:
    """What one feed brought: how many records of each outcome, and why it failed, or ""."""

    address: str
    counts: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


def poll_due_feeds() -> Iterator[PollResult]:
    """Fetch what is due, one after the other; of several runs at once each feed is one's."""
    for number in list(Feed.objects.due().order_by("next_due_at").values_list("pk", flat=True)):
        if feed := _claimed(number):
            yield _visit(feed)


def _claimed(number: int) -> Feed | None:
    """Take the feed, so that nobody else does; None where somebody has, or has deleted it."""
    now = timezone.now()
    due = Feed.objects.due().filter(pk=number)
    if not due.update(next_due_at=now + CLAIM, checked_at=now):
        return None
    return Feed.objects.select_related("source").filter(pk=number).first()


def _visit(feed: Feed) -> PollResult:
    try:
        return _answered(feed, _fetched(feed))
    except FetchError as error:
        return _failed(feed, str(error))
    except Exception:  # whatever it is, the others are still to be fetched
        logger.exception("The feed %s", feed.address)
        return _failed(feed, _("Newsroom itself failed at it. The log of fetch_feeds tells more."))


def _fetched(feed: Feed) -> Answer:
    rules = client.ANYWHERE if settings.NEWSROOM_PRIVATE_FEEDS else client.PUBLIC
    headers = {
        "User-Agent": f"Newsroom (+{iri_to_uri(settings.NEWSROOM_SITE_ADDRESS)})",
        "Accept": _ACCEPTED,
        "If-None-Match": feed.etag,
        "If-Modified-Since": feed.modified,
    }
    told = {name: value for name, value in headers.items() if value}
    return client.fetch(feed.address, headers=told, rules=rules)


def _answered(feed: Feed, answer: Answer) -> PollResult:
    if answer.status == HTTPStatus.OK:
        return _read(feed, answer)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return _worked(feed, answer)
    if answer.status == HTTPStatus.GONE:
        problem = _("The source has ended this feed (410), so it is watched no more.")
        _keep(feed, is_watched=False, problem=problem)
        return PollResult(feed.address, problem=problem)
    message = _("The server answered with %(status)s instead of the feed. Check the address.")
    return _failed(feed, message % {"status": answer.status}, headers=answer.headers)


# Reading it.


def _read(feed: Feed, answer: Answer) -> PollResult:
    sha256 = hashlib.sha256(answer.content).hexdigest()
    if sha256 == feed.sha256:
        return _worked(feed, answer, told=_marks(answer))
    rejects = _Rejects()
    tally = ingest(
        _found(feed, answer),
        options=Options(label=feed.address, source=feed.source, status=Status.DRAFT),
        on_reject=rejects.add,
    )
    is_unreadable = rejects.first and tally.read == tally.counts["rejected"]
    if is_unreadable or rejects.sha256 in {"", feed.rejected_sha256}:
        _tidy(tally.run)
    if is_unreadable:
        message = _("Nothing of it could be read: %(reason)s Check the address.")
        return _failed(feed, message % {"reason": rejects.first})
    told = {"fetched_at": timezone.now(), "sha256": sha256, "rejected_sha256": rejects.sha256}
    return _worked(feed, answer, counts=tally.counts, told={**told, **_marks(answer)})


def _found(feed: Feed, answer: Answer) -> Iterator[ParsedItem]:
    declared = find_charset(answer.headers.get_content_charset(""))
    charset = declared or feed.source.encoding
    for told in formats.read_stream(io.BytesIO(answer.content), name=FORMAT, charset=charset):
        if isinstance(told, Record):
            # Whatever the feed calls itself: an editor has said whose it is.
            yield ParsedItem(feed.address, replace(told, source=feed.source.name))
        elif not (isinstance(told, Reject) and told.reason == NO_ENTRY):
            yield ParsedItem(feed.address, told)  # a feed without news is in order


class _Rejects:
    """What could not be taken: its digest, wherever in the feed it stood, and the first reason."""

    def __init__(self) -> None:
        self.first = ""
        self._digest = hashlib.sha256()

    def add(self, _path: str, reject: Reject) -> None:
        self.first = self.first or reject.reason
        self._digest.update(f"{reject.reason}\n{reject.record}\n".encode("utf-8", "replace"))

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest() if self.first else ""


def _tidy(run: int | None) -> None:
    """Leave no batch in the list that tells nothing new; without originals nothing hangs on it."""
    ImportRun.objects.filter(id__in=[run], originals=None).delete()


def _marks(answer: Answer) -> dict[str, str]:
    return {
        "etag": _mark(answer.headers.get("ETag", "")),
        "modified": _mark(answer.headers.get("Last-Modified", "")),
    }


def _mark(value: str) -> str:
    """Return what can be sent back as it is, "" for what nobody should keep."""
    return value if value.isprintable() and len(value) <= MAX_VALIDATOR_LENGTH else ""


# Keeping the result.


def _worked(
    feed: Feed,
    answer: Answer,
    *,
    counts: Mapping[str, int] = _NOTHING,
    told: Mapping[str, Any] = _NOTHING,
) -> PollResult:
    """Keep that the feed works, and what it told; ask for it next where it said that it moved."""
    due = timezone.now() + _rest(answer.headers)
    told = {"problem": "", "failure_count": 0, "next_due_at": due, **told}
    moved = answer.moved_to if len(answer.moved_to) <= MAX_URL_LENGTH else ""
    if moved and Feed.objects.filter(address=moved).exclude(pk=feed.pk).exists():
        message = _("It has moved to %(address)s, which is a feed here already: watched no more.")
        told |= {"is_watched": False, "problem": message % {"address": moved}}
    elif moved:
        told |= {"address": moved}
    _keep(feed, **told)
    return PollResult(feed.address, counts, told["problem"])


def _failed(feed: Feed, problem: str, *, headers: Message | None = None) -> PollResult:
    """Keep why, and ask again the later the more often it failed."""
    count = feed.failure_count + 1
    pause = min(max(_backoff(count), _asked_for(headers)), LONGEST_BACKOFF)
    due = timezone.now() + pause
    _keep(feed, problem=problem, failure_count=count, next_due_at=due)
    return PollResult(feed.address, problem=problem)


def _keep(feed: Feed, **told: Any) -> None:
    """Write what was told, unless an editor has meanwhile given the feed another address."""
    Feed.objects.filter(pk=feed.pk, address=feed.address).update(**told)


def _rest(headers: Message) -> timedelta:
    """Return how long the answer stays fresh, within our limits."""
    found = _MAX_AGE.search(headers.get("Cache-Control", ""))
    told = timedelta(seconds=int(found[1])) if found else SHORTEST
    return min(max(told, SHORTEST), LONGEST)


def _backoff(count: int) -> timedelta:
    return SHORTEST * (1 << min(count - 1, 10))  # so often doubled


def _asked_for(headers: Message | None) -> timedelta:
    """Return how long the server wants to be left alone (RFC 9110, Retry-After)."""
    told: str = headers.get("Retry-After", "") if headers else ""
    if re.fullmatch(r"[0-9]{1,9}", told):
        return timedelta(seconds=int(told))
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return timedelta()
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - timezone.now()
