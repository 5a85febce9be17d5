"""The system check for database objects, and the command that recreates missing ones."""

import pytest
from django.core.checks import Error
from django.core.management import CommandError, call_command
from django.db import connection

from articles.database.installed import check_objects, list_objects
from tests.database import drop_objects

pytestmark = pytest.mark.django_db

NAMES = sorted({each.name for each in [*list_objects("sqlite"), *list_objects("postgresql")]})


def run_repair(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("repair_database")
    return capsys.readouterr().out


def test_a_migrated_database_has_everything() -> None:
    assert check_objects(databases=["default"]) == []


def test_without_a_database_to_check_nothing_is_checked() -> None:
    assert check_objects(databases=None) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_object_is_an_error_and_can_be_recreated(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    objects = [each for each in list_objects(connection.vendor) if each.name == name]
    if not objects or "FUNCTION" in objects[0].create[0]:
        pytest.skip("the other database has it, or triggers depend on it")
    drop_objects(connection, objects)
    problems = check_objects(databases=["default"])
    assert name in [problem.msg.split(" has no ")[1].split(",")[0] for problem in problems]
    assert {(type(problem), problem.id) for problem in problems} == {(Error, "articles.E001")}
    with pytest.raises(CommandError, match=f"has no {name}"):
        call_command("check", databases=["default"])
    assert f"{name} was recreated." in run_repair(capsys)
    assert check_objects(databases=["default"]) == []


def test_where_nothing_is_missing_the_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_repair(capsys) == "Nothing is missing.\n"


def test_a_database_that_is_not_migrated_is_not_checked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'articles'")
    drop_objects(connection, list_objects(connection.vendor)[-1:])
    assert check_objects(databases=["default"]) == []


READ_ONLY = {
    "sqlite": ["PRAGMA query_only = on", "PRAGMA query_only = off"],
    "postgresql": ["SET LOCAL transaction_read_only = on"],
}


def test_a_database_that_refuses_the_repair_says_why() -> None:
    drop_objects(connection, list_objects(connection.vendor)[-1:])
    close, *reopen = READ_ONLY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(close)
        with pytest.raises(CommandError, match=r"The database refuses it: .* On PostgreSQL"):
            call_command("repair_database")
        for statement in reopen:
            cursor.execute(statement)
