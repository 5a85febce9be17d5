"""Starting: what keeps a process from its work is said in a sentence, not in a traceback."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, ProgrammingError
from psycopg.errors import UndefinedTable

from articles.database import refusals

COULD_NOT_START: Final = 2

logger = logging.getLogger(__name__)


@contextmanager
def explain_failures() -> Iterator[None]:
    """End the process with a sentence where a setting or the database keeps it from its work.

    With ``--traceback``, as Django's commands have it, the error is raised as it is.
    """
    try:
        yield
    except ImproperlyConfigured as error:
        _stop(str(error))
    except (OperationalError, InterfaceError) as error:
        _stop(refusals.explain(error))
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        _stop(refusals.explain(error))


def _stop(sentence: str) -> NoReturn:
    if "--traceback" in sys.argv:
        raise  # noqa: PLE0704 - the exception that is being handled
    sys.stderr.write(f"{sentence}\n")
    sys.exit(COULD_NOT_START)


def require_database() -> None:
    """Raise OperationalError for a database that waiting does not help; warn of one that is away.

    A server that starts before its database serves what it can until the database is there.
    """
    try:
        refusals.connect_once()
    except OperationalError as error:
        if refusals.is_lasting(error):
            raise
        logger.warning("%s", refusals.explain(error))
