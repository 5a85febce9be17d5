"""No form of the site fails, whatever one of its fields holds."""

import random
from collections.abc import Iterator
from typing import Final

import pytest
from django.test import Client

from articles.publishing.transitions import TRANSITIONS
from tests.fuzzing import desk, hostile
from tests.fuzzing.forms import Form, read_forms
from tests.fuzzing.routes import list_routes
from tests.fuzzing.sending import Request, check, list_names

pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]

# What no form shows, but Django's admin reads: its buttons, and where to go next.
BUTTONS: Final = "_save _continue _addanother _saveasnew _popup _to_field next".split()
# The count of the forms of a formset.
COUNTS: Final = ["1000000", "-1", "0", "x"]
SELECTED: Final = "_selected_action"
ACTIONS: Final = ["delete_selected", *TRANSITIONS]

SOME_FORMS: Final = {
    "/admin/articles/article/add/",
    "/admin/articles/importrun/import/",
    "/admin/auth/group/add/",
    "/admin/login/",
    "/language/",
}


def find_forms(root: Client) -> Iterator[tuple[Client, Form]]:
    """Yield every form once: those of all pages, and those that answer them."""
    reader, known = Client(), set()
    pages = [(client, Request(path)) for path in _list_paths() for client in (root, reader)]
    while pages:
        client, request = pages.pop()
        for form in read_forms(check(client, request), request.path):
            if form.key not in known:
                known.add(form.key)
                yield client, form
                pages += [(client, each.build()) for each in _list_valid(form)]


def _list_paths() -> Iterator[str]:
    for route in list_routes():
        good = desk.list_good_values(route)
        yield route.build_path({name: values[0] for name, values in good.items()})


def _list_valid(form: Form) -> Iterator[Form]:
    """Yield the form as it is, and with every action on the rows of its list."""
    if SELECTED in form.names and ("confirmed", "yes") not in form.pairs:
        keys = desk.list_keys()[form.path.split("/")[3]]
        for action in ACTIONS:
            yield form.replace("action", action).replace(SELECTED, *keys)
    elif form.method == "POST":
        yield form


def list_hostile(client: Client, form: Form) -> Iterator[Request]:
    """Yield the form with a hostile value in each field in turn, and in all of them at once."""
    names = sorted({*form.names, *BUTTONS, *list_names(client, [form.build()])})
    for name in names:
        counts = COUNTS if name.endswith("_FORMS") else []
        for value in (*hostile.VALUES, *counts):
            yield form.replace(name, value).build()
    for value in hostile.VALUES:
        everywhere = tuple((name, value) for name in names)
        yield Form(form.path, form.method, everywhere, form.names).build()


def list_always(form: Form) -> Iterator[Request]:
    """Yield what breaks the form unless newsroom/bad_values.py answers: an action on no row."""
    if SELECTED in form.names:
        yield form.replace("action", "delete_selected").replace(SELECTED, "null").build()


@pytest.mark.matrix  # engines differ here too, but as for query strings: --full tries both
def test_no_value_breaks_a_form(root: Client, chance: random.Random, times: int) -> None:
    forms = list(find_forms(root))
    for client, form in forms:
        requests = list(list_hostile(client, form))
        sample = chance.sample(requests, min(len(requests), 2 * times))
        for request in (*list_always(form), *sample):
            check(client, request)
    assert SOME_FORMS - {form.path for _client, form in forms} == set()
