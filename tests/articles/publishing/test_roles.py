"""The groups of the desk: which may do what, and how the migration makes them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django_test_migrations.migrator import Migrator

from articles.models import Article
from articles.publishing import workflow
from tests.factories import make_user

# As migration 0002 made them; 0004 gives each transition's permission beside, 0008 notifications;
# feeds came with theirs, and 0013 lets files be imported.
OLD_CONTRIBUTORS = {
    *("add_article", "change_article", "submit_article", "view_article"),
    *("add_author", "view_author", "view_source", "add_tag", "view_tag"),
    *("add_byline", "change_byline", "delete_byline", "view_byline"),
}
OLD_EDITORS = OLD_CONTRIBUTORS | {
    *("review_article", "spike_article", "change_author", "add_source", "change_source"),
    *("add_authoralias", "change_authoralias", "delete_authoralias", "view_authoralias"),
    *("add_sourcealias", "change_sourcealias", "delete_sourcealias", "view_sourcealias"),
    *("change_tag", "view_batch", "view_original"),
}
OLD_ROLES = {
    "Contributors": OLD_CONTRIBUTORS,
    "Editors": OLD_EDITORS,
    "Publishers": OLD_EDITORS | {"publish_article"},
}
CONTRIBUTORS = OLD_CONTRIBUTORS | {"edit_article", "view_notification"}
FEEDS = {"add_feed", "change_feed", "delete_feed", "view_feed"}
IMPORTS = {"import_article"}
MOVES = {"request_changes_article", "approve_article"}
EDITORS = OLD_EDITORS | CONTRIBUTORS | MOVES | FEEDS | IMPORTS
ROLES = {
    "Contributors": CONTRIBUTORS,
    "Editors": EDITORS,
    "Publishers": EDITORS | {"publish_article", "withdraw_article", "restore_article"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_exactly_this(role: str) -> None:
    given = Permission.objects.filter(group__name=role)
    told = given.values_list("content_type__app_label", "codename")
    assert set(told) == {("articles", name) for name in ROLES[role]}


@pytest.mark.django_db
def test_there_are_no_other_roles() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


@pytest.mark.django_db
@pytest.mark.parametrize("permission", sorted(ROLES["Publishers"]))
@pytest.mark.parametrize("role", ["", *ROLES])
def test_a_member_has_the_permissions_of_the_role(role: str, permission: str) -> None:
    member = make_user(role)
    assert member.has_perm(f"articles.{permission}") == (permission in ROLES.get(role, ()))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kept", ["original", "batch", "article", "revision", "statuschange"])
def test_no_role_may_delete_what_is_to_be_kept(role: str, kept: str) -> None:
    assert make_user(role).has_perm(f"articles.delete_{kept}") is False


@pytest.mark.django_db
def test_every_move_has_a_permission_of_its_own() -> None:
    named = {name for name, _ in Article._meta.permissions}
    moves = {f"{name}_article" for name in workflow.TRANSITIONS}
    assert named == moves | {"review_article"}
    assert set(
        Permission.objects.filter(codename__in=named).values_list("codename", flat=True)
    ) == (named)


BEFORE: list[tuple[str, str | None]] = [
    ("articles", "0001_initial"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("contenttypes", "0002_remove_content_type_name"),
]
ROLES_MADE: tuple[str, str | None] = ("articles", "0002_roles")


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

    new = migrator.apply_tested_migration([ROLES_MADE]).apps
    groups = new.get_model("auth", "Group").objects
    assert set(groups.values_list("name", flat=True)) == set(ROLES)
    kept = groups.get(pk=editors.pk)
    assert (kept.name, sorted(kept.user_set.values_list("username", flat=True))) == (
        "Editors",
        ["Editors", "vera"],
    )
    given = {
        group.name: set(group.permissions.values_list("codename", flat=True))
        for group in groups.all()
    }
    assert given == {**OLD_ROLES, "Editors": OLD_EDITORS | {"view_user"}}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_migration_may_run_again(migrator: Migrator) -> None:
    migrator.apply_initial_migration([*BEFORE[1:], ROLES_MADE])
    migrator.apply_tested_migration(BEFORE[:1])
    new = migrator.apply_tested_migration([ROLES_MADE]).apps
    groups = new.get_model("auth", "Group").objects.all()
    given = {
        group.name: set(group.permissions.values_list("codename", flat=True)) for group in groups
    }
    assert given == OLD_ROLES
