"""The triggers that keep the audit log: each is there, is switched on, and does what it should."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.database.objects import find_altered
from articles.publishing.verification.findings import Finding, Tally


def verify_triggers(tally: Tally) -> Iterator[Finding]:
    """Compare the triggers, and the functions that they call, with what they should be."""
    triggers = AUDIT_TRIGGERS[connection.vendor]
    altered = find_altered(connection, triggers)
    tally.expected["triggers"] += len(triggers)
    tally.seen["triggers"] += len(triggers) - len(altered)
    for each in altered:
        message = _(
            "The database has no %(name)s, or another one, or has switched it off. Find out "
            "since when, then put it back with: manage.py repair_database"
        )
        yield Finding(message % {"name": each.name})
