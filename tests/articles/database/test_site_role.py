"""The site's own role on PostgreSQL, as site_role.sql makes it, cannot get past the triggers."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.desks import PROJECT, Desk, make_desk
from tests.imported import is_postgresql

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not is_postgresql(), reason="SQLite has no roles"),
]

ROLE = f"newsroom_site_{os.getpid()}"


@pytest.fixture
def owner(tmp_path: Path) -> Desk:
    return make_desk(tmp_path / "desk")


@pytest.fixture
def site(owner: Desk) -> Iterator[Desk]:
    """Return the desk as the site's role sees it."""
    with owner.connect() as connection:
        connection.execute(read_statements(connection.info.dbname))
        yield Desk(owner.folder, owner.database_url.replace("//newsroom@", f"//{ROLE}@"))
        connection.execute(f"DROP OWNED BY {ROLE}")
        connection.execute(f"DROP ROLE {ROLE}")


def read_statements(database: str) -> str:
    """Return the SQL of newsroom/deploy/, for the database and for a role of this test."""
    text = (PROJECT / "newsroom" / "deploy" / "site_role.sql").read_text()
    statements = text.replace("newsroom_site", ROLE)
    return statements.replace("ON DATABASE newsroom ", f'ON DATABASE "{database}" ')


def test_the_site_works_as_its_own_role(site: Desk) -> None:
    record = '{"id": "1", "headline": "Pier", "text": "It left.", "source": "Gazette"}\n'
    (site.folder / "in.jsonl").write_text(record)
    run = site.manage("import_articles", "in.jsonl", "--status", "published")
    assert run.returncode == 0
    verified = site.manage("verify_record", "--head", "head.json")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert site.manage("undo_import", "1").returncode == 0
    again = site.manage("verify_record", "--against", "head.json")
    assert (again.returncode, again.stderr) == (0, "")


def test_only_the_owner_puts_triggers_back(owner: Desk, site: Desk) -> None:
    with owner.connect() as connection:
        connection.execute("DROP TRIGGER statuschange_not_emptied ON articles_statuschange")
    refused = site.manage("repair_database")
    assert refused.returncode == 2
    assert refused.stderr == (
        "CommandError: The database refuses it: permission denied for table "
        "articles_statuschange. On PostgreSQL, run this as the owner of the tables.\n"
    )
    assert owner.manage("repair_database").returncode == 0


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE articles_statuschange DISABLE TRIGGER ALL",
        "ALTER TABLE articles_revision DISABLE TRIGGER revision_is_fixed",
        "DROP TRIGGER article_is_kept ON articles_article",
        "DROP TABLE articles_removal",
        "DROP FUNCTION articles_refuse_change() CASCADE",
        "ALTER FUNCTION articles_refuse_change() RENAME TO articles_allow_change",
        "CREATE TABLE articles_shadow (id int)",
        "CREATE TEMPORARY TABLE articles_removal (id int)",
        "TRUNCATE articles_statuschange",
        "TRUNCATE articles_article CASCADE",
        "SET session_replication_role = replica",
        "SET ROLE newsroom",
    ],
)
def test_it_cannot_get_past_the_triggers(site: Desk, statement: str) -> None:
    with site.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
