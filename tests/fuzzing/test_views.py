"""No view of the site fails, whatever a path, a query string, a header or a body holds."""

import random
from typing import Any, Final

import pytest
from django.apps import apps
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import desk, hostile
from tests.fuzzing.routes import Route, list_routes
from tests.fuzzing.sending import Request, check, list_names

pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]

METHODS: Final = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"]
# What Django's admin reads of query strings without looking it up by a name.
ADMIN_NAMES: Final = "_popup _to_field _changelist_filters _facets e o p all q next".split()
LOOKUPS: Final = ["", *"exact in gt year isnull regex contains startswith range".split()]
DEEP_LOOKUPS: Final = [
    "source__name__regex",
    "created_by__password__startswith",
    "created_by__groups__id__in",
    "groups__id__exact",
    "pk",
]


def list_paths(route: Route) -> list[str]:
    """Return a path that the route matches, then the same with a hostile value for each part."""
    good = desk.list_good_values(route)
    first = {name: values[0] for name, values in good.items()}
    paths = [route.build_path(first)]
    for name, values in good.items():
        quoted = f"_{ord(values[0][0]):02X}{values[0][1:]}"  # as Django's admin quotes keys
        others = [*values[1:], quoted, *hostile.VALUES]
        paths += [route.build_path(first | {name: value}) for value in others]
    return paths


def list_query_names(client: Client, route: Route, path: str) -> list[str]:
    """Return the names that the view looks up, and for the admin's pages those of all lookups."""
    names = list_names(client, [Request(path), Request(path, "POST")])
    models = {**apps.all_models["auth"], **apps.all_models["articles"]}
    if (model := models.get(route.models[0])) is None:
        return names
    fields = [field.name for field in model._meta.get_fields()]
    lookups = [f"{field}__{each}".rstrip("_") for field in fields for each in LOOKUPS]
    return [*names, *ADMIN_NAMES, *DEEP_LOOKUPS, *lookups]


def choose(chance: random.Random, requests: list[Request], count: int) -> list[Request]:
    return chance.sample(requests, min(count, len(requests)))


@pytest.mark.usefixtures("root")
def test_every_route_has_a_path_that_it_matches() -> None:
    unmatched = []
    for route in list_routes():
        try:
            resolve(list_paths(route)[0])
        except Resolver404:
            unmatched.append(route)
    assert unmatched == []


@pytest.mark.usefixtures("root")
def test_there_is_a_row_of_every_model_of_the_admin() -> None:
    assert desk.list_empty_models() == []


def test_no_path_breaks_a_view(root: Client, chance: random.Random, times: int) -> None:
    requests = [
        Request(path, method)
        for route in list_routes()
        for path in list_paths(route)
        for method in METHODS
    ]
    for request in choose(chance, requests, 300 * times):
        check(root, request)


def test_no_query_string_breaks_a_view(root: Client, chance: random.Random, times: int) -> None:
    routes = list_routes()
    for route in chance.sample(routes, min(len(routes), 40 * times)):
        path = list_paths(route)[0]
        requests = [
            Request(path, query=((name, value),))
            for name in list_query_names(root, route, path)
            for value in hostile.VALUES
        ]
        for request in choose(chance, requests, 2 * times):
            check(root, request)


@pytest.mark.matrix
def test_no_header_or_body_breaks_a_view(root: Client, chance: random.Random, times: int) -> None:
    paths = [list_paths(route)[0] for route in list_routes()]
    requests = [Request(path, headers=headers) for path in paths for headers in hostile.HEADERS]
    requests += [
        Request(path, method, body=body, content_type=content_type)
        for path in paths
        for content_type, body in hostile.BODIES
        for method in ("POST", "PUT")
    ]
    for request in choose(chance, requests, 80 * times):
        check(root, request)


def test_no_generated_value_breaks_a_view(root: Client) -> None:
    good = {route: desk.list_good_values(route) for route in list_routes()[::7]}

    @given(st.data(), hostile.GENERATED, hostile.GENERATED)
    def ask(data: Any, first: str, second: str) -> None:
        route = data.draw(st.sampled_from(list(good)))
        values = {name: known[0] for name, known in good[route].items()}
        if values and data.draw(st.booleans()):
            values[data.draw(st.sampled_from(sorted(values)))] = first
        name = data.draw(st.sampled_from(["q", "next", "newer", "page", "from", "id__in"]))
        check(root, Request(route.build_path(values), query=((name, second),)))

    ask()
