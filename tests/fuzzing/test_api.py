"""The API held against its own description: schemathesis asks it what the description allows.

It also asks what the description does not allow, which is to be refused.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import given
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance

from tests.factories import make_page_of_articles

pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]


@pytest.fixture
def keep_connection() -> Iterator[None]:
    """Let requests leave the connection of the test open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def description(keep_connection: None, settings: Settings) -> Any:  # noqa: ARG001 - while it is used
    settings.NEWSROOM_RATE_LIMITS = False
    make_page_of_articles(3)
    return schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_api_is_as_it_is_described(description: Any, mode: GenerationMode) -> None:
    for result in description.get_all_operations():
        check(result.ok(), mode)


def check(operation: Any, mode: GenerationMode) -> None:
    """Ask the API what is generated for the operation, and check every response.

    A text that the description allows may still be the slug of nothing, so it may be refused.
    """

    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    ask()
