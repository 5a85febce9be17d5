"""Desks that imports can be killed at."""

import pytest

from tests.desks import MakeDesk, build_desk_maker


@pytest.fixture(scope="session")
def make_desk(tmp_path_factory: pytest.TempPathFactory) -> MakeDesk:
    return build_desk_maker(tmp_path_factory.mktemp("template"))
