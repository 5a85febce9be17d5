"""Functions run at the same moment, each with its own connection to the database."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def run_at_once(*functions: Callable[[], Any], seconds: float = 60) -> list[Any]:
    """Call the functions in threads that start together; return what each returned or raised.

    The result of one that is not done after ``seconds`` is None.
    """
    start = threading.Barrier(len(functions))
    results: list[Any] = [None] * len(functions)

    def call(number: int) -> None:
        try:
            start.wait(10)
            results[number] = functions[number]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(number,)) for number in range(len(functions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    return results
