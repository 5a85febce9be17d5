"""Every URL of the desk for every role, with rows of the person and of somebody else."""

from typing import Any, Final

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import resolve
from pytest_django import Settings

from articles.publishing.mail import NO_SERVER
from articles.publishing.transitions import TRANSITIONS
from tests.articles.admin.access import Row, list_routes, list_rows
from tests.articles.admin.desk_world import BLIND, MARKER, ROLES, World

pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]

KEYS: Final = ("article", "own")
_LETTERS: Final = {200: "Y", 400: "B", 403: "N", 404: "M", 405: "W"}


def ask(world: World, row: Row, method: str) -> tuple[str, bool]:
    """Return the letter of the response, and whether it shows the word of others' articles.

    The request is the first of its session, and nothing that it writes stays.
    """
    path, form = row.build_path(world.keys), row.build_form(world.keys)
    with transaction.atomic():
        client = world.make_client()
        response = client.get(path) if method == "get" else client.post(path, form)
        text = read(response)
        transaction.set_rollback(True)
    return classify(response), MARKER in text


def classify(response: Any) -> str:
    if response.status_code == 302:
        return "L" if "/login/" in response["Location"] else "R"
    return _LETTERS[response.status_code]


def read(response: Any) -> str:
    """Return the text of the response and of the messages that the next page would show."""
    content = b"".join(response) if response.streaming else response.content
    messages = get_messages(response.wsgi_request)
    return " ".join([content.decode(errors="replace"), *map(str, messages)])


def test_the_matrix_has_every_url() -> None:
    world = World("superuser")
    paths = (row.build_path(world.keys).partition("?")[0] for row in list_rows())
    assert sorted(list_routes() - {resolve(path).route for path in paths}) == []


def test_the_matrix_has_every_transition() -> None:
    paths = {row.path for row in list_rows()}
    rows = {f"admin/articles/article/{{{of}}}/move/{name}/" for of in KEYS for name in TRANSITIONS}
    assert rows - paths == set()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=[] if role == "Editors" else pytest.mark.matrix) for role in ROLES],
)
def test_every_url_for_every_role(role: str, method: str, settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": NO_SERVER}}  # Django 6.1 sets one for tests
    world, place = World(role), ROLES.index(role)
    surprises, shown = {}, []
    for row in list_rows():
        expected = (row.get if method == "get" else row.post)[place]
        if expected == "-":
            continue
        found, shows_marker = ask(world, row, method)
        if found != expected:
            surprises[row.path] = f"{found} instead of {expected}"
        if shows_marker:
            shown.append(row.path)
    assert surprises == {}
    if role in BLIND:
        assert shown == []
    else:  # the word is found where it may be seen
        assert shown != []
