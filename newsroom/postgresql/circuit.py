"""Whether the database server is known to be away, so that requests need not wait in turn."""

import threading
import time
from collections.abc import Callable
from typing import Final

import psycopg
from psycopg import generators, waiting
from psycopg.errors import _WaitTimeout

from newsroom.postgresql.waiting import PROBE_SECONDS

# Seconds for which a server that does not even refuse is left alone, and for which a request waits
# while another one asks.
PAUSE: Final = 0.5
PATIENCE: Final = 0.3


class Circuit:
    """Open while the server is away.

    While it is open, one request at a time asks the server anew; all others are refused soon. So
    twenty readers do not wait in turn, and the first request after the server's return works. A
    server that does not even refuse is left alone for half a second, since to ask takes longer.
    """

    def __init__(self) -> None:
        self._is_open = False
        self._asks_from = 0.0
        self._probing = threading.Lock()

    @property
    def is_open(self) -> bool:
        return self._is_open

    def open(self, *, pause: float = 0) -> None:
        """Note that the server is away; refuse requests for ``pause`` seconds without asking it."""
        self._asks_from = time.monotonic() + pause
        self._is_open = True

    def check(self, conninfo: str, *, probe: Callable[[str], None]) -> None:
        """Raise OperationalError if the server is away, as far as is known."""
        if not self._is_open:
            return
        is_paused = time.monotonic() < self._asks_from
        if is_paused or not self._probing.acquire(timeout=PATIENCE):
            raise psycopg.OperationalError("The database server was away a moment ago.")
        try:
            if self._is_open:  # nobody else has found it back meanwhile
                self._probe(conninfo, probe=probe)
        finally:
            self._probing.release()

    def _probe(self, conninfo: str, *, probe: Callable[[str], None]) -> None:
        try:
            probe(conninfo)
        except _WaitTimeout:
            self.open(pause=PAUSE)
            raise
        self._is_open = False


CIRCUIT: Final = Circuit()


def probe_server(conninfo: str) -> None:
    """Connect to the server and leave; raise OperationalError if that fails or takes long."""
    attempt = generators.connect(conninfo)
    waiting.wait_conn(attempt, interval=PROBE_SECONDS, timeout=PROBE_SECONDS).finish()
