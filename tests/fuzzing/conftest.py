"""The desk that all fuzzing tests work on, and the clients of its people and of readers."""

import random
from importlib import import_module

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture
def root(db: None, settings: Settings) -> Client:  # noqa: ARG001 - the rows are in the database
    """Return the client of a superuser on a desk with rows of every kind."""
    settings.NEWSROOM_RATE_LIMITS = False
    settings.TIME_ZONE = "Europe/Istanbul"  # the first and the last instant of all overflow here
    client = Client()
    desk = import_module("tests.fuzzing.desk")  # its models need Django to be set up
    client.force_login(desk.make_rows())
    return client


@pytest.fixture
def chance(is_full: bool) -> random.Random:  # noqa: FBT001 - a fixture
    """Return what chooses among too many requests: the same each time, but with ``--full``."""
    return random.Random() if is_full else random.Random(19)  # noqa: S311 - no secret


@pytest.fixture
def times(is_full: bool) -> int:  # noqa: FBT001 - a fixture
    """Return how many times as many requests as in the gate are to be sent."""
    return 20 if is_full else 1
