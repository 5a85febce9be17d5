"""Why a database cannot be used, in a sentence for whoever runs the site."""

import re
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from psycopg.errors import UndefinedTable
from psycopg_pool import PoolTimeout

from articles.database.sqlite_file import MissingDatabaseError

_CONNECT_SECONDS: Final = 3

# What the message of a database says, and what to check then. All of it lasts until somebody
# changes a setting or a file.
_LASTING: Final = {
    r"password|role \S+ does not exist|pg_hba\.conf": "check user and password",
    r"resolve host|Name or service not known": "check the host name",
    r"database \S+ does not exist": "check the name, or create it with createdb",
    r"SSL|parameter": "check what stands behind the question mark",
}
_READABLE: Final = r"unable to open database file|readonly database|not a database"


def explain(error: DatabaseError | InterfaceError) -> str:
    """Return the sentence: what the database says, and what to do."""
    if isinstance(error.__cause__, MissingDatabaseError):
        return str(error)
    if isinstance(error.__cause__, UndefinedTable) or "no such table" in str(error):
        return "Tables are missing in the database: run manage.py migrate."
    reason = _find_reason(error)
    return f"The database cannot be used ({reason}): {_find_advice(reason)}."


def connect_once() -> None:
    """Open a connection and close it, in no pool: a pool does not say why it has no connection."""
    single = connection.copy()
    if single.vendor == "postgresql":
        single.settings_dict["OPTIONS"].pop("pool", None)
        single.settings_dict["OPTIONS"]["connect_timeout"] = _CONNECT_SECONDS
    with single.wrap_database_errors:
        driver: Any = single  # its stubs say that this returns nothing
        driver.get_new_connection(single.get_connection_params()).close()


def is_lasting(error: OperationalError) -> bool:
    """Tell whether waiting does not help: a wrong setting, a missing file."""
    if isinstance(error.__cause__, MissingDatabaseError):
        return True
    return any(re.search(each, str(error)) for each in (*_LASTING, _READABLE))


def _find_reason(error: DatabaseError | InterfaceError) -> str:
    if isinstance(error.__cause__, PoolTimeout):
        try:
            connect_once()
        except OperationalError as direct:
            error = direct
    return " ".join(str(error).split()).removeprefix("connection failed: ").rstrip(".")


def _find_advice(reason: str) -> str:
    if re.search(_READABLE, reason):
        return "check that the file and its folder are there and that this user may write them"
    for said, check in _LASTING.items():
        if re.search(said, reason):
            return f"{check} in NEWSROOM_DATABASE_URL"
    return "check that it runs, and try again"
