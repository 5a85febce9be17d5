"""Watched feeds: each is fetched when it is due, and its new entries become drafts."""

import hashlib
import io
import json
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

from articles.fetching import client
from articles.fetching.client import FetchError, Response
from articles.importing.ingest import ingest
from articles.importing.normalise import PreparedItem, prepare_items
from articles.importing.options import Options, get_reading_limits
from articles.models import Feed, ImportRun, Status
from articles.models.feed import MAX_URL_LENGTH, MAX_VALIDATOR_LENGTH
from articles.parsing import formats
from articles.parsing.charsets import find_charset
from articles.parsing.feeds.entry import NO_ENTRY
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Record, Reject
from articles.parsing.resource_limits import Limiter, OverLimitsError

logger = logging.getLogger(__name__)

# No other format is read: our own exports may set fields that a stranger must not set.
FORMAT: Final = "feed"

# For this long the process that claims a feed has it; after a crash the feed is due again then.
CLAIM: Final = timedelta(minutes=15)
# Limits of the interval between two fetches of a feed that works.
MIN_INTERVAL: Final = timedelta(minutes=10)
MAX_INTERVAL: Final = timedelta(hours=1)
# Longest pause after failures.
MAX_BACKOFF: Final = timedelta(days=1)

_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)
_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PollResult:
    """What one feed brought: the count of each outcome, and why it failed, or None."""

    url: str
    counts: Mapping[str, int] = field(default_factory=dict)
    problem: Problem | None = None


def poll_due_feeds() -> Iterator[PollResult]:
    """Fetch the feeds that are due, one after the other; no other process fetches the same."""
    for pk in list(Feed.objects.due().order_by("next_due_at").values_list("pk", flat=True)):
        if result := poll_feed(pk):
            yield result


def poll_feed(pk: int) -> PollResult | None:
    """Fetch the feed; return None when it is not due, or another process has it."""
    feed = _claim_feed(pk)
    return _poll_feed(feed) if feed else None


def release_feed(pk: int) -> None:
    """Let the feed be fetched at once that a dead process had claimed."""
    now = timezone.now()
    claimed = Feed.objects.filter(pk=pk, next_due_at__range=(now, now + CLAIM))
    claimed.update(next_due_at=now)


def _claim_feed(pk: int) -> Feed | None:
    """Return the feed for this process only; None when another has it, or it was deleted."""
    now = timezone.now()
    due = Feed.objects.due().filter(pk=pk)
    if not due.update(next_due_at=now + CLAIM, checked_at=now):
        return None
    return Feed.objects.select_related("source").filter(pk=pk).first()


def _poll_feed(feed: Feed) -> PollResult:
    try:
        return _handle_response(feed, _fetch_feed(feed))
    except FetchError as error:
        return _save_failure(feed, error.problem)
    except Exception:  # whatever it is, the other feeds have to be fetched
        logger.exception("The feed %s", feed.address)
        return _save_failure(feed, Problem("poll.failed"))


def _fetch_feed(feed: Feed) -> Response:
    limits = client.ANYWHERE if settings.NEWSROOM_PRIVATE_FEEDS else client.PUBLIC
    headers = {
        "User-Agent": f"Newsroom (+{iri_to_uri(settings.NEWSROOM_SITE_ADDRESS)})",
        "Accept": _ACCEPT,
        "If-None-Match": feed.etag,
        "If-Modified-Since": feed.modified,
    }
    headers = {name: value for name, value in headers.items() if value}
    return client.fetch(feed.address, headers=headers, limits=limits)


def _handle_response(feed: Feed, response: Response) -> PollResult:
    if response.status == HTTPStatus.OK:
        return _import_content(feed, response)
    if response.status == HTTPStatus.NOT_MODIFIED:
        return _save_success(feed, response)
    if response.status == HTTPStatus.GONE:
        problem = Problem("poll.gone")
        _update_feed(feed, is_watched=False, problem=problem.as_json())
        return PollResult(feed.address, problem=problem)
    problem = Problem("poll.status", {"status": str(response.status)})
    return _save_failure(feed, problem, headers=response.headers)


# Importing the content.


def _import_content(feed: Feed, response: Response) -> PollResult:
    sha256 = hashlib.sha256(response.content).hexdigest()
    if sha256 == feed.sha256:
        return _save_success(feed, response, columns=_get_validators(response))
    rejects = _Rejects()
    tally = ingest(
        _prepare_entries(feed, response),
        options=Options(label=feed.address, source=feed.source, status=Status.DRAFT),
        on_reject=rejects.add,
    )
    reason = rejects.first_reason
    is_unreadable = reason and tally.read == tally.counts["rejected"]
    # A run that brought no article is listed only for new rejects of a feed that can be read.
    if is_unreadable or rejects.sha256 in {"", feed.rejected_sha256}:
        _delete_empty_run(tally.run)
    if is_unreadable:
        return _save_failure(feed, Problem("poll.unreadable", {"reason": reason}))
    columns = {"fetched_at": timezone.now(), "sha256": sha256, "rejected_sha256": rejects.sha256}
    columns |= _get_validators(response)
    return _save_success(feed, response, counts=tally.counts, columns=columns)


def _prepare_entries(feed: Feed, response: Response) -> Iterator[PreparedItem]:
    """Yield the entries prepared; one that takes too much, with all behind it, is one reject."""
    limits = get_reading_limits()
    limiter = Limiter(
        limits,
        over_time=Problem("poll.over_time", {"seconds": limits.seconds}),
        over_memory=Problem("poll.over_memory", {"size": limits.mebibytes}),
    )
    count = 0
    try:
        for item in limiter.read(prepare_items(_parse_entries(feed, response))):
            count += 1
            yield item
    except OverLimitsError as error:  # pragma: no cover - tested; after a signal no line is traced
        yield PreparedItem(feed.address, Reject(f"entry {count + 1}", error.problem, None))


def _parse_entries(feed: Feed, response: Response) -> Iterator[ParsedItem]:
    declared = find_charset(_get_charset(response))
    charset = declared or feed.source.encoding
    stream = io.BytesIO(response.content)
    for result in formats.read_stream(stream, format_name=FORMAT, charset=charset):
        if isinstance(result, Record):
            # The source that an editor set counts, whatever the feed calls itself.
            yield ParsedItem(feed.address, replace(result, source=feed.source.name))
        elif not (isinstance(result, Reject) and result.reason == NO_ENTRY):
            yield ParsedItem(feed.address, result)  # a feed without entries is in order


def _get_charset(response: Response) -> str:
    """Return the charset that the Content-Type header names, "" for none."""
    message = Message()
    message["Content-Type"] = response.headers.get("Content-Type", "")
    return message.get_content_charset("")


class _Rejects:
    """The first reason of the rejects, and a digest of them that ignores their positions."""

    def __init__(self) -> None:
        self.first_reason: Problem | None = None
        self._digest = hashlib.sha256()

    def add(self, _path: str, reject: Reject) -> None:
        self.first_reason = self.first_reason or reject.reason
        reason = json.dumps(reject.reason.as_json())
        self._digest.update(f"{reason}\n{reject.record}\n".encode("utf-8", "replace"))

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest() if self.first_reason else ""


def _delete_empty_run(run: int | None) -> None:
    """Delete the run unless it has originals; None stands for no run."""
    ImportRun.objects.filter(id__in=[run], originals=None).delete()


def _get_validators(response: Response) -> dict[str, str]:
    """Return the columns for the validators of the next request (RFC 9110)."""
    return {
        "etag": _check_validator(response.headers.get("ETag", "")),
        "modified": _check_validator(response.headers.get("Last-Modified", "")),
    }


def _check_validator(value: str) -> str:
    """Return the value if it can be stored and sent back as it is, else ""."""
    return value if value.isprintable() and len(value) <= MAX_VALIDATOR_LENGTH else ""


# Saving the result.


def _save_success(
    feed: Feed,
    response: Response,
    *,
    counts: Mapping[str, int] = _EMPTY,
    columns: Mapping[str, Any] = _EMPTY,
) -> PollResult:
    """Save that the feed works, its new columns, and the URL that it permanently redirects to."""
    due = timezone.now() + _compute_interval(response.headers)
    problem = None
    columns = {"failure_count": 0, "next_due_at": due, **columns}
    url = response.permanent_url if len(response.permanent_url) <= MAX_URL_LENGTH else ""
    if url and Feed.objects.filter(address=url).exclude(pk=feed.pk).exists():
        problem = Problem("poll.moved", {"address": url})
        columns |= {"is_watched": False}
    elif url:
        columns |= {"address": url}
    _update_feed(feed, problem=problem.as_json() if problem else {}, **columns)
    return PollResult(feed.address, counts, problem)


def _save_failure(
    feed: Feed, problem: Problem, *, headers: Mapping[str, str] | None = None
) -> PollResult:
    """Save the problem, and when to try again: the later the more often it failed."""
    count = feed.failure_count + 1
    pause = min(max(_compute_backoff(count), _parse_retry_after(headers)), MAX_BACKOFF)
    due = timezone.now() + pause
    _update_feed(feed, problem=problem.as_json(), failure_count=count, next_due_at=due)
    return PollResult(feed.address, problem=problem)


def _update_feed(feed: Feed, **columns: Any) -> None:
    """Write the columns, unless an editor has changed the feed's URL meanwhile."""
    Feed.objects.filter(pk=feed.pk, address=feed.address).update(**columns)


def _compute_interval(headers: Mapping[str, str]) -> timedelta:
    """Return how long the response stays fresh, within our limits."""
    match = _MAX_AGE.search(headers.get("Cache-Control", ""))
    age = timedelta(seconds=int(match[1])) if match else MIN_INTERVAL
    return min(max(age, MIN_INTERVAL), MAX_INTERVAL)


def _compute_backoff(count: int) -> timedelta:
    """Return the pause after so many failures; it doubles ten times."""
    return MIN_INTERVAL * (1 << min(count - 1, 10))


def _parse_retry_after(headers: Mapping[str, str] | None) -> timedelta:
    """Return how long the server asks to wait (RFC 9110, Retry-After)."""
    value = headers.get("Retry-After", "") if headers else ""
    if re.fullmatch(r"[0-9]{1,9}", value):
        return timedelta(seconds=int(value))
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return timedelta()
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - timezone.now()
