"""Several works at the same moment, each with its own connection to the database."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def run_at_once(*works: Callable[[], Any], seconds: float = 60) -> list[Any]:
    """Do the works in threads that start together; return what each returned or raised.

    One that is not done after so many seconds has returned None.
    """
    start = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def do(number: int) -> None:
        try:
            start.wait(10)
            results[number] = works[number]()
        except Exception as error:  # noqa: BLE001 - it is what the test is to show
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    return results
