"""A cache in Redis that another cache replaces while Redis does not answer."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# Seconds to connect, and to wait for an answer. Django's own cache waits without end, and the
# library tries three times.
CONNECTION: Final[dict[str, Any]] = {
    "socket_connect_timeout": 0.1,
    "socket_timeout": 0.1,
    "retry": Retry(NoBackoff(), 0),
}
PAUSE: Final = 5  # seconds for which nobody asks a server that did not answer
LOG_INTERVAL: Final = 60  # seconds between two lines of the log


class Breaker:
    """Keeps requests from a server that does not answer, but for one after each pause."""

    def __init__(self) -> None:
        self._asks_from = 0.0
        self._logs_from = 0.0
        self._lock = threading.Lock()

    def may_ask(self) -> bool:
        """Tell whether this request may ask; the others do not, until it has an answer."""
        with self._lock:
            now = time.monotonic()
            if now < self._asks_from:
                return False
            if self._asks_from:
                self._asks_from = now + PAUSE
            return True

    def note_answer(self) -> None:
        self._asks_from = 0

    def note_failure(self, error: Exception) -> None:
        with self._lock:
            now = time.monotonic()
            self._asks_from = now + PAUSE
            if now < self._logs_from:
                return
            self._logs_from = now + LOG_INTERVAL
        logger.warning(
            "Redis does not answer (%s): pages are kept in memory meanwhile, and attempts to sign "
            "in are counted in the database.",
            type(error).__name__,
        )


BREAKER: Final = Breaker()  # all caches are on one server


def _build_method(name: str) -> Callable[..., Any]:
    """Return the method of the cache that asks Redis and, where it fails, the other cache."""

    def method(self: "RedisCache", *args: Any, **kwargs: Any) -> Any:
        if BREAKER.may_ask():
            try:
                result = getattr(redis.RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                BREAKER.note_failure(error)
            else:
                BREAKER.note_answer()
                return result
        return getattr(caches[self.fallback], name)(*args, **kwargs)

    method.__name__ = name
    return method


class RedisCache(redis.RedisCache):
    """Takes 0.2 seconds of a request at most; ``fallback`` in OPTIONS names the other cache."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = dict(params["OPTIONS"])
        self.fallback: str = options.pop("fallback")
        super().__init__(server, {**params, "OPTIONS": CONNECTION | options})

    add = _build_method("add")
    clear = _build_method("clear")
    delete = _build_method("delete")
    delete_many = _build_method("delete_many")
    get = _build_method("get")
    get_many = _build_method("get_many")
    has_key = _build_method("has_key")
    incr = _build_method("incr")
    set = _build_method("set")
    set_many = _build_method("set_many")
    touch = _build_method("touch")
