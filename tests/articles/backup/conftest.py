"""The place of a backup, its site's files, and an empty site to restore it into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks import Desk, make_desk
from tests.storages import use_storage


@pytest.fixture(autouse=True)
def storage(tmp_path: Path) -> Iterator[Path]:
    """Keep the files of each test apart."""
    with use_storage(tmp_path / "files"):
        yield tmp_path / "files"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a backup, which is not there yet."""
    return tmp_path / "site.backup"


@pytest.fixture
def target(tmp_path: Path) -> Desk:
    """Return a desk with an empty, migrated database of the engine of the suite."""
    return make_desk(tmp_path / "target")
