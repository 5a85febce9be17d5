"""Which tests a run takes: those that need no database once, the others where they can differ."""

import pytest

# Whoever asks for one of these works on a database of the engine that the run is on.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def needs_database(item: pytest.Item) -> bool:
    """Tell whether the test works on a database, by its mark or by its fixtures."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return has_mark(item, "django_db") or not DATABASE_FIXTURES.isdisjoint(fixtures)


def has_mark(item: pytest.Item, *names: str) -> bool:
    return any(item.get_closest_marker(name) for name in names)


def is_selected(item: pytest.Item, *, database: str, is_full: bool) -> bool:
    """Tell whether a run on this database takes the test: SQLite has all, PostgreSQL some again.

    A browser shows the same on both, and what could differ behind it has tests of its own: there
    the full run alone makes sure.
    """
    if has_mark(item, "slow") and not is_full:
        return False
    if database == "sqlite":
        return True
    left_out = ["demo", "one_engine", *([] if is_full else ["browser"])]
    return needs_database(item) and not has_mark(item, *left_out)
