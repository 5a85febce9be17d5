"""A connection whose queries do not wait for a server that has stopped to answer."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout

from newsroom.postgresql.circuit import CIRCUIT, PAUSE, probe_server
from newsroom.postgresql.waiting import ANSWER_SECONDS, is_in_request

T = TypeVar("T")


class Connection(psycopg.Connection[Any]):
    """Within a request it closes itself when neither a query nor a new connection is answered.

    A query may take as long as it needs while the server is there: a server that hangs, or whose
    machine is gone, accepts no new connection either.
    """

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Run the generator of a query to its end, as psycopg does, within limits."""
        if timeout is not None or not is_in_request():
            return super().wait(gen, interval, timeout)
        while True:
            try:
                return super().wait(gen, interval, ANSWER_SECONDS)
            except _WaitTimeout:
                self._require_server()

    def _require_server(self) -> None:
        """Close the connection and raise OperationalError if the server does not answer at all."""
        try:
            if not CIRCUIT.is_open:
                probe_server(self.info.dsn)  # without a password, which it would ask for
                return
        except _WaitTimeout:
            CIRCUIT.open(pause=PAUSE)
        except psycopg.OperationalError:  # it refuses, so it is there
            return
        self.close()
        raise psycopg.OperationalError("The database server has stopped to answer.")
