"""Which tests a run selects: SQLite runs all, PostgreSQL those whose result may differ there."""

import pytest

# A test with one of these fixtures works on the database of the run.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def needs_database(item: pytest.Item) -> bool:
    """Tell whether the test works on a database, by its mark or by its fixtures."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return has_mark(item, "django_db") or not DATABASE_FIXTURES.isdisjoint(fixtures)


def has_mark(item: pytest.Item, *names: str) -> bool:
    return any(item.get_closest_marker(name) for name in names)


def is_selected(item: pytest.Item, *, database: str, is_full: bool) -> bool:
    """Tell whether a run on this database selects the test: SQLite all, PostgreSQL some again.

    The demo is always on SQLite. Browsers see the same pages on both, and the queries behind them
    have tests of their own; what a killed process leaves is decided by transactions; a matrix tries
    the same code with many values. So these run on PostgreSQL only with ``--full``.
    """
    if has_mark(item, "slow") and not is_full:
        return False
    if database == "sqlite":
        return True
    left_out = ["demo", "one_engine", *([] if is_full else ["browser", "kill", "matrix"])]
    return needs_database(item) and not has_mark(item, *left_out)


def is_widened(item: pytest.Item, *, database: str) -> bool:
    """Tell whether ``--full`` runs the test otherwise than a run without it, or alone runs it."""
    if not is_selected(item, database=database, is_full=False):
        return True
    is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return is_property or "is_full" in getattr(item, "fixturenames", [])
