"""The help page: for whom it is, and that it says what the tables of the code say."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from pytest_django import Settings

from articles.admin import help_page
from articles.models import Status
from articles.publishing.queues import QUEUES
from articles.publishing.roles import ROLES
from articles.publishing.transitions import TRANSITIONS, Condition
from articles.text.strings import collapse_whitespace
from tests.articles.admin.pages import sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

HELP = "/admin/help/"
FOUR_EYES = "so that two people read it before readers do"


def read_help(*roles: str, **columns: bool) -> str:
    person = make_user(roles[0] if roles else "", **columns)
    person.groups.add(*Group.objects.filter(name__in=roles))
    return collapse_whitespace(sign_in(person).get(HELP).content.decode())


def test_only_staff_reads_it() -> None:
    reader = make_user()
    reader.is_staff = False
    reader.save()
    for client in (Client(), sign_in(reader)):
        response = client.get(HELP)
        assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={HELP}")


def test_nothing_can_be_sent_to_it() -> None:
    assert sign_in(make_user("Editors")).post(HELP).status_code == 405


@pytest.mark.parametrize("address", ["/admin/", "/admin/articles/article/add/", HELP])
def test_every_page_of_the_desk_leads_to_it(address: str) -> None:
    page = sign_in(make_user("Editors")).get(address).content.decode()
    assert '<a href="/admin/help/">Help</a>' in page


@pytest.mark.parametrize(
    ("roles", "columns", "sentence"),
    [
        ((), {}, "You have no role yet."),
        (("Editors",), {}, "Your role: Editors."),
        (("Contributors", "Editors"), {}, "Your roles: Contributors, Editors."),
        (("Editors",), {"is_superuser": True}, "You are a superuser: you may do everything."),
    ],
)
def test_it_says_which_role_the_user_has(
    roles: tuple[str, ...], columns: dict[str, bool], sentence: str
) -> None:
    assert sentence in read_help(*roles, **columns)


def test_it_explains_every_role_and_status() -> None:
    assert set(help_page.ROLES) == set(ROLES)
    assert set(help_page.STATUSES) == set(Status)


@pytest.mark.parametrize("condition", [each for each in Condition if each.label])
def test_it_explains_the_condition_of_each_transition(condition: Condition) -> None:
    explained = [
        each.transition for each in help_page.list_transitions() if condition.label in each.limits
    ]
    assert explained == [each for each in TRANSITIONS.values() if each.condition is condition]
    assert str(condition.label) in read_help("Editors")


def test_it_names_every_queue() -> None:
    page = read_help("Editors")
    assert [name for name, queue in QUEUES.items() if f"<dt>{queue.label}</dt>" not in page] == []


def test_each_status_has_the_transitions_that_begin_there() -> None:
    listed = {
        help_.status: [each.transition.name for each in help_.transitions]
        for help_ in help_page.list_statuses()
    }
    assert listed == {
        status: [name for name, each in TRANSITIONS.items() if status in each.from_statuses]
        for status in Status
    }


def test_a_transition_is_explained_with_who_may_and_what_it_asks() -> None:
    page = read_help("Editors")
    label = TRANSITIONS["request_changes"].label
    assert f"<b>{label}</b> → draft." in page
    assert "Who: Editors, Publishers. Asks for: Note to the writer." in page


def test_a_group_of_the_desk_that_may_do_it_is_named() -> None:
    group = Group.objects.create(name="Night desk")
    group.permissions.add(Permission.objects.get(codename="withdraw_article"))
    assert "Who: Publishers, Night desk. Asks for: Reason for readers." in read_help("Editors")


@pytest.mark.parametrize("limits", [["a text that somebody else has signed, or signs"], []])
def test_four_eyes_are_explained_as_they_are_set(settings: Settings, limits: list[str]) -> None:
    settings.NEWSROOM_FOUR_EYES = bool(limits)
    approval = next(e for e in help_page.list_transitions() if e.transition.name == "approve")
    assert (approval.limits, FOUR_EYES in read_help("Editors")) == (limits, bool(limits))


LINKS = ["/admin/articles/importrun/import/", "/admin/articles/original/"]


@pytest.mark.parametrize(("role", "links"), [("Contributors", []), ("Editors", LINKS)])
def test_links_are_for_those_who_may_follow_them(role: str, links: list[str]) -> None:
    page = read_help(role)
    assert [link for link in LINKS if f'href="{link}"' in page] == links


def test_it_is_in_the_language_of_the_user() -> None:
    client = sign_in(make_user("Editors"))
    page = client.get(HELP, headers={"Accept-Language": "tr"}).content.decode()
    assert "Rolünüz: Editörler." in page
    assert "Kim: Editörler, Yayıncılar." in page
