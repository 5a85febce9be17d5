"""The triggers that keep the audit log: each is there, is switched on, and does what it should."""

from collections.abc import Iterator, Mapping

from django.db import connection
from django.utils.translation import gettext as _

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.database.objects import DatabaseObject, read_definitions
from articles.publishing.verification.findings import Finding, Tally


def verify_triggers(tally: Tally) -> Iterator[Finding]:
    """Compare the triggers, and the functions that they call, with what they should be."""
    definitions = read_definitions(connection)
    for each in AUDIT_TRIGGERS[connection.vendor]:
        tally.expected["triggers"] += 1
        if _is_as_made(each, definitions):
            tally.seen["triggers"] += 1
        else:
            message = _(
                "The database has no %(name)s, or another one, or has switched it off. Find out "
                "since when, then put it back with: manage.py repair_database"
            )
            yield Finding(message % {"name": each.name})


def _is_as_made(each: DatabaseObject, definitions: Mapping[str, str]) -> bool:
    [statement] = each.create
    return definitions.get(each.name) == " ".join(statement.split())
