"""The groups of the desk: which may do what, and how the migration makes them."""

from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django_test_migrations.migrator import Migrator

from articles.models import Article
from articles.publishing import roles
from articles.publishing.transitions import TRANSITIONS
from tests.factories import make_user
from tests.transitions import EXPECTED


def list_transitions_of(role: str) -> set[str]:
    """Return the permissions of the transitions that this role is the lowest to make."""
    return {f"{name}_article" for name, each in EXPECTED.items() if each.role == role}


CONTRIBUTORS = list_transitions_of("Contributors") | {
    *("add_article", "change_article", "view_article"),
    *("add_author", "view_author", "view_source", "add_tag", "view_tag"),
    *("add_byline", "change_byline", "delete_byline", "view_byline", "view_notification"),
}
EDITORS = (
    CONTRIBUTORS
    | list_transitions_of("Editors")
    | {
        *("review_article", "change_author", "add_source", "change_source"),
        *("add_authoralias", "change_authoralias", "delete_authoralias", "view_authoralias"),
        *("add_sourcealias", "change_sourcealias", "delete_sourcealias", "view_sourcealias"),
        *("add_feed", "change_feed", "delete_feed", "view_feed"),
        *("change_tag", "view_importrun", "view_original", "import_article"),
    }
)
ROLES = {
    "Contributors": CONTRIBUTORS,
    "Editors": EDITORS,
    "Publishers": EDITORS | list_transitions_of("Publishers") | {"publish_import"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_exactly_this(role: str) -> None:
    given = Permission.objects.filter(group__name=role)
    rows = given.values_list("content_type__app_label", "codename")
    assert set(rows) == {("articles", name) for name in ROLES[role]}


@pytest.mark.django_db
def test_there_are_no_other_roles() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


@pytest.mark.unmeasured
@pytest.mark.django_db
@pytest.mark.parametrize("permission", sorted(ROLES["Publishers"]))
@pytest.mark.parametrize("role", ["", *ROLES])
def test_a_member_has_the_permissions_of_the_role(role: str, permission: str) -> None:
    member = make_user(role)
    assert member.has_perm(f"articles.{permission}") == (permission in ROLES.get(role, ()))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kept", ["original", "importrun", "article", "revision", "statuschange"])
def test_no_role_may_delete_what_is_to_be_kept(role: str, kept: str) -> None:
    assert make_user(role).has_perm(f"articles.delete_{kept}") is False


@pytest.mark.django_db
def test_every_transition_has_a_permission_of_its_own() -> None:
    named = {name for name, _ in Article._meta.permissions}
    assert named == {f"{name}_article" for name in TRANSITIONS} | {"review_article"}
    stored = Permission.objects.filter(codename__in=named).values_list("codename", flat=True)
    assert set(stored) == named


def test_every_transition_is_granted_to_the_lowest_role_that_may_make_it() -> None:
    granted = [
        (codename, role)
        for role, codenames in roles.ROLES.items()
        for codename in codenames
        if f"articles.{codename}" in {each.permission for each in TRANSITIONS.values()}
    ]
    assert sorted(granted) == sorted(
        (f"{name}_article", expected.role) for name, expected in EXPECTED.items()
    )


BEFORE: list[tuple[str, str | None]] = [
    ("articles", "0002_database"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("contenttypes", "0002_remove_content_type_name"),
]
AFTER: tuple[str, str | None] = ("articles", "0003_roles")


def test_the_migration_grants_what_the_module_says() -> None:
    assert import_module("articles.migrations.0003_roles").ROLES == roles.ROLES


def list_grants(groups: Any) -> dict[str, set[str]]:
    return {
        group.name: set(group.permissions.values_list("codename", flat=True))
        for group in groups.all()
    }


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_migration_keeps_users_and_groups_of_these_names(migrator: Migrator) -> None:
    old = migrator.apply_initial_migration(BEFORE).apps
    kind = old.get_model("contenttypes", "ContentType").objects.create(
        app_label="auth", model="user"
    )
    own = old.get_model("auth", "Permission").objects.create(
        name="Can view user", content_type=kind, codename="view_user"
    )
    editors = old.get_model("auth", "Group").objects.create(name="Editors")
    editors.permissions.add(own)
    for name in ("vera", "Editors"):
        old.get_model("auth", "User").objects.create(username=name).groups.add(editors)

    groups = migrator.apply_tested_migration([AFTER]).apps.get_model("auth", "Group").objects
    after = groups.get(pk=editors.pk)
    assert (after.name, sorted(after.user_set.values_list("username", flat=True))) == (
        "Editors",
        ["Editors", "vera"],
    )
    assert list_grants(groups) == {**ROLES, "Editors": EDITORS | {"view_user"}}


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_migration_may_run_again(migrator: Migrator) -> None:
    migrator.apply_initial_migration([*BEFORE[1:], AFTER])
    migrator.apply_tested_migration(BEFORE[:1])
    new = migrator.apply_tested_migration([AFTER]).apps
    assert list_grants(new.get_model("auth", "Group").objects) == ROLES
